"""The whole way, on each of the journeys: two people in two browsers, from the front page to the closing, by what they see."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from people import Person, stored
from test_activities import RATINGS, point
from test_report import made, read

from mentorbook.content.loader import builtin
from mentorbook.workbook.journeys import standing

JOURNEY = ".mb-journey:has(.stage):visible"


class Way(NamedTuple):
    """One journey, who goes it, and what they do differently from the others."""

    journey: str
    mentor: str
    mentee: str
    meeting: str  # "held" from planning to closing, or "logged" afterwards
    export: str
    pulse: bool = False


WAYS = [
    Way("four-week", "Maria Mitchell", "Vera Rubin", "logged", "md"),
    Way("relationship-stages", "Emmy Noether", "Olga Taussky", "held", "docx"),
    Way("five-steps", "Lise Meitner", "Wu Jianxiong", "logged", "html", pulse=True),
    Way("semester", "Annie Cannon", "Cecilia Payne", "held", "pdf"),
]
GOAL, REASON, NOTES = (
    "Give a talk to strangers",
    "They ask what friends do not",
    "We drew the talk on a napkin",
)
LEARNED, THANKS, OUTCOME = "I looked at the last row", "Thank you for the napkin", "Forty people stayed"


@pytest.mark.parametrize("way", WAYS, ids=[way.journey for way in WAYS])
def test_a_pair_goes_the_whole_way(server: Any, visit: Any, way: Way) -> None:
    mentor, mentee, book = begin(server, visit, way)
    agree(mentor, mentee, way)
    set_a_goal(mentee, mentor)
    (meet if way.meeting == "held" else log_a_meeting)(mentor, mentee)
    reflect(mentee, mentor)
    if way.pulse:
        take_the_pulse(mentor, mentee)
    go_through(mentor, mentee, builtin().journeys[way.journey])
    close(mentor, mentee)

    mentee.go("Report")
    words = read(way.export, made(mentee, way.export))
    for written in (
        GOAL,
        REASON,
        NOTES,
        LEARNED,
        THANKS,
        OUTCOME,
        way.mentor,
        builtin().journeys[way.journey].title,
    ):
        assert written in words, f"the report leaves out “{written}”"
    with stored(book) as opened:
        assert [signature.by for signature in opened.signatures("agreement")] == ["mentor", "mentee"]
        where = standing(opened)
        assert where is not None
        assert where.stage == builtin().journeys[way.journey].stages[-1].id
        assert opened.get("closure/closed") is True


def begin(server: Any, visit: Any, way: Way) -> tuple[Person, Person, Path]:
    """One starts the workbook and chooses the journey; the other finds it on the front page."""
    before = set(server.data.iterdir())
    page = visit(server.page("index"), accept_downloads=True)
    page.get_by_label("Your name").fill(way.mentor)
    page.get_by_label("Their name").fill(way.mentee)
    page.get_by_role("radio", name="Mentor", exact=False).first.press("Space")
    page.get_by_label("How long").select_option(label=builtin().journeys[way.journey].title)
    page.get_by_role("button", name="Start our workbook").click()
    page.wait_for_url("**/partnership.ipynb*")
    mentor = Person(page, "mentor")
    mentor.arrive()
    other = visit(server.page("index"), accept_downloads=True)
    name = way.mentee.split()[0]
    other.locator(".book", has_text=way.mentee).get_by_role("button", name=f"I am {name}").click()
    other.wait_for_url("**/partnership.ipynb*")
    mentee = Person(other, "mentee")
    mentee.arrive()
    (book,) = [file for file in set(server.data.iterdir()) - before if file.suffix == ".mentorbook"]
    return mentor, mentee, book


def agree(mentor: Person, mentee: Person, way: Way) -> None:
    """Each answers what is needed of them, and signs."""
    for person in (mentor, mentee):
        person.go("Agreement")
        person.open_all()
        for spec in builtin().forms["agreement"].fields():
            if (
                spec.required == "sign"
                and not spec.view_of
                and spec.who in ((person.role, "together") if person is mentee else (person.role,))
            ):
                answer(person, f"agreement/{spec.id}", spec)
    mentee.write("agreement/purpose", "To speak before strangers")
    mentee.saved()
    for person, name in ((mentor, way.mentor), (mentee, way.mentee)):
        person.page.get_by_label("Your full name").fill(name)
        person.press(re.compile("^Sign version 1"))
        person.see("You have signed version 1.")
    mentor.page.locator(".signature .line").get_by_text(way.mentee).wait_for()


def answer(person: Person, path: str, spec: Any) -> None:
    """What comes first of a choice; else some words, a number, a day."""
    place = person.field(path)
    if spec.type in ("choice", "multi", "yesno"):
        if place.locator("select").count():
            place.locator("select").first.select_option(index=1)
        else:
            place.locator("input").first.press("Space")
        return
    later = date.today() + timedelta(days=90 if spec.id == "end_date" else 45 if "midpoint" in spec.id else 0)
    given = {"number": "45", "date": later.isoformat()}
    person.write(path, given.get(spec.type, f"As we said of {spec.label.lower()}"))


def set_a_goal(mentee: Person, mentor: Person) -> None:
    """The mentee writes it; the mentor says something on it."""
    mentee.go("Goals")
    mentee.press(re.compile("Write.*goal|New goal"))
    title = mentee.page.locator(".field[data-path^='goals/'][data-path$='/title']").first
    goal = title.get_attribute("data-path").removesuffix("/title")
    mentee.write(f"{goal}/title", GOAL)
    mentee.write(f"{goal}/why", REASON)
    mentee.choose(f"{goal}/status", "Working on it")
    mentee.saved()
    mentor.go("Goals")
    mentor.page.locator(".opener:visible", has_text=GOAL).click()
    log = mentor.page.locator("form.small-form:visible", has_text="Your comment")
    log.locator("textarea:visible").fill("Who sits in the last row?")
    log.get_by_role("button", name="Add the comment").click()
    mentee.page.locator(".mb-goals .log").get_by_text("Who sits in the last row?").wait_for()


def meet(mentor: Person, mentee: Person) -> None:
    """Planned, held with notes and an action, and closed."""
    mentee.go("Meetings")
    mentee.press("Plan a meeting")
    form = mentee.page.get_by_role("form", name="Plan a meeting")
    form.get_by_label("About").fill("The talk")
    form.get_by_label("Date").fill(date.today().isoformat())
    form.get_by_label("Starts").fill("23:00")
    form.get_by_label("Length").fill("30")
    form.get_by_role("button", name="Plan it").click()
    form.wait_for(state="detached")
    mentor.go("Meetings")
    for person in (mentor, mentee):
        person.press("Open it")
    notes = mentor.page.locator(".field[data-path^='meetings/'][data-path$='/notes']").first.get_attribute(
        "data-path"
    )
    mentor.write(notes, NOTES)
    mentee.reads(notes, NOTES)
    new = mentee.page.get_by_role("region", name="Actions from today")
    new.get_by_label("What").fill("Ask for the room")
    new.get_by_label("By").fill((date.today() + timedelta(days=7)).isoformat())
    new.get_by_role("button", name="Add it").click()
    mentor.page.get_by_role("region", name="Actions from today").get_by_text(
        "Ask for the room", exact=True
    ).wait_for()
    mentor.press("Close the meeting")
    mentee.see("This meeting is closed. What you write is still kept.")


def log_a_meeting(mentor: Person, mentee: Person) -> None:
    """Held without the page, and written down afterwards."""
    mentor.go("Meetings")
    mentor.press("Log one that took place")
    form = mentor.page.get_by_role("form", name="Log a meeting that took place")
    form.get_by_label("Date").fill(date.today().isoformat())
    form.get_by_label("Starts").fill("00:10")
    form.get_by_label("Length").fill("30")
    form.get_by_label("Held", exact=True).press("Space")
    form.get_by_role("button", name="Log it").click()
    form.wait_for(state="detached")
    notes = mentor.page.locator(".field[data-path^='meetings/'][data-path$='/notes']:visible")
    if not notes.count():
        mentor.page.locator(".past .opener").first.click()
    path = notes.first.get_attribute("data-path")
    mentor.write(path, NOTES)
    mentor.saved()
    mentee.go("Meetings")
    mentee.page.locator(".past .opener").first.click()
    mentee.reads(path, NOTES)


def reflect(mentee: Person, mentor: Person) -> None:
    mentee.go("Reflect")
    worked = mentee.page.locator(".field[data-path$='/worked']:visible").first.get_attribute("data-path")
    mentee.write(worked, LEARNED)
    mentee.press("Done")
    mentee.see(LEARNED, within=".mb-reflection .log")
    mentor.go("Reflect")
    mentor.see(LEARNED, within=".mb-reflection .log")


def take_the_pulse(mentor: Person, mentee: Person) -> None:
    """Both answer apart, and see both."""
    for person in (mentee, mentor):
        person.go("Checks")
    mentee.press("Begin a pulse check")
    first = mentee.page.locator("[data-path^='pulses/'][data-path$='/trust']").first
    pulse = first.get_attribute("data-path").removesuffix("/trust")
    for person, points in ((mentee, 5), (mentor, 4)):
        if person is mentor:
            person.press("Give your answers")
        for rating in RATINGS:
            point(person, f"{pulse}/{rating}", points)
        person.press("My answers are in")
    mentor.page.get_by_role("img", name=re.compile(r"I feel heard: You 4 ·.*5")).wait_for()


def go_through(mentor: Person, mentee: Person, journey: Any) -> None:
    """Stage after stage: each ticks a signal, one of them the exit points; they move on from the last but one."""
    for person in (mentor, mentee):
        person.go("Journey")
    for at, stage in enumerate(journey.stages):
        for person in (mentor, mentee):
            person.page.locator(".mb-journey:visible [aria-current=step]", has_text=stage.title).wait_for()
            person.page.locator(f"{JOURNEY} .stages button", has_text=stage.title).first.click()
            signal = next(
                one for one in stage.signals if one.who in ("both", person.role) and one.kind != "warn"
            )
            person.page.locator(JOURNEY).get_by_role("checkbox", name=signal.text).press("Space")
        for exit in stage.exits:
            mentee.page.locator(".exits").get_by_role("checkbox", name=exit.text).press("Space")
        mentor.page.wait_for_function(
            "() => [...document.querySelectorAll('.exits input')].every((one) => one.checked)"
        )
        if at + 1 < len(journey.stages):
            there = mentor.page.locator(
                ".mb-journey:visible [aria-current=step]", has_text=journey.stages[at + 1].title
            )
            if not there.count():
                mentor.press(re.compile(rf"Move to “{re.escape(journey.stages[at + 1].title)}”"))


def close(mentor: Person, mentee: Person) -> None:
    """An outcome for the goal, thanks, how to be in touch, what becomes of the record; then it is closed."""
    for person in (mentor, mentee):
        person.go("Closing")
        person.see("0 of 1 goal has an outcome.")
        person.open_all()
    result = mentee.page.locator("[data-path^='closure/outcomes/'][data-path$='/result']").first
    row = result.get_attribute("data-path").removesuffix("/result")
    mentee.choose(f"{row}/result", "What we hoped")
    mentee.write(f"{row}/evidence", OUTCOME)
    mentor.reads(f"{row}/evidence", OUTCOME)
    mentee.write("closure/date", date.today().isoformat())
    for person in (mentor, mentee):
        person.write("closure/thanks", THANKS if person is mentee else "Thank you for the last row")
        for field, choice in (("contact", "Be in touch now and then"), ("records", "Each keeps a copy")):
            person.choose(f"closure/{field}", choice)
        for field in ("thanks", "contact", "records"):
            person.field(f"closure/{field}").get_by_role("button", name="My answer is in").click()
    for person in (mentor, mentee):
        person.page.locator(".paper").get_by_text(THANKS).wait_for()
    mentee.field("closure/closed").locator("input").first.press("Space")
    mentee.saved()
