"""Three copies of one workbook, edited apart and merged in any order, come to the same and lose nothing."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from private import make, unlocked

from mentorbook import library
from mentorbook.library import Book

PEOPLE = ("mentor", "mentee")
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # thousands of syncs are not what is tested here
TEXTS = ("agreement/purpose", "agreement/boundaries_own")
ANSWERS = {  # path → who may write it; every value is unique, so that it can be followed
    "agreement/programme": PEOPLE,  # each keeps their own answer
    "agreement/mentor_name": ("mentor",),
    "profile/mentee/story": ("mentee",),
}


@pytest.fixture(scope="module", autouse=True)
def snapshots() -> Iterator[None]:
    """Opening goes by a snapshot nearly always."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "EVERY", 3)
        yield


class Copies:
    """Copies of a workbook, and what has to be found in all of them in the end."""

    def __init__(self, folder: Path, count: int = 3) -> None:
        self.paths = [folder / f"{number}.mentorbook" for number in range(count)]
        with make(self.paths[0]) as first:
            self.goal = first.add("goals", {"title": "first"}, by="mentee")
            self.measure = first.add(f"goals/{self.goal}/measures", {"name": "n"}, by="mentee")
            self.reflection = first.add("reflections", {"title": "mine"}, by="mentee")
            for path in self.paths[1:]:
                first.download(path)
        self.books = [unlocked(path) for path in self.paths]
        self.letters = 0
        self.typed: dict[str, set[str]] = defaultdict(set)
        self.cut: set[str] = set()
        self.written: dict[str, set[str]] = defaultdict(set)
        self.replaced: dict[str, set[str]] = defaultdict(set)
        self.rows: set[str] = {self.goal}

    def letter(self) -> str:
        self.letters += 1
        return chr(0x4E00 + self.letters)

    def edit(self, book: Book, path: str, where: float, cut: int, put: int, by: str) -> None:
        text = book.text(path)
        at = int(where * len(text))
        gone = text[at : at + cut]
        words = "".join(self.letter() for _ in range(put))
        book.edit(path, at, cut, words, by=by)
        self.cut |= set(gone)
        self.typed[path] |= set(words)

    def answer(self, book: Book, path: str, by: str) -> None:
        value = f"value {self.letter()}"
        seen = book.versions(path, viewer=by)
        self.replaced[path] |= {v.value for v in seen if path != "agreement/programme" or v.by == by}
        book.set(path, value, by=by)
        self.written[path].add(value)

    def merge_all(self, order: random.Random) -> None:
        for _ in range(2):
            pairs = [(a, b) for a in range(len(self.books)) for b in range(len(self.books)) if a != b]
            order.shuffle(pairs)
            for a, b in pairs:
                self.books[a].merge(self.paths[b])

    def check(self) -> None:
        first, *others = self.books
        for other in others:
            for audience, document in first.documents.items():
                assert other.documents[audience].state() == document.state()
            assert other.export() == first.export()
        for path, letters in self.typed.items():
            text = first.text(path)
            assert sorted(text) == sorted(letters - self.cut)
        for path, values in self.written.items():
            standing = {v.value for v in first.versions(path, viewer="mentee")}
            assert values - self.replaced[path] <= standing <= values, path
        present, gone = set(first.row_ids("goals")), set(first.row_ids("goals", removed=True))
        assert present | gone == self.rows
        assert not present & gone

    def close(self) -> None:
        for book in self.books:
            book.close()


NUMBER = st.integers(0, 2)
BY = st.sampled_from(PEOPLE)
ACTS = st.one_of(
    st.tuples(
        st.just("edit"), st.sampled_from(TEXTS), st.floats(0, 1), st.integers(0, 3), st.integers(0, 4), BY
    ),
    st.tuples(st.just("set"), st.sampled_from([(p, by) for p, people in ANSWERS.items() for by in people])),
    st.tuples(st.just("title")),
    st.tuples(st.just("add"), BY),
    st.tuples(st.just("nest")),
    st.tuples(st.just("remove"), st.booleans()),
    st.tuples(st.just("restore"), st.booleans()),
    st.tuples(st.just("share"), st.booleans()),
    st.tuples(st.just("reflect")),
    st.tuples(st.just("settle")),
    st.tuples(st.just("sign"), BY),
    st.tuples(st.just("merge"), NUMBER),
    st.tuples(st.just("reopen")),
    st.tuples(st.just("download")),
    st.tuples(st.just("compact")),
)


