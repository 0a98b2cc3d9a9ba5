"""A small pack to start from: it works at once, and its comments say what can be done."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mentorbook.content import schema
from mentorbook.content.building import slug
from mentorbook.content.loader import load
from mentorbook.content.specs import FieldSpec, FormSpec, Journey, Pack
from mentorbook.content.values import clean_text
from mentorbook.errors import FileProblem

NEW = Path(__file__).parent / "new"


def start(folder: Path, *, title: str | None = None, language: str = "en") -> Pack:
    """Makes a small working pack in `folder`, which is not there yet or empty; whole or not at all.

    Args:
        title: What people call it; made from the folder's name if left out.
        language: The language it is to be written in, such as ``fr``.

    Raises:
        FileProblem: There is something in the folder already, or it cannot be made.
        PackMistakes: It cannot be a pack: what was given as its language is none.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileProblem("pack.new.exists", folder=folder.name)
    if not folder.parent.is_dir():
        raise FileProblem("library.no_folder", folder=str(folder.parent))
    id_ = _id(folder.name)
    name = (
        " ".join(clean_text(title or "").split())
        or folder.name.replace("-", " ").replace("_", " ").capitalize()
    )
    part = Path(tempfile.mkdtemp(prefix=".mentorbook-", dir=folder.parent))
    try:
        for template in sorted(NEW.rglob("*")):
            if template.is_file():
                file = part / template.relative_to(NEW)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(_filled(template, id_, name, language), encoding="utf-8")
        schema.write(part)
        pack = load(part)
        part.chmod(0o755)
        part.replace(folder)  # in place of an empty folder, too
    finally:
        if part.exists():
            shutil.rmtree(part)
    return pack


def contents(pack: Pack, name: str | None = None) -> str:
    """The ids that a pack above may name: of everything; or of all in one form, journey or run sheet, with what they are.

    Raises:
        FileProblem: There is none of that name.
    """
    if name is None:
        kinds = {
            "forms": {one.id: one.title for one in pack.forms.values()},
            "journeys": {one.id: one.title for one in pack.journeys.values()},
            "sessions": {one.id: one.title for one in pack.sessions.values()},
            "options": {name: ", ".join(o.id for o in options) for name, options in pack.options.items()},
            "activities": {one.id: one.title for one in pack.activities.values()},
            "prompts": {one.id: one.text for one in pack.prompts.values()},
            "glossary": {one.id: one.term for one in pack.glossary.values()},
            "course": {one.id: one.title for one in pack.modules.values()},
            "courses": {one.id: one.title for one in pack.courses.values()},
        }
        return "\n".join(line for kind, things in kinds.items() for line in (f"{kind}:", *_lines(things)))
    if name == "messages":
        return "\n".join(f"{key}: {_line(text)}" for key, text in pack.messages.items())
    if name in pack.forms:
        return "\n".join(_form(pack.forms[name]))
    if name in pack.journeys:
        return "\n".join(_journey(pack.journeys[name]))
    if name in pack.sessions:
        sheet = pack.sessions[name]
        told = {part.id: f"{part.title} ({part.minutes}, {part.response})" for part in sheet.segments}
        return "\n".join([f"{sheet.id}: {sheet.title}", *_lines(told)])
    words = ", ".join([*pack.forms, *pack.journeys, *pack.sessions, "messages"])
    raise FileProblem("pack.show.none", word=name, words=words)


def _form(form: FormSpec) -> Iterator[str]:
    yield f"{form.id}: {form.title}"
    for section in form.sections:
        yield f"  {section.id}: {section.title}"
        for field in section.fields:
            yield from _field(field, "    ")


def _field(field: FieldSpec, indent: str) -> Iterator[str]:
    yield f"{indent}{field.id} ({field.type}, {field.who}): {field.label}"
    for option in () if field.options_from else field.options:
        yield f"{indent}  {option.id}: {option.label}"
    for column in field.fields:
        yield from _field(column, f"{indent}  ")


def _journey(journey: Journey) -> Iterator[str]:
    yield f"{journey.id}: {journey.title}"
    for stage in journey.stages:
        yield f"  {stage.id}: {stage.title}"
        for kind, points in (("signals", stage.signals), ("exits", stage.exits)):
            for point in points:
                yield f"    {kind} {point.id}: {point.text}"
    for move in journey.moves:
        yield f"  moves {move.leave} → {move.enter}: {move.when}"
    for plan in journey.plans:
        yield f"  plans {plan.id}: {plan.title}"
        yield from (f"    weeks {week.week}: {week.title}" for week in plan.weeks)


def _line(text: str) -> str:
    return text.replace("\n", "\\n")


def _lines(things: dict[str, str]) -> list[str]:
    return [f"  {name}: {words}" for name, words in things.items()]


def _id(name: str) -> str:
    made = slug(name)
    if not made[:1].isalpha() or made == "en":
        made = f"pack-{made}".rstrip("-")
    return made[:64]


def _filled(template: Path, id_: str, title: str, language: str) -> str:
    text = template.read_text(encoding="utf-8")
    quoted = title if template.suffix == ".md" else json.dumps(title, ensure_ascii=False)
    return text.replace("{id}", id_).replace("{language}", language).replace("{title}", quoted)
