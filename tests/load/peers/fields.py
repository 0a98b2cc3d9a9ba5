"""The form that every peer shows: thirty fields as an agreement has them, in the peer's own stock controls."""

from __future__ import annotations

TITLE = "Our agreement"
INTRODUCTION = "A good agreement is short. It says what each of you hopes for, and what stays between you."
HEARD = "Python has: "
"""Begins the line under the title by which a form answers: what Python knows of the first field."""

FIELDS: list[tuple[str, str, list[str]]] = [
    *(
        ("line", label, [])
        for label in (
            "Mentor",
            "Mentee",
            "Programme",
            "Facilitator",
            "Where we meet",
            "Where exactly",
            "Call or chat",
            "Telephone",
            "Quiet times",
            "Extra time",
            "Who keeps notes",
            "Where notes are",
            "Who invites",
            "Who to ask",
        )
    ),
    *(
        ("text", label, [])
        for label in (
            "What we want from this",
            "What each of us brings",
            "What stays between us",
            "Exceptions",
            "When something goes wrong",
            "How we end",
        )
    ),
    *(
        ("choice", label, ["", "Every week", "Every two weeks", "Every month", "When needed"])
        for label in ("How often", "How formal", "Who leads", "Agenda ahead", "Look back", "How long")
    ),
    *(("number", label, []) for label in ("Meetings planned", "Minutes a meeting")),
    *(("tick", label, []) for label in ("In both calendars", "Read and accepted")),
]
"""Kind, label and options: 14 lines, 6 texts, 6 choices, 2 numbers, 2 ticks."""
