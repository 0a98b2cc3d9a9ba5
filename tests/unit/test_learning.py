"""How far a learner is follows from their answers, and their own page hears of it, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import mentorbook
from mentorbook.cli import main
from mentorbook.content.course import Module, Question
from mentorbook.content.loader import builtin
from mentorbook.content.marking import token
from mentorbook.errors import PathError, RoleError
from mentorbook.widgets.desk import Desk
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.learning import learned, passed_on

PACK = builtin()
GOALS = PACK.modules["goals"]
COURSE = PACK.courses["mentoring-that-works"]
ME = "0" * 32


def right(module: Module, question: Question) -> str:
    names = [option.id for option in question.options if option.right]
    return " ".join(token(module.id, question.id, name) for name in names)


def wrong(module: Module, question: Question) -> str:
    return token(module.id, question.id, next(o.id for o in question.options if not o.right))


def answer(
    book: Workbook, module: Module, question: str, text: str, name: str, *, by: str = "mentee"
) -> None:
    book.set(f"course/{by}/{module.id}/{question}/{name}", text, by=by)


def test_a_module_is_passed_with_four_of_five() -> None:
    book = Workbook()
    assert not learned(book, GOALS, "mentee").at
    for place, question in enumerate(GOALS.questions):
        answer(book, GOALS, question.id, wrong(GOALS, question), "t1")
        stands = learned(book, GOALS, "mentee")
        assert (stands.right, stands.passed) == (place, place >= 4)
        answer(book, GOALS, question.id, right(GOALS, question), "t2")
    stands = learned(book, GOALS, "mentee")
    assert (stands.right, stands.needed, stands.passed, stands.played) == (5, 4, True, False)
    assert stands.by_objective == {"o1": (1, 1), "o2": (2, 2), "o3": (1, 1), "o4": (1, 1)}
    assert stands.marks["q1"]["tries"] == 2
    assert stands.passed_on and stands.passed_on <= stands.at
    assert learned(book, GOALS, "mentor").right == 0


def test_a_course_is_passed_with_its_last_module() -> None:
    book = Workbook()
    for name in COURSE.modules:
        assert passed_on(book, COURSE, "mentee") is None
        module = PACK.modules[name]
        for question in module.questions[:4]:
            answer(book, module, question.id, right(module, question), "t")
    assert passed_on(book, COURSE, "mentee") == learned(book, PACK.modules["closing"], "mentee").passed_on
    assert passed_on(book, COURSE, "mentor") is None


def test_two_copies_of_a_practice_workbook_keep_what_was_answered_in_both(tmp_path: Path) -> None:
    one, two = tmp_path / "one.mentorbook", tmp_path / "two.mentorbook"
    with mentorbook.create(one, mentor="Partner", mentee="Ada") as book:
        book.download(two)
        answer(book, GOALS, "q1", right(GOALS, GOALS.questions[0]), "t1")
    with mentorbook.open(two) as other:
        answer(other, GOALS, "q2", right(GOALS, GOALS.questions[1]), "t1")
    with mentorbook.open(one) as book:
        book.merge(two)
        assert learned(book, GOALS, "mentee").right == 2


@pytest.mark.parametrize(
    "path",
    [
        "course/mentee/goals/q1",
        "course/mentee/goals/q9/t1",
        "course/mentee/nothing/q1/t1",
        "course/goals/q1/t1",
        "course/mentee/goals/q1/t1/more",
        "course/mentee/goals/q1/a b",
    ],
)
def test_answers_lie_only_where_questions_are(path: str) -> None:
    with pytest.raises(PathError):
        Workbook().set(path, "x", by="mentee")


def test_nobody_answers_for_another() -> None:
    with pytest.raises(RoleError):
        answer_for = Workbook()
        answer_for.set("course/mentor/goals/q1/t1", "x", by="mentee")


@pytest.fixture
def page(tmp_path: Path) -> Any:
    """A desk at a practice workbook, and all that it tells its page."""
    mentorbook.create(tmp_path / "ada.mentorbook", mentor="Partner", mentee="Ada").close()
    told: list[dict[str, Any]] = []
    desk = Desk(lambda message, _: told.append(message), pack=PACK, folder=tmp_path)
    desk.need(["course"])
    desk.teach(["goals"])
    desk.teach(COURSE.modules, brief=True)
    desk.hear({"type": "hello", "page": ME, "open": {"file": "ada.mentorbook", "role": "mentee"}}, [])
    yield desk, told
    desk.close()


def send(desk: Desk, told: list[dict[str, Any]], number: int, path: str, text: str) -> None:
    base = next(one["revision"] for one in reversed(told) if "revision" in one)
    patch = {"number": number, "op": "set", "path": path, "to": text, "base": base}
    desk.hear({"type": "patches", "page": ME, "patches": [patch]}, [])


def test_a_page_is_told_what_it_has_earned_and_nothing_before(page: Any, tmp_path: Path) -> None:
    desk, told = page
    first = told[-1]
    assert first["type"] == "course" and set(first["modules"]) == set(COURSE.modules)
    assert "questions" not in first["modules"]["roles"] and first["modules"]["goals"]["of"] == 5
    question = GOALS.questions[0]
    send(desk, told, 1, f"course/mentee/goals/{question.id}/t1", wrong(GOALS, question))
    assert told[-1]["modules"].keys() == {"goals"}
    everything = json.dumps(told, ensure_ascii=False)
    assert question.options[1].explanation in everything
    assert GOALS.play is not None
    secrets = [option.explanation for option in (question.options[0], *GOALS.questions[1].options)]
    secrets += [note.text for note in GOALS.notes] + [scene.text for scene in GOALS.play.scenes[1:]]
    assert [text for text in secrets if text in everything] == []
    send(desk, told, 2, f"course/mentee/goals/{question.id}/t2", right(GOALS, question))
    assert told[-1]["modules"]["goals"]["questions"]["q1"]["solved"]
    told.clear()
    desk.tell()
    assert told == []  # nothing new is not told


def test_what_one_of_a_pair_answers_stays_off_the_others_page(page: Any, tmp_path: Path) -> None:
    desk, told = page
    with mentorbook.open(tmp_path / "ada.mentorbook") as book:
        answer(book, GOALS, "q1", right(GOALS, GOALS.questions[0]), "t1", by="mentor")
    told.clear()
    desk.tell()
    desk.hear({"type": "open", "file": "ada.mentorbook", "role": "mentee"}, [])
    assert right(GOALS, GOALS.questions[0]) not in json.dumps(told)
    desk.hear({"type": "open", "file": "ada.mentorbook", "role": "mentor"}, [])
    assert told[-1]["modules"]["goals"]["right"] == 1


def test_a_certificate_is_issued_to_who_has_passed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, practice = tmp_path / "ada.key", tmp_path / "grace.mentorbook"
    assert main(["certificate", "key", str(key), "--name", "Ada"]) == 0
    issue = ["certificate", "issue", "--key", str(key), "--workbook", str(practice)]
    with mentorbook.create(practice, mentor="Grace Hopper", mentee="Partner") as book:
        for name in COURSE.modules:
            module = PACK.modules[name]
            for question in module.questions[: 4 if name != "closing" else 3]:
                answer(book, module, question.id, right(module, question), "t", by="mentor")
    assert main([*issue, "-o", str(tmp_path / "one.pdf")]) == 1
    assert "7 of 8 modules are passed" in capsys.readouterr().err
    assert main([*issue, "--course", "nothing"]) == 1
    with mentorbook.open(practice) as book:
        closing = PACK.modules["closing"]
        answer(book, closing, "q4", right(closing, closing.questions[3]), "t", by="mentor")
    assert main([*issue, "-o", str(tmp_path / "two.pdf")]) == 0
    assert main(["verify", str(tmp_path / "two.pdf")]) == 1  # no pack knows the key
    told = capsys.readouterr().out
    assert "Grace Hopper" in told and COURSE.title in told
