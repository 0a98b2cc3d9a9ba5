"""Charts of a report: found in the forms by their shape. What is here is plain data; `drawing` makes pictures.

What people wrote stands in the document's own text (title, legend, alternative text), never in the picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from mentorbook.content.specs import FieldSpec, FormSpec
from mentorbook.messages import say
from mentorbook.reports.habits import Habits, one_line
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import PEOPLE

MOST_POINTS = 500
MOST_WORDS = 12  # points of a line that its alternative text names one by one
FEWEST_SCALES = 3
LABEL = 36  # characters of a question on one line


@dataclass(frozen=True)
class Line:
    """Values over time, of one person or ("") of both: ``("2026-03-26", value)``."""

    person: str
    points: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Chart:
    """A chart: `lines` over time, `dots` on a scale for several questions, or `bars` that count answers: one beside
    the other in a row of 100 % (``shares``), or one a row (``bars``).

    Attributes:
        words: All that it shows as sentences, for those who do not see it.
        legend: person → name, for those that are in it.
        low, high: The ends of the scale; None where the values decide.
        marks: Values drawn across: (value, "start" or "target").
        days: The tick labels of the first and the last day.
        dots: question → person → (first, last).
        bars: question → how many chose each of `series`.
        series: What the pieces of a row of ``shares`` are, from the first to the last.
    """

    kind: Literal["lines", "dots", "shares", "bars"]
    title: str
    words: str
    legend: tuple[tuple[str, str], ...] = ()
    low: float | None = None
    high: float | None = None
    lines: tuple[Line, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    days: tuple[str, ...] = ()
    dots: tuple[tuple[str, tuple[tuple[str, float, float], ...]], ...] = ()
    bars: tuple[tuple[str, tuple[int, ...]], ...] = ()
    series: tuple[str, ...] = ()


class Charts:
    """Finds what can be drawn in the forms of one workbook, for one viewer."""

    def __init__(self, book: Workbook, viewer: str, habits: Habits, names: dict[str, str]) -> None:
        self.book, self.viewer, self.habits, self.names = book, viewer, habits, names

    def of_rows(self, field: FieldSpec, row: str, beside: Iterable[FieldSpec]) -> Iterator[Chart]:
        """Of rows with a day and a number or a scale: one line a measure they are linked to, or one a column."""
        days = next((c for c in field.fields if c.type == "date"), None)
        values = [c for c in field.fields if c.type in ("number", "scale5", "scale10")]
        if days is None or not values:
            return
        prefix = f"{row}/{field.id}"
        rows = [f"{prefix}/{one}" for one in self.book.row_ids(prefix, viewer=self.viewer)]
        if len(rows) < 2:
            return
        link = next((c for c in field.fields if c.type == "link"), None)
        targets = set(link.targets) if link is not None else set()
        measures = next((f for f in beside if f.type == "rows" and f.id in targets), None)
        for column in values:
            if link is None or measures is None:
                points = self._points(rows, days.id, column.id)
                yield from self._line(one_line(column.label), points, column.low, column.high)
                continue
            for one in self.book.row_ids(f"{row}/{measures.id}", viewer=self.viewer):
                measure = f"{row}/{measures.id}/{one}"
                mine = [r for r in rows if self._links(f"{r}/{link.id}", measure)]
                names = (self._get(f"{measure}/{c.id}") for c in measures.fields if c.type == "short")
                title = next((one_line(str(name)) for name in names if name), one_line(measures.label))
                marks = {"baseline": "start", "target": "target"}
                across = tuple(
                    (float(value), kind)
                    for name, kind in marks.items()
                    if any(c.id == name for c in measures.fields)
                    and _number(value := self._get(f"{measure}/{name}"))
                )
                yield from self._line(title, self._points(mine, days.id, column.id), None, None, across)

    def of_form(self, form: FormSpec, rows: Sequence[tuple[str, str]]) -> Iterator[Chart]:
        """Of the scales of a form: first and last answers to each question, and the mean over time.

        Args:
            rows: Its entries in order, each with whose it is ("" where both answer in it); for a form
                without entries, the form itself.
        """
        if form.per == "many" and not form.has("date"):
            return  # entries that are not one thing at several times: nothing moved from the first to the last
        scales = [field for field in form.fields() if field.type in ("scale5", "scale10")]
        for kind in ("scale5", "scale10"):
            fields = [field for field in scales if field.type == kind]
            found = {field.id: self._answers(form, field, rows) for field in fields}
            answered = [field for field in fields if any(found[field.id].values())]
            if len(answered) < FEWEST_SCALES:
                continue
            yield self._dots(form, answered, found)
            if form.per == "many" and form.has("date") and len(rows) >= FEWEST_SCALES:
                yield from self._means(form, answered, rows)

    # -- inside

    def _get(self, path: str) -> Any:
        return self.book.get(path, viewer=self.viewer)

    def _links(self, path: str, row: str) -> bool:
        value = self._get(path)
        return row in value or row.rpartition("/")[2] in value if isinstance(value, list) else False

    def _points(self, rows: Iterable[str], day: str, value: str) -> list[tuple[date, float]]:
        found = []
        for row in rows:
            when, number = _day(self._get(f"{row}/{day}")), self._get(f"{row}/{value}")
            if when is not None and _number(number):
                found.append((when, float(number)))
        return sorted(found)[-MOST_POINTS:]

    def _line(
        self,
        title: str,
        points: list[tuple[date, float]],
        low: float | None,
        high: float | None,
        marks: tuple[tuple[float, str], ...] = (),
    ) -> Iterator[Chart]:
        if len(points) < 2:
            return
        told = self._told(points)
        told += "".join(" " + say(f"report.chart.{kind}", value=self._number(value)) for value, kind in marks)
        yield Chart(
            "lines", title, f"{title}: {told}", low=low, high=high,
            lines=(_line("", points),), marks=marks, days=self._ends(points),
        )  # fmt: skip

    def _told(self, points: Sequence[tuple[date, float]]) -> str:
        some = points if len(points) <= MOST_WORDS else [points[0], points[-1]]
        each = [
            say("report.chart.point", value=self._number(value), day=self.habits.day(day.isoformat()))
            for day, value in some
        ]
        told = "; ".join(each) + "."
        if len(some) < len(points):
            values = [self._number(end([v for _, v in points])) for end in (min, max)]
            told += " " + say("report.chart.between", low=values[0], high=values[1], count=len(points))
        return told

    def _ends(self, points: Sequence[tuple[date, float]]) -> tuple[str, ...]:
        days = sorted({day for day, _ in points})
        ends = [days[0], days[-1]] if len(days) > 1 else days
        return tuple(self.habits.day(day.isoformat(), short=True) for day in ends)

    def _number(self, value: float) -> str:
        return self.habits.number(round(value, 2))

    def _answers(
        self, form: FormSpec, field: FieldSpec, rows: Sequence[tuple[str, str]]
    ) -> dict[str, list[float]]:
        """What each has answered, entry by entry; "" where it is one answer of both."""
        found: dict[str, list[float]] = {}
        for row, owner in rows:
            for person, value in self._each(form, field, row, owner):
                found.setdefault(person, []).append(value)
        return found

    def _each(self, form: FormSpec, field: FieldSpec, row: str, owner: str) -> Iterator[tuple[str, float]]:
        path = f"{row}/{field.id}"
        if form.per == "person":
            given = {p: self._get(f"{row}/{p}/{field.id}") for p in PEOPLE if field.who in ("each", p)}
        elif self.book.place(path).kind == "apart":
            answers = self.book.answers(path, viewer=self.viewer)
            given = {person: answer.value for person, answer in answers.items() if answer is not None}
        else:
            given = {owner or (field.who if field.who in PEOPLE else ""): self._get(path)}
        yield from ((person, float(value)) for person, value in given.items() if _number(value))

    def _dots(
        self, form: FormSpec, fields: list[FieldSpec], found: dict[str, dict[str, list[float]]]
    ) -> Chart:
        dots, told = [], []
        for field in fields:
            own = found[field.id]
            values = [
                (person, own[person][0], own[person][-1]) for person in (*PEOPLE, "") if own.get(person)
            ]
            label = one_line(field.label)
            dots.append((textwrap.fill(label, LABEL), tuple(values)))
            each = [
                (f"{self.names[person]} " if person else "")
                + (f"{self._number(first)} → " if first != last else "")
                + self._number(last)
                for person, first, last in values
            ]
            told.append(f"{label}: {', '.join(each)}")
        moved = any(first != last for _, values in dots for _, first, last in values)
        title = say("report.chart.moved" if moved else "report.chart.stands", title=one_line(form.title))
        low, high = fields[0].low or 1, fields[0].high or 5
        words = say("report.chart.scale", title=title, low=low, high=high) + " " + "; ".join(told) + "."
        people = {person for _, values in dots for person, _, _ in values}
        return Chart(
            "dots", title, words, self._legend(people), low=low, high=high, dots=tuple(dots)
        )  # fmt: skip

    def _means(
        self, form: FormSpec, fields: list[FieldSpec], rows: Sequence[tuple[str, str]]
    ) -> Iterator[Chart]:
        lines: dict[str, list[tuple[date, float]]] = {}
        for row, owner in rows:
            day = _day(self._get(f"{row}/date"))
            own: dict[str, list[float]] = {}
            for field in fields:
                for person, value in self._each(form, field, row, owner):
                    own.setdefault(person, []).append(value)
            for person, values in own.items():
                if day is not None:
                    lines.setdefault(person, []).append((day, sum(values) / len(values)))
        lines = {person: sorted(lines[person]) for person in (*PEOPLE, "") if len(lines.get(person, ())) > 1}
        if not lines:
            return
        title = say("report.chart.mean", title=one_line(form.title))
        told = [
            (f"{self.names[person]}: " if person else "") + self._told(points)
            for person, points in lines.items()
        ]
        yield Chart(
            "lines", title, f"{title}. {' '.join(told)}", self._legend(lines),
            low=fields[0].low, high=fields[0].high,
            lines=tuple(_line(person, points) for person, points in lines.items()),
            days=self._ends([point for points in lines.values() for point in points]),
        )  # fmt: skip

    def _legend(self, people: Iterable[str]) -> tuple[tuple[str, str], ...]:
        known = set(people)
        return tuple((person, self.names[person]) for person in PEOPLE if person in known)


def _line(person: str, points: Iterable[tuple[date, float]]) -> Line:
    return Line(person, tuple((day.isoformat(), value) for day, value in points))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
