"""Answers and ways marked: what a learner may know before they have answered, and what they have earned since.

A page names options, choices and what belongs together by *tokens*: the pack's own ids would give answers away
(in an ordering they stand in the right order, and the first option is often the right one). An answer is kept
as one line: the tokens of what was chosen, with spaces between; in a matching ``left=right``; or the words of
a short answer. The ways through a role-play are kept the same: the tokens of the choices, one after the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from mentorbook.content.course import Answer, Module, Question, RolePlay, Scene
from mentorbook.content.writing import same_words

Json = dict[str, Any]


def token(*names: str) -> str:
    """What stands for an option, a match or a choice on a page: 12 hex digits, always the same."""
    return hashlib.blake2s("\0".join(names).encode(), digest_size=6).hexdigest()


# --- questions


def asked(module: Module) -> list[Json]:
    """The questions of a module as learners see them before they answer, options shuffled (always alike)."""
    return [_asked(module, question) for question in module.questions]


def _asked(module: Module, question: Question) -> Json:
    json: Json = {name: getattr(question, name) for name in ("id", "kind", "objective", "text")}
    if question.kind == "short":
        return json
    shuffled = sorted(_tokens(module, question).items())
    if question.kind == "ordering" and [option for _, option in shuffled] == list(question.options):
        shuffled.reverse()  # nothing is to be done where they stand right already
    json["options"] = [{"id": name, "text": option.text} for name, option in shuffled]
    if question.kind == "matching":
        matches = {_match(module, question, option): option.match for option in question.options}
        json["matches"] = [{"id": name, "text": text} for name, text in sorted(matches.items())]
    return json


def mark(module: Module, question: Question, tries: Sequence[str]) -> Json:
    """What a learner has earned with their answers to a question, oldest first.

    Returns:
        ``tries`` (how many), ``solved``, and of the last answer ``last`` and ``right``; ``notes``: for each
        option that was given whether it is right and why (for all of them once it is solved); ``more``:
        whether right ones are missing; ``said``: a sentence about the answer; ``answer``: the right one, in
        words or tokens, once it is solved.
    """
    solved = any(_right(module, question, answer) for answer in tries)
    last = tries[-1] if tries else ""
    marked: Json = {"tries": len(tries), "solved": solved, "last": last}
    if not tries:
        return marked
    marked["right"] = _right(module, question, last)
    marked["notes"] = _notes(module, question, tries, solved=solved)
    marked["more"] = _more(module, question, last)
    if solved:
        marked["said"] = question.explanation
        marked["answer"] = _answer(module, question)
    elif question.kind == "short":
        expected = _expected(question, last)
        marked["said"] = expected.explanation if expected else question.otherwise
    return marked


def _right(module: Module, question: Question, answer: str) -> bool:
    match question.kind:
        case "short":
            expected = _expected(question, answer)
            return expected is not None and expected.right
        case "ordering":
            return answer.split() == list(_tokens(module, question))
        case _:
            return bool(answer.split()) and set(answer.split()) == set(_answer(module, question))


def _answer(module: Module, question: Question) -> list[str]:
    """The right answer: tokens, pairs of them, or the words that were expected."""
    tokens = _tokens(module, question)
    match question.kind:
        case "ordering":
            return list(tokens)
        case "matching":
            return [f"{name}={_match(module, question, option)}" for name, option in tokens.items()]
        case "short":
            return [option.text for option in question.options if option.right]
    return [name for name, option in tokens.items() if option.right]


def _notes(module: Module, question: Question, tries: Iterable[str], *, solved: bool) -> Json:
    """For each option that was given in one of the answers, whether that is right, and why."""
    notes: Json = {}
    for name, option in _tokens(module, question).items():
        match question.kind:
            case "single" | "multiple":
                given = solved or any(name in answer.split() for answer in tries)
                right = option.right
            case "ordering":
                place = question.options.index(option)
                given = True
                right = solved or any(
                    answer.split()[place : place + 1] == [name] for answer in list(tries)[-1:]
                )
            case "matching":
                pair = f"{name}={_match(module, question, option)}"
                given = True
                right = solved or any(pair in answer.split() for answer in list(tries)[-1:])
            case _:
                given = right = False
        if given:
            told = right or question.kind in ("single", "multiple")
            notes[name] = {"right": right, "note": option.explanation if told else ""}
    return notes


def _more(module: Module, question: Question, answer: str) -> bool:
    """Whether all that was chosen is right, and more is to be found."""
    chosen = set(answer.split())
    return question.kind == "multiple" and bool(chosen) and chosen < set(_answer(module, question))


def _expected(question: Question, answer: str) -> Answer | None:
    """The expected answer that these words say."""
    words = same_words(answer)
    said = (option for option in question.options if words in map(same_words, (option.text, *option.also)))
    return next(said, None) if words else None


def _tokens(module: Module, question: Question) -> dict[str, Answer]:
    return {token(module.id, question.id, option.id): option for option in question.options}


def _match(module: Module, question: Question, option: Answer) -> str:
    return token(module.id, question.id, "match", option.match)


# --- role-plays


def begun(module: Module) -> Json | None:
    """What a learner sees of a role-play before they begin."""
    play = module.play
    return None if play is None else {"title": play.title, "intro": play.intro}


def walked(module: Module, way: str) -> Json:
    """A way through a module's role-play, as far as it goes.

    Returns:
        ``steps``: for each choice the ``scene`` in which it was made, and its ``choice``, ``text``,
        ``consequence``, ``note`` and ``rating``; ``here``: the scene reached, as `_scene` gives it.
    """
    assert module.play is not None
    scene, steps = module.play.scenes[0], []
    for name in way.split():
        choice = next((one for one in scene.choices if _choice(module, scene, one.id) == name), None)
        if choice is None:
            break  # a pack that has changed since, or a stranger's words
        told = {"text": choice.text, "consequence": choice.consequence, "note": choice.note}
        steps.append({"scene": _scene(module, scene), "choice": name, **told, "rating": choice.rating})
        scene = module.play.scene(choice.next)
    return {"steps": steps, "here": _scene(module, scene)}


def endings(play: RolePlay) -> int:
    """How many endings there are."""
    return sum(scene.ending for scene in play.scenes)


def _scene(module: Module, scene: Scene) -> Json:
    """A scene for whoever has reached it: ``id`` (a token), ``text``, ``choices`` (shuffled)."""
    shuffled = sorted((_choice(module, scene, one.id), one.text) for one in scene.choices)
    choices = [{"id": name, "text": text} for name, text in shuffled]
    return {"id": token(module.id, "scene", scene.id), "text": scene.text, "choices": choices}


def _choice(module: Module, scene: Scene, name: str) -> str:
    return token(module.id, "choice", scene.id, name)
