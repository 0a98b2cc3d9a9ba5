"""The report as PDF, set by Typst: tagged, with text to search and copy, by PDF/UA where the fonts allow.

Fonts: Libertinus Serif, which Typst brings; DejaVu Sans of matplotlib for Arabic, Hebrew and much else; Droid
Sans Fallback beside this module for Chinese, Japanese and Korean; then whatever the machine has. Where a
character has no font at all, the document says so on its cover.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mentorbook.messages import say
from mentorbook.reports.charts import Chart
from mentorbook.reports.outline import Answer, Block, Heading, Outline
from mentorbook.reports.press import TypeProblem, pictures, set_type, set_types
from mentorbook.reports.pressing import NO_FONT

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).with_name("fonts")
MOST_ENTRIES = 70
"""Contents with more entries than this list the parts alone."""
SHORT = 500
"""Characters of an answer that stands beside its question; longer ones stand under it."""
QUESTION, ANSWER = 26, 60
"""Letters on a line of a question, and of an answer beside it."""
LETTER = {"US", "CA", "MX", "PH", "CL", "CO", "VE"}

Progress = Callable[[str], None]


def to_pdf(report: Outline, *, progress: Progress = lambda stage: None) -> bytes:
    """The report as PDF.

    Args:
        progress: Called with ``charts`` and ``layout`` as these begin.

    Raises:
        TypeProblem: Typst could not set it.
    """
    progress("charts")
    charts = [block for part in report.parts for block in part.blocks if isinstance(block, Chart)]
    drawn = {id(chart): svg.decode() for chart, svg in zip(charts, pictures(charts, "svg"), strict=True)}
    progress("layout")
    with tempfile.TemporaryDirectory() as folder:
        _fonts_into(Path(folder))
        data, fonts = _data(report, drawn), [FONTS, Path(folder)]
        try:
            return set_type(TEMPLATE, data | {"note": ""}, fonts=fonts, standards=["ua-1"])
        except TypeProblem as problem:
            if NO_FONT not in problem.said:
                raise
        return set_type(TEMPLATE, data | {"note": say("report.glyphs")}, fonts=fonts, standards=[])


def set_pages(template: Path, each: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """A PDF for each of these, by a template of its own, with the fonts of reports.

    Raises:
        TypeProblem: Typst could not set one.
    """
    with tempfile.TemporaryDirectory() as folder:
        _fonts_into(Path(folder))
        return set_types(template, each, fonts=[FONTS, Path(folder)], standards=["ua-1"])


def _data(report: Outline, drawn: Mapping[int, str]) -> dict[str, Any]:
    lang, _, region = report.language.partition("-")
    region = region.rpartition("-")[2]
    headings = sum(
        isinstance(block, Heading) and block.level == 2 for part in report.parts for block in part.blocks
    )
    keys = ("contents", "page", "empty")
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "authors": list(report.names.values()),
        "people": list(report.names.items()),
        "facts": report.facts,
        "made": report.made,
        "cover": report.cover,
        "lang": lang if 2 <= len(lang) <= 3 else "en",
        "region": region if len(region) == 2 else None,
        "paper": "us-letter" if region in LETTER else "a4",
        "depth": 2 if headings <= MOST_ENTRIES else 1,
        "say": {key: say(f"report.{key}") for key in keys}
        | {person: say(f"role.{person}") for person in report.names},
        "parts": [
            {
                "title": part.title,
                "intro": part.intro,
                "blocks": [_block(block, drawn) for block in part.blocks],
            }
            for part in report.parts
        ],
    }


def _block(block: Block, drawn: Mapping[int, str]) -> dict[str, Any]:
    kind = {"kind": type(block).__name__.lower()}
    match block:
        case Chart():
            return kind | {
                "title": block.title, "words": block.words, "legend": block.legend, "svg": drawn[id(block)],
            }  # fmt: skip
        case Answer():
            return kind | asdict(block) | _beside(block) | {"tag": say("report.differs")}
    return kind | asdict(block)


def _beside(answer: Answer) -> dict[str, Any]:
    """Whether an answer stands beside its question, and how many lines more than it the question takes."""
    beside = all(len(one.words) <= SHORT for one in answer.said)
    wide = ANSWER // len(answer.said) if len(answer.said) == 2 else ANSWER
    lines = [_lines(one.words, wide) + bool(one.name) for one in answer.said]
    said = (max(lines) if len(lines) == 2 else sum(lines)) + answer.differs
    return {"beside": beside, "room": max(0, _lines(answer.label, QUESTION) - said)}


def _lines(text: str, wide: int) -> int:
    """About how many lines a text takes where one holds so many letters; those of East Asia count double."""
    return sum(
        max(1, -(-sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) // wide))
        for line in text.split("\n")
    )


def _fonts_into(folder: Path) -> None:
    """DejaVu Sans out of matplotlib: without the rest of its fonts, one of which draws boxes for everything."""
    found = find_spec("matplotlib")
    assert found is not None and found.origin is not None
    for font in (Path(found.origin).parent / "mpl-data/fonts/ttf").glob("DejaVuSans*.ttf"):
        if font.stem in ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"):
            try:
                (folder / font.name).symlink_to(font)
            except OSError:  # where that is not allowed
                shutil.copy(font, folder / font.name)
