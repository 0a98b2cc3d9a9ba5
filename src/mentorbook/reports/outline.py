"""A workbook as a report, before it is a file: parts with headings, answers, tables and charts.

Built once from whatever forms the pack has; every writer (`pdf`, `word`, `markdown`, `html`) draws it in its
own way and reads no workbook itself, so that it can work in a thread of its own. Text is plain text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from mentorbook.content.specs import Exit, FieldSpec, FormSection, FormSpec, Signal
from mentorbook.errors import ValueProblem
from mentorbook.messages import say
from mentorbook.reports import tables
from mentorbook.reports.charts import Chart, Charts
from mentorbook.reports.habits import Habits, clean, one_line
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import PEOPLE

JOURNEY = "journey"
MOST_COLUMNS = 8
LONGEST_CELL = 700
"""What is longer does not go into a table's cell: the rows are written one below the other."""
LONGEST_TITLE = 120
LINE, BETWEEN, LONGEST_WORD = (
    96,
    2,
    16,
)  # characters: in a line of a table, between two columns, not cut in a cell
TICK = "✓"


@dataclass(frozen=True)
class Heading:
    """Level 2: an entry, or a section of a form; 3: a section of an entry; 4: a row inside one.

    `person` is whose it is, `by` that person's name, `note` a date; all may be empty.
    """

    level: int
    text: str
    person: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Said:
    """What one person said; `person` and `name` are empty where it was said by both, or goes without saying."""

    person: str
    name: str
    words: str


@dataclass(frozen=True)
class Answer:
    """A question and its answer: two where both answer for themselves, or two versions stand.

    `differs`: they are to be looked at together.
    """

    label: str
    said: tuple[Said, ...]
    differs: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of text. `shares`: how wide each column is, as parts of 1."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]


Block = Heading | Answer | Table | Chart


@dataclass(frozen=True)
class Part:
    """A form, or the journey."""

    id: str
    title: str
    intro: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Outline:
    """The whole report.

    `names` by role; `facts` are pairs for the cover; `made` says on which day and with what it was made;
    `language` is a tag such as ``en-GB``; `direction` ``ltr`` or ``rtl`` is found text by text.
    """

    title: str
    subtitle: str
    names: dict[str, str]
    facts: tuple[tuple[str, str], ...]
    made: str
    language: str
    parts: tuple[Part, ...]
    cover: bool = True
    """Whether it has a page in front that says what it is, and its contents."""


def outline(
    book: Workbook,
    *,
    viewer: str = "pair",
    private: bool = False,
    sections: Collection[str] | None = None,
    habits: Habits | None = None,
    made: datetime | None = None,
) -> Outline:
    """The report that `viewer` may make.

    Args:
        private: With what only this viewer sees: private notes, and answers not yet opened to the partner.
            Else it holds what both may see, whoever makes it.
        sections: The parts to take (form ids, and ``journey``); all that hold something if left out.
        made: When it was made (with a time zone); now if left out.

    Raises:
        ValueProblem: There is no such part. RoleError: No such viewer.
    """
    reader = viewer if private else "pair"
    known = known_sections(book)
    for section in sections or ():
        if section not in known:
            raise ValueProblem("report.section", section=section[:60], sections=", ".join(known))
    habits = habits or Habits(language=book.pack.language)
    drawing = _Drawing(book, reader, habits)
    when = habits.local(made or datetime.now(UTC)).date().isoformat()
    key = "report.made.private" if reader in PEOPLE else "report.made"
    names = {person: one_line(name) for person, name in book.names.items()}
    wanted = [section for section in known if not sections or section in sections]
    return Outline(
        title=say("report.title"),
        subtitle=say("tables.title", **names),
        names=names,
        facts=tuple(_facts(book, habits, reader)),
        made=say(key, day=habits.day(when), name=names.get(reader, "")),
        language=habits.tag,
        parts=tuple(part for part in map(drawing.part, wanted) if part.blocks),
    )


