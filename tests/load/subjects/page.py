"""From the address to the first text, and to a field that answers: ours and the peers, in turns, in one browser."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack

from playwright.async_api import Browser

from tests.load.browsing import SAVED, Seen, Site, chromium, somebody, visit
from tests.load.budgets import (
    BYTES,
    FIELD,
    FRESH,
    HALF,
    MODULE,
    NOTEBOOK,
    REQUESTS,
    SOCKET,
    TEXT,
    THIRD,
    USABLE,
    WARM,
    moment,
)  # fmt: skip
from tests.load.figures import EMPTY, OURS, Figure, Note, Result
from tests.load.reports import half_year
from tests.load.servers import mentorbook, peer
from tests.load.subjects import Bench, agreement
from tests.load.workbooks import LARGE, empty, practice, workbook

MEGA = 1e6


async def measure(bench: Bench) -> list[Result]:
    """Each page in a browser that has never been there, and again in the same one."""
    folder = bench.place("page")
    workbook(folder / "large.mentorbook", edits=LARGE)
    empty(folder / "empty.mentorbook")
    half_year(folder / "half-year.mentorbook")
    practice(folder / "practice" / "practice.mentorbook")
    seen: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    found: list[Result] = []
    with ExitStack() as servers:
        ours = servers.enter_context(mentorbook(folder))
        sites = [agreement(ours, OURS, "large.mentorbook"), agreement(ours, EMPTY, "empty.mentorbook")]
        others = [
            agreement(ours, HALF, "half-year.mentorbook"),
            Site(NOTEBOOK, at(ours.address, "agreement", "empty"), SAVED),
            Site(
                MODULE, at(ours.address, "course/01-what-mentoring-is", "practice"), SAVED, "What mentoring"
            ),
        ]
        for who in bench.peers:
            try:
                sites.append(Site(who, servers.enter_context(peer(who)).address))
            except RuntimeError as error:
                found.append(Note(f"{who} was left out: {error}."))
        async with chromium() as browser:
            bench.browser = browser.version
            bench.say("page: a first visit, of which nothing but the bytes counts")
            for site in list(sites):
                try:
                    found += await traffic(browser, site)
                except RuntimeError as error:
                    if site.who in (OURS, EMPTY):
                        raise
                    sites.remove(site)
                    found.append(Note(f"{site.who} was left out: {error}."))
            turns = [*sites, *others]
            for number in range(bench.runs):
                bench.say(f"page: visit {number + 1} of {bench.runs} to each")
                # In turns, from the other end every second time: what wears on the machine wears on all alike.
                for site in turns if number % 2 == 0 else reversed(turns):
                    context = await somebody(browser)
                    for browser_is in (FRESH, WARM):
                        try:
                            seen[site.who, browser_is].append(await visit(context, site))
                        except RuntimeError as error:
                            if site.who not in bench.peers:
                                raise
                            found.append(Note(f"A visit is not in the figures: {error}."))
                    await context.close()
    for browser_is in (FRESH, WARM):
        for what, pick in ((TEXT, "text"), (FIELD, "field"), (USABLE, "usable")):
            for site in sites:
                values = tuple(getattr(one, pick) for one in seen[site.who, browser_is])
                if values:
                    found.append(Figure(moment(what, browser_is), site.who, values))
        for site in others:
            values = tuple(one.usable for one in seen[site.who, browser_is])
            found.append(Figure(moment(site.who, browser_is), OURS, values))
    return found


def at(partnership: str, notebook: str, file: str) -> str:
    """The address of another notebook, with a workbook to open."""
    page = partnership.replace("partnership.ipynb", f"{notebook}.ipynb")
    return f"{page}#open={file}.mentorbook&as=mentor"


async def traffic(browser: Browser, site: Site) -> list[Figure]:
    """What a first visit brings over the wire. It also wakes the server, and is not timed."""
    context = await somebody(browser)
    counted = (await visit(context, site, count=True)).traffic
    await context.close()
    assert counted is not None
    return [
        Figure(BYTES, site.who, (counted.http / MEGA,), "MB"),
        Figure(SOCKET, site.who, (counted.socket / MEGA,), "MB"),
        Figure(REQUESTS, site.who, (counted.requests,), ""),
        Figure(THIRD, site.who, (len(counted.third),), ""),
    ]
