"""The pairs of a programme: how each gets on, who needs a hand, and what the cohort looks like."""

from mentorbook.messages import FACILITATOR
from mentorbook.widgets.paged import Paged


class ProgrammeConsole(Paged):
    """Opens a programme by its link, or makes one; every pair with what to look at, invitations and nudges."""

    name = "programme"
    groups = FACILITATOR
