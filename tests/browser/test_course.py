"""A learner goes through the course by keyboard, and their pages know no more than they have earned."""

from __future__ import annotations

import json
import re
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

from conftest import MENTORBOOK
from people import Person, stored
from test_access import by_axe, in_room

import mentorbook
from mentorbook.content.course import Module, Question
from mentorbook.content.loader import builtin
from mentorbook.workbook.learning import learned, passed_on

PACK = builtin()
COURSE = next(iter(PACK.courses.values()))
MODULES = [PACK.modules[name] for name in COURSE.modules]


class Learner(Person):
    """Somebody on the pages of a course, and everything that their pages were sent."""

    heard: list[str]

    @classmethod
    def new(cls, visit: Any, server: Any, **options: Any) -> Learner:
        heard: list[str] = []

        def frame(payload: bytes | str) -> None:
            heard.append(payload.decode(errors="replace") if isinstance(payload, bytes) else payload)

        def watch(page: Any) -> None:
            page.on("websocket", lambda socket: socket.on("framereceived", frame))

        learner = cls(visit(server.page("course/index"), watch=watch, **options), "mentee")
        learner.heard = heard
        return learner

    def begin(self, name: str) -> None:
        """A practice workbook of one's own."""
        field = self.page.get_by_label("Your name")
        field.fill(name)
        field.press("Enter")
        self.page.get_by_text("0 of 8 modules passed").wait_for()

    def told(self, text: str) -> bool:
        """Whether a text was ever sent to the page, or stands in it."""
        ways = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
        return any(way in part for way in ways for part in (*self.heard, self.page.content()))

    def leaks(self, texts: list[str]) -> list[str]:
        everything = "\n".join((*self.heard, self.page.content()))
        ways = {
            text: {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]} for text in texts
        }
        return [text for text in texts if any(way in everything for way in ways[text])]

    @property
    def quiz(self) -> Any:
        return self.page.locator(".mb-quiz")

    @property
    def play(self) -> Any:
        return self.page.locator(".mb-roleplay")

    def choose(self, question: Question, wanted: list[str]) -> None:
        """Ticks these, and sends the answer, with the keys."""
        self.quiz.get_by_text(question.text, exact=True).wait_for()
        for text in wanted:
            self.quiz.get_by_label(text, exact=True).focus()
            self.page.keyboard.press("Space")
        self.page.keyboard.press("Enter")

    def answer(self, question: Question, *, right: bool = True) -> None:
        texts = [option.text for option in question.options if option.right == right]
        self.choose(question, texts if right else texts[:1])
        self.quiz.locator(".note", has_text="Right." if right else "Not yet.").wait_for()

    def on(self) -> None:
        """To the next question, or the result: its button has the focus."""
        self.quiz.locator(".btn.primary:focus").wait_for()
        self.page.keyboard.press("Enter")
        self.quiz.locator("[tabindex='-1']:focus").wait_for()

    def walk(self, rating: str) -> None:
        """One choice of the role-play, by its rating, and on to the next scene."""
        scene = self.play.locator(".stack > .what").inner_text()
        play = next(
            module.play for module in MODULES if module.play and scene in {s.text for s in module.play.scenes}
        )
        found = next(one for one in play.scenes if one.text == scene)
        choice = next((one for one in found.choices if one.rating == rating), found.choices[0])
        self.play.get_by_label(choice.text, exact=True).focus()
        self.page.keyboard.press("Space")
        self.page.keyboard.press("Enter")
        self.play.locator(".consequence", has_text=choice.note).wait_for()
        self.play.get_by_role("button", name="Go on").and_(self.page.locator(":focus")).wait_for()

    def go_on(self) -> None:
        self.page.keyboard.press("Enter")
        self.play.locator("[tabindex='-1']:focus").wait_for()

    def play_through(self) -> None:
        while not self.play.get_by_role("heading", name="How it ends").count():
            self.walk("strong")
            self.go_on()


def secrets(module: Module) -> list[str]:
    """What a learner must not be sent before they have earned it."""
    assert module.play is not None
    later = [scene.text for scene in module.play.scenes[1:]]
    choices = [choice for scene in module.play.scenes for choice in scene.choices]
    explained = [option.explanation for question in module.questions for option in question.options]
    notes = [note.text for note in module.notes]
    return [
        *later,
        *(c.consequence for c in choices if len(c.consequence) > 25),
        *(c.note for c in choices),
        *explained,
        *notes,
    ]


