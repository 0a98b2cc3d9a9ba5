"""Who works with whom: the roster, what counts, and proposals to decide on."""

from mentorbook.messages import FACILITATOR
from mentorbook.widgets.paged import Paged


class MatchingPanel(Paged):
    """People from a table, the best pairs among those who wait, why, and what else would be possible."""

    name = "matching"
    groups = FACILITATOR
