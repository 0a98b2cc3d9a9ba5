"""A workbook as tables and as text: JSON, CSV and Markdown. Words come out as they went in."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from mentorbook.content.specs import FieldSpec
from mentorbook.library import Book
from mentorbook.messages import say
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import CREATED, PEOPLE, Place

COLUMNS = ("path", "form", "row", "field", "label", "person", "value")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""A cell that begins so could run as a formula; it gets an apostrophe in front (one is taken off again)."""

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def to_json(book: Workbook, *, viewer: str) -> str:
    """``{"path": value}``: every answer that `viewer` may see, each person's own as ``path@person``."""
    return json.dumps(book.export(viewer=viewer), ensure_ascii=False, indent=2) + "\n"


def to_csv(book: Workbook, *, viewer: str) -> str:
    """One line an answer (see `COLUMNS`), safe to open in a spreadsheet.

    A value that begins like a formula (`FORMULA`) has an apostrophe put in front: take one off to have
    exactly what was typed.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for path, value in book.export(viewer=viewer).items():
        bare, _, person = path.partition("@")
        place = book.place(bare)
        label = place.field.label if place.field is not None else bare.rpartition("/")[2]
        field = place.field.id if place.field is not None else bare.rpartition("/")[2]
        words = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        cells = (bare, place.section, place.inner or "", field, label, person or place.person or "", words)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def to_markdown(book: Book, *, viewer: str) -> str:
    """The workbook as a document to read, form by form. Markup that people typed is shown as typed."""
    names = book.names
    lines = [f"# {_plain(say('tables.title', mentor=names['mentor'], mentee=names['mentee']))}", ""]
    form = row = None
    for place, who, words in answers(book, viewer=viewer):
        assert place.form is not None
        assert place.field is not None
        if place.form.id != form:
            form, row = place.form.id, None
            lines += [f"## {_plain(place.form.title)}", ""]
        if place.inner != row:
            row = place.inner
            if row:
                lines += [f"### {_plain(_title(book, row, viewer))}", ""]
        name = f" ({_plain(names.get(who, who))})" if who else ""
        lines += [
            f"**{_plain(place.field.label)}**{name}",
            "",
            *(_plain(line) for line in words.split("\n")),
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def to_text(book: Book, *, viewer: str) -> str:
    """The workbook for a terminal, form by form."""
    names = book.names
    journey = book.journey
    lines = [say("tables.title", mentor=names["mentor"], mentee=names["mentee"])]
    if journey is not None:
        lines.append(say("tables.journey", journey=journey.title))
    form = row = None
    for place, who, words in answers(book, viewer=viewer):
        assert place.form is not None
        assert place.field is not None
        if place.form.id != form:
            form, row = place.form.id, None
            lines += ["", place.form.title, "=" * len(place.form.title)]
        if place.inner != row:
            row = place.inner
            lines += ["", f"- {_title(book, row, viewer)}"] if row else []
        name = f" ({names.get(who, who)})" if who else ""
        indent = "  " if row else ""
        lines.append(f"{indent}{place.field.label}{name}: " + words.replace("\n", f"\n{indent}    "))
    return "\n".join(lines) + "\n"


def answers(book: Workbook, *, viewer: str) -> Iterator[tuple[Place, str, str]]:
    """Every answer in the order of the forms: its place, who said it where that matters, and the words."""
    found = book.export(viewer=viewer)
    order = {
        (form.id, field.id): (at, number)
        for at, form in enumerate(book.pack.forms.values())
        for number, field in enumerate(form.fields())
    }

    def key(path: str) -> tuple[Any, ...]:
        place = book.place(path.partition("@")[0])
        top = place.rows or place.field
        where = order.get((place.section, top.id if top else ""), (0, 0))
        columns = [column.id for column in place.rows.fields] if place.rows and place.field else []
        column = columns.index(place.field.id) if place.field and place.field.id in columns else 0
        return (
            where[0],
            place.person or "",
            _made(book, place.row),
            where[1],
            _made(book, place.inner),
            column,
        )

    for path in sorted((path for path in found if path.partition("/")[0] in book.pack.forms), key=key):
        bare, _, person = path.partition("@")
        place = book.place(bare)
        assert place.field is not None
        if place.kind == "apart" and not person:
            own = {
                p: a.value for p, a in book.answers(bare, viewer=viewer).items() if a and a.value is not None
            }
            if len({repr(value) for value in own.values()}) > 1:
                for who in PEOPLE:
                    yield place, who, words(place.field, own[who])
                continue
        yield place, person or place.person or "", words(place.field, found[path])


def words(field: FieldSpec, value: Any) -> str:
    """A value as a person reads it."""
    labels = {option.id: option.label for option in field.options}
    match value:
        case bool():
            return say("tables.yes") if value else say("tables.no")
        case list():
            return "; ".join(words(field, item) for item in value)
        case str() if field.type in ("choice", "multi"):
            return labels.get(value, value.removeprefix("own:"))
        case int() | float() if field.unit:
            return f"{value} {field.unit}"
    return str(value)


def _made(book: Workbook, row: str | None) -> tuple[str, str]:
    made = min((r.at for d in book.documents.values() for r in d.registers(f"{row}/{CREATED}")), default="")
    return (made, row or "")


def _title(book: Workbook, row: str, viewer: str) -> str:
    place = book.place(f"{row}/{CREATED}")
    fields = place.rows.fields if place.rows is not None else place.form.fields() if place.form else ()
    for field in fields:
        if field.type in ("short", "long") and (value := book.get(f"{row}/{field.id}", viewer=viewer)):
            return str(value).split("\n")[0][:80]
    return say("fields.untitled")


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(FORMULA) else cell


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
