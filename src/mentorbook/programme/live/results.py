"""What a session came to, to take along: a table, and a document to print. No answer has a name in either."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from mentorbook.messages import say
from mentorbook.programme.live.asking import Question
from mentorbook.programme.live.session import Session
from mentorbook.programme.live.wall import Results
from mentorbook.reports.habits import Habits, one_line
from mentorbook.reports.outline import Block, Heading, Outline, Part, Table
from mentorbook.reports.tables import FORMULA

COLUMNS = ("number", "part", "question", "kind", "answer", "count", "group", "hidden")


def file_name(session: Session, to: str) -> str:
    """What the file is called."""
    bare = (
        re.sub(r"[^\w]+", "-", f"{session.title} {str(session.get('run/opened'))[:10]}").strip("-_").lower()
    )
    return f"{bare[:60] or 'session'}.{to}"


def to_csv(session: Session) -> str:
    """One line an answer, or an option with how many chose it. A text that begins like a formula has an apostrophe
    put in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number, question, found in _answered(session):
        start = (str(number), _part(session, question), question.text, question.response)
        for id_, label, count in found.bars:
            label = _point(id_, label) if question.points else label
            writer.writerow(map(_harmless, (*start, label, str(count), "", "")))
        for card in found.cards:
            hidden = "yes" if card.hidden else ""
            writer.writerow(map(_harmless, (*start, card.text, str(card.count), card.group, hidden)))
    return out.getvalue()


def to_outline(session: Session, habits: Habits) -> Outline:
    """The document: a part a question. What was kept off the wall is left out."""
    opened = habits.day(str(session.get("run/opened"))[:10])
    parts = [
        Part(question.id, one_line(question.text), "", tuple(_blocks(question, found)))
        for _, question, found in _answered(session)
    ]
    return Outline(
        title=say("session.report.title"),
        subtitle=one_line(session.title),
        names={},
        facts=((say("session.report.on"), opened), (say("session.report.asked"), str(len(parts)))),
        made=say("session.report.made"),
        language=habits.tag,
        parts=tuple(parts),
    )


def _answered(session: Session) -> Iterator[tuple[int, Question, Results]]:
    asked = [question for question in session.questions if question.answered]
    for number, question in enumerate(asked, start=1):
        yield number, question, session.results(question)


def _part(session: Session, question: Question) -> str:
    return next((str(part["title"]) for part in session.plan if part["id"] == question.segment), "")


def _blocks(question: Question, found: Results) -> Iterator[Block]:
    answers = say("session.answers", count=found.answers)
    mean = say("session.mean", mean=found.mean) if found.mean is not None else ""
    yield Heading(2, f"{answers} {mean}".strip())
    if found.bars:
        scale = bool(question.points)
        rows = tuple((_point(id_, label) if scale else label, str(count)) for id_, label, count in found.bars)
        columns = (say("session.report.option"), say("session.report.count"))
        yield Table("", columns, tuple((one_line(a), b) for a, b in rows), (0.8, 0.2))
    shown = [card for card in found.cards if not card.hidden]
    for group in dict.fromkeys(
        card.group for card in sorted(shown, key=lambda one: (not one.group, one.group))
    ):
        cards = tuple((card.text, str(card.count)) for card in shown if card.group == group)
        yield Table(group, (say("session.report.answer"), say("session.report.count")), cards, (0.85, 0.15))


def _point(id: str, label: str) -> str:
    return id if label == id else f"{id}: {label}"


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(FORMULA) else cell
