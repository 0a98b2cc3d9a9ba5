"""What can be made of a workbook, by the name of its format: first what is read, then, perhaps in a thread, the file.

A workbook is read on the thread that it belongs to; `prepare` does that. What it returns holds plain data and
can be run anywhere. The libraries that write files are loaded when one is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from mentorbook.library import SUFFIX, Book
from mentorbook.reports import tables
from mentorbook.reports.habits import Habits
from mentorbook.reports.outline import outline

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Format:
    """`sections`: whether a choice of parts makes a difference."""

    suffix: str
    type: str
    sections: bool = True


FORMATS = {
    "pdf": Format(".pdf", "application/pdf"),
    "docx": Format(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": Format(".html", "text/html"),
    "md": Format(".md", "text/markdown"),
    "ics": Format(".ics", "text/calendar", sections=False),
    "csv": Format("-csv.zip", "application/zip", sections=False),
    "json": Format("-json.zip", "application/zip", sections=False),
}


@dataclass(frozen=True)
class Job:
    """A file to be made: `run` does it, and is told of the stages as they begin (see `to_pdf`)."""

    name: str
    type: str
    run: Callable[[Progress], bytes]


def prepare(
    book: Book,
    to: str,
    *,
    viewer: str = "pair",
    private: bool = False,
    sections: Collection[str] | None = None,
    habits: Habits | None = None,
) -> Job:
    """Read what a file of the format `to` needs. Arguments and errors are those of `outline`."""
    form = FORMATS[to]
    name = book.name.removesuffix(SUFFIX) + form.suffix
    reader = viewer if private else "pair"
    if to in ("csv", "json"):
        packed = tables.to_zip(book, viewer=reader, kind=to)
        return Job(name, form.type, lambda progress: packed)
    if to == "ics":
        from mentorbook.reports.calendar import to_calendar

        dated = to_calendar(book, viewer=reader, private=private)
        return Job(name, form.type, lambda progress: dated)
    report = outline(book, viewer=viewer, private=private, sections=sections, habits=habits)

    def run(progress: Progress) -> bytes:
        match to:
            case "pdf":
                from mentorbook.reports.pdf import to_pdf

                return to_pdf(report, progress=progress)
            case "docx":
                from mentorbook.reports.word import to_word

                return to_word(report, progress=progress)
            case "html":
                from mentorbook.reports.html import to_html

                return to_html(report).encode()
        from mentorbook.reports.markdown import to_markdown

        return to_markdown(report).encode()

    return Job(name, form.type, run)
