"""Draws charts with matplotlib. Runs in the process of `press`, and so knows plain data alone."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, LINE, AXIS, ACCENT = "#24211b", "#e4dfd3", "#8a8475", "#0e5c58"
COLOURS = {"mentor": "#3c2f86", "mentee": "#b04e0e", "": ACCENT}
MARKERS = {"mentor": "s", "mentee": "o", "": "o"}
STEPS = (
    ("#b04e0e", "white"), ("#e8b48c", INK), (LINE, INK), ("#8fbdb4", INK), (ACCENT, "white"),
)  # fmt: skip
"""Of the pieces of a row, from the first step to the last: what they are filled with, and what is written on it."""
WIDE = 6.3  # inches
SHARP = 200  # dots an inch
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
_LOOK: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.parse_math": False,  # a dollar is a dollar
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "mentorbook",
}


def picture(chart: Mapping[str, Any], kind: str) -> bytes:
    """The chart (the fields of `mentorbook.reports.charts.Chart`) as ``svg`` or ``png``."""
    import matplotlib

    out = io.BytesIO()
    plain: dict[str, Any] = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with matplotlib.rc_context(_LOOK):
        _figure(chart).savefig(out, format=kind, dpi=SHARP, metadata=plain)
    return out.getvalue()


def _figure(chart: Mapping[str, Any]) -> Figure:
    from matplotlib.figure import Figure  # not pyplot: it keeps every figure, and a window system

    if chart["kind"] in ("shares", "bars"):
        return _bars(chart)
    lines = chart["kind"] == "lines"
    rows = sum(label.count("\n") + 1 for label, _ in chart["dots"])
    height = 2.1 if lines else 0.5 + 0.26 * max(rows, 2)
    figure = Figure(figsize=(WIDE, height))
    axes = figure.add_axes((0.07, 0.16, 0.9, 0.78) if lines else (0.46, 0.3 / height, 0.5, 1 - 0.36 / height))
    _plain(axes, "y")
    (_draw_lines if lines else _draw_dots)(axes, chart)
    return figure


def _plain(axes: Axes, across: Literal["x", "y"]) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(AXIS)
    axes.tick_params(length=0)
    axes.grid(axis=across, color=LINE, lw=0.8)
    axes.set_axisbelow(True)


def _bars(chart: Mapping[str, Any]) -> Figure:
    """How many chose what. Every piece has its number written in it, so that no colour has to be told apart."""
    from matplotlib.figure import Figure

    bars, series, shares = chart["bars"], chart["series"], chart["kind"] == "shares"
    rows = sum(label.count("\n") + 1.4 for label, _ in bars)
    above = 0.34 if series else 0.08
    height = above + 0.32 + 0.19 * max(rows, 2)
    figure = Figure(figsize=(WIDE, height))
    axes = figure.add_axes((0.4, 0.28 / height, 0.57, 1 - (above + 0.28) / height))
    _plain(axes, "x")
    places = list(range(len(bars)))[::-1]
    axes.set_yticks(places)
    axes.set_yticklabels([label for label, _ in bars])
    axes.set_ylim(-0.6, len(places) - 0.4)
    most = max((max(counts) for _, counts in bars), default=1) or 1
    axes.set_xlim(0, 100 if shares else most * 1.08)
    if shares:
        axes.set_xticks([0, 25, 50, 75, 100], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    else:
        axes.locator_params(axis="x", integer=True, nbins=6)
    for place, (_, counts) in zip(places, bars, strict=True):
        left, whole = 0.0, sum(counts) or 1
        for number, count in enumerate(counts):
            wide = 100 * count / whole if shares else float(count)
            fill, ink = STEPS[_step(number, len(counts))] if shares else (ACCENT, "white")
            axes.barh(place, wide, left=left, height=0.66, color=fill, edgecolor="white", lw=0.6)
            if shares and count:
                axes.text(left + wide / 2, place, str(count), ha="center", va="center", color=ink, size=7)
            elif not shares:
                axes.text(wide + most * 0.015, place, str(count), ha="left", va="center", size=7)
            left += wide
    if series:
        from matplotlib.patches import Patch

        keys = [Patch(color=STEPS[_step(n, len(series))][0], label=label) for n, label in enumerate(series)]
        figure.legend(
            handles=keys, loc="upper center", ncols=len(series), frameon=False, fontsize=7,
            handlelength=1, handleheight=1, columnspacing=1.2, handletextpad=0.5,
        )  # fmt: skip
    return figure


def _step(number: int, of: int) -> int:
    """Which of the colours the piece has: the ends are always the ends."""
    return round(number * (len(STEPS) - 1) / max(of - 1, 1))


def _draw_lines(axes: Axes, chart: Mapping[str, Any]) -> None:
    for value, kind in chart["marks"]:
        axes.axhline(value, color=ACCENT if kind == "target" else AXIS, lw=1, ls=(0, (4, 3)), zorder=2)
    every: set[date] = set()
    for line in chart["lines"]:
        days: Any = [date.fromisoformat(day) for day, _ in line["points"]]
        every.update(days)
        look: Any = {
            "color": COLOURS[line["person"]],
            "marker": MARKERS[line["person"]],
            "ms": 4.5,
            "lw": 1.8,
        }
        axes.plot(days, [v for _, v in line["points"]], mec="white", mew=0.8, zorder=3, clip_on=False, **look)
    if chart["low"] is not None and chart["high"] is not None:
        axes.set_ylim(chart["low"] - 0.2, chart["high"] + 0.2)
    else:
        axes.margins(y=0.15)
    axes.locator_params(axis="y", nbins=5)
    ends: Any = sorted({min(every), max(every)})
    axes.set_xticks(ends)
    axes.set_xticklabels(chart["days"])
    if len(ends) > 1:
        for label, side in zip(axes.get_xticklabels(), _SIDES, strict=True):
            label.set_horizontalalignment(side)


def _draw_dots(axes: Axes, chart: Mapping[str, Any]) -> None:
    low, high, dots = chart["low"], chart["high"], chart["dots"]
    places = list(range(len(dots)))[::-1]
    axes.set_yticks(places)
    axes.set_yticklabels([label for label, _ in dots])
    axes.set_ylim(-0.6, len(places) - 0.4)
    axes.set_xlim(low - 0.3, high + 0.3)
    axes.set_xticks(range(int(low), int(high) + 1))
    for place, (_, values) in zip(places, dots, strict=True):
        for number, (person, first, last) in enumerate(values):
            level = place + (0.14 - 0.28 * number if len(values) > 1 else 0)
            colour, marker = COLOURS[person], MARKERS[person]
            if first != last:
                axes.plot([first, last], [level, level], color=colour, lw=1.6, zorder=2)
                axes.plot([first], [level], marker, mfc="white", mec=colour, ms=5, zorder=3)
            axes.plot([last], [level], marker, color=colour, ms=5.5, zorder=4)
