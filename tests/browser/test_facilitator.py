"""A facilitator brings people in, matches and invites them, and sees how a pair gets on: never what it writes."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from people import Person, an_answer
from test_access import by_axe, in_room
from test_links import keep

from mentorbook import sharing
from mentorbook.content.loader import builtin
from mentorbook.programme.record import Programme
from mentorbook.sharing import Link

GOOD = "name,role,email,skills_offered,skills_wanted\nAda Byron,mentor,ada@x.org,leadership,\nSam Okafor,mentor,sam@x.org,study,\nBo Lind,mentee,bo@x.org,,study\nCem Kaya,mentee,cem@x.org,,leadership\n"


@pytest.fixture(scope="module")
def shared(serve):
    server = serve("--shared")
    yield server
    server.stop()


def answer_all(server, link: str) -> None:
    """Answers what must be there to sign the agreement."""
    with sharing.open(sharing.database(server.data), Link.parse(link)) as book, book.at_once():
        for spec in builtin().forms["agreement"].fields():
            if spec.required == "sign" and not spec.view_of:
                book.set(
                    f"agreement/{spec.id}", an_answer(spec), by="mentee" if spec.who == "mentee" else "mentor"
                )


def test_from_the_roster_to_a_signed_agreement(shared, visit, tmp_path: Path):
    page = visit(shared.page("facilitator"), reduced_motion="reduce")
    page.set_default_timeout(20_000)
    page.get_by_label("Name of the programme").fill("Spring cohort")
    page.get_by_label("Whom people can turn to").fill("Iris")
    page.get_by_role("button", name="Make the programme").click()
    keeping = page.get_by_role("region", name="Keep this link")
    link = keeping.get_by_label("The programme’s link").input_value()
    assert link.startswith(shared.page("facilitator") + "#programme=")
    keeping.get_by_role("button", name="I have kept it").click()
    nav = page.get_by_role("navigation", name="Programme")
    nav.get_by_role("link", name="Matching").click()

    # A table with a mistake is told, and nothing is taken over; the next one is, when the facilitator says so.
    table = page.locator("input[type=file][accept*=csv]")
    table.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"name,role\n=1+1,boss\n"})
    page.get_by_text("Line 2, Takes part as: ‘boss’ is none of").wait_for()
    wrong = by_axe(page, "a roster with mistakes")
    page.get_by_role("button", name="Leave it").click()
    table.set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": GOOD.encode()})
    page.get_by_role("button", name="Take over 4 people").click()
    page.get_by_text("4 people have been taken over.").wait_for()

    proposals = page.locator(".proposal")
    proposals.nth(1).wait_for()
    assert ["Sam" in proposals.nth(0).inner_text(), "Ada" in proposals.nth(1).inner_text()] == [True, True]
    page.get_by_role("button", name="Choose another for Bo Lind").click()
    page.get_by_role("button", name="Take this one").first.click()
    page.locator(".proposal", has_text="settled by you").get_by_text("Ada").wait_for()
    page.get_by_text("Change what counts").click()
    page.get_by_label("Help that is offered and wanted").select_option("Does not count")
    page.get_by_text("on average; before it was").wait_for()
    wrong += by_axe(page, "matching") + in_room(page, "matching", 1280)
    page.get_by_role("button", name="Make all 2 pairs").click()
    page.get_by_text("2 pairs are made.").wait_for()
    proposals.first.wait_for(state="detached")
    assert page.get_by_text("2 pairs are made.").is_visible()  # and nothing is wrong with the settled one

    nav.get_by_role("link", name="Pairs").click()
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog", name="Invite")
    dialog.get_by_role("button", name="Make the workbooks of 2 pairs").click()
    dialog.get_by_text("Now hand out the invitations").wait_for()
    wrong += by_axe(page, "invitations")
    with page.expect_download() as expected:
        dialog.get_by_role("button", name="Table, for mail merge").click()
    expected.value.save_as(tmp_path / "letters.csv")
    dialog.get_by_role("button", name="Close").click()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "letters.csv").read_text(encoding="utf-8-sig"))))
    by_name = {row["name"]: row["link"] for row in rows}
    assert set(by_name) == {"Ada Byron", "Sam Okafor", "Bo Lind", "Cem Kaya"}

    # Ada opens her invitation, signs, and looks at what the programme sees of them.
    guest = visit(by_name["Ada Byron"], reduced_motion="reduce")
    guest.get_by_role("button", name="Open our workbook").click()
    ada = Person(guest, "mentor")
    ada.arrive()
    answer_all(shared, keep(ada))
    ada.go("Agreement")
    ada.see("What for")
    guest.get_by_label("Your full name").fill("Ada Byron")
    ada.press(re.compile("^Sign version 1"))
    ada.see("You have signed version 1.")
    row = page.locator(".pairs tbody tr", has_text="Bo Lind")
    row.get_by_text("Signed by one").wait_for()
    ada.menu("Share and links")
    seen = guest.get_by_role("dialog", name="Share and links")
    seen.get_by_role("button", name="Ask for a word with the facilitator").click()
    seen.get_by_text("The facilitator sees that you asked").wait_for()
    wrong += by_axe(guest, "what the programme sees")
    row.get_by_text("Ada Byron asks for a word with you").wait_for()
    seen.get_by_role("button", name="Stop sharing our progress").click()
    seen.get_by_text("You share no progress.").wait_for()
    row.get_by_text("Not shared").wait_for()

    # She sends her survey, as she sees it and without what she wrote; the facilitator sees that one came; she takes it back.
    guest.keyboard.press("Escape")
    ada.go("Closing")
    guest.locator("summary", has_text="Programme survey").click()
    guest.locator("[data-path='evaluation/mentor/recommend'] input[value='9']").press("Space")
    ada.write("evaluation/mentor/best", "The long walks")
    sending = guest.get_by_role("region", name="Send my survey to the programme")
    sending.get_by_role("button", name="Send my survey").click()
    sending.get_by_text("What you wrote in words of your own is not sent").wait_for()
    assert "The long walks" not in sending.inner_text()
    wrong += by_axe(guest, "what is sent of a survey")
    sending.get_by_role("button", name="Send this").click()
    sending.get_by_text("The programme has your survey.").wait_for()
    page.locator("summary", has_text="Evaluation").click()
    page.get_by_text("1 of 4 people have sent their survey; the numbers are from 0 of them.").wait_for()
    sending.get_by_role("button", name="Take my survey back").click()
    page.get_by_text("0 of 4 people have sent their survey").wait_for()

    # The facilitator looks closer, writes to them, pauses the pair; a reload finds the programme again.
    row.get_by_role("button", name="Look closer at Ada Byron and Bo Lind").click()
    close = page.get_by_role("dialog", name="Ada Byron and Bo Lind")
    close.get_by_role("button", name="Write to them").first.click()
    assert "Ada Byron" in close.get_by_label("What you could write").input_value()
    wrong += by_axe(page, "a pair")
    close.get_by_role("button", name="Pause this pair").click()
    row.get_by_text("Paused").wait_for()
    page.reload()
    row.get_by_text("Paused").wait_for()
    wrong += by_axe(page, "pairs") + in_room(page, "pairs", 1280)
    page.set_viewport_size({"width": 390, "height": 900})
    wrong += by_axe(page, "pairs, narrow") + in_room(page, "pairs", 390)
    assert wrong == []
    with Programme.open(shared.data, Link.parse(link.rpartition("=")[2])) as programme:
        assert {pair["standing"] for pair in programme.pairs().values()} == {"invited", "paused"}
