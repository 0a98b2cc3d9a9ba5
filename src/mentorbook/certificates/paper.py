"""A certificate as a PDF of one page, sealed as a whole: its code stands in it to read, to scan and to check.

Behind the end of the PDF, where readers look no further, two lines of remarks are put: the code once more, and a
signature of every byte before. So a file in which a word has been painted over is told from the one that was issued; and
a print, or what a mail programme made of it, can still be checked by its code.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mentorbook.certificates.code import (
    CODE,
    Certificate,
    CertificateProblem,
    Verdict,
    in_groups,
    sign,
    signed,
    verify,
)
from mentorbook.certificates.keys import Key
from mentorbook.content.specs import Pack
from mentorbook.messages import say
from mentorbook.reports.habits import Habits
from mentorbook.reports.pdf import set_pages

TEMPLATE = Path(__file__).with_name("certificate.typ")
LARGEST = 16 * 1024 * 1024  # bytes of a file that is looked at
SEALED = b"mentorbook paper 1\n"
_TAIL = re.compile(rb"%mentorbook-certificate (MBC1[A-Z2-7]+)\n%mentorbook-seal ([A-Za-z0-9+/=]{88})\n")


def issue(certificates: Sequence[Certificate], key: Key, habits: Habits) -> list[tuple[bytes, str]]:
    """The PDF and the code of each.

    Raises:
        TypeProblem: Typst could not set one.
    """
    codes = [sign(certificate, key.secret) for certificate in certificates]
    told = [_data(one, code, key, habits) for one, code in zip(certificates, codes, strict=True)]
    pages = set_pages(TEMPLATE, told)
    return [(_sealed(page, code, key), code) for page, code in zip(pages, codes, strict=True)]


def check(data: bytes, packs: Sequence[Pack] = ()) -> Verdict:
    """What a file says: a PDF as it was issued, or a text that holds a code.

    Raises:
        CertificateProblem: There is no certificate in it, or something in it has been changed.
    """
    if len(data) > LARGEST:
        raise CertificateProblem("certificate.large")
    if not data.startswith(b"%PDF-"):
        found = CODE.search(data.decode("utf-8", errors="replace"))
        if found is None:
            raise CertificateProblem("certificate.none")
        return verify(found[0], packs)
    tails = [*_TAIL.finditer(data)]
    if not tails:
        raise CertificateProblem("certificate.resaved")
    tail = tails[-1]
    verdict = verify(tail[1].decode(), packs)
    try:
        seal = base64.b64decode(tail[2], validate=True)
    except binascii.Error:
        seal = b""
    whole = SEALED + hashlib.sha256(data[: tail.start(2) - len(b"%mentorbook-seal ")]).digest()
    if tail.end() != len(data) or not signed(verdict.key, seal, whole):
        one = verdict.certificate
        raise CertificateProblem("certificate.painted", name=one.name, course=one.course, day=one.day)
    return verdict


def _sealed(page: bytes, code: str, key: Key) -> bytes:
    body = page.rstrip(b"\n") + b"\n%mentorbook-certificate " + code.encode() + b"\n"
    seal = key.secret.sign(SEALED + hashlib.sha256(body).digest())
    return body + b"%mentorbook-seal " + base64.b64encode(seal) + b"\n"


def _data(one: Certificate, code: str, key: Key, habits: Habits) -> dict[str, Any]:
    hours = f"{one.hours:g}"
    return {
        "title": say("certificate.title"),
        "lang": habits.tag.partition("-")[0],
        "name": one.name,
        "course": one.course,
        "trainer": one.trainer,
        "facts": [
            [say("certificate.fact.day"), habits.day(one.day)],
            [say("certificate.fact.hours"), say("certificate.hours.of", count=one.hours, hours=hours)],
            [say("certificate.fact.trainer"), one.trainer],
        ],
        "completed": say("certificate.completed"),
        "how": say("certificate.how"),
        "label": say("certificate.code"),
        "fingerprint": say("certificate.fingerprint", fingerprint=key.fingerprint),
        "serial": one.serial,
        "code": in_groups(code),
        "qr": _qr(code),
    }


def _qr(code: str) -> str:
    import segno

    drawn = io.BytesIO()
    segno.make(code, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False, dark="#24211b")
    return drawn.getvalue().decode()
