"""Copies that are sealed, or hold private notes that are locked: what a merge asks for, takes in and says."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from mentorbook import library
from mentorbook.cli import main
from mentorbook.errors import FileProblem, LinkProblem

WORDS = "four words are enough"
OTHER = "quite another four words"
LENGTH = "agreement/meeting_length"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "us.mentorbook"
    library.create(path, mentor="Ada", mentee="Grace").close()
    return path


def sealed(file: Path) -> Path:
    copy = file.with_name("sealed.mentorbook")
    with library.open(file) as book:
        book.download(copy, viewer="mentee", passphrase=WORDS)
    with library.open(copy, passphrase=WORDS) as book:
        book.set(LENGTH, 45, by="mentee")
    return copy


def test_a_sealed_copy_wants_its_passphrase(file: Path) -> None:
    copy = sealed(file)
    with library.open(file) as book:
        with pytest.raises(FileProblem, match="sealed"):
            book.merge(copy)
        with pytest.raises(LinkProblem, match="does not open"):
            book.merge(copy, passphrase=OTHER)
        assert book.get(LENGTH) is None
        assert "1 change" in book.merge(copy, passphrase=WORDS).summary
        assert book.get(LENGTH) == 45


def test_a_passphrase_for_a_copy_that_needs_none_does_no_harm(file: Path) -> None:
    copy = file.with_name("copy.mentorbook")
    shutil.copy(file, copy)
    with library.open(copy) as book:
        book.set(LENGTH, 30, by="mentor")
    with library.open(file) as book:
        book.merge(copy, passphrase=WORDS)
        assert book.get(LENGTH) == 30


def test_a_merge_says_which_private_notes_it_left_out(file: Path) -> None:
    with library.open(file) as book:
        book.keep_private("mentee", WORDS)
    copy = file.with_name("copy.mentorbook")
    shutil.copy(file, copy)
    with library.open(copy) as book:
        book.unlock("mentee", WORDS)
        book.add("reflections", {"worked": "Mine"}, by="mentee")
    with library.open(file) as book:
        assert "left out" in book.merge(copy, viewer="mentee").summary
        assert "left out" not in book.merge(copy, viewer="mentor").summary
        book.unlock("mentee", WORDS)
        merged = book.merge(copy, viewer="mentee")
        assert "left out" not in merged.summary
        assert [row["worked"] for row in book.rows("reflections", viewer="mentee")] == ["Mine"]


@pytest.mark.parametrize("locked", [False, True])
def test_the_same_by_the_command(
    file: Path, locked: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also into a workbook with somebody's private notes, which open with other words."""
    copy = sealed(file)
    if locked:
        with library.open(file) as book:
            book.keep_private("mentor", OTHER)
    assert main(["merge", str(file), str(copy)]) == 1
    assert "sealed" in capsys.readouterr().err
    for words, code in ((OTHER + "!", 1), (WORDS, 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(words + "\n"))
        assert main(["merge", str(file), str(copy), "--passphrase", "--as", "mentee"]) == code
    assert "1 change" in capsys.readouterr().out
    with library.open(file) as book:
        assert book.get(LENGTH) == 45
