"""Live sessions: a facilitator leads a room through a run sheet, and what people answer appears on a wall.

A session is two documents in the store: the *room* (the plan, the clock, what is asked and what is shown), which
the facilitator alone writes, and the *answers*, of which everybody writes their own.
"""

from mentorbook.programme.live.asking import Question
from mentorbook.programme.live.session import Session, join, known, lead, openings, start

__all__ = ["Question", "Session", "join", "known", "lead", "openings", "start"]
