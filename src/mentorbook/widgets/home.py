"""Where we are, what is next, what is due."""

from mentorbook.widgets.paged import Paged


class Home(Paged):
    """The pair's front page: the journey, one next step, open actions, goals, recent reflections."""

    name = "home"
    sections = ("profile", "agreement", "goals", "actions", "reflections", "meetings")
