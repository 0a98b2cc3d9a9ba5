"""A Binder as the pair meets it: both in one container by the copied link, then in a fresh one with the file.

No environment is built for it (test_binder.py does that): a Jupyter server started by binder/start, with a base URL
and a token, and what a Binder puts into its environment.
"""

from __future__ import annotations

import re
import signal
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Server, start
from people import Person, stored

ROOT = Path(__file__).parents[2]
BASE = "/user/pair-mentorbook-x1y2/"
LAUNCH = "http://binder.invalid/v2/gh/mentorbook/mentorbook/0123abcd?urlpath=voila%2Frender%2Fnotebooks%2Findex.ipynb"
PURPOSE = "agreement/purpose"
WORDS = "To grow into leading a team"


@pytest.fixture
def container(tmp_path):
    """Starts containers: ``container("a-token", minutes=6 * 60 - 20)`` is one that has been up for so long."""
    servers = []

    def begin(token: str, *, minutes: float = 1) -> Server:
        home = tmp_path / f"container-{len(servers)}"
        home.mkdir()
        env = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(home),
            "TMPDIR": str(home),
            "BINDER_REPO_URL": "https://github.com/mentorbook/mentorbook",
            "BINDER_LAUNCH_HOST": "http://binder.invalid/",
            "BINDER_PERSISTENT_REQUEST": "v2/gh/mentorbook/mentorbook/0123abcd",
            "MENTORBOOK_STARTED": str(time.time() - 60 * minutes),
        }
        command = [
            str(ROOT / "binder" / "start"),
            *("jupyter", "server", "--allow-root", "--no-browser", "--ip=127.0.0.1", "--port=0"),
            f"--ServerApp.base_url={BASE}",
            f"--IdentityProvider.token={token}",
        ]
        ready = r"(http://127\.0\.0\.1:\d+)" + BASE
        server = start(command, ready=ready, data=home / "mentorbook-workbooks", env=env, cwd=ROOT)
        servers.append((server, token))
        return server

    yield begin
    for server, token in servers:
        server.stop(signal.SIGTERM)  # as Binder ends its containers
        assert token not in server.log


def first_page(server: Server, token: str) -> str:
    return f"{server.url}{BASE}voila/render/notebooks/index.ipynb?token={token}"


def begin(page) -> None:
    """Grace starts a workbook."""
    page.get_by_label("Your name").fill("Grace")
    page.get_by_label("Their name").fill("Ada")
    page.get_by_role("button", name="Start our workbook").click()
    page.wait_for_url("**/partnership.ipynb*")


def go_on(page, role: str) -> Person:
    person = Person(page, role)
    person.arrive()
    person.go("Agreement")
    person.open_all()
    person.words(PURPOSE).wait_for()
    return person


def test_two_in_one_session_and_then_in_a_fresh_one(container, visit):
    first = container("first-token-0123456789")
    page = visit(
        first_page(first, "first-token-0123456789"), permissions=["clipboard-read", "clipboard-write"]
    )
    begin(page)
    grace = go_on(page, "mentee")

    # The link: warned of before it is made, on no page as text, and not asked for before.
    grace.press("Your file")
    grace.see("Whoever has this link can read and change everything in this session, and run programs in it.")
    assert "first-token" not in page.evaluate("() => document.body.innerHTML.replace(/href=.*?>/g, '')")
    grace.press("Invite your partner into this session")
    grace.see(re.compile("The link is copied"))
    link = page.evaluate("() => navigator.clipboard.readText()")
    parts = urlsplit(link)
    assert parts.path == f"{BASE}voila/render/notebooks/partnership.ipynb"
    assert list(parse_qs(parts.fragment)) == ["open"], "nothing says who comes"
    assert "first-token" not in page.locator("body").inner_text()
    grace.press("Show the link as a QR code")
    page.locator(".together .code svg path").wait_for()
    page.keyboard.press("Escape")
    page.locator(".together .code svg").wait_for(state="detached")

    # Ada comes by it, in another browser, and says who she is.
    other = visit(link)
    other.get_by_role("button", name="I am Ada").first.click(timeout=30_000)
    ada = go_on(other, "mentor")
    ada.words(PURPOSE).fill(WORDS)
    grace.reads(PURPOSE, WORDS)
    grace.words(PURPOSE).focus()
    ada.see("Grace is writing in What for", within=".mb-topbar")
    ada.saved()

    # In one press the file is kept, and a fresh session is asked for.
    grace.press("Your file")
    grace.see(re.compile("You have changed it since your last download"))
    page.context.route("http://binder.invalid/**", lambda route: route.fulfill(body="launching"))
    with page.context.expect_page() as opened, page.expect_download() as kept:
        grace.press("Download, then open a fresh session")
    assert opened.value.url == LAUNCH
    file = kept.value.path()
    name = kept.value.suggested_filename
    grace.see("Drop the file onto its first page to go on.")

    # The container is thrown away. In another one, the file brings everything back.
    first.stop(signal.SIGTERM)
    page.faults.clear()
    second = container("second-token-0123456789")
    page = visit(first_page(second, "second-token-0123456789"))
    page.get_by_label("Your name").wait_for(timeout=30_000)
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": Path(file).read_bytes()}
    )
    page.wait_for_url("**/partnership.ipynb*")
    page.get_by_role("button", name="I am Ada").first.click(timeout=30_000)
    again = go_on(page, "mentor")
    again.reads(PURPOSE, WORDS)
    (book,) = second.data.glob("*.mentorbook")
    with stored(book) as found:
        assert found.get(PURPOSE) == WORDS
        assert found.names == {"mentor": "Ada", "mentee": "Grace"}


def test_before_the_end_it_is_said(container, visit):
    server = container("third-token-0123456789", minutes=6 * 60 - 9.5)
    page = visit(first_page(server, "third-token-0123456789"))
    begin(page)
    grace = go_on(page, "mentee")
    strip = page.locator(".mb-banner .strip:visible")
    strip.get_by_text(re.compile(r"This session ends in about (9|10) minutes\.")).wait_for()
    strip.get_by_text("What you have not downloaded is gone then.").wait_for()
    with page.expect_download():
        strip.get_by_role("button", name="Download our workbook").click()
    strip.get_by_text("You have downloaded your workbook as it is now.").wait_for()
    grace.words(PURPOSE).fill(WORDS)
    strip.get_by_text("What you have not downloaded is gone then.").wait_for()
    strip.get_by_role("button", name="Close").click()
    strip.wait_for(state="detached")


def test_nothing_is_sent_while_nobody_looks(container, visit):
    """A Binder counts every message as activity: the ping goes only while the page is visible."""
    server = container("fourth-token-0123456789")
    lines, sent = [], []

    def watch(page) -> None:
        def opened(line) -> None:
            lines.append(line)
            line.on("framesent", lambda frame: sent.append(frame))

        page.clock.install()
        page.on("websocket", opened)

    page = visit(first_page(server, "fourth-token-0123456789"), watch=watch)
    begin(page)
    go_on(page, "mentor").saved()
    for _ in range(3):  # looked at, it asks every second; the page's own clock goes on when it is answered
        with lines[-1].expect_event("framereceived", lambda frame: b"pong" in bytes(frame)):
            page.clock.run_for(1000)
    page.evaluate(
        "() => { Object.defineProperty(document, 'visibilityState', {get: () => 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange')); }"
    )
    hidden = len(sent)
    page.clock.run_for(60_000)
    page.evaluate("1")  # what was sent meanwhile is told here before the answer to this
    assert len(sent) == hidden
