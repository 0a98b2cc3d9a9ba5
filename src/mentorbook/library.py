"""Brings workbook and store together: create, open, merge, follow, download."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mentorbook.content import values
from mentorbook.content.adding import extended, lines_of
from mentorbook.content.specs import Pack
from mentorbook.content.using import used
from mentorbook.entries import (
    fresh_of,
    packed,
    parted,
    parts_of,
    say_the_same,
    sound,
    squash,
    summed_parts,
    summed_up,
    unpacked,
)
from mentorbook.errors import FileProblem, LinkProblem, MentorbookError, RoleError, ValueProblem
from mentorbook.messages import say
from mentorbook.store import Document as StoredDocument
from mentorbook.store import Entry, NewEntry, Snapshot, Spoilt, Store, rescue
from mentorbook.store.disk import put_new, unfinished
from mentorbook.workbook.book import AUDIENCES, Change, Workbook, now
from mentorbook.workbook.document import Document
from mentorbook.workbook.history import Edit, history
from mentorbook.workbook.paths import CREATED, PEOPLE

if TYPE_CHECKING:
    from mentorbook.store.slots import Link, Passphrase

SUFFIX = ".mentorbook"
MANY = 2_000
"""A download with more entries than this is compacted."""
LITTLE = 100
"""Entries that are looked through at a time while a page is open: more would stay in its kernel's memory."""
EVERY = 1_000
"""After so many entries of a document, what it has come to is put by, so that opening need not play them all."""
LAYOUT = 1
"""The layout of paths that this version writes. A file of a newer one opens for reading."""


@dataclass(frozen=True)
class Merged:
    """What a merge brought in: a sentence for people, and the changes one by one."""

    summary: str
    changes: tuple[Edit, ...]


