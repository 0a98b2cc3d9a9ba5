"""Pages that everybody can use: axe finds nothing, nothing scrolls sideways, fingers hit, and the keyboard is enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Person, stored

from mentorbook.demo import demo

TOUCH = 44  # pixels: the least height of anything to press
STOPS = 80  # times Tab is pressed before something counts as out of reach

SIDEWAYS = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter((el) => el.getBoundingClientRect().right > page.clientWidth + 0.5);
  return [`the page is ${page.scrollWidth} px wide`, ...out.slice(-3).map((el) => el.outerHTML.slice(0, 160))];
}"""

# A tick is pressed by its label, too; a card that is a link over its whole face counts as high as the card; what stands
# within a sentence is exempt.
LOW = """(least) => {
  const inSentence = (el) => el.matches("a, .linklike") && [...el.parentElement.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  const height = (el) => {
    const spread = getComputedStyle(el, "::after");
    const card = spread.content !== "none" && spread.position === "absolute" ? el.offsetParent : el;
    return Math.max(...[card, ...(el.labels ?? [])].map((one) => one.getBoundingClientRect().height));
  };
  return [...document.querySelectorAll("button, a[href], summary, select, input, textarea")]
    .filter((el) => el.checkVisibility() && el.getClientRects().length && !el.closest(".sr, .skip") && !inSentence(el))
    .filter((el) => height(el) < least)
    .map((el) => `${height(el)} px high: ${el.outerHTML.slice(0, 160)}`);
}"""

UNFOLD = """() => {
  for (const fold of document.querySelectorAll("details")) {
    const entry = fold.closest("li, article");
    const alike = entry ? [...entry.parentElement.children] : [];
    if (alike.indexOf(entry) < 3) fold.open = true;
  }
}"""

# An outline around what has the focus, or around the label or card that stands for it, within the window.
FOCUSED = """() => {
  const el = document.activeElement;
  const [place, tall] = [el.getBoundingClientRect(), window.innerHeight];
  const outlined = [el, el.closest("label"), el.closest(".card, .drop")].some((one) => {
    const { outlineStyle, outlineWidth } = one ? getComputedStyle(one) : { outlineStyle: "none" };
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  return { at: el.outerHTML.slice(0, 160), seen: outlined && place.bottom > 0 && place.top < tall };
}"""


@pytest.fixture(scope="module")
def filled(server) -> Path:
    """A workbook half a year in."""
    return demo(server.data / "filled.mentorbook")


# Wide: all that axe knows in light, and in dark what can differ there. On a phone: all that it knows, in dark.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RULES = {1280: {"light": None, "dark": COLOURS}, 390: {"dark": None}}


def by_axe(page: Any, where: str) -> list[str]:
    """What axe finds in light and in dark."""
    wrong = []
    for scheme, rules in RULES[page.viewport_size["width"]].items():
        page.emulate_media(color_scheme=scheme)
        for broken in Axe().run(page, options=rules).response["violations"]:
            for node in broken["nodes"]:
                wrong.append(
                    f"{where} {scheme} {broken['id']}: {node['html'][:160]} {node['failureSummary']}"
                )
    page.emulate_media(color_scheme="light")
    return wrong


def in_room(page: Any, where: str, width: int) -> list[str]:
    """What is too wide in a window of this width; on a phone also in a narrow one, and what is too low to press."""
    wrong = page.evaluate(SIDEWAYS)
    if width == 390:
        wrong += page.evaluate(LOW, TOUCH)
        page.set_viewport_size({"width": 320, "height": 900})
        wrong += [f"at 320 px {one}" for one in page.evaluate(SIDEWAYS)]
        page.set_viewport_size({"width": width, "height": 900})
    return [f"{where} {one}" for one in wrong]


def unfold(page: Any) -> None:
    """Opens a goal, and the folds; of many that are alike, the first ones."""
    goals = page.locator(".mb-goals .opener:visible")
    if goals.count():
        goals.first.click()
        page.locator(".mb-goals .editor:visible").wait_for()
    page.evaluate(UNFOLD)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("notebook", ["index", "agreement", "goals", "meeting", "reflection", "partnership"])
def test_a_page(server, visit, filled, notebook, width):
    """Every view of it: by axe's rules, within its window, and high enough for fingers."""
    options = {"width": width, "reduced_motion": "reduce"}  # no colours on their way to others
    if notebook == "index":
        page = visit(server.page("index"), **options)
        page.get_by_role("button", name="I am Alex").wait_for()
        assert by_axe(page, "index") + in_room(page, "index", width) == []
        return
    alex = Person.at(visit, server, filled, "mentee", view=None, notebook=notebook, **options)
    page, wrong = alex.page, []
    views = page.locator(".mb-topbar nav a")
    for view in [one.get_attribute("href") for one in views.all()] or [notebook]:
        # Each by itself: what the others have drawn does not have to be gone through again.
        if view != notebook:
            page.goto(f"{server.page(notebook)}{view}")
            alex.arrive()
        unfold(page)
        wrong += by_axe(page, view) + in_room(page, view, width)
    alex.press("Your file")
    wrong += by_axe(page, "the file's menu") + in_room(page, "the file's menu", width)
    assert wrong == []


def tab_to(page: Any, target: Any) -> None:
    """By Tab alone; at every stop one sees where one is."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"], f"the focus cannot be seen at {focused['at']}"
        if target.evaluate("el => el === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by Tab")


def test_with_the_keyboard_alone(server, visit):
    """From the front page to a word in the agreement, and on disk."""
    before = set(server.data.iterdir())
    page = visit(server.page("index"))
    page.get_by_role("button", name="Start our workbook").wait_for()
    tab_to(page, page.get_by_label("Your name"))
    page.keyboard.type("Katherine Johnson")
    tab_to(page, page.get_by_label("Their name"))
    page.keyboard.type("Dorothy Vaughan")
    tab_to(page, page.get_by_role("radio", name="Mentee"))
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED)["seen"]
    tab_to(page, page.get_by_role("button", name="Start our workbook"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/partnership.ipynb*")
    katherine = Person(page, "mentor")
    katherine.arrive()

    tab_to(page, page.get_by_role("link", name="Agreement", exact=True))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Our agreement").and_(page.locator(":focus")).wait_for()
    assert page.evaluate(FOCUSED)["seen"]
    tab_to(page, page.locator("details.fold:visible summary", has_text="What for").first)
    if not page.evaluate("() => document.activeElement.parentElement.open"):
        page.keyboard.press("Enter")
    katherine.words("agreement/purpose").wait_for()
    tab_to(page, katherine.words("agreement/purpose"))
    page.keyboard.type("To reach the moon")
    katherine.saved()
    tab_to(page, page.locator("details.fold:visible summary").nth(2))  # out of the field again
    (book,) = [file for file in set(server.data.iterdir()) - before if file.suffix == ".mentorbook"]
    with stored(book) as opened:
        assert opened.names == {"mentor": "Katherine Johnson", "mentee": "Dorothy Vaughan"}
        assert opened.text("agreement/purpose") == "To reach the moon"
