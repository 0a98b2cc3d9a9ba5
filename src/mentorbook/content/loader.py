"""Content packs: folders of plain YAML, read into specs, with every mistake named by file and line.

A pack is a folder::

    pack.yaml       id, title, language; extends (the pack it builds on); forms, journeys (their order);
                    elsewhere (forms that another pack may bring)
    options.yaml    option lists used more than once: name, then id and label of each option
    forms/*.yaml    one form a file. A form that the pack below has already is added to, not replaced
    journeys/*.yaml one journey a file
    prompts.yaml    questions to put to each other, in groups
    activities.yaml what pairs do together, by id
    glossary.yaml   the terms of the field, by id
    course/*.yaml   one module of a course a file. A module that the pack below has already is replaced
    courses.yaml    courses, by id: which modules, in which order
    messages.yaml   sentences, by key
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from mentorbook.content.building import (
    build,
    form_data,
    journey_data,
    module_data,
    named_data,
    nearest,
    option_list,
    prompts_data,
    with_stages,
)
from mentorbook.content.checking import (
    Addition,
    Known,
    check_activity,
    check_form,
    check_journey,
    check_prompt,
)
from mentorbook.content.checking_course import check_course, check_module
from mentorbook.content.course import Course, Module
from mentorbook.content.reading import Document, Problem, read
from mentorbook.content.specs import (
    Activity,
    FormSection,
    FormSpec,
    Journey,
    Option,
    Pack,
    Prompt,
    PromptGroup,
    Term,
)
from mentorbook.errors import PackError
from mentorbook.messages import say

__all__ = ["BUILTIN", "PackMistakes", "Problem", "builtin", "check", "load"]

Part = TypeVar("Part")
Entry = TypeVar("Entry", bound=BaseModel)
BUILTIN = Path(__file__).parent / "packs" / "en"


class PackMistakes(PackError):
    """A pack has mistakes. `problems` holds all of them; the message lists them, one a line."""

    def __init__(self, folder: Path, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(
            "pack.mistakes",
            count=len(self.problems),
            folder=folder,
            list="\n".join(map(str, self.problems)),
        )


@cache
def builtin() -> Pack:
    """The pack that comes with mentorbook."""
    return load(BUILTIN)


def load(folder: Path | str, base: Pack | None = None) -> Pack:
    """The pack in `folder`, with what it builds on put in.

    Args:
        folder: A folder with a `pack.yaml`.
        base: What it may build on (named in its `extends`); None stands for the built-in pack.

    Raises:
        PackError: The pack has mistakes (a `PackMistakes`, which lists every one of them).
    """
    pack, problems = _load(Path(folder), base)
    if pack is None or problems:
        raise PackMistakes(Path(folder), problems)
    return pack


def check(folders: Iterable[Path | str] = ()) -> list[Problem]:
    """Every mistake in these packs, each building on those before it; with none, the built-in one's.

    A pack with mistakes is left out of what the next one builds on. Returns [] where all is well.
    """
    found: list[Problem] = []
    base: Pack | None = None
    for folder in list(folders) or [BUILTIN]:
        pack, problems = _load(Path(folder), base)
        found += problems
        if pack is not None and not problems:
            base = pack
    return sorted(set(found))


class _PackFile(BaseModel):
    """What `pack.yaml` may say."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    title: str = Field(min_length=1)
    language: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    extends: str = ""
    forms: tuple[str, ...] = ()
    journeys: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


class _OptionList(BaseModel):
    """One list of `options.yaml`."""

    options: tuple[Option, ...]


class _PromptFile(BaseModel):
    """What `prompts.yaml` may say."""

    model_config = ConfigDict(extra="forbid")
    groups: tuple[PromptGroup, ...] = ()


