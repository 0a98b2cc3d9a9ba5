"""The programme's survey: sent by choice, without a name, taken back; counted five at a time, and never from fewer."""

from __future__ import annotations

import io
import json

import pytest
from test_programme import enter, pair_up
from test_programme import programme as programme
from test_running import Page

from mentorbook.cli import main
from mentorbook.content.loader import builtin
from mentorbook.errors import ValueProblem
from mentorbook.programme import evaluation, impact, invitations, survey
from mentorbook.programme.evaluation import evaluate
from mentorbook.programme.signals import SURVEY
from mentorbook.reports.habits import Habits
from mentorbook.reports.outline import Table
from mentorbook.store.signals import Signals

PHRASE = "planted-phrase-żółw"


def answered(batch: int, skills: dict[str, list[int]] | None = None, **answers):
    return {"answers": answers, "batch": batch, **({"skills": skills} if skills else {})}


def asked(found, id_):
    return next(one for one in found.asked if one.id == id_)


@pytest.fixture
def couple(programme):
    """A pair of the programme at their workbook, and what the programme is told."""
    (id_,) = pair_up(programme, 1)
    invitations.invite(programme)
    with (
        enter(programme, id_, "mentor") as mentor,
        enter(programme, id_, "mentee") as mentee,
        Signals(programme.folder) as told,
    ):
        yield mentor, mentee, told


def test_nothing_is_told_from_fewer_than_five(programme):
    four = [answered(0, role="mentee", overall=5, learned_what=PHRASE, may_quote=True) for _ in range(4)]
    found = evaluate(four, builtin(), invited=10)
    assert (found.came, found.counted, found.words) == (4, 0, ())
    assert all(one.all.n == 0 and not one.all.counts and one.all.median is None for one in found.asked)
    assert PHRASE not in str(impact.to_outline(programme, found, Habits()))
    five = [*four, answered(0, role="mentee", overall=2)]
    overall = asked(evaluate(five, builtin()), "overall")
    assert (overall.all.n, overall.all.counts, overall.all.median) == (5, (0, 1, 0, 0, 4), 5)
    assert asked(evaluate(five, builtin()), "trust").all.n == 0  # nobody answered that
    assert evaluate(five, builtin()).words == ()  # and only four wrote


def test_answers_are_counted_five_at_a_time_so_that_none_is_known_by_when_it_came():
    five = [answered(0, overall=4) for _ in range(5)]
    for more in range(1, 5):
        later = evaluate([*five, *(answered(1, overall=1) for _ in range(more))], builtin())
        assert later.came == 5 + more and asked(later, "overall").all.counts == (0, 0, 0, 5, 0)
    assert (
        asked(evaluate([*five, *(answered(1, overall=1) for _ in range(5))], builtin()), "overall").all.n
        == 10
    )


def test_nor_at_a_question_that_few_answer():
    def of(*each):
        said = [
            answered(batch, overall=3, **({"aligned": 1} if n < count else {}))
            for batch, count in enumerate(each)
            for n in range(5)
        ]
        return asked(evaluate(said, builtin()), "aligned").all.n

    assert [of(5), of(5, 1), of(5, 1, 3), of(5, 1, 3, 1), of(3, 1), of(3, 2)] == [5, 5, 5, 10, 0, 5]


def test_a_part_is_not_told_where_the_rest_could_be_worked_out():
    def of(mentors, mentees, silent=0):
        roles = ["mentor"] * mentors + ["mentee"] * mentees
        said = [answered(0, role=role, overall=3) for role in roles]
        return asked(evaluate(said + [answered(0, overall=1) for _ in range(silent)], builtin()), "overall")

    assert of(8, 4).people == () and of(5, 5, silent=2).people == () and of(5, 5, silent=5).people
    assert [(who, part.n) for who, part in of(6, 5).people] == [("mentor", 6), ("mentee", 5)]


def test_then_and_now_are_of_those_who_rated_both():
    rated = [answered(0, {"m_trust": [2, now]}) for now in (2, 3, 4, 5, 1)]
    strange = [answered(0, {"m_trust": value}) for value in ([9, 1], "x", [1], None)]
    skills = {skill.id: skill for skill in evaluate([*rated, *strange], builtin()).skills}
    trust = skills["m_trust"]
    assert (trust.n, trust.first, trust.last) == (5, 2, 3) and (trust.up, trust.same, trust.down) == (3, 1, 1)
    assert skills["m_listen"].n == 0
    assert not any(skill.n for skill in evaluate(rated[:4], builtin()).skills)


def test_several_choices_and_made_up_values_are_counted_as_they_are():
    said = [answered(0, gains=["advice", "network"], again="no", meetings_held=n) for n in (1, 2, 3, 4, 90)]
    said += [answered(0, gains="advice", again="never", overall=True, meetings_held="many")]
    found = evaluate(said, builtin())
    gains = asked(found, "gains")
    assert gains.all.n == 5 and sum(gains.all.counts) == 10 and asked(found, "again").all.n == 5
    assert asked(found, "meetings_held").all.median == 3 and asked(found, "overall").all.n == 0
    lines = list(found.lines())
    assert lines and all(line[5] >= 5 for line in lines)
    assert list(found.frame().columns) == list(evaluation.COLUMNS) and len(found.frame()) == len(lines)