def act(copies: Copies, number: int, what: tuple) -> None:
    book, reflection = copies.books[number], f"reflections/{copies.reflection}"
    match what:
        case "edit", path, where, cut, put, by:
            copies.edit(book, path, where, cut, put, by)
        case "set", (path, by):
            copies.answer(book, path, by)
        case ("title",):
            copies.answer(book, f"goals/{copies.goal}/why", "mentee")
        case ("reflect",):
            copies.answer(book, f"{reflection}/worked", "mentee")
        case "add", by:
            copies.rows.add(book.add("goals", {"title": "another"}, by=by))
        case ("nest",):
            book.add(f"goals/{copies.goal}/measures", {"name": "more"}, by="mentee")
        case "remove" | "restore" as name, nested:
            row = f"goals/{copies.goal}" + (f"/measures/{copies.measure}" if nested else "")
            getattr(book, name)(row, by="mentee")
        case "share", shared:
            book.set(f"{reflection}/sharing", "shared" if shared else "private", by="mentee")
        case ("settle",):
            path, value = "agreement/programme", f"settled {copies.letter()}"
            copies.replaced[path] |= {v.value for v in book.versions(path)}
            book.settle(path, value, by="mentor")
            copies.written[path].add(value)
        case "sign", by:
            book.sign("agreement", by=by)
        case "merge", other:
            if other != number:
                book.merge(copies.paths[other])
        case ("reopen",):
            book.close()
            copies.books[number] = unlocked(copies.paths[number])
        case ("download",):
            path = copies.paths[number].with_name(f"{number}-{copies.letters}.mentorbook")
            book.download(path)
            book.close()
            path.replace(copies.paths[number])
            copies.books[number] = unlocked(copies.paths[number])
        case ("compact",):
            book.compact()


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.tuples(NUMBER, ACTS), min_size=5, max_size=40), st.randoms(use_true_random=False))
def test_three_copies_come_to_the_same(acts: list[tuple[int, tuple]], order: random.Random) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        copies = Copies(Path(folder))
        for number, what in acts:
            act(copies, number, what)
        copies.merge_all(order)
        copies.check()
        copies.close()
        copies.books = [unlocked(path) for path in copies.paths]
        copies.check()
        for book in copies.books:
            with library.open(book.path, quick=True) as quick:
                assert quick.documents["shared"].whole() == book.documents["shared"].whole()
        copies.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        yield Path(name)


@pytest.mark.parametrize("first", [0, 1])
def test_hundreds_of_edits_apart_merge_in_either_order(folder: Path, first: int) -> None:
    copies, chance = Copies(folder, 2), random.Random(7)
    for _ in range(400):
        for book in copies.books:
            by = chance.choice(PEOPLE)
            if chance.random() < 0.8:
                path = chance.choice(TEXTS)
                copies.edit(book, path, chance.random(), chance.choice([0, 0, 2]), chance.randint(0, 5), by)
            else:
                path, people = chance.choice([*ANSWERS.items()])
                copies.answer(book, path, chance.choice(people))
    a, b = (copies.books[first], copies.books[1 - first])
    a.merge(b.path)
    b.merge(a.path)
    copies.check()
    assert sum(len(letters) for letters in copies.typed.values()) > 1000
    assert a.merge(b.path).changes == ()
    copies.close()


def test_copies_compacted_apart_merge_without_growing(folder: Path) -> None:
    copies = Copies(folder, 3)
    for turn in range(60):
        for book in copies.books:
            copies.edit(book, TEXTS[0], 0.5, turn % 3, 3, "mentor")
    one, two, _ = copies.books
    one.merge(copies.paths[1])
    one.compact()
    two.compact()
    before = one.store.follow(one._audience, 0)
    assert one.merge(copies.paths[1]).changes == ()
    assert one.store.follow(one._audience, 0) == before
    copies.merge_all(random.Random(1))
    copies.check()
    copies.close()
