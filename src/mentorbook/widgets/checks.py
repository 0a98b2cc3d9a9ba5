"""Looking up now and then: every check of a partnership in one place."""

from mentorbook.widgets.paged import Paged


class Checks(Paged):
    """The pulse check, skills, the review halfway, the word after the first meeting, and moments."""

    name = "checks"
    sections = ("pulses", "fit", "midpoint", "skills", "moments", "goals", "actions")
