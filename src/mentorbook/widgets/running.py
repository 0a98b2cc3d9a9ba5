"""The kernel's end of a facilitator's page: a programme that its link opens, its roster, its pairs, its numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from mentorbook import sharing
from mentorbook.content.specs import Pack
from mentorbook.content.values import clean_text, time_zones
from mentorbook.errors import FileProblem, LinkProblem, MentorbookError, ValueProblem
from mentorbook.messages import say
from mentorbook.programme import console, evaluation, invitations, roster, signals
from mentorbook.programme.evaluation import Evaluation
from mentorbook.programme.people import Person
from mentorbook.programme.record import Programme
from mentorbook.programme.roster import Roster
from mentorbook.programme.rules import CRITERIA, EITHER_WAY, Rules
from mentorbook.reports.habits import Habits
from mentorbook.widgets.making import in_a_thread

Message = dict[str, Any]
Send = Callable[[Message, list[bytes]], None]
MOST_PROBLEMS = 200
MOST_LISTED = 500
MIME = {"csv": "text/csv", "html": "text/html", "txt": "text/plain", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip


class Running:
    """One page's connection to a programme; nothing is opened before the page asks.

    Args:
        send: Sends a message with its buffers to the page. folder: Where the databases lie.
        shared: Many people use this server, and links lead to it.
    """

    def __init__(self, send: Send, *, pack: Pack, folder: Path, shared: bool) -> None:
        self._send, self._pack, self._folder, self._shared = send, pack, folder, shared
        self._programme: Programme | None = None
        self._signals: signals.Signals | None = None
        self._draft: Roster | None = None
        self._task: asyncio.Task[None] | None = None

    def hear(self, content: Mapping[str, Any], buffers: list[bytes]) -> None:
        """Answer a message ``{type: "run", act, ask}``; what goes wrong is answered as ``{problem}``."""
        act = content.get("act")
        handler = getattr(self, f"_on_{act}", None) if isinstance(act, str) and act.isidentifier() else None
        if handler is None:
            return
        made: bytes | None = None
        try:
            answer = handler(content, buffers)
            if answer is None:  # it answers by itself, later
                return
            if "bytes" in answer:
                made = answer.pop("bytes")
        except MentorbookError as problem:
            answer = {"problem": clean_text(str(problem))}
        except (TypeError, LookupError, AttributeError, ValueError, OverflowError):  # a page is a stranger
            answer = {"problem": str(ValueProblem("patch.shape"))}
        self._send({"type": "run", "ask": content.get("ask"), **answer}, [] if made is None else [made])

    def close(self) -> None:
        """The page is gone."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._programme is not None:
            self._programme.close()
            self._programme = None
        if self._signals is not None:
            self._signals.close()
            self._signals = None

    # -- opening

    def _on_open(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        text = content.get("link")
        if not isinstance(text, str) or len(text) > 1000:
            raise LinkProblem("link.mistyped")
        opened = Programme.open(
            self._folder, sharing.Link.parse(text.rpartition("programme=")[2]), pack=self._pack
        )
        self._take(opened)
        return self._state()

    def _on_create(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        given = {
            name: str(content.get(name) or "") for name in ("name", "journey", "start", "end", "contact")
        }
        self._take(Programme.create(self._folder, **given, pack=self._pack))
        return self._state()

    def _on_journeys(self, _content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        return {"journeys": [{"id": j.id, "title": j.title} for j in self._pack.journeys.values()]}

    def _on_look(self, _content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        """Whether anything has changed; then how it stands now."""
        if self._programme is None or self._signals is None:
            return {"same": True}
        own, theirs = self._programme.changed() and self._programme.pull(), self._signals.changed()
        return self._state() if own or theirs else {"same": True}

    def _on_settings(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        settings = content["settings"]
        self._open.configure({name: value for name, value in settings.items() if name in self._open.settings})
        return self._state()

    # -- the roster

    def _on_roster(self, content: Mapping[str, Any], buffers: list[bytes]) -> Message:
        """A table came: what is in it, before anything is taken over."""
        if not buffers:
            raise FileProblem("roster.no_table", file=str(content.get("name"))[:80])
        name = clean_text(str(content.get("name") or "roster"))[:80]
        self._draft = roster.read(buffers[0], name, pack=self._pack, known=self._open.people())
        return {
            "draft": {
                "name": name,
                "count": len(self._draft.people),
                "people": [self._known(person) for person in self._draft.people[:MOST_LISTED]],
                "problems": [str(problem) for problem in self._draft.problems[:MOST_PROBLEMS]],
                "bad": len({problem.line for problem in self._draft.problems}),
                "notes": list(self._draft.notes),
            }
        }

    def _on_take(self, _content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        """The person has said so: those who could be read are taken on."""
        if self._draft is None:
            raise ValueProblem("programme.no_draft")
        self._open.take_on(self._draft.people)
        self._draft = None
        return self._state()

    def _on_drop(self, _content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        self._draft = None
        return {}

    def _on_people(self, _content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        people = sorted(self._open.people(), key=lambda person: person.name.casefold())
        return {"people": [self._known(person) for person in people[:MOST_LISTED]], "count": len(people)}

    def _on_let_go(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        self._open.let_go(str(content["person"]))
        return self._state()

    # -- matching

    def _on_propose(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        from mentorbook.programme.matching import match
        from mentorbook.programme.why import fit_word, reasons, why_not

        rules = self._rules(content)
        locked = {(str(two[0]), str(two[1])) for two in content.get("locked", [])}
        found = match(self._open.waiting(), rules, locked=locked)
        if content.get("rules") is not None:
            self._open.set({"rules": rules.to_json(), "locked": sorted(map(list, locked))})
        return {
            "proposals": [
                {
                    "mentor": {"id": pair.mentor.id, "name": pair.mentor.name},
                    "mentee": {"id": pair.mentee.id, "name": pair.mentee.name},
                    "fit": pair.fit,
                    "word": fit_word(pair.fit),
                    "why": reasons(pair.mentor, pair.mentee, rules, pack=self._pack),
                    "locked": pair.locked,
                }
                for pair in found.pairs
            ],
            "left": [why_not(left, found) for left in found.left[:MOST_LISTED]],
            "mean": round(sum(pair.fit for pair in found.pairs) / len(found.pairs)) if found.pairs else 0,
            "exact": found.exact,
            "rules": rules.to_json(),
            "criteria": list(CRITERIA),
            "either_way": list(EITHER_WAY),
        }

    def _on_alternatives(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        from mentorbook.programme.matching import alternatives
        from mentorbook.programme.why import reasons

        rules, waiting = self._rules(content), self._open.waiting()
        mentee = next((p for p in waiting if p.id == content["mentee"]), None)
        if mentee is None:
            raise ValueProblem("programme.taken")
        locked = {(str(two[0]), str(two[1])) for two in content.get("locked", [])}
        found = alternatives(waiting, mentee.id, rules, locked=locked)
        return {
            "alternatives": [
                {
                    "mentor": {"id": one.mentor.id, "name": one.mentor.name},
                    "fit": one.fit,
                    "change": one.change,
                    "why": reasons(one.mentor, mentee, rules, pack=self._pack),
                }
                for one in found
            ]
        }

    def _on_pair(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        """``pairs``: [mentor, mentee, fit] of each that is to be made."""
        wanted = [(str(m), str(f), int(fit)) for m, f, fit in content["pairs"]]
        made = self._open.pair_all(wanted)
        if len(made) < len(wanted) and not made:
            raise ValueProblem("programme.taken")
        return self._state()

    def _on_stand(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        self._open.stand(str(content["pair"]), str(content["standing"]))
        return self._state()

    # -- invitations, and what is handed out

    def _on_invite(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        if not self._shared:
            raise MentorbookError("programme.not_shared")
        pairs = content.get("pairs")
        invitations.invite(self._open, [str(one) for one in pairs] if isinstance(pairs, list) else None)
        return self._state()

    def _on_export(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        """``what``: roster, pairs, status or invitations; ``to``: csv, xlsx, html or txt."""
        what, to, address = content.get("what"), str(content.get("to")), str(content.get("address") or "")
        programme = self._open
        match what, to:
            case "roster", "csv":
                made = roster.to_csv(programme.people(), pack=self._pack)
            case "roster", "xlsx":
                made = roster.to_excel(programme.people(), pack=self._pack)
            case "status", "csv":
                made = console.table(programme, self._rows())
            case "invitations", "csv":
                made = invitations.table_csv(programme, address)
            case "invitations", "html":
                made = invitations.cards(programme, address)
            case "invitations", "txt":
                made = invitations.letters(programme, address)
            case _:
                raise ValueProblem("patch.shape")
        return {"name": f"{say(f'running.file.{what}')}.{to}", "mime": MIME[to], "bytes": made}

    # -- the evaluation

    def _on_evaluation(self, _content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        """What the surveys say together; never one of them."""
        return {"evaluation": asdict(self._evaluated())}

    def _on_impact(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message | None:
        """The impact report as PDF; written in another thread, so that the page goes on."""
        from mentorbook.programme import impact
        from mentorbook.reports.pdf import to_pdf

        locale, zone = content.get("locale"), content.get("zone")
        habits = Habits(
            language=self._pack.language,
            locale=locale if isinstance(locale, str) else "",
            zone=zone if isinstance(zone, str) and zone in time_zones() else "UTC",
        )
        report = impact.to_outline(self._open, self._evaluated(), habits)
        file = {"name": impact.file_name(self._open, "pdf"), "mime": "application/pdf"}
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python without a kernel: nothing runs beside
            return file | {"bytes": to_pdf(report)}

        async def make() -> None:
            ask = {"type": "run", "ask": content.get("ask")}
            try:
                made = await in_a_thread(lambda: to_pdf(report))
            except MentorbookError as problem:
                self._send({**ask, "problem": clean_text(str(problem))}, [])
                return
            self._send({**ask, **file}, [made])

        self._task = loop.create_task(make())
        return None

    # -- one pair

    def _on_detail(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        """All that is seen of a pair, in words; and what of its invitations can still be used."""
        pair = self._open.pairs().get(str(content["pair"]))
        if pair is None:
            raise ValueProblem("programme.no_pair")
        told = self._told().get(pair.get("workbook", ""), {})
        facts = signals.told(told, self._pack, date.today(), names=pair["names"]) if told else []
        return {
            "facts": facts,
            "names": pair["names"],
            "standing": pair["standing"],
            "fit": pair.get("fit", 0),
        }

    def _on_nudge(self, content: Mapping[str, Any], _buffers: list[bytes]) -> Message:
        pair = self._open.pairs().get(str(content["pair"]))
        if pair is None:
            raise ValueProblem("programme.no_pair")
        return {"nudge": console.nudge(self._open, pair, str(content["flag"]))}

    # -- inside

    @property
    def _open(self) -> Programme:
        if self._programme is None:
            raise LinkProblem("programme.link")
        return self._programme

    def _take(self, opened: Programme) -> None:
        self.close()
        self._programme, self._signals = opened, signals.Signals(self._folder)
        self._draft = None

    def _told(self) -> dict[str, dict[str, Any]]:
        return console.read(self._open, self._signals) if self._signals is not None else {}

    def _evaluated(self) -> Evaluation:
        opened = self._open
        assert self._signals is not None
        return evaluation.read(opened, self._signals)

    def _rows(self) -> list[console.Row]:
        return console.rows(self._open, self._told(), date.today())

    def _rules(self, content: Mapping[str, Any]) -> Rules:
        given = content.get("rules")
        return self._open.rules if given is None else Rules.from_json(given)

    def _known(self, person: Person) -> Message:
        return {
            "id": person.id,
            "name": person.name,
            "role": say(f"running.role.{person.role}"),
            "email": person.email,
        }

    def _state(self) -> Message:
        programme, told = self._open, self._told()
        today = date.today()
        rows = console.rows(programme, told, today)
        kinds = {flag for row in rows for flag in row[12]}
        return {
            "state": {
                "id": programme.id,
                "link": str(programme.link),
                "settings": programme.settings,
                "columns": list(console.COLUMNS),
                "rows": rows,
                "flags": {kind.partition(":")[0]: True for kind in kinds},
                "figures": console.figures(rows, told, today, pack=self._pack),
                "people": len(programme.people()),
                "waiting": len(programme.waiting()),
                "locked": sorted(map(list, programme.locked())),
                "shared": self._shared,
                "today": today.isoformat(),
            }
        }
