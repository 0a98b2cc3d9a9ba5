"""What a store keeps: documents and their entries. The bytes in an entry mean nothing here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from zlib import crc32


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


# Entries are not frozen: that would make each twice as dear, and a workbook has thousands.
@dataclass(slots=True, unsafe_hash=True)
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


@dataclass(slots=True, unsafe_hash=True)
class Entry(NewEntry):
    """An entry as a store holds it.

    Args:
        seq: Its number. Entries count up in the order in which they were committed; no number is used twice.
    """

    seq: int


class Sealer(Protocol):
    """Closes bytes before they reach the disk, and opens them again.

    `header` is bound to them, so that an entry moved, re-dated or given to someone else does not open.
    """

    def seal(self, document: str, header: bytes, plain: bytes) -> bytes:
        """The bytes to keep for `plain`."""
        ...

    def open(self, document: str, header: bytes, sealed: bytes) -> bytes:
        """The bytes that were sealed. A ValueError says that they or the header are no longer the same."""
        ...


class _Plain:
    """Leaves bytes as they are, and adds four: their CRC-32.

    Without it, damage inside an entry would be read as if someone had written it.
    """

    def seal(self, document: str, header: bytes, plain: bytes) -> bytes:
        return plain + crc32(plain, crc32(header)).to_bytes(4, "big")

    def open(self, document: str, header: bytes, sealed: bytes) -> bytes:
        plain = sealed[:-4]
        if sealed[-4:] != crc32(plain, crc32(header)).to_bytes(4, "big"):
            raise ValueError("not the bytes that were written")
        return plain


PLAIN: Sealer = _Plain()
"""For entries that anyone who has the file may read."""

Row = tuple[str, str, str, str, str | None, bytes]
"""An entry as it lies in the table, without its number: id, document, at, by, previous, sealed data."""


def to_row(entry: NewEntry, sealer: Sealer) -> Row:
    """The entry, sealed."""
    header = _header(entry.document, entry.id, entry.at, entry.by, entry.previous)
    data = sealer.seal(entry.document, header, entry.data)
    return entry.id, entry.document, entry.at, entry.by, entry.previous, data


def from_row(row: Sequence[Any], sealer: Sealer) -> Entry:
    """The entry in a row that ends with its number, opened.

    Raises:
        ValueError: It is not what was written: in a damaged file anything may stand anywhere.
    """
    id_, document, at, by, previous, data, seq = row
    if (
        type(id_) is not str
        or type(document) is not str
        or type(at) is not str
        or type(by) is not str
        or (previous is not None and type(previous) is not str)
        or type(data) is not bytes
        or type(seq) is not int
    ):
        raise ValueError("not of the types that were written")
    header = _header(document, id_, at, by, previous)
    return Entry(id_, document, at, by, previous, sealer.open(document, header, data), seq)


def digest(entry: NewEntry) -> bytes:
    """The hash of an entry: the same in every store, sealed or not (SHA-256, 32 bytes)."""
    header = _header(entry.document, entry.id, entry.at, entry.by, entry.previous)
    return hashlib.sha256(header + b"\n" + entry.data).digest()


def _header(document: str, id_: str, at: str, by: str, previous: str | None) -> bytes:
    """What is known of an entry besides its data, in bytes no other entry shares: each with its length."""
    chained = "-" if previous is None else f"{len(previous)}:{previous}"
    return f"{len(document)}:{document}{len(id_)}:{id_}{len(at)}:{at}{len(by)}:{by}{chained}".encode()