class Book(Workbook):
    """A workbook whose every change is on disk before the call that made it returns.

    Args:
        quick: What a snapshot stands for is not read again; see `checking`.
    """

    def __init__(
        self, store: Store, *, pack: Pack | None = None, workbook: str | None = None, quick: bool = False
    ) -> None:
        super().__init__(pack or used())
        self.store = store
        self._plain_pack = self.pack
        self.additions: tuple[str, ...] = ()
        """What a programme has added to the agreement."""
        self.link: Link | None = None
        self.person: str | None = None  # whose link it is
        stored = [document for document in store.documents(workbook) if document.audience in AUDIENCES]
        shared = [document for document in stored if document.audience == "shared"]
        if len({document.workbook for document in shared}) != 1:
            raise FileProblem("library.no_workbook", file=store.path.name)
        self.id = shared[0].workbook
        self._locked = {d for d in stored if d.workbook == self.id and locked(store, d.id)}
        self._stored: dict[str, StoredDocument] = {}
        self._audience: dict[str, str] = {}
        for document in stored:
            if document.workbook == self.id and document not in self._locked:
                self._admit(document)
        if "shared" not in self._stored:
            raise FileProblem("library.locked", file=store.path.name)
        self._mine: set[str] = set()
        self._unsaved: list[Change] = []
        self._left_out = False  # whether the last merge found private notes that it could not take in
        self._held = False
        self._behind = True
        self._since: Counter[str] = Counter()  # entries of each document that no snapshot stands for
        self._due: set[str] = set()  # the documents of which one is to be made
        self._unread: set[str] = set()  # those of which older entries have not been read
        self._strange = False  # whether there are entries that this version cannot read: a newer one could
        self._read(quick=quick)

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

    @property
    def unsaved(self) -> bool:
        """Whether there is anything that the disk has not taken yet."""
        return bool(self._unsaved)

    @property
    def name(self) -> str:
        """What the workbook's file is called, or would be."""
        if self.link is None:
            return self.path.name
        names = "-".join(self.names.values())
        return (re.sub(r"[^\w]+", "-", names).strip("-_").lower()[:60] or "workbook") + SUFFIX

    @property
    def problems(self) -> list[str]:
        """A sentence for each thing in sealed documents that is not as it was written."""
        found = [one for document in self._audience for one in self.store.spoilt.get(document, [])]
        return [_problem(self, one) for one in found]

    @property
    def unread(self) -> bool:
        """Whether opening quickly has left something unread."""
        return bool(self._unread)

    def checking(self) -> Iterator[None]:
        """Read, piece by piece, what opening quickly has not read: then `problems` tells of it as well.

        Raises:
            FileProblem: Some of it is damaged. What was taken from the snapshot is whole all the same.
        """
        yield from (None for _ in self.store.pieces(sorted(self._unread), size=LITTLE))
        self._unread.clear()

    def readable(self) -> list[StoredDocument]:
        """The documents that can be read here."""
        return [document for document in self.store.documents(self.id) if document.id in self._audience]

    # -- what is one person's alone

    def private(self, person: str) -> str:
        """Whether a person has a place of their own: ``open``, ``locked`` (behind a passphrase) or ``none``."""
        if person in self._stored:
            return "open"
        return "locked" if any(d.audience == person for d in self._locked) else "none"

    def has_passphrase(self, person: str) -> bool:
        """Whether what a person keeps private is behind a passphrase of its own in every copy."""
        document = self._stored.get(person)
        slots = self.store.slots(document=document.id) if document is not None else []
        return any(slot.kind.startswith("passphrase") for slot in slots)

    def keep_private(self, person: str, passphrase: str) -> None:
        """Make a place that only this person can read, sealed with their passphrase.

        Raises:
            ValueProblem: The passphrase is too short.
            MentorbookError: There is such a place already, or nothing can be written.
        """
        from mentorbook.store.sealing import new_key
        from mentorbook.store.slots import Passphrase

        if self.readonly:
            raise MentorbookError("workbook.readonly", why=self.readonly)
        if person not in PEOPLE:
            raise RoleError("role.unknown", by=person)
        self.pull()
        if self.private(person) != "none":
            raise MentorbookError("private.exists")
        secret, key = Passphrase(passphrase), new_key()
        document = StoredDocument(uuid.uuid4().hex, self.id, person, now())
        with self.store.changing_slots() as slots:
            slots.add_document(document)
            slots.put(secret.wrap(document.id, key, person=person, state=f"open {now()}"))
        self.store.use(document.id, key)
        self._admit(document)

    def unlock(self, person: str, passphrase: str) -> None:
        """Open what a person keeps private.

        Raises:
            LinkProblem: The passphrase is another one.
        """
        from mentorbook.store.slots import Passphrase

        if self.private(person) != "locked":
            return
        opened = unlock(
            self.store, Passphrase(passphrase), [d.id for d in self._locked if d.audience == person]
        )
        if not opened:
            raise LinkProblem("passphrase.wrong")
        for document in [d for d in self._locked if d.id in opened]:
            self._locked.discard(document)
            self._admit(document)
        self._behind, self.seq = True, 0  # what is taken in twice is there once
        self._read()

    # -- to and from the disk

    def flush(self) -> None:
        """Put on disk whatever is not there yet. Raises StoreError if the disk will not take it."""
        if not self._unsaved or self._held:
            return
        entries = [
            NewEntry(change.id, self._document(change.audience), change.at, change.by, None, packed(change))
            for change in self._unsaved
        ]
        numbers = self.store.append(entries)
        if numbers == list(range(self.seq + 1, self.seq + 1 + len(numbers))):
            self.seq = numbers[-1]  # nobody wrote in between
        else:
            self._mine.update(change.id for change in self._unsaved)
        self._count(entry.document for entry in entries)
        self._due |= {document for document, count in self._since.items() if count >= EVERY}
        self._unsaved.clear()
        self._behind = self._behind or bool(self._due and self._mine)  # what came in between is wanted first
        self._sum_up()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Write much in one go: what is written inside goes to the disk together, at the end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self.flush()

    def pull(self) -> bool:
        """Take in what others have appended; True if there was anything."""
        if self.store.changed():
            self._behind = True
        if not self._behind:
            return False
        came = self._catch_up()
        self._behind = False  # only now: a disk that could not be read is asked again
        return came

    def before(self, seq: int, page: str, role: str) -> dict[str, Document] | None:
        """The documents as a page knew them at `seq`: with its own later edits, without the partner's."""
        found: dict[str, Document] = {}
        for audience in ("shared", role):
            if audience in self._stored:
                entries = self.store.load(self._stored[audience].id)
                if audience == "shared" and (not entries or entries[0].seq > seq):
                    return None  # compacted since, or another copy's number
                if any(e.seq > seq and parts_of(e) for e in entries):
                    return None  # compacted since: what was there at that number is not known any more
                changes = [(e.seq, unpacked(e, audience)) for e in entries]
                known = [c for number, c in changes if c is not None and (number <= seq or c.page == page)]
                found[audience] = Document(*(change.update for change in known))
        return found

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # -- copies

    def merge(
        self, *paths: str | Path, rescued: bool = False, viewer: str = "pair", passphrase: str | None = None
    ) -> Merged:
        """Bring in everything that other copies of this workbook hold. Nothing here is lost by it.

        Args:
            rescued: Also read what can still be read of a damaged file.
            viewer: Who is told what came in; for one of the two, the other's private notes are left out.
            passphrase: Opens copies that are sealed.

        Raises:
            FileProblem: One of them cannot be read, or is another pair's workbook; nothing was changed.
        """
        if self.readonly:
            raise MentorbookError("workbook.readonly", why=self.readonly)
        self.flush()
        self._left_out = False
        copies = [
            self._entries_of(Path(path), rescued=rescued, viewer=viewer, passphrase=passphrase)
            for path in paths
        ]
        log = self._log()
        fresh = sound(fresh_of(log, [entry for copy in copies for entry in copy]))
        left = f" {say('library.merged.locked')}" if self._left_out else ""
        if not fresh:
            return Merged(say("library.merged.nothing") + left, ())
        last = max((entry.seq for entry in log), default=0)
        self.store.append(
            [NewEntry(e.id, e.document, e.at, e.by, e.previous, e.data) for e in fresh.values()], mend=True
        )
        self._behind = True
        self.pull()
        edits = history(self.pack, self._changes(), viewer=viewer, since=last)
        return Merged(_summary(self, edits) + left, tuple(edits))

    def download(
        self,
        path: str | Path,
        *,
        viewer: str | None = None,
        passphrase: str | None = None,
        private: bool = True,
    ) -> None:
        """Write a whole, compact copy to `path`.

        Args:
            viewer: Whose copy it is: it holds what both may see, and what this person keeps private. Without
                one it is a copy of the file as it is.
            passphrase: Seals all of it.
            private: Whether the viewer's private notes go with it.
        """
        path = Path(path)
        if not self.store.readonly:
            self.flush()
        if not path.parent.is_dir():
            self.store.copy_to(path)  # says what is wrong with the place
        from mentorbook.store.slots import Passphrase

        as_it_is = viewer is None and passphrase is None and self.link is None
        many = len(self._log()) > MANY and not self.store.newer
        if as_it_is and not many:
            self.store.copy_to(path)
            return
        part = unfinished(path.parent)
        try:
            if as_it_is:
                self.store.copy_to(part)
            else:
                kept = (
                    {"shared", *PEOPLE} if viewer is None else {"shared", viewer} if private else {"shared"}
                )
                self._write_copy(part, kept, passphrase)
            with Store.open(part) as copy:
                if passphrase is not None:
                    unlock(copy, Passphrase(passphrase))
                if many:
                    Book(copy, pack=self.pack).compact()
                copy.copy_to(path)
        finally:
            part.unlink(missing_ok=True)

    def _write_copy(self, part: Path, audiences: Collection[str], passphrase: str | None) -> None:
        """Write the documents of some audiences to a file of their own, sealed anew.

        What a passphrase of its own keeps private stays behind that passphrase.
        """
        from mentorbook.store.sealing import new_key
        from mentorbook.store.slots import Passphrase

        secret = Passphrase(passphrase) if passphrase is not None else None
        documents = [d for d in self.readable() if d.audience in audiences]
        part.unlink(missing_ok=True)
        with Store.open(part, create=True) as copy:
            with copy.changing_slots() as slots:
                for document in documents:
                    slots.add_document(document)
                    key = self.store.key(document.id)
                    own = [
                        s for s in self.store.slots(document=document.id) if s.kind.startswith("passphrase")
                    ]
                    if secret is not None:
                        key = new_key()
                        slots.put(secret.wrap(document.id, key, person=document.audience, state="open"))
                    elif own and key is not None and document.audience != "shared":
                        for slot in own:
                            slots.put(slot)
                    else:
                        continue
                    copy.use(document.id, key)
            log = self.store.verify([d.id for d in documents])
            copy.append([NewEntry(e.id, e.document, e.at, e.by, e.previous, e.data) for e in log])

    def compact(self) -> int:
        """Put what one person wrote in one sitting into one entry; returns how many entries that saves.

        Nothing is lost but the steps in between: the documents are the same before and after.

        Raises:
            StoreError: They would not be, or the disk would not take it. Nothing has changed.
        """
        self.flush()
        saved = 0
        for document in self._stored.values():
            entries = self.store.load(document.id)
            squashed = squash(entries)
            # An update that came before those it builds on would not be read whole: nobody wrote meanwhile.
            if len(squashed) < len(entries) and self.store.compact(
                document.id, squashed, entries[-1].seq, say_the_same, newest=True
            ):
                saved += len(entries) - len(squashed)
                self._behind = True
        self.pull()
        return saved

    # -- looking back

    def history(self, path: str | None = None, *, viewer: str = "pair") -> list[Edit]:
        """Who changed what and when, oldest first."""
        if path is not None:
            self.place(path)
        return history(self.pack, self._changes(), viewer=viewer, path=path)

    def at(self, change: int | None = None, when: str | None = None) -> Workbook:
        """The workbook as it was after a change (its `number`), or at a moment (ISO 8601, UTC).

        A reflection that its writer has taken back since is theirs alone there too.
        """
        book = Workbook(self.pack)
        book.absorb(
            [
                past
                for number, past in self._changes()
                if (change is None or number <= change) and (when is None or past.at <= when)
            ]
        )
        book.as_private_as(self)
        book.readonly = say("library.past")
        return book

    # -- inside

    def _admit(self, document: StoredDocument) -> None:
        """Read and write a document that can be opened here. The oldest of an audience is written."""
        self._audience[document.id] = document.audience
        self._stored.setdefault(document.audience, document)
        self.closed = {person: self._why(person) for person in PEOPLE if person not in self._stored}

    def _why(self, person: str) -> str:
        return f"private.{self.private(person)}"

    def _read(self, *, quick: bool = False) -> None:
        """Take in everything, and hold sealed documents against what is known of the whole.

        Args:
            quick: What a snapshot stands for is looked through later; see `checking`.
        """
        self.store.changed()
        self._since.clear()
        wrote: dict[str, tuple[str, str]] = {}
        with ExitStack() as loading:
            for document in self.documents.values():
                loading.enter_context(document.loading())
            upto = {id_: number for id_ in self._audience if (number := self._take_snapshot(id_, wrote))}
            for entries in self.store.pieces(self._audience, after=upto if quick else {}):
                self._load([entry for entry in entries if entry.seq > upto.get(entry.document, 0)], wrote)
        self._unread = set(upto) if quick else set()
        texts = self.documents["shared"].text_paths()
        self.written |= {path: last for path, last in wrote.items() if path in texts}
        self._mine.clear()
        self._behind = True
        self.pull()

    def _take_snapshot(self, document: str, wrote: dict[str, tuple[str, str]]) -> int:
        """Take in what has been put by of a document; the number up to which that is all, or 0."""
        snapshot = self.store.snapshot(document)
        if snapshot is None:
            return 0
        try:
            update, last = summed_parts(snapshot.data)
            self.documents[self._audience[document]].receive([update], ())
        except ValueError:  # made by hand: the log is all there is to go by
            return 0
        wrote |= last
        self.seq = max(self.seq, snapshot.upto)
        return snapshot.upto

    def _sum_up(self) -> None:
        """Put by what documents have come to, where that is due and all that the log holds is in memory."""
        unfinished = self._unsaved or self._mine or any(one.outbox for one in self.documents.values())
        if not self._due or unfinished or self._strange or self.store.spoilt or self.store.readonly:
            return
        due, self._due = self._due, set()
        for id_ in due:
            self._since[id_] = 0
            audience = self._audience[id_]
            if [*self._audience.values()].count(audience) > 1:
                continue  # in memory they are one: what is in it may be another's, behind another key
            document = self.documents[audience]
            texts = document.text_paths() if audience == "shared" else ()
            wrote = {path: self.written[path] for path in texts if path in self.written}
            with suppress(MentorbookError):  # nothing needs it: it is tried again when there is more
                self.store.put_snapshot(id_, Snapshot(self.seq, summed_up(document, wrote)))

    def _count(self, documents: Iterable[str]) -> None:
        self._since.update(documents)

    def _load(self, entries: Sequence[Entry], wrote: dict[str, tuple[str, str]]) -> None:
        """Take in what nobody has been told of yet; `wrote` gets who wrote last at each path, and when."""
        updates: dict[str, list[bytes]] = {audience: [] for audience in AUDIENCES}
        for entry in entries:
            header, update = parted(entry)
            if header is not None:
                updates[self._audience[entry.document]].append(update)
                for path in header[0]:
                    wrote[path] = (entry.by, entry.at)
            else:
                self._strange = True
        try:
            for audience, some in updates.items():
                self.documents[audience].receive(some, ())
        except ValueError as error:  # not an update at all: made by hand
            raise FileProblem("store.damaged", file=self.store.path.name) from error
        self._count(entry.document for entry in entries)
        if entries:  # a piece may hold nothing but what is spoilt
            self.seq = max(self.seq, entries[-1].seq)  # they may come one document after the other

    def _changed(self, changes: list[Change], source: object = None) -> None:
        self._unsaved += changes
        super()._changed(changes, source)
        self.flush()

    def _catch_up(self) -> bool:
        return self._take_entries(self.store.follow(self._audience, self.seq))

    def _take_entries(self, entries: Sequence[Entry]) -> bool:
        fresh = []
        last = self.seq
        for entry in entries:
            last = entry.seq
            if entry.id in self._mine:
                self._mine.discard(entry.id)
                continue
            change = unpacked(entry, self._audience[entry.document])
            if change is not None:
                fresh.append(change)
            else:
                self._strange = True
        if fresh:
            try:
                self.take_in(fresh)
            except ValueError as error:  # not an update at all: made by hand
                raise FileProblem("store.damaged", file=self.store.path.name) from error
        self._count(entry.document for entry in entries)
        self.seq = max(self.seq, last)
        self._sum_up()
        self._look_at_layout()
        self._look_at_additions()
        return bool(fresh)

    def _look_at_additions(self) -> None:
        """A programme may have added to the agreement: from here on the forms have it."""
        lines = lines_of(self.get("partnership/additions"))
        if lines != self.additions:
            self.additions = lines
            self.pack = extended(self._plain_pack, lines)
            self._places.clear()
            self._today.clear()

    def _look_at_layout(self) -> None:
        """A newer mentorbook has written here: read on, but write nothing that it would not understand."""
        layout = self.get("partnership/layout")
        if self.store.newer or (isinstance(layout, int | float) and layout > LAYOUT):
            self.readonly = say("library.newer", file=self.store.path.name)
        elif self.store.readonly:
            self.readonly = say("library.readonly", file=self.store.path.name)

    def _log(self) -> list[Entry]:
        return self.store.follow(self._audience, 0)

    def _changes(self) -> list[tuple[int, Change]]:
        found = [(e.seq, unpacked(e, self._audience[e.document])) for e in self._log()]
        return [(seq, change) for seq, change in found if change is not None]

    def _document(self, audience: str) -> str:
        return self._stored[audience].id

    def _entries_of(self, path: Path, *, rescued: bool, viewer: str, passphrase: str | None) -> list[Entry]:
        """What a copy holds for us, each entry in our own document of its audience."""
        if rescued:
            documents, entries, _ = rescue(path)
            closed: list[StoredDocument] = []
        else:
            with Store.open(path, readonly=True) as store:
                documents = self._opened(store, passphrase, path)
                closed = [d for d in store.documents() if d not in documents]
                entries = store.verify([d.id for d in documents])
        own = AUDIENCES if viewer == "pair" else ("shared", viewer)
        self._left_out |= any(d.workbook == self.id and d.audience in own for d in closed)
        self._left_out |= any(
            d.workbook == self.id and d.audience in own and d.audience not in self._stored for d in documents
        )
        ours = {d.id: d.audience for d in documents if d.workbook == self.id and d.audience in own}
        if not ours:
            raise FileProblem("library.foreign", file=path.name)
        return [
            entry if entry.document in self._audience else replace(entry, document=self._document(audience))
            for entry in entries
            if (audience := ours.get(entry.document)) in self._stored
        ]

    def _opened(self, copy: Store, passphrase: str | None, path: Path) -> list[StoredDocument]:
        """The documents of a copy that can be read: with our own keys, or with its passphrase."""
        if passphrase is not None:
            from mentorbook.store.slots import Passphrase

            unlock(copy, Passphrase(passphrase))
        found = []
        for document in copy.documents():
            key = self.store.key(document.id)
            if key is not None and locked(copy, document.id):
                copy.use(document.id, key)
            if not locked(copy, document.id):
                found.append(document)
            elif document.audience == "shared" and passphrase is not None:
                raise LinkProblem("passphrase.wrong")
            elif document.audience == "shared":
                raise FileProblem("library.locked", file=path.name)
        return found


