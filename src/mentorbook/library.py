"""Brings workbook and store together: create, open, merge, follow, download."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from mentorbook.content import values
from mentorbook.content.loader import builtin
from mentorbook.content.specs import Journey, Pack
from mentorbook.errors import FileProblem, MentorbookError, ValueProblem
from mentorbook.messages import say
from mentorbook.store import Document as StoredDocument
from mentorbook.store import Entry, NewEntry, Store, rescue
from mentorbook.store.disk import put_new, unfinished
from mentorbook.workbook.book import AUDIENCES, Change, Workbook, now
from mentorbook.workbook.document import Document
from mentorbook.workbook.history import Edit, history
from mentorbook.workbook.paths import CREATED, PEOPLE

SUFFIX = ".mentorbook"
LAYOUT = 1
"""The layout of paths that this version writes. A file of a newer one opens for reading."""


@dataclass(frozen=True)
class Merged:
    """What a merge brought in: a sentence for people, and the changes one by one."""

    summary: str
    changes: tuple[Edit, ...]


class Book(Workbook):
    """A workbook whose every change is on disk before the call that made it returns."""

    def __init__(self, store: Store, *, pack: Pack | None = None) -> None:
        super().__init__(pack or builtin())
        self.store = store
        stored = store.documents()
        shared = [document for document in stored if document.audience == "shared"]
        if len(shared) != 1:
            raise FileProblem("library.no_workbook", file=store.path.name)
        self.id = shared[0].workbook
        self._stored = {d.audience: d for d in stored if d.workbook == self.id and d.audience in AUDIENCES}
        self._audience = {document.id: audience for audience, document in self._stored.items()}
        self._mine: set[str] = set()
        self._unsaved: list[Change] = []
        self._catch_up()
        if store.newer or int(self.get("partnership/layout") or 0) > LAYOUT:
            self.readonly = say("library.newer", file=store.path.name)
        elif store.readonly:
            self.readonly = say("library.readonly", file=store.path.name)

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

    @property
    def names(self) -> dict[str, str]:
        """What the two are called, by role."""
        return {
            person: str(
                self.get(f"profile/{person}/name")
                or self.get(f"partnership/{person}_name")
                or say(f"role.{person}")
            )
            for person in PEOPLE
        }

    @property
    def journey(self) -> Journey | None:
        """The journey the pair has chosen."""
        return self.pack.journeys.get(str(self.get("partnership/journey") or ""))

    # -- to and from the disk

    def flush(self) -> None:
        """Put on disk whatever is not there yet. Raises StoreError if the disk will not take it."""
        if not self._unsaved:
            return
        entries = [
            NewEntry(change.id, self._document(change.audience), change.at, change.by, None, _pack(change))
            for change in self._unsaved
        ]
        self.store.append(entries)
        self._mine.update(change.id for change in self._unsaved)
        self._unsaved.clear()

    def pull(self) -> bool:
        """Take in what others have appended; True if there was anything."""
        return self.store.changed() and self._catch_up()

    def before(self, seq: int, page: str, role: str) -> dict[str, Document] | None:
        """The documents as a page knew them at `seq`: with its own later edits, without the partner's."""
        found: dict[str, Document] = {}
        for audience in ("shared", role):
            if audience in self._stored:
                entries = self.store.load(self._stored[audience].id)
                if audience == "shared" and (not entries or entries[0].seq > seq):
                    return None  # compacted since, or another copy's number
                known = [
                    c for e in entries if (c := _unpack(e, audience)) and (e.seq <= seq or c.page == page)
                ]
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

    def merge(self, *paths: str | Path, rescued: bool = False) -> Merged:
        """Bring in everything that other copies of this workbook hold. Nothing here is lost by it.

        Args:
            rescued: Also read what can still be read of a damaged file.

        Raises:
            FileProblem: One of them cannot be read, or is another pair's workbook; nothing was changed.
        """
        if self.readonly:
            raise MentorbookError("workbook.readonly", why=self.readonly)
        copies = [self._entries_of(Path(path), rescued=rescued) for path in paths]
        known = {entry.id for entry in self._log()}
        fresh = {e.id: e for copy in copies for e in copy if e.id not in known}
        if not fresh:
            return Merged(say("library.merged.nothing"), ())
        last = max((entry.seq for entry in self._log()), default=0)
        for audience, document in self._copied_documents(fresh.values()).items():
            self._stored.setdefault(audience, document)
            self._audience[document.id] = audience
            self.store.add_document(document)
        self.store.append(
            [NewEntry(e.id, e.document, e.at, e.by, e.previous, e.data) for e in fresh.values()]
        )
        self._catch_up()
        edits = [edit for edit in self.history() if edit.number > last]
        return Merged(_summary(self, edits), tuple(edits))

    def download(self, path: str | Path) -> None:
        """Write a whole, compact copy to `path`."""
        self.flush()
        self.store.copy_to(path)

    # -- looking back

    def history(self, path: str | None = None, *, viewer: str = "pair") -> list[Edit]:
        """Who changed what and when, oldest first."""
        if path is not None:
            self.place(path)
        return history(self.pack, self._changes(), viewer=viewer, path=path)

    def at(self, change: int | None = None, when: str | None = None) -> Workbook:
        """The workbook as it was after a change (its `number`), or at a moment (ISO 8601, UTC)."""
        book = Workbook(self.pack)
        book.absorb(
            [
                past
                for number, past in self._changes()
                if (change is None or number <= change) and (when is None or past.at <= when)
            ]
        )
        book.readonly = say("library.past")
        return book

    # -- inside

    def _changed(self, changes: list[Change], source: object = None) -> None:
        self._unsaved += changes
        super()._changed(changes, source)
        self.flush()

    def _catch_up(self) -> bool:
        fresh = []
        for entry in self.store.follow(self._audience, self.seq):
            self.seq = entry.seq
            if entry.id in self._mine:
                self._mine.discard(entry.id)
                continue
            change = _unpack(entry, self._audience[entry.document])
            if change is not None:
                fresh.append(change)
        if fresh:
            self.take_in(fresh)
        return bool(fresh)

    def _log(self) -> list[Entry]:
        return self.store.follow(self._audience, 0)

    def _changes(self) -> list[tuple[int, Change]]:
        found = [(e.seq, _unpack(e, self._audience[e.document])) for e in self._log()]
        return [(seq, change) for seq, change in found if change is not None]

    def _document(self, audience: str) -> str:
        if audience not in self._stored:
            document = StoredDocument(uuid.uuid4().hex, self.id, audience, now())
            self.store.add_document(document)
            self._stored[audience] = document
            self._audience[document.id] = audience
        return self._stored[audience].id

    def _entries_of(self, path: Path, *, rescued: bool) -> list[Entry]:
        if rescued:
            documents, entries, _ = rescue(path)
        else:
            with Store.open(path, readonly=True) as store:
                documents = store.documents()
                entries = store.follow([d.id for d in documents], 0)
        ours = {d.id: d for d in documents if d.workbook == self.id}
        if not ours:
            raise FileProblem("library.other", file=path.name)
        self._found = {**getattr(self, "_found", {}), **ours}
        return [entry for entry in entries if entry.document in ours and _sound(entry)]

    def _copied_documents(self, entries: Iterable[Entry]) -> dict[str, StoredDocument]:
        new = {e.document for e in entries} - self._audience.keys()
        return {self._found[id_].audience: self._found[id_] for id_ in new}


