"""What is measured, one module a subject. Each has ``measure(bench)``, which returns what it found."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.load.browsing import SAVED, Site
from tests.load.servers import Server


@dataclass
class Bench:
    """What a run is about.

    Attributes:
        folder: For workbooks; emptied afterwards.
        runs: How often each figure is taken.
        quick: Fewer and smaller, for a look.
        peers: The version of each peer that is there.
        browser: The version of the browser, once one was started.
    """

    folder: Path
    runs: int
    quick: bool = False
    peers: dict[str, str] = field(default_factory=dict)
    browser: str = ""

    def say(self, words: str) -> None:
        """Tells whoever waits what is going on."""
        print(f"  {words}", file=sys.stderr, flush=True)

    def place(self, name: str) -> Path:
        """A folder for workbooks."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder


def agreement(server: Server, who: str, file: str, role: str = "mentor") -> Site:
    """The agreement of our partnership notebook, as a link to a workbook opens it."""
    return Site(who, f"{server.address}?view=agreement#open={file}&as={role}", SAVED)
