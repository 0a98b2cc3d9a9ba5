"""Words that a document might take for something else, and a workbook full of them."""

from __future__ import annotations

from pathlib import Path

import mentorbook
from mentorbook.library import Book

NASTY = {
    "typst": '#let x = 1; $x^2$ @ref <label> *bold* _it_ `raw` \\ #sys.inputs #panic("no") // gone /* gone */',
    "html": "<script>alert(1)</script> &amp; <img src=x onerror=alert(1)> </style> <!-- gone -->",
    "markdown": "# not a heading **not bold** [no](http://link.example) ![no](x.png) | no | table ~~no~~",
    "formula": '=HYPERLINK("http://x.example","y")',
    "calendar": 'END:VEVENT\nBEGIN:VALARM\nX-EVIL;A="b":c, d; e\\n',
    "hebrew": "שלום עולם, זה טקסט מימין לשמאל",
    "arabic": "مرحبا بالعالم",
    "chinese": "你好，世界。我们每周见面。",
    "japanese": "こんにちは世界",
    "korean": "안녕하세요 세계",
    "lines": "one\ntwo\n\n- three\n1. four\n    five",
    "address": "https://example.org/" + "a-long-path/" * 12,
}


def nasty(path: Path, name: str = "Gr#ce <b>*$") -> Book:
    """A workbook whose goals are called what would be something else in a document, and say so at length."""
    book = mentorbook.create(path, mentor="Ada", mentee=name, journey="semester")
    with book.at_once():
        for words in NASTY.values():
            title = " ".join(words.split())
            goal = book.add("goals", {"title": title, "why": words, "target_date": "2026-06-01"}, by="mentee")
            book.add(f"goals/{goal}/milestones", {"title": title, "due": "2026-05-01"}, by="mentee")
            book.add(f"goals/{goal}/measures", {"name": title, "unit": title}, by="mentee")
    return book
