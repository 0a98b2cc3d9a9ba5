"""What a pair does besides talking about goals."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.using import used
from mentorbook.widgets.paged import Paged


class ActivityBoard(Paged):
    """The activities to choose from, how those chosen stand, and what is written down about each."""

    name = "activities"

    activities: t.List[Any] = t.List(help="the activities of the pack, in order").tag(sync=True)

    def __init__(self, page: Any, **kwargs: Any) -> None:
        super().__init__(page, activities=used().activities_json(), **kwargs)

    def needs(self) -> tuple[str, ...]:
        """The plan, every form an activity is written down in, and what those lead to."""
        records = (form for activity in used().activities.values() for form in activity.forms)
        return tuple(dict.fromkeys(("activities", *records, "goals", "actions")))
