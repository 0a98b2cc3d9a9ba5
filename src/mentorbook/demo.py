"""A realistic, half-way workbook to look at: Sam and Alex, seven weeks in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from mentorbook import library
from mentorbook.library import Book

PASSPHRASE = "four words are enough"  # noqa: S105 - an example
"""Opens what the mentee of the example keeps private: there is nothing to hide in it."""


def demo(path: Path) -> Path:
    """Make the workbook at `path`. Raises FileProblem where there is a file of this name already."""
    start = date.today() - timedelta(weeks=7)

    def day(weeks: float) -> str:
        return (start + timedelta(days=round(7 * weeks))).isoformat()

    with (
        library.create(
            path, mentor="Sam Okafor", mentee="Alex Rivera", journey="semester", start=day(0)
        ) as book,
        book.at_once(),
    ):
        book.keep_private("mentee", PASSPHRASE)
        _profiles(book)
        _agreement(book, day(0), day(8), day(16))
        goals = _goals(book, day)
        _reflections(book, day, goals)
    return path


def _fill(book: Book, prefix: str, answers: dict[str, Any], by: str) -> None:
    for field, value in answers.items():
        book.set(f"{prefix}/{field}", value, by=by)


def _profiles(book: Book) -> None:
    _fill(book, "profile/mentee", {
        "name": "Alex Rivera", "role_now": "Developer on the platform team", "field": "Backend services",
        "experience_years": 4, "languages": "English, Spanish",
        "story": "Studied biology, fell into scripting in the lab, and stayed.",
        "kinds": ["career"], "hope_to_gain": "To lead a small team without burning out, and to find out if I want to.",
        "aspirations": "Leading a team of five, or knowing for sure that I would rather not.",
        "want_help_with": ["leadership", "communication"], "time_zone": "Europe/London",
        "good_days": ["mon", "thu"], "good_times": ["afternoon"], "reply_time": "one-day",
        "directness": 4, "thinking": 2, "planning": 3, "learning": ["doing", "talking"],
    }, "mentee")  # fmt: skip
    book.add("profile/mentee/strengths", {
        "what": "Explaining hard things plainly", "sources": ["feedback", "mentor"],
        "example": "The outage write-up that the whole floor read.",
    }, by="mentee")  # fmt: skip
    book.add("profile/mentee/growth", {"what": "Letting a silence be", "sources": ["me"]}, by="mentee")
    _fill(book, "profile/mentor", {
        "name": "Sam Okafor", "role_now": "Head of engineering, logistics", "field": "Leading teams",
        "experience_years": 17, "languages": "English, French",
        "story": "Three companies, two of which no longer exist. I learned most in the one that went under.",
        "kinds": ["career", "life"], "hope_to_gain": "To get better at asking than at telling.",
        "can_help_with": ["leadership", "network"], "time_zone": "Europe/London",
        "good_days": ["thu"], "good_times": ["afternoon"], "reply_time": "two-days",
        "directness": 3, "thinking": 4, "planning": 4,
    }, "mentor")  # fmt: skip
    book.set("profile/in_common", "We both came to this work by accident, and both run.", by="mentee")


def _agreement(book: Book, start: str, middle: str, end: str) -> None:
    _fill(book, "agreement", {
        "mentee_name": "Alex Rivera", "start_date": start, "end_date": end, "meetings_planned": 8,
        "meetings_minimum": 6, "formality": "informal",
        "purpose": "Find out whether leading a team is what Alex wants, by leading a small piece of one.",
        "kinds": ["career"], "focus_areas": ["leadership", "communication"],
        "mentee_hopes": "A clear yes or no to leading, and the first habits for it.",
        "expect_of_mentor": ["honest-feedback", "confidential"], "mentee_will": ["prepare", "follow-through"],
        "shared_lead": "mentor-first", "meeting_frequency": "weekly", "meeting_length": 45,
        "meeting_day": "thu", "meeting_time": "16:00", "meeting_time_zone": "Europe/London",
        "meeting_place": "video", "who_arranges": "mentee", "who_sets_agenda": "mentee",
        "cancel_notice": 24, "if_missed": "same-week", "between_channels": ["email"],
        "mentee_reply": "one-day", "confidentiality": "all",
        "confidentiality_exceptions": ["danger", "law", "agreed"], "tell_first": True,
        "boundaries": ["money", "jobs", "errands"], "feedback_to_mentee": "at-once",
        "disagreement": ["say-soon", "facts"], "success_mentee": "Six stand-ups led without anyone stepping in.",
        "first_activities": ["invite-events", "share-lessons"], "midpoint_date": middle,
        "no_fault_exit": True, "exit_how": "talk",
        "planned_ending": "A last walk, a list of what changed, and a decision about coffee.",
    }, "mentee")  # fmt: skip
    _fill(book, "agreement", {
        "mentor_name": "Sam Okafor",
        "mentor_hopes": "To be useful to someone at the point where I once had nobody to ask.",
        "expect_of_mentee": ["committed", "honest-and-open"], "mentor_will": ["be-present", "offer-feedback"],
        "meeting_frequency": "two-weekly", "if_missed": "talk", "mentor_reply": "two-days",
        "feedback_to_mentor": "end", "success_mentor": "I talk less than half of the time.",
    }, "mentor")  # fmt: skip
    book.add("agreement/responsibilities", {"what": "Notes", "who": "mentee"}, by="mentee")
    book.sign("agreement", by="mentor", name="Sam Okafor")


def _goals(book: Book, day: Any) -> list[str]:
    lead = book.add("goals", {
        "title": "Lead the Monday stand-up on my own", "owner": "mentee", "status": "active", "kind": "learning",
        "why": "It is the smallest real piece of leading a team.", "frame": "smart",
        "smart_specific": "Open it, keep it to 15 minutes, close it with who does what.",
        "smart_measurable": "Six stand-ups led without Sam or Priya stepping in.",
        "smart_achievable": "The slot is there. Priya has said yes.",
        "start_date": day(1), "target_date": day(12), "confidence": 7, "commitment": 9,
        "one_higher": "One stand-up where something goes wrong, and I still close it.",
    }, by="mentee")  # fmt: skip
    measure = book.add(f"goals/{lead}/measures", {
        "name": "Stand-ups led alone", "unit": "stand-ups", "baseline": 0, "target": 6, "target_date": day(12),
    }, by="mentee")  # fmt: skip
    for weeks, value in ((2, 0), (3, 1), (4.5, 1), (6, 3)):
        book.add(f"goals/{lead}/readings", {
            "measure": [f"goals/{lead}/measures/{measure}"], "date": day(weeks), "value": value,
        }, by="mentee")  # fmt: skip
    steps = (("Watch one with a list of what Priya does", 2, True), ("Lead one with Priya in the room", 3, True),
             ("Lead three alone", 6, True), ("Look back with Sam: what changed for the team?", 8, False))  # fmt: skip
    for title, weeks, done in steps:
        answers = {"title": title, "due": day(weeks)} | (
            {"done": True, "done_on": day(weeks)} if done else {}
        )
        book.add(f"goals/{lead}/milestones", answers, by="mentee")
    book.add(f"goals/{lead}/obstacles", {
        "what": "The stand-up turns into a debate", "if": "two people start solving a problem",
        "then": "say “after this, you two and me”, and go on to the next name",
    }, by="mentee")  # fmt: skip
    book.add(f"goals/{lead}/updates", {
        "date": day(6), "note": "Led two this week, one of them unplanned. Fourteen minutes.", "progress": 50, "confidence": 7,
    }, by="mentee")  # fmt: skip
    book.add(f"goals/{lead}/comments", {
        "date": day(6.3), "note": "What did you do differently in the good one?",
    }, by="mentor")  # fmt: skip
    rest = book.add("goals", {
        "title": "Keep Friday afternoon free", "owner": "mentee", "status": "active", "frame": "real",
        "why": "I think best with nothing in the calendar.", "target_date": day(13), "confidence": 5, "commitment": 7,
    }, by="mentee")  # fmt: skip
    book.add(
        f"goals/{rest}/measures",
        {"name": "Free Fridays", "unit": "Fridays", "baseline": 0, "target": 4},
        by="mentee",
    )
    review = book.add("goals", {
        "title": "Show work at the design review", "owner": "mentee", "status": "not-started",
        "why": "To be seen outside my own team.", "target_date": day(15),
    }, by="mentee")  # fmt: skip
    asked = book.add("goals", {
        "title": "Ask before I advise, three times a meeting", "owner": "mentor", "status": "achieved",
        "why": "Alex gets there alone when I let it happen.", "target_date": day(8), "achieved_on": day(6),
        "evidence": "Alex counted.",
    }, by="mentor")  # fmt: skip
    return [lead, rest, review, asked]


def _reflections(book: Book, day: Any, goals: list[str]) -> None:
    told = (
        ("mentee", 2, "Our first meeting", "good", "I said what I am afraid of.", "I talked over you twice.", "Write three questions before the next one.", "people", "done", True),
        ("mentor", 2, "Our first meeting", "good", "Listening to the whole story first.", "I gave advice too early.", "Two questions before any advice.", "skill", "done", True),
        ("mentee", 4, "First stand-up alone", "mixed", "It was over in fourteen minutes.", "Priya took it back at the end.", "Ask Priya to sit at the back.", "courage", "done", True),
        ("mentor", 4, "After meeting two", "mixed", "Silence. Alex found the next step without me.", "I ran over by ten minutes.", "Set a timer where both can see it.", "time", "open", True),
        ("mentee", 6, "The unplanned one", "good", "I stopped filling the silence. Two people spoke who never do.", "I wrote nothing down while it was fresh.", "A note to myself right after each stand-up.", "people", "open", True),
        ("mentee", 6.5, "On the way home", "hard", "I noticed it.", "I am not sure this role is where I want to be next year.", "Talk about it with Sam, or wait?", "plan", "", False),
    )  # fmt: skip
    for by, weeks, title, tone, worked, did_not, then, theme, status, shared in told:
        row = book.add("reflections", {
            "title": title, "date": day(weeks), "variant": "three", "tone": tone, "worked": worked,
            "did_not": did_not, "next": then, "theme": [theme], "sharing": "shared" if shared else "private",
        }, by=by)  # fmt: skip
        if status:
            due = day(weeks + 0.8) if status == "done" else day(weeks + 0.6 if by == "mentor" else 8)
            answers = {
                "what": then,
                "owner": by,
                "due": due,
                "status": status,
                "came_from": [f"reflections/{row}"],
            }
            book.add("actions", answers | ({"done_on": due} if status == "done" else {}), by=by, row=row)
    book.add("actions", {
        "what": "Introduce Alex to the data team lead", "owner": "mentor", "due": day(9), "status": "open",
        "goal": [f"goals/{goals[2]}"],
    }, by="mentor")  # fmt: skip
