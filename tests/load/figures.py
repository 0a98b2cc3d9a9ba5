"""What was measured: figures, each with its spread, and how they grow. Pure; knows nothing of how they came."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OURS, EMPTY = "mentorbook", "mentorbook, empty workbook"
PEERS = ("Voilà", "Streamlit", "Panel", "Solara")

TOLERANCE = 1.25
"""A figure may grow by a quarter more than its work does: below that, two runs on one machine differ too."""


@dataclass(frozen=True)
class Figure:
    """One figure, measured several times.

    Attributes:
        what: What was measured; the row of the table.
        who: Whose it is: `OURS`, `EMPTY` or one of `PEERS`; the column of the table.
        values: What came out each time, in `unit`.
    """

    what: str
    who: str
    values: tuple[float, ...]
    unit: str = "s"

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def quartiles(self) -> tuple[float, float]:
        return quartiles(self.values)

    def late(self, percent: float = 95) -> float:
        """The value that `percent` of all do not exceed."""
        return percentile(self.values, percent)


@dataclass(frozen=True)
class Growth:
    """How one figure grows with its size.

    Attributes:
        sizes: How much there was: edits, or visitors.
        works: How much was done, in any unit: opening 1,000 edits is ten times the work of opening 100,
            appending one answer to them is not.
        values: For each size what came out each time, in `unit`.
    """

    what: str
    of: str
    sizes: tuple[int, ...]
    works: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    unit: str = "s"

    @property
    def medians(self) -> list[float]:
        return [statistics.median(values) for values in self.values]

    def steps(self) -> list[float]:
        """From each size to the next: how much more the figure grew than its work; 1 is as fast, 2 twice as fast.

        Compared is the lower quartile of the larger with the upper of the smaller: what two runs of the same
        might differ by is no growth.
        """
        found = []
        for at in range(1, len(self.sizes)):
            figure = quartiles(self.values[at])[0] / max(quartiles(self.values[at - 1])[1], 1e-9)
            found.append(figure / (self.works[at] / self.works[at - 1]))
        return found

    @property
    def too_fast(self) -> bool:
        """Whether the figure grows faster than its work."""
        return any(step > TOLERANCE for step in self.steps())


@dataclass(frozen=True)
class Note:
    """Something that the reader of the table is to know: what could not be measured, and why."""

    words: str


Result = Figure | Growth | Note


class Results:
    """All that came out of a run."""

    def __init__(self, results: Iterable[Result] = ()) -> None:
        self.figures: list[Figure] = []
        self.growths: list[Growth] = []
        self.notes: list[str] = []
        self.add(results)

    def add(self, results: Iterable[Result]) -> None:
        for one in results:
            if isinstance(one, Figure):
                self.figures.append(one)
            elif isinstance(one, Growth):
                self.growths.append(one)
            else:
                self.notes.append(one.words)

    def get(self, what: str, who: str = OURS) -> Figure | None:
        """A figure; None if it was not measured."""
        return next((one for one in self.figures if (one.what, one.who) == (what, who)), None)

    def rows(self) -> list[str]:
        """What was measured, in order, each once."""
        return list(dict.fromkeys(one.what for one in self.figures))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of all lie, between two neighbours in proportion."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * percent / 100
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """The values that a quarter, and three quarters, of all do not exceed."""
    return percentile(values, 25), percentile(values, 75)
