"""Workbooks in which both people have a place of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mentorbook import library
from mentorbook.library import Book

WORDS = {"mentor": "mentors have secrets", "mentee": "mentees have secrets"}


def make(path: Path, *, mentor: str = "Ada", mentee: str = "Grace", **details: Any) -> Book:
    """A new workbook, with a private place for each."""
    book = library.create(path, mentor=mentor, mentee=mentee, **details)
    for person, words in WORDS.items():
        book.keep_private(person, words)
    return book


def unlocked(path: Path) -> Book:
    """A workbook as both would see it, together."""
    book = library.open(path)
    for person, words in WORDS.items():
        book.unlock(person, words)
    return book
