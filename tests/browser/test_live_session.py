"""A live session as a room meets it: a facilitator's browser, two phones, and more people through the same database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_access import by_axe, in_room, tab_to

from mentorbook import sharing
from mentorbook.content.loader import builtin
from mentorbook.programme import live

KICK_OFF = builtin().sessions["kick-off"]
MORE = 6  # people without a browser
PATIENCE = 15_000


@pytest.fixture(scope="module")
def shared(serve):
    server = serve("--shared")
    yield server
    server.stop()


def begin(visit: Any, server: Any, **options: Any) -> tuple[Any, str]:
    """A facilitator's page with a kick-off begun, and its code."""
    page = visit(server.page("lead"), reduced_motion="reduce", **options)
    page.set_default_timeout(PATIENCE)
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    return page, page.locator(".mb-runsheet .live-code").inner_text()


def enter(visit: Any, server: Any, code: str, **options: Any) -> Any:
    """A phone that has joined by typing the code, with the keyboard alone."""
    page = visit(server.page("session"), width=390, reduced_motion="reduce", **options)
    page.set_default_timeout(PATIENCE)
    page.get_by_label("Code of the session").wait_for()
    tab_to(page, page.get_by_label("Code of the session"))
    page.keyboard.type(code.title())
    page.keyboard.press("Enter")
    page.locator(".asking .sheet").wait_for()
    return page


def stored(server: Any, code: str) -> live.Session:
    """The session as it is on disk, for one more person."""
    return live.join(sharing.database(server.data), code=code)


def sent(page: Any) -> None:
    page.locator(".standing.done").wait_for()


def test_a_kick_off_in_quick_time(shared, visit):
    lead, code = begin(visit, shared)
    phones = [enter(visit, shared, code) for _ in range(2)]
    more = [stored(shared, code) for _ in range(MORE)]
    spoken: list[str] = []
    phones[0].on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: spoken.append(str(data)))
    )
    everybody = MORE + len(phones)
    for number, part in enumerate(KICK_OFF.segments):
        if number:
            lead.get_by_role("button", name="Next part").click()
        lead.locator(".part h3", has_text=part.title).wait_for()
        lead.locator(".send-part").click()
        for phone in phones:
            phone.get_by_role("heading", name=part.prompt).wait_for()
        if part.response == "none":
            phones[0].get_by_text("Talk about it with your partner").wait_for()
            assert lead.locator(".mb-wall .live-wall").is_hidden()
            continue
        for person in more:
            person.pull()
            assert person.current is not None and person.current.text == part.prompt
            value: Any = part.options[0].id if part.response == "choice" else 3
            person.answer(
                person.current.id,
                f"{person.person[:4]} says" if part.response in ("words", "text") else value,
            )
        for at, phone in enumerate(phones):
            if part.response in ("words", "text"):
                phone.locator(".asking .large").fill(f"From phone {at}")
            elif part.response == "choice":
                phone.locator(".asking input").first.check()
            else:
                phone.get_by_role("radio", name="4", exact=True).press("Space")
            phone.get_by_role("button", name="Send").press("Enter")
            sent(phone)
        # Whoever is told "Sent" has their answer on disk; everybody's is on the wall, once.
        lead.get_by_text(f"{everybody} of {everybody} have answered.").wait_for()
        more[0].pull()
        assert more[0].current is not None
        assert more[0].results(more[0].current).answers == everybody
        shown = lead.locator(".mb-wall .num").all_inner_texts()
        texts = lead.locator(".mb-wall :is(.word, .text)").all_inner_texts()
        assert sum(map(int, shown)) == everybody or len(texts) == len(set(texts)) == everybody
        phones[0].locator(".shown .live-wall").wait_for()
    # Who reloads loses nothing: what was sent, what was only typed, nor the way back.
    phone = phones[0]
    lead.get_by_role("textbox", name="Question", exact=True).fill("What will you try?")
    lead.get_by_role("button", name="Send to everyone").last.click()
    phone.get_by_role("heading", name="What will you try?").wait_for()
    phone.locator(".asking textarea").fill("Typed, and not sent")
    phone.reload()
    phone.locator(".asking textarea").wait_for()
    assert phone.locator(".asking textarea").input_value() == "Typed, and not sent"
    phone.get_by_role("button", name="Send").click()
    sent(phone)
    phone.reload()
    sent(phone)
    lead.reload()
    lead.get_by_text("1 of 2 has answered.").wait_for()
    # Nobody's page was told who anybody is.
    for person in more:
        assert not [one for one in spoken if person.person in one or str(person.link) in one]
    # Put together, kept off, taken away: on the phone as on the wall.
    lead.locator(".cards input").first.check()
    lead.get_by_label("Heading for those ticked").fill("Tomorrow")
    lead.get_by_role("button", name="Put together").click()
    phone.get_by_role("heading", name="Tomorrow").wait_for()
    lead.get_by_role("button", name="Take it off the screens").click()
    phone.locator(".shown").wait_for(state="hidden")
    with lead.expect_download() as table:
        lead.get_by_role("button", name="Results as a table").click()
    words = Path(table.value.path()).read_text(encoding="utf-8-sig")
    assert "Typed, and not sent" in words and "From phone 1" in words
    lead.get_by_role("button", name="End the session").click()
    lead.get_by_role("button", name="End it", exact=True).click()
    phone.get_by_text("That was it").wait_for()
    phone.locator(".mine dd", has_text="Typed, and not sent").wait_for()  # one's own answers, to take along
    for person in more:
        person.close()


