"""A live session in a notebook: what the facilitator leads it with, the wall, and a participant's page."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets as t

from mentorbook.errors import MentorbookError
from mentorbook.messages import ROOM
from mentorbook.programme.live.asking import Question
from mentorbook.programme.live.session import Session
from mentorbook.widgets._base import Widget
from mentorbook.widgets.page import Page


class InSession(Widget):
    """A part of a live session.

    Args:
        page: The page that it talks through; one of its own, to use it by itself in one cell, if left out.
    """

    groups: ClassVar[tuple[str, ...]] = ROOM
    view = t.Unicode(help="the part of the notebook it belongs to; its own name if left out").tag(sync=True)

    def __init__(self, page: Page | None = None, **kwargs: Any) -> None:
        self._alone = Page(optional=True) if page is None else None
        self._bridge = page or self._alone
        kwargs.setdefault("view", type(self).name)
        super().__init__(page=self._bridge, **kwargs)
        if self._bridge is not None:
            self._bridge.speak(self.groups)

    @property
    def session(self) -> Session | None:
        """The session that is open on the page."""
        return self._bridge.live.session if self._bridge is not None else None

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if self._alone is not None:
            from IPython.display import display

            display(self._alone)  # type: ignore[no-untyped-call]
        return super()._repr_mimebundle_(**kwargs)


class RunSheet(InSession):
    """Leads a session: its run sheet and clock, the way in for participants, questions to the room, results."""

    name = "runsheet"

    def push(self, question: Question | str) -> Question:
        """Put a question on every screen of the session that is open on the page; the page follows by itself.

        Raises:
            MentorbookError: No session is open there, or it is led by somebody else.
        """
        session = self.session
        if session is None:
            raise MentorbookError("session.none")
        return session.push(question)


class ResponseWall(InSession):
    """The answers of the room, live and without names.

    Args:
        screen: Whether it is for everybody to see, without the facilitator's tools.
    """

    name = "wall"

    screen = t.Bool(False, help="for everybody to see, without tools").tag(sync=True)


class Participant(InSession):
    """One person in the room: joins by a code, sees what is asked, answers. In the facilitator's tab, a screen."""

    name = "participant"
