"""What a file may be, where it may lie, and what is said where it is something else."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_tools import MINE, SHARED, a_store, all_of, an_entry

from mentorbook.errors import FileProblem, MentorbookError
from mentorbook.store import Store
from mentorbook.store.schema import VERSION

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ada-grace.mentorbook"


def change(path: Path, *statements: str) -> None:
    """Change a file behind the store's back."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def refused(path: Path | str, *, readonly: bool = False, create: bool = False) -> str:
    """The key of the problem that opening ends in. Nothing has changed, and the sentence names the file."""
    folder = Path(path).parent
    before = all_of(folder)
    with pytest.raises(MentorbookError) as problem:
        Store.open(path, readonly=readonly, create=create)
    assert all_of(folder) == before
    assert Path(path).name in str(problem.value)
    assert str(problem.value).endswith(".")
    return problem.value.key


def other_database(path: Path) -> None:
    change(path, "CREATE TABLE entry (seq INTEGER PRIMARY KEY, id)", "CREATE TABLE song (name)")


FOREIGN: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda path: None, "store.missing"),
    "a folder": (lambda path: path.mkdir(), "store.folder"),
    "a pipe": (lambda path: os.mkfifo(path), "store.foreign"),
    "an empty file": (lambda path: path.touch(), "store.empty"),
    "a picture": (lambda path: path.write_bytes(PNG), "store.foreign"),
    "a text": (lambda path: path.write_text("Dear Grace,"), "store.foreign"),
    "another database": (other_database, "store.foreign"),
    "an empty database": (lambda path: change(path, "VACUUM"), "store.foreign"),
    "a link to nowhere": (lambda path: path.symlink_to("nowhere"), "store.missing"),
    "a link to itself": (lambda path: path.symlink_to(path), "store.name"),
}


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_no_workbook_is_refused_in_one_sentence(path: Path, what: str, readonly: bool) -> None:
    if what == "a pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names here")
    make, key = FOREIGN[what]
    make(path)
    if what == "a link to nowhere":
        path = path.with_name("nowhere")
    assert refused(path, readonly=readonly) == key


@pytest.mark.parametrize("what", [what for what in FOREIGN if what not in ("nothing", "a link to nowhere")])
def test_making_a_workbook_never_replaces_what_is_there(path: Path, what: str) -> None:
    make, key = FOREIGN[what]
    make(path)
    assert refused(path, create=True) == key


def test_a_workbook_is_made_once_and_then_opened(path: Path) -> None:
    with Store.open(path, create=True) as one, Store.open(path, create=True) as two:
        assert (one.created, two.created) == (True, False)
        one.add_document(SHARED)
        assert two.documents() == [SHARED]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_two_who_make_one_workbook_at_once_share_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def someone_is_faster(source: Path, target: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        a_store(path).close()
        link(source, target)

    monkeypatch.setattr(os, "link", someone_is_faster)
    with Store.open(path, create=True) as store:
        assert not store.created
        assert store.documents() == [SHARED, MINE]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_disk_that_knows_no_links_takes_workbooks_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with a_store(path, count=1) as store:
        assert store.created
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "name",
    [
        "a b.mentorbook",
        "what?.mentorbook",
        "50%20#1.mentorbook",
        "file:a?mode=memory",
        "Zoë & 李雷 👩🏽‍💻.mentorbook",
        "-.mentorbook",
        "x" * 255,
        os.fsdecode(b"not\xfftext"),
        ":memory:",
        "a\nb",
    ],
)
def test_any_name_that_a_file_can_have_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if len(name) == 255:
        path = tmp_path / name[: 255 - len("-journal")]
    with a_store(path, count=2) as store:
        store.copy_to(tmp_path / f"copy of {name}"[:200])
    with Store.open(path, readonly=True) as store, Store.open(path) as other:
        assert other.append([an_entry()]) == [3]
        assert store.changed()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("name", ["nul\0", "x" * 300, "x" * 250])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str, create: bool) -> None:
    with pytest.raises(FileProblem) as problem:
        Store.open(tmp_path / name, create=create)
    expected = "store.missing" if len(name) == 250 and not create else "store.name"
    assert problem.value.key == expected
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in ("none", "file"):
        for create, key in ((False, "store.missing"), (True, "store.nofolder")):
            with pytest.raises(FileProblem) as problem:
                Store.open(tmp_path / folder / "a.mentorbook", create=create)
            assert problem.value.key == key
            assert str(tmp_path / folder) in str(problem.value)


def test_addresses_lead_to_files_and_passwords_in_them_are_not_shown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(f"sqlite:///{path}", create=True) as store:
        assert store.path == path.resolve()
    monkeypatch.chdir(path.parent)
    with Store.open(f"sqlite:///{path.name}") as store, Store.open(path.name) as same:
        assert store.path == same.path == path.resolve()
    for address in ("postgresql://ada:secret@db/books", "https://example.org/a.mentorbook", "sqlite://host"):
        with pytest.raises(FileProblem) as problem:
            Store.open(address)
        assert problem.value.key == "store.address"
        assert "secret" not in str(problem.value)


