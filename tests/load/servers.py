"""The servers that are measured: ours with its default settings, and each peer as its own manual starts it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.load.peers import HERE, program

MARK = "MENTORBOOK_BENCH"
START = 60  # seconds that a server may take to start


@dataclass
class Server:
    """A server process and all that it started."""

    process: subprocess.Popen[bytes]
    mark: str
    url: str
    address: str
    """The page that is measured."""

    def processes(self) -> list[int]:
        """Every process of it, however it is related: all carry the mark in their environment."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if self.mark.encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return found

    def memory(self) -> float:
        """What all of them take together, in MB: what several share is counted once (PSS)."""
        total = 0
        for pid in self.processes():
            with suppress(OSError):
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
        return total / 1024

    def worked(self) -> float:
        """The processor time that all of them have had since they began, in seconds."""
        ticks = 0
        for pid in self.processes():
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    async def idle(self, seconds: float = 5) -> float:
        """How much of a core all of them use together while nobody does anything: 0.5 is half a core."""
        before = self.worked()
        await asyncio.sleep(seconds)
        return (self.worked() - before) / seconds

    def settled(self, patience: float = 20) -> float:
        """Its memory, once that has not moved by a hundredth for a second."""
        end, before = time.monotonic() + patience, self.memory()
        while True:
            time.sleep(1)
            now = self.memory()
            if abs(now - before) < 0.01 * before or time.monotonic() > end:
                return now
            before = now

    def stop(self) -> None:
        """Ends it, and whatever of it is still there after that."""
        self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def mentorbook(folder: Path, *options: str) -> Iterator[Server]:
    """Ours, on a folder of workbooks."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("mentorbook")), "serve", "--no-open"]
    where = ["--port", str(port), "--data", str(folder)]
    with started([*command, *where, *options], port, "voila/render/partnership.ipynb") as server:
        yield server


COMMANDS: dict[str, Callable[[int], list[str]]] = {
    "Voilà": lambda port: ["voila", "voila_form.ipynb", "--no-browser", f"--port={port}"],
    "Streamlit": lambda port: [
        "streamlit", "run", "streamlit_form.py", "--server.headless=true", f"--server.port={port}",
    ],
    "Panel": lambda port: ["panel", "serve", "panel_form.py", f"--port={port}"],
    "Solara": lambda port: ["solara", "run", "solara_form.py", "--production", "--no-open", f"--port={port}"],
}  # fmt: skip
PATHS = {"Panel": "panel_form"}


@contextmanager
def peer(who: str) -> Iterator[Server]:
    """A peer that shows its form."""
    port = free_port()
    name, *arguments = COMMANDS[who](port)
    with started([program(name), *arguments], port, PATHS.get(who, "")) as server:
        yield server


@contextmanager
def started(command: list[str], port: int, path: str) -> Iterator[Server]:
    """A server that listens, until the end of the block.

    Raises:
        RuntimeError: It ended, or did not listen in time.
    """
    mark = f"{MARK}={uuid.uuid4().hex}"
    name, _, value = mark.partition("=")
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env={**os.environ, name: value},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}/"
    server = Server(process, mark, url, url + path)
    try:
        wait_for(process, port)
        yield server
    finally:
        server.stop()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until somebody listens at the port."""
    end = time.monotonic() + START
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{Path(process.args[0]).name} did not start")  # type: ignore[index]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
