"""Signatures: a person's name and the time, bound to exactly the answers that stood there.

Each signing is a row of its own under ``signatures`` and is never changed. It keeps the answers as they
were, so that a later change shows as "changed since", with the words from before.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mentorbook.content import values
from mentorbook.content.specs import FormSpec
from mentorbook.errors import PathError, RoleError, ValueProblem
from mentorbook.workbook.book import Workbook, digest
from mentorbook.workbook.paths import PEOPLE

if TYPE_CHECKING:
    from mentorbook.workbook.paths import Place

SIGNED = "signed"


@dataclass(frozen=True)
class Signature:
    """One signing.

    Attributes:
        by: mentor or mentee. name: As they signed. at: When (UTC, ISO 8601).
        version: 1 for the first wording that anyone signed, 2 for the next, …
        digest: The fingerprint of the answers signed.
        was: The answers signed, by path.
        changed: The paths whose answers have changed since.
    """

    id: str
    form: str
    by: str
    name: str
    at: str
    version: int
    digest: str
    was: dict[str, Any]
    changed: tuple[str, ...]


def sign(book: Workbook, form: str, *, by: str, name: str | None = None) -> str:
    """Sign a form as it reads now; returns the id of the signature.

    Args:
        name: The full name to sign with; the name in the partnership if left out.

    Raises:
        PathError: No such form, or one that is not for signing. RoleError: Not one of the pair.
    """
    spec = _form(book, form)
    if by not in PEOPLE:
        raise RoleError("role.unknown", by=by)
    name = values.clean_text(name or "").strip() or str(book.get(f"partnership/{by}_name") or "")
    if not name:
        raise ValueProblem("sign.name")
    if len(name) > values.LONGEST_SHORT:
        raise ValueProblem("sign.long")
    answers = signable(book, spec)
    fingerprint = digest(answers)
    earlier = signatures(book, form)
    same = [s.version for s in earlier if s.digest == fingerprint]
    version = same[0] if same else 1 + max((s.version for s in earlier), default=0)
    row = uuid.uuid4().hex
    book.put_signature(
        f"signatures/{row}/{SIGNED}",
        {"form": form, "name": name, "version": version, "digest": fingerprint, "was": answers},
        by=by,
    )
    return row


def signatures(book: Workbook, form: str) -> list[Signature]:
    """All signatures under a form, oldest first."""
    spec = _form(book, form)
    shared = book.documents["shared"]
    # Every signature and every acceptance field asks; the answer changes only with the document.
    known = book.memo.get(form)
    if known is not None and known[0] == shared.version:
        return list(known[1])
    today = signable(book, spec)
    found = []
    for path in shared.paths():
        section, _, rest = path.partition("/")
        if section != "signatures" or not rest.endswith("/" + SIGNED):
            continue
        for register in shared.registers(path):
            signature = _read(rest.partition("/")[0], register.value, register.by, register.at, today)
            if signature is not None and signature.form == form:
                found.append(signature)
    found.sort(key=lambda s: (s.at, s.id))
    book.memo[form] = (shared.version, found)
    return list(found)


def latest(book: Workbook, form: str, person: str) -> Signature | None:
    """The last signature of one person under a form."""
    own = [s for s in signatures(book, form) if s.by == person]
    return own[-1] if own else None


def signable(book: Workbook, form: FormSpec) -> dict[str, Any]:
    """The answers that a signature under `form` covers: everything in it that both may see.

    Each person's own answer where both answer apart, so that a change by either shows.
    """
    answers: dict[str, Any] = {}
    for path in book.all_paths("pair", sections=[form.id]):
        place = book.place(path)
        if place.marker or place.field is None or place.field.view_of:
            continue
        if place.row is not None and book.gone(place):
            continue
        if place.kind == "apart":
            each = {
                p: a.value for p, a in book.answers(path).items() if a is not None and a.value is not None
            }
            value: Any = each or None
            if len(set(map(repr, each.values()))) == 1 and len(each) == len(PEOPLE):
                value = next(iter(each.values()))
        else:
            value = book.get(path)
        if value is not None:
            answers[path] = value
    return answers


def acceptance(book: Workbook, place: Place) -> Any:
    """What the acceptance fields show: whether, and on which day, a person has signed this form."""
    assert place.field is not None
    signature = latest(book, place.section, place.field.who)
    if place.field.view_of == "signed_on":
        return signature.at[:10] if signature else None
    return True if signature else None


def _form(book: Workbook, form: str) -> FormSpec:
    spec = book.pack.forms.get(form)
    if spec is None or not any(f.view_of for f in spec.fields()):
        raise PathError("sign.form", form=form)
    return spec


def _read(row: str, stored: Any, by: str, at: str, today: dict[str, Any]) -> Signature | None:
    match stored:
        case {
            "form": str(form),
            "name": str(name),
            "version": int(version),
            "digest": str(fingerprint),
            "was": dict(was),
        }:
            changed = [p for p in sorted({*was, *today}) if was.get(p) != today.get(p)]
            return Signature(row, form, by, name, at, version, fingerprint, was, tuple(changed))
    return None
