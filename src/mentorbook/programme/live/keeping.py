"""A participant's own answers, into the workbook of their pair: where a question names a field that takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mentorbook.content.specs import FieldSpec
from mentorbook.errors import MentorbookError, StoreError
from mentorbook.programme.live.asking import Question
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import locate


@dataclass(frozen=True)
class Kept:
    """What has been put into the workbook, as (form's title, field's label); and the questions whose answers were
    not: they name no field, or one that is filled in, somebody else's, or takes other answers."""

    into: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


def keep(book: Workbook, person: str, answers: Iterable[tuple[Question, Any]]) -> Kept:
    """Put answers into the fields that their questions name, as `person`. What stands there stays.

    Doing it again changes nothing.
    """
    into, left = [], []
    for question, value in answers:
        try:
            place = _keep(book, person, question, value)
        except StoreError:
            raise  # the disk would not take it: that is not the field's fault
        except MentorbookError:
            place = None
        if place is None:
            left.append(question.text)
        else:
            into.append(place)
    return Kept(tuple(into), tuple(left))


def _keep(book: Workbook, person: str, question: Question, value: Any) -> tuple[str, str] | None:
    name, _, column = question.keeps.partition("/")
    form = book.pack.forms.get(name)
    if form is None or "." in column or not form.has(column) or value is None:
        return None
    field = form.field(column)
    told = (form.title, field.label)
    if form.per == "many":
        path = f"{name}/live-{question.id}/{column}"
        made = f"live-{question.id}" in book.row_ids(name, viewer=person)
        given = _value(field, question, value, book.get(path, viewer=person) if made else None)
        if given is None:
            return None
        if not made:
            book.add(name, {column: given}, by=person, row=f"live-{question.id}")
        return told
    path = (
        f"{name}/{person}/{column}"
        if form.per == "person" and field.who != "together"
        else f"{name}/{column}"
    )
    place = locate(book.pack, path)
    before = book.get(path, viewer=person)
    if place.kind == "apart":
        own = book.answers(path, viewer=person)[person]
        before = own.value if own is not None else None
    given = _value(field, question, value, before)
    if given is None:
        return None
    if given != before:
        book.set(path, given, by=person)
    return told


def _value(field: FieldSpec, question: Question, value: Any, before: Any) -> Any:
    """What the field holds afterwards; None where it does not take the answer."""
    match field.type:
        case "long" | "short" if question.response in ("text", "words"):
            text = str(value)
            if not before or text in str(before):
                return before or text
            return f"{before}\n{text}" if field.type == "long" else None
        case "choice" if isinstance(value, str) and field.option(value):
            return value if before in (None, value) else None
        case "multi":
            chosen = [
                one for one in (value if isinstance(value, list) else [value]) if field.option(str(one))
            ]
            known = list(before or [])
            return [*known, *(one for one in chosen if one not in known)] if chosen else None
        case "scale5" | "scale10" if field.type == question.response:
            return value if before in (None, value) else None
    return None
