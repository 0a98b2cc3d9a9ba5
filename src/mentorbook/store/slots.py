"""Slots: who may open a document. Each holds its key, wrapped for one link or one passphrase.

A link is a secret of 168 random bits; the store holds a hash of what is derived from it, and nothing that
opens anything. A passphrase goes through scrypt. Both become a wrapping key, of which each document has
another.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from typing import Literal, Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mentorbook.errors import LinkProblem, ValueProblem
from mentorbook.store.sealing import KEY, close, disclose

SECRET = 21
"""Random bytes in a link."""

_CHECK = 3  # bytes by which a mistyped link is known
_COST, _BLOCK, _LANES = 2**15, 8, 1  # scrypt: 32 MB, a tenth of a second
_MOST_COST, _MOST_BLOCK = 2**18, 16  # a stranger's file must not ask for more
SHORTEST = 8
"""Characters of a passphrase at least."""

Kind = Literal["link", "invitation", "passphrase", "head", "snapshot"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to a document's key.

    Args:
        document: The id of the document.
        kind: ``link``, ``invitation`` or ``passphrase``, with the person after a colon (``link:mentee``);
            ``head`` for what the document holds altogether.
        lookup: By what it is found: the hash of a link's lookup value, a passphrase's salt and cost.
        wrapped: The key, sealed.
        state: ``open``, ``used``, ``revoked``, or ``pending <lookup>`` until a new link has been used once;
            then a space and since when (ISO 8601, UTC).
    """

    document: str
    kind: str
    lookup: str
    wrapped: bytes
    state: str

    @property
    def person(self) -> str:
        """Whose it is."""
        return self.kind.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Link:
    """The secret in an address. As text: 32 letters, digits, hyphens and underlines."""

    secret: bytes

    @classmethod
    def new(cls) -> Self:
        """A new one."""
        return cls(os.urandom(SECRET))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The link in what somebody pasted: the bare secret, or a whole address.

        Raises:
            LinkProblem: It is none, or was mistyped or cut.
        """
        bare = text.strip().rpartition("link=")[2].partition("&")[0].strip()
        try:
            whole = base64.b64decode(bare.encode("ascii"), altchars=b"-_", validate=True)
        except ValueError as error:
            raise LinkProblem("link.mistyped") from error
        secret, check = whole[:SECRET], whole[SECRET:]
        if len(whole) != SECRET + _CHECK or hashlib.sha256(secret).digest()[:_CHECK] != check:
            raise LinkProblem("link.mistyped")
        return cls(secret)

    def __str__(self) -> str:
        check = hashlib.sha256(self.secret).digest()[:_CHECK]
        return base64.urlsafe_b64encode(self.secret + check).decode("ascii")

    def __repr__(self) -> str:
        return "Link(…)"  # it must not come to lie in a log

    @property
    def lookup(self) -> str:
        """By what the store finds the slots of this link."""
        return hashlib.sha256(_derived(self.secret, b"mentorbook lookup")).hexdigest()

    def wrap(self, document: str, key: bytes, *, kind: str, state: str) -> Slot:
        """A slot with the document's key, for this link."""
        lookup = self.lookup
        wrapping = _derived(self.secret, b"mentorbook wrap " + document.encode())
        return Slot(document, kind, lookup, close(wrapping, key, _about(document, kind, lookup)), state)

    def unwrap(self, slot: Slot) -> bytes:
        """The document's key in a slot of this link. A ValueError says that the slot has been changed."""
        wrapping = _derived(self.secret, b"mentorbook wrap " + slot.document.encode())
        return disclose(wrapping, slot.wrapped, _about(slot.document, slot.kind, slot.lookup))


class Passphrase:
    """What somebody remembers, turned into wrapping keys. Each salt costs a tenth of a second, once.

    Raises:
        ValueProblem: It is too short to keep anybody out.
    """

    def __init__(self, words: str) -> None:
        if len(words.strip()) < SHORTEST:
            raise ValueProblem("passphrase.short", count=SHORTEST)
        self._words = words.strip().encode()
        self._derived: dict[str, bytes] = {}
        self._own = f"scrypt {_COST} {_BLOCK} {_LANES} {os.urandom(16).hex()}"

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def wrap(self, document: str, key: bytes, *, person: str, state: str) -> Slot:
        """A slot with the document's key, for this passphrase."""
        kind, lookup = f"passphrase:{person}", self._own
        wrapping = _derived(self._stretched(lookup), b"mentorbook wrap " + document.encode())
        return Slot(document, kind, lookup, close(wrapping, key, _about(document, kind, lookup)), state)

    def unwrap(self, slot: Slot) -> bytes:
        """The document's key in a slot. A ValueError says that the passphrase is another one."""
        wrapping = _derived(self._stretched(slot.lookup), b"mentorbook wrap " + slot.document.encode())
        return disclose(wrapping, slot.wrapped, _about(slot.document, slot.kind, slot.lookup))

    def _stretched(self, lookup: str) -> bytes:
        if lookup not in self._derived:
            name, *numbers, salt = lookup.split(" ")
            cost, block, lanes = map(int, numbers)
            if name != "scrypt" or not (2 <= cost <= _MOST_COST and 1 <= block <= _MOST_BLOCK and lanes == 1):
                raise ValueError("not a cost that this program uses")
            scrypt = Scrypt(salt=bytes.fromhex(salt), length=KEY, n=cost, r=block, p=lanes)
            self._derived[lookup] = scrypt.derive(self._words)
        return self._derived[lookup]


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=purpose).derive(secret)


def _about(document: str, kind: str, lookup: str) -> bytes:
    return f"{document}\n{kind}\n{lookup}".encode()
