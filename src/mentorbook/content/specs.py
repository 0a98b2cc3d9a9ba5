"""What a form, a journey and a pack are: the specs that content packs are read into (courses: `course`).

Everything here is data and never changes once made. Ids are stable: an id that has shipped is never
renamed. Words that people read (labels, help, intros) come from the pack; nothing here speaks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from mentorbook.content.base import Spec
from mentorbook.content.course import Course, Module
from mentorbook.content.trainers import Trainer
from mentorbook.messages import say

Who = Literal["mentor", "mentee", "each", "together", "author", "facilitator"]
Seen = Literal["shared", "reveal", "private", "author", "facilitator"]
Person = Literal["mentor", "mentee"]
Required = Literal["no", "yes", "sign"]
FieldType = Literal[
    "short", "long", "date", "time", "number", "choice", "multi", "yesno", "scale5", "scale10", "rows", "link"
]
RuleKind = Literal["differ", "between", "asks", "most"]
PEOPLE: tuple[Person, ...] = get_args(Person)
SCALES = {"scale5": (1, 5), "scale10": (1, 10)}
OWN = "own:"
"""What stands before an answer someone wrote themselves in place of an option."""


class Option(Spec):
    """One option of a choice; `id` is what is stored, `label` what people read."""

    id: str = Field(min_length=1)
    label: str = Field(min_length=1)


class ReadyRow(Spec):
    """A row to start from, offered where a `rows` field is empty: column → value, and what it is for."""

    row: dict[str, str | int]
    help: str = ""


class FieldSpec(Spec):
    """One question of a form, or one column of a `rows` field."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)
    label: str = Field(min_length=1)
    help: str = ""
    type: FieldType
    who: Who
    seen: Seen | None = None
    """None: as the form says. Ask the form's `seen_of`."""
    required: Required = "no"
    """When the form counts as complete; never a condition for saving. `sign`: before signing."""
    options: tuple[Option, ...] = ()
    """Of a choice or multi; on a scale the words for its points, with ids "1", "2", …"""
    options_from: Literal["time_zones", "stages", "signals"] | None = None
    """Where the options come from, if not from here. Stages ("building") and their signals
    ("building/h1") are those of every journey of the pack; pages offer those of the pair's own."""
    own: bool = False
    """Besides the options, people may write an answer of their own (stored as "own:…")."""
    unit: str = ""
    unit_from: str = ""
    """A number whose unit people write themselves: the column that holds it (`unit`, or
    `measure.unit`: the column `unit` of the row that the link `measure` points to)."""
    example: str = ""
    """What to write, for the sentence after a mistake ("Write 60.")."""
    low: int | None = None
    high: int | None = None
    ends: tuple[str, str] | None = None
    """The words at the two ends of a scale."""
    link: str = ""
    """Where a link may point: `goals`, `goals?horizon=long`, `measures` (rows beside this one),
    several joined by ", "."""
    fields: tuple[FieldSpec, ...] = ()
    """The columns of a `rows` field."""
    either: bool = False
    """With who=author: the other may answer as well (what the reader found, in an entry the writer made)."""
    one_for: str = ""
    """Of a `rows` field: it has a row for each entry of this form (under the entry's id), or for each of
    the `signals` of a stage."""
    ready: tuple[ReadyRow, ...] = ()
    """Of a `rows` field: rows to start from."""
    order: str = ""
    """Of a `rows` field: the number among its columns by which its rows stand in order, those without one last."""
    becomes: str = ""
    """The answer is stored as a row of this form, under the id of the row it was written in. Of a `rows`
    field: each of its rows is a row of this form."""
    carries: dict[str, str] = Field(default_factory=dict)
    """With `becomes`: field of that row → field of this form that stands for it."""
    view_of: Literal["", "signed", "signed_on"] = ""
    """A view of the signature of the person in `who` (whether, and on which day); never stored."""
    was: tuple[str, ...] = ()
    """Ids under which older packs kept this field: answers written then are read from there."""
    source: str = ""

    @model_validator(mode="before")
    @classmethod
    def _scale(cls, data: Any) -> Any:
        """A scale brings its own range, and its ends where every point has a word."""
        if not isinstance(data, dict) or data.get("type") not in list(SCALES):
            return data
        low, high = SCALES[data["type"]]
        filled = {**data, "low": low, "high": high}
        options = data.get("options")
        if not data.get("ends") and isinstance(options, list | tuple) and len(options) > 1:
            ends = [o.get("label") if isinstance(o, dict) else getattr(o, "label", "") for o in options]
            filled["ends"] = (ends[0], ends[-1])
        return filled

    @property
    def shared_text(self) -> bool:
        """Long text that both write at once, merged to the letter."""
        return self.type == "long" and self.who == "together"

    @property
    def targets(self) -> tuple[str, ...]:
        """The names in `link` without their conditions: ("goals",)."""
        return tuple(part.partition("?")[0].strip() for part in self.link.split(",") if part.strip())

    def option(self, value: str) -> Option | None:
        """The option with this id."""
        return next((option for option in self.options if option.id == value), None)

    def column(self, name: str) -> FieldSpec:
        """The column `name` of a `rows` field.

        Raises:
            KeyError: There is none.
        """
        for field in self.fields:
            if field.id == name:
                return field
        raise KeyError(f"{self.id}.{name}")

    def to_json(self, *, seen: Seen, known: Collection[str] | None = None) -> dict[str, Any]:
        """What a browser needs to draw the field; what is empty is left out.

        Args:
            seen: Who sees it where the field does not say.
            known: Where given, links lead only to these forms (and to rows beside the field).
        """
        json: dict[str, Any] = {"id": self.id, "label": self.label, "type": self.type, "who": self.who}
        json["seen"] = self.seen or seen
        json["required"] = self.required
        for name in _PLAIN:
            if value := getattr(self, name):
                json[name] = value
        for name in ("low", "high"):
            if (number := getattr(self, name)) is not None:
                json[name] = number
        if self.options:
            json["options"] = [{"id": option.id, "label": option.label} for option in self.options]
        if self.ends:
            json["ends"] = list(self.ends)
        if self.carries:
            json["carries"] = dict(self.carries)
        if self.ready:
            json["ready"] = [ready.model_dump() for ready in self.ready]
        if self.type == "link":
            parts = [part.strip() for part in self.link.split(",") if part.strip()]
            json["link"] = ", ".join(p for p in parts if known is None or p.partition("?")[0] in known)
        if self.type == "rows":
            json["fields"] = [column.to_json(seen=self.seen or seen, known=known) for column in self.fields]
        return json