def create(
    path: str | Path,
    *,
    mentor: str,
    mentee: str,
    journey: str = "four-week",
    start: str | None = None,
    pack: Pack | None = None,
    passphrase: str | None = None,
    clock: Callable[[], str] | None = None,
) -> Book:
    """Make a new workbook for two people in a file of its own, and open it.

    Args:
        clock: What acts are dated by (UTC, ISO 8601). An example begins in the past.
        passphrase: Seals it. Without one, whoever has the file can read what both may see; what one person
            keeps private has a passphrase of its own (`Book.keep_private`).

    Raises:
        FileProblem: There is a file of this name already, or none can be written there.
        ValueProblem: A name is empty or too long, or there is no such journey.
    """
    path = Path(path)
    pack = pack or used()
    details = begin(pack, mentor=mentor, mentee=mentee, journey=journey, start=start)
    if path.exists():
        raise FileProblem("library.exists", file=path.name)
    if not path.parent.is_dir():
        raise FileProblem("library.no_folder", folder=str(path.parent))
    part = unfinished(path.parent)
    try:
        document = StoredDocument(uuid.uuid4().hex, uuid.uuid4().hex, "shared", now())
        with Store.open(part, create=True) as store:
            store.add_document(document)
            if passphrase is not None:
                _seal(store, document, passphrase)
            begun = Book(store, pack=pack)
            begun.clock = clock or begun.clock
            begun.start(**details)
        if not put_new(part, path):
            raise FileProblem("library.exists", file=path.name)
    finally:
        part.unlink(missing_ok=True)
    book = open(path, pack=pack, passphrase=passphrase)
    book.clock = clock or book.clock
    return book


