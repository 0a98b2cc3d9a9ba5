"""What a course is: modules with text, an exercise, questions and a role-play, as packs have them.

Right answers, explanations, scenes and the trainer's notes stand here beside what learners read. What may
go to a learner's page, and when, is decided in `mentorbook.widgets.classroom`: nothing here is sent as it is.
"""

from __future__ import annotations

from functools import cached_property
from math import ceil
from typing import Literal

from pydantic import Field

from mentorbook.content.base import Spec

QuestionKind = Literal["single", "multiple", "ordering", "matching", "short"]
Rating = Literal["strong", "fair", "weak"]
Part = Literal["welcome", "points", "exercise", "talk", "questions", "play"]
ID = r"^[a-z][a-z0-9-]*$"
SHARE = 0.8
"""How much of a module's questions has to be right, where the module does not say."""


class Item(Spec):
    """One objective, key point or trainer's note."""

    id: str = Field(pattern=ID, max_length=64)
    text: str = Field(min_length=1)


class Exercise(Spec):
    """Something to do with the real forms, on a practice workbook.

    In `text`, a place in backticks (`goals`, `goals/title`, `goals/kind=smart`) is read as its label.
    """

    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    fields: tuple[str, ...] = ()
    """What is filled in: `form` (all of it) or `form/field`, in the order of the page."""


class Answer(Spec):
    """One answer to a question: something to choose, to put in order, to match, or to expect."""

    id: str = Field(pattern=ID, max_length=64)
    text: str = Field(min_length=1)
    right: bool = False
    """Of single, multiple and short. In an ordering the file's order is the right one."""
    match: str = ""
    """Of matching: what belongs to it. Several may belong to the same."""
    also: tuple[str, ...] = ()
    """Of short: other ways to write it. Capitals, accents' form and punctuation do not count."""
    explanation: str = ""
    """Why it is right or not; learners read it once they have given this answer."""


class Question(Spec):
    """One question of a knowledge check."""

    id: str = Field(pattern=ID, max_length=64)
    kind: QuestionKind
    objective: str
    """The objective of the module that it asks about."""
    text: str = Field(min_length=1)
    options: tuple[Answer, ...]
    explanation: str = ""
    """Read once the question is answered right."""
    otherwise: str = ""
    """Of short: what to say to an answer that nobody expected."""

    def option(self, name: str) -> Answer | None:
        """The option with this id."""
        return next((option for option in self.options if option.id == name), None)


class Choice(Spec):
    """One thing that can be said or done in a scene, and what comes of it."""

    id: str = Field(pattern=ID, max_length=64)
    text: str = Field(min_length=1)
    consequence: str = Field(min_length=1)
    note: str = ""
    """The coaching note."""
    rating: Rating
    next: str
    """The scene that follows."""


class Scene(Spec):
    """What happens, and what one can choose; a scene without choices is an ending."""

    id: str = Field(pattern=ID, max_length=64)
    text: str = Field(min_length=1)
    choices: tuple[Choice, ...] = ()

    @property
    def ending(self) -> bool:
        """Whether the role-play ends here."""
        return not self.choices


class RolePlay(Spec):
    """Branching scenes. The first one starts it."""

    title: str = Field(min_length=1)
    intro: str = ""
    """Who you are, and what has happened."""
    scenes: tuple[Scene, ...]

    def scene(self, name: str) -> Scene:
        """The scene `name`.

        Raises:
            KeyError: There is none.
        """
        for scene in self.scenes:
            if scene.id == name:
                return scene
        raise KeyError(name)


class Module(Spec):
    """One module of a course."""

    id: str = Field(pattern=ID, max_length=64)
    title: str = Field(min_length=1)
    timing: dict[Part, int] = Field(default_factory=dict)
    """Minutes a part."""
    forms: tuple[str, ...] = ()
    """The forms that its exercise uses."""
    pass_mark: int | None = Field(default=None, ge=1)
    """So many questions right pass it; four of five (and so on) where it does not say."""
    objectives: tuple[Item, ...] = ()
    points: tuple[Item, ...] = ()
    exercise: Exercise | None = None
    talk: str = ""
    """What to talk about in pairs."""
    questions: tuple[Question, ...] = ()
    play: RolePlay | None = None
    notes: tuple[Item, ...] = ()
    """For the trainer alone."""

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(self.timing.values())

    @cached_property
    def needed(self) -> int:
        """How many questions have to be right to pass it."""
        return self.pass_mark or ceil(len(self.questions) * SHARE)

    def question(self, name: str) -> Question:
        """The question `name`.

        Raises:
            KeyError: There is none.
        """
        for question in self.questions:
            if question.id == name:
                return question
        raise KeyError(name)


class Course(Spec):
    """Modules in an order, under one title."""

    id: str = Field(pattern=ID, max_length=64)
    title: str = Field(min_length=1)
    intro: str = ""
    audience: str = ""
    """Whom it is for."""
    modules: tuple[str, ...]
