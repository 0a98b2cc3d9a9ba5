"""Any form of the pack, drawn as it is described there."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.using import used
from mentorbook.errors import PathError
from mentorbook.widgets.paged import Paged


class Form(Paged):
    """A form over a section of the workbook, or over one row of it.

    Args:
        form: The form's id, such as ``profile``. row: The row to show, for a form with many entries.

    Raises:
        PathError: The pack has no such form.
    """

    name = "form"

    form = t.Unicode(help="the id of the form").tag(sync=True)
    row = t.Unicode(help="the id of the row, for a form with many entries").tag(sync=True)

    def __init__(self, page: Any, *, form: str, **kwargs: Any) -> None:
        if form not in used().forms:
            raise PathError("path.form", name=form, path=form)
        kwargs.setdefault("view", form)
        super().__init__(page, form=form, **kwargs)

    def needs(self) -> tuple[str, ...]:
        """The form shown."""
        return (self.form,)
