"""Who may write and read what, what stands when two write apart, and what comes back as it went in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mentorbook.content.loader import builtin
from mentorbook.content.specs import Pack
from mentorbook.errors import PathError, RoleError, ValueProblem
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.cells import cell
from mentorbook.workbook.history import history

ROW = "1" * 32
SECRET = "a secret thought"


@pytest.fixture
def book() -> Workbook:
    book = Workbook()
    book.start(mentor_name="Ada", mentee_name="Grace", journey="four-week")
    return book


# --- rights


@pytest.mark.parametrize(
    ("path", "value", "by"),
    [
        ("agreement/mentor_name", "Ada", "mentee"),
        ("agreement/mentee_hopes", "to lead", "mentor"),
        ("profile/mentee/story", "hers", "mentor"),
        ("profile/mentor/story", "his", "mentee"),
        ("goals/{goal}/title", "not yours", "mentor"),
        ("goals/{goal}/mentor_view", "my own view", "mentee"),
        ("reflections/{shared}/worked", "not yours", "mentor"),
        ("reflections/{shared}/sharing", "private", "mentor"),
        ("profile/mentee/strengths/{strength}/what", "not yours", "mentor"),
        ("profile/mentee/strengths/{strength}/mentor_view", "not yours", "mentee"),
        ("agreement/purpose", "from outside", "facilitator"),
        ("agreement/purpose", "from outside", "someone"),
    ],
)
def test_a_field_is_filled_in_by_those_it_belongs_to(book: Workbook, path: str, value: str, by: str) -> None:
    rows = {
        "goal": book.add("goals", {"title": "hers", "owner": "mentee"}, by="mentee"),
        "shared": book.add("reflections", {"worked": "hers", "sharing": "shared"}, by="mentee"),
        "strength": book.add("profile/mentee/strengths", {"what": "calm"}, by="mentee"),
    }
    before = book.documents["shared"].state()
    with pytest.raises(RoleError):
        book.set(path.format(**rows), value, by=by)
    assert book.documents["shared"].state() == before


def test_adding_a_row_again_gives_no_more_rights_than_it_had(book: Workbook) -> None:
    book.add("goals", {"title": "hers", "owner": "mentee"}, by="mentee", row=ROW)
    with pytest.raises(RoleError):
        book.add("goals", {"title": "mine now", "owner": "mentor"}, by="mentor", row=ROW)
    book.remove(f"goals/{ROW}", by="mentee")
    with pytest.raises(RoleError):
        book.add("goals", {}, by="mentor", row=ROW)
    assert book.row_ids("goals") == []


def test_a_row_made_twice_from_one_reflection_is_one(book: Workbook) -> None:
    book.add("reflections", {"sharing": "shared"}, by="mentee", row=ROW)
    for what in ("call", "write"):
        book.add("actions", {"what": what, "came_from": [f"reflections/{ROW}"]}, by="mentee", row=ROW)
    assert [row["what"] for row in book.rows("actions")] == ["write"]


@pytest.mark.parametrize("prefix", ["partnership", "signatures", "talked", "journey", "agreement", "x", ""])
def test_rows_are_added_only_where_a_form_has_rows(book: Workbook, prefix: str) -> None:
    with pytest.raises(PathError):
        book.add(prefix, {}, by="mentor")


def test_a_row_inside_needs_the_row_that_it_is_in(book: Workbook) -> None:
    with pytest.raises(PathError):
        book.add(f"goals/{ROW}/measures", {"name": "n"}, by="mentee")
    book.add("goals", {"title": "t"}, by="mentee", row=ROW)
    with pytest.raises(PathError):
        book.set(f"goals/{ROW}/measures/{ROW}/name", "n", by="mentee")


# --- what one keeps to oneself


def seen_by(book: Workbook, log: list[Any], viewer: str) -> str:
    """Everything that a viewer can read in any way."""
    paths = set(book.all_paths("mentee")) | set(book.all_paths("mentor"))
    rows = [book.rows(prefix, viewer=viewer) for prefix in ("reflections", "actions", "goals")]
    one_by_one = [
        [book.get(p, viewer=viewer), book.versions(p, viewer=viewer), cell(book, p, viewer)] for p in paths
    ]
    texts = [book.text(p, viewer=viewer) for p in paths if book.place(p).kind == "text"]
    changes = [(i, change) for i, batch in enumerate(log) for change in batch]
    past = [str(edit) for edit in history(book.pack, changes, viewer=viewer)]
    everything = [book.export(viewer=viewer), rows, one_by_one, texts, past, book.signatures("agreement")]
    return str(everything)


def test_a_private_reflection_is_read_by_nobody_else() -> None:
    book, log = Workbook(), []  # type: ignore[var-annotated]
    book.listeners.append(lambda changes, _: log.append(changes))
    book.start(mentor_name="Ada", mentee_name="Grace")
    row = book.add("reflections", {"worked": SECRET}, by="mentee")
    book.set(f"reflections/{row}/did_not", SECRET, by="mentee")
    own = {"what": SECRET, "came_from": [f"reflections/{row}"]}
    book.add("actions", own, by="mentee", row=row)
    book.add("actions", own, by="mentee")  # one more, under an id of its own
    book.sign("agreement", by="mentor")
    for viewer in ("mentor", "pair"):
        assert SECRET not in seen_by(book, log, viewer)
        assert book.row_ids("reflections", viewer=viewer) == []
    assert SECRET in seen_by(book, log, "mentee")
    for act in (
        lambda: book.set(f"reflections/{row}/worked", "x", by="mentor"),
        lambda: book.remove(f"reflections/{row}", by="mentor"),
        lambda: book.add("reflections", {"worked": "x"}, by="mentor", row=row),
    ):
        with pytest.raises(PathError) as problem:
            act()
        assert "not there" in str(problem.value)

    book.set(f"reflections/{row}/sharing", "shared", by="mentee")
    assert [r["worked"] for r in book.rows("reflections")] == [SECRET]
    assert [r["what"] for r in book.rows("actions")] == [SECRET, SECRET]
    assert book.get(f"reflections/{row}/sharing") == "shared"

    book.set(f"reflections/{row}/sharing", "private", by="mentee")
    for viewer in ("mentor", "pair"):
        assert SECRET not in seen_by(book, log, viewer)
    assert book.get(f"reflections/{row}/worked", viewer="mentee") == SECRET


def test_an_entry_kept_to_oneself_has_no_reply(book: Workbook) -> None:
    row = book.add("reflections", {"worked": "w"}, by="mentee")
    with pytest.raises(RoleError, match="Share"):
        book.set(f"reflections/{row}/reply", "me to me", by="mentee")
    with pytest.raises(RoleError, match="Share"):
        book.add("reflections", {"reply": "me to me"}, by="mentee")
    book.set(f"reflections/{row}/sharing", "shared", by="mentee")
    book.set(f"reflections/{row}/reply", "well done", by="mentor")
    assert book.text(f"reflections/{row}/reply") == "well done"


def test_sharing_keeps_every_version(book: Workbook) -> None:
    row = book.add("reflections", {"worked": "first"}, by="mentee")
    copy = a_copy(book)
    book.set(f"reflections/{row}/worked", "one", by="mentee")
    copy.set(f"reflections/{row}/worked", "other", by="mentee")
    join(book, copy)
    book.set(f"reflections/{row}/sharing", "shared", by="mentee")
    assert {v.value for v in book.versions(f"reflections/{row}/worked")} == {"one", "other"}


def a_copy(book: Workbook) -> Workbook:
    from mentorbook.workbook.document import Document

    return Workbook(book.pack, {a: Document(d.update()) for a, d in book.documents.items()})


def join(book: Workbook, copy: Workbook) -> None:
    for audience, document in book.documents.items():
        document.receive([copy.documents[audience].update()])
        copy.documents[audience].receive([document.update()])


def test_words_written_while_a_row_is_taken_back_are_not_shown(book: Workbook) -> None:
    row = book.add("reflections", {"worked": "w", "sharing": "shared"}, by="mentee")
    copy = a_copy(book)
    book.set(f"reflections/{row}/sharing", "private", by="mentee")
    copy.set(f"reflections/{row}/worked", SECRET, by="mentee")
    join(book, copy)
    for one in (book, copy):
        assert one.get(f"reflections/{row}/worked") is None
        assert SECRET not in str(one.export(viewer="mentor"))
        assert {v.value for v in one.versions(f"reflections/{row}/worked", viewer="mentee")} == {"w", SECRET}


# --- answering apart


def test_an_answer_to_reveal_shows_when_both_are_in(book: Workbook) -> None:
    path = "agreement/conflicts_of_interest"
    book.set(path, "mine", by="mentor")
    book.set(path, "hers", by="mentee")
    assert book.get(path) is None
    assert book.get(path, viewer="mentor") == "mine"
    book.reveal(path, by="mentor")
    shown = cell(book, path, "mentee")
    assert shown is not None
    assert (shown["hidden"], shown["answers"]["mentor"], shown["mine_in"]) == (True, None, False)
    assert "mine" not in json.dumps(book.export(viewer="mentee"))
    book.reveal(path, by="mentee")
    assert cell(book, path, "mentee")["answers"]["mentor"]["v"] == "mine"  # type: ignore[index]
    assert book.export()[f"{path}@mentee"] == "hers"


def test_two_answers_are_talked_about_or_settled(book: Workbook) -> None:
    path = "agreement/meeting_length"
    book.set(path, 60, by="mentor")
    book.set(path, 45, by="mentee")
    shown = cell(book, path, "mentor") or {}
    assert (shown["differs"], shown["talked"], shown["settled"]) == (True, False, False)
    book.talked(path, by="mentor")
    assert (cell(book, path, "mentor") or {})["talked"]
    book.set(path, 30, by="mentee")
    assert not (cell(book, path, "mentor") or {})["talked"]
    book.settle(path, 50, by="mentee")
    shown = cell(book, path, "mentor") or {}
    assert (shown["v"], shown["differs"], shown["settled"]) == (50, False, True)
    book.set(path, 40, by="mentor")
    shown = cell(book, path, "mentee") or {}
    assert shown["answers"]["mentor"] == {k: shown["answers"]["mentor"][k] for k in ("v", "by", "at")}
    assert (shown["answers"]["mentor"]["v"], shown["answers"]["mentee"]["v"]) == (40, 50)


def test_only_what_differs_is_talked_about_and_only_what_is_hidden_revealed(book: Workbook) -> None:
    for act in (book.talked, book.reveal):
        with pytest.raises(PathError):
            act("agreement/purpose", by="mentor")
    with pytest.raises(PathError):
        book.settle("profile/mentee/time_zone", "Europe/Paris", by="mentee")


def test_two_answers_written_apart_both_stand(book: Workbook) -> None:
    row = book.add("agreement/responsibilities", {"what": "agenda"}, by="mentor")
    path = f"agreement/responsibilities/{row}/what"
    copy = a_copy(book)
    book.set(path, "one", by="mentor")
    copy.set(path, "other", by="mentee")
    join(book, copy)
    assert book.versions(path) == copy.versions(path)
    assert {v.value for v in book.versions(path)} == {"one", "other"}
    assert len((cell(book, path, "mentor") or {})["versions"]) == 2
    book.settle(path, "both", by="mentor")
    join(book, copy)
    assert [v.value for v in copy.versions(path)] == ["both"]


# --- signatures


def test_a_signature_says_what_has_changed_since(book: Workbook) -> None:
    book.set("agreement/purpose", "Lead a small team", by="mentee")
    book.set("agreement/meeting_length", 60, by="mentor")
    assert book.get("agreement/mentor_accepts") is None
    book.sign("agreement", by="mentor", name="Ada Lovelace")
    assert book.get("agreement/mentor_accepts") is True
    assert book.get("agreement/mentor_accepts_on") == book.signatures("agreement")[0].at[:10]
    assert book.get("agreement/mentee_accepts") is None
    book.sign("agreement", by="mentee")
    both = (("mentor", "Ada Lovelace", 1, ()), ("mentee", "Grace", 1, ()))
    assert [(s.by, s.name, s.version, s.changed) for s in book.signatures("agreement")] in (
        [*both],
        [*reversed(both)],  # signed in the same millisecond
    )
    book.set("agreement/meeting_length", 45, by="mentee")
    book.edit("agreement/purpose", 0, 0, "To ", by="mentor")
    for signature in book.signatures("agreement"):
        assert signature.changed == ("agreement/meeting_length", "agreement/purpose")
        assert signature.was["agreement/purpose"] == "Lead a small team"
    book.sign("agreement", by="mentee")
    assert sorted(s.version for s in book.signatures("agreement")) == [1, 1, 2]
    book.edit("agreement/purpose", 0, 3, "", by="mentor")
    book.set("agreement/meeting_length", None, by="mentee")
    assert {s.changed for s in book.signatures("agreement") if s.version == 1} == {()}
    with pytest.raises(PathError):
        book.set("agreement/mentor_accepts", True, by="mentor")
    with pytest.raises(PathError):
        book.sign("goals", by="mentor")


# --- forms that have been renamed


def renamed() -> Pack:
    """The built-in pack with two fields under new ids."""
    pack = builtin()
    names = {"purpose": "aim", "meeting_place_detail": "where"}
    form = pack.forms["agreement"]
    sections = tuple(
        section.model_copy(
            update={
                "fields": tuple(
                    f.model_copy(update={"id": names[f.id], "was": (f.id,)}) if f.id in names else f
                    for f in section.fields
                )
            }
        )
        for section in form.sections
    )
    newer = type(form).model_validate(form.model_copy(update={"sections": sections}).model_dump())
    return pack.model_copy(update={"forms": {**pack.forms, "agreement": newer}})


def test_a_renamed_field_reads_what_was_written_under_its_old_id(book: Workbook) -> None:
    book.set("agreement/purpose", "Lead", by="mentee")
    book.set("agreement/meeting_place_detail", "Room 5", by="mentor")
    new = a_copy(book)
    new = Workbook(renamed(), new.documents)
    assert new.text("agreement/aim") == "Lead"
    assert new.get("agreement/where") == "Room 5"
    assert {"agreement/aim", "agreement/where"} <= new.all_paths()
    assert new.export()["agreement/aim"] == "Lead"
    new.edit("agreement/aim", 4, 0, " a team", by="mentor")
    book.edit("agreement/purpose", 0, 0, "To ", by="mentee")
    book.set("agreement/meeting_place_detail", "Room 6", by="mentor")
    new.set("agreement/where", "Room 7", by="mentor")
    join(book, new)
    assert new.text("agreement/aim") == book.text("agreement/purpose") == "To Lead a team"
    assert {v.value for v in new.versions("agreement/where")} == {"Room 6", "Room 7"}


def test_a_text_begun_under_both_ids_is_all_there(book: Workbook) -> None:
    new = Workbook(renamed(), a_copy(book).documents)
    new.set("agreement/aim", "new words", by="mentor")
    book.set("agreement/purpose", "old words", by="mentee")
    join(book, new)
    assert new.text("agreement/aim") == "old words\n\nnew words"
    new.edit("agreement/aim", 3, 11, "er", by="mentor")
    assert new.text("agreement/aim") == "older\n\n words"
    new.edit("agreement/aim", 7, 0, "!", by="mentor")
    assert new.text("agreement/aim") == "older\n\n! words"


# --- values


def test_numbers_come_back_as_they_were(book: Workbook) -> None:
    row = book.add("goals", {"title": "t", "confidence": 7}, by="mentee")
    measure = book.add(f"goals/{row}/measures", {"baseline": 0, "target": 2.5}, by="mentee")
    copy = a_copy(book)
    inside = f"measures/{measure}"
    for path, value in {"confidence": 7, f"{inside}/baseline": 0, f"{inside}/target": 2.5}.items():
        found = copy.get(f"goals/{row}/{path}")
        assert (found, type(found)) == (value, type(value))


def test_what_no_text_can_hold_is_cleaned(book: Workbook) -> None:
    book.set("agreement/purpose", "a\ud800b\x00c\x07\r\nd\te", by="mentor")
    book.edit("agreement/purpose", 0, 0, "\udfff", by="mentor")
    assert book.text("agreement/purpose") == "abc\nd\te"
    book.set("agreement/mentor_name", "A\ud83dda\x1b", by="mentor")
    assert book.get("agreement/mentor_name") == "Ada"
    with pytest.raises(PathError) as problem:
        book.set("agreement/\ud800", "x", by="mentor")
    str(problem.value).encode()


@pytest.mark.parametrize("path", ["agreement/purpose", "agreement/mentor_hopes", "agreement/mentor_name"])
def test_ten_megabytes_are_refused_in_one_sentence(book: Workbook, path: str) -> None:
    book.set(path, "before", by="mentor")
    with pytest.raises(ValueProblem, match="10,000,000"):
        book.set(path, "x" * 10_000_000, by="mentor")
    assert book.get(path) == "before"


ODD = "e\u0301👩‍👩‍👧🇫🇷שלום <img src=x onerror=alert(1)> =1+1 \u202eabc\u0928\u093f"


def test_texts_of_all_scripts_are_edited_at_every_place(book: Workbook) -> None:
    path, row = "agreement/purpose", "agreement/mentor_hopes"
    for at in range(len(ODD) + 1):
        for cut, put in ((0, "🎈"), (1, ""), (2, "ש\u0301")):
            book.set(path, ODD, by="mentor")
            book.edit(path, at, cut, put, by="mentee")
            assert book.text(path) == ODD[:at] + put + ODD[at + cut :]
    book.set(row, ODD, by="mentor")
    assert a_copy(book).get(row) == ODD
    assert a_copy(book).text(path) == book.text(path)


def test_rows_stand_in_the_order_that_their_form_asks_for() -> None:
    book = Workbook()
    meeting = book.add("meetings", {"date": "2026-03-26", "status": "planned"}, by="mentor")
    prefix = f"meetings/{meeting}/agenda"
    rows = ["1" * 32, "2" * 32, "3" * 32]  # by which they are told apart within a millisecond
    for row, what in zip(rows, ("one", "two", "three"), strict=True):
        book.add(prefix, {"what": what, "minutes": 10}, by="mentor", row=row)
    assert book.row_ids(prefix) == rows
    book.set(f"{prefix}/{rows[2]}/place", 1, by="mentee")
    assert [row["what"] for row in book.rows(prefix)] == ["three", "one", "two"]
    book.remove(f"{prefix}/{rows[0]}", by="mentor")
    book.add(prefix, {"what": "four", "minutes": 5}, by="mentee")
    assert [row["what"] for row in book.rows(prefix)] == ["three", "two", "four"]
