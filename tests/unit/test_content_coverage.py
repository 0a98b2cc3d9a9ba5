"""Everything known about mentoring that the content is to hold is held by something in it.

`coverage.csv` lists each item and what carries it: a form, a field, a column or an option
(`goals/measures.target`, `moments/kind=challenge`), a stage, a signal, a prompt, a meeting of a plan.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mentorbook.content.checking import Known
from mentorbook.content.loader import BUILTIN, builtin
from mentorbook.content.specs import Journey, Pack

PACK = builtin()
with Path(__file__).with_name("coverage.csv").open(encoding="utf-8", newline="") as file:
    ITEMS = {row["item"]: row["carried by"].split() for row in csv.DictReader(file)}
CARRIERS = sorted({carrier for carriers in ITEMS.values() for carrier in carriers})

# Carriers of these kinds come with parts of the pack that are not there yet. Whoever adds such a part
# takes it out of here and says in `missing` how it is found.
TO_COME: set[str] = set()
PARTS = {
    *("id", "title", "language", "forms", "journeys", "prompts", "activities", "glossary", "messages"),
    *("options", "builds_on", "elsewhere", "modules", "courses", "trainers", "sessions"),
}
FILES = {
    *("pack.yaml", "options.yaml", "messages.yaml", "prompts.yaml", "activities.yaml", "glossary.yaml"),
    *("forms", "journeys", "courses.yaml", "course", "sessions"),
}


def missing(carrier: str) -> str | None:
    """Why nothing in the pack is called `carrier`; None where something is."""
    kind, _, rest = carrier.partition("/")
    match kind:
        case "journey":
            return None if in_journey(rest) else f"no stage or signal {rest}"
        case "prompt":
            return None if rest in PACK.prompts else f"no prompt {rest}"
        case "session":
            return None if in_session(rest) else f"no part {rest}"
        case "plan":
            return None if rest in plans() else f"no plan {rest}"
        case "course":
            return None if in_course(rest) else f"no part of a module {rest}"
    return Known(PACK.forms, (), (), ()).point(carrier)


def in_journey(path: str) -> bool:
    journey, _, rest = path.partition("/")
    stage, _, point = rest.partition("/")
    try:
        found = PACK.journeys[journey].stage(stage)
    except KeyError:
        return False
    return not point or any(one.id == point for one in (*found.signals, *found.exits))


def in_course(path: str) -> bool:
    name, _, part = path.partition("/")
    module = PACK.modules.get(name)
    if module is None or not any(name in course.modules for course in PACK.courses.values()):
        return False
    parts = {"": True, "ex": module.exercise, "talk": module.talk, "play": module.play}
    items = (*module.objectives, *module.points, *module.questions, *module.notes)
    return bool(parts.get(part)) or any(item.id == part for item in items)


def in_session(path: str) -> bool:
    sheet, _, part = path.partition("/")
    return sheet in PACK.sessions and any(one.id == part for one in PACK.sessions[sheet].segments)


def plans() -> set[str]:
    return {
        f"{plan.id}/{week.week}"
        for journey in PACK.journeys.values()
        for plan in journey.plans
        for week in plan.weeks
    }


def test_every_item_is_carried_by_something() -> None:
    assert len(ITEMS) == 322
    assert [item for item, carriers in ITEMS.items() if not carriers] == []


@pytest.mark.parametrize("carrier", [one for one in CARRIERS if one.partition("/")[0] not in TO_COME])
def test_what_carries_it_is_in_the_pack(carrier: str) -> None:
    assert missing(carrier) is None


def test_what_is_to_come_is_known_by_name() -> None:
    kinds = {carrier.partition("/")[0] for carrier in CARRIERS}
    assert kinds - {"journey", "prompt", "plan", "course", "session", *PACK.forms} == TO_COME
    why = "the pack has a new part: look its carriers up in `missing`, and take it out of TO_COME"
    assert set(Pack.model_fields) == PARTS, why
    assert {path.name for path in BUILTIN.iterdir()} == FILES, why


def test_what_is_not_there_is_found_missing() -> None:
    for wrong in ("goals/nothing", "goals/kind=nothing", "goals/measures.nothing", "nothing/at_all"):
        assert missing(wrong)
    for wrong in (
        "journey/semester/nothing",
        "journey/semester/meet/z9",
        "journey/x/y",
        "prompt/x",
        "plan/x/1",
        "course/nothing",
        "course/goals/z9",
        "session/kick-off/s99",
        "session/nothing/s1",
    ):
        assert missing(wrong)


def test_every_source_named_in_the_pack_is_an_item_or_a_practice() -> None:
    fields = [form.field(name) for form in PACK.forms.values() for name in form.names()]
    sources = {field.source for field in fields}
    sources |= {prompt.source for prompt in PACK.prompts.values()}
    sources |= {activity.source for activity in PACK.activities.values()}
    for journey in PACK.journeys.values():
        sources |= of_journey(journey)
    unknown = {one for one in sources if one not in ITEMS and not one.startswith("practice/")}
    assert unknown == set()


def of_journey(journey: Journey) -> set[str]:
    found = {week.source for plan in journey.plans for week in plan.weeks}
    for stage in journey.stages:
        found |= {stage.source, *(source for signal in stage.signals for source in signal.source)}
    return found
