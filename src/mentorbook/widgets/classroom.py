"""What a learner's page is told of a course: what they have earned so far, and nothing before it.

The right answers, the explanations, the scenes and the trainer's notes stay in the kernel. After every answer
the page hears how its modules stand (see `mentorbook.workbook.learning.Learned.to_json`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mentorbook.content.specs import Pack
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.learning import learned
from mentorbook.workbook.paths import PEOPLE

Message = dict[str, Any]


class Classroom:
    """The modules that a page shows, and how its learner stands in them."""

    def __init__(self, tell: Callable[[Message], None], pack: Pack) -> None:
        self._tell, self._pack = tell, pack
        self._whole: set[str] = set()
        self._brief: set[str] = set()
        self._told: dict[str, Message] = {}
        self._seen = (-1, "")

    def teach(self, modules: Iterable[str], *, brief: bool = False) -> None:
        """The page shows these modules; `brief`: only how far the learner is in them."""
        (self._brief if brief else self._whole).update(modules)
        self._seen = (-1, "")

    def begin(self) -> None:
        """Another workbook, or another person: all is told anew."""
        self._told = {}
        self._seen = (-1, "")

    def news(self, book: Workbook, role: str) -> None:
        """Tell the page what has changed since it was last told."""
        seen = (book.documents["shared"].version, role)
        if not (self._whole or self._brief) or role not in PEOPLE or seen == self._seen:
            return
        self._seen = seen
        found: dict[str, Message] = {}
        for name in sorted(self._whole | self._brief):
            stands = learned(book, self._pack.modules[name], role).to_json()
            if name not in self._whole:
                del stands["questions"], stands["play"], stands["objectives"]
            if self._told.get(name) != stands:
                self._told[name] = found[name] = stands
        if found:
            self._tell({"type": "course", "modules": found})
