"""The journey, in two browsers: each ticks apart, both compare, they move, they go back, they change to another one."""

from __future__ import annotations

from typing import Any

import pytest
from people import Person, stored

import mentorbook
from mentorbook.workbook.journeys import standing

JOURNEY = ".mb-journey:has(.stage)"


@pytest.fixture
def book(server: Any, request: pytest.FixtureRequest) -> Any:
    path = server.data / f"{request.node.name}.mentorbook"
    mentorbook.create(
        path, mentor="Grace Hopper", mentee="Ada Lovelace", journey="relationship-stages", start="2026-03-02"
    ).close()
    return path


def both(visit: Any, server: Any, book: Any, view: str = "journey") -> list[Person]:
    people = [Person.at(visit, server, book, role, view=view) for role in ("mentor", "mentee")]
    for person in people:
        person.page.locator(JOURNEY if view == "journey" else ".mb-home .next").wait_for()
    return people


def box(person: Person, text: str) -> Any:
    return person.page.locator(JOURNEY).get_by_role("checkbox", name=text)


def here(person: Person, title: str) -> None:
    """Until the line says that they are in a stage."""
    person.page.locator(".mb-journey:visible [aria-current=step]", has_text=title).wait_for()


def stands(book: Any) -> str:
    with stored(book) as opened:
        found = standing(opened)
        assert found is not None
        return found.stage


def test_a_pair_ticks_apart_compares_moves_and_goes_back(server, visit, book):
    mentor, mentee = both(visit, server, book)
    signal, exit = "I know that this can work, and how.", "The areas to work on are named."
    for person in (mentor, mentee):
        here(person, "Creating the relationship")
        person.see("Find out whether and how this is going to work.")
    # Each ticks a signal that both have; the other sees it beside their own.
    box(mentor, signal).press("Space")
    row = mentee.page.locator(f"{JOURNEY} tr", has_text=signal)
    row.get_by_text("Grace ticked this").wait_for()
    assert not box(mentee, signal).is_checked()
    assert "apart" in row.get_attribute("class")
    box(mentee, signal).press("Space")
    mentor.page.locator(f"{JOURNEY} tr", has_text=signal).get_by_text("Ada ticked this").wait_for()
    # A signal of the other's is theirs to tick.
    assert box(mentor, "I look to my mentor to find out how this works.").count() == 0
    # A warning of one is seen by both.
    box(mentee, "I hold back what I really think.").press("Space")
    mentor.see("Stop and talk: something here does not feel right")
    # An exit point is ticked together, and taken away by either.
    box(mentor, exit).press("Space")
    mentee.page.wait_for_function(
        "text => [...document.querySelectorAll('.exits li')].some((li) => li.textContent.includes(text) && li.querySelector('input').checked)",
        arg=exit,
    )
    mentee.see("Ticked by Grace")
    for person in (mentor, mentee):
        person.saved()
    with stored(book) as opened:
        answers = opened.answers("journey/creating/r1")
        assert [answers[person].value for person in ("mentor", "mentee")] == [True, True]
        assert opened.get("journey/creating/x3") is True
        assert opened.answers("journey/creating/w1")["mentor"] is None
    # They leave with two points open, and are told which; nothing more. Then on, and back.
    mentee.press("Move to “Building on it”")
    for person in (mentor, mentee):
        here(person, "Building on it")
    mentee.see("Left open in “Creating the relationship”: “The agreement is complete and both accepted it.”")
    mentor.see("Do the work the agreement names.")
    mentor.press("Move to “Mastery and confidence”")
    here(mentee, "Mastery and confidence")
    mentee.press("Go back to “Building on it”")
    here(mentor, "Building on it")
    mentor.see("You were here until")
    mentee.saved()
    assert stands(book) == "building"
    with stored(book) as opened:
        made = [(row["decision"], row["to_stage"]) for row in opened.rows("stage_checks")]
        assert made == [("move", "building"), ("move", "mastery"), ("back", "building")]
    # What was ticked is in the history, in the words that it was ticked by, and can be taken back from there.
    mentee.go("History")
    line = mentee.page.locator(".mb-history li", has_text=exit)
    line.get_by_text("Creating the relationship").wait_for()
    line.get_by_role("button", name="Empty it again").click()
    mentee.page.get_by_role("dialog").get_by_role("button").first.click()
    mentee.saved()
    mentor.page.locator(f"{JOURNEY} .stages button", has_text="Creating the relationship").click()
    mentor.page.wait_for_function(
        "() => [...document.querySelectorAll('.exits input')].every((one) => !one.checked)"
    )
    with stored(book) as opened:
        assert opened.get("journey/creating/x3") is None
    # Another stage is looked at without moving there.
    mentor.page.locator(f"{JOURNEY} .stages button", has_text="Moving on").click()
    mentor.see("Become independent of the mentor.")
    assert stands(book) == "building"


