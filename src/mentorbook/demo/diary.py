"""What two people did in half a year, act by act, written into a workbook in the order in which it happened."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from mentorbook.library import Book

HERE = Path(__file__).parent
NAMES = uuid.UUID(
    "6d656e74-6f72-4b6f-8f6f-6b2064656d6f"
)  # any will do: ids of rows are made from names under it
Week = float
"""Weeks since the first meeting: 0 is its day, 1.5 ten or eleven days later, -1 the week before it."""


def read(name: str) -> Any:
    """The texts in a file beside this module."""
    return yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def row_id(name: str) -> str:
    """The id of the row that texts call ``~name``."""
    return uuid.uuid5(NAMES, name).hex


def resolved(path: str) -> str:
    """A path with ids in the place of names: ``goals/~standup/title``. ``=name`` stands for the name itself."""
    parts = [row_id(part[1:]) if part.startswith("~") else part.removeprefix("=") for part in path.split("/")]
    return "/".join(parts)


@dataclass(order=True)
class Act:
    """Something that one of them did."""

    at: str
    number: int
    do: Callable[[Book], None] = field(compare=False)


class Diary:
    """Collects acts in any order. Days are weeks since the first meeting; nothing happens after `until`."""

    def __init__(self, first: date, *, until: date) -> None:
        self.first = first
        self.until = until
        self._acts: list[Act] = []

    def day(self, week: Week) -> date:
        """The day that a week falls on."""
        return self.first + timedelta(days=round(7 * week))

    def past(self, week: Week) -> bool:
        """Whether a day is over."""
        return self.day(week) < self.until

    # -- what they do

    def add(
        self,
        week: Week,
        by: str,
        prefix: str,
        row: str,
        fields: Mapping[str, Any],
        *,
        hour: str = "19:30",
    ) -> str:
        """Add a row named `row` under `prefix`; returns its path, as a name."""
        path = f"{prefix}/{row if row.startswith('=') else f'~{row}'}"

        def do(book: Book) -> None:
            where = resolved(path)
            given = {name: self._value(book, f"{where}/{name}", value) for name, value in fields.items()}
            book.add(resolved(prefix), given, by=by, row=where.rsplit("/", 1)[1])

        self._note(week, hour, do)
        return path

    def set(
        self, week: Week, by: str, prefix: str, fields: Mapping[str, Any], *, hour: str = "19:30"
    ) -> None:
        """Answer fields under `prefix`."""

        def do(book: Book) -> None:
            with book.one_act(by):
                for name, value in fields.items():
                    path = resolved(f"{prefix}/{name}")
                    book.set(path, self._value(book, path, value), by=by)

        self._note(week, hour, do)

    def reveal(self, week: Week, by: str, path: str, *, hour: str = "19:40") -> None:
        """Say that one's answers are in."""
        self._note(week, hour, lambda book: book.reveal(resolved(path), by=by))

    def sign(self, week: Week, by: str, form: str) -> None:
        """Sign a form as it reads then."""
        self._note(week, "20:00", lambda book: _signed(book, form, by))

    def talked(self, week: Week, by: str, path: str) -> None:
        """Note that both have talked about two answers and keep them."""
        self._note(week, "20:05", lambda book: book.talked(path, by=by))

    # -- writing it down

    @property
    def begun(self) -> str:
        """When they chose to do it."""
        return self._at(-1, "18:00")

    def write(self, book: Book) -> None:
        """All of it, each act dated as it was done."""
        when = self.begun
        clock, book.clock = book.clock, lambda: when
        try:
            for act in sorted(self._acts):
                when = act.at
                act.do(book)
        finally:
            book.clock = clock

    def _note(self, week: Week, hour: str, do: Callable[[Book], None]) -> None:
        number = len(self._acts)
        self._acts.append(Act(self._at(week, hour, number), number, do))

    def _at(self, week: Week, hour: str, number: int = 0) -> str:
        when = datetime.combine(self.day(week), time.fromisoformat(hour), UTC)
        # Whoever looks at it today finds it done, in the order in which it was told.
        latest = (
            datetime.combine(self.until, time(0), UTC) - timedelta(hours=1) + timedelta(milliseconds=number)
        )
        return min(when, latest).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _value(self, book: Book, path: str, value: Any) -> Any:
        """A value as the field at `path` takes it: weeks become days, names of rows become paths."""
        spec = book.place(path).field
        if spec is not None and spec.type == "date" and isinstance(value, int | float):
            return self.day(value).isoformat()
        if spec is not None and spec.type == "link":
            return [resolved(one) for one in value]
        return value


def _signed(book: Book, form: str, by: str) -> None:
    book.sign(form, by=by)
