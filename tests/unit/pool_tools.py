"""Kernels out of a pool, for tests: started, asked, and seen to be gone."""

from __future__ import annotations

import ast
import asyncio
import os
import time
from collections.abc import Iterable
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from mentorbook.server.pool import provisioner

PATIENCE = 30


class Kernel:
    """A kernel and a client of it."""

    def __init__(self, folder: Path) -> None:
        number = len(list(folder.glob("*.json")))
        file = str(folder / f"kernel-{number}.json")
        self.manager = AsyncKernelManager(transport="ipc", connection_file=file)
        self.client = None

    async def start(self, **kwargs) -> Kernel:
        KernelProvisionerFactory.instance().default_provisioner_name = provisioner.NAME
        env = {**os.environ, **kwargs.pop("env", {})}
        await self.manager.start_kernel(env=env, **kwargs)
        await self.connect()
        return self

    async def connect(self) -> None:
        if self.client is not None:
            self.client.stop_channels()
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(PATIENCE)

    @property
    def provisioner(self):
        return self.manager.provisioner

    @property
    def pid(self) -> int:
        return self.provisioner.pid

    async def value(self, expression: str, *, setup: str = "") -> object:
        """What an expression comes to in the kernel, as a Python literal."""
        reply = await self.client.execute(
            setup, user_expressions={"it": f"repr({expression})"}, reply=True, timeout=PATIENCE
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        found = reply["content"]["user_expressions"]["it"]
        assert found["status"] == "ok", found
        return ast.literal_eval(ast.literal_eval(found["data"]["text/plain"]))

    async def stop(self) -> None:
        if self.client is not None:
            self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)


def state(pid: int) -> str:
    """A process's state as Linux names it; "" where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def running(pid: int) -> bool:
    """Whether it runs. In a container, those that nobody waits for stay on as Z when they have ended."""
    return state(pid) not in ("", "Z")


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def below(pid: int) -> list[int]:
    """All processes that a process has started, and theirs."""
    found, known = [], {pid}
    pids = sorted(int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    parents = {}
    for one in pids:
        try:
            parents[one] = parent(one)
        except OSError:
            continue
    while new := [one for one, above in parents.items() if above in known and one not in known]:
        found += new
        known |= set(new)
    return found


def gone(pids: Iterable[int]) -> None:
    """Waits until none of them runs."""
    pids, end = list(pids), time.monotonic() + PATIENCE
    while left := [pid for pid in pids if running(pid)]:
        assert time.monotonic() < end, f"still running: {left}"
        os.sched_yield()


async def until(true) -> None:
    """Waits until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came to be so"
        await asyncio.sleep(0)