def test_a_learner_passes_the_course(server, visit, tmp_path) -> None:
    ada = Learner.new(visit, server, reduced_motion="reduce")
    page = ada.page
    ada.begin("Ada Lovelace")
    page.get_by_role("link", name=re.compile("^Begin with")).press("Enter")
    wrong: list[str] = []
    for number, module in enumerate(MODULES, start=1):
        page.wait_for_url(f"**/{number:02d}-{module.id}.ipynb")
        ada.arrive()
        page.get_by_role("heading", level=1, name=module.title).wait_for()
        ada.quiz.locator("fieldset").wait_for()
        ada.play.locator("fieldset").wait_for()
        assert ada.told(module.questions[4].text)  # so that what is not told would be seen
        assert ada.leaks(secrets(module)) == []
        if number == 1:
            wrong += first_steps(ada, module)
        questions = module.questions[2 if number == 1 else 0 :]
        for question in questions[: -1 if number == 8 else None]:
            ada.answer(question)
            ada.on()
        if number == 8:  # four of five are enough
            ada.answer(questions[-1], right=False)
            ada.on()
        ada.quiz.get_by_text("You have passed this module.").wait_for()
        page.locator(".mb-course").last.get_by_role("link").last.press("Enter")
    page.get_by_text("8 of 8 modules passed").wait_for()
    page.get_by_text("You have passed every module.").wait_for()
    assert wrong == []
    assert ada.leaks([note.text for module in MODULES for note in module.notes]) == []
    (file,) = (server.data / "practice").glob("*.mentorbook")
    with stored(file) as book:
        assert passed_on(book, COURSE, "mentee")
        first = learned(book, MODULES[0], "mentee")
        assert first.played and len(first.ways) == 2 and first.marks["q1"]["tries"] == 2
        assert learned(book, MODULES[7], "mentee").right == 4
        assert book.get("profile/mentee/hope_to_gain") == "To hold a room"
    page.get_by_role("button", name="Download the practice workbook").wait_for()
    certified(file, tmp_path)


def certified(practice: Path, folder: Path) -> None:
    """The trainer issues the certificate from what the learner sent; it is genuine, and with one byte changed it is not."""
    key, pack, paper = folder / "ada.key", folder / "acme", folder / "ada.pdf"
    command = partial(subprocess.run, capture_output=True, text=True, timeout=120)
    made = [("pack", "new", pack), ("certificate", "key", key, "--name", "Trainer", "--pack", pack)]
    issue = ("certificate", "issue", "--key", key, "--pack", pack, "--workbook", practice, "-o", paper)
    for words in (*made, issue):
        done = command([MENTORBOOK, *words])
        assert done.returncode == 0, done.stderr
    told = command([MENTORBOOK, "verify", paper, "--pack", pack])
    assert told.returncode == 0 and "Ada Lovelace" in told.stdout and COURSE.title in told.stdout
    whole = paper.read_bytes()
    paper.write_bytes(
        whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :]
    )
    assert command([MENTORBOOK, "verify", paper, "--pack", pack]).returncode == 1


