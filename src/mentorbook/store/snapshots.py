"""Snapshots: what a document comes to after some of its entries, so that opening need not play them all again.

A snapshot lies beside the log and holds nothing that the log does not. It goes by where it stands in the log and
how many entries it stands for; whatever takes entries away takes it away too. Without it all is as before, only
slower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select

from mentorbook.store.records import Sealer
from mentorbook.store.schema import SNAPSHOT
from mentorbook.store.schema import entries as entry_table
from mentorbook.store.schema import slots as table

Read = Callable[[Select[Any]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a document came to.

    Args:
        upto: The number up to which its entries are in it.
        data: The bytes, as the caller wrote them.
    """

    upto: int
    data: bytes


def find(read: Read, sealer: Sealer, document: str) -> Snapshot | None:
    """The snapshot of a document; None where there is none, or none to rely on."""
    rows = read(select(table.c.wrapped).where(table.c.document == document, table.c.lookup == SNAPSHOT))
    if not rows or type(rows[0][0]) is not bytes:
        return None
    try:
        head, _, data = sealer.open(document, _about(document), rows[0][0]).partition(b"\n")
        upto, count = map(int, head.split())
        if read(_counted(document, upto))[0][0] != count:
            return None
    except (ValueError, OverflowError):  # damaged, or made by hand
        return None
    return Snapshot(upto, data)


def sealed(connection: Connection, sealer: Sealer, document: str, snapshot: Snapshot) -> bytes:
    """The bytes to keep for a snapshot of what the log holds at this moment."""
    count = connection.execute(_counted(document, snapshot.upto)).scalar_one()
    return sealer.seal(document, _about(document), f"{snapshot.upto} {count}\n".encode() + snapshot.data)


def drop(connection: Connection, document: str | None = None) -> None:
    """Take a document's snapshot away, or those of all."""
    change = delete(table).where(table.c.lookup == SNAPSHOT)
    connection.execute(change if document is None else change.where(table.c.document == document))


def _about(document: str) -> bytes:
    return b"snapshot " + document.encode()


def _counted(document: str, upto: int) -> Select[Any]:
    found = select(func.count()).select_from(entry_table)
    return found.where(entry_table.c.document == document, entry_table.c.seq <= upto)