def create(
    path: str | Path,
    *,
    mentor: str,
    mentee: str,
    journey: str = "four-week",
    start: str | None = None,
    pack: Pack | None = None,
) -> Book:
    """Make a new workbook for two people in a file of its own, and open it.

    Raises:
        FileProblem: There is a file of this name already, or none can be written there.
        ValueProblem: A name is empty or too long, or there is no such journey.
    """
    path = Path(path)
    pack = pack or builtin()
    names = {"mentor": _name(mentor, "mentor"), "mentee": _name(mentee, "mentee")}
    if journey not in pack.journeys:
        raise ValueProblem("library.journey", journey=journey, journeys=", ".join(pack.journeys))
    if path.exists():
        raise FileProblem("library.exists", file=path.name)
    if not path.parent.is_dir():
        raise FileProblem("library.no_folder", folder=str(path.parent))
    part = unfinished(path.parent)
    try:
        workbook = uuid.uuid4().hex
        with Store.open(part, create=True) as store:
            for audience in AUDIENCES:
                store.add_document(StoredDocument(uuid.uuid4().hex, workbook, audience, now()))
            book = Book(store, pack=pack)
            book.start(
                mentor_name=names["mentor"],
                mentee_name=names["mentee"],
                journey=journey,
                start=start or now()[:10],
                layout=LAYOUT,
            )
        if not put_new(part, path):
            raise FileProblem("library.exists", file=path.name)
    finally:
        part.unlink(missing_ok=True)
    return open(path, pack=pack)


