"""The kernel's end of a page in a live session: what the facilitator's or a participant's page says, and is told.

A participant's page is told what is asked, what the wall shows and its own answers: never whose an answer is, never
what is kept off the wall. The facilitator's page is told no more of who answered than that.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorbook import sharing
from mentorbook.content.specs import Pack
from mentorbook.content.values import clean_text, time_zones
from mentorbook.errors import LinkProblem, MentorbookError, StoreError, ValueProblem
from mentorbook.library import Book
from mentorbook.programme.live import asking, lessons
from mentorbook.programme.live import session as live
from mentorbook.programme.live.company import Room
from mentorbook.programme.live.keeping import keep
from mentorbook.programme.live.results import file_name, to_csv, to_outline
from mentorbook.programme.live.session import Session
from mentorbook.reports.habits import Habits
from mentorbook.widgets.making import in_a_thread
from mentorbook.widgets.qr import qr
from mentorbook.workbook.paths import PEOPLE

Message = dict[str, Any]
Send = Callable[[Message, list[bytes]], None]
# Seconds between two looks, and between two walls. The facilitator's page is told at once, and fifty answers at once are
# a few walls; what fifty participants' kernels did at every answer, they would do fifty times fifty times.
LOOK_EVERY = 0.2
WALL_EVERY = {True: 0.1, False: 1.0}
MOST_LINKS = 20
LONGEST_ADDRESS = 1000


@dataclass(frozen=True)
class File:
    """Something to download."""

    name: str
    mime: str
    data: bytes


class LiveDesk:
    """One page's connection to a session; nothing is opened before the page asks.

    Args:
        send: Sends a message with its buffers to the page. folder: Where the database lies.
        shared: Many people use this server: a session is led by its link alone, and none is listed.
        workbook: The workbook that is open on the page, with whose page it is; (None, "") where there is none.
    """

    def __init__(
        self,
        send: Send,
        *,
        pack: Pack,
        folder: Path,
        shared: bool,
        workbook: Callable[[], tuple[Book | None, str]],
    ) -> None:
        self._send, self._pack, self._shared, self._workbook = send, pack, shared, workbook
        self._where = sharing.database(folder)
        self.session: Session | None = None
        self._room: Room | None = None
        self._told: dict[str, int] = {}
        self._wall: Message | None = None
        self._wall_at = self._look_at = 0.0
        self._people: int | None = None

    @property
    def open(self) -> bool:
        """A session is open, and there is something to follow."""
        return self.session is not None

    def hear(self, content: Message) -> Coroutine[Any, Any, None] | None:
        """Answer one message of the page; a coroutine where that takes time."""
        handler = getattr(self, f"_on_{content.get('act')}", None) if _plain(content.get("act")) else None
        if handler is None:
            return None
        try:
            told = handler(content)
        except MentorbookError as problem:
            self._trouble(content, problem)
            return None
        if isinstance(told, File):
            self._hand(content, told)
            return None
        if told is not None and not isinstance(told, dict):
            return self._later(content, told)
        self.tell()
        self._tell({"kind": "done", "re": content.get("id"), **(told or {})})
        return None

    def tell(self) -> None:
        """Send on whatever is new since the page was last told."""
        session = self.session
        if session is None:
            return
        if not session.leads:
            if time.monotonic() - self._look_at < LOOK_EVERY:
                return
            self._look_at = time.monotonic()
        try:
            session.pull()
        except MentorbookError as problem:
            self._trouble({}, problem)
            return
        if session.versions["room"] != self._told.get("room"):
            self._told["room"] = session.versions["room"]
            self._told.pop("wall", None)
            self._tell({"kind": "state", "state": self._state(session)})
        if self._told.get("wall") != session.versions["answers"] or session.behind:
            self._tell_wall(session)

    def look(self) -> None:
        """Tell the facilitator's page how many are here, if that has changed."""
        if (
            self.session is not None
            and self._room is not None
            and self.session.leads
            and self._room.changed()
        ):
            self._tell_people()

    def here(self) -> None:
        """The page is looked at."""
        if self._room is not None and self.session is not None:
            self._room.here()
            if self.session.leads:
                self._tell_people()

    def away(self) -> None:
        """Nobody looks at the page any more."""
        if self._room is not None:
            self._room.leave()

    def close(self) -> None:
        """The page is gone, or leaves the session."""
        if self._room is not None:
            self._room.close()
        if self.session is not None:
            self.session.close()
        self.session = self._room = self._wall = self._people = None
        self._told, self._look_at = {}, 0.0

    # -- coming and going

    def _on_sheets(self, _content: Message) -> Message:
        """What there is to begin with: the run sheets, and on a machine of one's own its sessions."""
        sheets = [
            sheet.model_dump(mode="json") | {"minutes": sheet.minutes}
            for sheet in self._pack.sessions.values()
        ]
        known = [] if self._shared else live.known(self._where)
        sessions = [{"link": o.link, "title": o.title, "opened": o.opened, "ended": o.ended} for o in known]
        return {"sheets": sheets, "sessions": sessions}

    def _on_new(self, content: Message) -> Message:
        sheet, title = content.get("sheet"), content.get("title")
        found = self._pack.sessions.get(sheet) if isinstance(sheet, str) else None
        name = title if isinstance(title, str) else ""
        self._sit(live.start(self._where, found, title=clean_text(name), here=not self._shared), content)
        return self._came()

    def _on_open(self, content: Message) -> Message:
        link = _link(content.get("link"))
        if self.session is None or self.session.link != link:
            self._sit(live.lead(self._where, link), content)
        else:
            self._told = {}
        return self._came()

    def _on_join(self, content: Message) -> Message:
        code, joining, have = content.get("code"), content.get("join"), content.get("have")
        links = []
        for text in have[:MOST_LINKS] if isinstance(have, list) else []:
            try:
                links.append(_link(text))
            except LinkProblem:
                continue
        if isinstance(joining, str) and joining:
            self._sit(live.join(self._where, joining=_link(joining), have=links), content)
        else:
            self._sit(live.join(self._where, code=code if isinstance(code, str) else "", have=links), content)
        return self._came()

    def _on_leave(self, _content: Message) -> Message:
        self.close()
        return {}

    def _sit(self, session: Session, content: Message) -> None:
        self.close()
        self.session = session
        page = content.get("page")
        self._room = Room(session, page) if isinstance(page, str) and page else None
        self.here()

    def _came(self) -> Message:
        session = self._need()
        return {"link": str(session.link), "session": session.id, "lead": session.leads}

    # -- the facilitator

    def _on_go(self, content: Message) -> None:
        self._need().go(_text(content, "segment"))

    def _on_pause(self, _content: Message) -> None:
        self._need().pause()

    def _on_resume(self, _content: Message) -> None:
        self._need().resume()

    def _on_give(self, content: Message) -> None:
        self._need().give(_text(content, "segment"), _whole(content, "minutes"))

    def _on_push(self, content: Message) -> None:
        self._need().push(asking.Question.from_json(content.get("question")))

    def _on_course(self, _content: Message) -> Message:
        """The questions of the courses that can be put to the room."""
        return {"modules": lessons.offered(self._pack)}

    def _on_teach(self, content: Message) -> None:
        """A question of a course to the room; how it is answered, the facilitator sees first."""
        asked = lessons.ask(self._pack, _text(content, "module"), _text(content, "question"))
        self._need().push(asked, shown=False)

    def _on_reveal(self, content: Message) -> None:
        question = _text(content, "question")
        right = lessons.answer(self._pack, question)
        if right is None:
            raise ValueProblem("session.question.unknown")
        self._need().reveal(question, right)

    def _on_time(self, content: Message) -> None:
        self._need().time(_text(content, "question"), _whole(content, "minutes"))

    def _on_shut(self, content: Message) -> None:
        self._need().shut(_text(content, "question"))

    def _on_show(self, content: Message) -> None:
        self._need().show(_text(content, "question"), content.get("shown") is True)

    def _on_sort(self, content: Message) -> None:
        self._need().sort(_text(content, "question"), _text(content, "order"))

    def _on_hide(self, content: Message) -> None:
        self._need().hide(_text(content, "question"), _texts(content), content.get("hidden") is True)

    def _on_group(self, content: Message) -> None:
        name = clean_text(_text(content, "name"))
        self._need().group(_text(content, "question"), _texts(content), name)

    def _on_end(self, _content: Message) -> None:
        self._need().end()

    def _on_address(self, content: Message) -> Message:
        """The address by which people join, and its picture; `address`: of the page for participants."""
        session, address = self._need(), content.get("address")
        if not session.leads or not isinstance(address, str) or not 0 < len(address) < LONGEST_ADDRESS:
            raise ValueProblem("patch.shape")
        whole = f"{address}#join={session.joining}"
        return {"address": whole, "qr": qr(whole), "join": session.joining}

    def _on_export(self, content: Message) -> Any:
        session = self._need()
        if not session.leads:
            raise ValueProblem("patch.shape")
        session.pull()
        if content.get("to") == "csv":
            data = (
                b"\xef\xbb\xbf" + to_csv(session).encode()
            )  # the mark by which a spreadsheet knows its letters
            return File(file_name(session, "csv"), "text/csv", data)
        locale, zone = content.get("locale"), content.get("zone")
        report = to_outline(
            session,
            Habits(
                language=self._pack.language,
                locale=locale if isinstance(locale, str) else "",
                zone=zone if isinstance(zone, str) and zone in time_zones() else "UTC",
            ),
        )
        from mentorbook.reports.pdf import to_pdf

        name = file_name(session, "pdf")

        async def made() -> File:
            return File(name, "application/pdf", await in_a_thread(lambda: to_pdf(report)))

        return made()

    # -- participants

    def _on_answer(self, content: Message) -> Message:
        question, number = _text(content, "question"), _whole(content, "n")
        self._need().answer(question, content.get("v"), number=number)
        return {"question": question, "n": number}

    def _on_keep(self, _content: Message) -> Message:
        """One's own answers, into the workbook that is open on the page."""
        session, (book, person) = self._need(), self._workbook()
        if book is None or person not in PEOPLE:
            raise ValueProblem("session.keep.none")
        mine = session.mine()
        asked = [(one, mine[one.id]["v"]) for one in session.questions if one.id in mine]
        kept = keep(book, person, [(one, value) for one, value in asked if value is not None])
        return {"into": [list(place) for place in kept.into], "left": list(kept.left)}

    # -- inside

    def _need(self) -> Session:
        if self.session is None:
            raise LinkProblem("session.link")
        return self.session

    def _tell(self, message: Message) -> None:
        self._send({"type": "live", **message}, [])

    def _trouble(self, content: Message, problem: MentorbookError) -> None:
        told = {"disk": isinstance(problem, StoreError), "lost": isinstance(problem, LinkProblem)}
        message = clean_text(str(problem))
        self._tell(
            {"kind": "trouble", "re": content.get("id"), "message": message, "key": problem.key, **told}
        )

    def _hand(self, content: Message, file: File) -> None:
        about = {"kind": "file", "re": content.get("id"), "name": file.name, "mime": file.mime}
        self._send({"type": "live", **about}, [file.data])

    async def _later(self, content: Message, work: Awaitable[File]) -> None:
        try:
            self._hand(content, await work)
        except MentorbookError as problem:
            self._trouble(content, problem)

    def _state(self, session: Session) -> Message:
        current, displayed = session.current, session.displayed
        told: Message = {
            "session": session.id,
            "lead": session.leads,
            "title": session.title,
            "opened": session.get("run/opened"),
            "ended": session.ended or None,
            "now": session.now,
            "current": self._asked(session, current) if current else None,
            "displayed": self._asked(session, displayed) if displayed else None,
        }
        if session.leads:
            questions = [self._asked(session, question) for question in session.questions]
            lesson = current is not None and lessons.answer(self._pack, current.id) is not None
            about = {"code": session.code, "plan": session.plan, "lesson": lesson}
            return told | about | {"questions": questions}
        on = next((part for part in session.plan if part["id"] == session.now["segment"]), None)
        part = {name: on[name] for name in ("id", "title", "minutes", "setting")} if on else None
        mine = session.mine()
        asked = [self._asked(session, question) for question in session.questions if question.id in mine]
        return told | {"part": part, "mine": mine, "asked": asked}

    def _asked(self, session: Session, question: asking.Question) -> Message:
        return question.to_json() | {
            "at": session.asked_at(question.id),
            "open": session.is_open(question.id),
            "timer": session.began(question.id) or None,
            "shown": session.shown(question.id),
            "order": session.sorted(question.id),
            "revealed": session.revealed(question.id),
        }

    def _tell_wall(self, session: Session) -> None:
        question = session.displayed
        if question is None or not question.answered or not self._sees(session, question):
            self._told["wall"], told = session.versions["answers"], None
        elif time.monotonic() - self._wall_at < WALL_EVERY[session.leads]:
            return  # with one of the next looks
        else:
            found = session.results(question)
            self._told["wall"], self._wall_at = session.versions["answers"], time.monotonic()
            told = {"question": question.id, **found.to_json(lead=session.leads)}
        if told != self._wall:
            self._wall = told
            self._tell({"kind": "wall", "wall": told})

    @staticmethod
    def _sees(session: Session, question: asking.Question) -> bool:
        """Whether a page is told what the others answered: a participant's own answer comes first."""
        if session.leads:
            return True
        waits = session.current == question and session.is_open(question.id)
        return session.shown(question.id) and (not waits or session.has_answered(question.id))

    def _tell_people(self) -> None:
        people = self._room.people() if self._room is not None else None
        if people != self._people:
            self._people = people
            self._tell({"kind": "people", "people": people})


def _plain(name: object) -> bool:
    return isinstance(name, str) and name.isidentifier()


def _text(content: Message, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or len(value) > 2_000:
        raise ValueProblem("patch.shape")
    return value


def _texts(content: Message) -> list[str]:
    given = content.get("answers")
    if not isinstance(given, list) or len(given) > 1_000 or not all(isinstance(one, str) for one in given):
        raise ValueProblem("patch.shape")
    return given


def _whole(content: Message, name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise ValueProblem("session.minutes" if name == "minutes" else "patch.shape")
    return value


def _link(text: object) -> sharing.Link:
    if not isinstance(text, str) or len(text) > LONGEST_ADDRESS:
        raise LinkProblem("session.link")
    try:
        return sharing.Link.parse(text)
    except LinkProblem as problem:
        raise LinkProblem("session.link") from problem
