"""What two people write on, for the fault campaign: a server that can be killed and started again, a workbook, the
kernels behind its pages, and another process that reads what is on disk.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import mentorbook
from mentorbook import sharing
from mentorbook.store.slots import Link
from tests.load.chromium import until

NAMES = {"mentor": "Sam Okafor", "mentee": "Alex Rivera"}
START = 60  # seconds that a server may take to start


class Server:
    """`mentorbook serve`, each time at the same address and on the same folder."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data, self.options = data, options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.lines: list[str] = []
        self.start()

    def start(self) -> None:
        """Starts it, and returns once it listens."""
        program = str(Path(sys.executable).with_name("mentorbook"))
        where = ["--port", str(self.port), "--data", str(self.data)]
        self.process = subprocess.Popen(
            [program, "serve", "--no-open", *where, *self.options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        ready = threading.Event()
        process = self.process

        def read() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                self.lines.append(line)
                if "mentorbook is at" in line:
                    ready.set()
            ready.set()

        threading.Thread(target=read, daemon=True).start()
        ready.wait(START)
        if self.process.poll() is not None or not ready.is_set():
            raise AssertionError(f"the server did not start:\n{''.join(self.lines)[-2000:]}")

    @property
    def up(self) -> bool:
        return self.process.poll() is None

    def page(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/voila/render/{name}.ipynb"

    def kill(self) -> None:
        """Ends the server at once; what it had started is left to itself."""
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> None:
        if self.up:
            self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
            return
        os.killpg(self.process.pid, signal.SIGKILL)


def make(data: Path, *, shared: bool, name: str, text: str) -> tuple[dict[str, str], dict[str, Any]]:
    """A new workbook, with a text that both write in; what each opens (the end of an address), and how to read it."""
    if shared:
        where = sharing.database(data)
        book, mentor = sharing.create(where, mentor=NAMES["mentor"], mentee=NAMES["mentee"], role="mentor")
        with book:
            mentee = sharing.claim(where, sharing.invite(book))
            if text:
                book.edit("agreement/purpose", 0, 0, text, by="mentor")
        return (
            {"mentor": f"#link={mentor}", "mentee": f"#link={mentee}"},
            {"path": str(where), "link": str(mentor)},
        )
    path = data / f"{name}.mentorbook"
    with mentorbook.create(path, mentor=NAMES["mentor"], mentee=NAMES["mentee"]) as book:
        if text:
            book.edit("agreement/purpose", 0, 0, text, by="mentor")
    return (
        {role: f"#open={path.name}&as={role}" for role in NAMES},
        {"path": str(path), "link": None},
    )


class Reader:
    """A process of its own that opens the workbook anew each time it is asked, and says what is in it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_read_on, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def read(self, where: dict[str, Any], paths: list[str]) -> dict[str, str]:
        """The answers at some paths as they are on disk now, empty where there are none."""
        self.line.send((where, paths))
        answer = self.line.recv()
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    def end(self) -> None:
        self.line.close()
        self.process.join(20)


def _read_on(line: Connection) -> None:
    while True:
        try:
            where, paths = line.recv()
        except EOFError:
            return
        try:
            path, link = Path(where["path"]), where["link"]
            opened = mentorbook.open(path) if link is None else sharing.open(path, Link.parse(link))
            with opened as book:
                line.send({path: book.get(path) or "" for path in paths})
        except Exception as problem:  # noqa: BLE001 - whatever it is, the campaign has to hear of it
            line.send(AssertionError(f"what is on disk cannot be read: {problem!r}"))


def kill_kernel(kernel: str) -> None:
    """Ends a kernel's process at once. It is known by the socket it listens on, however it was started."""

    def strike() -> bool:
        pid = kernel_process(kernel)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        return pid is not None

    until(strike, f"no process of kernel {kernel}", 20)


def kernel_process(kernel: str) -> int | None:
    """The process that holds the sockets of a kernel; None where there is none."""
    name = re.compile(rf"kernel-{re.escape(kernel)}-ipc-\d+$")
    inodes = {
        columns[6]
        for line in Path("/proc/net/unix").read_text().splitlines()[1:]
        if len(columns := line.split()) > 7 and name.search(columns[7])
    }
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            for one in (folder / "fd").iterdir():
                with suppress(OSError):
                    target = str(one.readlink())
                    if target.startswith("socket:[") and target[8:-1] in inodes:
                        return int(folder.name)
    return None
