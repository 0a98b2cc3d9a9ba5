"""Who works with whom: as many pairs as can be, and among all ways to do that the one with the best fit.

The assignment is exact (SciPy's, in whole numbers). People who could be mentor or mentee are first allowed
to be both; wherever that happens, one way and the other are tried, and the better kept (branch and bound).
The same people give the same pairs, in whatever order they come.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from mentorbook.errors import ValueProblem
from mentorbook.programme.people import Person, plain
from mentorbook.programme.rules import Rules, hindrance
from mentorbook.programme.scoring import POINTS, fits

MOST = 2_000
"""Mentees, and places with mentors, that are matched in one go."""
MOST_TRIES = 400
"""Ways to give people their roles that are tried before the best so far is taken."""
Ids = tuple[str, str]
"""The ids of a mentor and a mentee."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who are to work together. `fit` is from 0 to 100; `locked`: somebody said so."""

    mentor: Person
    mentee: Person
    fit: int
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody without a partner, and why: ``role`` is what they could have been, ``why`` ends a key."""

    person: Person
    role: str
    why: str
    hindrances: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Matching:
    """What came of it.

    Args:
        pairs: By the mentees' names. left: Who has no partner.
        points: The sum of all fits, in points of `scoring.POINTS`.
        exact: Whether no better one exists; False only where very many people could be either.
    """

    pairs: tuple[Pair, ...]
    left: tuple[Left, ...]
    points: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another mentor for a mentee, and by how much the fit of all together changes, in hundredths of a pair."""

    mentor: Person
    fit: int
    change: int


def match(people: Iterable[Person], rules: Rules | None = None, *, locked: Collection[Ids] = ()) -> Matching:
    """The best pairs.

    Args:
        locked: Pairs that are settled, as ids of mentor and mentee.

    Raises:
        ValueProblem: Too many people for one go, or a locked pair that cannot be.
    """
    return _Table(people, rules or Rules(), locked).match()


def alternatives(
    people: Iterable[Person],
    mentee: str,
    rules: Rules | None = None,
    *,
    locked: Collection[Ids] = (),
    most: int = 5,
) -> list[Alternative]:
    """The mentors who would suit a mentee best, and what choosing each would mean for everybody."""
    people, rules = list(people), rules or Rules()
    now = match(people, rules, locked=locked)
    table = _Table(people, rules, locked)
    found = []
    for mentor in table.best_for(mentee, most):
        kept = {two for two in locked if two[1] != mentee} | {(mentor.id, mentee)}
        try:
            then = match(people, rules, locked=kept)
        except ValueProblem:  # all places of this mentor are settled
            continue
        lost = (len(now.pairs) - len(then.pairs)) * POINTS
        change = round((then.points - now.points - lost) / POINTS * 100)
        found.append(Alternative(mentor, table.fit(mentor.id, mentee), change))
    return found


