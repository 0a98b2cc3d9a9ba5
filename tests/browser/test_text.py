"""Whatever people write comes out as they wrote it, on both pages and in the file, and nothing of it runs."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Person, make, stored

TEXTS = {
    "markup": "<img src=x onerror=alert(1)>",
    "script": "</script><script>alert(2)</script>${alert(3)}{{4*4}}",
    "formula": "=1+1",
    "right-to-left": "שלום, מה נשמע? 123 مرحبا",
    "emoji": "👩🏽‍🚀 to the 🌍, 🏳️‍🌈",
    "combining": "Ame\u0301lie Z\u0351\u036b\u0343algo n\u0303",
    "quotes": "\"'`\\ & &amp; &lt;b&gt; %20 #open=x",
}


@pytest.fixture
def alarms():
    """Dialogs that a page opened: there must be none."""
    seen: list[str] = []
    yield seen
    assert seen == []


def watched(alarms):
    def watch(page) -> None:
        def heard(dialog) -> None:
            alarms.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", heard)

    return watch


@pytest.mark.parametrize("kind", TEXTS)
def test_in_and_out(server, visit, alarms, kind):
    text = TEXTS[kind]
    book = make(server.data, f"text-{kind}", mentor=f"{text} A", mentee=f"{text} B")
    with stored(book) as opened:
        assert opened.names == {"mentor": f"{text} A", "mentee": f"{text} B"}
    ada = Person.at(visit, server, book, "mentee", watch=watched(alarms))
    grace = Person.at(visit, server, book, "mentor", watch=watched(alarms))
    for person in (ada, grace):
        person.open_all()
        assert f"{text} B" in person.page.locator(".mb-topbar .pair").text_content()
    fields = ("agreement/programme", "agreement/mentee_hopes", "agreement/purpose")
    for path in fields:
        ada.type(path, text)
    row = ada.add_row("agreement/responsibilities")
    ada.write(f"{row}/what", text)
    ada.field("agreement/focus_areas").locator(".add-own input").fill(text)
    ada.page.keyboard.press("Enter")
    ada.saved()
    grace.reads("agreement/purpose", text)
    grace.reads_theirs("agreement/programme", text)
    grace.reads_theirs("agreement/mentee_hopes", text)
    grace.theirs("agreement/focus_areas").get_by_text(text, exact=True).wait_for()
    grace.page.locator(f"[data-path='{row}']").wait_for()
    ada.reload()
    ada.open_all()
    for path in fields:
        ada.reads(path, text)
    ada.reads(f"{row}/what", text)
    for person in (ada, grace):
        assert person.page.locator("img[src=x]").count() == 0
        assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with stored(book) as opened:
        assert opened.text("agreement/purpose") == text
        assert opened.get("agreement/programme") == text
        assert opened.get("agreement/mentee_hopes") == text
        assert opened.get("agreement/focus_areas") == [f"own:{text}"]
        assert [one["what"] for one in opened.rows("agreement/responsibilities")] == [text]


def test_in_goals_reflections_and_at_home(server, visit, alarms):
    """The words that turn up again elsewhere: titles of goals, actions, what was reflected."""
    book = make(server.data, "elsewhere")
    with stored(book) as opened:
        for text in TEXTS.values():
            goal = opened.add("goals", {"title": text, "owner": "mentee", "status": "active"}, by="mentee")
            opened.add(
                "actions",
                {"what": text, "owner": "mentee", "due": "2026-01-05", "status": "open"},
                by="mentee",
            )
            opened.add("reflections", {"worked": text, "sharing": "shared", "variant": "three"}, by="mentor")
        assert goal
    ada = Person.at(visit, server, book, "mentee", view="home", watch=watched(alarms))
    for view in ("Home", "Goals", "Reflect"):
        ada.go(view)
        for text in TEXTS.values():
            if view == "Home" and text not in ada.page.locator("main").inner_text():
                continue  # not all of them fit there
            ada.page.locator("main").get_by_text(text).locator("visible=true").first.wait_for()
        assert ada.page.locator("img[src=x]").count() == 0


def test_names_on_the_front_page(server, visit, alarms):
    """Names typed there, and listed there."""
    text = TEXTS["markup"]
    page = visit(server.page("index"), watch=watched(alarms))
    page.get_by_label("Your name").fill(text)
    page.get_by_label("Their name").fill(TEXTS["formula"])
    page.get_by_role("button", name="Start our workbook").click()
    page.wait_for_url("**/partnership.ipynb*")
    Person(page, "mentee").arrive()
    assert text in page.locator(".mb-topbar .pair").text_content()
    front = visit(server.page("index"), watch=watched(alarms))
    front.locator(".book", has_text=TEXTS["formula"]).first.wait_for()
    assert front.locator("img[src=x]").count() == 0


def test_a_novel_that_was_pasted(server, visit, alarms):
    """It is kept to the last word; whoever reads it still finds the field that comes after it, and every page of it."""
    long = (
        "María de los Ángeles Fernández de la Cruz Montenegro"  # and a name that takes two lines on a phone
    )
    book = make(server.data, "novel", mentor=long)
    novel = "\n\n".join(
        f"Chapter {number}. {'It was a dark and stormy night. ' * 30}" for number in range(200)
    )
    ada = Person.at(visit, server, book, "mentee", watch=watched(alarms))
    ada.section("What for")
    ada.write("agreement/mentee_hopes", novel)
    ada.saved()
    with stored(book) as opened:
        assert opened.get("agreement/mentee_hopes") == novel
    grace = Person.at(visit, server, book, "mentor", width=390, height=800, watch=watched(alarms))
    grace.section("What for")
    read = grace.field("agreement/mentee_hopes").locator(".said")
    read.wait_for()
    assert read.text_content().endswith("stormy night. ")
    assert read.bounding_box()["height"] <= 800
    read.focus()
    read.press("End")
    grace.page.wait_for_function("() => document.activeElement.scrollTop > 1000")
    assert grace.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    grace.page.emulate_media(reduced_motion="reduce")  # no colours on their way to others
    assert not Axe().run(grace.page).response["violations"]
    grace.page.emulate_media(media="print")
    assert read.bounding_box()["height"] > 5000, "on paper all of it"
