"""The widgets: one module each, named as its folder in ``widgets/``."""

from mentorbook.widgets.activities import ActivityBoard
from mentorbook.widgets.agreement import AgreementForm
from mentorbook.widgets.certificate import CertificateCheck
from mentorbook.widgets.checks import Checks
from mentorbook.widgets.closure import ClosurePage
from mentorbook.widgets.course import CourseHome
from mentorbook.widgets.exercise import Exercise
from mentorbook.widgets.first import FirstConversation
from mentorbook.widgets.form import Form
from mentorbook.widgets.goals import GoalTracker
from mentorbook.widgets.history import HistoryPanel
from mentorbook.widgets.home import Home
from mentorbook.widgets.journey import JourneyRail
from mentorbook.widgets.live import Participant, ResponseWall, RunSheet
from mentorbook.widgets.matching import MatchingPanel
from mentorbook.widgets.meeting import MeetingPage
from mentorbook.widgets.page import Page, page
from mentorbook.widgets.programme import ProgrammeConsole
from mentorbook.widgets.pulse import PulseCheck
from mentorbook.widgets.quiz import Quiz
from mentorbook.widgets.reflection import ReflectionJournal
from mentorbook.widgets.report import ReportPanel
from mentorbook.widgets.roleplay import RolePlay
from mentorbook.widgets.skills import SkillsCheck
from mentorbook.widgets.start import Start

__all__ = [
    "ActivityBoard",
    "AgreementForm",
    "CertificateCheck",
    "Checks",
    "ClosurePage",
    "CourseHome",
    "Exercise",
    "FirstConversation",
    "Form",
    "GoalTracker",
    "HistoryPanel",
    "Home",
    "JourneyRail",
    "MatchingPanel",
    "MeetingPage",
    "Page",
    "Participant",
    "ProgrammeConsole",
    "PulseCheck",
    "Quiz",
    "ReflectionJournal",
    "ReportPanel",
    "ResponseWall",
    "RolePlay",
    "RunSheet",
    "SkillsCheck",
    "Start",
    "page",
]