def test_words_go_along_only_where_they_may_be_quoted(couple, programme):
    mentor, _, told = couple
    with pytest.raises(ValueProblem):
        survey.send(mentor, told, "mentor", skills=False)  # nothing is answered
    mentor.set("evaluation/mentor/overall", 4, by="mentor")
    mentor.set("evaluation/mentor/best", PHRASE, by="mentor")
    mentor.set("evaluation/mentor/gains", ["advice", f"own:{PHRASE}"], by="mentor")
    survey.send(mentor, told, "mentor", skills=True)
    assert survey.holds_back(mentor, "mentor")
    facts = survey.sent(mentor, told, "mentor")
    assert facts["answers"] == {"overall": 4, "gains": ["advice"]} and facts["skills"] == {}
    mentor.set("evaluation/mentor/may_quote", True, by="mentor")
    survey.send(mentor, told, "mentor", skills=False)
    ((subject, row),) = told.all(programme.id, SURVEY).items()  # one row for one person, sent twice
    assert row["answers"]["best"] == PHRASE and not survey.holds_back(mentor, "mentor")
    shown = survey.told(survey.made(mentor, "mentor", skills=False), builtin())
    assert {one["label"] for one in shown} == {
        builtin().forms["evaluation"].field(name).label for name in row["answers"]
    }
    beside = json.dumps([programme.pairs(), [person.to_json() for person in programme.people()]])
    assert subject not in beside and mentor.id not in json.dumps(row) and "Mentor 0" not in json.dumps(row)
    for file in programme.folder.iterdir():
        if file.name.startswith("mentorbook"):
            assert PHRASE.encode() not in file.read_bytes() and subject.encode() not in file.read_bytes()


def test_a_survey_taken_back_is_gone_and_the_partner_s_stays(couple, programme):
    mentor, mentee, told = couple
    for book, person in ((mentor, "mentor"), (mentee, "mentee")):
        book.set(f"evaluation/{person}/best", f"{PHRASE} of the {person}", by=person)
        book.set(f"evaluation/{person}/may_quote", True, by=person)
        survey.send(book, told, person, skills=False)
    survey.take_back(mentor, told, "mentor")
    assert survey.sent(mentor, told, "mentor") is None and survey.sent(mentee, told, "mentee") is not None
    for file in programme.folder.glob("programme.db*"):
        assert f"{PHRASE} of the mentor".encode() not in file.read_bytes(), file
    assert len(told.all(programme.id, SURVEY)) == 1
    survey.take_back(mentor, told, "mentor")  # once more changes nothing


def test_a_new_survey_takes_the_place_of_one_that_was_taken_back(couple, programme):
    mentor, _, told = couple
    there = {f"{n:032x}": answered(0 if n < 4 else 1, overall=3) for n in range(9)}
    told.put_many(programme.id, SURVEY, there, "")
    assert evaluation.read(programme, told).counted == 5  # four of the first five are left: they wait
    mentor.set("evaluation/mentor/overall", 4, by="mentor")
    survey.send(mentor, told, "mentor", skills=False)
    assert survey.sent(mentor, told, "mentor")["batch"] == 0
    assert evaluation.read(programme, told).counted == 10
    survey.send(mentor, told, "mentor", skills=False)
    assert survey.sent(mentor, told, "mentor")["batch"] == 0


def test_skills_go_along_only_when_asked_for(couple):
    mentor, mentee, told = couple
    for moment, day, value in (("before", "2026-01-01", 2), ("after", "2026-03-01", 4)):
        row = {"moment": moment, "date": day, "m_trust": value, "sharing": "private"}
        mentor.add("skills", row, by="mentor")
    mentor.set("evaluation/mentor/overall", 4, by="mentor")
    survey.send(mentor, told, "mentor", skills=False)
    assert "skills" not in survey.sent(mentor, told, "mentor")
    survey.send(mentor, told, "mentor", skills=True)
    facts = survey.sent(mentor, told, "mentor")
    assert facts["skills"] == {"m_trust": [2, 4]} and "At the start 2" in str(survey.told(facts, builtin()))
    assert survey.then_now(mentee, "mentee") == {}


def test_the_report_says_n_everywhere_and_the_page_gets_no_single_survey(programme, tmp_path, capsys):
    said = {
        f"{n:032x}": answered(
            n // 5, {"e_goal": [2, 2 + n % 3]}, role=("mentor", "mentee")[n % 2], overall=1 + n % 5,
            learned=4, recommend=9, meetings_held=4, best=f"=SUM({PHRASE} {n})", may_quote=n % 2 == 0,
        )
        for n in range(13)
    }  # fmt: skip
    with Signals(programme.folder) as told:
        told.put_many(programme.id, SURVEY, said, "")
        found = evaluation.read(programme, told)
    assert (found.came, found.counted) == (13, 10)
    outline = impact.to_outline(programme, found, Habits())
    tables = [block for part in outline.parts for block in part.blocks if isinstance(block, Table)]
    assert tables and all("n" in table.columns for table in tables)
    command = ["programme", "report", "--data", str(programme.folder), "--link", str(programme.link), "-o"]
    assert main([*command, str(tmp_path / "impact.txt")]) == 1 and ".pdf" in capsys.readouterr().err
    assert main([*command, str(tmp_path / "impact.csv")]) == 0
    assert PHRASE not in (tmp_path / "impact.csv").read_text()
    page = Page(programme.folder)
    page.ask("open", link=f"#programme={programme.link}")
    shown = page.ask("evaluation")["evaluation"]
    assert shown["counted"] == 10 and not any(subject in str(page.told) for subject in said)
    assert "problem" not in page.ask("impact", locale="en-GB", zone="nowhere")
    page.running.close()
    from pypdf import PdfReader

    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(page.files[-1])).pages)
    for words in ("13 of", "n = 10", "planted-phrase"):
        assert words in text.replace("\u00a0", " "), (words, text)
