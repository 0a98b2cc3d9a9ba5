"""Appending, loading, following, compacting and copying."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_tools import MINE, SHARED, a_store, an_entry

from mentorbook.errors import FileProblem, MentorbookError, StoreError
from mentorbook.store import PLAIN, Document, Entry, NewEntry, Store

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ada-grace.mentorbook"


def test_entries_come_back_as_they_were_in_the_order_of_their_numbers(path: Path) -> None:
    entries = [an_entry(data) for data in (b"", b"\0\xff", "ü 👩🏽‍💻".encode(), b"x" * 100_000)]
    chained = NewEntry("other", MINE.id, "2026-03-02T10:00:01Z", "mentee", "hash", b"mine")
    with a_store(path) as store:
        assert store.append([*entries, chained]) == [1, 2, 3, 4, 5]
    with Store.open(path) as store:
        assert store.load(SHARED.id) == [
            Entry(e.id, e.document, e.at, e.by, e.previous, e.data, seq) for seq, e in enumerate(entries, 1)
        ]
        assert store.load(MINE.id) == [Entry("other", MINE.id, chained.at, "mentee", "hash", b"mine", 5)]
        assert [e.seq for e in store.load(SHARED.id, after=1, upto=3)] == [2, 3]
        assert [e.seq for e in store.follow([MINE.id, SHARED.id], 2)] == [3, 4, 5]
        assert store.follow([], 0) == []
        assert (store.last(SHARED.id), store.last(MINE.id), store.last("none")) == (4, 5, 0)


def test_an_entry_is_appended_once_however_often_it_comes(path: Path) -> None:
    first, second, third = an_entry(), an_entry(), an_entry()
    with a_store(path) as store:
        assert store.append([]) == []
        assert store.append([first, second, first]) == [1, 2, 1]
        assert store.append([third, second, third]) == [3, 2, 3]
        assert len(store.load(SHARED.id)) == 3


def test_a_whole_store_can_be_appended_to_another(path: Path, tmp_path: Path) -> None:
    with a_store(path, count=1200) as store, a_store(tmp_path / "copy.mentorbook") as other:
        other.append(store.load(SHARED.id)[500:700])
        other.append(store.load(SHARED.id))
        other.append(store.load(SHARED.id))
        assert {e.id for e in other.load(SHARED.id)} == {e.id for e in store.load(SHARED.id)}
        assert [e.seq for e in other.load(SHARED.id)] == list(range(1, 1201))


def test_documents_are_listed_by_workbook_and_added_once(path: Path) -> None:
    with a_store(path) as store:
        other = Document("shared-2", "lin-sam", "shared", "2026-01-01T00:00:00Z")
        store.add_document(other)
        store.add_document(SHARED)
        assert store.documents() == [other, SHARED, MINE]
        assert store.documents("ada-grace") == [SHARED, MINE]
        assert store.documents("nobody") == []


def test_an_append_is_all_or_nothing(path: Path) -> None:
    with a_store(path) as store:
        with pytest.raises(StoreError) as problem:
            store.append([an_entry(), an_entry(document="unknown")])
        assert problem.value.key == "store.document"
        assert store.load(SHARED.id) == []
        assert store.append([an_entry()]) == [1]


def test_stores_on_one_file_notice_what_others_append(path: Path) -> None:
    with a_store(path) as one, Store.open(path) as two:
        assert not one.changed()
        one.append([an_entry()])
        assert two.changed()
        assert not two.changed()
        two.append([an_entry()])
        assert not two.changed()
        assert one.changed()
        assert [entry.seq for entry in one.follow([SHARED.id], 1)] == [2]


def test_asking_for_changes_waits_for_nobody(path: Path) -> None:
    with a_store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert not store.changed()
        other.execute("UPDATE document SET audience = 'both'")
        assert not store.changed()
        other.execute("COMMIT")
        assert store.changed()
        other.close()


def test_a_file_locked_for_too_long_is_said_to_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorbook.store.checking.BUSY_SECONDS", 0.01)
    with a_store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for act in (
            lambda: store.append([an_entry()]),
            lambda: store.load(SHARED.id),
            lambda: Store.open(path),
        ):
            with pytest.raises(StoreError) as problem:
                act()
            assert problem.value.key == "store.busy"
        other.execute("ROLLBACK")
        other.close()
        assert store.append([an_entry()]) == [1]


def test_compaction_replaces_entries_for_everyone(path: Path) -> None:
    with a_store(path, count=10) as store, Store.open(path) as follower:
        mine = store.append([an_entry(document=MINE.id)])
        behind, level = 4, 11
        late = store.append([an_entry(b"late")])
        seen: list[list[bytes]] = []

        def check(old: list[Entry], new: list[Entry]) -> bool:
            seen.extend([[e.data for e in old], [e.data for e in new]])
            return True

        before = [e.data for e in store.load(SHARED.id, upto=10)]
        assert store.compact(SHARED.id, [an_entry(b"all ten")], 10, check) == [13]
        assert seen == [before, [b"all ten"]]
        assert follower.changed()
        assert [e.seq for e in follower.follow([SHARED.id], behind)] == [*late, 13]
        assert [e.seq for e in follower.follow([SHARED.id], level)] == [*late, 13]
        assert [e.seq for e in store.load(SHARED.id)] == [*late, 13]
        assert [e.seq for e in store.load(MINE.id)] == mine


def test_a_compaction_that_would_lose_something_changes_nothing(path: Path) -> None:
    with a_store(path, count=3) as store:
        before = store.load(SHARED.id)
        with pytest.raises(StoreError) as problem:
            store.compact(SHARED.id, [an_entry()], 3, lambda old, new: len(old) == len(new))
        assert problem.value.key == "store.compact"
        with pytest.raises(ZeroDivisionError):
            store.compact(SHARED.id, [an_entry()], 3, lambda old, new: bool(1 / 0))
        with pytest.raises(ValueError, match="document"):
            store.compact(SHARED.id, [an_entry(document=MINE.id)], 3, lambda old, new: True)
        assert store.load(SHARED.id) == before
        assert store.append([an_entry()]) == [4]


def test_compacting_never_deletes_what_it_wrote_nor_twice(path: Path) -> None:
    with a_store(path, count=3) as store:
        assert store.compact(SHARED.id, [an_entry(b"all")], 1000, lambda old, new: len(old) == 3) == [4]
        assert store.compact(SHARED.id, [an_entry(b"again")], 3, lambda old, new: True) == []
        assert [e.data for e in store.load(SHARED.id)] == [b"all"]


def test_numbers_are_never_used_twice(path: Path, tmp_path: Path) -> None:
    with a_store(path, count=5) as store:
        assert store.compact(SHARED.id, [], 5, lambda old, new: True) == []
        assert store.load(SHARED.id) == []
        store.copy_to(tmp_path / "copy.mentorbook")
    for file in (path, tmp_path / "copy.mentorbook"):
        with Store.open(file) as store:
            assert store.append([an_entry()]) == [6]


def test_a_copy_is_whole_tidy_and_in_place_of_what_was_there(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "a copy ?#%20.mentorbook"
    target.parent.mkdir()
    target.write_bytes(b"an old one")
    with a_store(path, count=50, size=5000) as store:
        store.compact(SHARED.id, [an_entry(b"snapshot")], 40, lambda old, new: True)
        store.copy_to(target)
        assert list(target.parent.iterdir()) == [target]
        assert target.stat().st_size < path.stat().st_size / 2
        with Store.open(target) as copy:
            assert copy.documents() == store.documents()
            assert copy.load(SHARED.id) == store.load(SHARED.id)
            assert copy.load(MINE.id) == store.load(MINE.id)


def test_a_copy_that_cannot_be_made_leaves_everything(path: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with a_store(path, count=3) as store:
        for target, key in (
            (path, "store.copy.same"),
            (tmp_path / "folder", "store.folder"),
            (tmp_path / "none" / "copy.mentorbook", "store.nofolder"),
            (tmp_path / ("x" * 300), "store.name"),
        ):
            with pytest.raises(MentorbookError) as problem:
                store.copy_to(target)
            assert problem.value.key == key, target
        assert sorted(p.name for p in tmp_path.rglob("*")) == ["ada-grace.mentorbook", "folder"]
        assert len(store.load(SHARED.id)) == 3


def test_a_sealer_sees_every_entry_and_only_its_bytes_reach_the_disk(path: Path) -> None:
    class Backwards:
        def seal(self, document: str, header: bytes, plain: bytes) -> bytes:
            return header + plain[::-1]

        def open(self, document: str, header: bytes, sealed: bytes) -> bytes:
            if not sealed.startswith(header):
                raise ValueError("of another entry")
            return sealed[len(header) :][::-1]

    a_store(path).close()
    with Store.open(path, sealer=Backwards()) as store:
        store.append([an_entry(b"in confidence"), an_entry(b"more")])
        assert [e.data for e in store.load(SHARED.id)] == [b"in confidence", b"more"]
        assert store.compact(SHARED.id, [an_entry(b"both")], 1, lambda old, new: new[0].data == b"both") == [
            3
        ]
    assert b"in confidence" not in path.read_bytes()
    with Store.open(path) as store, pytest.raises(FileProblem):
        store.load(SHARED.id)
    with sqlite3.connect(path) as other:  # given to someone else
        other.execute("UPDATE entry SET by = 'mentee'")
    other.close()
    with Store.open(path, sealer=Backwards()) as store, pytest.raises(FileProblem) as problem:
        store.load(SHARED.id)
    assert problem.value.key == "store.damaged"


@given(
    *[st.text(st.characters(exclude_categories=["Cs"]), max_size=8)] * 4,
    st.none() | st.text("-0:", max_size=4),
)
def test_no_two_entries_share_a_header(
    id_: str, document: str, at: str, by: str, previous: str | None
) -> None:
    from mentorbook.store.records import _header

    header = _header(document, id_, at, by, previous).decode()
    parts: list[str | None] = []
    while len(parts) < 4:
        length, _, header = header.partition(":")
        parts.append(header[: int(length)])
        header = header[int(length) :]
    parts.append(None if header == "-" else header.partition(":")[2])
    assert parts == [document, id_, at, by, previous]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=9000), by=TEXT)
def test_any_bytes_and_names_go_in_and_come_out(tmp_path: Path, data: bytes, by: str) -> None:
    with Store.open(tmp_path / "any.mentorbook", create=True) as store:
        store.add_document(SHARED)
        seq = store.append([an_entry(data, by=by)])[0]
        entry = store.load(SHARED.id, after=seq - 1)[0]
        assert (entry.data, entry.by) == (data, by)


def test_ten_million_bytes_fit_in_one_entry(path: Path) -> None:
    with a_store(path) as store:
        store.append([an_entry(b"x" * 10_000_000)])
        assert len(store.load(SHARED.id)[0].data) == 10_000_000


@pytest.mark.parametrize(("kind", "mode", "synchronous"), [("file", "delete", 3), ("server", "wal", 2)])
def test_a_file_can_be_copied_at_any_time_and_a_server_has_many_readers(
    path: Path, kind: str, mode: str, synchronous: int
) -> None:
    with Store.open(path, create=True, kind=kind) as store:  # type: ignore[arg-type]
        connection = store._backend._raw
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "trusted_schema", "cell_size_check", "foreign_keys")
        }
        assert settings == {
            "journal_mode": mode,
            "synchronous": synchronous,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "foreign_keys": 1,
        }
        store.add_document(SHARED)
        store.append([an_entry(), an_entry()])
        with Store.open(path, kind=kind) as other:  # type: ignore[arg-type]
            other.append([an_entry()])
        assert store.changed()
        assert [e.seq for e in store.load(SHARED.id)] == [1, 2, 3]
        store.copy_to(path.with_name("copy.mentorbook"))
    with Store.open(path.with_name("copy.mentorbook"), readonly=True) as copy:
        assert len(copy.load(SHARED.id)) == 3


def test_the_tables_in_a_file_are_those_that_are_asked(path: Path) -> None:
    from mentorbook.store import schema

    a_store(path).close()
    with sqlite3.connect(path) as connection:
        for table in schema.metadata.sorted_tables:
            rows = connection.execute(f"PRAGMA table_xinfo({table.name})").fetchall()
            assert {(row[1], bool(row[3]) or row[5] > 0) for row in rows} == {
                (column.name, not column.nullable) for column in table.columns
            }
    connection.close()


def test_a_closed_store_can_be_closed_again_and_the_plain_sealer_is_the_usual_one(path: Path) -> None:
    store = a_store(path)
    store.close()
    store.close()
    assert PLAIN.open("d", b"h", PLAIN.seal("d", b"h", b"words")) == b"words"


def test_importing_mentorbook_does_not_bring_sqlalchemy() -> None:
    code = "import mentorbook, mentorbook.errors, sys; print('sqlalchemy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
