"""The widgets: one module each, named as its folder in ``widgets/``."""

from mentorbook.widgets.agreement import AgreementForm
from mentorbook.widgets.form import Form
from mentorbook.widgets.goals import GoalTracker
from mentorbook.widgets.history import HistoryPanel
from mentorbook.widgets.home import Home
from mentorbook.widgets.meeting import MeetingPage
from mentorbook.widgets.page import Page, page
from mentorbook.widgets.reflection import ReflectionJournal
from mentorbook.widgets.report import ReportPanel
from mentorbook.widgets.start import Start

__all__ = [
    "AgreementForm",
    "Form",
    "GoalTracker",
    "HistoryPanel",
    "Home",
    "Page",
    "MeetingPage",
    "ReflectionJournal",
    "ReportPanel",
    "Start",
    "page",
]
