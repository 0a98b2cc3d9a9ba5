"""A pack says something of its own about what the pack below has already: the two become one.

What is written is put into the data of the pack below, thing by thing (a field by its id, a week by its number), and
the whole is then read and checked like any other. `Merged` leads every mistake back to the line that made it.
What answers are kept by (a field's type, say) cannot be changed: nobody's answers may lose their meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from mentorbook.content.building import NO_LIST, nearest
from mentorbook.content.reading import Document, Problem
from mentorbook.content.specs import FieldSpec, FormSpec, Journey, Option
from mentorbook.messages import say

Where = tuple[str | int, ...]

FREE = frozenset({"agreement"})
"""Built-in forms that may be replaced, or have fields left out: the pages of all others need what they have."""
FORM_WORDS = frozenset({"id", "title", "intro", "when", "reading", "sections", "rules", "leave_out"})
FIELD_WORDS = frozenset(
    {
        "id",
        "label",
        "help",
        "example",
        "unit",
        "required",
        "options",
        "ends",
        "ready",
        "own",
        "fields",
        "source",
    }
)
SIGNAL_WORDS = frozenset({"id", "text", "source", "kind"})
# How the things in a list are told apart.
_NAMED_BY = {
    "stages": ("id",),
    "signals": ("id",),
    "exits": ("id",),
    "moves": ("leave", "enter"),
    "plans": ("id",),
    "weeks": ("week",),
}


class Merged(Document):
    """A file whose words stand in a whole now: `moved` says from where in the file which part of it came."""

    def __init__(self, document: Document, moved: Mapping[Where, Where]) -> None:
        super().__init__(document.file, document.data)
        self._moved = moved

    def section(self, place: int) -> Where:
        """In the whole, each stands at its own place."""
        return ("sections", place)

    def problem(self, path: Where, message: str, *, key: bool = False) -> Problem:
        """A `Problem` at the place in the file that this place in the whole came from."""
        for depth in range(len(path), 0, -1):
            if path[:depth] in self._moved:
                return super().problem((*self._moved[path[:depth]], *path[depth:]), message, key=key)
        known = path[:1] if path and path[0] in self.data and path[0] != "sections" else ()
        return super().problem(known, message, key=key)


def changed_form(
    under: FormSpec, data: dict[str, Any], document: Document, free: bool, problems: list[Problem]
) -> tuple[dict[str, Any], Merged]:
    """The form `under` with what a file says of it.

    Args:
        data: The file with its shorthands written out.
        free: Whether fields may be left out.
    """
    whole: dict[str, Any] = under.model_dump()
    moved: dict[Where, Where] = {}
    if out := data.get("leave_out"):
        _leave_out(under, whole, out, document, free, problems)
    for key, value in data.items():
        if key not in FormSpec.model_fields and key != "leave_out":
            whole[key] = value  # unknown: said when the whole is read
        elif key not in FORM_WORDS:
            _fixed(whole.get(key), value, (key,), key, document, problems)
        elif key not in ("sections", "rules", "leave_out"):
            whole[key] = value
    given = data.get("rules", [])
    if isinstance(given, list):
        for place, rule in enumerate(given):
            moved["rules", len(whole["rules"])] = ("rules", place)
            whole["rules"] = [*whole["rules"], rule]
    else:
        whole["rules"] = given
    sections = data.get("sections", [])
    if isinstance(sections, list):
        _Sections(whole, moved, document, problems).put(sections)
    else:
        whole["sections"] = sections
    return whole, Merged(document, moved)


def replaced_form(
    under: FormSpec, data: dict[str, Any], document: Document, problems: list[Problem]
) -> dict[str, Any]:
    """A file that takes the place of `under`. The fields in which people accept it come along."""
    old = {field.id: field for field in under.fields()}
    if not isinstance(data.get("sections"), list):
        return data
    for place, section in enumerate(data["sections"]):
        fields = section.get("fields") if isinstance(section, dict) else None
        for number, field in enumerate(fields if isinstance(fields, list) else ()):
            was = old.get(str(field.get("id"))) if isinstance(field, dict) else None
            here: Where = (*document.section(place), "fields", number)
            for key in ("type", "who") if was is not None else ():
                _fixed(getattr(was, key), field.get(key), (*here, key), key, document, problems)
    views = [
        section.model_dump()
        for section in under.sections
        if section.fields and all(field.view_of for field in section.fields)
    ]
    return {"per": under.per, "seen": under.seen, "apart": under.apart, **data} | {
        "sections": [*data["sections"], *views]
    }


def changed_journey(
    under: Journey, data: dict[str, Any], document: Document, problems: list[Problem]
) -> tuple[dict[str, Any], Merged]:
    """The journey `under` with what a file says of it; the arguments are those of `changed_form`."""
    moved: dict[Where, Where] = {}
    whole = _overlaid(under.model_dump(mode="json"), data, (), (), moved, document, problems)
    return whole, Merged(document, moved)


def with_options(
    forms: Mapping[str, FormSpec], lists: Mapping[str, tuple[tuple[Option, ...], tuple[Option, ...]]]
) -> dict[str, FormSpec]:
    """The forms, with the options of a list that now reads otherwise put in wherever it was used.

    Args:
        lists: By name, how a list read before and how it reads now.
    """
    now = dict(lists.values())

    def renewed(field: FieldSpec) -> FieldSpec:
        options = now.get(field.options, field.options)
        columns = tuple(map(renewed, field.fields))
        if options is field.options and columns == field.fields:
            return field
        ends = field.ends
        if ends and field.options and ends == (field.options[0].label, field.options[-1].label):
            ends = (options[0].label, options[-1].label)
        return field.model_copy(update={"options": options, "fields": columns, "ends": ends})

    if not now:
        return dict(forms)
    found = {}
    for name, form in forms.items():
        sections = tuple(
            section.model_copy(update={"fields": tuple(map(renewed, section.fields))})
            for section in form.sections
        )
        parts = {name: getattr(form, name) for name in FormSpec.model_fields}
        found[name] = form if sections == form.sections else FormSpec(**{**parts, "sections": sections})
    return found


def merged_options(before: tuple[Option, ...], now: tuple[Option, ...]) -> tuple[Option, ...]:
    """`before` with the labels of `now`, and what is new there behind. None is taken away: it may be answered."""
    labels = {option.id: option for option in now}
    kept = [labels.pop(option.id, option) for option in before]
    return (*kept, *labels.values())


class _Sections:
    """Puts the sections of a file into those of a form."""

    def __init__(
        self, whole: dict[str, Any], moved: dict[Where, Where], document: Document, problems: list[Problem]
    ) -> None:
        self._whole = [*whole["sections"]]
        self._out = whole
        self._moved, self._document, self._problems = moved, document, problems
        self._fields = {
            field["id"]: (place, number)
            for place, section in enumerate(self._whole)
            for number, field in enumerate(section["fields"])
        }

    def put(self, sections: list[Any]) -> None:
        for number, section in enumerate(sections):
            self._section(section, self._document.section(number))
        self._out["sections"] = self._whole

    def _section(self, given: Any, at: Where) -> None:
        if not isinstance(given, dict) or not isinstance(given.get("fields", []), list):
            self._moved["sections", len(self._whole)] = at
            self._whole.append(given)
            return
        named = [place for place, one in enumerate(self._whole) if one["id"] == given.get("id")]
        new = [
            (number, field)
            for number, field in enumerate(given.get("fields", []))
            if not (isinstance(field, dict) and self._change(field, (*at, "fields", number)))
        ]
        if named:
            place = named[0]
            section = {**self._whole[place], "fields": [*self._whole[place]["fields"]]}
            for key, value in given.items():
                if key != "fields":
                    section[key] = value
                    self._moved["sections", place, key] = (*at, key)
            self._whole[place] = section
        elif new or not given.get("fields"):
            place = len(self._whole)
            self._moved["sections", place] = at
            section = {**given, "fields": []}
            self._whole.append(section)
        else:
            return  # it only names fields that stand elsewhere
        for number, field in new:
            self._moved["sections", place, "fields", len(section["fields"])] = (*at, "fields", number)
            section["fields"].append(field)

    def _change(self, given: dict[str, Any], at: Where) -> bool:
        """Changes the field that is there already; False where it is a new one."""
        found = self._fields.get(str(given.get("id")))
        if found is None:
            return False
        place, number = found
        here: Where = ("sections", place, "fields", number)
        section = self._whole[place]
        changed = self._overlay(section["fields"][number], given, here, at)
        fields = [*section["fields"]]
        fields[number] = changed
        self._whole[place] = {**section, "fields": fields}
        return True

    def _overlay(self, old: dict[str, Any], given: dict[str, Any], here: Where, at: Where) -> dict[str, Any]:
        if here in self._moved:
            self._problems.append(
                self._document.problem((*at, "id"), say("pack.again", word=given.get("id")))
            )
        self._moved[here] = at
        new = dict(old)
        for key, value in given.items():
            if key in FieldSpec.model_fields and key not in FIELD_WORDS:
                _fixed(old.get(key), value, (*at, key), key, self._document, self._problems)
            elif key == "options" and value == NO_LIST:
                continue  # said already
            elif key == "options" and isinstance(value, list | tuple):
                new["options"] = _options(old["options"], value)
                words = [one["label"] for one in old["options"]]
                if (
                    len(words) > 1
                    and "ends" not in given
                    and tuple(old.get("ends") or ()) == (words[0], words[-1])
                ):
                    new["ends"] = None
            elif key == "fields" and isinstance(value, list):
                new["fields"] = self._columns(old["fields"], value, here, at)
            else:
                new[key] = value
        return new

    def _columns(self, old: Any, given: list[Any], here: Where, at: Where) -> list[Any]:
        columns = list(old)
        known = {column["id"]: place for place, column in enumerate(columns)}
        for number, column in enumerate(given):
            theirs: Where = (*at, "fields", number)
            place = known.get(str(column.get("id"))) if isinstance(column, dict) else None
            if place is None:
                self._moved[(*here, "fields", len(columns))] = theirs
                columns.append(column)
            else:
                columns[place] = self._overlay(columns[place], column, (*here, "fields", place), theirs)
        return columns


def _leave_out(
    under: FormSpec, whole: dict[str, Any], out: Any, document: Document, free: bool, problems: list[Problem]
) -> None:
    if not free:
        sentence = say("pack.fixed.form", form=under.id)
        problems.append(document.problem(("leave_out",), sentence, key=True))
        return
    if not isinstance(out, list) or not all(isinstance(name, str) for name in out):
        problems.append(document.problem(("leave_out",), say("pack.list", word="leave_out")))
        return
    there = {field.id: field for field in under.fields()}
    for place, name in enumerate(out):
        field = there.get(name)
        if field is None:
            sentence = say("pack.field", form=under.id, near=nearest(name, list(there)), word=name)
            problems.append(document.problem(("leave_out", place), sentence))
        elif field.view_of:
            problems.append(document.problem(("leave_out", place), say("pack.needed", word=name)))
    gone = frozenset(out)
    sections = [
        {**section, "fields": [field for field in section["fields"] if field["id"] not in gone]}
        for section in whole["sections"]
        if gone.isdisjoint(section["when"])
    ]
    whole["sections"] = [section for section in sections if section["fields"]]
    whole["rules"] = [rule for rule in whole["rules"] if gone.isdisjoint(_rule_fields(rule))]


def _rule_fields(rule: Mapping[str, Any]) -> set[str]:
    names = [rule["field"], rule["than"], rule["after"], rule["before"], *rule["when"]]
    return {name.partition(".")[0] for name in names}


def _options(old: Any, given: list[Any] | tuple[Any, ...]) -> list[Any]:
    """Options as they were, with the labels that are given, and the new ones behind."""
    plain = [one.model_dump() if isinstance(one, BaseModel) else one for one in given]
    labels = {one["id"]: one for one in plain if isinstance(one, dict) and isinstance(one.get("id"), str)}
    kept = [labels.pop(one["id"], one) for one in old]
    odd = [one for one in plain if not (isinstance(one, dict) and isinstance(one.get("id"), str))]
    return [*kept, *labels.values(), *odd]


def _overlaid(
    old: dict[str, Any],
    given: Mapping[str, Any],
    here: Where,
    at: Where,
    moved: dict[Where, Where],
    document: Document,
    problems: list[Problem],
) -> dict[str, Any]:
    """A part of a journey with what is said of it put in."""
    new = dict(old)
    for key, value in given.items():
        if key not in _NAMED_BY or not isinstance(value, list) or not isinstance(old.get(key), list):
            if key == "who" and "kind" in old:
                _fixed(old[key], value, (*at, key), key, document, problems)
            new[key] = value
            moved[(*here, key)] = (*at, key)
            continue
        things = list(old[key])
        names = [_name(thing, key) for thing in things]
        for number, thing in enumerate(value):
            theirs: Where = (*at, key, number)
            name = _name(thing, key)
            place = names.index(name) if name is not None and name in names else len(things)
            mine: Where = (*here, key, place)
            if mine in moved:
                problems.append(
                    document.problem(theirs, say("pack.again", word=" → ".join(map(str, name or ()))))
                )
            moved[mine] = theirs
            if place == len(things):
                things.append(thing)
            else:
                things[place] = _overlaid(things[place], thing, mine, theirs, moved, document, problems)
        new[key] = things
    return new


def _name(thing: Any, key: str) -> tuple[Any, ...] | None:
    return tuple(thing.get(part) for part in _NAMED_BY[key]) if isinstance(thing, Mapping) else None


def _fixed(old: Any, new: Any, at: Where, key: str, document: Document, problems: list[Problem]) -> None:
    """A mistake where something is changed that answers are kept by; saying it again is none."""
    if new is not None and _plain(old) != _plain(new):
        problems.append(document.problem(at, say("pack.fixed", word=key), key=True))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
