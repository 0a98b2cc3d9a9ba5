"""A document of the workbook to keep: PDF, Word, a web page, a calendar, tables."""

from mentorbook.widgets.paged import Paged


class ReportPanel(Paged):
    """Which kind of document, with which parts, with or without the reader's private notes; and makes it."""

    name = "report"
