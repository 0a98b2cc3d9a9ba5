"""Every sentence the program asks for is in the catalogue, with everything it needs put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mentorbook
from mentorbook import errors, messages
from mentorbook.content import loader

ROOT = Path(__file__).parents[2]
CATALOGUE = messages.catalogue()
PAGES = messages.of_pages()
ASKED = {"programme": messages.FACILITATOR, "matching": messages.FACILITATOR} | dict.fromkeys(
    ("runsheet", "wall", "participant"), messages.ROOM
)
PLURALS = {key.rpartition(".")[0] for key in CATALOGUE if key.endswith((".one", ".other"))}
ERRORS = {
    name for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, Exception)
}
PLACE = re.compile(r"\{(\w+)\}")
# river.say("key", {…}) and this.say('key'); a template literal counts by what stands before its first ${.
JS_SAY = re.compile(r"""\bsay\(\s*(?:"([^"]+)"|'([^']+)'|`([^`$]*)(\$?))""")


def sentences(key: str) -> list[str]:
    """The sentence (or both sentences of a plural) behind `key`; [] if there is none."""
    return [CATALOGUE[name] for name in (key, f"{key}.one", f"{key}.other") if name in CATALOGUE]


def python_calls() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Calls of say(), and makings of the errors that speak through it, with their first argument."""
    for file in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "say" or name in ERRORS:
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node, node.args[0]


def literals(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """The keys (or, True, the beginnings of keys) that an expression can stand for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value), True
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def test_every_key_in_python_is_there() -> None:
    missing = []
    for where, _, first in python_calls():
        for key, beginning in literals(first):
            found = any(name.startswith(key) for name in CATALOGUE) if beginning else sentences(key)
            if not found:
                missing.append(f"{where} {key}")
    assert missing == []


def test_every_sentence_gets_what_it_names() -> None:
    lacking = []
    for where, call, first in python_calls():
        given = {word.arg for word in call.keywords}
        if None in given:  # **params: only running tells
            continue
        for key, beginning in literals(first):
            for sentence in [] if beginning else sentences(key):
                if not set(PLACE.findall(sentence)) <= given:
                    lacking.append(f"{where} {key}: {sentence}")
    assert lacking == []


def reached(file: Path, found: set[Path] | None = None) -> set[Path]:
    """A module of a widget, and all that it imports."""
    found = set() if found is None else found
    if file not in found:
        found.add(file)
        for name in re.findall(r"""from "(\.[^"]+)\"""", file.read_text(encoding="utf-8")):
            reached((file.parent / name).resolve(), found)
    return found


def test_only_pages_that_say_them_are_sent_a_facilitators_sentences() -> None:
    """A widget asks for the groups that its modules speak of; no other page is sent them."""
    from mentorbook import widgets

    asking = {
        kind.name: kind.groups
        for kind in map(widgets.__dict__.get, widgets.__all__)
        if getattr(kind, "groups", ()) and kind.name
    }
    assert asking == ASKED
    sent = mentorbook.page().messages
    assert sent == PAGES and not [
        key for key in sent if key.startswith(("running.", "matching.", "console."))
    ]
    page = mentorbook.page(workbook=False)
    widgets.MatchingPanel(page)
    assert page.messages.keys() - sent.keys() == {
        key for key in CATALOGUE if key.partition(".")[0] in messages.FACILITATOR
    }


def test_every_key_in_the_browser_is_there() -> None:
    missing = []
    homes = {home.parent.name: reached(home) for home in (ROOT / "widgets").glob("*/widget.js")}
    for file in sorted((ROOT / "widgets").rglob("*.js")):
        # What every widget that leads to this module has asked for.
        has = [set(ASKED.get(name, ())) for name, files in homes.items() if file in files]
        there = messages.of_pages(*set.intersection(*has)) if has else messages.of_pages()
        text = file.read_text(encoding="utf-8")
        for found in JS_SAY.finditer(text):
            key, beginning = found[1] or found[2] or found[3], bool(found[4])
            if not any(name.startswith(key) if beginning else name in (key, f"{key}.one") for name in there):
                missing.append(f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1} {key}")
    assert missing == []


def test_plurals_come_in_pairs() -> None:
    assert [
        key for key in sorted(PLURALS) if f"{key}.one" not in CATALOGUE or f"{key}.other" not in CATALOGUE
    ] == []
    assert [key for key in sorted(PLURALS) if key in CATALOGUE] == []


def test_the_catalogue_is_what_the_pack_holds() -> None:
    assert loader.builtin().messages == CATALOGUE


@pytest.mark.parametrize("key", CATALOGUE)
def test_sentences_can_be_read(key: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+", key)
    text = CATALOGUE[key]
    assert text.strip() == text and text
    assert not PLACE.sub("", text).count("{") and not PLACE.sub("", text).count("}")


def test_words_are_put_in() -> None:
    assert (
        messages.say("value.yesno", typed="‘maybe’")
        == "‘maybe’ is neither yes nor no. Choose one of the two."
    )
    one = messages.say("pack.mistakes", count=1, folder="ours", list="x")
    two = messages.say("pack.mistakes", count=2, folder="ours", list="x")
    assert "one mistake" in one and "2 mistakes" in two
    with pytest.raises(KeyError):
        messages.say("value.nothing-like-it")