def known_sections(book: Workbook) -> dict[str, str]:
    """Every part that a report of this workbook could have, in its order: id → title."""
    forms = {form.id: form.title for form in book.pack.forms.values() if form.by != "facilitator"}
    return {JOURNEY: say("report.journey"), **forms}


def _facts(book: Workbook, habits: Habits, viewer: str) -> Iterator[tuple[str, str]]:
    if book.journey is not None:
        yield say("report.journey"), one_line(book.journey.title)
    if isinstance(start := book.get("partnership/start", viewer=viewer), str):
        yield say("report.since"), habits.day(start)


class _Drawing:
    """One pass over one workbook, for one viewer."""

    def __init__(self, book: Workbook, viewer: str, habits: Habits) -> None:
        self.book, self.viewer, self.habits = book, viewer, habits
        self.names = {person: one_line(name) for person, name in book.names.items()}
        self.charts = Charts(book, viewer, habits, self.names)
        self._sources: dict[str, dict[str, list[str]]] = {}

    def part(self, section: str) -> Part:
        if section == JOURNEY:
            return Part(JOURNEY, say("report.journey"), "", tuple(self._journey()))
        form = self.book.pack.forms[section]
        return Part(form.id, one_line(form.title), one_line(form.intro), tuple(_levelled(self._form(form))))

    # -- the journey

    def _journey(self) -> Iterator[Block]:
        journey = self.book.journey
        if journey is None:
            return
        rows = [tuple(map(one_line, (s.title, s.timing, s.task or s.purpose))) for s in journey.stages]
        columns = (say("report.stage"), say("report.stage.when"), say("report.stage.task"))
        yield _table(one_line(journey.title), columns, rows)
        for stage in journey.stages:
            ticked = []
            points: tuple[Signal | Exit, ...] = (*stage.signals, *stage.exits)
            for point in points:
                own = self.book.answers(f"journey/{stage.id}/{point.id}", viewer=self.viewer)
                marks = tuple(
                    TICK if (a := own[person]) is not None and a.value is True else "" for person in PEOPLE
                )
                if any(marks):
                    ticked.append((one_line(point.text), *marks))
            if ticked:
                heads = (say("report.signal"), *(self.names[person] for person in PEOPLE))
                yield _table(one_line(stage.title), heads, ticked)

    # -- forms

    def _form(self, form: FormSpec) -> Iterator[Block]:
        if form.per == "many":
            yield from self._entries(form)
            return
        yield from self.charts.of_form(form, [(form.id, "")])
        for section in form.sections:
            blocks = list(self._section(form, section))
            if blocks:
                if section.title and len(form.sections) > 1:
                    yield Heading(2, one_line(section.title))
                yield from blocks

    def _section(self, form: FormSpec, section: FormSection) -> Iterator[Block]:
        lists: list[tuple[FieldSpec, str, str]] = []
        for field in section.fields:
            persons = [p for p in PEOPLE if field.who in ("each", p)] if form.per == "person" else []
            prefixes = [(f"{form.id}/{person}", person) for person in persons] or [(form.id, "")]
            if field.type == "rows":
                lists += [(field, prefix, person) for prefix, person in prefixes]
                continue
            said = [one for prefix, person in prefixes for one in self._said(field, prefix, person)]
            yield from self._answer(field, said, f"{form.id}/{field.id}" if not persons else "")
        for field, prefix, person in lists:
            yield from self._rows(field, prefix, person, level=3)

    def _entries(self, form: FormSpec) -> Iterator[Block]:
        dated = _tabular(list(form.fields())) or form.has("date")
        rows = self._by_day(form.id, form.fields() if dated else ())
        owners = [(row, self.book.author(row) or "" if form.by == "person" else "") for row in rows]
        yield from self.charts.of_form(form, owners)
        fields = list(form.fields())
        if _tabular(fields):
            drawn = self._as_table(fields, rows, "")
            if drawn is not None:
                yield drawn
                return
        for row, owner in owners:
            yield from self._entry(form, row, owner)

    def _entry(self, form: FormSpec, row: str, owner: str) -> Iterator[Block]:
        title, named_by = self._called(form, row)
        day = self.book.get(f"{row}/date", viewer=self.viewer) if form.has("date") else None
        note = self.habits.day(day) if isinstance(day, str) else ""
        yield Heading(2, title, owner, self.names.get(owner, ""), "" if note == title else note)
        for section in form.sections:
            blocks: list[Block] = [
                block
                for field in section.fields
                if field.type != "rows"
                and field.id != named_by
                and not (field.id == "date" and note)
                and not self._goes_without_saying(form, field)
                for block in self._answer(field, self._said(field, row), f"{row}/{field.id}")
            ]
            for field in section.fields:
                if field.type == "rows":
                    blocks += self.charts.of_rows(field, row, section.fields)
                    blocks += self._rows(field, row, "", level=4)
            if blocks:
                if section.title and len(form.sections) > 1:
                    yield Heading(3, one_line(section.title))
                yield from blocks
        yield from self._made_here(form, row)

    def _goes_without_saying(self, form: FormSpec, field: FieldSpec) -> bool:
        """Whether an answer only says that an entry is shared, where no other is shown."""
        return self.viewer not in PEOPLE and field.id in form.shared_when

    def _made_here(self, form: FormSpec, row: str) -> Iterator[Block]:
        """The entries of other forms that were made in this one: the actions of a meeting, say."""
        for target in dict.fromkeys(field.becomes for field in form.fields() if field.becomes):
            other = self.book.pack.forms.get(target)
            if other is None or not other.has("came_from"):
                continue
            came = self._came_from(target).get(row, [])
            fields = [field for field in other.fields() if field.type != "link"]
            drawn = self._as_table(fields, came, one_line(other.title))
            if drawn is not None:
                yield drawn

    def _came_from(self, form: str) -> dict[str, list[str]]:
        """The entries of `form` by the entry they came from."""
        if form not in self._sources:
            found = self._sources[form] = {}
            for row in self.book.row_ids(form, viewer=self.viewer):
                source = self.book.get(f"{form}/{row}/came_from", viewer=self.viewer)
                for path in source if isinstance(source, list) else [source]:
                    if isinstance(path, str):
                        found.setdefault(path, []).append(f"{form}/{row}")
        return self._sources[form]

    # -- fields

    def _said(self, field: FieldSpec, prefix: str, person: str = "") -> list[Said]:
        path = f"{prefix}/{field.id}"
        if field.view_of:
            accepted = tables.accepted(self.book, field, path)
            day = field.view_of == "signed_on"
            return [Said("", "", self.habits.day(one.words) if day else clean(one.words)) for one in accepted]
        found = []
        for by, value in tables.said(self.book, field, path, viewer=self.viewer):
            who = by or person
            words = self._words(field, value)
            if words.strip():
                found.append(Said(who if who in PEOPLE else "", self.names.get(who, ""), words))
        return found

    def _answer(self, field: FieldSpec, said: list[Said], path: str) -> Iterator[Answer]:
        if said:
            differs = bool(path) and len(said) > 1 and self._differs(path)
            yield Answer(one_line(field.label), tuple(said), differs)

    def _differs(self, path: str) -> bool:
        """Whether the two are to be talked about: answers that differ, or versions nobody has settled."""
        place = self.book.place(path)
        if place.kind == "apart":
            digest = self.book.differing(place, viewer=self.viewer)
            return digest is not None and self.book.get(f"talked/{path}") != digest
        return True

    def _words(self, field: FieldSpec | None, value: Any) -> str:
        """A value as the reader of the report reads it."""
        match value:
            case str() if field is not None and field.type == "date":
                return self.habits.day(clean(value))
            case str() if field is not None and field.type == "time":
                return self.habits.time(clean(value))
            case bool():
                pass
            case int() | float() if field is None or field.type == "number":
                number = self.habits.number(value)
                return f"{number} {one_line(field.unit)}" if field is not None and field.unit else number
        return clean(tables.words(self.book, field, value, viewer=self.viewer))

    def _called(self, form: FormSpec, row: str) -> tuple[str, str]:
        """What to call an entry, and the field that says so (or ""): the first of those that name it."""
        for number, field in enumerate(form.fields()):
            names = field.type in ("short", "choice", "date") and (field.required == "yes" or number == 0)
            said = self._said(field, row) if names else []
            if len(said) == 1:
                line = one_line(said[0].words)
                return (line, field.id) if len(line) <= LONGEST_TITLE else (line[:LONGEST_TITLE] + "…", "")
        return one_line(tables.title(self.book, row, viewer=self.viewer)), ""

    # -- rows inside

    def _by_day(self, prefix: str, fields: Iterable[FieldSpec]) -> list[str]:
        """The rows under `prefix` by their first day, those without one last; else as they were made."""
        rows = [f"{prefix}/{row}" for row in self.book.row_ids(prefix, viewer=self.viewer)]
        day = next((field.id for field in fields if field.type == "date"), None)
        if day is not None:
            rows.sort(key=lambda row: str(self.book.get(f"{row}/{day}", viewer=self.viewer) or "9"))
        return rows

    def _rows(self, field: FieldSpec, prefix: str, person: str, *, level: int) -> Iterator[Block]:
        # Rows that stand in order need no number that says so.
        columns = [column for column in field.fields if column.id != field.order]
        rows = self._by_day(f"{prefix}/{field.id}", columns)
        if not rows:
            return
        title = one_line(field.label)
        if person:
            title = say("tables.by", title=title, name=self.names[person])
        drawn = self._as_table(columns, rows, title)
        if drawn is not None:
            yield drawn
            return
        for row in rows:
            called = one_line(tables.title(self.book, row, viewer=self.viewer))
            blocks = [
                block
                for column in columns
                for block in self._answer(column, self._said(column, row), f"{row}/{column.id}")
            ]
            if blocks:
                yield Heading(min(level, 4), say("tables.row", label=one_line(field.label), title=called))
                yield from blocks

    def _as_table(self, fields: Iterable[FieldSpec], rows: list[str], title: str) -> Table | None:
        """The rows as a table of the columns that hold anything; None where they do not fit into one."""
        if not rows:
            return None
        columns: list[str] = []
        cells: list[list[str]] = []
        for field in fields:
            column = [self._cell(self._said(field, row)) for row in rows]
            if any(column):
                columns.append(one_line(field.label))
                cells.append(column)
        if not columns or len(columns) > MOST_COLUMNS:
            return None
        if any(len(cell) > LONGEST_CELL for column in cells for cell in column):
            return None
        return _table(title, tuple(columns), list(zip(*cells, strict=True)))

    @staticmethod
    def _cell(said: list[Said]) -> str:
        if len(said) == 1:
            return said[0].words
        return "\n".join(say("report.cell", name=one.name, words=one.words) for one in said)


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with no level of headings left out: whoever has them read out goes by the levels."""
    level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            block = replace(block, level=level)
        yield block


def _tabular(fields: list[FieldSpec]) -> bool:
    """Whether the entries of a form are lines of a list rather than pages: short fields, one long at most."""
    long = sum(field.type == "long" for field in fields)
    return long <= 1 and len(fields) <= MOST_COLUMNS and not any(field.type == "rows" for field in fields)


def _table(title: str, columns: tuple[str, ...], rows: Collection[tuple[str, ...]]) -> Table:
    """A table whose columns are as wide as what stands in them asks for: no word is cut that need not be."""
    least, more = [], []
    for number in range(len(columns)):
        lengths = sorted(len(row[number]) for row in rows if row[number])
        usual = lengths[int(0.8 * (len(lengths) - 1))] if lengths else 0
        words = [word for row in (columns, *rows) for word in row[number].split()[:40]]
        least.append(min(LONGEST_WORD, max(map(len, words), default=0)) + BETWEEN)
        more.append(max(1, min(60, usual) - least[-1]) ** 0.85)
    left = max(0, LINE - sum(least)) / sum(more)
    widths = [word + left * weight for word, weight in zip(least, more, strict=True)]
    return Table(title, columns, tuple(rows), tuple(round(width / sum(widths), 4) for width in widths))
