"""The verification code: what a certificate says, the signature under it, and the public key, in letters and digits.

It is all there is to check, so it can be checked from paper: ``MBC1`` and, in base32, the public key (32 bytes), the
Ed25519 signature (64 bytes) and the words (deflated JSON). Spaces, line ends and hyphens in it do not count.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mentorbook.content.specs import Pack
from mentorbook.content.trainers import LENGTH, Trainer, fingerprint
from mentorbook.content.values import clean_text, quote
from mentorbook.errors import MentorbookError
from mentorbook.messages import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MARK = "MBC1"
SIGNED = b"mentorbook certificate 1\n"
"""Stands before what is signed, so that a signature under anything else is none under a certificate."""
SIGNATURE = 64  # bytes
LONGEST_NAME, LONGEST_COURSE = 120, 160  # characters
LARGEST = 4096  # bytes of words
LONGEST_CODE = 8192  # characters
MOST_HOURS = 10_000
CODE = re.compile(rf"{MARK}[A-Z2-7\s-]+", re.I)
_GAPS = re.compile(r"[\s\-\u2010-\u2015\u00ad\u200b]+")


class CertificateProblem(MentorbookError):
    """A certificate is none, or has been changed since it was signed; or one cannot be issued."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What a certificate says. `day` is an ISO date, `serial` 16 hex digits that tell certificates apart."""

    name: str
    course: str
    day: str
    hours: float
    trainer: str
    serial: str

    @staticmethod
    def new(*, name: str, course: str, day: str, hours: float, trainer: str) -> Certificate:
        """A certificate to be signed, checked.

        Raises:
            CertificateProblem: Something is missing, too long or no day.
        """
        words = {
            "name": _line(name, LONGEST_NAME, "name"),
            "course": _line(course, LONGEST_COURSE, "course"),
            "trainer": _line(trainer, LONGEST_NAME, "trainer"),
        }
        if not 0 < hours <= MOST_HOURS:
            raise CertificateProblem("certificate.hours", typed=f"{hours:g}", most=MOST_HOURS)
        try:
            day = date.fromisoformat(day).isoformat()
        except ValueError:
            raise CertificateProblem("certificate.day", typed=quote(day)) from None
        return Certificate(**words, day=day, hours=float(hours), serial=secrets.token_hex(8))


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A certificate whose signature is right.

    Attributes:
        key: The public key that it was signed with, 32 bytes.
        trainer: Who has that key, as the packs that were asked say; None if none of them knows it.
        pack: The title of that pack.
    """

    certificate: Certificate
    key: bytes
    trainer: Trainer | None = None
    pack: str = ""

    @property
    def fingerprint(self) -> str:
        """The short name of the key."""
        return fingerprint(self.key)


def sign(certificate: Certificate, key: Ed25519PrivateKey) -> str:
    """The code of a certificate."""
    words = _words(certificate)
    raw = key.public_key().public_bytes_raw() + key.sign(SIGNED + words) + zlib.compress(words, 9)
    return MARK + base64.b32encode(raw).decode().rstrip("=")


def verify(code: str, packs: Iterable[Pack] = ()) -> Verdict:
    """What a code says, its signature being right, and whose key it was, as far as `packs` know.

    Raises:
        CertificateProblem: It is no code, or something in it has been changed or left out.
    """
    key, signature, words = _parts(code)
    if not signed(key, signature, SIGNED + words):
        raise CertificateProblem("certificate.changed")
    certificate = _read(words)
    for pack in packs:
        for trainer in pack.trainers.values():
            if trainer.raw == key:
                return Verdict(certificate=certificate, key=key, trainer=trainer, pack=pack.title)
    return Verdict(certificate=certificate, key=key)


def signed(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the holder of a public key signed `data`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def plain(code: str) -> str:
    """A code as it is compared: capitals, and nothing between them."""
    return _GAPS.sub("", code[: 4 * LONGEST_CODE]).upper()


def in_groups(code: str) -> str:
    """A code as it is printed: groups of five."""
    return " ".join(code[place : place + 5] for place in range(0, len(code), 5))


def _parts(code: str) -> tuple[bytes, bytes, bytes]:
    text = plain(code)
    if not text.startswith(MARK) or len(text) > LONGEST_CODE:
        raise CertificateProblem("certificate.none")
    letters = text.removeprefix(MARK)
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        raise CertificateProblem("certificate.changed") from None
    if base64.b32encode(raw).decode().rstrip("=") != letters or len(raw) <= LENGTH + SIGNATURE:
        raise CertificateProblem("certificate.changed")  # one certificate is one code
    unpack = zlib.decompressobj()
    try:
        words = unpack.decompress(raw[LENGTH + SIGNATURE :], LARGEST)
    except zlib.error:
        raise CertificateProblem("certificate.changed") from None
    if not unpack.eof or unpack.unused_data:
        raise CertificateProblem("certificate.changed")
    return raw[:LENGTH], raw[LENGTH : LENGTH + SIGNATURE], words


def _words(certificate: Certificate) -> bytes:
    one = certificate
    told = [one.serial, one.name, one.course, one.day, one.hours, one.trainer]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _read(words: bytes) -> Certificate:
    """What was signed: whoever signs may write what they like, so it is looked at as any stranger's words."""
    try:
        serial, name, course, day, hours, trainer = json.loads(words)
        date.fromisoformat(day)
        if not re.fullmatch(r"[0-9a-f]{16}", serial) or not 0 < float(hours) <= MOST_HOURS:
            raise ValueError
        told = {
            "name": _line(name, LONGEST_NAME, "name"),
            "course": _line(course, LONGEST_COURSE, "course"),
            "trainer": _line(trainer, LONGEST_NAME, "trainer"),
        }
        return Certificate(**told, day=day, hours=float(hours), serial=serial)
    except (ValueError, TypeError, AttributeError, RecursionError, CertificateProblem):
        raise CertificateProblem("certificate.newer") from None


def _line(text: str, longest: int, what: str) -> str:
    line = " ".join(clean_text(text).split())
    if not line:
        raise CertificateProblem("certificate.empty", what=say(f"certificate.what.{what}"))
    if len(line) > longest:
        raise CertificateProblem("certificate.long", what=say(f"certificate.what.{what}"), most=longest)
    return line
