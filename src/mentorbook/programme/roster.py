"""The roster: who takes part, from a table and back into one.

Reading changes nothing. `read` returns everybody who could be read and every row that could not, with its
line and why; it is for the reader to decide what becomes of them.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mentorbook.content import values
from mentorbook.content.specs import OWN, FieldSpec, FormSpec, Pack
from mentorbook.content.using import used
from mentorbook.errors import FileProblem, ValueProblem
from mentorbook.messages import say
from mentorbook.programme import sheets
from mentorbook.programme.people import SEVERAL, Person, plain
from mentorbook.programme.sheets import Line

MOST = 20_000
"""People in one roster: a cohort of ten thousand pairs."""
FORM = "roster"
MOST_PLACES = 50
"""Mentees of one mentor: more is a mistake in the table."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not understood.

    Args:
        line: As people count lines; the header is 1.
        column: The label of the column, or "" where it is the row as a whole.
        why: What is wrong with it and what to do, a sentence.
    """

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        key = "roster.line.column" if self.column else "roster.line"
        return say(key, line=self.line, column=self.column, why=self.why)


@dataclass(frozen=True, slots=True)
class Roster:
    """What a table holds.

    Args:
        people: Those who could be read. lines: Where each stood, in the same order.
        problems: The rows that could not, in order. notes: What else is worth knowing, in sentences.
    """

    people: tuple[Person, ...]
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())


def read(data: bytes, name: str, *, pack: Pack | None = None, known: Iterable[Person] = ()) -> Roster:
    """The people in a table (CSV or Excel), whose columns have the ids or labels of the form ``roster``.

    Args:
        data: The file. name: What it is called.
        known: People who take part already; nobody is to come a second time.

    Raises:
        FileProblem: It cannot be read as a roster at all: see the message.
    """
    form = (pack or used()).forms[FORM]
    header, *lines = sheets.read(data, name)
    columns, notes = _columns(form, header, name)
    if not lines:
        raise FileProblem("roster.empty", file=name)
    if len(lines) > MOST:
        raise FileProblem("roster.many", file=name, count=f"{len(lines):,}", most=f"{MOST:,}")
    people: list[Person] = []
    places: list[int] = []
    problems: list[Problem] = []
    seen = _Seen(known)
    for line in lines:
        person, wrong = _person(form, columns, line)
        if person is not None and (twice := seen.before(person, line.number)):
            person, wrong = None, [Problem(line.number, "", twice)]
        problems += wrong
        if person is not None:
            people.append(person)
            places.append(line.number)
    return Roster(tuple(people), tuple(places), tuple(problems), (*notes, *_doubts(people)))


def table(people: Iterable[Person], *, pack: Pack | None = None) -> list[list[str]]:
    """The roster as rows of text, the ids of the columns first. `read` takes it back."""
    form = (pack or used()).forms[FORM]
    names = [spec.id for spec in form.fields()]
    return [names, *([_cell(person.said(name)) for name in names] for person in people)]


def to_csv(people: Iterable[Person], *, pack: Pack | None = None) -> bytes:
    """The roster as CSV. Nothing in it runs as a formula."""
    return sheets.to_csv(table(people, pack=pack))


def to_excel(people: Iterable[Person], *, pack: Pack | None = None) -> bytes:
    """The roster as an Excel workbook. Nothing in it runs as a formula."""
    pack = pack or used()
    return sheets.to_excel(table(people, pack=pack), title=pack.forms[FORM].title)


# -- columns


def _columns(form: FormSpec, header: Line, name: str) -> tuple[list[FieldSpec | None], list[str]]:
    """The field of each column, by id or label; None for those that are nobody's."""
    specs = list(form.fields())
    called = {_word(word): spec for spec in specs for word in (spec.id, spec.label)}
    columns = [called.get(_word(sheets.bare(cell))) for cell in header.cells]
    found = [spec.id for spec in columns if spec is not None]
    twice = [spec.label for spec in specs if found.count(spec.id) > 1]
    if twice:
        raise FileProblem("roster.columns.twice", file=name, columns=", ".join(twice))
    missing = [spec.label for spec in specs if spec.required == "yes" and spec.id not in found]
    if missing:
        there = ", ".join(values.quote(cell) for cell in header.cells[:12] if cell)
        raise FileProblem("roster.columns.missing", file=name, columns=", ".join(missing), there=there)
    foreign = [cell for cell, spec in zip(header.cells, columns, strict=True) if spec is None and cell]
    notes = [say("roster.columns.foreign", columns=", ".join(map(values.quote, foreign)))] if foreign else []
    return columns, notes


def _word(text: str) -> str:
    return re.sub(r"[\s_\-–:*?]+", " ", text).strip().casefold()


# -- rows


