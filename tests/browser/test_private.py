"""What one keeps private: a passphrase of its own, locked after reopening, and nowhere where the other could read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Person, make, stored

WORDS = "four words are enough"
SECRET = "I am not sure that I want to stay"


def reflect(visit, server, book: Path, role: str, **options) -> Person:
    return Person.at(visit, server, book, role, view="reflection", **options)


def worked(person: Person) -> str:
    """The path of the first question of the form."""
    return str(person.page.locator(".prompts .field[data-path$='/worked']").first.get_attribute("data-path"))


def heard(frames: list[str]):
    """Listens in to what a page's kernel sends it; what a socket carried is kept as text."""

    def watch(page) -> None:
        def socket(one) -> None:
            def came(payload) -> None:
                frames.append(
                    payload if isinstance(payload, str) else payload.decode("utf-8", errors="replace")
                )

            one.on("framereceived", came)

        page.on("websocket", socket)

    return watch


def test_none_keep_write_lock_unlock(server, visit):
    """The whole way in a folder that both open: nothing private is offered before there is a passphrase."""
    book = make(server.data, "private")
    frames: list[str] = []
    ada = reflect(visit, server, book, "mentee")
    grace = reflect(visit, server, book, "mentor", watch=heard(frames))
    ada.see("“Only me” is not offered yet")
    assert ada.page.get_by_role("radio", name="Only me").count() == 0
    ada.see("Shared. Grace reads this as you write it")

    # What is typed before stays, and is shared, as it was said to be.
    before = worked(ada)
    ada.type(before, "A shared thing")
    ada.saved()
    grace.see("A shared thing", within=".log")
    ada.keep_private(WORDS)
    ada.page.get_by_role("radio", name="Only me").wait_for()
    ada.reads(before, "A shared thing")
    assert ada.page.get_by_role("radio", name="Grace and me").is_checked()
    ada.press("Done")

    assert ada.page.get_by_role("radio", name="Only me").is_checked()
    private = worked(ada)
    ada.type(private, SECRET)
    ada.saved()
    ada.see("Private. It is sealed behind your passphrase")
    ada.press("Done")
    ada.see(SECRET, within=".log")

    # Grace's page is told nothing of it, also not when she comes back; the file does not hold the words.
    grace.type(worked(grace), "A calm week")
    grace.saved()
    ada.see("A calm week", within=".log")
    grace.reload()
    assert SECRET not in grace.page.content()
    assert not any(SECRET in frame for frame in frames)
    assert any("A shared thing" in frame for frame in frames)
    for file in server.data.iterdir():
        assert SECRET.encode() not in file.read_bytes()
    with stored(book) as opened:
        assert opened.private("mentee") == "locked"
        assert SECRET not in str(opened.export(viewer="mentee"))

    # Locked after a reload: quietly, with the passphrase to be typed in place.
    ada.reload()
    ada.see("Your private notes are locked")
    assert SECRET not in ada.page.content()
    ada.type(worked(ada), "Written meanwhile")
    ada.saved()
    field = ada.page.get_by_label("Your passphrase")
    assert field.get_attribute("autocomplete") == "current-password"
    field.fill("four other words")
    field.press("Enter")
    ada.see("This passphrase does not open it.")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill(WORDS)
    field.press("Enter")
    ada.see(SECRET, within=".log")
    ada.page.locator(".prompts textarea").first.wait_for()
    assert ada.words(worked(ada)).input_value() == "Written meanwhile"
    assert ada.page.evaluate("() => document.activeElement.closest('.sharing') !== null")

    # Shared on purpose, after being told what cannot be taken back.
    entry = ada.page.locator(".log > li", has_text=SECRET)
    entry.get_by_role("button", name="Share with Grace").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_text("This cannot be undone").wait_for()
    dialog.get_by_role("button", name="Keep it private").click()
    entry.get_by_role("button", name="Share with Grace").click()
    assert SECRET not in grace.page.content()
    dialog.get_by_role("button", name="Share with Grace").click()
    grace.see(SECRET, within=".log")


def test_a_passphrase_is_chosen_with_care(server, visit):
    """Short, or not the same twice: it says so where it is, and nothing is made."""
    book = make(server.data, "care")
    ada = reflect(visit, server, book, "mentee")
    ada.press("Keep a private journal")
    dialog = ada.page.get_by_role("dialog")
    first, second = dialog.get_by_label("A passphrase"), dialog.get_by_label("The same once more")
    assert {first.get_attribute("autocomplete"), second.get_attribute("autocomplete")} == {"new-password"}
    dialog.get_by_text("If you forget it, your private notes are lost.").wait_for()
    first.fill("short")
    first.press("Enter")
    dialog.get_by_text("at least 8 characters: four words").wait_for()
    first.fill(WORDS)
    second.fill("four words are enoguh")
    second.press("Enter")
    dialog.get_by_text("This is not the same as above").wait_for()
    ada.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    ada.see("“Only me” is not offered yet")
    with stored(book) as opened:
        assert opened.private("mentee") == "none"


