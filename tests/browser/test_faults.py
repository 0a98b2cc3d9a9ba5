"""What breaks while people write: the kernel, the server, the network. Nothing typed is lost, nothing comes twice."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from people import Person, make, stored

PURPOSE = "agreement/purpose"
LOST = "Connection lost. Your words are kept here."
BANNER = 5_000  # milliseconds until the page has to say that it is on its own


def kernel_of(page) -> str:
    """The id of the kernel behind a page."""
    return str(
        page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    )


def kill_kernel(kernel: str) -> None:
    """Ends the kernel's process at once, as running out of memory would."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # A forked kernel has its template's command, and the beginning of a name of its own.
            forked = (folder / "comm").read_text().strip() == f"kernel-{kernel}"[:15]
            if forked or f"kernel-{kernel}.json" in (folder / "cmdline").read_text():
                os.kill(int(folder.name), signal.SIGKILL)
                return
    raise AssertionError(f"no process of kernel {kernel}")


@pytest.fixture
def ada(server, visit, request):
    """The mentee in the middle of a shared text and of one of her own."""
    book = make(server.data, request.node.name)
    ada = Person.at(visit, server, book, "mentee")
    ada.open_all()
    ada.type(PURPOSE, "before ")
    ada.saved()
    ada.book = book
    return ada


def check(person: Person, text: str) -> None:
    """All that was typed is there, once: on the page, after a reload, and in the file."""
    person.open_all()
    person.reads(PURPOSE, text)
    person.saved()
    with stored(person.book) as opened:
        assert opened.text(PURPOSE) == text
        assert opened.get("agreement/programme") == "None"
        assert len(opened.rows("agreement/responsibilities")) == 1


def write_on(ada: Person) -> None:
    """Types, answers and adds a row with nobody there to take it."""
    ada.page.keyboard.type("during ")
    ada.write("agreement/programme", "None")
    row = ada.add_row("agreement/responsibilities")
    ada.write(f"{row}/what", "Notes")
    ada.type(PURPOSE, "after")
    ada.reads(PURPOSE, "before during after")


def test_the_kernel_dies(server, visit, ada):
    ada.page.keyboard.type("d")
    ada.page.keyboard.press("Backspace")
    kill_kernel(kernel_of(ada.page))
    ada.page.get_by_text(LOST).wait_for(timeout=BANNER)
    assert ada.page.evaluate("scrollY") > 0  # in sight of who writes, however far down the page
    assert 0 <= ada.page.get_by_text(LOST).bounding_box()["y"] < 200
    write_on(ada)
    ada.reload()
    check(ada, "before during after")
    ada.reload()
    check(ada, "before during after")


def test_the_server_starts_anew(serve, visit, request, tmp_path):
    """Ended in the middle of a word and started again at the same address."""
    server = serve(data=tmp_path)
    port = server.url.rstrip("/").rsplit(":", 1)[1]
    book = make(tmp_path, "anew")
    ada = Person.at(visit, server, book, "mentee")
    ada.book = book
    ada.open_all()
    ada.type(PURPOSE, "before ")
    ada.saved()
    server.stop(signal.SIGKILL)
    ada.page.get_by_text(LOST).wait_for(timeout=BANNER)
    write_on(ada)
    ada.press("Try now")
    ada.page.get_by_text(LOST).wait_for()
    serve("--port", port, data=tmp_path)  # the page notices by itself
    ada.page.get_by_role("button", name="Reload the page").wait_for(timeout=30_000)
    ada.type(PURPOSE, "!")
    ada.page.get_by_role("button", name="Reload the page").click()
    ada.arrive()
    check(ada, "before during after!")


def test_the_server_stands_still_and_goes_on(server, visit, ada):
    """As when a laptop sleeps or the network is away. Without a reload: what was written is sent, once."""
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        ada.page.get_by_text(LOST).wait_for(timeout=BANNER)
        write_on(ada)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    ada.page.get_by_text(LOST).wait_for(state="detached", timeout=30_000)
    check(ada, "before during after")
    assert ada.before_caret(PURPOSE) == "before during after"
    ada.reload()
    check(ada, "before during after")


def test_a_copy_while_nobody_is_there(server, visit, ada):
    """The way out where nothing comes back: the words as a text file, also those that were not sent."""
    kill_kernel(kernel_of(ada.page))
    ada.page.get_by_text(LOST).wait_for(timeout=BANNER)
    ada.page.keyboard.type("unsent")
    with ada.page.expect_download() as expected:
        ada.press("Download a copy")
    assert "before unsent" in expected.value.path().read_text(encoding="utf-8")
