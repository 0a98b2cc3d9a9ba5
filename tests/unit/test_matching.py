"""The pairs that matching proposes are the best there are, and none that must not be."""

from __future__ import annotations

import random
import time
from itertools import permutations

import pytest

from mentorbook.errors import ValueProblem
from mentorbook.programme.matching import alternatives, match
from mentorbook.programme.people import Person
from mentorbook.programme.rules import Rules, hindrance
from mentorbook.programme.scoring import fits
from mentorbook.programme.why import reasons, why, why_not

TOPICS = ["career-plan", "leadership", "communication", "network", "study", "own:Welding"]
NAMES = ["Ada", "Bo", "Cem", "Dana", "Eli", "Fay", "Gus", "Hana"]
ZONES = ["Europe/Paris", "Asia/Kolkata", "America/New_York", ""]


def person(name: str, role: str, **said) -> Person:
    return Person(id=f"id-{name}", name=name, role=role, **said)


def anybody(chance: random.Random, name: str, role: str) -> Person:
    def some(words, most):
        return tuple(chance.sample(words, chance.randint(0, most)))

    return person(
        name,
        role,
        kinds=some(["peer", "career", "life"], 2),
        experience_years=chance.choice([None, 0.0, 3.0, 12.0]),
        skills_offered=some(TOPICS, 3),
        skills_wanted=some(TOPICS, 3),
        background=chance.choice(["", "nursing, Leeds", "software, Leeds", "law"]),
        likeness=chance.choice(["", "alike", "different", "either"]),
        languages=some(["English", "French", "Turkish"], 2),
        time_zone=chance.choice(ZONES),
        availability=some(["early", "morning", "evening"], 2),
        capacity=chance.choice([None, None, 0, 2]),
        prefers=some(NAMES, 1),
        not_with=some([*NAMES, "Red", "own team"], 1),
        manager=chance.choice(["", "", *NAMES]),
        team=chance.choice(["", "Red", "Blue", "Green"]),
    )


def best_by_trying(people: list[Person], rules: Rules) -> tuple[int, int]:
    """The most pairs, and the most points among all ways to have so many: by trying every way there is."""
    mentees = [p for p in people if p.role != "mentor"]
    mentors = [p for p in people if p.role != "mentee" and p.places]
    points = fits(mentors, mentees, rules)
    best = (0, 0)

    def go_on(place: int, free: dict[str, int], used: frozenset[str], pairs: int, total: int) -> None:
        nonlocal best
        best = max(best, (pairs, total))
        if place == len(mentees):
            return
        go_on(place + 1, free, used, pairs, total)
        mentee = mentees[place]
        if f"mentor {mentee.id}" in used:
            return
        for row, mentor in enumerate(mentors):
            if free[mentor.id] and points[row, place] >= 0 and f"mentee {mentor.id}" not in used:
                go_on(
                    place + 1,
                    {**free, mentor.id: free[mentor.id] - 1},
                    used | {f"mentor {mentor.id}", f"mentee {mentee.id}"},
                    pairs + 1,
                    total + int(points[row, place]),
                )

    go_on(0, {mentor.id: mentor.places for mentor in mentors}, frozenset(), 0, 0)
    return best


@pytest.mark.parametrize("block", range(10))
def test_no_pairing_is_better_and_none_breaks_a_rule(block):
    for seed in range(block * 100, block * 100 + 100):
        chance = random.Random(seed)
        count = chance.randint(0, 6)
        roles = [chance.choice(["mentor", "mentee", "mentor", "mentee", "either"]) for _ in range(count)]
        people = [anybody(chance, name, role) for name, role in zip(NAMES, roles, strict=False)]
        ids = [p.id for p in people]
        rules = Rules(
            weights={"experience": chance.randint(0, 3), "skills": chance.randint(0, 3)},
            apart_team=chance.random() < 0.5,
            apart_manager=chance.random() < 0.5,
            share_language=chance.random() < 0.5,
            least_experience=chance.choice([0, 0, 1]),
            apart=frozenset([frozenset(chance.sample(ids, 2))]) if count > 1 else frozenset(),
        )
        found = match(people, rules)
        assert (len(found.pairs), found.points) == best_by_trying(people, rules), seed
        assert found.exact
        used = [pair.mentee.id for pair in found.pairs]
        assert len(used) == len(set(used))
        assert not set(used) & {pair.mentor.id for pair in found.pairs}
        for pair in found.pairs:
            assert hindrance(rules, pair.mentor, pair.mentee) == ""
            assert sum(other.mentor == pair.mentor for other in found.pairs) <= pair.mentor.places
        missing = {p.id for p in people} - set(used) - {pair.mentor.id for pair in found.pairs}
        assert {left.person.id for left in found.left} == missing


