"""Workbooks on a shared server: in one database, each opened by links and by nothing else.

A person's *link* opens what both may see and what is theirs alone; one link may open several workbooks. An
*invitation* opens what both may see, until it is claimed: that makes a new link, and once this has been used
the invitation is void. So a claim that breaks off half-way can be made again, and of two people who claim
the same invitation at once only one gets in.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorbook.content.specs import Pack
from mentorbook.content.using import used
from mentorbook.errors import LinkProblem, MentorbookError, RoleError
from mentorbook.library import Book, begin
from mentorbook.store import Document as StoredDocument
from mentorbook.store import NewEntry, Store
from mentorbook.store.sealing import new_key
from mentorbook.store.slot_table import Slots
from mentorbook.store.slots import Link as Link
from mentorbook.store.slots import Slot
from mentorbook.workbook.book import now
from mentorbook.workbook.paths import PEOPLE

DATABASE = "mentorbook.db"


@dataclass(frozen=True)
class Opening:
    """What a link opens.

    Args:
        workbook: Its id. person: Whose place in it: mentor or mentee.
        invitation: Whether it is to be claimed first.
        names: What the two are called, by role.
    """

    workbook: str
    person: str
    invitation: bool
    names: dict[str, str]


def database(folder: Path) -> Path:
    """Where a server keeps its workbooks."""
    return folder / DATABASE


def create(
    where: Path,
    *,
    mentor: str,
    mentee: str,
    role: str,
    journey: str = "four-week",
    start: str | None = None,
    link: Link | None = None,
    pack: Pack | None = None,
) -> tuple[Book, Link]:
    """Make a workbook in the database at `where`; returns it, opened, and the link of who made it.

    Args:
        role: Who makes it: mentor or mentee.
        link: A link that this person has already; it opens the new workbook as well.

    Raises:
        ValueProblem: A name is empty or too long, or there is no such journey.
    """
    if role not in PEOPLE:
        raise RoleError("role.unknown", by=role)
    pack = pack or used()
    details = begin(pack, mentor=mentor, mentee=mentee, journey=journey, start=start)
    link = link or Link.new()
    document = StoredDocument(uuid.uuid4().hex, uuid.uuid4().hex, "shared", now())
    with _store(where, create=True) as store:
        key = new_key()
        with store.changing_slots() as slots:
            slots.add_document(document)
            slots.put(link.wrap(document.id, key, kind=f"link:{role}", state=f"open {now()}"))
        store.use(document.id, key)
        Book(store, pack=pack, workbook=document.workbook).start(**details)
    return open(where, link, workbook=document.workbook, pack=pack), link


@dataclass(frozen=True)
class Prepared:
    """A workbook that somebody made for two others: its id, that of what both see, and an invitation for each."""

    workbook: str
    document: str
    invitations: dict[str, Link]
    at: str


def prepare(
    where: Path,
    pairs: Sequence[Mapping[str, str]],
    *,
    journey: str,
    start: str | None = None,
    facts: Mapping[str, Any] | None = None,
    pack: Pack | None = None,
) -> list[Prepared]:
    """Make a workbook for each of some pairs, with an invitation for both people and a link for nobody.

    Args:
        pairs: The names, by role. facts: What else the partnership starts with.

    Raises:
        ValueProblem: A name is empty or too long, or there is no such journey; nothing was made.
    """
    pack = pack or used()
    details = [
        begin(pack, mentor=p["mentor"], mentee=p["mentee"], journey=journey, start=start) for p in pairs
    ]
    made = []
    for one in details:
        # A store of its own for each: whoever prepares keeps none of the keys.
        with _store(where, create=True) as store:
            document = StoredDocument(uuid.uuid4().hex, uuid.uuid4().hex, "shared", now())
            key = new_key()
            invitations = {person: Link.new() for person in PEOPLE}
            with store.changing_slots() as slots:
                slots.add_document(document)
                for person, link in invitations.items():
                    kind = f"invitation:{person}"
                    slots.put(link.wrap(document.id, key, kind=kind, state=f"open {now()}"))
            store.use(document.id, key)
            Book(store, pack=pack, workbook=document.workbook).start(**one, **(facts or {}))
            made.append(Prepared(document.workbook, document.id, invitations, now()))
    return made


def states(where: Path, links: Iterable[Link]) -> dict[str, str]:
    """How it stands with some links, by lookup: ``open``, ``used``, ``revoked`` or ``pending``."""
    with _store(where, create=True) as store:
        found = {}
        for link in links:
            for slot in store.slots(lookup=link.lookup):
                found[slot.lookup] = _word(slot)
        return found


def openings(where: Path, link: Link, *, pack: Pack | None = None) -> list[Opening]:
    """All that a link opens.

    Raises:
        LinkProblem: It opens nothing: it never did, has been used, or was replaced.
    """
    with _store(where, create=True) as store:
        found = {}
        for slot in _standing(store, link):
            store.use(slot.document, _key(link, slot))
            found[_workbook(store, slot.document)] = slot
        return [
            Opening(
                workbook,
                slot.person,
                slot.kind.startswith("invitation"),
                Book(store, pack=pack, workbook=workbook, quick=True).names,
            )
            for workbook, slot in found.items()
        ]


def open(
    where: Path, link: Link, *, workbook: str | None = None, pack: Pack | None = None, quick: bool = False
) -> Book:
    """Open a workbook by somebody's own link; the first time makes the link good and its invitation void.

    Args:
        workbook: Which, where the link opens several; the first if left out.
        quick: See `library.open`.

    Raises:
        LinkProblem: The link does not open it, or is an invitation that is to be claimed first.
    """
    store = _store(where, create=True)
    try:
        _settle(store, link)
        standing = [s for s in _standing(store, link) if s.kind.startswith("link")]
        workbooks = {s.document: _workbook(store, s.document) for s in standing}
        wanted = workbook or next(iter(workbooks.values()), None)
        person = next((slot.person for slot in standing if workbooks[slot.document] == wanted), None)
        if wanted is None or person is None:
            raise LinkProblem("link.wrong")
        _use_all(store, link, wanted)
        _make_private(store, link, wanted, person)
        book = Book(store, pack=pack, workbook=wanted, quick=quick)
        book.link, book.person = link, person
        return book
    except BaseException:
        store.close()
        raise


def claim(where: Path, invitation: Link, *, link: Link | None = None) -> Link:
    """Take up an invitation; returns the link that opens the workbook from now on.

    Args:
        link: A link that this person has already; it will open this workbook as well.

    Raises:
        LinkProblem: The invitation is none, has been used or was withdrawn.
    """
    own = link or Link.new()
    with _store(where, create=True) as store:
        invitations = [s for s in _standing(store, invitation) if s.kind.startswith("invitation")]
        if not invitations:
            raise LinkProblem("link.wrong")
        with store.changing_slots() as slots:
            if any(_word(slot) != "open" for slot in slots.find(lookup=invitation.lookup)):
                raise LinkProblem("link.used")
            known = {slot.document for slot in slots.find(lookup=own.lookup)}
            for slot in invitations:
                if slot.document not in known:
                    state = f"pending {now()} {invitation.lookup}"
                    key = _key(invitation, slot)
                    slots.put(own.wrap(slot.document, key, kind=f"link:{slot.person}", state=state))
    return own


def invite(book: Book) -> Link:
    """Make an invitation for the other of the two. Earlier ones that nobody has used are void from now on.

    Raises:
        MentorbookError: The workbook is not on a shared server.
    """
    own, partner = _own(book), _partner(book)
    invitation = Link.new()
    shared = [d.id for d in book.store.documents(book.id) if d.audience == "shared" and book.store.key(d.id)]
    with book.store.changing_slots() as slots:
        for document in shared:
            for slot in slots.find(document=document):
                if slot.kind == f"invitation:{partner}" and _word(slot) == "open":
                    slots.state(slot.lookup, f"revoked {now()}", document=document)
            key = book.store.key(document)
            assert key is not None, own
            slots.put(invitation.wrap(document, key, kind=f"invitation:{partner}", state=f"open {now()}"))
    return invitation


def links(book: Book) -> list[dict[str, Any]]:
    """The links and invitations of a workbook: ``{lookup, kind, person, state, since, own}``, newest first."""
    own = _own(book)
    found = {}
    for document in book.store.documents(book.id):
        if document.audience == "shared":
            for slot in book.store.slots(document=document.id):
                kind, _, person = slot.kind.partition(":")
                state, _, rest = slot.state.partition(" ")
                found[slot.lookup] = {
                    "lookup": slot.lookup,
                    "kind": kind,
                    "person": person,
                    "state": state,
                    "since": rest.partition(" ")[0],
                    "own": slot.lookup == own.lookup,
                }
    return sorted(found.values(), key=lambda one: one["since"], reverse=True)


def revoke(book: Book, lookup: str) -> None:
    """Withdraw an invitation, or a link of one's own that is no longer wanted.

    Raises:
        LinkProblem: There is no such link, or it is the partner's, or the one that is in use here.
    """
    own = _own(book)
    for one in links(book):
        mine = one["kind"] == "invitation" or one["person"] == book.person
        if one["lookup"] == lookup and mine and lookup != own.lookup:
            with book.store.changing_slots() as slots:
                for document in book.store.documents(book.id):
                    slots.state(lookup, f"revoked {now()}", document=document.id)
            return
    raise LinkProblem("link.wrong")


def replace(book: Book) -> Link:
    """A new link for the person at the book, in the place of the one that is in use: that one is void."""
    old, new = _own(book), Link.new()
    with book.store.changing_slots() as slots:
        for document in book.store.documents(book.id):
            key = book.store.key(document.id)
            if key is not None:
                slots.put(new.wrap(document.id, key, kind=f"link:{book.person}", state=f"open {now()}"))
            slots.state(old.lookup, f"revoked {now()}", document=document.id)
    book.link = new
    return new


def adopt(book: Book, old: Link) -> Book:
    """Bring along what an earlier link of the same person kept private; returns the book, opened anew.

    Raises:
        LinkProblem: The other link is not an earlier one of this person.
    """
    own, store = _own(book), book.store
    alone = {d.id for d in store.documents(book.id) if d.audience == book.person}
    found = [slot for slot in store.slots(lookup=old.lookup) if slot.document in alone]
    if not found or old == own:
        raise LinkProblem("link.wrong")
    with store.changing_slots() as slots:
        for slot in found:
            slots.put(
                own.wrap(slot.document, _key(old, slot), kind=f"link:{book.person}", state=f"open {now()}")
            )
    return open(store.path, own, workbook=book.id, pack=book.pack)


def bring(where: Path, copy: Book, *, person: str, link: Link | None = None) -> tuple[Book, Link]:
    """Put a workbook from a file into the database; returns it, opened, and the link of who brought it.

    What is there already is left alone: where both links are lost, the copy begins anew beside it.
    """
    if person not in PEOPLE:
        raise RoleError("role.unknown", by=person)
    link = link or Link.new()
    with _store(where, create=True) as store:
        taken = {document.id for document in store.documents()}
        log = copy.store.verify([d.id for d in copy.readable()])
        fresh: dict[str, StoredDocument] = {}
        for document in copy.readable():
            if document.audience in ("shared", person):
                id_ = uuid.uuid4().hex if document.id in taken else document.id
                fresh[document.id] = StoredDocument(
                    id_, document.workbook, document.audience, document.created
                )
        anew = any(id_ != document.id for id_, document in fresh.items())
        workbook = uuid.uuid4().hex if anew else copy.id
        with store.changing_slots() as slots:
            for document in fresh.values():
                key = new_key()
                slots.add_document(StoredDocument(document.id, workbook, document.audience, document.created))
                slots.put(link.wrap(document.id, key, kind=f"link:{person}", state=f"open {now()}"))
                store.use(document.id, key)
        store.append(
            [
                NewEntry(
                    uuid.uuid5(uuid.NAMESPACE_OID, workbook + e.id).hex if anew else e.id,
                    fresh[e.document].id, e.at, e.by, None if anew else e.previous, e.data,
                )
                for e in log
                if e.document in fresh
            ]
        )  # fmt: skip
    return open(where, link, workbook=workbook, pack=copy.pack), link


def _store(where: Path, *, create: bool = False) -> Store:
    return Store.open(where, create=create, kind="server")


def _standing(store: Store, link: Link) -> list[Slot]:
    """The slots by which a link still opens what both may see.

    Raises:
        LinkProblem: There are none, and why. Only who has the secret gets to know more than that.
    """
    shared = {document.id for document in store.documents() if document.audience == "shared"}
    slots = [slot for slot in store.slots(lookup=link.lookup) if slot.document in shared]
    good = [slot for slot in slots if _word(slot) in ("open", "pending")]
    if good:
        return good
    raise LinkProblem(f"link.{_word(slots[0])}" if slots else "link.wrong")


def _settle(store: Store, link: Link) -> None:
    """The first use of a new link: its invitation is void from now on, and so are the person's earlier links."""
    if not any(_word(slot) == "pending" for slot in store.slots(lookup=link.lookup)):
        return
    with store.changing_slots() as slots:
        for slot in slots.find(lookup=link.lookup):
            if _word(slot) == "pending":
                _settle_one(slots, slot)


