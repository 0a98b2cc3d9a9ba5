"""What a programme's surveys say together: counts and medians, each with how many they are from.

Nothing is told from fewer than five answers, and answers are counted five at a time, so that nobody's can be worked
out from how the numbers changed when they came. Scales are steps, not measures: their middle is the median, and no
mean is made of them, much less a mean of means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar

from mentorbook.content.specs import FieldSpec, Pack
from mentorbook.programme.record import Programme
from mentorbook.programme.signals import SURVEY
from mentorbook.programme.survey import FORM, OWN, QUOTE, SKILLS, TOGETHER, WORDS
from mentorbook.store.signals import Signals
from mentorbook.store.slots import Link
from mentorbook.workbook.paths import PEOPLE

if TYPE_CHECKING:
    from pandas import DataFrame

FEWEST = TOGETHER
ROLE = "role"
SCALES = ("scale5", "scale10")
COLUMNS = ("question", "kind", "from", "answer", "count", "n")
Facts = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Numbers:
    """Answers of some people to one question.

    Attributes:
        n: How many they are from; 0 where they are fewer than five, and then the rest is empty.
        counts: Of each option, or step of a scale, how many chose it. Of several that may be chosen, the sum is
            more than `n`.
        median: Of a scale or a number.
    """

    n: int = 0
    counts: tuple[int, ...] = ()
    median: float | None = None


@dataclass(frozen=True)
class Asked:
    """One question: ``scale``, ``choice``, ``multi`` or ``number``.

    `people` holds mentors and mentees apart where both are five at least; else it is empty, as who knows all and one
    part knows the other.
    """

    id: str
    label: str
    kind: str
    options: tuple[str, ...]
    all: Numbers
    people: tuple[tuple[str, Numbers], ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Skill:
    """A skill that people rated at the start and at the end: only who rated both counts (`n`; 0: fewer than five)."""

    id: str
    label: str
    person: str
    n: int = 0
    first: float | None = None
    last: float | None = None
    up: int = 0
    same: int = 0
    down: int = 0


@dataclass(frozen=True)
class Evaluation:
    """All that is told.

    Attributes:
        invited: People who have a workbook in this programme. came: Surveys that were sent.
        counted: Those that the numbers are from; the others wait until they are five.
        words: question → what people wrote and let be quoted, in an order that says nothing; only of questions
            that five wrote to.
    """

    invited: int
    came: int
    counted: int
    asked: tuple[Asked, ...]
    skills: tuple[Skill, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]

    def frame(self) -> DataFrame:
        """The counts as a pandas DataFrame, in the order of `COLUMNS`; what is not told is not in it."""
        import pandas as pd

        return pd.DataFrame(list(self.lines()), columns=list(COLUMNS))

    def skills_frame(self) -> DataFrame:
        """The skills as a pandas DataFrame, one line each: medians then and now, and how many moved."""
        import pandas as pd

        names = ("label", "person", "n", "first", "last", "up", "same", "down")
        told = [skill for skill in self.skills if skill.n]
        return pd.DataFrame([[getattr(skill, name) for name in names] for skill in told], columns=list(names))

    def lines(self) -> Iterator[tuple[str, str, str, str, int, int]]:
        """Every count that is told, in the order of `COLUMNS`; `from` is everybody (""), mentor or mentee."""
        for one in self.asked:
            for who, numbers in (("", one.all), *one.people):
                for option, count in zip(one.options, numbers.counts, strict=False):
                    yield one.label, one.kind, who, option, count, numbers.n


def of(folder: Path, link: Link | str) -> Evaluation:
    """The evaluation of the programme that a facilitator's link opens in the databases of `folder`.

    Raises:
        LinkProblem: It opens none there.
    """
    opens = Link.parse(link.rpartition("programme=")[2]) if isinstance(link, str) else link
    with Programme.open(folder, opens) as programme, Signals(folder) as signals:
        return read(programme, signals)


def read(programme: Programme, signals: Signals) -> Evaluation:
    """The evaluation of a programme."""
    invited = sum(2 for pair in programme.pairs().values() if pair.get("workbook"))
    return evaluate(signals.all(programme.id, SURVEY).values(), programme.pack, invited=invited)


def evaluate(surveys: Iterable[Facts], pack: Pack, *, invited: int = 0) -> Evaluation:
    """What surveys (`mentorbook.programme.survey.made`, with their batch) say together."""
    came = list(surveys)
    batches: dict[Any, list[Facts]] = {}
    for one in came:
        batches.setdefault(one.get("batch"), []).append(one)
    full = [
        some
        for _, some in sorted(batches.items(), key=lambda item: str(item[0]).zfill(9))
        if len(some) >= TOGETHER
    ]
    fields = tuple(pack.forms[FORM].fields()) if FORM in pack.forms else ()
    answers = [[one["answers"] for one in some if isinstance(one.get("answers"), dict)] for some in full]
    return Evaluation(
        invited=invited,
        came=len(came),
        counted=sum(map(len, full)),
        asked=tuple(_asked(spec, answers) for spec in fields if _is_counted(spec)),
        skills=tuple(_skills(pack, full)),
        words=tuple(_words(fields, answers)),
    )


# -- inside


def _counted(
    batches: Iterable[Iterable[T]], enough: Callable[[list[T]], bool] = lambda some: len(some) >= FEWEST
) -> list[T]:
    """What is in batches, as far as each step adds enough: whoever keeps the numbers of before learns of no fewer."""
    found: list[T] = []
    waiting: list[T] = []
    for batch in batches:
        waiting += batch
        if enough(waiting):
            found += waiting
            waiting = []
    return found


def _is_counted(spec: FieldSpec) -> bool:
    return spec.id != QUOTE and (
        spec.type in (*SCALES, "number") or (spec.type in ("choice", "multi") and bool(spec.options))
    )


def _asked(spec: FieldSpec, answers: Sequence[Sequence[Facts]]) -> Asked:
    kind = "scale" if spec.type in SCALES else spec.type
    values = (
        {str(step): step for step in range(spec.low or 1, (spec.high or 5) + 1)} if kind == "scale" else {}
    )
    known: Sequence[Any] = list(values.values()) or [option.id for option in spec.options]
    options = [_step(spec, value) for value in values.values()] or [option.label for option in spec.options]
    given = [[one for one in some if _answered(spec, one, known)] for some in answers]
    return Asked(
        spec.id, spec.label, kind, tuple(options), _numbers(spec, _counted(given), known),
        tuple(_apart(spec, given, known)), spec.unit,
    )  # fmt: skip


def _step(spec: FieldSpec, value: int) -> str:
    option = spec.option(str(value))
    return f"{value}: {option.label}" if option is not None else str(value)


def _answered(spec: FieldSpec, one: Facts, known: Sequence[Any]) -> bool:
    value = one.get(spec.id)
    if spec.type == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if spec.type == "multi":
        return isinstance(value, list) and bool(value)
    return not isinstance(value, bool) and value in known


def _numbers(spec: FieldSpec, given: Sequence[Facts], known: Sequence[Any]) -> Numbers:
    if len(given) < FEWEST:
        return Numbers()
    values = [one[spec.id] for one in given]
    middle = float(median(values)) if spec.type in (*SCALES, "number") else None
    if spec.type == "multi":
        values = [value for several in values for value in set(several)]
    counts = Counter(values) if spec.type != "number" else Counter[Any]()
    return Numbers(len(given), tuple(counts[value] for value in known), middle)


def _apart(
    spec: FieldSpec, given: Sequence[Sequence[Facts]], known: Sequence[Any]
) -> Iterator[tuple[str, Numbers]]:
    """Mentors and mentees apart; nothing where the rest, of whom all together tell, would be too few."""

    def of(person: str, some: Iterable[Facts]) -> list[Facts]:
        return [one for one in some if one.get(ROLE) == person]

    told = _counted(given, lambda some: all(len(of(person, some)) >= FEWEST for person in PEOPLE))
    rest = len(_counted(given)) - sum(len(of(person, told)) for person in PEOPLE)
    if told and spec.id != ROLE and (rest == 0 or rest >= FEWEST):
        for person in PEOPLE:
            yield person, _numbers(spec, of(person, told), known)


def _skills(pack: Pack, batches: Sequence[Sequence[Facts]]) -> Iterator[Skill]:
    for spec in pack.forms[SKILLS].fields() if SKILLS in pack.forms else ():
        if spec.type != "scale5" or spec.who not in PEOPLE:
            continue
        both = _counted(
            [two for one in some if (two := _two((one.get("skills") or {}).get(spec.id)))] for some in batches
        )
        if not both:
            yield Skill(spec.id, spec.label, spec.who)
            continue
        yield Skill(
            spec.id, spec.label, spec.who, len(both),
            float(median(first for first, _ in both)), float(median(last for _, last in both)),
            sum(last > first for first, last in both), sum(last == first for first, last in both),
            sum(last < first for first, last in both),
        )  # fmt: skip


def _two(value: object) -> tuple[int, int] | None:
    match value:
        case [int(first), int(last)] if 1 <= first <= 5 and 1 <= last <= 5:
            return first, last
    return None


def _words(
    fields: Sequence[FieldSpec], answers: Sequence[Sequence[Facts]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for spec in fields:
        found = _counted([text for one in some if (text := _quoted(spec, one))] for some in answers)
        if found:
            yield spec.label, tuple(sorted(found, key=str.casefold))


def _quoted(spec: FieldSpec, one: Facts) -> str:
    """What somebody wrote to a question in words of their own, if it may be quoted."""
    value = one.get(spec.id) if one.get(QUOTE) is True else None
    several = value if isinstance(value, list) else [value]
    texts = [text for text in several if isinstance(text, str) and text.strip()]
    written = [text for text in texts if spec.type in WORDS or text.startswith(OWN)]
    return "; ".join(text.removeprefix(OWN).strip() for text in written)
