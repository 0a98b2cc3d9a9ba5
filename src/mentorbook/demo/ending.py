"""Checks on the way, the review halfway, and the closing page, which waits for the last talk."""

from __future__ import annotations

from typing import Any

from mentorbook.demo.diary import Diary, read

PAIR = ("mentee", "mentor")


def ending(diary: Diary) -> None:
    """Pulses, stage checks, ticks, and how it closes."""
    told = read("closing")
    for number, pulse in enumerate(told["pulses"]):
        _pulse(diary, number, pulse, told["ratings"])
    for number, check in enumerate(told["checks"]):
        _check(diary, number, check)
    for stage, ticks in told["ticks"].items():
        _ticks(diary, stage, ticks)
    for goal, (far, keep, note) in told["halfway"].items():
        fields = {"goal": [f"goals/~{goal}"], "how_far": far, "keep": keep, "note": note}
        diary.add(14.2, "mentee", "midpoint/goals_review", goal, fields)
    for goal, (result, evidence, learned) in told["outcomes"].items():
        fields = {"goal": [f"goals/~{goal}"], "result": result, "evidence": evidence, "learned": learned}
        diary.add(25, "mentor", "closure/outcomes", goal, fields, hour="16:42")
    closing = told["closure"]
    diary.set(25.02, "mentee", "closure", closing["both"], hour="18:30")
    for person in PAIR:
        diary.set(25.03, person, "closure", closing[person], hour="20:45")
        for field in closing[person]:
            if field not in ("mentor_gained", "mentee_gained", "strategy_next", "on_my_own", "new_goals"):
                diary.reveal(25.03, person, f"closure/{field}", hour="21:00")
    for person, answers in told["survey"].items():
        diary.set(25.05, person, f"evaluation/{person}", answers, hour="21:10")


def _pulse(diary: Diary, number: int, told: dict[str, Any], ratings: list[str]) -> None:
    week = told["week"]
    pulse = diary.add(week, "mentee", "pulses", f"pulse {number}", {"date": week})
    diary.set(week, "mentor", pulse, {"date": week}, hour="20:00")
    for at, person in enumerate(PAIR):
        answers = dict(zip(ratings, told[person], strict=True))
        words = {name: told[name][at] for name in ("more_of", "less_of")}
        diary.set(week, person, pulse, answers | words, hour="20:05")
        diary.reveal(week, person, pulse, hour="20:10")
    if "talk" in told:
        diary.set(week + 0.5, "mentor", pulse, {"talk": told["talk"]})


def _check(diary: Diary, number: int, told: dict[str, Any]) -> None:
    week = told["week"]
    check = diary.add(week, "mentee", "stage_checks", f"check {number}", {"date": week})
    for at, person in enumerate(PAIR):
        fields = {
            "date": week,
            "stage": told["stage"][at],
            "ready": told["ready"][at],
            "proof": told["proof"][at],
        }
        fields |= {"more_active": told["active"][at], "stuck": told["stuck"][at]}
        diary.set(week, person, check, fields, hour="20:15")
        for signal, answers in told["answers"].items():
            stage, _, point = signal.rpartition("-")
            row = {"signal": f"{stage}/{point}", "answer": answers[at]}
            diary.add(week, person, f"{check}/signals", f"={signal}", row, hour="20:16")
        diary.reveal(week, person, check, hour="20:20")
    decided = {"decision": told["decision"]} | ({"to_stage": told["to"]} if "to" in told else {})
    diary.set(week, "mentor", check, decided, hour="20:30")


def _ticks(diary: Diary, stage: str, told: dict[str, Any]) -> None:
    for person in PAIR:
        own = dict.fromkeys((*told["both"], *told[person]), True)
        diary.set(told["week"], person, f"journey/{stage}", own, hour="19:10")
    diary.set(told["week"], "mentee", f"journey/{stage}", dict.fromkeys(told["exits"], True), hour="19:15")
