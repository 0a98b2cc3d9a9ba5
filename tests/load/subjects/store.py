"""The store and the library alone: durable appends, sealed and not; opening and merging what is large."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import mentorbook
from mentorbook import sharing
from mentorbook.library import Book
from mentorbook.store import Document, Store
from mentorbook.store.sealing import new_key
from tests.load.budgets import MERGE, OPEN
from tests.load.figures import OURS, Figure, Result
from tests.load.subjects import Bench
from tests.load.workbooks import LARGE, workbook

BATCH = 50  # appends that are one value


async def measure(bench: Bench) -> list[Result]:
    """Each on disk before the next."""
    folder = bench.place("store")
    bench.say("store: appends")
    plain, sealed = sealing(folder, 400 if bench.quick else 1000)
    by_name, by_link = openings(folder, 3 * bench.runs)
    bench.say("store: open and merge a large workbook")
    large = workbook(folder / "large.mentorbook", edits=LARGE)
    return [
        Figure("appends a second to a file, durable", OURS, rates(appends(folder, 400)), "/s"),
        Figure("appends a second on a server, durable", OURS, rates(plain), "/s"),
        Figure("the same, sealed", OURS, rates(sealed), "/s"),
        Figure("open a workbook of 1,000 edits by name", OURS, thousandths(by_name), "ms"),
        Figure("open it by link", OURS, thousandths(by_link), "ms"),
        Figure(OPEN, OURS, thousandths(times(2 * bench.runs, lambda: mentorbook.open(large).close())), "ms"),
        Figure(MERGE, OURS, thousandths(merges(large, bench.runs)), "ms"),
    ]


def thousandths(seconds: list[float]) -> tuple[float, ...]:
    """Seconds as milliseconds."""
    return tuple(1000 * value for value in seconds)


def rates(seconds: list[float]) -> tuple[float, ...]:
    """How many a second, from each fifty that followed each other."""
    return tuple(BATCH / sum(seconds[at : at + BATCH]) for at in range(0, len(seconds) - BATCH + 1, BATCH))


def times(rounds: int, job: Callable[[], object]) -> list[float]:
    """How long a job takes, each time."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return taken


def write(book: Book, rounds: int, taken: list[float]) -> None:
    """Answers, each on disk before the next."""
    for _ in range(rounds):
        text = f"{len(taken)} minutes"
        taken += times(1, lambda text=text: book.set("agreement/extra_time", text, by="mentor"))


def appends(folder: Path, rounds: int) -> list[float]:
    """Answers in a file, each on disk before the next."""
    taken: list[float] = []
    with mentorbook.create(folder / "append.mentorbook", mentor="Ada", mentee="Grace") as book:
        write(book, rounds, taken)
    return taken


def sealing(folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Edits in a server's database, as they are and sealed, by turns so that both meet the same disk."""
    stores, taken = {}, {"plain": [], "sealed": []}
    for name in taken:
        store = stores[name] = Store.open(folder / f"{name}.db", create=True, kind="server")
        document = Document(f"document-{name}", "w", "shared", "2026-01-01T00:00:00.000Z")
        store.add_document(document)
        if name == "sealed":
            store.use(document.id, new_key())
    books = {name: Book(store) for name, store in stores.items()}
    for number in range(rounds // BATCH):
        for name in sorted(books, reverse=number % 2 == 0):
            write(books[name], BATCH, taken[name])
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
        times(rounds, lambda: mentorbook.open(folder / "same.mentorbook").close()),
        times(rounds, lambda: sharing.open(where, wanted).close()),
    )


def merges(large: Path, rounds: int) -> list[float]:
    """Two copies edited apart, then one brought into the other."""
    taken = []
    for number in range(rounds):
        one, two = (large.with_name(f"{large.stem}-{side}-{number}.mentorbook") for side in ("one", "two"))
        with mentorbook.open(large) as book:
            book.download(one)
            book.download(two)
        with mentorbook.open(two) as book, book.at_once():
            for word in range(500):
                book.edit("agreement/purpose", word, 0, "x", by="mentee")
        with mentorbook.open(one) as book:
            taken += times(1, lambda book=book, two=two: book.merge(two))
    return taken
