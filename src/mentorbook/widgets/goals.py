"""Goals by status, and the editor in which one is thought through, measured and reached."""

from mentorbook.widgets.paged import Paged


class GoalTracker(Paged):
    """The pair's goals."""

    name = "goals"
    sections = ("goals", "actions")
