"""Workbooks of a size that is asked for."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import mentorbook
from mentorbook.content.loader import builtin

LARGE = 10_000
"""Edits in what is called a large workbook: twelve goals with measures, sixty reflections, a hundred actions,
and typing."""
WORDS = "We said that we would meet more often and write down what we learn from it "
TURN = 200  # letters after which the other one types, into another text


def empty(path: Path) -> Path:
    """A workbook in which nothing has been written."""
    mentorbook.create(path, mentor="Ada", mentee="Grace").close()
    return path


def practice(path: Path) -> Path:
    """A practice workbook whose learner has begun the exercise of the first module."""
    path.parent.mkdir()
    with mentorbook.create(path, mentor="Ada", mentee="Practice partner") as book:
        book.set("profile/mentor/can_offer", "Time", by="mentor")
    return path


def workbook(path: Path, *, edits: int) -> Path:
    """A workbook with so many edits. Rows are in proportion to those of a large one, and there is one of each."""
    part = edits / LARGE
    with mentorbook.create(path, mentor="Ada", mentee="Grace") as book, book.at_once():
        left = edits
        for number in range(max(1, round(12 * part))):
            goal = book.add("goals", {"title": f"Goal {number}", "status": "active"}, by="mentee")
            book.add(f"goals/{goal}/measures", {"name": "Talks", "baseline": 0, "target": 6}, by="mentee")
            left -= 2
        for number in range(max(1, round(60 * part))):
            answers = {"worked": f"It did, {number}", "sharing": "shared"}
            book.add("reflections", answers, by=("mentor", "mentee")[number % 2])
            left -= 1
        for number in range(max(1, round(100 * part))):
            book.add("actions", {"what": f"Do {number}", "owner": "mentee", "status": "open"}, by="mentee")
            left -= 1
        type_into(book, left)
    return path


def type_into(book: mentorbook.library.Book, letters: int) -> None:
    """Both type, by turns, into all texts of the agreement that they share."""
    texts = [f"agreement/{one.id}" for one in builtin().forms["agreement"].fields() if one.shared_text]
    length = dict.fromkeys(texts, 0)
    for number, _ in zip(count(), range(letters), strict=False):
        path = texts[number // TURN % len(texts)]
        letter = WORDS[number % len(WORDS)]
        book.edit(path, length[path], 0, letter, by=("mentor", "mentee")[number // TURN % 2])
        length[path] += 1
