"""Forms advise; they never refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbook.content import loader
from mentorbook.content.rules import advice

GOALS = loader.builtin().forms["goals"]
AGREEMENT = loader.builtin().forms["agreement"]
TERM = {"start_date": "2026-03-01", "target_date": "2026-06-01"}


def beside(values: dict[str, Any], **more: Any) -> list[str]:
    return [found.field for found in advice(GOALS, values, **more)]


def test_a_good_goal_gets_no_advice() -> None:
    goal = {
        **TERM,
        "status": "active",
        "measures": [{"id": "m", "baseline": 1, "target": 4}],
        "milestones": [{"id": "a", "due": "2026-03-01"}, {"id": "b", "due": "2026-06-01"}, {"id": "c"}],
        "readings": [{"id": "r", "date": "2026-03-01", "value": 2}],
    }
    assert advice(GOALS, goal) == []
    assert advice(GOALS, {}) == []


def test_the_target_differs_from_now() -> None:
    rows = [{"id": "a", "baseline": 3, "target": 3.0}, {"id": "b", "baseline": 3}, {"id": "c", "target": 0}]
    found = advice(GOALS, {"measures": rows})
    assert [one.field for one in found] == ["measures/a/target"]
    assert found[0].message.startswith("The target is the same as now.")


def test_dates_lie_within_the_goal() -> None:
    early, late = {"id": "a", "due": "2026-02-28"}, {"id": "b", "due": "2026-06-02"}
    assert beside({**TERM, "milestones": [early, late]}) == ["milestones/a/due", "milestones/b/due"]
    assert beside({"start_date": TERM["start_date"], "milestones": [early, late]}) == ["milestones/a/due"]
    assert beside({"start_date": "2026-06-02", "target_date": "2026-06-01"}) == ["target_date"]
    assert beside({**TERM, "readings": [{"id": "r", "date": "2026-02-28"}]}) == ["readings/r/date"]


@pytest.mark.parametrize(
    ("status", "asked"),
    [("achieved", "evidence"), ("paused", "status_why"), ("dropped", "status_why"), ("active", None)],
)
def test_some_states_ask_for_words(status: str, asked: str | None) -> None:
    assert beside({"status": status}) == ([asked] if asked else [])
    if asked:
        assert beside({"status": status, asked: "  "}) == [asked]
        assert beside({"status": status, asked: "Because"}) == []


def test_three_goals_at_a_time() -> None:
    active, paused = {"status": "active"}, {"status": "paused"}
    assert beside(active, entries=[active, active, paused]) == []
    found = advice(GOALS, active, entries=[active, active, active])
    assert [one.field for one in found] == ["status"]
    assert "working on 4 goals" in found[0].message


def test_the_agreement_ends_after_it_starts() -> None:
    values = {
        "start_date": "2026-05-01",
        "end_date": "2026-04-01",
        "meetings_minimum": 5,
        "meetings_planned": 4,
    }
    assert [one.field for one in advice(AGREEMENT, values)] == ["end_date", "meetings_minimum"]
    values = {"start_date": "2026-04-01", "end_date": "2026-05-01", "midpoint_date": "2026-05-02"}
    assert [one.field for one in advice(AGREEMENT, values)] == ["midpoint_date"]


CLOSURE = loader.builtin().forms["closure"]


def test_nothing_lies_before_the_partnership_began() -> None:
    begun = "2026-03-26"
    (found,) = advice(CLOSURE, {"date": "2026-03-25"}, start=begun)
    assert found.field == "date" and begun in found.message
    assert advice(CLOSURE, {"date": begun}, start=begun) == []
    assert advice(CLOSURE, {"date": "2026-03-25"}) == []
    assert beside({"target_date": "2026-03-25"}, start=begun) == ["target_date"]
    both = {**TERM, "target_date": "2026-02-01"}
    assert beside(both, start=begun) == ["target_date"], "where a day lies is said once a field"


names = st.sampled_from([*GOALS.names(), "id", "baseline", "target", "due", "date"])
loose = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(names, loose), st.lists(st.dictionaries(names, loose), max_size=3))
def test_advice_takes_whatever_is_there(values: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    for found in advice(GOALS, values, entries=entries):
        assert found.message
