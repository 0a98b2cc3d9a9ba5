"""What does not fit in a course: questions nobody can answer, scenes that lead nowhere, fields that are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mentorbook.content.building import nearest
from mentorbook.content.checking import Known, Where
from mentorbook.content.course import Course, Module, Question, RolePlay, Scene
from mentorbook.content.reading import Document, Problem
from mentorbook.content.writing import PLACE, same_words
from mentorbook.messages import say

# Which keys of an option mean something in a question of this kind.
_MEANT = {
    "single": {"right"},
    "multiple": {"right"},
    "ordering": set[str](),
    "matching": {"match"},
    "short": {"right", "also"},
}


def check_course(course: Course, document: Document, modules: Collection[str] | None) -> Iterator[Problem]:
    """What does not fit in a course: its modules (None: any) have to be there, each once."""
    if not course.modules:
        yield document.problem(("modules",), say("pack.none_given", word="modules"))
    for place, name in enumerate(course.modules):
        if modules is not None and name not in modules:
            sentence = say("pack.module", near=nearest(name, sorted(modules)), word=name)
            yield document.problem(("modules", place), sentence)
        elif name in course.modules[:place]:
            yield document.problem(("modules", place), say("pack.module.again", word=name))


def check_module(module: Module, document: Document, known: Known) -> Iterator[Problem]:
    """What does not fit in a module."""
    for place, name in enumerate(module.forms):
        if wrong := known.form(name):
            yield document.problem(("forms", place), wrong)
    for key in ("objectives", "points", "notes"):
        yield from _once([item.id for item in getattr(module, key)], (key,), document)
    for part, minutes in module.timing.items():
        if minutes < 0:
            yield document.problem(("timing", part), say("pack.whole", word=part))
    if module.pass_mark is not None and module.pass_mark > len(module.questions):
        sentence = say("pack.pass_mark", questions=len(module.questions))
        yield document.problem(("pass_mark",), sentence)
    if module.exercise is not None:
        yield from _exercise(module, document, known)
    yield from _once([question.id for question in module.questions], ("questions",), document, within="id")
    for place, question in enumerate(module.questions):
        yield from _question(question, module, ("questions", place), document)
    if module.play is not None:
        yield from _play(module.play, ("play",), document)


def _exercise(module: Module, document: Document, known: Known) -> Iterator[Problem]:
    assert module.exercise is not None
    for place, name in enumerate(module.exercise.fields):
        if wrong := known.point(name):
            yield document.problem(("exercise", "fields", place), wrong)
        elif (form := name.partition("/")[0]) not in module.forms:
            sentence = say("pack.exercise.form", word=form)
            yield document.problem(("exercise", "fields", place), sentence)
        elif "=" in name or "." in name:
            yield document.problem(("exercise", "fields", place), say("pack.exercise.field", word=name))
    for name in PLACE.findall(module.exercise.text):
        if wrong := known.point(name):
            yield document.problem(("exercise", "text"), wrong)


def _question(question: Question, module: Module, at: Where, document: Document) -> Iterator[Problem]:
    objectives = [objective.id for objective in module.objectives]
    if question.objective not in objectives:
        sentence = say(
            "pack.objective", near=nearest(question.objective, objectives), word=question.objective
        )
        yield document.problem((*at, "objective"), sentence)
    options = question.options
    yield from _once([option.id for option in options], (*at, "options"), document, within="id")
    if len(options) < (1 if question.kind == "short" else 2):
        yield document.problem((*at, "options"), say("pack.question.few"))
    for place, option in enumerate(options):
        for key in {"right", "match", "also"} - _MEANT[question.kind]:
            if getattr(option, key):
                sentence = say("pack.question.misplaced", kind=question.kind, word=key)
                yield document.problem((*at, "options", place, key), sentence, key=True)
        if question.kind == "matching" and not option.match:
            yield document.problem((*at, "options", place), say("pack.missing", word="match"))
    if question.otherwise and question.kind != "short":
        sentence = say("pack.question.misplaced", kind=question.kind, word="otherwise")
        yield document.problem((*at, "otherwise"), sentence, key=True)
    yield from _right(question, at, document)
    yield from _alike(question, at, document)


def _right(question: Question, at: Where, document: Document) -> Iterator[Problem]:
    """Whether the question has a right answer, and can be answered wrongly."""
    count = sum(option.right for option in question.options)
    if question.kind in ("single", "multiple", "short") and count == 0:
        yield document.problem((*at, "options"), say("pack.question.none_right"))
    if question.kind == "single" and count > 1:
        yield document.problem((*at, "options"), say("pack.question.many_right", count=count))
    if question.kind == "matching" and len({option.match for option in question.options}) == 1:
        yield document.problem((*at, "options"), say("pack.question.one_match"))


def _alike(question: Question, at: Where, document: Document) -> Iterator[Problem]:
    """Options that nobody could tell apart."""
    seen: dict[str, str] = {}
    for place, option in enumerate(question.options):
        for text in (option.text, *option.also):
            words = same_words(text)
            if words in seen and (question.kind == "short" or text == option.text):
                yield document.problem((*at, "options", place), say("pack.question.alike", word=seen[words]))
            seen.setdefault(words, option.id)


def _play(play: RolePlay, at: Where, document: Document) -> Iterator[Problem]:
    """Whether every scene leads to an ending, and some way leads to every scene."""
    if not play.scenes:
        yield document.problem((*at, "scenes"), say("pack.none_given", word="scenes"))
        return
    ids = [scene.id for scene in play.scenes]
    yield from _once(ids, (*at, "scenes"), document, within="id")
    whole = True
    for place, scene in enumerate(play.scenes):
        here = (*at, "scenes", place, "choices")
        yield from _once([choice.id for choice in scene.choices], here, document, within="id")
        for number, choice in enumerate(scene.choices):
            if choice.next not in ids:
                whole = False
                sentence = say("pack.scene", near=nearest(choice.next, ids), word=choice.next)
                yield document.problem((*here, number, "next"), sentence)
    if not whole or len(set(ids)) < len(ids):
        return
    if play.scenes[0].ending:
        yield document.problem((*at, "scenes", 0), say("pack.scene.start"))
    reached, circle = _ways(play)
    for place, scene in enumerate(play.scenes):
        if scene.id not in reached:
            yield document.problem((*at, "scenes", place, "id"), say("pack.scene.unreached", word=scene.id))
    if circle is not None:
        scene, number = circle
        sentence = say("pack.scene.circle", word=scene.choices[number].next)
        yield document.problem((*at, "scenes", ids.index(scene.id), "choices", number, "next"), sentence)


def _ways(play: RolePlay) -> tuple[set[str], tuple[Scene, int] | None]:
    """The scenes that some way leads to, and the first choice that leads back to where one has been."""
    scenes = {scene.id: scene for scene in play.scenes}
    done: set[str] = set()
    circle: tuple[Scene, int] | None = None
    trail = [(play.scenes[0], 0)]
    on_trail = {play.scenes[0].id}
    while trail:
        scene, number = trail.pop()
        if number == len(scene.choices):
            done.add(scene.id)
            on_trail.discard(scene.id)
            continue
        trail.append((scene, number + 1))
        following = scenes[scene.choices[number].next]
        if following.id in on_trail:
            circle = circle or (scene, number)
        elif following.id not in done:
            on_trail.add(following.id)
            trail.append((following, 0))
    return done, circle


def _once(ids: list[str], at: Where, document: Document, *, within: str = "") -> Iterator[Problem]:
    """Each id once."""
    for place, name in enumerate(ids):
        if name in ids[:place]:
            where = (*at, place, within) if within else (*at, place)
            yield document.problem(where, say("pack.again", word=name))
