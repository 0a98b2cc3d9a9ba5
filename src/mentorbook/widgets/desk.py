"""The kernel's end of a page: messages in, messages out. Knows the wire, and nothing of widgets.

What comes from a page is input from a stranger: size, shape, file name and role are checked here, paths
and values at the workbook's own gate.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from mentorbook import library
from mentorbook.company import Company, Partner
from mentorbook.content.specs import Pack
from mentorbook.content.values import clean_text
from mentorbook.errors import FileProblem, MentorbookError, StoreError, ValueProblem
from mentorbook.messages import say
from mentorbook.turns import turn, unhurried
from mentorbook.widgets.classroom import Classroom
from mentorbook.widgets.looking import Looking, past
from mentorbook.widgets.making import MOST_SECTIONS, Making
from mentorbook.widgets.places import MEMORY, Came, Folder, Shared, plain
from mentorbook.widgets.progress import Progress
from mentorbook.workbook.book import now
from mentorbook.workbook.paths import PEOPLE
from mentorbook.workbook.seat import Seat

Message = dict[str, Any]
Send = Callable[[Message, list[bytes]], None]

PAGE = re.compile(r"[0-9a-f]{32}")
LARGEST = 8 * 1024 * 1024
"""The largest file that a page may send: beyond it the connection drops without a word."""
PRACTICE = "practice"
MOST_INVITED = 500
CHECK_AFTER = 2.0  # seconds: by then the page has been drawn
PIECES = 5  # that are looked through in one go: some thousandths of a second
"""Meetings that go into one calendar's file."""


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
        self._send, self._pack = send, pack
        self._place = Shared(pack, folder) if shared else Folder(pack, folder)
        self._fixed, self._role = book, role
        self._book: library.Book | None = book
        self._seat: Seat | None = None
        self._company: Company | None = None
        self._partner: Partner | None = None  # as the page was last told
        self._page = ""
        self._names: dict[str, str] = {}  # as the page was last told
        self._sections: set[str] = set()
        self._prepared: tuple[Message, Came | MentorbookError] | None = None
        self._ready: Seat | None = None  # at the workbook that was prepared
        self._checking: Iterator[None] | None = None  # what opening has not read is read later
        self._check_from = 0.0
        self._looking = Looking()
        self._making = Making(send)
        self._classroom = Classroom(self._tell, pack)
        self._progress: Progress | None = None

    @property
    def open(self) -> bool:
        """A workbook is open and there is something to follow."""
        return self._seat is not None

    @property
    def workbook(self) -> tuple[library.Book | None, str]:
        """The workbook that is open, and whose page this is; (None, "") where there is none."""
        return (self._book, self._seat.role) if self._seat is not None else (None, "")

    def need(self, sections: Iterable[str]) -> None:
        """The page shows these forms; what is not shown is not sent."""
        new = set(sections) - self._sections
        self._sections |= new
        if new and self._ready is not None:
            self._ready.leave()
            self._ready = None
        if new and self._book is not None and self._seat is not None:
            self._sit(self._book, self._seat.role)

    def teach(self, modules: Iterable[str], *, brief: bool = False) -> None:
        """The page shows these modules of a course; `brief`: only how far its reader is in them."""
        self._classroom.teach(modules, brief=brief)
        self._tell_course()

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
            locked = problem.key in ("library.locked", "passphrase.wrong")
            self._trouble("disk" if disk else "locked" if locked else "open", problem, keep=disk)
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
        if self._names != (names := self._book.names):  # one of the two has said what to be called
            self._names = names
            self._tell({"type": "names", "names": names})
        if (message := self._seat.changes()) is not None:
            self._tell(message)
        self._tell_course()
        if self._progress is not None:
            self._progress.tell()

    def look(self) -> None:
        """Tell the page if the partner has come, gone or moved on."""
        if self._company is not None and (partner := self._company.news()) is not None:
            self._tell_partner(partner)

    def check(self) -> None:
        """Read a little of what opening the workbook has not read; say so where it is not as it was written."""
        if self._checking is None or self._book is None or time.monotonic() < self._check_from:
            return
        try:
            for _ in range(PIECES):
                next(self._checking)
        except StopIteration:
            self._checking = None
            if self._book.problems:
                self._tell({"type": "spoilt", "problems": self._book.problems})
        except StoreError:  # the disk, or somebody who writes: another time
            self._checking, self._check_from = self._book.checking(), time.monotonic() + CHECK_AFTER
        except FileProblem as problem:
            self._checking = None
            name = problem.params.get("file", self._book.name)
            self._trouble("file", FileProblem("store.damaged.part", file=name), keep=True)

    def close(self) -> None:
        """The page is gone."""
        self._making.close()
        self._checking = None
        if self._progress is not None:
            self._progress.close()
            self._progress = None
        if self._company is not None:
            self._company.close()
            self._company = None
        if self._seat is not None:
            self._seat.leave()
            self._seat = None
        if self._book is not None and self._book is not self._fixed:
            self._book.close()
        self._book = self._fixed
        self._forget_prepared()

    # -- messages

    def _on_ping(self, content: Message, _buffers: list[bytes]) -> None:
        """Somebody looks at the page; `place`: where the focus is. What it shows is counted by our clock."""
        self._tell({"type": "pong", "now": now()})
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
        elif isinstance(wanted, dict) and (wanted.get("file") or wanted.get("link")):
            self._on_open(wanted, [])
        elif self._book is not None and self._seat is not None:
            self._sit(self._book, self._seat.role)
        else:
            self._welcome()

    def _on_prepare(self, content: Message, _buffers: list[bytes]) -> None:
        """The page is being drawn, and will ask for ``open`` when it says hello; ``first``: the sections it shows first."""
        wanted = content.get("open")
        if not isinstance(wanted, dict) or self._book is not None or self._prepared is not None:
            return
        try:
            with turn(), unhurried():
                came = self._place.open(wanted)
                if came.book is not None:
                    self._ready = Seat(came.book, role=came.role, sections=self._sections or None)
                    self._ready.prepare(self._first(content.get("first")))
        except MentorbookError as problem:
            self._prepared = wanted, problem  # said when it is asked for
        else:
            self._prepared = wanted, came

    def _open(self, content: Message) -> Came:
        """What was prepared, where it is what is asked for now; else opened now."""
        if self._prepared is not None and self._prepared[0] == content:
            _, came = self._prepared
            self._prepared = None
            if isinstance(came, MentorbookError):
                raise came
            return came
        return self._came(content)

    def _came(self, content: Message) -> Came:
        with turn(), unhurried():
            return self._place.open(content)

    def _forget_prepared(self) -> None:
        if self._prepared is not None and isinstance(self._prepared[1], Came) and self._prepared[1].book:
            self._prepared[1].book.close()
            self._ready = None
        self._prepared = None

    def _on_open(self, content: Message, _buffers: list[bytes]) -> None:
        role = content.get("role")
        if self._fixed is not None:
            self._sit(self._fixed, role if role in PEOPLE else "")
        elif self._book is not None and self._place.is_open(self._book, content):
            self._stay(content)
        else:
            self._show(self._open(content))

    def _stay(self, content: Message) -> None:
        """The page has come back to the workbook that is open. As somebody else, it is opened anew, so that
        nothing stays open that was one person's alone."""
        assert self._book is not None
        now, asked = self._seat.role if self._seat else "", content.get("role")
        asked = now if self._place.shared else asked if asked in PEOPLE else ""
        if now and asked != now:
            self._show(self._came(content))
        else:
            self._sit(self._book, asked)

    def _on_create(self, content: Message, _buffers: list[bytes]) -> None:
        mentor, mentee, role = content.get("mentor"), content.get("mentee"), content.get("role")
        journey, start = content.get("journey"), content.get("start")
        if not isinstance(mentor, str) or not isinstance(mentee, str) or role not in PEOPLE:
            raise ValueProblem("patch.shape")
        details = {
            "mentor": mentor,
            "mentee": mentee,
            "journey": journey if isinstance(journey, str) else "four-week",
            "start": start if isinstance(start, str) and start else None,
        }
        self._show(self._place.create(details, role, content.get("link")))

    def _on_claim(self, content: Message, _buffers: list[bytes]) -> None:
        if isinstance(self._place, Shared):
            self._tell(self._place.claim(content))

    def _on_share(self, content: Message, _buffers: list[bytes]) -> None:
        if not isinstance(self._place, Shared) or self._book is None or self._seat is None:
            return
        book, said = self._place.share(self._book, content)
        if book is not self._book:
            role = self._seat.role
            self.close()
            self._sit(book, role)
        for message in said:
            self._tell(message)

    def _on_private(self, content: Message, _buffers: list[bytes]) -> None:
        """Make (``keep``) or open (``unlock``) what the person at the page keeps private."""
        words = content.get("passphrase")
        if self._book is None or self._seat is None or not isinstance(words, str):
            return
        if content.get("act") == "keep":
            self._book.keep_private(self._seat.role, words)
        else:
            self._book.unlock(self._seat.role, words)
        self._sit(self._book, self._seat.role)

    def _on_leave(self, _content: Message, _buffers: list[bytes]) -> None:
        self.close()
        self._welcome()

    def _on_rest(self, _content: Message, _buffers: list[bytes]) -> None:
        """The page has been drawn with what it shows first, and asks for all else."""
        if self._seat is not None:
            self._tell(self._seat.rest())

    def _on_patches(self, content: Message, _buffers: list[bytes]) -> None:
        if self._seat is None:
            return
        for answer in self._seat.receive(content.get("patches")):
            self._tell(answer)
        if self._progress is not None:
            self._progress.touch()
        self.tell()

    def _on_programme(self, _content: Message, _buffers: list[bytes]) -> None:
        """What the programme sees of the pair, in the very words that the facilitator reads."""
        if self._progress is not None:
            self._tell(self._progress.shown())
        else:
            self._tell({"type": "programme", "name": ""})

    def _on_survey(self, content: Message, _buffers: list[bytes]) -> None:
        """A person's survey: what of it would go to the programme; sending it, and taking it back."""
        if self._progress is None:
            return
        try:
            self._tell(self._progress.survey(content.get("act"), skills=content.get("skills") is True))
        except MentorbookError as problem:
            self._tell({"type": "survey", "problem": clean_text(str(problem))})

    def _on_upload(self, content: Message, buffers: list[bytes]) -> None:
        if not buffers or len(buffers[0]) > LARGEST:
            raise FileProblem("desk.large")
        name = content.get("name")
        name = name if isinstance(name, str) and name else f"workbook{library.SUFFIX}"
        with tempfile.TemporaryDirectory(dir=self._place.scratch) as scratch:
            came = Path(scratch) / (plain(name.removesuffix(library.SUFFIX)) + library.SUFFIX)
            try:
                came.write_bytes(buffers[0])
                self._take_in(came, content)
            except OSError as problem:
                raise FileProblem("desk.disk", why=problem.strerror or str(problem)) from problem
            except MentorbookError as problem:
                if problem.params.get("file") not in (came.name, str(came)):
                    raise
                # People know the name that they gave it.
                raise type(problem)(problem.key, **problem.params | {"file": name[:80]}) from problem

    def _take_in(self, came: Path, content: Message) -> None:
        """Open the file that came, or merge it with the workbook it is a copy of."""
        if not content.get("into") or self._book is None or self._seat is None:
            self._show(self._place.bring(came, content))
            return
        words = content.get("passphrase")
        merged = self._book.merge(
            came,
            viewer=self._seat.role or "pair",
            passphrase=words if isinstance(words, str) and words else None,
        )
        self._tell({"type": "merged", "summary": merged.summary})
        self.tell()

    def _on_download(self, content: Message, _buffers: list[bytes]) -> None:
        """The workbook as a file of the person at the page; ``passphrase`` seals it, ``private`` false leaves
        out what they keep to themselves."""
        if self._book is None or self._seat is None:
            return
        words = content.get("passphrase")
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as scratch:
            copy = Path(scratch) / self._book.name
            self._book.download(
                copy,
                viewer=self._seat.role or None,
                passphrase=words if isinstance(words, str) and words else None,
                private=content.get("private") is not False,
            )
            self._send({"type": "file", "name": copy.name}, [copy.read_bytes()])

    def _on_history(self, content: Message, _buffers: list[bytes]) -> None:
        if self._book is None or self._seat is None:
            return
        self._tell(self._looking.history(self._book, self._seat.role or "pair", content))

    def _on_invitation(self, content: Message, _buffers: list[bytes]) -> None:
        """Meetings as a calendar's file; ``rows``: the ids of those wanted."""
        rows = content.get("rows")
        if self._book is None or self._seat is None or not isinstance(rows, list):
            return
        from mentorbook.reports.invitation import file_name, meetings_ics

        wanted = [row for row in rows[:MOST_INVITED] if isinstance(row, str)]
        made = meetings_ics(self._book, wanted, viewer=self._seat.role or "pair")
        self._send({"type": "file", "name": file_name(self._book, wanted)}, [made])

    def _on_past(self, content: Message, _buffers: list[bytes]) -> None:
        if self._book is not None and self._seat is not None:
            self._tell(past(self._book, self._seat.role or "pair", content))

    def _on_report(self, content: Message, _buffers: list[bytes]) -> None:
        if self._book is not None and self._seat is not None:
            self._making.hear(self._book, self._seat.role, content)

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

    def _show(self, came: Came) -> None:
        """Show the workbook that came, if one did, and say what there is to say."""
        if came.book is not None:
            self.close()
            self._sit(came.book, came.role)
        for message in came.said:
            self._tell(message)

    def _tell_course(self) -> None:
        if self._seat is not None and self._book is not None:
            self._classroom.news(self._book, self._seat.role)

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
        if book is not self._book:
            self._checking = book.checking() if book.unread else None
            self._check_from = time.monotonic() + CHECK_AFTER
        self._book = book
        book.pull()
        if self._progress is not None:
            self._progress.close()
        self._progress = Progress.of(book, role) if self._place.shared else None
        self._seat = self._take_seat(book, role)
        self._names = book.names
        with unhurried():
            opened = self._seat.opened()
        self._tell(
            opened
            | {
                "workbook": book.id,
                "file": book.name,
                "shared": self._place.shared and book.link is not None,
                "private": book.private(role) if role in PEOPLE else "none",
                "passphrase": role in PEOPLE and book.has_passphrase(role),
                "problems": book.problems,
                "names": self._names,
                "forms": book.pack.forms_json(["agreement"]) if book.additions else {},
                "programme": self._progress is not None,
            }
        )
        self._classroom.begin()
        self._tell_course()

    def _take_seat(self, book: library.Book, role: str) -> Seat:
        """The seat that was prepared, where it is this one."""
        ready, self._ready = self._ready, None
        if ready is None or ready.book is not book or ready.role != role:
            return Seat(book, role=role, page=self._page, sections=self._sections or None)
        ready.page = self._page
        return ready

    def _first(self, names: object) -> list[str] | None:
        """The sections that a page says it shows first; None where it does not say."""
        given = names[:MOST_SECTIONS] if isinstance(names, list) else []
        return [name for name in given if isinstance(name, str) and name in self._sections] or None

    def _welcome(self) -> None:
        journeys = [{"id": j.id, "title": j.title, "weeks": j.weeks} for j in self._pack.journeys.values()]
        self._tell(
            {
                "type": "welcome",
                "mode": "shared" if self._place.shared else "personal",
                **self._place.welcome(),
                "journeys": journeys,
            }
        )


def data_folder(*, practice: bool = False) -> Path:
    """Where the workbooks lie: MENTORBOOK_DATA, else the folder ``workbooks`` beside the notebook.

    Args:
        practice: Those in which learners practise; they lie in a folder of their own there, so that no
            exercise is ever written into a real partnership.
    """
    folder = Path(os.environ.get("MENTORBOOK_DATA") or "workbooks")
    folder = folder / PRACTICE if practice else folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder
