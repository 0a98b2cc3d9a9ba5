"""The trainers of a pack: their names and public keys, by which certificates are told to be theirs."""

from __future__ import annotations

import base64
import binascii
import hashlib

from pydantic import Field, field_validator

from mentorbook.content.base import Spec
from mentorbook.messages import say

KIND = "ed25519:"
LENGTH = 32  # bytes of a public key


class Trainer(Spec):
    """Somebody who signs certificates."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    name: str = Field(min_length=1, max_length=200)
    key: str
    """The public key as `mentorbook certificate key` writes it: `ed25519:` and 44 letters. Nothing secret."""

    @field_validator("key")
    @classmethod
    def _is_key(cls, key: str) -> str:
        public_key(key)
        return key

    @property
    def raw(self) -> bytes:
        """The 32 bytes of the key."""
        return public_key(self.key)


def public_key(text: str) -> bytes:
    """The 32 bytes of a public key as packs write it.

    Raises:
        ValueError: It is none.
    """
    try:
        raw = base64.b64decode(text.removeprefix(KIND).strip(), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not text.startswith(KIND) or len(raw) != LENGTH:
        raise ValueError(say("pack.key.public"))
    return raw


def written(raw: bytes) -> str:
    """A public key as packs write it."""
    return KIND + base64.b64encode(raw).decode()


def fingerprint(raw: bytes) -> str:
    """The short name of a public key, to compare by eye or by telephone: 8 groups of 4 hex digits of its SHA-256."""
    digits = hashlib.sha256(raw).hexdigest()[:32].upper()
    return " ".join(digits[place : place + 4] for place in range(0, 32, 4))
