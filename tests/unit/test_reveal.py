"""What each answers alone is shown when both have said that theirs is in; before that, nowhere."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from mentorbook import library
from mentorbook.cli import main
from mentorbook.content.loader import builtin
from mentorbook.content.specs import Pack
from mentorbook.errors import PathError, ValueProblem
from mentorbook.library import Book
from mentorbook.reports import tables
from mentorbook.reports.markdown import to_markdown
from mentorbook.reports.outline import outline
from mentorbook.widgets.looking import Looking, past
from mentorbook.workbook.book import Workbook, now
from mentorbook.workbook.cells import cell
from mentorbook.workbook.seat import Seat

PATH = "agreement/conflicts_of_interest"
HERS = "we both apply for the same post"
BEFORE = "she wrote something else at first"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with library.create(tmp_path / "us.mentorbook", mentor="Ada", mentee="Grace") as book:
        yield book


def show(*arguments: str) -> Callable[[Book, str], str]:
    def printed(book: Book, viewer: str) -> str:
        out = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout", out)
            assert main([arguments[0], str(book.path), *arguments[1:], "--as", viewer]) == 0
        return out.getvalue()

    return printed


def page(book: Book, viewer: str) -> str:
    seat = Seat(book, role=viewer if viewer != "pair" else "", page="a" * 32)
    told = json.dumps(seat.opened())
    seat.leave()
    return told


def signed(book: Book, viewer: str) -> str:
    copy = Workbook(book.pack)
    copy.documents["shared"].receive([book.documents["shared"].update()], set())
    copy.sign("agreement", by="mentor", name="Ada")
    return str(copy.signatures("agreement"))


def restored(book: Book, viewer: str) -> str:
    by = "mentor" if viewer == "pair" else viewer
    copy = Workbook(book.pack)
    copy.documents["shared"].receive([book.documents["shared"].update()], set())
    from mentorbook.workbook.restoring import plan

    return str(plan(copy, Workbook(book.pack), by=by)) + str(plan(Workbook(book.pack), copy, by=by))


SURFACES: dict[str, Callable[[Book, str], str]] = {
    "get": lambda book, viewer: str(book.get(PATH, viewer=viewer)),
    "answers": lambda book, viewer: str(book.answers(PATH, viewer=viewer)),
    "versions": lambda book, viewer: str(book.versions(PATH, viewer=viewer)),
    "cell": lambda book, viewer: json.dumps(cell(book, PATH, viewer)),
    "page": page,
    "json": lambda book, viewer: tables.to_json(book, viewer=viewer),
    "csv": lambda book, viewer: tables.to_csv(book, viewer=viewer),
    "markdown": lambda book, viewer: to_markdown(outline(book, viewer=viewer, private=True)),
    "text": lambda book, viewer: tables.to_text(book, viewer=viewer),
    "history": lambda book, viewer: str([asdict(edit) for edit in book.history(viewer=viewer)]),
    "history of the field": lambda book, viewer: str(book.history(PATH, viewer=viewer)),
    "history on the page": lambda book, viewer: str(Looking().history(book, viewer, {})),
    "the past": lambda book, viewer: str(past(book, viewer, {"when": now()})),
    "the workbook at": lambda book, viewer: tables.to_text(book.at(when=now()), viewer=viewer),
    "restoring": restored,
    "a signature": signed,
    "show": show("show"),
    "show --json": show("show", "--json"),
    "mentorbook history": show("history"),
    "export": show("export", "--to", "csv"),
}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_hidden_answer_is_nowhere_until_both_are_in(book: Book, surface: str) -> None:
    look = SURFACES[surface]
    book.set(PATH, BEFORE, by="mentee")
    book.set(PATH, HERS, by="mentee")
    book.set(PATH, "none", by="mentor")
    for act in (lambda: None, lambda: book.reveal(PATH, by="mentee")):
        act()
        for viewer in ("mentor", "pair"):
            said = look(book, viewer)
            assert HERS not in said
            assert BEFORE not in said
    book.reveal(PATH, by="mentor")
    assert BEFORE not in look(book, "mentor")


@pytest.mark.parametrize("surface", ["get", "cell", "page", "json", "text"])
def test_once_both_are_in_both_are_there(book: Book, surface: str) -> None:
    book.set(PATH, "none", by="mentor")
    book.set(PATH, HERS, by="mentee")
    for person in ("mentee", "mentor"):
        book.reveal(PATH, by=person)
    assert HERS in SURFACES[surface](book, "mentor")


def test_versions_written_apart_and_merges_hide_it_too(book: Book, tmp_path: Path) -> None:
    """Two answers of one person, from two copies, and what the merge says came in."""
    copy = tmp_path / "copy.mentorbook"
    book.download(copy)
    book.set(PATH, HERS, by="mentee")
    with library.open(copy) as other:
        other.set(PATH, BEFORE, by="mentee")
        other.reveal(PATH, by="mentee")
        other.set("agreement/programme", "none", by="mentee")
    merged = book.merge(copy, viewer="mentor")
    assert "Agreement" in merged.summary
    assert BEFORE not in str(merged)
    for name, look in SURFACES.items():
        said = look(book, "mentor")
        assert HERS not in said, name
        assert BEFORE not in said, name
    assert {v.value for v in book.versions(PATH, viewer="mentee")} == {HERS, BEFORE}


def test_nothing_is_shown_for_an_empty_answer(book: Book) -> None:
    """Who has not answered cannot say that their answer is in, and so have the other's for nothing."""
    book.set(PATH, HERS, by="mentee")
    book.reveal(PATH, by="mentee")
    with pytest.raises(ValueProblem):
        book.reveal(PATH, by="mentor")
    book.set(PATH, "none", by="mentor")
    book.set(PATH, None, by="mentor")
    with pytest.raises(ValueProblem):
        book.reveal(PATH, by="mentor")
    assert book.get(PATH, viewer="mentor") is None


