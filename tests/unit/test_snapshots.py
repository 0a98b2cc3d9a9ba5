"""Opening from a snapshot: the same workbook as played from its log, whatever has become of either."""

from __future__ import annotations

import random
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from private import make, unlocked

from mentorbook import library, sharing
from mentorbook.content.loader import builtin
from mentorbook.entries import summed_parts, unpacked
from mentorbook.errors import FileProblem, StoreError
from mentorbook.library import Book
from mentorbook.store import Document as StoredDocument
from mentorbook.store import NewEntry, Snapshot, Store
from mentorbook.widgets import desk as desk_module
from mentorbook.widgets.desk import Desk
from mentorbook.widgets.places import Folder
from mentorbook.workbook.document import Document

TEXT = "agreement/purpose"
WORDS = "four words are enough"


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """One after every five entries."""
    monkeypatch.setattr(library, "EVERY", 5)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make(tmp_path / "pair.mentorbook") as book:
        write(book, 12)
        yield book


def write(book: Book, count: int) -> None:
    for number in range(count):
        at = len(book.text(TEXT))
        book.edit(TEXT, at // 2, min(at // 2, number % 2), f"word {number} ", by="mentee")
        if number % 3 == 0:
            book.set("agreement/mentor_name", f"Ada {number}", by="mentor")
        if number % 4 == 0:
            goal = book.add("goals", {"title": f"goal {number}"}, by="mentee")
            book.remove(f"goals/{goal}", by="mentee")


def shared(book: Book) -> str:
    return book._stored["shared"].id


def kept(book: Book) -> Snapshot:
    snapshot = book.store.snapshot(shared(book))
    assert snapshot is not None
    return snapshot


def played(book: Book) -> dict[str, Any]:
    """What the log comes to, entry by entry."""
    found = {}
    for audience, document in book._stored.items():
        changes = [unpacked(entry, audience) for entry in book.store.load(document.id)]
        found[audience] = Document(*(change.update for change in changes if change is not None)).whole()
    return found


def whole(book: Book) -> dict[str, Any]:
    return {audience: book.documents[audience].whole() for audience in book._stored}


def alter(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute(statement, values).rowcount


@pytest.mark.parametrize("quick", [False, True])
def test_a_workbook_opened_from_a_snapshot_is_the_same(book: Book, quick: bool) -> None:
    last = book.store.last(shared(book))
    assert last - 8 < kept(book).upto <= last
    with library.open(book.path, quick=quick) as again:
        assert whole(again) == {"shared": played(book)["shared"]}
        assert (again.seq, again.written) == (book.seq, book.written)
        assert again.unread == quick
        again.edit(TEXT, 0, 3, "Then ", by="mentor")
        book.pull()
        assert whole(again) == {"shared": whole(book)["shared"]} == {"shared": played(book)["shared"]}
        for _ in again.checking():
            pass
        assert (again.unread, again.problems) == (False, [])


def test_a_file_with_a_snapshot_is_not_taken_for_a_sealed_one(book: Book) -> None:
    assert book.store.slots(document=shared(book)) == []
    with Store.open(book.path) as store:
        assert not library.locked(store, shared(book))


@pytest.mark.parametrize("seed", range(6))
def test_two_who_write_in_turns_put_by_nothing_but_what_the_log_holds(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "pair.mentorbook"
    make(path).close()
    books = [unlocked(path), unlocked(path)]
    for number in range(80):
        which = chance.randrange(2)
        one = books[which]
        match chance.randrange(6):
            case 0:
                one.pull()
            case 1:
                one.close()
                books[which] = library.open(path, quick=bool(chance.randrange(2)))
            case _:
                one.edit(TEXT, chance.randint(0, len(one.text(TEXT))), 0, f"{number} ", by="mentor")
        snapshot = books[0].store.snapshot(shared(books[0]))
        if snapshot is not None:
            upto = books[0].store.load(shared(books[0]), upto=snapshot.upto)
            changes = [unpacked(entry, "shared") for entry in upto]
            alone = Document(*(change.update for change in changes if change is not None))
            assert Document(summed_parts(snapshot.data)[0]).whole() == alone.whole()
    for one in books:
        one.pull()
    assert books[0].documents["shared"].whole() == books[1].documents["shared"].whole()
    assert books[0].store.snapshot(shared(books[0])) is not None
    for one in books:
        one.close()


def test_who_only_reads_writes_none(book: Book) -> None:
    book.store.forget_snapshots()
    with library.open(book.path) as again:
        again.pull()
    with library.open(book.path, readonly=True) as again:
        assert again.text(TEXT) == book.text(TEXT)
    assert book.store.snapshot(shared(book)) is None


def test_what_a_newer_version_wrote_is_not_left_out_by_one(book: Book) -> None:
    """An entry of a kind that is not known here: whoever knows it must come upon it."""
    book.store.forget_snapshots()
    book.store.append([NewEntry("e" * 32, shared(book), "2026-11-01T10:00:00.000Z", "mentor", None, b"new")])
    book.pull()
    write(book, 12)
    assert book.store.snapshot(shared(book)) is None
    with library.open(book.path) as again:
        write(again, 12)
        assert again.store.snapshot(shared(again)) is None


def test_what_lies_in_another_document_is_in_none(book: Book) -> None:
    """Two documents of one audience are one in memory, and each has a key of its own."""
    book.store.forget_snapshots()
    book.store.add_document(StoredDocument("d" * 32, book.id, "shared", "2027-01-01T00:00:00.000Z"))
    with library.open(book.path) as both:
        assert sorted(both._audience.values()) == ["shared", "shared"]
        write(both, 12)
        assert both.store.snapshot(shared(both)) is None


def test_what_is_not_in_the_log_yet_is_in_none(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something went wrong in the middle of an act: what was done of it goes with the next."""
    book.store.forget_snapshots()
    with monkeypatch.context() as wrong:
        wrong.setattr(Document, "edit", _half_way(Document.edit))
        with pytest.raises(RuntimeError):
            book.edit(TEXT, 0, 0, "half ", by="mentee")
    left = [one for one in book.documents.values() if one.outbox]
    assert left
    book._due = {shared(book)}
    book._sum_up()
    assert book.store.snapshot(shared(book)) is None
    write(book, 12)
    assert kept(book)
    with library.open(book.path) as again:
        assert again.text(TEXT) == book.text(TEXT)
        assert whole(again)["shared"] == played(book)["shared"]


def _half_way(act: Any) -> Any:
    def done(self: Document, *args: Any) -> None:
        act(self, *args)
        raise RuntimeError("in the middle")

    return done


def test_among_many_workbooks_one_is_made_too(tmp_path: Path) -> None:
    where = sharing.database(tmp_path)
    one, _ = sharing.create(where, mentor="Ada", mentee="Grace", role="mentor")
    other, _ = sharing.create(where, mentor="Sam", mentee="Alex", role="mentor")
    with one, other:
        for number in range(12):
            one.set("agreement/mentor_name", f"Ada {number}", by="mentor")
            other.set("agreement/mentor_name", f"Sam {number}", by="mentor")
            one.pull()
        assert kept(one).upto
        words = kept(one).data
        assert b"Ada" in zlib.decompress(words.partition(b"\n")[2])
        assert not any(b"Ada 11" in file.read_bytes() for file in tmp_path.iterdir())  # sealed like all else


def test_a_disk_that_will_not_take_it_costs_no_word(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("store.full", file="pair.mentorbook")

    monkeypatch.setattr(book.store, "put_snapshot", full)
    write(book, 12)
    assert not book.unsaved
    with library.open(book.path) as again:
        assert again.text(TEXT) == book.text(TEXT)


# --- what does not hold


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}\n",
        b'{"wrote": []}\n' + zlib.compress(b"x"),
        b'{"wrote": {"a": 1}}\n' + zlib.compress(b"x"),
        b'{"wrote": {}}\n' + zlib.compress(b"\xff" * 40),
        b'{"wrote": {}}\n' + zlib.compress(b"\0" * 40)[:-6],
        b'{"wrote": {}}\nnot pressed',
    ],
)
def test_one_that_was_made_by_hand_is_passed_over(book: Book, data: bytes) -> None:
    book.store.put_snapshot(shared(book), Snapshot(book.seq, data))
    with library.open(book.path, quick=True) as again:
        assert whole(again)["shared"] == played(book)["shared"]


def test_one_that_would_fill_the_memory_is_passed_over(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorbook.entries.MOST", 1000)
    book.store.put_snapshot(
        shared(book), Snapshot(book.seq, b'{"wrote": {}}\n' + zlib.compress(b"\0" * 10_000))
    )
    with library.open(book.path, quick=True) as again:
        assert whole(again)["shared"] == played(book)["shared"]


def test_one_that_is_damaged_is_passed_over(book: Book) -> None:
    alter(book.path, "UPDATE slot SET wrapped = CAST(wrapped || x'00' AS BLOB) WHERE kind = 'snapshot'")
    with library.open(book.path, quick=True) as again:
        assert again.store.snapshot(shared(again)) is None
        assert whole(again)["shared"] == played(book)["shared"]


def test_one_of_entries_that_are_gone_is_passed_over(book: Book) -> None:
    alter(book.path, "DELETE FROM entry WHERE seq = (SELECT max(seq) - 9 FROM entry)")
    assert book.store.snapshot(shared(book)) is None


def test_it_goes_when_entries_are_put_together(book: Book) -> None:
    before = whole(book)
    assert book.compact() > 0
    assert book.store.snapshot(shared(book)) is None
    with library.open(book.path, quick=True) as again:
        assert whole(again)["shared"] == before["shared"]
        write(again, 8)
        assert whole(again)["shared"] == played(again)["shared"]


def test_a_file_from_elsewhere_is_believed_its_entries_alone(book: Book, tmp_path: Path) -> None:
    """A snapshot can say what no entry says."""
    false = Document(book.documents["shared"].update())
    false.write(
        "agreement/mentor_name", "Mallory", person="mentor", by="mentor", at="2026-11-01", replaces=()
    )
    data = b'{"wrote": {}}\n' + zlib.compress(false.update())
    came = tmp_path / "came.mentorbook"
    book.download(came)
    with Store.open(came) as store:
        store.put_snapshot(shared(book), Snapshot(store.last(shared(book)), data))
    home = tmp_path / "home"
    home.mkdir()
    brought = Folder(builtin(), home).bring(came, {}).book
    assert brought is not None
    with brought:
        assert whole(brought)["shared"] == whole(book)["shared"]
        assert brought.store.snapshot(shared(brought)) is None


# --- what is noticed later


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A sealed workbook, one of whose oldest entries has been changed since."""
    path = tmp_path / "sealed.mentorbook"
    with library.create(path, mentor="Ada", mentee="Grace", passphrase=WORDS) as book:
        write(book, 12)
        assert kept(book).upto > 3
    alter(path, "UPDATE entry SET \"by\" = 'mentee' WHERE seq = 3")
    return path


def test_a_changed_entry_is_told_of_once_it_has_been_read(sealed: Path) -> None:
    with library.open(sealed, passphrase=WORDS) as book:
        [told] = book.problems
        assert "number 3" in told
        words = book.text(TEXT)
    with library.open(sealed, passphrase=WORDS, quick=True) as book:
        assert (book.unread, book.problems) == (True, [])
        for _ in book.checking():
            pass
        assert (book.unread, book.problems) == (False, [told])
        assert book.text(TEXT) == words
        assert whole(book)["shared"] != played(book)["shared"]  # the log alone has lost something


def test_the_page_says_so_too(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "CHECK_AFTER", 0.0)
    told = page(sealed, passphrase=WORDS)
    [opened] = [one for one in told if one["type"] == "opened"]
    [spoilt] = [one for one in told if one["type"] == "spoilt"]
    assert opened["problems"] == []
    assert "number 3" in spoilt["problems"][0]


def test_a_damaged_entry_of_a_plain_file_is_told_of_and_what_it_came_to_is_shown(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = book.text(TEXT)
    alter(book.path, "UPDATE entry SET data = CAST(data || x'00' AS BLOB) WHERE seq = 2")
    with pytest.raises(FileProblem, match="is damaged"):
        library.open(book.path)
    monkeypatch.setattr(desk_module, "CHECK_AFTER", 0.0)
    told = page(book.path)
    [opened] = [one for one in told if one["type"] == "opened"]
    assert opened["texts"][TEXT]["text"] == words
    [trouble] = [one for one in told if one["type"] == "trouble"]
    assert (trouble["kind"], "history cannot be shown" in trouble["message"]) == ("file", True)


def test_what_is_whole_is_read_through_and_nothing_is_said(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {one["type"] for one in page(book.path)} >= {"opened"}
    monkeypatch.setattr(desk_module, "CHECK_AFTER", 0.0)
    assert not {one["type"] for one in page(book.path)} & {"spoilt", "trouble"}


def page(path: Path, **wanted: str) -> list[dict[str, Any]]:
    """What somebody's page is told that opens a workbook, and stays."""
    told: list[dict[str, Any]] = []
    desk = Desk(lambda message, _: told.append(message), pack=builtin(), folder=path.parent)
    desk.need(["agreement"])
    desk.hear(
        {"type": "hello", "page": "a" * 32, "open": {"file": path.name, "role": "mentor", **wanted}}, []
    )
    for _ in range(20):
        desk.tell()
        desk.check()
    desk.close()
    return told
