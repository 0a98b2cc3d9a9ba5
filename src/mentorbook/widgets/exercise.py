"""The exercise of a module, on the real forms."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.using import used
from mentorbook.content.writing import spoken
from mentorbook.errors import PathError
from mentorbook.widgets.lesson import Lesson


class Exercise(Lesson):
    """What is to be done, and the fields of the real forms to do it in.

    Args:
        module: The module's id, such as ``goals``.

    Raises:
        PathError: The pack has no such module, or it has no exercise.
    """

    name = "exercise"

    exercise = t.Dict(help="{title, text, minutes, fields: [form or form/field]}").tag(sync=True)

    def __init__(self, page: Any, *, module: str, **kwargs: Any) -> None:
        super().__init__(page, module=module, **kwargs)
        pack = used()
        spec = pack.modules[module].exercise
        if spec is None:
            raise PathError("path.module.exercise", name=module)
        words = {"title": spec.title, "text": spoken(spec.text, pack.forms)}
        minutes = pack.modules[module].timing.get("exercise", 0)
        self.exercise = {**words, "minutes": minutes, "fields": list(spec.fields)}

    def needs(self) -> tuple[str, ...]:
        """The forms that are filled in, and those that what is written there leads to."""
        spec = used().modules[self.module].exercise
        forms = dict.fromkeys(name.partition("/")[0] for name in (spec.fields if spec else ()))
        leads = [f.becomes for form in forms for f in used().forms[form].fields() if f.becomes]
        return tuple(dict.fromkeys([*forms, *leads]))
