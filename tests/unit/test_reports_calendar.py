"""Everything dated is in the calendar: at its own time, also across a clock change, and once however often it goes in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

import mentorbook
from mentorbook.library import Book
from mentorbook.reports.calendar import to_calendar
from tests.unit.report_words import NASTY, nasty


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return mentorbook.create(tmp_path / "pair.mentorbook", mentor="Ada", mentee="Grace")


def events(made: bytes) -> dict[str, Any]:
    """The events by what they are called."""
    found = list(icalendar.Calendar.from_ical(made).walk("VEVENT"))
    by_name = {str(event["summary"]): event for event in found}
    assert len(by_name) == len(found)
    return by_name


def meeting(book: Book, day: str, **more: Any) -> str:
    given = {
        "title": f"On {day}",
        "date": day,
        "start_time": "16:00",
        "time_zone": "Europe/London",
        "length": 45,
    }
    return book.add("meetings", given | more, by="mentee")


def the(found: dict[str, Any], part: str) -> Any:
    return next(event for name, event in found.items() if part in name)


def test_meetings_keep_their_time_across_a_clock_change(book: Book) -> None:
    for day in ("2026-03-26", "2026-04-02", "2026-10-29"):
        meeting(book, day)
    made = to_calendar(book)
    found = events(made)
    for day, hour in (("2026-03-26", 16), ("2026-04-02", 15), ("2026-10-29", 16)):
        event = the(found, day)
        start = event.decoded("dtstart")
        assert (start.hour, start.minute) == (16, 0)
        assert start.astimezone(UTC) == datetime.fromisoformat(f"{day}T{hour}:00:00+00:00")
        assert event.end.astimezone(UTC) - start.astimezone(UTC) == timedelta(minutes=45)
        assert event["dtstart"].params["TZID"] == "Europe/London"
        (alarm,) = event.walk("VALARM")
        assert alarm.decoded("trigger") < timedelta(0)
    zones = icalendar.Calendar.from_ical(made).walk("VTIMEZONE")
    assert [str(zone["tzid"]) for zone in zones] == ["Europe/London"]
    assert zones[0].walk("DAYLIGHT")


def test_a_meeting_in_the_hour_that_clocks_leave_out_is_a_real_moment(book: Book) -> None:
    meeting(book, "2026-03-29", start_time="01:30")
    (event,) = events(to_calendar(book)).values()
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_next_meeting_is_there_until_it_has_a_page_of_its_own(book: Book) -> None:
    row = meeting(book, "2026-03-26", next_date="2026-04-09", next_time="17:00")
    found = events(to_calendar(book))
    assert the(found, "Next meeting").decoded("dtstart").hour == 17
    meeting(book, "2026-04-09")
    assert not [name for name in events(to_calendar(book)) if "Next meeting" in name]
    book.set(f"meetings/{row}/next_date", None, by="mentee")
    assert len(events(to_calendar(book))) == 2


def test_what_is_due_is_a_day_and_what_is_over_says_so(book: Book) -> None:
    goal = book.add(
        "goals", {"title": "Lead", "target_date": "2026-06-01", "start_date": "2026-01-01"}, by="mentee"
    )
    step = book.add(f"goals/{goal}/milestones", {"title": "Watch one", "due": "2026-02-01"}, by="mentee")
    book.add(
        "actions", {"what": "Write", "owner": "mentee", "due": "2026-02-02", "status": "dropped"}, by="mentee"
    )
    book.set("agreement/end_date", "2026-06-30", by="mentee")
    found = events(to_calendar(book))
    assert the(found, "Lead").decoded("dtstart") == date(2026, 6, 1)
    assert the(found, "Lead").decoded("dtend") == date(2026, 6, 2)
    assert the(found, "Write")["status"] == "CANCELLED"
    assert the(found, "Agreement: Until").decoded("dtstart") == date(2026, 6, 30)
    assert not [name for name in found if "Start" in name]  # a day on which nothing is to be done
    assert "Done" not in next(name for name in found if "Watch one" in name)
    book.set(f"goals/{goal}/milestones/{step}/done", True, by="mentee")
    assert "Done: Watch one" in events(to_calendar(book))


def test_importing_again_updates_what_is_there(book: Book) -> None:
    row = meeting(book, "2026-03-26")
    before = the(events(to_calendar(book)), "On 2026")
    assert the(events(to_calendar(book)), "On 2026")["uid"] == before["uid"]
    assert to_calendar(book) == to_calendar(book)
    book.set(f"meetings/{row}/date", "2026-03-27", by="mentor")
    after = the(events(to_calendar(book)), "On 2026")
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") > before.decoded("dtstart")
    assert after["sequence"] >= before["sequence"]


def test_dates_of_what_is_private_are_there_for_their_writer_alone(book: Book) -> None:
    book.keep_private("mentee", "words that only one knows")
    row = book.add("reflections", {"worked": "x", "sharing": "private"}, by="mentee")
    given = {
        "what": "Look for another job",
        "owner": "mentee",
        "due": "2026-02-02",
        "came_from": [f"reflections/{row}"],
    }
    book.add("actions", given, by="mentee", row=row)
    for viewer, private, seen in (
        ("pair", False, 0),
        ("mentor", True, 0),
        ("mentee", False, 0),
        ("mentee", True, 1),
    ):
        assert len(events(to_calendar(book, viewer=viewer, private=private))) == seen


def test_words_in_a_calendar_are_words(tmp_path: Path) -> None:
    with nasty(tmp_path / "nasty.mentorbook") as book:
        made = to_calendar(book)
    found = list(icalendar.Calendar.from_ical(made).walk())
    assert {part.name for part in found} == {"VCALENDAR", "VEVENT"}
    summaries = " | ".join(str(part["summary"]) for part in found if part.name == "VEVENT")
    for words in NASTY.values():
        assert " ".join(words.split())[:70] in summaries
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
