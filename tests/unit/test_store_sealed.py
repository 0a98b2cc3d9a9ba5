"""Sealed documents: what lies on the disk says nothing, and nothing in it can be changed unnoticed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mentorbook.errors import LinkProblem, ValueProblem
from mentorbook.store import Document, Entry, NewEntry, Store, log
from mentorbook.store.sealing import new_key
from mentorbook.store.slots import Link, Passphrase, Slot

KEY = new_key()
AT = "2026-11-01T10:00:00.000Z"


def entry(number: int, by: str = "mentor") -> NewEntry:
    return NewEntry(f"e{number}", "d", AT, by, None, f"secret words {number}".encode())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sealed document with six entries by two people."""
    path = tmp_path / "us.mentorbook"
    with Store.open(path, create=True) as store:
        store.add_document(Document("d", "w", "shared", AT))
        store.use("d", KEY)
        for number in range(6):
            store.append([entry(number, "mentee" if number % 2 else "mentor")])
    return path


def tamper(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement, values)


def look(path: Path) -> tuple[list[Entry], list[tuple[str, int]]]:
    with Store.open(path) as store:
        store.use("d", KEY)
        entries = store.verify(["d"])
        spoilt = [(one.what, one.number) for one in store.spoilt.get("d", [])]
    with Store.open(path) as store:  # the same, read piece by piece
        store.use("d", KEY)
        assert in_pieces(store) == entries
        assert [(one.what, one.number) for one in store.spoilt.get("d", [])] == spoilt
    return entries, spoilt


def in_pieces(store: Store) -> list[Entry]:
    return sorted({e.id: e for piece in store.pieces(["d"]) for e in piece}.values(), key=lambda e: e.seq)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_PIECE", 2)


def test_what_is_compacted_while_it_is_read_is_read_whole(path: Path) -> None:
    with Store.open(path) as store, Store.open(path) as other:
        store.use("d", KEY)
        other.use("d", KEY)
        reading = store.pieces(["d"])
        assert [e.id for e in next(reading)] == ["e0", "e1"]
        other.compact("d", [entry(9)], 6, lambda old, new: True)
        assert [e.id for piece in reading for e in piece] == ["e9"]
        assert store.spoilt == {}


def test_what_is_written_while_it_is_read_is_followed(path: Path) -> None:
    with Store.open(path) as store, Store.open(path) as other:
        store.use("d", KEY)
        other.use("d", KEY)
        reading = store.pieces(["d"])
        read = list(next(reading))
        other.append([entry(9)])
        read += [e for piece in reading for e in piece]
        read += store.follow(["d"], read[-1].seq)
        assert [e.id for e in read] == [*(f"e{n}" for n in range(6)), "e9"]
        assert store.spoilt == {}


def test_nothing_can_be_read_without_the_key(path: Path) -> None:
    assert b"secret" not in path.read_bytes()
    with Store.open(path) as store:
        store.use("d", new_key())
        assert store.verify(["d"]) == []
        assert len(store.spoilt["d"]) == 7  # six entries, and what is known of the whole


def test_what_is_whole_is_read_and_nothing_is_said(path: Path) -> None:
    entries, spoilt = look(path)
    assert [e.data for e in entries] == [f"secret words {n}".encode() for n in range(6)]
    assert spoilt == []
    assert entries[0].previous is None
    assert entries[2].previous is not None  # each names its author's one before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET data = zeroblob(40) WHERE seq = 3",
        "UPDATE entry SET \"by\" = 'mentee' WHERE seq = 3",
        "UPDATE entry SET at = '2027-01-01T00:00:00.000Z' WHERE seq = 3",
        "UPDATE entry SET id = 'another' WHERE seq = 3",
        "UPDATE entry SET previous = NULL WHERE seq = 3",
        "UPDATE entry SET data = (SELECT data FROM entry WHERE seq = 1) WHERE seq = 3",
    ],
)
def test_a_changed_entry_is_named_and_the_others_are_read(path: Path, statement: str) -> None:
    tamper(path, statement)
    entries, spoilt = look(path)
    assert [e.seq for e in entries] == [1, 2, 4, 5, 6]
    assert spoilt == [("changed", 3)]


@pytest.mark.parametrize("gone", ["seq = 3", "seq >= 5", "seq = 6", "seq > 0"])
def test_a_removed_entry_is_noticed_also_at_the_end(path: Path, gone: str) -> None:
    tamper(path, f"DELETE FROM entry WHERE {gone}")
    entries, spoilt = look(path)
    assert spoilt == [("removed", 6 - len(entries))]


def test_whose_entry_is_gone_is_told_by_the_one_after_it(path: Path) -> None:
    tamper(path, "DELETE FROM entry WHERE seq = 3")
    with Store.open(path) as store:
        store.use("d", KEY)
        store.verify(["d"])
        assert store.spoilt["d"][0].by == "mentor"


def test_an_entry_copied_under_another_name_is_named(path: Path) -> None:
    tamper(
        path,
        'INSERT INTO entry (id, document, at, "by", previous, data)'
        " SELECT 'again', document, at, \"by\", previous, data FROM entry WHERE seq = 2",
    )
    entries, spoilt = look(path)
    assert len(entries) == 6
    assert spoilt == [("changed", 7)]


