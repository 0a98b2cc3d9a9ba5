"""What two people write on, for the fault campaign: a server that can be killed and started again, a workbook, the
kernels behind its pages, and another process that reads what is on disk.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import mentorbook.cli
from mentorbook import sharing
from mentorbook.store.slots import Link
from tests.load.chromium import until

NAMES = {"mentor": "Sam Okafor", "mentee": "Alex Rivera"}
SERVERS = multiprocessing.get_context("forkserver")
SERVERS.set_forkserver_preload(["mentorbook.server.app"])
START = 60  # seconds that a server may take to start


class Server:
    """`mentorbook serve`, each time at the same address and on the same folder.

    It is forked from a process that has its modules loaded: in a campaign it starts a hundred times.
    """

    def __init__(self, data: Path, *options: str) -> None:
        self.data, self.log = data, data.with_suffix(".log")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.arguments = ["--no-open", "--port", str(self.port), "--data", str(data), *options]
        self.start()

    def start(self) -> None:
        """Starts it, and returns once it listens."""
        self.log.write_text("")
        self.process = SERVERS.Process(target=_serve, args=(self.arguments, str(self.log)))
        self.process.start()

        def listens() -> bool:
            assert self.up, f"the server ended:\n{self.said}"
            return "mentorbook is at" in self.said

        until(listens, lambda: f"the server did not start:\n{self.said}", START)

    @property
    def said(self) -> str:
        """The last that it printed."""
        return self.log.read_text()[-2000:]

    @property
    def up(self) -> bool:
        return self.process.is_alive()

    def page(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/voila/render/{name}.ipynb"

    def kill(self) -> None:
        """Ends the server at once; what it had started is left to itself."""
        self.process.kill()
        self.process.join(20)

    def stop(self) -> None:
        if self.up and self.process.pid:
            os.kill(self.process.pid, signal.SIGINT)
        self.process.join(20)
        self.process.kill()


def _serve(arguments: list[str], log: str) -> None:
    os.setsid()
    with Path(log).open("ab") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    sys.exit(mentorbook.cli.main(["serve", *arguments]))


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
