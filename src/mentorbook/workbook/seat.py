"""A seat: one page's place at the workbook.

The page is a replica. A seat holds what the page has been told and what it has sent, so that a patch is
applied to exactly the state its writer saw, and merges from there like any edit made apart: words typed
into a text that has moved on land where they were meant, and an answer replaces only what its writer saw.
As long as the page has seen all that there is, that state is the workbook's own, and nothing is held twice.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from mentorbook.content import values
from mentorbook.errors import MentorbookError, PathError, StoreError, ValueProblem
from mentorbook.workbook import cells, signatures
from mentorbook.workbook.book import Change, Workbook
from mentorbook.workbook.cells import Cell
from mentorbook.workbook.document import Document
from mentorbook.workbook.paths import COURSE, PEOPLE
from mentorbook.workbook.restoring import Restored, carry_out, plan
from mentorbook.workbook.text import find, splice

Message = dict[str, Any]
MOST_PATCHES = 500
HIDDEN = ("talked", "revealed")  # shown within the cells they are about
ALWAYS = ("partnership", "signatures", "journey")  # what every page shows


class Replica(Workbook):
    """A workbook that keeps its changes for the seat to hand on."""

    def __init__(self, book: Workbook, documents: Mapping[str, Document]) -> None:
        super().__init__(book.pack, documents)
        self.made: list[Change] = []

    def _changed(self, changes: list[Change], source: object = None) -> None:
        self.made += changes


class Seat:
    """One page of one person at a workbook.

    Args:
        role: mentor or mentee. page: The page's own id; it can be set once the page has said it.
        sections: What the page shows; None for all.
    """

    def __init__(
        self, book: Workbook, *, role: str, page: str = "", sections: Iterable[str] | None = None
    ) -> None:
        self.book, self.role, self.page = book, role, page
        self.id = secrets.token_hex(4)
        self._all: Message | None = None
        self._first: set[str] | None = None  # the sections that have been told, where some have not
        self._partly: set[str] | None = None  # those that were told until the tick `_whole`
        self._whole = 0
        self._sections = {*sections, *ALWAYS} if sections else None
        self._made: Replica | None = None
        # What the page had seen when the other wrote what it had not, and what it has made or seen since then.
        self._began: dict[str, bytes] | None = None
        self._since: list[Change] = []
        self._earlier: dict[str, Replica] = {}
        self._tick = 0
        self._unseen: deque[tuple[int, Change]] = deque()
        self._dirty: set[str] = set()
        self._cells: dict[str, Cell] = {}
        self._texts: dict[str, str] = {}
        self._reached = 0  # told
        self._done = 0  # applied or refused, and on disk
        book.listeners.append(self._heard)
        book.watchers.append(self._watch)

    @property
    def _replica(self) -> Replica:
        """What the page holds. Made when the other has written what this page has not seen: most never need it."""
        if self._made is None:
            if self._began is None:
                held = {audience: document.copy() for audience, document in self._own().items()}
            else:
                held = {audience: Document(update) for audience, update in self._began.items()}
            self._made = Replica(self.book, held)
            self._made.take_in(self._since)
            self._began, self._since = None, []
        return self._made

    def _saw(self, changes: list[Change]) -> None:
        """The page has made these changes, or has been told of them."""
        if self._made is not None:
            self._made.take_in(changes)
        elif self._began is not None:
            self._since += changes

    def _sees_all(self) -> bool:
        """Whether what the page has seen is what the workbook holds, and that holds nothing it must not see."""
        others = self.book.documents.keys() - self._own().keys()
        behind = self._made is not None or self._began is not None
        return not behind and all(self.book.documents[audience].empty for audience in others)

    def leave(self) -> None:
        """The page is gone."""
        if self._heard in self.book.listeners:
            self.book.listeners.remove(self._heard)
            self.book.watchers.remove(self._watch)

    # -- downstream

    def opened(self) -> Message:
        """Everything that the page needs to draw the workbook."""
        prepared, self._all = self._all, None
        everything = prepared if prepared and not self._dirty else self._everything()
        self._reached = max(self._done, self._on_disk())
        return everything | {
            "type": "opened",
            **({"first": sorted(self._first)} if self._first is not None else {}),
            "role": self.role if self.role in PEOPLE else None,
            "reached": self._reached,
            "readonly": self.book.readonly,
        }

    def prepare(self, first: Iterable[str] | None = None) -> None:
        """Put together what `opened` says, for a page that is about to ask.

        Args:
            first: The sections that the page shows first: with these alone it can be drawn, and it asks for
                the `rest` when it has been. None for all at once.
        """
        self._first = self._partly = {*first, *ALWAYS} if first is not None else None
        self._all = self._everything()

    def rest(self) -> Message:
        """What `opened` left out, and what has changed since, as a change. All has been told from then on."""
        if self._first is not None:
            self._first = None
            self._whole = self._tick + 1
            self._dirty |= self.book.all_paths(self._viewer)
        return (self.changes() or self._change({}, {}, None)) | {"rest": True}

    def _everything(self) -> Message:
        self._dirty.clear()
        self._tick += 1
        viewer = self._viewer
        self._cells, self._texts = {}, {}
        texts: dict[str, Any] = {}
        told = {*self._first, *HIDDEN} if self._first is not None else None
        paths = self.book.all_paths(viewer, sections=told)
        for path in paths | cells.also(self.book, paths):
            if not self._shown(path) or not self._told(path):
                continue
            if self.book.place(path).kind == "text":
                text = self.book.text(path, viewer=viewer)
                if text:
                    by, at = self.book.written.get(path, (None, ""))
                    self._texts[path] = text
                    texts[path] = {"text": text, "by": by, "at": at}
            elif (shown := cells.cell(self.book, path, viewer)) is not None:
                self._cells[path] = shown
        return {"cells": self._cells.copy(), "texts": texts, "revision": self._revision()}

    def changes(self) -> Message | None:
        """What has changed for this page since it was last told; None if nothing has."""
        viewer = self._viewer
        dirty = {now for path in self._dirty if (now := self.book.today(path)) is not None}
        self._dirty = set()
        told: dict[str, Cell | None] = {}
        texts: dict[str, Any] = {}
        people: set[str] = set()
        for path in dirty | cells.also(self.book, dirty) if dirty else ():
            if not self._shown(path) or not self._told(path):
                continue
            if self.book.place(path).kind == "text":
                old, new = self._texts.get(path, ""), self.book.text(path, viewer=viewer)
                if old != new:
                    at, cut, put = splice(old, new)
                    by, when = self.book.written.get(path, (None, ""))
                    self._texts[path] = new
                    texts[path] = {
                        "at": at, "cut": cut, "put": put, "length": len(new), "by": by, "when": when,
                    }  # fmt: skip
                    people |= {by} if by else set()
                continue
            shown = cells.cell(self.book, path, viewer)
            if shown != self._cells.get(path):
                told[path] = shown
                if shown is None:
                    self._cells.pop(path, None)
                else:
                    self._cells[path] = shown
                    people |= {shown["by"]} if shown.get("by") else set()
        reached = max(self._reached, self._done, self._on_disk())
        if not told and not texts and reached == self._reached:
            return None
        self._reached = reached
        by = next(iter(people - {self.role}), None) or next(iter(people), None)
        return self._change(told, texts, by)

    # -- upstream

    def receive(self, patches: object) -> list[Message]:
        """Take in the page's patches; what they changed comes with the next `changes`.

        Returns:
            ``restored`` with what restoring wrote, ``refused`` for what cannot be, ``trouble`` where the disk would not take it (the page keeps
            those patches and sends them again).
        """
        answers: list[Message] = []
        done = self._done
        if not isinstance(patches, list) or len(patches) > MOST_PATCHES:
            return [_trouble(ValueProblem("patch.shape"))]
        try:
            self.book.flush()  # what the disk would not take before
            for patch in patches:
                number = patch.get("number") if isinstance(patch, dict) else None
                if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**53:
                    answers.append(_trouble(ValueProblem("patch.shape")))
                    continue
                done = max(done, number)
                if number > max(self._done, self.book.reached(self.page)):
                    try:
                        answers += self._apply(patch, number)
                    except StoreError:
                        raise
                    except MentorbookError as problem:
                        answers.append(
                            {
                                "type": "refused",
                                "number": number,
                                "path": values.clean_text(str(patch.get("path", ""))[:500]),
                                "message": values.clean_text(str(problem)),
                            }
                        )
            self.book.flush()
            self._done = done
        except StoreError as problem:
            return [*answers, _trouble(problem)]
        return answers

    # -- inside

    @property
    def _viewer(self) -> str:
        return self.role if self.role in PEOPLE else "pair"

    def _change(self, told: Mapping[str, Cell | None], texts: Mapping[str, Any], by: str | None) -> Message:
        self._tick += 1
        return {
            "type": "changes",
            "revision": self._revision(),
            "reached": self._reached,
            "cells": told,
            "texts": texts,
            "by": by,
        }

    def _told(self, path: str) -> bool:
        return self._first is None or path.partition("/")[0] in self._first

    def _knew(self, path: str, tick: int) -> bool:
        """Whether the page had been told, at a tick, what lies at a path."""
        partly = self._partly is not None and (self._first is not None or tick < self._whole)
        return not partly or path.partition("/")[0] in (self._partly or ())

    def _on_disk(self) -> int:
        """The number of the last patch known to be on disk: what has only been taken in does not count."""
        return 0 if self.book.unsaved else self.book.reached(self.page)

    def _apply(self, patch: Mapping[str, Any], number: int) -> list[Message]:
        path, op, base = patch.get("path"), patch.get("op"), patch.get("base")
        if not isinstance(path, str) or not isinstance(op, str):
            raise ValueProblem("patch.shape")
        replica = self._as_of(base, path)
        if replica is None and op != "as_of":
            with self.book.patch(self.page, number, source=self._heard):
                _perform(self.book, patch, path, op, self.role)
            return []
        replica = replica or self._replica
        replica.readonly, replica.closed = self.book.readonly, self.book.closed
        with replica.patch(self.page, number):
            if op == "as_of":
                done = self._restore(replica, patch, path)
            else:
                _perform(replica, patch, path, op, self.role)
        made, replica.made = replica.made, []
        if self._made is not None and replica is not self._made:
            self._made.take_in(made)
        self.book.absorb(made, source=self._heard)
        if op != "as_of":
            return []
        steps = [asdict(step) for step in done.steps if self._shown(step.path)]
        return [{"type": "restored", "number": number, "path": path, "steps": steps, "kept": list(done.kept)}]

    def _restore(self, replica: Replica, patch: Mapping[str, Any], path: str) -> Restored:
        """Write in the replica what stood after a change, or at a moment."""
        change, when = patch.get("change"), patch.get("moment")
        number = isinstance(change, int) and not isinstance(change, bool) and when is None
        if not number and not (isinstance(when, str) and change is None):
            raise ValueProblem("patch.shape")
        past = self.book.at(change, when)
        return carry_out(replica, plan(replica, past, by=self.role, path=path or None), by=self.role)

    def _own(self) -> dict[str, Document]:
        """The documents that are this person's to see."""
        own = ("shared", self.role) if self.role in PEOPLE else ("shared",)
        return {audience: self.book.documents[audience] for audience in own}

    def _as_of(self, base: object, path: str) -> Replica | None:
        """What the page saw when it made a patch at a path; None where that is the workbook as it is."""
        seat, tick, seq = _base(base)
        if seat == self.id:
            while self._unseen and self._unseen[0][0] <= tick:
                self._saw([self._unseen.popleft()[1]])
            if not self._unseen and self._made is None:
                self._began, self._since = None, []
            if not self._knew(path, tick):
                return self._blind()
            return None if self._sees_all() else self._replica
        key = f"{seat}.{tick}"  # made before this kernel was: from the log, as it stood then
        if key not in self._earlier:
            documents = self.book.before(seq, self.page, self.role)
            if documents is None:
                return self._blind()
            self._earlier = {key: Replica(self.book, documents)}
        return self._earlier[key]

    def _blind(self) -> Replica:
        """What is there now, for a page of which it is not known what of it it had seen, or that had seen none."""
        blind = Replica(self.book, {a: d.copy() for a, d in self._own().items()})
        blind.blind = True
        return blind

    def _watch(self, source: object) -> None:
        """Somebody is about to write: what the page has seen until now is only known now."""
        if source != self._heard and self._made is None and self._began is None:
            self._began = {audience: document.update() for audience, document in self._own().items()}

    def _heard(self, changes: list[Change], source: object) -> None:
        mine = [change for change in changes if change.audience in ("shared", self.role)]
        for change in mine:
            self._dirty.update(change.paths)
        if source != self._heard:
            self._unseen += [(self._tick + 1, change) for change in mine]
        elif self._made is None:
            self._saw(mine)

    def _shown(self, path: str) -> bool:
        section, _, rest = path.partition("/")
        if section == COURSE:  # what the partner answered gives answers away
            return rest.partition("/")[0] == self.role and (
                self._sections is None or section in self._sections
            )
        return section not in HIDDEN and (self._sections is None or section in self._sections)

    def _revision(self) -> str:
        return f"{self.id}.{self._tick}.{self.book.seq}"


