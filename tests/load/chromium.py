"""A browser of one's own, spoken to over its debugging port, so that it can be killed and go on.

Playwright gives a page up once its process has died. A person presses Reload, and so does `Tab`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import websocket

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-crash-restore-bubble",
    "--disable-features=SpareRendererForSitePerProcess",
    "--remote-debugging-port=0",
    "--lang=en-GB",
]
COMPLAINTS = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
START = 60  # seconds that a browser may take to start
ANSWER = 30  # seconds that it may take to answer


class Down(Exception):
    """The page's process, or the whole browser, is gone."""


class Moved(OSError):
    """Another page came while something was asked of this one. `until` asks again."""


class Browser:
    """Chromium with a profile in `folder`: what it keeps there is what a browser keeps when it is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()
        self.page = self.tab()

    def again(self, address: str) -> None:
        """Starts it again after it was killed, with the tabs that it had; `page` is the one at `address`."""
        self.page.close()
        self.start("--restore-last-session")
        self.page = self.tab(address)

    def start(self, *options: str) -> None:
        """Starts it, with what the profile holds."""
        assert CHROMIUM, "no Chromium: install Debian's package `chromium`, or name one in CHROMIUM"
        port = self.folder / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        for lock in self.folder.glob("Singleton*"):  # of the browser that was killed here
            lock.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [CHROMIUM, *SWITCHES, f"--user-data-dir={self.folder}", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(lambda: port.exists() and "\n" in port.read_text(), "the browser did not start", START)
        self.port = int(port.read_text().split()[0])

    def tab(self, address: str = "") -> Tab:
        """The tab whose page is at `address`; without one, whichever there is."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/json/list", timeout=ANSWER) as answer:
                found[:] = [
                    one
                    for one in json.load(answer)
                    if one["type"] == "page" and one["url"].partition("#")[0].startswith(address)
                ]
            return bool(found)

        until(look, f"no tab shows {address or 'anything'}", START)
        return Tab(found[0]["webSocketDebuggerUrl"])

    def kill_tab(self) -> None:
        """Ends the processes of all pages at once, as running out of memory would."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if "--type=renderer" in process.cmdline():
                    process.kill()

    def knows(self, address: str) -> bool:
        """Whether it would open the page at `address` again after being killed.

        It notes its tabs, and that the profile is in use at all, some seconds after they are there.
        """
        profile = self.folder / "Default"
        if not (profile / "Preferences").exists():
            return False
        return any(address.encode() in file.read_bytes() for file in (profile / "Sessions").glob("Session_*"))

    def kill(self) -> None:
        """Ends all of it at once, as the end of the battery would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


class Tab:
    """One tab. Used from several threads, one call at a time.

    Every call raises `Down` where the page's process or the browser is gone; `reload` brings the page back.
    """

    def __init__(self, socket: str) -> None:
        self.socket = websocket.create_connection(socket, timeout=ANSWER, suppress_origin=True)
        self.lock = threading.Lock()
        self.number = 0
        self.crashed = False
        self.complaints: deque[str] = deque(maxlen=8)  # the last that the browser's console said was wrong
        for domain in ("Inspector", "Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Sends a command and returns its result."""
        with self.lock:
            # What goes to a page that has crashed is never answered, but for what brings it back.
            if self.crashed and method != "Page.reload":
                raise Down(method)
            self.number += 1
            try:
                self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
                while True:
                    said = json.loads(self.socket.recv())
                    if said.get("method") == "Inspector.targetCrashed":
                        self.crashed = True
                        if method != "Page.reload":
                            raise Down(method)
                    elif said.get("method") == "Inspector.targetReloadedAfterCrash":
                        self.crashed = False
                    elif said.get("method") == "Page.javascriptDialogOpening":
                        # “Leave the page?”: yes. The answer to this is passed over.
                        leave = {"method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
                        self.socket.send(json.dumps({"id": 0, **leave}))
                    elif said.get("method") in COMPLAINTS:
                        self._note(said)
                    elif said.get("id") == self.number:
                        if "error" in said:
                            said = said["error"]
                            moved = any(word in said["message"] for word in ("navigated", "context"))
                            raise (Moved if moved else RuntimeError)(f"{method}: {said}")
                        return dict(said["result"])
            except Moved:
                raise
            except (OSError, websocket.WebSocketException) as problem:
                raise Down(f"{method}: {problem}") from problem

    def _note(self, said: dict[str, Any]) -> None:
        """Keeps what was said to be wrong."""
        about = said["params"]
        if about.get("type", "error") == "error" and about.get("entry", {}).get("level", "error") == "error":
            self.complaints.append(json.dumps(about)[:400])

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """What a function, given as JavaScript, returns for some arguments."""
        code = f"({script})(...{json.dumps(arguments)})"
        answer = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"])[:1000])
        return answer["result"].get("value")

    def insert(self, text: str) -> None:
        """Puts text in at the caret, as one key does."""
        self.call("Input.insertText", text=text)

    def backspace(self) -> None:
        """Takes the character before the caret away."""
        key = {"key": "Backspace", "code": "Backspace", "windowsVirtualKeyCode": 8}
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, **key)

    def go(self, address: str) -> None:
        self.call("Page.navigate", url=address)

    def reload(self) -> None:
        """Presses Reload; also in a tab that says that its page has crashed."""
        self.call("Page.reload")
        self.crashed = False

    def close(self) -> None:
        with suppress(OSError, websocket.WebSocketException):
            self.socket.close()


def until(seen: Callable[[], Any], wrong: str | Callable[[], str], seconds: float) -> Any:
    """Waits until `seen()` is true, and returns what it gave.

    Raises:
        AssertionError: It was not so within `seconds`; the message is `wrong`.
    """
    end = time.monotonic() + seconds
    while True:
        with suppress(OSError):
            if found := seen():
                return found
        if time.monotonic() > end:
            raise AssertionError(wrong() if callable(wrong) else wrong)
        time.sleep(0.03)
