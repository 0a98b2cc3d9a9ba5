"""What the parts of a pack say of each other: names that must exist, and choices that must fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from mentorbook.content import values
from mentorbook.content.building import nearest
from mentorbook.content.course import Module
from mentorbook.content.reading import Document, Problem
from mentorbook.content.specs import (
    SCALES,
    START,
    Activity,
    FieldSpec,
    FormSpec,
    Journey,
    Prompt,
    Rule,
    RunSheet,
    Stage,
)
from mentorbook.errors import ValueProblem
from mentorbook.messages import say

RESERVED_FORMS = frozenset({"partnership", "talked", "revealed", "signatures", "journey", "course", "pages"})
RESERVED_FIELDS = frozenset({"id", "created", "removed", "mentor", "mentee"})
Where = tuple[str | int, ...]


class Known:
    """The forms, columns, activities and prompts that the parts of a pack may name.

    What could not be read is not known: whoever names it makes no second mistake.

    Args:
        elsewhere: Forms that another pack may bring.
        activities, prompts: Their ids; None: any may be named.
        broken: Forms with mistakes. unread: Of "forms", "options" and "course" those that are not known as a whole.
    """

    def __init__(
        self,
        forms: Mapping[str, FormSpec],
        elsewhere: Iterable[str],
        activities: Iterable[str] | None,
        prompts: Iterable[str] | None,
        *,
        broken: Iterable[str] = (),
        unread: Iterable[str] = (),
    ) -> None:
        self.forms = forms
        self.elsewhere = frozenset(elsewhere)
        self.activities = None if activities is None else tuple(activities)
        self.prompts = None if prompts is None else tuple(prompts)
        self.broken = frozenset(broken)
        self.unread = frozenset(unread)

    def form(self, name: str) -> str | None:
        """None if the form may be named; else a sentence."""
        if name in self.forms or name in self.elsewhere or not self.sure_of(name):
            return None
        names = sorted({*self.forms, *self.elsewhere})
        return say("pack.form", near=nearest(name, names), word=name)

    def point(self, point: str) -> str | None:
        """None if `form`, `form/field`, `form/rows.column` or `form/field=option` exists; else a sentence."""
        name, _, rest = point.partition("/")
        if (missing := self.form(name)) or not rest or name not in self.forms or not self.sure_of(name):
            return missing
        return self.answer(self.forms[name], *rest.partition("=")[::2])

    def answer(self, form: FormSpec, name: str, option: str = "") -> str | None:
        """None if `form` has the field `name` (with that option, where one is named); else a sentence."""
        if not form.has(name):
            return say("pack.field", form=form.id, near=nearest(name, form.names()), word=name)
        field = form.field(name)
        if option and field.option(option) is None and "options" not in self.unread:
            ids = [choice.id for choice in field.options]
            return say("pack.option", field=name, near=nearest(option, ids), word=option)
        return None

    def sure_of(self, form: str) -> bool:
        """Whether all that is said of this form could be read."""
        return form not in self.broken and "forms" not in self.unread


def check_form(form: FormSpec, document: Document, known: Known) -> Iterator[Problem]:
    """What does not fit in a form."""
    if form.id in RESERVED_FORMS:
        yield document.problem(("id",), say("pack.reserved", word=form.id))
    if not any(section.fields for section in form.sections):
        yield document.problem((), say("pack.none_given", word="fields"))
    fields: dict[str, None] = {}
    sections: dict[str, None] = {}
    for place, section in enumerate(form.sections):
        at: Where = document.section(place)
        if section.id in sections:
            yield document.problem(at, say("pack.again", word=section.id))
        sections[section.id] = None
        for name, option in section.when.items():
            if wrong := known.answer(form, name, option):
                yield document.problem((*at, "when", name), wrong)
        for number, field in enumerate(section.fields):
            here = (*at, "fields", number)
            if field.id in fields:
                yield document.problem((*here, "id"), say("pack.again", word=field.id))
            fields[field.id] = None
            yield from _field(form, field, here, document, known)
    for number, rule in enumerate(form.rules):
        yield from _rule(form, rule, ("rules", number), document, known)
    if form.seen_from and (not form.has(form.seen_from) or form.field(form.seen_from).type != "link"):
        yield document.problem(("seen_from",), say("pack.seen_from", word=form.seen_from))
    for name, option in form.shared_when.items():
        if wrong := known.answer(form, name, option):
            yield document.problem(("shared_when", name), wrong)


def check_journey(journey: Journey, document: Document, known: Known) -> Iterator[Problem]:
    """What does not fit in a journey."""
    if not journey.stages:
        yield document.problem(("stages",), say("pack.none_given", word="stages"))
    stages: dict[str, None] = {}
    for number, stage in enumerate(journey.stages):
        here = ("stages", number)
        if stage.id in stages:
            yield document.problem((*here, "id"), say("pack.again", word=stage.id))
        stages[stage.id] = None
        yield from _stage(stage, here, document, known)
    for number, move in enumerate(journey.moves):
        for end in ("leave", "enter"):
            if (name := getattr(move, end)) not in stages:
                sentence = say("pack.stage", near=nearest(name, tuple(stages)), word=name)
                yield document.problem(("moves", number, end), sentence)
    plans: dict[str, None] = {}
    for number, plan in enumerate(journey.plans):
        if plan.id in plans:
            yield document.problem(("plans", number, "id"), say("pack.again", word=plan.id))
        plans[plan.id] = None
        if not plan.weeks:
            yield document.problem(("plans", number, "weeks"), say("pack.none_given", word="weeks"))
        for place, week in enumerate(plan.weeks):
            if any(earlier.week == week.week for earlier in plan.weeks[:place]):
                at = ("plans", number, "weeks", place, "week")
                yield document.problem(at, say("pack.again", word=week.week))


def living(journey: Journey, known: Known) -> Journey:
    """The journey without evidence that a pack above has left out of its form."""
    if all(
        known.point(name) is None
        for stage in journey.stages
        for point in stage.exits
        for name in point.evidence
    ):
        return journey

    def kept(stage: Stage) -> Stage:
        exits = tuple(
            point.model_copy(
                update={"evidence": tuple(name for name in point.evidence if known.point(name) is None)}
            )
            for point in stage.exits
        )
        return stage.model_copy(update={"exits": exits})

    return journey.model_copy(update={"stages": tuple(map(kept, journey.stages))})


def doable(module: Module, known: Known) -> Module:
    """The module without what its exercise asks for, where a pack above has left that out of its form."""
    if module.exercise is None or all(known.point(name) is None for name in module.exercise.fields):
        return module
    there = tuple(name for name in module.exercise.fields if known.point(name) is None)
    return module.model_copy(update={"exercise": module.exercise.model_copy(update={"fields": there})})


def check_prompt(prompt: Prompt, at: Where, document: Document) -> Iterator[Problem]:
    """What does not fit in a prompt."""
    for word in re.findall(r"\{(\w*)\}", prompt.text):
        if word != "goal":
            yield document.problem((*at, "text"), say("pack.brace", word=word))


def check_activity(activity: Activity, document: Document, known: Known) -> Iterator[Problem]:
    """What does not fit in an activity."""
    if known.activities is not None and activity.id not in known.activities:
        near = nearest(activity.id, known.activities)
        yield document.problem((), say("pack.activity.option", near=near, word=activity.id))
    for place, name in enumerate(activity.forms):
        if wrong := known.form(name):
            yield document.problem(("forms", place), wrong)


def check_session(sheet: RunSheet, document: Document, known: Known) -> Iterator[Problem]:
    """What does not fit in a run sheet."""
    if not sheet.segments:
        yield document.problem((), say("pack.none_given", word="segments"))
    seen: dict[str, None] = {}
    for place, segment in enumerate(sheet.segments):
        at: Where = ("segments", place)
        if segment.id in seen:
            yield document.problem((*at, "id"), say("pack.again", word=segment.id))
        seen[segment.id] = None
        chosen = segment.response in ("choice", "multi")
        if chosen and len(segment.options) < 2:
            yield document.problem((*at, "response"), say("pack.session.options"))
        if segment.options and segment.response not in ("choice", "multi", "scale5", "scale10"):
            yield document.problem((*at, "options"), say("pack.session.no_options"))
        if not chosen and (points := [o.id for o in segment.options if not _point(segment.response, o.id)]):
            yield document.problem((*at, "options"), say("pack.session.point", word=points[0]))
        if segment.keeps and (wrong := known.point(segment.keeps)):
            yield document.problem((*at, "keeps"), wrong)


def _point(response: str, name: str) -> bool:
    low, high = SCALES.get(response, (1, 10))
    return name.isdigit() and low <= int(name) <= high


def _stage(stage: Stage, at: Where, document: Document, known: Known) -> Iterator[Problem]:
    for place, name in enumerate(stage.forms):
        if wrong := known.form(name):
            yield document.problem((*at, "forms", place), wrong)
    for place, name in enumerate(stage.activities):
        if known.activities is not None and name not in known.activities:
            sentence = say("pack.activity", near=nearest(name, known.activities), word=name)
            yield document.problem((*at, "activities", place), sentence)
    for place, name in enumerate(stage.prompts):
        if known.prompts is not None and name not in known.prompts:
            sentence = say("pack.prompt", near=nearest(name, known.prompts), word=name)
            yield document.problem((*at, "prompts", place), sentence)
    ids: dict[str, None] = {}
    points = [("signals", place, signal.id) for place, signal in enumerate(stage.signals)]
    points += [("exits", place, point.id) for place, point in enumerate(stage.exits)]
    for kind, place, name in points:
        if name in ids:
            yield document.problem((*at, kind, place, "id"), say("pack.again", word=name))
        ids[name] = None
    for place, point in enumerate(stage.exits):
        for number, evidence in enumerate(point.evidence):
            if wrong := known.point(evidence):
                yield document.problem((*at, "exits", place, "evidence", number), wrong)


def _field(
    form: FormSpec, field: FieldSpec, at: Where, document: Document, known: Known
) -> Iterator[Problem]:
    """What does not fit in a field or in one of its columns."""
    if field.id in RESERVED_FIELDS:
        yield document.problem((*at, "id"), say("pack.reserved", word=field.id))
    for place, old in enumerate(field.was):
        beside = form.columns_beside(field) or tuple(form.fields())
        if any(other.id == old for other in beside):
            yield document.problem((*at, "was", place), say("pack.again", word=old))
    if field.who == "author" and form.per != "many":
        yield document.problem((*at, "who"), say("pack.author"))
    for key, sentence, misplaced in _mismatches(field):
        yield document.problem((*at, key), sentence, key=misplaced)
    if field.type == "link":
        yield from _link(form, field, at, document, known)
    if field.becomes:
        yield from _becomes(form, field, at, document, known)
    if field.unit_from and not _unit(form, field, at):
        yield document.problem((*at, "unit_from"), say("pack.unit_from", word=field.unit_from))
    numbers = {column.id for column in field.fields if column.type == "number"}
    if field.type == "rows" and field.order and field.order not in numbers:
        yield document.problem((*at, "order"), say("pack.order", word=field.order))
    if field.one_for and field.one_for != "signals":
        if wrong := known.form(field.one_for):
            yield document.problem((*at, "one_for"), wrong)
        elif field.one_for in known.forms and known.forms[field.one_for].per != "many":
            yield document.problem((*at, "one_for"), say("pack.link", word=field.one_for))
    yield from _ready(form, field, at, document, known)
    columns: dict[str, None] = {}
    for number, column in enumerate(field.fields):
        here = (*at, "fields", number)
        if column.id in columns:
            yield document.problem((*here, "id"), say("pack.again", word=column.id))
        columns[column.id] = None
        if column.type == "rows":
            yield document.problem((*here, "type"), say("pack.nested"))
            continue
        yield from _field(form, column, here, document, known)


def _ready(
    form: FormSpec, field: FieldSpec, at: Where, document: Document, known: Known
) -> Iterator[Problem]:
    """What does not fit in the rows to start from: they hold what may be written in the columns."""
    for number, ready in enumerate(field.ready):
        for name, value in ready.row.items():
            here = (*at, "ready", number, "row", name)
            if wrong := known.answer(form, f"{field.id}.{name}"):
                yield document.problem(here, wrong, key=True)
                continue
            if field.column(name).options and "options" in known.unread:
                continue
            try:
                values.check(field.column(name), value)
            except ValueProblem as problem:
                yield document.problem(here, say("pack.unfit", word=name, reason=str(problem)))


def _mismatches(field: FieldSpec) -> Iterator[tuple[str, str, bool]]:
    """Keys that are missing for the type of the field, or (True) that mean nothing there."""
    choosing = field.type in ("choice", "multi")
    scale = field.type in ("scale5", "scale10")
    if choosing and not (field.options or field.options_from):
        yield "type", say("pack.needs", word="options", type=field.type), False
    if field.type == "rows" and not field.fields:
        yield "type", say("pack.needs", word="fields", type=field.type), False
    if field.type == "link" and not field.targets:
        yield "type", say("pack.needs", word="link", type=field.type), False
    allowed = {
        "options": choosing or scale,
        "options_from": choosing,
        "own": choosing,
        "fields": field.type == "rows",
        "link": field.type == "link",
        "ends": scale,
        "unit": field.type == "number",
        "unit_from": field.type == "number",
        "either": field.who == "author",
        "one_for": field.type == "rows",
        "ready": field.type == "rows",
        "order": field.type == "rows",
    }
    for key, fits in allowed.items():
        if getattr(field, key) and not fits:
            yield key, say("pack.misplaced", type=field.type, word=key), True
    if field.low is not None and field.high is not None and field.low > field.high:
        yield "low", say("pack.low"), False


def _link(form: FormSpec, field: FieldSpec, at: Where, document: Document, known: Known) -> Iterator[Problem]:
    beside = {other.id for other in form.fields() if other.type == "rows"}
    for part in (part.strip() for part in field.link.split(",")):
        name, _, condition = part.partition("?")
        if name in beside or not part:
            continue
        if wrong := known.form(name):
            yield document.problem((*at, "link"), wrong)
        elif name in known.forms and known.forms[name].per != "many":
            yield document.problem((*at, "link"), say("pack.link", word=name))
        elif name not in known.forms or not condition or not known.sure_of(name):
            continue
        elif wrong := known.answer(known.forms[name], *condition.partition("=")[::2]):
            yield document.problem((*at, "link"), wrong)


def _becomes(
    form: FormSpec, field: FieldSpec, at: Where, document: Document, known: Known
) -> Iterator[Problem]:
    if wrong := known.form(field.becomes):
        yield document.problem((*at, "becomes"), wrong)
        return
    for target, own in field.carries.items():
        wrong = known.answer(form, own)
        if wrong is None and field.becomes in known.forms and known.sure_of(field.becomes):
            wrong = known.answer(known.forms[field.becomes], target)
        if wrong:
            yield document.problem((*at, "carries", target), wrong)


def _unit(form: FormSpec, field: FieldSpec, at: Where) -> bool:
    """Whether the column that `unit_from` names exists beside the field."""
    beside = form.columns_beside(field) or tuple(form.fields())
    name, _, further = field.unit_from.partition(".")
    found = next((other for other in beside if other.id == name), None)
    if found is None or not further:
        return found is not None
    return any(form.has(f"{target}.{further}") for target in found.targets)


def _rule(form: FormSpec, rule: Rule, at: Where, document: Document, known: Known) -> Iterator[Problem]:
    for key in ("field", "than", "after", "before"):
        name = getattr(rule, key)
        if name == START and rule.kind == "between" and key in ("after", "before"):
            continue
        if name and (wrong := known.answer(form, name)):
            yield document.problem((*at, key), wrong)
    for name, options in rule.when.items():
        for option in options:
            if wrong := known.answer(form, name, option):
                yield document.problem((*at, "when", name), wrong)
    needed = {
        "differ": bool(rule.than),
        "between": bool(rule.after or rule.before),
        "asks": bool(rule.when),
        "most": bool(rule.when) and rule.most is not None,
    }
    if not needed[rule.kind]:
        words = {"differ": "than", "between": "after", "asks": "when", "most": "when, most"}
        yield document.problem(at, say("pack.needs", word=words[rule.kind], type=rule.kind))
