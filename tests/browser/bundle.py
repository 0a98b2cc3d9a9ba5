"""Writes server/bundle.txt anew: the scripts that a browser asks for when there is no bundle.

Run by ``make bundle``, after an upgrade of Voilà, ipywidgets or anywidget.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from conftest import CHROMIUM, MENTORBOOK, SWITCHES, start
from playwright.sync_api import sync_playwright

from mentorbook.server import bundle

HEAD = "# The scripts that every page loads, in one: see bundle.py. Written by: make bundle\n"
SCRIPT = re.compile(r"/mentorbook/(voila|lab)/[0-9a-f]{16}/([^?]+\.js)")


def asked(address: str) -> set[str]:
    """What the page at `address` loads of Voilà's and the widget managers' scripts, with a widget drawn."""
    found: set[str] = set()
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES).new_page()
        page.route(f"**/{bundle.NAME}", lambda route: route.abort())

        def note(request) -> None:
            script = SCRIPT.search(request.url)
            if script:
                found.add("/".join(script.groups()))

        page.on("request", note)
        page.goto(address)
        page.locator(".cell .mb").first.wait_for()
        page.wait_for_load_state("networkidle")
    return {
        name
        for name in found
        if name not in ("voila/voila.js", f"voila/{bundle.NAME}") and "/remoteEntry." not in name
    }


def main() -> None:
    data = Path(tempfile.mkdtemp())
    command = [str(MENTORBOOK), "serve", "--no-open", "--port", "0", "--data", str(data)]
    server = start(command, ready=r"mentorbook is at (\S+)", data=data)
    try:
        names = sorted(asked(server.page("index")))
    finally:
        server.stop()
    bundle.LIST.write_text(HEAD + "".join(f"{name}\n" for name in names), encoding="utf-8")
    print(f"{bundle.LIST}: {len(names)} scripts")


if __name__ == "__main__":
    main()
