"""Which pack is used here: the built-in one, and over it those that MENTORBOOK_PACKS names, each on the one before.

A pack with mistakes is left out, and said; nobody's page stays empty because of it. A process reads its packs once;
`renew` looks whether they have been changed since.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from mentorbook import messages
from mentorbook.content.folder import Stamp, stamp
from mentorbook.content.loader import PackMistakes, builtin, load
from mentorbook.content.specs import Pack

FOLDERS = "MENTORBOOK_PACKS"
TOLD = "MENTORBOOK_PACK_MISTAKES"
"""Mistakes that a server has found in a pack it goes on without (a list, as JSON)."""


@dataclass(frozen=True)
class _Used:
    setting: str
    stamps: tuple[Stamp, ...]
    pack: Pack
    mistakes: tuple[str, ...]


_now: _Used | None = None


def folders() -> list[Path]:
    """The folders that MENTORBOOK_PACKS names."""
    return [Path(name) for name in os.environ.get(FOLDERS, "").split(os.pathsep) if name]


def on_top(folder: Path) -> Pack:
    """The pack in a folder, on top of those that MENTORBOOK_PACKS names (it may be one of them).

    Raises:
        PackMistakes: One of them has mistakes.
    """
    pack: Pack | None = None
    for below in folders():
        if below.resolve() != folder.resolve():
            pack = load(below, pack)
    return load(folder, pack)


def used() -> Pack:
    """The pack whose forms, journeys and sentences are used in this process."""
    if _now is None or _now.setting != os.environ.get(FOLDERS, ""):
        return _read().pack
    return _now.pack


def renew() -> Pack:
    """The pack that is used, read again if one of its files has been changed."""
    if _now is not None and _now.stamps != tuple(map(stamp, folders())):
        return _read().pack
    return used()


def mistakes() -> tuple[str, ...]:
    """What is wrong with the packs that are left out, each with file, line and column."""
    used()
    assert _now is not None
    try:
        told = json.loads(os.environ.get(TOLD, "[]"))
    except ValueError:
        told = []
    return (*_now.mistakes, *map(str, told if isinstance(told, list) else ()))


def _read() -> _Used:
    global _now
    setting, places = os.environ.get(FOLDERS, ""), folders()
    stamps = tuple(map(stamp, places))  # before reading: what is changed meanwhile is read again
    messages.speak({})
    pack: Pack = builtin()
    wrong: list[str] = []
    for folder in places:
        try:
            pack = load(folder, pack, lacking=bool(wrong))
        except PackMistakes as problem:
            wrong += map(str, problem.problems)
    if pack is not builtin():
        messages.speak(
            {key: text for key, text in pack.messages.items() if text != builtin().messages.get(key)}
        )
    _now = _Used(setting, stamps, pack, tuple(wrong))
    return _now
