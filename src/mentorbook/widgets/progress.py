"""A pair's page and the programme it belongs to: its progress is told as it changes, and shown to the pair itself."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from typing import Any, Self

from mentorbook.errors import StoreError
from mentorbook.library import Book
from mentorbook.programme import signals, survey

SOON = 2.0
"""Seconds from the first change to telling it: not with every key."""


class Progress:
    """What one page tells the programme of its workbook."""

    def __init__(self, book: Book, person: str) -> None:
        self._book, self._person = book, person
        self._signals = signals.Signals(book.path.parent)
        self._due: float | None = 0.0  # the page was opened: that is told at once

    @classmethod
    def of(cls, book: Book, person: str) -> Self | None:
        """For a workbook on a server that belongs to a programme; else None."""
        if book.link is None or not book.get(signals.PROGRAMME):
            return None
        try:
            made = cls(book, person)
        except StoreError:
            return None
        made.tell()
        return made

    def touch(self) -> None:
        """Something was written."""
        if self._due is None:
            self._due = time.monotonic() + SOON

    def tell(self, *, now: bool = False) -> None:
        """Tell what has changed, if it is time to. A disk that refuses is tried again."""
        if self._due is None or (not now and time.monotonic() < self._due):
            return
        self._due = time.monotonic() + SOON
        with suppress(StoreError):
            signals.write(self._book, self._signals, self._person)
            self._due = None

    def shown(self) -> dict[str, Any]:
        """What the facilitator sees, for the pair's own page."""
        self._due = 0.0
        self.tell(now=True)
        book = self._book
        row = self._signals.all(str(book.get(signals.PROGRAMME)), signals.PAIR).get(book.id, {})
        return {
            "type": "programme",
            "name": str(book.get("partnership/programme_name") or ""),
            "contact": str(book.get("partnership/programme_contact") or ""),
            "shares": row.get("shares") is not False,
            "asked": signals.asked(book, self._person),
            "facts": signals.told(self._mine(row), book.pack, date.today(), names=book.names),
        }

    def survey(self, act: object, *, skills: bool) -> dict[str, Any]:
        """The person's survey and the programme: ``send`` it, take it ``back``, or only look.

        Returns:
            What would be sent now and what was, both in words; `held`: some words do not go along; `skills`: how
            many skills were rated at both ends.

        Raises:
            MentorbookError: It cannot be sent, or the disk refuses.
        """
        book, person = self._book, self._person
        if act == "send":
            survey.send(book, self._signals, person, skills=skills)
        elif act == "back":
            survey.take_back(book, self._signals, person)
        has = survey.sent(book, self._signals, person)
        return {
            "type": "survey",
            "name": str(book.get("partnership/programme_name") or ""),
            "now": survey.told(survey.made(book, person, skills=skills), book.pack),
            "held": survey.holds_back(book, person),
            "skills": len(survey.then_now(book, person)),
            "sent": has is not None,
            "skills_sent": has is not None and "skills" in has,
        }

    def close(self) -> None:
        """The page has left the workbook."""
        self.tell(now=True)
        self._signals.close()

    def _mine(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row without what only the other person and the facilitator know: that they asked for a word."""
        people = {
            person: {name: value for name, value in told.items() if name != "asked" or person == self._person}
            for person, told in row.get("people", {}).items()
        }
        return row | {"people": people}