def _load(folder: Path, base: Pack | None) -> tuple[Pack | None, list[Problem]]:
    problems: list[Problem] = []
    started = _about(folder, problems)
    if started is None:
        return None, problems
    head, about = started
    below = _below(head, about, base, problems)
    options = dict(below.options) if below else {}
    options |= _options(folder / "options.yaml", problems)
    broken: set[str] = set()
    forms, form_files = _forms(folder, head, about, below, options, problems, broken)
    prompts = _prompts(folder / "prompts.yaml", below, problems)
    known = Known(
        {**(below.forms if below else {}), **forms},
        (*(below.elsewhere if below else ()), *head.elsewhere, *broken),
        [option.id for option in options.get("activity", ())],
        prompts,
    )
    for name, (document, addition) in form_files.items():
        problems += check_form(forms[name], addition or forms[name], document, known)
    journeys = _journeys(folder, head, about, below, known, problems)
    activities = dict(below.activities) if below else {}
    for name, (document, activity) in _named(folder / "activities.yaml", Activity, problems).items():
        if name in activities:
            problems.append(document.problem((), say("pack.again", word=name)))
        problems += check_activity(activity, document, known)
        activities[name] = activity
    glossary = dict(below.glossary) if below else {}
    for name, (document, term) in _named(folder / "glossary.yaml", Term, problems).items():
        if name in glossary:
            problems.append(document.problem((), say("pack.again", word=name)))
        glossary[name] = term
    modules, courses = _courses(folder, below, known, problems)
    messages = _messages(folder / "messages.yaml", below, problems)
    if problems or prompts is None:
        return None, problems
    pack = Pack(
        id=head.id,
        title=head.title,
        language=head.language,
        builds_on=(*below.builds_on, below.id) if below else (),
        forms={name: with_stages(form, journeys.values()) for name, form in known.forms.items()},
        journeys=journeys,
        prompts=prompts,
        activities=activities,
        glossary=glossary,
        modules=modules,
        courses=courses,
        messages=messages,
        options=options,
        elsewhere=tuple(sorted(known.elsewhere.difference(known.forms))),
    )
    return pack, problems


def _about(folder: Path, problems: list[Problem]) -> tuple[_PackFile, Document] | None:
    file = folder / "pack.yaml"
    if not file.is_file():
        problems.append(Problem(str(folder), 1, 1, say("pack.none")))
        return None
    document = read(file, problems)
    if document is None:
        return None
    given = {key: value for key, value in document.data.items() if value is not None}
    head = build(_PackFile, given, document, problems)
    return None if head is None else (head, document)


def _below(head: _PackFile, document: Document, base: Pack | None, problems: list[Problem]) -> Pack | None:
    """The pack that this one builds on; None where it stands alone."""
    if not head.extends:
        return None
    below = base or builtin()
    names = (*below.builds_on, below.id)
    if head.extends not in names:
        sentence = say("pack.extends", near=nearest(head.extends, names), word=head.extends)
        problems.append(document.problem(("extends",), sentence))
    if head.id in names:
        problems.append(document.problem(("id",), say("pack.again", word=head.id)))
    return below


def _files(folder: Path, problems: list[Problem]) -> Iterator[Document]:
    """The YAML files of a folder, in order of their names."""
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        if file.suffix == ".yaml":
            document = read(file, problems)
            if document is not None:
                yield document
        elif file.suffix in (".yml", ".json"):
            problems.append(Problem(str(file), 1, 1, say("pack.suffix")))


def _options(file: Path, problems: list[Problem]) -> dict[str, tuple[Option, ...]]:
    document = read(file, problems) if file.is_file() else None
    lists: dict[str, tuple[Option, ...]] = {}
    for name, given in (document.data if document else {}).items():
        assert document is not None
        if not isinstance(given, dict):
            problems.append(document.problem((name,), say("pack.group", word=name)))
            continue
        inside = Document(document.file, given)
        built = build(_OptionList, {"options": option_list(given)}, inside, problems)
        if built is not None:
            lists[name] = built.options
    return lists


def _prompts(file: Path, below: Pack | None, problems: list[Problem]) -> dict[str, Prompt] | None:
    """The prompts by id, each under its heading; None where the file could not be read."""
    prompts = dict(below.prompts) if below else {}
    if not file.is_file():
        return prompts
    document = read(file, problems)
    if document is None:
        return None
    built = build(_PromptFile, prompts_data(document), document, problems)
    if built is None:
        return None
    for number, group in enumerate(built.groups):
        for place, prompt in enumerate(group.prompts):
            at = ("groups", number, "prompts", place)
            if prompt.id in prompts:
                problems.append(document.problem((*at, "id"), say("pack.again", word=prompt.id)))
            problems += check_prompt(prompt, at, document)
            prompts[prompt.id] = prompt.model_copy(update={"group": group.title})
    return prompts


def _named(file: Path, spec: type[Entry], problems: list[Problem]) -> dict[str, tuple[Document, Entry]]:
    """The entries of a file that maps ids to entries, each with its own part of the file."""
    found: dict[str, tuple[Document, Entry]] = {}
    document = read(file, problems) if file.is_file() else None
    for name, given in (document.data if document else {}).items():
        assert document is not None
        if not isinstance(given, dict):
            problems.append(document.problem((name,), say("pack.group", word=name)))
            continue
        inside = Document(document.file, given)
        entry = build(spec, named_data(name, given), inside, problems)
        if entry is not None:
            found[name] = (inside, entry)
    return found


