"""Paths: where an answer lives, and what the forms say about the place.

``section/field``, ``section/<row>/field``, ``section/<person>/field`` for forms that each person fills in,
and rows inside a row: ``goals/<row>/measures/<row>/target``. See the module's `locate`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from difflib import get_close_matches
from functools import cache
from typing import Literal

from mentorbook.content.specs import FieldSpec, FormSpec, Pack
from mentorbook.content.values import clean_text
from mentorbook.errors import PathError
from mentorbook.messages import say

Person = Literal["mentor", "mentee", "facilitator"]
PEOPLE = ("mentor", "mentee")
ROW = re.compile(r"[A-Za-z0-9_-]{1,64}")
CREATED, REMOVED = "created", "removed"

# What the program itself keeps beside the forms; `apart` ones hold one answer a person.
PROGRAM: dict[str, Literal["single", "apart"]] = {
    "partnership": "single",
    "talked": "single",
    "revealed": "apart",
    "signatures": "single",
}
JOURNEY = "journey"  # the ticks: journey/<stage>/<signal or exit point>
COURSE = "course"  # a learner's answers: course/<person>/<module>/<question or PLAY>/<try>
PLAY = "play"


@dataclass(slots=True)  # not frozen: a page of a long partnership makes thousands
class Place:
    """What is known about a path: the form and field it belongs to and how answers are kept there.

    Attributes:
        kind: ``text`` (shared, merged to the letter), ``single`` (one answer, the newest shown) or
            ``apart`` (one answer a person).
        row: The path of the outermost row the place is in, as ``goals/<id>``; None outside rows.
        inner: The path of the innermost row, as ``goals/<id>/measures/<id>``.
        person: Whose part of a per-person form this is.
        marker: ``created`` or ``removed`` where the path is a row's own mark; else "".
        seen: Who may see an answer here: shared, reveal, private, author or facilitator.
    """

    path: str
    section: str
    kind: Literal["text", "single", "apart"]
    form: FormSpec | None = None
    field: FieldSpec | None = None
    rows: FieldSpec | None = None
    row: str | None = None
    inner: str | None = None
    person: str | None = None
    marker: str = ""
    seen: str = dataclass_field(init=False)

    def __post_init__(self) -> None:
        own = (self.field.seen if self.field else None) or (self.rows.seen if self.rows else None)
        self.seen = own or (self.form.seen if self.form else "shared")


def locate(pack: Pack, path: str) -> Place:
    """The place that `path` names.

    Raises:
        PathError: There is no such form or field, or the path is put together wrongly.
    """
    section, *rest = path.split("/")
    if section in PROGRAM:
        if not rest or not all(rest) or len(path) > 500:
            raise PathError("path.shape", path=_short(path))
        choices = {
            "partnership/journey": pack.choice_of_journey,
            "partnership/plan": pack.choice_of_plan,
            "partnership/programme_shares": _shares(),
        }
        return Place(path, section, PROGRAM[section], field=choices.get(path))
    if section == JOURNEY:
        return _tick(pack, path, rest)
    if section == COURSE:
        return _answer(pack, path, rest)
    form = pack.forms.get(section)
    if form is None or form.by == "facilitator":  # what the programme keeps lies in no workbook
        forms = [one.id for one in pack.forms.values() if one.by != "facilitator"]
        raise _unknown("path.form", section, forms, path)
    person = None
    if form.per == "person" and rest and rest[0] in PEOPLE:
        person, *rest = rest
    if form.per == "many":
        if len(rest) < 2 or not ROW.fullmatch(rest[0]):
            raise PathError("path.row", path=_short(path), form=section)
        row = f"{section}/{rest[0]}"
        return _inside(form, path, rest[1:], row=row, person=None)
    return _inside(form, path, rest, row=None, person=person)


def _tick(pack: Pack, path: str, rest: list[str]) -> Place:
    """The place of a tick: each person's own where both tick it, else one for the pair or its one person."""
    point = pack.point(*rest) if len(rest) == 2 else None
    if point is None:
        raise PathError("path.tick", path=_short(path))
    return Place(path, JOURNEY, "apart" if point.who == "each" else "single", _ticks(), point)


def _answer(pack: Pack, path: str, rest: list[str]) -> Place:
    """The place of one answer of one learner: each try has a place of its own."""
    module = pack.modules.get(rest[1]) if len(rest) == 4 and rest[0] in PEOPLE else None
    if module is None or not ROW.fullmatch(rest[3]):
        raise PathError("path.course", path=_short(path))
    texts = {question.id: question.text for question in module.questions}
    if module.play is not None:
        texts[PLAY] = module.play.title
    if rest[2] not in texts:
        raise PathError("path.course", path=_short(path))
    field = FieldSpec(id="answer", label=texts[rest[2]], type="short", who="each")
    return Place(path, COURSE, "single", _lessons(), field, person=rest[0])


