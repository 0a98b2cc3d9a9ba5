"""The two of them, as the browser tests meet them: a person at a page, who reads it, types, chooses and waits.

A person waits on what can be seen, never on a clock. What is stored is read from the file: ``stored(book)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import mentorbook
from mentorbook.content.loader import builtin

MENTOR, MENTEE = "Grace Hopper", "Ada Lovelace"
PATIENCE = 30_000  # milliseconds until what should be there by now counts as missing, on a slow machine
WORDS = "textarea:visible, input:not([type=radio]):not([type=checkbox]):visible"


def make(folder: Path, name: str, *, mentor: str = MENTOR, mentee: str = MENTEE) -> Path:
    """A new workbook in `folder`, closed again."""
    book = folder / f"{name}.mentorbook"
    mentorbook.create(book, mentor=mentor, mentee=mentee, journey="semester").close()
    return book


@contextmanager
def stored(book: Path) -> Iterator[Any]:
    """The workbook as it is on disk, opened from Python while the pages are open."""
    with mentorbook.open(book) as opened:
        yield opened


def answer_all(book: Path, *, needed: str = "sign") -> None:
    """Answers what is still empty of the agreement and must be there to sign it."""
    with mentorbook.open(book) as opened, opened.at_once():
        for spec in builtin().forms["agreement"].fields():
            path = f"agreement/{spec.id}"
            if spec.required != needed or spec.view_of or opened.get(path):
                continue
            opened.set(path, an_answer(spec), by="mentor" if spec.who == "mentor" else "mentee")


def an_answer(spec: Any) -> Any:
    """Some answer that a field takes."""
    first = spec.options[0].id if spec.options else None
    return {
        "choice": first,
        "multi": [first],
        "yesno": True,
        "number": 45,
        "date": (date.today() + timedelta(days=30)).isoformat(),
    }.get(spec.type, f"What we say about {spec.label.lower()}")


class Person:
    """One of the two at a page of a workbook."""

    def __init__(self, page: Any, role: str) -> None:
        self.page = page
        self.role = role
        page.set_default_timeout(PATIENCE)

    @classmethod
    def at(
        cls,
        visit: Any,
        server: Any,
        book: Path | str,
        role: str,
        *,
        view: str | None = "agreement",
        notebook: str = "partnership",
        **options: Any,
    ) -> Person:
        """Opens a page as `role`, and waits until the workbook is open on it."""
        asked = f"?view={view}" if view else ""
        file = book if isinstance(book, str) else book.name
        page = visit(f"{server.page(notebook)}{asked}#open={file}&as={role}", **options)
        person = cls(page, role)
        person.arrive()
        return person

    def arrive(self) -> None:
        """Until the workbook is open and what is on this page is drawn."""
        self.page.locator(".mb-topbar .pair").wait_for()
        self.page.wait_for_function(
            """() => {
                const drawn = [...document.querySelectorAll('.mb')];
                return drawn.length > 1 && drawn.every((one) => !one.querySelector('.bone, [aria-busy]'));
            }"""
        )

    def reload(self) -> None:
        self.page.reload()
        self.arrive()

    def go(self, label: str) -> None:
        """To another view, by the bar."""
        self.page.get_by_role("navigation", name="Workbook").get_by_role(
            "link", name=label, exact=True
        ).click()

    # --- where things are

    def section(self, title: str) -> Any:
        """A section of a form, opened."""
        heading = self.page.locator("summary .title", has_text=re.compile(f"^{re.escape(title)}$"))
        fold = self.page.locator("details.fold:visible", has=heading).first
        fold.wait_for()
        if not fold.evaluate("fold => fold.open"):
            fold.locator("summary").first.click()
        return fold

    def open_all(self) -> None:
        """Opens every section of the form that is shown."""
        folds = self.page.locator("details.fold:visible")
        folds.first.wait_for()
        for fold in folds.all():
            if not fold.evaluate("fold => fold.open"):
                fold.locator("summary").first.click()

    def field(self, path: str) -> Any:
        return self.page.locator(f".field[data-path='{path}']").first

    def words(self, path: str) -> Any:
        """What one writes into at a path."""
        return self.field(path).locator(WORDS).first

    def theirs(self, path: str) -> Any:
        """The partner's answer beside one's own."""
        return self.field(path).locator(".theirs")

    # --- what a person does

    def type(self, path: str, text: str) -> None:
        """Types at the end of what is there, key by key, and stays in the field."""
        place = self.words(path)
        place.press("Control+End")
        self.page.keyboard.type(text)

    def write(self, path: str, text: str) -> None:
        """Writes something else into a field, and leaves it."""
        place = self.words(path)
        place.fill(text)
        place.blur()

    def choose(self, path: str, label: str) -> None:
        """Chooses or ticks an option by its words; with the keyboard, since the page may grow meanwhile."""
        place = self.field(path)
        place.wait_for()
        if place.locator("select").count():
            place.locator("select").first.select_option(label=label)
        else:
            option = place.locator("label", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).first
            option.locator("input").press("Space")

    def add_row(self, path: str) -> str:
        """Adds a row, and returns its path: the caret is in it, also where the partner adds one at the same moment."""
        self.field(path).locator("button.add").click()
        return str(self.page.locator(f"li[data-path^='{path}/']:focus-within").get_attribute("data-path"))

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).locator("visible=true").first.click()

    def menu(self, item: str) -> None:
        """Something of “Your file”."""
        self.press("Your file")
        self.press(item)

    def download(self, folder: Path, *, passphrase: str = "", own: bool = True) -> Path:
        """The workbook as a file, by the dialog of “Your file”."""
        self.menu("Download our workbook")
        dialog = self.page.get_by_role("dialog", name="Download our workbook")
        box = dialog.get_by_label("With my private notes")
        if not own:
            box.press("Space")
        if passphrase:
            dialog.get_by_label("Seal it with a passphrase").fill(passphrase)
            dialog.get_by_label("The same once more").fill(passphrase)
        with self.page.expect_download() as expected:
            dialog.get_by_role("button", name="Download").click()
        path = folder / expected.value.suggested_filename
        expected.value.save_as(path)
        return path

    def keep_private(self, passphrase: str) -> None:
        """A private journal, from the reflection form."""
        self.press("Keep a private journal")
        dialog = self.page.get_by_role("dialog", name="Keep a private journal")
        dialog.get_by_label("A passphrase").fill(passphrase)
        dialog.get_by_label("The same once more").fill(passphrase)
        self.page.keyboard.press("Enter")
        dialog.wait_for(state="detached")

    # --- what a person sees

    def see(self, text: str | re.Pattern[str], *, within: str = "body") -> None:
        self.page.locator(within).get_by_text(text).locator("visible=true").first.wait_for()

    def saved(self) -> None:
        """Until nothing waits any more: the page says “Saved”, or nothing where nothing was written since it came."""
        self.page.wait_for_function(
            "() => /^(Saved\\b|$)/.test(document.querySelector('.mb-topbar .saved')?.innerText.trim() ?? 'no bar')"
        )

    def reads(self, path: str, text: str) -> None:
        """Until the field at `path` holds exactly `text`."""
        self.page.wait_for_function(
            "([path, text]) => [...document.querySelectorAll(`.field[data-path='${path}'] :is(textarea, input)`)]"
            ".some((one) => one.value === text)",
            arg=[path, text],
        )

    def reads_theirs(self, path: str, text: str) -> None:
        """Until the partner's answer at `path` is shown, and is `text`."""
        self.page.wait_for_function(
            "([path, text]) => document.querySelector(`.field[data-path='${path}'] .theirs`)?.textContent.trim() === text",
            arg=[path, text],
        )

    # --- hands that are not to be disturbed

    def hold(self) -> None:
        """From here on, `undisturbed` tells whether the focus and the caret stayed where they are."""
        self.page.evaluate(
            "() => { const el = document.activeElement; window.held = {el, blurs: 0};"
            "el.addEventListener('blur', () => (window.held.blurs += 1)); }"
        )

    def undisturbed(self) -> bool:
        return bool(
            self.page.evaluate("() => document.activeElement === window.held.el && window.held.blurs === 0")
        )

    def before_caret(self, path: str) -> str:
        """The text before the caret."""
        return str(self.words(path).evaluate("el => el.value.slice(0, el.selectionStart)"))
