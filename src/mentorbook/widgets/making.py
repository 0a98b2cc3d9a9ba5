"""Making documents from a page: read on the page's own thread, written in another, so that the page goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from typing import Any

from mentorbook.content.values import clean_text, time_zones
from mentorbook.errors import MentorbookError, ValueProblem
from mentorbook.library import Book
from mentorbook.messages import say
from mentorbook.reports.habits import Habits
from mentorbook.reports.make import FORMATS, Job, prepare
from mentorbook.reports.outline import JOURNEY, known_sections
from mentorbook.workbook.paths import PEOPLE

Message = dict[str, Any]
Send = Callable[[Message, list[bytes]], None]
MOST_SECTIONS = 200


class Making:
    """The documents of one page: one at a time. `close` lets go of the one that is being made."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._task: asyncio.Task[None] | None = None

    def hear(self, book: Book, role: str, content: Mapping[str, Any]) -> None:
        """Answer a message: ``act`` is ``parts`` (which hold something to put in) or ``make``.

        Answers are ``{parts}``, or ``{stage}`` as each begins and at last ``{name, mime}`` with the file, or
        ``{problem}``: a sentence.
        """
        private = content.get("private") is True and role in PEOPLE
        if content.get("act") == "parts":
            self._tell({"parts": _parts(book, role if private else "pair")})
            return
        try:
            if self._task is not None and not self._task.done():
                raise ValueProblem("report.busy")
            self._start(_job(book, role, private, content))
        except MentorbookError as problem:
            self._tell({"problem": clean_text(str(problem))})

    def close(self) -> None:
        """Whoever asked has left the workbook: nothing more is sent."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # -- inside

    def _tell(self, message: Message, file: bytes | None = None) -> None:
        self._send({"type": "report", **message}, [] if file is None else [file])

    def _start(self, job: Job) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python without a kernel: nothing runs beside
            made = job.run(lambda stage: self._tell({"stage": stage}))
            self._tell({"name": job.name, "mime": job.type}, made)
            return
        self._task = loop.create_task(self._make(job))
        self._task.add_done_callback(self._ended)

    async def _make(self, job: Job) -> None:
        loop = asyncio.get_running_loop()
        here = asyncio.current_task()

        def begun(stage: str) -> None:
            if self._task is here:
                self._tell({"stage": stage})

        def progress(stage: str) -> None:
            loop.call_soon_threadsafe(begun, stage)

        try:
            made = await in_a_thread(lambda: job.run(progress))
        except MentorbookError as problem:
            self._tell({"problem": clean_text(str(problem))})
            return
        self._tell({"name": job.name, "mime": job.type}, made)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A mistake of ours is told, on the page and to whoever looks after the kernel."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._tell({"problem": say("report.failed", why="")})
            task.get_loop().call_exception_handler({"message": str(error), "exception": error, "task": task})


async def in_a_thread(work: Callable[[], bytes]) -> bytes:
    """What `work` returns. The thread is a daemon: a page that has left keeps no kernel alive."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes] = loop.create_future()

    def settle(made: bytes | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        elif made is not None:
            done.set_result(made)

    def run() -> None:
        made, error = None, None
        try:
            made = work()
        except BaseException as problem:  # noqa: BLE001 - it is raised again, where it is awaited
            error = problem
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, made, error)

    threading.Thread(target=run, daemon=True, name="mentorbook report").start()
    return await done


def _job(book: Book, role: str, private: bool, content: Mapping[str, Any]) -> Job:
    to, sections = content.get("to"), content.get("sections")
    if to not in FORMATS:
        raise ValueProblem("patch.shape")
    if isinstance(sections, list):
        sections = [section for section in sections[:MOST_SECTIONS] if isinstance(section, str)]
    locale, zone = content.get("locale"), content.get("zone")
    return prepare(
        book,
        to,
        viewer=role or "pair",
        private=private,
        sections=sections if isinstance(sections, list) else None,
        habits=Habits(
            language=book.pack.language,
            locale=locale if isinstance(locale, str) else "",
            zone=zone if isinstance(zone, str) and zone in time_zones() else "UTC",
        ),
    )


def _parts(book: Book, viewer: str) -> list[Message]:
    """The parts in which something is written that `viewer` may see."""
    written = {path.partition("/")[0] for path in book.all_paths(viewer)}
    if book.journey is not None:
        written.add(JOURNEY)
    return [{"id": id, "title": title} for id, title in known_sections(book).items() if id in written]
