"""Who changed what and when, the workbook as it was, and the way back."""

from mentorbook.content.using import used
from mentorbook.widgets.paged import Paged


class HistoryPanel(Paged):
    """Every change by person, field and day; the workbook as it was on any day; restoring, and undoing it."""

    name = "history"

    def needs(self) -> tuple[str, ...]:
        """Every form of a workbook: what was changed may lie in any of them."""
        return tuple(form.id for form in used().forms.values() if form.by != "facilitator")
