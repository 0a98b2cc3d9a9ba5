"""How fast it is: run by ``make bench``, never as a test.

Every figure is taken several times in one run on one machine and given as median and spread; compare
figures within a run, not between machines.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mentorbook
from mentorbook import sharing
from mentorbook.library import Book
from mentorbook.store import Document, Store
from mentorbook.store.sealing import new_key
from tests.load.together import edit_to_partner


def main() -> int:
    """Measure and print one Markdown table."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each figure is taken")
    parser.add_argument("--keys", type=int, default=60, help="keys typed by each person")
    parser.add_argument("--no-browser", action="store_true", help="only what needs no browser")
    options = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | median | 95 % | worst | unit |\n|---|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        show("import mentorbook (over bare Python)", imports(options.rounds), "ms")
        show("append one answer, durable", appends(folder), "ms")
        plain, sealed = sealing(folder)
        show("a thousand edits on a server, as they are", plain, "ms")
        show("the same, sealed", sealed, "ms")
        ratio("sealing costs", sealed, plain)
        by_name, by_link = openings(folder, options.rounds)
        show("open a workbook by name", by_name, "ms")
        show("open it by link", by_link, "ms")
        large = workbook(folder / "large.mentorbook", edits=10_000)
        show(
            "open a workbook of 10,000 edits",
            times(options.rounds, lambda: mentorbook.open(large).close()),
            "ms",
        )
        show("merge two copies of it, 500 edits apart", merges(large, options.rounds), "ms")
        if not options.no_browser:
            for name, values in edit_to_partner(folder / "live", keys=options.keys).items():
                show(name, values, "ms")
    return 0


def show(what: str, seconds: list[float], unit: str) -> None:
    """One line of the table: seconds are given in milliseconds."""
    values = sorted(1000 * value for value in seconds)
    late = values[min(len(values) - 1, int(0.95 * len(values)))]
    print(
        f"| {what} | {statistics.median(values):.1f} | {late:.1f} | {values[-1]:.1f} | {unit} |", flush=True
    )


def ratio(what: str, slower: list[float], faster: list[float]) -> None:
    """One line of the table: how two medians of the same run compare."""
    percent = 100 * (statistics.median(slower) / statistics.median(faster) - 1)
    print(f"| {what} | {percent:+.1f} | | | % of the time without |", flush=True)


def times(rounds: int, job: Callable[[], object]) -> list[float]:
    """How long a job takes, each time."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return taken


def imports(rounds: int) -> list[float]:
    """What ``import mentorbook`` adds to the start of Python."""

    def run(code: str) -> float:
        return times(1, lambda: subprocess.run([sys.executable, "-c", code], check=True))[0]

    return [max(0.0, run("import mentorbook") - run("pass")) for _ in range(rounds)]


def appends(folder: Path) -> list[float]:
    """A thousand answers, each on disk before the next."""
    with mentorbook.create(folder / "append.mentorbook", mentor="Ada", mentee="Grace") as book:
        answers = iter(range(1000))
        return times(1000, lambda: book.set("agreement/extra_time", f"{next(answers)} minutes", by="mentor"))


def sealing(folder: Path, rounds: int = 1000) -> tuple[list[float], list[float]]:
    """Edits in a server's database, sealed and not, by turns so that both meet the same disk."""
    stores, taken = {}, {"plain": [], "sealed": []}
    for name in taken:
        store = stores[name] = Store.open(folder / f"{name}.db", create=True, kind="server")
        document = Document(f"document-{name}", "w", "shared", "2026-01-01T00:00:00.000Z")
        store.add_document(document)
        if name == "sealed":
            store.use(document.id, new_key())
    books = {name: Book(store) for name, store in stores.items()}
    for number in range(rounds):
        for name in sorted(books, reverse=number % 2 == 0):
            book, text = books[name], f"{number} minutes"
            taken[name] += times(
                1, lambda book=book, text=text: book.set("agreement/extra_time", text, by="mentor")
            )
    for store in stores.values():
        store.close()
    return taken["plain"], taken["sealed"]


def openings(folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """The same workbook of a thousand edits, as a file and on a server among a hundred others."""
    where = sharing.database(folder)
    for number in range(100):
        book, link = sharing.create(where, mentor="Ada", mentee=f"Grace {number}", role="mentor")
        with book:
            if number == 50:
                wanted = link
                with book.at_once():
                    for word in range(1000):
                        book.edit("agreement/purpose", word, 0, "x", by="mentor")
                book.download(folder / "same.mentorbook", viewer="mentor")
    return (
        times(rounds * 3, lambda: mentorbook.open(folder / "same.mentorbook").close()),
        times(rounds * 3, lambda: sharing.open(where, wanted).close()),
    )


def workbook(path: Path, *, edits: int) -> Path:
    """A large workbook: twelve goals with measures, sixty reflections, a hundred actions, and typing."""
    with mentorbook.create(path, mentor="Ada", mentee="Grace") as book, book.at_once():
        for number in range(12):
            goal = book.add("goals", {"title": f"Goal {number}", "status": "active"}, by="mentee")
            book.add(f"goals/{goal}/measures", {"name": "Talks", "baseline": 0, "target": 6}, by="mentee")
        for number in range(60):
            answers = {"worked": f"It did, {number}", "sharing": "shared"}
            book.add("reflections", answers, by=("mentor", "mentee")[number % 2])
        for number in range(100):
            book.add("actions", {"what": f"Do {number}", "owner": "mentee", "status": "open"}, by="mentee")
        for number in range(edits - 300):
            length = len(book.text("agreement/purpose"))
            book.edit(
                "agreement/purpose",
                length,
                0,
                "word "[number % 5],
                by=("mentor", "mentee")[number // 200 % 2],
            )
    return path


def merges(large: Path, rounds: int) -> list[float]:
    """Two copies edited apart, then one brought into the other."""
    taken = []
    for number in range(rounds):
        one, two = (large.with_name(f"{side}-{number}.mentorbook") for side in ("one", "two"))
        with mentorbook.open(large) as book:
            book.download(one)
            book.download(two)
        with mentorbook.open(two) as book, book.at_once():
            for word in range(500):
                book.edit("agreement/purpose", word, 0, "x", by="mentee")
        with mentorbook.open(one) as book:
            taken += times(1, lambda book=book, two=two: book.merge(two))
    return taken


if __name__ == "__main__":
    sys.exit(main())
