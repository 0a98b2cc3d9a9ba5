"""Activities and checks, as a pair uses them: chosen and done together, and what each answers alone seen by both at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Person, make, stored

from mentorbook.content.loader import builtin

RATINGS = [spec.id for spec in builtin().forms["pulses"].fields() if spec.type == "scale5"]
ACTIVITIES = builtin().activities


class Heard:
    """Everything that a page's server has told it."""

    def __init__(self) -> None:
        self.frames: list[str] = []

    def listen(self, page: Any) -> None:
        def keep(frame: Any) -> None:
            self.frames.append(frame if isinstance(frame, str) else frame.decode("utf-8", "ignore"))

        page.on("websocket", lambda socket: socket.on("framereceived", keep))

    def __contains__(self, words: str) -> bool:
        return any(words in frame for frame in self.frames)


@pytest.fixture
def pair(server, visit, request) -> Iterator[tuple[Path, Person, Person, Heard]]:
    book = make(server.data, request.node.name)
    with stored(book) as opened:
        opened.add("goals", {"title": "Run the stand-up"}, by="mentee")
    heard = Heard()
    mentor = Person.at(visit, server, book, "mentor", view="activities", watch=heard.listen)
    mentee = Person.at(visit, server, book, "mentee", view="activities")
    yield book, mentor, mentee, heard


def card(person: Person, activity: str) -> Any:
    return person.page.locator(f"[data-activity='{activity}']")


def point(person: Person, path: str, value: int) -> None:
    person.field(path).locator(f"input[value='{value}']").press("Space")


def which(person: Person, form: str) -> None:
    """To one of the checks."""
    person.page.locator(f".mb-checks .which input[value='{form}']").press("Space")


def clean(person: Person) -> list[str]:
    person.page.emulate_media(reduced_motion="reduce")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(person.page).response["violations"]
    ]


def test_activities_are_chosen_shared_and_done(pair):
    book, mentor, mentee, _ = pair
    mentee.see("Two or three are plenty.")
    card(mentee, "invite-events").get_by_role("button", name="Choose it").click()
    card(mentor, "invite-events").get_by_text("Chosen").wait_for()
    card(mentor, "invite-events").get_by_role("button", name="Open it").click()
    mentee.write("activities/invite-events/why", "I present in June")
    mentor.reads("activities/invite-events/why", "I present in June")
    mentor.write("activities/invite-events/mentor_part", "I sit in the last row")

    # An event, with what both say of it; what to try next becomes an action, and lies there only.
    mentee.press(re.compile("Add an entry.*Going along"))
    title = mentee.page.locator("[data-path^='events/'][data-path$='/title']")
    event = title.get_attribute("data-path").removesuffix("/title")
    mentee.write(f"{event}/title", "The June review")
    mentee.choose(f"{event}/invited_by", "The mentor comes to watch the mentee")
    mentor.page.get_by_text("The June review").wait_for()
    mentor.page.locator("summary", has_text="The June review").click()
    mentor.write(f"{event}/feedback", "Keep the pauses")
    mentee.reads(f"{event}/feedback", "Keep the pauses")
    mentee.write(f"{event}/next_action", "Ask one question")
    mentee.press("Add it to our actions")
    mentee.see("Choose a day.")
    mentee.write(f"{event}/next_due", "2027-01-15")
    mentee.press("Add it to our actions")
    mentor.page.locator(".becoming").get_by_label("Ask one question").wait_for()
    assert not mentee.field(f"{event}/next_action").is_visible()
    card(mentor, "invite-events").get_by_text("Doing it").wait_for()

    # Something to read, and what each made of it.
    card(mentee, "share-resources").get_by_role("button", name="Look inside").click()
    mentee.press(re.compile("Add an entry.*Sharing resources"))
    title = mentee.page.locator("[data-path^='resources/'][data-path$='/title']")
    resource = title.get_attribute("data-path").removesuffix("/title")
    mentee.write(f"{resource}/title", "On listening")
    mentee.write(f"{resource}/reaction", "I talk too much")
    card(mentor, "share-resources").get_by_role("button", name="Look inside").click()
    mentor.page.locator("summary", has_text="On listening").click()
    mentor.write(f"{resource}/reaction", "So do I")
    mentee.reads_theirs(f"{resource}/reaction", "So do I")

    # Every activity opens on each of its forms; a fourth at once is advised against, and an own idea has its place.
    for activity in ACTIVITIES.values():
        opener = card(mentor, activity.id).get_by_role("button", name=re.compile("Open it|Look inside"))
        opener.click()
        panel = mentor.page.get_by_role("region", name=activity.title)
        for form in activity.forms:
            panel.get_by_role("region", name=builtin().forms[form].title).wait_for()
    for activity in ("know-each-other", "strengths-growth", "share-lessons"):
        card(mentee, activity).get_by_role("button", name="Choose it").click()
    mentee.see("could one of them wait?")
    mentee.press("Add an idea of our own")
    own = mentee.page.locator("[data-path^='activities/'][data-path$='/own_idea']").get_attribute("data-path")
    mentee.write(own, "A walk along the river")
    mentor.page.get_by_role("heading", name="A walk along the river").wait_for()
    assert clean(mentee) == []
    for person in (mentor, mentee):
        person.saved()
    with stored(book) as opened:
        assert opened.get("activities/invite-events/mentor_part") == "I sit in the last row"
        assert opened.get(f"{event}/next_action") is None
        action = opened.rows("actions")[0]
        assert action["id"] == event.split("/")[1]
        assert (action["what"], action["came_from"]) == ("Ask one question", [event])
        reactions = opened.answers(f"{resource}/reaction")
        assert {person: answer.value for person, answer in reactions.items()} == {
            "mentor": "So do I",
            "mentee": "I talk too much",
        }
        assert opened.text(own) == "A walk along the river"


