"""A notebook as a page: its text goes out first, then each widget as soon as its cell has run.

Voilà starts the kernel before it sends a byte, flushes every scrap of the template on its own, and waits for
ever where the template or the kernel fails. Here the text needs no kernel, and every page comes to an end. A page
that is ready in the pool needs only a kernel that has run it.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_core.utils import ensure_async
from tornado import ioloop, web
from voila import __version__ as voila_version
from voila.handler import BaseVoilaHandler

from mentorbook.server import rendering
from mentorbook.server.handlers import write_error
from mentorbook.server.packs import Packs
from mentorbook.server.pool.ready import Pages, Ready

GATHER = 0.005  # seconds: what is rendered within it goes out in one piece
BEAT = 10_000  # milliseconds between signs of life while a cell runs, so that no proxy gives up
UNSEEN = 60  # seconds after which a kernel is ended if no browser ever spoke to it (link scanners)
SETTLING = timedelta(seconds=5)  # after the page is out, the last cell may still report


class PageHandler(BaseVoilaHandler):  # type: ignore[misc]
    """GET ``voila/render/<notebook>``."""

    def initialize(self, *, pages: Pages | None = None, packs: Packs | None = None, **known: Any) -> None:
        super().initialize(**known)
        self.known = known
        self.packs = packs
        self.pages = pages
        self.gone = False
        self._sending: asyncio.TimerHandle | None = None
        self._kernel_id: str | None = None

    @web.authenticated
    async def get(self, path: str) -> None:
        if not path.endswith(".ipynb"):
            raise web.HTTPError(404)
        if self.pages and self.packs and self.packs.changed():
            self.pages.empty()
        with self.pages.visitor() if self.pages else nullcontext():
            await self._get(path, self.pages.get(path) if self.pages else None)

    async def _get(self, path: str, ready: Ready | None) -> None:
        renderer = None if ready else await self._renderer(path)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        # Read, and so set as a cookie: the page's last message, which ends its kernel, must bring it along.
        assert self.xsrf_token
        pulse = ioloop.PeriodicCallback(self._beat, BEAT)
        pulse.start()
        complete = False
        try:
            if ready is not None:
                self.write(ready.page.head)
                renderer = await self._finish(path, ready)
            if renderer is not None:
                await self._render(renderer, text=ready is None)
            complete = True
        finally:
            pulse.stop()
            if not complete and self._headers_written:
                # The error itself goes to the log; the reader is told in the page that stands there already.
                self.write("<script>mentorbook.failed()</script></body></html>")
            if self._kernel_id is not None:
                self._watch(self._kernel_id, complete=complete)

    @web.authenticated
    async def head(self, path: str) -> None:
        """Whether there is such a page; starts nothing."""
        if not path.endswith(".ipynb") or not await ensure_async(self.contents_manager.file_exists(path)):
            raise web.HTTPError(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")

    async def start_kernel(self, nb: Any) -> tuple[str, Any]:
        """Starts a kernel for `nb`, once all text that needs none is on its way. Returns its id and its manager."""
        if self._sending is not None:
            self._sending.cancel()
        await self.flush()
        if self._kernel_id is None:
            name = nb.metadata.kernelspec.name
            self._kernel_id = await start_kernel(self.kernel_manager, self.base_url, kernel_name=name)
        return self._kernel_id, self.kernel_manager.get_kernel(self._kernel_id)

    def on_connection_close(self) -> None:
        self.gone = True

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        write_error(self, status_code)

    async def _renderer(self, path: str) -> rendering.Renderer:
        renderer = await rendering.renderer(rendering.Renderer, path, self.settings, self.known)
        renderer.start = self.start_kernel
        return renderer

    async def _finish(self, path: str, ready: Ready) -> rendering.Renderer | None:
        """Sends what comes after the text. Where the kernel has not run the page, returns what will do so."""
        assert self.pages is not None
        await self.flush()
        self._kernel_id, ran = await self.pages.kernel(ready)
        if ran:
            self.write(ready.page.tail(self._kernel_id))
            return None
        return await self._renderer(path)

    async def _render(self, renderer: rendering.Renderer, *, text: bool) -> None:
        """Runs the cells, and sends the page as it comes; without its `text`, if that is out."""
        async for html, _ in renderer.generate_content_generator():
            if text or renderer.begun:
                self.write(html)
                self._send_soon()

    def _send_soon(self) -> None:
        loop = asyncio.get_running_loop()
        if self._sending is None or self._sending.cancelled() or self._sending.when() < loop.time():
            self._sending = loop.call_later(GATHER, self._send)

    def _send(self) -> None:
        if not self._finished and not self.gone:
            self.flush()

    def _beat(self) -> None:
        if self._headers_written and not self._finished and not self.gone:
            self.write("<script>voila_heartbeat()</script>\n")
            self.flush()

    def _watch(self, kernel_id: str, *, complete: bool) -> None:
        loop = ioloop.IOLoop.current()
        if self.gone or not complete:
            loop.spawn_callback(self.kernel_manager.shutdown_kernel, kernel_id)
        else:
            loop.call_later(UNSEEN, end_unseen, self.kernel_manager, kernel_id, datetime.now(UTC))


async def start_kernel(manager: Any, base_url: str, **kwargs: Any) -> str:
    """Starts a kernel for a page, and returns its id. `kwargs` go to its provisioner."""
    env = {**os.environ, "SERVER_SOFTWARE": f"voila/{voila_version}", "VOILA_BASE_URL": base_url}
    started: str = await ensure_async(manager.start_kernel(path="", env=env, **kwargs))
    return started


def end_unseen(manager: Any, kernel_id: str, served: datetime) -> None:
    """Ends a kernel whose page was `served`, but never shown: no browser is there, and none has been."""
    if kernel_id not in manager or manager.kernel_model(kernel_id)["connections"]:
        return
    if manager.get_kernel(kernel_id).last_activity < served + SETTLING:
        ioloop.IOLoop.current().spawn_callback(manager.shutdown_kernel, kernel_id)
