"""Questions of a course put to a room: everybody answers, the trainer sees how, reveals the answer, and discusses.

What is right is written into the session only when it is revealed: before, no participant's page can hold it.
"""

from __future__ import annotations

from typing import Any

from mentorbook.content import course
from mentorbook.content.marking import asked, token
from mentorbook.content.specs import Pack, Response
from mentorbook.errors import ValueProblem
from mentorbook.programme.live.asking import Question

_KINDS: dict[str, Response] = {"single": "choice", "multiple": "multi", "short": "words"}
"""The kinds that a wall can count."""


def offered(pack: Pack) -> list[dict[str, Any]]:
    """What can be asked: ``{id, title, questions: [{id, text}]}``, a module each."""
    found = []
    for module in pack.modules.values():
        questions = [{"id": q.id, "text": q.text} for q in module.questions if q.kind in _KINDS]
        if questions:
            found.append({"id": module.id, "title": module.title, "questions": questions})
    return found


def ask(pack: Pack, module: str, question: str) -> Question:
    """A question of a course as a room is asked it; it always has the same id.

    Raises:
        ValueProblem: There is no such question, or it cannot be counted.
    """
    try:
        of = pack.modules[module]
        one = of.question(question)
        response = _KINDS[one.kind]
    except KeyError:
        raise ValueProblem("session.question.unknown") from None
    shown = next(shown for shown in asked(of) if shown["id"] == one.id)
    options = tuple((option["id"], option["text"]) for option in shown.get("options", ()))
    return Question(one.text, response, options, id=_id(of, one))


def answer(pack: Pack, id: str) -> dict[str, Any] | None:
    """What is right, of the question with this id in a session: ``right`` (ids of options), ``words`` (what was
    expected), ``why``. None where it is no question of a course."""
    for module in pack.modules.values():
        for question in module.questions:
            if _id(module, question) == id:
                return _answer(module, question)
    return None


def _answer(module: course.Module, question: course.Question) -> dict[str, Any]:
    right = [option for option in question.options if option.right]
    why = [option.explanation for option in right if option.explanation]
    return {
        "right": [token(module.id, question.id, option.id) for option in right],
        "words": [option.text for option in right],
        "why": " ".join([*why, question.explanation]).strip(),
    }


def _id(module: course.Module, question: course.Question) -> str:
    return token("asked", module.id, question.id)
