"""From the last key to the partner's screen: two browsers, one workbook, a real server; alone, and before an audience."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import Browser, Page
from tornado.httpclient import AsyncHTTPClient

import mentorbook as library
from tests.load.browsing import chromium, somebody
from tests.load.budgets import FIFTY, KEY, TWO
from tests.load.figures import OURS, Figure, Result
from tests.load.servers import Server, mentorbook
from tests.load.subjects import Bench
from tests.load.visitors import Visitor, client

FILE = "pair.mentorbook"
PATH = "agreement/purpose"
AUDIENCE = 48  # besides the two with browsers
PAUSE = 150  # milliseconds from the partner's screen to the next key, as people type

# The moment a key goes down, and the moment the words are on the partner's screen: one clock, one machine.
WATCH = """field => {
  const now = () => performance.timeOrigin + performance.now();
  const look = () => {
    while (window.seen.length < field.value.length) window.seen.push(now());
    requestAnimationFrame(look);
  };
  window.seen = [];
  look();
}"""
KEYS = """field => {
  const now = () => performance.timeOrigin + performance.now();
  window.typed = [];
  field.addEventListener('keydown', () => window.typed.push(now()), true);
}"""


async def measure(bench: Bench) -> list[Result]:
    """With two people, and with fifty: two browsers, and others who have the page and follow the workbook."""
    keys = 60 if bench.quick else 150
    found: list[Result] = []
    for what, others in ((TWO, 0), (FIFTY, AUDIENCE)):
        bench.say(f"edits: {keys} keys, {others} others follow")
        folder = bench.place(f"edits-{others}")
        library.create(folder / FILE, mentor="Sam", mentee="Alex").close()
        with mentorbook(folder) as server:
            taken, worked = await live(server, keys, others)
        found.append(Figure(what, OURS, tuple(taken), "ms"))
        if not others:
            found.append(Figure(KEY, OURS, (worked,), "ms"))
    return found


async def live(server: Server, keys: int, others: int) -> tuple[list[float], float]:
    """Milliseconds from each key to the partner's screen, and of the server's processor time for one key."""
    http = client(max(1, others))
    audience = [Visitor(server.url, server.address) for _ in range(others)]
    await asyncio.gather(*(follow(visitor, http) for visitor in audience))
    async with chromium() as browser:
        mentor, mentee = [await arrive(browser, server, role) for role in ("mentor", "mentee")]
        idle = await server.idle()
        began, worked = time.monotonic(), server.worked()
        taken = await typing(writer=mentee, reader=mentor, keys=keys)
        worked = server.worked() - worked - idle * (time.monotonic() - began)
    for visitor in audience:
        await visitor.leave()
    http.close()
    return taken, max(0.0, 1000 * worked / keys)


async def follow(visitor: Visitor, http: AsyncHTTPClient) -> None:
    """One of the audience: a page without a browser, with a kernel that follows the workbook and tells it."""
    await visitor.load(http)
    await visitor.connect()
    await visitor.open(FILE, "mentor")


async def arrive(browser: Browser, server: Server, role: str) -> Page:
    """The agreement, open for one person."""
    page = await (await somebody(browser)).new_page()
    await page.goto(f"{server.address}?view=agreement#open={FILE}&as={role}")
    await page.wait_for_selector(".mb-agreement details.fold")
    await page.evaluate("document.querySelectorAll('.mb-agreement details').forEach(one => one.open = true)")
    return page


async def typing(*, writer: Page, reader: Page, keys: int) -> list[float]:
    """One types, the other watches; each key once the last has been seen."""
    here, there = (page.locator(f"[data-path='{PATH}'] textarea") for page in (writer, reader))
    await there.evaluate(WATCH)
    await here.evaluate(KEYS)
    await here.click()
    for number in range(keys):
        await here.press("a")
        await reader.wait_for_function("n => window.seen.length >= n", arg=number + 1)
        await asyncio.sleep(PAUSE / 1000)
    typed, seen = await writer.evaluate("window.typed"), await reader.evaluate("window.seen")
    return [after - before for before, after in zip(typed, seen, strict=True)]
