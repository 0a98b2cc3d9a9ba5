"""The results as Markdown. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tests.load.budgets import budget
from tests.load.figures import EMPTY, OURS, PEERS, Figure, Growth, Results

NOTHING = "–"
MARKS = "<!-- {}: begin -->", "<!-- {}: end -->"


def number(value: float) -> str:
    """Three digits that count: 0.0123, 1.23, 12.3, 1,234."""
    size = abs(value)
    if size >= 100 or value == int(value):
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 1 else f"{value:.3g}"


def spread(figure: Figure) -> str:
    """The median, with the quartiles where they differ: "1.23 (1.2–1.3)"."""
    low, high = (number(one) for one in figure.quartiles)
    return number(figure.median) + (f" ({low}–{high})" if low != high else "")


def against(ours: Figure | None, theirs: Figure) -> str:
    """A peer's figure, and ours as a multiple of it."""
    if ours is None or not theirs.median:
        return spread(theirs)
    return f"{spread(theirs)} ×{ours.median / theirs.median:.2f}"


def table(results: Results) -> str:
    """One row a figure: ours, the peers' with our multiple of each, what was promised, and whether it is kept."""
    shown = [who for who in (EMPTY, *PEERS) if any(one.who == who for one in results.figures)]
    lines = [
        row("what", "", OURS, "95 %", *shown, "budget", "met"),
        row("---", "---", *["---:"] * (2 + len(shown)), "---", "---"),
    ]
    for what in results.rows():
        ours = results.get(what)
        unit = next(one.unit for one in results.figures if one.what == what)
        cells = [spread(ours) if ours else NOTHING]
        cells.append(number(ours.late()) if ours and len(ours.values) > 1 else NOTHING)
        for who in shown:
            theirs = results.get(what, who)
            plain = theirs is not None and who == EMPTY
            cells.append(NOTHING if theirs is None else spread(theirs) if plain else against(ours, theirs))
        lines.append(row(what, unit, *cells, *_promise(what, results)))
    return "\n".join(lines)


def _promise(what: str, results: Results) -> tuple[str, str]:
    promised = budget(what)
    if promised is None:
        return "", ""
    limit, kept = promised.limit(results), promised.verdict(results)
    words = promised.words
    if limit is not None and not any(letter.isdigit() for letter in words) and limit:
        words += f" ({number(limit)})"
    return words, NOTHING if kept is None else "yes" if kept else "**no**"


def growth_table(growths: Iterable[Growth]) -> str:
    """One row a figure that grows: its medians by size, and what grows faster than its work."""
    lines = []
    before: tuple[str, tuple[int, ...]] | None = None
    for one in growths:
        if (one.of, one.sizes) != before:
            before = (one.of, one.sizes)
            heads = [f"{size:,}" for size in one.sizes]
            lines += [
                "",
                row(f"with so many {one.of}", "", *heads, "beside its work"),
                row("---", "---", *["---:"] * len(heads), "---"),
            ]
        steps = ", ".join(f"×{step:.2f}" for step in one.steps())
        said = f"**grows faster** ({steps})" if one.too_fast else f"no faster ({steps})"
        lines.append(row(one.what, one.unit, *(number(value) for value in one.medians), said))
    return "\n".join(lines).strip()


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def report(results: Results, described: str, picture: str) -> str:
    """All of it: what it ran on, the table, the chart, the growth, and what could not be measured."""
    parts = [described, table(results)]
    if picture:
        parts.append(f"![The same figures as bars and lines]({picture})")
    if results.growths:
        parts += [
            "### How it grows",
            "The last column compares the growth of a figure, from each size to the next, with the growth of its "
            "work: ×1 is as fast, and above ×1.25 it is marked.",
            growth_table(results.growths),
        ]
    if results.notes:
        parts.append("\n".join(f"- {words}" for words in results.notes))
    return "\n\n".join(part for part in parts if part)


def put_between(text: str, name: str, made: str) -> str:
    """`text` with `made` in place of what stood between the two marks of this name; the rest as it was.

    Raises:
        ValueError: The marks are not there, once each and in order.
    """
    first, last = (mark.format(name) for mark in MARKS)
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end or first in after or last in after:
        raise ValueError(f"there must be one {first} and one {last} after it")
    return f"{before}{begin}\n\n{made}\n\n{end}{after}"
