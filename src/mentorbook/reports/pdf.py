"""The report as PDF, set by Typst: tagged, with text to search and copy, by PDF/UA where the fonts allow.

Fonts: Libertinus Serif, which Typst brings; DejaVu Sans of matplotlib for Arabic, Hebrew and much else; Droid
Sans Fallback beside this module for Chinese, Japanese and Korean; then whatever the machine has. Where a
character has no font at all, the document says so on its cover.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mentorbook.errors import MentorbookError
from mentorbook.messages import say
from mentorbook.reports.charts import Chart
from mentorbook.reports.outline import Answer, Block, Heading, Outline

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = Path(__file__).with_name("fonts")
MOST_ENTRIES = 70
"""Contents with more entries than this list the parts alone."""
LETTER = {"US", "CA", "MX", "PH", "CL", "CO", "VE"}

Progress = Callable[[str], None]


def to_pdf(report: Outline, *, progress: Progress = lambda stage: None) -> bytes:
    """The report as PDF.

    Args:
        progress: Called with ``charts`` and ``layout`` as these begin.

    Raises:
        MentorbookError: Typst could not set it.
    """
    import typst

    progress("charts")
    data = _data(report)
    progress("layout")
    with tempfile.TemporaryDirectory() as folder:
        _fonts_into(Path(folder))
        fonts = [FONTS, Path(folder)]

        def compiled(note: str, standards: list[Any]) -> bytes:
            given = {"data": json.dumps(data | {"note": note}, ensure_ascii=False)}
            return typst.compile(
                TEMPLATE, format="pdf", font_paths=fonts, sys_inputs=given, pdf_standards=standards
            )

        try:
            return compiled("", ["ua-1"])
        except typst.TypstError as problem:
            if "could not be displayed" not in str(problem):
                raise MentorbookError("report.failed", why=str(problem)[:300]) from problem
        return compiled(say("report.glyphs"), [])


def _data(report: Outline) -> dict[str, Any]:
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
        "lang": lang if 2 <= len(lang) <= 3 else "en",
        "region": region if len(region) == 2 else None,
        "paper": "us-letter" if region in LETTER else "a4",
        "depth": 2 if headings <= MOST_ENTRIES else 1,
        "say": {key: say(f"report.{key}") for key in keys}
        | {person: say(f"role.{person}") for person in report.names},
        "parts": [
            {"title": part.title, "intro": part.intro, "blocks": [_block(block) for block in part.blocks]}
            for part in report.parts
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    kind = {"kind": type(block).__name__.lower()}
    match block:
        case Chart():
            return kind | {
                "title": block.title, "words": block.words, "legend": block.legend, "svg": block.svg(),
            }  # fmt: skip
        case Answer():
            return kind | asdict(block) | {"tag": say("report.differs")}
    return kind | asdict(block)


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
