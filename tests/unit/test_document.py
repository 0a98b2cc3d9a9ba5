"""A document knows the same however it came by it: change by change, all at once, or as a copy."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map

from mentorbook.workbook.document import Document

PATHS = ("agreement/purpose", "goals/g1/created", "goals/g1/title", "goals/g2/created", "pulses/p/created")
WRITERS = ("mentor", "mentee")
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5, alphabet="ab\"\\@"), inside, max_size=3),
    max_leaves=5,
)  # fmt: skip
steps = st.tuples(
    st.sampled_from(WRITERS),
    st.sampled_from(("write", "drop", "text", "meet")),
    st.sampled_from(PATHS),
    values,
)


def play(acts: Iterable[tuple[str, str, str, object]]) -> list[bytes]:
    """What two write, sometimes having seen each other's: the updates in the order they were made."""
    both = {writer: Document() for writer in WRITERS}
    made: list[bytes] = []
    for writer, act, path, value in acts:
        mine, other = both[writer], both[WRITERS[writer == "mentor"]]
        standing = mine.registers(path)
        if act == "meet":
            mine.receive([other.update()])
            continue
        with mine.transaction():
            if act == "write":
                mine.write(
                    path, value, person=writer, by=writer, at="2026-03-01T10:00:00.000Z", replaces=standing
                )
            elif act == "drop":
                mine.drop(standing)
            else:
                mine.edit(path, 0, 0, f"{writer} 🌱 ")
        made += mine.outbox
        mine.outbox = []
    return made


def known(document: Document) -> tuple[object, ...]:
    rows = {prefix: sorted(document.row_ids(prefix)) for prefix in ("goals", "pulses", "")}
    return document.whole(), sorted(document.paths()), rows


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=12))
def test_one_by_one_all_at_once_and_as_a_copy(acts: list[tuple[str, str, str, object]]) -> None:
    updates = play(acts)
    live = Document()
    for update in updates:
        live.receive([update])
    loaded = Document(*updates)
    assert known(loaded) == known(live)
    copy = live.copy()
    assert known(copy) == known(live)
    # All three go on as one: what is written in the copy reads the same everywhere, and only its own is sent.
    standing = copy.registers("agreement/purpose")
    with copy.transaction():
        copy.write("agreement/purpose", "x", person="mentor", by="mentor", at="", replaces=standing)
        copy.edit("agreement/other", 0, 0, "more")
    assert len(copy.outbox) == 1
    for other in (live, loaded):
        other.receive(copy.outbox)
        assert known(other) == known(copy)
        assert other.outbox == []


def test_a_copy_is_another_replica() -> None:
    one = Document()
    one.write("agreement/purpose", "first", person="mentor", by="mentor", at="", replaces=())
    two = one.copy()
    for document, value in ((one, "here"), (two, "there")):
        document.write(
            "agreement/purpose",
            value,
            person="mentor",
            by="mentor",
            at="",
            replaces=one.registers("agreement/purpose"),
        )
    assert [r.value for r in one.registers("agreement/purpose")] == ["here"]
    two.receive([one.update()])
    assert sorted(r.value for r in two.registers("agreement/purpose")) == ["here", "there"]


def test_while_much_is_loaded_a_mistake_leaves_what_came_before_it() -> None:
    (update,) = play([("mentor", "write", "goals/g1/created", "now")])
    document = Document()
    try:
        with document.loading():
            document.receive([update])
            document.receive([b"no update at all"])
    except ValueError:
        pass
    assert set(document.row_ids("goals")) == {"g1"}
    document.drop(document.registers("goals/g1/created"))
    assert set(document.row_ids("goals")) == set()


def test_what_no_form_would_write_reads_the_same_both_ways() -> None:
    """A stranger's file may hold anything that the format of the updates can."""
    strange = Doc()
    answers = strange.get("answers", type=Map)
    answers["agreement/given@mentor~1"] = ["v", 1, "mentor", "then"]
    before = strange.get_update()
    answers["agreement/given@mentor~1"] = "taken"  # something else in its place
    for number, counter in enumerate((float("nan"), float("inf"), -float("inf"))):
        answers[f"agreement/counter{number}@mentor~1"] = ["v", counter, "mentor", "then"]
    for number, value in enumerate(
        (float("nan"), float("inf"), b"bytes", -0.0, 2**60, 1e300, '\x00"\\🌱', {"a": [1, None]})
    ):
        answers[f"agreement/f{number}@mentor~1"] = [value, 1, "mentor", "then"]
    answers["agreement/map@mentor~1"] = Map({"v": 1})
    for number, value in enumerate(
        (None, "words", [1, 2], ["v", "not a number", "mentor", "then"], {"v": 1})
    ):
        answers[f"agreement/other{number}@mentor~1"] = value
    answers["no path at all"] = ["v", 1, "mentor", "then"]
    live = Document(before)
    live.receive([strange.get_update()])
    loaded = Document(strange.get_update())
    assert known(loaded) == known(live)
    assert not loaded.has("agreement/given")
    assert [r.value for r in loaded.registers("agreement/f0")] == [None]
    assert [r.value for r in loaded.registers("agreement/f2")] == [list(b"bytes")]
    assert not loaded.has("agreement/map")
    answers["agreement/list@mentor~1"] = Array(
        ["v", 1, "mentor", "then"]
    )  # a list that others could write in
    Document(strange.get_update()).state()


@pytest.mark.parametrize(
    "depth", [90, 300, 1500]
)  # JSON is read to 200, and what an observer is told to 1000
def test_what_is_nested_without_end_stops_nobody(depth: int) -> None:
    nested: list[object] = []
    for _ in range(depth):
        nested = [nested]
    strange = Doc()
    strange.get("answers", type=Map)["agreement/deep@mentor~1"] = [nested, 1, "mentor", "then"]
    strange.get("answers", type=Map)["agreement/flat@mentor~1"] = ["v", 1, "mentor", "then"]
    live = Document()
    live.receive([strange.get_update()], ())
    loaded = Document(strange.get_update())
    assert known(loaded) == known(live)
    assert {"agreement/deep", "agreement/flat"} <= live.touched()
    assert json.dumps(loaded.whole())
    assert not live.outbox
    live.write(
        "agreement/flat", "w", person="mentor", by="mentor", at="", replaces=live.registers("agreement/flat")
    )
    assert [r.value for r in live.registers("agreement/flat")] == ["w"]
