"""One checker a type: nothing that comes in crashes it, and what comes out can be checked again."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbook.content import loader, values
from mentorbook.content.specs import FieldSpec, Option
from mentorbook.errors import ValueProblem


def field(type: str, **more: Any) -> FieldSpec:
    return FieldSpec.model_validate({"id": "it", "label": "It", "who": "together", "type": type, **more})


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no bug
DAYS = (
    Option(id="mon", label="Monday"),
    Option(id="tue", label="Tuesday"),
    Option(id="wed", label="Wednesday"),
)
KINDS = [
    field("short"),
    field("long"),
    field("date"),
    field("time"),
    field("number"),
    field("number", unit="minutes", example="60", low=0),
    field("number", unit="per cent", example="50", low=0, high=100),
    field("choice", options=DAYS),
    field("choice", options=DAYS, own=True),
    field("choice", options_from="time_zones"),
    field("multi", options=DAYS, own=True),
    field("yesno"),
    field("scale5"),
    field("scale10"),
    field("link", link="goals?horizon=long, measures"),
]
ROW = "0123456789abcdef" * 2
likely = st.sampled_from(
    [
        *["mon", "own:", "own:Weekly", "2026-02-28", "2026-02-30", "0002-01-01", "09:30", "24:00", "1,5"],
        *[
            "1 000",
            f"goals/{ROW}",
            ROW,
            "Europe/Paris",
            "\ud800",
            "a\r\nb",
            "\x00",
            " ",
            "−3",
            "1e9",
            "٣",
            "own:\n",
            "3",
        ],
    ]
)
numbers = st.integers() | st.floats() | st.sampled_from([10**4000, -(10**400), 2.0, 1e300, 60, 0.5, -0.0])
text = st.text(st.characters(codec=None)) | likely
json_values = st.recursive(
    st.none() | st.booleans() | numbers | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


@patient
@given(spec=st.sampled_from(KINDS), value=json_values)
def test_anything_is_cleaned_or_refused_in_a_sentence(spec: FieldSpec, value: Any) -> None:
    try:
        once = values.check(spec, value)
    except ValueProblem as problem:
        assert str(problem).endswith((".", "?")) and len(str(problem)) < 400
        str(problem).encode()
        return
    json.dumps(once, allow_nan=False, ensure_ascii=False).encode()
    assert values.check(spec, once) == once
    assert type(values.check(spec, once)) is type(once)
    assert values.same(spec, once, once)
    assert not values.differs(spec, once, once)


@patient
@given(spec=st.sampled_from(KINDS), a=json_values, b=json_values)
def test_comparing_never_fails_and_has_no_sides(spec: FieldSpec, a: Any, b: Any) -> None:
    assert values.same(spec, a, b) == values.same(spec, b, a)
    assert values.differs(spec, a, b) == values.differs(spec, b, a)


@patient
@given(st.text(st.characters(codec=None)))
def test_clean_text_can_be_stored(text: str) -> None:
    clean = values.clean_text(text)
    clean.encode()
    assert values.clean_text(clean) == clean
    assert not any(ord(c) < 32 and c not in "\n\t" for c in clean)


def test_clean_text_keeps_what_people_mean() -> None:
    assert (
        values.clean_text("a\r\nb\rc\td\u00e9e\u0301 👩🏽‍🏫 \u202b")
        == "a\nb\nc\td\u00e9e\u0301 👩🏽‍🏫 \u202b"
    )
    assert values.clean_text("a\x00b\ud83dc\x7f\x85") == "abc"


@pytest.mark.parametrize("spec", KINDS, ids=lambda spec: spec.type)
def test_nothing_is_none(spec: FieldSpec) -> None:
    assert values.check(spec, None) is None
    assert values.check(spec, "") is None
    if spec.type not in ("yesno", "link"):
        assert values.check(spec, "  \u00a0") is None


@pytest.mark.parametrize(
    ("spec", "typed", "stored"),
    [
        (field("short"), "one\ntwo\tthree ", "one two three "),
        (field("long"), "one\r\ntwo\n", "one\ntwo\n"),
        (field("date"), " 2026-03-26 ", "2026-03-26"),
        (field("date"), date(2026, 3, 26), "2026-03-26"),
        (field("date"), "2024-02-29", "2024-02-29"),
        (field("time"), "9:05", "09:05"),
        (field("time"), "23:59:00", "23:59"),
        (field("time"), time(9, 5), "09:05"),
        (field("number"), 60.0, 60),
        (field("number"), "60", 60),
        (field("number"), "1,5", 1.5),
        (field("number"), "\u22121.25", -1.25),
        (field("number"), "12\u202f000", 12000),
        (field("number"), "1.000", 1),
        (field("number"), -0.0, 0),
        (field("scale5"), 3.0, 3),
        (field("scale10"), "10", 10),
        (field("yesno"), False, False),
        (field("choice", options=DAYS), " mon ", "mon"),
        (field("choice", options=DAYS, own=True), "own:Every other\nFriday", "own:Every other Friday"),
        (field("choice", options=DAYS, own=True), "own:  ", None),
        (field("multi", options=DAYS), "tue", ["tue"]),
        (field("multi", options=DAYS, own=True), ["own:b", "wed", "mon", "wed"], ["mon", "wed", "own:b"]),
        (field("multi", options=DAYS), [], None),
        (field("multi", options=DAYS), ["", None], None),
        (field("choice", options_from="time_zones"), "Asia/Kolkata", "Asia/Kolkata"),
        (field("link", link="goals"), f"goals/{ROW}", [f"goals/{ROW}"]),
        (field("link", link="measures"), [f"goals/{ROW}/measures/{ROW}"], [f"goals/{ROW}/measures/{ROW}"]),
        (field("link", link="measures"), [ROW, ROW, None], [ROW]),
        (field("link", link="goals"), [], None),
    ],
)
def test_what_is_stored(spec: FieldSpec, typed: Any, stored: Any) -> None:
    found = values.check(spec, typed)
    assert found == stored and type(found) is type(stored)


MINUTES = field("number", unit="minutes", example="60", low=0)


@pytest.mark.parametrize(
    ("spec", "typed", "sentence"),
    [
        (MINUTES, "an hour", "‘an hour’ is not a number of minutes. Write 60."),
        (MINUTES, float("nan"), "‘nan’ is not a number of minutes. Write 60."),
        (MINUTES, True, "“Yes” is not a number of minutes. Write 60."),
        (MINUTES, [60], "A list is not a number of minutes. Write 60."),
        (MINUTES, -5, "‘-5’ is too low. Write 0 or more."),
        (field("number"), "{typed}", "‘{typed}’ is not a number. Write one in digits, such as 3."),
        (
            field("number", unit="per cent", example="50", low=0, high=100),
            "half",
            "‘half’ is not a number from 0 to 100. Write 50 for 50 per cent.",
        ),
        (
            field("number", unit="per cent", low=0, high=100),
            120,
            "‘120’ does not fit. Write a number from 0 to 100.",
        ),
        (
            field("number"),
            "1,000",
            "‘1,000’ can be read in two ways. Write 1000, or use a point for parts of one.",
        ),
        (
            field("number"),
            10**60,
            "This number is too large to keep. Write a smaller number, or choose a larger unit.",
        ),
        (field("scale10"), 11, "‘11’ is not on the scale. Choose a whole number from 1 to 10."),
        (field("scale5"), 2.5, "‘2.5’ is not on the scale. Choose a whole number from 1 to 5."),
        (field("date"), "2026-02-30", "‘2026-02-30’ is not in the calendar. Check the day and the month."),
        (
            field("date"),
            "next week",
            "‘next week’ is not a date. Write it as 2026-03-26: year, month, day.",
        ),
        (
            field("date"),
            "0202-03-26",
            "‘0202-03-26’ has a year that cannot be meant. Write all four digits, such as 2026.",
        ),
        (field("time"), "25:00", "‘25:00’ is not a time of day. Write it as 09:30."),
        (field("yesno"), "yes", "‘yes’ is neither yes nor no. Choose one of the two."),
        (field("yesno"), 1, "‘1’ is neither yes nor no. Choose one of the two."),
        (field("short"), 5, "‘5’ is not text. Write it in words."),
        (field("short"), {"a": 1}, "This is not text. Write it in words."),
        (
            field("short"),
            "x" * 2001,
            "This is 2,001 characters long, and 2,000 fit here. Shorten it, or split it up.",
        ),
        (
            field("choice", options=DAYS),
            "Monday",
            "‘Monday’ is not one of the choices. Choose one of these: mon, tue, wed.",
        ),
        (
            field("choice", options=DAYS),
            "own:Friday",
            "‘Friday’ is not one of the choices. Choose one of these: mon, tue, wed.",
        ),
        (
            field("choice", options=DAYS, own=True),
            "fri",
            "‘fri’ is not one of the choices. Choose one of these: mon, tue, wed; or put “own:” before words "
            "of your own.",
        ),
        (
            field("choice", options_from="time_zones"),
            "Paris",
            "‘Paris’ is not a time zone. Choose one by city, such as Europe/Paris.",
        ),
        (
            field("link", link="goals"),
            ["actions/" + ROW],
            "‘actions/0123456789abcdef0123456789abcdef’ does not lead to an entry that fits here. Choose one "
            "from the list.",
        ),
        (
            field("multi", options=DAYS),
            ["mon", ["tue"]],
            "A list is not one of the choices. Choose one of these: mon, tue, wed.",
        ),
        (field("multi", options=DAYS), ["mon"] * 201, "That is more than 200 answers. Choose fewer."),
    ],
)
def test_what_people_are_told(spec: FieldSpec, typed: Any, sentence: str) -> None:
    with pytest.raises(ValueProblem) as problem:
        values.check(spec, typed)
    assert str(problem.value) == sentence


def test_paths_that_climb_are_refused() -> None:
    for path in ("goals/../x", "goals/", "/goals/x", "goals//x", "goals/x y", "goals", "x" * 5000):
        with pytest.raises(ValueProblem):
            values.check(field("link", link="goals"), path)


def test_long_text_is_kept_whole_up_to_the_limit() -> None:
    assert values.check(field("long"), "x" * values.LONGEST) == "x" * values.LONGEST
    with pytest.raises(ValueProblem):
        values.check(field("long"), "x" * (values.LONGEST + 1))


def test_lists_and_views_hold_no_answer() -> None:
    forms = loader.builtin().forms
    for form, name in (("goals", "measures"), ("agreement", "mentor_accepts")):
        for value in (None, True, []):
            with pytest.raises(ValueProblem):
                values.check(forms[form].field(name), value)


@pytest.mark.parametrize(
    ("spec", "a", "b", "differ"),
    [
        (field("scale5"), 2, 3, False),
        (field("scale5"), 2, 4, True),
        (field("scale10"), 2.0, 4, True),
        (field("choice", options=DAYS), "mon", "tue", True),
        (field("choice", options=DAYS), "mon", None, False),
        (field("multi", options=DAYS), ["mon", "tue"], ["tue", "mon"], False),
        (field("multi", options=DAYS), ["mon", "tue"], ["tue"], True),
        (field("number"), 60, 60.0, False),
        (field("number"), 60, 45, True),
        (field("yesno"), True, False, True),
        (field("short"), "Room 4", "room  4 ", False),
        (field("short"), "Room 4", "Room 5", True),
        (field("long", who="each"), "My view", "Another view", False),
    ],
)
def test_differences_to_talk_about(spec: FieldSpec, a: Any, b: Any, differ: bool) -> None:
    assert values.differs(spec, a, b) is differ


def test_what_is_the_same() -> None:
    assert values.same(field("short"), None, "")
    assert values.same(field("multi", options=DAYS), ["mon", "tue"], ["tue", "mon"])
    assert values.same(field("number"), 3, 3.0)
    assert not values.same(field("yesno"), False, None)
    assert not values.same(field("short"), "a", "a ")
