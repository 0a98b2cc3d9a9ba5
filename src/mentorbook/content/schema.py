"""JSON Schemas of the files of a pack, made from the specs, so that an editor completes and checks while one types.

They know the shorthands that the files may use, and less than `mentorbook check`: what one file says of another is
not theirs to know.
"""

from __future__ import annotations

import ast
import inspect
import json
from copy import deepcopy
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from mentorbook.content.course import Course, Module
from mentorbook.content.loader import PackFile, PromptFile, builtin
from mentorbook.content.specs import Activity, FormSpec, Journey, RunSheet, Term
from mentorbook.content.trainers import Trainer

Schema = dict[str, Any]
FOLDER = ".schema"
DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_LABELS: Schema = {"type": "object", "additionalProperties": {"type": ["string", "number"]}}


@cache
def schemas() -> dict[str, Schema]:
    """A schema for each kind of file, by the name of its own file: ``form.json``."""
    made = {
        "pack": _of(PackFile, loose=False),
        "form": _form(),
        "session": _session(),
        "journey": _changeable(Journey, tuple(builtin().journeys)),
        "prompts": _of(PromptFile, loose=False),
        "options": {"type": "object", "additionalProperties": _LABELS},
        "activities": _by_id(Activity),
        "glossary": _by_id(Term),
        "courses": _by_id(Course),
        "module": _module(),
        "messages": _messages(),
        "trainers": _by_id(Trainer),
    }
    made["prompts"]["$defs"]["Prompt"]["required"] = [
        "id"
    ]  # one that is there already need not be said whole
    return {f"{name}.json": {"$schema": DRAFT, "title": name, **schema} for name, schema in made.items()}


def write(folder: Path) -> list[Path]:
    """Writes the schemas into the folder ``.schema`` of a pack; those that are there are brought up to date."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    written = []
    for name, schema in schemas().items():
        (place / name).write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(place / name)
    return written


def _of(spec: type[BaseModel], *, loose: bool) -> Schema:
    """The schema of a spec; loose: of what only changes something, which need not be said whole."""
    schema: Schema = deepcopy(spec.model_json_schema(by_alias=True))
    schema.setdefault("$defs", {})
    found = {one.__name__: one for one in _specs(spec, {})}
    for name, part in [(spec.__name__, schema), *schema["$defs"].items()]:
        told = _told(found[name]) if name in found else {}
        part.pop("title", None)
        for key, value in part.get("properties", {}).items():
            value.pop("title", None)
            value.pop("default", None)
            if key in told:
                value["description"] = told[key]
        if loose:
            part["required"] = [
                key for key in part.get("required", []) if key in ("id", "week", "leave", "enter")
            ]
    _as_written(schema)
    return schema


def _specs(spec: type[BaseModel], found: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:
    """A spec and all that it is made of."""
    if spec not in found:
        found[spec] = None
        for field in spec.model_fields.values():
            for inside in _classes(field.annotation):
                _specs(inside, found)
    return found


def _classes(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for part in getattr(annotation, "__args__", ()) for one in _classes(part)]


@cache
def _told(spec: type[BaseModel]) -> dict[str, str]:
    """What the source says of each of a spec's keys, right below it."""
    (made,) = ast.parse(inspect.getsource(spec)).body
    assert isinstance(made, ast.ClassDef)
    told = {}
    for line, below in pairwise(made.body):
        match line, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                told[name] = " ".join(words.split())
    return told


def _as_written(part: Any) -> None:
    """Text may be a number in YAML, and a key with nothing behind it is as good as absent."""
    if isinstance(part, list):
        for one in part:
            _as_written(one)
        return
    if not isinstance(part, dict):
        return
    for key, value in part.get("properties", {}).items():
        if value.get("type") == "string" and "enum" not in value and "pattern" not in value and key != "id":
            value["type"] = ["string", "number", "null"]
        elif value.get("type") == "array":
            value["type"] = ["array", "null"]
    for value in part.values():
        _as_written(value)


def _fields(part: Schema) -> None:
    """Fields with their shorthands, and with what each type needs."""
    options = part["properties"]["options"]
    part["properties"]["options"] = {
        "description": "Options as id: label; or the name of a list in options.yaml.",
        "anyOf": [
            {"type": "string", "examples": list(builtin().options)},
            _LABELS,
            {key: value for key, value in options.items() if key != "description"},
        ],
    }


