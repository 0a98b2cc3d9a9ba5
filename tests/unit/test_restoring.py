"""What stood earlier comes back as a new edit, by whoever may write it, and goes away again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from private import make

from mentorbook.errors import MentorbookError, PathError, RoleError
from mentorbook.library import Book
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import PEOPLE
from mentorbook.workbook.seat import Seat

PURPOSE, OFTEN = "agreement/purpose", "agreement/meeting_frequency"
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make(tmp_path / "pair.mentorbook", mentor="Ada", mentee="Grace") as book:
        yield book


def test_a_field_comes_back_and_goes_again(book: Book) -> None:
    book.set(PURPOSE, "Lead a team", by="mentee")
    book.set("agreement/mentee_hopes", "Courage", by="mentee")
    then = book.seq
    book.set(PURPOSE, "Something else", by="mentor")
    book.set("agreement/mentee_hopes", "None", by="mentee")
    before = book.export()
    entries = book.seq
    done = book.restore_as_of(change=then, path=PURPOSE, by="mentee")
    assert book.get(PURPOSE) == "Lead a team"
    assert book.get("agreement/mentee_hopes") == "None"
    assert book.seq == entries + 1
    last = book.history(PURPOSE)[-1]
    assert (last.by, last.before, last.after) == ("mentee", "Something else", "Lead a team")
    book.take_back(done, by="mentee")
    assert book.export() == before


def test_everything_is_one_entry(book: Book) -> None:
    row = book.add("goals", {"title": "Rest"}, by="mentee")
    old = book.add("goals", {"title": "Run"}, by="mentee")
    book.set(PURPOSE, "Lead a team", by="mentee")
    then, export = book.seq, book.export()
    book.remove(f"goals/{old}", by="mentee")
    book.set(f"goals/{row}/title", "Work", by="mentee")
    book.add("goals", {"title": "Newer"}, by="mentee")
    book.set(PURPOSE, "", by="mentor")
    entries = book.seq
    done = book.restore_as_of(change=then, by="mentee")
    assert book.export() == export
    assert book.seq == entries + 1
    assert len(done.steps) == 4 and not done.kept
    assert len(book.row_ids("goals", removed=True)) == 1


def test_a_row_comes_back_by_a_field_of_it(book: Book) -> None:
    row = book.add("goals", {"title": "Rest"}, by="mentee")
    then = book.seq
    book.remove(f"goals/{row}", by="mentee")
    book.restore_as_of(change=then, path=f"goals/{row}/title", by="mentee")
    assert [goal["title"] for goal in book.rows("goals")] == ["Rest"]


def test_what_the_other_answers_is_left_and_counted(book: Book) -> None:
    book.set(OFTEN, "weekly", by="mentor")
    book.set(OFTEN, "weekly", by="mentee")
    book.set("agreement/mentor_hopes", "To listen", by="mentor")
    then = book.seq
    book.set(OFTEN, "monthly", by="mentor")
    book.set(OFTEN, "monthly", by="mentee")
    book.set("agreement/mentor_hopes", "To talk", by="mentor")
    done = book.restore_as_of(change=then, by="mentee")
    answers = book.answers(OFTEN)
    assert {person: answer and answer.value for person, answer in answers.items()} == {
        "mentor": "monthly",
        "mentee": "weekly",
    }
    assert book.get("agreement/mentor_hopes") == "To talk"
    assert done.kept == ("agreement/meeting_frequency", "agreement/mentor_hopes")


def test_words_typed_meanwhile_survive(book: Book) -> None:
    """A text is changed only where it reads otherwise."""
    book.set(PURPOSE, "We meet weekly to talk.", by="mentee")
    then = book.seq
    book.set(PURPOSE, "We meet never to talk.", by="mentee")
    seats = {role: Seat(book, role=role, page=page * 32) for role, page in zip(PEOPLE, "ab", strict=True)}
    opened = {role: seat.opened() for role, seat in seats.items()}
    base = opened["mentor"]["revision"]
    typed = {"op": "text", "at": 22, "from": "", "to": " And walk.", "before": "talk.", "after": ""}
    assert not seats["mentor"].receive([{"number": 1, "path": PURPOSE, "base": base, **typed}])
    ask = {"number": 1, "op": "as_of", "path": PURPOSE, "base": opened["mentee"]["revision"], "change": then}
    (answer,) = seats["mentee"].receive([ask])
    assert answer["type"] == "restored" and answer["number"] == 1 and answer["kept"] == []
    assert [step["path"] for step in answer["steps"]] == [PURPOSE]
    assert book.get(PURPOSE) == "We meet weekly to talk. And walk."
    assert seats["mentee"].receive([ask]) == []  # sent again: known already
    assert book.history(PURPOSE)[-1].by == "mentee"


@pytest.mark.parametrize(
    "patch",
    [
        {"path": "goals", "change": "1"},
        {"path": "", "moment": 5},
        {"path": "", "change": True},
        {"path": ""},
        {"path": "no/such", "change": 1},
        {"path": "partnership/mentor_name", "change": 1},
    ],
)
def test_what_cannot_be_is_refused(book: Book, patch: dict[str, Any]) -> None:
    seat = Seat(book, role="mentee", page="a" * 32)
    before = book.seq
    (answer,) = seat.receive([{"number": 1, "op": "as_of", "base": seat.opened()["revision"], **patch}])
    assert answer["type"] == "refused"
    assert book.seq == before


def test_what_was_written_since_is_not_taken_back(book: Book) -> None:
    book.set(PURPOSE, "One", by="mentee")
    book.set("agreement/programme", "Ours", by="mentee")
    then = book.seq
    book.set(PURPOSE, "Two", by="mentee")
    book.set("agreement/programme", "Theirs", by="mentee")
    done = book.restore_as_of(change=then, by="mentee")
    book.set(PURPOSE, "Three", by="mentor")
    back = book.take_back(done, by="mentee")
    assert book.get(PURPOSE) == "Three"
    assert book.answers("agreement/programme")["mentee"].value == "Theirs"
    assert back.kept == (PURPOSE,)


def test_who_may_read_a_reflection_is_not_decided_in_passing(book: Book) -> None:
    row = book.add("reflections", {"worked": "It did", "sharing": "shared"}, by="mentee")
    then = book.seq
    book.set(f"reflections/{row}/worked", "It did not", by="mentee")
    book.set(f"reflections/{row}/sharing", "private", by="mentee")
    assert book.at(then).rows("reflections", viewer="mentor") == []
    assert book.at(then).rows("reflections", viewer="mentee")[0]["worked"] == "It did"
    for by in PEOPLE:
        book.restore_as_of(change=then, by=by)
    assert book.rows("reflections", viewer="mentor") == []
    assert book.get(f"reflections/{row}/worked", viewer="mentee") == "It did"


def test_signatures_and_names_stay(book: Book) -> None:
    book.set(PURPOSE, "One", by="mentee")
    then = book.seq
    book.sign("agreement", by="mentee")
    book.set(PURPOSE, "Two", by="mentee")
    book.restore_as_of(change=1, by="mentee")
    (signature,) = book.signatures("agreement")
    assert signature.changed
    assert book.get("partnership/mentor_name") == "Ada"
    book.restore_as_of(change=then, by="mentee")
    assert not book.signatures("agreement")[0].changed


def test_only_the_two_restore_and_only_what_is_open(book: Book) -> None:
    with pytest.raises(RoleError):
        book.restore_as_of(change=1, by="pair")
    with pytest.raises(PathError):
        book.restore_as_of(change=1, path="goals/x/nothing", by="mentee")
    with pytest.raises(MentorbookError):
        book.at(1).restore_as_of(change=1, by="mentee")
    with pytest.raises(MentorbookError):
        Workbook().restore_as_of(change=1, by="mentee")


# --- whatever two people write


FIELDS = {
    PURPOSE: ["", "One", "One two", "Two"],
    OFTEN: ["weekly", "monthly", None],
    "agreement/mentor_hopes": ["To listen", "To talk", None],
    "agreement/mentee_hopes": ["To lead", None],
    "agreement/programme": ["Ours", "Theirs", None],
    "profile/mentee/story": ["By sea", "By land", None],
}
ROWS = ["1" * 32, "2" * 32]
GOAL = {"title": ["Rest", "Run", None], "owner": ["mentee", "mentor", "both"], "mentor_view": ["Good", None]}
ACT = st.one_of(
    st.sampled_from(sorted(FIELDS)).flatmap(
        lambda path: st.tuples(st.just("set"), st.just(path), st.sampled_from(FIELDS[path]))
    ),
    st.tuples(st.just("settle"), st.just(OFTEN), st.sampled_from(["weekly", "monthly"])),
    st.tuples(st.sampled_from(["add", "remove", "restore"]), st.sampled_from(ROWS), st.just(None)),
    st.tuples(st.sampled_from(ROWS), st.sampled_from(sorted(GOAL))).flatmap(
        lambda at: st.tuples(st.just("set"), st.just(f"goals/{at[0]}/{at[1]}"), st.sampled_from(GOAL[at[1]]))
    ),
    st.tuples(st.just("sharing"), st.sampled_from(ROWS), st.sampled_from(["private", "shared"])),
)


def act(book: Book, by: str, what: str, where: str, value: Any) -> None:
    match what:
        case "set":
            book.set(where, value, by=by)
        case "settle":
            book.settle(where, value, by=by)
        case "add":
            book.add("goals", {"title": where[:1]}, by=by, row=where)
        case "remove":
            book.remove(f"goals/{where}", by=by)
        case "restore":
            book.restore(f"goals/{where}", by=by)
        case "sharing":
            book.add("reflections", {"worked": "w", "sharing": value}, by=by, row=where)
            book.set(f"reflections/{where}/sharing", value, by=by)


def read(book: Book, viewer: str) -> dict[str, Any]:
    """What a viewer reads: where both answer apart, the answer of each."""
    found = book.export(viewer=viewer)
    for path in book.all_paths(viewer):
        place = book.place(path)
        if place.kind == "apart" and place.form is not None and not book.gone(place, viewer):
            found.pop(path, None)
            answers = book.answers(path, viewer=viewer)
            found |= {f"{path}@{person}": answer.value for person, answer in answers.items() if answer}
    return {path: value for path, value in found.items() if value is not None}


ACTS = st.lists(st.tuples(st.sampled_from(PEOPLE), ACT), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS, share=st.floats(0, 1), by=st.sampled_from(PEOPLE))
def test_restoring_and_taking_it_back_leaves_everything(acts: list[Any], share: float, by: str) -> None:
    partner = PEOPLE[1 - PEOPLE.index(by)]
    with (
        tempfile.TemporaryDirectory(dir=MEMORY) as folder,
        make(Path(folder) / "pair.mentorbook", mentor="Ada", mentee="Grace") as book,
    ):
        numbers = [book.seq]
        for who, what in acts:
            try:
                act(book, who, *what)
            except MentorbookError:
                continue
            numbers.append(book.seq)
        change = numbers[int(share * (len(numbers) - 1))]
        before = {viewer: read(book, viewer) for viewer in PEOPLE}
        private = book.documents[partner].state()
        entries = book.seq
        may = {path: book.may_write(path, by) for path in book.all_paths(by)}
        done = book.restore_as_of(change=change, by=by)
        after = read(book, by)
        changed = {p.partition("@")[0] for p in {*before[by], *after} if before[by].get(p) != after.get(p)}
        marks = {step.path.rpartition("/")[0] for step in done.steps if step.path.endswith("/removed")}
        for path in changed:
            inside = "/".join(path.split("/")[:2]) in marks
            assert inside or may.get(path, True), path
        for path in (p for p in {*before[by], *after} if p.endswith(f"@{partner}")):
            assert before[by].get(path) == after.get(path)
        assert book.documents[partner].state() == private
        assert book.seq <= entries + 2  # one a document
        again = book.restore_as_of(change=change, by=by)
        assert [s for s in again.steps if s.path in {d.path for d in done.steps}] == []
        book.take_back(again, by=by)
        back = book.take_back(done, by=by)
        if not back.kept:
            assert {viewer: read(book, viewer) for viewer in PEOPLE} == before
