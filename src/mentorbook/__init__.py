"""mentorbook: interactive mentoring notebooks.

`create` and `open` give a workbook; `page` and the widgets put it into a notebook. Everything is loaded
on first use, so that ``import mentorbook`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorbook.library import create, open
    from mentorbook.widgets import (
        ActivityBoard,
        AgreementForm,
        CertificateCheck,
        Checks,
        ClosurePage,
        CourseHome,
        Exercise,
        FirstConversation,
        Form,
        GoalTracker,
        HistoryPanel,
        Home,
        JourneyRail,
        MatchingPanel,
        MeetingPage,
        Page,
        Participant,
        ProgrammeConsole,
        PulseCheck,
        Quiz,
        ReflectionJournal,
        ReportPanel,
        ResponseWall,
        RolePlay,
        RunSheet,
        SkillsCheck,
        Start,
    )
    from mentorbook.widgets.page import page

__version__ = "0.1.0"
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
    "create",
    "open",
    "page",
]

_LIBRARY = ("create", "open")


def __getattr__(name: str) -> Any:
    if name in __all__:
        module = "mentorbook.library" if name in _LIBRARY else "mentorbook.widgets"
        return getattr(import_module(module), name)
    raise AttributeError(f"module 'mentorbook' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
