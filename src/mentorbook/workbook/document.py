"""One document of a workbook: a flat map of answers and a few shared texts, kept in a CRDT.

An answer is a *register*: ``path@person~client`` in one root map, holding ``[value, counter, by, at]``.
Whoever writes an answer removes, in the same transaction, the registers it replaces. What two people
wrote without seeing each other is therefore still there, side by side, after their copies meet: a
concurrent register was never seen, so nobody removed it. (A multi-value register, kept flat because
nested maps made apart under one key lose a side.)

A shared text is a root of its own, named by its path, merged to the letter.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pycrdt import Doc, Map, Subscription, Text, TransactionEvent
from pydantic_core import from_json

from mentorbook.workbook.registers import Register, Registers, newest_first, tidy

TEXT = "text:"


class Document:
    """A CRDT replica with its own random client id, an index of its registers and its unsent updates."""

    def __init__(self, *updates: bytes) -> None:
        # A client id from the operating system's randomness: two processes forked from one never share it.
        self._doc: Doc[Any] = Doc(client_id=secrets.randbits(53))
        self._answers: Map[Any] = self._doc.get("answers", type=Map)
        self._pages: Map[Any] = self._doc.get("pages", type=Map)
        self._texts: dict[str, Text] = {}
        self._strings: dict[str, str] = {}
        self._names: set[str] | None = None
        self._registers = Registers()
        self.version = 0
        self._touched: set[str] = set()
        self.outbox: list[bytes] = []
        self._subscriptions: tuple[Subscription, ...] = ()
        if updates:
            with self.loading():
                self.receive(updates)
        else:
            self._observe()

    # -- reading

    def registers(self, path: str) -> list[Register]:
        """The standing answers at `path`, newest first; more than one if they were written apart."""
        found = self._registers.at(path)
        return newest_first(found.values()) if found else []

    def has(self, path: str) -> bool:
        """Whether there is an answer at `path`."""
        return path in self._registers

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see here."""
        return not self._registers.paths() and not self.text_paths()

    def paths(self) -> Iterable[str]:
        """Every path that has an answer here (not the texts)."""
        return self._registers.paths()

    def row_ids(self, prefix: str) -> Iterable[str]:
        """The ids of all rows made here directly under `prefix`, removed ones too."""
        return self._registers.row_ids(prefix)

    def text_paths(self) -> set[str]:
        """Every path that has a shared text here."""
        if self._names is None:
            names = self._doc.keys()
            self._names = {name.removeprefix(TEXT) for name in names if name.startswith(TEXT)}
        return self._names

    def has_text(self, path: str) -> bool:
        """Whether there is a shared text at `path`; asking does not make one."""
        return path in self.text_paths()

    def text(self, path: str) -> str:
        """The shared text at `path`; empty where there is none (reading never makes one)."""
        if path not in self._strings:
            if not self.has_text(path):
                return ""
            self._strings[path] = str(self._root(path))
        return self._strings[path]

    def reached(self, page: str) -> int:
        """The number of the last patch of `page` that is in this document."""
        return int(self._pages[page][0]) if page in self._pages else 0

    def state(self) -> dict[str, Any]:
        """Everything a reader could see here, to compare two replicas: registers and texts."""
        answers = {
            path: sorted(
                (r.key, json.dumps(r.value, sort_keys=True), r.by, r.at)
                for r in self._registers.at(path).values()
            )
            for path in self._registers.paths()
        }
        texts = {TEXT + path: self.text(path) for path in self.text_paths()}
        return answers | {path: text for path, text in texts.items() if text}

    def whole(self) -> dict[str, Any]:
        """`state`, and what no reader sees: how far each page has come, and texts that are empty."""
        pages = {page: tidy(reached) for page, reached in self._pages.items()}
        return {"state": self.state(), "pages": pages, "texts": sorted(self.text_paths())}

    def update(self) -> bytes:
        """This whole document as one update."""
        return self._doc.get_update()

    def copy(self) -> Document:
        """Another replica that holds what this one does."""
        other = Document()
        with other._unobserved():
            other.receive([self.update()])
            other._registers = self._registers.copy()
        return other

    # -- writing

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Much comes in, and nothing is asked for meanwhile: the index is made once, at the end."""
        with self._unobserved():
            try:
                yield
            finally:
                self._index_all()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction: all that is written inside goes out as a single update."""
        with self._doc.transaction():
            yield

    def write(
        self, path: str, value: Any, *, person: str, by: str, at: str, replaces: Iterable[Register]
    ) -> None:
        """Put an answer at `path`, in the place of those it `replaces`, which its writer had seen."""
        replaced = [register for register in replaces if register.key in self._answers]
        counter = 1 + max((r.counter for r in self._registers.at(path).values()), default=0)
        counter = max(counter, 1 + max((r.counter for r in replaced), default=0))
        key = f"{path}@{person}~{self._doc.client_id:x}"
        for register in replaced:
            if register.key != key:
                del self._answers[register.key]
        self._answers[key] = [value, counter, by, at]

    def take(self, register: Register) -> None:
        """Put in an answer from another document as it stands there, under its own key.

        So two copies that move the same answer apart have moved one answer.
        """
        self._answers[register.key] = [register.value, register.counter, register.by, register.at]

    def drop(self, registers: Iterable[Register]) -> None:
        """Take answers away (they stay in the history)."""
        for register in registers:
            if register.key in self._answers:
                del self._answers[register.key]

    def edit(self, path: str, at: int, cut: int, put: str) -> None:
        """Change the shared text at `path`: at code point `at`, cut `cut` code points and put `put` in."""
        text = self.text(path)
        root = self._root(path)
        start = len(text[:at].encode())
        if cut:
            del root[start : start + len(text[at : at + cut].encode())]
        if put:
            root.insert(start, put)
        self._strings[path] = text[:at] + put + text[at + cut :]
        self._touched.add(path)
        self.version += 1

    def reach(self, page: str, number: int, day: str) -> None:
        """Note, in the same transaction as the edit, the number that `page` has reached."""
        self._pages[page] = [number, day]

    def receive(self, updates: Iterable[bytes], paths: Iterable[str] | None = None) -> None:
        """Take in updates from elsewhere. `paths` names what they touch; None if that is not known."""
        sent = len(self.outbox)
        try:
            with self._doc.transaction():
                for update in updates:
                    self._doc.apply_update(update)
        except (ExceptionGroup, SystemError):
            # It is in, but nested so deep that nobody could be told of it: made by hand.
            self._index_all()
            self._touched.update(self._registers.paths())
        del self.outbox[sent:]  # what came in is not ours to send
        # All of them: an update that waited for this one may have changed a text that `paths` does not name.
        self._strings.clear()
        self._names = None
        self._touched |= set(paths) if paths is not None else self.text_paths()
        self.version += 1

    def touched(self) -> set[str]:
        """The paths changed since this was last asked."""
        touched, self._touched = self._touched, set()
        return touched

    # -- inside

    def _root(self, path: str) -> Text:
        if path not in self._texts:
            self.text_paths().add(path)
            self._texts[path] = self._doc.get(TEXT + path, type=Text)
        return self._texts[path]

    def _observe(self) -> None:
        self._subscriptions = (self._answers.observe(self._reindex), self._doc.observe(self._emitted))

    @contextmanager
    def _unobserved(self) -> Iterator[None]:
        """Whoever changes the document inside sees to its index."""
        if self._subscriptions:
            answers, document = self._subscriptions
            self._answers.unobserve(answers)
            self._doc.unobserve(document)
            self._subscriptions = ()
        try:
            yield
        finally:
            self._observe()

    def _index_all(self) -> None:
        """The index made anew: as JSON the answers come in a third of the time that one after the other takes."""
        self.version += 1
        try:
            stored: dict[str, Any] = from_json(str(self._answers))
        except ValueError:  # nested too deep for JSON: made by hand
            stored = {key: self._answers[key] for key in self._answers.keys()}  # noqa: SIM118 - no dictionary
        self._registers = Registers.of(stored)

    def _reindex(self, event: Any) -> None:
        self.version += 1
        for key, change in event.keys.items():
            gone = change["action"] == "delete"
            self._touched.add(
                self._registers.drop(key) if gone else self._registers.put(key, change["newValue"])
            )

    def _emitted(self, event: TransactionEvent) -> None:
        self.outbox.append(event.update)
