"""Paper for a room: a module of a course, an empty form or a run sheet; and the slides of a module.

What learners get holds neither right answers nor the trainer's notes. A form that is filled in is a report of a workbook
with that one part (`outline`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mentorbook.content.course import Module, Question
from mentorbook.content.specs import FieldSpec, FormSpec, Pack, RunSheet
from mentorbook.content.writing import spoken
from mentorbook.errors import ValueProblem
from mentorbook.messages import say
from mentorbook.reports.habits import Habits, one_line
from mentorbook.reports.outline import Answer, Block, Heading, Outline, Part, Said, Table
from mentorbook.reports.pdf import set_pages
from mentorbook.workbook.paths import PEOPLE

SLIDES = Path(__file__).with_name("slides.typ")
BOX = "☐"
LINE = 58  # letters of a line to write on
EMPTY_ROWS = 4
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")


def module(pack: Pack, name: str, habits: Habits) -> Outline:
    """What a learner takes along of a module, with room to write.

    Raises:
        ValueProblem: The pack has no such module.
    """
    found = pack.modules.get(name)
    if found is None:
        raise ValueProblem(
            "handout.none", kind=say("handout.kind.module"), word=name, words=", ".join(pack.modules)
        )
    return _alone(found.id, found.title, _intro(found), tuple(_lesson(pack, found)), habits)


def form(pack: Pack, name: str, habits: Habits) -> Outline:
    """An empty form to be filled in by hand.

    Raises:
        ValueProblem: The pack has no such form.
    """
    found = pack.forms.get(name)
    if found is None:
        raise ValueProblem(
            "handout.none", kind=say("handout.kind.form"), word=name, words=", ".join(pack.forms)
        )
    return _alone(found.id, found.title, found.intro, tuple(_form(found)), habits)


def session(pack: Pack, name: str, habits: Habits) -> Outline:
    """A run sheet for whoever leads a room.

    Raises:
        ValueProblem: The pack has no such run sheet.
    """
    found = pack.sessions.get(name)
    if found is None:
        words = ", ".join(pack.sessions)
        raise ValueProblem("handout.none", kind=say("handout.kind.session"), word=name, words=words)
    return _alone(found.id, found.title, found.suits, tuple(_session(found)), habits)


def slides(pack: Pack, name: str, habits: Habits) -> bytes:
    """The slides of a module as PDF: objectives, one slide for each point, what to talk about, the questions.

    Raises:
        ValueProblem: The pack has no such module. TypeProblem: Typst could not set them.
    """
    found = pack.modules.get(name)
    if found is None:
        raise ValueProblem(
            "handout.none", kind=say("handout.kind.module"), word=name, words=", ".join(pack.modules)
        )
    shown: list[dict[str, Any]] = []
    if found.objectives:
        aims = [_plain(pack, item.text) for item in found.objectives]
        shown.append({"title": say("notebook.objectives"), "text": "", "items": aims})
    for item in found.points:
        shown.append({"title": "", "text": _plain(pack, item.text), "items": []})
    if found.exercise is not None:
        title = say("notebook.exercise", title=found.exercise.title)
        shown.append({"title": title, "text": _plain(pack, found.exercise.text), "items": []})
    if found.talk:
        shown.append({"title": say("notebook.talk"), "text": _plain(pack, found.talk), "items": []})
    for question in found.questions:
        shown.append({"title": _plain(pack, question.text), "text": "", "items": _options(question)})
    data = {"title": found.title, "pack": pack.title, "lang": habits.tag.partition("-")[0], "slides": shown}
    return set_pages(SLIDES, [data])[0]


def _alone(id_: str, title: str, intro: str, blocks: tuple[Block, ...], habits: Habits) -> Outline:
    """A document of one part, without a cover."""
    part = Part(id_, one_line(title), one_line(intro), blocks)
    return Outline(
        title=one_line(title), subtitle=say("handout.subtitle"), names={}, facts=(), made="",
        language=habits.tag, parts=(part,), cover=False,
    )  # fmt: skip


def _intro(found: Module) -> str:
    return say("notebook.minutes", count=found.minutes) if found.minutes else ""


def _lesson(pack: Pack, found: Module) -> Iterator[Block]:
    if found.objectives:
        yield Heading(2, say("notebook.objectives"))
        for item in found.objectives:
            yield _words("", f"{BOX} {_plain(pack, item.text)}")
    if found.points:
        yield Heading(2, say("notebook.points"))
        for item in found.points:
            yield _words("", _plain(pack, item.text))
    if found.exercise is not None:
        yield Heading(2, say("notebook.exercise", title=found.exercise.title))
        yield _words("", _plain(pack, found.exercise.text))
        for name in found.exercise.fields:
            yield from _asked(pack, name)
    if found.talk:
        yield Heading(2, say("notebook.talk"))
        yield _words("", _plain(pack, found.talk))
        yield _words("", _lines(3))
    if found.questions:
        yield Heading(2, say("handout.questions"))
        for question in found.questions:
            options = _options(question)
            yield _words(_plain(pack, question.text), "\n".join(options) if options else _lines(2))


def _options(question: Question) -> list[str]:
    """What there is to choose from, in no order that gives anything away; nothing where people write themselves."""
    if question.kind == "short":
        return []
    mixed = random.Random(question.id)  # noqa: S311 - the same on every print, and nothing secret
    texts = [f"{BOX} {one_line(option.text)}" for option in question.options]
    if question.kind in ("ordering", "matching"):
        mixed.shuffle(texts)
    if question.kind == "matching":
        matches = list(dict.fromkeys(option.match for option in question.options))
        mixed.shuffle(matches)
        texts += [f"→ {one_line(match)}" for match in matches]
    return texts


def _asked(pack: Pack, name: str) -> Iterator[Block]:
    form, _, rest = name.partition("/")
    found = pack.forms.get(form)
    if found is not None and rest and found.has(rest) and "." not in rest:
        yield from _field(found, found.field(rest))


def _form(found: FormSpec) -> Iterator[Block]:
    for section in found.sections:
        fields = [field for field in section.fields if not field.view_of]
        if section.title and fields and len(found.sections) > 1:
            yield Heading(2, one_line(section.title))
        for field in fields:
            yield from _field(found, field)
    if any(field.view_of for field in found.fields()):
        yield Heading(2, say("handout.sign"))
        line = say("handout.sign.line") + " " + "_" * 30
        yield Answer("", tuple(Said(person, _name(person), line) for person in PEOPLE))


def _field(found: FormSpec, field: FieldSpec) -> Iterator[Block]:
    label = one_line(f"{field.label} – {field.help}" if field.help else field.label)
    if field.type == "rows":
        columns = tuple(one_line(column.label) for column in field.fields if column.id != field.order)
        shares = tuple(round(1 / len(columns), 4) for _ in columns)
        yield Table(one_line(field.label), columns, (tuple(" \n " for _ in columns),) * EMPTY_ROWS, shares)
        return
    both = field.who == "each" or found.answers_apart(field)
    blank = _blank(field, half=both)
    if both:
        yield Answer(label, tuple(Said(person, _name(person), blank) for person in PEOPLE))
    else:
        yield Answer(label, (Said("", "", blank),))


def _blank(field: FieldSpec, *, half: bool) -> str:
    """Room for an answer: boxes to tick, points of a scale, lines to write on."""
    wide = LINE // 2 - 2 if half else LINE
    if field.type in ("scale5", "scale10"):
        ends = field.ends or ("", "")
        points = "  ".join(str(point) for point in range(field.low or 1, (field.high or 5) + 1))
        return "\n".join(filter(None, (points, " … ".join(filter(None, ends)))))
    if field.type == "yesno":
        return f"{BOX} {say('handout.yes')}   {BOX} {say('handout.no')}"
    if field.options and field.options_from is None:
        own = [f"{BOX} {'_' * (wide // 2)}"] if field.own else []
        return "\n".join([*(f"{BOX} {one_line(option.label)}" for option in field.options), *own])
    if field.type == "number" and field.unit:
        return f"{'_' * 10} {field.unit}"
    return _lines(4 if field.type == "long" else 1, wide if field.type in ("long", "short", "link") else 16)


def _lines(count: int, wide: int = LINE) -> str:
    return "\n".join(["_" * wide] * count)


def _session(found: RunSheet) -> Iterator[Block]:
    for key, text in (("before", found.before), ("after", found.after)):
        if text:
            yield _words(say(f"handout.{key}"), text)
    begin = 0
    for segment in found.segments:
        note = say("handout.minutes", first=begin, last=begin + segment.minutes)
        yield Heading(2, one_line(segment.title), note=note)
        begin += segment.minutes
        if segment.facilitator:
            yield _words(say("handout.you"), segment.facilitator)
        options = "".join(f"\n{BOX} {one_line(option.label)}" for option in segment.options)
        yield _words(say("handout.they"), segment.prompt + options)


def _words(label: str, text: str) -> Answer:
    return Answer(one_line(label), (Said("", "", text),))


def _plain(pack: Pack, text: str) -> str:
    """A text of a module as people read it: places by their labels, without the marks of emphasis."""
    return _EMPHASIS.sub(r"\2", spoken(text, pack.forms)).strip()


def _name(person: str) -> str:
    name = say(f"role.{person}")
    return name[:1].upper() + name[1:]
