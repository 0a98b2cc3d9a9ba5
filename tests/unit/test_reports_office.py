"""Word files as LibreOffice opens them: every word is there, and they are set as they are meant."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader
from report_words import NASTY, nasty

from mentorbook import library
from mentorbook.content.loader import builtin
from mentorbook.reports.outline import outline
from mentorbook.reports.word import to_word

PEOPLE = ("mentor", "mentee")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LibreOffice, with a profile of its own. In continuous integration it must be there."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    return Path(found)


def opened(office: Path, folder: Path, word: bytes, kind: str = "pdf") -> list[str]:
    """The text of each page; of them all as one, where it is not asked for as it would be printed."""
    (folder / "report.docx").write_bytes(word)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(office), profile, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "report.docx")], check=True, capture_output=True, timeout=300)
    if kind != "pdf":
        return [(folder / "report.txt").read_text("utf-8")]
    pages = PdfReader(io.BytesIO((folder / "report.pdf").read_bytes())).pages
    return [page.extract_text() for page in pages]


def test_every_word_is_there_whatever_it_looks_like(office: Path, tmp_path: Path) -> None:
    with nasty(tmp_path / "pair.mentorbook") as book:
        pages = opened(office, tmp_path, to_word(outline(book)), "txt:Text (encoded):UTF8")
    said = " ".join(" ".join(pages).split())
    for words in NASTY.values():
        assert " ".join(words.split()) in said


def test_answers_side_by_side_stand_one_below_the_other_and_not_on_a_page_each(
    office: Path, tmp_path: Path
) -> None:
    """A question kept with its answers, and those with the next question, once took a page each."""
    pack = builtin()
    with library.create(tmp_path / "pair.mentorbook", mentor="Ada", mentee="Grace") as book:
        asked = [
            field
            for field in pack.forms["profile"].fields()
            if field.type in ("short", "long") and field.who == "each"
        ]
        for person in PEOPLE:
            for field in asked:
                book.set(f"profile/{person}/{field.id}", f"{field.id} of the {person}", by=person)
        pages = opened(office, tmp_path, to_word(outline(book, sections=["profile"])))
    said = " ".join(" ".join(pages).split())
    assert len(asked) >= 10
    for field in asked:
        for person in PEOPLE:
            assert f"{field.id} of the {person}" in said
    assert len(pages) <= 2 + len(asked) / 5  # the cover and the contents, and pages that are well filled


def test_no_column_of_a_table_parts_its_words(office: Path, tmp_path: Path) -> None:
    with library.create(tmp_path / "pair.mentorbook", mentor="Ada", mentee="Grace") as book:
        goal = book.add("goals", {"title": "Know five people outside engineering"}, by="mentee")
        for number in range(12):
            details = {
                "what": f"Ask the committee about the {number} new apprenticeships before the summer holidays begin",
                "owner": "mentee",
                "due": "2026-09-16",
                "goal": goal,
                "status": "done",
                "done_on": "2026-09-23",
                "result": "It led to a good talk with the managing director.",
            }
            book.add("actions", details, by="mentee")
        pages = opened(office, tmp_path, to_word(outline(book, sections=["actions"])))
    said = "\n".join(pages)
    for word in ("Mentee", "September", "committee", "Status", "Done", "director"):
        assert word in said, word