def test_a_linked_workbook_keeps_its_journal_beside_the_file_itself(path: Path, tmp_path: Path) -> None:
    a_store(path, count=1).close()
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "mine.mentorbook"
    link.symlink_to(path)
    with Store.open(link) as store:
        assert store.path == path.resolve()
        assert store.append([an_entry()]) == [2]


PLANTED = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END",
    "view": "CREATE VIEW v AS SELECT * FROM entry",
    "table": "CREATE TABLE more (a)",
    "index": "CREATE INDEX i ON entry (at)",
    "virtual table": "CREATE VIRTUAL TABLE f USING fts5 (words)",
    "column": "ALTER TABLE document ADD COLUMN more",
    "statistics": "ANALYZE",
}


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_in_a_file_is_refused_and_never_runs(path: Path, what: str, readonly: bool) -> None:
    a_store(path, count=3).close()
    change(path, PLANTED[what])
    assert refused(path, readonly=readonly) == "store.planted"
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM entry").fetchone() == (3,)
    connection.close()


def test_a_table_that_replaces_rows_is_not_ours(path: Path) -> None:
    a_store(path, count=3).close()
    change(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'UNIQUE', 'UNIQUE ON CONFLICT REPLACE')",
    )
    assert refused(path) == "store.planted"


def test_a_planted_file_put_in_place_after_the_first_look_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mentorbook.store import sqlite

    a_store(path, count=3).close()
    look = sqlite.check

    def look_then_plant(*arguments: object, **options: object) -> object:
        finding = look(*arguments, **options)  # type: ignore[arg-type]
        change(path, PLANTED["trigger"])
        return finding

    monkeypatch.setattr(sqlite, "check", look_then_plant)
    with pytest.raises(FileProblem) as problem:
        Store.open(path)
    assert problem.value.key == "store.planted"


def test_a_missing_table_is_damage(path: Path) -> None:
    a_store(path).close()
    change(path, "DROP TABLE slot")
    assert refused(path) == "store.damaged"


def test_a_newer_workbook_is_read_where_it_can_be_and_never_written(path: Path) -> None:
    a_store(path, count=2).close()
    change(path, f"PRAGMA user_version = {VERSION + 1}", "ALTER TABLE entry ADD COLUMN colour TEXT")
    assert refused(path) == "store.newer"
    before = all_of(path.parent)
    with Store.open(path, readonly=True) as store:
        assert store.newer
        assert len(store.load(SHARED.id)) == 2
        with pytest.raises(FileProblem) as problem:
            store.append([an_entry()])
        assert problem.value.key == "store.newer"
    assert all_of(path.parent) == before

    change(path, "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END")
    assert refused(path, readonly=True) == "store.planted"
    change(path, "DROP TRIGGER t", "ALTER TABLE entry RENAME COLUMN data TO body")
    for readonly in (False, True):
        assert refused(path, readonly=readonly) == "store.newer.unreadable"


def test_reading_only_changes_nothing_and_refuses_to_write(path: Path) -> None:
    a_store(path, count=2).close()
    before = all_of(path.parent)
    with Store.open(path, readonly=True) as store:
        assert store.readonly
        assert len(store.load(SHARED.id)) == 2
        acts: list[Callable[[], object]] = [
            lambda: store.append([an_entry()]),
            lambda: store.add_document(SHARED),
            lambda: store.compact(SHARED.id, [], 2, lambda old, new: True),
        ]
        for act in acts:
            with pytest.raises(FileProblem) as problem:
                act()
            assert problem.value.key == "store.readonly"
        assert all_of(path.parent) == before
        with Store.open(path) as other:
            other.append([an_entry()])
        assert store.changed()
        assert len(store.load(SHARED.id)) == 3
    with pytest.raises(FileProblem):
        Store.open(path.with_name("none.mentorbook"), readonly=True, create=True)


