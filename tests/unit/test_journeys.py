"""Where a pair stands on its journey, its ticks, and what shows that a point is met."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mentorbook.content.loader import builtin
from mentorbook.errors import PathError, RoleError, ValueProblem
from mentorbook.workbook import book as books
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.journeys import met, standing, start, week

CASES = json.loads((Path(__file__).parents[1] / "journeys" / "cases.json").read_text())


def moment(number: int) -> str:
    return f"2026-03-{number:02d}T10:00:00.000Z"


def do(book: Workbook, step: list[Any]) -> None:
    match step:
        case ["answer", path, value, by, _]:
            book.set(path, value, by=by)
        case ["text", path, text, by, _]:
            book.set(path, text, by=by)
        case ["row", prefix, row, fields, by, _]:
            book.add(prefix, fields, by=by, row=row)
        case ["remove", path, by, _]:
            book.remove(path, by=by)
        case _:
            raise AssertionError(step)


@pytest.fixture
def pair() -> Workbook:
    book = Workbook()
    book.start(mentor_name="Grace", mentee_name="Ada", journey="four-week", start="2026-03-02")
    return book


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_rules_of_a_journey(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same cases that tests/js/journey.test.js holds the page to."""
    book = Workbook()
    monkeypatch.setattr(books, "now", lambda: "2026-03-01T09:00:00.000Z")
    book.start(journey=case["journey"], start=case.get("started"))
    for step in case["steps"]:
        monkeypatch.setattr(books, "now", lambda at=step[-1]: moment(at))
        do(book, step)
    if "stage" in case:
        found = standing(book)
        assert found is not None
        assert found.stage == case["stage"]
        assert found.left == {name: at and moment(at) for name, at in case["left"].items()}
    if "start" in case:
        assert start(book) == date.fromisoformat(case["start"])
    for name, wanted in case.get("met", {}).items():
        stage, _, point = name.partition("/")
        journey = book.journey
        assert journey is not None
        one = next(exit for exit in journey.stage(stage).exits if exit.id == point)
        assert met(book, one) is wanted, name


def test_every_point_of_every_journey_can_be_ticked_and_judged(pair: Workbook) -> None:
    for journey in builtin().journeys.values():
        pair.set("partnership/journey", journey.id, by="mentee")
        for stage in journey.stages:
            for exit in stage.exits:
                assert not met(pair, exit)
            for point in (*stage.signals, *stage.exits):
                who = getattr(point, "who", "both")
                path = f"journey/{stage.id}/{point.id}"
                for person in ("mentor", "mentee") if who == "both" else (who,):
                    pair.set(path, True, by=person)
                    answer = pair.answers(path)[person]
                    assert answer is not None
                    assert answer.value is True
        found = standing(pair)
        assert found is not None
        assert found.stage == journey.stages[-1].id


def test_each_ticks_a_signal_for_themselves_and_both_an_exit(pair: Workbook) -> None:
    pair.set("journey/preparation/r1", True, by="mentor")
    assert pair.answers("journey/preparation/r1")["mentee"] is None
    pair.set("journey/preparation/r1", True, by="mentee")
    pair.set("journey/preparation/r1", None, by="mentee")
    assert pair.answers("journey/preparation/r1")["mentor"].value is True
    pair.set("journey/preparation/x1", True, by="mentor")
    pair.set("journey/preparation/x1", None, by="mentee")
    assert pair.get("journey/preparation/x1") is None
    with pytest.raises(RoleError):
        pair.set("journey/preparation/h1", True, by="mentee")


def test_what_is_no_point_or_no_tick_is_refused(pair: Workbook) -> None:
    for path in (
        "journey/preparation/q9",
        "journey/nowhere/x1",
        "journey/preparation",
        "journey/preparation/x1/y",
    ):
        with pytest.raises(PathError, match="is no point of a journey"):
            pair.set(path, True, by="mentor")
    with pytest.raises(ValueProblem):
        pair.set("journey/preparation/x1", "yes", by="mentor")
    with pytest.raises(ValueProblem):
        pair.set("partnership/journey", "the-long-way-round", by="mentor")
    with pytest.raises(PathError):
        pair.set("partnership/mentor_name", "Mallory", by="mentee")


