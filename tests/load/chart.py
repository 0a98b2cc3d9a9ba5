"""The results as a picture: bars beside the peers, and lines that grow. Drawn without pyplot, which costs more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure as Canvas

from tests.load.budgets import COMPLETE, FRESH, MEMORY, TEXT, USABLE, WARM, moment
from tests.load.figures import EMPTY, OURS, PEERS, Growth, Results

INK, QUIET, PAPER, LINE = "#24211b", "#6b6558", "#fbfaf7", "#e4dfd3"
BARS = {OURS: "#0e5c58", EMPTY: "#5d938f"}
PEER = "#b9b1a0"
BARRED = (
    ("First text, fresh browser", moment(TEXT, FRESH), "s"),
    ("First field usable, fresh browser", moment(USABLE, FRESH), "s"),
    ("First field usable, warm browser", moment(USABLE, WARM), "s"),
    ("Fifty at once, last page complete", COMPLETE, "s"),
    ("Memory a visitor, of ten", MEMORY.format(10), "MB"),
)


def draw(results: Results, path: Path) -> None:
    """Writes the picture, as SVG or PNG by its name: medians, with the quartiles as whiskers."""
    with rc_context({"font.family": "sans-serif", "font.size": 9, "svg.fonttype": "none", "text.color": INK}):
        canvas = Canvas(figsize=(10, 8.4), facecolor=PAPER, layout="constrained")
        places = canvas.subplots(3, 2).flatten()
        for place, (title, what, unit) in zip(places, BARRED, strict=False):
            bars(place, results, title, what, unit)
        lines(places[-1], results.growths)
        path.parent.mkdir(parents=True, exist_ok=True)
        canvas.savefig(path, facecolor=PAPER, metadata={"Date": None} if path.suffix == ".svg" else None)


def bars(place: Any, results: Results, title: str, what: str, unit: str) -> None:
    """One figure, ours above the peers."""
    plain(place, title)
    shown = [one for who in (OURS, EMPTY, *PEERS) if (one := results.get(what, who)) is not None]
    if not shown:
        place.set_axis_off()
        return
    names = [one.who for one in shown]
    medians = [one.median for one in shown]
    low = [one.median - one.quartiles[0] for one in shown]
    high = [one.quartiles[1] - one.median for one in shown]
    colours = [BARS.get(who, PEER) for who in names]
    place.barh(names, medians, xerr=(low, high), color=colours, ecolor=QUIET, height=0.65, capsize=2)
    for at, (one, above) in enumerate(zip(shown, high, strict=True)):
        place.annotate(
            f"{one.median:.3g} {unit}",
            (one.median + above, at),
            (4, 0),
            textcoords="offset points",
            va="center",
        )
    place.invert_yaxis()
    place.set_xlim(0, 1.25 * max(m + h for m, h in zip(medians, high, strict=True)))
    place.xaxis.set_visible(False)


def lines(place: Any, growths: list[Growth]) -> None:
    """Each figure as a multiple of its smallest, against the size as a multiple of the smallest; both by tens."""
    plain(place, "Growth, as multiples of the smallest")
    if not growths:
        place.set_axis_off()
        return
    far = max(one.sizes[-1] / one.sizes[0] for one in growths)
    place.plot((1, far), (1, far), color=LINE, linestyle="--")
    place.annotate(
        "as fast as the size",
        (far, far),
        (-4, 0),
        textcoords="offset points",
        ha="right",
        va="top",
        color=QUIET,
    )
    for one in growths:
        sizes = [size / one.sizes[0] for size in one.sizes]
        multiples = [max(median, 1e-9) / max(one.medians[0], 1e-9) for median in one.medians]
        place.plot(sizes, multiples, marker="o", markersize=3, label=f"{one.what} ({one.of})")
    place.set_xscale("log")
    place.set_yscale("log")
    place.legend(fontsize=7, frameon=False, loc="upper left")


def plain(place: Any, title: str) -> None:
    place.set_title(title, loc="left", fontsize=10, fontweight="bold", color=INK)
    place.set_facecolor(PAPER)
    place.tick_params(length=0, labelcolor=INK)
    for side in place.spines.values():
        side.set_visible(False)
