"""What comes from a page is input from a stranger: whatever it says, nothing breaks, and nothing is changed
that is not its to change."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbook import library, sharing
from mentorbook.content.loader import builtin
from mentorbook.store.slots import Link
from mentorbook.widgets.desk import Desk

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
MESSAGES = int(os.environ.get("MENTORBOOK_MESSAGES", "4000"))
"""How many are tried; ``make strangers`` tries a hundred thousand."""
TALK = 100
"""Messages to one desk."""
GOAL, LINK = "1" * 32, Link.new()
SECRET, PASSPHRASE = "for nobody else", "four words are enough"

KINDS = [name.removeprefix("_on_") for name in dir(Desk) if name.startswith("_on_")]
PATHS = [
    "agreement/purpose", "agreement/mentee_hopes", "agreement/mentor_will", "agreement/programme", "agreement",
    "partnership/mentee_name", "partnership/journey", "profile/mentee/story", "profile/mentor/story", "profile/story",
    f"goals/{GOAL}", f"goals/{GOAL}/title", f"goals/{GOAL}/removed", f"goals/{GOAL}/created", f"goals/{GOAL}/measures",
    f"goals/{GOAL}/measures/{GOAL}", f"goals/{GOAL}/measures/{GOAL}/name", f"goals/{'2' * 32}", f"goals/{'2' * 32}/title",
    f"reflections/{GOAL}", f"reflections/{GOAL}/sharing", f"reflections/{GOAL}/worked", "agreement/place", "agreement/starts", f"goals/{GOAL}/mentor_view", f"actions/{GOAL}/what",
    "signatures/agreement", "signatures/agreement/mentee", f"signatures/{GOAL}/signed", "journey/a/b", "pages/a", "seats/x",
    "talked/agreement/programme", "revealed/agreement/conflicts_of_interest", "revealed/agreement", "goals/x/../y",
    "agreement/purpose@mentee", "agreement/purpose@mentee~1", "\ud800", "../../etc/passwd", "", "/", "a/b/c/d/e/f/g/h",
]  # fmt: skip
WORDS = [
    "", "mentor", "both", "facilitator", "mentee ", "list", "own", "invite", "revoke", "replace", "adopt", "keep", "unlock",
    PASSPHRASE, "shared", "private", "us.mentorbook", "../us.mentorbook", "/etc/passwd", "new.mentorbook",
    "https://x.example/y", "javascript:alert(1)", "2026-11-21", "2026-02-30", "a" * 32, GOAL, "four-week", "Europe/Paris",
    "<script>", "=HYPERLINK(1)", "\ud800", "\x00\x1b", "x" * 3000, "agreement", "goals", "achieved", "9.9.9",
]  # fmt: skip
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    2,
    99,
    2**70,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [[[]]],
    {"a": {"b": []}},
]
FITTING = {
    "set": ["agreement/mentor_hopes", "agreement/programme", "agreement/start_date", "profile/mentor/story", f"goals/{'2' * 32}/title",
            f"goals/{GOAL}/mentor_view", f"actions/{GOAL}/what", "agreement/purpose", f"reflections/{'3' * 32}/worked"],
    "text": ["agreement/purpose"], "add": [f"goals/{'2' * 32}", f"reflections/{'3' * 32}", f"actions/{GOAL}"],
    "remove": [f"goals/{'2' * 32}", f"goals/{GOAL}"], "restore": [f"goals/{'2' * 32}", f"goals/{GOAL}"],
    "sign": ["agreement"], "settle": ["agreement/programme"], "talked": ["agreement/programme"],
    "reveal": ["agreement/conflicts_of_interest"], "as_of": ["", f"goals/{GOAL}", "agreement/purpose"],
    "unset": ["agreement/programme"], "share": [f"reflections/{'3' * 32}"],
}  # fmt: skip
"""What is done, and to what a page would do it."""
ANSWERS = ["title", "owner", "sharing", "created", "worked", "what", "name", "status"]
FIELDS = [
    "page", "file", "role", "own", "mentor", "mentee", "journey", "start", "name", "passphrase", "workbook", "act",
    "lookup", "address", "place", "path", "zone", "day", "when", "change", "person", "before", "request", "number",
    "section", "by", "link", "into", "private", "open", "patches", "first",
]  # fmt: skip
BUFFERS = [b"", b"SQLite format 3\0", b"\x89PNG", b"\0" * 5000]


class Stranger:
    """Makes up what a page might say: mostly nearly right, now and then anything at all."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.number = chance, 0
        self.bases = ["", "9.9.9"]
        """Revisions to build on: what the desk has told last is one of them."""

    def anything(self, depth: int = 0) -> Any:
        kind = self.chance.randrange(6 if depth < 3 else 4)
        if kind < 2:
            return self.chance.choice(WORDS)
        if kind < 4:
            return self.chance.choice(ODD)
        inner = [self.anything(depth + 1) for _ in range(self.chance.randrange(3))]
        return inner if kind == 4 else {self.chance.choice([*FIELDS, "type", "title"]): one for one in inner}

    def maybe(self, likely: Any) -> Any:
        return likely if self.chance.random() < 0.96 else self.anything()

    def patch(self) -> Any:
        chance = self.chance
        self.number += 1
        number = self.number if chance.random() < 0.97 else self.anything()
        if isinstance(number, int) and self.number < number < 2**53:
            self.number = number  # what comes after it would count as sent before
        operation = chance.choice(["set", "text", "add", *FITTING])
        patch = {
            "number": number,
            "op": self.maybe(operation),
            "path": self.maybe(chance.choice(FITTING[operation] if chance.random() < 0.6 else PATHS)),
            "base": self.maybe(chance.choice(self.bases)),
        }
        more = {
            "to": lambda: chance.choice([*WORDS, "four words", ["own:x"]]), "at": lambda: chance.randrange(-5, 99),
            "from": lambda: chance.choice(WORDS), "before": lambda: chance.choice(WORDS), "after": lambda: chance.choice(WORDS),
            "name": lambda: chance.choice(WORDS), "by": lambda: "mentee", "change": lambda: chance.randrange(9),
            "fields": lambda: {name: self.maybe(chance.choice(WORDS)) for name in chance.sample(ANSWERS, 2)},
        }  # fmt: skip
        patch |= {name: self.maybe(make()) for name, make in more.items() if chance.random() < 0.8}
        return self.maybe(patch)

    def first(self) -> Any:
        """The sections that a page says it shows first."""
        names = [
            "goals",
            "agreement",
            "profile",
            "reflections",
            "talked",
            "no such",
            "\ud800",
            self.anything(),
        ]
        many = 1 if self.chance.random() < 0.9 else 5_000
        return self.maybe(self.chance.sample(names, self.chance.randrange(6)) * many)

    def message(self) -> Any:
        chance = self.chance
        if chance.random() < 0.5:
            message = {"type": "patches", "patches": [self.patch() for _ in range(chance.randrange(4))]}
        else:
            names = chance.sample(FIELDS, chance.randrange(1, 8))
            message = {"type": chance.choice(KINDS)} | {name: self.anything() for name in names}
        return self.maybe(message)


