"""Many open a page at once: until the last page is complete, each with a kernel of its own, and what it takes.

Ours and stock Voilà: in the other peers all visitors share one process.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tornado.httpclient import AsyncHTTPClient
from tornado.simple_httpclient import HTTPTimeoutError

from tests.load import machine
from tests.load.browsing import Site, chromium, somebody, visit
from tests.load.budgets import COMPLETE, FIFTY_USABLE, IDLE, MEMORY, SERVER
from tests.load.figures import OURS, Figure, Growth, Note, Result
from tests.load.servers import Server, mentorbook, peer
from tests.load.subjects import Bench, agreement
from tests.load.visitors import PATIENCE, Visitor, client
from tests.load.workbooks import LARGE, workbook

CROWD = 50
BROWSERS = 8  # real ones among the fifty
VOILA = "Voilà"
FILE = "large.mentorbook"
ROOM = 0.13  # GB that a visitor may need: where there is not so much, fewer come
CRUSH = 240_000  # milliseconds that a page may take among fifty
EACH = "50 at once: each page complete"


async def measure(bench: Bench) -> list[Result]:
    """Crowds of 1, 10, 50 and 100."""
    folder = bench.place("crowd")
    workbook(folder / FILE, edits=LARGE)
    found: list[Result] = []
    sizes = (1, 10, CROWD) if bench.quick else (1, 10, CROWD, 100)
    for who in (OURS, VOILA):
        if who == VOILA and VOILA not in bench.peers:
            continue
        last: dict[int, list[float]] = {size: [] for size in sizes}
        memory: dict[int, list[float]] = {size: [] for size in sizes}
        alone: list[float] = []
        idle: list[float] = []
        for size in sizes:
            if size == 100 and who == VOILA:
                continue
            if machine.free() < size * ROOM:
                found.append(Note(f"{size} visitors at once to {who}: too little memory was free here."))
                continue
            # A crowd of fifty is long enough to say much by itself; of the small ones it takes several.
            for number in range(1 if bench.quick or size > CROWD else 2 if size > 1 else 3):
                bench.say(f"crowd: {size} at once to {who} ({number + 1})")
                try:
                    with server(who, bench) as one:
                        came = await at_once(one, who, size)
                except HTTPTimeoutError:  # Voilà has no end to what it waits for
                    if who == OURS:
                        raise
                    found.append(late(size, who))
                    continue
                alone.append(came.nobody)
                last[size].append(max(came.taken))
                memory[size].append((came.held - came.nobody) / size)
                if size == CROWD:
                    idle.append(1000 * came.idle / size)
                if size == CROWD and number == 0:
                    found.append(Figure(EACH, who, tuple(came.taken)))
        if last[CROWD]:
            found.append(Figure(COMPLETE, who, tuple(last[CROWD])))
            if not bench.quick:
                bench.say(f"crowd: {CROWD} at once to {who}, {BROWSERS} of them with browsers")
                with server(who, bench) as one:
                    try:
                        found.append(Figure(FIFTY_USABLE, who, tuple(await with_browsers(one, who))))
                    except HTTPTimeoutError:
                        found.append(late(CROWD, who))
        if idle:
            found.append(Figure(IDLE, who, tuple(idle), "ms/s"))
        if alone:
            found.append(Figure(SERVER, who, tuple(alone), "MB"))
        found += [Figure(MEMORY.format(n), who, tuple(v), "MB") for n, v in memory.items() if v]
        if who == OURS:
            found += growths({n: v for n, v in last.items() if v}, {n: v for n, v in memory.items() if v})
    return found


def late(size: int, who: str) -> Note:
    """One crowd is not in the figures; the others are."""
    return Note(f"{size} at once to {who}: a page had not come after {PATIENCE} seconds.")


def growths(last: dict[int, list[float]], memory: dict[int, list[float]]) -> list[Growth]:
    """How it grows with the visitors: twice as many pages are twice the work, and one takes as much as before."""
    sizes = tuple(last)
    return [
        Growth("last page complete", "visitors at once", sizes, tuple(map(float, sizes)), tuple(map(tuple, last.values()))),
        Growth("memory a visitor", "visitors at once", sizes, (1.0,) * len(sizes), tuple(map(tuple, memory.values())), "MB"),
    ]  # fmt: skip


def server(who: str, bench: Bench) -> AbstractContextManager[Server]:
    return mentorbook(bench.place("crowd")) if who == OURS else peer(who)


@dataclass(frozen=True)
class Came:
    """What a crowd met, and left behind.

    Attributes:
        nobody, held: The server's memory before, and with all of them there, in MB.
        taken: Seconds until each page was complete.
        idle: How much of a core is used with all of them there, and none of them writing.
    """

    nobody: float
    held: float
    taken: list[float]
    idle: float


async def at_once(one: Server, who: str, size: int) -> Came:
    """So many load the page, and stay, with the workbook open where there is one."""
    http = client(size)
    await settle(one)
    nobody = await asyncio.to_thread(one.settled)
    visitors = [Visitor(one.url, one.address) for _ in range(size)]
    try:
        await asyncio.gather(*(come(visitor, http, who) for visitor in visitors))
        held = await asyncio.to_thread(one.settled)
        return Came(nobody, held, [visitor.taken for visitor in visitors], await one.idle())
    finally:
        for visitor in visitors:
            await visitor.leave()
        http.close()


async def settle(one: Server) -> None:
    """The first visit to a server loads what all later ones share; its visitor leaves again."""
    http = client(1)
    first = Visitor(one.url, one.address)
    await first.load(http)
    await first.end(http)
    http.close()


async def come(visitor: Visitor, http: AsyncHTTPClient, who: str) -> None:
    """One of them loads the page and stays, as a browser would, while others are still waiting for theirs."""
    await visitor.load(http)
    await visitor.connect()
    if who == OURS:
        await visitor.open(FILE, "mentor")


async def with_browsers(one: Server, who: str) -> list[float]:
    """Fifty at once, eight of them with browsers: seconds until each of these eight had an answer."""
    http = client(CROWD)
    site = agreement(one, who, FILE) if who == OURS else Site(who, one.address)
    others = [Visitor(one.url, one.address) for _ in range(CROWD - BROWSERS)]
    async with chromium() as browser:
        warm = await somebody(browser)
        await visit(warm, site)
        await warm.close()
        contexts = [await somebody(browser, patience=CRUSH) for _ in range(BROWSERS)]
        seen, *_ = await asyncio.gather(
            asyncio.gather(*(visit(context, site, stay=True) for context in contexts)),
            *(come(visitor, http, who) for visitor in others),
        )
        for visitor in others:
            await visitor.leave()
    http.close()
    return [one.usable for one in seen]