def _forms(
    folder: Path,
    head: _PackFile,
    about: Document,
    below: Pack | None,
    options: dict[str, tuple[Option, ...]],
    problems: list[Problem],
    broken: set[str],
) -> tuple[dict[str, FormSpec], dict[str, tuple[Document, Addition | None]]]:
    """The forms of the folder by id, whole, and for each its file and what the file adds, if it only adds.

    The ids of forms that could not be read go into `broken`: naming those is not a second mistake.
    """
    forms: dict[str, FormSpec] = {}
    files: dict[str, tuple[Document, Addition | None]] = {}
    for document in _files(folder / "forms", problems):
        data = form_data(document, options, problems)
        under = below.forms.get(str(data.get("id"))) if below else None
        form, addition = None, None
        if under is None:
            form = build(FormSpec, data, document, problems)
        elif extra := next((key for key in data if key not in Addition.model_fields), None):
            sentence = say("pack.addition", form=under.id)
            problems.append(document.problem((extra,), sentence, key=True))
        elif addition := build(Addition, data, document, problems):
            form = _added(under, addition)
        if form is None:
            broken.add(str(data.get("id")))
            continue
        if form.id in forms:
            problems.append(document.problem(("id",), say("pack.again", word=form.id)))
            continue
        forms[form.id], files[form.id] = form, (document, addition)
    return _ordered(forms, head.forms, "forms", about, problems), files


def _added(form: FormSpec, addition: Addition) -> FormSpec:
    """`form` with the sections, fields and rules of `addition` behind its own."""
    sections = {section.id: section for section in form.sections}
    for section in addition.sections:
        first = sections.get(section.id)
        if first is not None:
            both: dict[str, Any] = {"id": first.id, "title": first.title, "when": first.when}
            section = FormSection(**both, fields=(*first.fields, *section.fields))
        sections[section.id] = section
    parts = {name: getattr(form, name) for name in FormSpec.model_fields}
    parts |= {"sections": tuple(sections.values()), "rules": (*form.rules, *addition.rules)}
    return FormSpec(**parts)


def _journeys(
    folder: Path,
    head: _PackFile,
    about: Document,
    below: Pack | None,
    known: Known,
    problems: list[Problem],
) -> dict[str, Journey]:
    journeys: dict[str, Journey] = {}
    before = below.journeys if below else {}
    for document in _files(folder / "journeys", problems):
        journey = build(Journey, journey_data(document), document, problems)
        if journey is None:
            continue
        if journey.id in journeys or journey.id in before:
            problems.append(document.problem(("id",), say("pack.again", word=journey.id)))
            continue
        problems += check_journey(journey, document, known)
        journeys[journey.id] = journey
    return {**before, **_ordered(journeys, head.journeys, "journeys", about, problems)}


def _courses(
    folder: Path, below: Pack | None, known: Known, problems: list[Problem]
) -> tuple[dict[str, Module], dict[str, Course]]:
    """The modules and the courses by id, with those of the pack below. A course of one's own may use both."""
    modules: dict[str, Module] = {}
    broken: set[str] = set()
    for document in _files(folder / "course", problems):
        module = build(Module, module_data(document), document, problems)
        if module is None:
            broken.add(str(document.data.get("id")))
        elif module.id in modules:
            problems.append(document.problem(("id",), say("pack.again", word=module.id)))
        else:
            problems += check_module(module, document, known)
            modules[module.id] = module
    modules = {**(below.modules if below else {}), **modules}
    courses = dict(below.courses) if below else {}
    for name, (document, course) in _named(folder / "courses.yaml", Course, problems).items():
        problems += check_course(course, document, {*modules, *broken})
        courses[name] = course
    return modules, courses


def _ordered(
    parts: dict[str, Part], order: tuple[str, ...], key: str, about: Document, problems: list[Problem]
) -> dict[str, Part]:
    """`parts` in the order that `pack.yaml` names, what it does not name behind."""
    for place, name in enumerate(order):
        if name not in parts and not problems:
            sentence = say("pack.listed", near=nearest(name, list(parts)), word=name)
            problems.append(about.problem((key, place), sentence))
    names = dict.fromkeys([name for name in order if name in parts] + list(parts))
    return {name: parts[name] for name in names}


def _messages(file: Path, below: Pack | None, problems: list[Problem]) -> dict[str, str]:
    before = dict(below.messages) if below else {}
    document = read(file, problems) if file.is_file() else None
    for key, text in (document.data if document else {}).items():
        assert document is not None
        if not isinstance(text, str):
            problems.append(document.problem((key,), say("pack.text", word=key)))
        elif below is not None and key not in below.messages:
            near = nearest(key, list(below.messages), listing=False)
            problems.append(document.problem((key,), say("pack.message", near=near, word=key), key=True))
        else:
            before[key] = text
    return before
