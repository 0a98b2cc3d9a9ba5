"""The report as HTML in one file: its own small stylesheet, charts inside, no script, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from mentorbook.messages import say
from mentorbook.reports.charts import Chart
from mentorbook.reports.outline import Answer, Block, Heading, Outline, Part, Said, Table
from mentorbook.reports.press import pictures

STYLE = Path(__file__).with_name("report.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser lets the file do: show itself."""


def to_html(report: Outline) -> str:
    """The report as one HTML document."""
    title = escape(f"{report.title}: {report.subtitle}")
    charts = [block for part in report.parts for block in part.blocks if isinstance(block, Chart)]
    drawn = {id(chart): svg for chart, svg in zip(charts, pictures(charts, "svg"), strict=True)}
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{escape(report.language)}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head><body>",
            *_cover(report),
            *_contents(report),
            "<main>",
            *(line for part in report.parts for line in _part(part, drawn)),
            "</main></body></html>\n",
        ]
    )


def _cover(report: Outline) -> Iterator[str]:
    yield f"<header><h1>{escape(report.title)}</h1><ul class=people>"
    for person, name in report.names.items():
        role = escape(say(f"role.{person}"))
        yield f"<li>{_voice(person, name)} <span class=quiet>{role}</span></li>"
    yield "</ul><dl class=facts>"
    for label, value in report.facts:
        yield f"<div><dt>{escape(label)}</dt>{_words(value, 'dd')}</div>"
    yield f"</dl><p class=quiet dir=auto>{escape(report.made)}</p></header>"


def _contents(report: Outline) -> Iterator[str]:
    if not report.parts:
        yield f"<p>{escape(say('report.empty'))}</p>"
        return
    yield f"<nav aria-labelledby=contents><h2 id=contents>{escape(say('report.contents'))}</h2><ol>"
    for part in report.parts:
        yield f'<li><a href="#part-{escape(part.id)}">{escape(part.title)}</a></li>'
    yield "</ol></nav>"


def _part(part: Part, drawn: Mapping[int, bytes]) -> Iterator[str]:
    name = f"part-{escape(part.id)}"
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(part.title)}</h2>'
    if part.intro:
        yield f"<p class=intro>{escape(part.intro)}</p>"
    for block in part.blocks:
        yield from _block(block, drawn)
    yield "</section>"


def _block(block: Block, drawn: Mapping[int, bytes]) -> Iterator[str]:
    match block:
        case Heading(level, text, person, by, note):
            yield _words(text, f"h{level + 1}")
            if by or note:
                voice = _voice(person, by) + " " if by else ""
                yield f"<p class=by>{voice}<span class=quiet>{escape(note)}</span></p>"
        case Answer(label, said, differs):
            tag = f" <mark>{escape(say('report.differs'))}</mark>" if differs else ""
            yield f"<div class=answer><p class=label><bdi>{escape(label)}</bdi>{tag}</p>"
            yield f"<div class=said{' data-two' if len(said) > 1 else ''}>"
            yield from map(_said, said)
            yield "</div></div>"
        case Table():
            yield from _table(block)
        case Chart():
            legend = "".join(f" {_voice(person, name)}" for person, name in block.legend)
            picture = base64.b64encode(drawn[id(block)]).decode()
            yield f"<figure><figcaption><bdi>{escape(block.title)}</bdi>{legend}</figcaption>"
            yield f'<img src="data:image/svg+xml;base64,{picture}" alt="{escape(block.words)}"></figure>'


def _said(one: Said) -> str:
    voice = _voice(one.person, one.name) if one.name else ""
    return f'<div class=one data-voice="{escape(one.person)}">{voice}{_words(one.words)}</div>'


def _table(table: Table) -> Iterator[str]:
    caption = f"<caption><bdi>{escape(table.title)}</bdi></caption>" if table.title else ""
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    yield f'<div class=wide tabindex=0 role=region aria-label="{escape(table.title or table.columns[0])}">'
    yield f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>"
    for row in table.rows:
        yield f"<tr>{''.join(_words(cell, 'td') for cell in row)}</tr>"
    yield "</tbody></table></div>"


def _voice(person: str, name: str) -> str:
    return f'<span class=voice data-voice="{escape(person)}"><bdi>{escape(name)}</bdi></span>'


def _words(text: str, tag: str = "p") -> str:
    """Text in an element of its own, in the direction it is written in; lines end where they ended."""
    return f"<{tag} class=words dir=auto>{escape(text)}</{tag}>"
