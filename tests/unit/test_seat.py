"""A page's seat: what is typed arrives once, whatever is lost, sent again or started anew in between."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from private import make, unlocked

from mentorbook import library
from mentorbook.errors import StoreError
from mentorbook.library import Book
from mentorbook.workbook.seat import Seat

TEXT = "agreement/purpose"
ANSWER = "agreement/responsibilities/11111111111111111111111111111111/what"  # either may write it
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@pytest.fixture(scope="module", autouse=True)
def snapshots() -> Iterator[None]:
    """Opening goes by a snapshot nearly always."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "EVERY", 3)
        yield


class Page:
    """A page as small as can be: what it was told, what is under way, and what waits.

    Every letter is typed once only, so an insertion can be kept as (letters, the letters before it), and
    what is cut as letters.
    """

    def __init__(self, role: str, name: str) -> None:
        self.role, self.name = role, name
        self.seat: Seat | None = None
        self.number = 0
        self.revision = ""
        self.base = ""
        self.waiting: list[tuple[str, str, str]] = []  # (put, before, cut)
        self.flights: list[dict[str, Any]] = []  # sent, not acknowledged
        self.seen: list[Any] = []
        self.next_value: str | None = None
        self.inbox: list[dict[str, Any]] = []
        self.refused: list[int] = []
        self.ready: Seat | None = None
        self.partly = False  # it has been told what it shows first, which is something else

    def prepare(self, book: Book, first: list[str] | None) -> None:
        if self.ready is not None:
            self.ready.leave()
        self.ready = Seat(book, role=self.role)
        self.ready.prepare(first)

    def sit(self, book: Book) -> None:
        if self.seat is not None:
            self.seat.leave()
        self.seat, self.ready = self.ready or Seat(book, role=self.role), None
        self.seat.page = self.name
        self.inbox = [self.seat.opened()]
        self.partly = "first" in self.inbox[0]
        self.deliver()  # sent before the page knows what had arrived
        self.read()

    def rest(self) -> None:
        if self.partly and self.seat is not None:
            self.read()
            self.inbox = [self.seat.rest()]
            self.read()

    def type(self, where: float, put: str) -> None:
        at = int(where * len(self.base))
        self.waiting.append((put, self.base[:at], ""))

    def cut(self, where: float, length: int) -> str:
        flying = "".join(patch["from"] for patch in self.flights if patch["op"] == "text")
        taken = flying + "".join(cut for _, _, cut in self.waiting)
        at = int(where * len(self.base))
        part = self.base[at : at + length]
        if not part or set(part) & set(taken):
            return ""
        self.waiting.append(("", "", part))
        return part

    def send(self) -> None:
        """Whatever may go now: one edit of the text and one answer may be under way at a time."""
        if self.partly:
            return
        flying = {patch["path"] for patch in self.flights}
        while self.waiting and TEXT not in flying:
            put, before, cut = self.waiting.pop(0)
            if cut:
                left = [letter for letter in cut if letter in self.base]
                if not left:
                    continue
                at, length = self.base.index(left[0]), 1
                while length < len(left) and self.base[at + length : at + length + 1] == left[length]:
                    length += 1
                if left[length:]:
                    self.waiting.insert(0, ("", "", "".join(left[length:])))
                cut = self.base[at : at + length]
            else:
                at = next((self.base.index(c) + 1 for c in reversed(before) if c in self.base), 0)
            around = {"before": self.base[max(0, at - 24) : at], "after": self.base[at + len(cut) :][:24]}
            self._patch({"op": "text", "path": TEXT, "at": at, "from": cut, "to": put, **around})
            break
        if self.next_value is not None and ANSWER not in flying:
            self._patch({"op": "set", "path": ANSWER, "to": self.next_value})
            self.next_value = None

    def _patch(self, patch: dict[str, Any]) -> None:
        self.number += 1
        self.flights.append({"number": self.number, "base": self.revision, **patch})

    def deliver(self) -> None:
        assert self.seat is not None
        self.inbox += self.seat.receive(json.loads(json.dumps(self.flights)))

    def fetch(self, book: Book) -> None:
        assert self.seat is not None
        book.pull()
        message = self.seat.changes()
        if message is not None:
            self.inbox.append(message)

    def read(self) -> None:
        for message in self.inbox:
            match message["type"]:
                case "opened" if self.partly:
                    assert TEXT not in message["texts"]
                    assert ANSWER not in message["cells"]
                    self._heard(message)
                case "opened":
                    self.base = message["texts"].get(TEXT, {"text": ""})["text"]
                    self._heard(message)
                case "changes" if message.get("rest"):
                    self.partly = False
                    self.base = message["texts"].get(TEXT, {"put": ""})["put"]
                    self._heard(message)
                case "changes":
                    if TEXT in message["texts"]:
                        splice = message["texts"][TEXT]
                        at, cut = splice["at"], splice["cut"]
                        self.base = self.base[:at] + splice["put"] + self.base[at + cut :]
                        assert len(self.base) == splice["length"]
                    self._heard(message)
                case "refused":
                    self.refused.append(message["number"])
                    self.flights = [p for p in self.flights if p["number"] != message["number"]]
        self.inbox = []

    def _heard(self, message: dict[str, Any]) -> None:
        self.revision = message["revision"]
        self.flights = [p for p in self.flights if p["number"] > message["reached"]]
        cell = message["cells"].get(ANSWER)
        if cell is not None:
            self.seen = [version["v"] for version in cell.get("versions", [cell])]


