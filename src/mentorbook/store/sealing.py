"""Sealing: what lies on the disk is closed with AES-256-GCM, each document under a key of its own.

With an entry's bytes, its document, id, author, time and the hash of its author's entry before are
authenticated, so that none of them can be changed, moved or given to someone else unnoticed. What a sealed
document holds altogether is kept in its *head*, itself sealed and written with every append, so that an
entry that is gone is noticed as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mentorbook.store.records import PLAIN, NewEntry, digest

KEY = 32
"""Bytes of a document's key."""

NONCE = 12
_SUM = 2**256


def new_key() -> bytes:
    """A random key for a document."""
    return os.urandom(KEY)


def close(key: bytes, plain: bytes, about: bytes) -> bytes:
    """`plain` sealed with `key`; `about` is authenticated with it."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def disclose(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """What was closed. A ValueError says that it, `about` or the key is not the same."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except (InvalidTag, ValueError) as error:
        raise ValueError("not what was sealed with this key") from error


class Keys:
    """A sealer with the keys of some documents. Documents without one are as plain as `PLAIN` leaves them."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self._ciphers: dict[str, AESGCM] = {}

    def add(self, document: str, key: bytes) -> None:
        """From here on the entries of `document` are sealed with `key`."""
        self._keys[document] = key
        self._ciphers[document] = AESGCM(key)

    def drop(self, document: str) -> None:
        """Forget a key."""
        self._keys.pop(document, None)
        self._ciphers.pop(document, None)

    def key(self, document: str) -> bytes | None:
        """The key of a document, where it is known."""
        return self._keys.get(document)

    def seal(self, document: str, header: bytes, plain: bytes) -> bytes:
        """The bytes to keep for `plain`."""
        if (cipher := self._ciphers.get(document)) is None:
            return PLAIN.seal(document, header, plain)
        nonce = os.urandom(NONCE)
        return nonce + cipher.encrypt(nonce, plain, header)

    def open(self, document: str, header: bytes, sealed: bytes) -> bytes:
        """The bytes that were sealed. A ValueError says that they or the header are no longer the same."""
        if (cipher := self._ciphers.get(document)) is None:
            return PLAIN.open(document, header, sealed)
        try:
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], header)
        except (InvalidTag, ValueError) as error:
            raise ValueError("not the bytes that were sealed") from error


@dataclass
class Head:
    """What a sealed document holds altogether.

    Args:
        turn: Counts up with every write, whatever it does.
        count: How many entries there are.
        total: The sum of their hashes, modulo 2 to the 256: the same in any order.
        latest: The hash of each author's newest entry.
    """

    turn: int = 0
    count: int = 0
    total: int = 0
    latest: dict[str, str] = field(default_factory=dict)

    def chained(self, entry: NewEntry) -> NewEntry:
        """The entry with its author's one before it named, and counted in."""
        if entry.previous is None and entry.by in self.latest:
            previous = self.latest[entry.by]
            entry = NewEntry(entry.id, entry.document, entry.at, entry.by, previous, entry.data)
        self.take([entry])
        return entry

    def take(self, entries: Iterable[NewEntry]) -> None:
        """Count entries in."""
        for entry in entries:
            hash_ = digest(entry)
            self.count += 1
            self.total = (self.total + int.from_bytes(hash_)) % _SUM
            self.latest[entry.by] = hash_.hex()

    def holds(self, entries: Iterable[NewEntry]) -> bool:
        """Whether just these entries are what was written."""
        other = Head()
        other.take(entries)
        return other.agrees(self)

    def agrees(self, other: Head) -> bool:
        """Whether both count the same entries."""
        return (other.count, other.total) == (self.count, self.total)

    def seal(self, keys: Keys, document: str) -> bytes:
        """The head, sealed with the document's key."""
        latest = "".join(f"\n{by} {hash_}" for by, hash_ in self.latest.items())
        plain = f"{self.turn} {self.count} {self.total:x}{latest}"
        return keys.seal(document, b"head " + document.encode(), plain.encode())

    @classmethod
    def open(cls, keys: Keys, document: str, sealed: bytes) -> Head:
        """The head that was sealed. A ValueError says that it was not this one."""
        plain = keys.open(document, b"head " + document.encode(), sealed).decode()
        first, *latest = plain.split("\n")
        turn, count, total = first.split(" ")
        return cls(int(turn), int(count), int(total, 16), dict(line.rsplit(" ", 1) for line in latest))
