"""From a damaged file, what can still be read, and the name of what cannot. The file itself is left alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from mentorbook.errors import FileProblem, MentorbookError
from mentorbook.messages import say
from mentorbook.store import schema
from mentorbook.store.checking import ASIDE, check_place, check_shape, connect, set_aside
from mentorbook.store.header import Header, read_header
from mentorbook.store.problems import Failure, damage, explain, named
from mentorbook.store.records import PLAIN, Document, Entry, Sealer, from_row

_SMALLEST = 30  # bytes of an entry with nothing in it: bounds how many a file can have held
_PAGE_SIZES = {2**power for power in range(9, 17)}
_PATIENCE = 100_000  # numbers to try (a second) where it is not known how many there were
_USUAL_PAGE = 4096
_FAR = 1000  # times the length of what is left: a file that claims more has a damaged header
_PAGES_AT = 28  # where the header keeps the number of pages

Gap = tuple[int, int | None]
"""The first and the last number that could not be read; no last where it is not known."""

Rescued = tuple[list[Document], list[Entry], list[str]]
"""The documents, the entries in order, and a sentence for each thing that is missing."""


def rescue(path: Path | str, *, sealer: Sealer = PLAIN) -> Rescued:
    """Read whatever can be read from the damaged workbook at `path`.

    Returns:
        The documents, the entries in order, and a sentence for each thing that is missing (none if all
        is there).

    Raises:
        FileProblem: There is no such file, or nothing in it can be read as a workbook.
    """
    path = Path(path)
    check_place(path)
    with set_aside(path) as folder:
        copy = Path(folder, ASIDE)
        header = read_header(copy)
        if header.size == 0:
            raise FileProblem("store.empty", file=named(path))
        _fill_up(copy, header)
        try:
            with closing(connect(copy, "rw")) as connection:
                check_shape(connection, copy, path)
                found = _read(connection, _most(copy), sealer)
        except FileProblem as error:
            if error.key == "store.newer.unreadable":
                raise
            problem: MentorbookError = error
        except Failure as error:
            problem = explain(error, path)
        else:
            if found[0] or found[1]:
                return found
            problem = damage(path)
        _replace_head(copy)
        with closing(connect(copy, "rw")) as connection:
            found = _read(connection, _most(copy), sealer)
    if not found[0] and not found[1]:
        raise problem
    return found


def _fill_up(copy: Path, header: Header) -> None:
    """Give a file that stops half-way its length back: SQLite reads nothing from one that is too short.

    What is missing is zeros then, which SQLite or the entry's own seal finds to be wrong.
    """
    if header.size < header.whole <= header.size * _FAR:
        os.truncate(copy, header.whole)


def _most(copy: Path) -> int:
    """How many entries a file of this length can hold at most."""
    return copy.stat().st_size // _SMALLEST


def _replace_head(copy: Path) -> None:
    """Put the first page of an empty workbook in the place of one that says nothing useful.

    The tables begin at the same pages in every workbook, so the new page finds them.
    """
    for end in ("-journal", "-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
    with copy.open("r+b") as file:
        size = int.from_bytes(file.read(18)[16:], "big")
        size = 65536 if size == 1 else size
        size = size if size in _PAGE_SIZES else _USUAL_PAGE
        empty = _empty_workbook(size)
        length = max(copy.stat().st_size, len(empty))
        file.truncate(length)
        file.seek(0)
        file.write(empty[:size])
        file.seek(_PAGES_AT)
        file.write((length // size).to_bytes(4, "big"))


def _empty_workbook(page: int) -> bytes:
    """A workbook's file without an entry, in pages of `page` bytes."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {page}")
        schema.lay_out(connection)
        return connection.serialize()


