"""The Page: the bridge between the browser and the workbook, and the bar on top of the page."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Coroutine, Iterable, Mapping
from pathlib import Path
from typing import Any

import traitlets as t

from mentorbook import library
from mentorbook.content import using
from mentorbook.messages import of_pages, say
from mentorbook.widgets import binder
from mentorbook.widgets._base import Widget
from mentorbook.widgets.desk import Desk, data_folder
from mentorbook.widgets.live_desk import LiveDesk
from mentorbook.widgets.running import Running

EVERY = 0.02  # seconds between two looks at the file while somebody writes
RESTING = 0.1  # seconds between two looks while nobody does: waking fifty times a second for nothing costs a crowd its cores
LIVELY = 5.0  # seconds after a word for which there may be another
COMPANY = 0.2  # seconds between two looks at who is here
QUIET = 90.0  # a page that has not been heard of for so many seconds is no longer followed


class Page(Widget):
    """One page in the browser: reads which workbook to open, carries every word both ways.

    Args:
        book: A workbook, or the path of one, to open at once; else the page brings its own.
        role: Whose page it is, mentor or mentee; else the page asks.
        views: The parts of the notebook to move between, as ``{name: label}``; the cells of a part are
            tagged ``view-<name>``.
        practice: A page of a course: it opens practice workbooks, and never those of a partnership.
    """

    name = "page"

    messages = t.Dict(help="the sentences of the catalogue, by key").tag(sync=True)
    forms = t.Dict(help="the forms of the pack that this page shows, by id").tag(sync=True)
    journeys = t.Dict(help="the journeys of the pack, by id, where the page shows them").tag(sync=True)
    views: t.List[Any] = t.List(help="the parts of the notebook, as {name, label}").tag(sync=True)
    mode = t.Unicode("personal", help="personal or shared").tag(sync=True)
    binder = t.Dict(None, allow_none=True, help="in a Binder: when it ends, where a fresh one is").tag(
        sync=True
    )
    mistakes: t.List[Any] = t.List(help="what is wrong with a pack, where the page is its writer's own").tag(
        sync=True
    )
    optional = t.Bool(False, help="whether the page does without a workbook, and asks for none").tag(
        sync=True
    )
    practice = t.Bool(False, help="whether this is a page of a course").tag(sync=True)
    front = t.Bool(
        False, help="whether the page opens no workbook, as the first page and a facilitator's"
    ).tag(sync=True)
    language = t.Unicode("en", help="the language of the pack").tag(sync=True)

    def __init__(
        self,
        book: library.Book | str | Path | None = None,
        *,
        role: str | None = None,
        views: Mapping[str, str] | None = None,
        practice: bool = False,
        **kwargs: Any,
    ) -> None:
        pack = using.renew()
        mode = "shared" if os.environ.get("MENTORBOOK_MODE") == "shared" else "personal"
        super().__init__(
            messages=of_pages(),
            views=[{"name": name, "label": label} for name, label in (views or {}).items()],
            mode=mode,
            binder=binder.facts(),
            language=pack.language,
            mistakes=list(using.mistakes()) if mode == "personal" else [],
            practice=practice,
            **kwargs,
        )
        self.page = self
        self._pack = pack
        self._groups: set[str] = set()
        if isinstance(book, str | Path):
            book = library.open(book)
        self.desk = Desk(
            self._say,
            pack=pack,
            folder=data_folder(practice=practice),
            shared=mode == "shared",
            book=book,
            role=role,
        )
        self.live = LiveDesk(
            self._say,
            pack=pack,
            folder=data_folder(),
            shared=mode == "shared",
            workbook=lambda: self.desk.workbook,
        )
        self._beside: set[asyncio.Task[None]] = set()
        self.running = Running(self._say, pack=pack, folder=data_folder(), shared=mode == "shared")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._following: asyncio.Task[None] | None = None
        self._heard_at = 0.0
        self._news_at = 0.0
        self._thread = threading.get_ident()
        self.on_msg(self._on_message)

    def need(self, forms: Iterable[str]) -> None:
        """Show these forms too: only what the widgets of a page show is sent to it."""
        wanted = tuple(forms)
        new = self._pack.forms_json(form for form in wanted if form not in self.forms)
        if new:
            self.forms = {**self.forms, **new}
        self.desk.need(wanted)

    def speak(self, groups: Iterable[str]) -> None:
        """Send these groups of sentences too: most pages do without them (see `messages.of_pages`)."""
        new = set(groups) - self._groups
        if new:
            self._groups |= new
            self.messages = of_pages(*self._groups)

    def show_journeys(self) -> None:
        """Send the journeys too: a pair may change to another one while the page is open."""
        if not self.journeys:
            self.journeys = self._pack.journeys_json()

    def close(self) -> None:
        """End the connection."""
        if self._following is not None:
            self._following.cancel()
        self.desk.close()
        self.live.close()
        self.running.close()
        super().close()

    def _say(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        if message["type"] == "changes":
            self._news_at = time.monotonic()
        self.send(message, buffers or None)

    def _on_message(self, _widget: object, content: object, buffers: list[memoryview]) -> None:
        if threading.get_ident() != self._thread and self._loop is not None:
            self._loop.call_soon_threadsafe(self._hear, content, buffers)  # CRDT work stays on one thread
        else:
            self._hear(content, buffers)

    def _hear(self, content: object, buffers: list[memoryview]) -> None:
        self._heard_at = time.monotonic()
        kind = content.get("type") if isinstance(content, dict) else None
        if isinstance(content, dict) and kind == "live":
            if (later := self.live.hear(content)) is not None:
                self._run(later)
        elif isinstance(content, dict) and kind == "run":
            self.running.hear(content, [bytes(buffer) for buffer in buffers or []])
        else:
            self.desk.hear(content, [bytes(buffer) for buffer in buffers or []])
        if kind in ("ping", "away"):
            (self.live.here if kind == "ping" else self.live.away)()
        self._follow_on()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """Something that takes time, while the page goes on."""
        try:
            task = asyncio.get_running_loop().create_task(work)
        except RuntimeError:  # plain Python without a kernel: nothing runs beside
            asyncio.run(work)
            return
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        task.add_done_callback(self._ended)

    def _follow_on(self) -> None:
        """See to it that what others write arrives, as long as the page is there."""
        if not self._open or (self._following is not None and not self._following.done()):
            return
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # plain Python without a kernel: nothing runs beside
        self._following = self._loop.create_task(self._follow())
        self._following.add_done_callback(self._ended)

    @property
    def _open(self) -> bool:
        return self.desk.open or self.live.open

    async def _follow(self) -> None:
        looked = 0.0
        while self._open and (at := time.monotonic()) - self._heard_at < QUIET:
            await asyncio.sleep(EVERY if self.live.open or at - self._news_at < LIVELY else RESTING)
            self.desk.tell()
            self.desk.check()
            self.live.tell()
            if at - looked >= COMPANY:
                looked = at
                self.desk.look()
                self.live.look()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A page that is no longer followed because of a mistake says so; it is never silent about it."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._say({"type": "trouble", "kind": "file", "message": say("page.stopped"), "keep": True}, [])
            task.get_loop().call_exception_handler({"message": str(error), "exception": error, "task": task})


def page(
    book: library.Book | str | Path | None = None,
    *,
    role: str | None = None,
    views: Mapping[str, str] | None = None,
    optional: bool = False,
    practice: bool = False,
    workbook: bool = True,
) -> Page:
    """The page of this notebook: show it first, and give it to every widget. See `Page`.

    Args:
        optional: Whether it does without a workbook, and asks for none.
        practice: Whether it is a page of a course, with a workbook to practise in.
        workbook: Whether it ever opens one; a facilitator's page does not.
    """
    return Page(book, role=role, views=views, optional=optional, practice=practice, front=not workbook)
