"""A live session: opened by its facilitator, joined by people with a code, led through a run sheet.

session = live.start(folder / "mentorbook.db", pack.sessions["kick-off"])
session.push(Question("What was hard?"))       # on every screen at once
session.results(question)                      # what the wall shows: nobody's name, every answer once
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from mentorbook.content.specs import RunSheet
from mentorbook.errors import LinkProblem, MentorbookError, RoleError, ValueProblem
from mentorbook.messages import say
from mentorbook.programme.live import codes
from mentorbook.programme.live.asking import Question
from mentorbook.programme.live.rights import AUDIENCES, LEAD, require
from mentorbook.programme.live.wall import ORDERS, Results, results
from mentorbook.store import Document as StoredDocument
from mentorbook.store import Entry, NewEntry, Store
from mentorbook.store.sealing import new_key
from mentorbook.store.slots import Link
from mentorbook.workbook.book import now
from mentorbook.workbook.document import Document

LATE = timedelta(seconds=10)
"""An answer that was on its way when its question was closed still counts."""
MOST_MINUTES = 240
PERSON = 32  # hex digits of a participant's own id
HERE = "here"  # the slot by which a machine of one's own knows its sessions: what lies there is not sealed


@dataclass(frozen=True)
class Opening:
    """A session that can be led from here: its facilitator's link, what it is called, since when, and if it ended."""

    link: str
    title: str
    opened: str
    ended: bool


