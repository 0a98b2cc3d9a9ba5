"""The mentoring agreement: what both promise, where they differ, and their signatures."""

from mentorbook.widgets.paged import Paged


class AgreementForm(Paged):
    """The agreement as a form with an outline, both answers side by side, and signing."""

    name = "agreement"
    sections = ("agreement",)
