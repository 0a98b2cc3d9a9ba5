"""What counts when people are matched, in words that a facilitator would use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mentorbook.errors import ValueProblem
from mentorbook.programme.people import Person, plain
from mentorbook.programme.roster import OWN_WORDS

CRITERIA = ("skills", "kinds", "languages", "times", "prefers", "background", "experience")
"""What can count. Each gives a pair between 0 and 1."""
MOST_WEIGHT = 3
"""0 not at all, 1 a little, 2 normally, 3 a lot."""
EITHER_WAY = ("background", "experience")
"""Where a programme may wish for likeness or for difference."""
WEIGHTS = {
    "skills": 3, "kinds": 2, "languages": 2, "times": 2, "prefers": 2, "background": 1, "experience": 0,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What counts, and what must not be.

    Args:
        weights: For each of `CRITERIA`, from 0 (not at all) to 3 (a lot); what is left out counts as usual.
        wish: For ``background`` and ``experience``: ``alike`` or ``different``. A person's own wish about
            background goes before it.
        apart_team, apart_manager: Nobody with somebody of their own team; nobody with somebody who has the
            same manager. Nobody is ever paired with their own manager.
        share_language: Only people who have a language in common, where both have named theirs.
        least_experience: Years that a mentor must have; who has named none passes.
        apart: Ids of two people whom the facilitator keeps apart.
    """

    weights: Mapping[str, int] = field(default_factory=dict)
    wish: Mapping[str, str] = field(default_factory=lambda: {"background": "different"})
    apart_team: bool = True
    apart_manager: bool = True
    share_language: bool = True
    least_experience: float = 0
    apart: frozenset[frozenset[str]] = frozenset()

    def __post_init__(self) -> None:
        for name, weight in self.weights.items():
            if name not in CRITERIA or type(weight) is not int or not 0 <= weight <= MOST_WEIGHT:
                raise ValueProblem("match.weight", name=name, most=MOST_WEIGHT)
        for name, wish in self.wish.items():
            if name not in EITHER_WAY or wish not in ("alike", "different", ""):
                raise ValueProblem("match.wish", name=name)

    def weight(self, name: str) -> int:
        """How much a criterion counts."""
        return self.weights.get(name, WEIGHTS[name])

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the programme and sent to a page."""
        return {
            "weights": {name: self.weight(name) for name in CRITERIA},
            "wish": {name: self.wish.get(name, "") for name in EITHER_WAY},
            "apart_team": self.apart_team,
            "apart_manager": self.apart_manager,
            "share_language": self.share_language,
            "least_experience": self.least_experience,
            "apart": sorted(sorted(two) for two in self.apart),
        }

    @classmethod
    def from_json(cls, kept: Any) -> Rules:
        """What `to_json` described, or a page sent.

        Raises:
            ValueProblem: It is of another shape.
        """
        if not isinstance(kept, dict):
            return cls()
        weights, wish, apart = kept.get("weights", {}), kept.get("wish", {}), kept.get("apart", [])
        least = kept.get("least_experience", 0)
        if not isinstance(weights, dict) or not isinstance(wish, dict) or not isinstance(apart, list):
            raise ValueProblem("patch.shape")
        if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 100:
            raise ValueProblem("match.least")
        return cls(
            weights={name: int(w) if isinstance(w, float) else w for name, w in weights.items()},
            wish={name: word for name, word in wish.items() if isinstance(word, str)},
            apart_team=kept.get("apart_team", True) is True,
            apart_manager=kept.get("apart_manager", True) is True,
            share_language=kept.get("share_language", True) is True,
            least_experience=least,
            apart=frozenset(frozenset(map(str, two)) for two in apart if isinstance(two, list)),
        )


def hindrance(rules: Rules, mentor: Person, mentee: Person) -> str:
    """Why these two must not be paired, as the end of a message's key; "" where they may.

    One of ``self``, ``manager``, ``named``, ``apart``, ``same-manager``, ``team``, ``language`` and
    ``experience``.
    """
    if mentor.id == mentee.id or mentor.known_as == mentee.known_as:
        return "self"
    if _manages(mentor, mentee) or _manages(mentee, mentor):
        return "manager"
    if _names(mentor, mentee) or _names(mentee, mentor):
        return "named"
    if frozenset((mentor.id, mentee.id)) in rules.apart:
        return "apart"
    if rules.apart_manager and mentor.manager and plain(mentor.manager) == plain(mentee.manager):
        return "same-manager"
    if rules.apart_team and mentor.team and plain(mentor.team) == plain(mentee.team):
        return "team"
    if rules.share_language and mentor.languages and mentee.languages:
        mine, theirs = (set(map(plain, person.languages)) for person in (mentor, mentee))
        if not mine & theirs:
            return "language"
    if mentor.experience_years is not None and mentor.experience_years < rules.least_experience:
        return "experience"
    return ""


def _manages(one: Person, other: Person) -> bool:
    return bool(other.manager) and plain(other.manager) in one.known_as


def _names(one: Person, other: Person) -> bool:
    """Whether `one` does not want to be with `other`: by name, by email, or by team."""
    wanted = {plain(name) for name in one.not_with}
    if wanted & other.known_as or (other.team and plain(other.team) in wanted):
        return True
    own_team = bool(wanted & {"own team", "my team"})
    return own_team and bool(one.team) and plain(one.team) == plain(other.team)


__all__ = ["CRITERIA", "EITHER_WAY", "MOST_WEIGHT", "OWN_WORDS", "Rules", "hindrance"]