class Session:
    """One person's end of a live session. What a method has written is on disk when it returns.

    Args:
        store: The database that it lies in, with its keys in use.
        id: Its own. link: By what it was opened.
        person: The facilitator, or a participant's own id, which no other page is ever told.
    """

    def __init__(self, store: Store, id: str, *, person: str, link: Link) -> None:
        self.id, self.person, self.link, self._store = id, person, link, store
        self._stored = {d.audience: d for d in store.documents(id) if d.audience in AUDIENCES}
        self._documents = {audience: Document() for audience in AUDIENCES}
        self._seq = dict.fromkeys(AUDIENCES, 0)
        self._unsaved: list[NewEntry] = []
        self._behind = set(AUDIENCES)
        self.versions = dict.fromkeys(AUDIENCES, 0)  # grows with whatever comes
        self.pull()

    # -- reading

    @property
    def leads(self) -> bool:
        """Whether this is the facilitator's end."""
        return self.person == LEAD

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.get("run/title") or "")

    @property
    def code(self) -> str:
        """By what people join."""
        return str(self.get("run/code") or "")

    @property
    def joining(self) -> str:
        """The secret in the address (and the picture) by which people join."""
        return str(self.get("run/join") or "")

    @property
    def ended(self) -> str:
        """When it ended; "" while it lasts."""
        return str(self.get("run/ended") or "")

    @property
    def plan(self) -> list[dict[str, Any]]:
        """The parts of its run sheet, as `Segment` has them, each with the minutes that stand now."""
        found = []
        for part in self.get("run/plan") or []:
            minutes = self.get(f"minutes/{part['id']}")
            found.append({**part, "minutes": minutes or part["minutes"]})
        return found

    @property
    def now(self) -> dict[str, Any]:
        """The part that is on: ``{segment, began, paused}``, times ISO 8601, `paused` None while it runs."""
        return self.get("run/now") or {"segment": None, "began": None, "paused": None}

    @property
    def questions(self) -> list[Question]:
        """What has been asked, in order."""
        paths = [path for path in self._documents["room"].paths() if path.startswith("asked/")]
        asked = [self.get(path) for path in paths if path.count("/") == 1]
        asked.sort(key=lambda one: one["at"])
        return [Question.from_json(one["question"]) for one in asked]

    @property
    def current(self) -> Question | None:
        """The question on everybody's screen."""
        return self._question(self.get("run/current"))

    def question(self, id: str) -> Question:
        """A question that has been asked.

        Raises:
            ValueProblem: There is none of this id.
        """
        found = self._question(id)
        if found is None:
            raise ValueProblem("session.question.unknown")
        return found

    @property
    def displayed(self) -> Question | None:
        """The question whose answers the wall shows."""
        return self._question(self.get("run/wall"))

    def asked_at(self, question: str) -> str:
        """When it was first asked, ISO 8601."""
        return str((self.get(f"asked/{question}") or {}).get("at", ""))

    def began(self, question: str) -> str:
        """When its timer began, ISO 8601; "" where it has none."""
        return str(self.get(f"asked/{question}/timer") or "")

    def is_open(self, question: str) -> bool:
        """Whether it can be answered."""
        return not self.ended and not self.get(f"asked/{question}/closed")

    def shown(self, question: str) -> bool:
        """Whether its answers are on everybody's screen."""
        return (self.get(f"wall/{question}") or {}).get("shown", True) is True

    def revealed(self, question: str) -> dict[str, Any] | None:
        """What is right, once the facilitator has said it."""
        found = self.get(f"revealed/{question}")
        return found if isinstance(found, dict) else None

    def results(self, question: Question) -> Results:
        """What has been answered to it: every person once, by no name."""
        self._need_answers()
        given = {}
        for path in self._documents["answers"].paths():
            _, person, asked = path.split("/")
            if asked == question.id and (value := self._value("answers", path)) is not None:
                given[self._alias(person, asked)] = value["v"]
        given = {key: value for key, value in given.items() if value is not None}
        order = str(self.get(f"wall/{question.id}/sort") or "")
        marks = {"hidden": self._marks("hidden", question.id), "group": self._marks("group", question.id)}
        return results(question, given, order=order, **marks)

    def mine(self) -> dict[str, dict[str, Any]]:
        """A participant's own answers: question → ``{v, n}``."""
        self._need_answers()
        start = f"answers/{self.person}/"
        paths = [path for path in self._documents["answers"].paths() if path.startswith(start)]
        found = {path.removeprefix(start): self._value("answers", path) for path in paths}
        return {asked: value for asked, value in found.items() if value is not None}

    def has_answered(self, question: str) -> bool:
        """Whether this participant has, as far as has been read."""
        found = self._value("answers", f"answers/{self.person}/{question}")
        return found is not None and found["v"] is not None

    def get(self, path: str) -> Any:
        """What stands at a path of the room."""
        return self._value("room", path)

    # -- the facilitator

    def go(self, segment: str) -> None:
        """On to a part of the run sheet; its time begins now."""
        if segment not in {part["id"] for part in self.plan}:
            raise ValueProblem("session.segment")
        self._room({"run/now": {"segment": segment, "began": now(), "paused": None}})

    def pause(self) -> None:
        """Stop the clock."""
        clock = self.now
        if clock["began"] and not clock["paused"]:
            self._room({"run/now": {**clock, "paused": now()}})

    def resume(self) -> None:
        """Let the clock go on from where it stopped."""
        clock = self.now
        if clock["paused"]:
            stood = _moment(now()) - _moment(clock["paused"])
            began = (_moment(clock["began"]) + stood).isoformat(timespec="milliseconds")
            self._room({"run/now": {**clock, "began": began.replace("+00:00", "Z"), "paused": None}})

    def give(self, segment: str, minutes: int) -> None:
        """Give a part so many minutes.

        Raises:
            ValueProblem: It is no number of minutes, or there is no such part.
        """
        if not isinstance(minutes, int) or not 1 <= minutes <= MOST_MINUTES:
            raise ValueProblem("session.minutes")
        if segment not in {part["id"] for part in self.plan}:
            raise ValueProblem("session.segment")
        self._room({f"minutes/{segment}": minutes})

    def push(self, question: Question | str, *, shown: bool = True) -> Question:
        """Put a question on every screen; the one before is closed. One that was asked before is opened again.

        Args:
            shown: Whether its answers are on everybody's screen from the first one on.
        """
        asked = question if isinstance(question, Question) else Question(question)
        asked = Question.from_json(asked.to_json())
        self._lasting()
        changes: dict[str, Any] = {}
        if (before := self.current) is not None and before.id != asked.id and self.is_open(before.id):
            changes[f"asked/{before.id}/closed"] = now()
        if self._question(asked.id) is None:
            changes[f"asked/{asked.id}"] = {"question": asked.to_json(), "at": now()}
        if asked.minutes:
            changes[f"asked/{asked.id}/timer"] = now()
        changes |= {f"asked/{asked.id}/closed": None, "run/current": asked.id}
        if not shown:
            changes[f"wall/{asked.id}"] = {"shown": False}
        if self.revealed(asked.id):
            changes[f"revealed/{asked.id}"] = None
        changes["run/wall"] = (
            asked.id if asked.answered else None
        )  # while people talk, nothing is on the wall
        self._room(changes)
        return asked

    def time(self, question: str, minutes: int) -> None:
        """Start the timer of the question that is on, for so many minutes from now."""
        asked = self.question(question)
        data = Question.from_json({**asked.to_json(), "minutes": minutes}).to_json()
        at = self.asked_at(question)
        self._room({f"asked/{asked.id}": {"question": data, "at": at}, f"asked/{asked.id}/timer": now()})

    def shut(self, question: str) -> None:
        """No more answers to this one."""
        self._room({f"asked/{self.question(question).id}/closed": now()})

    def show(self, question: str, shown: bool = True) -> None:
        """Put the answers to a question on the wall and on everybody's screen, or take them off."""
        asked = self.question(question).id
        turned = {"run/wall": asked} if shown else {}
        self._room({f"wall/{asked}": {"shown": bool(shown)}, **turned})

    def reveal(self, question: str, answer: Mapping[str, Any]) -> None:
        """Say what is right: on everybody's screen, beside what was answered. Nothing more can be answered then.

        Args:
            answer: ``right`` (ids of options), ``words`` and ``why``.
        """
        asked = self.question(question).id
        changes: dict[str, Any] = {f"revealed/{asked}": dict(answer), f"wall/{asked}": {"shown": True}}
        self._room(changes | {f"asked/{asked}/closed": now(), "run/wall": asked})

    def sort(self, question: str, order: str) -> None:
        """Put the answers to a question into an order: one of `ORDERS`."""
        if order not in ORDERS:
            raise ValueProblem("patch.shape")
        self._room({f"wall/{self.question(question).id}/sort": order})

    def sorted(self, question: str) -> str:
        """In which order they stand."""
        return str(self.get(f"wall/{question}/sort") or "")

    def hide(self, question: str, answers: Iterable[str], hidden: bool = True) -> None:
        """Keep single answers off the screens."""
        asked = self.question(question).id
        self._room({f"hidden/{asked}/{_key(one)}": bool(hidden) or None for one in answers})

    def group(self, question: str, answers: Iterable[str], name: str) -> None:
        """Put answers together under a heading; "" takes them out of theirs.

        Raises:
            ValueProblem: The heading is too long.
        """
        asked, name = self.question(question).id, " ".join(str(name).split())
        if len(name) > 80:
            raise ValueProblem("session.group.long", count=80)
        self._room({f"group/{asked}/{_key(one)}": name or None for one in answers})

    def end(self) -> None:
        """End it: nothing more can be answered, nobody can join. What there is stays with the facilitator."""
        if self.ended:
            return
        self._room({"run/ended": now(), "run/now": {"segment": None, "began": None, "paused": None}})
        with self._store.changing_slots() as slots:
            for document in self._stored.values():
                for slot in slots.find(document=document.id):
                    if slot.kind in (codes.CODE, "join"):
                        slots.remove(document.id, slot.lookup)

    # -- participants

    def answer(self, question: str, value: Any, *, number: int = 0) -> None:
        """Answer a question, or change one's answer; None takes it away.

        Args:
            number: Grows with every answer of this person: one that comes again, or late, changes nothing.

        Raises:
            ValueProblem: It is closed, or the answer does not fit.
        """
        if self.leads:
            raise RoleError("session.lead_answers")
        asked = self.question(question)
        path = f"answers/{self.person}/{asked.id}"
        before = self._value("answers", path)
        if before is not None and number and number <= before["n"]:
            self.flush()
            return
        closed = str(self.get(f"asked/{asked.id}/closed") or self.ended)
        if closed and datetime.now(UTC) - _moment(closed) > LATE:
            raise ValueProblem("session.answer.closed")
        number = number or (before["n"] + 1 if before else 1)
        self._write({path: {"v": asked.check(value), "n": number}})

    # -- to and from the disk

    def pull(self) -> bool:
        """Take in what others have written; whether anything came.

        A participant's end reads answers only when they are asked for: fifty of them would read every answer fifty
        times.
        """
        if self._store.changed():
            self._behind = set(AUDIENCES)
        came = self._catch_up("room") if "room" in self._behind else False
        return (self._need_answers() if self.leads else False) or came

    @property
    def behind(self) -> bool:
        """Whether there may be answers that have not been read yet."""
        return "answers" in self._behind

    def flush(self) -> None:
        """Put on disk whatever is not there yet. Raises StoreError where it will not take it."""
        if self._unsaved:
            self._store.append(self._unsaved)
            self._unsaved.clear()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # -- inside

    def _need_answers(self) -> bool:
        return self._catch_up("answers") if "answers" in self._behind else False

    def _catch_up(self, audience: str) -> bool:
        document = self._stored[audience]
        entries = self._store.follow([document.id], self._seq[audience])
        self._behind.discard(audience)
        if not entries:
            return False
        found = [_unpack(entry) for entry in entries]
        paths = {path for touched, _ in found for path in touched}
        self._documents[audience].receive([update for _, update in found], paths)
        self._seq[audience] = entries[-1].seq
        self.versions[audience] += 1
        return True

    def _room(self, changes: Mapping[str, Any]) -> None:
        if not self.leads:
            raise RoleError("role.not_yours", label=self.title, who=say("person.facilitator"))
        self._write(changes)

    def _lasting(self) -> None:
        if self.ended:
            raise MentorbookError("session.ended")

    def _write(self, changes: Mapping[str, Any]) -> None:
        """One act: what changes in a document goes to the disk as one entry."""
        at = now()
        places = {path: require(path, self.person) for path in changes}
        self.flush()
        by = LEAD if self.leads else "participant"  # who, lies within what is sealed
        for audience in dict.fromkeys(places.values()):
            paths = [path for path, where in places.items() if where == audience]
            document = self._documents[audience]
            with document.transaction():
                for path in paths:
                    told = document.registers(path)
                    document.write(path, changes[path], person=self.person, by=by, at=at, replaces=told)
            updates, document.outbox = document.outbox, []
            head = json.dumps({"paths": paths}).encode() + b"\n"
            id_ = self._stored[audience].id
            self._unsaved += [
                NewEntry(uuid.uuid4().hex, id_, at, by, None, head + update) for update in updates
            ]
            self.versions[audience] += 1
        self.flush()

    def _value(self, audience: str, path: str) -> Any:
        found = self._documents[audience].registers(path)
        return found[0].value if found else None

    def _question(self, id: object) -> Question | None:
        stored = self.get(f"asked/{id}") if isinstance(id, str) and id else None
        return Question.from_json(stored["question"]) if stored else None

    def _marks(self, kind: str, question: str) -> dict[str, Any]:
        start = f"{kind}/{question}/"
        paths = [path for path in self._documents["room"].paths() if path.startswith(start)]
        return {path.removeprefix(start): mark for path in paths if (mark := self.get(path))}

    def _alias(self, person: str, question: str) -> str:
        """What an answer is called on the wall: another name for each question, from which nobody is known."""
        key = self._store.key(self._stored["answers"].id) or b""
        return hmac.digest(key, f"{person} {question}".encode(), "sha256").hex()[:16]


