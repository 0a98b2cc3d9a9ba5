"""What every widget shares: its browser half, the page it talks through, and a helping hand with keywords."""

from __future__ import annotations

import difflib
from typing import Any, ClassVar

import anywidget
import traitlets as t
from ipywidgets import widget_serialization

from mentorbook.messages import say
from mentorbook.widgets import _assets

VIEW = "application/vnd.jupyter.widget-view+json"


class Widget(anywidget.AnyWidget):
    """A widget of mentorbook. A subclass names its folder in ``widgets/``::

        class GoalTracker(Widget):
            name = "goals"

    What people write never goes into a trait: traits are saved with the notebook.
    """

    name: ClassVar[str] = ""

    page = t.Any(None, allow_none=True, help="the Page that this widget talks through").tag(
        sync=True, **widget_serialization
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            cls._esm = _assets.loader(cls.name)

    def __init__(self, page: object = None, **kwargs: Any) -> None:
        """Draws the widget as soon as it is shown; its words come once the page has a workbook open.

        Args:
            page: The page that brings the workbook, or None for the page itself.
            kwargs: The widget's own traits, by name.

        Raises:
            TypeError: There is no such keyword; the message names the nearest one.
        """
        for key in kwargs:
            if not self.has_trait(key):
                raise TypeError(self._no_such(key))
        super().__init__(page=page, **kwargs)
        self.on_msg(self._hand_out)

    @classmethod
    def _no_such(cls, key: str) -> str:
        known = sorted(name for name in cls.class_trait_names() if not name.startswith("_"))
        near = difflib.get_close_matches(key, known, n=1)
        if near:
            return say("server.keyword.near", widget=cls.__name__, keyword=key, near=near[0])
        return say("server.keyword.unknown", widget=cls.__name__, keyword=key)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """As every widget's, with the name of the folder: a page that shows nothing else needs no other manager."""
        made = super()._repr_mimebundle_(**kwargs)
        data = made[0] if isinstance(made, tuple) else made
        if data and VIEW in data:
            data[VIEW]["mentorbook"] = self.name
        return made

    def _hand_out(self, _widget: object, content: dict[str, Any], _buffers: list[memoryview]) -> None:
        """The browser half, for a page whose server does not hand it out."""
        if isinstance(content, dict) and content.get("type") == "source":
            self.send({"type": "source", "script": _assets.script(), "style": _assets.sheet()})
