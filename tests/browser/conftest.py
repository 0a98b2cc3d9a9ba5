"""What the browser tests stand on: a real `mentorbook serve` on a free port, and Debian's Chromium.

`serve` starts servers, `server` is one for the whole module with a folder of its own; `visit` opens pages,
each in a browser context of its own (so two visits are two people). A page that throws an error, or asks
anyone but its server for anything, fails its test.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START = 60  # seconds a server may take to start
MENTORBOOK = Path(sys.executable).with_name("mentorbook")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests say so and are skipped; where everything must be tested, they fail."""
    here = Path(__file__).parent
    if CHROMIUM or os.environ.get("CI") == "true":
        return
    reason = "no Chromium: install Debian's package `chromium`, or name one in CHROMIUM"
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Server:
    """A server process, what it printed, and where it keeps workbooks."""

    process: subprocess.Popen[str]
    data: Path
    lines: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def log(self) -> str:
        return "".join(self.lines)

    def page(self, name: str) -> str:
        """The address of a notebook: ``server.page("goals")``."""
        return f"{self.url}voila/render/{name}.ipynb"

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ends it and returns its exit code; what it had started ends with it.

        Raises:
            AssertionError: It did not end; the message is what it printed, and where it was.
        """
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                self.process.send_signal(signal.SIGABRT)  # Python's fault handler tells where it is
                self.process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            raise AssertionError(f"The server did not end:\n{self.log}") from None


def start(
    command: list[str], *, ready: str, data: Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> Server:
    """Starts a server and waits until a line matches `ready`, whose first group is its address.

    Raises:
        AssertionError: It ended, or was not ready in time; the message is what it printed.
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1", **(env or {})},
        cwd=cwd,
        start_new_session=True,
    )
    server = Server(process, data)
    running = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            server.lines.append(line)
            found = re.search(ready, line)
            if found and not server.url:
                server.url = found[1]
                running.set()
        running.set()

    threading.Thread(target=read, daemon=True).start()
    running.wait(START)
    if not server.url:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError(f"{' '.join(command)} did not start:\n{server.log}")
    return server


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts `mentorbook serve`: ``serve("--shared", data=folder)``. All are ended with the session."""
    servers: list[Server] = []

    def begin(*options: str, data: Path | None = None, env: dict[str, str] | None = None) -> Server:
        folder = data or tmp_path_factory.mktemp("workbooks")
        command = [str(MENTORBOOK), "serve", "--no-open", "--port", "0", "--data", str(folder), *options]
        server = start(command, ready=r"mentorbook is at (https?://\S+)", data=folder, env=env)
        servers.append(server)
        return server

    yield begin
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server]) -> Iterator[Server]:
    """One server for the tests of a module, with an empty folder of workbooks."""
    server = serve()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    """Chromium. The tests open pages with `visit`."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "no Chromium: install Debian's package `chromium`, or name one in CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, request: pytest.FixtureRequest):
    """Opens an address as somebody new: ``page = visit(server.page("goals"), width=390, scheme="dark")``.

    `watch` is called with the page before it goes anywhere; further keywords go to Playwright's
    ``new_context``. When the test ends, it fails if any page threw an error or asked another machine for
    something; ``page.faults`` is the list (clear it where that is meant).
    """
    contexts, faults = [], []

    def open_page(
        address: str, *, width: int = 1280, height: int = 900, scheme: str = "light", watch=None, **context
    ):
        made = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB", **context
        )
        contexts.append(made)
        page = made.new_page()
        page.faults = faults
        home = urlsplit(address).netloc

        def asked(request) -> None:
            where = urlsplit(request.url)
            if where.scheme in ("http", "https", "ws", "wss") and where.netloc != home:
                faults.append(f"asked {request.url}")

        page.on("request", asked)
        page.on("pageerror", lambda error: faults.append(f"threw {error}"))
        if watch:
            watch(page)
        page.goto(address)
        return page

    yield open_page
    folder = Path(__file__).parents[1] / ".output"
    failed = getattr(request.node, "failed", False)
    for number, context in enumerate(contexts):
        if failed and context.pages:
            folder.mkdir(exist_ok=True)
            context.pages[0].screenshot(path=folder / f"{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert not faults, "\n".join(map(str, faults))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report
