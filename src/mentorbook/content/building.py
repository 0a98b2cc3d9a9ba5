"""From a file as it was read to a spec: shorthands written out, and each mistake put into a sentence.

Shorthands of the files: options as a map from id to label, or the name of a shared list; a section's id
taken from its title; a form with one nameless section may give `fields` at once; a key with nothing
behind it is as good as absent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from mentorbook.content.course import Answer, Choice, Exercise, Item, Module, Question, RolePlay, Scene
from mentorbook.content.reading import LONGEST_WORD, Document, Problem
from mentorbook.content.specs import (
    Exit,
    FieldSpec,
    FormSection,
    FormSpec,
    Journey,
    Move,
    Option,
    Plan,
    Prompt,
    PromptGroup,
    ReadyRow,
    Rule,
    Segment,
    Signal,
    Stage,
    Week,
)
from mentorbook.messages import say

Options = Mapping[str, tuple[Option, ...]]
Spec = TypeVar("Spec", bound=BaseModel)

# What stands in a list of this name, to tell which words may be written there.
_INSIDE: dict[str, type[BaseModel]] = {
    "sections": FormSection,
    "fields": FieldSpec,
    "options": Option,
    "rules": Rule,
    "stages": Stage,
    "signals": Signal,
    "exits": Exit,
    "moves": Move,
    "plans": Plan,
    "weeks": Week,
    "groups": PromptGroup,
    "prompts": Prompt,
    "segments": Segment,
    "ready": ReadyRow,
    "objectives": Item,
    "points": Item,
    "notes": Item,
    "exercise": Exercise,
    "questions": Question,
    "play": RolePlay,
    "scenes": Scene,
    "choices": Choice,
}
_INSIDE_MODULE: dict[str, type[BaseModel]] = {**_INSIDE, "options": Answer}
_SENTENCES = {
    "string_type": "pack.text",
    "string_too_short": "pack.blank",
    "string_too_long": "pack.id",
    "string_pattern_mismatch": "pack.id",
    "int_type": "pack.whole",
    "int_parsing": "pack.whole",
    "int_from_float": "pack.whole",
    "greater_than_equal": "pack.whole",
    "bool_type": "pack.truth",
    "bool_parsing": "pack.truth",
    "tuple_type": "pack.list",
    "dict_type": "pack.group",
    "model_type": "pack.group",
    "model_attributes_type": "pack.group",
}

NO_LIST = [{"id": "?", "label": "?"}]
"""In place of a list of options that is not there: named once, not a second time as a choice without options."""


def build(spec: type[Spec], data: Any, document: Document, problems: list[Problem]) -> Spec | None:
    """`data` as a `spec`; None, with what is wrong added to `problems`, where it does not fit."""
    try:
        return spec.model_validate(data)
    except ValidationError as error:
        mistakes = cast("list[dict[str, Any]]", error.errors(include_url=False))
        meant = {(*mistake["loc"][:-1], _meant(spec, mistake)) for mistake in mistakes}
        for mistake in mistakes:
            if mistake["type"] != "missing" or mistake["loc"] not in meant:
                problems.append(_mistake(spec, mistake, document))
    return None


def form_data(document: Document, shared: Options | None, problems: list[Problem]) -> dict[str, Any]:
    """A form's file with its shorthands written out.

    Args:
        shared: The lists of options by name; None where they could not be read: then any may be named.
    """
    data: dict[str, Any] = _given(document.data)
    if "fields" in data:
        first = {"id": str(data.get("id", "")).replace("_", "-")[:64], "fields": data.pop("fields")}
        more = data.get("sections", [])
        data["sections"] = [first, *more] if isinstance(more, list) else more
    if isinstance(data.get("sections"), list):
        data["sections"] = [
            _section(section, document.section(place), document, shared, problems)
            for place, section in enumerate(data["sections"])
        ]
    if isinstance(data.get("rules"), list):
        data["rules"] = [_given(rule) for rule in data["rules"]]
    return data


def journey_data(document: Document) -> dict[str, Any]:
    """A journey's file without its empty keys."""
    data: dict[str, Any] = _given(document.data)
    for name, inside in (("stages", ("signals", "exits")), ("moves", ()), ("plans", ("weeks",))):
        data = _with_given(data, name)
        if isinstance(data.get(name), list):
            data[name] = [_with_given(part, *inside) for part in data[name]]
    return data