# What of a field goes to a browser as it is.
_PLAIN = (
    *("help", "options_from", "own", "either", "unit", "unit_from", "example"),
    *("one_for", "becomes", "view_of"),
)


class FormSection(Spec):
    """A part of a form under one heading."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    title: str = ""
    fields: tuple[FieldSpec, ...] = ()
    when: dict[str, str] = Field(default_factory=dict)
    """Shown only where these fields hold these options: {"variant": "three"}. Empty: always."""


START = "partnership/start"
"""In a rule: the first day of the partnership."""


class Rule(Spec):
    """Advice a form gives about what is written in it. It never refuses anything.

    Kinds: `differ` (`field` is not the same as `than`); `between` (`field` is not before `after` and
    not past `before`; dates, times or numbers, or ``partnership/start`` for the first day); `asks` (`field` is empty while `when` holds);
    `most` (at most `most` entries of the form for which `when` holds).
    A field may be a column (`measures.target`): then each row is looked at by itself, and a second
    field of the same rows is taken from the same row.
    """

    kind: RuleKind
    field: str
    than: str = ""
    after: str = ""
    before: str = ""
    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    most: int | None = None
    message: str = Field(min_length=1)
    """The sentence. {value}, {other}, {after}, {before} and {count} are put in."""

    @field_validator("when", mode="before")
    @classmethod
    def _one_or_more(cls, when: Any) -> Any:
        if not isinstance(when, dict):
            return when
        return {key: (value,) if isinstance(value, str) else value for key, value in when.items()}


class FormSpec(Spec):
    """A form. Its id is also the name of the section of a workbook in which answers are kept."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)
    title: str = Field(min_length=1)
    intro: str = ""
    per: Literal["pair", "person", "many"]
    by: Literal["pair", "person", "facilitator"] = "pair"
    """Of `many`: entries of the pair, or each person's own. `facilitator`: kept by the programme, and no
    part of a pair's workbook."""
    seen: Seen
    seen_from: str = ""
    """The link field through which an entry is seen as what it came from is (a private reflection's
    action is private)."""
    shared_when: dict[str, str] = Field(default_factory=dict)
    """With seen=author: the entry is shared while these fields hold these options; else private."""
    apart: bool = False
    """Both answer everything; the answers stand side by side until the pair settles on one."""
    when: str = ""
    reading: str = ""
    """How to read what both have answered."""
    sections: tuple[FormSection, ...]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def _index(self) -> dict[str, FieldSpec]:
        index: dict[str, FieldSpec] = {}
        for field in self.fields():
            index[field.id] = field
            index.update({f"{field.id}.{column.id}": column for column in field.fields})
        return index

    def fields(self) -> Iterator[FieldSpec]:
        """The top-level fields, in the order of the page."""
        for section in self.sections:
            yield from section.fields

    def field(self, name: str) -> FieldSpec:
        """The field `name`, or the column `rows_field.column`.

        Raises:
            KeyError: There is none.
        """
        return self._index[name]

    def has(self, name: str) -> bool:
        """Whether there is such a field (or `rows_field.column`)."""
        return name in self._index

    def names(self) -> tuple[str, ...]:
        """Every field and column (`rows_field.column`), in the order of the page."""
        return tuple(self._index)

    def columns_beside(self, column: FieldSpec) -> tuple[FieldSpec, ...]:
        """The columns of the `rows` field that has this one; () where it is no column."""
        return next((f.fields for f in self.fields() if any(c is column for c in f.fields)), ())

    def seen_of(self, name: str) -> Seen:
        """Who sees the field or column `name`: what it says, else its rows field, else the form."""
        field = self.field(name)
        parent = self.field(name.partition(".")[0])
        return field.seen or parent.seen or self.seen

    def answers_apart(self, field: FieldSpec) -> bool:
        """Whether both people's answers to `field` are kept side by side under one path."""
        if field.type == "rows" or field.view_of or self.by == "person":
            return False
        return field.who == "each" or (self.apart and field.who == "together" and not field.shared_text)

    def to_json(self, *, known: Collection[str] | None = None) -> dict[str, Any]:
        """The compact dict a browser gets; what is empty is left out.

        Args:
            known: Where given, links lead only to these forms; `Pack.forms_json` gives its own.
        """
        json: dict[str, Any] = {"id": self.id, "title": self.title, "intro": self.intro, "per": self.per}
        json |= {"by": self.by, "seen": self.seen, "apart": self.apart, "when": self.when}
        if self.seen_from:
            json["seen_from"] = self.seen_from
        if self.shared_when:
            json["shared_when"] = dict(self.shared_when)
        if self.reading:
            json["reading"] = self.reading
        json["sections"] = [self._section_json(section, known) for section in self.sections]
        if self.rules:
            json["rules"] = [rule.model_dump(mode="json", exclude_defaults=True) for rule in self.rules]
        return json

    def _section_json(self, section: FormSection, known: Collection[str] | None) -> dict[str, Any]:
        json: dict[str, Any] = {"id": section.id, "title": section.title}
        if section.when:
            json["when"] = dict(section.when)
        beside = {field.id for field in self.fields() if field.type == "rows"}
        near = None if known is None else {*known, *beside}
        json["fields"] = [field.to_json(seen=self.seen, known=near) for field in section.fields]
        return json


