"""What a person at a browser meets: when the text is there, when a field is, and when it answers.

One rule for all: a page is **usable** when a letter, typed into its first field as soon as that shows, has been
answered by Python on the page. The peers' forms repeat the letter; ours says "Saved", once it is on disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, TimeoutError, async_playwright

from tests.load.peers.fields import HEARD, TITLE

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LETTER = "q"
PATIENCE = 60_000  # milliseconds that a page may take
REPEATED = f"all().some((root) => root.textContent.includes({HEARD + LETTER!r}))"
SAVED = "document.querySelector('.mb-topbar .saved')?.textContent.trim().startsWith('Saved')"

# Runs in the page from the start and looks once a frame; times are milliseconds since the address was asked for.
PROBE = """
(() => {
  if (window.top !== window) return;
  const seen = (window.bench = { text: null, field: null, usable: null });
  const all = () => {
    const roots = [document.body];
    for (const root of roots)
      for (const el of root.querySelectorAll("*")) if (el.shadowRoot) roots.push(el.shadowRoot);
    return roots;
  };
  const shows = (el, opacityProperty) =>
    el.getClientRects().length > 0 && el.checkVisibility({ opacityProperty, visibilityProperty: true });
  const first = (what, fits) => {
    for (const root of all()) for (const el of root.querySelectorAll(what)) if (fits(el)) return el;
    return null;
  };
  const title = (el) => el.textContent.trim().startsWith(TITLE) && shows(el, true);
  // An empty field may be transparent until it is pressed (Solara's are), and be there all the same.
  const open = (el) => !el.disabled && !el.readOnly && shows(el, false);
  const look = () => {
    if (document.body) {
      const now = performance.now();
      if (seen.text === null && first("h1", title)) seen.text = now;
      if (seen.field === null) {
        const el = first("textarea, input[type=text], input:not([type])", open);
        if (el) [seen.field, seen.el] = [now, el];
      } else if (seen.usable === null && ANSWERED) seen.usable = now;
    }
    if (seen.usable === null || seen.text === null) requestAnimationFrame(look);
  };
  look();
})();
"""


@dataclass(frozen=True)
class Site:
    """A page to visit.

    Attributes:
        who: Whose it is.
        address: Where it is.
        answered: JavaScript that tells whether Python's answer to the letter is on the page.
        title: With what its heading begins.
    """

    who: str
    address: str
    answered: str = REPEATED
    title: str = TITLE

    @property
    def probe(self) -> str:
        """What looks on, made for this page."""
        return PROBE.replace("TITLE", repr(self.title)).replace("ANSWERED", self.answered)


@dataclass
class Seen:
    """What one visit saw: seconds from the address to each moment."""

    text: float
    field: float
    usable: float
    traffic: Traffic | None = None


@dataclass
class Traffic:
    """What went over the wire, as the browser's own tools count it."""

    http: int = 0
    """Bytes of all answers as they were sent, with their headers."""
    socket: int = 0
    """Bytes of what came by websocket, before it was compressed for the way (the browser does not say after)."""
    requests: int = 0
    third: list[str] = field(default_factory=list)
    """Every address of another machine that was asked for."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window.

    Raises:
        RuntimeError: There is none.
    """
    if not CHROMIUM:
        raise RuntimeError("no Chromium: install Debian's package `chromium`, or name one in CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        await browser.close()


async def somebody(browser: Browser, *, patience: float = PATIENCE) -> BrowserContext:
    """A browser that has never been anywhere: empty cache, empty storage. It waits `patience` milliseconds."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(patience)
    return context


async def visit(context: BrowserContext, site: Site, *, count: bool = False, stay: bool = False) -> Seen:
    """Opens the page, types a letter into its first field, and leaves once that is answered.

    Args:
        count: Also count what went over the wire.
        stay: Leave the page open; whoever closes the context leaves it.

    Raises:
        RuntimeError: No field came, or no answer.
    """
    page = await context.new_page()
    await page.add_init_script(site.probe)
    traffic = await watch(page, site) if count else None
    try:
        await page.goto(site.address, wait_until="commit")
        await page.wait_for_function("() => window.bench?.field")
        await page.evaluate("window.bench.el.focus()")
        await page.keyboard.press(LETTER)
        await page.keyboard.press("Tab")  # some send what is typed only when the field is left
        await page.wait_for_function("() => bench.usable && bench.text")
    except TimeoutError as error:
        raise RuntimeError(f"{site.who}: nothing to type into, or no answer") from error
    moments = await page.evaluate("[bench.text, bench.field, bench.usable].map((one) => one / 1000)")
    if traffic is not None:
        await page.wait_for_load_state("networkidle")
    if not stay:
        await leave(page)
    return Seen(*moments, traffic)


async def leave(page: Page) -> None:
    """Goes elsewhere first, so that the page can say goodbye to its server, and then closes the tab."""
    await page.goto("about:blank")
    await page.close()


async def watch(page: Page, site: Site) -> Traffic:
    """Counts what the page loads."""
    traffic = Traffic()
    home = urlsplit(site.address).netloc
    session = await page.context.new_cdp_session(page)

    def asked(event: dict[str, Any]) -> None:
        where = urlsplit(event["request"]["url"])
        if where.scheme in ("http", "https"):
            traffic.requests += 1
            if where.netloc != home:
                traffic.third.append(event["request"]["url"])

    def loaded(event: dict[str, Any]) -> None:
        traffic.http += int(event["encodedDataLength"])

    def came(event: dict[str, Any]) -> None:
        traffic.socket += len(event["response"]["payloadData"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", loaded)
    session.on("Network.webSocketFrameReceived", came)
    await session.send("Network.enable")
    return traffic
