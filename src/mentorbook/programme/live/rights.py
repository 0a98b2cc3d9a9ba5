"""Who may write what in a live session, and in which of its two documents it lies."""

from __future__ import annotations

import re

from mentorbook.errors import PathError, RoleError
from mentorbook.messages import say

LEAD = "facilitator"
AUDIENCES = ("room", "answers")
# What the room holds: run/<what>, asked/<question> and asked/<question>/<closed or opened>, minutes/<segment>,
# wall/<question>, revealed/<question>, hidden/<question>/<answer>, group/<question>/<answer>.
_ROOM = re.compile(r"(run|asked|minutes|wall|hidden|group|revealed)(/[A-Za-z0-9_-]{1,64}){1,2}")
_ANSWER = re.compile(r"answers/([0-9a-f]{32})/[A-Za-z0-9_-]{1,64}")


def audience(path: str) -> str:
    """The document that `path` lies in.

    Raises:
        PathError: There is no such place in a session.
    """
    if _ANSWER.fullmatch(path):
        return "answers"
    if _ROOM.fullmatch(path):
        return "room"
    raise PathError("path.shape", path=path[:80])


def require(path: str, by: str) -> str:
    """Let `by` (the facilitator, or a participant's own id) write at `path`; returns the document it lies in.

    Raises:
        PathError: There is no such place. RoleError: It is not theirs: an answer is its writer's alone, not even
            the facilitator may change one; all else is the facilitator's.
    """
    where = audience(path)
    own = _ANSWER.fullmatch(path)
    if own and own[1] != by:
        raise RoleError("session.not_yours")
    if where == "room" and by != LEAD:
        raise RoleError("role.not_yours", label=path, who=say("person.facilitator"))
    return where