_REPLACES = {"properties": {"replace": {"const": True}}, "required": ["replace"]}
_NEEDS = {
    "choice": [{"required": ["options"]}, {"required": ["options_from"]}],
    "multi": [{"required": ["options"]}, {"required": ["options_from"]}],
    "rows": [{"required": ["fields"]}],
    "link": [{"required": ["link"]}],
}


def _form() -> Schema:
    """A form: whole, or what is said of one that is there already."""
    whole, change = _of(FormSpec, loose=False), _of(FormSpec, loose=True)
    for schema, strict in ((whole, True), (change, False)):
        _fields(schema["$defs"]["FieldSpec"])
        section = schema["$defs"]["FormSection"]
        section.pop("required", None)  # its id comes from its title
        if strict:
            schema["$defs"]["FieldSpec"]["allOf"] = [
                {
                    "if": {"properties": {"type": {"const": type_}}, "required": ["type"]},
                    "then": {"anyOf": needs},
                }
                for type_, needs in _NEEDS.items()
            ]
        at_once = {"type": ["array", "null"], "items": {"$ref": "#/$defs/FieldSpec"}}
        schema["properties"]["fields"] = {**at_once, "description": "The fields of a form without sections."}
        schema["properties"]["replace"] = {
            "type": "boolean",
            "description": "true: takes the place of the form of this id in the pack below.",
        }
        schema["required"] = ["id", "title"] if strict else ["id"]
        conditions = schema["$defs"]["Rule"]["properties"]["when"]
        conditions["additionalProperties"] = {
            "anyOf": [{"type": "string"}, conditions["additionalProperties"]]
        }
    whole |= {"if": _REPLACES, "else": {"required": ["per", "seen"]}}
    whole["anyOf"] = [{"required": ["fields"]}, {"required": ["sections"]}]
    change["properties"]["leave_out"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": "Fields that are not asked here.",
    }
    return _either(whole, change, tuple(builtin().forms))


def _changeable(spec: type[BaseModel], names: tuple[str, ...]) -> Schema:
    whole, change = _of(spec, loose=False), _of(spec, loose=True)
    for schema in (whole, change):
        schema["properties"]["replace"] = {
            "type": "boolean",
            "description": "true: takes the place of the one of this id in the pack below.",
        }
    return _either(whole, change, names)


def _either(whole: Schema, change: Schema, names: tuple[str, ...]) -> Schema:
    """`change` for what has one of these ids and does not replace it; else `whole`."""
    parts: Schema = {}
    for kind, schema in (("whole", whole), ("change", change)):
        parts |= {f"{kind}.{name}": part for name, part in schema.pop("$defs").items()}
        parts[kind] = schema
    for name, part in parts.items():
        kind = name.partition(".")[0]
        parts[name] = json.loads(json.dumps(part).replace('"#/$defs/', f'"#/$defs/{kind}.'))
    return {
        "$defs": parts,
        "type": "object",
        "properties": {"id": {"type": "string", "examples": list(names)}},
        "if": {"properties": {"id": {"enum": list(names)}}, "required": ["id"], "not": _REPLACES},
        "then": {"$ref": "#/$defs/change"},
        "else": {"$ref": "#/$defs/whole"},
    }


def _by_id(spec: type[BaseModel]) -> Schema:
    """A file that maps ids to things."""
    schema = _of(spec, loose=True)
    parts = schema.pop("$defs", {})
    schema["properties"].pop("id", None)
    schema["required"] = []
    return {"$defs": parts, "type": "object", "additionalProperties": schema}


def _module() -> Schema:
    schema = _of(Module, loose=False)
    for name in ("objectives", "points", "notes"):
        listed = schema["properties"][name]
        told = {"description": listed.pop("description")} if "description" in listed else {}
        schema["properties"][name] = {**told, "anyOf": [_LABELS, listed]}
    return schema


def _session() -> Schema:
    schema = _of(RunSheet, loose=False)
    options = schema["$defs"]["Segment"]["properties"]["options"]
    told = {"description": options.pop("description")} if "description" in options else {}
    schema["$defs"]["Segment"]["properties"]["options"] = {**told, "anyOf": [_LABELS, options]}
    return schema


def _messages() -> Schema:
    properties = {key: {"type": "string", "description": text} for key, text in builtin().messages.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}
