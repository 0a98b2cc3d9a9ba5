"""How well each mentor suits each mentee: one number from 0 to 1 for each thing that counts.

Where too little is known of either, a thing gives 0.5: nobody gains or loses by what they left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from mentorbook.programme.people import Person, plain
from mentorbook.programme.rules import CRITERIA, Rules, hindrance

Table = NDArray[np.float64]
"""Mentors down, mentees across."""

UNKNOWN = 0.5
POINTS = 1_000_000
"""A fit of 1 in whole points: the best assignment is found in whole numbers, without rounding."""
HOURS = {"early": (6, 9), "morning": (9, 12), "midday": (12, 14), "afternoon": (14, 18), "evening": (18, 22)}
WORKING = (9, 18)
"""Hours of those who named none but a time zone."""
ENOUGH = 4
"""Half hours in common that are as good as more."""
REFERENCE = datetime(2025, 1, 15, 12, tzinfo=UTC)
"""Time zones are compared on this day, so that the same roster always gives the same pairs."""
FAR = 20.0
"""Years of experience between two people that count as all the difference there is."""


def fits(mentors: Sequence[Person], mentees: Sequence[Person], rules: Rules) -> NDArray[np.int64]:
    """The fit of everybody with everybody in points; -1 where a rule keeps two people apart."""
    total = np.zeros((len(mentors), len(mentees)))
    weights = {name: rules.weight(name) for name in CRITERIA if rules.weight(name)}
    for name, weight in weights.items():
        total += weight * criterion(name, mentors, mentees, rules)
    scaled = total / sum(weights.values()) if weights else np.full(total.shape, UNKNOWN)
    points = np.rint(scaled * POINTS).astype(np.int64)
    points[~allowed(mentors, mentees, rules)] = -1
    return points


def criterion(name: str, mentors: Sequence[Person], mentees: Sequence[Person], rules: Rules) -> Table:
    """How well people suit each other in one respect, from 0 to 1."""
    return _CRITERIA[name](mentors, mentees, rules)


def allowed(mentors: Sequence[Person], mentees: Sequence[Person], rules: Rules) -> NDArray[np.bool_]:
    """Who may be paired with whom. Only those who have something in common that hinders are looked at."""
    may = np.ones((len(mentors), len(mentees)), dtype=bool)
    groups: dict[str, list[int]] = {}
    for place, mentee in enumerate(mentees):
        for word in _touches(mentee):
            groups.setdefault(word, []).append(place)
    by_id = {person.id: place for place, person in enumerate(mentees)}
    for row, mentor in enumerate(mentors):
        near = {place for word in _touches(mentor) for place in groups.get(word, ())}
        near |= {by_id[other] for two in rules.apart if mentor.id in two for other in two if other in by_id}
        for place in near:
            may[row, place] = not hindrance(rules, mentor, mentees[place])
    if rules.share_language:
        common, known = _shared([p.languages for p in mentors], [p.languages for p in mentees])
        may &= ~known | (common > 0)
    if rules.least_experience:
        short = [
            (p.experience_years is not None and p.experience_years < rules.least_experience) for p in mentors
        ]
        may[np.array(short, dtype=bool), :] = False
    return may


def _touches(person: Person) -> set[str]:
    """The words by which a person may hinder, or be hindered by, somebody else."""
    words = set(person.known_as) | {plain(word) for word in (person.manager, person.team, *person.not_with)}
    return words - {""} | {person.id}


# -- one a thing that counts


def _skills(mentors: Sequence[Person], mentees: Sequence[Person], _rules: Rules) -> Table:
    """What the mentee wants of what the mentor offers; what is wanted first counts most (1, ½, ⅓ …)."""
    every = _index(p.skills_offered for p in mentors) | _index(p.skills_wanted for p in mentees)
    topics = {topic: place for place, topic in enumerate(sorted(every))}
    offered, wanted = np.zeros((len(mentors), len(topics))), np.zeros((len(mentees), len(topics)))
    for row, person in enumerate(mentors):
        for topic in person.skills_offered:
            offered[row, topics[plain(topic)]] = 1
    for row, person in enumerate(mentees):
        shares = [1 / place for place in range(1, len(person.skills_wanted) + 1)]
        for topic, share in zip(person.skills_wanted, shares, strict=True):
            wanted[row, topics[plain(topic)]] += share / sum(shares)
    known = np.outer(offered.any(axis=1), wanted.any(axis=1))
    return np.where(known, offered @ wanted.T, UNKNOWN)


def _kinds(mentors: Sequence[Person], mentees: Sequence[Person], _rules: Rules) -> Table:
    """What part of the kinds of mentoring that the mentee wants the mentor offers."""
    common, known = _shared([p.kinds for p in mentors], [p.kinds for p in mentees])
    wanted = np.array([max(len(p.kinds), 1) for p in mentees])
    return np.where(known, common / wanted, UNKNOWN)


def _languages(mentors: Sequence[Person], mentees: Sequence[Person], _rules: Rules) -> Table:
    """1 where the easiest language of both is the same, 0.8 where they share another, 0 where none."""
    common, known = _shared([p.languages for p in mentors], [p.languages for p in mentees])
    first, _ = _shared([p.languages[:1] for p in mentors], [p.languages[:1] for p in mentees])
    return np.where(known, np.where(first > 0, 1.0, np.where(common > 0, 0.8, 0.0)), UNKNOWN)


def _times(mentors: Sequence[Person], mentees: Sequence[Person], _rules: Rules) -> Table:
    """How long both have time at once: two hours are as good as more."""
    sides = (mentors, mentees)
    local = [np.array([_half_hours(p, moved=False) for p in side]).reshape(len(side), 48) for side in sides]
    moved = [np.array([_half_hours(p, moved=True) for p in side]).reshape(len(side), 48) for side in sides]
    zoned = np.outer([bool(p.time_zone) for p in mentors], [bool(p.time_zone) for p in mentees])
    common = np.where(zoned, moved[0] @ moved[1].T, local[0] @ local[1].T)
    said = [np.array([bool(p.availability or p.time_zone) for p in side]) for side in sides]
    return np.where(np.outer(said[0], said[1]), np.minimum(common, ENOUGH) / ENOUGH, UNKNOWN)


def _prefers(mentors: Sequence[Person], mentees: Sequence[Person], _rules: Rules) -> Table:
    """Half for each of the two who asked for the other."""
    found = np.zeros((len(mentors), len(mentees)))
    called: dict[str, list[int]] = {}
    for place, mentee in enumerate(mentees):
        for name in mentee.known_as:
            called.setdefault(name, []).append(place)
    named: dict[str, list[int]] = {}
    for place, mentor in enumerate(mentors):
        for name in mentor.known_as:
            named.setdefault(name, []).append(place)
    for row, mentor in enumerate(mentors):
        for place in {place for name in mentor.prefers for place in called.get(plain(name), ())}:
            found[row, place] += 0.5
    for place, mentee in enumerate(mentees):
        for row in {row for name in mentee.prefers for row in named.get(plain(name), ())}:
            found[row, place] += 0.5
    return found


def _background(mentors: Sequence[Person], mentees: Sequence[Person], rules: Rules) -> Table:
    """Alike or different, as each of the two wishes, else as the programme does."""
    words = [[tuple(_words(p.background)) for p in side] for side in (mentors, mentees)]
    common, known = _shared(*words)
    sizes = [np.array([len(set(one)) for one in side]) for side in words]
    alike = common / np.maximum(sizes[0][:, None] + sizes[1][None, :] - common, 1)
    wishes = [
        [
            p.likeness if p.likeness in ("alike", "different") else rules.wish.get("background", "")
            for p in side
        ]
        for side in (mentors, mentees)
    ]
    asked = [np.array([_LIKING[wish] for wish in side]) for side in wishes]
    each = [0.5 + one * (alike - 0.5) for one in (asked[0][:, None], asked[1][None, :])]
    return np.where(known, (each[0] + each[1]) / 2, UNKNOWN)


def _experience(mentors: Sequence[Person], mentees: Sequence[Person], rules: Rules) -> Table:
    """Near in years or far apart, as the programme wishes; with no wish, the mentor has more of them."""
    mine, theirs = (
        np.array([np.nan if p.experience_years is None else p.experience_years for p in side])
        for side in (mentors, mentees)
    )
    apart = mine[:, None] - theirs[None, :]
    far = np.minimum(np.abs(apart), FAR) / FAR
    wish = rules.wish.get("experience", "")
    found = far if wish == "different" else 1 - far if wish == "alike" else (apart > 0).astype(float)
    return np.where(np.isnan(apart), UNKNOWN, found)


_CRITERIA: dict[str, Callable[[Sequence[Person], Sequence[Person], Rules], Table]] = {
    "skills": _skills,
    "kinds": _kinds,
    "languages": _languages,
    "times": _times,
    "prefers": _prefers,
    "background": _background,
    "experience": _experience,
}
_LIKING = {"alike": 1.0, "different": -1.0, "": 0.0}


# -- inside


def _index(groups: Iterable[Sequence[str]]) -> set[str]:
    return {plain(word) for group in groups for word in group}


def _shared(
    mine: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> tuple[Table, NDArray[np.bool_]]:
    """How many words each has in common with each, and where both have any at all."""
    words = {word: place for place, word in enumerate(sorted(_index(mine) | _index(theirs)))}
    tables = []
    for side in (mine, theirs):
        table = np.zeros((len(side), len(words)))
        for row, group in enumerate(side):
            for word in group:
                table[row, words[plain(word)]] = 1
        tables.append(table)
    return tables[0] @ tables[1].T, np.outer(tables[0].any(axis=1), tables[1].any(axis=1))


def _half_hours(person: Person, *, moved: bool) -> Table:
    """The half hours of a day in which somebody has time, by their own clock or (`moved`) by UTC."""
    day = np.zeros(48)
    for start, end in [HOURS[part] for part in person.availability if part in HOURS] or [WORKING]:
        day[2 * start : 2 * end] = 1
    if moved and person.time_zone:
        offset = ZoneInfo(person.time_zone).utcoffset(REFERENCE)
        seconds = offset.total_seconds() if offset is not None else 0.0
        day = np.roll(day, -round(seconds / 1800))
    return day


def _words(text: str) -> set[str]:
    return {word for word in "".join(c if c.isalnum() else " " for c in plain(text)).split() if len(word) > 1}


__all__ = ["POINTS", "UNKNOWN", "allowed", "criterion", "fits"]
