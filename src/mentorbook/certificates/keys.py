"""A trainer's key: the secret half in a file of its own, the public half in the trainer's pack."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mentorbook.certificates.code import LONGEST_NAME, CertificateProblem
from mentorbook.content.building import slug
from mentorbook.content.loader import PackMistakes, load
from mentorbook.content.trainers import fingerprint, written
from mentorbook.content.values import clean_text
from mentorbook.errors import FileProblem
from mentorbook.messages import say
from mentorbook.store.disk import put, sync_folder, unfinished

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LARGEST = 16_384  # bytes of a key's file
SHORTEST = 8  # characters of a passphrase
_NAME = re.compile(r"^Trainer: (.+)$", re.M)
_BEGIN = "-----BEGIN "


@dataclass(frozen=True)
class Key:
    """A trainer's key, opened."""

    name: str
    secret: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """Its public half, 32 bytes."""
        return self.secret.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """Its short name."""
        return fingerprint(self.public)


def make(file: Path, name: str, passphrase: str | None = None) -> Key:
    """Makes a key in a new file that only this account can read.

    Args:
        passphrase: Seals it.

    Raises:
        FileProblem: There is such a file already, or it would lie in a pack, which is there to be handed on.
        CertificateProblem: No name, or too short a passphrase.
    """
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    name = " ".join(clean_text(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise CertificateProblem("certificate.key.name", most=LONGEST_NAME)
    if passphrase is not None and len(passphrase) < SHORTEST:
        raise CertificateProblem("certificate.key.short", least=SHORTEST)
    file = file.absolute()
    if any((folder / "pack.yaml").exists() for folder in file.parents):
        raise FileProblem("certificate.key.pack", file=file.name)
    key = Key(name, Ed25519PrivateKey.generate())
    seal: ser.KeySerializationEncryption = ser.NoEncryption()
    if passphrase is not None:
        seal = ser.BestAvailableEncryption(passphrase.encode())
    secret = key.secret.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, seal).decode()
    about = say("certificate.key.file")
    text = f"{about}\n\nTrainer: {name}\nPublic key: {written(key.public)}\nFingerprint: {key.fingerprint}\n\n{secret}"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileProblem("library.exists", file=file.name) from None
    except FileNotFoundError:
        raise FileProblem("library.no_folder", folder=str(file.parent)) from None
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    sync_folder(file.parent)
    return key


def read(file: Path, passphrase: str | None = None) -> Key:
    """Opens the key in a file.

    Raises:
        FileProblem: It holds none.
        CertificateProblem: It is sealed, and this is not its passphrase.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    with file.open("rb") as opened:
        raw = opened.read(LARGEST + 1)
    text = raw.decode("utf-8", errors="replace")
    named = _NAME.search(text)
    if len(raw) > LARGEST or _BEGIN not in text or named is None:
        raise FileProblem("certificate.key.none", file=file.name)
    pem = text[text.index(_BEGIN) :].encode()
    sealed = b"ENCRYPTED" in pem
    if sealed and passphrase is None:
        raise CertificateProblem("certificate.key.sealed", file=file.name)
    try:
        secret = load_pem_private_key(pem, passphrase.encode() if sealed and passphrase else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        problem = "certificate.key.wrong" if sealed else "certificate.key.none"
        raise CertificateProblem(problem, file=file.name) from None
    if not isinstance(secret, Ed25519PrivateKey):
        raise FileProblem("certificate.key.none", file=file.name)
    return Key(" ".join(clean_text(named[1]).split()), secret)


def publish(key: Key, pack: Path) -> str:
    """Adds the public half to the trainers of a pack, unless it is there; returns the id it has there.

    Raises:
        PackMistakes: The pack has mistakes. Nothing is written.
    """
    known = load(pack).trainers
    for one in known.values():
        if one.raw == key.public:
            return one.id
    id_ = base = slug(key.name) if slug(key.name)[:1].isalpha() else "trainer"
    number = 1
    while id_ in known:
        number += 1
        id_ = f"{base[:56]}-{number}"
    file = pack / "trainers.yaml"
    before = file.read_text(encoding="utf-8") if file.exists() else f"# {say('certificate.key.trainers')}\n"
    before += "" if before.endswith("\n") else "\n"
    name = json.dumps(key.name, ensure_ascii=False)
    part = unfinished(pack)
    try:
        part.write_text(f"{before}{id_}:\n  name: {name}\n  key: {written(key.public)}\n", encoding="utf-8")
        put(part, file)
        if load(pack).trainers[id_].raw != key.public:
            raise KeyError
    except (PackMistakes, KeyError):
        file.write_text(before, encoding="utf-8")
        raise
    finally:
        part.unlink(missing_ok=True)
    return id_
