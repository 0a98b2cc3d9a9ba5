"""Who changed what, and when: read from the log by playing it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mentorbook.content.specs import Pack
from mentorbook.workbook.book import Change, Workbook
from mentorbook.workbook.paths import PEOPLE

SITTING = timedelta(minutes=10)
"""Edits of one person in one field within this time are shown as one."""


@dataclass(frozen=True)
class Edit:
    """One change, as a person would tell it.

    Attributes:
        number: Its place in the log, for `Workbook.at`. at: When (UTC, ISO 8601). by: Who.
        path, label: Where. before, after: The answer before and after; None where there was none.
        first: The number of the first of the edits that are shown as this one; `before` stood until then.
    """

    number: int
    at: str
    by: str
    path: str
    label: str
    before: Any
    after: Any
    first: int = 0


def history(
    pack: Pack,
    log: Iterable[tuple[int, Change]],
    *,
    viewer: str = "pair",
    path: str | None = None,
    since: int = 0,
) -> list[Edit]:
    """All changes after number `since` that `viewer` may see, oldest first; with `path`, only those there."""
    book = Workbook(pack)
    log = list(log)
    book.take_in([change for number, change in log if number <= since])
    edits: list[Edit] = []
    last: dict[str, int] = {}
    for number, change in log:
        if number <= since or change.audience not in ("shared", viewer):
            continue
        now = {today for p in change.paths if (today := book.today(p)) is not None}
        touched = sorted(p for p in now if path is None or p == path)
        before = {p: _said(book, p, change.by, viewer) for p in touched}
        book.take_in([change])
        for p in touched:
            place = book.place(p)
            after = _said(book, p, change.by, viewer)
            if after == before[p] or place.section in ("talked", "revealed"):
                continue
            edit = Edit(number, change.at, change.by, p, label(book, p), before[p], after, number)
            previous = edits[last[p]] if p in last else None
            if previous is not None and previous.by == edit.by and _near(previous.at, edit.at):
                edits[last[p]] = replace(edit, before=previous.before, first=previous.first)
            else:
                last[p] = len(edits)
                edits.append(edit)
    # What is kept to oneself again is not read here either. Compaction puts entries out of their order.
    shown = [e for e in edits if e.before != e.after and book.may_see(e.path, viewer)]
    return sorted(shown, key=lambda edit: edit.at)


def _said(book: Workbook, path: str, by: str, viewer: str) -> Any:
    """The answer at a path; where each answers for themselves, that of whoever made the change."""
    if book.place(path).kind != "apart" or by not in PEOPLE:
        return book.get(path, viewer=viewer)
    own = book.answers(path, viewer=viewer)[by]
    return own.value if own is not None else None


def label(book: Workbook, path: str) -> str:
    """What a person calls the place: the form's title and the field's label."""
    place = book.place(path)
    title = place.form.title if place.form is not None else "" if place.field else place.section
    parts = [
        title,
        place.rows.label if place.rows else "",
        place.field.label if place.field else place.marker,
    ]
    return ": ".join(part for part in parts if part)


def _near(earlier: str, later: str) -> bool:
    try:
        return datetime.fromisoformat(later) - datetime.fromisoformat(earlier) <= SITTING
    except (ValueError, TypeError):
        return False