class Signal(Spec):
    """Something one person can tick for themselves. `both`: each ticks it separately."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    who: Literal["mentor", "mentee", "both"]
    kind: Literal["here", "ready", "warn"]
    text: str = Field(min_length=1)
    source: tuple[str, ...] = ()


class Exit(Spec):
    """A point of a stage's exit checklist, ticked together.

    `evidence` names forms, fields or options (`agreement/focus_areas`, `moments/kind=celebration`): the
    point can be shown as met when they are complete. Of a form with many entries, what it names has to be
    found in one entry.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    text: str = Field(min_length=1)
    evidence: tuple[str, ...] = ()
    least: int = Field(default=1, ge=1)
    """In so many entries at least; of each person, where entries are a person's own."""
    every: bool = False
    """In every entry, and not only in some."""


class Stage(Spec):
    """One stage of a journey."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    purpose: str = ""
    timing: str = ""
    weeks: tuple[int, int] | None = None
    """From which week to which, counted from 1, where the journey has weeks."""
    task: str = ""
    """The one critical task."""
    active: Literal["mentor", "mentee", "both", "mentor-then-both"] = "both"
    forms: tuple[str, ...] = ()
    """The forms that are due."""
    activities: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    """Questions worth putting to each other here: ids of `Pack.prompts`."""
    signals: tuple[Signal, ...] = ()
    exits: tuple[Exit, ...] = ()
    source: str = ""

    @field_validator("weeks")
    @classmethod
    def _in_order(cls, weeks: tuple[int, int] | None) -> tuple[int, int] | None:
        if weeks is not None and not 1 <= weeks[0] <= weeks[1]:
            raise ValueError(say("pack.stage.weeks"))
        return weeks


class Move(Spec):
    """A way from one stage to another, and when to take it."""

    leave: str
    enter: str
    when: str = ""


class Week(Spec):
    """One meeting of a plan: what it is for, and what to do before, in and after it."""

    week: int = Field(ge=1)
    title: str = Field(min_length=1)
    goal: str = ""
    before: str = ""
    meeting: str = ""
    after: str = ""
    source: str = ""


class Plan(Spec):
    """A track through a journey, meeting by meeting; the pair chooses one, or none."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    weeks: tuple[Week, ...]


