"""A programme keeps its record, hands out invitations, and sees how pairs get on: never a word of theirs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest

from mentorbook import sharing
from mentorbook.cli import main
from mentorbook.errors import LinkProblem, ValueProblem
from mentorbook.programme import console, invitations, signals
from mentorbook.programme.matching import match
from mentorbook.programme.people import Person
from mentorbook.programme.record import Programme
from mentorbook.store.signals import Signals
from mentorbook.store.slots import Link

ADDRESS = "https://mentoring.example.org"
TODAY = date.today()


def people(pairs: int) -> list[Person]:
    return [
        Person(id=f"{role}{n}", name=f"{role.title()} {n}", role=role, email=f"{role}{n}@x.org")
        for n in range(pairs)
        for role in ("mentor", "mentee")
    ]


@pytest.fixture
def programme(tmp_path):
    with Programme.create(
        tmp_path, name="Spring", start=str(TODAY), contact="Iris, iris@x.org", journey="semester"
    ) as made:
        yield made


def pair_up(programme: Programme, count: int) -> list[str]:
    programme.take_on(people(count))
    found = match(programme.waiting(), programme.rules).pairs
    return programme.pair_all((pair.mentor.id, pair.mentee.id, pair.fit) for pair in found)


def enter(programme: Programme, id_: str, person: str):
    """The workbook as somebody who has just taken up their invitation."""
    where = sharing.database(programme.folder)
    link = sharing.claim(where, Link.parse(programme.pairs()[id_]["links"][person]))
    return sharing.open(where, link)


def test_the_record_is_sealed_and_opens_by_its_link_alone(programme):
    ids = pair_up(programme, 3)
    programme.configure(
        {"name": "Autumn", "end": str(TODAY + timedelta(90)), "additions": ["We read the code", " "]}
    )
    with Programme.open(programme.folder, programme.link) as again:
        assert again.settings["name"] == "Autumn" and again.settings["additions"] == ["We read the code"]
        assert set(again.pairs()) == set(ids) and len(again.people()) == 6 and again.waiting() == []
        again.stand(ids[0], "ended")
    assert programme.pull() and {p.role for p in programme.waiting()} == {"mentor", "mentee"}
    with pytest.raises(LinkProblem):
        Programme.open(programme.folder, Link.new())
    for file in programme.folder.iterdir():
        assert b"Mentee 1" not in file.read_bytes(), file
    with pytest.raises(ValueProblem):
        programme.configure({"start": "2026-05-01", "end": "2026-04-01"})
    with pytest.raises(ValueProblem):
        programme.let_go("mentor1")


def test_each_of_a_pair_gets_an_invitation_that_works_once(programme):
    ids = pair_up(programme, 2)
    programme.configure(
        {"additions": ["We have read the code of conduct.", "What should the programme know?"]}
    )
    assert invitations.invite(programme) == ids and invitations.invite(programme) == []
    rows = list(csv.DictReader(io.StringIO(invitations.table_csv(programme, ADDRESS).decode("utf-8-sig"))))
    assert len(rows) == 4 and {row["email"] for row in rows} == {p.email for p in programme.people()}
    assert all(row["link"].startswith(f"{ADDRESS}/voila/render/partnership.ipynb#link=") for row in rows)
    cards = invitations.cards(programme, ADDRESS).decode()
    assert cards.count("<svg") == 4 and "http://www.w3.org" not in cards.replace(
        "http://www.w3.org/2000/svg", ""
    )
    assert invitations.letters(programme, ADDRESS).decode().count("Subject: Spring") == 4
    with enter(programme, ids[0], "mentor") as book:
        assert book.journey.id == "semester" and book.get("partnership/programme_name") == "Spring"
        assert book.pack.forms["agreement"].field("programme_1").type == "yesno"
        book.set("agreement/programme_1", True, by="mentor")
        book.set("agreement/programme_2", "That we like it", by="mentor")
        copy = programme.folder / "copy.mentorbook"
        book.download(copy, viewer="mentor")
    import mentorbook

    with mentorbook.open(copy) as book:  # what the programme added goes with the workbook
        assert book.text("agreement/programme_2") == "That we like it"
    assert len(invitations.table(programme, ADDRESS)) == 1 + 3  # the used one is not handed out again
    with pytest.raises(LinkProblem):
        enter(programme, ids[0], "mentor")
    with pytest.raises(ValueProblem, match="not the address"):
        invitations.table(programme, "mentoring.example.org")


def test_a_pairs_progress_is_told_until_it_stops_and_what_is_private_to_one_stays_so(programme):
    (id_,) = pair_up(programme, 1)
    invitations.invite(programme)
    with Signals(programme.folder) as told:

        def row():
            return console.rows(programme, console.read(programme, told), TODAY)[0]

        assert row()[12] == []
        late = console.rows(programme, {}, TODAY + timedelta(8))[0]
        assert late[12] == ["unopened-both"]
        with enter(programme, id_, "mentor") as one, enter(programme, id_, "mentee") as two:
            signals.write(one, told, "mentor")
            two.add("goals", {"title": "SECRET", "status": "active"}, by="mentee")
            two.add(
                "actions",
                {"what": "SECRET", "owner": "mentee", "due": "2020-01-01", "status": "open"},
                by="mentee",
            )
            two.add("meetings", {"date": str(TODAY - timedelta(30)), "status": "held"}, by="mentee")
            two.set("fit/mentee/wants_facilitator", True, by="mentee")
            signals.write(two, told, "mentee")
            one.pull()
            signals.write(one, told, "mentor")  # does not undo what only the mentee's page knows
            found = row()
            assert found[4] == str(TODAY - timedelta(30)) and found[8] == 1 and "1" in found[7]
            assert found[12][0] == "asked:mentee" and "unsigned" not in found[12]
            assert any(
                flag.startswith("silent")
                for flag in console.rows(programme, console.read(programme, told), TODAY + timedelta(30))[0][
                    12
                ]
            )
            two.set("partnership/programme_shares", False, by="mentee")
            signals.write(two, told, "mentee")
            hidden = row()
            assert hidden[3:9] == ["", "", "", "hidden", "", 0] and hidden[12] == ["asked:mentee"]
            kept = console.read(programme, told)[two.id]
            assert set(kept) == {"shares", "people"}
        programme.stand(id_, "paused")
        assert row()[11] == "paused" and row()[12] == []


def test_numbers_of_fewer_than_five_people_are_not_shown(programme):
    def charts(pairs):
        told = {
            f"w{n}": {"stage": "match", "agreement": "signed", "goals": {"active": 1}} for n in range(pairs)
        }
        return console.figures([], told, TODAY)["charts"]

    assert charts(2) == {} and charts(3)["agreement"][0] == ("signed", 3)


def test_no_word_of_thirty_pairs_is_in_anything_a_facilitator_can_reach(programme):
    ids = pair_up(programme, 30)
    invitations.invite(programme)
    with Signals(programme.folder) as told:
        for number, id_ in enumerate(ids):
            planted = f"PLANTED{number}"
            with enter(programme, id_, "mentor") as one, enter(programme, id_, "mentee") as two:
                two.set("agreement/purpose", f"{planted} purpose", by="mentee")
                two.add("goals", {"title": f"{planted} goal", "status": "active"}, by="mentee")
                two.add(
                    "actions", {"what": f"{planted} action", "owner": "mentee", "status": "open"}, by="mentee"
                )
                one.add(
                    "meetings",
                    {"date": str(TODAY), "title": f"{planted} meeting", "status": "held"},
                    by="mentor",
                )
                two.add("reflections", {"worked": f"{planted} reflection", "sharing": "private"}, by="mentee")
                two.set("fit/mentee/worry", f"{planted} worry", by="mentee")
                two.set("profile/mentee/story", f"{planted} story", by="mentee")
                pulse = two.add("pulses", {"date": str(TODAY)}, by="mentee")
                field = next(f for f in two.pack.forms["pulses"].fields() if f.type == "scale5")
                pulse = pulse if pulse.startswith("pulses/") else f"pulses/{pulse}"
                two.set(f"{pulse}/{field.id}", 4, by="mentee")
                signals.write(two, told, "mentee")
                one.pull()
                signals.write(one, told, "mentor")
        rows = console.read(programme, told)
        assert len(rows) == 30 and all(row["pulse"] == 1 for row in rows.values())
        found = console.rows(programme, rows, TODAY)
        seen = [json.dumps(found), json.dumps(console.figures(found, rows, TODAY)), json.dumps(rows)]
        seen += [json.dumps(programme._held), console.table(programme, found).decode()]
        seen += [
            made(programme, ADDRESS).decode()
            for made in (invitations.table_csv, invitations.cards, invitations.letters)
        ]
        seen += [json.dumps(signals.told(row, programme.pack, TODAY, names={})) for row in rows.values()]
        seen += [json.dumps(console.nudge(programme, programme.pairs()[row[0]], "unsigned")) for row in found]
    assert len(seen) > 60 and not [one for one in seen if "PLANTED" in one]
    for file in programme.folder.iterdir():  # and on the disk all of it is sealed
        assert b"PLANTED" not in file.read_bytes(), file


def test_the_command_runs_a_programme(tmp_path, capsys, monkeypatch):
    table = tmp_path / "people.csv"
    table.write_text("name,role,email\nAda,mentor,a@x.org\nBo,mentee,b@x.org\n", encoding="utf-8")
    data = ["--data", str(tmp_path / "data")]
    assert main(["programme", "new", "Spring", "--roster", str(table), "--pair", *data]) == 0
    link = capsys.readouterr().out.strip().rpartition("#programme=")[2]
    monkeypatch.setenv("MENTORBOOK_PROGRAMME", link)
    out = tmp_path / "letters.csv"
    assert main(["programme", "invite", "--address", "nowhere", *data]) == 1
    assert main(["programme", "invite", "--address", ADDRESS, "-o", str(out), *data]) == 0
    assert out.read_text(encoding="utf-8-sig").count("#link=") == 2
    assert main(["programme", "status", *data]) == 0
    assert "Ada + Bo" in capsys.readouterr().out
    assert main(["programme", "status", "--link", str(Link.new()), *data]) == 1
    assert "opens no programme" in capsys.readouterr().err
