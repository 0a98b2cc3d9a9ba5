"""A programme to look at: thirty pairs, four weeks in, each at another point."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from mentorbook import sharing
from mentorbook.library import Book
from mentorbook.programme import invitations, signals, survey
from mentorbook.programme.matching import match
from mentorbook.programme.people import Person
from mentorbook.programme.record import Programme
from mentorbook.store.slots import Link

MENTORS = (
    "Dana Whitlock", "Rosa Lindqvist", "Imani Clarke", "Sam Okafor", "Mei Tanaka", "Pieter Claes", "Grace Oyelaran",
    "Henrik Dahl", "Lucia Romano", "Farid Nasser", "Anneke Visser", "Tom Hanley", "Priya Raman", "Joao Pereira",
    "Katarina Novak", "Olu Adeyemi", "Marta Kowalska", "Ian McBride", "Yuki Sato", "Elena Petrova", "Carlos Medina",
    "Brigitte Roux", "Ahmed Saleh", "Nora Lund", "Deepa Menon", "Viktor Horvat", "Siobhan Kelly", "Kofi Mensah",
    "Laura Bianchi", "Emil Berg",
)  # fmt: skip
MENTEES = (
    "Yusuf Demir", "Ben Achterberg", "Jonas Weber", "Alex Rivera", "Ola Brandt", "Nadia Haddad", "Tomas Vega",
    "Aisha Rahman", "Chloe Martin", "Ravi Shah", "Linh Tran", "Ewa Zielinska", "Mateo Silva", "Hana Kim",
    "Oskar Nilsson", "Zainab Bello", "Luca Ferri", "Maya Cohen", "Arjun Patel", "Sofia Costa", "Ines Duarte",
    "Karim Aziz", "Julia Maier", "Noah Smit", "Amara Diallo", "Petra Svoboda", "Leo Fischer", "Fatima Zahra",
    "Daniel Osei", "Greta Holm",
)  # fmt: skip
TOPICS = ("leadership", "communication", "career-plan", "confidence", "network", "study", "settling-in")
TEAMS = ("Research", "Sales", "Care", "Design", "Finance")
WAITING = (
    ("Rita Solberg", "mentor"),
    ("Omar Haddou", "mentee"),
    ("Vera Lang", "mentor"),
    ("Tim Becker", "mentee"),
)
WEEKS = 4
BEST = (
    "Somebody who asked before advising.", "An hour a week that was mine.", "Seeing how another team thinks.",
    "We said the hard things early.", "The questions on the cards.", "Being allowed not to know.",
)  # fmt: skip
IMPROVE = ("Begin with both managers in the room.", "Fewer forms in the first week.", "More time.")
SURVEYED = 24
"""Pairs of whom at least one has sent the programme's survey already."""


def sample(folder: Path) -> tuple[Path, Link]:
    """Make the programme in the database of `folder`; returns that database, and the link that opens it."""
    today = date.today()
    start = today - timedelta(weeks=WEEKS)
    with Programme.create(
        folder,
        name="Spring cohort",
        journey="semester",
        start=str(start),
        end=str(start + timedelta(weeks=12, days=-1)),
        contact="Iris Tan, iris.tan@example.org",
    ) as programme:
        programme.configure(
            {"additions": ["We have read the code of conduct.", "What should the programme know about us?"]}
        )
        people = [_person(number, role) for number in range(len(MENTORS)) for role in ("mentor", "mentee")]
        programme.take_on(people)
        found = match(people, programme.rules)
        programme.pair_all((pair.mentor.id, pair.mentee.id, pair.fit) for pair in found.pairs)
        programme.take_on(
            Person(id=f"waiting{n}", name=name, role=role, skills_offered=TOPICS[n : n + 2] if role == "mentor" else (),
                   skills_wanted=TOPICS[n - 1 : n + 1] if role == "mentee" else (), languages=("English",))
            for n, (name, role) in enumerate(WAITING)
        )  # fmt: skip
        invitations.invite(programme)
        pairs = programme.pairs()
        programme.set({f"pairs/{id_}": pair | {"invited": str(start)} for id_, pair in pairs.items()})
        with signals.Signals(folder) as told:
            for number, id_ in enumerate(pairs):
                _live(programme, id_, number, today, told)
        programme.stand(list(pairs)[-1], "paused")
        return sharing.database(folder), programme.link


def _person(number: int, role: str) -> Person:
    mentor = role == "mentor"
    name = (MENTORS if mentor else MENTEES)[number]
    topics = (TOPICS[number % 7], TOPICS[(number + 2) % 7])
    return Person(
        id=f"{role}{number}",
        name=name,
        role=role,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        skills_offered=topics if mentor else (),
        skills_wanted=() if mentor else topics,
        languages=("English",) if number % 3 else ("English", "Spanish"),
        availability=("morning",) if number % 2 else ("morning", "afternoon"),
        time_zone="Europe/Paris" if number % 4 else "Europe/London",
        experience_years=float(3 + number % 18) if mentor else None,
        team=TEAMS[number % 5] if mentor else TEAMS[(number + 2) % 5],
    )


