"""A pulse check, a review halfway, a word after the first meeting: all that one answered is in at once."""

from __future__ import annotations

import json

import pytest

from mentorbook.content.loader import builtin
from mentorbook.errors import MentorbookError, PathError, RoleError, ValueProblem
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.seat import Seat

RATINGS = ("trust", "heard", "direction", "progress", "effort", "useful", "rhythm", "energy")


def rated(book: Workbook, pulse: str, by: str, points: int, **more: str) -> None:
    book.set(f"{pulse}/date", "2026-03-02", by=by)
    for rating in RATINGS:
        book.set(f"{pulse}/{rating}", points, by=by)
    for name, words in more.items():
        book.set(f"{pulse}/{name}", words, by=by)


def begun() -> tuple[Workbook, str]:
    book = Workbook(builtin())
    return book, "pulses/" + book.add("pulses", {}, by="mentor")


def test_what_one_left_empty_does_not_hide_what_the_other_wrote_there() -> None:
    book, pulse = begun()
    rated(book, pulse, "mentor", 4, more_of="Questions")
    rated(book, pulse, "mentee", 2)
    book.reveal(pulse, by="mentor")
    assert book.get(f"{pulse}/more_of", viewer="mentee") is None
    book.reveal(pulse, by="mentee")
    assert book.get(f"{pulse}/more_of", viewer="mentee") == "Questions"
    assert book.answers(f"{pulse}/trust", viewer="mentor")["mentee"].value == 2  # type: ignore[union-attr]


def test_nobody_is_in_before_everything_asked_for_is_answered() -> None:
    book, pulse = begun()
    rated(book, pulse, "mentor", 4)
    book.set(f"{pulse}/trust", None, by="mentor")
    with pytest.raises(ValueProblem):
        book.reveal(pulse, by="mentor")
    with pytest.raises(ValueProblem):
        book.reveal("expectations", by="mentee")  # nothing is asked for, and nothing was said
    with pytest.raises(PathError):
        book.reveal("pulses/elsewhere", by="mentor")
    with pytest.raises(MentorbookError):
        book.reveal("closure", by="mentor")  # there each answer is in by itself
    with pytest.raises(RoleError):
        book.reveal("fit/mentee", by="mentor")


def test_a_page_is_told_of_the_others_answers_with_its_own_last_press() -> None:
    book, pulse = begun()
    seat = Seat(book, role="mentee", page="a" * 32, sections={"pulses"})
    rated(book, pulse, "mentee", 3)
    rated(book, pulse, "mentor", 5, less_of="Email on Sundays")
    seat.opened()
    book.reveal(pulse, by="mentor")
    told = seat.changes()
    assert told and "Sundays" not in json.dumps(told)
    assert told["cells"][f"{pulse}/trust"]["hidden"]
    assert f"{pulse}/more_of" not in told["cells"]  # the mentor wrote nothing there: nothing is announced
    book.reveal(pulse, by="mentee")
    told = seat.changes()
    assert told and "Sundays" in json.dumps(told)
    assert told["cells"][f"{pulse}/trust"]["answers"]["mentor"]["v"] == 5
    seat.leave()


@pytest.mark.parametrize("first", ["mentor", "mentee"])
def test_each_ones_part_of_a_form_is_in_at_once(first: str) -> None:
    book = Workbook(builtin())
    second = {"mentor": "mentee", "mentee": "mentor"}[first]
    form = builtin().forms["fit"]
    for person in (first, second):
        for spec in form.fields():
            if spec.required == "yes":
                book.set(f"fit/{person}/{spec.id}", "go-on" if spec.type == "choice" else 4, by=person)
    book.set("fit/mentee/mentor_trusted", 3, by="mentee")  # asked of one of them only
    seat = Seat(book, role=second, page="a" * 32, sections={"fit"})
    seat.opened()
    book.reveal(f"fit/{first}", by=first)
    assert book.get(f"fit/{first}/decision", viewer=second) is None
    assert book.get("fit/mentee/mentor_trusted", viewer="mentor") is None
    seat.changes()
    book.reveal(f"fit/{second}", by=second)
    assert book.get(f"fit/{first}/decision", viewer=second) == "go-on"
    assert book.get("fit/mentee/mentor_trusted", viewer="mentor") == 3
    told = seat.changes()
    assert told and told["cells"][f"fit/{first}/decision"]["v"] == "go-on"
    seat.leave()
