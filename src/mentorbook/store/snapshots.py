"""Snapshots: what a document comes to after some of its entries, so that opening need not play them all again.

A snapshot lies beside the log and holds nothing that the log does not. It goes by where it stands in the log and
how many entries it stands for; whatever takes entries away takes it away too. Without it all is as before, only
slower.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete

from mentorbook.store.records import Sealer
from mentorbook.store.schema import SNAPSHOT
from mentorbook.store.schema import slots as table
from mentorbook.store.sqlite import SqliteBackend

_LAST = 2**63


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a document came to.

    Args:
        upto: The number up to which its entries are in it.
        data: The bytes, as the caller wrote them.
    """

    upto: int
    data: bytes


def find(backend: SqliteBackend, sealer: Sealer, document: str) -> Snapshot | None:
    """The snapshot of a document; None where there is none, or none to rely on."""
    kept = backend.snapshot(document)
    if type(kept) is not bytes:
        return None
    try:
        head, _, data = sealer.open(document, _about(document), kept).partition(b"\n")
        upto, count = map(int, head.split())
    except ValueError:  # damaged, or made by hand
        return None
    return Snapshot(upto, data) if 0 < upto < _LAST and backend.count(document, upto) == count else None


def put(backend: SqliteBackend, sealer: Sealer, document: str, snapshot: Snapshot) -> None:
    """Put by a snapshot of what the log holds at this moment; within `SqliteBackend.writing`."""
    head = f"{snapshot.upto} {backend.count(document, snapshot.upto)}\n".encode()
    backend.keep(document, SNAPSHOT, sealer.seal(document, _about(document), head + snapshot.data))


def drop(connection: Connection, document: str | None = None) -> None:
    """Take a document's snapshot away, or those of all."""
    change = delete(table).where(table.c.lookup == SNAPSHOT)
    connection.execute(change if document is None else change.where(table.c.document == document))


def _about(document: str) -> bytes:
    return b"snapshot " + document.encode()
