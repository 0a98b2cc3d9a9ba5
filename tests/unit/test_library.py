"""Workbooks as files: what the disk refuses, foreign and damaged copies, compaction and downloads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from private import make, unlocked
from pycrdt import Doc, Map

from mentorbook import library
from mentorbook.entries import packed
from mentorbook.errors import FileProblem, MentorbookError, StoreError, ValueProblem
from mentorbook.library import Book
from mentorbook.store import NewEntry
from mentorbook.workbook import book as workbook_module
from mentorbook.workbook.book import Change
from mentorbook.workbook.seat import Seat

TEXT = "agreement/purpose"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make(tmp_path / "pair.mentorbook") as book:
        yield book


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that only goes on when it is told to."""

    class Clock:
        now = datetime(2026, 3, 2, 9, tzinfo=UTC)

        def wait(self, **time: int) -> None:
            self.now += timedelta(**time)

        def __call__(self) -> str:
            return self.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    found = Clock()
    monkeypatch.setattr(workbook_module, "now", found)
    return found


def full(_entries: object) -> list[int]:
    raise StoreError("store.full", file="pair.mentorbook")


def bytes_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- the disk


def test_a_closed_workbook_says_so(book: Book, tmp_path: Path) -> None:
    book.close()
    for act in (
        lambda: book.set(TEXT, "x", by="mentee"),
        book.pull,
        book.history,
        lambda: book.merge(book.path),
        lambda: book.download(tmp_path / "copy.mentorbook"),
    ):
        with pytest.raises(FileProblem, match="has been closed here"):
            act()
    book.close()  # once more does no harm