def begin(pack: Pack, *, mentor: str, mentee: str, journey: str, start: str | None) -> dict[str, Any]:
    """What a new workbook starts with, checked.

    Raises:
        ValueProblem: A name is empty or too long, or there is no such journey.
    """
    names = {"mentor": _name(mentor, "mentor"), "mentee": _name(mentee, "mentee")}
    if journey not in pack.journeys:
        raise ValueProblem("library.journey", journey=journey, journeys=", ".join(pack.journeys))
    return {
        "mentor_name": names["mentor"],
        "mentee_name": names["mentee"],
        "journey": journey,
        "start": start or now()[:10],
        "layout": LAYOUT,
    }


def open(
    path: str | Path,
    *,
    readonly: bool = False,
    pack: Pack | None = None,
    passphrase: str | None = None,
    quick: bool = False,
) -> Book:
    """Open a workbook's file; for reading only where it cannot be written.

    Args:
        passphrase: Opens what is sealed in it.
        quick: Not all of a long log is read and checked at once; `Book.checking` does that later.

    Raises:
        FileProblem: It is missing, damaged, sealed or no workbook. The file is left as it is.
        LinkProblem: The passphrase is another one.
    """
    try:
        store = Store.open(path, readonly=readonly)
    except FileProblem as problem:
        if problem.key not in ("store.readonly", "store.newer"):
            raise
        store = Store.open(path, readonly=True)
    try:
        if passphrase is not None:
            from mentorbook.store.slots import Passphrase

            if not unlock(store, Passphrase(passphrase)) and any(
                locked(store, d.id) for d in store.documents()
            ):
                raise LinkProblem("passphrase.wrong")
        return Book(store, pack=pack, quick=quick)
    except BaseException:
        store.close()
        raise


