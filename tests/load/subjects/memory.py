"""Memory a visitor of the peers in which all share one process, with ten real browsers. For the others see `crowd`."""

from __future__ import annotations

import asyncio

from tests.load.browsing import Site, chromium, somebody, visit
from tests.load.budgets import MEMORY, SERVER
from tests.load.figures import Figure, Note, Result
from tests.load.servers import peer
from tests.load.subjects import Bench

SHARED = ("Streamlit", "Panel", "Solara")
TEN = 10


async def measure(bench: Bench) -> list[Result]:
    """One visitor, then nine more; the server has been visited before."""
    found: list[Result] = []
    for who in SHARED:
        if who not in bench.peers:
            continue
        bench.say(f"memory: {TEN} visitors to {who}")
        try:
            found += await ten(who)
        except RuntimeError as error:
            found.append(Note(f"Memory of {who} was not measured: {error}."))
    return found


async def ten(who: str) -> list[Figure]:
    """Its memory a visitor with one and with ten, and with nobody, in MB."""
    with peer(who) as server:
        site = Site(who, server.address)
        async with chromium() as browser:
            first = await somebody(browser)
            await visit(first, site)
            await first.close()
            nobody = await asyncio.to_thread(server.settled)
            contexts = [await somebody(browser) for _ in range(TEN)]
            await visit(contexts[0], site, stay=True)
            one = await asyncio.to_thread(server.settled)
            await asyncio.gather(*(visit(context, site, stay=True) for context in contexts[1:]))
            all_ = await asyncio.to_thread(server.settled)
    return [
        Figure(SERVER, who, (nobody,), "MB"),
        Figure(MEMORY.format(1), who, (one - nobody,), "MB"),
        Figure(MEMORY.format(TEN), who, ((all_ - nobody) / TEN,), "MB"),
    ]
