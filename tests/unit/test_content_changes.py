"""A pack says what it wants of what the one below has: other words, more fields, another journey, another language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import mentorbook
from mentorbook.content import loader
from mentorbook.content.loader import PackMistakes
from mentorbook.content.specs import Pack
from mentorbook.workbook import journeys
from tests.unit.test_content_loader import JOURNEY, PACK, one, put

BELOW = loader.builtin()


def pack_of(folder: Path, files: dict[str, str]) -> Pack:
    return loader.load(put(folder / "ours", {"pack.yaml": PACK, **files}))


def test_a_label_is_said_otherwise_and_all_else_stays(tmp_path: Path) -> None:
    change = """\
id: agreement
intro: Two pages at most.
fields:
  - id: meeting_frequency
    label: How many times a month
    options: {weekly: Four times, quarterly: Once a quarter}
  - id: responsibilities
    fields:
      - {id: what, label: The job}
      - {id: until, label: Until when, type: date, who: together}
"""
    agreement = pack_of(tmp_path, {"forms/agreement.yaml": change}).forms["agreement"]
    before = BELOW.forms["agreement"]
    assert agreement.intro == "Two pages at most." and agreement.title == before.title
    field, old = agreement.field("meeting_frequency"), before.field("meeting_frequency")
    assert field.label == "How many times a month" and field.help == old.help and field.who == old.who
    assert [option.id for option in field.options] == [*(o.id for o in old.options), "quarterly"]
    assert field.option("weekly").label == "Four times" and field.option("monthly") == old.option("monthly")
    assert agreement.field("responsibilities.what").label == "The job"
    assert [*agreement.names()] == [
        *(name for name in _with(before.names(), "responsibilities.until", after="responsibilities."))
    ]
    assert [section.id for section in agreement.sections] == [section.id for section in before.sections]


def _with(names: tuple[str, ...], new: str, *, after: str) -> list[str]:
    last = max(place for place, name in enumerate(names) if name.startswith(after))
    return [*names[: last + 1], new, *names[last + 1 :]]


def test_three_fields_more_where_they_belong(tmp_path: Path) -> None:
    section = BELOW.forms["agreement"].sections[0]
    change = f"""\
id: agreement
sections:
  - id: {section.id}
    title: To begin with
    fields:
      - {{id: department, label: Department, type: short, who: each}}
      - {{id: programme_code, label: Code, type: number, who: together, unit: points}}
  - title: Our programme
    fields:
      - {{id: sponsor, label: Who sponsors us, type: short, who: together, required: sign}}
"""
    pack = pack_of(tmp_path, {"forms/agreement.yaml": change})
    agreement = pack.forms["agreement"]
    assert [f.id for f in agreement.sections[0].fields][-2:] == ["department", "programme_code"]
    assert agreement.sections[0].title == "To begin with"
    assert (agreement.sections[-1].id, agreement.field("sponsor").required) == ("our-programme", "sign")
    with mentorbook.create(tmp_path / "a.mentorbook", mentor="Ada", mentee="Grace", pack=pack) as book:
        book.set("agreement/sponsor", "The board", by="mentor")
        assert book.get("agreement/sponsor") == "The board"
        assert book.sign("agreement", by="mentor")


def test_fields_are_left_out_and_nothing_waits_for_them(tmp_path: Path) -> None:
    pack = pack_of(
        tmp_path, {"forms/agreement.yaml": "id: agreement\nleave_out: [focus_areas, start_date]\n"}
    )
    assert not pack.forms["agreement"].has("focus_areas") and pack.forms["agreement"].has("purpose")
    named = [e for j in pack.journeys.values() for s in j.stages for x in s.exits for e in x.evidence]
    assert named and not any("focus_areas" in name or "agreement/start_date" in name for name in named)
    with mentorbook.create(
        tmp_path / "a.mentorbook", mentor="Ada", mentee="Grace", start="2026-01-05", pack=pack
    ) as book:
        assert journeys.start(book) == date(2026, 1, 5)
    words = one(tmp_path / "ours", "forms/goals.yaml", "id: goals\nleave_out: [title]\n")
    assert "a page of its own for “goals”" in words.message and words.line == 2
    (tmp_path / "ours/forms/goals.yaml").unlink()
    for name, said in (("purpse", "Did you mean “purpose”?"), ("mentor_accepts", "has to stay")):
        words = one(tmp_path / "ours", "forms/agreement.yaml", f"id: agreement\nleave_out:\n  - {name}\n")
        assert said in words.message and (words.line, words.column) == (3, 5)


def test_an_agreement_of_ones_own_is_signed_like_ours(tmp_path: Path) -> None:
    own = """\
id: agreement
replace: true
title: Mentoring Partnership Agreement
fields:
  - {id: aims, label: What we want to achieve, type: long, who: together, required: sign}
  - {id: purpose, label: Why we do it, type: long, who: together}
