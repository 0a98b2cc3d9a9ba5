"""Answers are marked in the kernel: a page is told what its reader has earned, and nothing before that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mentorbook.content.course import Answer, Module, Question, RolePlay
from mentorbook.content.loader import builtin
from mentorbook.content.marking import asked, begun, mark, token, walked

PACK = builtin()


def module(kind: str, options: list[dict[str, Any]], **more: Any) -> tuple[Module, Question]:
    question = {"id": "q1", "kind": kind, "objective": "o1", "text": "Well?", "options": options, **more}
    made = Module.model_validate({"id": "m", "title": "M", "questions": [question]})
    return made, made.questions[0]


def tokens(*names: str) -> str:
    return " ".join(token("m", "q1", name) for name in names)


SINGLE = [
    {"id": "a", "text": "Yes", "right": True, "explanation": "so it is"},
    {"id": "b", "text": "No", "explanation": "not so"},
    {"id": "c", "text": "Perhaps", "explanation": "never"},
]


def test_before_an_answer_nothing_is_known() -> None:
    made, question = module("single", SINGLE)
    assert mark(made, question, []) == {"tries": 0, "solved": False, "last": ""}
    (shown,) = asked(made)
    assert set(shown) == {"id", "kind", "objective", "text", "options"}
    assert all(set(option) == {"id", "text"} for option in shown["options"])
    assert not {"a", "b", "c"} & {option["id"] for option in shown["options"]}


def test_one_of_several() -> None:
    made, question = module("single", SINGLE, explanation="Because.")
    wrong = mark(made, question, [tokens("b")])
    assert (wrong["solved"], wrong["right"]) == (False, False)
    assert wrong["notes"] == {tokens("b"): {"right": False, "note": "not so"}}  # of the others, not a word
    assert "answer" not in wrong and "Because." not in json.dumps(wrong)
    right = mark(made, question, [tokens("b"), tokens("a")])
    assert (right["tries"], right["solved"], right["right"], right["said"]) == (2, True, True, "Because.")
    assert right["answer"] == [tokens("a")] and set(right["notes"]) == set(tokens("a", "b", "c").split())
    later = mark(made, question, [tokens("a"), tokens("c")])
    assert later["solved"] and not later["right"]  # right once is right for good


def test_several_of_several() -> None:
    both = [SINGLE[0], {**SINGLE[1], "right": True}, SINGLE[2]]
    made, question = module("multiple", both)
    part = mark(made, question, [tokens("a")])
    assert part["more"] and not part["right"] and set(part["notes"]) == {tokens("a")}
    assert not mark(made, question, [tokens("a", "c")])["more"]
    assert not mark(made, question, [tokens("a", "b", "c")])["right"]
    assert mark(made, question, [tokens("b", "a")])["right"]


def test_an_order() -> None:
    steps = [{"id": name, "text": f"Step {name}", "explanation": f"why {name}"} for name in "abcd"]
    made, question = module("ordering", steps)
    shown = [option["id"] for option in asked(made)[0]["options"]]
    assert sorted(shown) == sorted(tokens(*"abcd").split()) and shown != tokens(*"abcd").split()
    wrong = mark(made, question, [tokens(*"abdc")])
    rights = {name: wrong["notes"][token("m", "q1", name)] for name in "abcd"}
    assert [rights[name]["right"] for name in "abcd"] == [True, True, False, False]
    assert rights["a"]["note"] == "why a" and rights["c"]["note"] == ""
    assert not mark(made, question, [tokens(*"abc")])["right"]
    assert mark(made, question, [tokens(*"abcd")])["solved"]


def test_an_order_is_never_shown_right() -> None:
    for one in range(30):
        pair = [{"id": f"x{one}", "text": "One"}, {"id": f"y{one}", "text": "Two"}]
        made, _ = module("ordering", pair)
        shown = [option["text"] for option in asked(made)[0]["options"]]
        assert shown == ["Two", "One"]


def test_what_belongs_together() -> None:
    pairs = [
        {"id": "a", "text": "Apple", "match": "fruit", "explanation": "it grows"},
        {"id": "b", "text": "Pear", "match": "fruit"},
        {"id": "c", "text": "Leek", "match": "vegetable"},
    ]
    made, question = module("matching", pairs)
    (shown,) = asked(made)
    match = {one["text"]: one["id"] for one in shown["matches"]}
    assert set(match) == {"fruit", "vegetable"}

    def given(**said: str) -> str:
        return " ".join(f"{token('m', 'q1', name)}={match[text]}" for name, text in said.items())

    wrong = mark(made, question, [given(a="fruit", b="vegetable", c="vegetable")])
    assert not wrong["right"]
    assert wrong["notes"][tokens("a")] == {"right": True, "note": "it grows"}
    assert wrong["notes"][tokens("b")]["right"] is False
    assert mark(made, question, [given(c="vegetable", a="fruit", b="fruit")])["solved"]
    assert not mark(made, question, [given(a="fruit", c="vegetable")])["right"]


def test_an_answer_in_words() -> None:
    expected = [
        {"id": "a", "text": "an open question", "right": True, "also": ["open"], "explanation": "so it is"},
        {"id": "b", "text": "advice", "explanation": "that closes"},
    ]
    made, question = module("short", expected, otherwise="Think of its opposite.")
    assert "options" not in asked(made)[0]
    assert mark(made, question, ["Advice!"])["said"] == "that closes"
    other = mark(made, question, ["a cat"])
    assert other["said"] == "Think of its opposite." and "answer" not in other and other["notes"] == {}
    assert mark(made, question, ["  OPEN. "])["answer"] == ["an open question"]
    assert not mark(made, question, ["..."])["right"]


@pytest.mark.parametrize("words", ["", "x", "= =", "a=b=c", "\U0001f600", " " * 50, "a " * 900])
@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching", "short"])
def test_a_strangers_words_are_a_wrong_answer(kind: str, words: str) -> None:
    options = [{"id": "k", "text": "K", "right": True, "match": "m"}, {"id": "l", "text": "L", "match": "n"}]
    made, question = module(kind, options)
    assert mark(made, question, [words])["solved"] is False


def test_a_way_is_told_as_far_as_it_goes() -> None:
    goals = PACK.modules["goals"]
    assert goals.play is not None
    start = walked(goals, "")
    assert start["steps"] == [] and len(start["here"]["choices"]) == 3
    assert set(start["here"]["choices"][0]) == {"id", "text"}
    strong = token("goals", "choice", "start", "a")
    one = walked(goals, f"{strong} nonsense {strong}")
    assert [step["rating"] for step in one["steps"]] == ["strong"]
    assert one["here"]["text"] == goals.play.scene("which").text
    told = json.dumps(one, ensure_ascii=False)
    for scene in goals.play.scenes:
        assert (scene.text in told) == (scene.id in ("start", "which"))
    for choice in goals.play.scene("start").choices:
        assert (choice.consequence in told) == (choice.id == "a")


def test_what_pages_are_given_says_neither_what_is_right_nor_what_comes() -> None:
    for made in PACK.modules.values():
        shown = json.dumps([asked(made), begun(made)], ensure_ascii=False)
        assert isinstance(made.play, RolePlay)
        hidden = [option.explanation for question in made.questions for option in question.options]
        hidden += [note.text for note in made.notes] + [scene.text for scene in made.play.scenes]
        assert not [text for text in hidden if text in shown]
        assert '"right"' not in shown and "rating" not in shown
        for question in made.questions:
            assert first(made, question) is not None


def first(made: Module, question: Question) -> Answer | None:
    """What stands for the first option of a question is among those shown, wherever that is."""
    shown = next(one for one in asked(made) if one["id"] == question.id)
    name = token(made.id, question.id, question.options[0].id)
    return question.options[0] if name in {option["id"] for option in shown["options"]} else None
