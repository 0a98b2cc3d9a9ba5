"""The packs that a server shows: changed on disk, they are shown at the next load of a page, or kept as they were.

Kernels read copies that are known to be good, named in MENTORBOOK_PACKS. Whoever is at work in a pack saves half of
something now and then; the people on the pages are not to see that.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mentorbook.content import using
from mentorbook.content.folder import NOTEBOOKS, parts, stamp
from mentorbook.content.loader import PackMistakes, load
from mentorbook.content.specs import Pack
from mentorbook.messages import say

MOST_TOLD = 50
"""Mistakes that pages are told of."""


class Packs:
    """The folders of packs, each building on the one before.

    Attributes:
        titles: Folder and title of each, as they were at the start.
        pages: Where the notebooks of each lie below the root of the pages, as they were at the start.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = list(dict.fromkeys(folder.expanduser().absolute() for folder in folders))
        self._stamps = self._look()
        self._copies: Path | None = None
        self._times = 0
        self._ids: list[str] = []
        self.titles: list[tuple[Path, str]] = []
        self.pages: dict[Path, str] = {}

    def begin(self) -> None:
        """Has all kernels use the packs.

        Raises:
            PackMistakes: One has mistakes.
        """
        if self._folders:
            packs = self._load()
            self.titles = list(zip(self._folders, (pack.title for pack in packs), strict=True))
            self._ids = [pack.id for pack in packs]
            self._use()

    def root(self, pages: Path) -> Path:
        """A folder to serve: our `pages`, and beside them those of each pack, under its id, as soon as there are some."""
        if self._copies is None:
            return pages
        root = self._copies / "pages"
        root.mkdir()
        try:
            for entry in pages.iterdir():
                (root / entry.name).symlink_to(entry)
            for folder, id_ in zip(self._folders, self._ids, strict=True):
                if not (root / id_).exists():
                    (root / id_).symlink_to(folder / NOTEBOOKS, target_is_directory=True)
                    self.pages[folder] = id_
        except OSError:  # a system that makes no links
            return pages
        return root

    def changed(self) -> bool:
        """Whether something has changed since it was last asked: then what was made ahead is out of date."""
        now = self._look()
        if now == self._stamps:
            return False
        self._stamps = now
        try:
            self._load()
        except PackMistakes as problem:
            told = [str(one) for one in problem.problems]
            os.environ[using.TOLD] = json.dumps(told[:MOST_TOLD])
            print(say("server.pack.wrong"), *told, sep="\n", file=sys.stderr, flush=True)
        else:
            os.environ.pop(using.TOLD, None)
            self._use()
            print(say("server.pack.changed"), flush=True)
        return True

    def end(self) -> None:
        """Removes the copies."""
        if self._copies is not None:
            shutil.rmtree(self._copies, ignore_errors=True)

    def _look(self) -> list[tuple[tuple[str, int, int], ...]]:
        return [stamp(folder) for folder in self._folders]

    def _load(self) -> list[Pack]:
        packs: list[Pack] = []
        for folder in self._folders:
            packs.append(load(folder, packs[-1] if packs else None))
        return packs

    def _use(self) -> None:
        """Copies the packs, and names the copies to every process that is started from now on."""
        if self._copies is None:
            self._copies = Path(tempfile.mkdtemp(prefix="mentorbook-packs-"))
        self._times += 1  # those before stay: a kernel may be about to read them
        copies, names = self._copies / str(self._times), list[str]()
        for number, folder in enumerate(self._folders):
            copy = copies / str(number) / folder.name
            for file in parts(folder):
                place = copy / file.relative_to(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, place, follow_symlinks=False)
            names.append(str(copy))
        os.environ[using.FOLDERS] = os.pathsep.join(names)
