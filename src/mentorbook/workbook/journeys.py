"""Where a pair stands on its journey, and what it has to show for it. Nothing here writes.

A pair stands where its last decision put it (``stage_checks/decision``), else where it last ticked an exit
point, else at the first stage. Any stage may follow any other. The same rules for the page:
``widgets/common/journey.js``; both are held to ``tests/journeys/cases.json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from mentorbook.content.specs import Exit, FieldSpec, FormSpec, Journey, Stage
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.paths import JOURNEY, PEOPLE

CHECKS = "stage_checks"
NEEDED = ("yes", "sign")


class Decision(NamedTuple):
    """What a pair decided: stay, move, back, new-goal or close; `to` a stage, where they named one."""

    what: str
    to: str | None
    at: str


@dataclass(frozen=True)
class Standing:
    """Where a pair stands.

    Attributes:
        stage: The id of the stage. since: When they came to it (UTC, ISO 8601); "" where nobody said.
        left: The other stages that lie behind them, or that they have been in, each with when they left it
            ("" where nobody said).
    """

    stage: str
    since: str = ""
    left: Mapping[str, str] = field(default_factory=dict)


def standing(book: Workbook, *, viewer: str = "pair") -> Standing | None:
    """Where the pair stands; None where it has chosen no journey."""
    journey = book.journey
    if journey is None or not journey.stages:
        return None
    chosen = book.versions("partnership/journey")
    ticked = {stage.id: ticks(book, stage, viewer=viewer) for stage in journey.stages}
    found = decisions(book, viewer=viewer)
    return stand(journey, decisions=found, ticked=ticked, chosen=chosen[0].at if chosen else "")


def stand(
    journey: Journey,
    *,
    decisions: Iterable[Decision],
    ticked: Mapping[str, Mapping[str, str]],
    chosen: str = "",
) -> Standing:
    """Where these decisions and ticks put a pair.

    Args:
        ticked: When each exit point was ticked, by stage and point.
        chosen: When the pair chose this journey: a decision before that counts if it names a stage of it.
    """
    order = [stage.id for stage in journey.stages]
    now, since = by_exits(journey, ticked), ""
    left: dict[str, str] = {}
    first = True
    for one in sorted(decisions, key=lambda decision: decision.at):
        if one.to not in order if one.to else one.at < chosen:
            continue  # made on another journey
        if first:
            earlier = {
                s: {point: at for point, at in points.items() if at <= one.at} for s, points in ticked.items()
            }
            now, first = by_exits(journey, earlier), False
        to = one.to or _target(journey, now, one.what)
        if to != now:
            left[now], since = one.at, one.at
        now = to
    for stage in order[: order.index(now)]:
        left.setdefault(stage, max(ticked.get(stage, {}).values(), default=""))
    left.pop(now, None)
    return Standing(now, since, left)


def by_exits(journey: Journey, ticked: Mapping[str, Mapping[str, str]]) -> str:
    """The stage of the exit point that was ticked last; once all of its points are ticked, the one after."""
    order = [stage.id for stage in journey.stages]
    last = max(
        ((at, order.index(stage)) for stage, points in ticked.items() for at in points.values()), default=None
    )
    if last is None:
        return order[0]
    stage = journey.stages[last[1]]
    through = all(point.id in ticked[stage.id] for point in stage.exits)
    return onward(journey, stage.id) if through else stage.id


def onward(journey: Journey, stage: str) -> str:
    """The stage that comes after: by the first of the moves that leads on, else the next one of all."""
    return _along(journey, stage, forward=True)


def _along(journey: Journey, stage: str, *, forward: bool) -> str:
    order = [one.id for one in journey.stages]
    at = order.index(stage)
    for move in journey.moves:
        if move.leave == stage and (order.index(move.enter) > at) == forward:
            return move.enter
    return order[min(at + 1, len(order) - 1)] if forward else order[max(at - 1, 0)]


def _target(journey: Journey, now: str, what: str) -> str:
    """Where a decision that names no stage leads."""
    match what:
        case "move":
            return onward(journey, now)
        case "back":
            return _along(journey, now, forward=False)
        case "close":
            return journey.stages[-1].id
    return now


# --- read from a workbook


def decisions(book: Workbook, *, viewer: str = "pair") -> Iterator[Decision]:
    """Every decision of the stage checks."""
    if CHECKS not in book.pack.forms:
        return
    for row in book.row_ids(CHECKS, viewer=viewer):
        made = book.versions(f"{CHECKS}/{row}/decision", viewer=viewer)
        if made and made[0].value:
            to = book.versions(f"{CHECKS}/{row}/to_stage", viewer=viewer)
            at = max([made[0].at, *(version.at for version in to[:1])])
            yield Decision(str(made[0].value), str(to[0].value) if to and to[0].value else None, at)


def ticks(book: Workbook, stage: Stage, *, viewer: str = "pair") -> dict[str, str]:
    """The exit points of a stage that the pair has ticked, with when."""
    found = {}
    for point in stage.exits:
        said = book.versions(f"{JOURNEY}/{stage.id}/{point.id}", viewer=viewer)
        if said and said[0].value is True:
            found[point.id] = said[0].at
    return found


def start(book: Workbook, *, viewer: str = "pair") -> date | None:
    """The day that weeks are counted from: as agreed, else of the first meeting held, else as created with."""
    agreed = None
    if "agreement" in book.pack.forms and book.pack.forms["agreement"].has("start_date"):
        agreed = book.get("agreement/start_date", viewer=viewer)
        if book.differing(book.place("agreement/start_date"), viewer=viewer) is not None:
            agreed = None
    held = None
    if "meetings" in book.pack.forms:
        held = min((m["date"] for m in book.rows("meetings", viewer=viewer) if _held(m)), default=None)
    day = agreed or held or book.get("partnership/start", viewer=viewer)
    try:
        return date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None


def _held(meeting: Mapping[str, Any]) -> bool:
    return meeting.get("status") == "held" and isinstance(meeting.get("date"), str)


def week(book: Workbook, day: date, *, viewer: str = "pair") -> int | None:
    """The week of the journey that `day` lies in, from 1; None before it starts, or where there is no start."""
    first = start(book, viewer=viewer)
    return None if first is None or day < first else (day - first).days // 7 + 1


# --- evidence


def met(book: Workbook, point: Exit) -> bool:
    """Whether what an exit point names is there, in what both may see."""
    forms: dict[str, list[str]] = {}
    for name in point.evidence:
        form, _, rest = name.partition("/")
        forms.setdefault(form, []).append(rest)
    return bool(forms) and all(
        name in book.pack.forms and _shows(book, book.pack.forms[name], wanted, point)
        for name, wanted in forms.items()
    )


def _shows(book: Workbook, form: FormSpec, wanted: list[str], point: Exit) -> bool:
    if form.per != "many":
        return all(_holds(book, form, form.id, name) for name in wanted)
    rows = book.row_ids(form.id)
    good = [row for row in rows if all(_holds(book, form, f"{form.id}/{row}", name) for name in wanted)]
    if point.every:
        return bool(rows) and len(good) == len(rows)
    if form.by != "person":
        return len(good) >= point.least
    authors = [book.author(f"{form.id}/{row}") for row in good]
    return all(authors.count(person) >= point.least for person in PEOPLE)


def _holds(book: Workbook, form: FormSpec, base: str, name: str) -> bool:
    """Whether a form, or what it says at `name` (a field, ``rows.column``, ``field=option``), is complete."""
    if not name:
        return all(
            _holds(book, form, base, spec.id)
            for section in form.sections
            if all(_chosen(book, form, base, name, wanted) for name, wanted in section.when.items())
            for spec in section.fields
            if spec.required in NEEDED
        )
    name, _, option = name.partition("=")
    spec = form.field(name.partition(".")[0])
    column = name.partition(".")[2]
    if form.per != "person" or spec.who == "together":
        return _answered(book, f"{base}/{spec.id}", spec, column, option)
    people = (spec.who,) if spec.who in PEOPLE else PEOPLE
    return all(_answered(book, f"{base}/{one}/{spec.id}", spec, column, option) for one in people)


def _chosen(book: Workbook, form: FormSpec, base: str, name: str, wanted: str) -> bool:
    """Whether an answer that a part of a form hangs on is `wanted`; of either person, where each has theirs."""
    own = form.per == "person" and form.field(name).who != "together"
    paths = [f"{base}/{person}/{name}" for person in PEOPLE] if own else [f"{base}/{name}"]
    return any(book.get(path) == wanted for path in paths if book.known(path))


def _answered(book: Workbook, path: str, spec: FieldSpec, column: str, option: str) -> bool:
    if spec.type == "rows":
        rows = book.row_ids(path)
        if column:
            inner = spec.column(column)
            return any(_answered(book, f"{path}/{row}/{column}", inner, "", option) for row in rows)
        form = book.pack.forms.get(spec.one_for)
        wanted = len(book.row_ids(form.id)) if form is not None and form.per == "many" else 1
        return len(rows) >= max(1, wanted)
    place = book.place(path)
    if book.apart_until_in(place) and not book.both_in(place):
        return False
    if place.kind != "apart":
        return _says(book.get(path), option)
    own = book.answers(path)
    if spec.who == "each":
        return all((one := own[person]) is not None and _says(one.value, option) for person in PEOPLE)
    differs = book.differing(place, viewer="pair")
    return _says(book.get(path), option) and (differs is None or book.get(f"talked/{path}") == differs)


def _says(value: Any, option: str) -> bool:
    if option:
        return bool(option in value) if isinstance(value, list) else bool(value == option)
    if isinstance(value, bool):
        return value
    return bool(value.strip()) if isinstance(value, str) else value is not None
