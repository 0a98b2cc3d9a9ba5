"""Content packs: folders of plain YAML, read into specs, with every mistake named by file and line.

A pack is a folder::

    pack.yaml       id, title, language; extends (the pack it builds on); forms, journeys (their order);
                    elsewhere (forms that another pack may bring)
    options.yaml    option lists used more than once: name, then id and label of each option
    forms/*.yaml    one form a file
    journeys/*.yaml one journey a file
    sessions/*.yaml run sheets of live sessions, one a file
    prompts.yaml    questions to put to each other, in groups
    activities.yaml what pairs do together, by id
    glossary.yaml   the terms of the field, by id
    course/*.yaml   one module of a course a file. A module that the pack below has already is replaced
    courses.yaml    courses, by id: which modules, in which order
    trainers.yaml   who signs certificates: names and public keys, by id
    messages.yaml   sentences, by key

What the pack below has already, under the same id, is changed by what is written here: other words, more fields,
more stages. With `replace: true` a form or a journey takes the place of the one below instead (see `changing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    session_data,
    with_stages,
)
from mentorbook.content.changing import (
    FREE,
    changed_form,
    changed_journey,
    merged_options,
    replaced_form,
    with_options,
)
from mentorbook.content.checking import (
    Known,
    check_activity,
    check_form,
    check_journey,
    check_prompt,
    check_session,
    doable,
    living,
)
from mentorbook.content.checking_course import check_course, check_module
from mentorbook.content.course import Course, Module
from mentorbook.content.folder import documents, strays
from mentorbook.content.reading import Document, Enough, Problem, Problems, read
from mentorbook.content.specs import (
    Activity,
    FormSpec,
    Journey,
    Option,
    Pack,
    Prompt,
    PromptGroup,
    RunSheet,
    Term,
)
from mentorbook.content.trainers import Trainer
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


def load(folder: Path | str, base: Pack | None = None, *, lacking: bool = False) -> Pack:
    """The pack in `folder`, with what it builds on put in.

    Args:
        folder: A folder with a `pack.yaml`.
        base: What it may build on (named in its `extends`); None stands for the built-in pack.
        lacking: A pack before it was left out because of its mistakes. Where this one builds on that, it is left
            out too, and has no mistakes of its own to tell: `problems` is empty.

    Raises:
        PackError: The pack has mistakes (a `PackMistakes`, which lists every one of them).
    """
    pack, problems = _load(Path(folder), base, lacking=lacking)
    if pack is None or problems:
        raise PackMistakes(Path(folder), problems)
    return pack


def check(folders: Iterable[Path | str] = ()) -> list[Problem]:
    """Every mistake in these packs, each building on those before it; with none, the built-in one's.

    A pack with mistakes is left out of what the next one builds on; one that names it is looked at when it has
    been put right. Returns [] where all is well.
    """
    found: list[Problem] = []
    base: Pack | None = None
    for folder in list(folders) or [BUILTIN]:
        pack, problems = _load(Path(folder), base, lacking=bool(found))
        found += problems
        if pack is not None and not problems:
            base = pack
    return sorted(set(found))


class PackFile(BaseModel):
    """What `pack.yaml` may say."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    """The name of the pack, by which others build on it."""
    title: str = Field(min_length=1)
    """What people call it."""
    language: str = Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    """The language it is written in: en, fr, pt-BR."""
    extends: str = ""
    """The id of the pack it builds on; en is the one that comes with mentorbook."""
    forms: tuple[str, ...] = ()
    """The order in which forms come; those that are not named come behind."""
    journeys: tuple[str, ...] = ()
    """The order in which journeys are offered; those that are not named come behind."""
    sessions: tuple[str, ...] = ()
    """The order in which run sheets are offered; those that are not named come behind."""
    elsewhere: tuple[str, ...] = ()
    """Forms that another pack may bring: they may be named here although they are not there yet."""


class _OptionList(BaseModel):
    """One list of `options.yaml`."""

    options: tuple[Option, ...]


class PromptFile(BaseModel):
    """What `prompts.yaml` may say."""

    model_config = ConfigDict(extra="forbid")
    groups: tuple[PromptGroup, ...] = ()


def _load(folder: Path, base: Pack | None, *, lacking: bool = False) -> tuple[Pack | None, list[Problem]]:
    problems = Problems()
    try:
        return _read(folder, base, problems, lacking=lacking), problems
    except Enough:
        return None, problems


def _read(folder: Path, base: Pack | None, problems: list[Problem], *, lacking: bool) -> Pack | None:
    started = _about(folder, problems)
    if started is None:
        return None
    head, about = started
    if lacking and head.extends not in ("", *_names(base)):
        return None
    below = _below(head, about, base, problems)
    unread: set[str] = set()
    strays(folder, problems, unread)
    options, relabelled = _options(folder / "options.yaml", below, problems, unread)
    under = with_options(below.forms if below else {}, relabelled)
    broken: set[str] = set()
    shared = None if "options" in unread else options
    forms, form_files = _forms(folder, under, below, shared, problems, broken, unread)
    prompts = _prompts(folder / "prompts.yaml", below, problems)
    known = Known(
        {**under, **forms},
        (*(below.elsewhere if below else ()), *head.elsewhere),
        None if shared is None else [option.id for option in shared.get("activity", ())],
        prompts,
        broken=broken,
        unread=unread,
    )
    for name, document in form_files.items():
        problems += check_form(forms[name], document, known)
    journeys = _journeys(folder, below, known, problems)
    activities = dict(below.activities) if below else {}
    for name, (document, activity) in _named(
        folder / "activities.yaml", Activity, problems, activities
    ).items():
        problems += check_activity(activity, document, known)
        activities[name] = activity
    glossary = dict(below.glossary) if below else {}
    glossary |= {
        name: term for name, (_, term) in _named(folder / "glossary.yaml", Term, problems, glossary).items()
    }
    modules, courses = _courses(folder, below, known, problems)
    trainers = dict(below.trainers) if below else {}
    trainers |= {
        name: one for name, (_, one) in _named(folder / "trainers.yaml", Trainer, problems, trainers).items()
    }
    sessions = _sessions(folder, below, known, problems)
    messages = _messages(folder / "messages.yaml", below, problems)
    all_forms = _ordered(dict(known.forms), head.forms, "forms", about, problems)
    journeys = _ordered(journeys, head.journeys, "journeys", about, problems)
    sessions = _ordered(sessions, head.sessions, "sessions", about, problems)
    if problems or prompts is None:
        return None
    return Pack(
        id=head.id,
        title=head.title,
        language=head.language,
        builds_on=(*below.builds_on, below.id) if below else (),
        forms={name: with_stages(form, journeys.values()) for name, form in all_forms.items()},
        journeys=journeys,
        prompts=prompts,
        activities=activities,
        glossary=glossary,
        modules=modules,
        courses=courses,
        trainers=trainers,
        sessions=sessions,
        messages=messages,
        options=options,
        elsewhere=tuple(sorted(known.elsewhere.difference(known.forms))),
    )


def _about(folder: Path, problems: list[Problem]) -> tuple[PackFile, Document] | None:
    file = folder / "pack.yaml"
    if not file.is_file():
        problems.append(Problem(str(folder), 1, 1, say("pack.none")))
        return None
    document = read(file, problems)
    if document is None:
        return None
    given = {key: value for key, value in document.data.items() if value is not None}
    head = build(PackFile, given, document, problems)
    return None if head is None else (head, document)


def _below(head: PackFile, document: Document, base: Pack | None, problems: list[Problem]) -> Pack | None:
    """The pack that this one builds on; None where it stands alone."""
    if not head.extends:
        return None
    below, names = base or builtin(), _names(base)
    if head.extends not in names:
        sentence = say("pack.extends", near=nearest(head.extends, names), word=head.extends)
        problems.append(document.problem(("extends",), sentence))
    if head.id in names:
        problems.append(document.problem(("id",), say("pack.again", word=head.id)))
    return below


def _names(base: Pack | None) -> tuple[str, ...]:
    """The ids of the packs that may be built on."""
    below = base or builtin()
    return (*below.builds_on, below.id)


def _options(
    file: Path, below: Pack | None, problems: list[Problem], unread: set[str]
) -> tuple[dict[str, tuple[Option, ...]], dict[str, tuple[tuple[Option, ...], tuple[Option, ...]]]]:
    """The lists of options by name, and those that the pack below has too: as they read there, and now.

    With a mistake in them, ``options`` goes into `unread`: naming a list, or an option, is not a second mistake.
    """
    found = len(problems)
    lists = dict(below.options) if below else {}
    relabelled = {}
    document = read(file, problems) if file.exists() or file.is_symlink() else None
    for name, given in (document.data if document else {}).items():
        assert document is not None
        if not isinstance(given, dict):
            problems.append(document.problem((name,), say("pack.group", word=name)))
            continue
        inside = Document(document.file, given)
        built = build(_OptionList, {"options": option_list(given)}, inside, problems)
        if built is None:
            continue
        if below and name in below.options:
            relabelled[name] = (lists[name], merged_options(lists[name], built.options))
            lists[name] = relabelled[name][1]
        else:
            lists[name] = built.options
    if len(problems) > found:
        unread.add("options")
    return lists, relabelled


def _prompts(file: Path, below: Pack | None, problems: list[Problem]) -> dict[str, Prompt] | None:
    """The prompts by id, each under its heading; None where the file could not be read."""
    prompts = dict(below.prompts) if below else {}
    if not (file.exists() or file.is_symlink()):
        return prompts
    document = read(file, problems)
    if document is None:
        return None
    data = prompts_data(document)
    for group in data["groups"] if isinstance(data.get("groups"), list) else ():
        if isinstance(group, dict) and isinstance(group.get("prompts"), list):
            group["prompts"] = [_over(prompts, prompt) for prompt in group["prompts"]]
    built = build(PromptFile, data, document, problems)
    if built is None:
        return None
    here: set[str] = set()
    for number, group in enumerate(built.groups):
        for place, prompt in enumerate(group.prompts):
            at = ("groups", number, "prompts", place)
            if prompt.id in here:
                problems.append(document.problem((*at, "id"), say("pack.again", word=prompt.id)))
            here.add(prompt.id)
            problems += check_prompt(prompt, at, document)
            prompts[prompt.id] = prompt.model_copy(update={"group": group.title})
    return prompts


def _over(below: Mapping[str, BaseModel], given: Any) -> Any:
    """One entry of a list, over what the pack below says under the same id."""
    name = given.get("id") if isinstance(given, dict) else None
    before = below.get(name) if isinstance(name, str) else None
    return given if before is None else {**before.model_dump(exclude_defaults=True), **given}


def _named(
    file: Path, spec: type[Entry], problems: list[Problem], below: Mapping[str, Entry]
) -> dict[str, tuple[Document, Entry]]:
    """The entries of a file that maps ids to entries, each with its own part of the file.

    Args:
        below: What the pack below says: what is not said anew stays as it is there.
    """
    found: dict[str, tuple[Document, Entry]] = {}
    document = read(file, problems) if file.exists() or file.is_symlink() else None
    for name, given in (document.data if document else {}).items():
        assert document is not None
        if not isinstance(given, dict):
            problems.append(document.problem((name,), say("pack.group", word=name)))
            continue
        inside = Document(document.file, given)
        entry = build(spec, _over(below, named_data(name, given)), inside, problems)
        if entry is not None:
            found[name] = (inside, entry)
    return found


def _forms(
    folder: Path,
    under: Mapping[str, FormSpec],
    below: Pack | None,
    options: dict[str, tuple[Option, ...]] | None,
    problems: list[Problem],
    broken: set[str],
    unread: set[str],
) -> tuple[dict[str, FormSpec], dict[str, Document]]:
    """The forms of the folder by id, whole, and the file of each.

    The ids of forms with mistakes go into `broken`: naming those is not a second mistake.
    """
    forms: dict[str, FormSpec] = {}
    files: dict[str, Document] = {}
    for document in documents(folder / "forms", problems, unread):
        data = form_data(document, options, problems)
        before = under.get(str(data.get("id")))
        free = before is None or before.id in FREE or before.id not in builtin_forms(below)
        found = len(problems)
        if _replaces(data, document, before is not None, tuple(under), problems):
            assert before is not None
            if not free:
                sentence = say("pack.fixed.form", form=before.id)
                problems.append(document.problem(("replace",), sentence, key=True))
            data = replaced_form(before, data, document, problems)
        elif before is not None:
            data, document = changed_form(before, data, document, free, problems)
        form = build(FormSpec, data, document, problems)
        if form is None or len(problems) > found:
            _miss(data, broken, unread, "forms")
            continue
        if form.id in forms:
            problems.append(document.problem(("id",), say("pack.again", word=form.id)))
            continue
        forms[form.id], files[form.id] = form, document
    return forms, files


def _miss(data: Mapping[str, Any], broken: set[str], unread: set[str], part: str) -> None:
    """Something has mistakes: whoever names it makes none. Without an id it might be any."""
    name = data.get("id")
    if isinstance(name, str):
        broken.add(name)
    else:
        unread.add(part)


def builtin_forms(below: Pack | None) -> Mapping[str, FormSpec]:
    """The forms that come with mentorbook, where they lie below; none while those themselves are read."""
    return builtin().forms if below is not None and "en" in (*below.builds_on, below.id) else {}


def _replaces(
    data: dict[str, Any], document: Document, there: bool, names: tuple[str, ...], problems: list[Problem]
) -> bool:
    """Whether a file says that it takes the place of what is there; the word itself is taken out."""
    wanted = data.pop("replace", False)
    if not isinstance(wanted, bool):
        problems.append(document.problem(("replace",), say("pack.truth", word="replace")))
    elif wanted and not there:
        word = str(data.get("id"))
        sentence = say("pack.replace", near=nearest(word, names), word=word)
        problems.append(document.problem(("replace",), sentence, key=True))
    return wanted is True and there


def _journeys(folder: Path, below: Pack | None, known: Known, problems: list[Problem]) -> dict[str, Journey]:
    journeys: dict[str, Journey] = {}
    before = {name: living(journey, known) for name, journey in (below.journeys if below else {}).items()}
    for document in documents(folder / "journeys", problems, set()):
        data = journey_data(document)
        under = before.get(str(data.get("id")))
        if not _replaces(data, document, under is not None, tuple(before), problems) and under is not None:
            data, document = changed_journey(under, data, document, problems)
        journey = build(Journey, data, document, problems)
        if journey is None:
            continue
        if journey.id in journeys:
            problems.append(document.problem(("id",), say("pack.again", word=journey.id)))
            continue
        problems += check_journey(journey, document, known)
        journeys[journey.id] = journey
    return {**before, **journeys}


def _courses(
    folder: Path, below: Pack | None, known: Known, problems: list[Problem]
) -> tuple[dict[str, Module], dict[str, Course]]:
    """The modules and the courses by id, with those of the pack below. A course of one's own may use both."""
    modules: dict[str, Module] = {}
    broken: set[str] = set()
    unread = set(known.unread)
    for document in documents(folder / "course", problems, unread):
        module = build(Module, module_data(document), document, problems)
        if module is None:
            _miss(document.data, broken, unread, "course")
        elif module.id in modules:
            problems.append(document.problem(("id",), say("pack.again", word=module.id)))
        else:
            problems += check_module(module, document, known)
            modules[module.id] = module
    before = {name: doable(module, known) for name, module in (below.modules if below else {}).items()}
    modules = {**before, **modules}
    courses = dict(below.courses) if below else {}
    for name, (document, course) in _named(folder / "courses.yaml", Course, problems, courses).items():
        problems += check_course(course, document, None if "course" in unread else {*modules, *broken})
        courses[name] = course
    return modules, courses


