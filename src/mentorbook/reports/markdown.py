"""The report as Markdown. Markup that people typed is shown as typed, never obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mentorbook.messages import say
from mentorbook.reports.charts import Chart
from mentorbook.reports.outline import Answer, Block, Heading, Outline, Table

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$!^@])")
_OPENING = re.compile(r"([-+=:]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"\b(https?|ftp)(:)(?=//)|\b(www)(\.)", re.IGNORECASE)


def to_markdown(report: Outline) -> str:
    """The report as a Markdown text (CommonMark, with tables as GitHub reads them)."""
    parts = [f"# {plain(report.title)}: {plain(report.subtitle)}", plain(report.made)]
    parts += [f"{plain(label)}: {plain(value)}" for label, value in report.facts]
    if not report.parts:
        parts.append(say("report.empty"))
    for part in report.parts:
        parts.append(f"## {plain(part.title)}")
        if part.intro:
            parts.append(f"*{plain(part.intro)}*")
        for block in part.blocks:
            parts += _block(block)
    return "\n\n".join(parts) + "\n"


def plain(line: str) -> str:
    """One line, with everything that Markdown or HTML would take for markup as plain characters."""
    body = line.lstrip(" \t")
    indent = line[: len(line) - len(body)].replace(" ", "&#32;").replace("\t", "&#9;")
    body = _MARKUP.sub(r"\\\1", body)
    body = _ADDRESS.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", body)
    opening = _OPENING.match(body)
    if opening is not None:  # would begin a list, a rule or a heading
        sign = opening.group()
        body = f"{sign}\\{body[len(sign) :]}" if sign.isdecimal() else f"\\{body}"
    return indent + body


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text, _, by, note):
            yield f"{'#' * (level + 1)} {plain(text)}"
            if by or note:
                yield plain(", ".join(filter(None, (by, note))))
        case Answer(label, said, differs):
            yield f"**{plain(label)}**" + (f" ({say('report.differs')})" if differs else "")
            for one in said:
                yield (f"{plain(one.name)}:\\\n" if one.name else "") + _paragraph(one.words)
        case Table():
            if block.title:
                yield f"**{plain(block.title)}**"
            yield _table(block)
        case Chart():
            yield f"*{plain(block.words)}*"


def _table(table: Table) -> str:
    rows = [table.columns, ("---",) * len(table.columns), *table.rows]
    lines = []
    for number, row in enumerate(rows):
        cells = row if number == 1 else [_cell(cell) for cell in row]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return "<br>".join(plain(line) for line in text.split("\n"))


def _paragraph(text: str) -> str:
    """Text as one Markdown paragraph, each line ended where its writer ended it."""
    lines = text.strip("\n").split("\n")
    return "\\\n".join(plain(line) or "&#32;" for line in lines)
