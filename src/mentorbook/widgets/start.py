"""The front page: start a workbook, open one, or go on with one in the folder."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.messages import say
from mentorbook.widgets.paged import Paged


class Start(Paged):
    """Three ways in, and the doors to the pages."""

    name = "start"

    doors: t.List[Any] = t.List(help="pages to go to, as {title, text, href, icon}").tag(sync=True)

    def __init__(self, page: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "doors",
            [
                {"title": say(f"start.door.{name}"), "text": say(f"start.door.{name}.text"), "href": f"{name}.ipynb", "icon": icon}
                for name, icon in (("partnership", "people"), ("agreement", "pencil"), ("reflection", "speech"))
            ],
        )  # fmt: skip
        super().__init__(page, **kwargs)
