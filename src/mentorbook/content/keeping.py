"""Notebooks written again over those that a trainer has worked on in JupyterLab: nothing of theirs is lost.

What was made and left as it was, is brought up to date. What was made and then changed, stays as they changed it. Cells
that they added stay, behind the cell they stand behind; cells that they took out or moved stay out, and where they are.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorbook.content.notebooks import OURS, Cell, Notebook, mark, text_of
from mentorbook.errors import FileProblem

LARGEST = 16 * 1024 * 1024  # bytes of a notebook


@dataclass(frozen=True)
class Kept:
    """What became of one notebook: `made` is new, `renewed` brought up to date, `same` as it was.

    `yours`: parts that were changed by hand and stay so; `behind`: those of them for which the pack says something else
    by now; `out`: parts that were taken out and stay out; `added`: how many cells were added by hand.
    """

    file: Path
    made: bool = False
    renewed: bool = False
    yours: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    added: int = 0


def write(folder: Path, notebooks: dict[str, Notebook]) -> list[Kept]:
    """Writes notebooks into a folder; all that are there are read before the first is written.

    Raises:
        FileProblem: One that is there cannot be read as a notebook. Nothing is written.
    """
    there = {name: _read(folder / name) for name in notebooks if (folder / name).exists()}
    folder.mkdir(exist_ok=True)
    told = []
    for name, new in notebooks.items():
        if name not in there:
            _put(folder / name, new)
            told.append(Kept(folder / name, made=True))
            continue
        merged, kept = merge(there[name], new, folder / name)
        if merged != there[name]:
            _put(folder / name, merged)
        told.append(kept)
    return told


def merge(old: Notebook, new: Notebook, file: Path) -> tuple[Notebook, Kept]:
    """`old` with what is new put in, and what was done about it."""
    wanted = {one["id"]: one for one in new["cells"]}
    said = old["metadata"].get(OURS, {})
    known = said.get("parts", []) if isinstance(said, dict) else []
    cells: list[Cell] = []
    here: list[str] = []
    yours, behind, added, renewed = [], [], 0, False
    for one in old["cells"]:
        part, made = _marks(one)
        fresh = wanted.get(part)
        if not part or part in here:  # theirs, or a copy that they made of one of ours
            added += 1
            cells.append(one)
            continue
        here.append(part)
        if mark(text_of(one)) != made:
            yours.append(part)
            if fresh is not None and mark(text_of(fresh)) not in (made, mark(text_of(one))):
                behind.append(part)
            cells.append(one)
        elif fresh is None:
            renewed = True  # the pack has it no more, and nobody has touched it
        elif mark(text_of(fresh)) == made:
            cells.append(one)
        else:
            renewed = True
            cells.append(
                {**one, "source": fresh["source"], "metadata": {**one["metadata"], **fresh["metadata"]}}
            )
    out = [part for part in wanted if part in known and part not in here]
    for place, part in enumerate(wanted):
        if part not in here and part not in out:
            cells.insert(_behind(cells, list(wanted)[:place]), wanted[part])
            renewed = True
    metadata = {**old["metadata"], OURS: new["metadata"][OURS]}
    metadata.setdefault("title", new["metadata"]["title"])
    merged = {**old, "cells": cells, "metadata": metadata}
    kept = Kept(file, False, renewed, tuple(yours), tuple(behind), tuple(out), added)
    return merged, kept


def _behind(cells: list[Cell], before: list[str]) -> int:
    """Where a new cell goes: behind the nearest of those that come before it, and what was added behind that."""
    for name in reversed(before):
        for place, one in enumerate(cells):
            if _marks(one)[0] == name:
                place += 1
                while place < len(cells) and not _marks(cells[place])[0]:
                    place += 1
                return place
    return 0


def _marks(cell: Cell) -> tuple[str, str]:
    """The part that a cell is, and how it read when it was made; empty where it is none of ours."""
    ours = cell["metadata"].get(OURS)
    if not isinstance(ours, dict):
        return "", ""
    return str(ours.get("part", "")), str(ours.get("made", ""))


def _read(file: Path) -> Notebook:
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
        found: Any = json.loads(raw.decode("utf-8")) if len(raw) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        found = None
    good = isinstance(found, dict) and isinstance(found.get("metadata"), dict)
    cells = found.get("cells") if good else None
    if not isinstance(cells, list) or not all(
        isinstance(one, dict) and isinstance(one.get("metadata"), dict) for one in cells
    ):
        raise FileProblem("notebook.unreadable", file=file.name)
    assert isinstance(found, dict)
    return found


def _put(file: Path, notebook: Notebook) -> None:
    """Whole or not at all: somebody may have it open."""
    part = file.with_name(f".{file.name}.part")
    text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    try:
        with part.open("w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
