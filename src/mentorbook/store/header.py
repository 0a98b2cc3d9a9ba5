"""The first bytes of a file: enough to tell what it is before SQLite sees it."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

_SIZE = 100  # bytes that every SQLite file starts with
_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes of a file say, and how long the file is.

    Args:
        size: Bytes in the file.
        whole: Bytes the file should have, as its last writer counted them; 0 where that is not known.
        page: Bytes in each of its pages; 0 where the file ends before it says so.
        database: It is an SQLite database.
        wal: A database of which some may lie in a second file.
        application: The mark of the program it belongs to.
    """

    size: int
    whole: int = 0
    page: int = 0
    database: bool = False
    wal: bool = False
    application: int = 0

    @property
    def short(self) -> bool:
        """The end of the file is missing."""
        return self.size < self.whole


def read_header(path: Path) -> Header:
    """The header of the file at `path`. An OSError says that it cannot be read.

    Not for a file that this process has open in a store: closing it again drops SQLite's locks on it.
    """
    with path.open("rb") as file:
        start = file.read(_SIZE)
        size = os.fstat(file.fileno()).st_size
    if 0 < len(start) < _SIZE and start[: len(_MAGIC)] == _MAGIC[: len(start)]:
        return Header(size, whole=_SIZE, database=True)
    if not start.startswith(_MAGIC):
        return Header(size)
    page, _, reading = struct.unpack_from(">HBB", start, 16)
    changes, pages = struct.unpack_from(">II", start, 24)
    application = struct.unpack_from(">I", start, 68)[0]
    page = 65536 if page == 1 else page
    counted = changes == struct.unpack_from(">I", start, 92)[0]  # the count of pages is from the last change
    return Header(
        size,
        whole=pages * page if counted else 0,
        page=page,
        database=True,
        wal=reading == 2,
        application=application,
    )
