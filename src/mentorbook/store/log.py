"""The store: a log of entries that several programs write and follow at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Select, delete, func, insert, select

from mentorbook.errors import FileProblem, StoreError
from mentorbook.store.problems import named
from mentorbook.store.records import PLAIN, Document, Entry, NewEntry, Row, Sealer, from_row, to_row
from mentorbook.store.schema import documents as document_table
from mentorbook.store.schema import entries as entry_table
from mentorbook.store.sqlite import Kind, SqliteBackend

Check = Callable[[list[Entry], list[Entry]], bool]
"""Whether the new entries say all that the old ones said."""

_AT_ONCE = 500  # values in one IN (…): SQLite may take as few as 999
_ADDRESS = re.compile(r"([a-z][a-z0-9+]*)://", re.IGNORECASE)
_COLUMNS = tuple(entry_table.c[name] for name in ("id", "document", "at", "by", "previous", "data", "seq"))


class Store:
    """A log of entries in a file. Use it from one thread; any number of stores may share a file.

    Open one with `Store.open`. What `append` has returned from is on disk. Entries are read in the order
    in which they were committed, which is the order of their numbers.
    """

    def __init__(self, backend: SqliteBackend, sealer: Sealer) -> None:
        self._backend = backend
        self._sealer = sealer

    @classmethod
    def open(
        cls,
        where: Path | str,
        *,
        create: bool = False,
        readonly: bool = False,
        kind: Kind = "file",
        sealer: Sealer = PLAIN,
    ) -> Self:
        """Open the store at `where`. A file that is no workbook, or a planted one, is left as it is.

        Args:
            where: A file, or an address such as ``sqlite:////srv/mentorbook.db``.
            create: Make the file where there is none; see `created`.
            readonly: Change nothing: neither the file nor its folder, and no file beside it.
            kind: ``file`` for a workbook's own file, whole at any moment so that it can be copied;
                ``server`` for a database of many workbooks and readers.
            sealer: Closes the entries' bytes and opens them again.

        Raises:
            FileProblem: The file is missing, foreign, planted, damaged or newer, or may not be written.
                Its key is ``store.newer`` or ``store.readonly`` where opening with `readonly` would do.
            StoreError: The disk is full, or another program kept the file locked.
        """
        backend = SqliteBackend(_place(where), create=create, readonly=readonly, kind=kind)
        return cls(backend, sealer)

    @property
    def path(self) -> Path:
        """The file."""
        return self._backend.path

    @property
    def readonly(self) -> bool:
        """Nothing can be appended."""
        return self._backend.readonly

    @property
    def created(self) -> bool:
        """Opening this store made its file."""
        return self._backend.created

    @property
    def newer(self) -> bool:
        """The file is of a newer version of mentorbook; it is open for reading."""
        return self._backend.newer

    def documents(self, workbook: str | None = None) -> list[Document]:
        """The documents of a workbook, or of all, oldest first."""
        query = select(document_table).order_by(document_table.c.created, document_table.c.id)
        if workbook is not None:
            query = query.where(document_table.c.workbook == workbook)
        rows = self._backend.read(query)
        if not all(type(value) is str for row in rows for value in row):
            raise self._damaged()
        return [Document(row.id, row.workbook, row.audience, row.created) for row in rows]

    def add_document(self, document: Document) -> None:
        """Add a document, unless there is one of its id."""
        self._refuse_if_readonly()
        known = select(document_table.c.id).where(document_table.c.id == document.id)
        with self._backend.writing() as connection:
            if connection.execute(known).first() is None:
                connection.execute(
                    insert(document_table).values(
                        id=document.id,
                        workbook=document.workbook,
                        audience=document.audience,
                        created=document.created,
                    )
                )

    def append(self, entries: Sequence[NewEntry]) -> list[int]:
        """Put entries on disk, all or none, in one transaction. They are safe when this returns.

        Returns:
            The number of each. An entry whose id is there already is not written again and has the
            number it had, so that whole copies can be appended.

        Raises:
            StoreError: They are not on disk (it is full, locked or gone, or a document is unknown). Nothing
                of them was written; the same can be tried again.
            FileProblem: The store is open for reading only, or the file is damaged.
        """
        self._refuse_if_readonly()
        if not entries:
            return []
        rows: dict[str, Row] = {}
        for entry in entries:
            if entry.id not in rows:
                rows[entry.id] = to_row(entry, self._sealer)
        with self._backend.writing() as connection:
            numbers = dict(_numbers(connection, list(rows)))
            fresh = [row for id_, row in rows.items() if id_ not in numbers]
            written = self._backend.insert(connection, fresh)
            numbers.update(zip((row[0] for row in fresh), written, strict=True))
        return [numbers[entry.id] for entry in entries]

    def load(self, document: str, *, after: int = 0, upto: int | None = None) -> list[Entry]:
        """The entries of a document in order, from the one after `after` to `upto`, both numbers."""
        return self._opened(self._backend.read(_of([document], after, upto)))

    def follow(self, documents: Iterable[str], after: int) -> list[Entry]:
        """The entries of several documents after number `after`, in order.

        After a compaction they begin with the entries that took the place of those before.
        """
        return self._opened(self._backend.read(_of(list(documents), after, None)))

    def last(self, document: str) -> int:
        """The number of a document's newest entry; 0 where it has none."""
        query = select(func.max(entry_table.c.seq)).where(entry_table.c.document == document)
        return int(self._backend.read(query)[0][0] or 0)

    def changed(self) -> bool:
        """Someone else may have written since this was last asked, or since opening.

        Costs microseconds and waits for nobody, so ask often, and `follow` when it is true: while
        someone is in the middle of writing it is false, and true afterwards. What this store appended
        itself does not count.
        """
        return self._backend.changed()

    def compact(self, document: str, replacements: Sequence[NewEntry], upto: int, check: Check) -> list[int]:
        """Put `replacements` in the place of a document's entries up to number `upto`, all or nothing.

        Args:
            document: Its id.
            replacements: New entries of this document. They get the next numbers, so that who follows
                sees them.
            upto: The last number to replace.
            check: Given the old and the new entries as the store reads them, says whether the new ones
                say all the old ones said. Only then are the old ones deleted. Others wait meanwhile.

        Returns:
            The numbers of the replacements; none if there was nothing to replace any more.

        Raises:
            StoreError: The check failed, or they could not be written. Nothing has changed.
        """
        self._refuse_if_readonly()
        if any(entry.document != document for entry in replacements):
            raise ValueError("replacements must be of the document they compact")
        rows = [to_row(entry, self._sealer) for entry in replacements]
        with self._backend.writing() as connection:
            old = self._opened(connection.execute(_of([document], 0, upto)).all())
            if not old:
                return []
            numbers = self._backend.insert(connection, rows)
            # Read back, so that what is checked is what will be there.
            first = numbers[0] if numbers else old[-1].seq + 1
            new = self._opened(connection.execute(_of([document], first - 1, None)).all())
            if not check(old, new):
                raise StoreError("store.compact", file=named(self.path))
            connection.execute(
                delete(entry_table).where(
                    entry_table.c.document == document, entry_table.c.seq <= old[-1].seq
                )
            )
        return numbers

    def copy_to(self, path: Path | str) -> None:
        """Put a whole, tidy copy of the store at `path`, in place of what was there; on disk at return.

        Raises:
            FileProblem: The place does not take files, or is this very file.
            StoreError: The disk is full, or does not work. What was there is still there.
        """
        self._backend.copy_to(Path(path))

    def close(self) -> None:
        """Let go of the file. Closing twice is fine."""
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _refuse_if_readonly(self) -> None:
        if self.readonly:
            raise FileProblem("store.newer" if self.newer else "store.readonly", file=named(self.path))

    def _damaged(self) -> FileProblem:
        return FileProblem("store.damaged", file=named(self.path))

    def _opened(self, rows: Sequence[Sequence[Any]]) -> list[Entry]:
        try:
            return [from_row(row, self._sealer) for row in rows]
        except ValueError as error:
            raise self._damaged() from error


