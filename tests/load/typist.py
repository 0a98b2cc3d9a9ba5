"""One of two people at a page, who types without end and remembers every key.

Each writes in letters of their own, so that what is theirs is known in a text that both write in: if it reads as it was
typed, not a letter is missing, doubled or out of order.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.load.chromium import ANSWER, Down, Tab, until

SHARED = "agreement/purpose"
LETTERS = {"mentor": "m0123456789.x", "mentee": "EABCDFGHIJK_X"}  # the last is a slip, taken back at once
PATIENCE = 60  # seconds until a page that loads counts as stuck

LOOK = """(paths) => {
  const field = (path) => document.querySelector(`.field[data-path='${path}']`);
  const bar = document.querySelector('.mb-topbar .saved');
  return {
    there: document.querySelector('.mb-topbar .pair') !== null,
    saved: bar ? bar.innerText.trim() : null,
    lost: document.querySelector('.mb-banner')?.innerText.includes('Connection lost') ?? false,
    texts: paths.map((path) => field(path)?.querySelector('textarea')?.value ?? null),
    read: paths.map((path) => field(path)?.querySelector('.theirs')?.textContent.trim() ?? null),
  };
}"""
# The fields have to be there to write in: every part of the form is opened.
OPEN = """(paths) => {
  for (const fold of document.querySelectorAll('details.fold:not([open])')) fold.open = true;
  return paths.every((path) => document.querySelector(`.field[data-path='${path}'] textarea`));
}"""
# The caret goes to the end of a line, or of the text where there is none.
PLACE = """(path, line) => {
  const field = document.querySelector(`.field[data-path='${path}'] textarea`);
  const before = line === null ? field.value : field.value.split('\\n').slice(0, line + 1).join('\\n');
  field.focus();
  field.setSelectionRange(before.length, before.length);
}"""
KERNEL = """() => JSON.parse(document.getElementById('jupyter-config-data')?.textContent ?? '{}').kernelId ?? null"""
STATE = """() => [
  document.visibilityState, document.readyState, document.body.innerText.slice(0, 500),
  [...document.querySelectorAll('.cell')].map((cell) => cell.innerHTML.slice(0, 200)),
]"""
# Nothing can be read of the browser's own page, which stands there while no server answers.
HELD = (
    "() => location.protocol === 'chrome-error:' || location.origin === 'null' ? {} : ({...sessionStorage})"
)
SHUT = """(kernel) => fetch(`${document.body.dataset.baseUrl}api/shutdown/${kernel}`, {
  method: 'POST', headers: {'X-XSRFToken': /_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? ''},
}).then((answer) => answer.status)"""


class Wrong(Exception):
    """Something is lost, doubled, out of order, or said to be what it is not."""


@dataclass
class Place:
    """A field, and how this person's part of it read after each of their keys."""

    path: str
    letters: str
    states: list[str] = field(default_factory=lambda: [""])
    saved: int = 0  # the latest state that the page called saved
    pressed: str | None = None  # a key that went out before the page did: it may have arrived or not

    def own(self, text: str | None) -> str:
        """This person's part of a text."""
        return "".join(letter for letter in text or "" if letter in self.letters)

    def find(self, text: str | None, since: int) -> int | None:
        """The latest state, from one on, that a text shows."""
        own = self.own(text)
        for number in range(len(self.states) - 1, since - 1, -1):
            if self.states[number] == own:
                return number
        return None


