"""The history and the past as commands and pages ask for them: by person, place and day, a part at a time."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from private import WORDS, make, unlocked

import mentorbook
from mentorbook.cli import main
from mentorbook.content.loader import builtin
from mentorbook.library import Book
from mentorbook.widgets.desk import Desk
from mentorbook.workbook import book as writing

PURPOSE = "agreement/purpose"


class Clock:
    """The time at which things are written."""

    def __init__(self) -> None:
        self.at = ""

    def now(self) -> str:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(writing, "now", clock.now)
    monkeypatch.setenv("TZ", "Pacific/Auckland")  # thirteen hours ahead in March
    time.tzset()
    yield clock
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def file(tmp_path: Path, clock: Clock) -> Path:
    clock.at = "2026-03-01T10:00:00.000Z"
    path = tmp_path / "pair.mentorbook"
    with make(path, mentor="Ada", mentee="Grace") as book:
        book.set(PURPOSE, "Lead a team", by="mentee")
        book.add("goals", {"title": "Rest"}, by="mentee", row="1" * 32)
        book.add("reflections", {"worked": "A secret of mine"}, by="mentee")
        clock.at = "2026-03-04T10:30:00.000Z"  # 23:30 on the 4th in Auckland
        book.set(PURPOSE, "Lead two teams", by="mentor")
        book.set("agreement/mentor_hopes", "To listen", by="mentor")
        clock.at = "2026-03-04T11:30:00.000Z"  # 00:30 on the 5th
        book.set(PURPOSE, "Sleep", by="mentee")
        book.remove("goals/" + "1" * 32, by="mentee")
    return path


def printed(capsys: pytest.CaptureFixture[str], *command: object) -> str:
    assert main([str(word) for word in command]) == 0
    return capsys.readouterr().out


def test_history_by_person_and_day(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = printed(capsys, "history", file)
    assert "Lead a team" in everything and "Sleep" in everything
    hers = printed(capsys, "history", file, "--by", "mentor")
    assert "Lead two teams" in hers and "Sleep" not in hers
    fourth = printed(capsys, "history", file, "--day", "2026-03-04")
    assert "Lead two teams" in fourth and "Sleep" not in fourth
    assert "Sleep" in printed(capsys, "history", file, "--day", "2026-03-05")
    one = json.loads(printed(capsys, "history", file, PURPOSE, "--day", "2026-03-05", "--json"))
    assert [(edit["before"], edit["after"]) for edit in one] == [("Lead two teams", "Sleep")]
    assert printed(capsys, "history", file, "--day", "2026-03-03") == ""


def test_show_as_it_was(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fourth = printed(capsys, "show", file, "--at", "2026-03-04")
    assert "Lead two teams" in fourth and "Rest" in fourth and "A secret" not in fourth
    monkeypatch.setattr("sys.stdin", io.StringIO(WORDS["mentee"] + "\n"))
    mine = printed(capsys, "show", file, "--at", "2026-03-04", "--as", "mentee", "--passphrase")
    assert "A secret of mine" in mine
    assert "Sleep" in printed(capsys, "show", file, "--at", "2026-03-05")
    first = json.loads(printed(capsys, "show", file, "--at", "2026-03-01", "--json"))
    assert first[PURPOSE] == "Lead a team"
    assert "Lead" not in printed(capsys, "show", file, "--at", "2020-01-01")


def test_restore_and_its_undoing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "restore", file, "--at", "2026-03-01", "--as", "mentee")
    assert "Restored 2 answers and entries." in out
    assert "1 answer is Ada’s own, and was left." in out
    with mentorbook.open(file) as book:
        assert book.get(PURPOSE) == "Lead a team"
        assert book.get("agreement/mentor_hopes") == "To listen"
        assert [goal["title"] for goal in book.rows("goals")] == ["Rest"]
        assert book.history()[-1].by == "mentee"
    number = out.split("--change ")[1].split()[0]
    assert "Restored 2" in printed(capsys, "restore", file, "--change", number, "--as", "mentee")
    with mentorbook.open(file) as book:
        assert book.get(PURPOSE) == "Sleep" and book.rows("goals") == []
    assert "already" in printed(capsys, "restore", file, PURPOSE, "--at", "2026-03-05", "--as", "mentor")


@pytest.mark.parametrize(
    "command",
    [
        ["restore", "FILE", "--as", "mentee"],
        ["restore", "FILE", "--at", "2026-03-04"],
        ["restore", "FILE", "--at", "2026-03-04", "--as", "pair"],
        ["restore", "FILE", "--at", "2026-03-04", "--change", "1", "--as", "mentee"],
        ["show", "FILE", "--at", "yesterday"],
        ["show", "FILE", "--at", "9999-12-31"],
        ["history", "FILE", "--day", "2026-02-30"],
    ],
)
def test_wrong_usage(file: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    with pytest.raises(SystemExit) as ended:
        main([str(file) if word == "FILE" else word for word in command])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_place_that_is_none_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(file), "agreement/porpoise", "--at", "2026-03-04", "--as", "mentee"]) == 1
    assert "purpose" in capsys.readouterr().err


# --- from a page


class Page:
    """A page of one person, without a browser."""

    def __init__(self, book: Book, role: str) -> None:
        self.said: list[dict[str, Any]] = []
        self.desk = Desk(
            lambda message, _buffers: self.said.append(message),
            pack=builtin(),
            folder=book.path.parent,
            book=book,
            role=role,
        )
        self.ask(type="hello", page="a" * 32)

    def ask(self, **message: Any) -> dict[str, Any]:
        self.desk.hear(message, [])
        return self.said[-1]


@pytest.fixture
def book(file: Path) -> Iterator[Book]:
    with unlocked(file) as book:
        yield book


def test_changes_are_chosen_by_the_kernel(book: Book) -> None:
    page = Page(book, "mentor")  # the book is unlocked for both: what is hers alone is kept by who looks

    def told(**asked: Any) -> list[str]:
        answer = page.ask(type="history", **asked)
        assert answer["type"] == "history"
        return [f"{change['by']} {change['path']}" for change in answer["changes"]]

    row = "goals/" + "1" * 32
    assert told(by="mentor") == [f"mentor {PURPOSE}", "mentor agreement/mentor_hopes"]
    assert told(section="goals", field="title") == [f"mentee {row}/title"]
    assert told(since="2026-03-04T11:00:00.000Z") == [f"mentee {PURPOSE}", f"mentee {row}/removed"]
    assert told(until="2026-03-02T00:00:00.000Z", section="agreement") == [f"mentee {PURPOSE}"]
    assert told(row=row)[0].startswith(f"mentee {row}/")
    assert not [one for one in told(row=row) if f" {row}/" not in one]
    assert told(row=row[:-1]) == []
    assert told(path=PURPOSE) == [f"mentee {PURPOSE}", f"mentor {PURPOSE}", f"mentee {PURPOSE}"]
    assert not any("partnership" in path or "reflections" in path for path in told())
    assert told(by=5, section=[], to="x", count="y") == told()


def test_a_long_history_comes_in_parts(book: Book, clock: Clock) -> None:
    with book.at_once():
        for number in range(1, 700):
            clock.at = f"2026-04-{1 + number // 100:02}T{number % 24:02}:{number % 60:02}:00.000Z"
            book.set("agreement/mentee_hopes", f"Hope {number}", by="mentee")
            book.set("agreement/mentor_hopes", f"Hope {number}", by="mentor")
    page = Page(book, "mentor")
    newest = page.ask(type="history")
    assert len(newest["changes"]) == 500
    assert newest["from"] == newest["all"] - 500
    got = newest["changes"]
    start = newest["from"]
    while start:
        answer = page.ask(type="history", to=start, count=300)
        assert len(answer["changes"]) == min(300, start)
        got, start = answer["changes"] + got, answer["from"]
    assert [change["path"] for change in got] == [
        edit.path for edit in book.history(viewer="mentor") if not edit.path.startswith("partnership/")
    ]
    assert len(page.ask(type="history", count=10_000)["changes"]) == 500
    assert page.ask(type="history", to=-5)["changes"] == []


def test_the_past_is_read_with_what_restoring_would_do(book: Book) -> None:
    mentee, mentor = Page(book, "mentee"), Page(book, "mentor")
    when = "2026-03-04T11:00:00.000Z"
    past = mentee.ask(type="past", when=when)
    assert past["type"] == "past"
    words = {part["path"]: part["words"] for part in past["parts"] if "words" in part}
    row = "goals/" + "1" * 32
    assert words[PURPOSE] == "Lead two teams" and words[f"{row}/title"] == "Rest"
    assert "A secret of mine" in words.values()
    assert {"level": 2, "text": "Rest", "path": row} in past["parts"]
    assert {(step["path"], step["kind"]) for step in past["steps"]} == {
        (PURPOSE, "change"),
        (f"{row}/removed", "back"),
    }
    assert past["kept"] == []
    hers = mentor.ask(type="past", when="2026-03-02T00:00:00.000Z")
    assert "A secret of mine" not in str(hers)
    assert {(step["path"], step["kind"]) for step in hers["steps"]} == {
        (PURPOSE, "change"),
        ("agreement/mentor_hopes", "empty"),
    }
    assert hers["kept"] == [f"{row}/removed"]


def test_nonsense_is_answered_by_a_sentence(book: Book) -> None:
    page = Page(book, "mentee")
    for wrong in (None, 5, "x" * 41, [], "", "\ud800"):
        assert page.ask(type="past", when=wrong)["type"] == "trouble"
