"""What the kernel of a page loads before it can run the first cell, by ``python -X importtime``."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

from tests.load.figures import OURS, Figure, Note, Result
from tests.load.subjects import Bench

PAGE = "from mentorbook import AgreementForm, Form, GoalTracker, HistoryPanel, Home, ReflectionJournal, page"
LINE = re.compile(r"^import time:\s+(\d+) \|\s+(\d+) \| +(\S+)$", re.M)
TOP = 10


async def measure(bench: Bench) -> list[Result]:
    """The library alone, and all that the partnership notebook imports; and which packages that goes to."""
    bench.say("imports")
    rounds = max(3, bench.runs)
    bare = [run("pass")[0] for _ in range(rounds)]
    nothing = min(bare)
    library = [run("import mentorbook")[0] - nothing for _ in range(rounds)]
    pages = [run(PAGE) for _ in range(rounds)]
    seconds = tuple(1000 * (total - nothing) for total, _ in pages)
    least = min(pages, key=lambda page: page[0])[1]
    top = ", ".join(f"{name} {1000 * own:.0f} ms" for name, own in least.most_common(TOP))
    return [
        Figure("import mentorbook", OURS, tuple(1000 * value for value in library), "ms"),
        Figure("import what the partnership notebook does", OURS, seconds, "ms"),
        Note(f"Where the imports of the partnership notebook go, each package by itself: {top}."),
    ]


def run(code: str) -> tuple[float, Counter[str]]:
    """Seconds that all imports of a program take, and those of each package without what it imports itself."""
    command = [sys.executable, "-X", "importtime", "-c", code]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    own: Counter[str] = Counter()
    for alone, _, name in LINE.findall(told):
        own[name.split(".")[0]] += int(alone) / 1e6
    return sum(own.values()), own
