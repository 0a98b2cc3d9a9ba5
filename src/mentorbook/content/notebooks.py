"""Course notebooks out of a pack: a page for the course and one for each module, as cells that know what they are for.

Each cell that is made says in its metadata which part it is and how it read when it was made. So it can be told, when they
are written again, what a trainer has changed in JupyterLab: that stays (`keeping`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mentorbook.content.course import Course, Module
from mentorbook.content.plain_markdown import safe
from mentorbook.content.specs import Pack
from mentorbook.content.writing import spoken
from mentorbook.messages import say

Notebook = dict[str, Any]
Cell = dict[str, Any]
OURS = "mentorbook"
"""The key of our words in metadata."""


@dataclass(frozen=True)
class Part:
    """One cell: its name within the notebook, and what it holds."""

    name: str
    source: str
    code: bool = False


def notebooks(pack: Pack, course: Course) -> dict[str, Notebook]:
    """The notebooks of a course, by the names of their files: ``index.ipynb``, ``01-….ipynb`` and so on."""
    made = {"index.ipynb": notebook(course.title, [*_home(course)])}
    for number, name in enumerate(course.modules, start=1):
        module = pack.modules[name]
        made[f"{number:02d}-{name}.ipynb"] = notebook(module.title, [*_lesson(pack, course, module)])
    return made


def notebook(title: str, parts: list[Part]) -> Notebook:
    """A notebook of these parts."""
    return {
        "cells": [cell(part) for part in parts],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": say("notebook.title", title=title),
            "voila": {"template": "mentorbook"},
            OURS: {"parts": [part.name for part in parts]},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def cell(part: Part) -> Cell:
    """A part as a cell, marked."""
    made: Cell = {
        "cell_type": "code" if part.code else "markdown",
        "id": part.name,
        "metadata": {OURS: {"part": part.name, "made": mark(part.source)}},
        "source": part.source.splitlines(keepends=True),
    }
    return made | {"execution_count": None, "outputs": []} if part.code else made


def mark(source: str) -> str:
    """A short name for how a cell reads; spaces at the ends of lines do not count."""
    plain = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def text_of(cell: Cell) -> str:
    """What a cell holds: notebooks keep it as a text or as lines."""
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _home(course: Course) -> Iterator[Part]:
    yield Part("title", _joined(f"# {_line(course.title)}", course.audience, course.intro))
    yield Part("page", "import mentorbook\n\npage = mentorbook.page(practice=True)\npage", code=True)
    yield Part("home", f"mentorbook.CourseHome(page, course={_quoted(course.id)})", code=True)


def _lesson(pack: Pack, course: Course, module: Module) -> Iterator[Part]:
    here = f"course={_quoted(course.id)}, module={_quoted(module.id)}"
    this = f"module={_quoted(module.id)}"
    yield Part("page", "import mentorbook\n\npage = mentorbook.page(practice=True)\npage", code=True)
    yield Part("home", f"mentorbook.CourseHome(page, {here})", code=True)
    aims = "\n".join(f"- {_line(item.text)}" for item in module.objectives)
    yield Part("title", _joined(f"# {_line(module.title)}", say("notebook.objectives") if aims else "", aims))
    if module.points:
        points = "\n\n".join(item.text for item in module.points)
        yield Part("points", _joined(f"## {say('notebook.points')}", spoken(points, pack.forms)))
    if module.exercise is not None:
        minutes = module.timing.get("exercise")
        long = say("notebook.minutes", count=minutes) if minutes else ""
        heading = say("notebook.exercise", title=_line(module.exercise.title))
        yield Part("exercise-title", _joined(f"## {heading}", long))
        yield Part("exercise", f"mentorbook.Exercise(page, {this})", code=True)
    if module.talk:
        yield Part("talk", _joined(f"## {say('notebook.talk')}", spoken(module.talk, pack.forms)))
    if module.questions:
        yield Part("questions", f"mentorbook.Quiz(page, {this})", code=True)
    if module.play is not None:
        yield Part("play-title", _joined(f"## {say('notebook.play')}", say("notebook.play.text")))
        yield Part("play", f"mentorbook.RolePlay(page, {this})", code=True)
    yield Part("foot", f"mentorbook.CourseHome(page, {here}, foot=True)", code=True)


def _joined(*paragraphs: str) -> str:
    return safe("\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()))


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(id_: str) -> str:
    return json.dumps(id_)
