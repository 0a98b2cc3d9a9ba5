"""Whether the partner is here, and in which field: between one open page and all others at its workbook."""

from __future__ import annotations

from dataclasses import dataclass

from mentorbook.errors import PathError
from mentorbook.store.presence import Presence
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import CREATED, PEOPLE


@dataclass(frozen=True)
class Partner:
    """What is known of the other person.

    Attributes:
        here: Whether a page of theirs is open and looked at; None where that cannot be known.
        place: The path they write at, "" where they do not or where it is theirs alone.
    """

    here: bool | None = None
    place: str = ""


class Company:
    """One page of one person at a workbook.

    Args:
        where: What tells this copy of the workbook from every other, on this machine.
        page: The page's own id. role: mentor or mentee; whoever is neither is not announced.
    """

    def __init__(self, book: Workbook, where: str, *, page: str, role: str) -> None:
        self._book, self._role = book, role if role in PEOPLE and page else ""
        self._other = {"mentor": "mentee", "mentee": "mentor"}.get(role, "")
        self._presence = Presence(where, page)

    def here(self, place: object) -> Partner:
        """The page is looked at, and the focus is at `place`. Returns what is known of the partner."""
        if not self._role:
            return Partner()
        known = isinstance(place, str) and self._for_both(place)
        self._presence.here(self._role, str(place) if known else "")
        return self.partner()

    def news(self) -> Partner | None:
        """What is known of the partner, if anything has been said since that was asked; else None."""
        return self.partner() if self._role and self._presence.changed() else None

    def partner(self) -> Partner:
        """What is known of the partner. They may be at two devices: where they write counts."""
        others = self._presence.others() if self._role else None
        if others is None:
            return Partner()
        places = [one.place for one in others if one.role == self._other]
        return Partner(bool(places), next((place for place in places if place), ""))

    def leave(self) -> None:
        """Nobody looks at the page any more."""
        self._presence.leave()

    def close(self) -> None:
        """The page is gone."""
        self._presence.close()

    def _for_both(self, place: str) -> bool:
        """Whether `place` is a field of the forms that the partner can see; in doubt, it is not."""
        try:
            found = self._book.place(place)
        except PathError:
            return False
        if found.field is None or found.seen in ("private", "facilitator"):
            return False
        if found.row is None:
            return found.seen in ("shared", "reveal")
        # A reflection lies in its writer's document until it is shared, also where another copy has shared it.
        mark = f"{found.row}/{CREATED}"
        own, shared = (self._book.documents.get(audience) for audience in (self._role, "shared"))
        return shared is not None and shared.has(mark) and not (own and own.has(mark))
