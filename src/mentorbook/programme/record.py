"""A programme's own record: who takes part, the rules, the pairs and how each stands with the facilitator.

It is a sealed document in the store, opened by the facilitator's link: a flat map from path to value, written
as entries of ``{path: value}`` (null takes away). What pairs write is in workbooks of their own, whose keys
are not in here; an invitation is, until it has been used.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self

from mentorbook.content.specs import Pack
from mentorbook.content.using import used
from mentorbook.content.values import clean_text
from mentorbook.errors import LinkProblem, ValueProblem
from mentorbook.programme.people import Person
from mentorbook.programme.rules import Rules
from mentorbook.sharing import database
from mentorbook.store import Document, NewEntry, Store
from mentorbook.store.sealing import new_key
from mentorbook.store.slots import Link
from mentorbook.workbook.book import now

AUDIENCE = "programme"
SETTINGS = ("name", "journey", "start", "end", "contact", "additions")
LONGEST = 300
MOST_ADDITIONS = 20
STANDINGS = ("matched", "invited", "paused", "ended")
"""How the facilitator has it with a pair. `matched`: there is no workbook yet."""
Value = dict[str, Any]


class Programme:
    """A programme that is open. Every change is on disk before the call that made it returns."""

    def __init__(self, store: Store, document: str, link: Link, *, pack: Pack | None = None) -> None:
        self._store, self._document, self.link = store, document, link
        self.pack = pack or used()
        self.id = document
        self._held: dict[str, Any] = {}
        self._seq = 0
        self.pull()

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        name: str,
        journey: str = "four-week",
        start: str = "",
        end: str = "",
        contact: str = "",
        pack: Pack | None = None,
    ) -> Self:
        """Make a programme in the database of `folder`; its `link` opens it again.

        Raises:
            ValueProblem: It has no name, a date is none, or there is no such journey.
        """
        pack = pack or used()
        settings = check_settings(
            pack, {"name": name, "journey": journey, "start": start, "end": end, "contact": contact}
        )
        store = Store.open(database(folder), create=True, kind="server")
        try:
            link, key = Link.new(), new_key()
            document = Document(uuid.uuid4().hex, uuid.uuid4().hex, AUDIENCE, now())
            with store.changing_slots() as slots:
                slots.add_document(document)
                slots.put(link.wrap(document.id, key, kind="link:facilitator", state=f"open {now()}"))
            store.use(document.id, key)
            programme = cls(store, document.id, link, pack=pack)
            programme.set(settings)
        except BaseException:
            store.close()
            raise
        return programme

    @classmethod
    def open(cls, folder: Path, link: Link, *, pack: Pack | None = None) -> Self:
        """Open a programme by the facilitator's link.

        Raises:
            LinkProblem: It opens no programme here.
        """
        store = Store.open(database(folder), create=True, kind="server")
        try:
            found = [
                s
                for s in store.slots(lookup=link.lookup)
                if s.kind == "link:facilitator" and s.state.startswith("open")
            ]
            if not found:
                raise LinkProblem("programme.link")
            try:
                store.use(found[0].document, link.unwrap(found[0]))
            except ValueError as error:
                raise LinkProblem("programme.link") from error
            return cls(store, found[0].document, link, pack=pack)
        except BaseException:
            store.close()
            raise

    # -- what it holds

    @property
    def folder(self) -> Path:
        """Where the server's databases lie."""
        return self._store.path.parent

    @property
    def settings(self) -> Value:
        """Name, journey, dates, contact, and what is added to the agreement."""
        return {name: self._held.get(name, [] if name == "additions" else "") for name in SETTINGS}

    @property
    def rules(self) -> Rules:
        """What counts when people are matched."""
        return Rules.from_json(self._held.get("rules"))

    def people(self) -> list[Person]:
        """Everybody on the roster."""
        return [Person.from_json(value) for path, value in self._held.items() if path.startswith("people/")]

    def pairs(self) -> dict[str, Value]:
        """The pairs by id: ``{mentor, mentee, names, standing, fit, made, workbook, document, links}``."""
        return {path[6:]: value for path, value in self._held.items() if path.startswith("pairs/")}

    def locked(self) -> set[tuple[str, str]]:
        """Pairs that the facilitator has settled while matching, not made yet."""
        return {(two[0], two[1]) for two in self._held.get("locked", [])}

    def waiting(self) -> list[Person]:
        """Who could still be paired, with the places that are left to them."""
        taken: dict[str, int] = {}
        mentees: set[str] = set()
        for pair in self.pairs().values():
            if pair["standing"] != "ended":
                taken[pair["mentor"]] = taken.get(pair["mentor"], 0) + 1
                mentees.add(pair["mentee"])
        found = []
        for person in self.people():
            busy = taken.get(person.id, 0)
            if person.id in mentees or (busy and person.places <= busy):
                continue
            said = person.to_json()
            if busy:  # who mentors somebody is nobody's mentee
                said |= {"capacity": person.places - busy, "role": "mentor"}
            found.append(Person.from_json(said))
        return found

    # -- changing it

    def set(self, changes: Mapping[str, Any]) -> None:
        """Write paths; None takes one away."""
        if not changes:
            return
        self.pull()
        data = json.dumps({"set": changes}, ensure_ascii=False, separators=(",", ":")).encode()
        self._store.append([NewEntry(uuid.uuid4().hex, self._document, now(), "facilitator", None, data)])
        self.pull()

    def configure(self, settings: Mapping[str, Any]) -> None:
        """Change name, journey, dates, contact or additions. Pairs that have their workbook keep what they have."""
        self.set(check_settings(self.pack, settings))

    def take_on(self, people: Iterable[Person]) -> None:
        """Put people on the roster."""
        self.set({f"people/{person.id}": person.to_json() for person in people})

    def let_go(self, person: str) -> None:
        """Take somebody off the roster.

        Raises:
            ValueProblem: They are in a pair that has not ended.
        """
        for pair in self.pairs().values():
            if pair["standing"] != "ended" and person in (pair["mentor"], pair["mentee"]):
                raise ValueProblem("programme.in_pair", name=_name(self._held.get(f"people/{person}")))
        self.set({f"people/{person}": None})

    def pair(self, mentor: str, mentee: str, *, fit: int) -> str:
        """Put two people together; returns the pair's id.

        Raises:
            ValueProblem: One of them is not waiting for a partner.
        """
        waiting = {person.id: person for person in self.waiting()}
        one, two = waiting.get(mentor), waiting.get(mentee)
        if one is None or two is None or mentor == mentee or one.role == "mentee" or two.role == "mentor":
            raise ValueProblem("programme.taken")
        id_ = uuid.uuid4().hex
        names = {"mentor": one.name, "mentee": two.name}
        made = {
            "mentor": mentor,
            "mentee": mentee,
            "names": names,
            "standing": "matched",
            "fit": fit,
            "made": now()[:10],
        }
        kept = sorted(two for two in self.locked() if mentee not in two)
        self.set({f"pairs/{id_}": made, "locked": [list(two) for two in kept]})
        return id_

    def pair_all(self, pairs: Iterable[tuple[str, str, int]]) -> list[str]:
        """Put many together at once; who has been taken meanwhile is left out."""
        made = []
        changes: dict[str, Any] = {"locked": []}
        waiting = {person.id: person for person in self.waiting()}
        places = {person.id: person.places for person in waiting.values()}
        mentees: set[str] = set()
        for mentor, mentee, fit in pairs:
            one, two = waiting.get(mentor), waiting.get(mentee)
            if one is None or two is None or places[mentor] < 1 or mentee in mentees:
                continue
            places[mentor] -= 1
            mentees.add(mentee)
            id_ = uuid.uuid4().hex
            names = {"mentor": one.name, "mentee": two.name}
            changes[f"pairs/{id_}"] = {
                "mentor": mentor, "mentee": mentee, "names": names, "standing": "matched", "fit": fit, "made": now()[:10],
            }  # fmt: skip
            made.append(id_)
        self.set(changes)
        return made

    def stand(self, pair: str, standing: str) -> None:
        """Pause or end a pair, or let it go on. Its workbook is left as it is: it is theirs."""
        held = self.pairs().get(pair)
        if held is None or standing not in ("paused", "ended", "on"):
            raise ValueProblem("programme.no_pair")
        on = "invited" if held.get("workbook") else "matched"
        self.set(
            {f"pairs/{pair}": held | {"standing": on if standing == "on" else standing, "stood": now()[:10]}}
        )

    def pull(self) -> bool:
        """Take in what other pages of this programme wrote; True if there was anything."""
        entries = self._store.follow([self._document], self._seq)
        for entry in entries:
            self._seq = entry.seq
            for path, value in json.loads(entry.data).get("set", {}).items():
                if value is None:
                    self._held.pop(path, None)
                else:
                    self._held[path] = value
        return bool(entries)

    def changed(self) -> bool:
        """Whether somebody has written to the database since this was last asked."""
        return self._store.changed()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def check_settings(pack: Pack, given: Mapping[str, Any]) -> Value:
    """The settings among `given`, cleaned.

    Raises:
        ValueProblem: The name is empty, a date is none or the end lies before the start, there is no such journey.
    """
    found: Value = {}
    for name in ("name", "contact"):
        if name in given:
            found[name] = " ".join(clean_text(str(given[name] or "")).split())[:LONGEST]
    if "name" in found and not found["name"]:
        raise ValueProblem("programme.no_name")
    for name in ("start", "end"):
        if name in given:
            found[name] = str(given[name] or "")
            try:
                found[name] and date.fromisoformat(found[name])
            except ValueError as error:
                raise ValueProblem("programme.date", typed=found[name][:40]) from error
    if found.get("start") and found.get("end") and found["end"] < found["start"]:
        raise ValueProblem("programme.end")
    if "journey" in given:
        if given["journey"] not in pack.journeys:
            raise ValueProblem("library.journey", journey=given["journey"], journeys=", ".join(pack.journeys))
        found["journey"] = given["journey"]
    if "additions" in given:
        lines = given["additions"] if isinstance(given["additions"], list) else []
        cleaned = [" ".join(clean_text(str(line)).split())[:LONGEST] for line in lines]
        found["additions"] = [line for line in cleaned if line][:MOST_ADDITIONS]
    return found


def _name(person: object) -> str:
    return str(person.get("name", "")) if isinstance(person, dict) else ""