def test_the_order_of_the_roster_changes_nothing():
    chance = random.Random(7)
    people = [anybody(chance, name, chance.choice(["mentor", "mentee", "either"])) for name in NAMES]
    told = {
        tuple((pair.mentor.name, pair.mentee.name, pair.fit) for pair in match(order).pairs)
        for order in list(permutations(people))[::2000]
    }
    assert len(told) == 1


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("manager", {}, {"manager": " ADA "}),
        ("manager", {"manager": "Bo"}, {}),
        ("named", {"not_with": ("bo",)}, {}),
        ("named", {}, {"not_with": ("Ada",)}),
        ("named", {"team": "Red"}, {"not_with": ("Red",)}),
        ("same-manager", {"manager": "Cem"}, {"manager": "cem"}),
        ("team", {"team": "Red"}, {"team": "red"}),
        ("language", {"languages": ("French",)}, {"languages": ("Turkish",)}),
        ("experience", {"experience_years": 1.0}, {}),
    ],
)
def test_whoever_must_not_be_together_is_not_and_hears_why(rule, one, other):
    people = [person("Ada", "mentor", **one), person("Bo", "mentee", **other)]
    rules = Rules(least_experience=2)
    found = match(people, rules)
    assert found.pairs == ()
    told = [why_not(left, found) for left in found.left]
    assert len(told) == 2 and all("nobody is possible" in words for words in told)
    with pytest.raises(ValueProblem) as problem:
        match(people, rules, locked=[("id-Ada", "id-Bo")])
    assert problem.value.key == f"match.locked.{rule}"


def test_what_is_settled_stays_and_the_rest_is_best_around_it():
    people = [
        person("Ada", "mentor", skills_offered=("leadership",)),
        person("Bo", "mentor", skills_offered=("study",)),
        person("Cem", "mentee", skills_wanted=("leadership",)),
        person("Dana", "mentee", skills_wanted=("study",)),
    ]
    free = match(people)
    assert [(p.mentor.name, p.mentee.name) for p in free.pairs] == [("Ada", "Cem"), ("Bo", "Dana")]
    assert "can help with leading people" in why(free.pairs[0], Rules())
    held = match(people, locked=[("id-Bo", "id-Cem")])
    assert [(p.mentor.name, p.mentee.name) for p in held.pairs] == [("Bo", "Cem"), ("Ada", "Dana")]
    assert held.pairs[0].locked and "settled by you" in why(held.pairs[0], Rules())
    other = {one.mentor.name: one.change for one in alternatives(people, "id-Cem")}
    assert other["Ada"] == 0 and other["Bo"] < 0
    with pytest.raises(ValueProblem, match="no place left"):
        match(people, locked=[("id-Ada", "id-Cem"), ("id-Ada", "id-Dana")])


def test_likeness_and_difference_are_what_people_wished_for():
    def fit(wish, mine, theirs):
        ada = person("Ada", "mentor", background=mine)
        bo = person("Bo", "mentee", background=theirs, likeness=wish)
        return match([ada, bo], Rules(wish={})).pairs[0].fit

    assert fit("alike", "law", "law") > fit("alike", "law", "nursing")
    assert fit("different", "law", "law") < fit("different", "law", "nursing")


def test_clocks_of_different_places_are_told_apart():
    rules = Rules(weights=dict.fromkeys(("skills", "kinds", "languages", "prefers", "background"), 0))

    def fit(zone):
        ada = person("Ada", "mentor", time_zone="Europe/Paris", availability=("morning",))
        bo = person("Bo", "mentee", time_zone=zone, availability=("morning",))
        return match([ada, bo], rules).pairs[0].fit

    assert fit("Europe/Berlin") == 100
    assert fit("America/New_York") == 0


def test_five_hundred_mentors_and_mentees_are_matched_exactly_and_soon(record_property):
    chance = random.Random(1)
    people = [
        Person(**{**anybody(chance, "x", role).to_json(), "id": f"{role}{n}", "name": f"{role} {n}", "capacity": None,
                  "not_with": (), "manager": f"M{n % 40}", "team": f"T{n % 30}"})
        for role in ("mentor", "mentee")
        for n in range(500)
    ]  # fmt: skip
    began = time.perf_counter()
    found = match(people)
    record_property("seconds", time.perf_counter() - began)
    assert found.exact and len(found.pairs) == 500
    assert all(reasons(pair.mentor, pair.mentee, Rules()) is not None for pair in found.pairs)


def test_more_people_than_can_be_matched_in_one_go_hear_so():
    people = [person(str(n), "mentee") for n in range(2001)] + [person("Ada", "mentor")]
    with pytest.raises(ValueProblem, match="smaller cohorts"):
        match(people)
