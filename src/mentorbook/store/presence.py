"""Who is here: a small place beside all logs where open pages say that they are, and in which field.

Kernels are processes of their own, so what they tell each other lies in one little database a user of this machine,
in the folder for temporary files. It holds no words and no names: which page, of which workbook, whose it is, and the
path of the field that is written in. Nothing of it is ever in a workbook. It may be lost at any moment; whatever goes
wrong with it, presence is not known, and nothing else is disturbed.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

GONE = 6.0
"""Seconds after which a page that has said nothing counts as gone. Pages speak every second."""
NAME = "presence-1.sqlite"  # another shape of the table gets another number
PATIENCE = 0.02  # seconds to wait for another writer: this is done between two keys
AGAIN = 30.0  # seconds until it is tried again, once it has failed
SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
  page TEXT PRIMARY KEY, workbook TEXT NOT NULL, role TEXT NOT NULL, place TEXT NOT NULL, at REAL NOT NULL
) WITHOUT ROWID
"""
LONGEST = 500


@dataclass(frozen=True)
class Here:
    """Another page that is open at the workbook: whose it is, and the path it writes at ("" for none)."""

    role: str
    place: str


class Presence:
    """One page's end of it.

    Args:
        workbook: What the workbook is known by; only a hash of it is stored.
        page: The page's own id.
        folder: Where the database lies, for tests. clock: Seconds that all pages agree on.
    """

    def __init__(
        self,
        workbook: str,
        page: str,
        *,
        folder: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._workbook = hashlib.sha256(workbook.encode()).hexdigest()[:32]
        self._page, self._folder, self._clock = page, folder, clock
        self._connection: sqlite3.Connection | None = None
        self._failed_at: float | None = None
        self._version = -1
        self._file = Path()
        self._identity: tuple[int, int] | None = None

    def here(self, role: str, place: str = "") -> None:
        """Say that the page is there, and at which path. What others left behind is swept away with it."""
        with self._guarded() as base:
            if base is None:
                return
            now = self._clock()
            base.execute("BEGIN IMMEDIATE")
            base.execute("DELETE FROM page WHERE at NOT BETWEEN ? AND ?", (now - GONE, now + GONE))
            base.execute(
                "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)",
                (self._page, self._workbook, role, place[:LONGEST], now),
            )
            base.execute("COMMIT")

    def others(self) -> list[Here] | None:
        """The other pages at this workbook, whoever spoke last first; None where that cannot be known."""
        with self._guarded() as base:
            if base is None:
                return None
            self._version = _version(base)
            now = self._clock()
            rows = base.execute(
                "SELECT role, place FROM page WHERE workbook = ? AND page != ? AND at BETWEEN ? AND ?"
                " ORDER BY at DESC",
                (self._workbook, self._page, now - GONE, now + GONE),
            ).fetchall()
            return [Here(str(role), str(place)) for role, place in rows]
        return None

    def changed(self) -> bool:
        """Whether any page has said something since `others` was asked. Costs microseconds."""
        if self._connection is None:
            return False
        with self._guarded() as base:
            return base is not None and _version(base) != self._version
        return False

    def leave(self) -> None:
        """The page is gone."""
        if self._connection is None:
            return
        with self._guarded() as base:
            if base is not None:
                base.execute("DELETE FROM page WHERE page = ?", (self._page,))

    def close(self) -> None:
        """The page is gone, and does not come back."""
        self.leave()
        self._drop()

    # -- inside

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection | None]:
        """The database, or None where there is none just now. Nothing that goes wrong with it gets out."""
        try:
            yield self._open()
        except sqlite3.Error as problem:
            # Another page writes just now: what was to be said is said again within the second.
            if _code(problem) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                self._failed_at = None
                if self._connection is not None:
                    with suppress(sqlite3.Error):
                        self._connection.rollback()
            else:
                self._drop()
                self._failed_at = time.monotonic()

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is not None and self._identity == _identity(self._file):
            return self._connection
        self._drop()  # somebody tidied up the temporary files: the others are in a new one by now
        if self._failed_at is not None and time.monotonic() - self._failed_at < AGAIN:
            return None
        self._failed_at = time.monotonic()  # until it is known to work
        folder = ours(self._folder or place())
        if folder is None:
            return None
        self._file = folder / NAME
        try:
            self._connection = _connect(self._file)
        except sqlite3.DatabaseError as problem:
            if _code(problem) not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            for end in ("", "-wal", "-shm"):  # nothing in it is worth keeping
                with suppress(OSError):
                    self._file.with_name(NAME + end).unlink()
            self._connection = _connect(self._file)
        self._identity = _identity(self._file)
        self._failed_at = None
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()


def place() -> Path:
    """The folder: one a user of this machine."""
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"  # elsewhere temporary files are a user's own
    return Path(tempfile.gettempdir()) / f"mentorbook-{user}"


def ours(folder: Path) -> Path | None:
    """`folder`, made where it is missing; None if it cannot be, or is somebody else's, or open to others.

    The folder around it is everybody's: what stands under our name there may be a trap.
    """
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
    except OSError:
        return None
    if not stat.S_ISDIR(found.st_mode):
        return None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
        return None
    return folder


def _connect(file: Path) -> sqlite3.Connection:
    # Which thread hears a message is the kernel's choice; it is one at a time.
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute(SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _code(problem: sqlite3.Error) -> int:
    return int(getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA data_version").fetchone()[0])
