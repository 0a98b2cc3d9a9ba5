"""From the last key to the partner's screen: two browsers, one workbook, a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import mentorbook

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

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


def edit_to_partner(folder: Path, *, keys: int) -> dict[str, list[float]]:
    """Seconds from each key to the partner's screen, in a field of one's own and in a text both may write."""
    folder.mkdir()
    mentorbook.create(folder / "pair.mentorbook", mentor="Sam", mentee="Alex").close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mentorbook_ = str(Path(sys.executable).with_name("mentorbook"))
    command = [mentorbook_, "serve", "--no-open", "--port", str(port), "--data", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            pages = {
                role: visit(browser.new_context().new_page(), port, role) for role in ("mentor", "mentee")
            }
            found = {
                "key to partner's screen, shared text": typing(pages, "agreement/purpose", keys),
            }
            browser.close()
    finally:
        server.terminate()
        server.wait(20)
    return found


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            return
        except OSError:
            continue
    raise RuntimeError("the server ended before it answered")


def visit(page: Page, port: int, role: str) -> Page:
    """The agreement, open for one person."""
    page.goto(f"http://127.0.0.1:{port}/voila/render/agreement.ipynb#open=pair.mentorbook&as={role}")
    page.wait_for_selector(".mb-agreement details.fold", timeout=60_000)
    page.evaluate("document.querySelectorAll('.mb-agreement details').forEach(one => one.open = true)")
    return page


def typing(pages: dict[str, Page], path: str, keys: int) -> list[float]:
    """One types, the other watches."""
    fields = {role: page.locator(f"[data-path='{path}'] textarea") for role, page in pages.items()}
    fields["mentor"].evaluate(WATCH)
    fields["mentee"].evaluate(KEYS)
    fields["mentee"].click()
    for number in range(keys):
        fields["mentee"].press("a")
        pages["mentor"].wait_for_function("n => window.seen.length >= n", arg=number + 1)
    typed = pages["mentee"].evaluate("window.typed")
    seen = pages["mentor"].evaluate("window.seen")
    return [(there - here) / 1000 for here, there in zip(typed, seen, strict=True)]
