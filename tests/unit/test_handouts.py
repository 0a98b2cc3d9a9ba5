"""Handouts: all there is to read or to fill in is on paper, and neither answers nor the trainer's notes."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

import mentorbook
from mentorbook.cli import main
from mentorbook.content import loader
from mentorbook.reports import handout
from mentorbook.reports.habits import Habits
from mentorbook.reports.outline import Answer, Heading, Outline, Table

PACK = loader.builtin()
HABITS = Habits(language="en")


def words(report: Outline) -> str:
    found = []
    for block in report.parts[0].blocks:
        match block:
            case Heading():
                found += [block.text, block.note]
            case Answer():
                found += [block.label, *(one.words for one in block.said)]
            case Table():
                found += [block.title, *block.columns]
    return "\n".join(found)


@pytest.mark.parametrize("name", PACK.modules)
def test_a_module_on_paper_gives_nothing_away(name: str) -> None:
    module, text = PACK.modules[name], words(handout.module(PACK, name, HABITS))
    for question in module.questions:
        for option in question.options:
            assert question.kind == "short" or " ".join(option.text.split()) in text
            assert not option.explanation or option.explanation not in text
    for secret in (
        *(note.text for note in module.notes),
        *(s.text for s in (module.play.scenes if module.play else ())),
    ):
        assert secret not in text
    assert all(item.text in text for item in module.objectives)
    assert "**" not in text and "`" not in text


@pytest.mark.parametrize("name", PACK.forms)
def test_every_form_can_be_filled_in_by_hand(name: str) -> None:
    form, text = PACK.forms[name], words(handout.form(PACK, name, HABITS))
    for field in form.fields():
        if not field.view_of:
            assert " ".join(field.label.split()) in text
            if field.options and field.options_from is None and field.type in ("choice", "multi"):
                assert all(" ".join(option.label.split()) in text for option in field.options)
    assert ("Signatures" in text) == any(field.view_of for field in form.fields())


@pytest.mark.parametrize("name", PACK.sessions)
def test_a_run_sheet_has_every_part_and_its_minutes(name: str) -> None:
    sheet, text = PACK.sessions[name], words(handout.session(PACK, name, HABITS))
    for segment in sheet.segments:
        assert segment.title in text and segment.prompt in text
    assert f"to {sheet.minutes}" in text


def test_the_command_prints_what_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with mentorbook.create("us.mentorbook", mentor="Ada", mentee="Grace") as book:
        book.set("agreement/purpose", "<b>Lead</b> #strong[a] team", by="mentee")
    for asked in (
        ["module", "goals"],
        ["form", "agreement", "--to", "docx"],
        ["session", "kick-off", "-o", "sheet.pdf"],
        ["slides", "goals"],
        ["form", "agreement", "--file", "us.mentorbook", "-o", "filled.pdf"],
    ):
        assert main(["pack", "handout", *asked]) == 0, capsys.readouterr().err
    paper = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix in (".pdf", ".docx")}
    assert set(paper) == {"goals.pdf", "agreement.docx", "sheet.pdf", "goals-slides.pdf", "filled.pdf"}

    def text(name: str) -> str:
        return " ".join(
            " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper[name])).pages).split()
        )

    assert "After this module you can" in text("goals.pdf")
    assert len(PdfReader(io.BytesIO(paper["goals-slides.pdf"])).pages) >= 2 + len(
        PACK.modules["goals"].points
    )
    assert "Arrive minute 0 to 4" in text("sheet.pdf")
    assert "<b>Lead</b> #strong[a] team" in text("filled.pdf")
    assert any(
        "Our Mentoring Agreement" in one.text
        for one in docx.Document(io.BytesIO(paper["agreement.docx"])).paragraphs
    )
    for asked, said in (
        (["module", "golas"], "no module “golas”"),
        (["form", "none"], "no form “none”"),
        (["session", "none"], "no run sheet “none”"),
        (["slides", "none"], "no module “none”"),
        (["module", "goals"], "goals.pdf"),
        (["module", "roles", "--file", "us.mentorbook"], "Only a form"),
        (["module", "roles", "-o", "nowhere/x.pdf"], "no folder"),
    ):
        capsys.readouterr()
        assert main(["pack", "handout", *asked]) == 1
        assert said in capsys.readouterr().err
    assert paper == {
        path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix in (".pdf", ".docx")
    }
