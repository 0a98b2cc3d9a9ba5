"""What the widgets of a course page have in common: a module of the pack."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.using import used
from mentorbook.errors import PathError
from mentorbook.widgets.paged import Paged


class Lesson(Paged):
    """A part of a module.

    Args:
        module: The module's id, such as ``goals``.

    Raises:
        PathError: The pack has no such module.
    """

    module = t.Unicode(help="the id of the module").tag(sync=True)

    def __init__(self, page: Any, *, module: str, **kwargs: Any) -> None:
        if module not in used().modules:
            raise PathError("path.module", name=module, modules=", ".join(used().modules))
        super().__init__(page, module=module, **kwargs)
        self.page.desk.teach([module])