class Pair:
    """Two pages at one file, through one book or two.

    Args:
        kept: Whether both keep something private, which their pages' kernel could read.
    """

    def __init__(self, folder: Path, *, books: int, kept: bool = False) -> None:
        self.path = folder / "pair.mentorbook"
        with make(self.path) as book:
            for person in ("mentor", "mentee") if kept else ():
                book.add("reflections", {"title": "mine"}, by=person)
            book.add("agreement/responsibilities", {"who": "both"}, by="mentor", row=ANSWER.split("/")[2])
        self.count = books
        self.books: list[Book] = []
        self.pages = [Page("mentor", "a" * 32), Page("mentee", "b" * 32)]
        self.letters = 0
        self.typed: set[str] = set()
        self.gone: set[str] = set()
        self.values: set[str] = set()
        self.replaced: set[str] = set()
        self.start()

    def start(self) -> None:
        """A new kernel: everything that was in memory is gone."""
        for book in self.books:
            book.close()
        self.books = [unlocked(self.path) for _ in range(self.count)]
        for page in self.pages:
            page.ready = None
            page.sit(self.book_of(page))

    def book_of(self, page: Page) -> Book:
        return self.books[self.pages.index(page) % self.count]

    def act(self, number: int, what: str, where: float, size: int) -> None:
        page = self.pages[number]
        match what:
            case "type" | "cut" | "answer" if page.partly:
                return  # what has not been told yet is not on the screen
            case "type":
                words = "".join(chr(0x4E00 + self.letters + n) for n in range(size + 1))
                self.letters += len(words)
                self.typed |= set(words)
                page.type(where, words)
            case "cut":
                self.gone |= set(page.cut(where, size + 1))
            case "answer":
                if page.next_value is None and not any(p["path"] == ANSWER for p in page.flights):
                    self.letters += 1
                    page.next_value = f"value {self.letters}"
                    self.values.add(page.next_value)
                    self.replaced |= set(page.seen)
                    page.send()
            case "send":
                page.send()
            case "deliver":
                page.deliver()
            case "fetch":
                page.fetch(self.book_of(page))
            case "read":
                page.read()
            case "lose":  # acknowledgements under way; the page says hello again
                page.sit(self.book_of(page))
            case "prepare":
                page.prepare(self.book_of(page), ["goals"] if size % 2 else None)
            case "rest":
                page.rest()
            case "die":
                self.start()

    def settle(self) -> None:
        for page in self.pages:
            page.rest()
        for _ in range(1000):
            for page in self.pages:
                page.send()
                page.deliver()
            for page in self.pages:
                page.fetch(self.book_of(page))
                page.read()
            if not any(page.waiting or page.flights or page.next_value for page in self.pages):
                break
        for page in self.pages:
            page.fetch(self.book_of(page))
            page.read()

    def check(self) -> None:
        for page in self.pages:
            assert page.refused == []
            assert sorted(page.base) == sorted(self.typed - self.gone)
        assert self.pages[0].base == self.pages[1].base
        with unlocked(self.path) as book:
            assert book.text(TEXT) == self.pages[0].base
            assert {v.value for v in book.versions(ANSWER)} == self.values - self.replaced


