"""Three hundred broken packs and more: each gets sentences that say where, and none a traceback, a wait or a program run."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbook.cli import main
from mentorbook.content import loader, reading
from mentorbook.content.loader import Problem
from mentorbook.content.starting import NEW

FILES = {
    str(path.relative_to(NEW)): path.read_text()
    .replace("{id}", "ours")
    .replace("{title}", "Ours")
    .replace("{language}", "en")
    for path in sorted(NEW.rglob("*.yaml"))
}
FILES["trainers.yaml"] = "ada:\n  name: Ada\n  key: ed25519:" + "A" * 43 + "=\n"
FILES["prompts.yaml"] = "groups:\n  - title: Start\n    prompts:\n      - {id: tea, who: both, text: Tea?}\n"
SPOILT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
PATIENCE = 5.0  # seconds for one pack: far more than any takes, far less than for ever

ANYWHERE: dict[str, str | bytes] = {
    "a program": "x: !!python/object/apply:os.system ['touch RAN']\n",
    "a program by another name": "x: !!python/name:os.system\n",
    "a new object": "x: !!python/object/new:subprocess.Popen [[touch, RAN]]\n",
    "a tag": "x: !include /etc/passwd\n",
    "an alias": "a: &a [1]\nb: *a\n",
    "a merge": "a: &a {b: 1}\n<<: *a\n",
    "a bomb": "a: &a [x]\n" + "".join(f"{c}: &{c} [{'*' + p + ',' * 9}]\n" for p, c in pairwise("abcdefghi")),
    "too deep": "x: " + "[" * 5000,
    "too deep, in lines": "".join(" " * n + f"k{n}:\n" for n in range(200)),
    "too large": "# " + "x" * (reading.LARGEST_FILE + 1),
    "too much": "x: [" + "1," * 30_000 + "]\n",
    "a tab": "a:\n\tb: 1\n",
    "no end of a quotation": 'a: "b\n',
    "no end of a list": "a: [b\n",
    "a key twice": "a: 1\na: 2\n",
    "a bell": "a: b\x07\n",
    "an escape": '"\\e[31mred": 1\n',
    "a null": "a: b\x00\n",
    "not UTF-8": b"a: caf\xe9\n",
    "UTF-16": "a: b\n".encode("utf-16"),
    "half a surrogate": b"a: \xed\xa0\x80\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a list": "- a\n",
    "a word": "words\n",
    "nothing": "",
    "remarks only": "# nothing yet\n",
    "a list as a key": "? [a]\n: b\n",
    "a long word": "a" * 100_000 + ": 1\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "only brackets": "{{{{{{\n",
}  # fmt: skip


def lines() -> Iterator[tuple[str, str]]:
    """Each line with a value, with a list in a list in its place: nothing takes that."""
    for name, text in FILES.items():
        for place, line in enumerate(text.splitlines()):
            found = re.fullmatch(r"(\s*(?:- )?[a-z_0-9-]+:) +([^\s#\[{|>][^#]*?)(\s+#.*)?", line)
            if found:
                spoilt = text.splitlines()
                spoilt[place] = f"{found[1]} [[]]"
                yield f"{name}:{place + 1}", "\n".join(spoilt)


def swaps() -> Iterator[tuple[str, str, str]]:
    """Single mistakes, as people make them."""
    for name, old, new in (
        ("pack.yaml", "extends: en", "extends: ../../../etc/passwd"),
        ("pack.yaml", "id: ours", "id: ../ours"),
        ("pack.yaml", "id: ours", "id: en"),
        ("pack.yaml", "language: en", "language: ../en"),
        ("pack.yaml", "title: Ours", "titel: Ours"),
        ("pack.yaml", "title: Ours", ""),
        ("pack.yaml", "extends: en", "extends: en\nforms: [visists]"),
        ("pack.yaml", "extends: en", "extends: en\nforms: ../forms"),
        ("forms/visits.yaml", "id: visits", "id: ../visits"),
        ("forms/visits.yaml", "id: visits", "id: partnership"),
        ("forms/visits.yaml", "id: visits", "id: __class__"),
        ("forms/visits.yaml", "id: visits", "id: agreement"),
        ("forms/visits.yaml", "per: many", "per: mnay"),
        ("forms/visits.yaml", "seen: shared", "seen: everybody"),
        ("forms/visits.yaml", "type: date", "type: dat"),
        ("forms/visits.yaml", "type: date", "type: link\n    link: ../../etc"),
        ("forms/visits.yaml", "type: date", "type: rows\n    fields: []"),
        ("forms/visits.yaml", "type: date", "type: choice\n    options: {}"),
        ("forms/visits.yaml", "type: date", "type: number\n    low: 9\n    high: 1"),
        ("forms/visits.yaml", "who: author", "who: nobody"),
        ("forms/visits.yaml", "ends: [Hardly, Very much]", "ends: [Hardly]"),
        ("forms/visits.yaml", "ends: [Hardly, Very much]", "ends: [a, b, c]"),
        ("forms/visits.yaml", "id: day", "id: place"),
        ("forms/visits.yaml", "id: day", "id: created"),
        ("forms/visits.yaml", "id: day", "id: " + "d" * 500),
        ("forms/visits.yaml", "fields:", "feilds:"),
        ("forms/visits.yaml", "fields:", "rules: [{kind: most, field: place}]\nfields:"),
        ("forms/agreement.yaml", "id: agreement", "id: agreement\nseen: private"),
        ("forms/agreement.yaml", "id: agreement", "id: agreement\nleave_out: [nothing]"),
        ("forms/agreement.yaml", "id: agreement", "id: agreemnt"),
        ("forms/agreement.yaml", "own: true", "own: perhaps"),
        ("forms/agreement.yaml", "who: together", "who: together\n        becomes: nothing"),
        ("options.yaml", "visit: Visit", "visit: {a: b}\n  other: Visit"),
        ("activities.yaml", "forms: [visits]", "forms: [vists]"),
        ("activities.yaml", "visit:", "vissit:"),
        ("activities.yaml", "suits:", "siuts:"),
        ("journeys/four-week.yaml", "id: preparation", "id: Preparation!"),
        ("journeys/four-week.yaml", "id: four-week", "id: four-week\nweeks: 0"),
        ("journeys/four-week.yaml", "id: four-week", "id: four-weeks"),
        ("journeys/four-week.yaml", "timing:", "forms: [nothing]\n    timing:"),
        ("journeys/four-week.yaml", "timing:", "weeks: [4, 1]\n    timing:"),
        ("journeys/four-week.yaml", "timing:", "exits: [{id: e9, text: T, evidence: [a/b/c]}]\n    timing:"),
        ("messages.yaml", "start.door.agreement", "start.dor.agreement"),
        ("messages.yaml", "Your agreement", "Your {agreement}"),
        ("glossary.yaml", "programme-day:", "../programme-day:"),
        ("glossary.yaml", "meaning:", "means:"),
        ("prompts.yaml", "Tea?", "Tea, or coffee?"),
        ("course/our-programme.yaml", "objective: o1", "objective: o2"),
        ("course/our-programme.yaml", "right: true", "right: false"),
        ("course/our-programme.yaml", "kind: single", "kind: essay"),
        ("courses.yaml", "what-mentoring-is", "what-mentoring-was"),
        ("prompts.yaml", "Tea?", "Tea, {name}?"),
        ("trainers.yaml", "ed25519:", "rsa:"),
        ("trainers.yaml", "A=", "="),
        ("trainers.yaml", "ada:", "Ada Lovelace:"),
    ):
        assert old in FILES[name], (name, old)
        yield f"{name}: {old} → {new[:40]}", name, FILES[name].replace(old, new, 1)


def tricks() -> Iterator[tuple[str, Callable[[Path], object]]]:
    """What a folder can hold besides files with words."""
    yield "a link to a file", lambda pack: (pack / "forms/x.yaml").symlink_to("/etc/passwd")
    yield "a link to nothing", lambda pack: (pack / "forms/x.yaml").symlink_to("nowhere")
    yield "a link to itself", lambda pack: (pack / "forms/x.yaml").symlink_to("x.yaml")
    yield "a link out of the pack", lambda pack: (pack / "forms/x.yaml").symlink_to("../../secret.yaml")
    yield "a pipe", lambda pack: os.mkfifo(pack / "forms/x.yaml")
    yield "a folder named like a file", lambda pack: (pack / "forms/x.yaml").mkdir()
    yield (
        "a linked folder",
        lambda pack: (
            shutil.rmtree(pack / "forms"),
            (pack / "forms").symlink_to("/etc", target_is_directory=True),
        ),
    )
    yield "a file named like a folder", lambda pack: (shutil.rmtree(pack / "forms"), (pack / "forms").touch())
    yield (
        "a linked pack.yaml",
        lambda pack: (
            (pack / "pack.yaml").unlink(),
            (pack / "pack.yaml").symlink_to("/etc/passwd"),
        ),
    )
    yield "no pack.yaml", lambda pack: (pack / "pack.yaml").unlink()
    yield (
        "a linked options.yaml",
        lambda pack: (
            (pack / "options.yaml").unlink(),
            (pack / "options.yaml").symlink_to("/dev/zero"),
        ),
    )
    yield (
        "an endless device",
        lambda pack: (pack / "prompts.yaml").unlink() or (pack / "prompts.yaml").symlink_to("/dev/zero"),
    )
    yield "a thousand files", lambda pack: [(pack / f"forms/f{n}.yaml").touch() for n in range(1000)]
    yield "another ending", lambda pack: (pack / "forms/x.yml").touch()
    yield "a folder misspelt", lambda pack: (pack / "forms").rename(pack / "form")
    yield "a file misspelt", lambda pack: (pack / "options.yaml").rename(pack / "option.yaml")
    yield "a private key", lambda pack: (pack / "key.pem").write_text("-----BEGIN PRIVATE KEY-----\n")
    yield (
        "an odd name",
        lambda pack: os.close(os.open(bytes(pack / "forms/") + b"\xff\x1b[31m.yaml", os.O_CREAT)),
    )


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "ours")


def write(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def told(pack: Path) -> list[Problem]:
    """What is said about a broken pack; fails where that is not fit to be read."""
    begun = time.process_time()
    found = loader.check([pack])
    assert time.process_time() - begun < PATIENCE
    assert found, "nothing is said"
    assert len(found) <= reading.MOST_TOLD + 1
    for problem in found:
        assert problem.line >= 1 and problem.column >= 1
        assert Path(problem.file).is_relative_to(pack)
        assert 10 < len(problem.message) < 2000 and not SPOILT.search(str(problem))
        assert "Traceback" not in problem.message
    return found


def test_what_they_are_made_from_is_in_order(pack: Path) -> None:
    assert loader.check([pack]) == []


def test_there_are_three_hundred_of_them() -> None:
    assert len(FILES) * len(ANYWHERE) + len([*lines()]) + len([*swaps()]) + len([*tricks()]) >= 500


@pytest.mark.parametrize("file", FILES)
def test_files_that_are_none(pack: Path, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pack.parent)
    good = FILES[file]
    for what, text in ANYWHERE.items():
        (pack / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        found = told(pack)
        # Only where it is: what is missing elsewhere because of it is no second mistake.
        assert {problem.file for problem in found} == {str(pack / file)}, (what, found)
    (pack / file).write_text(good)
    assert loader.check([pack]) == []
    assert not [*pack.parent.rglob("RAN")]


def test_a_list_where_a_word_should_stand(pack: Path) -> None:
    for where, text in lines():
        file, _, line = where.rpartition(":")
        (pack / file).write_text(text)
        found = told(pack)
        assert (str(pack / file), int(line)) in {(p.file, p.line) for p in found}, (where, found)
        (pack / file).write_text(FILES[file])


def test_mistakes_as_people_make_them(pack: Path) -> None:
    for _, file, text in swaps():
        (pack / file).write_text(text)
        told(pack)
        (pack / file).write_text(FILES[file])


def test_a_pack_upon_a_broken_one_is_looked_at_when_that_is_put_right(pack: Path) -> None:
    above = pack.parent / "above"
    for name, text in (
        ("pack.yaml", "id: above\ntitle: Above\nlanguage: en\nextends: ours\nforms: [visits]\n"),
        ("activities.yaml", "visit:\n  forms: [visits, agreemnt]\n"),
    ):
        above.mkdir(exist_ok=True)
        (above / name).write_text(text)
    (pack / "options.yaml").write_text("a: [\n")
    assert {problem.file for problem in loader.check([pack, above])} == {str(pack / "options.yaml")}
    (pack / "options.yaml").write_text(FILES["options.yaml"])
    assert {problem.file for problem in loader.check([pack, above])} == {str(above / "activities.yaml")}


@pytest.mark.parametrize(("what", "trick"), [*tricks()], ids=lambda one: one if isinstance(one, str) else "")
def test_tricks(tmp_path: Path, what: str, trick: Callable[[Path], object]) -> None:
    (tmp_path / "secret.yaml").write_text("id: secret\ntitle: WORDS OF OTHERS\n")
    pack = write(tmp_path / "ours")
    trick(pack)
    for problem in told(pack):
        assert "root:" not in problem.message and "WORDS OF OTHERS" not in problem.message


def test_the_command_says_all_of_it(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "forms/visits.yaml").write_text(FILES["forms/visits.yaml"].replace("type: date", "type: dat"))
    (pack / "options.yaml").write_text("a: &a b\n")
    (pack / "glossary.yaml").write_text('"\\e[31mred": 1\n')
    assert main(["check", str(pack)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "\x1b" not in said.err and "Traceback" not in said.err
    assert "visits.yaml:17:11: “dat” is not something that “type” can be. Did you mean “date”?" in said.err
    assert "glossary.yaml:1:" in said.err and said.err.count("\n") >= 2


def test_a_file_with_a_mistake_in_every_word_ends(pack: Path) -> None:
    (pack / "messages.yaml").write_text("".join(f"nothing.says.this.{n}: x\n" for n in range(6000)))
    found = told(pack)
    assert len(found) == reading.MOST_TOLD + 1
    assert "more mistakes than these" in "".join(problem.message for problem in found)


@settings(deadline=None, max_examples=80, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_whatever_is_written_is_read_or_told(pack: Path, data: st.DataObject) -> None:
    """Lines cut, doubled, moved and filled with junk, in any of the files."""
    write(pack)
    names = data.draw(st.lists(st.sampled_from(sorted(FILES)), min_size=1, max_size=3, unique=True))
    for name in names:
        rows = FILES[name].splitlines()
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(0, len(rows)))
            junk = st.sampled_from(
                [*rows, "- -", "? x", "x: &y z", "fields: {a: 1}", "id: [", "  : :", "leave_out: 3"]
            )
            words = st.text(st.characters(codec="utf-8"), max_size=15)
            rows[place : place + data.draw(st.integers(0, 2))] = [data.draw(junk | words)]
        (pack / name).write_text("\n".join(rows))
    if loader.check([pack]):
        told(pack)
    else:
        assert loader.load(pack).forms
