"""The knowledge check of a module."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.marking import asked
from mentorbook.content.using import used
from mentorbook.widgets.lesson import Lesson
from mentorbook.workbook.paths import COURSE


class Quiz(Lesson):
    """The questions of a module, answered as often as one likes; the kernel checks the answers.

    Args:
        module: The module's id, such as ``goals``.

    Raises:
        PathError: The pack has no such module.
    """

    name = "quiz"
    sections = (COURSE,)

    questions: t.List[Any] = t.List(help="what is asked, without the answers").tag(sync=True)
    objectives: t.List[Any] = t.List(help="what the questions are about, as {id, text}").tag(sync=True)

    def __init__(self, page: Any, *, module: str, **kwargs: Any) -> None:
        super().__init__(page, module=module, **kwargs)
        spec = used().modules[module]
        self.questions = asked(spec)
        self.objectives = [objective.model_dump() for objective in spec.objectives]
