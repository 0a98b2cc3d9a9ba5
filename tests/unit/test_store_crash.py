"""What was acknowledged is there: with eight writers, after kill -9, on a full disk, in a copy by hand."""

from __future__ import annotations

import ctypes
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_tools import SHARED, a_store, all_of, an_entry

from mentorbook.errors import StoreError
from mentorbook.store import Store

TOOLS = Path(__file__).with_name("store_tools.py")
posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX system")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ada-grace.mentorbook"


def start(program: str, *arguments: object, stdin: int | None = None) -> subprocess.Popen[str]:
    """Run a program of store_tools.py beside this one."""
    command = [sys.executable, str(TOOLS), program, *map(str, arguments)]
    return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, text=True)


def output(program: subprocess.Popen[str]) -> str:
    out, _ = program.communicate(timeout=120)
    assert program.returncode == 0
    return out


def test_eight_processes_lose_nothing_and_a_follower_sees_all_in_order(path: Path) -> None:
    a_store(path).close()
    follower = start("follow", path, 8 * 200)
    assert follower.stdout is not None
    assert follower.stdout.readline() == "watching\n"
    writers = [start("write", path, f"writer {n}", 200) for n in range(8)]
    for writer in writers:
        assert output(writer).split() == [str(n) for n in range(200)]
    # Nothing between: a number that came late would be one the follower had passed.
    assert [int(seq) for seq in output(follower).split()] == list(range(1, 1601))
    with Store.open(path) as store:
        entries = store.load(SHARED.id)
    assert len(entries) == 1600
    for n in range(8):
        assert [int(entry.data) for entry in entries if entry.by == f"writer {n}"] == list(range(200))


@posix
def test_two_hundred_kills_lose_no_acknowledged_entry(path: Path) -> None:
    a_store(path).close()
    acknowledged: list[str] = []
    interrupted = 0
    journal = path.with_name(path.name + "-journal")
    template = start("write_until_killed", path, stdin=subprocess.PIPE)
    assert template.stdin is not None
    assert template.stdout is not None
    for _ in range(200):
        template.stdin.write("again\n")
        template.stdin.flush()
        writer = int(template.stdout.readline())
        for _ in range(random.randrange(6)):
            acknowledged += template.stdout.readline().split()
        if random.random() < 0.5:  # within a write; else wherever it happens to be
            while not journal.exists():
                pass
        for _ in range(random.randrange(20_000)):
            pass
        os.kill(writer, signal.SIGKILL)
        while (line := template.stdout.readline()) != "gone\n":
            acknowledged += line.split()
        interrupted += journal.exists()
        if random.random() < 0.5:  # else the next writer finds what this one left
            with Store.open(path) as store:
                check_nothing_lost(store, acknowledged)
    template.stdin.close()
    assert template.wait(timeout=30) == 0
    template.stdout.close()
    with Store.open(path) as store:
        check_nothing_lost(store, acknowledged)
        store.append([an_entry()])
    assert interrupted > 20, "the kills did not fall within writes, so they show nothing"


def check_nothing_lost(store: Store, acknowledged: list[str]) -> None:
    entries = store.load(SHARED.id)
    assert set(acknowledged) <= {entry.id for entry in entries}
    assert len(entries) % 2 == 0, "half of an append is there"
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


