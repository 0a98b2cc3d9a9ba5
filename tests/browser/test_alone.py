"""The jobs, one after the other, as people do them: begin, agree, sign, set goals, reflect, keep the file."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta

from people import MENTEE, MENTOR, Person, answer_all, make, stored

import mentorbook

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 64


def test_a_partnership_begins(server, visit):
    """On the front page; then the partner finds it there."""
    before = set(server.data.iterdir())
    page = visit(server.page("index"))
    page.get_by_label("Your name").fill("Mae Jemison")
    page.get_by_label("Their name").fill("Sally Ride")
    page.get_by_role("radio", name="Mentor", exact=False).first.press("Space")
    page.get_by_role("button", name="Start our workbook").click()
    page.wait_for_url("**/partnership.ipynb*")
    mae = Person(page, "mentor")
    mae.arrive()
    mae.see("Mae Jemison", within=".mb-topbar")
    (book,) = [file for file in set(server.data.iterdir()) - before if file.suffix == ".mentorbook"]
    with stored(book) as opened:
        assert opened.names == {"mentor": "Mae Jemison", "mentee": "Sally Ride"}
        assert opened.get("partnership/start") == date.today().isoformat()

    other = visit(server.page("index"))
    shelf = other.locator(".book", has_text="Sally Ride")
    shelf.get_by_role("button", name="I am Sally").click()
    other.wait_for_url("**/partnership.ipynb*")
    sally = Person(other, "mentee")
    sally.arrive()
    sally.go("Agreement")
    sally.section("What for")
    sally.type("agreement/purpose", "Leave the ground")
    sally.saved()
    mae.go("Agreement")
    mae.section("What for")
    mae.reads("agreement/purpose", "Leave the ground")


def test_names_are_asked_for(server, visit):
    """Nothing is begun without names, or with one name for both."""
    before = set(server.data.iterdir())
    page = visit(server.page("index"))
    begin = page.get_by_role("button", name="Start our workbook")
    begin.click()
    page.get_by_text("Write your name, as the other person calls you.").wait_for()
    page.get_by_label("Your name").fill("Sam")
    page.get_by_label("Their name").fill("sam")
    begin.click()
    page.get_by_text("Both of you are called").wait_for()
    assert set(server.data.iterdir()) == before


def test_differ_settle_and_keep_both(server, visit):
    book = make(server.data, "differ")
    grace = Person.at(visit, server, book, "mentor")
    ada = Person.at(visit, server, book, "mentee")
    often, long = "agreement/meeting_frequency", "agreement/meeting_length"
    for person, choice, minutes in ((grace, "Every two weeks", "45"), (ada, "Every week", "60")):
        person.section("Our meetings")
        person.choose(often, choice)
        person.write(long, minutes)
        person.saved()
    grace.theirs(often).get_by_text("Every week").wait_for()
    grace.see(re.compile("2 differences to talk about"))
    grace.page.locator(f"[data-path='{often}'] .flag").wait_for()

    # Settled on one: the mentee's answer, for both.
    place = grace.field(often)
    place.get_by_role("button", name="Settle on one answer").click()
    place.locator(".settling label", has_text="Every week").locator("input").check()
    place.locator(".settling button").first.click()
    grace.see("Agreed", within=f"[data-path='{often}']")
    ada.see("Agreed", within=f"[data-path='{often}']")
    grace.see(re.compile("1 difference to talk about"))
    for person in (grace, ada):
        person.saved()
        assert not person.field(often).locator(".versions").is_visible()  # what stood before is replaced

    # Both kept: they have talked.
    ada.field(long).get_by_role("button", name=re.compile("Keep both")).click()
    for person in (ada, grace):
        person.page.locator(f"[data-path='{long}'] .flag").wait_for(state="detached")
        person.page.get_by_text("difference to talk about").locator("visible=true").wait_for(state="detached")
        person.saved()
    with stored(book) as opened:
        assert [one.value for one in opened.versions(often)] == ["weekly"]
        answers = opened.answers(long)
        assert (answers["mentor"].value, answers["mentee"].value) == (45, 60)


def test_sign_and_change(server, visit):
    """Both sign; what is changed later is told at both signatures, with the words then and now."""
    book = make(server.data, "sign")
    answer_all(book)
    people = {role: Person.at(visit, server, book, role) for role in ("mentor", "mentee")}
    for role, name in (("mentor", MENTOR), ("mentee", MENTEE)):
        person = people[role]
        person.page.get_by_label("Your full name").fill(name)
        person.press(re.compile("^Sign version 1"))
        person.see("You have signed version 1.")
        person.saved()
    for person in people.values():
        person.page.locator(".signature .line").get_by_text(MENTOR).wait_for()
        person.page.locator(".signature .line").get_by_text(MENTEE).wait_for()
    with stored(book) as opened:
        assert [(one.by, one.name, one.changed) for one in opened.signatures("agreement")] == [
            ("mentor", MENTOR, ()), ("mentee", MENTEE, ()),
        ]  # fmt: skip
        assert opened.get("agreement/mentor_accepts") is True
    ada = people["mentee"]
    ada.section("What for")
    ada.type("agreement/purpose", ", and to enjoy it")
    for person in people.values():
        person.see("1 answer has changed since you signed.")
        person.press("See what changed, and sign")
        assert person.page.get_by_role("heading", name="Sign").evaluate("el => el === document.activeElement")
        person.see("1 field changed since")
        person.page.locator(".changes ins", has_text=", and to enjoy it").wait_for()
    ada.saved()
    with stored(book) as opened:
        assert [one.changed for one in opened.signatures("agreement")] == [("agreement/purpose",)] * 2
    ada.page.get_by_label("Your full name").fill(MENTEE)
    ada.press(re.compile("^Sign version 2"))
    ada.see("You have signed version 2. Nothing has changed in it since. Now it waits for Grace.")


def test_goals(server, visit):
    """A goal with a measure and a milestone; the partner sees it come, and says something about it."""
    book = make(server.data, "goals")
    ada = Person.at(visit, server, book, "mentee", view="goals")
    grace = Person.at(visit, server, book, "mentor", view="goals")
    ada.press(re.compile("Add a goal|Write.*goal|New goal"))
    title = ada.page.locator(".field[data-path^='goals/'][data-path$='/title']").first
    goal = title.get_attribute("data-path").removesuffix("/title")
    ada.write(f"{goal}/title", "Lead the compiler project")
    ada.saved()
    grace.see("Lead the compiler project")
    with stored(book) as opened:
        (row,) = opened.rows("goals")
        assert row["title"] == "Lead the compiler project"
        assert f"goals/{row['id']}" == goal


def test_what_is_not_on_the_screen_comes_by_itself_and_at_once_where_one_goes(server, visit):
    """The page is told what it shows first; nobody need know that the rest comes after it."""
    book = make(server.data, "first")
    with stored(book) as opened:
        for number in range(12):
            goal = opened.add("goals", {"title": f"Goal {number}"}, by="mentee")
        opened.set(f"goals/{goal}/why", "because of stand-ups", by="mentee")
    heard: list[str] = []

    def watch(page):
        page.on(
            "websocket",
            lambda socket: socket.on(
                "framereceived",
                lambda frame: heard.append(
                    frame if isinstance(frame, str) else frame.decode("utf-8", "ignore")
                ),
            ),
        )

    ada = Person.at(visit, server, book, "mentee", watch=watch)
    (first,) = [frame for frame in heard if '"first"' in frame]
    assert "Goal 3" not in first
    ada.go("Goals")  # where they are asked for at once
    ada.see("Goal 3")
    ada.go("Agreement")
    ada.reload()
    ada.write("agreement/programme", "Stand-ups")
    ada.saved()
    ada.go("Goals")
    ada.see("Goal 3")
    assert sum("because of stand-ups" in frame for frame in heard) == 2, "once for each load"


def test_a_reflection_is_private_until_shared(server, visit):
    book = make(server.data, "reflection")
    ada = Person.at(visit, server, book, "mentee", view="reflection")
    grace = Person.at(visit, server, book, "mentor", view="reflection")
    ada.keep_private("four words are enough")
    worked = ada.page.locator(".field[data-path$='/worked']").first
    path = worked.get_attribute("data-path")
    ada.type(path, "I asked for help in time")
    ada.saved()
    entry = path.removesuffix("/worked")
    ada.write(f"{entry}/next_action", "Write to the committee")
    ada.page.locator(f"[data-path='{entry}/next_due'] input").first.fill(
        (date.today() + timedelta(days=3)).isoformat()
    )
    ada.press("Add the action")
    ada.saved()
    ada.press("Done")
    ada.see("I asked for help in time", within=".log")

    # Grace writes something that Ada sees, so that all that is to come has come.
    grace.type(
        grace.page.locator(".field[data-path$='/worked']").first.get_attribute("data-path"), "A calm week"
    )
    grace.saved()
    assert "I asked for help" not in grace.page.content()
    assert "Write to the committee" not in grace.page.content()
    with stored(book) as opened:
        assert opened.rows("reflections", viewer="mentor") == [] or all(
            row.get("worked") != "I asked for help in time"
            for row in opened.rows("reflections", viewer="mentor")
        )
        assert opened.private("mentee") == "locked"
        opened.unlock("mentee", "four words are enough")
        assert "I asked for help in time" in [
            row["worked"] for row in opened.rows("reflections", viewer="mentee")
        ]
        assert "Write to the committee" not in [
            row["what"] for row in opened.rows("actions", viewer="mentor")
        ]

    ada.press("Share with Grace")
    ada.page.get_by_role("dialog").get_by_role("button", name="Share with Grace").click()
    ada.saved()
    grace.see("I asked for help in time", within=".log")
    grace.see("Write to the committee", within=".log")
    with stored(book) as opened:
        assert "I asked for help in time" in [
            row["worked"] for row in opened.rows("reflections", viewer="mentor")
        ]
        assert "Write to the committee" in [row["what"] for row in opened.rows("actions", viewer="mentor")]


def test_download_merge_and_leave(server, visit, tmp_path):
    """The file goes out, is written in elsewhere, and comes back: nothing is lost on either side."""
    book = make(server.data, "carried")
    ada = Person.at(visit, server, book, "mentee")
    ada.section("What for")
    ada.type("agreement/purpose", "To learn")
    ada.saved()
    copy = ada.download(tmp_path)
    assert copy.suffix == ".mentorbook"
    with mentorbook.open(copy) as opened:
        assert opened.text("agreement/purpose") == "To learn"
        opened.edit("agreement/purpose", 3, 0, "teach and to ", by="mentor")
        opened.set("agreement/meeting_length", 30, by="mentor")
    ada.type("agreement/purpose", ".")
    ada.saved()

    with ada.page.expect_file_chooser() as chooser:
        ada.menu("Open a file or merge a copy")
    chooser.value.set_files(copy)
    ada.press("Merge it into this one")
    ada.see("Two copies merged.")
    ada.reads("agreement/purpose", "To teach and to learn.")
    ada.saved()
    with stored(book) as opened:
        assert opened.text("agreement/purpose") == "To teach and to learn."
        assert opened.get("agreement/meeting_length") == 30

    ada.menu("Leave this workbook")
    ada.see("Open your workbook")
    assert "To learn" not in ada.page.locator("main").inner_text()


def test_a_file_of_ones_own_is_opened(server, visit, tmp_path):
    """From the front page: it is put into the folder, and is the same workbook there."""
    book = make(tmp_path, "from-home", mentor="Rosalind", mentee="Maurice")
    with mentorbook.open(book) as opened:
        opened.set("agreement/purpose", "Clear pictures", by="mentee")
    page = visit(server.page("index"))
    page.locator(".drop input[type=file]").set_input_files(book)
    page.wait_for_url("**/partnership.ipynb*")
    page.get_by_role("button", name="I am Maurice").click()
    maurice = Person(page, "mentee")
    maurice.arrive()
    maurice.go("Agreement")
    maurice.section("What for")
    maurice.reads("agreement/purpose", "Clear pictures")


def test_a_wrong_file(server, visit, tmp_path):
    """A picture that calls itself a workbook, a cut one, and an empty one: a sentence each, and nothing changes."""
    book = make(server.data, "wrong")
    (tmp_path / "holiday.png").write_bytes(PNG)
    (tmp_path / "holiday.mentorbook").write_bytes(PNG)
    (tmp_path / "nothing.mentorbook").write_bytes(b"")
    shutil.copy(book, tmp_path / "cut.mentorbook")
    (tmp_path / "cut.mentorbook").write_bytes(book.read_bytes()[:3000])
    before = {file.name: file.read_bytes() for file in server.data.glob("*.mentorbook")}
    page = visit(server.page("index"))
    choose = page.locator(".drop input[type=file]")
    for name in ("holiday.png", "holiday.mentorbook", "nothing.mentorbook", "cut.mentorbook"):
        choose.set_input_files(tmp_path / name)
        page.locator(".mb-start .note", has_text=name).wait_for()
    assert page.url.endswith("index.ipynb")

    ada = Person.at(visit, server, book, "mentee")
    ada.section("What for")
    ada.type("agreement/purpose", "Still here")
    ada.saved()
    with ada.page.expect_file_chooser() as chooser:
        ada.menu("Open a file or merge a copy")
    chooser.value.set_files(tmp_path / "holiday.mentorbook")
    ada.press("Merge it into this one")
    ada.see(re.compile("holiday.mentorbook.*"), within=".mb-page")
    ada.reads("agreement/purpose", "Still here")
    now = {file.name: file.read_bytes() for file in server.data.glob("*.mentorbook")}
    assert set(now) == set(before)
    assert all(now[name] == before[name] for name in before if name != book.name)


def test_an_address_that_leads_to_nothing(server, visit):
    """A workbook that is not in the folder: the page says so, and offers those that are."""
    page = visit(f"{server.page('partnership')}#open=not-here.mentorbook&as=mentor")
    page.get_by_role("heading", name="Open your workbook").wait_for()
    page.locator(".mb-alarms .note", has_text="not-here.mentorbook").wait_for()
