"""Closing, as a pair does it: every goal looked back at, thanks that both see at once, and a page worth keeping."""

from __future__ import annotations

import pytest
from people import Person, make, stored
from test_activities import Heard, clean

THANKS = {"mentor": "Thank you for your patience with my stories", "mentee": "Thank you for every Tuesday"}


@pytest.fixture
def pair(server, visit, request):
    book = make(server.data, request.node.name)
    with stored(book) as opened:
        goals = [opened.add("goals", {"title": title}, by="mentee") for title in ("Run the stand-up", "Rest")]
        opened.add("actions", {"what": "Send the slides", "owner": "mentee", "status": "open"}, by="mentee")
    heard = Heard()
    mentor = Person.at(visit, server, book, "mentor", view="closure", watch=heard.listen)
    mentee = Person.at(visit, server, book, "mentee", view="closure")
    return book, goals, mentor, mentee, heard


def test_a_pair_closes(pair, tmp_path):
    book, goals, mentor, mentee, heard = pair
    mentee.see("0 of 2 goals have an outcome.")
    mentee.section("What came of it")
    mentor.section("What came of it")
    outcomes = [f"closure/outcomes/{goal}" for goal in goals]
    for row in outcomes:
        mentee.field(f"{row}/result").wait_for()
    with stored(book) as opened:
        assert opened.rows("closure/outcomes") == []  # they are asked about; nothing is written for anybody
    mentee.choose(f"{outcomes[0]}/result", "What we hoped")
    mentor.page.wait_for_function(
        "path => document.querySelector(`[data-path='${path}/result'] select`)?.value === 'met'",
        arg=outcomes[0],
    )
    mentor.write(f"{outcomes[0]}/evidence", "Six Mondays in a row")
    mentee.reads(f"{outcomes[0]}/evidence", "Six Mondays in a row")
    mentor.choose(f"{outcomes[1]}/result", "Became something else")
    mentee.see("2 of 2 goals have an outcome.")

    # Thanks: nobody reads the other's before their own is there.
    for person in (mentor, mentee):
        person.section("Thanks")
    mentee.write("closure/thanks", THANKS["mentee"])
    mentee.field("closure/thanks").get_by_role("button", name="My answer is in").click()
    mentor.see("answer is in. You see it once yours is.")
    mentor.write("closure/thanks", THANKS["mentor"])
    mentor.saved()
    assert THANKS["mentee"] not in heard
    assert THANKS["mentee"] not in mentor.page.locator("body").inner_text()
    mentor.field("closure/thanks").get_by_role("button", name="My answer is in").click()
    for person in (mentor, mentee):
        paper = person.page.locator(".paper")
        for words in (*THANKS.values(), "Run the stand-up", "Six Mondays in a row", "Grace Hopper"):
            paper.get_by_text(words).first.wait_for()

    # What remains, and what comes after: where they differ, the one that asks less counts.
    mentee.section("What remains")
    with stored(book) as opened:
        action = opened.rows("actions")[0]["id"]
    mentee.choose(f"closure/open_actions/{action}/becomes", "Keep for later")
    for person, contact, records in (
        (mentor, "Stay in touch as friends", "Each keeps a copy"),
        (mentee, "Be in touch now and then", "Delete it"),
    ):
        person.section("Afterwards")
        for field, choice in (("contact", contact), ("records", records)):
            person.choose(f"closure/{field}", choice)
            person.field(f"closure/{field}").get_by_role("button", name="My answer is in").click()
    for person in (mentor, mentee):
        person.see("The one that asks less counts: Be in touch now and then.")
        person.see("Take the more careful choice, and tell each other: Delete it.")
        person.page.locator(".paper").get_by_text("We will be in touch now and then.").wait_for()

    # What deleting means is said, and the file offered first; the survey says where it goes.
    mentee.page.get_by_text("If you choose to delete it: what that means").click()
    mentee.see("Nothing on this page deletes anything by itself.")
    mentee.page.locator("summary", has_text="Programme survey").click()
    mentee.see("This workbook is not part of a programme")
    assert mentee.page.locator(".survey [data-path^='evaluation/']").count() == 0
    mentee.page.locator(".survey").get_by_role("button", name="Keep a private journal").click()
    dialog = mentee.page.get_by_role("dialog", name="Keep a private journal")
    dialog.get_by_label("A passphrase").fill("a long walk by the river")
    dialog.get_by_label("The same once more").fill("a long walk by the river")
    mentee.page.keyboard.press("Enter")
    mentee.page.locator(".survey :focus", has_text="Nobody sees your single answers").wait_for()
    mentee.page.locator("[data-path='evaluation/mentee/recommend'] input[value='9']").press("Space")
    assert (
        mentee.page.get_by_text("Your facilitator can read this").count() == 0
    )  # nobody reads single answers
    assert clean(mentee) == []
    with mentee.page.expect_download() as expected:
        mentee.page.locator(".mb-closure").get_by_role("button", name="Download our workbook").click()
        mentee.page.get_by_role("dialog").get_by_role("button", name="Download").click()
    expected.value.save_as(tmp_path / "ours.mentorbook")

    # On paper the closing page stands by itself.
    mentee.page.evaluate("() => { window.print = () => (window.printed = true); }")
    mentee.press("Print this page")
    assert mentee.page.evaluate("() => window.printed")
    mentee.page.emulate_media(media="print")
    assert mentee.page.locator(".paper").is_visible()
    assert not mentee.page.locator("[data-path='closure/date']").first.is_visible()
    mentee.page.emulate_media(media="screen")
    mentee.page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert mentee.page.locator("[data-path='closure/date']").first.is_visible()
    assert mentee.page.evaluate("() => document.activeElement.innerText.trim()") == "Print this page"

    for person in (mentor, mentee):
        person.saved()
    with stored(tmp_path / "ours.mentorbook") as opened:
        assert {row["id"] for row in opened.rows("closure/outcomes")} == set(goals)
        assert opened.get(f"{outcomes[0]}/goal") == [f"goals/{goals[0]}"]
        answers = opened.answers("closure/thanks", viewer="mentor")
        assert {person: answer.value for person, answer in answers.items()} == THANKS
        assert opened.get(f"closure/open_actions/{action}/becomes") == "later"