class Journey(Spec):
    """A way through a partnership."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    purpose: str = ""
    weeks: int | None = Field(default=None, ge=1)
    length: str = ""
    """The usual length in words."""
    meetings: int | None = Field(default=None, ge=1)
    meetings_least: int | None = Field(default=None, ge=1)
    """With this many held the partnership counts as complete."""
    note: str = ""
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...] = ()
    plans: tuple[Plan, ...] = ()

    def stage(self, name: str) -> Stage:
        """The stage `name`.

        Raises:
            KeyError: There is none.
        """
        for stage in self.stages:
            if stage.id == name:
                return stage
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """The journey as plain JSON, without its sources; what is empty is left out."""
        points = {"__all__": {"source"}}
        inside: Any = {
            "stages": {"__all__": {"source": True, "signals": points}},
            "plans": {"__all__": {"weeks": points}},
        }
        return self.model_dump(mode="json", exclude_defaults=True, exclude=inside)


class Prompt(Spec):
    """A question to put to each other. `{goal}` in it stands for the title of a goal."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    who: Literal["mentor", "mentee", "both"]
    """Who asks it."""
    text: str = Field(min_length=1)
    group: str = ""
    """The heading it stands under."""
    source: str = ""


class Activity(Spec):
    """Something pairs do together besides talking about goals. Its id is an option of the list `activity`."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    title: str = Field(min_length=1)
    suits: str = ""
    """What it is good for."""
    forms: tuple[str, ...] = ()
    """Where it is written down."""
    mentor: str = ""
    mentee: str = ""
    both: str = ""
    """What each does, and what both mind."""
    source: str = ""


Response = Literal["none", "words", "text", "choice", "multi", "scale5", "scale10"]
"""How a room answers: not at all, in a word or two, in sentences, by choosing, on a scale."""
Setting = Literal["plenary", "pair", "alone", "small-group"]


class Segment(Spec):
    """A part of a live session: what the facilitator does, and what everybody is asked meanwhile."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    title: str = Field(min_length=1)
    minutes: int = Field(ge=1)
    setting: Setting
    facilitator: str = ""
    """What the facilitator says and does."""
    prompt: str = Field(min_length=1)
    response: Response = "none"
    options: tuple[Option, ...] = ()
    """Of a choice or multi; on a scale the words for some of its points."""
    keeps: str = ""
    """The form's field (`profile/story`) into which people may copy their own answer."""


class RunSheet(Spec):
    """The plan of a live session, part by part."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    title: str = Field(min_length=1)
    suits: str = ""
    """Whom it is for, and when."""
    before: str = ""
    after: str = ""
    segments: tuple[Segment, ...]

    @property
    def minutes(self) -> int:
        """How long it takes altogether."""
        return sum(segment.minutes for segment in self.segments)


class Term(Spec):
    """One word of the field, and what it means here."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    term: str = Field(min_length=1)
    meaning: str = Field(min_length=1)


