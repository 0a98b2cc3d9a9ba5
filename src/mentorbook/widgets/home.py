"""Where we are, what is next, what is due."""

from __future__ import annotations

from typing import Any

from mentorbook.content.using import used
from mentorbook.widgets.journey import judged
from mentorbook.widgets.paged import Paged


class Home(Paged):
    """The pair's front page: the journey, one next step, open actions, goals, recent reflections."""

    name = "home"
    sections = (
        "profile",
        "agreement",
        "goals",
        "actions",
        "reflections",
        "meetings",
        "pulses",
        "midpoint",
        "closure",
    )

    def __init__(self, page: Any, **kwargs: Any) -> None:
        super().__init__(page, **kwargs)
        self.page.show_journeys()

    def needs(self) -> tuple[str, ...]:
        """What it shows, and what the journey is judged by."""
        return (*self.sections, *judged(used()))
