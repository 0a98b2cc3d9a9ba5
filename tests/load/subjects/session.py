"""A live session: a kick-off in quick time, with a facilitator's browser and fifty in the room, eight of them with browsers.

How long an answer takes from sending to the facilitator's wall, where it has to be once. The page looks at each wall as
it is drawn; the n-th answer sent has arrived when the wall counts n.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from typing import Any

from playwright.async_api import Page

from mentorbook.content.loader import builtin
from mentorbook.content.specs import Segment
from tests.load.browsing import chromium, somebody
from tests.load.budgets import WALL
from tests.load.figures import OURS, Figure, Result
from tests.load.servers import Server, mentorbook
from tests.load.subjects import Bench
from tests.load.visitors import Visitor, client

ROOM = 50
BROWSERS = 8
WITHIN = 5.0  # seconds in which all of a room answer: sooner than any room does
AT_ONCE = 8  # pages that are opened together
PATIENCE = 120_000
WATCH = """() => {
  const count = () => Number(/^\\d+/.exec(document.querySelector(".mb-wall .live-wall .head .small")?.textContent ?? "")?.[0] ?? 0);
  const what = () => document.querySelector(".mb-wall .live-wall h2")?.textContent ?? "";
  window.walls = [];
  let last = "";
  new MutationObserver(() => {
    const now = `${what()} ${count()}`;
    if (now !== last) window.walls.push([Date.now(), what(), count()]);
    last = now;
  }).observe(document.querySelector(".mb-wall"), { subtree: true, childList: true, characterData: true, attributes: true });
}"""


class Guest(Visitor):
    """One in the room without a browser."""

    asked: dict[str, Any] | None = None

    async def join(self, code: str) -> None:
        """Joins, and stays: says every second that somebody looks."""
        page = uuid.uuid4().hex
        await self.say({"type": "hello", "page": page, "open": None})
        await self.say({"type": "live", "act": "join", "id": 1, "code": code, "page": page})
        while (await self._until("live")).get("kind") != "state":
            continue
        self.tasks += [asyncio.create_task(self._look()), asyncio.create_task(self._hear())]

    async def _hear(self) -> None:
        while True:
            message = await self._until("live")
            if message.get("kind") == "state":
                self.asked = message["state"]["current"]

    async def answer(self, part: Segment, number: int) -> float:
        """Answers what is asked once it has come, within some seconds; returns when it was sent."""
        async with asyncio.timeout(PATIENCE / 1000):
            while self.asked is None or self.asked["text"] != part.prompt:
                await asyncio.sleep(0.02)
        await asyncio.sleep(random.random() * WITHIN)
        told: Any = f"Words of {number}"
        told = {"choice": part.options[0].id if part.options else "", "scale5": 3}.get(part.response, told)
        sent = time.time()
        asked = {"question": self.asked["id"], "v": told, "n": 1}
        await self.say({"type": "live", "act": "answer", "id": 2, **asked})
        return sent


async def measure(bench: Bench) -> list[Result]:
    """One hour, as quickly as fifty people could answer."""
    bench.say(f"session: a kick-off with {ROOM} in the room, {BROWSERS} of them with browsers")
    with mentorbook(bench.place("session"), "--shared") as server:
        found = await kick_off(server)
    return [Figure(WALL, OURS, tuple(1000 * one for one in found), "ms")]


async def kick_off(server: Server) -> list[float]:
    """Seconds from sending to the wall, of every answer to every prompt."""
    address = f"{server.url}voila/render/"
    http, gate = client(ROOM), asyncio.Semaphore(AT_ONCE)
    guests = [Guest(server.url, f"{address}session.ipynb") for _ in range(ROOM - BROWSERS)]
    taken: list[float] = []
    async with chromium() as browser:
        lead = await (await somebody(browser, patience=PATIENCE)).new_page()
        await lead.goto(f"{address}lead.ipynb")
        await lead.get_by_role("button", name="Begin", exact=True).click()
        code = await lead.locator(".mb-runsheet .live-code").inner_text()
        phones = [await (await somebody(browser, patience=PATIENCE)).new_page() for _ in range(BROWSERS)]

        async def enter(phone: Page) -> None:
            async with gate:
                await phone.goto(f"{address}session.ipynb")
                await phone.get_by_label("Code of the session").fill(code)
                await phone.keyboard.press("Enter")
                await phone.locator(".asking .sheet").wait_for()

        async def come(guest: Guest) -> None:
            async with gate:
                await guest.load(http)
                await guest.connect()
                await guest.join(code)

        await asyncio.gather(*map(enter, phones), *map(come, guests))
        await lead.get_by_text(f"{ROOM} people in the room").wait_for()
        await lead.evaluate(WATCH)
        await lead.get_by_role("button", name="Start", exact=True).click()
        for number, part in enumerate(builtin().sessions["kick-off"].segments):
            if number:
                await lead.get_by_role("button", name="Next part").click()
            await lead.locator(".part h3", has_text=part.title).wait_for()
            await lead.locator(".send-part").click()
            if part.response == "none":
                await asyncio.gather(*(p.get_by_role("heading", name=part.prompt).wait_for() for p in phones))
                continue
            by_hand = (with_browser(phone, part, at) for at, phone in enumerate(phones))
            by_wire = (guest.answer(part, at) for at, guest in enumerate(guests, start=BROWSERS))
            sent = sorted(await asyncio.gather(*by_hand, *by_wire))
            await lead.get_by_text(f"{ROOM} of {ROOM} have answered.").wait_for()
            walls = await lead.evaluate("() => window.walls")
            mine = [(at / 1000, count) for at, what, count in walls if what == part.prompt]
            if max(count for _, count in mine) != ROOM:
                raise RuntimeError(f"{part.title}: not every answer is on the wall once")
            for place, at in enumerate(sent, start=1):
                taken.append(next(when for when, count in mine if count >= place) - at)
        for guest in guests:
            await guest.leave()
    http.close()
    return taken


async def with_browser(phone: Page, part: Segment, number: int) -> float:
    """Answers on a phone, by hand; returns when it was sent."""
    await phone.get_by_role("heading", name=part.prompt).wait_for()
    await asyncio.sleep(random.random() * WITHIN)
    if part.response in ("words", "text"):
        await phone.locator(".asking .large").fill(f"Words of {number}")
    else:
        await phone.locator(".asking input").first.press("Space")
    button = phone.get_by_role("button", name="Send")
    return float(await button.evaluate("(el) => (el.click(), Date.now())")) / 1000