class Talk:
    """A desk at which the mentor's page sits, and what is the mentee's."""

    def __init__(self, folder: Path, *, shared: bool) -> None:
        self.told: list[dict] = []
        self.desk = Desk(self._hear, pack=builtin(), folder=folder, shared=shared)
        self.desk.need(builtin().forms)
        if shared:
            where = sharing.database(folder)
            own, _ = sharing.create(where, mentor="Sam", mentee="Alex", role="mentor", link=LINK)
            self.hers = sharing.open(where, sharing.claim(where, sharing.invite(own)))
            own.close()
            self.wanted: dict[str, Any] = {"link": str(LINK)}
        else:
            self.hers = library.create(folder / "us.mentorbook", mentor="Sam", mentee="Alex")
            self.hers.keep_private("mentee", PASSPHRASE + " hers")
            self.wanted = {"file": "us.mentorbook", "role": "mentor"}
        hers = self.hers
        hers.set("agreement/mentee_hopes", "to lead", by="mentee")
        hers.set("profile/mentee/story", "hers", by="mentee")
        hers.add("goals", {"title": "hers", "owner": "mentee"}, by="mentee", row=GOAL)
        hers.add("reflections", {"worked": SECRET}, by="mentee", row=GOAL)
        hers.sign("agreement", by="mentee")
        self.before = self.of_the_mentee()
        self.desk.hear({"type": "hello", "page": "a" * 32, "open": self.wanted}, [])
        assert self.told[-1]["type"] == "opened"

    def _hear(self, message: dict, _buffers: list[bytes]) -> None:
        text = json.dumps(message, allow_nan=False, ensure_ascii=False)
        text.encode()  # it can be sent
        assert SECRET not in text
        if message["type"] == "link":
            self.wanted = {"link": message["link"]}
        self.told.append(message)

    def of_the_mentee(self) -> Any:
        goal = f"goals/{GOAL}"
        kept = (
            "agreement/mentee_hopes",
            "profile/mentee/story",
            f"{goal}/title",
            f"{goal}/created",
            f"{goal}/removed",
        )
        state = self.hers.documents["shared"].state()
        signed = [s.id for s in self.hers.signatures("agreement") if s.by == "mentee"]
        mine = {path: value for path, value in state.items() if path.startswith(kept)}
        return mine, signed, self.hers.documents["mentee"].state()

    def close(self) -> None:
        self.desk.close()
        self.hers.close()


def _listen(chance: Random, *, shared: bool) -> None:
    stranger = Stranger(chance)
    with tempfile.TemporaryDirectory(dir=MEMORY) as place:
        talk = Talk(Path(place), shared=shared)
        try:
            for _ in range(TALK):
                stranger.bases = [
                    "",
                    "9.9.9",
                    *[m["revision"] for m in talk.told if "revision" in m][-1:] * 8,
                ]
                buffers = [chance.choice(BUFFERS) for _ in range(chance.randrange(3))]
                talk.desk.hear(stranger.message(), buffers)
                talk.desk.tell()
                if (
                    chance.random() < 0.1
                ):  # as a page that is being drawn does, which may ask for the rest or not
                    first, wanted = stranger.first(), stranger.maybe(talk.wanted)
                    talk.desk.hear({"type": "leave"}, [])
                    talk.desk.hear({"type": "prepare", "open": wanted, "first": first}, [])
                    talk.desk.hear({"type": "hello", "page": "a" * 32, "open": wanted}, [])
                if chance.random() < 0.2:
                    talk.desk.hear({"type": "rest"}, [])
                if chance.random() < 0.3:
                    talk.desk.hear({"type": "open", **talk.wanted}, [])
                if talk.hers.pull():
                    assert talk.of_the_mentee() == talk.before
            assert talk.of_the_mentee() == talk.before
        finally:
            talk.close()


@pytest.mark.parametrize("shared", [False, True], ids=["folder", "server"])
def test_anything_may_be_said(shared: bool) -> None:
    @settings(
        max_examples=max(1, MESSAGES // 2 // TALK),
        deadline=None,
        database=None,
        derandomize="MENTORBOOK_MESSAGES" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    @given(chance=st.randoms(use_true_random=True))
    def listen(chance: Random) -> None:
        _listen(chance, shared=shared)

    listen()