def test_both_pages_are_for_everybody(shared, visit):
    """By axe's rules, within their windows, high enough for fingers; and what the screen of the room shows."""
    lead, code = begin(visit, shared)
    phone = enter(visit, shared, code)
    wrong = by_axe(phone, "waiting") + in_room(phone, "waiting", 390)
    lead.locator(".send-part").click()
    phone.locator(".asking .large").fill("Curious")
    phone.keyboard.press("Enter")
    sent(phone)
    phone.locator(".shown .words").wait_for()
    lead.locator(".mb-wall .words").wait_for()
    wrong += by_axe(phone, "words") + in_room(phone, "words", 390)
    lead.get_by_role("button", name="Trust").click()
    lead.locator(".send-part").click()
    phone.get_by_role("radio", name="5").press("Space")
    phone.get_by_role("button", name="Send").click()
    phone.locator(".shown .columns").wait_for()
    wrong += by_axe(phone, "scale") + in_room(phone, "scale", 390)
    lead.get_by_role("textbox", name="Question", exact=True).fill("What was hard?")
    lead.get_by_role("button", name="Send to everyone").last.click()
    phone.locator(".asking textarea").fill("<b>Waiting</b>")
    phone.get_by_role("button", name="Send").click()
    sent(phone)
    lead.locator(".cards .text", has_text="<b>Waiting</b>").wait_for()
    lead.locator(".cards input").first.check()
    wrong += by_axe(lead, "leading") + in_room(lead, "leading", 1280)
    lead.set_viewport_size({"width": 390, "height": 900})
    wrong += in_room(lead, "leading", 390)
    lead.set_viewport_size({"width": 1280, "height": 900})
    with lead.expect_popup() as opened:
        lead.get_by_role("link", name="Open the screen").click()
    screen = opened.value
    screen.locator(".screen .live-code").wait_for()
    screen.get_by_text("<b>Waiting</b>").wait_for()
    assert screen.locator(".mb-wall .tools").is_hidden()
    wrong += by_axe(screen, "screen") + in_room(screen, "screen", 1280)
    other = visit(shared.page("session"), reduced_motion="reduce")
    other.get_by_label("Code of the session").fill("quiet river 11")
    other.keyboard.press("Enter")
    other.locator(".error").wait_for()
    wrong += by_axe(other, "door") + in_room(other, "door", 1280)
    fresh = visit(shared.page("lead"), reduced_motion="reduce")
    fresh.get_by_role("button", name="Begin", exact=True).wait_for()
    wrong += by_axe(fresh, "begin") + in_room(fresh, "begin", 1280)
    assert not wrong, "\n".join(wrong)
    assert json.loads(phone.evaluate("() => sessionStorage.getItem('mentorbook:live')"))["lead"] is False
