"""Files that come and go: sealed with a passphrase, opened elsewhere, dropped onto a page, merged."""

from __future__ import annotations

import base64
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Person, make, stored

import mentorbook

WORDS = "four words are enough"
PURPOSE = "agreement/purpose"

# What the browser does when a file is dragged over the page and dropped, which only a hand could do otherwise.
DRAG = """async ([kind, name, data]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  document.querySelector("main").dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def drag(page, kind: str, file: Path) -> None:
    page.evaluate(DRAG, [kind, file.name, base64.b64encode(file.read_bytes()).decode()])


def choose(person: Person, file: Path) -> None:
    with person.page.expect_file_chooser() as chooser:
        person.menu("Open a file or merge a copy")
    chooser.value.set_files(file)


def written(server, visit, name: str, words: str) -> tuple[Path, Person]:
    book = make(server.data, name)
    ada = Person.at(visit, server, book, "mentee")
    ada.section("What for")
    ada.type(PURPOSE, words)
    ada.saved()
    return book, ada


@pytest.fixture(scope="module")
def elsewhere(serve):
    """Another machine, with a folder of its own."""
    server = serve()
    yield server
    server.stop()


def test_sealed_here_and_opened_elsewhere(server, elsewhere, visit, tmp_path):
    """With the passphrase alone; it is asked for again when the page comes back, since no page keeps it."""
    _, ada = written(server, visit, "sealed", "To learn")
    file = ada.download(tmp_path, passphrase=WORDS)
    assert b"To learn" not in file.read_bytes()

    page = visit(elsewhere.page("index"))
    page.locator(".drop input[type=file]").first.set_input_files(file)
    dialog = page.get_by_role("dialog", name="“sealed.mentorbook” is sealed")
    field = dialog.get_by_label("Passphrase", exact=True)
    field.fill("four other words")
    field.press("Enter")
    dialog.get_by_text("This passphrase does not open it.").wait_for()
    assert list(elsewhere.data.glob("*.mentorbook")) == []
    field.fill(WORDS)
    field.press("Enter")
    page.wait_for_url("**/partnership.ipynb*")
    card = page.get_by_role("form", name="“sealed.mentorbook” is sealed")
    card.get_by_label("Passphrase", exact=True).fill("nor these words")
    card.get_by_role("button", name="Unlock").click()
    card.get_by_text("This passphrase does not open it.").wait_for()
    card.get_by_label("Passphrase", exact=True).fill(WORDS)
    card.get_by_role("button", name="Unlock").click()
    page.get_by_role("button", name=re.compile("^I am Ada")).click()
    again = Person(page, "mentee")
    again.arrive()
    again.go("Agreement")
    again.section("What for")
    again.reads(PURPOSE, "To learn")
    again.type(PURPOSE, " and to teach")
    again.saved()
    (kept,) = elsewhere.data.glob("*.mentorbook")
    assert b"to teach" not in kept.read_bytes()
    with mentorbook.open(kept, passphrase=WORDS) as opened:
        assert opened.text(PURPOSE) == "To learn and to teach"

    # In the folder's list it is there, and says that it is sealed.
    shelf = visit(elsewhere.page("index"))
    shelf.get_by_role("button", name="Open it with its passphrase").click()
    shelf.wait_for_url("**/partnership.ipynb*")
    shelf.get_by_role("form", name="“sealed.mentorbook” is sealed").wait_for()


def test_without_ones_private_notes(server, visit, tmp_path):
    """The file holds both people's part and the holder's own; or leaves that out."""
    book = make(server.data, "holder")
    ada = Person.at(visit, server, book, "mentee", view="reflection")
    ada.menu("Download our workbook")
    assert ada.page.get_by_label("With my private notes").count() == 0
    ada.see("Without a passphrase, whoever has the file can read it.")
    ada.page.keyboard.press("Escape")
    ada.keep_private(WORDS)
    ada.type(
        ada.page.locator(".prompts .field[data-path$='/worked']").first.get_attribute("data-path"), "Mine"
    )
    ada.saved()
    for own in (True, False):
        (tmp_path / str(own)).mkdir()
        with mentorbook.open(ada.download(tmp_path / str(own), own=own)) as opened:
            assert opened.private("mentee") == ("locked" if own else "none")
            if own:
                opened.unlock("mentee", WORDS)
                assert [row["worked"] for row in opened.rows("reflections", viewer="mentee")] == ["Mine"]
    sealed = ada.download(tmp_path, passphrase="another four good words")
    with mentorbook.open(sealed, passphrase="another four good words") as opened:
        assert opened.private("mentee") == "open"


def test_dropped_on_a_page(server, visit, tmp_path):
    """Anywhere on it: a hint while it hovers, a question, and then what came in is told."""
    book, ada = written(server, visit, "dropped", "To learn")
    copy = tmp_path / "from-grace.mentorbook"
    shutil.copy(book, copy)
    with mentorbook.open(copy) as opened:
        opened.set("agreement/meeting_length", 30, by="mentor")
        opened.add("goals", {"title": "Rest"}, by="mentor")
    hint = ada.page.locator(".mb-drop")
    hint.wait_for(state="hidden")
    drag(ada.page, "dragenter", copy)
    hint.get_by_text("Drop your .mentorbook file here").wait_for()
    drag(ada.page, "dragleave", copy)
    hint.wait_for(state="hidden")
    drag(ada.page, "dragenter", copy)
    drag(ada.page, "drop", copy)
    hint.wait_for(state="hidden")
    ada.see("What is “from-grace.mentorbook” for?")
    ada.press("Merge it into this one")
    ada.see("Two copies merged.")
    ada.see(re.compile(r"1 entry added to Goals.*by Grace Hopper"))
    ada.see(re.compile(r"1 change in .*agreement.*by Grace Hopper", re.IGNORECASE))
    with stored(book) as opened:
        assert opened.get("agreement/meeting_length") == 30
        assert opened.text(PURPOSE) == "To learn"


def test_a_sealed_copy_is_merged(server, visit, tmp_path):
    """Its passphrase is asked for in place; leaving the question changes nothing."""
    book, ada = written(server, visit, "back", "To learn")
    file = ada.download(tmp_path, passphrase=WORDS)
    with mentorbook.open(file, passphrase=WORDS) as opened:
        opened.set("agreement/meeting_length", 45, by="mentor")
    before = book.read_bytes()
    choose(ada, file)
    ada.press("Merge it into this one")
    dialog = ada.page.get_by_role("dialog", name="“back.mentorbook” is sealed")
    dialog.get_by_role("button", name="Leave it closed").click()
    dialog.wait_for(state="detached")
    assert book.read_bytes() == before
    choose(ada, file)
    ada.press("Merge it into this one")
    dialog.get_by_label("Passphrase", exact=True).fill("four other words")
    ada.page.keyboard.press("Enter")
    dialog.get_by_text("This passphrase does not open it.").wait_for()
    ada.page.emulate_media(reduced_motion="reduce")  # no colours on their way to others
    wrong = Axe().run(ada.page).response["violations"]
    assert [one["id"] for one in wrong if one["id"] != "color-contrast"] == []
    dialog.get_by_label("Passphrase", exact=True).fill(WORDS)
    ada.page.keyboard.press("Enter")
    ada.see("Two copies merged.")
    with stored(book) as opened:
        assert opened.get("agreement/meeting_length") == 45


def test_what_is_not_as_it_was_written_stays_said(server, visit, tmp_path):
    """A sealed workbook out of which somebody took an entry: said on every page until a sound copy is merged."""
    book, ada = written(server, visit, "spoilt", "To learn")
    sound = ada.download(tmp_path, passphrase=WORDS)
    spoilt = server.data / "spoilt-later.mentorbook"
    shutil.copy(sound, spoilt)
    book.unlink()
    with mentorbook.open(spoilt, passphrase=WORDS) as opened:
        opened.set("agreement/meeting_length", 45, by="mentee")
    _forge(spoilt)
    ada.page.goto("about:blank")
    page = visit(f"{server.page('partnership')}#open={spoilt.name}&as=mentee")
    page.get_by_label("Passphrase", exact=True).fill(WORDS)
    page.keyboard.press("Enter")
    again = Person(page, "mentee")
    again.arrive()
    again.see("Something in this workbook is not as it was written.")
    again.see("One entry is missing.")
    again.go("Goals")
    again.see("Something in this workbook is not as it was written.")
    with page.expect_file_chooser():
        again.press("Merge a copy")


def test_what_was_changed_in_a_long_log_is_said_when_it_has_been_read(server, visit, request):
    """The page shows at once what it all came to, and looks through the older entries then."""
    file = server.data / f"{request.node.name}.mentorbook"
    with mentorbook.create(file, mentor="Sam", mentee="Alex", passphrase=WORDS) as opened:
        with opened.at_once():
            for _ in range(1100):
                opened.edit(PURPOSE, 0, 0, "more ", by="mentee")
        opened.edit(PURPOSE, 0, 0, "Last of all: ", by="mentor")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE entry SET \"by\" = 'mentor' WHERE seq = 500")
    page = visit(f"{server.page('partnership')}#open={file.name}&as=mentee")
    page.get_by_label("Passphrase", exact=True).fill(WORDS)
    page.keyboard.press("Enter")
    alex = Person(page, "mentee")
    alex.arrive()
    alex.go("Agreement")
    alex.section("What for")
    alex.reads(PURPOSE, "Last of all: " + "more " * 1100)
    alex.see("Something in this workbook is not as it was written.")
    alex.see(re.compile("said to be by Sam .number 500. is not as it was written"))
    alex.type(PURPOSE, "Still here. ")
    alex.saved()


def _forge(file: Path) -> None:
    """Takes the last entry out."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
