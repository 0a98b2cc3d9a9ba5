"""All that is particular to SQLite. Another database is another class with these methods."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import sqlalchemy
from sqlalchemy.exc import DBAPIError, ResourceClosedError
from sqlalchemy.pool import NullPool

from mentorbook.errors import FileProblem, StoreError
from mentorbook.store import checking, disk, schema
from mentorbook.store.checking import check, check_shape, connect
from mentorbook.store.problems import Failure, busy, code_of, explain, explain_system, named, of_place
from mentorbook.store.records import Row
from mentorbook.store.schema import HEAD, SNAPSHOT

T = TypeVar("T")
Kind = Literal["file", "server"]

# A file must be whole at any moment between two writes, so that it can be copied: hence DELETE mode; and
# EXTRA, because FULL does not sync the folder once the journal is gone, and a journal that is back after a
# power cut would undo what was acknowledged. A server's database has many readers and is never copied by
# hand: hence WAL, where FULL syncs every commit.
_MODES: Mapping[Kind, tuple[str, str]] = {"file": ("DELETE", "EXTRA"), "server": ("WAL", "FULL")}

_WAIT = 2  # milliseconds that SQLite waits between tries
_LAST_SEQ = 2**63 - 1

_to_connect: ContextVar[Callable[[], sqlite3.Connection]] = ContextVar("to_connect")

# Which files this process has open, by device and number: their headers must not be read by hand.
_open_here: Counter[tuple[int, int]] = Counter()


@cache
def _engine() -> sqlalchemy.Engine:
    """One for all stores of this process, which so compile each query once; it keeps no connection.

    AUTOCOMMIT keeps SQLAlchemy and Python from beginning transactions of their own, which would take the lock
    for writing only at the first write, too late to wait for it.
    """
    return sqlalchemy.create_engine(
        "sqlite://", creator=lambda: _to_connect.get()(), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )


class SqliteBackend:
    """One SQLite database, open.

    Args:
        path: The file.
        create: Make it where there is none.
        readonly: Change nothing, neither the file nor its folder.
        kind: ``file`` for a workbook's own file, ``server`` for a database of many.

    Raises:
        FileProblem: The file cannot be used, and why.
        StoreError: Another program kept it locked.
    """

    def __init__(self, path: Path, *, create: bool, readonly: bool, kind: Kind) -> None:
        self.path = path
        self.readonly = readonly
        self.created = create and not readonly and not os.path.lexists(path) and make(path, kind)
        finding = check(path, open_here=_identity(path) in _open_here, wal=kind == "server")
        self.newer = finding.newer
        self._finding = finding
        try:
            if not readonly:
                self._clean_up()  # opening the file itself puts it right
                self._check_writable()
            with self._explained():
                self._connection = self._connect(kind)
        except BaseException:
            self._clean_up()
            raise
        self._identity = _identity(path)
        _open_here[self._identity] += 1

    def _check_writable(self) -> None:
        if self.newer:
            raise FileProblem("store.newer", file=named(self.path))
        _check_name(self.path)
        # SQLite puts its journal beside the file, so the folder must take files as well.
        if not os.access(self.path, os.W_OK) or not os.access(self.path.parent, os.W_OK | os.X_OK):
            raise FileProblem("store.readonly", file=named(self.path))

    def _connect(self, kind: Kind) -> sqlalchemy.Connection:
        """SQLAlchemy's connection, and beneath it SQLite's own, for what must not take its time."""
        copy = self._finding.copy if self.readonly else None
        journal, synchronous = _MODES[kind]

        def creator() -> sqlite3.Connection:
            connection = connect(copy or self.path, "ro" if self.readonly and not copy else "rw")
            try:
                if not self.readonly:
                    # Once more, now that nobody can have put another file in its place.
                    check_shape(connection, self.path, self.path)
                    connection.execute(f"PRAGMA journal_mode = {journal}")
                    connection.execute(f"PRAGMA synchronous = {synchronous}")
                    connection.execute("PRAGMA foreign_keys = ON")
                self._raw, self._version = connection, _data_version(connection)
                connection.execute(f"PRAGMA busy_timeout = {_WAIT}")
            except BaseException:
                connection.close()
                raise
            return connection

        chosen = _to_connect.set(creator)
        try:
            return _engine().connect()
        finally:
            _to_connect.reset(chosen)

    def read(self, query: sqlalchemy.Select[Any]) -> Sequence[Any]:
        """All rows of one query."""
        with self._explained():
            return self._patiently(lambda: self._connection.execute(query).all())

    @contextmanager
    def reading(self) -> Iterator[Callable[[sqlalchemy.Select[Any]], Sequence[Any]]]:
        """Runs several queries that see the same moment."""
        with self._explained():
            self._patiently(lambda: self._connection.exec_driver_sql("BEGIN"))
            try:
                yield lambda query: self._patiently(lambda: self._connection.execute(query).all())
            finally:
                if self._raw.in_transaction:
                    self._raw.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlalchemy.Connection]:
        """A connection in a transaction that nobody else writes beside; on disk when this ends."""
        with self._explained():
            self._patiently(lambda: self._connection.exec_driver_sql("BEGIN IMMEDIATE"))
            try:
                yield self._connection
                self._patiently(lambda: self._connection.exec_driver_sql("COMMIT"))
            finally:
                if self._raw.in_transaction:
                    # If even this fails, the next to open the file rolls back by the journal.
                    with contextlib.suppress(sqlite3.Error):
                        self._raw.rollback()

    def _patiently(self, act: Callable[[], T]) -> T:
        """Try until nobody else is in the way, for ten seconds at most.

        SQLite itself would wait ever longer between tries, and so come too late again and again where
        others write all the time: reading took half a second then, and takes milliseconds so.
        """
        until = time.monotonic() + checking.BUSY_SECONDS
        while True:
            try:
                return act()
            except (sqlalchemy.exc.OperationalError, sqlite3.OperationalError) as error:
                cause = getattr(error, "orig", error)
                if not busy(cause) or time.monotonic() > until:
                    raise

    def insert(self, connection: sqlalchemy.Connection, rows: Sequence[Row]) -> list[int]:
        """Add `rows` to the entries, within `writing`. Returns their numbers, in order."""
        used = connection.exec_driver_sql(
            "SELECT max((SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'entry'),"
            " (SELECT coalesce(max(seq), 0) FROM entry))"
        ).scalar_one()
        if not isinstance(used, int) or used > _LAST_SEQ - len(rows):  # a file made by hand
            raise FileProblem("store.damaged", file=named(self.path))
        numbers = list(range(used + 1, used + 1 + len(rows)))
        if rows:
            # Straight to the driver: a merge brings thousands, and SQLAlchemy would take twice the time.
            numbered = [(seq, *row) for seq, row in zip(numbers, rows, strict=True)]
            connection.exec_driver_sql(
                'INSERT INTO entry (seq, id, document, at, "by", previous, data)'
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                numbered,
            )
        return numbers

    def head(self, document: str) -> object:
        """What is kept of a sealed document as a whole. Straight to the driver, as with every edit it is
        read and written: SQLAlchemy would take as long for it as all the rest of an edit."""
        query = f"SELECT wrapped FROM slot WHERE document = ? AND lookup = '{HEAD}'"  # noqa: S608 - ours
        row = self._raw.execute(query, (document,)).fetchone()
        return row[0] if row is not None else None

    def snapshot(self, document: str) -> object:
        """What is put by of a document. Straight to the driver: SQLAlchemy compiles each query anew in every kernel."""
        query = f"SELECT wrapped FROM slot WHERE document = ? AND lookup = '{SNAPSHOT}'"  # noqa: S608 - ours
        with self._explained():
            row = self._patiently(lambda: self._raw.execute(query, (document,)).fetchone())
        return row[0] if row is not None else None

    def count(self, document: str, upto: int) -> int:
        """How many entries of a document there are up to a number."""
        query = "SELECT count(*) FROM entry WHERE document = ? AND seq <= ?"
        with self._explained():
            return int(self._patiently(lambda: self._raw.execute(query, (document, upto)).fetchone())[0])

    def keep(self, document: str, kind: str, sealed: bytes) -> None:
        """Keep the head or the snapshot of a document; within `writing`."""
        self._raw.execute(
            "INSERT INTO slot (document, kind, lookup, wrapped, state) VALUES (?, ?, ?, ?, '')"
            " ON CONFLICT (document, lookup) DO UPDATE SET wrapped = excluded.wrapped",
            (document, kind, kind, sealed),
        )

    def changed(self) -> bool:
        """Someone else has committed since this was last asked, or since opening. Waits for nobody."""
        if self._connection.closed:
            raise self._closed()
        try:
            self._raw.execute("PRAGMA busy_timeout = 0")
            try:
                version = _data_version(self._raw)
            finally:
                self._raw.execute(f"PRAGMA busy_timeout = {_WAIT}")
        except Failure as error:
            # Being written at this moment, or by a program that was stopped: there is nothing to read yet.
            if busy(error) or code_of(error) == sqlite3.SQLITE_READONLY_ROLLBACK:
                return False
            raise explain(error, self.path) from error
        changed, self._version = version != self._version, version
        return changed

    def copy_to(self, path: Path) -> None:
        """Put a whole, tidy copy at `path`, in place of what was there."""
        if self._connection.closed:
            raise self._closed()
        if _identity(path) == self._identity:
            raise FileProblem("store.copy.same", file=named(path))
        _check_folder(path)
        part = disk.unfinished(path.parent)
        try:
            address = part.absolute().as_uri()
            self._patiently(lambda: self._raw.execute("VACUUM INTO ?", (address,)))
            disk.put(part, path)
        except Failure as error:
            raise explain(error, path if of_place(error) else self.path) from error
        except OSError as error:
            raise explain_system(error, path) from error
        finally:
            part.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection.closed:
            return
        self._connection.close()
        _open_here[self._identity] -= 1
        if not _open_here[self._identity]:
            del _open_here[self._identity]
        self._clean_up()

    def _clean_up(self) -> None:
        if self._finding.aside is not None:
            self._finding.aside.cleanup()

    def _closed(self) -> FileProblem:
        return FileProblem("store.closed", file=named(self.path))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except ResourceClosedError as error:
            raise self._closed() from error
        except (DBAPIError, *Failure) as error:
            raw = error.orig if isinstance(error, DBAPIError) else error
            if not isinstance(raw, Failure):
                raise
            if not os.path.lexists(self.path) and not isinstance(raw, sqlite3.ProgrammingError):
                raise StoreError("store.moved", file=named(self.path)) from error
            raise explain(raw, self.path) from error


def _data_version(connection: sqlite3.Connection) -> int:
    """A number that is another one once somebody else has committed."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def make(path: Path, kind: Kind) -> bool:
    """Make an empty workbook file at `path`; False if someone else has just put one there.

    Raises:
        FileProblem: The place does not take files.
        StoreError: The disk is full, or does not work.
    """
    _check_folder(path)
    _check_name(path)
    part = disk.unfinished(path.parent)
    try:
        try:
            with closing(connect(part, "rwc")) as connection:
                connection.execute(f"PRAGMA journal_mode = {_MODES[kind][0]}")
                schema.lay_out(connection)
            return disk.put_new(part, path)
        except sqlite3.OperationalError as error:
            raise explain(error, path) from error
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise explain_system(error, path) from error


def _check_folder(path: Path) -> None:
    """There is a folder to put a file at `path` in."""
    if not path.parent.is_dir():
        raise FileProblem("store.nofolder", file=named(path), folder=named(path.parent))


def _check_name(path: Path) -> None:
    """The name leaves room for that of the journal beside it."""
    try:
        path.with_name(path.name + "-journal").stat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise explain_system(error, path) from error
    except ValueError:  # a NUL
        raise FileProblem("store.name", file=named(path)) from None


def _identity(path: Path) -> tuple[int, int]:
    """What tells one file from another, whatever its name."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return (-1, -1)
    return (found.st_dev, found.st_ino)
