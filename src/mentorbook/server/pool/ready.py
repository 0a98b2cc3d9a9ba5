"""Pages that are ready before anybody asks: run once, rendered once, with kernels that stand by.

One thing is made ahead at a time, after the visitors' pages are complete. Kernels that stand by wait until all is
quiet; a page that is not ready waits for a moment only, since everybody who opens it gains by it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import posixpath
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from math import inf
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop

from mentorbook.server import rendering
from mentorbook.server.pool import warm

PAUSE = 1.0  # seconds after the last page in which its browser has the machine to itself
PATIENCE = 2.0  # seconds for which a page that is not ready waits for the visitors to be served
ENDING = 5.0  # seconds for which the end waits for kernels that are being started
LOOK = 0.1  # seconds
MOST = 12  # pages that are kept ready
RECENT = 2  # pages for which kernels stand by
OURS = ("python3", "mentorbook")  # kernels that are this very Python
FIRST = ("partnership.ipynb", "index.ipynb")
KERNELS = max(2, os.cpu_count() or 1)  # that start at once: more would only make the first ones late

Stamp = tuple[int, int]


@dataclass
class Ready:
    """A page that has run."""

    page: rendering.Page
    template: warm.Template
    stamp: Stamp
    standing: deque[str] = field(default_factory=deque)
    """Kernels that nobody has yet."""


class Pages:
    """The pages of a server that are ready.

    Args:
        manager: The server's kernels.
        settings, known: As in `rendering.renderer`.
        start: Starts a kernel, given ``page=``, and returns its id.
        size: How many kernels stand by. 0: no page is run ahead.
    """

    def __init__(
        self,
        manager: Any,
        settings: Mapping[str, Any],
        known: Mapping[str, Any],
        *,
        start: Callable[..., Awaitable[str]],
        root: Path,
        size: int,
        log: logging.Logger,
    ) -> None:
        self._manager, self._settings, self._known = manager, settings, known
        self._start, self._root, self._log = start, root, log
        self._size = size if warm.forks() else 0
        self._ready: dict[str, Ready] = {}
        self._refused: dict[str, Stamp] = {}
        self._recent: deque[str] = deque(maxlen=MOST)
        self._slots = asyncio.Semaphore(KERNELS)
        self._wake = asyncio.Event()
        self._visitors = 0
        self._starting: set[asyncio.Future[str]] = set()
        self._keeping: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Starts to make pages ready, those that are opened first to begin with."""
        if not self._size:
            return
        there = {path.name for path in self._root.glob("*.ipynb")}
        self._recent.extend(sorted(there - set(FIRST)))
        self._recent.extendleft(name for name in reversed(FIRST) if name in there)
        self._wake.set()
        self._keeping = asyncio.ensure_future(self._keep())

    async def end(self) -> None:
        """Makes no more. Kernels that are being started, for visitors too, come to be: half of one is hard to end."""
        if self._keeping is not None:
            self._keeping.cancel()
        loop = asyncio.get_running_loop()
        end = loop.time() + ENDING
        while (self._visitors or self._starting) and loop.time() < end:
            await asyncio.sleep(LOOK)
        self._ready.clear()

    def empty(self) -> None:
        """Forgets what was made ahead, and what the template holds. What comes next is made anew."""
        for path in list(self._ready):
            self._drop(path)
        self._refused.clear()
        warm.pool().end()
        self._wake.set()

    @contextmanager
    def visitor(self) -> Iterator[None]:
        """While somebody's page is made, nothing is made ahead."""
        self._visitors += 1
        try:
            yield
        finally:
            self._visitors -= 1
            self._wake.set()

    def get(self, path: str) -> Ready | None:
        """The page at `path`, if it is ready; else it will be soon."""
        if not self._size or path != posixpath.normpath(path) or self._stamp(path) is None:
            return None
        with suppress(ValueError):
            self._recent.remove(path)
        self._recent.appendleft(path)
        found = self._ready.get(path)
        if found is None or self._good(path, found):
            return found
        self._drop(path)
        return None

    async def kernel(self, ready: Ready) -> tuple[str, bool]:
        """A kernel for a page: its id, and whether it has run the page's cells."""
        while ready.standing:
            kernel_id = ready.standing.popleft()
            if self._stands(kernel_id):
                return kernel_id, True
        async with self._slots:
            return await self._run(ready)

    async def _run(self, ready: Ready) -> tuple[str, bool]:
        """Starts a kernel for a page: its id, and whether it has run the page's cells."""
        starting = asyncio.ensure_future(self._start(page=ready.template))
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)
        kernel_id = await asyncio.shield(starting)
        ran = self._ran(kernel_id)
        if ran:  # it has said so itself: no connection needs to wait for its first sign of life
            self._manager.get_kernel(kernel_id).execution_state = "idle"
        return kernel_id, ran

    def _ran(self, kernel_id: str) -> bool:
        provisioner = self._manager.get_kernel(kernel_id).provisioner
        return bool(getattr(provisioner, "ran", False))

    def _stands(self, kernel_id: str) -> bool:
        """Whether a kernel is still there, and the one that was started: not culled, dead or restarted."""
        if kernel_id not in self._manager or not self._ran(kernel_id):
            return False
        process = self._manager.get_kernel(kernel_id).provisioner.process
        return process is not None and process.poll() is None

    def _good(self, path: str, ready: Ready) -> bool:
        return ready.template.alive and ready.stamp == self._stamp(path)

    def _stamp(self, path: str) -> Stamp | None:
        """Changes when the notebook does."""
        try:
            found = (self._root / path).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _drop(self, path: str) -> None:
        ready = self._ready.pop(path)
        for kernel_id in ready.standing:
            if kernel_id in self._manager:
                IOLoop.current().spawn_callback(self._manager.shutdown_kernel, kernel_id)
        ready.template.end()

    # -- ahead

    async def _keep(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                more = await self._step()
            except (warm.NotToBeHad, OSError, RuntimeError) as problem:
                self._log.warning("Nothing is made ahead for now: %s", problem)
                more = False
            if more:
                self._wake.set()

    async def _step(self) -> bool:
        """Makes one thing ready, when it is time for it. Returns whether there may be more to do."""
        for path in list(self._ready):
            if path not in self._recent or not self._good(path, self._ready[path]):
                self._drop(path)
        if (missing := self._missing()) is not None:
            # Where visitors never cease, it is they who gain by a page that need not run for each.
            await self._quiet(pause=0, at_most=PATIENCE)
            await self._prepare(*missing)
            return True
        await self._quiet(pause=PAUSE)
        return self._missing() is not None or await self._stand()

    def _missing(self) -> tuple[str, Stamp] | None:
        """A page that is not ready, and may be."""
        for path in self._recent:
            stamp = self._stamp(path)
            if path not in self._ready and stamp is not None and self._refused.get(path) != stamp:
                return path, stamp
        return None

    async def _quiet(self, *, pause: float, at_most: float = inf) -> None:
        """Waits until nobody has been served for a `pause`, or a page is missing; `at_most` so many seconds."""
        loop = asyncio.get_running_loop()
        begun = since = loop.time()
        while self._visitors or loop.time() < since + pause:
            if loop.time() > begun + at_most or (pause and self._missing() is not None):
                return
            if self._visitors:
                since = loop.time()
            await asyncio.sleep(LOOK)

    async def _prepare(self, path: str, stamp: Stamp) -> None:
        template = await warm.pool().template()
        try:
            made = await rendering.renderer(rendering.Made, path, self._settings, self._known)
            if made.notebook.metadata.kernelspec.name not in OURS:
                raise warm.NotToBeHad("it names another kernel")
            page, outputs = await template.page(rendering.code(made.notebook), str(self._root))
            self._ready[path] = Ready(await made.page(outputs), page, stamp)
        except Exception as problem:  # whatever it is, who opens the page is told by the ordinary way
            if not template.alive:
                raise
            self._log.info("%s runs anew for each visitor: %s", path, problem)
            self._refused[path] = stamp

    async def _stand(self) -> bool:
        """Sees to it that kernels stand by for the pages that were opened last."""
        for ready in self._ready.values():
            ready.standing = deque(one for one in ready.standing if self._stands(one))
        open_ = [path for path in self._recent if path in self._ready][:RECENT]
        wanted = Counter(islice(cycle(open_), self._size))
        for path, ready in self._ready.items():
            while len(ready.standing) > wanted[path]:
                await self._manager.shutdown_kernel(ready.standing.popleft())
        for path, count in wanted.items():
            ready = self._ready[path]
            if len(ready.standing) < count:
                kernel_id, ran = await self._run(ready)
                if not ran:
                    await self._manager.shutdown_kernel(kernel_id)
                    return False
                ready.standing.append(kernel_id)
                return True
        return False
