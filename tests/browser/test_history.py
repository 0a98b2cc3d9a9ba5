"""Looking back, and the way back: one overwrites, the other sees it, restores it, and undoes that."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from people import Person, make, stored

import mentorbook
from mentorbook.workbook import book as writing

PURPOSE = "agreement/purpose"
HOPES = "agreement/mentor_hopes"
FIRST, SECOND = "To lead a small team.", "Something else altogether."


@pytest.fixture
def book(server, request, monkeypatch):
    """A workbook of which the first words are four days old."""
    path = make(server.data, re.sub(r"\W+", "-", request.node.name).strip("-"))
    at = (datetime.now(UTC) - timedelta(days=4)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    with monkeypatch.context() as patched, mentorbook.open(path) as opened:
        patched.setattr(writing, "now", lambda: at)
        opened.set(PURPOSE, FIRST, by="mentee")
        opened.set(HOPES, "To listen", by="mentor")
        opened.add("agreement/responsibilities", {"what": "The notes"}, by="mentee")
        opened.add("goals", {"title": "Rest", "owner": "mentee"}, by="mentee", row="1" * 32)
    return path


def changes(person: Person, words: str):
    """The lines of the history that hold these words."""
    return person.page.locator(".mb-history .changes > li:visible", has_text=words)


def sure(person: Person, name: str) -> None:
    person.page.locator("dialog[open]").get_by_role("button", name=name, exact=True).click()


def toast(person: Person, words: str | re.Pattern[str]):
    return person.page.locator(".toast", has_text=words)


def test_one_overwrites_the_other_restores_and_undoes(book, server, visit):
    mentor = Person.at(visit, server, book, "mentor")
    mentee = Person.at(visit, server, book, "mentee", view="history")
    changes(mentee, FIRST).wait_for()
    mentor.open_all()
    mentor.write(PURPOSE, SECOND)
    mentor.saved()
    # It comes by itself.
    line = changes(mentee, "Grace").filter(has_text="What we want to do together").first
    line.locator("ins", has_text="else").first.wait_for()
    assert line.locator("del", has_text="lead").count() == 1
    line.get_by_role("button", name="Restore this field").click()
    assert FIRST in mentee.page.locator("dialog[open]").inner_text()
    sure(mentee, "Restore this field")
    toast(mentee, "Restored.").wait_for()
    line.get_by_role("button", name="Restore this field").wait_for(state="detached")
    assert line.evaluate("el => el === document.activeElement")  # the button is gone; one is where it was
    mentor.reads(PURPOSE, FIRST)
    with stored(book) as opened:
        assert opened.history(PURPOSE)[-1].by == "mentee"
    toast(mentee, "Restored.").get_by_role("button", name="Undo").click()
    toast(mentee, "Undone").wait_for()
    mentor.reads(PURPOSE, SECOND)
    toast(mentee, "Undone").get_by_role("button", name="Redo").click()
    mentor.reads(PURPOSE, FIRST)
    mentee.saved()


def test_the_workbook_on_a_day_and_everything_as_it_was(book, server, visit):
    with mentorbook.open(book) as opened:
        opened.set(PURPOSE, SECOND, by="mentor")
        opened.set(HOPES, "To talk", by="mentor")
        opened.remove("goals/" + "1" * 32, by="mentee")
        opened.add("goals", {"title": "Newer", "owner": "mentee"}, by="mentee")
    mentee = Person.at(visit, server, book, "mentee", view="history")
    mentor = Person.at(visit, server, book, "mentor")
    mentor.open_all()
    mentee.page.get_by_role("button", name="The workbook on this day").click()
    past = mentee.page.locator(".mb-history .past")
    past.get_by_text(FIRST).wait_for()
    assert past.get_by_text("Newer").count() == 1  # among what was written since
    assert "3 things are different now" in past.inner_text()
    past.get_by_role("button", name="Restore everything as of this day").click()
    asked = mentee.page.locator("dialog[open]").inner_text()
    for words in (
        "1 answer goes back",
        "1 removed entry comes back",
        "1 entry that was not there yet is removed",
        "1 answer that only Grace may change stays",
    ):
        assert words in asked
    sure(mentee, "Restore")
    done = toast(mentee, "Restored. 1 answer is Grace’s own, and was left.")
    done.wait_for()
    mentor.reads(PURPOSE, FIRST)
    mentee.saved()
    with stored(book) as opened:
        assert [goal["title"] for goal in opened.rows("goals")] == ["Rest"]
        assert opened.get(HOPES) == "To talk"
    done.get_by_role("button", name="Undo").press("Enter")
    assert toast(mentee, "Undone").get_by_role("button").first.evaluate("el => el === document.activeElement")
    mentor.reads(PURPOSE, SECOND)
    mentee.saved()
    with stored(book) as opened:
        assert [goal["title"] for goal in opened.rows("goals")] == ["Newer"]
    past.get_by_text("3 things are different now").wait_for()
    past.get_by_role("button", name="Back to the changes").click()
    changes(mentee, "Entry").first.wait_for()


def test_choosing_by_person_place_and_day(book, server, visit):
    with mentorbook.open(book) as opened:
        opened.set(PURPOSE, SECOND, by="mentor")
    mentee = Person.at(visit, server, book, "mentee", view="history")
    page = mentee.page
    changes(mentee, "To listen").wait_for()
    page.get_by_role("radio", name="You", exact=True).check(force=True)
    changes(mentee, "To listen").wait_for(state="detached")
    assert changes(mentee, "My goal in one line").count() == 1
    page.get_by_role("radio", name="Both of you").check(force=True)
    page.get_by_label("Where", exact=True).select_option(label="Our Mentoring Agreement")
    changes(mentee, "My goal in one line").wait_for(state="detached")
    page.locator(".mb-history").get_by_label("Field", exact=True).select_option(
        label="What the mentor hopes to gain"
    )
    changes(mentee, FIRST).first.wait_for(state="detached")
    assert changes(mentee, "To listen").count() == 1
    today = page.evaluate("() => new Date().toLocaleDateString('en-CA')")
    page.locator(".mb-history .choosing").get_by_label("Day", exact=True).fill(today)
    mentee.see("Nothing was changed there.")


def test_undo_and_redo_of_ones_own_words(book, server, visit):
    mentee, mentor = (Person.at(visit, server, book, role) for role in ("mentee", "mentor"))
    for person in (mentee, mentor):
        person.open_all()
    # Each word in one go and after the other has arrived, so that a slow machine makes two words of it, no more and no less.
    mentee.words(PURPOSE).press("Control+End")
    mentee.page.keyboard.insert_text(" And ")
    mentor.reads(PURPOSE, FIRST + " And ")
    mentee.page.keyboard.insert_text("well")
    mentor.reads(PURPOSE, FIRST + " And well")
    mentor.words(PURPOSE).press("Control+Home")
    mentor.page.keyboard.type("Yes! ")
    mentee.reads(PURPOSE, "Yes! " + FIRST + " And well")
    # Within a field Ctrl+Z is the browser's own; outside of fields it is the page's.
    mentee.page.locator("h1:visible").first.click()
    mentee.words(PURPOSE).evaluate("el => el.blur()")
    mentee.page.keyboard.press("Control+z")
    toast(mentee, "Undone: What we want to do together.").wait_for()
    mentor.reads(PURPOSE, "Yes! " + FIRST + " And ")
    mentee.page.keyboard.press("Control+z")
    mentor.reads(PURPOSE, "Yes! " + FIRST)
    mentee.page.keyboard.press("Control+Shift+z")
    mentor.reads(PURPOSE, "Yes! " + FIRST + " And ")
    mentee.menu("Redo")
    mentor.reads(PURPOSE, "Yes! " + FIRST + " And well")
    # What the other has written over is left.
    mentor.write(PURPOSE, "Sleep.")
    mentee.reads(PURPOSE, "Sleep.")
    mentee.menu("Undo")
    toast(mentee, "has been changed elsewhere since").wait_for()
    mentee.reads(PURPOSE, "Sleep.")


def test_in_a_field_ctrl_z_stays_the_browsers(book, server, visit):
    mentee = Person.at(visit, server, book, "mentee")
    mentee.open_all()
    mentee.type(PURPOSE, "XYZ")
    mentee.page.keyboard.press("Control+z")
    mentee.page.wait_for_function(
        "path => !document.querySelector(`.field[data-path='${path}'] textarea`).value.includes('XYZ')",
        arg=PURPOSE,
    )
    assert toast(mentee, "Undone").count() == 0
    mentee.saved()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_it_can_be_read_by_everybody(book, server, visit, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    mentee = Person.at(visit, server, book, "mentee", view="history", width=width, scheme=scheme)
    changes(mentee, FIRST).wait_for()

    def look() -> None:
        assert mentee.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        mentee.page.emulate_media(reduced_motion="reduce")  # no colours on their way to others
        results = Axe().run(mentee.page, context=".mb-history")
        assert results.violations_count == 0, results.generate_report()

    look()
    mentee.page.get_by_role("button", name="The workbook on this day").click()
    mentee.page.locator(".past .told").first.wait_for()
    look()


def test_alone_in_a_cell(book, tmp_path):
    """`HistoryPanel(book)` is a page by itself."""
    with mentorbook.open(book) as opened:
        panel = mentorbook.HistoryPanel(opened, role="mentee")
        assert panel.page is not None
        assert "profile" in panel.needs()
        panel.page.close()