def _of(documents: list[str], after: int, upto: int | None) -> Select[Any]:
    """The entries of some documents, in order."""
    of_them = (
        entry_table.c.document == documents[0]
        if len(documents) == 1
        else entry_table.c.document.in_(documents)
    )
    query = select(*_COLUMNS).where(of_them, entry_table.c.seq > after).order_by(entry_table.c.seq)
    return query if upto is None else query.where(entry_table.c.seq <= upto)


def _numbers(connection: Connection, ids: list[str]) -> Iterator[tuple[str, int]]:
    """The ids among `ids` that the store has, with their numbers."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        query = select(entry_table.c.id, entry_table.c.seq).where(entry_table.c.id.in_(some))
        yield from ((row.id, row.seq) for row in connection.execute(query))


def _place(where: Path | str) -> Path:
    """The file that `where` means, links followed, as the journal lies beside the file itself."""
    if isinstance(where, str) and (address := _ADDRESS.match(where)):
        scheme = address.group(1)
        if scheme.lower() != "sqlite" or not where[address.end() :].startswith("/"):
            raise FileProblem("store.address", scheme=scheme)  # the rest of it may hold a password
        where = where[address.end() + 1 :]
    try:
        return Path(where).resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a NUL, or links in a circle
        raise FileProblem("store.name", file=named(Path(where))) from error
