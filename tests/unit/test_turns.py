"""Kernels take turns at reading long workbooks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mentorbook import turns
from mentorbook.turns import turn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are locked otherwise there")

HOLD = """
import sys
from pathlib import Path
from mentorbook import turns
turns.AT_ONCE = 1
with turns.turn(Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(turns, "AT_ONCE", 1)
    return tmp_path / "turns"


@pytest.fixture
def other(folder: Path):
    """Another process that has the turn."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def test_it_is_given_back(folder: Path) -> None:
    for _ in range(2):
        with turn(folder) as mine:
            assert mine


def test_who_comes_second_waits_for_the_first(folder: Path, other, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []

    def look(_seconds: float) -> None:
        looked.append(1)
        if len(looked) == 3:
            other.stdin.close()  # it is done
            other.wait()

    monkeypatch.setattr(turns.time, "sleep", look)
    monkeypatch.setattr(turns, "PATIENCE", 1e9)
    with turn(folder) as mine:
        assert mine
    assert len(looked) == 3


def test_the_turn_of_one_that_was_killed_is_free(folder: Path, other) -> None:
    other.kill()
    other.wait()
    with turn(folder) as mine:
        assert mine


def test_one_that_stands_still_holds_nobody_up_for_ever(folder: Path, other, monkeypatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with turn(folder) as mine:
        assert not mine


def test_where_nothing_can_be_locked_everybody_goes_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with turn(tmp_path / "file") as mine:
        assert not mine
