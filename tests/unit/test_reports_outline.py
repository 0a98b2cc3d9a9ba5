"""What a report holds: every form as it is, for whoever may read it, and the parts that were asked for."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

import mentorbook
from mentorbook.cli import main
from mentorbook.demo import PASSPHRASE, demo
from mentorbook.errors import ValueProblem
from mentorbook.library import Book
from mentorbook.reports import tables
from mentorbook.reports.charts import Chart
from mentorbook.reports.drawing import picture
from mentorbook.reports.habits import Habits
from mentorbook.reports.make import FORMATS, prepare
from mentorbook.reports.outline import Answer, Heading, Outline, Table, outline
from tests.unit.report_words import NASTY, nasty

SECRET = "I am not sure this role is where I want to be"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = demo(tmp_path_factory.mktemp("demo") / "demo.mentorbook")
    with mentorbook.open(path) as opened:  # something to talk about
        opened.set("agreement/meeting_frequency", "two-weekly", by="mentor")
    return path


@pytest.fixture
def book(file: Path) -> Iterator[Book]:
    with mentorbook.open(file, passphrase=PASSPHRASE) as opened:
        opened.unlock("mentee", PASSPHRASE)
        yield opened


def blocks(report: Outline, part: str) -> tuple:
    return next(one.blocks for one in report.parts if one.id == part)


def test_private_notes_are_in_only_for_their_writer_and_only_when_asked(book: Book) -> None:
    for viewer, private, seen in (
        ("pair", False, False), ("mentor", True, False), ("mentee", False, False), ("mentee", True, True),
    ):  # fmt: skip
        report = outline(book, viewer=viewer, private=private)
        assert (SECRET in str(report)) == seen
        assert ("without private notes" in report.made) == (not private)


@pytest.mark.parametrize("to", FORMATS)
def test_no_format_lets_a_private_note_out(book: Book, to: str) -> None:
    made = prepare(book, to, viewer="mentee", sections=["reflections", "actions"]).run(lambda stage: None)
    if to == "pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    elif made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            text = " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    else:
        text = made.decode()
    assert "another one" in text or "stand-up" in text or to == "ics"
    assert "not sure this role" not in " ".join(text.split())


def test_both_answers_stand_side_by_side_and_differences_are_marked(book: Book) -> None:
    answers = [block for block in blocks(outline(book), "agreement") if isinstance(block, Answer)]
    often = next(answer for answer in answers if answer.label == "How often")
    assert [(one.person, one.words) for one in often.said] == [
        ("mentor", "Every two weeks"), ("mentee", "Every week"),
    ]  # fmt: skip
    assert often.differs
    book_names = next(a for a in blocks(outline(book), "profile") if isinstance(a, Answer))
    assert [one.name for one in book_names.said] == ["Sam Okafor", "Alex Rivera"]


def test_two_versions_written_apart_are_both_told(tmp_path: Path) -> None:
    one, two = tmp_path / "one.mentorbook", tmp_path / "two.mentorbook"
    with mentorbook.create(one, mentor="Ada", mentee="Grace") as book:
        goal = book.add("goals", {"title": "Rest"}, by="mentee")
        book.download(two)
        book.set(f"goals/{goal}/topic", "leadership", by="mentee")
    with mentorbook.open(two) as other:
        other.set(f"goals/{goal}/topic", "communication", by="mentor")
    with mentorbook.open(one) as book:
        book.merge(two)
        topic = next(b for b in blocks(outline(book), "goals") if isinstance(b, Answer) and b.label == "Area")
    assert {said.name for said in topic.said} == {"Ada", "Grace"}
    assert topic.differs


def test_the_levels_of_headings_leave_none_out(book: Book) -> None:
    for part in outline(book, viewer="mentee", private=True).parts:
        level = 1
        for block in part.blocks:
            if isinstance(block, Heading):
                assert block.level <= level + 1
                level = block.level


def test_a_list_is_a_table_and_its_columns_share_the_page(book: Book) -> None:
    (actions,) = blocks(outline(book), "actions")
    assert isinstance(actions, Table)
    assert actions.columns[:3] == ("What", "Who", "By")
    assert all(len(row) == len(actions.columns) for row in actions.rows)
    assert sum(actions.shares) == pytest.approx(1, abs=0.01)


def test_dates_are_as_the_reader_writes_them(book: Book) -> None:
    late = datetime(2026, 3, 26, 23, 30, tzinfo=UTC)
    for locale, zone, words in (
        ("en-GB", "UTC", "26 March 2026"),
        ("en-US", "UTC", "March 26, 2026"),
        ("en-GB", "Pacific/Auckland", "27 March 2026"),
        ("de-DE", "UTC", "26 March 2026"),  # the language of the sentences, the habits of the region
        ("'; DROP", "nowhere", "26 March 2026"),
    ):
        assert words in outline(book, habits=Habits(locale=locale, zone=zone), made=late).made
    assert Habits(locale="en-US").time("16:00").replace("\u202f", " ") == "4:00 PM"
    assert Habits(locale="en-US").day("soon") == "soon"


def test_a_choice_of_parts_is_kept_to_and_a_wrong_one_is_named(book: Book) -> None:
    assert [part.id for part in outline(book, sections=["goals", "journey"]).parts] == ["journey", "goals"]
    with pytest.raises(ValueProblem, match="dreams"):
        outline(book, sections=["goals", "dreams"])


def test_a_measure_has_a_chart_that_can_be_read_aloud(book: Book) -> None:
    charts = [block for block in blocks(outline(book), "goals") if isinstance(block, Chart)]
    assert charts[0].kind == "lines", "goals are not one thing at several times"
    chart = next(chart for chart in charts if chart.title == "Stand-ups led alone")
    assert "3 on" in chart.words
    assert "Target: 6" in chart.words
    from dataclasses import asdict

    svg = picture(asdict(chart), "svg").decode()
    assert "<text" in svg
    assert picture(asdict(chart), "svg").decode() == svg
    assert picture(asdict(chart), "png").startswith(b"\x89PNG")


def test_checks_draw_both_people_over_time(tmp_path: Path) -> None:
    with mentorbook.create(tmp_path / "pair.mentorbook", mentor="Ada", mentee="Grace") as book:
        for day, points in (("2026-01-10", 2), ("2026-02-10", 3), ("2026-03-10", 5)):
            row = book.add("pulses", by="mentee")
            for person in ("mentor", "mentee"):
                book.set(f"pulses/{row}/date", day, by=person)
                for field in ("trust", "heard", "direction"):
                    book.set(f"pulses/{row}/{field}", points - (person == "mentor"), by=person)
                for field in ("date", "trust", "heard", "direction"):
                    book.reveal(f"pulses/{row}/{field}", by=person)
        found = [block for block in blocks(outline(book), "pulses") if isinstance(block, Chart)]
    assert [chart.kind for chart in found] == ["dots", "lines"]
    assert dict(found[0].legend) == {"mentor": "Ada", "mentee": "Grace"}
    assert [(line.person, len(line.points)) for line in found[1].lines] == [("mentor", 3), ("mentee", 3)]
    assert "Grace: 2 on" in found[1].words


def test_the_forms_of_a_pack_draw_themselves(tmp_path: Path) -> None:
    """Whatever a form holds can be read in the report: nothing needs to know it by name."""
    from tests.load.reports import half_year

    with mentorbook.open(half_year(tmp_path / "half-year.mentorbook")) as book:
        report = outline(book)
        told = str(report)
        written = {path.partition("/")[0] for path in book.all_paths()} & {*book.pack.forms}
        shown = {part.id for part in report.parts}
        hidden = {form for form in written - shown if book.pack.forms[form].seen in ("reveal", "facilitator")}
        assert written - shown == hidden
        for row in book.rows("goals"):
            assert " ".join(row["title"].split()) in told


# -- tables


def test_every_table_is_there_and_nothing_in_it_runs(tmp_path: Path) -> None:
    with nasty(tmp_path / "pair.mentorbook") as book:
        made = tables.to_zip(book, viewer="pair", kind="csv")
        same = tables.to_zip(book, viewer="pair", kind="json")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        goals = list(csv.DictReader(io.StringIO(archive.read("goals.csv").decode(), newline="")))
        steps = list(csv.DictReader(io.StringIO(archive.read("goals.milestones.csv").decode())))
        for name in archive.namelist():
            for row in csv.reader(io.StringIO(archive.read(name).decode(), newline="")):
                assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert {row["why"].removeprefix("'") for row in goals} == {*NASTY.values()}
    assert {row["goals_id"] for row in steps} == {row["id"] for row in goals}
    with zipfile.ZipFile(io.BytesIO(same)) as archive:
        assert {row["why"] for row in json.loads(archive.read("goals.json"))} == {*NASTY.values()}


def test_answers_of_both_are_two_columns(book: Book) -> None:
    (agreement,) = tables.every_table(book, viewer="pair")["agreement"]
    assert agreement["meeting_frequency@mentor"] != agreement["meeting_frequency@mentee"]
    people = [row["person"] for row in tables.every_table(book, viewer="pair")["profile"]]
    assert {"mentor", "mentee"} <= {*people}


# -- the command


def test_the_command_makes_every_format_and_writes_nothing_over(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    begins = {
        "pdf": b"%PDF",
        "docx": b"PK",
        "md": b"# ",
        "html": b"<!doctype",
        "ics": b"BEGIN:VCAL",
        "csv": b"path,",
    }
    for to, start in begins.items():
        out = tmp_path / f"out.{to}"
        assert main(["export", str(file), "--to", to, "-o", str(out), "--sections", "goals"]) == 0
        assert out.read_bytes().startswith(start)
        assert main(["export", str(file), "--to", to, "-o", str(out)]) == 1
    assert main(["export", str(file), "--to", "json", "-o", "tables.zip"]) == 0
    assert zipfile.is_zipfile("tables.zip")
    assert main(["export", str(file), "--to", "pdf", "--sections", "goals"]) == 0
    assert (tmp_path / "demo.pdf").is_file()
    assert "demo.pdf" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "md", "--sections", "dreams"], "dreams"),
        (["--to", "md", "--private"], "--as"),
        (["--to", "md", "--private", "--as", "mentee"], "--passphrase"),
    ],
)
def test_the_command_says_what_is_wrong(
    file: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(file), *words]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.strip().splitlines()) == 1


# -- how heavy it is


def test_pages_load_no_writer_before_one_is_asked_for() -> None:
    code = (
        "import sys, mentorbook.widgets, mentorbook.reports.make, mentorbook.cli;"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"typst", "docx", "icalendar", "matplotlib", "babel", "pandas"} & {*loaded.stdout.split()}


def test_the_writers_that_keep_memory_are_never_loaded_here(file: Path) -> None:
    """Typst keeps all that it has set, for good: it works in a process of its own."""
    code = (
        "import sys, mentorbook; from mentorbook.reports.make import prepare;"
        f"job = prepare(mentorbook.open({str(file)!r}), 'pdf', sections=['goals']);"
        "assert job.run(print).startswith(b'%PDF'); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"typst", "matplotlib"} & {*loaded.stdout.split()}