def test_what_is_not_seen_is_not_settled() -> None:
    book = Workbook(_revealing("agreement", "meeting_length"))
    path = "agreement/meeting_length"
    book.set(path, 45, by="mentee")
    with pytest.raises(PathError):
        book.settle(path, 60, by="mentor")
    assert book.get(path, viewer="mentee") == 45
    book.set(path, 60, by="mentor")
    for person in ("mentor", "mentee"):
        book.reveal(path, by=person)
    book.settle(path, 50, by="mentor")
    assert book.get(path, viewer="mentee") == 50


def test_in_a_form_that_each_fills_in_it_is_the_same() -> None:
    book = Workbook(_revealing("profile", "story"))
    hers, his = "profile/mentee/story", "profile/mentor/story"
    book.set(hers, "from the sea", by="mentee")
    book.set(his, "from the hills", by="mentor")
    book.reveal(hers, by="mentee")
    seat = Seat(book, role="mentor", page="a" * 32)
    assert "from the sea" not in json.dumps(seat.opened())
    assert "from the sea" not in tables.to_text(book, viewer="mentor") + tables.to_json(book, viewer="pair")
    assert book.get(hers, viewer="mentee") == "from the sea"
    book.reveal(his, by="mentor")
    told = seat.changes()
    assert told is not None
    assert told["cells"][hers]["v"] == "from the sea"
    assert book.get(his, viewer="mentee") == "from the hills"


def _revealing(form: str, field: str) -> Pack:
    """The built-in pack with one field that is hidden until both are in."""
    pack = builtin()
    whole = pack.forms[form]
    sections = tuple(
        section.model_copy(
            update={
                "fields": tuple(
                    one.model_copy(update={"seen": "reveal"}) if one.id == field else one
                    for one in section.fields
                )
            }
        )
        for section in whole.sections
    )
    changed = type(whole).model_validate(whole.model_copy(update={"sections": sections}).model_dump())
    return pack.model_copy(update={"forms": {**pack.forms, form: changed}})
