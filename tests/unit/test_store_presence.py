"""Presence: who is here and in which field, told beside the log, and never in anybody's way."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mentorbook.store import presence
from mentorbook.store.presence import GONE, NAME, Here, Presence

PLACE = "agreement/purpose"


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def seat(tmp_path, clock):
    """Makes pages: ``seat("page-1", workbook="book-2")``."""
    made = []

    def make(page: str, *, workbook: str = "book", folder: Path | None = None) -> Presence:
        made.append(Presence(workbook, page, folder=folder or tmp_path / "run", clock=clock))
        return made[-1]

    yield make
    for one in made:
        one.close()


def rows(folder: Path) -> list[tuple]:
    with sqlite3.connect(folder / NAME) as base:
        return base.execute("SELECT * FROM page").fetchall()


def test_the_other_page_is_seen_with_its_field(seat):
    sam, alex = seat("1"), seat("2")
    assert sam.others() == []
    alex.here("mentee", PLACE)
    assert sam.others() == [Here("mentee", PLACE)]
    assert alex.others() == []
    alex.here("mentee")
    assert sam.others() == [Here("mentee", "")]


def test_whoever_spoke_last_comes_first(seat, clock):
    sam = seat("1")
    for page, place in (("2", "goals/1/title"), ("3", PLACE)):
        clock.now += 1
        seat(page).here("mentee", place)
    assert [one.place for one in sam.others()] == [PLACE, "goals/1/title"]


def test_another_workbook_is_another_matter(seat):
    seat("2", workbook="another").here("mentee", PLACE)
    assert seat("1").others() == []


def test_silence_is_absence_and_is_swept_away(seat, clock, tmp_path):
    sam, alex = seat("1"), seat("2")
    alex.here("mentee", PLACE)
    clock.now += GONE - 0.5
    assert sam.others() == [Here("mentee", PLACE)]
    clock.now += 1
    assert sam.others() == []
    sam.here("mentor")
    assert [row[0] for row in rows(tmp_path / "run")] == ["1"]


def test_a_clock_that_was_put_back_leaves_nobody_behind(seat, clock, tmp_path):
    sam = seat("1")
    seat("2").here("mentee", PLACE)
    clock.now -= 3600
    assert sam.others() == []
    sam.here("mentor")
    assert len(rows(tmp_path / "run")) == 1


def test_leaving_removes_the_row(seat, tmp_path):
    sam, alex = seat("1"), seat("2")
    alex.here("mentee", PLACE)
    alex.leave()
    assert sam.others() == []
    alex.here("mentee")
    alex.close()
    alex.close()
    assert rows(tmp_path / "run") == []


def test_a_change_is_noticed_and_ones_own_is_none(seat):
    sam, alex = seat("1"), seat("2")
    sam.here("mentor")
    sam.others()
    assert not sam.changed()
    sam.here("mentor", PLACE)
    assert not sam.changed()
    alex.here("mentee")
    assert sam.changed()
    assert sam.others() == [Here("mentee", "")]
    assert not sam.changed()


def test_another_process_is_seen(seat, tmp_path):
    code = "import sys; from pathlib import Path; from mentorbook.store.presence import Presence as P\n"
    code += "P('book', '9', folder=Path(sys.argv[1])).here('mentee', 'agreement/purpose')"
    sam = seat("1")
    sam._clock = time.time
    sam.here("mentor")
    subprocess.run([sys.executable, "-c", code, tmp_path / "run"], check=True)
    assert sam.changed()
    assert sam.others() == [Here("mentee", PLACE)]


def test_what_is_stored_names_nobody(seat, tmp_path):
    seat("1", workbook="secret-workbook-id").here("mentor", PLACE)
    stored = b"".join(file.read_bytes() for file in (tmp_path / "run").iterdir())
    assert b"secret-workbook-id" not in stored
    assert len(rows(tmp_path / "run")[0]) == 5


# --- what goes wrong stays here


def knows_nothing(page: Presence) -> bool:
    page.here("mentor", PLACE)
    return page.others() is None and not page.changed()


def test_the_folder_is_for_its_owner_alone(seat, tmp_path):
    seat("1").here("mentor")
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700


def test_a_folder_open_to_others_is_not_used(seat, tmp_path):
    (tmp_path / "run").mkdir(mode=0o755)
    assert knows_nothing(seat("1"))
    assert not list((tmp_path / "run").iterdir())


def test_a_link_in_its_place_is_not_followed(seat, tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    assert knows_nothing(seat("1"))
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_strangers_folder_is_not_used(seat, tmp_path, monkeypatch):
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert knows_nothing(seat("1"))


def test_a_file_in_its_place_or_nowhere_to_make_it(seat, tmp_path):
    (tmp_path / "run").write_text("")
    assert knows_nothing(seat("1"))
    assert knows_nothing(seat("2", folder=tmp_path / "not" / "there"))


def test_where_it_failed_it_is_left_alone_for_a_while(seat, tmp_path, monkeypatch):
    (tmp_path / "run").write_text("")
    sam = seat("1")
    assert knows_nothing(sam)
    (tmp_path / "run").unlink()
    assert knows_nothing(sam)
    monkeypatch.setattr(presence, "AGAIN", 0)
    sam.here("mentor")
    assert sam.others() == []


def test_a_locked_database_is_not_waited_for(seat, tmp_path):
    sam = seat("1")
    sam.here("mentor")
    other = sqlite3.connect(tmp_path / "run" / NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    sam.here("mentor", PLACE)
    sam.leave()
    assert time.monotonic() - began < 1
    assert sam.others() == []
    other.execute("ROLLBACK")
    other.close()
    sam.here("mentor", PLACE)
    assert rows(tmp_path / "run")[0][3] == PLACE


@pytest.mark.parametrize("junk", [b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_broken_database_is_made_anew(seat, tmp_path, junk):
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "run" / NAME).write_bytes(junk)
    sam = seat("1")
    sam.here("mentor", PLACE)
    assert sam.others() == []


def test_tidied_away_it_is_made_anew_for_all(seat, tmp_path):
    sam, alex = seat("1"), seat("2")
    sam.here("mentor")
    alex.here("mentee")
    for file in (tmp_path / "run").iterdir():
        file.unlink()
    alex.here("mentee", PLACE)
    assert sam.others() == [Here("mentee", PLACE)]


def test_saying_it_costs_little(seat):
    """Not a benchmark: a page says it every second, between two keys."""
    sam = seat("1")
    sam.here("mentor")
    took = []
    for _ in range(50):
        began = time.perf_counter()
        sam.here("mentor", PLACE)
        sam.others()
        took.append(time.perf_counter() - began)
    assert sorted(took)[25] < 0.01