def session_data(document: Document) -> dict[str, Any]:
    """A run sheet's file without its empty keys, its options written out."""
    data: dict[str, Any] = _with_given(_given(document.data), "segments")
    if isinstance(data.get("segments"), list):
        data["segments"] = [
            {**part, "options": option_list(part["options"])}
            if isinstance(part, dict) and isinstance(part.get("options"), dict)
            else part
            for part in data["segments"]
        ]
    return data


def prompts_data(document: Document) -> dict[str, Any]:
    """The file of prompts without its empty keys."""
    data: dict[str, Any] = _with_given(_given(document.data), "groups")
    if isinstance(data.get("groups"), list):
        data["groups"] = [_with_given(group, "prompts") for group in data["groups"]]
    return data


def module_data(document: Document) -> dict[str, Any]:
    """A module's file with its shorthands written out: objectives, points and notes by id."""
    data: dict[str, Any] = _given(document.data)
    for name in ("objectives", "points", "notes"):
        if isinstance(data.get(name), dict):
            data[name] = [{"id": key, "text": text} for key, text in data[name].items()]
    data = _with_given(data, "questions")
    if isinstance(data.get("questions"), list):
        data["questions"] = [_with_given(question, "options") for question in data["questions"]]
    if isinstance(data.get("play"), dict):
        data["play"] = play = _with_given(data["play"], "scenes")
        if isinstance(play.get("scenes"), list):
            play["scenes"] = [_with_given(scene, "choices") for scene in play["scenes"]]
    for name in ("exercise", "timing"):
        data = {**data, name: _given(data[name])} if name in data else data
    return data


def named_data(name: str, data: Any) -> Any:
    """One entry of a file that maps ids to entries, with its id put in."""
    return {**_given(data), "id": name} if isinstance(data, dict) else data


def with_stages(form: FormSpec, journeys: Iterable[Journey]) -> FormSpec:
    """`form` with the stages and signals of `journeys` as options, where its fields ask for them."""
    asked = [field for field in map(form.field, form.names()) if field.options_from in ("stages", "signals")]
    if not asked:
        return form
    stages: dict[str, Option] = {}
    signals: dict[str, Option] = {}
    for stage in (stage for journey in journeys for stage in journey.stages):
        stages.setdefault(stage.id, Option(id=stage.id, label=stage.title))
        for signal in stage.signals:
            one = Option(id=f"{stage.id}/{signal.id}", label=signal.text)
            signals.setdefault(one.id, one)
    offered = {"stages": tuple(stages.values()), "signals": tuple(signals.values())}

    def filled(field: FieldSpec) -> FieldSpec:
        columns = tuple(filled(column) for column in field.fields)
        options = offered.get(field.options_from or "", field.options)
        return field.model_copy(update={"options": options, "fields": columns})

    sections = tuple(
        section.model_copy(update={"fields": tuple(filled(field) for field in section.fields)})
        for section in form.sections
    )
    return FormSpec(**{**{name: getattr(form, name) for name in FormSpec.model_fields}, "sections": sections})


def option_list(data: Any) -> list[dict[str, Any]] | Any:
    """Options as a list, from a map of ids and labels; anything else as it is."""
    return [{"id": key, "label": label} for key, label in data.items()] if isinstance(data, dict) else data


def nearest(word: str, words: Sequence[str], *, listing: bool = True) -> str:
    """ "Did you mean …?" where a word is near; else (if `listing`) the words to choose from."""
    near = get_close_matches(word, words, n=1, cutoff=0.6) if len(word) <= LONGEST_WORD else []
    if near:
        return say("pack.near", near=near[0])
    if not words or not listing:
        return ""
    return say("pack.words", words=", ".join(words[:20]) + (", …" if len(words) > 20 else ""))