def test_an_entry_put_back_after_compaction_is_noticed(path: Path) -> None:
    with Store.open(path) as store:
        store.use("d", KEY)
        entries = store.load("d")
        with closing(sqlite3.connect(path)) as connection:
            old = connection.execute("SELECT * FROM entry WHERE seq = 1").fetchone()
        whole = b"".join(e.data for e in entries)
        store.compact("d", [NewEntry("all", "d", AT, "mentor", None, whole)], 6, lambda old, new: True)
    assert look(path)[1] == []
    tamper(path, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", *old)
    assert look(path)[1] == [("replayed", 1)]


def test_a_document_put_back_whole_is_noticed_by_who_saw_it_later(path: Path) -> None:
    path.with_name("old").write_bytes(path.read_bytes())
    with Store.open(path) as store:
        store.use("d", KEY)
        store.verify(["d"])
        store.append([entry(7)])
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("DELETE FROM entry WHERE id = 'e7'")
            connection.execute("ATTACH ? AS old", (str(path.with_name("old")),))
            connection.execute(
                "UPDATE slot SET wrapped = (SELECT wrapped FROM old.slot WHERE slot.lookup = 'head')"
            )
        assert store.changed()
        store.follow(["d"], 7)
        assert [one.what for one in store.spoilt["d"]] == ["rolled back"]


def test_a_head_that_is_gone_or_foreign_is_named(path: Path) -> None:
    tamper(path, "UPDATE slot SET wrapped = zeroblob(60)")
    assert look(path)[1] == [("head", 0)]
    tamper(path, "DELETE FROM slot")
    assert look(path)[1] == [("head", 0)]


def test_a_good_copy_mends_what_was_changed_and_what_is_gone(path: Path) -> None:
    good, _ = look(path)
    tamper(path, "UPDATE entry SET data = zeroblob(40) WHERE seq = 3")
    tamper(path, "DELETE FROM entry WHERE seq = 5")
    assert look(path)[1] == [("changed", 3), ("removed", 1)]
    with Store.open(path) as store:
        store.use("d", KEY)
        store.verify(["d"])
        store.append([NewEntry(e.id, e.document, e.at, e.by, e.previous, e.data) for e in good], mend=True)
    entries, spoilt = look(path)
    assert spoilt == []
    assert sorted(e.data for e in entries) == [e.data for e in good]


# -- slots


def test_a_link_is_read_from_what_people_paste_and_a_slip_is_noticed() -> None:
    link = Link.new()
    assert Link.parse(str(link)) == link
    assert Link.parse(f"  https://x.example/voila/render/partnership.ipynb?a=1#link={link}&x=1\n") == link
    assert str(link) not in repr(link)
    text = str(link)
    for slip in (
        text[:-1],
        text + "A",
        text[::-1],
        "x" + text[1:] if text[0] != "x" else "y" + text[1:],
        "",
        "é",
    ):
        with pytest.raises(LinkProblem):
            Link.parse(slip)


def test_a_slot_opens_with_its_own_link_only_and_only_as_it_was_made() -> None:
    link = Link.new()
    slot = link.wrap("d", KEY, kind="link:mentee", state="open")
    assert link.unwrap(slot) == KEY
    assert slot.person == "mentee"
    for other in (
        Slot("d2", slot.kind, slot.lookup, slot.wrapped, slot.state),
        Slot("d", "link:mentor", slot.lookup, slot.wrapped, slot.state),
        Slot("d", slot.kind, slot.lookup, slot.wrapped[:-1] + b"x", slot.state),
    ):
        with pytest.raises(ValueError, match="not what was sealed"):
            link.unwrap(other)
    with pytest.raises(ValueError, match="not what was sealed"):
        Link.new().unwrap(slot)


def test_a_passphrase_opens_its_slot_and_another_does_not() -> None:
    slot = Passphrase("correct horse").wrap("d", KEY, person="mentee", state="open")
    assert Passphrase(" correct horse ").unwrap(slot) == KEY
    with pytest.raises(ValueError, match="not what was sealed"):
        Passphrase("correct house").unwrap(slot)
    with pytest.raises(ValueProblem):
        Passphrase("short")
    greedy = Slot("d", slot.kind, "scrypt 1073741824 8 1 00", slot.wrapped, slot.state)
    with pytest.raises(ValueError, match="cost"):
        Passphrase("correct horse").unwrap(greedy)


def test_slots_are_found_changed_and_taken_away(path: Path) -> None:
    link = Link.new()
    with Store.open(path) as store:
        with store.changing_slots() as slots:
            slots.put(link.wrap("d", KEY, kind="link:mentor", state="open"))
        assert [link.unwrap(slot) for slot in store.slots(lookup=link.lookup)] == [KEY]
        with store.changing_slots() as slots:
            slots.state(link.lookup, "revoked")
        assert [slot.state for slot in store.slots(document="d")] == ["revoked"]
        with store.changing_slots() as slots:
            slots.remove("d", link.lookup)
        assert store.slots(document="d") == []
