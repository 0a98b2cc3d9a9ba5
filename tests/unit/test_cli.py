"""The command line: what people type, what they are told, and that nothing changes when it goes wrong."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import mentorbook
from mentorbook.cli import main, parser
from mentorbook.demo import PASSPHRASE

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"
SECRET = "four words are enough"
WORDS = ["<img src=x onerror=alert(1)>", "=1+1", "שלום ﷺ", "👩🏽‍🚀 café e\u0301", "'quoted'", "a\nb"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pair.mentorbook"
    with mentorbook.create(path, mentor="Ada", mentee="Grace") as book:
        book.set("agreement/purpose", "Lead a small team", by="mentee")
        book.set("agreement/meeting_frequency", "weekly", by="mentor")
        book.set("agreement/meeting_frequency", "monthly", by="mentee")
        book.keep_private("mentee", SECRET)
        book.add("reflections", {"worked": "A secret of mine"}, by="mentee")
    return path


def test_new_show_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "us.mentorbook"
    assert main(["new", str(path), "--mentor", "Ada", "--mentee", "Grace", "--journey", "semester"]) == 0
    assert main(["show", str(path), "--json"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed[printed.index("{") :])["partnership/mentor_name"] == "Ada"


def test_what_is_private_is_shown_to_its_writer_alone(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (
        ["show"],
        ["show", "--json"],
        ["history"],
        ["export", "--to", "csv", "--private"],
        ["export", "--to", "md", "--private"],
    ):
        for viewer, asked, seen in (
            ("pair", True, False), ("mentor", True, False), ("mentee", True, True), ("mentee", False, False),
        ):  # fmt: skip
            monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
            more = ["--passphrase"] if asked else []
            words = [word for word in command[1:] if word != "--private" or seen]
            assert main([command[0], str(file), *words, "--as", viewer, *more]) == 0
            assert ("A secret of mine" in capsys.readouterr().out) == seen


def test_a_sealed_workbook_opens_with_its_passphrase_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "us.mentorbook"
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([SECRET, SECRET, "something else", "short"])))
    assert main(["new", str(path), "--mentor", "Ada", "--mentee", "Grace", "--passphrase"]) == 0
    assert b"Grace" not in path.read_bytes()
    assert main(["show", str(path)]) == 1
    assert "sealed" in capsys.readouterr().err
    assert main(["show", str(path), "--passphrase"]) == 0
    assert "Grace" in capsys.readouterr().out
    assert main(["show", str(path), "--passphrase"]) == 1
    assert "does not open it" in capsys.readouterr().err
    assert main(["show", str(path), "--passphrase"]) == 1
    assert "at least" in capsys.readouterr().err


def test_both_answers_are_shown_where_they_differ(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(file)]) == 0
    out = capsys.readouterr().out
    assert "How often (Ada): Every week" in out
    assert "How often (Grace): Every month" in out


@pytest.mark.parametrize("words", WORDS)
def test_words_come_out_as_they_went_in(
    tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.mentorbook"
    with mentorbook.create(path, mentor="Ada", mentee="Grace") as book:
        book.set("agreement/purpose", words, by="mentee")
    main(["export", str(path), "--to", "json"])
    assert json.loads(capsys.readouterr().out)["agreement/purpose"] == words
    out = tmp_path / "out.csv"
    main(["export", str(path), "--to", "csv", "-o", str(out)])
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode())))
    value = next(row["value"] for row in rows if row["path"] == "agreement/purpose")
    assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert value.removeprefix("'") == words.removeprefix("'") or value[1:] == words
    main(["export", str(path), "--to", "md"])
    assert "<img" not in capsys.readouterr().out.replace("\\<img", "")


def test_merge_says_what_came_in(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.mentorbook"
    with mentorbook.open(file) as book:
        book.download(copy)
    with mentorbook.open(copy) as book:
        book.add("goals", {"title": "Rest"}, by="mentee")
    assert main(["merge", str(file), str(copy)]) == 0
    assert "Grace" in capsys.readouterr().out
    with mentorbook.open(file) as book:
        assert [goal["title"] for goal in book.rows("goals")] == ["Rest"]


def bad_files(folder: Path, good: Path) -> dict[str, Path]:
    made = {
        "missing": folder / "missing.mentorbook",
        "folder": folder / "folder.mentorbook",
        "empty": folder / "empty.mentorbook",
        "picture": folder / "picture.mentorbook",
        "truncated": folder / "truncated.mentorbook",
    }
    made["folder"].mkdir()
    made["empty"].touch()
    made["picture"].write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    made["truncated"].write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    return made


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "picture", "truncated"])
@pytest.mark.parametrize("command", ["show", "history", "export", "merge into", "merge from"])
def test_a_bad_file_gives_one_sentence_and_changes_nothing(
    file: Path, tmp_path: Path, kind: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = bad_files(tmp_path, file)[kind]
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    arguments = {
        "show": ["show", str(bad)],
        "history": ["history", str(bad)],
        "export": ["export", str(bad), "--to", "md"],
        "merge into": ["merge", str(bad), str(file)],
        "merge from": ["merge", str(file), str(bad)],
    }[command]
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert bad.name in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_no_file_is_written_over(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert main(["new", str(file), "--mentor", "A", "--mentee", "B"]) == 1
    assert main(["export", str(file), "--to", "json", "-o", str(file)]) == 1
    assert file.read_bytes() == before
    assert "already" in capsys.readouterr().err


def test_the_demo_is_a_half_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--data", str(tmp_path / "new")]) == 0
    with mentorbook.open(tmp_path / "new" / "demo.mentorbook") as book:
        counts = {form: len(book.rows(form)) for form in ("goals", "meetings", "reflections")}
        assert counts == {"goals": 12, "meetings": 24, "reflections": 57}
        book.unlock("mentee", PASSPHRASE)
        assert len(book.rows("reflections", viewer="mentee")) == 60
        assert len(book.rows("actions", viewer="mentee")) == 300
    assert main(["demo", "--data", str(tmp_path / "new")]) == 1
    assert "already" in capsys.readouterr().err


def test_check_names_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    (tmp_path / "pack.yaml").write_text("id: mine\ntitel: Mine\n")
    assert main(["check", str(tmp_path)]) == 1
    assert "pack.yaml:2:" in capsys.readouterr().err


def test_wrong_usage_ends_with_2_and_no_traceback(file: Path) -> None:
    run = subprocess.run([sys.executable, "-m", "mentorbook.cli", "shw"], capture_output=True, text=True)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    run = subprocess.run(
        [sys.executable, "-m", "mentorbook.cli", "show", str(file)], capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_every_command_is_in_the_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    (commands,) = (action.choices for action in parser()._actions if action.dest == "command")
    assert commands
    for name, command in commands.items():
        assert f"`mentorbook {name}" in guide
        for action in command._actions:
            for option in action.option_strings:
                assert option.startswith("-h") or option in ("--help", "--output") or option in guide, option