def own(path: Path) -> None:
    """Make a file from elsewhere one of ours: its entries alone are believed, and not what it says they come to."""
    with (
        suppress(FileProblem),
        Store.open(path) as store,
    ):  # of a newer version: there it is not believed anyway
        store.forget_snapshots()


def locked(store: Store, document: str) -> bool:
    """Whether a document is sealed with a key that is not known here."""
    return store.key(document) is None and bool(store.slots(document=document))


def unlock(store: Store, passphrase: Passphrase, documents: Iterable[str] | None = None) -> list[str]:
    """Open whatever a passphrase opens; the ids of the documents it did open."""
    opened = []
    ids = [document.id for document in store.documents()] if documents is None else documents
    for document in ids:
        for slot in store.slots(document=document):
            if slot.kind.startswith("passphrase"):
                try:
                    store.use(document, passphrase.unwrap(slot))
                except ValueError:
                    continue
                opened.append(document)
                break
    return opened


def _seal(store: Store, document: StoredDocument, passphrase: str) -> None:
    from mentorbook.store.sealing import new_key
    from mentorbook.store.slots import Passphrase

    key = new_key()
    slot = Passphrase(passphrase).wrap(document.id, key, person=document.audience, state=f"open {now()}")
    with store.changing_slots() as slots:
        slots.put(slot)
    store.use(document.id, key)


