"""How fast it is, beside its peers: run by ``make bench``, never as a test.

Every figure is taken several times in one run on one machine and given with its spread; compare figures within
a run, not between machines. See docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import pickle
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.load import chart, machine
from tests.load.figures import Note, Results
from tests.load.peers import install
from tests.load.scale import scale
from tests.load.subjects import Bench, console, crowd, edits, growth, imports, memory, page, session, store
from tests.load.table import put_between, report

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "images" / "benchmarks.svg"
KEPT = ROOT / "tests" / ".output" / "benchmarks.pickle"
SUBJECTS = {
    "page": page.measure,
    "crowd": crowd.measure,
    "memory": memory.measure,
    "edits": edits.measure,
    "console": console.measure,
    "store": store.measure,
    "imports": imports.measure,
    "growth": growth.measure,
    "session": session.measure,
}
BESIDE = {"page", "crowd", "memory"}  # subjects that need the peers


def main() -> int:
    """Measures, prints the results as Markdown, and keeps them where that is asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("--only", default=",".join(SUBJECTS), help=f"subjects, of {', '.join(SUBJECTS)}")
    parser.add_argument("--runs", type=int, help="how often most figures are taken (7, or 3 with --quick)")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller: about three minutes")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    parser.add_argument("--write", action="store_true", help=f"keep the results in {PAGE.relative_to(ROOT)}")
    parser.add_argument("--again", action="store_true", help="measure nothing: the results of the last run")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are ended, too
    chosen = [name.strip() for name in options.only.split(",")]
    if wrong := sorted(set(chosen) - set(SUBJECTS)):
        parser.error(f"there is no {', '.join(wrong)}; choose from {', '.join(SUBJECTS)}")
    if options.again:
        if not KEPT.exists():
            parser.error("there are no results of a run before")
        results, described, cores = pickle.loads(KEPT.read_bytes())
    else:
        cores = os.cpu_count() or 1
        results, described = run(chosen, options)
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_bytes(pickle.dumps((results, described, cores)))
    picture = ""
    if options.write:
        chart.draw(results, CHART)
        picture = CHART.relative_to(PAGE.parent).as_posix()
    made = report(results, described, picture)
    print(made)
    if options.write:
        text = put_between(PAGE.read_text(encoding="utf-8"), "results", made)
        text = put_between(text, "scale", scale(results, cores))
        PAGE.write_text(text, encoding="utf-8")
        print(f"written to {PAGE.relative_to(ROOT)}", file=sys.stderr)
    return 0


def run(chosen: list[str], options: argparse.Namespace) -> tuple[Results, str]:
    """Takes the figures of some subjects. Returns them, and what they were taken on."""
    results = Results()
    busy = machine.busy()
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), options.runs or (3 if options.quick else 7), options.quick)
        if BESIDE & set(chosen) and not options.no_peers:
            bench.peers, missing = install()
            results.add(Note(words) for words in missing)
        for name in SUBJECTS:
            if name in chosen:
                began = time.monotonic()
                results.add(asyncio.run(SUBJECTS[name](bench)))
                bench.say(f"{name}: {time.monotonic() - began:.0f} s")
        return results, machine.describe(bench.browser, bench.peers, busy)


if __name__ == "__main__":
    sys.exit(main())
