"""One person of a roster, as matching and invitations know them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

SEVERAL = ("kinds", "skills_offered", "skills_wanted", "availability", "languages", "prefers", "not_with")
"""Columns that hold several values."""
ROLES = ("mentor", "mentee", "either")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part. The fields are those of the form ``roster``, in plain Python.

    Args:
        id: By what the programme knows the person; unique in a roster.
        role: ``mentor``, ``mentee`` or ``either``.
        skills_wanted: The most important first, as ids of options or ``own:`` and the person's words.
        likeness: ``alike``, ``different`` or ``either``; empty where nothing was said.
        capacity: How many mentees; None where nothing was said, which counts as one.
        more: What a pack asks besides, as pairs of a column's id and what was said.
    """

    id: str
    name: str
    role: str
    email: str = ""
    kinds: tuple[str, ...] = ()
    experience_years: float | None = None
    skills_offered: tuple[str, ...] = ()
    skills_wanted: tuple[str, ...] = ()
    background: str = ""
    likeness: str = ""
    languages: tuple[str, ...] = ()
    time_zone: str = ""
    availability: tuple[str, ...] = ()
    capacity: float | None = None
    prefers: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    manager: str = ""
    team: str = ""
    more: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, id_: str, said: Mapping[str, Any]) -> Person:
        """The person who said this, by the columns of the form ``roster``; what was not said is left out."""
        given = {name: value for name, value in said.items() if value not in ("", (), None)}
        own = {field.name for field in fields(cls)} - {"id", "more"}
        more = tuple((name, value) for name, value in given.items() if name not in own)
        return cls(id=id_, more=more, **{name: value for name, value in given.items() if name in own})

    def said(self, column: str) -> Any:
        """What stands in a column of the form ``roster``; None where nothing does."""
        more = dict(self.more)
        return more[column] if column in more else getattr(self, column, None)

    @property
    def places(self) -> int:
        """How many mentees the person takes as a mentor."""
        return 1 if self.capacity is None else int(self.capacity)

    @property
    def known_as(self) -> frozenset[str]:
        """What others may call the person: name and email, case and spaces aside."""
        return frozenset(filter(None, (plain(self.name), plain(self.email))))

    def to_json(self) -> dict[str, Any]:
        """What is kept of the person; what was not said is left out."""
        kept = {name: value for name, value in asdict(self).items() if value not in ("", (), None)}
        return kept | ({"more": dict(self.more)} if self.more else {})

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Person:
        """The person that `to_json` described."""
        names = {field.name for field in fields(cls)}
        known: dict[str, Any] = {
            name: tuple(value) if name in SEVERAL else value for name, value in kept.items() if name in names
        }
        more = kept.get("more")
        told = more.items() if isinstance(more, Mapping) else ()
        known["more"] = tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in told)
        return cls(**known)


def plain(text: str) -> str:
    """`text` as it is compared: one space between words, no capitals."""
    return re.sub(r"\s+", " ", text).strip().casefold()
