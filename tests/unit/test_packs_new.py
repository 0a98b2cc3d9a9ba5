"""`mentorbook pack new`: works at once, knows its own schema, and nothing that is there is written over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mentorbook.cli import main
from mentorbook.content import loader, schema, using
from mentorbook.content.loader import BUILTIN
from mentorbook.content.reading import read
from mentorbook.content.specs import SCALES, FieldType, get_args

SCHEMAS = {name.removesuffix(".json"): json.loads(json.dumps(one)) for name, one in schema.schemas().items()}
KINDS = {"forms": "form", "sessions": "session", "journeys": "journey", "course": "module"}
FIELD = {"id": "aim", "label": "Aim", "who": "together"}
NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"options": {"a": "A"}},
    "multi": {"options": "topic"},
    "rows": {"fields": [{**FIELD, "type": "short"}]},
    "link": {"link": "goals"},
}


def data(file: Path) -> Any:
    document = read(file, [])
    assert document is not None
    return json.loads(json.dumps(document.data))


def wrong(file: Path) -> list[str]:
    """What the schema that is meant for a file finds in it."""
    check = jsonschema.Draft7Validator(SCHEMAS[KINDS.get(file.parent.name, file.stem)])
    return [error.message for error in check.iter_errors(data(file))]


@pytest.fixture
def pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["pack", "new", str(tmp_path / "acme"), "--title", 'Acme: "mentors" & mentees']) == 0
    said = capsys.readouterr()
    assert "mentorbook serve --pack" in said.out and not said.err
    return tmp_path / "acme"


def test_a_new_pack_works_and_shows_all_that_it_brings(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(pack)]) == 0
    made = loader.load(pack)
    assert (made.id, made.title, made.builds_on) == ("acme", 'Acme: "mentors" & mentees', ("en",))
    added = set(made.forms["agreement"].names()) - set(loader.builtin().forms["agreement"].names())
    assert added == {"programme_contact", "programme_day", "programme_format"}
    assert made.activities["visit"].forms == ("visits",) and "visits" in made.forms
    assert made.journeys["four-week"].stages[0].timing == "the week before our programme day"
    assert made.courses["acme"].modules[0] == "our-programme"
    main(["pack", "show", str(pack), "visits"])
    assert "worth (scale5, each): Was it worth the time?" in capsys.readouterr().out
    main(["pack", "show"])
    assert "agreement: Our Mentoring Agreement" in capsys.readouterr().out
    assert main(["pack", "show", str(pack), "vists"]) == 1
    assert "no form, journey or run sheet “vists”" in capsys.readouterr().err
    main(["pack", "show", str(pack), "four-week"])
    told = capsys.readouterr().out
    assert "  preparation: " in told and "    exits x1: " in told and "    signals h1: " in told
    main(["pack", "show", str(pack), "goals"])
    assert "      learning: Learn to do something" in capsys.readouterr().out  # an option, by its id
    main(["pack", "show", str(pack), "kick-off"])
    assert "  s1: Arrive (4, words)" in capsys.readouterr().out
    main(["pack", "show", str(pack), "messages"])
    assert "start.door.agreement: Your agreement" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "id_"), [("2027", "pack-2027"), ("en", "pack-en"), ("Été_à Paris", "ete-a-paris")]
)
def test_any_name_of_a_folder_makes_a_pack(tmp_path: Path, name: str, id_: str) -> None:
    assert main(["pack", "new", str(tmp_path / name), "--language", "fr"]) == 0
    assert (loader.load(tmp_path / name).id, loader.load(tmp_path / name).language) == (id_, "fr")


def test_nothing_is_written_over_or_left_half(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter.txt").write_text("Dear Ada")
    for folder, more, said in (
        ("full", [], "something in full already"),
        ("none/here", [], "no folder"),
        ("wrong", ["--language", "not a language"], "“language”"),
    ):
        assert main(["pack", "new", str(tmp_path / folder), *more]) == 1
        assert said in capsys.readouterr().err
    assert main(["pack", "schema", str(tmp_path)]) == 1
    assert "no pack.yaml" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "letter.txt"]


def test_editors_find_the_schema_of_every_file(pack: Path) -> None:
    for file in pack.rglob("*.yaml"):
        first = file.read_text().splitlines()[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        kind = KINDS.get(file.parent.name, file.stem)
        assert (file.parent / named).resolve() == pack / ".schema" / f"{kind}.json"
        assert json.loads((file.parent / named).read_text())["title"] == kind
        assert wrong(file) == []


@pytest.mark.parametrize("file", sorted(BUILTIN.rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_schemas_take_all_that_comes_with_mentorbook(file: Path) -> None:
    kind = KINDS.get(file.parent.name, file.stem)
    jsonschema.Draft7Validator.check_schema(SCHEMAS[kind])
    assert wrong(file) == []


@pytest.mark.parametrize("kind", get_args(FieldType))
def test_the_schema_knows_every_type_of_field_and_what_it_needs(kind: str) -> None:
    def fits(field: dict[str, Any]) -> bool:
        form = {"id": "ours", "title": "Ours", "per": "pair", "seen": "shared", "fields": [field]}
        return bool(jsonschema.Draft7Validator(SCHEMAS["form"]).is_valid(form))

    assert fits({**FIELD, "type": kind, **NEEDED.get(kind, {})})
    assert fits({**FIELD, "type": kind}) == (kind not in NEEDED)
    assert not fits({**FIELD, "type": kind, "lable": "x", **NEEDED.get(kind, {})})
    assert kind in SCALES or not fits({**FIELD, "type": kind + "s", **NEEDED.get(kind, {})})


@pytest.mark.parametrize(
    ("kind", "given", "fits"),
    [
        ("form", {"id": "goals", "title": "Aims", "fields": [{"id": "why", "label": "Why?"}]}, True),
        ("form", {"id": "agreement", "leave_out": ["purpose"]}, True),
        ("form", {"id": "agreement", "replace": True, "title": "A", "fields": [{"id": "why"}]}, False),
        ("form", {"id": "aims", "title": "Aims", "fields": []}, False),
        ("journey", {"id": "four-week", "stages": [{"id": "closure", "title": "End"}]}, True),
        ("journey", {"id": "ours", "stages": [{"id": "closure"}]}, False),
        ("messages", {"saved.now": "Kept"}, True),
        ("messages", {"saved.mow": "Kept"}, False),
        ("pack", {"id": "ours", "title": 2027, "language": "en"}, True),
        ("pack", {"id": "../ours", "title": "x", "language": "en"}, False),
        ("trainers", {"ada": {"name": "Ada", "key": "ed25519:x"}}, True),
        ("module", {"id": "m", "title": "M", "points": {"p1": "One"}}, True),
        ("module", {"id": "m", "title": "M", "points": {"p1": ["One"]}}, False),
    ],
)
def test_what_the_schemas_say_while_one_types(kind: str, given: dict[str, Any], fits: bool) -> None:
    assert jsonschema.Draft7Validator(SCHEMAS[kind]).is_valid(given) == fits


def test_the_pack_in_use_is_the_one_that_the_environment_names(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import mentorbook
    from mentorbook.messages import say

    monkeypatch.setenv(using.FOLDERS, str(pack))
    try:
        (pack / "messages.yaml").write_text("cli.check.good: 'Nothing wrong.'\n")
        assert using.used().id == "acme" and using.mistakes() == ()
        assert say("cli.check.good") == "Nothing wrong."
        with mentorbook.create(tmp_path / "us.mentorbook", mentor="Ada", mentee="Grace") as book:
            book.set("agreement/programme_contact", "Ida", by="mentor")
        assert main(["show", str(tmp_path / "us.mentorbook")]) == 0
        assert "Whom we ask if something is unclear" in capsys.readouterr().out
        (pack / "options.yaml").write_text("activity: [\n")
        assert using.used().id == "acme"  # as long as nobody asks for it anew
        assert using.renew().id == "en"
        assert any("options.yaml:" in one for one in using.mistakes())
        assert say("cli.check.good") == "No mistakes found."
        assert main(["show", str(tmp_path / "us.mentorbook")]) == 0
        assert "options.yaml:" in capsys.readouterr().err
    finally:
        monkeypatch.undo()
        using.renew()
    assert using.used() is loader.builtin()
