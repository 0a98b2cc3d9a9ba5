"""The store: a log of entries that several programs write and follow at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Select, delete, func, select

from mentorbook.errors import FileProblem, StoreError
from mentorbook.store import snapshots
from mentorbook.store.problems import named
from mentorbook.store.records import PLAIN, Document, Entry, NewEntry, Row, Sealer, digest, from_row, to_row
from mentorbook.store.schema import HEAD
from mentorbook.store.schema import documents as document_table
from mentorbook.store.schema import entries as entry_table
from mentorbook.store.slot_table import Slots
from mentorbook.store.snapshots import Snapshot
from mentorbook.store.sqlite import Kind, SqliteBackend

if TYPE_CHECKING:
    from mentorbook.store.sealing import Head, Keys
    from mentorbook.store.slots import Slot

Check = Callable[[list[Entry], list[Entry]], bool]
"""Whether the new entries say all that the old ones said."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """Something in a sealed document that is not as it was written.

    Args:
        what: ``changed`` (the entry does not open: it, its author or its time was changed, or it was copied
            from elsewhere), ``removed`` (entries are gone), ``replayed`` (there are more than were written),
            ``rolled back`` (the whole document is an earlier one), ``head`` (what is known of the whole).
        number: The entry's number, or how many are gone.
        by: Who is said to have written it.
        at: When it is said to have been written.
    """

    what: str
    number: int = 0
    by: str = ""
    at: str = ""


_PIECE = 500  # entries read together, so that a long log is never in memory as a whole
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
        self._keys: Keys | None = None
        self._turns: dict[str, int] = {}
        self._known: dict[str, tuple[bytes, Head]] = {}  # heads as they lie in the file, opened
        self.spoilt: dict[str, list[Spoilt]] = {}

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

    # -- keys

    def use(self, document: str, key: bytes) -> None:
        """From here on the entries of `document` are sealed and opened with `key`."""
        from mentorbook.store.sealing import Keys

        if self._keys is None:
            self._sealer = self._keys = Keys()
        self._keys.add(document, key)

    def key(self, document: str) -> bytes | None:
        """The key that a document is sealed with, where it is known here."""
        return self._keys.key(document) if self._keys is not None else None

    def slots(self, *, lookup: str | None = None, document: str | None = None) -> list[Slot]:
        """The slots that a link finds, or those of a document; the store's own left out."""
        return Slots(self._backend.read, self._damaged).find(lookup=lookup, document=document)

    @contextmanager
    def changing_slots(self) -> Iterator[Slots]:
        """Slots to change, in one transaction that nobody else writes beside; on disk when this ends."""
        self._refuse_if_readonly()
        with self._backend.writing() as connection:
            yield Slots(lambda query: connection.execute(query).all(), self._damaged, connection)

    # -- documents and entries

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
        with self.changing_slots() as slots:
            slots.add_document(document)

    def append(self, entries: Sequence[NewEntry], *, mend: bool = False) -> list[int]:
        """Put entries on disk, all or none, in one transaction. They are safe when this returns.

        Args:
            entries: New ones, or a whole copy's.
            mend: An entry that is there but spoilt is written anew.

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
        new: dict[str, NewEntry] = {}
        for entry in entries:
            new.setdefault(entry.id, entry)
        with self._backend.writing() as connection:
            spoilt = self._remove_spoilt(connection, entries) if mend else set()
            numbers = dict(_numbers(connection, list(new)))
            fresh = [entry for entry in new.values() if entry.id not in numbers]
            written = self._insert(connection, fresh)
            numbers.update(zip((entry.id for entry in fresh), written, strict=True))
            for document in spoilt:
                self._recount(connection, document)
        self._note_turns()
        return [numbers[entry.id] for entry in entries]

    def load(self, document: str, *, after: int = 0, upto: int | None = None) -> list[Entry]:
        """The entries of a document in order, from the one after `after` to `upto`, both numbers."""
        return self._opened(self._backend.read(_of([document], after, upto)))

    def verify(self, documents: Iterable[str]) -> list[Entry]:
        """All entries of some documents, in order; `spoilt` says what is not as it was written."""
        documents = list(documents)
        with self._backend.reading() as read:
            entries = self._opened(read(_of(documents, 0, None)))
            heads = Slots(read, self._damaged).heads(documents)
        for document in documents:
            if self.key(document) is not None:
                self._verify(document, [e for e in entries if e.document == document], heads.get(document))
        return entries

    def pieces(
        self,
        documents: Iterable[str],
        *,
        after: Mapping[str, int] = MappingProxyType({}),
        size: int | None = None,
    ) -> Iterator[list[Entry]]:
        """What `verify` returns, some hundred entries at a time, one document after the other.

        Nobody who writes has to wait meanwhile. What they wrote since this began may not be among it: follow.

        Args:
            after: Numbers after which documents are wanted. Such a document is not held against what is known
                of it as a whole.
            size: How many entries at a time.
        """
        documents = list(documents)
        with self._backend.reading() as read:
            heads = Slots(read, self._damaged).heads(documents)
            query = select(func.max(entry_table.c.seq)).where(entry_table.c.document.in_(documents))
            last = read(query)[0][0] or 0
        whole = True
        for document in documents:
            at = after.get(document, 0)
            counted = self._tally() if self.key(document) is not None and not at else None
            while rows := self._backend.read(_of([document], at, last).limit(size or _PIECE)):
                entries = self._opened(rows)
                at = rows[-1].seq
                if counted is not None:
                    counted.take(entries)
                yield entries
            whole = whole and (counted is None or self._is(document, heads.get(document), counted))
        if not whole:  # or somebody has compacted it just now: then it is whole, read in one go
            yield self.verify(documents)

    def follow(self, documents: Iterable[str], after: int) -> list[Entry]:
        """The entries of several documents after number `after`, in order.

        After a compaction they begin with the entries that took the place of those before.
        """
        documents = list(documents)
        sealed = [document for document in documents if document in self._turns]
        entries = self._opened(self._backend.read(_of(documents, after, None)))
        if sealed:
            heads = Slots(self._backend.read, self._damaged).heads(sealed)
            for document in sealed:
                self._look_back(document, heads.get(document))
        return entries

    def last(self, document: str) -> int:
        """The number of a document's newest entry; 0 where it has none."""
        query = select(func.max(entry_table.c.seq)).where(entry_table.c.document == document)
        return int(self._backend.read(query)[0][0] or 0)

    def snapshot(self, document: str) -> Snapshot | None:
        """What a document came to after some of its entries, where that has been put by and still holds."""
        if self.newer:  # it may put by something else
            return None
        return snapshots.find(self._backend, self._sealer, document)

    def put_snapshot(self, document: str, snapshot: Snapshot) -> None:
        """Put by what the entries of a document up to a number come to, for opening without playing them all.

        Raises:
            StoreError: It could not be written, and is not needed.
        """
        self._refuse_if_readonly()
        with self._backend.writing():
            snapshots.put(self._backend, self._sealer, document, snapshot)

    def forget_snapshots(self) -> None:
        """Take all of them away: in a file from elsewhere they may say what the entries do not."""
        self._refuse_if_readonly()
        with self._backend.writing() as connection:
            snapshots.drop(connection)

    def changed(self) -> bool:
        """Someone else may have written since this was last asked, or since opening.

        Costs microseconds and waits for nobody, so ask often, and `follow` when it is true: while
        someone is in the middle of writing it is false, and true afterwards. What this store appended
        itself does not count.
        """
        return self._backend.changed()

    def compact(
        self,
        document: str,
        replacements: Sequence[NewEntry],
        upto: int,
        check: Check,
        *,
        newest: bool = False,
    ) -> list[int]:
        """Put `replacements` in the place of a document's entries up to number `upto`, all or nothing.

        Args:
            document: Its id.
            replacements: New entries of this document. They get the next numbers, so that who follows
                sees them.
            upto: The last number to replace.
            check: Given the old and the new entries as the store reads them, says whether the new ones
                say all the old ones said. Only then are the old ones deleted. Others wait meanwhile.
            newest: Do nothing where somebody has written after `upto`. What is put in the place of others
                comes last in the log, and so behind whatever was written on top of it.

        Returns:
            The numbers of the replacements; none if there was nothing to replace any more, or not now.

        Raises:
            StoreError: The check failed, or they could not be written. Nothing has changed.
        """
        self._refuse_if_readonly()
        if any(entry.document != document for entry in replacements):
            raise ValueError("replacements must be of the document they compact")
        with self._backend.writing() as connection:
            old = self._opened(connection.execute(_of([document], 0, upto)).all())
            if not old or self.spoilt.get(document):
                return []  # what is spoilt is left as it is, to be looked into and mended
            if newest and connection.execute(_of([document], upto, None).limit(1)).all():
                return []
            numbers = self._insert(connection, replacements)
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
            self._recount(connection, document)
        self._note_turns()
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
        """The entries in some rows. What is spoilt in a sealed document is passed over, and noted."""
        try:
            return [from_row(row, self._sealer) for row in rows]
        except ValueError as error:
            if self._keys is None:
                raise self._damaged() from error
        found = []
        for row in rows:
            try:
                found.append(from_row(row, self._sealer))
            except ValueError as error:
                if self.key(str(row[1])) is None:
                    raise self._damaged() from error
                spoilt = Spoilt("changed", row[-1], by=str(row[3]), at=str(row[2]))
                noted = self.spoilt.setdefault(row[1], [])
                if spoilt not in noted:
                    noted.append(spoilt)
        return found

    def _insert(self, connection: Connection, entries: Sequence[NewEntry]) -> list[int]:
        """Add entries, each sealed as its document is; a sealed document's head goes with them."""
        heads = self._heads({entry.document for entry in entries})
        rows: list[Row] = []
        for entry in entries:
            head = heads.get(entry.document)
            rows.append(to_row(head.chained(entry) if head is not None else entry, self._sealer))
        numbers = self._backend.insert(connection, rows)
        self._put_heads(heads)
        return numbers

    def _heads(self, documents: set[str]) -> dict[str, Head]:
        """What is known of the sealed ones among some documents; within `writing`."""
        heads: dict[str, Head] = {}
        for document in documents:
            if self._keys is not None and self._keys.key(document) is not None:
                sealed = self._backend.head(document)
                known = self._known.get(document)
                if known is not None and known[0] == sealed:  # nobody else has written since
                    heads[document] = known[1]
                    continue
                from mentorbook.store.sealing import Head

                try:
                    heads[document] = (
                        Head.open(self._keys, document, sealed) if isinstance(sealed, bytes) else Head()
                    )
                except ValueError as error:
                    raise self._damaged() from error
        return heads

    def _put_heads(self, heads: dict[str, Head]) -> None:
        for document, head in heads.items():
            self._known.pop(document, None)  # known again once it is on disk
            head.turn += 1
            assert self._keys is not None
            sealed = head.seal(self._keys, document)
            self._backend.keep(document, HEAD, sealed)
            self._known[document] = (sealed, head)

    def _note_turns(self) -> None:
        """What has just been written is on disk: from here on, less than that is noticed."""
        for document, (_, head) in self._known.items():
            self._turns[document] = max(head.turn, self._turns.get(document, 0))

    def _head(self, document: str, sealed: bytes | None) -> Head | None:
        from mentorbook.store.sealing import Head

        if self._keys is None or sealed is None:
            return None
        return Head.open(self._keys, document, sealed)

    def _verify(self, document: str, entries: list[Entry], sealed: bytes | None) -> None:
        """Hold the entries of a document against its head."""
        noted = [one for one in self.spoilt.get(document, []) if one.what == "changed"]
        try:
            head = self._head(document, sealed)
        except ValueError:
            head, noted = None, [*noted, Spoilt("head")]
        else:
            if head is None and entries:
                noted.append(Spoilt("head"))
        if head is not None:
            if head.turn < self._turns.get(document, 0):
                noted.append(Spoilt("rolled back"))
            self._turns[document] = max(head.turn, self._turns.get(document, 0))
            if not head.holds(entries):
                noted += _difference(head.count, entries, len(noted))
        self.spoilt[document] = noted
        if not noted:
            del self.spoilt[document]

    @staticmethod
    def _tally() -> Head:
        from mentorbook.store.sealing import Head

        return Head()

    def _is(self, document: str, sealed: bytes | None, counted: Head) -> bool:
        """Whether what was counted is all that a sealed document holds, and nothing in it is spoilt."""
        try:
            head = self._head(document, sealed)
        except ValueError:
            return False
        if head is None:
            return not counted.count
        if not counted.agrees(head) or head.turn < self._turns.get(document, 0):
            return False
        self._turns[document] = head.turn
        return self.spoilt.pop(document, None) is None

    def _look_back(self, document: str, sealed: bytes | None) -> None:
        """Whether what is there now is earlier than what was there before."""
        try:
            head = self._head(document, sealed)
        except ValueError:
            head = None
        noted = self.spoilt.setdefault(document, [])
        if head is None:
            found = Spoilt("head")
        elif head.turn < self._turns[document]:
            found = Spoilt("rolled back")
        else:
            self._turns[document] = head.turn
            if not noted:
                del self.spoilt[document]
            return
        if found not in noted:
            noted.append(found)

    def _remove_spoilt(self, connection: Connection, entries: Sequence[NewEntry]) -> set[str]:
        """Make room for good copies of spoilt entries. Returns the documents that are being mended."""
        mended = {e.document for e in entries} & self.spoilt.keys()
        for document in mended:
            good = {entry.seq for entry in self._opened(connection.execute(_of([document], 0, None)).all())}
            ids = {entry.id for entry in entries if entry.document == document}
            rows = connection.execute(
                select(entry_table.c.id, entry_table.c.seq).where(entry_table.c.document == document)
            ).all()
            for row in rows:
                if row.seq not in good and row.id in ids:
                    connection.execute(delete(entry_table).where(entry_table.c.seq == row.seq))
        return mended

    def _recount(self, connection: Connection, document: str) -> None:
        """Take what can be read of a sealed document for all that it holds."""
        heads = self._heads_anew(connection, document)
        self._put_heads(heads)
        snapshots.drop(connection, document)
        self.spoilt.pop(document, None)

    def _heads_anew(self, connection: Connection, document: str) -> dict[str, Head]:
        if self.key(document) is None:
            return {}
        from mentorbook.store.sealing import Head

        head = Head(turn=self._turns.get(document, 0))
        head.take(self._opened(connection.execute(_of([document], 0, None)).all()))
        return {document: head}


def _difference(count: int, entries: Sequence[Entry], changed: int) -> list[Spoilt]:
    """What is wrong with entries that are not the `count` that were written, `changed` aside."""
    missing = count - len(entries) - changed
    if missing <= 0:
        return [Spoilt("replayed", -missing)] if not changed else []
    hashes = {digest(entry).hex() for entry in entries}
    after = next((e for e in entries if e.previous is not None and e.previous not in hashes), None)
    return [Spoilt("removed", missing, by=after.by if after else "", at=after.at if after else "")]


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
        # Straight to the driver: with every edit, and SQLAlchemy takes half a millisecond for an IN.
        query = f"SELECT id, seq FROM entry WHERE id IN ({', '.join('?' * len(some))})"  # noqa: S608 - marks
        yield from ((id_, seq) for id_, seq in connection.exec_driver_sql(query, tuple(some)))


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