def slug(title: str) -> str:
    """An id from a title: "How I will know" → "how-i-will-know"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:64]


def _given(data: Any) -> Any:
    """A plain copy of a map, without keys that have nothing behind them."""
    return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


def _with_given(data: Any, *lists: str) -> Any:
    """A plain copy of a map, whose `lists` hold plain copies too."""
    data = _given(data)
    for name in lists if isinstance(data, dict) else ():
        if isinstance(data.get(name), list):
            data[name] = [_given(part) for part in data[name]]
    return data


def _section(
    data: Any, at: tuple[str | int, ...], document: Document, shared: Options | None, problems: list[Problem]
) -> Any:
    data = _given(data)
    if not isinstance(data, dict):
        return data
    if "id" not in data and isinstance(data.get("title"), str):
        data["id"] = slug(data["title"])
    return _with_fields(data, at, document, shared, problems)


def _with_fields(
    data: dict[str, Any],
    at: tuple[str | int, ...],
    document: Document,
    shared: Options | None,
    problems: list[Problem],
) -> dict[str, Any]:
    """`data` with the shorthands of its fields (and of their columns) written out."""
    if not isinstance(data.get("fields"), list):
        return data
    fields: list[Any] = []
    for place, given in enumerate(data["fields"]):
        field = _given(given)
        if isinstance(field, dict):
            here = (*at, "fields", place)
            if "options" in field:
                field["options"] = _options(field["options"], (*here, "options"), document, shared, problems)
            field = _with_fields(field, here, document, shared, problems)
        fields.append(field)
    return {**data, "fields": fields}


def _options(
    given: Any, at: tuple[str | int, ...], document: Document, shared: Options | None, problems: list[Problem]
) -> Any:
    if not isinstance(given, str):
        return option_list(given)
    if shared is None:
        return NO_LIST
    if given in shared:
        return shared[given]
    near = nearest(given, sorted(shared))
    problems.append(document.problem(at, say("pack.options", near=near, word=given)))
    return NO_LIST


def _mistake(spec: type[BaseModel], mistake: dict[str, Any], document: Document) -> Problem:
    """One of pydantic's errors as a sentence, at its place in the file."""
    place: tuple[str | int, ...] = mistake["loc"]
    kind, typed = mistake["type"], mistake.get("input")
    word = str(next((step for step in reversed(place) if isinstance(step, str)), ""))
    at = place
    if place[:1] == ("sections",) and len(place) > 1 and isinstance(place[1], int):
        at = (*document.section(place[1]), *place[2:])
    if kind == "missing":
        return document.problem(at[:-1], say("pack.missing", word=word))
    if kind == "extra_forbidden":
        return document.problem(
            at, say("pack.unknown", near=nearest(word, _words(spec, place)), word=word), key=True
        )
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(mistake["ctx"]["expected"]))
        return document.problem(at, say("pack.word", word=word, near=nearest(str(typed), words), typed=typed))
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return document.problem(at, say("pack.unfit", word=word, reason=mistake["msg"]))
    return document.problem(at, say(sentence, word=word))


def _meant(spec: type[BaseModel], mistake: dict[str, Any]) -> str:
    """The key that a misspelt one stands for, which then is not missing as well; else ""."""
    if mistake["type"] != "extra_forbidden" or len(str(mistake["loc"][-1])) > LONGEST_WORD:
        return ""
    return next(iter(get_close_matches(str(mistake["loc"][-1]), _words(spec, mistake["loc"]), n=1)), "")


def _words(spec: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    """The keys that may be written where the last step of `place` stands."""
    inside = _INSIDE_MODULE if spec is Module else _INSIDE
    lists = [step for step in place[:-1] if isinstance(step, str) and step in inside]
    names = list((inside[lists[-1]] if lists else spec).model_fields)
    return [*names, "fields"] if spec is FormSpec and not lists else names