def _sessions(folder: Path, below: Pack | None, known: Known, problems: list[Problem]) -> dict[str, RunSheet]:
    """The run sheets by id, with those of the pack below."""
    sheets: dict[str, RunSheet] = {}
    before = below.sessions if below else {}
    for document in documents(folder / "sessions", problems, set()):
        sheet = build(RunSheet, session_data(document), document, problems)
        if sheet is None:
            continue
        if sheet.id in sheets:
            problems.append(document.problem(("id",), say("pack.again", word=sheet.id)))
            continue
        problems += check_session(sheet, document, known)
        sheets[sheet.id] = sheet
    return {**before, **sheets}


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
    document = read(file, problems) if file.exists() or file.is_symlink() else None
    for key, text in (document.data if document else {}).items():
        assert document is not None
        if not isinstance(text, str):
            problems.append(document.problem((key,), say("pack.text", word=key)))
        elif below is None:
            before[key] = text
        elif key not in below.messages:
            near = nearest(key, list(below.messages), listing=False)
            problems.append(document.problem((key,), say("pack.message", near=near, word=key), key=True))
        else:
            places = _places(below.messages, key)
            for word in re.findall(r"\{(\w+)\}", text):
                if word not in places:
                    sentence = say("pack.placeholder", near=nearest(word, sorted(places)), word=word)
                    problems.append(document.problem((key,), sentence))
            before[key] = text
    return before


def _places(messages: Mapping[str, str], key: str) -> set[str]:
    """What can be put into a sentence; one and many of a thing have the same."""
    stem = key.removesuffix(".one").removesuffix(".other")
    said = [messages.get(name, "") for name in (key, f"{stem}.one", f"{stem}.other")]
    return {word for text in said for word in re.findall(r"\{(\w+)\}", text)}
