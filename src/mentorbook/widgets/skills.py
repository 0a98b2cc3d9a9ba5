"""Mentoring skills, then and now."""

from mentorbook.widgets.paged import Paged


class SkillsCheck(Paged):
    """The same list of skills at the start and at the end, and what has changed between the two."""

    name = "skills"
    sections = ("skills",)
