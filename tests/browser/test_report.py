"""Taking it with you: one makes a document of the workbook, and the other's private notes are in none of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import icalendar
import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from people import MENTEE, Person, make

import mentorbook

HERS, HIS = "I want to leave this team", "I doubt that this will work"
SHARED = "Two people spoke who never do"
WORDS = "Lead the “Monday” <stand-up> $5 你好 שלום"


@pytest.fixture
def book(server) -> Path:
    """Both keep something to themselves, and share something."""
    path = make(server.data, "report")
    with mentorbook.open(path) as opened, opened.at_once():
        for person, secret in (("mentee", HERS), ("mentor", HIS)):
            opened.keep_private(person, f"only {person} knows")
            opened.add("reflections", {"title": secret, "worked": secret, "sharing": "private"}, by=person)
        opened.add("reflections", {"title": "After", "worked": SHARED, "sharing": "shared"}, by="mentee")
        goal = opened.add("goals", {"title": WORDS, "target_date": "2027-06-01"}, by="mentee")
        measure = opened.add(
            f"goals/{goal}/measures", {"name": "Led", "baseline": 0, "target": 6}, by="mentee"
        )
        for day, value in (("2027-01-01", 1), ("2027-02-01", 4)):
            reading = {"measure": [f"goals/{goal}/measures/{measure}"], "date": day, "value": value}
            opened.add(f"goals/{goal}/readings", reading, by="mentee")
    return path


def made(person: Person, kind: str) -> bytes:
    """Chooses a kind, presses the button, and reads what was downloaded."""
    page = person.page
    page.locator(f".mb-report input[type=radio][value={kind}]").check()
    with page.expect_download(timeout=90_000) as download:
        person.press("Make it")
    page.locator(".mb-report .note.good", has_text=download.value.suggested_filename).wait_for()
    return Path(download.value.path()).read_bytes()


def read(kind: str, file: bytes) -> str:
    """All the words of a document, on one line."""
    match kind:
        case "pdf":
            text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)
        case "docx":
            document: Any = docx.Document(io.BytesIO(file))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            text = " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
        case "csv":
            with zipfile.ZipFile(io.BytesIO(file)) as archive:
                text = " ".join(archive.read(name).decode() for name in archive.namelist())
        case _:
            text = file.decode()
    return " ".join(text.split())


def test_documents_hold_what_is_shared_and_the_readers_own_only_when_asked(book, server, visit):
    mentee = Person.at(visit, server, book, "mentee", view="report", accept_downloads=True)
    page = mentee.page
    goals = page.locator(".mb-report .parts").get_by_label("Goals")
    goals.wait_for()
    assert "locked" in page.locator(".mb-report").inner_text()
    for kind in ("pdf", "docx", "csv"):
        words = read(kind, made(mentee, kind))
        assert SHARED in words
        assert "Lead the “Monday” <stand-up> $5 你好" in words
        assert HERS not in words
        assert HIS not in words
        if kind != "csv":
            assert "without private notes" in words
            assert MENTEE in words
    calendar = icalendar.Calendar.from_ical(made(mentee, "ics"))
    assert any("Monday" in str(event["summary"]) for event in calendar.walk("VEVENT"))

    # What is hers comes along once she has opened it, and asks for it; what is his never does.
    mentee.go("Reflect")
    page.get_by_label("Your passphrase").fill("only mentee knows")
    page.keyboard.press("Enter")
    page.get_by_text(HERS).first.wait_for()
    mentee.go("Report")
    page.get_by_label("With my private notes").check()
    words = read("pdf", made(mentee, "pdf"))
    assert HERS in words
    assert HIS not in words
    assert f"for {MENTEE} alone" in words

    # A part that is taken out is not in it.
    goals.uncheck()
    words = read("docx", made(mentee, "docx"))
    assert "stand-up" not in words
    assert SHARED in words

    # Nothing chosen is said, and how it stands is there for everybody.
    page.get_by_role("button", name="Take everything").press("Enter")
    page.get_by_role("button", name="Take nothing").press("Enter")
    page.locator(".mb-report input[type=radio]:checked").press("Enter")
    page.get_by_text("Choose at least one part.").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