def test_each_has_a_passphrase_of_their_own(server, visit):
    """The mentor's does not open the mentee's, on one page one after the other."""
    book = make(server.data, "own")
    ada = reflect(visit, server, book, "mentee")
    ada.keep_private(WORDS)
    ada.type(worked(ada), SECRET)
    ada.saved()
    grace = reflect(visit, server, book, "mentor")
    grace.see("“Only me” is not offered yet")
    grace.keep_private("quite another four words")
    grace.type(worked(grace), "A mentor's doubt")
    grace.saved()
    again = reflect(visit, server, book, "mentee")
    field = again.page.get_by_label("Your passphrase")
    field.fill("quite another four words")
    field.press("Enter")
    again.see("This passphrase does not open it.")
    field.fill(WORDS)
    field.press("Enter")
    again.see(SECRET, within=".log")
    assert "A mentor's doubt" not in again.page.content()


def test_on_a_shared_server_nothing_of_it_reaches_the_other(serve, visit, tmp_path):
    """There it is there from the start; no frame that the mentee's kernel sends, and no file, holds the mentor's."""
    server = serve("--shared")
    page = visit(server.page("index"))
    page.get_by_label("Your name").fill("Sam Okafor")
    page.get_by_label("Their name").fill("Alex Rivera")
    page.get_by_label("Mentor", exact=True).check(force=True)
    page.get_by_role("button", name="Start our workbook").click()
    page.wait_for_url("**/partnership.ipynb")
    sam = Person(page, "mentor")
    sam.arrive()
    sam.press("I have kept it")
    sam.menu("Share and links")
    dialog = page.get_by_role("dialog", name="Share and links")
    dialog.get_by_role("button", name="Make an invitation").click()
    address = dialog.get_by_label("Send this to").input_value()
    page.keyboard.press("Escape")

    frames: list[str] = []
    other = visit(address, watch=heard(frames))
    other.get_by_role("button", name="Open our workbook").click()
    alex = Person(other, "mentee")
    alex.arrive()
    alex.press("I have kept it")
    for person in (sam, alex):
        person.go("Reflect")
    assert sam.page.get_by_role("radio", name="Only me").is_checked()
    assert sam.page.get_by_role("button", name="Keep a private journal").count() == 0
    sam.type(worked(sam), SECRET)
    sam.saved()
    sam.see("Only your own link opens it")
    sam.press("Done")
    sam.see(SECRET, within=".log")
    alex.type(worked(alex), "Alex's own doubt")
    alex.saved()
    alex.go("History")
    alex.see("Both of you")
    alex.reload()
    alex.saved()
    assert SECRET not in other.content()
    assert any("Alex's own doubt" in frame for frame in frames)
    assert not any(SECRET in frame for frame in frames)

    theirs = alex.download(tmp_path)
    assert SECRET.encode() not in theirs.read_bytes()
    assert b"own doubt" in theirs.read_bytes()
    assert not any(SECRET in frame for frame in frames)
    (tmp_path / "sam").mkdir()
    assert b"own doubt" not in sam.download(tmp_path / "sam").read_bytes()
    for file in server.data.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_how_it_looks(server, visit, width, scheme):
    """By axe's rules, in light and dark, wide and narrow: the journal before, the dialogs, and the locked card."""
    book = make(server.data, f"looks-{width}-{scheme}")
    ada = reflect(visit, server, book, "mentee", width=width, scheme=scheme, reduced_motion="reduce")
    wrong: list[str] = []

    def look(name: str) -> None:
        found = Axe().run(ada.page).response["violations"]
        wrong.extend(f"{name} {one['id']} {node['html'][:160]}" for one in found for node in one["nodes"])
        wide = ada.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        wrong.extend([f"{name} scrolls sideways"] * wide)

    look("none")
    ada.press("Keep a private journal")
    ada.page.keyboard.press("Enter")
    ada.page.locator("dialog .error").first.wait_for()
    look("keep")
    ada.page.keyboard.press("Escape")
    ada.keep_private(WORDS)
    look("kept")
    ada.menu("Download our workbook")
    ada.page.get_by_label("Seal it with a passphrase").fill(WORDS)
    ada.see(re.compile("and so do your private notes in it"))
    look("download")
    ada.page.keyboard.press("Escape")
    ada.reload()
    ada.page.get_by_label("Your passphrase").press("Enter")
    ada.see("Type the passphrase first.")
    look("locked")
    assert not wrong, "\n".join(wrong)
