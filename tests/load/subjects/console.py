"""The facilitator's console with many pairs: from the page being there to a table that answers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from playwright.async_api import Browser

from mentorbook.programme.people import Person
from mentorbook.programme.record import Programme
from mentorbook.programme.signals import PAIR, Signals
from tests.load.browsing import chromium, leave, somebody
from tests.load.budgets import CONSOLE
from tests.load.figures import OURS, Figure, Result
from tests.load.servers import Server, mentorbook
from tests.load.subjects import Bench

SIZES = (1_000, 10_000)
AGREEMENTS = ("signed", "signed", "half", "draft", "none")

# Looks once a frame: when the text of the page and its bar are there, when rows are, and when the table has answered a press.
PROBE = """
(() => {
  if (window.top !== window) return;
  const seen = (window.bench = { page: null, rows: null, usable: null });
  const look = () => {
    const chip = document.querySelector('.mb-programme [data-filter="look"]');
    if (seen.page === null && document.querySelector(".mb-topbar .brand")) seen.page = performance.now();
    if (seen.rows === null && chip && document.querySelectorAll(".mb-programme .pairs tbody tr").length > 20) {
      seen.rows = performance.now();
      chip.click();
    } else if (seen.rows !== null && chip?.getAttribute("aria-pressed") === "true") {
      seen.usable = performance.now();
      return;
    }
    requestAnimationFrame(look);
  };
  look();
})();
"""


async def measure(bench: Bench) -> list[Result]:
    """With a thousand pairs, and with ten thousand: seconds from the page to the table that answers."""
    found: list[Result] = []
    for size in SIZES:
        bench.say(f"console: {size:,} pairs")
        folder = bench.place(f"console-{size}")
        link = programme(folder, size)
        with mentorbook(folder, "--shared") as server:
            async with chromium() as browser:
                bench.browser = browser.version
                await visit(browser, server, link)  # wakes the server
                taken = [await visit(browser, server, link) for _ in range(bench.runs)]
        found.append(Figure(CONSOLE.format(f"{size:,}"), OURS, tuple(taken)))
    return found


async def visit(browser: Browser, server: Server, link: str) -> float:
    """One visit of a browser that has been there before, as a facilitator's has."""
    context = await somebody(browser)
    page = await context.new_page()
    await page.add_init_script(PROBE)
    address = server.address.rpartition("/")[0] + f"/facilitator.ipynb#programme={link}"
    await page.goto(address, wait_until="commit")
    await page.wait_for_function("() => window.bench?.usable")
    seen = await page.evaluate("bench")
    await leave(page)
    await context.close()
    return float(seen["usable"] - seen["page"]) / 1000


def programme(folder: Path, size: int) -> str:
    """A programme with so many pairs and a row of progress for each; the link that opens it."""
    today = date.today()
    with Programme.create(folder, name="Large", journey="semester", start=str(today - timedelta(60))) as made:
        stages = made.pack.journeys["semester"].stages
        made.take_on(
            Person(
                id=f"{role}{n}", name=f"{role.title()} Number {n}", role=role, email=f"{role}{n}@example.org"
            )
            for n in range(size)
            for role in ("mentor", "mentee")
        )
        ids = made.pair_all((f"mentor{n}", f"mentee{n}", 60 + n % 40) for n in range(size))
        pairs = made.pairs()
        made.set(
            {
                f"pairs/{id_}": pairs[id_]
                | {
                    "standing": "invited",
                    "workbook": f"{n:032x}",
                    "invited": str(today - timedelta(55)),
                    "links": {"mentor": "x" * 32, "mentee": "x" * 32},
                }
                for n, id_ in enumerate(ids)
            }
        )
        rows = {}
        for n in range(size):
            stage = stages[n % len(stages)].id
            held = [str(today - timedelta(7 * back + n % 20)) for back in range(5, -1, -1)]
            opened = {"opened": str(today - timedelta(50)), "asked": n % 97 == 0}
            rows[f"{n:032x}"] = {
                "shares": True, "people": {"mentor": opened, "mentee": opened}, "journey": "semester", "stage": stage,
                "since": str(today - timedelta(n % 50)), "start": str(today - timedelta(55)), "held": held,
                "planned": [str(today + timedelta(n % 14))], "agreement": AGREEMENTS[n % 5],
                "goals": {"active": n % 3, "reached": n % 2}, "due": held[-2:], "pulse": n % 3, "active": held[-1],
            }  # fmt: skip
        with Signals(folder) as signals:
            signals.put_many(made.id, PAIR, rows, f"{today}T00:00:00Z")
        return str(made.link)
