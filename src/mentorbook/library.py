"""Brings workbook and store together: create, open, merge, follow, download."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from pycrdt import merge_updates

from mentorbook.content import values
from mentorbook.content.loader import builtin
from mentorbook.content.specs import Pack
from mentorbook.errors import FileProblem, MentorbookError, ValueProblem
from mentorbook.messages import say
from mentorbook.store import Document as StoredDocument
from mentorbook.store import Entry, NewEntry, Store, rescue
from mentorbook.store.disk import put_new, unfinished
from mentorbook.workbook.book import AUDIENCES, Change, Workbook, now
from mentorbook.workbook.document import Document
from mentorbook.workbook.history import SITTING, Edit, history
from mentorbook.workbook.paths import CREATED, PEOPLE

SUFFIX = ".mentorbook"
MANY = 2_000
"""A download with more entries than this is compacted."""
MARK = 16
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
        ours = [d for d in stored if d.workbook == self.id and d.audience in AUDIENCES]
        self._stored = {document.audience: document for document in reversed(ours)}
        self._audience = {document.id: document.audience for document in ours}
        self._mine: set[str] = set()
        self._unsaved: list[Change] = []
        self._held = False
        self._behind = True
        self.pull()

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

    @property
    def unsaved(self) -> bool:
        """Whether there is anything that the disk has not taken yet."""
        return bool(self._unsaved)

    # -- to and from the disk

    def flush(self) -> None:
        """Put on disk whatever is not there yet. Raises StoreError if the disk will not take it."""
        if not self._unsaved or self._held:
            return
        entries = [
            NewEntry(change.id, self._document(change.audience), change.at, change.by, None, _pack(change))
            for change in self._unsaved
        ]
        numbers = self.store.append(entries)
        if numbers == list(range(self.seq + 1, self.seq + 1 + len(numbers))):
            self.seq = numbers[-1]  # nobody wrote in between
        else:
            self._mine.update(change.id for change in self._unsaved)
        self._unsaved.clear()

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
                if any(e.seq > seq and _parts(e) for e in entries):
                    return None  # compacted since: what was there at that number is not known any more
                changes = [(e.seq, _unpack(e, audience)) for e in entries]
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

    def merge(self, *paths: str | Path, rescued: bool = False, viewer: str = "pair") -> Merged:
        """Bring in everything that other copies of this workbook hold. Nothing here is lost by it.

        Args:
            rescued: Also read what can still be read of a damaged file.
            viewer: Who is told what came in.

        Raises:
            FileProblem: One of them cannot be read, or is another pair's workbook; nothing was changed.
        """
        if self.readonly:
            raise MentorbookError("workbook.readonly", why=self.readonly)
        self.flush()
        copies = [self._entries_of(Path(path), rescued=rescued) for path in paths]
        log = self._log()
        fresh = _sound(_fresh(log, [entry for copy in copies for entry in copy]))
        if not fresh:
            return Merged(say("library.merged.nothing"), ())
        last = max((entry.seq for entry in log), default=0)
        for audience, document in self._copied_documents(fresh.values()).items():
            self._stored.setdefault(audience, document)
            self._audience[document.id] = audience
            self.store.add_document(document)
        self.store.append(
            [NewEntry(e.id, e.document, e.at, e.by, e.previous, e.data) for e in fresh.values()]
        )
        self._behind = True
        self.pull()
        edits = history(self.pack, self._changes(), viewer=viewer, since=last)
        return Merged(_summary(self, edits), tuple(edits))

    def download(self, path: str | Path) -> None:
        """Write a whole, compact copy to `path`."""
        path = Path(path)
        if not self.store.readonly:
            self.flush()
        if len(self._log()) <= MANY or self.store.newer or not path.parent.is_dir():
            self.store.copy_to(path)
            return
        part = unfinished(path.parent)
        try:
            self.store.copy_to(part)
            with Store.open(part) as copy:
                Book(copy, pack=self.pack).compact()
                copy.copy_to(path)
        finally:
            part.unlink(missing_ok=True)

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
            if len(squashed) < len(entries):
                self.store.compact(document.id, squashed, entries[-1].seq, _say_the_same)
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

    def _changed(self, changes: list[Change], source: object = None) -> None:
        self._unsaved += changes
        super()._changed(changes, source)
        self.flush()

    def _catch_up(self) -> bool:
        fresh = []
        last = self.seq
        for entry in self.store.follow(self._audience, self.seq):
            last = entry.seq
            if entry.id in self._mine:
                self._mine.discard(entry.id)
                continue
            change = _unpack(entry, self._audience[entry.document])
            if change is not None:
                fresh.append(change)
        if fresh:
            try:
                self.take_in(fresh)
            except ValueError as error:  # not an update at all: made by hand
                raise FileProblem("store.damaged", file=self.store.path.name) from error
        self.seq = last
        self._look_at_layout()
        return bool(fresh)

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
            raise FileProblem("library.foreign", file=path.name)
        self._found = {**getattr(self, "_found", {}), **ours}
        return [entry for entry in entries if entry.document in ours]

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


def squash(entries: Sequence[Entry]) -> list[NewEntry]:
    """The entries of one document, with those of one person within one sitting put together."""
    groups: list[list[Entry]] = []
    for entry in entries:
        group = groups[-1] if groups else []
        together = group and group[0].by == entry.by and _near(group[0].at, entry.at)
        if together and _unpack(group[0], "") is not None and _unpack(entry, "") is not None:
            group.append(entry)
        else:
            groups.append([entry])
    return [_squashed(group) for group in groups]


def _squashed(group: Sequence[Entry]) -> NewEntry:
    changes = [change for entry in group if (change := _unpack(entry, "")) is not None]
    parts = sorted({part for entry in group for part in (_parts(entry) or [_mark(entry.id)])})
    # The same on every copy that puts the same entries together, and not that of any of them.
    id_ = hashlib.sha256("\n".join(entry.id for entry in group).encode()).hexdigest()[:32]
    last = group[-1]
    if len(changes) != len(group):  # something that this version cannot read: kept as it is, by itself
        return NewEntry(id_, last.document, last.at, last.by, last.previous, last.data)
    pages = {change.page for change in changes}
    header: dict[str, Any] = {"paths": sorted({path for change in changes for path in change.paths})}
    if len(pages) == 1 and None not in pages:
        header["page"] = changes[0].page
    header["parts"] = "".join(parts)
    update = merge_updates(*(change.update for change in changes))
    data = json.dumps(header, ensure_ascii=False).encode() + b"\n" + update
    return NewEntry(id_, last.document, last.at, last.by, None, data)


def _say_the_same(old: Sequence[Entry], new: Sequence[Entry]) -> bool:
    """Whether two logs of a document lead to the same."""

    def played(entries: Sequence[Entry]) -> Document:
        changes = [_unpack(entry, "") for entry in entries]
        return Document(*(change.update for change in changes if change is not None))

    return played(old).whole() == played(new).whole()


def _fresh(log: Sequence[Entry], copies: Iterable[Entry]) -> dict[str, Entry]:
    """What the copies hold that the log does not, also where either has been compacted."""
    ids = {entry.id for entry in log}
    fresh = {entry.id: entry for entry in copies if entry.id not in ids}
    inside = {part for entry in log for part in _parts(entry)}
    known = inside
    if any(_parts(entry) for entry in fresh.values()):
        known = inside | {_mark(id_) for id_ in ids}
    if not known:
        return fresh
    return {id_: entry for id_, entry in fresh.items() if not known.issuperset(_parts(entry) or [_mark(id_)])}


def _mark(id_: str) -> str:
    """A short name for an entry: 16 hex digits."""
    return hashlib.sha256(id_.encode()).hexdigest()[:MARK]


def _parts(entry: Entry) -> list[str]:
    """The marks of the entries that have been put together in this one; none if it is as it was written."""
    head, _, _ = entry.data.partition(b"\n")
    if b'"parts"' not in head:
        return []
    try:
        parts = json.loads(head)["parts"]
    except (ValueError, KeyError, TypeError):
        return []
    return re.findall(f"[0-9a-f]{{{MARK}}}", parts) if isinstance(parts, str) else []


def _near(earlier: str, later: str) -> bool:
    try:
        return abs(datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) <= SITTING
    except (ValueError, TypeError):
        return False


def _unpack(entry: Entry, audience: str) -> Change | None:
    """The change in an entry; None if the entry holds something else."""
    head, _, update = entry.data.partition(b"\n")
    if (header := _header(head)) is None:
        return None
    paths, page = header
    return Change(audience, entry.by, entry.at, paths, update, entry.id, page)


@lru_cache(maxsize=4096)  # many entries begin with the same words, and a log is read more than once
def _header(head: bytes) -> tuple[tuple[str, ...], str | None] | None:
    """The paths that an entry touches and the page it came from; None if that is not what it begins with."""
    try:
        header = json.loads(head.decode())
        page = header.get("page")
        return tuple(str(path) for path in header["paths"]), str(page) if page else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _sound(entries: dict[str, Entry]) -> dict[str, Entry]:
    """Those entries from elsewhere that can be applied at all."""

    def applies(some: Iterable[Entry]) -> bool:
        changes = [_unpack(entry, "") for entry in some]
        try:
            Document(*(change.update for change in changes if change is not None))
        except (ValueError, RuntimeError):
            return False
        return None not in changes

    if applies(entries.values()):  # as nearly always
        return entries
    return {id_: entry for id_, entry in entries.items() if applies([entry])}


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