def open(path: str | Path, *, readonly: bool = False, pack: Pack | None = None) -> Book:
    """Open a workbook's file; for reading only where it cannot be written.

    Raises:
        FileProblem: It is missing, damaged or no workbook. The file is left as it is.
    """
    try:
        store = Store.open(path, readonly=readonly)
    except FileProblem as problem:
        if problem.key not in ("store.readonly", "store.newer"):
            raise
        store = Store.open(path, readonly=True)
    try:
        return Book(store, pack=pack)
    except BaseException:
        store.close()
        raise


def _name(name: str, role: str) -> str:
    cleaned = " ".join(values.clean_text(name).split())
    if not cleaned:
        raise ValueProblem("library.name", role=say(f"role.{role}"))
    if len(cleaned) > 200:
        raise ValueProblem("library.name_long", role=say(f"role.{role}"))
    return cleaned


def _pack(change: Change) -> bytes:
    header: dict[str, Any] = {"paths": change.paths}
    if change.page:
        header["page"] = change.page
    return json.dumps(header, ensure_ascii=False).encode() + b"\n" + change.update


def _unpack(entry: Entry, audience: str) -> Change | None:
    """The change in an entry; None if the entry holds something else."""
    head, _, update = entry.data.partition(b"\n")
    try:
        header = json.loads(head)
        paths = tuple(str(path) for path in header["paths"])
        page = header.get("page")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Change(audience, entry.by, entry.at, paths, update, entry.id, str(page) if page else None)


def _sound(entry: Entry) -> bool:
    """Whether an entry from elsewhere can be applied at all."""
    change = _unpack(entry, "")
    if change is None:
        return False
    try:
        Document(change.update)
    except (ValueError, RuntimeError):
        return False
    return True


def _summary(book: Book, edits: Sequence[Edit]) -> str:
    """ "3 goals changed, 2 reflections added by Grace"."""
    added: Counter[tuple[str, str]] = Counter()
    rows: dict[tuple[str, str], set[str]] = {}
    for edit in edits:
        section, _, rest = edit.path.partition("/")
        if section not in book.pack.forms:
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
        parts.append((by, say("library.added", count=count, what=book.pack.forms[section].title)))
    for (section, by), touched in rows.items():
        old = {row for row in touched if row not in new}
        if old:
            parts.append((by, say("library.changed", count=len(old), what=book.pack.forms[section].title)))
    people = dict.fromkeys(by for by, _ in parts)
    sentences = [
        say("library.by", what=", ".join(what for who, what in parts if who == by), name=names.get(by, by))
        for by in people
    ]
    return " ".join(sentences) or say("library.merged.nothing")


def listing(folder: Path, *, pack: Pack | None = None) -> list[dict[str, Any]]:
    """The workbooks in a folder, the latest first: ``{file, mentor, mentee, changed}``.

    A file that cannot be read is left out here; opening it by name says what is wrong with it.
    """
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            with open(path, readonly=True, pack=pack) as book:
                changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
                found.append({"file": path.name, **book.names, "changed": changed.replace("+00:00", "Z")})
        except (MentorbookError, OSError):
            continue
    return sorted(found, key=lambda one: one["changed"], reverse=True)
