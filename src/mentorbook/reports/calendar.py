"""Everything dated in a workbook as one calendar (iCalendar, RFC 5545): meetings, and the days things are due.

Each event has the same id whenever it is exported, and a sequence that grows with each change, so that
importing the file again brings what is there up to date. Meetings are there as their invitations have them;
any other date of a form is a day, but for those on which something was done or written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mentorbook.content.specs import FieldSpec, FormSpec
from mentorbook.library import Book
from mentorbook.messages import say
from mentorbook.reports import tables
from mentorbook.reports.habits import one_line
from mentorbook.reports.invitation import ALARM, LENGTH, begins, meeting_event
from mentorbook.workbook.paths import PEOPLE

if TYPE_CHECKING:
    from icalendar import Event

MEETINGS = "meetings"
PAST = {"date", "done_on", "achieved_on", "made_on", "start_date", "next_date"}
"""Dates that say when something was: no days to look forward to…"""
PLANNED = {
    "events/date",
    "closure/date",
    "midpoint/date",
    "agreement/start_date",
    "agreement/review_dates/date",
}
"""…but for these."""
OVER = {"done", "achieved"}
OFF = {"dropped", "cancelled", "moved", "not-for-us"}
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def to_calendar(book: Book, *, viewer: str = "pair", private: bool = False) -> bytes:
    """The dates that `viewer` may see as an .ics file; with `private`, also those that only they see."""
    return _file(book, _events(book, viewer if private else "pair"))


def _file(book: Book, events: Iterator[Event] | list[Event]) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//mentorbook//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say("report.calendar", **_names(book)))
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(book: Book, viewer: str) -> Iterator[Event]:
    drawing = _Events(book, viewer)
    for form in book.pack.forms.values():
        if form.by == "facilitator":
            continue
        prefixes = [form.id]
        if form.per == "many":
            prefixes = [f"{form.id}/{row}" for row in book.row_ids(form.id, viewer=viewer)]
        elif form.per == "person":
            prefixes += [f"{form.id}/{person}" for person in PEOPLE]
        for prefix in prefixes:
            if form.id == MEETINGS:
                yield from drawing.meetings(form, prefix)
            else:
                yield from drawing.days(form, prefix)


class _Events:
    def __init__(self, book: Book, viewer: str) -> None:
        self.book, self.viewer, self.names = book, viewer, _names(book)

    # -- meetings

    def meetings(self, form: FormSpec, row: str) -> Iterator[Event]:
        """A meeting as its invitation has it, and the next one where its own page is not there yet."""
        from icalendar import Alarm

        with suppress(ValueError):  # a stranger's file may hold any day
            event = meeting_event(self.book, row.partition("/")[2], self.viewer)
            if event is not None:
                yield event
        day = self._day(f"{row}/next_date")
        rows = self.book.row_ids(form.id, viewer=self.viewer)
        if day is None or day.isoformat() in {self._get(f"{form.id}/{one}/date") for one in rows}:
            return
        at, zone, lasts = (self._get(f"{row}/{name}") for name in ("next_time", "time_zone", "length"))
        event = self._event(f"{row}/next_date", say("report.calendar.next", **self.names))
        start = None
        with suppress(ValueError):
            if isinstance(at, str):
                start = begins(day.isoformat(), at, zone if isinstance(zone, str) else "")
        if start is not None:
            minutes = lasts if isinstance(lasts, int | float) and 0 < lasts < 24 * 60 else LENGTH
            event.add("dtstart", start)
            event.add("duration", timedelta(minutes=minutes))
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", event["summary"])
            alarm.add("trigger", -ALARM)
            event.add_component(alarm)
        else:
            self._whole_day(event, day)
        yield event

    # -- days

    def days(self, form: FormSpec, prefix: str) -> Iterator[Event]:
        for field in form.fields():
            if field.type == "rows":
                yield from self._rows(form, field, prefix)
            elif self._counts(form, field, f"{form.id}/{field.id}"):
                path = f"{prefix}/{field.id}"
                if self.book.known(path) and (day := self._day(path)) is not None:
                    row = prefix if form.per == "many" else ""
                    yield self._dated(path, day, field, row, one_line(form.title))

    def _rows(self, form: FormSpec, field: FieldSpec, prefix: str) -> Iterator[Event]:
        dates = [c for c in field.fields if self._counts(form, c, f"{form.id}/{field.id}/{c.id}")]
        inside = f"{prefix}/{field.id}"
        if not dates or not self.book.known(f"{inside}/x/created"):
            return
        for one in self.book.row_ids(inside, viewer=self.viewer):
            for column in dates:
                path = f"{inside}/{one}/{column.id}"
                if (day := self._day(path)) is not None:
                    yield self._dated(path, day, column, f"{inside}/{one}", one_line(form.title))

    @staticmethod
    def _counts(form: FormSpec, field: FieldSpec, name: str) -> bool:
        if field.type != "date" or field.view_of:
            return False
        return field.id not in PAST or name in PLANNED

    def _dated(self, path: str, day: date, field: FieldSpec, row: str, form: str) -> Event:
        what = one_line(tables.title(self.book, row, viewer=self.viewer)) if row else form
        words = say("report.calendar.dated", what=what, label=one_line(field.label))
        if row and (self._status(row) in OVER or self._is(f"{row}/done")):
            words = say("report.calendar.done", what=what)
        event = self._event(path, words, row)
        self._whole_day(event, day)
        return event

    @staticmethod
    def _whole_day(event: Event, day: date) -> None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")

    # -- both

    def _event(self, path: str, summary: str, row: str = "") -> Event:
        from icalendar import Event

        event = Event()
        event.add("uid", f"{path.replace('/', '.')}.{self.book.id}@mentorbook")
        event.add("summary", summary)
        changed = self._changed(path, row)
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        event.add("sequence", max(0, int((changed - _EPOCH).total_seconds())))
        event.add("status", "CANCELLED" if row and self._status(row) in OFF else "CONFIRMED")
        return event

    def _changed(self, path: str, row: str) -> datetime:
        """When anything that the event shows was last written."""
        names = (
            "title",
            "date",
            "start_time",
            "time_zone",
            "length",
            "place",
            "place_detail",
            "status",
            "done",
            "what",
        )
        paths = [path, *(f"{row}/{name}" for name in names if row and self.book.known(f"{row}/{name}"))]
        moments = [v.at for p in paths for v in self.book.versions(p, viewer=self.viewer) if v.at]
        try:
            last = datetime.fromisoformat(max(moments))
        except ValueError:
            return _EPOCH
        return (last if last.tzinfo else last.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)

    def _get(self, path: str) -> Any:
        return self.book.get(path, viewer=self.viewer)

    def _is(self, path: str) -> bool:
        return self.book.known(path) and self._get(path) is True

    def _status(self, row: str) -> str:
        return str(self._get(f"{row}/status")) if self.book.known(f"{row}/status") else ""

    def _day(self, path: str) -> date | None:
        value = self._get(path)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None


def _names(book: Book) -> dict[str, str]:
    return {person: one_line(name) for person, name in book.names.items()}