@cache
def _lessons() -> FormSpec:
    """What stands for a form where answers in a course are told of."""
    return FormSpec(id=COURSE, title=say("course.title"), per="person", seen="shared", sections=())


@cache
def _ticks() -> FormSpec:
    """What stands for a form where ticks are told of. No pack has it: its fields are the journeys' points."""
    return FormSpec(id=JOURNEY, title=say("journey.title"), per="pair", seen="shared", sections=())


@cache
def _shares() -> FieldSpec:
    """Whether the pair lets its programme see how it gets on, as a field."""
    return FieldSpec(id="programme_shares", label=say("programme.shares"), type="yesno", who="together")


def whole_of(place: Place) -> str | None:
    """What is said to be in at once with `place`: its row, its form, or one person's part of it.

    None where each answer is said to be in by itself.
    """
    if place.form is None or place.form.seen != "reveal" or place.seen != "reveal":
        return None
    if place.person is not None:
        return f"{place.form.id}/{place.person}"
    return "/".join(place.path.split("/")[:2]) if place.form.per == "many" else place.form.id


def whole_at(pack: Pack, path: str) -> bool:
    """Whether `path` names such a whole."""
    section, *rest = path.split("/")
    form = pack.forms.get(section)
    if form is None or form.seen != "reveal":
        return False
    if form.per == "pair":
        return not rest
    return len(rest) == 1 and (rest[0] in PEOPLE if form.per == "person" else bool(ROW.fullmatch(rest[0])))


def today(pack: Pack, path: str) -> str | None:
    """Where the forms keep `path` now: there, or under its field's newer id; None if they do not know it."""
    try:
        return locate(pack, path).path
    except PathError:
        parent, _, name = path.rpartition("/")
    form = pack.forms.get(path.partition("/")[0])
    for spec in form.fields() if form is not None else ():
        for one in (spec, *spec.fields):
            if name in one.was:
                try:
                    return locate(pack, f"{parent}/{one.id}").path
                except PathError:
                    continue
    return None


def _inside(form: FormSpec, path: str, rest: list[str], *, row: str | None, person: str | None) -> Place:
    """The place of `rest` within a form, or within the row of a form that has many."""
    if not rest or not rest[0]:
        raise PathError("path.shape", path=_short(path))
    if rest[0] in (CREATED, REMOVED) and row is not None and len(rest) == 1:
        return Place(path, form.id, "single", form, row=row, inner=row, marker=rest[0])
    if "." in rest[0] or not form.has(rest[0]):
        raise _unknown("path.field", rest[0], [field.id for field in form.fields()], path)
    field = form.field(rest[0])
    if form.per == "person" and (person is None) != (field.who == "together"):
        raise PathError("path.person", path=_short(path), field=field.label)
    if form.per == "person" and field.who in PEOPLE and field.who != person:
        raise PathError("path.person", path=_short(path), field=field.label)
    if field.type != "rows":
        if len(rest) != 1:
            raise PathError("path.shape", path=_short(path))
        return Place(path, form.id, _kind(form, field), form, field, row=row, inner=row, person=person)
    if len(rest) != 3 or not ROW.fullmatch(rest[1]):
        raise PathError("path.row", path=_short(path), form=field.label)
    inner = path.rpartition("/")[0]
    outer = row or inner
    if rest[2] in (CREATED, REMOVED):
        return Place(
            path, form.id, "single", form, rows=field, row=outer, inner=inner, person=person, marker=rest[2]
        )
    if "." in rest[2] or not form.has(f"{field.id}.{rest[2]}"):
        raise _unknown("path.field", rest[2], [column.id for column in field.fields], path)
    column = form.field(f"{field.id}.{rest[2]}")
    return Place(path, form.id, _kind(form, column, in_row=True), form, column, field, outer, inner, person)


def _kind(form: FormSpec, field: FieldSpec, *, in_row: bool = False) -> Literal["text", "single", "apart"]:
    if field.type == "long" and field.who == "together":
        return "text"
    if form.per == "person" or form.by == "person":  # the person stands in the path, or made the row
        return "single"
    if field.who == "each" or (form.apart and field.who == "together" and not in_row):
        return "apart"
    return "single"


def _unknown(key: str, name: str, names: list[str], path: str) -> PathError:
    near = get_close_matches(name, names, n=1)
    if near:
        return PathError(f"{key}.near", name=_short(name), near=near[0], path=_short(path))
    return PathError(key, name=_short(name), path=_short(path))


def _short(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= 80 else text[:77] + "…"
