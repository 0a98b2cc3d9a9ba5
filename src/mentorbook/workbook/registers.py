"""The standing answers of a document: registers, by the path they answer."""

from __future__ import annotations

from collections.abc import Iterable, KeysView
from math import isfinite
from typing import Any, NamedTuple, Self

from mentorbook.workbook.paths import CREATED

DEEPEST = 100
"""Lists within lists: what lies deeper is nobody's answer, and no reader of JSON takes it."""


_MADE = "/" + CREATED


class Register(NamedTuple):
    """One standing answer: its value, who wrote it and when. Newest is the greatest (counter, key)."""

    counter: int
    key: str
    person: str
    value: Any
    by: str
    at: str


class Registers:
    """The registers of a document by path, and the rows that were made in it.

    What comes all at once is made into registers when it is asked for: a workbook of half a year holds thousands
    of answers, and a page shows some dozens of them first.
    """

    def __init__(self) -> None:
        self._at: dict[
            str, dict[str, Register] | tuple[str, ...]
        ] = {}  # keys alone: not made yet, in `_stored`
        self._stored: dict[str, list[Any]] = {}
        self._rows: dict[str, set[str]] = {}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """Those of a whole document, as it stores them by key."""
        made = cls()
        made._stored = stored
        for key, value in stored.items():
            if _is_register(value):
                path = key.rpartition("@")[0]
                before = made._at.get(path)
                made._at[path] = (*before, key) if before else (key,)
                if path.endswith(_MADE):
                    made._note_row(path)
        return made

    def __contains__(self, path: str) -> bool:
        return path in self._at

    def paths(self) -> KeysView[str]:
        """Every path that has a register."""
        return self._at.keys()

    def at(self, path: str) -> dict[str, Register]:
        """The registers at a path by key; none where there are none. Not to be changed."""
        found = self._at.get(path)
        if found is None:
            return {}
        if isinstance(found, tuple):
            found = self._at[path] = {key: _register(key, self._stored[key]) for key in found}
        return found

    def row_ids(self, prefix: str) -> Iterable[str]:
        """The ids of the rows made directly under `prefix`."""
        return self._rows.get(prefix, ())

    def put(self, key: str, stored: Any) -> str:
        """What is stored under a key is this from now on; returns the path. What is no register is left out."""
        if not _is_register(stored):
            return self.drop(key)
        path = key.rpartition("@")[0]
        registers = self.at(path)
        registers[key] = _register(key, stored)
        self._at[path] = registers
        self._note_row(path)
        return path

    def drop(self, key: str) -> str:
        """Nothing is stored under a key any more; returns the path."""
        path = key.rpartition("@")[0]
        registers = self.at(path)
        registers.pop(key, None)
        if not registers and path in self._at:
            del self._at[path]
            if (row := _row_made(path)) is not None:
                self._rows.get(row[0], set()).discard(row[1])
        return path

    def copy(self) -> Registers:
        """The same, to be changed apart."""
        other = Registers()
        other._stored = self._stored  # never changed
        other._at = {path: one.copy() if isinstance(one, dict) else one for path, one in self._at.items()}
        other._rows = {prefix: rows.copy() for prefix, rows in self._rows.items()}
        return other

    def _note_row(self, path: str) -> None:
        if (row := _row_made(path)) is not None:
            self._rows.setdefault(row[0], set()).add(row[1])


def _row_made(path: str) -> tuple[str, str] | None:
    """The prefix and the id of the row that `path` says was made; None for any other path."""
    if not path.endswith(_MADE):
        return None
    prefix, _, row = path[: -len(_MADE)].rpartition("/")
    return prefix, row


def newest_first(registers: Iterable[Register]) -> list[Register]:
    """Each once, in the order that is the same on every copy."""
    found = list(registers)
    if len(found) < 2:
        return found
    once = {register.key: register for register in found}
    return sorted(once.values(), key=lambda register: (register.counter, register.key), reverse=True)


def _is_register(stored: Any) -> bool:
    """Whether this is one: a foreign or damaged file may hold something else there."""
    if not isinstance(stored, list) or len(stored) != 4:
        return False
    _, counter, by, at = stored
    number = isinstance(counter, int | float) and isfinite(counter)
    return number and isinstance(by, str) and isinstance(at, str)


def _register(key: str, stored: list[Any]) -> Register:
    value, counter, by, at = stored
    return Register(int(counter), key, key.rpartition("@")[2].partition("~")[0], tidy(value), by, at)


def tidy(value: Any, depth: int = DEEPEST) -> Any:
    """As JSON has it, with whole numbers as integers: a CRDT gives every number back as a float.

    What is nested deeper than `depth` is left out.
    """
    match value:
        case str():
            return value
        case float() if not isfinite(value):
            return None
        case bytes() | bytearray():
            return list(value)
        case float() if value.is_integer():
            return int(value)
        case list() | dict() if depth == 0:
            return None
        case list():
            return [tidy(item, depth - 1) for item in value]
        case dict():
            return {key: tidy(item, depth - 1) for key, item in value.items()}
    return value