def _person(
    form: FormSpec, columns: Sequence[FieldSpec | None], line: Line
) -> tuple[Person | None, list[Problem]]:
    if any(cell for cell in line.cells[len(columns) :]):
        return None, [
            Problem(line.number, "", say("roster.row.long", cells=len(line.cells), columns=len(columns)))
        ]
    answers: dict[str, Any] = {}
    problems = []
    for spec, cell in zip(columns, line.cells, strict=False):
        if spec is None or not cell:
            continue
        if sheets.is_formula(cell):
            problems.append(Problem(line.number, spec.label, say("roster.formula", typed=values.quote(cell))))
            continue
        try:
            answers[spec.id] = _value(spec, sheets.bare(cell))
        except ValueProblem as problem:
            problems.append(Problem(line.number, spec.label, str(problem)))
    given = {spec.id for spec, cell in zip(columns, line.cells, strict=False) if spec is not None and cell}
    for spec in form.fields():
        if spec.required == "yes" and spec.id not in given:
            problems.append(Problem(line.number, spec.label, say("roster.row.empty")))
    if problems:
        return None, problems
    return Person.of(uuid.uuid4().hex, answers), []


def _value(spec: FieldSpec, cell: str) -> Any:
    """What a cell says, as `Person` holds it."""
    if spec.type == "multi":
        given = [_option(spec, part) for part in _parts(cell)]
        values.check(spec, given)
        return tuple(dict.fromkeys(given))
    if spec.id in SEVERAL:
        parts = _parts(cell, r"[;,/]" if spec.id == "languages" else ";")
        return tuple(dict.fromkeys(str(values.check(spec, part)).strip() for part in parts))
    if spec.type == "yesno":
        said = {_word(say("tables.yes")): True, "yes": True, _word(say("tables.no")): False, "no": False}
        return values.check(spec, said.get(_word(cell), cell))
    if spec.options_from == "time_zones":
        return values.check(spec, _zones().get(cell.casefold(), cell))
    if spec.type == "choice":
        return values.check(spec, _option(spec, cell))
    value = values.check(spec, cell)
    if spec.id == "capacity" and value is not None and (value != int(value) or value > MOST_PLACES):
        raise ValueProblem("roster.places", typed=values.quote(cell), most=MOST_PLACES)
    if spec.id == "email" and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", str(value).strip()):
        raise ValueProblem("roster.email", typed=values.quote(cell))
    return value.strip() if isinstance(value, str) else value


def _option(spec: FieldSpec, typed: str) -> str:
    """The id of an option that was written as its id or its label; else the person's own words."""
    word = _word(typed)
    for option in spec.options:
        if word in (_word(option.id), _word(option.label), _word(option.label.partition("–")[0])):
            return option.id
    if spec.own:
        return typed if typed.startswith(OWN) else OWN + typed
    labels = ", ".join(option.label for option in spec.options)
    raise ValueProblem("roster.option", typed=values.quote(typed), choices=labels)


def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in values.time_zones()}


def _parts(cell: str, between: str = ";") -> list[str]:
    return [part.strip() for part in re.split(between, cell) if part.strip()]


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(str(part).removeprefix(OWN) for part in value)
    if isinstance(value, bool):
        return say("tables.yes" if value else "tables.no")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


# -- everybody together


class _Seen:
    """Who has come already. Two people may share a name where each has an email of their own."""

    def __init__(self, known: Iterable[Person]) -> None:
        self._emails: dict[str, int] = {}
        self._names: dict[str, tuple[int, bool]] = {}
        for person in known:
            self.before(person, 0)

    def before(self, person: Person, line: int) -> str:
        """Why this person has been seen before, as a sentence; "" if not."""
        name, email = plain(person.name), plain(person.email)
        if email and email in self._emails:
            return self._twice("email", person.email, self._emails[email])
        earlier, had_email = self._names.get(name, (-1, True))
        if earlier >= 0 and not (email and had_email):
            return self._twice("name", person.name, earlier)
        if email:
            self._emails[email] = line
        self._names[name] = (line, bool(email) and had_email)
        return ""

    def _twice(self, what: str, word: str, line: int) -> str:
        key = f"roster.twice.{what}" if line else f"roster.known.{what}"
        return say(key, name=values.quote(word), line=line)


def _doubts(people: Sequence[Person]) -> list[str]:
    """What does not hinder, but may not be meant."""
    mentees = sum(person.role == "mentee" for person in people)
    places = sum(person.places for person in people if person.role == "mentor")
    either = sum(person.role == "either" for person in people)
    notes = []
    if mentees > places + either:
        notes.append(say("roster.more_mentees", mentees=mentees, places=places + either))
    known = (
        frozenset().union(*(person.known_as | {plain(person.team)} for person in people)) if people else set()
    )
    stray = {
        name: None
        for person in people
        for name in (*person.prefers, *person.not_with)
        if plain(name) not in known | OWN_WORDS and plain(name) != plain(person.manager)
    }
    if stray:
        notes.append(say("roster.strangers", names=", ".join(map(values.quote, list(stray)[:8]))))
    return notes


OWN_WORDS = frozenset({"own manager", "own team", "my manager", "my team"})
"""What may stand in “Not with” for the person's own."""
