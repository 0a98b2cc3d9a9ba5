"""What stood earlier, written anew: a field, a row, a form or everything.

Nothing is ever taken out of the history. The earlier answers are written as new ones, all in one act, by
somebody who may write them; what only the other person may write is left as it is, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mentorbook.errors import MentorbookError, PathError, RoleError, StoreError
from mentorbook.workbook.paths import CREATED, PEOPLE, REMOVED, Place

if TYPE_CHECKING:
    from mentorbook.workbook.book import Workbook


@dataclass(frozen=True)
class Step:
    """One answer put back, or one row: then the path ends in ``/removed`` and the values say whether it was."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Restored:
    """What restoring did, or would do.

    Attributes:
        steps: What was written, in the order in which it was.
        kept: The paths of answers that differ too, and were left: only the other person may write them.
    """

    steps: tuple[Step, ...]
    kept: tuple[str, ...]


def plan(book: Workbook, past: Workbook, *, by: str, path: str | None = None) -> Restored:
    """What has to be written so that `book` reads again as `past` does, as far as `by` may write it.

    Args:
        path: A field, a row (``goals/<id>``) or a form; None for everything.

    Raises:
        PathError: There is no such place. RoleError: `by` is not one of the pair.
    """
    if by not in PEOPLE:
        raise RoleError("role.unknown", by=by)
    field = path is not None and _is_field(book, path)
    steps: list[Step] = []
    kept: list[str] = []

    def take(step: Step) -> None:
        if book.may_write(step.path, by):
            steps.append(step)
        else:
            kept.append(step.path)

    paths = {p for p in book.all_paths(by) | past.all_paths(by) if _within(p, path)}
    rows = {p.rpartition("/")[0] for p in paths if book.place(p).marker}
    if field and path is not None:  # a field of a row that is gone comes back with its row
        place = book.place(path)
        rows = {row for row in (place.row, place.inner) if row and _stands(past, row, by)}
    for row in sorted(rows):
        now, then = _stands(book, row, by), _stands(past, row, by)
        if now != then and book.may_see(f"{row}/{CREATED}", by):
            take(Step(f"{row}/{REMOVED}", then, now))
    for p in sorted(paths):
        place = book.place(p)
        if place.form is None or place.field is None or place.field.view_of or place.field.type == "rows":
            continue
        if place.field.id == "sharing" and place.seen == "author" and p != path:
            continue  # who may read a row is never decided in passing
        inside = [row for row in (place.row, place.inner) if row is not None]
        if not book.may_see(p, by) or not (field or all(_stands(past, row, by) for row in inside)):
            continue
        now, then = _own(book, place, by), _own(past, place, by)
        if now != then:
            take(Step(p, now, then))
        if place.kind == "apart" and by in PEOPLE:
            partner = PEOPLE[1 - PEOPLE.index(by)]
            if _own(book, place, by, whose=partner) != _own(past, place, by, whose=partner):
                kept.append(p)
    return Restored(tuple(steps), tuple(sorted(set(kept))))


def carry_out(book: Workbook, planned: Restored, *, by: str) -> Restored:
    """Write the steps, all in one act. What does not fit the form any more is left, and is among the kept."""
    done: list[Step] = []
    kept = list(planned.kept)
    if book.readonly:
        raise MentorbookError("workbook.readonly", why=book.readonly)
    with book.one_act(by):
        for step in planned.steps:
            try:
                _write(book, step.path, step.after, by)
                done.append(step)
            except StoreError:
                raise
            except MentorbookError:
                kept.append(step.path)
    return Restored(tuple(done), tuple(kept))


def take_back(book: Workbook, restored: Restored, *, by: str) -> Restored:
    """Undo a restoring: what stood before it stands again, but for what has been written since.

    Whose a goal is decides who may write in it: that is put back first.
    """
    first = [step for step in restored.steps if step.path.endswith(("/owner", f"/{REMOVED}"))]
    rest = [step for step in restored.steps if step not in first]
    done: list[Step] = []
    kept: list[str] = []
    for some in (first, rest):
        steps, others = _still(book, some, by)
        carried = carry_out(book, Restored(tuple(steps), tuple(others)), by=by)
        done += carried.steps
        kept += carried.kept
    return Restored(tuple(done), tuple(kept))


def _still(book: Workbook, steps: Iterable[Step], by: str) -> tuple[list[Step], list[str]]:
    """The steps the other way round, where what they wrote still stands; and the paths of the others."""
    back: list[Step] = []
    others: list[str] = []
    for step in steps:
        place = book.place(step.path)
        row = step.path.removesuffix(f"/{REMOVED}")
        now = not _stands(book, row, by) if place.marker else _own(book, place, by)
        if now == step.after and book.may_write(step.path, by):
            back.append(Step(step.path, step.after, step.before))
        else:
            others.append(step.path)
    return back, others


def _write(book: Workbook, path: str, value: Any, by: str) -> None:
    if not book.place(path).marker:
        book.set(path, value, by=by)
    elif value:
        book.remove(path.removesuffix(f"/{REMOVED}"), by=by)
    else:
        book.restore(path.removesuffix(f"/{REMOVED}"), by=by)


def _own(book: Workbook, place: Place, by: str, whose: str | None = None) -> Any:
    """The answer at a place; where each answers for themselves, one's own (or that of `whose`)."""
    if place.kind != "apart":
        return book.get(place.path, viewer=by)
    answer = book.answers(place.path, viewer=by)[whose or by]
    return answer.value if answer is not None else None


def _stands(book: Workbook, row: str, viewer: str) -> bool:
    """Whether the row at this path is there and not removed."""
    return not book.gone(book.place(f"{row}/{CREATED}"), viewer)


def _is_field(book: Workbook, path: str) -> bool:
    """Whether a path names a field (else it is a form's, a list's or a row's). Raises PathError if neither."""
    if path in book.pack.forms:
        return False
    try:
        place = book.place(path)
    except PathError:
        book.place(f"{path}/{CREATED}")  # a row
        return False
    if place.form is None or place.marker:
        raise PathError("path.program", path=path)
    return place.field is not None and place.field.type != "rows"


def _within(path: str, scope: str | None) -> bool:
    return scope is None or path == scope or path.startswith(f"{scope}/")
