"""How it is going, in eight ratings."""

from mentorbook.widgets.paged import Paged


class PulseCheck(Paged):
    """Eight ratings that both answer apart and see when both are in, and how they went over time."""

    name = "pulse"
    sections = ("pulses",)