class PromptGroup(Spec):
    """Prompts under one heading, as a pack's file has them."""

    title: str = Field(min_length=1)
    prompts: tuple[Prompt, ...]


class Pack(Spec):
    """Everything a folder of content brings, with what it builds on already put in."""

    id: str
    title: str
    language: str
    forms: dict[str, FormSpec] = Field(default_factory=dict)
    journeys: dict[str, Journey] = Field(default_factory=dict)
    prompts: dict[str, Prompt] = Field(default_factory=dict)
    activities: dict[str, Activity] = Field(default_factory=dict)
    glossary: dict[str, Term] = Field(default_factory=dict)
    modules: dict[str, Module] = Field(default_factory=dict)
    courses: dict[str, Course] = Field(default_factory=dict)
    trainers: dict[str, Trainer] = Field(default_factory=dict)
    sessions: dict[str, RunSheet] = Field(default_factory=dict)
    """The run sheets of live sessions."""
    messages: dict[str, str] = Field(default_factory=dict)
    options: dict[str, tuple[Option, ...]] = Field(default_factory=dict)
    """The shared option lists, by name."""
    builds_on: tuple[str, ...] = ()
    """The ids of the packs below, lowest first."""
    elsewhere: tuple[str, ...] = ()
    """Forms that another pack may bring: named in links and journeys, not here yet."""

    def point(self, stage: str, name: str) -> FieldSpec | None:
        """A signal or exit point as the field in which it is ticked; None if there is no such point.

        Journeys that name a stage alike share it.
        """
        return self._points.get(f"{stage}/{name}")

    @cached_property
    def _points(self) -> dict[str, FieldSpec]:
        found: dict[str, FieldSpec] = {}
        for stage in (stage for journey in self.journeys.values() for stage in journey.stages):
            points: tuple[Signal | Exit, ...] = (*stage.signals, *stage.exits)
            for point in points:
                whose = point.who if isinstance(point, Signal) else "together"
                who: Who = "each" if whose == "both" else whose
                field = FieldSpec(id=point.id, label=point.text, type="yesno", who=who)
                found.setdefault(f"{stage.id}/{point.id}", field)
        return found

    @cached_property
    def choice_of_journey(self) -> FieldSpec:
        """The journey that a pair has chosen, as a field."""
        options = tuple(Option(id=journey.id, label=journey.title) for journey in self.journeys.values())
        return FieldSpec(
            id="journey", label=say("journey.choice"), type="choice", who="together", options=options
        )

    @cached_property
    def choice_of_plan(self) -> FieldSpec:
        """The track that a pair follows week by week, as a field; its options are ``journey/plan``."""
        options = tuple(
            Option(id=f"{journey.id}/{plan.id}", label=plan.title)
            for journey in self.journeys.values()
            for plan in journey.plans
        )
        label = say("journey.choice.plan")
        return FieldSpec(id="plan", label=label, type="choice", who="together", options=options)

    def forms_json(self, names: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
        """These forms (all, if left out) for the browser, with links only to forms that are here."""
        wanted = self.forms if names is None else [name for name in names if name in self.forms]
        return {name: self.forms[name].to_json(known=self.forms) for name in wanted}

    def journeys_json(self) -> dict[str, dict[str, Any]]:
        """The journeys for the browser, by id. What is due are only forms that are here."""
        found = {name: journey.to_json() for name, journey in self.journeys.items()}
        for stage in (stage for journey in found.values() for stage in journey["stages"]):
            stage["forms"] = [form for form in stage.get("forms", ()) if form in self.forms]
        return found

    def prompts_json(self, names: Iterable[str] | None = None) -> list[dict[str, str]]:
        """These prompts (all, if left out) for the browser: id, who, text and group, in the order named."""
        wanted = self.prompts if names is None else [name for name in names if name in self.prompts]
        parts = {"id", "who", "text", "group"}
        return [self.prompts[name].model_dump(mode="json", include=parts) for name in wanted]

    def activities_json(self) -> list[dict[str, Any]]:
        """The activities for the browser, in order; `forms` only those that are here."""
        found = []
        for activity in self.activities.values():
            json = activity.model_dump(mode="json", exclude={"source"})
            found.append(json | {"forms": [form for form in activity.forms if form in self.forms]})
        return found
