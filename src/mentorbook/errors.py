"""The few errors a reader of mentorbook can meet. Each says what happened and what to do."""

from __future__ import annotations

from mentorbook.messages import say


class MentorbookError(Exception):
    """Something is wrong with what was given; nothing has been changed.

    The message is one plain sentence or two from the catalogue: what happened, and what to do.

    Args:
        key: The catalogue key of the message.
        params: What the message names (a file, a field, what was typed).
    """

    def __init__(self, key: str, **params: object) -> None:
        self.key = key
        self.params = params
        super().__init__(say(key, **params))


class PathError(MentorbookError):
    """No such form, field, person or row."""


class ValueProblem(MentorbookError):
    """What was typed does not fit the field."""


class RoleError(MentorbookError):
    """This field is someone else's to fill in."""


class FileProblem(MentorbookError):
    """A workbook file is missing, damaged, foreign, newer or cannot be written."""


class LinkProblem(MentorbookError):
    """A link or a passphrase does not open this; the message says why, and nothing about what is there."""


class StoreError(MentorbookError):
    """The words could not be put on disk; they are kept in memory and go with the next try."""


class PackError(MentorbookError):
    """A content pack has mistakes; the message lists each with file, line and what to do."""