def _name(name: str, role: str) -> str:
    cleaned = " ".join(values.clean_text(name).split())
    if not cleaned:
        raise ValueProblem("library.name", role=say(f"role.{role}"))
    if len(cleaned) > 200:
        raise ValueProblem("library.name_long", role=say(f"role.{role}"))
    return cleaned


def _problem(book: Book, spoilt: Spoilt) -> str:
    match spoilt.what:
        case "changed":
            name = book.names.get(spoilt.by, spoilt.by)
            return say("seal.changed", day=spoilt.at[:10], name=name, number=spoilt.number)
        case "removed":
            return say("seal.removed", count=spoilt.number)
        case "replayed":
            return say("seal.replayed")
        case "rolled back":
            return say("seal.rolled")
        case _:
            return say("seal.head")


def _summary(book: Book, edits: Sequence[Edit]) -> str:
    """ "3 goals changed, 2 reflections added by Grace"."""
    titles = {form.id: form.title for form in book.pack.forms.values()}
    titles |= {"journey": say("journey.title"), "partnership": say("journey.title")}
    added: Counter[tuple[str, str]] = Counter()
    rows: dict[tuple[str, str], set[str]] = {}
    for edit in edits:
        section, _, rest = edit.path.partition("/")
        if section not in titles:
            continue
        place = book.place(edit.path)
        if place.marker == CREATED and place.inner == place.row:
            added[section, edit.by] += 1
        else:
            rows.setdefault((section, edit.by), set()).add(place.row or rest)
    new = {"/".join(e.path.split("/")[:2]) for e in edits if e.path.endswith("/" + CREATED)}
    parts = []
    names = book.names
    for (section, by), count in added.items():
        parts.append((by, say("library.added", count=count, what=titles[section])))
    for (section, by), touched in rows.items():
        old = {row for row in touched if row not in new}
        if old:
            parts.append((by, say("library.changed", count=len(old), what=titles[section])))
    people = dict.fromkeys(by for by, _ in parts)
    sentences = [
        say("library.by", what=", ".join(what for who, what in parts if who == by), name=names.get(by, by))
        for by in people
    ]
    return " ".join(sentences) or say("library.merged.nothing")


def listing(folder: Path, *, pack: Pack | None = None) -> list[dict[str, Any]]:
    """The workbooks in a folder, the latest first: ``{file, mentor, mentee, changed}``.

    Whose a sealed one is cannot be told; it has ``sealed`` instead. A file that cannot be read is left out here; opening it by name says what is wrong with it.
    """
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
            known: dict[str, Any] = {"file": path.name, "changed": changed.replace("+00:00", "Z")}
            with open(path, readonly=True, pack=pack, quick=True) as book:
                found.append(known | book.names)
        except FileProblem as problem:
            if problem.key == "library.locked":
                found.append(known | {"mentor": "", "mentee": "", "sealed": True})
        except (MentorbookError, OSError):
            continue
    return sorted(found, key=lambda one: one["changed"], reverse=True)