def test_what_each_answers_alone_reaches_the_other_when_both_are_in(pair):
    book, mentor, mentee, heard = pair
    secret, worry = "fewer slides from above", "are we a good pair"
    for person in (mentor, mentee):
        person.go("Checks")
    mentee.press("Begin a pulse check")
    first = mentee.page.locator("[data-path^='pulses/'][data-path$='/trust']").first
    pulse = first.get_attribute("data-path").removesuffix("/trust")
    for rating in RATINGS:
        point(mentee, f"{pulse}/{rating}", 2)
    mentee.write(f"{pulse}/less_of", secret)
    mentee.press("My answers are in")
    mentee.see("Your answers are in.")
    mentor.see("has answered. It takes you a minute")
    mentor.press("Give your answers")
    mentor.page.get_by_role("button", name="My answers are in").wait_for()
    for rating in RATINGS[:-1]:
        point(mentor, f"{pulse}/{rating}", 4)
    mentor.see("1 answer is still to give.")
    mentor.saved()
    assert secret not in heard
    point(mentor, f"{pulse}/{RATINGS[-1]}", 4)
    mentor.press("My answers are in")
    for person in (mentor, mentee):
        person.see("Worth a talk")
        assert person.page.get_by_role("heading", name=re.compile("Both of you")).evaluate(
            "el => el === document.activeElement"
        )  # in the place of the questions
    mentor.write(f"{pulse}/talk", "The slides")
    mentee.reads(f"{pulse}/talk", "The slides")
    mentor.see(secret)
    assert secret in heard
    mentor.page.get_by_role("img", name="I feel heard: You 4 · Ada 2").wait_for()
    assert clean(mentor) == []

    # After the first meeting: the more careful choice counts.
    for person, decision in ((mentee, "Meet once more, then decide"), (mentor, "Let us go on")):
        which(person, "fit")
        for spec in builtin().forms["fit"].fields():
            if spec.type == "scale5" and spec.who in ("each", person.role):
                point(person, f"fit/{person.role}/{spec.id}", 3)
        if person is mentee:
            person.write("fit/mentee/talk_about", worry)
        person.choose(f"fit/{person.role}/decision", decision)
        person.saved()
        assert worry not in heard
        person.press("My answers are in")
    for person in (mentor, mentee):
        person.see("Meet once more before you decide.")
    mentor.see(worry)
    assert clean(mentee) == []

    # Skills, then and now; halfway; and a moment worth stopping for.
    which(mentee, "skills")
    mine = [spec.id for spec in builtin().forms["skills"].fields() if spec.who == "mentee"]
    for moment, points in (("At the start", 2), ("At the end", 4)):
        mentee.page.get_by_role("button", name=re.compile(f"Rate yourself.*{moment}")).click()
        for skill in mine:
            rating = mentee.page.locator(f".field[data-path$='/{skill}']:visible")
            rating.locator(f"input[value='{points}']").press("Space")
        assert mentee.page.locator(".field[data-path$='/m_listen']").count() == 0
        mentee.press("Close")
    mentee.see(f"{len(mine)} skills went up.")
    mentee.page.get_by_role("img", name="I try different ways: 2 to 4, up 2").wait_for()
    assert clean(mentee) == []
    which(mentee, "midpoint")
    with stored(book) as opened:
        goal = opened.rows("goals")[0]["id"]
        assert opened.rows("midpoint/goals_review") == []
    mentee.see("You both see this as it is written.")
    mentee.write(f"midpoint/goals_review/{goal}/note", "Half of the Mondays")
    assert clean(mentee) == []
    which(mentee, "moments")
    mentee.press("Note a moment")
    headline = mentee.page.locator("[data-path^='moments/'][data-path$='/title']").get_attribute("data-path")
    mentee.write(headline, "The first one alone")
    assert clean(mentee) == []
    which(mentor, "midpoint")
    mentor.reads(f"midpoint/goals_review/{goal}/note", "Half of the Mondays")
    which(mentor, "skills")
    mentor.page.get_by_role("img", name="I try different ways: 2 to 4, up 2").wait_for()
    mentee.saved()
    with stored(book) as opened:
        assert opened.get(headline) == "The first one alone"
        row = opened.rows("midpoint/goals_review")[0]
        assert (row["id"], row["goal"]) == (goal, [f"goals/{goal}"])
        assert {row["moment"] for row in opened.rows("skills")} == {"before", "after"}
        assert opened.answers(f"{pulse}/less_of", viewer="mentor")["mentee"].value == secret
