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
        pages = {"partnership": "people", "agreement": "pencil", "goals": "target", "meeting": "calendar"}
        pages |= {"reflection": "speech", "pulse": "clock", "closure": "done"}
        pages |= {"session": "sound", "course": "course", "facilitator": "contents"}
        kwargs.setdefault("doors", [_door(name, icon) for name, icon in pages.items()])
        super().__init__(page, **kwargs)


def _door(page: str, icon: str) -> dict[str, str]:
    about = f"start.door.{page}"
    href = "course/index.ipynb" if page == "course" else f"{page}.ipynb"
    return {"title": say(about), "text": say(f"{about}.text"), "href": href, "icon": icon}
