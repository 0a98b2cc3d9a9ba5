"""Meetings as a calendar takes them: its own zone across a clock change, the same meeting each time, nothing private."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

import mentorbook
from mentorbook.errors import ValueProblem
from mentorbook.reports.invitation import file_name, meeting_ics, meetings_ics

LONDON = ZoneInfo("Europe/London")
WHEN = {"start_time": "16:00", "time_zone": "Europe/London", "length": 45, "status": "planned"}


@pytest.fixture
def book(tmp_path: Path) -> Any:
    with mentorbook.create(tmp_path / "pair.mentorbook", mentor="Ada Byron", mentee="Grace Hopper") as made:
        yield made


def events(made: bytes) -> list[Any]:
    return Calendar.from_ical(made).walk("VEVENT")


def test_a_series_keeps_its_time_when_clocks_change(book: Any) -> None:
    rows = [book.add("meetings", {**WHEN, "date": day}, by="mentee") for day in ("2026-03-26", "2026-04-02")]
    made = meetings_ics(book, rows, viewer="mentee")
    calendar = Calendar.from_ical(made)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    winter, summer = (event.decoded("dtstart") for event in events(made))
    assert (winter.hour, summer.hour) == (16, 16)
    assert winter.astimezone(UTC).hour == 16 and summer.astimezone(UTC).hour == 15
    assert all(event.decoded("duration") == timedelta(minutes=45) for event in events(made))
    # What the file itself says of the zone is enough for a calendar that knows no names of zones.
    zone = calendar.walk("VTIMEZONE")[0].to_tz()
    for moment in (winter, summer):
        told = moment.replace(tzinfo=zone)
        assert told.utcoffset() == moment.utcoffset(), moment


@pytest.mark.parametrize(
    ("day", "clock", "minutes", "begins", "ends"),
    [
        ("2026-03-29", "01:30", 60, datetime(2026, 3, 29, 1, 30), datetime(2026, 3, 29, 2, 30)),  # left out
        ("2026-10-25", "01:30", 60, datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30)),  # twice
        ("2026-03-29", "00:30", 90, datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 2, 0)),  # across
    ],
)
def test_the_hour_of_a_clock_change(
    book: Any, day: str, clock: str, minutes: int, begins: datetime, ends: datetime
) -> None:
    row = book.add("meetings", {**WHEN, "date": day, "start_time": clock, "length": minutes}, by="mentor")
    (event,) = events(meeting_ics(book, row, viewer="mentor"))
    assert event.decoded("dtstart").astimezone(UTC).replace(tzinfo=None) == begins
    assert begins + event.decoded("duration") == ends


def test_a_meeting_that_is_changed_stays_the_same_one(book: Any) -> None:
    row = book.add("meetings", {**WHEN, "date": "2026-03-26"}, by="mentee")
    (before,) = events(meeting_ics(book, row, viewer="mentee"))
    book.set(f"meetings/{row}/date", "2026-03-27", by="mentor")
    book.set(f"meetings/{row}/status", "cancelled", by="mentor")
    (after,) = events(meeting_ics(book, row, viewer="mentor"))
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) >= int(before["SEQUENCE"])
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert after.decoded("dtstart").day == 27
    (alarm,) = after.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-30)


def test_nothing_goes_along_that_was_written_in_the_meeting(book: Any) -> None:
    fields = {
        **WHEN,
        "date": "2026-03-26",
        "title": "Career; plan,\nor not",
        "place": "video",
        "place_detail": "https://meet.example.org/a",
    }
    row = book.add("meetings", fields, by="mentee")
    book.set(f"meetings/{row}/notes", "A secret", by="mentee")
    book.set(f"meetings/{row}/stuck", "With my manager", by="mentee")
    book.add(f"meetings/{row}/agenda", {"what": "My manager", "minutes": 10}, by="mentee")
    made = meeting_ics(book, row, viewer="mentee")
    assert b"secret" not in made and b"manager" not in made
    (event,) = events(made)
    assert str(event["SUMMARY"]) == "Mentoring: Ada Byron, Career; plan, or not"
    assert str(event["LOCATION"]) == "By video, https://meet.example.org/a"
    assert "Grace Hopper" in str(events(meeting_ics(book, row, viewer="mentor"))[0]["SUMMARY"])


def test_a_meeting_without_a_time_is_a_day_and_one_without_a_day_none(book: Any) -> None:
    day = book.add("meetings", {"date": "2026-03-26", "status": "planned"}, by="mentee")
    none = book.add("meetings", {"title": "Some day"}, by="mentee")
    (event,) = events(meetings_ics(book, [day, none, "nowhere"], viewer="mentee"))
    assert event.decoded("dtstart").isoformat() == "2026-03-26"
    assert (
        file_name(book, [day]) == "meeting-2026-03-26.ics" and file_name(book, [day, none]) == "meetings.ics"
    )
    for rows in ([none], [], ["../secret"]):
        with pytest.raises(ValueProblem):
            meetings_ics(book, rows, viewer="mentee")
        assert file_name(book, rows) == "meetings.ics"