def test_a_stage_check_is_answered_apart_and_decides(server, visit, book):
    mentor, mentee = both(visit, server, book)
    mentor.press("Start a stage check")
    check = mentor.page.locator(".check").first
    check.wait_for()
    path = check.get_attribute("data-path")
    mentee.page.locator(f".check[data-path='{path}']").wait_for()
    for person, stage, ready in (
        (mentor, "Building on it", "Yes"),
        (mentee, "Creating the relationship", "Not yet"),
    ):
        field = person.field(f"{path}/date")
        if not field.locator("input").input_value():
            field.locator("input").fill("2026-03-20")
        person.choose(f"{path}/stage", stage)
        person.choose(f"{path}/ready", ready)
    mine = f"{path}/signals/creating-h2/answer"
    mentee.choose(mine, "Yes")
    options = mentee.field(f"{path}/stage").locator("option, label").count()
    assert options <= 6, "only the stages of this journey are offered"
    mentee.saved()
    mentee.press("My answers are in")
    mentor.see("Ada’s answers are in")
    assert mentor.page.locator(f"[data-path='{path}/decision']").locator("visible=true").count() == 0
    mentor.press("My answers are in")
    for person, theirs in ((mentor, "Creating the relationship"), (mentee, "Building on it")):
        person.theirs(f"{path}/stage").get_by_text(theirs).wait_for()
    mentor.choose(f"{path}/decision", "Move on")
    for person in (mentor, mentee):
        here(person, "Building on it")
    mentor.saved()
    assert stands(book) == "building"
    with stored(book) as opened:
        answers = opened.answers(mine)
        assert answers["mentee"].value == "yes"
        assert answers["mentor"] is None
    mentor.see("Decided: Move on")


def test_the_journey_is_changed_midway_and_nothing_is_lost(server, visit, book):
    with mentorbook.open(book) as opened:
        opened.set("journey/creating/x3", True, by="mentor")
        opened.set("agreement/purpose", "Lead a small team", by="mentee")
        opened.add("stage_checks", {"decision": "move", "to_stage": "mastery"}, by="mentor")
    mentor, mentee = both(visit, server, book)
    here(mentor, "Mastery and confidence")
    mentor.press("Change the journey")
    dialog = mentor.page.get_by_role("dialog", name="Change the journey")
    dialog.get_by_text("Nothing that either of you wrote is lost.").wait_for()
    dialog.get_by_role("radio", name="Four weeks").check()
    dialog.get_by_role("button", name="Take this journey").click()
    for person in (mentor, mentee):
        here(person, "Get ready")
    # A journey that counts in weeks says when, and has a plan to choose.
    mentee.see("From 9 March")
    mentee.page.get_by_role("radio", name="A career step").check(force=True)
    mentor.page.locator(".weeks").get_by_text("Mock interview").wait_for()
    mentor.saved()
    mentee.saved()
    with stored(book) as opened:
        assert opened.get("partnership/journey") == "four-week"
        assert opened.get("partnership/plan") == "four-week/career"
        assert opened.get("journey/creating/x3") is True
        assert opened.text("agreement/purpose") == "Lead a small team"
        assert len(opened.rows("stage_checks")) == 1
    mentee.press("Change the journey")
    mentee.page.get_by_role("radio", name="The stages of a relationship").check()
    mentee.press("Take this journey")
    for person in (mentor, mentee):
        here(person, "Mastery and confidence")


def test_home_leads_to_a_stage_by_keyboard(server, visit, book):
    mentor = Person.at(visit, server, book, "mentor", view="home")
    here(mentor, "Creating the relationship")
    stage = mentor.page.locator(".mb-journey:visible .stages a", has_text="Mastery and confidence")
    stage.focus()
    mentor.page.keyboard.press("Enter")
    mentor.see("The mentee does it, and drives.")
    assert "view=journey" in mentor.page.url
    # The question of the day, and another.
    words = mentor.page.locator(".question blockquote")
    before = words.inner_text()
    mentor.press("Another question")
    assert words.inner_text() != before
