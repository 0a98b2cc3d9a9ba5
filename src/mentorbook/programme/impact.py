"""The impact report: the evaluation of a programme as a document, every number with how many answers it is from."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from mentorbook.messages import say
from mentorbook.programme.evaluation import FEWEST, Asked, Evaluation, Numbers, Skill
from mentorbook.programme.record import Programme
from mentorbook.reports.charts import LABEL, Chart
from mentorbook.reports.habits import Habits, one_line
from mentorbook.reports.outline import Answer, Block, Heading, Outline, Part, Said, Table

CHARTED = ("scale", "choice", "multi")


def file_name(programme: Programme, to: str) -> str:
    """What the file is called."""
    bare = re.sub(r"[^\w]+", "-", f"{programme.settings['name']} {say('impact.file')}").strip("-_").lower()
    return f"{bare[:60] or 'impact'}.{to}"


def to_outline(
    programme: Programme, found: Evaluation, habits: Habits, *, made: datetime | None = None
) -> Outline:
    """The report as a document that every writer of `mentorbook.reports` can draw."""
    settings = programme.settings
    day = habits.local(made or datetime.now(UTC)).date().isoformat()
    facts = [(say("impact.came"), str(found.came)), (say("impact.invited"), str(found.invited))]
    if settings["start"] and settings["end"]:
        span = f"{habits.day(settings['start'])} – {habits.day(settings['end'])}"
        facts.insert(0, (say("impact.span"), span))
    draw = _Drawing(found, habits)
    parts = (
        Part("reading", say("impact.reading"), "", tuple(draw.reading())),
        Part("asked", say("impact.asked"), "", tuple(draw.asked())),
        Part("people", say("impact.people"), say("impact.people.why"), tuple(draw.people())),
        Part("skills", say("impact.skills"), say("impact.skills.why"), tuple(draw.skills())),
        Part("words", say("impact.words"), say("impact.words.why", count=FEWEST), tuple(draw.words())),
    )
    return Outline(
        title=say("impact.title"),
        subtitle=one_line(settings["name"]),
        names={},
        facts=tuple(facts),
        made=say("impact.made", day=habits.day(day)),
        language=habits.tag,
        parts=tuple(part for part in parts if part.blocks),
    )


class _Drawing:
    """The blocks of one report."""

    def __init__(self, found: Evaluation, habits: Habits) -> None:
        self.found, self.habits = found, habits

    def reading(self) -> Iterator[Block]:
        """How many there are, and what may be made of it."""
        found = self.found
        yield _line("n", came=found.came, invited=found.invited, counted=found.counted)
        for name in ("few", "median", "self"):
            yield _line(name, count=FEWEST)
        few = [one_line(one.label) for one in found.asked if not one.all.n]
        if few and found.counted:
            yield _line("hidden", count=FEWEST, questions="; ".join(few))

    def asked(self) -> Iterator[Block]:
        """Scales of the same steps share a chart; every other question has its own. The numbers stand below."""
        told = [one for one in self.found.asked if one.all.n]
        steps = dict.fromkeys(one.options for one in told if one.kind == "scale" and len(one.options) <= 5)
        for options in steps:
            some = [one for one in told if one.kind == "scale" and one.options == options]
            yield self._chart(say("impact.scales"), some, options)
            columns = (
                say("impact.question"),
                *(option.partition(":")[0] for option in options),
                say("impact.median"),
                "n",
            )
            rows = tuple(
                (one_line(one.label), *map(str, one.all.counts), self._median(one.all), str(one.all.n))
                for one in some
            )
            yield Table(say("impact.counts"), columns, rows, _shares(len(columns)))
        for one in told:
            if one.kind == "scale" and one.options in steps:
                continue
            middle = (
                " · " + say("impact.median.is", median=self._median(one.all), unit=one.unit)
                if one.all.median is not None
                else ""
            )
            yield Heading(
                2, one_line(one.label), note=say("impact.from", count=one.all.n, median=middle).strip()
            )
            if one.kind in CHARTED:
                yield self._bars(one)

    def people(self) -> Iterator[Block]:
        """Mentors and mentees beside each other, by the medians of scales."""
        rows = tuple(
            (
                one_line(one.label),
                *(cell for _, part in one.people for cell in (self._median(part), str(part.n))),
            )
            for one in self.found.asked
            if one.people and one.kind == "scale"
        )
        if rows:
            mentors, mentees = say("impact.mentors"), say("impact.mentees")
            yield Table(
                say("impact.medians"), (say("impact.question"), mentors, "n", mentees, "n"), rows, _shares(5)
            )

    def skills(self) -> Iterator[Block]:
        """Then and now, of those who rated both."""
        for person in dict.fromkeys(skill.person for skill in self.found.skills):
            some = [skill for skill in self.found.skills if skill.person == person and skill.n]
            if not some:
                continue
            title = say(f"impact.{person}s")
            yield self._moved(title, some)
            names = ("skill", "then", "now", "up", "same", "down")
            rows = tuple(
                (
                    one_line(one.label), self._number(one.first), self._number(one.last),
                    str(one.up), str(one.same), str(one.down), str(one.n),
                )
                for one in some
            )  # fmt: skip
            yield Table(title, (*(say(f"impact.{name}") for name in names), "n"), rows, _shares(7))

    def words(self) -> Iterator[Block]:
        """What people wrote and let be quoted."""
        for label, texts in self.found.words:
            yield Heading(2, one_line(label), note=say("impact.from", count=len(texts), median="").rstrip())
            for text in texts:
                yield Answer("", (Said("", "", text),))

    # -- inside

    def _chart(self, title: str, some: Sequence[Asked], options: tuple[str, ...]) -> Chart:
        told = [
            f"{one_line(one.label)} (n = {one.all.n}): "
            + ", ".join(f"{option} – {count}" for option, count in zip(options, one.all.counts, strict=True))
            for one in some
        ]
        bars = tuple((_label(one.label, one.all.n), one.all.counts) for one in some)
        return Chart("shares", title, f"{title}. {'; '.join(told)}.", bars=bars, series=options)

    def _bars(self, one: Asked) -> Chart:
        title = one_line(one.label)
        told = ", ".join(
            f"{option} – {count}" for option, count in zip(one.options, one.all.counts, strict=True)
        )
        bars = tuple(
            (textwrap.fill(option, LABEL), (count,))
            for option, count in zip(one.options, one.all.counts, strict=True)
        )
        return Chart("bars", say("impact.how_many"), f"{title} (n = {one.all.n}): {told}.", bars=bars)

    def _moved(self, title: str, some: Sequence[Skill]) -> Chart:
        told = [
            f"{one_line(s.label)} (n = {s.n}): {self._number(s.first)} → {self._number(s.last)}" for s in some
        ]
        dots = tuple((_label(s.label, s.n), (("", s.first or 0.0, s.last or 0.0),)) for s in some)
        shown = say("impact.moved", who=title)
        return Chart("dots", shown, f"{shown}. {'; '.join(told)}.", low=1, high=5, dots=dots)

    def _median(self, numbers: Numbers) -> str:
        return self._number(numbers.median)

    def _number(self, value: float | None) -> str:
        return "–" if value is None else self.habits.number(value)


def _line(name: str, **numbers: object) -> Answer:
    return Answer(
        say(f"impact.reading.{name}.label"), (Said("", "", say(f"impact.reading.{name}", **numbers)),)
    )


def _label(label: str, n: int) -> str:
    return textwrap.fill(f"{one_line(label)} (n\u00a0=\u00a0{n})", LABEL)


def _shares(columns: int) -> tuple[float, ...]:
    """The first column is words, the others are numbers."""
    rest = round(0.6 / (columns - 1), 3)
    return (round(1 - rest * (columns - 1), 3), *(rest,) * (columns - 1))