def test_ticks_made_apart_merge_and_nothing_is_lost(pair: Workbook) -> None:
    from mentorbook.workbook.document import Document

    other = Workbook(documents={a: Document(d.update()) for a, d in pair.documents.items()})
    changes: dict[int, list[Any]] = {}
    for book in (pair, other):
        book.listeners.append(lambda made, _source, book=book: changes.setdefault(id(book), []).extend(made))
    pair.set("journey/preparation/r1", True, by="mentor")
    pair.set("journey/preparation/x1", True, by="mentor")
    other.set("journey/preparation/r1", True, by="mentee")
    other.set("journey/preparation/x1", True, by="mentee")
    other.set("partnership/journey", "semester", by="mentee")
    first, second = changes[id(pair)], changes[id(other)]
    pair.take_in(second)
    other.take_in(first)
    for book in (pair, other):
        both = book.answers("journey/preparation/r1")
        assert both["mentor"].value is True
        assert both["mentee"].value is True
        assert book.get("journey/preparation/x1") is True
        assert book.get("partnership/journey") == "semester"
    assert pair.export() == other.export()
    assert pair.export()["journey/preparation/r1@mentor"] is True


def test_changing_the_journey_keeps_every_tick(pair: Workbook) -> None:
    pair.set("journey/negotiation/x1", True, by="mentor")
    assert standing(pair).stage == "negotiation"
    pair.set("partnership/journey", "semester", by="mentee")
    assert standing(pair).stage == "ready"
    assert pair.get("journey/negotiation/x1") is True
    pair.set("partnership/journey", "four-week", by="mentor")
    assert standing(pair).stage == "negotiation"


def test_a_signature_meets_the_point_that_asks_for_both(pair: Workbook) -> None:
    point = builtin().journeys["four-week"].stage("negotiation").exits[0]
    for person in ("mentor", "mentee"):
        assert not met(pair, point)
        path = "signatures/" + person + "/signed"
        pair.put_signature(
            path, {"form": "agreement", "name": person, "version": 1, "was": {}, "digest": ""}, by=person
        )
    assert met(pair, point)


def test_answers_shown_only_when_both_are_in_show_nothing_before(pair: Workbook) -> None:
    point = builtin().journeys["semester"].stage("meet").exits[0]
    for person in ("mentor", "mentee"):
        pair.set(f"fit/{person}/decision", "go-on", by=person)
    assert not met(pair, point)
    for person in ("mentor", "mentee"):
        pair.reveal(f"fit/{person}/decision", by=person)
    assert met(pair, point)


def test_weeks_begin_with_the_start(pair: Workbook) -> None:
    found = [week(pair, date(2026, 3, day)) for day in (1, 2, 8, 9)]
    assert found == [None, 1, 1, 2]
    assert week(Workbook(), date(2026, 3, 1)) is None


def test_ticks_and_the_change_of_journey_are_told_in_the_history(tmp_path: Path) -> None:
    import mentorbook

    path = tmp_path / "pair.mentorbook"
    with mentorbook.create(path, mentor="Grace", mentee="Ada", journey="four-week") as book:
        book.set("journey/preparation/x1", True, by="mentor")
        book.set("partnership/journey", "semester", by="mentee")
        told = {edit.path: (edit.label, edit.by, edit.before, edit.after) for edit in book.history()}
        assert told["journey/preparation/x1"] == (
            "Our journey: Both have filled in their profile.", "mentor", None, True,
        )  # fmt: skip
        assert told["partnership/journey"] == ("Journey", "mentee", "four-week", "semester")
        ticked = next(edit for edit in book.history() if edit.path == "journey/preparation/x1")
        book.restore_as_of(by="mentee", path="journey/preparation/x1", change=ticked.number - 1)
    with mentorbook.open(path) as book:
        assert book.get("journey/preparation/x1") is None
        assert book.journey is not None
        assert book.journey.id == "semester"