@pytest.fixture
def interrupted(path: Path) -> Path:
    """A file that a program was killed at while writing: half of a third entry is in it, and its journal."""
    a_store(path, count=2, size=20).close()
    live = path.with_name("live")
    shutil.copyfile(path, live)
    connection = sqlite3.connect(live, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the commit
    connection.execute("PRAGMA cache_spill = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE entry SET data = zeroblob(90000)")
    shutil.copyfile(live, path)
    shutil.copyfile(f"{live}-journal", f"{path}-journal")
    connection.rollback()
    connection.close()
    live.unlink()
    return path


def test_what_was_half_written_is_undone_on_opening(interrupted: Path) -> None:
    with Store.open(interrupted) as store:
        assert [len(entry.data) for entry in store.load(SHARED.id)] == [20, 20]
    assert [p.name for p in interrupted.parent.iterdir()] == [interrupted.name]


def test_what_was_half_written_is_read_as_before_without_a_change(interrupted: Path, tmp_path: Path) -> None:
    before = all_of(tmp_path)
    with Store.open(interrupted, readonly=True) as store:
        assert [len(entry.data) for entry in store.load(SHARED.id)] == [20, 20]
        assert not store.changed()
        assert all_of(tmp_path) == before
        store.copy_to(tmp_path / "copy.mentorbook")
    with Store.open(tmp_path / "copy.mentorbook") as copy:
        assert len(copy.load(SHARED.id)) == 2


def test_a_reader_waits_out_a_writer_that_was_killed(interrupted: Path, tmp_path: Path) -> None:
    journal = interrupted.with_name(interrupted.name + "-journal")
    half, words = interrupted.read_bytes(), journal.read_bytes()
    with Store.open(interrupted):
        pass
    with Store.open(interrupted, readonly=True) as store:
        interrupted.write_bytes(half)
        journal.write_bytes(words)
        assert not store.changed()
        with pytest.raises(FileProblem) as problem:
            store.load(SHARED.id)
        assert problem.value.key == "store.unfinished"
        with Store.open(interrupted) as other:
            other.append([an_entry()])
        assert len(store.load(SHARED.id)) == 3


def test_a_planted_file_with_a_journal_is_refused_before_the_journal_is_used(interrupted: Path) -> None:
    journal = interrupted.with_name(interrupted.name + "-journal")
    words = journal.read_bytes()
    with Store.open(interrupted):
        pass
    change(interrupted, PLANTED["trigger"])
    half = interrupted.read_bytes()
    connection = sqlite3.connect(interrupted, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE entry SET data = zeroblob(90000)")
    half, words = interrupted.read_bytes(), journal.read_bytes()
    connection.rollback()
    connection.close()
    interrupted.write_bytes(half)
    journal.write_bytes(words)
    assert refused(interrupted) == "store.planted"


def test_a_file_in_another_mode_is_read_as_it_is_and_put_right_for_writing(path: Path) -> None:
    a_store(path, count=2).close()
    change(path, "PRAGMA journal_mode = WAL")
    before = all_of(path.parent)
    with Store.open(path, readonly=True) as store:
        assert len(store.load(SHARED.id)) == 2
        assert all_of(path.parent) == before
    assert all_of(path.parent) == before
    with Store.open(path) as store:
        assert store.append([an_entry()]) == [3]
        assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_what_lies_in_a_second_file_is_read_too(path: Path, tmp_path: Path) -> None:
    with Store.open(path, create=True, kind="server") as store:
        store.add_document(SHARED)
        store.append([an_entry(), an_entry()])
        taken = tmp_path / "taken"
        taken.mkdir()
        for end in ("", "-wal"):
            shutil.copyfile(f"{path}{end}", taken / f"book{end}")
    before = all_of(taken)
    with Store.open(taken / "book", readonly=True) as copy:
        assert len(copy.load(SHARED.id)) == 2
    assert all_of(taken) == before


def test_a_file_whose_numbers_have_run_out_takes_no_more(path: Path) -> None:
    a_store(path, count=2).close()
    change(path, "UPDATE sqlite_sequence SET seq = 9223372036854775806")
    with Store.open(path) as store:
        with pytest.raises(FileProblem) as problem:
            store.append([an_entry(), an_entry()])
        assert problem.value.key == "store.damaged"
        assert store.append([an_entry()]) == [2**63 - 1]
        with pytest.raises(FileProblem):
            store.append([an_entry()])
        assert len(store.load(SHARED.id)) == 3


@pytest.fixture
def others_folder() -> Iterator[Path]:
    """A folder that any account can look into."""
    folder = Path(tempfile.mkdtemp(prefix="mentorbook-test-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="needs permissions as POSIX has them")
@pytest.mark.parametrize(
    ("file", "folder", "said"),
    [
        (0o444, 0o755, ["store.readonly", "2"]),
        (0o666, 0o555, ["store.readonly", "2"]),
        (0o000, 0o755, ["store.denied", "store.denied"]),
        (0o666, 0o000, ["store.denied", "store.denied"]),
        (0o666, 0o777, ["2", "2"]),
    ],
)
def test_permissions_are_respected_and_said(
    others_folder: Path, file: int, folder: int, said: list[str]
) -> None:
    path = others_folder / "ada-grace.mentorbook"
    a_store(path, count=2).close()
    path.chmod(file)
    others_folder.chmod(folder)
    assert as_somebody(lambda: outcomes(path)) == said
    others_folder.chmod(0o755)
    path.chmod(0o644)
    assert [p.name for p in others_folder.iterdir()] == [path.name]
    with Store.open(path, readonly=True) as store:
        assert len(store.load(SHARED.id)) == 2


def outcomes(path: Path) -> list[str]:
    """What opening for writing, then for reading comes to: how many entries, or the problem's key."""
    said = []
    for readonly in (False, True):
        try:
            with Store.open(path, readonly=readonly) as store:
                said.append(str(len(store.load(SHARED.id))))
        except MentorbookError as error:
            said.append(error.key)
    return said


def as_somebody(act: Callable[[], list[str]]) -> list[str]:
    """What `act` gives an account that is not root: root may do everything."""
    if os.geteuid() != 0:
        return act()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            os.write(writing, " ".join(act()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)  # the little it writes fits into the pipe
    said = os.read(reading, 1000).decode().split()
    os.close(reading)
    return said