class _Table:
    """Everybody who could be a mentor, everybody who could be a mentee, and how well they fit."""

    def __init__(self, people: Iterable[Person], rules: Rules, locked: Collection[Ids]) -> None:
        self.people = sorted(people, key=lambda p: (plain(p.name), plain(p.email), p.role, repr(_said(p))))
        self.rules = rules
        self.mentors = [p for p in self.people if p.role != "mentee" and p.places]
        self.mentees = [p for p in self.people if p.role != "mentor"]
        if max(len(self.mentees), sum(p.places for p in self.mentors)) > MOST:
            raise ValueProblem("match.many", most=f"{MOST:,}")
        self.points = fits(self.mentors, self.mentees, rules)
        self.row = {p.id: number for number, p in enumerate(self.mentors)}
        self.column = {p.id: number for number, p in enumerate(self.mentees)}
        self.locked = sorted(set(locked))
        self.free = self._free()

    def fit(self, mentor: str, mentee: str) -> int:
        """From 0 to 100."""
        return round(max(int(self.points[self.row[mentor], self.column[mentee]]), 0) * 100 / POINTS)

    def best_for(self, mentee: str, most: int) -> list[Person]:
        """The mentors who fit a mentee best and are not hindered."""
        if mentee not in self.column:
            raise ValueProblem("match.nobody")
        points = self.points[:, self.column[mentee]]
        order = sorted(range(len(self.mentors)), key=lambda row: (-int(points[row]), row))
        return [self.mentors[row] for row in order[:most] if points[row] >= 0]

    def match(self) -> Matching:
        """The best assignment of all roles and pairs."""
        either = {p.id for p in self.people if p.role == "either"} - {
            one for two in self.locked for one in two
        }
        found, exact = self._over_roles(either)
        pairs = [(m, f, True) for m, f in self.locked] + [(m, f, False) for m, f in found]
        made = [
            Pair(self.mentors[self.row[m]], self.mentees[self.column[f]], self.fit(m, f), settled)
            for m, f, settled in pairs
        ]
        made.sort(key=lambda pair: (plain(pair.mentee.name), self.column[pair.mentee.id]))
        points = sum(int(self.points[self.row[m], self.column[f]]) for m, f, _ in pairs)
        return Matching(tuple(made), tuple(self._left(made)), points, exact)

    # -- inside

    def _free(self) -> dict[str, int]:
        """The places that locked pairs leave.

        Raises:
            ValueProblem: A locked pair is hindered, or takes more places than there are.
        """
        free = {p.id: p.places for p in self.mentors}
        taken: set[str] = set()
        for mentor, mentee in self.locked:
            if mentor not in self.row or mentee not in self.column:
                raise ValueProblem("match.nobody")
            names = {
                "mentor": self.mentors[self.row[mentor]].name,
                "mentee": self.mentees[self.column[mentee]].name,
            }
            if self.points[self.row[mentor], self.column[mentee]] < 0:
                why = hindrance(self.rules, self.mentors[self.row[mentor]], self.mentees[self.column[mentee]])
                raise ValueProblem(f"match.locked.{why}", **names)
            free[mentor] -= 1
            if free[mentor] < 0 or mentee in taken:
                raise ValueProblem("match.locked.full", **names)
            taken.add(mentee)
        if both := taken & {mentor for mentor, _ in self.locked}:
            raise ValueProblem("match.locked.both", name=self.mentees[self.column[min(both)]].name)
        for mentee in taken:  # who is a mentee by a locked pair is nobody's mentor
            free.pop(mentee, None)
        return free

    def _over_roles(self, either: set[str]) -> tuple[list[Ids], bool]:
        """The best assignment in which nobody is mentor and mentee at once."""
        gone = {one for two in self.locked for one in two}
        number = count()
        first = self._assign(frozenset(), frozenset(), gone)
        waiting = [(-first[0], next(number), first[1], frozenset[str](), frozenset[str]())]
        best: tuple[int, list[Ids]] = (-1, [])
        for tries in count():
            if not waiting or -waiting[0][0] <= best[0]:
                return best[1], True
            _, _, found, mentors, mentees = heapq.heappop(waiting)
            both = sorted({m for m, _ in found} & {f for _, f in found} & either, key=self.column.__getitem__)
            if not both:
                return found, True
            # Any way to settle those who are both gives something to measure others by.
            best = max(best, self._as_mentors(mentors | frozenset(both), mentees, either, gone), key=_worth)
            if tries >= MOST_TRIES:
                return best[1], False
            one = both[0]
            for as_mentor, as_mentee in ((mentors | {one}, mentees), (mentors, mentees | {one})):
                total, pairs = self._assign(as_mentor, as_mentee, gone)
                if total > best[0]:
                    heapq.heappush(waiting, (-total, next(number), pairs, as_mentor, as_mentee))
        raise AssertionError  # pragma: no cover - count() does not end

    def _as_mentors(
        self, mentors: frozenset[str], mentees: frozenset[str], either: set[str], gone: set[str]
    ) -> tuple[int, list[Ids]]:
        """An assignment in which those who would be both are mentors."""
        while True:
            found = self._assign(mentors, mentees, gone)
            both = {m for m, _ in found[1]} & {f for _, f in found[1]} & either
            if not both:
                return found
            mentors |= both

    def _assign(
        self, mentors: frozenset[str], mentees: frozenset[str], gone: set[str]
    ) -> tuple[int, list[Ids]]:
        """The best pairs where some may only be mentors, or only mentees; their worth: pairs first, then fit."""
        from scipy.optimize import linear_sum_assignment

        rows = [
            self.row[id_] for id_, places in self.free.items() if id_ not in mentees for _ in range(places)
        ]
        settled = {mentee for _, mentee in self.locked} | (gone & set(self.row))
        columns = [number for id_, number in self.column.items() if id_ not in mentors and id_ not in settled]
        if not rows or not columns:
            return 0, []
        part = self.points[np.ix_(rows, columns)]
        more = (min(part.shape) + 1) * POINTS  # one pair more is worth more than any fit
        worth: NDArray[np.float64] = np.where(part >= 0, part + more, 0).astype(np.float64)
        chosen = linear_sum_assignment(worth, maximize=True)
        pairs, total = [], 0
        for row, column in zip(*chosen, strict=True):
            if part[row, column] >= 0:
                pairs.append((self.mentors[rows[row]].id, self.mentees[columns[column]].id))
                total += int(part[row, column]) + (len(self.people) + 1) * POINTS
        return total, pairs

    def _left(self, pairs: Sequence[Pair]) -> list[Left]:
        mentors, mentees = {pair.mentor.id for pair in pairs}, {pair.mentee.id for pair in pairs}
        found = []
        for person in self.people:
            if person.id in mentors | mentees:
                continue
            role = "mentor" if person.role == "mentor" else "mentee"
            others = [
                other for other in (self.mentors if role == "mentee" else self.mentees) if other is not person
            ]
            hindrances: dict[str, int] = {}
            for other in others:
                two = (other, person) if role == "mentee" else (person, other)
                if why := hindrance(self.rules, *two):
                    hindrances[why] = hindrances.get(why, 0) + 1
            if role == "mentor" and not person.places:
                why = "no-places"
            elif not others:
                why = "nobody"
            elif sum(hindrances.values()) == len(others):
                why = "hindered"
            else:
                why = "taken"
            found.append(Left(person, role, why, hindrances))
        return found


def _worth(found: tuple[int, list[Ids]]) -> int:
    return found[0]


def _said(person: Person) -> object:
    return sorted((name, value) for name, value in person.to_json().items() if name != "id")


__all__ = ["Alternative", "Left", "Matching", "Pair", "alternatives", "match"]