def _read(connection: sqlite3.Connection, most: int, sealer: Sealer) -> Rescued:
    """Read through both tables, past what cannot be read.

    Args:
        connection: To a copy that SQLite opens.
        most: How many rows a file of this length can hold.
        sealer: Opens the entries' data.
    """
    rows, unread = _scan(connection, "document", "rowid, id, workbook, audience, created", most)
    documents = [Document(*row[1:]) for row in rows if all(type(value) is str for value in row[1:])]
    lost = [say("store.lost.documents")] if unread or len(documents) < len(rows) else []

    rows, gaps = _scan(connection, "entry", 'seq, id, document, at, "by", previous, data, seq', most)
    entries: list[Entry] = []
    for row in rows:
        try:
            entries.append(from_row(row[1:], sealer))
        except ValueError:
            gaps.append((row[0], row[0]))
    known = {document.id for document in documents}
    for id_ in dict.fromkeys(entry.document for entry in entries):
        if id_ not in known:
            lost.append(say("store.lost.document", document=id_))
    lost += [_sentence(gap) for gap in _joined(gaps)]
    if not lost and not _sound(connection):
        lost.append(say("store.lost.unsure"))
    return documents, entries, lost


def _scan(
    connection: sqlite3.Connection, table: str, columns: str, most: int
) -> tuple[list[tuple[Any, ...]], list[Gap]]:
    """All rows of a table that can be read, in order of their first column, and the numbers that cannot.

    A damaged page hides a range of numbers: each is tried, since only trying tells where the next page
    that can be read begins. Numbers that were compacted away are found absent, not unreadable.
    """
    key = columns.partition(",")[0]
    query = f"SELECT {columns} FROM {table} NOT INDEXED WHERE {key} >= ? ORDER BY {key}"  # noqa: S608 - our names
    last = _last(connection, table, key)
    rows: dict[int, tuple[Any, ...]] = {}
    gaps: list[Gap] = []
    at = 1
    while True:
        try:
            for row in connection.execute(query, (at,)):
                rows.setdefault(row[0], row)
                at = max(at, row[0] + 1)
            break
        except Failure:
            start, end = at, min(last or at + _PATIENCE, at + most)
        found = None
        while found is None and at <= end:
            try:
                found = connection.execute(query + " LIMIT 1", (at,)).fetchone()
            except Failure:
                at += 1
            else:
                break
        if at > start:
            gaps.append((start, at - 1 if found or last else None))
        if found is None:
            break
        rows.setdefault(found[0], found)
        at = max(at, found[0]) + 1
    # A page that is not what it says has rows of any number; there is none below 1.
    return [rows[number] for number in sorted(rows) if number > 0], gaps


def _sound(connection: sqlite3.Connection) -> bool:
    """The entries and their indexes agree, so that nothing can have gone without a trace."""
    with suppress(*Failure):
        return bool(connection.execute("PRAGMA integrity_check(entry)").fetchone()[0] == "ok")
    return False


def _last(connection: sqlite3.Connection, table: str, key: str) -> int:
    """The highest number that a table is known to have had."""
    last = 0
    for query in (
        f"SELECT max(seq) FROM sqlite_sequence WHERE name = '{table}'",  # noqa: S608 - our names
        f"SELECT max({key}) FROM {table} NOT INDEXED",  # noqa: S608
    ):
        with suppress(*Failure):
            found = connection.execute(query).fetchone()[0]
            last = max(last, found if isinstance(found, int) else 0)
    return last


def _sentence(gap: Gap) -> str:
    start, end = gap
    if end is None:
        return say("store.lost.rest", first=start)
    return say("store.lost", count=end - start + 1, first=start, last=end)


def _joined(gaps: list[Gap]) -> list[Gap]:
    """The same numbers in as few ranges as possible, in order."""
    joined: list[Gap] = []
    for start, end in sorted(gaps, key=lambda gap: gap[0]):
        before = joined[-1] if joined else None
        if before is not None and before[1] is not None and start == before[1] + 1:
            joined[-1] = (before[0], end)
        else:
            joined.append((start, end))
    return joined
