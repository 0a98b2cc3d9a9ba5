"""A workbook as tables and as text: JSON, CSV, and for a terminal. Words come out as they went in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mentorbook.content.specs import FieldSpec, FormSpec
from mentorbook.content.values import clean_text, same
from mentorbook.messages import say
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import PEOPLE

COLUMNS = ("path", "form", "row", "field", "label", "person", "value")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""A text that begins so could run as a formula; it gets an apostrophe in front (one is taken off again)."""

LONGEST_TITLE = 80


@dataclass(frozen=True)
class Heading:
    """A title in the report: level 1 for a form, 2 for a person or an entry, 3 for a row inside one.

    `path` is that of the form, the person's part or the row.
    """

    level: int
    text: str
    path: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer in the report. `who` is the person's name where that is not plain from the place."""

    path: str
    label: str
    who: str
    words: str


# -- for programs


def to_json(book: Workbook, *, viewer: str) -> str:
    """``{"path": value}``: every answer that `viewer` may see, each person's own as ``path@person``."""
    return json.dumps(book.export(viewer=viewer), ensure_ascii=False, indent=2) + "\n"


def to_csv(book: Workbook, *, viewer: str) -> str:
    """One line an answer (see `COLUMNS`), safe to open in a spreadsheet.

    A text that begins like a formula (`FORMULA`) has an apostrophe put in front: take one off to have
    exactly what was typed. Several choices stand in one cell, parted by semicolons.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for path, value in book.export(viewer=viewer).items():
        bare, _, person = path.partition("@")
        place = book.place(bare)
        name = bare.rpartition("/")[2]
        field, label = (place.field.id, place.field.label) if place.field is not None else (name, name)
        cells = (bare, place.section, place.inner or "", field, label, person or place.person or "")
        writer.writerow([*map(_harmless, cells), _cell(value)])
    return out.getvalue()


def every_table(book: Workbook, *, viewer: str) -> dict[str, list[dict[str, Any]]]:
    """Every table of the workbook that holds anything, by name: ``goals``, ``goals.measures``.

    A form that the pair fills in once is a table of one row, one that each fills in has a row for each. Rows
    inside an entry are a table of their own, whose first column (``goals_id``, or ``person``) says in which.
    Where both answer, a field is two columns: ``rhythm@mentor`` and ``rhythm@mentee``.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for form in book.pack.forms.values():
        fields = list(form.fields())
        within, starts = "form", {form.id: form.id}
        if form.per == "many":
            within = f"{form.id}_id"
            starts = {row: f"{form.id}/{row}" for row in book.row_ids(form.id, viewer=viewer)}
        elif form.per == "person":
            within = "person"
            starts = {"": form.id, **{person: f"{form.id}/{person}" for person in PEOPLE}}
        for name, prefix in starts.items():
            key = {"id": name} if form.per == "many" else {within: name}
            _add(found, form.id, key, _values(book, fields, prefix, viewer))
            for field in fields:
                inside = f"{prefix}/{field.id}"
                if field.type != "rows" or not book.known(f"{inside}/x/created"):
                    continue
                for row in book.row_ids(inside, viewer=viewer):
                    values = _values(book, field.fields, f"{inside}/{row}", viewer)
                    _add(found, f"{form.id}.{field.id}", {within: name, "id": row}, values)
    return found


def _add(
    found: dict[str, list[dict[str, Any]]], name: str, key: dict[str, Any], values: dict[str, Any]
) -> None:
    if values or "id" in key:
        found.setdefault(name, []).append(key | values)


