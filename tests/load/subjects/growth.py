"""How it grows with what has been written: 100, 1,000 and 10,000 edits."""

from __future__ import annotations

import mentorbook as library
from tests.load.browsing import chromium, somebody, visit
from tests.load.figures import OURS, Growth, Result
from tests.load.servers import mentorbook
from tests.load.subjects import Bench, agreement
from tests.load.subjects.store import merges, thousandths, times, write
from tests.load.workbooks import LARGE, workbook

SIZES = (100, 1_000, LARGE)
ANSWERS = 60


async def measure(bench: Bench) -> list[Result]:
    """Opening and merging read all edits; an answer, and a page's being drawn, are the same work whatever came before."""
    folder = bench.place("growth")
    names = ("open", "append", "merge")
    taken: dict[str, list[tuple[float, ...]]] = {name: [] for name in names}
    files = [workbook(folder / f"{size}.mentorbook", edits=size) for size in SIZES]
    for size, file in zip(SIZES, files, strict=True):
        bench.say(f"growth: {size} edits")
        taken["open"].append(thousandths(times(3 * bench.runs, lambda file=file: library.open(file).close())))
        taken["merge"].append(thousandths(merges(file, bench.runs)))
        with library.open(file) as book:
            answers: list[float] = []
            write(book, ANSWERS, answers)
            taken["append"].append(thousandths(answers))
    work = tuple(map(float, SIZES))
    alike = (1.0,) * len(SIZES)
    usable = await pages(bench, [file.name for file in files])
    return [
        Growth("open", "edits", SIZES, work, tuple(taken["open"]), "ms"),
        Growth("append one answer", "edits", SIZES, alike, tuple(taken["append"]), "ms"),
        Growth("merge 500 edits more", "edits", SIZES, work, tuple(taken["merge"]), "ms"),
        Growth("page usable, fresh browser", "edits", SIZES, work, tuple(usable)),
    ]


async def pages(bench: Bench, files: list[str]) -> list[tuple[float, ...]]:
    """Seconds until the agreement answers in a fresh browser, for each workbook, in turns."""
    found: list[list[float]] = [[] for _ in files]
    with mentorbook(bench.place("growth")) as server:
        async with chromium() as browser:
            bench.browser = browser.version
            for number in range(max(2, bench.runs // 2 + 1) + 1):
                bench.say(f"growth: visit {number + 1} to each page")
                for values, file in zip(found, files, strict=True):
                    context = await somebody(browser)
                    seen = await visit(context, agreement(server, OURS, file))
                    await context.close()
                    if number:  # the first wakes the server
                        values.append(seen.usable)
    return [tuple(values) for values in found]
