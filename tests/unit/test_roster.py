"""A roster is read whole or told what is wrong with it, line by line; nothing in it runs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from mentorbook.cli import main
from mentorbook.content.loader import builtin
from mentorbook.errors import FileProblem
from mentorbook.programme import roster, sheets
from mentorbook.programme.rules import Rules
from mentorbook.programme.why import reasons

HEADER = "name,email,role,skills_offered,skills_wanted,languages,capacity,time_zone"
GOOD = (
    HEADER
    + "\nAda Byron,ada@x.org,Mentor,leadership; Welding,,English; French,2,europe/paris"
    + "\nBo Lind,bo@x.org,mentee,,Leading people,English,,\n"
)


def read(text: str | bytes, **more) -> roster.Roster:
    return roster.read(text if isinstance(text, bytes) else text.encode(), "people.csv", **more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_ids_and_labels_commas_and_semicolons_all_read_the_same(encoding):
    other = (
        "Name;Email;Takes part as;Can help with;Wants help with;Languages;How many mentees;Time zone\n"
        'Ada Byron;ada@x.org;mentor;"Leading people;Welding";;"English;French";2;Europe/Paris\n'
        "Bo Lind;bo@x.org;Mentee;;leadership;English;;\n"
    )
    found = [read(text.encode(encoding)) for text in (GOOD, other)]
    assert [one.problems for one in found] == [(), ()]
    told = [[person.to_json() | {"id": ""} for person in one.people] for one in found]
    assert told[0] == told[1]
    ada, bo = found[0].people
    assert ada.skills_offered == ("leadership", "own:Welding") and ada.places == 2
    assert ada.languages == ("English", "French") and ada.time_zone == "Europe/Paris"
    assert bo.skills_wanted == ("leadership",) and found[0].lines == (2, 3)


def test_every_bad_row_is_told_with_its_line_and_why():
    found = read(
        HEADER
        + "\nAda,,mentor,,,,,\n,,mentee,,,,,\nCem,,boss,,,,,\nDana,not-an-address,mentee,,,,,\n"
        + "Ada,,mentee,,,,,\nEli,,mentor,,,,many,\nFay,,mentor,,,,,Europe/Pari\n=1+1,,mentor,,,,,\n"
        + "Gus,,mentor,a,b,c,1,UTC,one too many\n"
    )
    assert [person.name for person in found.people] == ["Ada"]
    told = {problem.line: str(problem) for problem in found.problems}
    assert sorted(told) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert "Line 4, Takes part as: ‘boss’ is none of: Mentor, Mentee, Either." in told[4]
    assert "has to be filled in" in told[3] and "not an email" in told[5] and "line 2 already" in told[6]
    assert "formula" in told[9] and "quotation marks" in told[10]
    assert "Europe/Paris" in told[8]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "holds nobody"),
        (HEADER.encode(), "holds nobody"),
        (b"name,team\nAda,Red\n", "no column for: Takes part as"),
        (b"name,Name,role\nAda,Ada,mentor\n", "these columns twice: Name"),
        ("name,role\nZoë,mentor\n".encode("latin-1"), "not written in UTF-8: line 2"),
        (b'name,role\n"Ada,mentor\n', "cannot be read from line"),
        (b"PK\x03\x04nonsense", "not an Excel file"),
        (b"\x89PNG\0\0", "cannot be read"),
        ("name,role\n" + "".join(f"P{n},mentor\n" for n in range(50_000)), "has 50,000 rows"),
    ],
)
def test_what_is_no_roster_says_what_to_do(data, why):
    with pytest.raises(FileProblem, match=why):
        read(data)


def test_people_may_share_a_name_if_each_has_an_email():
    assert len(read("name,role,email\nAda,mentor,a@x.org\nAda,mentee,b@x.org\n").people) == 2
    known = read("name,role,email\nAda,mentor,a@x.org\n").people
    again = read("name,role,email\nAda L,mentor,A@x.org\nBo,mentee,\n", known=known)
    assert [p.name for p in again.people] == ["Bo"] and "takes part already" in str(again.problems[0])


def test_more_mentees_than_places_and_strangers_are_noted():
    found = read("name,role,prefers\nAda,mentor,Zed\nBo,mentee,\nCem,mentee,\n")
    assert "2 mentees and 1 places" in found.notes[0] and "‘Zed’" in found.notes[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_back_and_no_cell_runs(kind):
    people = read(
        'name,role,team,skills_offered\n"-Ada","mentor","+Red","own:=x"\nBo,mentee,\'@home,\n'
    ).people
    made = roster.to_csv(people) if kind == "csv" else roster.to_excel(people)
    cells = [cell for line in sheets.read(made, f"p.{kind}")[1:] for cell in line.cells]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    back = roster.read(made, f"p.{kind}")
    assert back.problems == ()
    assert [p.to_json() | {"id": ""} for p in back.people] == [p.to_json() | {"id": ""} for p in people]


def test_the_command_writes_pairs_or_says_why_not(tmp_path, capsys):
    table = tmp_path / "people.csv"
    table.write_text(GOOD, encoding="utf-8")
    out = tmp_path / "pairs.csv"
    assert main(["match", str(table), "-o", str(out)]) == 0
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["mentor", "mentee", "fit", "why"]
    assert rows[1][:2] == ["Ada Byron", "Bo Lind"] and "leading people" in rows[1][3]
    assert main(["match", str(table), "-o", str(out)]) == 1  # nobody's file is written over
    table.write_text("name,role\nAda,mentor\nBo,boss\n", encoding="utf-8")
    assert main(["match", str(table), "-o", str(tmp_path / "none.csv")]) == 1
    told = capsys.readouterr().err
    assert "people.csv: Line 3, Takes part as" in told and not (tmp_path / "none.csv").exists()
    table.write_text("name,role,team\nAda,mentor,Red\nBo,mentee,Red\n", encoding="utf-8")
    assert main(["match", str(table)]) == 1
    told = capsys.readouterr().err
    assert "same team" in told and "Nobody can be paired" in told


def test_what_a_pack_says_of_the_roster_reaches_it(tmp_path, monkeypatch):
    """Other labels, more options and columns of its own: read, kept, given back, and named in the reasons for a pair."""
    pack = tmp_path / "acme"
    for name, text in {
        "pack.yaml": "id: acme\ntitle: Acme\nlanguage: en\nextends: en\n",
        "options.yaml": "topic:\n  welding: Welding\n  leadership: Running a crew\n",
        "forms/roster.yaml": "id: roster\nsections:\n  - title: At Acme\n    fields:\n"
        "      - {id: more, label: Works nights, type: yesno, who: each}\n"
        "      - {id: site, label: Site, type: choice, who: each, required: 'yes', options: {north: The north yard}}\n"
        "      - {id: since, label: Here since, type: date, who: each}\n"
        "      - {id: shifts, label: Shifts, type: multi, who: each, options: {early: Early, late: Late}}\n",
    }.items():
        (pack / name).parent.mkdir(parents=True, exist_ok=True)
        (pack / name).write_text(text)
    monkeypatch.setenv("MENTORBOOK_PACKS", str(pack))
    head = "name;email;role;Can help with;Wants help with;Works nights;Site;Here since;Shifts\n"
    text = head + (
        'Ada;a@x.org;mentor;Welding;;yes;The north yard;2020-02-01;"early; Late"\n'
        "Bo;b@x.org;mentee;;welding;No;north;;\nCy;c@x.org;mentee;;Running a crew;perhaps;south;;\n"
    )
    found = read(text)
    assert [(one.line, one.column) for one in found.problems] == [(4, "Works nights"), (4, "Site")]
    ada, bo = found.people
    assert dict(ada.more) == {
        "more": True, "site": "north", "since": "2020-02-01", "shifts": ("early", "late")
    }  # fmt: skip
    assert dict(bo.more) == {"more": False, "site": "north"} and bo.skills_wanted == ("welding",)
    assert [type(one).from_json(json.loads(json.dumps(one.to_json()))) for one in found.people] == [ada, bo]
    again = roster.read(roster.to_excel(found.people), "people.xlsx")
    assert [one.to_json() | {"id": ""} for one in again.people] == [
        one.to_json() | {"id": ""} for one in (ada, bo)
    ]
    assert reasons(ada, bo, Rules())[0] == "can help with welding"
    assert [
        problem.column for problem in read("name,email,role\nAda,a@x.org,mentor\n", pack=builtin()).problems
    ] == []
    with pytest.raises(FileProblem, match="Site"):
        read("name,email,role\nAda,a@x.org,mentor\n")
