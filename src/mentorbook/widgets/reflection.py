"""What worked? What didn't? What next?"""

from mentorbook.widgets.paged import Paged


class ReflectionJournal(Paged):
    """Reflections, private until shared; what comes next becomes an action item."""

    name = "reflection"
    sections = ("reflections", "actions", "goals")
