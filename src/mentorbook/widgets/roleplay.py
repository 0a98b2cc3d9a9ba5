"""The role-play of a module."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.marking import begun
from mentorbook.content.using import used
from mentorbook.errors import PathError
from mentorbook.widgets.lesson import Lesson
from mentorbook.workbook.paths import COURSE


class RolePlay(Lesson):
    """Scenes that branch: each choice has its consequence and a note; every way can be walked again.

    Args:
        module: The module's id, such as ``goals``.

    Raises:
        PathError: The pack has no such module, or it has no role-play.
    """

    name = "roleplay"
    sections = (COURSE,)

    play = t.Dict(help="its title, and who one is in it").tag(sync=True)

    def __init__(self, page: Any, *, module: str, **kwargs: Any) -> None:
        super().__init__(page, module=module, **kwargs)
        play = begun(used().modules[module])
        if play is None:
            raise PathError("path.module.play", name=module)
        self.play = play
