"""How far somebody is in a course: read from the answers in their practice workbook, never kept beside them.

``course/<person>/<module>/<question>/<try>`` holds an answer, ``course/<person>/<module>/play/<way>`` a way through
the role-play, as `mentorbook.content.marking` reads them. A question answered right once counts as right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mentorbook.content.course import Course, Module
from mentorbook.content.marking import begun, endings, mark, walked
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import COURSE, PLAY

Json = dict[str, Any]


@dataclass(frozen=True)
class Learned:
    """How far one person is in a module.

    Attributes:
        marks: What they have earned, by question. right: How many are right. needed: How many have to be.
        ways: The ways they have taken through the role-play, oldest first.
        by_objective: Objective → (questions right, questions). at: When they last did something; "" for never.
        passed_on: The moment of the answer with which they passed; "" before.
    """

    module: Module
    marks: dict[str, Json]
    right: int
    ways: tuple[Json, ...]
    by_objective: dict[str, tuple[int, int]]
    at: str
    passed_on: str

    @property
    def needed(self) -> int:
        """How many questions have to be right."""
        return self.module.needed

    @property
    def passed(self) -> bool:
        """Whether enough are."""
        return self.right >= self.needed

    @property
    def played(self) -> bool:
        """Whether some way has come to an end."""
        return any(not way["here"]["choices"] for way in self.ways)

    def to_json(self) -> Json:
        """For the learner's own page: what they have earned and nothing more."""
        play: Json | None = begun(self.module)
        if play is not None and self.module.play is not None:
            first = walked(self.module, "")["here"]
            play = {"start": first, "ways": list(self.ways), "endings": endings(self.module.play)}
        return {
            "questions": self.marks,
            "right": self.right,
            "needed": self.needed,
            "of": len(self.module.questions),
            "passed": self.passed,
            "played": self.played,
            "objectives": {name: list(count) for name, count in self.by_objective.items()},
            "at": self.at,
            "play": play,
        }


def learned(book: Workbook, module: Module, person: str) -> Learned:
    """How far `person` is in `module`."""
    said = _said(book, module, person)
    marks, solved_on = {}, []
    for question in module.questions:
        tries = said.get(question.id, [])
        answers = [answer for _, _, answer in tries]
        marks[question.id] = mark(module, question, answers)
        first = next(
            (i for i in range(len(answers)) if mark(module, question, answers[: i + 1])["solved"]), None
        )
        if first is not None:
            solved_on.append(tries[first][0])
    by_objective: dict[str, tuple[int, int]] = {}
    for question in module.questions:
        right, of = by_objective.get(question.objective, (0, 0))
        by_objective[question.objective] = (right + marks[question.id]["solved"], of + 1)
    ways: tuple[Json, ...] = ()
    if module.play is not None:
        ways = tuple({"id": name, "at": at} | walked(module, way) for at, name, way in said.get(PLAY, []))
    moments = sorted(solved_on)
    return Learned(
        module=module,
        marks=marks,
        right=len(solved_on),
        ways=ways,
        by_objective=by_objective,
        at=max((at for answers in said.values() for at, _, _ in answers), default=""),
        passed_on=moments[module.needed - 1] if len(moments) >= module.needed else "",
    )


def passed_on(book: Workbook, course: Course, person: str) -> str | None:
    """When `person` passed the last module of a course (UTC, ISO 8601); None before they have passed them all."""
    found = [learned(book, book.pack.modules[name], person).passed_on for name in course.modules]
    return None if "" in found else max(found)


def _said(book: Workbook, module: Module, person: str) -> dict[str, list[tuple[str, str, str]]]:
    """Question (or `PLAY`) → (moment, id, answer), oldest first."""
    prefix = f"{COURSE}/{person}/{module.id}/"
    found: dict[str, list[tuple[str, str, str]]] = {}
    for path in book.documents["shared"].paths():
        if not path.startswith(prefix) or not book.known(path):
            continue
        question, _, name = path.removeprefix(prefix).partition("/")
        for version in book.versions(path)[:1]:
            if isinstance(version.value, str):
                found.setdefault(question, []).append((version.at, name, version.value))
    return {question: sorted(answers) for question, answers in found.items()}