def _settle_one(slots: Slots, slot: Slot) -> None:
    _, since, lookup = slot.state.split(" ")
    beside = slots.find(document=slot.document)
    if not any(one.lookup == lookup and _word(one) == "open" for one in beside):
        slots.state(slot.lookup, f"used {since}", document=slot.document)
        return
    for one in beside:
        if one.lookup == lookup:
            slots.state(lookup, f"used {now()}", document=slot.document)
        elif one.lookup == slot.lookup:
            slots.state(slot.lookup, f"open {now()}", document=slot.document)
        elif one.kind == slot.kind and _word(one) == "open":
            slots.state(one.lookup, f"revoked {now()}", document=slot.document)


def _use_all(store: Store, link: Link, workbook: str) -> list[str]:
    """Use every key of a workbook that a link opens; the ids of the documents."""
    ours = {document.id for document in store.documents(workbook)}
    slots = [slot for slot in store.slots(lookup=link.lookup) if slot.document in ours]
    for slot in slots:
        store.use(slot.document, _key(link, slot))
    return [slot.document for slot in slots]


def _make_private(store: Store, link: Link, workbook: str, person: str) -> None:
    """The document that is this person's alone, made when their link is first used."""
    if any(d.audience == person and store.key(d.id) is not None for d in store.documents(workbook)):
        return
    document = StoredDocument(uuid.uuid4().hex, workbook, person, now())
    key = new_key()
    with store.changing_slots() as slots:
        alone = {d.id for d in store.documents(workbook) if d.audience == person}
        made = [slot for slot in slots.find(lookup=link.lookup) if slot.document in alone]
        if not made:  # else another page of this person has just been quicker
            slots.add_document(document)
            slots.put(link.wrap(document.id, key, kind=f"link:{person}", state=f"open {now()}"))
    for slot in made:
        store.use(slot.document, _key(link, slot))
    if not made:
        store.use(document.id, key)


def _workbook(store: Store, document: str) -> str:
    return next((d.workbook for d in store.documents() if d.id == document), "")


def _key(link: Link, slot: Slot) -> bytes:
    try:
        return link.unwrap(slot)
    except ValueError as error:
        raise LinkProblem("link.wrong") from error


def _word(slot: Slot) -> str:
    return slot.state.partition(" ")[0]


def _own(book: Book) -> Link:
    if book.link is None:
        raise MentorbookError("link.no_server")
    return book.link


def _partner(book: Book) -> str:
    return "mentee" if book.person == "mentor" else "mentor"
