"""A widget that lies on a page: it draws a part of the workbook, and talks through the page alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import traitlets as t

from mentorbook import library
from mentorbook.widgets._base import VIEW, Widget
from mentorbook.widgets.page import Page


class Paged(Widget):
    """A part of the workbook.

    Args:
        page: The page that brings the workbook; or a workbook, or the path of one, to use this widget by
            itself in one cell (then `role` says whose eyes it is for, else it asks).
        role: mentor or mentee, where a workbook is given.
    """

    sections: ClassVar[tuple[str, ...]] = ()
    groups: ClassVar[tuple[str, ...]] = ()
    """Of sentences that only few pages say."""
    view = t.Unicode(help="the part of the notebook it belongs to; its own name if left out").tag(sync=True)

    def __init__(
        self, page: Page | library.Book | str | Path, *, role: str | None = None, **kwargs: Any
    ) -> None:
        self._alone = None if isinstance(page, Page) else Page(page, role=role)
        bridge = page if isinstance(page, Page) else self._alone
        assert bridge is not None
        kwargs.setdefault("view", type(self).name)
        super().__init__(page=bridge, **kwargs)
        bridge.need(self.needs())
        bridge.speak(self.groups)

    def needs(self) -> tuple[str, ...]:
        """The forms whose answers this widget shows."""
        return self.sections

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if self._alone is not None:  # by itself in a cell: its page comes along, and asks what it must
            from IPython.display import display

            display(self._alone)  # type: ignore[no-untyped-call]
        made = super()._repr_mimebundle_(**kwargs)
        data = made[0] if isinstance(made, tuple) else made
        if data and VIEW in data:
            data[VIEW]["sections"] = [*self.needs()]
        return made
