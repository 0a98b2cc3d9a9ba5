"""A programme's own agreement, forms, journey, course and run sheet, in plain text alone: all of it works."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentorbook
from mentorbook.cli import main
from mentorbook.content import loader
from mentorbook.content.folder import FILES, FOLDERS
from mentorbook.content.notebooks import notebooks
from mentorbook.content.specs import FieldType, get_args
from mentorbook.reports import handout
from mentorbook.reports.habits import Habits
from mentorbook.workbook import journeys
from tests.unit.test_packs_new import wrong

RIVERSIDE = Path(__file__).parents[1] / "packs" / "riverside"


def test_it_needs_nothing_but_text_and_has_a_bit_of_everything() -> None:
    assert loader.check([RIVERSIDE]) == []
    there = {path.name for path in RIVERSIDE.iterdir()}
    assert there == {*FILES, *FOLDERS}
    pack = loader.load(RIVERSIDE)
    own = [pack.forms[name] for name in ("agreement", "shadowing")]
    assert {form.field(name).type for form in own for name in form.names()} == set(get_args(FieldType))
    assert {question.kind for question in pack.modules["handover"].questions} == {
        *("single", "multiple", "ordering", "matching", "short")
    }
    assert [*pack.forms][:2] == ["agreement", "shadowing"] and next(iter(pack.journeys)) == "preceptorship"


@pytest.mark.parametrize("file", sorted(RIVERSIDE.rglob("*.yaml")), ids=lambda file: file.stem)
def test_an_editor_finds_nothing_wrong_with_it(file: Path) -> None:
    assert wrong(file) == []


def test_a_pair_works_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = loader.load(RIVERSIDE)
    path = tmp_path / "us.mentorbook"
    with mentorbook.create(path, mentor="Ada", mentee="Grace", journey="preceptorship", pack=pack) as book:
        book.set("agreement/objectives", "To lead a handover", by="mentee")
        book.set("agreement/contact_hours", "4", by="mentor")
        book.set("agreement/usual_time", "14:30", by="mentor")
        book.set("agreement/start_date", "2026-01-05", by="mentor")
        for person, means in (("mentor", ["ward"]), ("mentee", ["phone", "own:by letter"])):
            book.set("agreement/means", means, by=person)
            book.set("agreement/confidence", 4, by=person)
            book.sign("agreement", by=person)
        goal = book.add("goals", {"title": "Handover"}, by="mentee")
        row = book.add("shadowing", {"place": "theatre", "goal": [f"goals/{goal}"]}, by="mentee")
        assert book.get("agreement/contact_hours") == 4 and book.get("agreement/mentor_accepts") is True
        assert book.rows("shadowing", viewer="mentee")[0]["id"] == row
        journey = book.journey
        assert journey is not None and journeys.met(book, journey.stages[0].exits[0])
    monkeypatch.setenv("MENTORBOOK_PACKS", str(RIVERSIDE))
    try:
        assert main(["export", str(path), "--to", "pdf", "-o", str(tmp_path / "us.pdf")]) == 0
    finally:
        monkeypatch.undo()
        from mentorbook.content import using

        using.renew()


def test_it_becomes_notebooks_and_paper() -> None:
    pack, habits = loader.load(RIVERSIDE), Habits(language="en-GB")
    made = notebooks(pack, pack.courses["preceptors"])
    assert [*made] == ["index.ipynb", "01-handover.ipynb", "02-listening.ipynb"]
    assert handout.form(pack, "agreement", habits).parts[0].title == "Mentorship Agreement"
    assert handout.module(pack, "handover", habits).parts and handout.session(pack, "welcome", habits).parts