def test_what_the_disk_would_not_take_goes_with_the_next(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(book.store, "append", full)
        with pytest.raises(StoreError):
            book.set("agreement/mentor_name", "Ada L.", by="mentor")
        with pytest.raises(StoreError):
            book.edit(TEXT, 0, 0, "Lead", by="mentee")
        assert book.unsaved
        assert book.get("agreement/mentor_name") == "Ada L."
    book.edit(TEXT, 4, 0, " a team", by="mentee")
    assert not book.unsaved
    with library.open(book.path) as again:
        assert again.get("agreement/mentor_name") == "Ada L."
        assert again.text(TEXT) == "Lead a team"
        assert again.documents["shared"].whole() == book.documents["shared"].whole()


def test_what_could_not_be_read_is_read_the_next_time(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    with library.open(book.path) as other:
        other.set("agreement/mentor_name", "Ada L.", by="mentor")
    with monkeypatch.context() as disk:

        def busy(*_: object) -> list[Any]:
            raise StoreError("store.busy", file="pair.mentorbook")

        disk.setattr(book.store, "follow", busy)
        with pytest.raises(StoreError):
            book.pull()
    assert book.pull()
    assert book.get("agreement/mentor_name") == "Ada L."


def test_several_books_follow_one_file(book: Book) -> None:
    with library.open(book.path) as other:
        for number in range(20):
            one, two = (book, other) if number % 2 else (other, book)
            one.edit(TEXT, 0, 0, f"{number} ", by="mentor")
            assert two.pull()
            assert not two.pull()
            assert one.text(TEXT) == two.text(TEXT)
        assert book.text(TEXT).split() == [str(n) for n in reversed(range(20))]


# --- copies


def test_another_pairs_workbook_is_refused(book: Book, tmp_path: Path) -> None:
    with library.create(tmp_path / "other.mentorbook", mentor="Sam", mentee="Alex") as other:
        other.set(TEXT, "theirs", by="mentor")
    before = bytes_of(book.path)
    with pytest.raises(FileProblem):
        book.merge(tmp_path / "other.mentorbook")
    assert bytes_of(book.path) == before
    assert book.text(TEXT) == ""


@pytest.mark.parametrize("where", [0, 100, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("how", ["cut", "flip"])
def test_a_damaged_copy_is_refused_or_brings_nothing_wrong(
    book: Book, tmp_path: Path, where: float, how: str
) -> None:
    for _ in range(30):
        book.edit(TEXT, 0, 0, "word ", by="mentor")
    copy = tmp_path / "copy.mentorbook"
    book.download(copy)
    book.set("agreement/mentor_name", "Ada L.", by="mentor")
    whole = bytearray(copy.read_bytes())
    place = int(where * len(whole)) if isinstance(where, float) else where
    if how == "cut":
        whole = whole[:place]
    else:
        whole[place] ^= 0xFF
    copy.write_bytes(whole)
    before, text = bytes_of(book.path), book.text(TEXT)
    try:
        assert book.merge(copy).changes == ()
    except FileProblem as problem:
        assert str(problem).endswith(".")
    assert bytes_of(book.path) == before
    assert book.text(TEXT) == text


def test_a_merge_says_what_came_in_and_nothing_private(book: Book, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mentorbook"
    book.download(copy)
    with unlocked(copy) as other:
        other.add("goals", {"title": "Run the stand-up"}, by="mentee")
        other.set("agreement/mentee_hopes", "to lead", by="mentee")
        other.add("reflections", {"title": "a secret"}, by="mentee")
    merged = book.merge(copy)
    assert "1 entry added to Goals" in merged.summary
    assert "Grace" in merged.summary
    assert "secret" not in merged.summary + str(merged.changes)
    assert "Reflections" not in merged.summary
    assert [row["title"] for row in book.rows("reflections", viewer="mentee")] == ["a secret"]
    assert book.merge(copy).changes == ()


def test_a_newer_layout_is_read_and_not_written(book: Book, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mentorbook"
    book.download(copy)
    with library.open(copy) as newer:
        newer.set(TEXT, "from the future", by="mentor")
        newer.start(layout=library.LAYOUT + 1)
    with library.open(copy) as again:
        assert again.text(TEXT) == "from the future"
        assert again.readonly is not None
        with pytest.raises(MentorbookError, match="newer"):
            again.set(TEXT, "x", by="mentor")
        seat = Seat(again, role="mentor", page="a" * 32)
        base = seat.opened()["revision"]
        patch = {"number": 1, "base": base, "op": "set", "path": "agreement/mentor_name", "to": "x"}
        assert seat.receive([patch])[0]["type"] == "refused"
    book.merge(copy)
    assert book.readonly is not None


def test_a_layout_that_makes_no_sense_does_not_keep_a_file_shut(book: Book) -> None:
    book.start(layout="lots")
    with library.open(book.path) as again:
        assert again.readonly is None


def test_names_are_checked_before_a_file_is_made(tmp_path: Path) -> None:
    for names in ({"mentor": " ", "mentee": "G"}, {"mentor": "A" * 201, "mentee": "G"}):
        with pytest.raises(ValueProblem):
            library.create(tmp_path / "x.mentorbook", **names)
    with pytest.raises(ValueProblem):
        library.create(tmp_path / "x.mentorbook", mentor="A", mentee="G", journey="none")
    assert [*tmp_path.iterdir()] == []


# --- looking back


def test_the_workbook_as_it_was(book: Book) -> None:
    book.set("agreement/mentor_name", "Ada", by="mentor")
    (edit,) = book.history("agreement/mentor_name")
    book.set("agreement/mentor_name", "Ada L.", by="mentor")
    past = book.at(change=edit.number)
    assert past.get("agreement/mentor_name") == "Ada"
    with pytest.raises(MentorbookError):
        past.set("agreement/mentor_name", "x", by="mentor")
    (edit,) = book.history("agreement/mentor_name")
    assert (edit.before, edit.after) == (None, "Ada L.")


# --- compaction


def write_much(book: Book, clock: Any, sittings: int = 4) -> None:
    row = book.add("reflections", {"worked": "w"}, by="mentee")
    for sitting in range(sittings):
        for by in ("mentor", "mentee"):
            for number in range(12):
                book.edit(TEXT, len(book.text(TEXT)) // 2, number % 3, f"{sitting}{by}{number} ", by=by)
                clock.wait(seconds=5)
            book.set(f"agreement/{by}_name", f"{by} {sitting}", by=by)
        book.set(f"reflections/{row}/worked", f"w{sitting}", by="mentee")
        clock.wait(hours=1)
    book.sign("agreement", by="mentor")


def test_compaction_says_the_same_in_fewer_entries(book: Book, clock: Any, tmp_path: Path) -> None:
    book.download(tmp_path / "uncompacted.mentorbook")
    write_much(book, clock)
    states = {a: d.whole() for a, d in book.documents.items()}
    edits = book.history()
    with unlocked(book.path) as follower:
        old = tmp_path / "old.mentorbook"
        book.download(old)
        saved = book.compact()
        assert saved > 80
        assert not book.compact()
        assert follower.pull()
        for one in (book, follower):
            assert {a: d.whole() for a, d in one.documents.items()} == states
        follower.set("agreement/mentor_name", "after", by="mentor")
        assert book.pull()
        assert book.get("agreement/mentor_name") == "after"
    told = [(e.path, e.after) for e in book.history() if e.path == "agreement/mentee_name"]
    assert told == [(e.path, e.after) for e in edits if e.path == "agreement/mentee_name"]
    with unlocked(old) as uncompacted:
        assert book.merge(old).changes == ()
        before = len(uncompacted.store.follow(uncompacted._audience, 0))
        uncompacted.set("agreement/mentee_name", "apart", by="mentee")
        assert len(uncompacted.merge(book.path).changes) == 1
        assert len(uncompacted.store.follow(uncompacted._audience, 0)) <= before + 3
        book.merge(old)
        for audience in states:
            assert uncompacted.documents[audience].state() == book.documents[audience].state()


def test_while_somebody_writes_nothing_is_compacted(
    book: Book, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is put in the place of others would come behind what was written on top of it, and words be lost."""
    write_much(book, clock)
    squash = library.squash
    with unlocked(book.path) as other:

        def meanwhile(entries: Any) -> Any:
            for number in range(10):
                other.edit(TEXT, number, 1, f" between {number}", by="mentor")
            return squash(entries)

        monkeypatch.setattr(library, "squash", meanwhile)
        assert book.compact() < 10  # of what the other did not write in
        monkeypatch.undo()
        states = {a: d.whole() for a, d in other.documents.items()}
        with unlocked(book.path) as fresh:
            assert {a: d.whole() for a, d in fresh.documents.items()} == states
        assert book.compact() > 80
    with unlocked(book.path) as fresh:
        assert {a: d.whole() for a, d in fresh.documents.items()} == states


@pytest.mark.parametrize("piece", [1, 7])
def test_a_log_that_is_compacted_while_it_is_read_in_pieces_is_read_whole(
    book: Book, clock: Any, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    write_much(book, clock)
    monkeypatch.setattr("mentorbook.store.log._PIECE", piece)
    load, pieces = Book._load, 0

    def and_compact(self: Book, *given: Any) -> None:
        nonlocal pieces
        load(self, *given)
        pieces += 1
        if pieces == 3:
            monkeypatch.setattr(Book, "_load", load)
            for number in range(10):
                book.edit(TEXT, number, 1, f" between {number}", by="mentor")
            assert book.compact() > 80
            book.edit(TEXT, 3, 1, "after", by="mentee")

    monkeypatch.setattr(Book, "_load", and_compact)
    with unlocked(book.path) as read:
        assert pieces == 3
        for audience in ("shared", "mentee"):
            assert read.documents[audience].whole() == book.documents[audience].whole()
        with unlocked(book.path) as fresh:
            assert read.written == fresh.written


def test_read_in_pieces_who_wrote_last_is_the_same(
    book: Book, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_much(book, clock)
    for piece in (1, 13, 500):
        monkeypatch.setattr("mentorbook.store.log._PIECE", piece)
        with unlocked(book.path) as read:
            assert read.written == book.written
            assert read.seq == book.seq


def test_entries_of_two_sittings_stay_apart(book: Book, clock: Any) -> None:
    book.set("agreement/mentor_name", "one", by="mentor")
    clock.wait(minutes=11)
    book.set("agreement/mentor_name", "two", by="mentor")
    book.compact()
    assert [e.after for e in book.history("agreement/mentor_name")] == ["one", "two"]


def test_a_failed_compaction_changes_nothing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(10):
        book.edit(TEXT, 0, 0, "word ", by="mentor")
    before = book.store.follow(book._audience, 0)
    monkeypatch.setattr(library, "say_the_same", lambda _old, _new: False)
    with pytest.raises(StoreError):
        book.compact()
    assert book.store.follow(book._audience, 0) == before


def test_a_download_of_a_long_log_is_compact(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "MANY", 50)
    for _ in range(100):
        book.edit(TEXT, 0, 0, "word ", by="mentor")
    before = bytes_of(book.path)
    copy = tmp_path / "copy.mentorbook"
    book.download(copy)
    assert bytes_of(book.path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.mentorbook", "pair.mentorbook"]
    with library.open(copy) as other:
        assert len(other.store.follow(other._audience, 0)) < 10
        assert other.documents["shared"].whole() == book.documents["shared"].whole()
        assert other.merge(book.path).changes == ()
    assert book.merge(copy).changes == ()
    assert bytes_of(book.path) == before


@pytest.mark.parametrize("depth", [150, 300, 1500])
def test_a_copy_with_what_is_nested_without_end_is_opened_merged_and_gone_through(
    book: Book, tmp_path: Path, depth: int
) -> None:
    book.set("agreement/mentor_name", "Sam", by="mentor")
    copy = tmp_path / "copy.mentorbook"
    book.download(copy)
    nested: Any = 1
    for _ in range(depth):
        nested = [nested]
    with library.open(copy) as planted:
        planted.set("agreement/mentee_name", "Alex", by="mentee")
        strange = Doc()
        strange.apply_update(planted.documents["shared"].update())
        answers = strange.get("answers", type=Map)
        answers["agreement/programme@mentee~1"] = [nested, 1, "mentee", "2026-03-01T10:00:00.000Z"]
        answers["agreement/start_date@mentee~1"] = ["x", float("inf"), "mentee", "then"]
        change = Change(
            "shared", "mentee", workbook_module.now(), ("agreement/programme",), strange.get_update()
        )
        entry = NewEntry(change.id, planted._document("shared"), change.at, change.by, None, packed(change))
        planted.store.append([entry])
    with library.open(copy) as again:
        assert again.get("agreement/mentee_name") == "Alex"
        again.history()
        Seat(again, role="mentee", page="a" * 32).opened()
    with unlocked(book.path) as other:
        book.merge(copy)
        other.pull()
        for one in (book, other):
            assert one.get("agreement/mentee_name") == "Alex"
            assert one.get("agreement/mentor_name") == "Sam"
    with unlocked(book.path) as fresh:
        assert fresh.documents["shared"].whole() == book.documents["shared"].whole()
        fresh.history()
