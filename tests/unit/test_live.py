"""A live session: every answer on the wall once and without a name; what is sent is on disk; codes are not guessed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

import mentorbook
from mentorbook.content.loader import builtin
from mentorbook.content.marking import token
from mentorbook.errors import LinkProblem, MentorbookError, PathError, RoleError, StoreError, ValueProblem
from mentorbook.programme import live
from mentorbook.programme.live import codes, rights, wall
from mentorbook.programme.live import session as sessions
from mentorbook.programme.live.asking import Question
from mentorbook.programme.live.keeping import keep
from mentorbook.programme.live.results import to_csv, to_outline
from mentorbook.reports.habits import Habits
from mentorbook.store.slots import Link
from mentorbook.widgets.live_desk import LiveDesk

PACK = builtin()
KICK_OFF = PACK.sessions["kick-off"]


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "mentorbook.db"


@pytest.fixture
def leads(where: Path) -> Any:
    with live.start(where, KICK_OFF) as session:
        yield session


def join(session: live.Session, where: Path) -> live.Session:
    return live.join(where, joining=Link.parse(session.joining))


class Page:
    """A page in the session, by its desk: what it was told, message by message."""

    def __init__(self, where: Path, *, shared: bool = True, book: Any = None, role: str = "") -> None:
        self.told: list[dict[str, Any]] = []
        self.files: list[bytes] = []
        self.desk = LiveDesk(
            self._hear, pack=PACK, folder=where.parent, shared=shared, workbook=lambda: (book, role)
        )

    def _hear(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        json.dumps(message)  # as it goes over the wire
        self.told.append(message)
        self.files += buffers

    def ask(self, act: str, **params: Any) -> dict[str, Any]:
        self.desk.hear({"type": "live", "act": act, "id": len(self.told), **params})
        return next(m for m in reversed(self.told) if m["kind"] in ("done", "trouble", "file"))

    def latest(self, kind: str) -> Any:
        self.desk._wall_at = self.desk._look_at = 0.0  # as time goes by
        self.desk.tell()
        return next(m for m in reversed(self.told) if m["kind"] == kind)[kind]


def test_an_hour_in_quick_time_every_answer_is_on_the_wall_once_and_nobody_is_known(where: Path) -> None:
    lead = Page(where)
    lead.ask("new", sheet="kick-off", title="")
    code = lead.latest("state")["code"]
    people = [Page(where) for _ in range(12)]
    assert all(one.ask("join", code=code.upper().replace(" ", "-"))["kind"] == "done" for one in people)
    secrets = [one.desk.session for one in people]
    asked = 0
    for part in KICK_OFF.segments:
        lead.ask("go", segment=part.id)
        lead.ask("push", question=Question.of(part).to_json())
        question = lead.latest("state")["current"]
        asked += 1
        for number, one in enumerate(people):
            assert one.latest("state")["current"]["text"] == part.prompt
            if part.response == "none":
                continue
            value: Any = {"choice": part.options and part.options[0].id, "scale5": 1 + number % 5}.get(
                part.response, f"answer {number} to {part.id}"
            )
            told = one.ask("answer", question=question["id"], v=value, n=1000 + asked)
            assert told["kind"] == "done" and told["n"] == 1000 + asked
            one.ask(
                "answer", question=question["id"], v=value, n=1000 + asked
            )  # sent again: once all the same
        if part.response != "none":
            shown = lead.latest("wall")
            assert shown["answers"] == len(people)
            assert sum(count for _, _, count in shown["bars"]) + sum(
                c["count"] for c in shown["cards"]
            ) == len(people)
            assert people[0].latest("wall")["answers"] == len(people)
    assert asked == 10
    # No page is ever told who anybody is: not by id, not by secret, and no name of an answer stands twice.
    for page in (lead, *people):
        others = [one for one in secrets if one is not page.desk.session]
        said = json.dumps(page.told)
        assert not [one for one in others if one and (one.person in said or str(one.link) in said)]
    names = [
        card["key"] for m in lead.told if m["kind"] == "wall" and m["wall"] for card in m["wall"]["cards"]
    ]
    assert all(isinstance(name, str) and len(name) == 16 for name in names)
    lead.ask("end")
    assert people[3].latest("state")["ended"]
    for page in (lead, *people):
        page.desk.close()


def test_the_same_person_has_another_name_on_every_wall(leads: live.Session, where: Path) -> None:
    one = join(leads, where)
    seen = []
    for text in ("First?", "Second?"):
        question = leads.push(text)
        one.pull()
        one.answer(question.id, "The same words")
        leads.pull()
        seen.append(leads.results(question).cards[0].key)
    assert seen[0] != seen[1]


def test_answers_lie_sealed_and_under_no_name(leads: live.Session, where: Path) -> None:
    one = join(leads, where)
    question = leads.push("What was hard?")
    one.pull()
    one.answer(question.id, "PLANTED-PHRASE")
    stored = b"".join(path.read_bytes() for path in where.parent.iterdir())
    for words in ("PLANTED-PHRASE", "What was hard?", leads.code, one.person, str(one.link), str(leads.link)):
        assert words.encode() not in stored, words


def test_one_writes_ones_own_answers_and_nothing_else(leads: live.Session, where: Path) -> None:
    one, two = join(leads, where), join(leads, where)
    question = leads.push("What was hard?")
    one.pull()
    for act in (
        lambda: one.push("Mine"),
        lambda: one.go("s1"),
        one.end,
        lambda: one.show(question.id, False),
    ):
        with pytest.raises(RoleError):
            act()
    with pytest.raises(RoleError):
        rights.require(f"answers/{two.person}/{question.id}", one.person)
    with pytest.raises(RoleError):  # not even the facilitator writes anybody's answer
        rights.require(f"answers/{two.person}/{question.id}", rights.LEAD)
    with pytest.raises(RoleError):
        leads.answer(question.id, "As if from the room")
    for path in ("elsewhere/x", "answers/x/y", "run/now/x/y", f"answers/{one.person}/../x"):
        with pytest.raises(PathError):
            rights.require(path, one.person)


def test_who_comes_back_finds_their_answers_and_may_change_them(leads: live.Session, where: Path) -> None:
    one = join(leads, where)
    question = leads.push("What was hard?")
    one.pull()
    one.answer(question.id, "Waiting", number=5)
    link = one.link
    one.close()
    again = live.lead(where, link)
    assert again.mine() == {question.id: {"v": "Waiting", "n": 5}} and not again.leads
    again.answer(question.id, "An old try that comes late", number=4)
    again.answer(question.id, "Listening", number=6)
    leads.pull()
    assert [card.text for card in leads.results(question).cards] == ["Listening"]
    again.answer(question.id, None, number=7)
    leads.pull()
    assert leads.results(question).answers == 0
    # Who scans the picture again in the same browser is the same person.
    same = live.join(where, code=leads.code, have=[Link.new(), link])
    assert same.person == again.person
    assert live.join(where, code=leads.code).person != again.person


def test_an_answer_to_a_closed_question_is_not_taken_but_one_on_its_way_is(
    leads: live.Session, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = join(leads, where)
    first = leads.push("First?")
    second = leads.push("Second?")
    one.pull()
    assert [one.is_open(first.id), one.is_open(second.id)] == [False, True]
    one.answer(first.id, "Sent as the next one came")
    monkeypatch.setattr(sessions, "LATE", sessions.LATE * 0)
    with pytest.raises(ValueProblem, match="closed"):
        one.answer(first.id, "Far too late")
    leads.push(first)  # opened again, under the same name
    one.pull()
    one.answer(first.id, "Open again")
    leads.pull()
    assert leads.results(first).answers == 1 and len(leads.questions) == 2
    leads.end()
    one.pull()
    with pytest.raises(ValueProblem):
        one.answer(first.id, "After the end")
    with pytest.raises(MentorbookError):
        leads.push("One more?")
    assert leads.results(first).answers == 1


def test_a_refusing_disk_acknowledges_nothing_and_loses_nothing(
    leads: live.Session, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(where)
    page.ask("join", code=leads.code)
    question = leads.push("What was hard?")
    page.latest("state")
    session = page.desk.session
    assert session is not None
    append = session._store.append

    def full(*_args: Any, **_kwargs: Any) -> list[int]:
        raise StoreError("store.full", file="x")

    monkeypatch.setattr(session._store, "append", full)
    told = page.ask("answer", question=question.id, v="Waiting", n=1)
    assert told["kind"] == "trouble" and told["disk"]
    monkeypatch.setattr(session._store, "append", append)
    assert page.ask("answer", question=question.id, v="Waiting", n=1)["kind"] == "done"  # sent again
    leads.pull()
    assert [card.text for card in leads.results(question).cards] == ["Waiting"]


def test_a_code_is_found_however_it_is_typed_and_is_void_after_the_end(
    leads: live.Session, where: Path
) -> None:
    how, what, number = leads.code.split()
    for typed in (
        f"{how.title()} {what}{number}",
        f"{how}-{what}-{number}",
        f"  {how}{' '}{what}  {number} ",
    ):
        live.join(where, code=typed).close()
    with pytest.raises(LinkProblem, match="two words"):
        live.join(where, code="quiet river 999")
    leads.end()
    for door in ({"code": leads.code}, {"joining": Link.parse(leads.joining)}):
        with pytest.raises(LinkProblem):
            live.join(where, **door)


def test_codes_cannot_be_guessed_page_after_page(
    leads: live.Session, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "link", lambda code: Link(code.encode().ljust(21)[:21]))
    for number in range(codes.WRONG_A_MINUTE):
        with pytest.raises(LinkProblem, match="No session"):
            live.join(where, code=f"wrong code {number}")
    with pytest.raises(LinkProblem, match="many wrong codes"):  # also the right one, until the minute is over
        live.join(where, code=leads.code)
    join(leads, where).close()  # who scans the picture gets in
    wrong, _ = codes._wrong("open 2020-01-01T00:00:00+00:00 99")
    assert wrong == 0  # what was tried long ago does not count


def test_there_are_enough_codes_and_each_reads_one_way() -> None:
    assert len(set(codes.HOW)) == len(codes.HOW) and len(set(codes.WHAT)) == len(codes.WHAT)
    assert len(codes.HOW) * len(codes.WHAT) * 90 > 2_500_000
    made = codes.make()
    assert codes.plain(made) == made == codes.plain(made.upper().replace(" ", " – "))


def test_a_link_to_a_session_opens_no_workbook_and_the_other_way_round(
    leads: live.Session, where: Path
) -> None:
    from mentorbook import sharing

    book, link = sharing.create(where, mentor="Ada", mentee="Grace", role="mentor")
    book.close()
    with pytest.raises(LinkProblem):
        live.lead(where, link)
    for secret in (leads.link, Link.parse(leads.joining), codes.link(leads.code)):
        with pytest.raises(LinkProblem):
            sharing.openings(where, secret)


def test_the_clock_can_be_paused_and_parts_given_more_time(leads: live.Session, monkeypatch: Any) -> None:
    at = "2026-03-02T14:00:00.000Z"
    monkeypatch.setattr(sessions, "now", lambda: at)
    leads.go("s1")
    at = "2026-03-02T14:01:00.000Z"
    leads.pause()
    assert leads.now["paused"] == at
    at = "2026-03-02T14:03:00.000Z"
    leads.resume()  # two minutes stood still
    assert leads.now == {"segment": "s1", "began": "2026-03-02T14:02:00.000Z", "paused": None}
    leads.give("s1", 5)
    assert leads.plan[0]["minutes"] == 5 and sum(part["minutes"] for part in leads.plan) == 61
    for wrong in (0, 500, "5", True if False else -1):
        with pytest.raises(ValueProblem):
            leads.give("s1", wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueProblem):
        leads.go("s99")


def test_what_is_hidden_stays_off_every_other_screen(where: Path) -> None:
    lead, one = Page(where), Page(where)
    lead.ask("new", sheet="", title="A session of one's own")
    one.ask("join", code=lead.latest("state")["code"])
    lead.ask("push", question={"text": "What was hard?", "response": "text"})
    question = one.latest("state")["current"]["id"]
    one.ask("answer", question=question, v="Not for everybody", n=1)
    card = lead.latest("wall")["cards"][0]
    lead.ask("hide", question=question, answers=[card["key"]], hidden=True)
    assert one.latest("wall")["cards"] == [] and lead.latest("wall")["cards"][0]["hidden"]
    one.told.clear()
    lead.ask("show", question=question, shown=False)
    assert one.latest("wall") is None and lead.latest("wall")["answers"] == 1
    assert one.desk.session is not None
    assert "Not for everybody" not in json.dumps([m for m in one.told if m["kind"] == "wall"])


def test_answers_are_put_together_grouped_and_sorted() -> None:
    words = Question("One word?", "words")
    given = {"a" * 16: "Curious", "b" * 16: "curious!", "c" * 16: "Tired", "d" * 16: "Curious"}
    found = wall.results(words, given, hidden={}, group={})
    assert [(card.text, card.count) for card in found.cards] == [("Curious", 3), ("Tired", 1)]
    scale = Question("How clear?", "scale5")
    few = wall.results(scale, {str(n): n for n in (1, 2, 5)}, hidden={}, group={})
    assert few.mean is None and [count for _, _, count in few.bars] == [1, 1, 0, 0, 1]
    assert wall.results(scale, {str(n): 4 for n in range(5)}, hidden={}, group={}).mean == 4.0
    text = Question("What?", "text")
    said = {"a" * 16: "Long words in a row", "b" * 16: "Brief"}
    cards = wall.results(text, said, hidden={}, group={"a" * 16: "Quick"}, order="length").cards
    assert [(card.text, card.group) for card in cards] == [("Brief", ""), ("Long words in a row", "Quick")]
    many = Question("Which?", "multi", (("x", "One"), ("y", "Two")))
    bars = wall.results(many, {"1": ["x", "y"], "2": ["y"]}, hidden={}, group={}, order="most").bars
    assert bars == (("y", "Two", 2), ("x", "One", 1))


@pytest.mark.parametrize(
    ("response", "wrong"),
    [
        ("choice", "nothing"),
        ("choice", ["one"]),
        ("scale5", 6),
        ("scale5", "many"),
        ("words", "w" * 61),
        ("none", "x"),
    ],
)
def test_an_answer_has_to_fit_its_question(response: Any, wrong: Any) -> None:
    options = (("one", "One"), ("two", "Two")) if response == "choice" else ()
    with pytest.raises(ValueProblem):
        Question("What?", response, options).check(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"text": "", "response": "text"}, {"text": "x" * 601, "response": "text"},
        {"text": "x", "response": "choice", "options": [["a", "A"]]}, {"text": "x", "response": "guess"},
        {"text": "x", "response": "choice", "options": [["a", "A"], ["a", "B"]]}, {"text": "x", "response": []},
        {"text": "x", "response": "text", "minutes": 0}, {"text": ["x"], "response": "text"}, "x", None,
    ],
)  # fmt: skip
def test_a_bad_question_is_refused_in_words(where: Path, wrong: Any) -> None:
    lead = Page(where)
    lead.ask("new", sheet="kick-off")
    told = lead.ask("push", question=wrong)
    assert told["kind"] == "trouble" and told["message"]
    assert lead.latest("state")["questions"] == []


def test_what_strangers_send_does_nothing(leads: live.Session, where: Path) -> None:
    page = Page(where)
    odd: list[Any] = [None, 1, "x" * 5000, [], {"a": 1}, True, "__init__", "\ud800"]
    acts = [
        "join",
        "open",
        "answer",
        "push",
        "hide",
        "group",
        "show",
        "export",
        "end",
        "give",
        "keep",
        "address",
    ]
    for act in [*acts, "_sit", "close", "session", 1, None]:
        for one in odd:
            page.desk.hear({"type": "live", "act": act, "id": 1, "code": one, "join": one, "link": one,
                            "question": one, "answers": one, "n": one, "v": one, "segment": one, "minutes": one,
                            "have": one, "page": one, "name": one, "address": one, "to": one})  # fmt: skip
    assert page.desk.session is None
    page.ask("join", code=leads.code)
    question = leads.push("What was hard?")
    for act in ("push", "end", "hide", "show", "go", "export", "address", "sort", "group"):
        told = page.ask(act, question=question.id, answers=[], segment="s1", shown=False, hidden=True,
                        name="x", order="", address="http://x/", to="csv")  # fmt: skip
        assert told["kind"] == "trouble", act
    leads.pull()
    assert not leads.ended and leads.is_open(question.id)


def test_results_as_a_table_and_a_document_carry_no_names_and_no_formulas(
    leads: live.Session, where: Path
) -> None:
    question = leads.push(Question("What was hard?", segment="s5"))
    people = [join(leads, where) for _ in range(3)]
    for one, words in zip(people, ("=1+1", "#set page(fill: red)", "Waiting"), strict=True):
        one.pull()
        one.answer(question.id, words)
    leads.push(Question("How clear?", "scale5", (("1", "Not"), ("5", "Very"))))
    leads.pull()
    rows = list(csv.DictReader(io.StringIO(to_csv(leads))))
    assert sorted(row["answer"] for row in rows[:3]) == ["#set page(fill: red)", "'=1+1", "Waiting"]
    assert {row["part"] for row in rows[:3]} == {"What I hope for, what I can bring"}
    assert len(rows) == 3 + 5 and not any(one.person in to_csv(leads) for one in people)
    leads.hide(question.id, [card.key for card in leads.results(question).cards if card.text == "Waiting"])
    told = to_outline(leads, Habits())
    assert "Waiting" not in repr(told) and "#set page(fill: red)" in repr(told) and len(told.parts) == 2
    page = Page(where)
    page.ask("open", link=str(leads.link))
    assert page.ask("export", to="csv")["kind"] == "file" and b"'=1+1" in page.files[0]


def test_a_pair_keeps_its_own_answers_and_nothing_there_is_lost(tmp_path: Path, where: Path) -> None:
    with mentorbook.create(tmp_path / "pair.mentorbook", mentor="Ada", mentee="Grace") as book:
        book.set("profile/mentee/hope_to_gain", "To lead", by="mentee")
        lead, one = Page(where), Page(where, book=book, role="mentee")
        lead.ask("new", sheet="kick-off")
        one.ask("join", code=lead.latest("state")["code"])
        for part, value in (("s2", "career"), ("s5", "To speak up"), ("s1", "Curious"), ("s7", "place")):
            segment = next(one for one in KICK_OFF.segments if one.id == part)
            lead.ask("push", question=Question.of(segment).to_json())
            one.ask("answer", question=one.latest("state")["current"]["id"], v=value, n=1)
        told = one.ask("keep")
        assert told["kind"] == "done" and len(told["into"]) == 2 and len(told["left"]) == 2
        one.ask("keep")  # again: nothing is doubled
        assert book.get("profile/mentee/hope_to_gain") == "To lead\nTo speak up"
        assert "career" in book.get("profile/mentee/kinds")
        book.keep_private("mentee", "a passphrase of mine")  # where moments lie until they are shared
        kept = keep(book, "mentee", [(Question("What went well?", keeps="moments/title"), "We met")])
        assert kept.into and [row["title"] for row in book.rows("moments", viewer="mentee")] == ["We met"]
        assert keep(book, "mentor", [(Question("x?", keeps="midpoint/goals_review.keep"), "y")]).into == ()
    without = Page(where)
    without.ask("join", code=lead.latest("state")["code"])
    assert without.ask("keep")["kind"] == "trouble"


def test_a_machine_of_ones_own_lists_its_sessions_and_a_shared_server_none(where: Path) -> None:
    own, shared = Page(where, shared=False), Page(where)
    own.ask("new", sheet="closing", title="Spring, the end")
    told = own.ask("sheets")
    assert [one["title"] for one in told["sessions"]] == ["Spring, the end"]
    assert [sheet["minutes"] for sheet in told["sheets"]] == [60, 45, 60]
    assert Page(where, shared=False).ask("open", link=told["sessions"][0]["link"])["lead"] is True
    assert shared.ask("sheets")["sessions"] == []


def test_a_question_is_put_to_the_room_from_python(where: Path) -> None:
    from mentorbook import RunSheet
    from mentorbook.widgets.page import Page as Bridge

    sheet = RunSheet(Bridge(optional=True))
    with pytest.raises(MentorbookError, match="No session is open"):
        sheet.push("What was hard?")
    with live.start(where, KICK_OFF) as leading:
        sheet._bridge.live.session = leading  # type: ignore[union-attr]
        asked = sheet.push("What was hard?")
        one = join(leading, where)
        assert one.current == asked and one.current.text == "What was hard?"
        sheet._bridge.live.session = None  # type: ignore[union-attr]


def test_a_question_of_a_course_is_answered_without_names_and_then_revealed(where: Path) -> None:
    goals = PACK.modules["goals"]
    question = goals.questions[0]
    trainer, pupil = Page(where), Page(where)
    trainer.ask("new", title="A course")
    modules = trainer.ask("course")["modules"]
    assert [module["id"] for module in modules] == list(PACK.modules)
    assert "right" not in json.dumps(modules)
    trainer.ask("teach", module="goals", question=question.id)
    current = trainer.latest("state")["current"]
    assert current["response"] == "choice" and trainer.latest("state")["lesson"]
    assert trainer.desk.session is not None
    pupil.ask("join", join=trainer.desk.session.joining)
    right = token("goals", question.id, next(o.id for o in question.options if o.right))
    wrong = token("goals", question.id, next(o.id for o in question.options if not o.right))
    assert {name for name, _ in pupil.latest("state")["current"]["options"]} >= {right, wrong}
    pupil.ask("answer", question=current["id"], v=wrong, n=1)

    # The trainer sees how it is answered; the room sees nothing of it, nor what is right.
    assert {name: count for name, _, count in trainer.latest("wall")["bars"] if count} == {wrong: 1}
    pupil.desk.tell()
    assert not [m for m in pupil.told if m["kind"] == "wall" and m["wall"]]
    told = json.dumps(pupil.told, ensure_ascii=False)
    assert not [option.explanation for option in question.options if option.explanation in told]
    assert pupil.latest("state")["current"]["revealed"] is None

    trainer.ask("reveal", question=current["id"])
    shown = pupil.latest("state")["current"]
    assert shown["revealed"]["right"] == [right] and not shown["open"]
    assert shown["revealed"]["why"] == next(o.explanation for o in question.options if o.right)
    assert pupil.latest("wall")["answers"] == 1

    # Asked again, it is open and nothing is revealed.
    trainer.ask("teach", module="goals", question=question.id)
    assert pupil.latest("state")["current"]["revealed"] is None
    trainer.ask("push", question=Question("What else?").to_json())
    assert not trainer.latest("state")["lesson"]
    for act, what in (
        ("teach", {"module": "goals", "question": "q9"}),
        ("teach", {"module": "x", "question": "q1"}),
    ):
        assert trainer.ask(act, **what)["kind"] == "trouble"
    own = trainer.latest("state")["current"]["id"]
    assert trainer.ask("reveal", question=own)["kind"] == "trouble"
    assert pupil.ask("teach", module="goals", question="q1")["kind"] == "trouble"
    assert pupil.ask("reveal", question=current["id"])["kind"] == "trouble"
