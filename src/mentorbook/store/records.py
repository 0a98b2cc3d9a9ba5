"""What a store keeps: documents and their entries. The bytes in an entry mean nothing here."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Document:
    """One log of entries within a workbook, and who it is for.

    Args:
        id: Unique in the world, so that copies of a workbook know their documents again.
        workbook: The workbook it belongs to.
        audience: Who may read it, such as ``shared``, ``mentor`` or ``mentee``.
        created: When, in ISO 8601 UTC.
    """

    id: str
    workbook: str
    audience: str
    created: str


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry on its way into a store.

    Args:
        id: Unique in the world: an entry that is there already is not appended twice.
        document: The id of its document.
        at: When, in ISO 8601 UTC. Only ever shown: order is by number.
        by: Who wrote it.
        previous: The hash of the author's previous entry, where entries are chained.
        data: The bytes themselves, as the caller reads and writes them (the store seals them).
    """

    id: str
    document: str
    at: str
    by: str
    previous: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Entry(NewEntry):
    """An entry as a store holds it.

    Args:
        seq: Its number. Entries count up in the order in which they were committed; no number is used twice.
    """

    seq: int


class Sealer(Protocol):
    """Closes bytes before they reach the disk, and opens them again.

    `header` must be authenticated with them, so that an entry moved, re-dated or given to someone else
    does not open. Both raise a `StoreError` for what they cannot do.
    """

    def seal(self, document: str, header: bytes, plain: bytes) -> bytes:
        """The bytes to keep for `plain`."""
        ...

    def open(self, document: str, header: bytes, sealed: bytes) -> bytes:
        """The bytes that were sealed."""
        ...


class _Plain:
    """Leaves bytes as they are."""

    def seal(self, document: str, header: bytes, plain: bytes) -> bytes:
        return plain

    def open(self, document: str, header: bytes, sealed: bytes) -> bytes:
        return sealed


PLAIN: Sealer = _Plain()


def header_of(entry: NewEntry) -> bytes:
    """What is known of an entry besides its data, in bytes that no other entry shares."""
    return json.dumps([entry.document, entry.id, entry.at, entry.by, entry.previous]).encode()


def unsealed(entry: Entry, sealer: Sealer) -> Entry:
    """The entry with its data opened."""
    if sealer is PLAIN:
        return entry
    return replace(entry, data=sealer.open(entry.document, header_of(entry), entry.data))


def well_formed(entry: Entry) -> bool:
    """What was read is of the types that were written: in a damaged file anything may stand anywhere."""
    return (
        type(entry.seq) is int
        and type(entry.id) is str
        and type(entry.document) is str
        and type(entry.at) is str
        and type(entry.by) is str
        and (entry.previous is None or type(entry.previous) is str)
        and type(entry.data) is bytes
    )