def _perform(replica: Workbook, patch: Mapping[str, Any], path: str, op: str, role: str) -> None:
    """Do what a patch says, as `role`."""
    match op:
        case "set":
            replica.set(path, patch.get("to"), by=role)
        case "text":
            at, cut, put = patch.get("at"), patch.get("from", ""), patch.get("to", "")
            before, after = patch.get("before", ""), patch.get("after", "")
            if not isinstance(at, int) or not all(isinstance(t, str) for t in (cut, put, before, after)):
                raise ValueProblem("patch.shape")
            text = replica.text(path, viewer=role)
            length = len(cut)
            if at < 0 or text[at : at + length] != cut or not text[:at].endswith(before):
                at, length = find(text, at, cut, before, after)
            replica.edit(path, at, length, put, by=role)
        case "add":
            prefix, _, row = path.rpartition("/")
            fields = patch.get("fields") or {}
            if not isinstance(fields, dict) or not all(isinstance(name, str) for name in fields):
                raise ValueProblem("patch.shape")
            replica.add(prefix, fields, by=role, row=row)
        case "remove":
            replica.remove(path, by=role)
        case "restore":
            replica.restore(path, by=role)
        case "settle":
            replica.settle(path, patch.get("to"), by=role)
        case "talked":
            replica.talked(path, by=role)
        case "reveal":
            replica.reveal(path, by=role)
        case "sign":
            name = patch.get("name")
            if not isinstance(name, str) or not values.clean_text(name).strip():
                raise ValueProblem("sign.name")
            signatures.sign(replica, path, by=role, name=name)
        case _:
            raise PathError("patch.op", op=values.clean_text(op[:40]))


def _base(base: object) -> tuple[str, int, int]:
    seat, _, rest = str(base)[:80].partition(".")
    tick, _, seq = rest.partition(".")
    digits = tick.isascii() and tick.isdigit() and seq.isascii() and seq.isdigit()
    return (seat, int(tick), int(seq)) if digits else ("", 0, 0)


def _trouble(problem: MentorbookError) -> Message:
    kind = "disk" if isinstance(problem, StoreError) else "open"
    return {
        "type": "trouble",
        "kind": kind,
        "message": values.clean_text(str(problem)),
        "keep": kind == "disk",
    }
