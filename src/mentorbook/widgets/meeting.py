"""Meetings: planned, prepared, held with a clock that both see, and closed."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.using import used
from mentorbook.widgets.paged import Paged

LISTENING = "open-what"
"""A question of the group whose questions are at hand during a meeting."""


class MeetingPage(Paged):
    """The pair's meetings, and one of them on one screen."""

    name = "meeting"
    sections = ("meetings", "actions", "agreement", "goals", "reflections")

    prompts: t.List[Any] = t.List(help="questions to have at hand, as {id, who, text, group}").tag(sync=True)

    def __init__(self, page: Any, **kwargs: Any) -> None:
        pack = used()
        group = pack.prompts[LISTENING].group if LISTENING in pack.prompts else ""
        near = [name for name, prompt in pack.prompts.items() if group and prompt.group == group]
        super().__init__(page, prompts=pack.prompts_json(near), **kwargs)
