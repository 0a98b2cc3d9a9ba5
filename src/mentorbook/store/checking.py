"""Is this file a workbook? Asked before anything else touches it; nothing in it is run or changed."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorbook.errors import FileProblem, StoreError
from mentorbook.store import schema
from mentorbook.store.header import read_header
from mentorbook.store.problems import Failure, code_of, explain, explain_system, named

BUSY_SECONDS = 30.0
"""How long to wait for another program that is writing."""

ASIDE = "workbook"
"""What a copy set aside is called in its folder."""

SETTINGS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "temp_store = MEMORY",
    "cache_size = -512",  # kB: a log is read once, from beginning to end
)

_BESIDE = ("", "-journal", "-wal")  # the files that together are one database
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """A workbook that can be read.

    Args:
        newer: Its tables are of a newer version, but hold what this version reads.
        aside: A copy in a folder of its own, where the file itself cannot be read without changing it: a
            program was stopped while writing, or the file is in a mode that wants files beside it.
            Whoever gets it cleans it up.
    """

    newer: bool
    aside: tempfile.TemporaryDirectory[str] | None

    @property
    def copy(self) -> Path | None:
        """The copy set aside."""
        return Path(self.aside.name, ASIDE) if self.aside else None


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open the database at `path`, wary of what is in it.

    Args:
        path: Where it is.
        mode: ``ro`` to read only, ``rw`` to write as well, ``rwc`` to make it where there is none.
    """
    # An address rather than a name: names may hold ? # % and bytes that are no text.
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    return connection


def check(path: Path, *, open_here: bool = False, wal: bool = False) -> Finding:
    """Look into the file at `path`, changing nothing.

    Args:
        path: A file.
        open_here: This process has the file open in a store, so its header must not be read by hand.
        wal: The file may be in WAL mode.

    Raises:
        FileProblem: There is no file, it cannot be read, or it is no workbook, is planted, cut short,
            damaged, or of a newer version whose entries cannot be read.
        StoreError: Another program kept it locked.
    """
    check_place(path)
    aside = False
    if not open_here:
        try:
            header = read_header(path)
        except OSError as error:
            raise explain_system(error, path) from error
        if header.size == 0:
            raise FileProblem("store.empty", file=named(path))
        if not header.database:
            raise FileProblem("store.foreign", file=named(path))
        if not header.page:
            raise FileProblem("store.truncated", file=named(path))
        aside = header.wal and not wal
    try:
        if not aside:
            try:
                return Finding(_check_inside(path, path, "ro"), None)
            except sqlite3.OperationalError as error:
                if code_of(error) != sqlite3.SQLITE_READONLY_ROLLBACK:
                    raise
        return _check_aside(path)
    except Failure as error:
        raise explain(error, path) from error


def _check_aside(path: Path) -> Finding:
    """Look into a copy, where what was left half done can be put right."""
    folder = set_aside(path)
    try:
        return Finding(_check_inside(Path(folder.name, ASIDE), path, "rw"), folder)
    except BaseException:
        folder.cleanup()
        raise


def _check_inside(file: Path, path: Path, mode: str) -> bool:
    """Look into the database in `file`, which is `path` or a copy of it. True if it is of a newer version."""
    with closing(connect(file, mode)) as connection:
        newer = check_shape(connection, file, path)
        # Pages that contradict each other are found now (2 ms for 2 MB) rather than written to.
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise FileProblem("store.damaged", file=named(path))
        return newer


def check_place(path: Path) -> None:
    """There is a file at `path`.

    Raises:
        FileProblem: There is nothing, a folder, or something else that is no file.
    """
    try:
        mode = path.stat().st_mode
    except ValueError:  # a NUL in the name
        raise FileProblem("store.name", file=named(path)) from None
    except OSError as error:
        raise explain_system(error, path) from error
    if stat.S_ISDIR(mode):
        raise FileProblem("store.folder", file=named(path))
    if not stat.S_ISREG(mode):
        raise FileProblem("store.foreign", file=named(path))


def check_shape(connection: sqlite3.Connection, file: Path, path: Path) -> bool:
    """The database declares what a workbook declares, and nothing else. True if it is of a newer version.

    Args:
        connection: To the database.
        file: Where it lies.
        path: The file to name, of which it may be a copy.

    Raises:
        FileProblem: It is no workbook, is planted with something that would run, is cut short, or is of a
            newer version whose entries cannot be read.
    """
    connection.execute("BEGIN")  # one state of the file, also of its length
    try:
        application, version = _pragma(connection, "application_id"), _pragma(connection, "user_version")
        shape = schema.shape_of(connection)
        whole = _pragma(connection, "page_count") * _pragma(connection, "page_size")
        short = _pragma(connection, "journal_mode") != "wal" and file.stat().st_size < whole
        readable = version <= schema.VERSION or _readable(connection)
    finally:
        connection.execute("ROLLBACK")
    if application != schema.APPLICATION_ID or version < 1:
        raise FileProblem("store.foreign", file=named(path))
    if short:
        raise FileProblem("store.truncated", file=named(path))
    newer: bool = version > schema.VERSION
    for kind, name, _, statement in sorted(shape if newer else shape - schema.expected()):
        runs = kind in {"trigger", "view"} or "VIRTUAL" in statement.upper().split()
        if runs or not newer:
            raise FileProblem("store.planted", file=named(path), what=kind, name=name[:60])
    if not newer and shape != schema.expected():
        raise FileProblem("store.damaged", file=named(path))
    if not readable:
        raise FileProblem("store.newer.unreadable", file=named(path))
    return newer


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _readable(connection: sqlite3.Connection) -> bool:
    """A newer version's tables still have the plain columns that this version reads."""
    for table in (schema.documents, schema.entries):
        columns = {row[1]: row[6] for row in connection.execute(f"PRAGMA table_xinfo({table.name})")}
        if any(columns.get(column.name) != 0 for column in table.columns):
            return False
    return True


def set_aside(path: Path) -> tempfile.TemporaryDirectory[str]:
    """Copy the database at `path`, with the files beside it, to a folder of its own.

    Raises:
        StoreError: It was written to all the while.
        FileProblem: It cannot be read.
    """
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(prefix="mentorbook-")
    try:
        for _ in range(_TRIES):
            before = _state(path)
            for end, state in zip(_BESIDE, before, strict=True):
                target = Path(folder.name, ASIDE + end)
                target.unlink(missing_ok=True)
                if state is not None:
                    shutil.copyfile(_beside(path, end), target)
            if _state(path) == before:
                return folder
    except OSError as error:
        folder.cleanup()
        raise explain_system(error, path) from error
    folder.cleanup()
    raise StoreError("store.busy", file=named(path))


def _state(path: Path) -> list[tuple[int, int, int] | None]:
    """What tells that a file of the database has changed, for each of them."""
    states: list[tuple[int, int, int] | None] = []
    for end in _BESIDE:
        try:
            found = _beside(path, end).stat()
        except FileNotFoundError:
            states.append(None)
        else:
            states.append((found.st_ino, found.st_size, found.st_mtime_ns))
    return states


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