class Typist(threading.Thread):
    """Types while `resume`d; everything else is asked of it while it pauses or beside it.

    Args:
        line: The line of the shared text to write at the end of; None for the end of the whole, where both write.
    """

    def __init__(self, role: str, own: str, tab: Tab, seed: str, *, line: int | None) -> None:
        super().__init__(daemon=True)
        self.role, self.tab, self.line = role, tab, line
        self.places = [Place(path, LETTERS[role]) for path in (SHARED, own)]
        self.at = 0
        self.random = random.Random(seed)
        self.words = self.keys = 0
        self.stuck: list[str] = []  # how the page looked that did not come, and was loaded once more
        self.forgotten = 0  # keys that were not saved, and that a killed browser had not put on its disk yet
        self.rest = ""  # of the word that is being written
        self.going, self.turn, self.ended = threading.Event(), threading.Lock(), False
        self.wrong: Exception | None = None
        self.down = False  # the page is gone
        self.kept: dict[str, str] = {}  # by the tab, when the page was loaded again

    # -- typing

    def run(self) -> None:
        while not self.ended:
            self.going.wait()
            with self.turn:
                if self.going.is_set() and not self.ended:
                    try:
                        self.step()
                    except Down:
                        self.down = True
                        self.going.clear()
                    except Exception as wrong:  # noqa: BLE001 - it is told at the end of the round
                        self.wrong = self.wrong or wrong
                        self.going.clear()
            time.sleep(self.random.uniform(0, 0.05))

    def step(self) -> None:
        """A key or two."""
        if not self.rest:
            self.words += 1
            letters = LETTERS[self.role]
            digits = "".join(letters[1 + int(digit)] for digit in f"{self.words:04}")
            self.rest = letters[0] + digits + letters[11]
            if self.random.random() < 0.4:
                self.at = self.random.randrange(2)
                self.settle()
        if self.line is not None and self.random.random() < 0.06:
            slip = LETTERS[self.role][-1]
            self.press(slip)
            self.press(None)
        self.press(self.rest[0])
        self.rest = self.rest[1:]
        if self.random.random() < 0.4:
            self.look()

    def press(self, key: str | None) -> None:
        """One key; None takes back the last."""
        place = self.places[self.at]
        place.pressed = place.states[-1][:-1] if key is None else place.states[-1] + key
        if key is None:
            self.tab.backspace()
        else:
            self.tab.insert(key)
        place.states.append(place.pressed)
        place.pressed = None
        self.keys += 1

    def settle(self) -> None:
        """Puts the caret where this person goes on."""
        place = self.places[self.at]
        self.tab.evaluate(PLACE, place.path, self.line if place.path == SHARED else None)

    def look(self) -> dict[str, Any]:
        """What the page shows, which must be what was typed; notes what it calls saved."""
        seen: dict[str, Any] = self.tab.evaluate(LOOK, [place.path for place in self.places])
        if not seen["there"]:
            return seen
        for place, text in zip(self.places, seen["texts"], strict=True):
            if text is not None and place.own(text) != place.states[-1]:
                raise Wrong(f"{self.role}'s page does not show what was typed: {apart(place, text)}")
        # Nothing is said before the first word is saved after the page came.
        if seen["saved"] is not None and (seen["saved"] == "" or seen["saved"].startswith("Saved")):
            for place in self.places:
                place.saved = len(place.states) - 1
        return seen

    def pause(self) -> None:
        """Returns once no key is under way."""
        self.going.clear()
        with self.turn:
            pass

    def resume(self) -> None:
        self.going.set()

    def end(self) -> None:
        self.pause()
        self.ended = True
        self.going.set()
        if self.is_alive():
            self.join(ANSWER)

    # -- the page

    def arrive(self, again: str, *, forgot: bool = False) -> None:
        """Waits for the page, and for one's words on it.

        Args:
            again: The address to open where a browser that was killed does not know any more what was open.
            forgot: Whether the browser may have forgotten what was not saved.
        """
        paths = [place.path for place in self.places]

        def there() -> bool:
            if self.tab.evaluate("() => document.querySelector('.chooser h1') !== null"):
                if not forgot:
                    raise Wrong(f"{self.role}'s page has forgotten which workbook was open")
                self.tab.go(again)
                return False
            return bool(self.tab.evaluate(LOOK, paths)["there"] and self.tab.evaluate(OPEN, paths))

        try:
            until(there, lambda: f"{self.role}'s page does not come: {self.shown()}", PATIENCE)
        except AssertionError as stuck:  # whoever sits there presses Reload
            self.stuck.append(str(stuck))
            self.tab.reload()
            until(there, lambda: f"{self.role}'s page does not come a second time: {self.shown()}", PATIENCE)
        texts = self.tab.evaluate(LOOK, paths)["texts"]
        for place, text in zip(self.places, texts, strict=True):
            if place.pressed is not None:
                place.states.append(place.pressed)
                place.pressed = None
                since = len(place.states) - 2  # that key may have come too late
            else:
                since = len(place.states) - 1
            found = place.find(text, place.saved if forgot else since)
            if found is None:
                raise Wrong(f"{self.role}'s page came back with other words: {apart(place, text)}")
            if place.own(text) != place.states[-1]:
                self.forgotten += since - found
            del place.states[found + 1 :]
        self.rest = ""
        self.down = False
        self.settle()

    def shown(self) -> str:
        """The words on the page, for a report."""
        try:
            return f"{self.tab.evaluate(STATE)}; {list(self.tab.complaints)}"
        except (Down, RuntimeError) as problem:
            return repr(problem)

    def kernel(self) -> str:
        """The id of the kernel behind the page."""
        return str(until(lambda: self.tab.evaluate(KERNEL), "the page names no kernel", PATIENCE))


def apart(place: Place, text: str | None) -> str:
    """Where a text goes another way than what was typed."""
    own, typed = place.own(text), place.states[-1]
    same = next(
        (n for n, (a, b) in enumerate(zip(own, typed, strict=False)) if a != b), min(len(own), len(typed))
    )
    start = max(0, same - 30)
    return (
        f"{place.path} after {same} letters: …{own[start : same + 40]!r}, typed …{typed[start : same + 40]!r}; "
        f"{len(own)} letters, {len(typed)} typed, {len(place.states[place.saved])} saved"
    )