def _live(programme: Programme, id_: str, number: int, today: date, told: signals.Signals) -> None:
    """Let a pair do what pairs do in four weeks: most get on, some have not begun."""
    if number % 10 == 2:  # neither has opened the invitation
        return
    with _enter(programme, id_, "mentor") as one:
        with one.at_once():
            _write(one, number, today)
            _answer(one, "mentor", number)
        signals.write(one, told, "mentor")
        _send(one, told, "mentor", number)
    if number % 10 == 7:  # one of them has not
        return
    with _enter(programme, id_, "mentee") as two:
        if number % 9 != 4:
            two.sign("agreement", by="mentee")
        if number % 15 == 5:
            two.set("fit/mentee/wants_facilitator", True, by="mentee")
        if number % 3 == 0:
            row = two.add("pulses", {"date": str(today)}, by="mentee")
            field = next(spec for spec in two.pack.forms["pulses"].fields() if spec.type == "scale5")
            two.set(f"pulses/{row.removeprefix('pulses/')}/{field.id}", 4, by="mentee")
        if number % 14 == 13:
            two.set(signals.SHARES, False, by="mentee")
        with two.at_once():
            _answer(two, "mentee", number)
        signals.write(two, told, "mentee")
        _send(two, told, "mentee", number)


def _answer(book: Book, person: str, number: int) -> None:
    """Fill in the survey, and rate the skills of one's role at both ends."""
    if number >= SURVEYED:
        return
    dice = random.Random(f"{person} {number}")  # noqa: S311 - the same each time, and nothing secret
    for spec in book.pack.forms[survey.FORM].fields():
        value: object = None
        if spec.id == "role":
            value = person
        elif spec.id == survey.QUOTE:
            value = dice.random() < 0.6
        elif spec.id in ("best", "improve"):
            words = BEST if spec.id == "best" else IMPROVE
            value = dice.choice(words) if dice.random() < 0.7 else None
        elif spec.type == "scale5" and dice.random() < (0.25 if spec.id == "aligned" else 0.9):
            value = dice.choice((2, 3, 4, 4, 4, 5, 5))
        elif spec.type == "scale10":
            value = dice.choice((5, 7, 8, 8, 9, 9, 10))
        elif spec.type == "number":
            value = dice.randint(2, 6)
        elif spec.type == "choice":
            value = dice.choice([option.id for option in spec.options])
        elif spec.type == "multi":
            value = dice.sample([option.id for option in spec.options], 3)
        if value is not None:
            book.set(f"{survey.FORM}/{person}/{spec.id}", value, by=person)
    rated = [spec for spec in book.pack.forms[survey.SKILLS].fields() if spec.who == person]
    before = {spec.id: dice.choice((1, 2, 2, 3, 3, 4)) for spec in rated if spec.type == "scale5"}
    after = {name: min(5, max(1, value + dice.choice((-1, 0, 1, 1, 2)))) for name, value in before.items()}
    today = date.today()
    for moment, day, ratings in (("before", today - timedelta(weeks=WEEKS), before), ("after", today, after)):
        book.add(
            survey.SKILLS, {"moment": moment, "date": str(day), "sharing": "private", **ratings}, by=person
        )


def _send(book: Book, told: signals.Signals, person: str, number: int) -> None:
    if number < SURVEYED and (number + (person == "mentee")) % 6:
        survey.send(book, told, person, skills=number % 4 > 0)


def _write(book: Book, number: int, today: date) -> None:
    for before in range(number % 4 if number % 8 else 0, WEEKS, 2):
        held = today - timedelta(days=7 * before + number % 5 + 1)
        book.add("meetings", {"date": str(held), "start_time": "10:00", "status": "held"}, by="mentor")
    if number % 3:
        book.add(
            "meetings",
            {"date": str(today + timedelta(days=2 + number % 9)), "start_time": "10:00", "status": "planned"},
            by="mentor",
        )
    statuses = [option.id for option in book.pack.forms["goals"].field("status").options]
    for place in range(number % 4):
        book.add(
            "goals",
            {
                "title": f"Goal {place + 1}",
                "owner": "mentor",
                "status": statuses[min(place, len(statuses) - 1)],
            },
            by="mentor",
        )
    if number % 5 == 1:
        due = today - timedelta(days=3)
        book.add(
            "actions",
            {"what": "Send the notes", "owner": "mentor", "due": str(due), "status": "open"},
            by="mentor",
        )
    book.set("agreement/meeting_length", 60, by="mentor")
    if number % 9 != 4:
        book.sign("agreement", by="mentor")
    stages = book.journey.stages if book.journey else ()
    for stage in stages[: number % 3]:
        for point in stage.exits:
            book.set(f"journey/{stage.id}/{point.id}", True, by="mentor")


def _enter(programme: Programme, id_: str, person: str) -> Book:
    where = sharing.database(programme.folder)
    link = sharing.claim(where, Link.parse(programme.pairs()[id_]["links"][person]))
    return sharing.open(where, link, pack=programme.pack)