def first_steps(ada: Learner, module: Module) -> list[str]:
    """The first module with its detours: a wrong answer, another try, a reload, an exercise, two ways of a role-play."""
    page, (one, two) = ada.page, module.questions[:2]
    page.get_by_role("button", name="Begin the exercise").press("Enter")
    ada.write("profile/mentee/hope_to_gain", "To hold a room")
    ada.quiz.get_by_role("button", name="Check", exact=True).press("Enter")
    ada.quiz.get_by_text("Choose an answer first.").wait_for()
    ada.answer(one, right=False)
    chosen = next(option for option in one.options if not option.right)
    assert ada.told(chosen.explanation)
    others = [option.explanation for option in one.options if option is not chosen]
    assert ada.leaks(others) == []
    wrong = by_axe(page, "a wrong answer")
    ada.quiz.get_by_role("button", name="Try another answer").press("Enter")
    ada.answer(one)
    ada.on()
    ada.walk("fair")
    assert ada.leaks([note.text for note in module.notes]) == []
    ada.play.get_by_role("button", name="Try another answer").press("Enter")
    ada.play_through()
    ada.play.locator("details.map > summary").press("Enter")
    ada.play.get_by_role("button", name=re.compile("^Try one of the")).first.wait_for()
    page.set_viewport_size({"width": 390, "height": 900})
    wrong += by_axe(page, "a role-play") + in_room(page, "a role-play", 390)
    page.set_viewport_size({"width": 1280, "height": 900})
    # Another day: one goes on with the question that is open, and what was written is there.
    ada.reload()
    assert page.locator(".mb-quiz .small").first.inner_text() == "Question 2 of 5"
    assert ada.words("profile/mentee/hope_to_gain").input_value() == "To hold a room"
    ada.play.get_by_role("heading", name="How it ends").wait_for()
    ada.answer(two)
    ada.on()
    return wrong


def test_the_way_back_to_ones_practice_workbook(server, visit) -> None:
    """A real partnership is never offered here, nor a practice workbook there."""
    book = server.data / "real.mentorbook"
    mentorbook.create(book, mentor="Grace Hopper", mentee="Katherine Johnson").close()
    mary = Learner.new(visit, server)
    mary.page.get_by_label("Your name").wait_for()
    assert "Katherine" not in mary.page.content()
    mary.begin("Mary Jackson")
    again = Learner.new(visit, server, width=390)
    again.page.get_by_role("button", name=re.compile("Mary")).first.click()
    again.page.get_by_text("0 of 8 modules passed").wait_for()
    front = visit(server.page("index"))
    front.get_by_role("button", name=re.compile("Katherine")).first.wait_for()
    assert "Mary" not in front.content()


MODULE = """\
id: what-mentoring-is
title: Every kind of question
objectives: {o1: answer in every way}
questions:
  - id: q1
    kind: ordering
    objective: o1
    text: In which order?
    options:
      - {id: a, text: Open, explanation: It begins.}
      - {id: b, text: Explore}
      - {id: c, text: Decide}
  - id: q2
    kind: matching
    objective: o1
    text: Whose is it?
    options:
      - {id: a, text: To ask, match: mentor, explanation: So they do.}
      - {id: b, text: To choose, match: mentee}
  - id: q3
    kind: short
    objective: o1
    text: What kind of question begins with what or how?
    otherwise: Think of a door.
    options:
      - {id: a, text: An open one, right: true, also: [open, an open question]}
  - id: q4
    kind: multiple
    objective: o1
    text: Which are right?
    options:
      - {id: a, text: This one, right: true}
      - {id: b, text: That one, right: true}
      - {id: c, text: Not this one}
exercise: {title: Rest, text: Rest.}
play:
  title: A door
  scenes:
    - id: door
      text: There is a door.
      choices:
        - {id: a, text: Open it, consequence: It opens., rating: strong, next: end}
    - {id: end, text: You are through.}
"""