def start(where: Path, sheet: RunSheet | None = None, *, title: str = "", here: bool = False) -> Session:
    """Begin a session in the database at `where`, and lead it.

    Args:
        sheet: Its run sheet; without one it has no parts, and questions are the facilitator's own.
        title: What it is called; as its run sheet if left out.
        here: Whether who uses this machine may lead it, without a link.

    Raises:
        ValueProblem: The title is too long.
    """
    name = " ".join(title.split()) or (sheet.title if sheet else say("session.title"))
    if len(name) > 120:
        raise ValueProblem("session.title.long", count=120)
    store = Store.open(where, create=True, kind="server")
    try:
        id_, at, own, joining = uuid.uuid4().hex, now(), Link.new(), Link.new()
        code = _free_code(store)
        with store.changing_slots() as slots:
            for audience in AUDIENCES:
                document = StoredDocument(uuid.uuid4().hex, id_, audience, at)
                key = new_key()
                slots.add_document(document)
                slots.put(own.wrap(document.id, key, kind="link:lead", state=f"open {at}"))
                slots.put(joining.wrap(document.id, key, kind="join", state=f"open {at}"))
                slots.put(codes.link(code).wrap(document.id, key, kind=codes.CODE, state=f"open {at} 0"))
                if here:
                    slots.put(_known(document.id, own))
                store.use(document.id, key)
        session = Session(store, id_, person=LEAD, link=own)
        plan = [part.model_dump(mode="json", exclude={"keeps"}) for part in sheet.segments] if sheet else []
        for part in plan:
            part["options"] = [[option["id"], option["label"]] for option in part["options"]]
        for part, spec in zip(plan, sheet.segments if sheet else (), strict=True):
            part["keeps"] = spec.keeps
        session._room(
            {
                "run/title": name,
                "run/sheet": sheet.id if sheet else "",
                "run/opened": at,
                "run/plan": plan,
                "run/code": code,
                "run/join": str(joining),
            }
        )
        return session
    except BaseException:
        store.close()
        raise


