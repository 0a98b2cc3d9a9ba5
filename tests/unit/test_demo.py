"""The example: a whole half-year, told in the order in which it happened, and never ahead of the day it is made on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

import mentorbook
from mentorbook.demo import demo
from mentorbook.workbook.journeys import met, standing


@pytest.mark.parametrize(
    "today", [date(2026, 11, 26), date(2027, 4, 2)], ids=["on a Thursday", "on a Friday"]
)
def test_a_half_year_up_to_today(tmp_path: Path, today: date) -> None:
    with mentorbook.open(demo(tmp_path / "demo.mentorbook", today=today)) as book:
        edits = book.history()
        assert edits[-1].at[:10] <= today.isoformat()
        assert date.fromisoformat(edits[0].at[:10]) < today - timedelta(weeks=26)
        assert [edit.at for edit in edits] == sorted(edit.at for edit in edits)
        meetings = book.rows("meetings")
        assert Counter(one["status"] for one in meetings) == {"held": 22, "missed": 1, "planned": 1}
        for meeting in meetings:
            assert (meeting["status"] == "planned") == (meeting["date"] >= today.isoformat())
            if meeting["status"] == "held":
                assert {"agenda", "notes", "decisions", "usefulness"} <= meeting.keys()
        goals = book.rows("goals")
        assert Counter(one["status"] for one in goals) == {
            "achieved": 7, "active": 2, "dropped": 1, "paused": 1, "not-started": 1,
        }  # fmt: skip
        assert sum(len(goal.get("readings", [])) for goal in goals) > 60
        assert [signature.version for signature in book.signatures("agreement")] == [1, 1, 2, 2]
        where = standing(book)
        assert where is not None
        assert where.stage == "moving-on"
        assert book.journey is not None
        *before, last = book.journey.stages
        assert all(met(book, point) for stage in before for point in stage.exits)
        assert [met(book, point) for point in last.exits] == [False, True, True, False], (
            "it is not closed yet"
        )
        assert not book.get("closure/closed")
        late = [one for one in book.rows("actions") if one["status"] == "open"]
        assert 5 < len(late) < 25
        # What is said in one place of another is there.
        known = {
            f"{form}/{row['id']}" for form in ("goals", "meetings", "reflections") for row in book.rows(form)
        }
        for action in book.rows("actions"):
            assert set(action["came_from"]) <= known, action
