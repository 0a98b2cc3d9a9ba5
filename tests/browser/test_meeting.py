"""A meeting from its planning to the next one: two people, each in a browser, one clock, one notebook."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from people import Person, make, stored

import mentorbook

SOON = date.today() + timedelta(days=2)
NEXT = SOON + timedelta(days=14)


def sheet(person: Person, name: str) -> Any:
    """A part of the page by its heading."""
    return person.page.get_by_role("region", name=name)


def clock(person: Person) -> Any:
    return person.page.get_by_role("timer")


def seconds(person: Person) -> int:
    """What the clock shows, in seconds."""
    minutes, rest = clock(person).inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def entries(book: Any) -> int:
    with sqlite3.connect(f"file:{book}?mode=ro", uri=True) as base:
        return int(base.execute("SELECT count(*) FROM entry").fetchone()[0])


def by_axe(person: Person) -> list[str]:
    found = Axe().run(person.page).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_a_meeting_from_planning_to_the_next(server, visit, request):
    book = make(server.data, request.node.name)
    with mentorbook.open(book) as opened:
        for field, value in {
            "meeting_frequency": "two-weekly",
            "meeting_length": 60,
            "meeting_time": "16:00",
            "meeting_time_zone": "Europe/London",
        }.items():
            opened.set(f"agreement/{field}", value, by="mentor")
        earlier = opened.add(
            "actions", {"what": "Ask Priya", "owner": "mentee", "status": "open"}, by="mentee"
        )
    grace = Person.at(visit, server, book, "mentor", view="meeting", timezone_id="Europe/London")
    ada = Person.at(
        visit, server, book, "mentee", view="meeting", timezone_id="Asia/Kolkata", reduced_motion="reduce"
    )

    # Planned: what was agreed is filled in; a day before the beginning is said at once, and nothing is lost by it.
    ada.press("Plan a meeting")
    form = ada.page.get_by_role("form", name="Plan a meeting")
    assert form.get_by_label("Length").input_value() == "60"
    form.get_by_label("About").fill("Career plan")
    form.get_by_label("Date").fill("2020-01-01")
    form.get_by_text("before your partnership began").wait_for()
    form.get_by_role("button", name="Plan it").click()
    assert form.get_by_label("Date").get_attribute("aria-invalid") == "true"
    assert form.get_by_label("About").input_value() == "Career plan"
    form.get_by_label("Date").fill(SOON.isoformat())
    form.get_by_role("button", name="Plan it").click()
    form.wait_for(state="detached")
    ada.see(re.compile(r"16:00 to 17:00, London time · .* for you"))
    grace.see("Next meeting: Career plan")
    assert grace.page.locator(".mb-meeting").get_by_text("for you").count() == 0, "Grace is in London"
    with stored(book) as opened:
        (row,) = opened.row_ids("meetings")
    meeting = f"meetings/{row}"

    # Prepared: each for themselves, both to be seen; a topic gets onto the agenda, the frame fits the length.
    for person in (ada, grace):
        person.press("Prepare")
    ada.write(f"{meeting}/wins", "I led the stand-up")
    topic = ada.add_row(f"{meeting}/topics")
    ada.write(f"{topic}/what", "Who speaks first?")
    grace.reads_theirs(f"{meeting}/wins", "I led the stand-up")
    grace.press("Use the conversation frame")
    ada.press("Put the topics on the agenda")
    agenda = grace.page.get_by_role("list", name="Agenda")
    agenda.get_by_text("Who speaks first?", exact=True).wait_for()
    assert [one.split("\n")[1] for one in agenda.locator("> li").all_inner_texts()][:2] == ["Open", "Explore"]
    grace.see("70 minutes in all: 10 more than the meeting has")
    with ada.page.expect_download() as expected:
        ada.press("Add to calendar")
    (event,) = Calendar.from_ical(expected.value.path().read_bytes()).walk("VEVENT")
    assert event.decoded("dtstart").isoformat()[:16] == f"{SOON.isoformat()}T16:00"
    assert event.decoded("dtstart").tzinfo.key == "Europe/London"

    # The clock: started by one, seen by both alike; it writes when it is pressed, and never in between.
    clock(ada).wait_for()
    grace.page.get_by_role("button", name="Start", exact=True).click()
    grace.saved()
    ada.page.get_by_role("button", name="Pause").wait_for()
    before = entries(book)
    for person in (grace, ada):
        person.page.wait_for_function("() => document.querySelector('[role=timer]').textContent < '9:58'")
    assert abs(seconds(grace) - seconds(ada)) <= 1
    assert entries(book) == before, "time passing is no edit"
    assert clock(ada).get_attribute("aria-label") == "9 minutes left", "a screen reader is told minutes"
    ada.press("Add 5 minutes")
    grace.page.wait_for_function("() => /^14:/.test(document.querySelector('[role=timer]').textContent)")
    ada.press("Pause")
    grace.page.get_by_role("button", name="Go on").wait_for()
    stopped = clock(grace).inner_text()
    assert stopped == clock(ada).inner_text()
    ada.reload()  # in the middle of the meeting: it is still what is open
    clock(ada).wait_for()
    assert clock(ada).inner_text() == stopped, "a pause outlives the page"
    grace.press("Go on")
    ada.page.get_by_role("button", name="Pause").wait_for()
    ada.press("Next item")
    grace.page.locator("[aria-current=step]", has_text="Explore").wait_for()

    # Notes: both at once, neither caret leaves its words.
    notes = f"{meeting}/notes"
    first, last = "Name them first. ", "Keep it short."
    grace.words(notes).focus()
    ada.words(notes).focus()
    ada.page.keyboard.type(last[:4])
    grace.reads(notes, last[:4])
    grace.words(notes).press("Control+Home")
    for at in range(max(len(first), len(last))):
        grace.page.keyboard.type(first[at : at + 1])
        ada.page.keyboard.type(last[4:][at : at + 1])
    for person in (grace, ada):
        person.reads(notes, first + last)

    # What was decided, what became of the last action, and a new one.
    decisions = sheet(ada, "Decisions")
    decisions.get_by_label("New decision").fill("Fifteen minutes, never more")
    ada.page.keyboard.press("Enter")
    sheet(grace, "Decisions").get_by_text("Fifteen minutes, never more", exact=True).wait_for()
    sheet(ada, "Last time’s actions").get_by_role("button", name=re.compile("Carry")).click()
    sheet(grace, "Last time’s actions").get_by_text("Still open").first.wait_for()
    new = sheet(grace, "Actions from today")
    new.get_by_label("What").fill("Send the notes")
    new.get_by_label("By").fill(NEXT.isoformat())
    new.get_by_role("button", name="Add it").click()
    sheet(ada, "Actions from today").get_by_text("Send the notes").first.wait_for()

    # How it was: hidden from the other until both have said that theirs is in.
    usefulness = f"{meeting}/usefulness"
    ada.field(usefulness).locator("input[value='4']").press("Space")
    ada.press("My answers are in")
    sheet(grace, "How was this meeting for you?").get_by_text("You see them once yours are").wait_for()
    assert grace.theirs(usefulness).is_hidden()
    grace.field(usefulness).locator("input[value='5']").press("Space")
    ada.saved()
    assert ada.theirs(usefulness).is_hidden()
    grace.press("My answers are in")
    for person, theirs in ((grace, "4 of 5"), (ada, "5 of 5")):
        person.theirs(usefulness).get_by_text(theirs).wait_for()

    # The next one is fixed, and this one closed: the clock stops, and what was not done can go along.
    then = sheet(ada, "Next meeting")
    then.get_by_role("button", name=re.compile(r"16:00$")).click()
    ada.write(f"{meeting}/next_topic", "What Priya said")
    then.get_by_role("button", name="Plan it").click()
    sheet(grace, "Next meeting").get_by_text("What Priya said").wait_for()
    assert by_axe(ada) == []
    grace.press("Close the meeting")
    ada.see("This meeting is closed. What you write is still kept.")
    clock(ada).wait_for(state="hidden")
    sheet(ada, "Next meeting").get_by_role("button", name=re.compile("Move them")).click()
    ada.saved()

    # There it is, with what was left open and what was said to be done.
    sheet(ada, "Next meeting").get_by_role("button", name="Open it").click()
    ada.page.get_by_role("heading", name="What Priya said").wait_for()
    back = sheet(ada, "Last time’s actions")
    for what in ("Ask Priya", "Send the notes"):
        back.get_by_text(what).first.wait_for()
    assert by_axe(ada) == []
    ada.press("All meetings")
    ada.see("Meeting 1: Career plan")
    assert by_axe(ada) == []
    ada.saved()
    grace.saved()

    with stored(book) as opened:
        one, other = opened.rows("meetings")
        assert (one["status"], other["status"]) == ("held", "planned")
        assert (other["date"], other["start_time"], other["time_zone"]) == (
            NEXT.isoformat(),
            "16:00",
            "Europe/London",
        )
        assert other["title"] == "What Priya said" and "next_topic" not in one, "its words lie in one place"
        assert one["notes"] == first + last and "now" not in one
        assert [item["what"] for item in one["agenda"] if item.get("done")] == ["Open"]
        assert one["agenda"][0]["minutes"] == 15 and one["agenda"][0]["took"] > 0
        assert {item["what"] for item in other["agenda"]} == {
            "Explore",
            "Decide",
            "Close",
            "Who speaks first?",
        }
        assert [said["what"] for said in one["decisions"]] == ["Fifteen minutes, never more"]
        assert one["actions_review"] == [{"id": earlier, "action": [f"actions/{earlier}"], "outcome": "open"}]
        made = [action for action in opened.rows("actions") if action["id"] != earlier]
        assert [(action["what"], action["owner"], action["due"], action["came_from"]) for action in made] == [
            ("Send the notes", "mentor", NEXT.isoformat(), [meeting])
        ]
        seen = opened.answers(usefulness, viewer="mentor")
        assert (seen["mentor"].value, seen["mentee"].value) == (5, 4)


def test_an_agenda_is_put_in_another_order_by_keyboard_and_both_see_it(server, visit, request):
    book = make(server.data, request.node.name)
    with mentorbook.open(book) as opened:
        details = {"date": SOON.isoformat(), "start_time": "11:00", "time_zone": "UTC", "length": 30}
        meeting = f"meetings/{opened.add('meetings', {**details, 'status': 'planned'}, by='mentor')}"
        for what in ("Open", "Explore", "Close"):
            opened.add(f"{meeting}/agenda", {"what": what, "minutes": 10}, by="mentor")
    ada, grace = (
        Person.at(visit, server, book, role, view=None, notebook="meeting", width=width)
        for role, width in (("mentor", 390), ("mentee", 1280))
    )
    for person in (ada, grace):
        person.press("Open it")

    def order(person: Person) -> list[str]:
        return person.page.get_by_role("list", name="Agenda").locator("> li > .words").all_inner_texts()

    ada.page.get_by_role("button", name="Change: Close").focus()
    ada.page.keyboard.press("Enter")
    earlier = ada.page.get_by_role("button", name="Earlier")
    earlier.focus()
    ada.page.keyboard.press("Enter")
    grace.page.locator(".agenda > li:nth-child(2)", has_text="Close").wait_for()
    assert order(ada) == order(grace) == ["Open", "Close", "Explore"]
    assert earlier.evaluate("el => el === document.activeElement"), "it can be pressed again"
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Enter")  # it is the first by now: nothing happens
    grace.page.locator(".agenda > li:nth-child(1)", has_text="Close").wait_for()
    assert earlier.get_attribute("aria-disabled") == "true"
    ada.saved()
    assert by_axe(ada) == by_axe(grace) == []
    with stored(book) as opened:
        assert [row["what"] for row in opened.rows(f"{meeting}/agenda")] == ["Close", "Open", "Explore"]


def test_a_series_the_past_and_five_hundred_items(server, visit, request):
    """By two pages at once: one series; a long agenda stays whole, and says that it is long."""
    book = make(server.data, request.node.name)
    with mentorbook.open(book) as opened, opened.at_once():
        long = opened.add(
            "meetings",
            {
                "date": SOON.isoformat(),
                "start_time": "11:00",
                "time_zone": "Europe/London",
                "length": 60,
                "status": "planned",
            },
            by="mentor",
        )
        for number in range(500):
            opened.add(f"meetings/{long}/agenda", {"what": f"Item {number + 1}", "minutes": 1}, by="mentor")
    ada = Person.at(visit, server, book, "mentee", view=None, notebook="meeting", width=390)
    ada.press("Open it")
    ada.see(
        "500 items do not fit into one meeting. Keep those that matter most; nothing is taken away by itself."
    )
    ada.see("500 minutes in all: 440 more than the meeting has")
    assert ada.page.get_by_role("list", name="Agenda").locator("> li").count() == 15
    ada.press("Change when and where")
    ada.write(f"meetings/{long}/length", "-5")
    ada.field(f"meetings/{long}/length").get_by_text("‘-5’ is too low. Write 0 or more.").wait_for()
    ada.write(f"meetings/{long}/length", "0")
    ada.field(f"meetings/{long}/length").get_by_text("A meeting ends after it starts.").wait_for()
    ada.press("All meetings")

    ada.press("Plan a meeting")
    form = ada.page.get_by_role("form", name="Plan a meeting")
    form.get_by_label("Date").fill("2027-03-07")
    form.get_by_label("Starts").fill("01:30")
    form.get_by_label("Length").fill("60")
    form.get_by_label("Time zone").select_option("Europe/London")
    form.get_by_label("Every week").press("Space")
    form.get_by_label("How many").fill("5")
    form.get_by_text("On Sunday 28 March 2027 clocks are put forward").wait_for()
    assert by_axe(ada) == []
    form.get_by_role("button", name="Plan 5 meetings").click()
    form.wait_for(state="detached")
    ada.press("Log one that took place")
    form = ada.page.get_by_role("form", name="Log a meeting that took place")
    form.get_by_label("Date").fill((date.today() + timedelta(days=9)).isoformat())
    form.get_by_text("This day is still to come.").wait_for()
    form.get_by_label("Date").fill(date.today().isoformat())
    form.get_by_label("Missed").press("Space")
    form.get_by_role("button", name="Log it").click()
    form.wait_for(state="detached")
    ada.saved()
    with stored(book) as opened:
        rows = opened.rows("meetings")
        assert sorted(row["date"] for row in rows if row["date"] > "2027") == [
            f"2027-{day}" for day in ("03-07", "03-14", "03-21", "03-28", "04-04")
        ]
        assert [row["status"] for row in rows if row["date"] == date.today().isoformat()] == ["missed"]
        assert len(opened.row_ids(f"meetings/{long}/agenda")) == 500
