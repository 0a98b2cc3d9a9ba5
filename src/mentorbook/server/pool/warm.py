"""The server's side of the pool: starts the template, and has it fork.

Everything here gives up rather than waits for ever: whoever asks for a kernel and gets `NotToBeHad` starts an
ordinary one.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from mentorbook.server.pool import wire

LOADING = 30.0  # seconds until the template has to have loaded everything
FORKING = 5.0  # seconds until a child has to say that it is there
STARTING = 20.0  # seconds until a kernel has to answer, or a page to have run
COMMAND = (
    "-P",
    "-m",
    "mentorbook.server.pool.template",
)  # -P: nothing is imported from the folder it starts in


class NotToBeHad(Exception):
    """A fork is not to be had: there is no template, or the child failed. The message says why."""


def forks() -> bool:
    """Whether this system can do what the pool needs."""
    return sys.platform == "linux" and hasattr(os, "fork") and hasattr(os, "pidfd_open")


class Forked:
    """A forked process, with the part of `subprocess.Popen` that Jupyter uses.

    Its lifeline is closed with this object: the process then ends by itself.

    Attributes:
        returncode: None while it runs; afterwards 0, as how it ended is known to its own parent alone.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, lifeline: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.lifeline = lifeline
        # Names this process for good; its number may come to be another's.
        self._fd = os.pidfd_open(pid)
        self._close = weakref.finalize(self, _close, self._fd, lifeline)

    def poll(self) -> int | None:
        """None while it runs."""
        if self.returncode is None:
            ended = select.poll()
            ended.register(self._fd, select.POLLIN)
            if ended.poll(0):
                self._ended()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Waits until it has ended.

        Raises:
            subprocess.TimeoutExpired: It has not, in `timeout` seconds.
        """
        if self.returncode is None:
            ended = select.poll()
            ended.register(self._fd, select.POLLIN)
            if not ended.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("a forked kernel", timeout or 0)
            self._ended()
        return self.returncode or 0

    def send_signal(self, number: int) -> None:
        """Sends a signal to it, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._fd, number)

    def kill(self) -> None:
        """Ends it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Asks it to end."""
        self.send_signal(signal.SIGTERM)

    def _ended(self) -> None:
        self.returncode = 0
        self._close()
        # Where its template ended before it, it is handed on, perhaps to us: nobody else would see to it.
        with suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)


class Template:
    """A process that forks on asking.

    Args:
        process: What tells whether it still runs.
        line: Over which it is given orders.
    """

    def __init__(self, process: Forked | subprocess.Popen[bytes], line: socket.socket) -> None:
        self.process = process
        self._line = line
        self._close = weakref.finalize(self, line.close)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._close.alive and self.process.poll() is None

    def end(self) -> None:
        """Ends it. The kernels that it has made go on."""
        self._close()
        self.process.kill()
        self.process.wait()

    async def kernel(self, file: str, env: dict[str, str], cwd: str) -> Forked:
        """A kernel that listens as the connection `file` says.

        Raises:
            NotToBeHad: It did not come to be.
        """
        child, _ = await self._fork({"kernel": file, "env": env, "cwd": cwd}, "ready")
        return child

    async def page(self, cells: Sequence[str], cwd: str) -> tuple[Template, list[list[dict[str, Any]]]]:
        """A template whose kernels have run `cells`, and what each cell showed.

        Raises:
            NotToBeHad: The cells cannot be run ahead.
        """
        child, told = await self._fork({"cells": list(cells), "cwd": cwd}, "outputs")
        await _hear(child.lifeline, "ready", STARTING)
        return Template(child, child.lifeline), told["outputs"]

    async def _fork(self, order: wire.Message, awaited: str) -> tuple[Forked, wire.Message]:
        if not self.alive:
            raise NotToBeHad("the template has ended")
        ours, theirs = wire.pair()
        ours.setblocking(False)
        try:
            with theirs:
                wire.send(self._line, order, theirs.fileno())
            pid = (await _hear(ours, "pid", FORKING))["pid"]
        except (OSError, wire.TooLarge, NotToBeHad) as problem:
            ours.close()
            if not isinstance(problem, wire.TooLarge):
                self.end()  # it is gone, or stands still
            raise NotToBeHad(str(problem)) from problem
        except BaseException:
            ours.close()  # the child, if there is one, ends
            raise
        try:
            child = Forked(pid, ours)
        except OSError as problem:
            ours.close()
            raise NotToBeHad(str(problem)) from problem
        try:
            return child, await _hear(ours, awaited, STARTING)
        except BaseException:
            child.kill()
            raise


class Pool:
    """The template of this server, started when it is first wanted, and again when it has ended."""

    def __init__(self) -> None:
        self._template: Template | None = None
        self._starting: asyncio.Task[Template] | None = None

    def begin(self) -> None:
        """Starts the template, so that it is there when the first visitor comes."""
        if forks():
            self._begin()

    async def template(self) -> Template:
        """The template, as soon as it has loaded everything.

        Raises:
            NotToBeHad: It does not start.
        """
        if self._template is not None and self._template.alive:
            return self._template
        # Shielded: who waits may give up, and others wait as well.
        self._template = await asyncio.shield(self._begin())
        return self._template

    def _begin(self) -> asyncio.Task[Template]:
        if self._starting is None or self._starting.done():
            self._starting = asyncio.ensure_future(_start())
            self._starting.add_done_callback(lambda done: done.cancelled() or done.exception())
        return self._starting

    def end(self) -> None:
        """Ends the template. Kernels go on as long as the server does."""
        if self._template is not None and self._template.alive:
            self._template.end()
        self._template = None


@cache
def pool() -> Pool:
    """The one of this process."""
    return Pool()


async def _start() -> Template:
    ours, theirs = wire.pair()
    ours.setblocking(False)
    command = [sys.executable, *COMMAND, str(theirs.fileno())]
    try:
        with theirs:
            # A session of its own: Ctrl-C is for the server.
            process = subprocess.Popen(  # noqa: S603 - a module of our own
                command,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                # One heap for all threads: each further one would be memory of its own in every kernel.
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            )
    except OSError as problem:
        ours.close()
        raise NotToBeHad(str(problem)) from problem
    template = Template(process, ours)
    try:
        await _hear(ours, "ready", LOADING)
    except BaseException:
        template.end()
        raise
    return template


async def _hear(line: socket.socket, awaited: str, seconds: float) -> wire.Message:
    """The next message, which has to be the awaited one."""
    loop = asyncio.get_running_loop()
    try:
        data = await asyncio.wait_for(loop.sock_recv(line, wire.LARGEST), seconds)
    except TimeoutError as problem:
        raise NotToBeHad("no answer") from problem
    except OSError as problem:
        raise NotToBeHad(str(problem)) from problem
    if not data:
        raise NotToBeHad("it ended")
    message = wire.decode(data)
    if awaited not in message:
        raise NotToBeHad(message.get("failed", "another answer"))
    return message


def _close(fd: int, lifeline: socket.socket) -> None:
    os.close(fd)
    lifeline.close()
