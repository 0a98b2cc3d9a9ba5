"""What was promised (DESIGN): the limit of each figure, and whether it is kept. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.load.figures import EMPTY, OURS, Results

TEXT, FIELD, USABLE = "first text", "first field", "first field usable"
FRESH, WARM = "fresh browser", "warm browser"
NOTEBOOK = "agreement notebook: first field usable"
MODULE = "module of the course: first field usable"
HALF = "half-year workbook: first field usable"
COMPLETE = "50 at once: last page complete"
FIFTY_USABLE = "50 at once: field usable in a browser"
MEMORY = "memory a visitor, of {}"
SERVER = "memory of the server, nobody there"
IDLE = "processor time of an open page, nobody writes"
KEY = "processor time of a key, 2 people"
BYTES, SOCKET = "first visit: bytes over HTTP", "first visit: bytes by websocket"
REQUESTS, THIRD = "first visit: requests", "first visit: requests to third parties"
TWO, FIFTY = "key to partner's screen, 2 people", "key to partner's screen, 50 following"
CONSOLE = "console with {} pairs: from the page to a table that answers"
WALL = "answer to the wall, 50 in a live session"
OPEN, MERGE = "open a workbook of 10,000 edits", "merge two copies of it, 500 edits apart"


def moment(what: str, browser: str) -> str:
    """The name of a row: "first text, fresh browser"."""
    return f"{what}, {browser}"


@dataclass(frozen=True)
class Budget:
    """A limit for one row of the table.

    Attributes:
        limit: The limit, in the row's unit; None if what it depends on was not measured.
        late: Whether 95 of 100 must keep it, and not just the median.
    """

    what: str
    words: str
    limit: Callable[[Results], float | None]
    late: bool = False

    def verdict(self, results: Results) -> bool | None:
        """Whether it is kept; None if that cannot be told."""
        figure, limit = results.get(self.what, OURS), self.limit(results)
        if figure is None or limit is None:
            return None
        return (figure.late() if self.late else figure.median) <= limit


def fixed(limit: float) -> Callable[[Results], float]:
    """A limit that is the same whatever the peers do."""
    return lambda _: limit


def share(part: float, who: str, what: str) -> Callable[[Results], float | None]:
    """A limit that is a part of what a peer needs, in the same run."""

    def limit(results: Results) -> float | None:
        theirs = results.get(what, who)
        return None if theirs is None else part * theirs.median

    return limit


def _beside_panel(browser: str) -> list[Budget]:
    theirs = moment(USABLE, browser)
    return [
        Budget(moment(TEXT, browser), "a third of Panel's time to usable", share(1 / 3, "Panel", theirs)),
        Budget(moment(USABLE, browser), "Panel's", share(1, "Panel", theirs)),
    ]


BUDGETS = (
    *_beside_panel(FRESH),
    *_beside_panel(WARM),
    *(
        Budget(
            moment(MODULE, one), "1.1 of the agreement notebook's", share(1.1, OURS, moment(NOTEBOOK, one))
        )
        for one in (FRESH, WARM)
    ),
    *(
        Budget(
            moment(HALF, one),
            "1.2 of an empty workbook's",
            share(1.2, EMPTY, moment(USABLE, one)),
        )
        for one in (FRESH, WARM)
    ),
    Budget(COMPLETE, "a fifth of Voilà's", share(1 / 5, "Voilà", COMPLETE)),
    *(Budget(MEMORY.format(n), "25 MB", fixed(25)) for n in (1, 10, 50, 100)),
    Budget(BYTES, "2 MB", fixed(2)),
    Budget(THIRD, "none", fixed(0)),
    Budget(TWO, "0.15 s, 95 of 100", fixed(150), late=True),
    Budget(FIFTY, "0.5 s, 95 of 100", fixed(500), late=True),
    Budget(CONSOLE.format("1,000"), "1 s", fixed(1)),
    Budget(CONSOLE.format("10,000"), "3 s", fixed(3)),
    Budget(WALL, "1 s, 95 of 100", fixed(1000), late=True),
    Budget(OPEN, "50 ms", fixed(50)),
    Budget(MERGE, "50 ms", fixed(50)),
)


def budget(what: str) -> Budget | None:
    """The budget of a row of the table, if it has one."""
    return next((one for one in BUDGETS if one.what == what), None)
