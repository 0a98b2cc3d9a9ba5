"""Closing well."""

from mentorbook.widgets.paged import Paged


class ClosurePage(Paged):
    """Outcomes, skills then and now, thanks, what remains, the record, the survey, and a page to keep."""

    name = "closure"
    sections = ("closure", "evaluation", "skills", "goals", "actions")
