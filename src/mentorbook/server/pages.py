"""A notebook as a page: its text goes out first, then each widget as soon as its cell has run.

Voilà starts the kernel before it sends a byte, flushes every scrap of the template on its own, and waits for
ever where the template or the kernel fails. Here the text needs no kernel, and every page comes to an end.
"""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_core.utils import ensure_async
from tornado import ioloop, web
from voila import __version__ as voila_version
from voila.handler import BaseVoilaHandler
from voila.notebook_renderer import NotebookRenderer
from voila.utils import get_page_config

from mentorbook.server.handlers import write_error

GATHER = 0.005  # seconds: what is rendered within it goes out in one piece
BEAT = 10_000  # milliseconds between signs of life while a cell runs, so that no proxy gives up
UNSEEN = 60  # seconds after which a kernel is ended if no browser ever spoke to it (link scanners)
SETTLING = timedelta(seconds=5)  # after the page is out, the last cell may still report


class Renderer(NotebookRenderer):  # type: ignore[misc]
    """Renders one notebook; the kernel is started where the template asks for it, after the text."""

    kernel_id: str | None = None

    async def _jinja_kernel_start(self, nb: Any, kernel_id: object, kernel_future: object) -> str:
        self.kernel_id = await self.request_handler.start_kernel(nb)
        kernel = self.request_handler.kernel_manager.get_kernel(self.kernel_id)
        await super()._jinja_kernel_start(nb, self.kernel_id, kernel)
        return self.kernel_id


class PageHandler(BaseVoilaHandler):  # type: ignore[misc]
    """GET ``voila/render/<notebook>``."""

    def initialize(self, **kwargs: Any) -> None:
        super().initialize(**kwargs)
        self.template_paths: list[str] = kwargs["template_paths"]
        self.traitlet_config = kwargs["config"]
        self.gone = False
        self._sending: asyncio.TimerHandle | None = None

    @web.authenticated
    async def get(self, path: str) -> None:
        if not path.endswith(".ipynb"):
            raise web.HTTPError(404)
        renderer = await self._renderer(path)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        # Read, and so set as a cookie: the page's last message, which ends its kernel, must bring it along.
        assert self.xsrf_token
        pulse = ioloop.PeriodicCallback(self._beat, BEAT)
        pulse.start()
        complete = False
        try:
            async for html, _ in renderer.generate_content_generator():
                self.write(html)
                self._send_soon()
            complete = True
        finally:
            pulse.stop()
            if not complete and self._headers_written:
                # The error itself goes to the log; the reader is told in the page that stands there already.
                self.write("<script>mentorbook.failed()</script></body></html>")
            if renderer.kernel_id is not None:
                self._watch(renderer.kernel_id, complete=complete)

    @web.authenticated
    async def head(self, path: str) -> None:
        """Whether there is such a page; starts nothing."""
        if not path.endswith(".ipynb") or not await ensure_async(self.contents_manager.file_exists(path)):
            raise web.HTTPError(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")

    async def start_kernel(self, nb: Any) -> str:
        """Starts a kernel for `nb`, once all text that needs none is on its way. Returns the kernel's id."""
        if self._sending is not None:
            self._sending.cancel()
        await self.flush()
        env = {**os.environ, "SERVER_SOFTWARE": f"voila/{voila_version}", "VOILA_BASE_URL": self.base_url}
        kernel_id: str = await ensure_async(
            self.kernel_manager.start_kernel(kernel_name=nb.metadata.kernelspec.name, path="", env=env)
        )
        return kernel_id

    def on_connection_close(self) -> None:
        self.gone = True

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        write_error(self, status_code)

    async def _renderer(self, path: str) -> Renderer:
        known = {"base_url": self.base_url, "voila_configuration": self.voila_configuration}
        config = get_page_config(settings=self.settings, log=self.log, **known)
        config = self.voila_configuration.page_config_hook(config, **known)
        renderer = Renderer(
            request_handler=self,
            traitlet_config=self.traitlet_config,
            notebook_path=path,
            template_paths=self.template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            kernel_spec_manager=self.kernel_spec_manager,
            page_config=config,
            **known,
        )
        await renderer.initialize()
        return renderer

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


def end_unseen(manager: Any, kernel_id: str, served: datetime) -> None:
    """Ends a kernel whose page was `served`, but never shown: no browser is there, and none has been."""
    if kernel_id not in manager or manager.kernel_model(kernel_id)["connections"]:
        return
    if manager.get_kernel(kernel_id).last_activity < served + SETTLING:
        ioloop.IOLoop.current().spawn_callback(manager.shutdown_kernel, kernel_id)