WHAT = (
    "type",
    "type",
    "cut",
    "answer",
    "send",
    "send",
    "deliver",
    "deliver",
    "fetch",
    "read",
    "prepare",
    "lose",
    "rest",
    "die",
)
ACT = st.tuples(st.integers(0, 1), st.sampled_from(WHAT), st.floats(0, 1), st.integers(0, 4))


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("books", [1, 2])
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ACT, max_size=60))
def test_what_two_pages_write_arrives_once(
    books: int, kept: bool, acts: list[tuple[int, str, float, int]]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        pair = Pair(Path(folder), books=books, kept=kept)
        for one in acts:
            pair.act(*one)
        pair.settle()
        pair.check()


@pytest.mark.parametrize("seed", range(4))
def test_two_pages_write_for_a_long_time(seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        pair = Pair(Path(folder), books=1 + seed % 2)
        for _ in range(600):
            what = chance.choice(WHAT[:-1]) if chance.random() > 0.02 else "die"
            pair.act(chance.randrange(2), what, chance.random(), chance.randrange(5))
        pair.settle()
        pair.check()


# --- one thing at a time


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with make(tmp_path / "pair.mentorbook") as book:
        yield book


def a_seat(book: Book, role: str, page: str = "a") -> Seat:
    seat = Seat(book, role=role, page=page * 32)
    seat.opened()
    return seat


def a_patch(number: int, base: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "base": base, **more}


def test_what_is_shown_first_is_told_first_and_the_rest_when_it_is_asked_for(book: Book) -> None:
    goal = book.add("goals", {"title": "Lead a stand-up"}, by="mentee")
    book.set("agreement/meetings_planned", 8, by="mentor")
    book.set("agreement/purpose", "to learn", by="mentor")
    seat = Seat(book, role="mentee", page="a" * 32)
    seat.prepare(["goals"])
    opened = seat.opened()
    assert set(opened["first"]) == {"goals", "journey", "partnership", "signatures"}
    assert opened["cells"][f"goals/{goal}/title"]["v"] == "Lead a stand-up"
    assert {path.partition("/")[0] for path in opened["cells"]} <= set(opened["first"])
    assert opened["texts"] == {}
    book.set("agreement/meetings_planned", 9, by="mentor")
    book.set(f"goals/{goal}/title", "Lead two", by="mentee")
    changes = seat.changes()
    assert changes is not None
    assert list(changes["cells"]) == [f"goals/{goal}/title"]
    book.set(f"goals/{goal}/title", "Lead three", by="mentee")
    rest = seat.rest()
    assert rest["rest"]
    assert rest["cells"]["agreement/meetings_planned"]["v"] == 9
    assert rest["cells"][f"goals/{goal}/title"]["v"] == "Lead three"
    assert rest["texts"]["agreement/purpose"]["put"] == "to learn"
    whole = Seat(book, role="mentee", page="a" * 32).opened()
    assert "first" not in whole
    assert {*opened["cells"], *rest["cells"]} == set(whole["cells"])
    assert seat.changes() is None
    assert seat.rest()["cells"] == {}


def test_what_a_page_has_not_been_told_yet_it_replaces_nothing_of(book: Book) -> None:
    row = book.add("agreement/responsibilities", {"what": "theirs"}, by="mentor")
    path = f"agreement/responsibilities/{row}/what"
    goal = book.add("goals", {"title": "Lead"}, by="mentee")
    seat = Seat(book, role="mentee", page="a" * 32)
    seat.prepare(["goals"])
    base = seat.opened()["revision"]
    patches = [
        a_patch(1, base, op="set", path=path, to="mine"),
        a_patch(2, base, op="set", path=f"goals/{goal}/title", to="Lead two"),
    ]
    assert seat.receive(patches) == []
    assert [v.value for v in book.versions(path)] == ["mine", "theirs"]
    assert [v.value for v in book.versions(f"goals/{goal}/title")] == ["Lead two"]
    assert seat.changes()["reached"] == 2  # type: ignore[index]
    rest = seat.rest()
    assert len(rest["cells"][path]["versions"]) == 2
    assert (
        seat.receive([a_patch(3, base, op="set", path=path, to="mine again")]) == []
    )  # on its way meanwhile
    assert [v.value for v in book.versions(path)] == ["mine again", "theirs"]
    assert seat.receive([a_patch(4, rest["revision"], op="set", path=path, to="ours")]) == []
    assert [v.value for v in book.versions(path)] == ["ours"]


def test_the_rest_is_told_once_however_often_it_is_asked_for(book: Book) -> None:
    book.set("agreement/meetings_planned", 8, by="mentor")
    seat = Seat(book, role="mentee", page="a" * 32)
    seat.prepare(["goals"])
    seat.opened()
    assert seat.rest()["cells"]
    for _ in range(3):
        again = seat.rest()
        assert (again["cells"], again["texts"], again["rest"]) == ({}, {}, True)
    book.set("agreement/meetings_planned", 9, by="mentor")
    assert list(seat.rest()["cells"]) == ["agreement/meetings_planned"]


def test_who_has_seen_all_there_is_writes_into_the_workbook_itself(book: Book) -> None:
    """Nothing is held twice until the partner writes what this page has not seen."""
    seat = a_seat(book, "mentor")
    opened = seat.opened()
    for number in range(1, 9):
        seat.receive([a_patch(number, opened["revision"], path=TEXT, op="text", at=0, to=f"{number} ")])
        assert seat._made is None
    told = seat.changes()
    assert told is not None and told["reached"] == 8
    other = library.open(book.path)
    other.set("agreement/mentee_name", "Grace H.", by="mentee")
    book.pull()
    assert seat._began is not None
    told = seat.changes()
    assert told is not None
    seat.receive([a_patch(9, told["revision"], path=TEXT, op="text", at=16, to="and nine")])
    assert (seat._began, seat._made) == (None, None)  # it has seen that as well
    told = seat.changes()
    assert told is not None
    other.pull()
    other.edit(TEXT, 0, 0, "first of all: ", by="mentee")
    other.set("agreement/mentor_name", "Ada L.", by="mentor")
    book.pull()
    answer = {"path": "agreement/mentor_name", "op": "set", "from": None, "to": "Countess"}
    seat.receive(
        [
            a_patch(10, told["revision"], path=TEXT, op="text", at=24, to=" and ten"),
            a_patch(11, told["revision"], **answer),
        ]
    )
    assert seat._made is not None
    assert book.text(TEXT) == "first of all: 8 7 6 5 4 3 2 1 and nine and ten"
    assert {one.value for one in book.versions("agreement/mentor_name")} == {"Ada L.", "Countess"}
    other.close()


def test_a_refused_patch_does_not_hold_up_the_next(book: Book) -> None:
    seat = Seat(book, role="mentor", page="a" * 32)
    base = seat.opened()["revision"]
    answers = seat.receive(
        [
            a_patch(1, base, op="set", path="agreement/mentee_name", to="not mine"),
            a_patch(2, base, op="set", path="agreement/no_such_field", to="x"),
            a_patch(3, base, op="set", path="agreement/meeting_length", to="an hour"),
            a_patch(4, base, op="set", path="agreement/mentor_name", to="Ada L."),
        ]
    )
    assert [answer["number"] for answer in answers] == [1, 2, 3]
    assert all(answer["message"].endswith(".") for answer in answers)
    changes = seat.changes()
    assert changes is not None
    assert changes["reached"] == 4
    assert book.get("agreement/mentor_name") == "Ada L."
    assert book.get("agreement/mentee_name") is None


def test_nothing_is_acknowledged_before_it_is_on_disk(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = Seat(book, role="mentor", page="a" * 32)
    base = seat.opened()["revision"]
    patch = a_patch(1, base, op="set", path="agreement/mentor_name", to="Ada L.")
    with monkeypatch.context() as full:
        full.setattr(book.store, "append", _full)
        (trouble,) = seat.receive([patch])
        assert (trouble["type"], trouble["kind"], trouble["keep"]) == ("trouble", "disk", True)
        changes = seat.changes()
        assert changes is None or changes["reached"] == 0
        assert Seat(book, role="mentor", page="a" * 32).opened()["reached"] == 0
    assert seat.receive([patch]) == []
    changes = seat.changes()
    assert changes is not None
    assert changes["reached"] == 1
    with unlocked(book.path) as again:
        assert again.get("agreement/mentor_name") == "Ada L."
        assert len(again.versions("agreement/mentor_name")) == 1


def _full(_entries: object) -> list[int]:
    raise StoreError("store.full", file="pair.mentorbook")


@pytest.mark.parametrize("compacted", [False, True])
def test_what_is_sent_again_after_a_restart_keeps_the_partners_newer_answer(
    book: Book, compacted: bool
) -> None:
    row = book.add("agreement/responsibilities", {"what": "agenda"}, by="mentor")
    path = f"agreement/responsibilities/{row}/what"
    seat = Seat(book, role="mentee", page="b" * 32)
    base = seat.opened()["revision"]
    book.set(path, "newer", by="mentor")
    if compacted:
        book.compact()
    book.close()
    with unlocked(book.path) as again:
        late = a_seat(again, "mentee", "b")
        late.receive([a_patch(1, base, op="set", path=path, to="late")])
        assert {v.value for v in again.versions(path)} >= {"newer", "late"}


def test_a_page_is_not_told_what_its_partner_keeps(book: Book) -> None:
    mentor, mentee = a_seat(book, "mentor"), Seat(book, role="mentee", page="b" * 32)
    base = mentee.opened()["revision"]
    row = "f" * 32
    secret = "a secret thought"
    patches = [
        a_patch(1, base, op="add", path=f"reflections/{row}", fields={"worked": secret}),
        a_patch(
            2,
            base,
            op="add",
            path=f"actions/{row}",
            fields={"what": secret, "came_from": [f"reflections/{row}"]},
        ),
        a_patch(3, base, op="set", path=f"reflections/{row}/did_not", to=secret),
        a_patch(4, base, op="set", path="agreement/conflicts_of_interest", to=secret),
    ]
    assert mentee.receive(patches) == []
    told = [mentor.changes(), Seat(book, role="mentor", page="c" * 32).opened()]
    told += [Seat(book, role="", page="c" * 32).opened()]
    assert secret not in json.dumps(told)
    assert row not in json.dumps(told)
    for op in ("set", "remove", "restore", "text", "talked"):
        patch = a_patch(9, "", op=op, path=f"reflections/{row}/worked", to="x", at=0)
        for answer in a_seat(book, "mentor", "d").receive([patch]):
            assert secret not in json.dumps(answer)
    assert book.get(f"reflections/{row}/worked", viewer="mentee") == secret


def test_a_row_that_is_taken_back_leaves_the_partners_page(book: Book) -> None:
    row = book.add("reflections", {"worked": "words", "sharing": "shared"}, by="mentee")
    book.set(f"reflections/{row}/reply", "well done", by="mentor")
    seat = Seat(book, role="mentor", page="a" * 32)
    opened = seat.opened()
    assert opened["texts"][f"reflections/{row}/reply"]["text"] == "well done"
    book.set(f"reflections/{row}/sharing", "private", by="mentee")
    changes = seat.changes()
    assert changes is not None
    assert changes["cells"][f"reflections/{row}/worked"] is None
    assert changes["texts"][f"reflections/{row}/reply"]["length"] == 0
    book.set(f"reflections/{row}/sharing", "shared", by="mentee")
    changes = seat.changes()
    assert changes is not None
    assert changes["cells"][f"reflections/{row}/worked"]["v"] == "words"
    assert changes["texts"][f"reflections/{row}/reply"]["put"] == "well done"


# --- strangers

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
GOAL = "1" * 32
PATHS = (
    st.sampled_from(
        [
            "agreement/mentee_name",
            "agreement/mentee_hopes",
            "agreement/purpose",
            "agreement/mentee_accepts",
            f"goals/{GOAL}",
            f"goals/{GOAL}/title",
            f"goals/{GOAL}/created",
            f"goals/{GOAL}/removed",
            f"goals/{GOAL}/measures/{GOAL}",
            f"reflections/{GOAL}",
            f"reflections/{GOAL}/worked",
            f"reflections/{GOAL}/sharing",
            f"actions/{GOAL}",
            "partnership/mentor_name",
            "partnership/x/created",
            "partnership/abc",
            "signatures/abc",
            "signatures/x/signed",
            "talked/agreement/purpose",
            "agreement",
            "",
            "/",
            "//",
            "profile/mentee/story",
            "profile/story",
            "profile/mentee/strengths/x",
            "journey/a/b",
            "pages/a",
            "revealed/agreement/conflicts_of_interest",
            "\ud800",
            "agreement/conflicts_of_interest",
        ]
    )
    | st.text()
)
OPS = st.sampled_from(
    ["set", "text", "add", "remove", "restore", "sign", "settle", "talked", "reveal", "nonsense"]
)
NAMES = st.sampled_from(["title", "owner", "sharing", "what", "came_from", "x"])
FORGED = st.fixed_dictionaries(
    {"number": st.integers(1, 2**53) | JSON, "op": OPS | JSON, "path": PATHS | JSON},
    optional={
        "base": st.text() | st.sampled_from(["a.1.2", "9.9.9"]) | JSON,
        "to": JSON,
        "at": st.integers() | JSON,
        "from": st.text() | JSON,
        "before": st.text() | JSON,
        "after": st.text() | JSON,
        "name": st.text() | JSON,
        "fields": st.dictionaries(NAMES, JSON) | JSON,
    },
)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FORGED | JSON, max_size=5) | JSON)
def test_forged_patches_change_only_what_their_sender_may(patches: object) -> None:
    book = _workbook()
    before = _of_the_mentee(book)
    for role in ("mentor", ""):
        seat = Seat(book, role=role, page="a" * 32)
        seat.opened()
        answers = seat.receive(patches)
        changes = seat.changes()
        json.dumps([answers, changes], allow_nan=False, ensure_ascii=False).encode()
    assert _of_the_mentee(book) == before


def _workbook() -> Any:
    from mentorbook.workbook.book import Workbook

    book = Workbook()
    book.start(mentor_name="Ada", mentee_name="Grace", journey="four-week")
    book.set("agreement/mentee_name", "Grace", by="mentee")
    book.set("profile/mentee/story", "hers", by="mentee")
    book.add("goals", {"title": "hers", "owner": "mentee"}, by="mentee", row=GOAL)
    book.add("reflections", {"worked": "hers", "sharing": "private"}, by="mentee", row=GOAL)
    book.sign("agreement", by="mentee")
    return book


def _of_the_mentee(book: Any) -> Any:
    shared = book.documents["shared"].state()
    goal = f"goals/{GOAL}"
    paths = ("agreement/mentee_", "profile/mentee/story", "partnership/", f"{goal}/title", f"{goal}/created")
    kept = {path: value for path, value in shared.items() if path.startswith(paths)}
    signed = [s.id for s in book.signatures("agreement") if s.by == "mentee"]
    return kept, signed, book.documents["mentee"].state()