def test_every_kind_of_question_by_keyboard(serve, visit, tmp_path) -> None:
    """In a module of a trainer's own, which takes the place of the first one."""
    (tmp_path / "course").mkdir()
    (tmp_path / "pack.yaml").write_text("id: ours\ntitle: Ours\nlanguage: en\nextends: en\n")
    (tmp_path / "course/what-mentoring-is.yaml").write_text(MODULE)
    server = serve("--pack", str(tmp_path))
    eve = Learner.new(visit, server, width=390, reduced_motion="reduce")
    page, keys = eve.page, eve.page.keyboard
    eve.begin("Eve")
    page.get_by_role("link", name="1 Every kind of question", exact=True).press("Enter")
    eve.quiz.locator("fieldset").wait_for()

    def check(said: str) -> list[str]:
        eve.quiz.get_by_role("button", name="Check", exact=True).press("Enter")
        eve.quiz.locator(".note", has_text=said).wait_for()
        return by_axe(page, said) + in_room(page, said, 390)

    def order() -> list[str]:
        return [item.inner_text() for item in eve.quiz.locator(".order .item > span:first-child").all()]

    wanted = ["Open", "Explore", "Decide"]
    assert sorted(order()) == sorted(wanted) and order() != wanted
    wrong = check("Not yet.")
    eve.quiz.get_by_role("button", name="Try another answer").press("Enter")
    for place, text in enumerate(wanted):  # with the arrow keys, from wherever it stands
        eve.quiz.get_by_role("button", name=f"Move up: {text}").focus()
        for _ in range(order().index(text) - place):
            keys.press("ArrowUp")
    assert order() == wanted
    assert eve.leaks(["It begins."]) == [] or order()[0] == "Open"
    wrong += check("Right.")
    eve.on()

    eve.quiz.get_by_role("button", name="Check", exact=True).press("Enter")
    eve.quiz.get_by_text("Choose something for each one first.").wait_for()
    for text in ("To ask", "To choose"):
        eve.quiz.get_by_label(text, exact=True).select_option("mentor")
    wrong += check("Not yet.")
    eve.quiz.get_by_label("To choose", exact=True).select_option("mentee")
    check("Right.")
    eve.on()

    field = eve.quiz.get_by_label("Your answer")
    field.fill("a closed one")
    field.press("Enter")
    eve.quiz.get_by_text("Think of a door.").wait_for()
    assert eve.leaks(["An open one"]) == []
    field.fill("OPEN!")
    wrong += check("Expected: An open one.")
    eve.on()

    eve.quiz.get_by_label("This one", exact=True).check()
    check("Right so far. There is more to find.")
    eve.quiz.get_by_label("That one", exact=True).check()
    check("Right.")
    eve.on()
    eve.quiz.get_by_text("You have passed this module.").wait_for()
    assert wrong + by_axe(page, "the result") == []
    server.stop()


def test_a_trainer_asks_the_room(server, visit) -> None:
    """The trainer sees how a question is answered; what is right is on the screens once it is revealed."""
    module, question = MODULES[0], MODULES[0].questions[0]
    right, wrong = question.options[:2]
    trainer = visit(server.page("lead"), reduced_motion="reduce")
    trainer.get_by_role("radio", name=re.compile("^Without a run sheet")).check()
    trainer.get_by_role("button", name="Begin", exact=True).click()
    code = trainer.locator(".live-code").inner_text()
    pupil = visit(server.page("session"), width=390, reduced_motion="reduce")
    pupil.locator("input.large").fill(code)
    pupil.keyboard.press("Enter")

    lesson = trainer.get_by_role("form", name="A question of the course")
    lesson.locator("summary").press("Enter")
    lesson.get_by_label("Module").select_option(label=module.title)
    lesson.get_by_label("Question").select_option(label=question.text)
    lesson.get_by_role("button", name="Send it to the room").press("Enter")
    pupil.get_by_label(wrong.text).check()
    pupil.get_by_role("button", name="Send", exact=True).click()
    trainer.locator(".live-wall tr", has_text=wrong.text).locator(".num", has_text="1").wait_for()
    assert not pupil.locator(".live-wall tr:visible").count()
    assert right.explanation not in pupil.content() + trainer.content()

    lesson.get_by_role("button", name="Reveal the answer").press("Enter")
    for page in (trainer, pupil):
        page.locator(".live-wall tr.right", has_text=right.text).wait_for()
        page.get_by_text(right.explanation).wait_for()
    lesson.get_by_role("button", name="Reveal the answer").wait_for(state="hidden")
    assert by_axe(trainer, "the trainer") + by_axe(pupil, "the room") + in_room(pupil, "the room", 390) == []


def test_a_practice_workbook_on_a_shared_server_is_found_again_by_its_link(serve, visit) -> None:
    server = serve("--shared")
    kate = Learner.new(visit, server)
    kate.begin("Katherine Johnson")
    address = kate.page.locator(".keep-link input").first.input_value()
    assert "/course/index.ipynb#link=" in address
    again = visit(address, width=390)
    again.get_by_text("0 of 8 modules passed").wait_for()
    again.get_by_text("Practice workbook of Katherine Johnson").wait_for()
    again.get_by_role("link", name=re.compile("^1 ")).click()
    again.locator(".mb-quiz fieldset").wait_for()
    assert "link=" not in again.url
    server.stop()
