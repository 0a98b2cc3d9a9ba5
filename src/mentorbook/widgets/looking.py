"""Looking back from a page: the changes, a part at a time, and the workbook as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mentorbook.errors import ValueProblem
from mentorbook.library import Book
from mentorbook.reports import tables
from mentorbook.workbook.history import Edit
from mentorbook.workbook.paths import PEOPLE, REMOVED
from mentorbook.workbook.restoring import Step, plan

Message = dict[str, Any]
MOST_CHANGES = 500
MOMENT = re.compile(r"[0-9:.TZ+-]{10,40}")


class Looking:
    """Remembers the changes that were read, for as long as nothing new is written."""

    def __init__(self) -> None:
        self._read: tuple[object, list[Edit]] = (None, [])

    def history(self, book: Book, viewer: str, content: Mapping[str, Any]) -> Message:
        """The newest changes that fit what was asked, oldest first.

        Args:
            content: ``path``: one place. ``row``: all in an entry. ``section``, ``field``: those of a form, of a field of it. ``by``:
                of one person. ``since``, ``until``: moments (ISO 8601, UTC). ``to``: only the first so many,
                and ``count``: how many of these, so that earlier ones are asked for by ``to = from``.
        """
        path = content.get("path")
        if isinstance(path, str):
            edits = book.history(path, viewer=viewer)
        else:
            edits = [edit for edit in self._all(book, viewer) if _fits(book, edit, content)]
        end = max(0, min(_whole(content.get("to"), len(edits)), len(edits)))
        start = max(0, end - max(1, min(_whole(content.get("count"), MOST_CHANGES), MOST_CHANGES)))
        return {
            "type": "history",
            "changes": [asdict(edit) for edit in edits[start:end]],
            "from": start,
            "all": len(edits),
        }

    def _all(self, book: Book, viewer: str) -> list[Edit]:
        key = (book.id, viewer, *(document.version for document in book.documents.values()))
        if self._read[0] != key:
            self._read = (key, book.history(viewer=viewer))
        return self._read[1]


def past(book: Book, viewer: str, content: Mapping[str, Any]) -> Message:
    """The workbook as `viewer` read it at a moment, part by part, and what restoring it would do.

    Returns:
        ``parts``: headings ``{level, text, path}`` and answers ``{path, label, who, words}``; ``steps``:
        ``{path, kind}`` of what would be put back (``change``, ``empty``), brought back (``back``) or
        removed (``remove``); ``kept``: the paths that only the other person may write.
    """
    when = content.get("when")
    if not isinstance(when, str) or not MOMENT.fullmatch(when):
        raise ValueProblem("patch.shape")
    then = book.at(when=when)
    parts = [asdict(part) for part in tables.report(then, viewer=viewer)]
    steps: list[Message] = []
    kept: list[str] = []
    if viewer in PEOPLE and not book.readonly:
        planned = plan(book, then, by=viewer)
        steps = [{"path": step.path, "kind": _kind(step)} for step in planned.steps]
        kept = list(planned.kept)
    return {"type": "past", "when": when, "parts": parts, "steps": steps, "kept": kept}


def _kind(step: Step) -> str:
    if step.path.endswith(f"/{REMOVED}"):
        return "remove" if step.after else "back"
    return "change" if step.after is not None else "empty"


def _fits(book: Book, edit: Edit, content: Mapping[str, Any]) -> bool:
    place = book.place(edit.path)
    if (
        place.form is None
        and place.section != "signatures"
        and (place.field is None or edit.by not in PEOPLE)
    ):
        return False
    by, section, field = content.get("by"), content.get("section"), content.get("field")
    since, until, row = content.get("since"), content.get("until"), content.get("row")
    if isinstance(row, str) and not edit.path.startswith(f"{row}/"):
        return False
    if isinstance(by, str) and edit.by != by:
        return False
    if isinstance(section, str) and place.section != section:
        return False
    ids = {spec.id for spec in (place.field, place.rows) if spec is not None}
    if isinstance(field, str) and field not in ids:
        return False
    return not (isinstance(since, str) and edit.at < since) and not (
        isinstance(until, str) and edit.at > until
    )


def _whole(number: object, otherwise: int) -> int:
    return number if isinstance(number, int) and not isinstance(number, bool) else otherwise
