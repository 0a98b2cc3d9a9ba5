"""Meetings as a calendar takes them: iCalendar (RFC 5545) with time zones and an alarm.

A calendar is often somebody else's server, so a meeting goes there with its time, its place and what it is about, and
with nothing of what the pair wrote down in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mentorbook.content.values import time_zones
from mentorbook.errors import ValueProblem
from mentorbook.library import Book
from mentorbook.messages import say

if TYPE_CHECKING:
    from icalendar import Event

ALARM = timedelta(minutes=30)
LENGTH = 60  # minutes, where a meeting does not say
_TIMED = ("date", "start_time", "time_zone", "length", "status", "place", "place_detail", "title")


def meeting_ics(book: Book, row: str, *, viewer: str) -> bytes:
    """One meeting as a calendar's file. See `meetings_ics`."""
    return meetings_ics(book, [row], viewer=viewer)


def meetings_ics(book: Book, rows: Sequence[str], *, viewer: str) -> bytes:
    """These meetings as one calendar's file, each with its time zone and an alarm half an hour before.

    A meeting keeps its UID, so that a calendar which has it already moves it instead of showing it twice. Meetings
    without a day are left out.

    Args:
        rows: The ids of the meetings. viewer: mentor or mentee; the other is named.

    Raises:
        ValueProblem: None of them is a meeting with a day.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//mentorbook//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    there = set(book.row_ids("meetings", viewer=viewer))
    events = [
        event for row in rows if row in there and (event := meeting_event(book, row, viewer)) is not None
    ]
    if not events:
        raise ValueProblem("meeting.ics.none")
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def file_name(book: Book, rows: Sequence[str]) -> str:
    """What the file is called: by its day, where it is one meeting."""
    day = (
        book.get(f"meetings/{rows[0]}/date")
        if len(rows) == 1 and book.known(f"meetings/{rows[0]}/date")
        else None
    )
    return say("meeting.ics.name", day=day) if isinstance(day, str) else say("meeting.ics.names")


def meeting_event(book: Book, row: str, viewer: str) -> Event | None:
    """One meeting as an event of a calendar; None where it has no day."""
    from icalendar import Alarm, Event

    def value(field: str) -> object:
        return book.get(f"meetings/{row}/{field}", viewer=viewer)

    day = value("date")
    if not isinstance(day, str):
        return None
    event = Event()
    event.add("uid", f"{row}@{book.id}.mentorbook")
    changed, times = _changed(book, row, viewer)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", times)
    clock, zone = value("start_time"), value("time_zone")
    if isinstance(clock, str):
        start = begins(day, clock, zone if isinstance(zone, str) else "")
        length = value("length")
        minutes = length if isinstance(length, int | float) and 0 < length < 24 * 60 else LENGTH
        event.add("dtstart", start)
        # Not its end: in the hour that clocks show twice, a time on the wall would not say which of the two.
        event.add("duration", timedelta(minutes=minutes))
    else:
        event.add("dtstart", date.fromisoformat(day))
    other = {"mentor": "mentee", "mentee": "mentor"}.get(viewer)
    names = book.names
    who = names[other] if other else say("tables.title", mentor=names["mentor"], mentee=names["mentee"])
    title = str(value("title") or "").strip()
    event.add(
        "summary",
        say("meeting.ics.about", name=who, title=title) if title else say("meeting.ics.title", name=who),
    )
    where = ", ".join(
        part for part in (_place(book, value("place")), str(value("place_detail") or "").strip()) if part
    )
    if where:
        event.add("location", where)
    event.add("description", say("meeting.ics.text"))
    event.add("status", "CANCELLED" if value("status") in ("cancelled", "moved") else "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event["summary"])
    alarm.add("trigger", -ALARM)
    event.add_component(alarm)
    return event


def begins(day: str, clock: str, zone: str) -> datetime:
    """The beginning in its zone. In the hour that clocks leave out it is as much later as they are put forward."""
    where = ZoneInfo(zone) if zone in time_zones() else ZoneInfo("UTC")
    told = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), where)
    return told.astimezone(UTC).astimezone(where)


def _changed(book: Book, row: str, viewer: str) -> tuple[datetime, int]:
    """When the invitation was last changed, and a number that grows with every change of it."""
    told = [
        version.at
        for field in ("created", *_TIMED)
        for version in book.versions(f"meetings/{row}/{field}", viewer=viewer)
        if version.at
    ]
    moments = sorted(datetime.fromisoformat(at.replace("Z", "+00:00")) for at in told)
    if not moments:
        return datetime.now(UTC).replace(microsecond=0), 0
    return moments[-1].replace(microsecond=0), int((moments[-1] - moments[0]).total_seconds())


def _place(book: Book, place: object) -> str:
    option = book.pack.forms["meetings"].field("place").option(str(place)) if place else None
    return option.label if option else ""