def _values(book: Workbook, fields: Iterable[FieldSpec], prefix: str, viewer: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        path = f"{prefix}/{field.id}"
        if field.type == "rows" or not book.known(path):
            continue
        if book.place(path).kind == "apart":
            for person, answer in book.answers(path, viewer=viewer).items():
                if answer is not None and answer.value is not None:
                    values[f"{field.id}@{person}"] = answer.value
        elif (value := book.get(path, viewer=viewer)) is not None:
            values[field.id] = value
    return values


def to_zip(book: Workbook, *, viewer: str, kind: str) -> bytes:
    """Every table as a file of its own, ``csv`` or ``json``, in one .zip. Cells are as safe as in `to_csv`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files(book, viewer=viewer, kind=kind).items():
            entry = zipfile.ZipInfo(name)  # with no time in it: the same tables are the same file
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return out.getvalue()


def files(book: Workbook, *, viewer: str, kind: str) -> dict[str, str]:
    """Every table as the text of a file, by the file's name."""
    made = {}
    for name, rows in every_table(book, viewer=viewer).items():
        if kind == "json":
            made[f"{name}.json"] = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
            continue
        columns = list(dict.fromkeys(column for row in rows for column in row))
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_cell(row[c]) if c in row else "" for c in columns] for row in rows)
        made[f"{name}.csv"] = out.getvalue()
    return made


