"""What cannot be meant: a sentence beside the field says so, what was typed is still there, and no more than that is kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from people import Person, make, stored

import mentorbook

TODAY = date.today()
LONG_AGO = "2001-02-03"
GAP = "2031-03-30"  # on which clocks in London are put forward from 1:00 to 2:00
ROWS = 500


def days(count: int) -> str:
    return (TODAY + timedelta(days=count)).isoformat()


def advised(person: Person, path: str, words: str) -> None:
    """Until a sentence stands under the field, and belongs to it for who hears the page."""
    field = person.field(path)
    line = field.locator(".advice, .error").filter(has_text=re.compile(words))
    line.wait_for()
    control = field.locator("input, select, textarea").first
    assert line.get_attribute("id") in (control.get_attribute("aria-describedby") or ""), path


def said_in(form: Any, label: str, words: str) -> None:
    """The same in a form that keeps nothing before it is sent."""
    control = form.get_by_label(label, exact=True)
    form.locator(f".field:has(#{control.get_attribute('id')})").get_by_text(words).wait_for()


def test_what_cannot_be_meant_is_said_beside_its_field(server, visit, request):
    book = make(server.data, request.node.name)
    with mentorbook.open(book) as opened, opened.at_once():
        goal = f"goals/{opened.add('goals', {'title': 'Lead the stand-up', 'status': 'active', 'start_date': days(0)}, by='mentee')}"
        measure = (
            f"{goal}/measures/{opened.add(f'{goal}/measures', {'name': 'Led', 'baseline': 3}, by='mentee')}"
        )
        when = {"date": days(2), "start_time": "11:00", "time_zone": "Europe/London", "length": 60}
        meeting = f"meetings/{opened.add('meetings', {**when, 'status': 'planned'}, by='mentor')}"
        for number in range(ROWS):
            opened.add(f"{meeting}/agenda", {"what": f"Item {number + 1}", "minutes": 1}, by="mentor")
    ada = Person.at(visit, server, book, "mentee", timezone_id="Europe/London")
    kept: dict[str, Any] = {}

    def writes(path: str, value: str, words: str, *, keeps: Any = ...) -> None:
        """Types it, reads the sentence, and finds what was typed still there."""
        ada.write(path, value)
        advised(ada, path, words)
        ada.reads(path, value)
        kept[path] = value if keeps is ... else keeps

    # An end before the start, a day without a century, fewer than no minutes: in the agreement.
    ada.open_all()
    ada.write("agreement/start_date", days(0))
    writes("agreement/end_date", days(-3), "ends before it starts")
    writes("agreement/midpoint_date", "0026-01-05", "year", keeps=None)
    writes("agreement/meeting_length", "-30", "‘-30’ is too low. Write 0 or more", keeps=None)
    review = ada.add_row("agreement/review_dates")
    writes(f"{review}/date", LONG_AGO, "outside the time you agreed on")

    # Days before the partnership began.
    ada.go("Closing")
    writes("closure/date", LONG_AGO, "You would close before your partnership began, on")
    writes("closure/date", days(-1), "You would close before your partnership began, on")

    # A target that is the baseline, a goal to be reached before all began, a milestone and a reading before it starts.
    ada.go("Goals")
    goals = ada.page.locator(".mb-goals")
    goals.get_by_role("button", name=re.compile("Lead the stand-up")).first.click()
    writes(f"{measure}/target", "3", "The target is the same as now", keeps=3)
    writes(f"{goal}/target_date", LONG_AGO, "to be reached before it starts")
    ada.press("Add a milestone")
    form = goals.get_by_role("form", name="Add a milestone")
    form.get_by_label("Milestone").fill("Ask Priya")
    form.get_by_label("By").fill(days(-9))
    said_in(form, "By", "outside the time of the goal")
    form.get_by_role("button", name="Add it").click()
    goals.locator(".milestones .advice", has_text="outside the time of the goal").wait_for()
    ada.press("Add a reading")
    form = goals.get_by_role("form", name="Add a reading")
    form.get_by_label("Value").fill("2")
    form.get_by_label("Date").fill(days(-9))
    said_in(form, "Date", "before the goal's start")
    form.get_by_role("button", name="Add it").click()
    goals.locator("tbody .advice", has_text="before the goal's start").wait_for()

    # An action that would be due before all began: said while it is written, and in the list.
    ada.go("Meetings")
    meetings = ada.page.locator(".mb-meeting")
    ada.press("Add an action")
    form = meetings.locator("form.add-action")
    form.get_by_label("What").fill("Send the notes")
    form.get_by_label("By").fill(LONG_AGO)
    said_in(form, "By", "This would be due before your partnership began, on")
    form.get_by_role("button", name="Add it").click()
    meetings.locator(".actions .advice", has_text="due before your partnership began").wait_for()

    # A meeting before all began, in an hour that clocks leave out, shorter than nothing: not planned, nothing lost.
    ada.press("Open it")
    then = meetings.get_by_role("region", name="Next meeting")
    writes(f"{meeting}/next_date", LONG_AGO, "before your partnership began, on")
    then.get_by_role("button", name="Plan it").click()
    assert ada.words(f"{meeting}/next_date").evaluate("el => el === document.activeElement")
    ada.press("All meetings")
    ada.press("Plan a meeting")
    form = ada.page.get_by_role("form", name="Plan a meeting")
    given = {"About": "Career plan", "Date": LONG_AGO, "Starts": "01:30", "Length": "-30"}
    form.get_by_label("Time zone").select_option("Europe/London")
    for label, value in given.items():
        form.get_by_label(label, exact=True).fill(value)
    form.get_by_role("button", name="Plan it").click()
    said_in(form, "Date", "before your partnership began, on")
    said_in(form, "Length", "‘-30’ is too low. Write 0 or more.")
    assert {label: form.get_by_label(label, exact=True).input_value() for label in given} == given
    form.get_by_label("Date", exact=True).fill(GAP)
    form.get_by_label("Length", exact=True).fill("0")
    said_in(form, "Length", "A meeting ends after it starts.")
    form.get_by_label("Length", exact=True).fill("45")
    form.get_by_role("button", name="Plan it").click()
    said_in(form, "Starts", "clocks in London are put forward, and 01:30 does not exist")
    assert form.get_by_label("Starts").get_attribute("aria-invalid") == "true"
    form.get_by_label("Starts").fill("02:30")
    form.get_by_role("button", name="Plan it").click()
    form.wait_for(state="detached")

    # The same of a meeting that is there, and of the one after it; five hundred items are said to be many, and all there.
    ada.press("Open it")
    ada.see(
        f"{ROWS} items do not fit into one meeting. Keep those that matter most; nothing is taken away by itself."
    )
    ada.press("Change when and where")
    ada.write(f"{meeting}/date", GAP)
    writes(
        f"{meeting}/start_time",
        "01:30",
        "01:30 does not exist. Choose another time; as it stands, it would be 02:30",
    )
    writes(f"{meeting}/length", "-5", "‘-5’ is too low", keeps=60)
    ada.press("Add an item")
    form = meetings.locator("form.add-item")
    form.get_by_label("Item").fill("One more")
    form.get_by_label("Minutes").fill("-5")
    form.get_by_role("button", name="Add", exact=True).click()
    said_in(form, "Minutes", "‘-5’ is not a number of minutes. Write 10.")
    assert form.get_by_label("Item").input_value() == "One more"

    ada.saved()
    with stored(book) as opened:
        for path, value in kept.items():
            assert opened.get(path, viewer="mentee") == value, path
        assert len(opened.row_ids(f"{meeting}/agenda")) == ROWS
        assert [one["due"] for one in opened.rows(f"{goal}/milestones")] == [days(-9)]
        assert [one["date"] for one in opened.rows(f"{goal}/readings")] == [days(-9)]
        assert [one["due"] for one in opened.rows("actions")] == [LONG_AGO]
        (planned,) = [one for one in opened.rows("meetings") if f"meetings/{one['id']}" != meeting]
        assert [planned[name] for name in ("title", "date", "start_time", "length")] == [
            "Career plan",
            GAP,
            "02:30",
            45,
        ]
