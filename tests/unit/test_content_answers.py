"""Every field of every form takes an answer by whoever may give it, shows it to whoever may see it, and to
nobody else: what the pack says of a field is what the workbook does."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from mentorbook.content.loader import builtin
from mentorbook.content.specs import PEOPLE, FieldSpec, FormSpec
from mentorbook.errors import MentorbookError, PathError, RoleError
from mentorbook.reports import tables
from mentorbook.workbook.book import Workbook
from mentorbook.workbook.seat import Seat

PACK = builtin()
VIEWERS = (*PEOPLE, "pair")
OTHER = {"mentor": "mentee", "mentee": "mentor"}
FORMS = [form for form in PACK.forms.values() if form.by != "facilitator"]


class Case(NamedTuple):
    """A field or column, and who makes the entry that it is in."""

    form: FormSpec
    name: str
    author: str

    @property
    def field(self) -> FieldSpec:
        return self.form.field(self.name)

    @property
    def seen(self) -> str:
        return self.form.seen_of(self.name)


CASES = [
    Case(form, name, author)
    for form in FORMS
    for name in form.names()
    for author in PEOPLE
    if form.field(name).type != "rows" and not form.field(name).view_of
    # Each fills in their own part of a list of skills; whose entry it is decides which.
    if form.by == "pair" or form.field(name).who not in PEOPLE or form.field(name).who == author
    if form.per == "many" or author == "mentee"
]


def writers(case: Case) -> set[str]:
    """Who may answer, by the words of the pack."""
    who, own = case.field.who, {case.author}
    if case.form.by == "person" and who != "together":
        return own if who in ("each", "author", case.author) else set()
    if who in ("together", "each") or case.field.either:
        return {*PEOPLE}
    if who == "author":
        return own
    if case.form.has("owner") and case.author == "mentor":  # the mentor's own goal: the sides are swapped
        return {"mentor": {"mentee"}, "mentee": {"mentor"}}[who]
    return {who}


def sample(case: Case, book: Workbook, writer: str) -> Any:
    field = case.field
    match field.type:
        case "short" | "long":
            return f"words of {case.form.id}.{case.name} by {writer}"
        case "date":
            return "2026-03-26"
        case "time":
            return "09:30"
        case "number":
            return 7
        case "yesno":
            return True
        case "scale5" | "scale10":
            return 4
        case "choice" | "multi":
            one = "Europe/Paris" if field.options_from == "time_zones" else field.options[-1].id
            return one if field.type == "choice" else [one]
        case "link":
            target = field.targets[0]
            return [f"{target}/{'a' * 32}" if target in PACK.forms else "a" * 32]
    raise AssertionError(field.type)


def place(case: Case, book: Workbook, writer: str) -> str:
    """Where `writer` would answer: the entry and the row are made, by whom it must be."""
    form, (name, _, column) = case.form, case.name.partition(".")
    prefix = form.id
    if form.per == "many":
        prefix += "/" + book.add(form.id, by=case.author)
    elif form.per == "person" and case.field.who != "together":
        whose = form.field(name).who  # a mentor's remark on the mentee's own list lies with the mentee
        prefix += f"/{whose if whose in PEOPLE else writer}"
    if not column:
        return f"{prefix}/{name}"
    rows = form.field(name)
    maker = next(
        p
        for p in (case.author, *PEOPLE)
        if p in writers(Case(form, name, case.author)) or rows.who == "author"
    )
    if case.field.who == "author" and not case.field.either:
        maker = writer
    return f"{prefix}/{name}/{book.add(f'{prefix}/{name}', by=maker)}/{column}"


def shown(book: Workbook, path: str, writer: str, viewer: str) -> Any:
    if book.place(path).kind == "apart":
        version = book.answers(path, viewer=viewer)[writer]
        return version.value if version else None
    return book.get(path, viewer=viewer)


def see(book: Workbook, path: str, writer: str) -> dict[str, Any]:
    return {viewer: shown(book, path, writer, viewer) for viewer in VIEWERS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.form.id}.{case.name}-{case.author}")
def test_an_answer_is_taken_from_whom_it_may_come_and_shown_to_whom_it_may_be(case: Case) -> None:
    may = writers(case)
    assert may
    for writer in PEOPLE:
        book, private_row = Workbook(PACK), case.form.seen == "author"
        path = place(case, book, writer if writer in may else next(iter(may)))
        value = sample(case, book, writer)
        if writer not in may or (private_row and writer != case.author):
            refused(book, path, value, writer)
            continue
        if book.place(path).kind == "text" and private_row:
            refused(book, path, value, writer)  # a text both write in cannot be one person's: share first
            book.set(f"{path.rpartition('/')[0]}/sharing", "shared", by=writer)
            private_row = False
        book.set(path, value, by=writer)
        alone = {viewer: value if viewer == writer else None for viewer in VIEWERS}
        everybody = dict.fromkeys(VIEWERS, value)
        if case.name == "sharing":
            assert see(book, path, writer) == everybody if value == "shared" else alone
        elif private_row:
            assert see(book, path, writer) == alone
            book.set(f"{'/'.join(path.split('/')[:2])}/sharing", "shared", by=writer)
            assert see(book, path, writer) == everybody
        elif case.seen in ("private", "facilitator"):
            assert see(book, path, writer) == alone
        elif case.seen == "reveal" and case.field.who != "together":
            assert see(book, path, writer) == alone
            told(book, path, value, writer, both=False)
            book.reveal(path, by=writer)
            if case.field.who == "each":
                assert see(book, path, writer) == alone
                other = path.replace(f"/{writer}/", f"/{OTHER[writer]}/", 1)
                book.set(other, value, by=OTHER[writer])
                book.reveal(other, by=OTHER[writer])
            assert see(book, path, writer) == everybody
            told(book, path, value, writer, both=True)
        else:
            assert see(book, path, writer) == everybody


def refused(book: Workbook, path: str, value: Any, by: str) -> None:
    """Neither Python nor a page can answer here as `by`, and nothing has come of trying."""
    before = [document.update() for document in book.documents.values()]
    with pytest.raises((RoleError, PathError)):
        book.set(path, value, by=by)
    seat = Seat(book, role=by, page="a" * 32)
    seat.opened()
    text = book.place(path).kind == "text"
    patch = {"op": "text", "at": 0, "from": "", "to": value} if text else {"op": "set", "to": value}
    (answer,) = seat.receive([{"number": 1, "path": path, "base": "", **patch}])
    assert answer["type"] == "refused" and answer["message"]
    seat.leave()
    assert [document.update() for document in book.documents.values()] == before


def told(book: Workbook, path: str, value: Any, writer: str, *, both: bool) -> None:
    """What pages are told where each answers alone: the answer when it is in, before that only that it is."""
    seen = {}
    for person in PEOPLE:
        seat = Seat(book, role=person, page="a" * 32)
        seen[person] = seat.opened()["cells"].get(path)
        seat.leave()
    own, other = seen[writer], seen[OTHER[writer]]
    assert own and (own["answers"][writer]["v"] if "answers" in own else own["v"]) == value
    assert bool(own["mine_in"]) is both
    if both:
        assert other and not other.get("hidden")
        assert (other["answers"][writer]["v"] if "answers" in other else other["v"]) == value
    else:
        assert other is None or value not in (other["v"], *(other.get("answers") or {}).values())


def test_a_page_learns_that_the_other_has_answered_but_not_what() -> None:
    book = Workbook(PACK)
    book.set("fit/mentor/worry", "whether I have the time", by="mentor")
    book.set("fit/mentor/at_ease", 2, by="mentor")
    book.set("midpoint/mentee_invested", 3, by="mentor")
    seat = Seat(book, role="mentee", page="a" * 32)
    assert not [path for path in seat.opened()["cells"] if path.startswith(("fit", "midpoint"))]
    book.reveal("fit/mentor/at_ease", by="mentor")
    changes = seat.changes()
    assert changes is not None
    assert changes["cells"] == {"fit/mentor/at_ease": {"v": None, "by": None, "at": "", "hidden": True}}
    book.set("fit/mentee/at_ease", 5, by="mentee")
    book.reveal("fit/mentee/at_ease", by="mentee")
    book.reveal("midpoint/mentee_invested", by="mentor")
    changes = seat.changes()
    assert changes is not None
    assert {path: cell["v"] for path, cell in changes["cells"].items()} == {
        "fit/mentor/at_ease": 2,
        "fit/mentee/at_ease": 5,
        "midpoint/mentee_invested": 3,
    }


def test_the_programme_keeps_its_roster_to_itself() -> None:
    book = Workbook(PACK)
    for path in ("roster/x/name", "roster/x/created"):
        with pytest.raises(PathError):
            book.set(path, "Ada", by="mentor")
    for by in (*PEOPLE, "facilitator"):
        with pytest.raises(PathError):
            book.add("roster", {"name": "Ada"}, by=by)


def filled() -> tuple[Workbook, dict[str, set[str]]]:
    """A workbook with an answer in every field, and every word that only one person may see, by person."""
    book, secret = Workbook(PACK), {person: set[str]() for person in PEOPLE}
    for case in CASES:
        for writer in PEOPLE:
            path = place(case, book, writer if writer in writers(case) else next(iter(writers(case))))
            value = sample(case, book, writer)
            try:
                book.set(path, value, by=writer)
            except MentorbookError:
                continue
            hidden = case.seen == "reveal" and case.field.who != "together"
            if (
                isinstance(value, str)
                and value.startswith("words")
                and (hidden or case.seen in ("private", "facilitator", "author"))
            ):
                secret[writer].add(value)
    return book, secret


def test_no_table_and_no_page_shows_what_is_one_persons_alone() -> None:
    book, secret = filled()
    assert all(len(words) > 20 for words in secret.values())
    both = secret["mentor"] | secret["mentee"]
    for viewer, hidden in (("mentor", "mentee"), ("mentee", "mentor"), ("pair", None)):
        seat = Seat(book, role=viewer if viewer in PEOPLE else "", page="a" * 32)
        surfaces = [
            json.dumps(seat.opened()),
            json.dumps(book.export(viewer=viewer)),
            tables.to_json(book, viewer=viewer),
            tables.to_csv(book, viewer=viewer),
            tables.to_text(book, viewer=viewer),
        ]
        seat.leave()
        for surface in surfaces:
            assert [words for words in (secret[hidden] if hidden else both) if words in surface] == []
        if hidden:
            own = surfaces[0] + surfaces[1]
            assert [words for words in secret[viewer] if words not in own] == []
