"""What is on the screen comes first, and the rest a moment later: whatever somebody does in between, no view is drawn
with less than there is, and none stays empty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from people import Person, make, stored

GOAL = "goals/11111111111111111111111111111111"
TITLE = "Lead the Monday stand-up"
OFTEN = "Every week"


class Line:
    """A page's line to its kernel: what comes over it can be held up, and it can be cut."""

    def __init__(self) -> None:
        self.holding: bytes | None = None
        self.held: list = []
        self.cut = False
        self.said: list[bytes] = []

    def watch(self, page) -> None:
        page.route_web_socket(re.compile("/channels"), self._begin)

    def _begin(self, ours) -> None:
        theirs = ours.connect_to_server()

        def says(message) -> None:
            self.said.append(_bytes(message))
            if not self.cut:
                theirs.send(message)

        def hears(message) -> None:
            if b'"pong"' not in _bytes(message) and (
                self.held or (self.holding and self.holding in _bytes(message))
            ):
                self.held.append(lambda: ours.send(message))
            elif not self.cut:
                ours.send(message)

        ours.on_message(says)
        theirs.on_message(hears)

    def asked(self, kind: str) -> int:
        return sum(
            f'"type": "{kind}"'.encode() in one or f'"type":"{kind}"'.encode() in one for one in self.said
        )

    def lose(self) -> None:
        """What is under way is gone, and nothing comes or goes any more."""
        self.cut, self.holding = True, None
        self.held.clear()

    def release(self) -> None:
        self.holding = None
        held, self.held = self.held, []
        for send in held:
            send()


def _bytes(message) -> bytes:
    return message.encode() if isinstance(message, str) else message


REST, OPENED = b'"rest": true', b'"type": "opened"'


@pytest.fixture
def book(server, request):
    path = make(server.data, request.node.name)
    with stored(path) as book, book.at_once():
        book.add("goals", {"title": TITLE, "owner": "mentee"}, by="mentee", row=GOAL.split("/")[1])
        for by in ("mentor", "mentee"):
            book.set("agreement/meeting_frequency", "weekly", by=by)
    return path


def opened(visit, server, book, role="mentee", *, view="", holding=REST, **options):
    line = Line()
    line.holding = holding
    page = visit(
        f"{server.page('partnership')}{view and f'?view={view}'}#open={book.name}&as={role}",
        watch=line.watch,
        **options,
    )
    return Person(page, role), line


def goals(person: Person):
    return person.page.locator(".mb-goals")


def test_a_view_waits_for_what_it_shows(server, visit, book):
    """Nothing but its shape is shown until then; who has gone on meanwhile is not taken back."""
    ada, line = opened(visit, server, book)
    page = ada.page
    link = page.locator(".mb-home").get_by_role("link", name=TITLE)
    link.click()
    busy = goals(ada).locator("[aria-busy]")
    busy.wait_for()
    assert goals(ada).inner_text() == "Loading this part of your workbook"
    page.go_back()
    link.wait_for()
    line.release()
    busy.wait_for(state="detached")
    link.click()
    goals(ada).locator(f"[data-path='{GOAL}/title'] textarea, [data-path='{GOAL}/title'] input").wait_for()
    page.go_back()
    page.go_forward()
    goals(ada).get_by_text(TITLE).first.wait_for()
    assert line.asked("rest") == 1


@pytest.mark.parametrize("when", ["its scripts are loaded", "the workbook is opened"])
def test_back_is_pressed_while(server, visit, book, when):
    """The kernel has been told of another view than the one that is shown then."""
    ada, line = opened(visit, server, book, holding=None)
    ada.arrive()
    page = ada.page
    ada.go("Goals")
    goals(ada).get_by_text(TITLE).first.wait_for()
    if when == "the workbook is opened":
        line.holding = OPENED
        page.reload()
        page.wait_for_function("() => document.querySelector('.mb-goals .bone')")
        page.go_back()
        page.locator(".mb-home").wait_for()
        line.release()
    else:
        scripts: list = []
        page.route("**/all.js", lambda route: route.continue_() if scripts else scripts.append(route))
        with page.expect_request("**/all.js"):
            page.reload(wait_until="commit")
        page.wait_for_function("() => document.querySelector('.celltag_view-home')?.hidden")
        page.evaluate("() => history.back()")
        page.wait_for_url(lambda url: "view=" not in url, wait_until="commit")
        scripts[0].continue_()
    line.holding = REST
    page.locator(".mb-home .next").wait_for()
    assert OFTEN in page.locator(".mb-home").inner_text()
    ada.go("Goals")
    goals(ada).get_by_text(TITLE).first.wait_for()


def test_the_line_is_lost_before_the_rest_has_come(server, visit, book):
    ada, line = opened(visit, server, book)
    ada.arrive()
    page = ada.page
    ada.go("Goals")
    goals(ada).locator("[aria-busy]").wait_for()
    line.lose()
    goals(ada).get_by_text("It comes as soon as the connection is back.").wait_for()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download a copy").click()
    copy = Path(coming.value.path()).read_text()
    assert "some parts of it are missing here" in copy
    line.cut = False
    goals(ada).get_by_text(TITLE).wait_for()
    assert not goals(ada).get_by_text("It comes as soon").count()