@pytest.fixture
def strace() -> str:
    """strace, where it may watch other programs. In continuous integration it must at least be there."""
    found = shutil.which("strace")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("strace is not installed")
        pytest.skip("strace is not installed")
    if subprocess.run([found, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("strace may not watch programs here")
    return found


@posix
@pytest.mark.parametrize("kind", ["file", "server"])
def test_every_acknowledgement_comes_after_the_disk_has_it(
    path: Path, tmp_path: Path, strace: str, kind: str
) -> None:
    """Killing a process loses nothing the system has in memory: only this shows what a power cut would do."""
    with Store.open(path, create=True, kind=kind) as store:  # type: ignore[arg-type]
        store.add_document(SHARED)
    trace = tmp_path / "trace"
    calls = "trace=write,pwrite64,fsync,fdatasync,unlink,unlinkat"
    command = [strace, "-f", "-y", "-e", calls, "-o", str(trace)]
    command += [sys.executable, str(TOOLS), "write", str(path), "mentor", "10", kind]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout.split() == [str(n) for n in range(10)]

    happened: list[str] = []
    acknowledged = 0
    for line in trace.read_text(errors="replace").splitlines():
        if re.search(rf'write\(1<.*>, "{acknowledged}\\n"', line):
            if kind == "file":
                # The old pages, then the new ones, then that the journal is gone: each waited for.
                ends = [
                    happened.index(step) for step in ("sync journal", "write file", "sync file", "unlink")
                ]
                assert ends == sorted(ends), happened
                assert happened[-1] == "sync folder", happened
            else:
                assert happened[-2:] == ["write wal", "sync wal"], happened
            happened, acknowledged = [], acknowledged + 1
        elif "unfinished" not in line and (step := step_in(line, path)):
            happened.append(step)
    assert acknowledged == 10


def step_in(line: str, path: Path) -> str | None:
    """What a line of strace's says was done to the workbook."""
    names = {
        str(path): "file",
        f"{path}-journal": "journal",
        f"{path}-wal": "wal",
        str(path.parent): "folder",
    }
    if found := re.search(r"(pwrite64|write|fsync|fdatasync)\(\d+<([^>]*)>.* = (\d+)$", line):
        call, name, _ = found.groups()
        what = "sync" if call.endswith("sync") else "write"
        return f"{what} {names[name]}" if name in names else None
    if re.search(rf'unlink(at)?\(.*"{re.escape(str(path))}-journal".* = 0$', line):
        return "unlink"
    return None


def test_a_copy_is_on_disk_before_it_has_its_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace, link = os.fsync, Path.replace, os.link

    def noted_sync(handle: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")
        sync(handle)

    def noted_replace(source: Path, target: Path) -> Path:
        steps.append("name")
        return replace(source, target)

    def noted_link(source: Path, target: Path) -> None:
        steps.append("name")
        link(source, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "link", noted_link)
    monkeypatch.setattr(Path, "replace", noted_replace)
    with a_store(path, count=3) as store:
        assert steps == ["sync file", "name", "sync folder"]
        store.copy_to(tmp_path / "copy.mentorbook")
        assert steps[3:] == ["sync file", "name", "sync folder"]


def test_a_copy_by_hand_holds_everything_acknowledged(path: Path, tmp_path: Path) -> None:
    with a_store(path) as store:
        for number in range(50):
            store.append([an_entry(str(number).encode())])
            if number % 10 == 9:
                copy = tmp_path / "by-hand.mentorbook"
                shutil.copyfile(path, copy)
                with Store.open(copy) as copied:
                    assert copied.load(SHARED.id) == store.load(SHARED.id)
        assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, "by-hand.mentorbook"]


@posix
def test_a_file_that_may_not_grow_keeps_what_it_had_and_takes_more_later(path: Path) -> None:
    a_store(path, count=5, size=2000).close()
    problem, appended, kept, later = output(start("fill_the_disk", path)).split()
    assert problem in {"store.full", "store.disk"}
    assert int(appended) > 0
    assert int(kept) == int(appended), "half of an append is there"
    assert int(later) == int(kept) + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk, on Linux")
    folder = tmp_path / "disk"
    folder.mkdir()
    system = ctypes.CDLL(None, use_errno=True)
    if system.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=400k") != 0:
        pytest.skip(f"mounting is not permitted: {os.strerror(ctypes.get_errno())}")
    yield folder
    system.umount2(os.fsencode(folder), 2)


def test_a_full_disk_loses_nothing_and_is_said_plainly(small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "ada-grace.mentorbook"
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 150_000)
    with a_store(path) as store:
        kept: list[str] = []
        with pytest.raises(StoreError) as problem:
            while True:
                entries = [an_entry(random.randbytes(3000)), an_entry(random.randbytes(3000))]
                store.append(entries)
                kept += [entry.id for entry in entries]
        assert problem.value.key == "store.full"
        assert str(path) in str(problem.value)
        assert [entry.id for entry in store.load(SHARED.id)] == kept
        with pytest.raises(StoreError) as problem:
            store.copy_to(small_disk / "copy.mentorbook")
        assert problem.value.key == "store.full"
        with pytest.raises(StoreError) as problem:
            Store.open(small_disk / "new.mentorbook", create=True)
        assert problem.value.key == "store.full"
        assert sorted(all_of(small_disk)) == sorted(map(str, (path, ballast)))
        ballast.unlink()
        store.append(entries)
        assert [entry.id for entry in store.load(SHARED.id)] == kept + [entry.id for entry in entries]
        with pytest.raises(StoreError) as problem:
            store.append([an_entry(b"x" * 1_000_000)])
        assert problem.value.key == "store.full"
        store.copy_to(tmp_path / "copy.mentorbook")


@posix
def test_a_file_moved_or_replaced_while_open_takes_no_more(path: Path) -> None:
    with a_store(path, count=2) as store:
        moved = path.rename(path.with_name("moved.mentorbook"))
        with pytest.raises(StoreError) as problem:
            store.append([an_entry()])
        assert problem.value.key == "store.moved"
        a_store(path).close()
        with pytest.raises(StoreError) as problem:
            store.append([an_entry()])
        assert problem.value.key == "store.moved"
        path.unlink()
        with pytest.raises(StoreError) as problem:
            store.append([an_entry()])
        assert problem.value.key == "store.moved"
        moved.rename(path)
        assert store.append([an_entry()]) == [3]