"""
    pack = pack_of(tmp_path, {"forms/agreement.yaml": own})
    names = pack.forms["agreement"].names()
    assert names[:2] == ("aims", "purpose") and "mentor_accepts" in names and len(names) == 6
    assert pack.forms["agreement"].apart
    with mentorbook.create(tmp_path / "a.mentorbook", mentor="Ada", mentee="Grace", pack=pack) as book:
        book.set("agreement/aims", "To lead", by="mentee")
        book.sign("agreement", by="mentee")
        assert book.get("agreement/mentee_accepts") is True
    typed = own.replace("type: long, who: together}", "type: short, who: together}")
    assert "“type” stays" in one(tmp_path / "ours", "forms/agreement.yaml", typed).message
    assert (
        "of its own for “goals”"
        in one(
            put(tmp_path / "ours", {"forms/agreement.yaml": own}),
            "forms/goals.yaml",
            own.replace("id: agreement", "id: goals"),
        ).message
    )


def test_a_journey_is_replaced_or_said_otherwise(tmp_path: Path) -> None:
    replaced = JOURNEY.replace("id: brief", "id: semester\nreplace: true").replace(", visits", "")
    replaced = replaced.replace("visits/kind=work, ", "")
    changed = """\
id: four-week
title: Four weeks at Acme
stages:
  - id: preparation
    title: Getting ready
    signals: [{id: h1, text: We have each other's number.}]
"""
    pack = pack_of(tmp_path, {"journeys/semester.yaml": replaced, "journeys/four-week.yaml": changed})
    assert [stage.id for stage in pack.journeys["semester"].stages] == ["start"]
    assert list(pack.journeys) == list(BELOW.journeys)
    ours, theirs = pack.journeys["four-week"], BELOW.journeys["four-week"]
    assert ours.title == "Four weeks at Acme" and ours.stages[1:] == theirs.stages[1:]
    assert ours.stages[0].title == "Getting ready" and ours.stages[0].exits == theirs.stages[0].exits
    assert ours.stages[0].signals[0].text == "We have each other's number."
    assert ours.stages[0].signals[0].who == theirs.stages[0].signals[0].who
    assert ours.stages[0].signals[1:] == theirs.stages[0].signals[1:]
    other = "mentee" if theirs.stages[0].signals[0].who != "mentee" else "mentor"
    wrong = changed.replace("{id: h1,", f"{{id: h1, who: {other},")
    problem = one(tmp_path / "ours", "journeys/four-week.yaml", wrong)
    assert "“who” stays as it is" in problem.message and problem.line == 6
    wrong = changed.replace("text:", "tekst:")
    assert "Did you mean “text”?" in one(tmp_path / "ours", "journeys/four-week.yaml", wrong).message


def test_a_pack_in_another_language(tmp_path: Path) -> None:
    files = {
        "pack.yaml": "id: francais\ntitle: Mentorat\nlanguage: fr\nextends: en\njourneys: [semester]\n",
        "messages.yaml": "saved.now: Enregistré\n",
        "options.yaml": "person:\n  mentor: Mentor\n  mentee: Personne accompagnée\n  both: Nous deux\n",
        "glossary.yaml": "mentor: {term: Mentor, meaning: Qui accompagne.}\n",
        "activities.yaml": "know-each-other: {title: Faire connaissance}\n",
        "prompts.yaml": "groups:\n  - title: Faire connaissance\n    prompts:\n"
        "      - {id: road-here, text: Comment es-tu arrivé là ?}\n",
        "forms/goals.yaml": "id: goals\ntitle: Objectifs\nsections: [{id: the-goal, title: L'objectif}]\n",
    }
    pack = loader.load(put(tmp_path / "fr", files))
    assert pack.language == "fr" and next(iter(pack.journeys)) == "semester"
    assert pack.prompts["road-here"].who == BELOW.prompts["road-here"].who
    assert pack.prompts["road-here"].group == "Faire connaissance"
    assert pack.activities["know-each-other"].forms == BELOW.activities["know-each-other"].forms
    assert pack.forms["goals"].sections[0].title == "L'objectif"
    used = [
        field.option("mentee").label
        for form in pack.forms.values()
        for field in map(form.field, form.names())
        if [option.id for option in field.options] == ["mentor", "mentee", "both"]
        and field.options == pack.options["person"]
    ]
    assert used and set(used) == {"Personne accompagnée"}
    assert len(used) == sum(
        BELOW.forms[form].field(name).options == BELOW.options["person"]
        for form in BELOW.forms
        for name in BELOW.forms[form].names()
    )


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("id: agreement\nseen: private\n", 2, 1, "“seen” stays as it is"),
        ("id: agreement\ntitel: Ours\n", 2, 1, "Did you mean “title”?"),
        ("id: agreement\nreplace: maybe\n", 2, 10, "“replace” should be true or false"),
        ("id: agreement\nfields: [{id: purpose, lable: Why}]\n", 2, 24, "Did you mean “label”?"),
        ("id: agreement\nfields: [{id: purpose, label: [Why]}]\n", 2, 31, "“label” should be text"),
        ("id: agreement\nfields: [{id: purpose}, {id: purpose}]\n", 2, 30, "“purpose” is there already"),
        ("id: agreement\nfields: [{id: purpose, seen: private}]\n", 2, 24, "“seen” stays as it is"),
        ("id: agreement\nfields: [{id: aim, label: Aim, type: shrt, who: each}]\n", 2, 38, "Did you mean “short”?"),
        ("id: agreement\nsections:\n  - title: New\n    fields: [{id: aim, label: A, type: short}]\n", 4, 14, "“who” is missing"),
        ("id: agreement\nrules: [{kind: asks, field: purpse, when: {formality: formal}, message: M}]\n", 2, 29, "Did you mean “purpose”?"),
        ("id: agreement\nsections: [{id: about-us, titel: X, fields: []}]\n", 2, 27, "“titel” is not known here"),
        ("id: agreement\nsections: [3]\n", 2, 12, "should hold keys with values"),
        ("id: agreement\nfields: 3\n", 2, 9, "should be a list"),
        ("id: agreement\nfields: [{id: purpose, options: nothing}]\n", 2, 33, "no list of options called “nothing”"),
    ],
)  # fmt: skip
def test_mistakes_in_a_change_are_named_where_they_stand(
    tmp_path: Path, text: str, line: int, column: int, words: str
) -> None:
    folder = put(tmp_path / "ours", {"pack.yaml": PACK})
    problem = one(folder, "forms/agreement.yaml", text)
    assert words in problem.message and (problem.line, problem.column) == (line, column), problem


def test_sentences_name_only_what_can_be_put_in(tmp_path: Path) -> None:
    folder = put(tmp_path / "ours", {"pack.yaml": PACK})
    problem = one(folder, "messages.yaml", "cli.made: 'Made {fle}.'\n")
    assert "Did you mean “file”?" in problem.message
    put(folder, {"messages.yaml": "cli.made: '{mentee} and {mentor} have {file}.'\n"})
    assert loader.load(folder).messages["cli.made"].startswith("{mentee}")


def test_what_nothing_reads_is_named(tmp_path: Path) -> None:
    folder = put(tmp_path / "ours", {"pack.yaml": PACK, "README.md": "Ours.", "forms/.draft.yaml": "x"})
    assert loader.check([folder]) == []
    put(
        folder,
        {
            "form/goals.yaml": "id: goals\n",
            "option.yaml": "a: {b: C}\n",
            "my.pem": "-----BEGIN PRIVATE KEY-----\n",
        },
    )
    with pytest.raises(PackMistakes) as caught:
        loader.load(folder)
    said = {Path(p.file).name: p.message for p in caught.value.problems}
    assert said.keys() == {"form", "option.yaml", "my.pem"}
    assert "Did you mean “forms”?" in said["form"] and "“options.yaml”" in said["option.yaml"]
    assert "private key" in said["my.pem"]


def test_a_run_sheet_of_the_same_id_takes_its_place(tmp_path: Path) -> None:
    sheet = "id: kick-off\ntitle: Ours\nsegments: [{id: hello, title: Hello, minutes: 5, setting: plenary, prompt: Hi}]\n"
    folder = put(tmp_path / "ours", {"pack.yaml": PACK, "sessions/kick-off.yaml": sheet})
    pack = loader.load(folder)
    assert [*pack.sessions] == [*loader.builtin().sessions] and pack.sessions["kick-off"].minutes == 5


def test_a_journey_may_be_changed_beside_an_agreement_of_ones_own(tmp_path: Path) -> None:
    """What it asked of questions that are gone falls away, as where it is not changed: nobody here wrote it."""
    agreement = "id: agreement\ntitle: Ours\nreplace: true\nfields: [{id: aim, label: Aim, type: long, who: together}]\n"
    journey = "id: four-week\nstages: [{id: preparation, title: Before}]\n"
    folder = put(
        tmp_path / "ours",
        {"pack.yaml": PACK, "forms/agreement.yaml": agreement, "journeys/four-week.yaml": journey},
    )
    pack = loader.load(folder)
    stages = pack.journeys["four-week"].stages
    assert stages[0].title == "Before" and stages[1:] and stages[0].signals
    named = {name for stage in stages for point in stage.exits for name in point.evidence}
    assert {name for name in named if name.startswith("agreement/")} == {
        *("agreement/mentor_accepts", "agreement/mentee_accepts")
    }
