"""The journey: where the pair is, how it knows, and what comes next."""

from __future__ import annotations

from typing import Any

import traitlets as t

from mentorbook.content.specs import Pack
from mentorbook.content.using import used
from mentorbook.widgets.paged import Paged

CHECKS = "stage_checks"


def judged(pack: Pack) -> tuple[str, ...]:
    """The forms by which it is judged where a pair stands, and what it has to show for it."""
    stages = [stage for journey in pack.journeys.values() for stage in journey.stages]
    named = [name.partition("/")[0] for stage in stages for point in stage.exits for name in point.evidence]
    wanted = dict.fromkeys([CHECKS, "agreement", "meetings", "goals", *named])
    return tuple(form for form in wanted if form in pack.forms)


class JourneyRail(Paged):
    """The stages of the journey, and the one that is looked at: signals, exit points, stage checks, moves."""

    name = "journey"

    prompts: t.List[Any] = t.List(help="the questions of the pack, as {id, who, text, group}").tag(sync=True)
    activities: t.List[Any] = t.List(help="the activities of the pack").tag(sync=True)

    def __init__(self, page: Any, **kwargs: Any) -> None:
        pack = used()
        kwargs.setdefault("prompts", pack.prompts_json())
        kwargs.setdefault("activities", pack.activities_json())
        super().__init__(page, **kwargs)
        self.page.show_journeys()

    def needs(self) -> tuple[str, ...]:
        """The forms that show what is there."""
        return judged(used())
