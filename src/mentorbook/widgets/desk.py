"""The kernel's end of a page: messages in, messages out. Knows the wire, and nothing of widgets.

What comes from a page is input from a stranger: size, shape, file name and role are checked here, paths
and values at the workbook's own gate.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from mentorbook import library
from mentorbook.company import Company, Partner
from mentorbook.content.specs import Pack
from mentorbook.content.values import clean_text
from mentorbook.errors import FileProblem, MentorbookError, StoreError, ValueProblem
from mentorbook.messages import say
from mentorbook.widgets.looking import Looking, past
from mentorbook.workbook.paths import PEOPLE
from mentorbook.workbook.seat import Seat

Message = dict[str, Any]
Send = Callable[[Message, list[bytes]], None]

PAGE = re.compile(r"[0-9a-f]{32}")
LARGEST = 8 * 1024 * 1024
"""The largest file that a page may send: beyond it the connection drops without a word."""


class Desk:
    """One page's connection to the library.

    Args:
        send: Sends a message with its buffers to the page.
        folder: Where the workbooks lie. shared: Many people use this server, so nothing is listed.
        book, role: A workbook that is open from the start, and whose page this is.
    """

    def __init__(
        self,
        send: Send,
        *,
        pack: Pack,
        folder: Path,
        shared: bool = False,
        book: library.Book | None = None,
        role: str | None = None,
    ) -> None:
        self._send, self._pack, self._folder, self._shared = send, pack, folder, shared
        self._fixed, self._role = book, role
        self._book: library.Book | None = book
        self._seat: Seat | None = None
        self._company: Company | None = None
        self._partner: Partner | None = None  # as the page was last told
        self._page = ""
        self._sections: set[str] = set()
        self._looking = Looking()

    @property
    def open(self) -> bool:
        """A workbook is open and there is something to follow."""
        return self._seat is not None

    def need(self, sections: Iterable[str]) -> None:
        """The page shows these forms; what is not shown is not sent."""
        new = set(sections) - self._sections
        self._sections |= new
        if new and self._book is not None and self._seat is not None:
            self._sit(self._book, self._seat.role)

    def hear(self, content: object, buffers: list[bytes]) -> None:
        """Answer one message from the page."""
        if not isinstance(content, dict) or not isinstance(content.get("type"), str):
            return
        kind = content["type"]
        handler = getattr(self, f"_on_{kind}", None) if kind.isidentifier() else None
        if handler is None:
            return
        try:
            handler(content, buffers)
        except MentorbookError as problem:
            disk = isinstance(problem, StoreError)
            self._trouble("disk" if disk else "open", problem, keep=disk)
            if self._seat is None and kind in ("hello", "open", "create", "upload"):
                self._welcome()

    def tell(self) -> None:
        """Send on whatever is new since the page was last told."""
        if self._seat is None or self._book is None:
            return
        try:
            self._book.pull()
        except MentorbookError as problem:
            self._trouble("file", problem, keep=True)
            return
        if (message := self._seat.changes()) is not None:
            self._tell(message)

    def look(self) -> None:
        """Tell the page if the partner has come, gone or moved on."""
        if self._company is not None and (partner := self._company.news()) is not None:
            self._tell_partner(partner)

    def close(self) -> None:
        """The page is gone."""
        if self._company is not None:
            self._company.close()
            self._company = None
        if self._seat is not None:
            self._seat.leave()
            self._seat = None
        if self._book is not None and self._book is not self._fixed:
            self._book.close()
        self._book = self._fixed

    # -- messages

    def _on_ping(self, content: Message, _buffers: list[bytes]) -> None:
        """Somebody looks at the page; `place`: where the focus is."""
        self._tell({"type": "pong"})
        if self._company is not None:
            self._tell_partner(self._company.here(content.get("place")))

    def _on_away(self, _content: Message, _buffers: list[bytes]) -> None:
        if self._company is not None:
            self._company.leave()

    def _on_hello(self, content: Message, _buffers: list[bytes]) -> None:
        page = content.get("page")
        if not isinstance(page, str) or not PAGE.fullmatch(page):
            raise ValueProblem("patch.shape")
        self._page = page
        wanted = content.get("open")
        if self._fixed is not None:
            asked = wanted.get("role") if isinstance(wanted, dict) else None
            self._sit(self._fixed, self._role or (asked if asked in PEOPLE else ""))
        elif isinstance(wanted, dict) and wanted.get("file"):
            self._on_open(wanted, [])
        elif self._book is not None and self._seat is not None:
            self._sit(self._book, self._seat.role)
        else:
            self._welcome()

    def _on_open(self, content: Message, _buffers: list[bytes]) -> None:
        path, role = self._file(content.get("file")), content.get("role")
        role = role if role in PEOPLE else ""
        if self._fixed is not None:
            self._sit(self._fixed, role)
        elif self._book is not None and self._book.path == path:
            self._sit(self._book, role)
        else:
            book = library.open(path, pack=self._pack)
            self.close()
            self._sit(book, role)

    def _on_create(self, content: Message, _buffers: list[bytes]) -> None:
        mentor, mentee, role = content.get("mentor"), content.get("mentee"), content.get("role")
        journey, start = content.get("journey"), content.get("start")
        if not isinstance(mentor, str) or not isinstance(mentee, str) or role not in PEOPLE:
            raise ValueProblem("patch.shape")
        book = library.create(
            self._free(f"{mentor}-{mentee}"),
            mentor=mentor,
            mentee=mentee,
            journey=journey if isinstance(journey, str) else "four-week",
            start=start if isinstance(start, str) and start else None,
            pack=self._pack,
        )
        self.close()
        self._sit(book, role)

    def _on_leave(self, _content: Message, _buffers: list[bytes]) -> None:
        self.close()
        self._welcome()

    def _on_patches(self, content: Message, _buffers: list[bytes]) -> None:
        if self._seat is None:
            return
        for answer in self._seat.receive(content.get("patches")):
            self._tell(answer)
        self.tell()

    def _on_upload(self, content: Message, buffers: list[bytes]) -> None:
        if not buffers or len(buffers[0]) > LARGEST:
            raise FileProblem("desk.large")
        name = content.get("name")
        name = name if isinstance(name, str) and name else f"workbook{library.SUFFIX}"
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            came = Path(place) / (_plain(name.removesuffix(library.SUFFIX)) + library.SUFFIX)
            try:
                came.write_bytes(buffers[0])
                self._take_in(came, into=bool(content.get("into")))
            except OSError as problem:
                raise FileProblem("desk.disk", why=problem.strerror or str(problem)) from problem
            except MentorbookError as problem:
                if problem.params.get("file") not in (came.name, str(came)):
                    raise
                # People know the name that they gave it.
                raise type(problem)(problem.key, **problem.params | {"file": name[:80]}) from problem

    def _take_in(self, came: Path, *, into: bool) -> None:
        """Open the file that came, or merge it with the workbook it is a copy of."""
        if into and self._book is not None:
            merged = self._book.merge(came)
            self._tell({"type": "merged", "summary": merged.summary})
            self.tell()
            return
        with library.open(came, readonly=True, pack=self._pack) as copy:
            known = self._same(copy.id)
        if known is None:
            known = self._free(came.stem)
            came.replace(known)
            book, summary = library.open(known, pack=self._pack), ""
        else:
            book = library.open(known, pack=self._pack)
            summary = book.merge(came).summary
        self.close()
        self._sit(book, "")
        if summary:
            self._tell({"type": "merged", "summary": summary})

    def _on_download(self, _content: Message, _buffers: list[bytes]) -> None:
        if self._book is None:
            return
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / self._book.path.name
            self._book.download(copy)
            self._send({"type": "file", "name": copy.name}, [copy.read_bytes()])

    def _on_history(self, content: Message, _buffers: list[bytes]) -> None:
        if self._book is None or self._seat is None:
            return
        self._tell(self._looking.history(self._book, self._seat.role or "pair", content))

    def _on_past(self, content: Message, _buffers: list[bytes]) -> None:
        if self._book is not None and self._seat is not None:
            self._tell(past(self._book, self._seat.role or "pair", content))

    # -- inside

    def _tell(self, message: Message) -> None:
        self._send(message, [])

    def _trouble(self, kind: str, problem: MentorbookError, *, keep: bool) -> None:
        """Say what went wrong. Where the server keeps its files is nobody's business on a page."""
        params = {
            name: Path(str(value)).name if name in ("file", "folder") else value
            for name, value in problem.params.items()
        }
        message = clean_text(say(problem.key, **params))
        self._tell({"type": "trouble", "kind": kind, "message": message, "keep": keep})

    def _tell_partner(self, partner: Partner) -> None:
        if partner != self._partner:
            self._partner = partner
            self._tell({"type": "here", "here": partner.here, "place": partner.place})

    def _sit(self, book: library.Book, role: str) -> None:
        if self._seat is not None:
            self._seat.leave()
        if self._company is not None:
            self._company.close()
        self._company = Company(book, f"{book.id} {book.path.resolve()}", page=self._page, role=role)
        self._partner = None
        self._book = book
        book.pull()
        self._seat = Seat(book, role=role, page=self._page, sections=self._sections or None)
        journey = book.journey
        self._tell(
            self._seat.opened()
            | {
                "workbook": book.id,
                "file": book.path.name,
                "names": book.names,
                "journey": journey.to_json() if journey is not None else None,
                "stage": {},
            }
        )

    def _welcome(self) -> None:
        journeys = [{"id": j.id, "title": j.title, "weeks": j.weeks} for j in self._pack.journeys.values()]
        self._tell(
            {
                "type": "welcome",
                "mode": "shared" if self._shared else "personal",
                "folder": not self._shared,
                "workbooks": [] if self._shared else library.listing(self._folder, pack=self._pack),
                "journeys": journeys,
            }
        )

    def _file(self, name: object) -> Path:
        """A workbook in the folder, by its plain name: nothing outside is ever reached."""
        if not isinstance(name, str) or Path(name).name != name or not name.endswith(library.SUFFIX):
            raise FileProblem("desk.name", file=str(name)[:80])
        return self._folder / name

    def _free(self, stem: str) -> Path:
        """A name in the folder that no file has yet."""
        plain, number = _plain(stem), 1
        while (
            path := self._folder / f"{plain}{f'-{number}' if number > 1 else ''}{library.SUFFIX}"
        ).exists():
            number += 1
        return path

    def _same(self, workbook: str) -> Path | None:
        """The file in the folder that holds this workbook."""
        for path in sorted(self._folder.glob(f"*{library.SUFFIX}")):
            try:
                with library.open(path, readonly=True, pack=self._pack) as book:
                    if book.id == workbook:
                        return path
            except FileProblem:
                continue
        return None


def data_folder() -> Path:
    """Where the workbooks lie: MENTORBOOK_DATA, else the folder ``workbooks`` beside the notebook."""
    folder = Path(os.environ.get("MENTORBOOK_DATA") or "workbooks")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _plain(stem: str) -> str:
    """A file name that every system takes: letters, digits and hyphens."""
    return re.sub(r"[^\w]+", "-", stem, flags=re.UNICODE).strip("-_").lower()[:60] or "workbook"