def lead(where: Path, link: Link) -> Session:
    """Lead a session on, by its facilitator's link; or come back to one as a participant, by one's own.

    Raises:
        LinkProblem: The link opens no session.
    """
    store = Store.open(where, create=True, kind="server")
    try:
        slots = [slot for slot in store.slots(lookup=link.lookup) if slot.kind.startswith("link:")]
        rooms = {d.id: d.workbook for d in store.documents() if d.audience in AUDIENCES}
        slots = [slot for slot in slots if slot.document in rooms]
        if not slots:
            raise LinkProblem("session.link")
        for slot in slots:
            store.use(slot.document, _key_of(link, slot))
        person = LEAD if slots[0].person == "lead" else _person(link)
        return Session(store, rooms[slots[0].document], person=person, link=link)
    except BaseException:
        store.close()
        raise


def join(where: Path, *, code: str = "", joining: Link | None = None, have: Iterable[Link] = ()) -> Session:
    """Join a session by its code, or by the link in its picture.

    Args:
        have: Links that this browser has from earlier; one that opens the same session is used again.

    Raises:
        LinkProblem: There is no such session, it has ended, or there have been too many wrong codes.
    """
    store = Store.open(where, create=True, kind="server")
    try:
        if joining is None:
            codes.refuse_if_many(store)
        door = joining or codes.link(code)
        slots = [s for s in store.slots(lookup=door.lookup) if s.kind == ("join" if joining else codes.CODE)]
        if not slots:
            if joining is None:
                codes.count_wrong(store)
            raise LinkProblem("session.join" if joining else "session.code")
        ours = {slot.document for slot in slots}
        for known in have:
            found = store.slots(lookup=known.lookup)
            if {slot.document for slot in found} == ours and all(s.kind == "link:participant" for s in found):
                store.close()
                return lead(where, known)
        own, id_ = Link.new(), next(d.workbook for d in store.documents() if d.id in ours)
        keys = {slot.document: _key_of(door, slot) for slot in slots}
        with store.changing_slots() as changing:
            for document, key in keys.items():
                changing.put(own.wrap(document, key, kind="link:participant", state=f"open {now()}"))
        for document, key in keys.items():
            store.use(document, key)
        return Session(store, id_, person=_person(own), link=own)
    except BaseException:
        store.close()
        raise


