"""Cells: an answer as one viewer may see it, in the shape that goes to the page."""

from __future__ import annotations

from typing import Any

from mentorbook.content import values
from mentorbook.workbook import signatures
from mentorbook.workbook.book import BOTH, Workbook, digest
from mentorbook.workbook.paths import CREATED, PEOPLE, Place, whole_at
from mentorbook.workbook.registers import Register, newest_first

Cell = dict[str, Any]
OTHER = {"mentor": "mentee", "mentee": "mentor"}


def cell(book: Workbook, path: str, viewer: str) -> Cell | None:
    """What `viewer` sees at `path`; None where there is nothing to see.

    Returns:
        ``{v, by, at}``; with ``versions`` where answers were written without seeing each other; with
        ``answers, differs, talked, settled, hidden, mine_in`` where both answer apart; with ``mine_in``
        or ``hidden`` where one answers, and the other sees it once it is in.
    """
    place = book.place(path)
    if place.section == "signatures":
        return _signature(book, path)
    if place.field is not None and place.field.view_of:
        value = book.get(path)
        return None if value is None else {"v": value, "by": place.field.who, "at": ""}
    if place.kind == "apart" and place.form is not None:
        return _apart(book, place, viewer)
    seen = book.seen(place, viewer)
    if place.field is not None and book.apart_until_in(place):
        return _alone(book, place, viewer, seen)
    return _single(place, seen) if seen else None


def _alone(book: Workbook, place: Place, viewer: str, seen: list[Register]) -> Cell | None:
    """One person's answer, at a place of their own, that the other sees once it is in."""
    assert place.field is not None
    writer = place.person or place.field.who
    said = book.mine_in(place.path, writer)
    if seen:
        return _single(place, seen) | {"mine_in": said}
    if said and viewer in PEOPLE and viewer != writer:
        return {"v": None, "by": None, "at": "", "hidden": True}
    return None


def _single(place: Place, seen: list[Register]) -> Cell:
    shown = _answer(seen[0])
    if len(seen) == 1 or place.field is None:
        return shown
    if any(not values.same(place.field, seen[0].value, r.value) for r in seen[1:]):
        shown["versions"] = [_answer(register) for register in seen]
    return shown


def _apart(book: Workbook, place: Place, viewer: str) -> Cell | None:
    assert place.field is not None
    seen = book.seen(place, viewer)
    partner = OTHER.get(viewer)
    hidden = (
        place.seen == "reveal"
        and partner is not None
        and not any(r.person == partner for r in seen)
        and book.answered(place, partner)
        and book.mine_in(place.path, partner)
    )
    if not seen and not hidden:
        return None
    answers: dict[str, Cell | None] = {}
    for person in PEOPLE:
        own = _standing(seen, person)
        answers[person] = _single(place, own) if own else None
    mentor, mentee = answers["mentor"], answers["mentee"]
    differs = bool(
        mentor
        and mentee
        and mentor["v"] is not None
        and mentee["v"] is not None
        and values.differs(place.field, mentor["v"], mentee["v"])
    )
    newest = _answer(seen[0]) if seen else {"v": None, "by": None, "at": ""}
    return newest | {
        "answers": answers,
        "differs": differs,
        "talked": differs and _talked(book, place, mentor, mentee),
        "settled": bool(seen) and any(r.person == BOTH for r in seen) and not differs,
        "hidden": hidden,
        "mine_in": partner is not None and book.mine_in(place.path, viewer),
    }


def _standing(seen: list[Register], person: str) -> list[Register]:
    """A person's own answers and what the pair settled on, as far as neither had seen the other."""
    own = [register for register in seen if register.person == person]
    settled = [register for register in seen if register.person == BOTH]
    if own and settled and own[0].counter > settled[0].counter:
        return own  # written after settling, in the place of it
    return newest_first([*own, *settled])


def _talked(book: Workbook, place: Place, mentor: Cell | None, mentee: Cell | None) -> bool:
    assert mentor is not None
    assert mentee is not None
    return bool(book.get(f"talked/{place.path}") == digest([mentor["v"], mentee["v"]]))


def _answer(register: Register) -> Cell:
    return {"v": register.value, "by": register.by, "at": register.at}


def _signature(book: Workbook, path: str) -> Cell | None:
    row = path.split("/")[1]
    stored = book.get(path)
    form = stored.get("form") if isinstance(stored, dict) else None
    if form not in book.pack.forms:
        return None
    for signature in signatures.signatures(book, str(form)):
        if signature.id == row:
            was = {changed: signature.was.get(changed) for changed in signature.changed}
            shown = {
                "form": signature.form,
                "name": signature.name,
                "version": signature.version,
                "digest": signature.digest,
                "changed": list(signature.changed),
                "was": was,
            }
            return {"v": shown, "by": signature.by, "at": signature.at}
    return None


def also(book: Workbook, paths: set[str]) -> set[str]:
    """The paths whose cells show something that lies at `paths`: what a change there touches besides."""
    more: set[str] = set()
    rows: set[str] = set()
    shared = book.documents["shared"]
    forms = {path.partition("/")[0] for path in paths}
    for path in paths:
        section, _, rest = path.partition("/")
        form = book.pack.forms.get(section)
        if section in ("talked", "revealed"):
            more.add(rest)
            if whole_at(book.pack, rest):
                both = {rest, *(rest.replace(f"/{one}", f"/{two}") for one, two in OTHER.items())}
                more |= {p for p in shared.paths() if any(p.startswith(f"{one}/") for one in both)}
            if (now := book.today(rest)) is not None and (whose := book.place(now).person):
                more.add(rest.replace(f"/{whose}/", f"/{OTHER[whose]}/", 1))
        elif form is not None and form.seen == "author" and rest.endswith("/" + CREATED):
            rows.add(path.removesuffix("/" + CREATED))  # shared or taken back: all in it comes or goes
    if rows:
        everything = (*shared.paths(), *shared.text_paths())
        more |= {p for p in everything if "/".join(p.split("/", 2)[:2]) in rows}
    for form in book.pack.forms.values():
        views = [f.id for f in form.fields() if f.view_of]
        if views and (form.id in forms or "signatures" in forms):
            more |= {f"{form.id}/{view}" for view in views}
            more |= {p for p in shared.paths() if p.startswith("signatures/")}
    return {now for path in more if (now := book.today(path)) is not None}