def _cell(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():  # a number below zero is no formula
            return str(value)
        case list():
            return _harmless("; ".join(map(str, value)))
    return _harmless(str(value))


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(FORMULA) else cell


# -- for people


def to_text(book: Workbook, *, viewer: str) -> str:
    """The workbook for a terminal, form by form. Control characters do nothing there."""
    lines = [_title(book)]
    if book.journey is not None:
        lines.append(say("tables.journey", journey=book.journey.title))
    indent = ""
    for part in report(book, viewer=viewer):
        match part:
            case Heading(1, text, _):
                indent = ""
                lines += ["", "", text, "=" * len(text)]
            case Heading(level, text, _):
                indent = "  " * (level - 1)
                lines += ["", f"{indent[2:]}{' '.join(text.split())}"]
            case Answer(_, label, who, words):
                name = f" ({who})" if who else ""
                lines.append(f"{indent}{label}{name}: " + words.replace("\n", f"\n{indent}    "))
    return clean_text("\n".join(lines) + "\n")


def report(book: Workbook, *, viewer: str) -> Iterator[Heading | Answer]:
    """Everything that `viewer` may see, in the order of the forms; forms without an answer are left out."""
    for form in book.pack.forms.values():
        parts = list(_form(book, form, viewer))
        if any(isinstance(part, Answer) for part in parts):
            yield Heading(1, form.title, form.id)
            yield from parts


def words(book: Workbook, field: FieldSpec | None, value: Any, *, viewer: str) -> str:
    """A value as a person reads it: labels for ids, titles for links, points with the ends of their scale."""
    match value:
        case bool():
            return say("tables.yes") if value else say("tables.no")
        case list():
            return "; ".join(words(book, field, item, viewer=viewer) for item in value)
        case {"name": str(name)}:  # a signature
            return say("tables.signed", name=name)
    if field is None:
        return str(value)
    match value:
        case str() if field.type in ("choice", "multi"):
            option = field.option(value)
            return option.label if option is not None else value.removeprefix("own:")
        case str() if field.type == "link" and book.known(f"{value}/created"):
            return title(book, value, viewer=viewer)
        case int() if field.high is not None and field.type != "number":
            if field.ends is None:
                return say("tables.scale", value=value, high=field.high)
            low, high = field.ends
            return say("tables.scale.ends", value=value, high=field.high, first=low, last=high)
        case int() | float() if field.unit:
            return f"{value} {field.unit}"
    return str(value)


def title(book: Workbook, row: str, *, viewer: str) -> str:
    """What to call a row: the first thing written in it, else whatever is answered first."""
    place = book.place(f"{row}/created")
    fields = place.rows.fields if place.rows is not None else place.form.fields() if place.form else ()
    plain = [field for field in fields if field.type not in ("rows", "link") and not field.view_of]
    for field in sorted(plain, key=lambda field: field.type not in ("short", "long")):
        value = book.get(f"{row}/{field.id}", viewer=viewer)
        if value not in (None, ""):
            line = " ".join(words(book, field, value, viewer=viewer).split())
            return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"
    return say("fields.untitled")


# -- inside


def _title(book: Workbook) -> str:
    return say("tables.title", mentor=book.names["mentor"], mentee=book.names["mentee"])


def _form(book: Workbook, form: FormSpec, viewer: str) -> Iterator[Heading | Answer]:
    if form.per == "many":
        for row in book.row_ids(form.id, viewer=viewer):
            path = f"{form.id}/{row}"
            author = _name(book, book.author(path)) if form.by == "person" else ""
            text = title(book, path, viewer=viewer)
            yield Heading(2, say("tables.by", title=text, name=author) if author else text, path)
            yield from _fields(book, form.fields(), path, viewer)
    elif form.per == "person":
        yield from _fields(book, [f for f in form.fields() if f.who == "together"], form.id, viewer)
        for person in PEOPLE:
            others = {"together", *PEOPLE} - {person}
            own = [field for field in form.fields() if field.who not in others]
            parts = list(_fields(book, own, f"{form.id}/{person}", viewer))
            if parts:
                yield Heading(2, _name(book, person), f"{form.id}/{person}")
                yield from parts
    else:
        yield from _fields(book, form.fields(), form.id, viewer)


def _fields(
    book: Workbook, fields: Iterable[FieldSpec], prefix: str, viewer: str
) -> Iterator[Heading | Answer]:
    """The answers under `prefix`; rows inside come after them, each under a title of its own."""
    lists = []
    for field in fields:
        if field.type == "rows":
            lists.append(field)
        else:
            yield from _answers(book, field, f"{prefix}/{field.id}", viewer)
    for field in lists:
        for row in book.row_ids(f"{prefix}/{field.id}", viewer=viewer):
            path = f"{prefix}/{field.id}/{row}"
            yield Heading(
                3, say("tables.row", label=field.label, title=title(book, path, viewer=viewer)), path
            )
            yield from _fields(book, field.fields, path, viewer)


def _answers(book: Workbook, field: FieldSpec, path: str, viewer: str) -> Iterator[Answer]:
    """What stands at `path`: once, or once a person or version where they do not say the same."""
    if field.view_of:
        yield from accepted(book, field, path)
        return
    for person, value in said(book, field, path, viewer=viewer):
        yield Answer(path, field.label, _name(book, person), words(book, field, value, viewer=viewer))


def said(book: Workbook, field: FieldSpec, path: str, *, viewer: str) -> Iterator[tuple[str, Any]]:
    """The standing answers, each with the person who gave it where there is not simply one (else "")."""
    if book.place(path).kind == "apart":
        own = book.answers(path, viewer=viewer)
        given = [(person, answer.value) for person, answer in own.items() if answer is not None]
        given = [(person, value) for person, value in given if value is not None]
        if field.who != "each" and len(given) == len(PEOPLE) and same(field, given[0][1], given[1][1]):
            yield "", given[0][1]
            return
        yield from given
        return
    versions = [version for version in book.versions(path, viewer=viewer) if version.value is not None]
    if versions and all(same(field, version.value, versions[0].value) for version in versions):
        yield "", versions[0].value
        return
    yield from ((version.by, version.value) for version in versions)


def accepted(book: Workbook, field: FieldSpec, path: str) -> Iterator[Answer]:
    """A person's signature, and how much has changed since."""
    form = path.partition("/")[0]
    own = [signature for signature in book.signatures(form) if signature.by == field.who]
    if not own:
        return
    if field.view_of == "signed_on":
        yield Answer(path, field.label, "", own[-1].at[:10])
        return
    text = say("tables.signed", name=own[-1].name)
    if changed := len(own[-1].changed):
        text += " " + say("tables.changed", count=changed)
    yield Answer(path, field.label, "", text)


def _name(book: Workbook, person: str | None) -> str:
    return book.names.get(person or "", "")
