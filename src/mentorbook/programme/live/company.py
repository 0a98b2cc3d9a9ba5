"""How many are in the room: what the pages of a session tell each other, which lies in no document."""

from __future__ import annotations

import hashlib

from mentorbook.programme.live.session import Session
from mentorbook.store.presence import Presence

_PARTICIPANT = "in the room "


class Room:
    """One page's end of it. `page`: the page's own id."""

    def __init__(self, session: Session, page: str) -> None:
        self._presence = Presence(f"live session {session.id}", page)
        # One person at two devices is one; who, nobody can tell from this.
        one = hashlib.sha256(f"{session.id} {session.person}".encode()).hexdigest()[:16]
        self._role = "lead" if session.leads else _PARTICIPANT + one

    def here(self) -> None:
        """The page is looked at."""
        self._presence.here(self._role)

    def changed(self) -> bool:
        """Whether anybody has come, gone or said that they are still there."""
        return self._presence.changed()

    def people(self) -> int | None:
        """How many participants are here; None where that cannot be known."""
        others = self._presence.others()
        if others is None:
            return None
        return len({one.role for one in others if one.role.startswith(_PARTICIPANT)})

    def leave(self) -> None:
        """Nobody looks at the page any more."""
        self._presence.leave()

    def close(self) -> None:
        """The page is gone."""
        self._presence.close()