def known(where: Path) -> list[Opening]:
    """The sessions of a machine of one's own, the newest first."""
    if not where.exists():
        return []
    found = []
    with Store.open(where, kind="server") as store:
        rooms = [document for document in store.documents() if document.audience == "room"]
        links = [s.state for d in rooms for s in store.slots(document=d.id) if s.kind == HERE]
    for text in links:
        with lead(where, Link.parse(text)) as session:
            opened = str(session.get("run/opened") or "")
            found.append(Opening(text, session.title, opened, bool(session.ended)))
    return sorted(found, key=lambda one: one.opened, reverse=True)


def openings(where: Path, links: Iterable[Link]) -> list[Opening]:
    """Those of some links that lead a session."""
    found = []
    for link in links:
        try:
            with lead(where, link) as session:
                if session.leads:
                    opened = str(session.get("run/opened") or "")
                    found.append(Opening(str(link), session.title, opened, bool(session.ended)))
        except LinkProblem:
            continue
    return found


def _free_code(store: Store) -> str:
    while store.slots(lookup=codes.link(code := codes.make()).lookup):
        pass
    return code


def _known(document: str, link: Link) -> Any:
    from mentorbook.store.slots import Slot

    return Slot(document, HERE, HERE, b"", str(link))


def _person(link: Link) -> str:
    """A participant's own id: known to whoever has their link, and to nobody else."""
    return hashlib.sha256(b"mentorbook participant " + link.secret).hexdigest()[:PERSON]


def _key_of(link: Link, slot: Any) -> bytes:
    try:
        return link.unwrap(slot)
    except ValueError as error:
        raise LinkProblem("session.link") from error


def _key(name: object) -> str:
    text = str(name)
    if not text.isalnum() or len(text) > 64:
        raise ValueProblem("patch.shape")
    return text


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _unpack(entry: Entry) -> tuple[list[str], bytes]:
    head, _, update = entry.data.partition(b"\n")
    return [str(path) for path in json.loads(head)["paths"]], update
