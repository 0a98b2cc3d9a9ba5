"""What went wrong with a file, in one sentence a reader can act on."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from mentorbook.errors import FileProblem, MentorbookError, StoreError
from mentorbook.store.header import read_header

_PRIMARY = 0xFF  # SQLite's extended codes keep the plain one in the last byte

Failure = (sqlite3.Error, UnicodeDecodeError)
"""What Python raises where SQLite fails. It cannot even decode some of SQLite's messages on damaged files."""

_BY_CODE: dict[int, tuple[type[MentorbookError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreError, "store.busy"),
    sqlite3.SQLITE_LOCKED: (StoreError, "store.busy"),
    sqlite3.SQLITE_FULL: (StoreError, "store.full"),
    sqlite3.SQLITE_TOOBIG: (StoreError, "store.big"),
    sqlite3.SQLITE_IOERR: (StoreError, "store.disk"),
    sqlite3.SQLITE_IOERR_SHORT_READ: (FileProblem, "store.truncated"),
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: (StoreError, "store.document"),
    sqlite3.SQLITE_READONLY: (FileProblem, "store.readonly"),
    sqlite3.SQLITE_READONLY_DBMOVED: (StoreError, "store.moved"),
    sqlite3.SQLITE_READONLY_ROLLBACK: (FileProblem, "store.unfinished"),
    sqlite3.SQLITE_PERM: (FileProblem, "store.denied"),
    sqlite3.SQLITE_CANTOPEN: (FileProblem, "store.place"),
}

_BY_ERRNO: dict[int, tuple[type[MentorbookError], str]] = {
    errno.ENOENT: (FileProblem, "store.missing"),
    errno.ENOTDIR: (FileProblem, "store.missing"),
    errno.EISDIR: (FileProblem, "store.folder"),
    errno.EACCES: (FileProblem, "store.denied"),
    errno.EPERM: (FileProblem, "store.denied"),
    errno.EROFS: (FileProblem, "store.readonly"),
    errno.ENOSPC: (StoreError, "store.full"),
    errno.EDQUOT: (StoreError, "store.full"),
    errno.EFBIG: (StoreError, "store.full"),
    errno.ENAMETOOLONG: (FileProblem, "store.name"),
    errno.ELOOP: (FileProblem, "store.name"),
    errno.EILSEQ: (FileProblem, "store.name"),
}


def code_of(error: Exception) -> int:
    """SQLite's extended code; 1 (any error) where Python raised it itself."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR))


def busy(error: Exception) -> bool:
    """Someone else is writing just now."""
    return code_of(error) & _PRIMARY in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def of_place(error: Exception) -> bool:
    """It is where a file was to be written that is the trouble, not the file that was read."""
    return code_of(error) & _PRIMARY in {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }


def explain(error: Exception, path: Path) -> MentorbookError:
    """What SQLite's `error` means for the file at `path`.

    Raises:
        ProgrammingError: It is one, such as use of a closed store: that is not about the file.
    """
    if isinstance(error, sqlite3.ProgrammingError):
        raise error
    code = code_of(error)
    known = _BY_CODE.get(code) or _BY_CODE.get(code & _PRIMARY)
    if known is None:
        return damage(path)
    kind, key = known
    return kind(key, file=named(path))


def damage(path: Path) -> FileProblem:
    """What is in the file at `path` is not what was once written there: how so?"""
    key = "store.damaged"
    with suppress(OSError):
        header = read_header(path)
        if not header.database:
            key = "store.foreign"
        elif header.short:
            key = "store.truncated"
    return FileProblem(key, file=named(path))


def explain_system(error: OSError, path: Path) -> MentorbookError:
    """What the system's `error` means for the file at `path`."""
    kind, key = _BY_ERRNO.get(error.errno or 0, (StoreError, "store.disk"))
    return kind(key, file=named(path))


def named(path: Path) -> str:
    """The file's name as it can be shown: names need not be text."""
    return os.fsencode(path).decode("utf-8", "replace")
