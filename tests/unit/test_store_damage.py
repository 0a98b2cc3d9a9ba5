"""Damaged files: said plainly, never changed, never read wrongly; and what can still be read is."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_tools import MINE, SHARED, a_store, an_entry

from mentorbook.errors import FileProblem, MentorbookError
from mentorbook.store import Entry, Store, rescue

PAGE = 4096


class Sample:
    """A workbook of some pages, with entries that fit on one and entries that do not."""

    def __init__(self, folder: Path) -> None:
        path = folder / "whole"
        numbers = random.Random(7)
        with a_store(path) as store:
            sizes = [numbers.choice([20, 200, 1500, 9000]) for _ in range(120)]
            documents = [numbers.choice([SHARED.id, MINE.id]) for _ in sizes]
            store.append(
                [an_entry(numbers.randbytes(n), document=d) for n, d in zip(sizes, documents, strict=True)]
            )
            store.compact(SHARED.id, [an_entry(b"the first forty")], 40, lambda old, new: True)
            self.entries = store.follow([SHARED.id, MINE.id], 0)
        self.bytes = path.read_bytes()
        self.path = folder / "damaged.mentorbook"

    def damaged(self, data: bytes) -> Path:
        self.path.write_bytes(data)
        return self.path


@pytest.fixture(scope="module")
def sample() -> Iterator[Sample]:
    with tempfile.TemporaryDirectory() as folder:
        yield Sample(Path(folder))


def read(path: Path, *, readonly: bool) -> list[Entry] | FileProblem:
    """The entries of a file, or why there are none."""
    try:
        with Store.open(path, readonly=readonly) as store:
            return store.follow([document.id for document in store.documents()], 0)
    except FileProblem as problem:
        return problem


def without_numbers(entries: list[Entry]) -> set[Entry]:
    return {replace(entry, seq=0) for entry in entries}


def check_damaged(sample: Sample, data: bytes) -> None:
    """A damaged file gives what was written or a problem, is not changed, and what it gives is all named."""
    path = sample.damaged(data)
    written = without_numbers(sample.entries)
    for readonly in (False, True):
        found = read(path, readonly=readonly)
        if not isinstance(found, FileProblem):
            assert without_numbers(found) <= written
    try:
        _, entries, lost = rescue(path)
    except FileProblem:
        pass
    else:
        assert without_numbers(entries) <= written
        assert lost or without_numbers(entries) == written
    assert path.read_bytes() == data
    assert [p.name for p in path.parent.iterdir() if "-" in p.name] == []
    try:
        with Store.open(path) as store:
            store.append([an_entry()])
            store.copy_to(path)
    except MentorbookError:
        pass


def test_the_sample_is_worth_damaging(sample: Sample) -> None:
    assert len(sample.bytes) > 50 * PAGE
    documents, entries, lost = rescue(sample.damaged(sample.bytes))
    assert documents == [SHARED, MINE]
    assert entries == sample.entries
    assert lost == []


@pytest.mark.parametrize(
    "keep", [1, 15, 16, 99, 100, 511, PAGE - 1, PAGE, PAGE + 1, 8 * PAGE, 9 * PAGE, -PAGE, -PAGE + 1, -1]
)
def test_a_file_cut_short_says_so(sample: Sample, keep: int) -> None:
    data = sample.bytes[:keep]
    check_damaged(sample, data)
    for readonly in (False, True):
        problem = read(sample.damaged(data), readonly=readonly)
        assert isinstance(problem, FileProblem)
        assert problem.key == "store.truncated"
        assert sample.path.name in str(problem)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(1, 50 * PAGE))
def test_a_file_cut_anywhere_is_read_as_far_as_it_goes(sample: Sample, cut: int) -> None:
    check_damaged(sample, sample.bytes[:-cut])


FLIPS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(flips=FLIPS, within=st.sampled_from([100, PAGE, 9 * PAGE, None]))
def test_flipped_bits_never_become_words(
    sample: Sample, flips: list[tuple[float, int]], within: int | None
) -> None:
    data = bytearray(sample.bytes)
    for share, bit in flips:
        data[int(share * (within or len(data)))] ^= 1 << bit
    check_damaged(sample, bytes(data))


@settings(max_examples=60, deadline=None)
@given(page=st.integers(0, 50), fill=st.sampled_from([b"\0", b"\xff", b"random"]), many=st.integers(1, 4))
def test_pages_overwritten_cost_only_what_was_on_them(
    sample: Sample, page: int, fill: bytes, many: int
) -> None:
    data = bytearray(sample.bytes)
    start, end = page * PAGE, min((page + many) * PAGE, len(data))
    data[start:end] = (
        random.Random(page).randbytes(end - start) if fill == b"random" else fill * (end - start)
    )
    check_damaged(sample, bytes(data))


def test_the_first_page_can_go_and_every_entry_is_still_found(sample: Sample) -> None:
    data = b"\0" * PAGE + sample.bytes[PAGE:]
    problem = read(sample.damaged(data), readonly=False)
    assert isinstance(problem, FileProblem)
    documents, entries, lost = rescue(sample.path)
    assert (documents, entries, lost) == ([SHARED, MINE], sample.entries, [])


def test_what_is_missing_is_named_and_what_was_compacted_away_is_not(sample: Sample) -> None:
    whole = 45 * PAGE
    _, entries, lost = rescue(sample.damaged(sample.bytes[:whole]))
    found = {entry.seq for entry in entries}
    missing = {entry.seq for entry in sample.entries} - found
    assert found
    assert missing
    named = set()
    for sentence in lost:
        numbers = [int(word) for word in sentence.split() if word.isdigit()]
        named |= set(range(numbers[0], numbers[-1] + 1))
    assert missing <= named
    assert not named & found
    assert max(named) == sample.entries[-1].seq


def test_from_what_never_was_a_workbook_nothing_is_read(tmp_path: Path) -> None:
    for name, data, key in (
        ("picture", b"\x89PNG\r\n\x1a\n" + bytes(20_000), "store.foreign"),
        ("empty", b"", "store.empty"),
        ("start", b"SQLite format 3\0", "store.truncated"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FileProblem) as problem:
            rescue(tmp_path / name)
        assert problem.value.key == key
    for path, key in ((tmp_path / "none", "store.missing"), (tmp_path, "store.folder")):
        with pytest.raises(FileProblem) as problem:
            rescue(path)
        assert problem.value.key == key


def test_a_file_being_written_is_rescued_as_it_was_last_acknowledged(tmp_path: Path) -> None:
    with a_store(tmp_path / "open.mentorbook", count=5) as store:
        assert rescue(store.path)[1:] == (store.load(SHARED.id), [])
        store.append([an_entry()])
        assert len(rescue(store.path)[1]) == 6


def test_what_is_planted_in_a_damaged_file_does_not_run(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "planted.mentorbook"
    a_store(path, count=30).close()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END")
    connection.close()
    data = path.read_bytes()
    documents, entries, lost = rescue(path)
    assert (len(documents), len(entries), lost) == (2, 30, [])
    assert path.read_bytes() == data
