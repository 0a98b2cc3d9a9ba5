"""A realistic workbook to look at: Sam and Alex, half a year in, with the last meeting to come.

The words lie in the YAML files beside this module; `story` and `ending` make acts of them, and `diary` writes these
down in the order in which they happened, each at its own day and hour.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from mentorbook import library
from mentorbook.demo.diary import Diary
from mentorbook.demo.ending import ending
from mentorbook.demo.story import story

PASSPHRASE = "four words are enough"  # noqa: S105 - an example
"""Opens what the mentee of the example keeps private: there is nothing to hide in it."""
THURSDAY = 3
WEEKS = 26  # from the first meeting to the last


def demo(path: Path, *, today: date | None = None) -> Path:
    """Make the workbook at `path`; its half-year ends about `today`.

    Raises:
        FileProblem: There is a file of this name already.
    """
    today = today or datetime.now(UTC).date()
    last = today + timedelta(days=(THURSDAY - today.weekday()) % 7)
    first = last - timedelta(weeks=WEEKS)
    diary = Diary(first, until=today)
    story(diary)
    ending(diary)
    book = library.create(
        path,
        mentor="Sam Okafor",
        mentee="Alex Rivera",
        journey="relationship-stages",
        start=diary.day(-1).isoformat(),
        clock=lambda: diary.begun,
    )
    with book, book.at_once():
        book.keep_private("mentee", PASSPHRASE)
        diary.write(book)
    return path
