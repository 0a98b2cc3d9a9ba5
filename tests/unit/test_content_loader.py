"""A pack's mistakes are named one by one, with file, line and what to do; nothing it holds can do harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbook.content import loader
from mentorbook.content.loader import PackMistakes, Problem
from mentorbook.errors import PackError

PACK = "id: ours\ntitle: Ours\nlanguage: en\nextends: en\n"
FORM = """\
id: visits
title: Visits
per: many
seen: shared
fields:
  - id: place
    label: Where
    type: short
    who: author
  - id: kind
    label: Kind
    type: choice
    who: together
    options:
      work: At work
      school: At school
  - id: people
    label: People
    type: rows
    who: together
    fields:
      - id: name
        label: Name
        type: short
        who: together
"""
PROMPTS = """\
groups:
  - title: On the way
    prompts:
      - id: bus
        who: both
        text: Which bus goes to {goal}?
"""
ACTIVITIES = """\
walk:
  title: Go for a walk
  forms: [visits]
"""
GLOSSARY = """\
stroll:
  term: Stroll
  meaning: A walk without hurry.
"""
PLAN = """\
plans:
  - id: slow
    title: Slowly
    weeks:
      - week: 1
        title: First
      - week: 2
        title: Second
"""
JOURNEY = """\
id: brief
title: In brief
stages:
  - id: start
    title: Start
    forms: [profile, visits]
    activities: [know-each-other]
    signals:
      - id: h1
        who: both
        kind: here
        text: We have begun.
    exits:
      - id: x1
        text: We have met.
        evidence: [visits/kind=work, agreement/start_date]
moves:
  - leave: start
    enter: start
"""


def put(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return put(
        tmp_path / "ours",
        {"pack.yaml": PACK, "forms/visits.yaml": FORM, "journeys/brief.yaml": JOURNEY},
    )


def mistakes(folder: Path) -> list[Problem]:
    with pytest.raises(PackError) as caught:
        loader.load(folder)
    assert isinstance(caught.value, PackMistakes)
    for problem in caught.value.problems:
        assert str(problem) in str(caught.value)
        assert problem.line >= 1 and problem.column >= 1 and Path(problem.file).is_relative_to(folder)
    assert loader.check([folder]) == list(caught.value.problems)
    return list(caught.value.problems)


def one(folder: Path, file: str, text: str | bytes) -> Problem:
    """The only mistake of a good pack in which `file` holds `text`."""
    put(folder, {file: text})
    found = mistakes(folder)
    assert len(found) == 1, found
    assert found[0].file == str(folder / file)
    return found[0]


def test_a_pack_adds_forms_and_journeys_to_the_one_below(good: Path) -> None:
    assert loader.check([good]) == []
    pack = loader.load(good)
    assert (pack.id, pack.builds_on) == ("ours", ("en",))
    assert pack.forms["visits"].field("people.name").label == "Name"
    assert pack.forms["goals"] is loader.builtin().forms["goals"]
    assert list(pack.journeys)[-1] == "brief"
    assert pack.journeys["brief"].stages[0].exits[0].evidence[0] == "visits/kind=work"
    assert "visits" not in loader.builtin().forms


def test_packs_build_on_each_other(good: Path, tmp_path: Path) -> None:
    second = put(
        tmp_path / "second",
        {
            "pack.yaml": "id: second\ntitle: S\nlanguage: en\nextends: ours\n",
            "forms/visits.yaml": "id: visits\nfields:\n  - {id: rating, label: R, type: scale5, who: each}\n",
        },
    )
    assert loader.check([good, second]) == []
    pack = loader.load(second, loader.load(good))
    assert pack.builds_on == ("en", "ours")
    assert [field.id for field in pack.forms["visits"].fields()][-2:] == ["people", "rating"]
    assert any("no pack called “ours” to build on" in problem.message for problem in loader.check([second]))


def test_a_pack_adds_fields_to_a_form_that_is_there(good: Path) -> None:
    put(
        good,
        {
            "options.yaml": "mood:\n  up: Up\n  down: Down\n",
            "forms/goals.yaml": """\
id: goals
sections:
  - title: The goal
    fields:
      - {id: mood, label: Mood, type: choice, who: mentee, options: mood}
  - title: More
    fields:
      - {id: cost, label: Cost, type: number, who: mentee, unit: euros}
rules:
  - {kind: asks, field: cost, when: {status: active}, message: What does it cost?}
""",
        },
    )
    goals = loader.load(good).forms["goals"]
    before = loader.builtin().forms["goals"]
    assert set(goals.names()) - set(before.names()) == {"mood", "cost"}
    assert goals.sections[0].fields[-1].id == "mood"
    assert (goals.sections[-1].id, goals.rules[-1].field) == ("more", "cost")
    assert goals.field("mood").option("up")
    assert not before.has("mood")


def test_a_later_form_makes_links_to_it_work(good: Path, tmp_path: Path) -> None:
    link = FORM.replace("type: short", "type: link\n    link: goals, walks, talks", 1)
    put(good, {"pack.yaml": PACK + "elsewhere: [walks, talks]\n", "forms/visits.yaml": link})
    first = loader.load(good)
    walks = FORM.replace("id: visits", "id: walks").replace("title: Visits", "title: Walks")
    later = "id: later\ntitle: Later\nlanguage: en\nextends: ours\n"
    second = put(tmp_path / "later", {"pack.yaml": later, "forms/walks.yaml": walks})
    for pack, leads in ((first, "goals"), (loader.load(second, first), "goals, walks")):
        assert pack.forms_json(["visits"])["visits"]["sections"][0]["fields"][0]["link"] == leads
    assert first.elsewhere == ("talks", "walks") and loader.load(second, first).elsewhere == ("talks",)


def test_yes_and_no_are_words_here(good: Path) -> None:
    text = FORM.replace("work: At work", "no: No").replace("school: At school", "yes: Yes")
    put(
        good,
        {"forms/visits.yaml": text.replace("    label: Where", "    label: 2026-03-26\n    required: yes")},
    )
    put(good, {"journeys/brief.yaml": JOURNEY.replace("kind=work", "kind=no")})
    form = loader.load(good).forms["visits"]
    assert [option.id for option in form.field("kind").options] == ["no", "yes"]
    assert (form.field("place").label, form.field("place").required) == ("2026-03-26", "yes")


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "words"),
    [
        ("    label: Where", "    lable: Where", 7, 5, "“lable” is not known here. Did you mean “label”?"),
        (
            "type: short",
            "type: shrt",
            8,
            11,
            "“shrt” is not something that “type” can be. Did you mean “short”?",
        ),
        ("type: choice", "type: map", 12, 11, "You can use: short, long, date"),
        ("  - id: kind", "  - id: place", 10, 9, "“place” is there already"),
        ("  - id: kind", "  - id: Kind", 10, 9, "“id” should be a plain word"),
        ("  - id: kind", "  - id: created", 10, 9, "a name that the program uses itself"),
        ("    type: choice\n", "", 10, 5, "“type” is missing here. Add it."),
        ("      school: At school", "      work: At school", 16, 7, "a second time; the first is on line 15"),
        ("      school: At school", "      school: ''", 16, 7, "“label” is empty"),
        ("    options:\n      work: At work\n      school: At school\n", "", 12, 11, "needs “options”"),
        (
            "    options:\n      work: At work\n      school: At school",
            "    options: persn",
            14,
            14,
            "no list of options called “persn”. Did you mean “person”?",
        ),
        ("type: rows", "type: long", 21, 5, "“fields” means nothing for a field of type “long”"),
        ("        type: short", "        type: rows", 24, 15, "A list inside a list"),
        ("      - id: name", "      - id: removed", 22, 13, "uses itself"),
        ("per: many", "per: many\nby: nobody", 4, 5, "Did you mean “pair”?|You can use: pair, person"),
        ("per: many", "per: pair", 9, 10, "Only a form with many entries has an author"),
        ("title: Visits", "title:", 1, 1, "“title” is missing here"),
        ("title: Visits", "title: [Visits]", 2, 8, "“title” should be text"),
        ("seen: shared", "seen: shared\napart: maybe", 5, 8, "“apart” should be true or false"),
        ("id: visits", "id: signatures", 1, 5, "uses itself"),
        ("    who: author", "    who: author\n    high: ten", 10, 11, "should be a whole number"),
        ("type: short\n    who: author", "type: link\n    who: author\n    link: gaols", 10, 11, "“goals”"),
        (
            "type: short\n    who: author",
            "type: link\n    who: author\n    link: profile",
            10,
            11,
            "has none",
        ),
        (
            "type: short\n    who: author",
            "type: link\n    who: author\n    link: goals?horizon=far",
            10,
            11,
            "“horizon” has no option “far”. You can use: short, long.",
        ),
        ("type: short\n    who: author", "type: link\n    who: author", 8, 11, "A “link” needs “link”"),
        (
            "type: short\n    who: author",
            "type: number\n    who: author\n    unit_from: unit",
            10,
            16,
            "no column “unit”",
        ),
        (
            "type: short\n    who: author",
            "type: short\n    who: author\n    becomes: actions\n    carries: {what: plase}",
            11,
            21,
            "no field “plase”. Did you mean “place”?",
        ),
        ("type: short\n    who: author", "type: short\n    who: author\n    was: [kind]", 10, 11, "already"),
        ("per: many", "per: many\nseen_from: place", 4, 12, "is not a link field"),
        ("type: choice", "type: choice\n    either: true", 13, 5, "“either” means nothing"),
        ("type: choice", "type: choice\n    one_for: goals", 13, 5, "“one_for” means nothing"),
        ("type: rows", "type: rows\n    one_for: gaols", 20, 14, "Did you mean “goals”?"),
        ("type: rows", "type: rows\n    one_for: profile", 20, 14, "has none"),
        ("type: rows", "type: rows\n    order: name", 20, 12, "no number “name” among its columns"),
        ("type: choice", "type: choice\n    order: name", 13, 5, "“order” means nothing"),
        ("type: rows", "type: rows\n    ready: [{row: {nme: Ada}}]", 20, 20, "Did you mean “people.name”?"),
        ("type: rows", "type: rows\n    ready: [{rwo: {name: Ada}}]", 20, 14, "Did you mean “row”?"),
        ("type: rows", "type: rows\n    ready: [{row: {name: 3}}]", 20, 26, "“name” does not fit here"),
        ("type: choice", "type: choice\n    options_from: stagse", 13, 19, "Did you mean “stages”?"),
        ("per: many", "per: many\nshared_when: {kind: home}", 4, 21, "“kind” has no option “home”"),
    ],
)
def test_mistakes_in_a_form(good: Path, old: str, new: str, line: int, column: int, words: str) -> None:
    assert FORM.count(old) >= 1
    put(good, {"journeys/brief.yaml": JOURNEY.replace("[visits/kind=work, ", "[").replace(", visits]", "]")})
    problem = one(good, "forms/visits.yaml", FORM.replace(old, new, 1))
    assert any(part in problem.message for part in words.split("|")), problem
    assert (problem.line, problem.column) == (line, column)


@pytest.mark.parametrize(
    ("rule", "column", "words"),
    [
        ("{kind: asks, field: plce, when: {kind: work}, message: M}", 25, "Did you mean “place”?"),
        ("{kind: asks, field: place, when: {kind: home}, message: M}", 45, "no option “home”"),
        ("{kind: asks, field: place, message: M}", 5, "A “asks” needs “when”"),
        ("{kind: between, field: place, message: M}", 5, "needs “after”"),
        ("{kind: ask, field: place, message: M}", 12, "Did you mean “asks”?"),
        ("{kind: differ, field: place, than: people.nme, message: M}", 40, "“people.name”"),
        ("{kind: differ, field: place, than: partnership/start, message: M}", 40, "“partnership/start”"),
        ("{kind: between, field: place, after: partnership/begin, message: M}", 42, "“partnership/begin”"),
    ],
)
def test_mistakes_in_a_rule(good: Path, rule: str, column: int, words: str) -> None:
    problem = one(good, "forms/visits.yaml", f"{FORM}rules:\n  - {rule}\n")
    assert words in problem.message and (problem.line, problem.column) == (27, column), problem


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("[profile, visits]", "[profle, visits]", 6, "no form called “profle”. Did you mean “profile”?"),
        ("know-each-other", "know-each", 7, "Did you mean “know-each-other”?"),
        ("    enter: start", "    enter: strat", 19, "Did you mean “start”?"),
        ("kind=work", "kind=wrk", 16, "Did you mean “work”?"),
        ("agreement/start_date", "agreement/start_dat", 16, "Did you mean “start_date”?"),
        ("agreement/start_date", "agrement", 16, "Did you mean “agreement”?"),
        ("kind: here", "kind: heer", 11, "Did you mean “here”?"),
        ("      - id: x1", "      - id: h1", 14, "“h1” is there already"),
        ("id: brief", "id: brief\nreplace: true", 2, "no “brief” below to be replaced"),
        ("title: In brief", "title: In brief\nweeks: 0", 3, "a whole number"),
        ("    title: Start\n", "    title: Start\n    tyming: soon\n", 6, "Did you mean “timing”?"),
        (
            "    title: Start\n",
            "    title: Start\n    prompts: [road-hare]\n",
            6,
            "Did you mean “road-here”?",
        ),
        ("moves:\n", PLAN.replace("week: 2", "week: 1") + "moves:\n", 23, "“1” is there already"),
        ("moves:\n", PLAN.replace("week: 2", "week: soon") + "moves:\n", 23, "a whole number"),
        ("moves:\n", PLAN.replace("title: First", "titel: First") + "moves:\n", 22, "Did you mean “title”?"),
        ("moves:\n", "plans: [{id: a, title: A, weeks: []}]\nmoves:\n", 17, "There are no weeks here"),
    ],
)
def test_mistakes_in_a_journey(good: Path, old: str, new: str, line: int, words: str) -> None:
    problem = one(good, "journeys/brief.yaml", JOURNEY.replace(old, new, 1))
    assert words in problem.message and problem.line == line, problem


def test_a_pack_adds_prompts_activities_terms_and_plans(good: Path) -> None:
    put(good, {"prompts.yaml": PROMPTS, "activities.yaml": ACTIVITIES, "glossary.yaml": GLOSSARY})
    put(good, {"options.yaml": "activity:\n  know-each-other: Meet\n  walk: Walk\n"})
    put(good, {"journeys/brief.yaml": JOURNEY.replace("moves:\n", PLAN + "moves:\n")})
    put(good, {"journeys/brief.yaml": (good / "journeys/brief.yaml").read_text() + "    when:\n"})
    pack, below = loader.load(good), loader.builtin()
    assert (pack.prompts["bus"].group, pack.prompts["bus"].who) == ("On the way", "both")
    assert pack.prompts_json(["bus", "nothing"]) == [
        {"id": "bus", "who": "both", "text": "Which bus goes to {goal}?", "group": "On the way"}
    ]
    assert pack.activities_json()[-1]["forms"] == ["visits"]
    assert pack.glossary["stroll"].meaning == "A walk without hurry."
    assert [week.title for week in pack.journeys["brief"].plans[0].weeks] == ["First", "Second"]
    for name in ("prompts", "activities", "glossary"):
        assert len(getattr(pack, name)) == len(getattr(below, name)) + 1


def test_a_new_journeys_stages_and_signals_can_be_answered(good: Path) -> None:
    pack, below = loader.load(good), loader.builtin()
    stage = pack.forms["stage_checks"].field("stage").option("start")
    assert stage is not None and stage.label == "Start"
    assert pack.forms["stage_checks"].field("to_stage").option("start")
    signal = pack.forms["stage_checks"].field("signals.signal").option("start/h1")
    assert signal is not None and signal.label == "We have begun."
    assert below.forms["stage_checks"].field("stage").option("start") is None


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column", "words"),
    [
        ("prompts.yaml", "who: both", "who: each", 5, 14, "“each” is not something that “who” can be"),
        ("prompts.yaml", "text:", "txt:", 6, 9, "Did you mean “text”?"),
        ("prompts.yaml", "{goal}", "{gaol}", 6, 15, "“gaol”"),
        ("prompts.yaml", "groups:", "group:", 1, 1, "Did you mean “groups”?"),
        ("prompts.yaml", "    prompts:", "    promts:", 3, 5, "Did you mean “prompts”?"),
        ("activities.yaml", "walk:", "wlak:", 2, 3, "Did you mean “walk”?"),
        ("activities.yaml", "[visits]", "[vists]", 3, 11, "Did you mean “visits”?"),
        ("activities.yaml", "forms:", "froms:", 3, 3, "Did you mean “forms”?"),
        ("glossary.yaml", "stroll:", "a stroll:", 2, 3, "should be a plain word"),
        ("glossary.yaml", "  meaning: A walk without hurry.\n", "", 2, 3, "“meaning” is missing here"),
        ("glossary.yaml", GLOSSARY, "stroll: A walk.", 1, 9, "should hold keys with values"),
    ],
)
def test_mistakes_in_prompts_activities_and_terms(
    good: Path, file: str, old: str, new: str, line: int, column: int, words: str
) -> None:
    files = {"prompts.yaml": PROMPTS, "activities.yaml": ACTIVITIES, "glossary.yaml": GLOSSARY}
    assert old in files[file]
    put(good, {**files, "options.yaml": "activity:\n  know-each-other: Meet\n  walk: Walk\n"})
    problem = one(good, file, files[file].replace(old, new, 1))
    assert words in problem.message and (problem.line, problem.column) == (line, column), problem


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (PACK.replace("extends: en", "extends: fr"), 4, "no pack called “fr”"),
        (PACK.replace("id: ours", "id: en"), 1, "“en” is there already"),
        (PACK.replace("language: en", "language: English please"), 3, "“language”"),
        (PACK + "forms: [visits, vists]\n", 5, "no file for it. Did you mean “visits”?"),
        (PACK + "author: me\n", 5, "“author” is not known here"),
        ("", 1, "This file is empty"),
        ("- id: ours\n", 1, "keys with values"),
        ("just words\n", 1, "keys with values"),
    ],
)
def test_mistakes_in_pack_yaml(good: Path, text: str, line: int, words: str) -> None:
    problem = one(good, "pack.yaml", text)
    assert words in problem.message and problem.line == line, problem


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"id: visits\ntitle: caf\xe9\n", 2, "not UTF-8"),
        ("id: visits\n\ttitle: x\n", 2, "not YAML"),
        ("id: visits\ntitle: 'x\n", 2, "not YAML"),
        ("id: visits\ntitle: a\x07b\n", 2, "a character here that a text file cannot hold"),
        ("id: !!python/object/apply:os.system [ls]\n", 1, "Tags are not used"),
        ("id: !thing visits\n", 1, "Tags are not used"),
        ("a: &a [x, x]\nb: *a\n", 2, "Write out what “*a” stands for"),
        ("id: visits\n---\nid: other\n", 2, "one document"),
        ("? [a, b]\n: c\n", 1, "A key is a single word"),
        ("[" * 100_000, 1, "nested too deeply"),
        ("- " * 100_000, 1, "nested too deeply"),
        ("x: " + "{a: " * 100_000, 1, "nested too deeply"),
        ("# " + "x" * (2 * 1024 * 1024), 1, "larger than 2 MB"),
        ("", 1, "empty"),
    ],
    ids=str,
)
def test_files_that_are_not_read(good: Path, text: str | bytes, line: int, words: str) -> None:
    put(good, {"journeys/brief.yaml": JOURNEY})
    problem = one(good, "forms/another.yaml", text)
    assert words in problem.message and problem.line == line, problem


def test_laughing_aliases_are_refused(good: Path) -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    put(good, {"forms/laugh.yaml": text})
    assert all("Aliases" in problem.message for problem in mistakes(good))


def test_other_mistakes(good: Path, tmp_path: Path) -> None:
    assert "no pack.yaml" in mistakes(put(tmp_path / "bare", {"readme.txt": ""}))[0].message
    assert "no pack.yaml" in mistakes(tmp_path / "missing")[0].message
    assert "rename it" in one(good, "forms/late.yml", FORM).message
    (good / "forms/late.yml").unlink()
    assert "already" in one(good, "forms/zz.yaml", FORM).message
    (good / "forms/zz.yaml").unlink()
    assert "Did you mean “saved.now”?" in one(good, "messages.yaml", "saved.mow: Kept\n").message
    assert one(good, "messages.yaml", "saved.now: Kept\nsaved.at: [1]\n").line == 2
    (good / "messages.yaml").unlink()
    assert "keys with values" in one(good, "options.yaml", "mood: up\n").message
    (good / "options.yaml").unlink()
    change = "id: goals\nfields:\n  - {id: title, label: T, type: long}\n"
    problem = one(good, "forms/goals.yaml", change)
    assert (problem.line, problem.column) == (3, 27) and "“type” stays as it is" in problem.message


def test_a_pack_says_things_its_own_way(good: Path) -> None:
    put(good, {"messages.yaml": "saved.now: Safe on disk\n"})
    pack = loader.load(good)
    assert pack.messages["saved.now"] == "Safe on disk"
    assert loader.builtin().messages["saved.now"] != "Safe on disk"
    assert pack.messages.keys() == loader.builtin().messages.keys()


def test_all_mistakes_are_named_at_once(good: Path) -> None:
    put(
        good,
        {
            "forms/visits.yaml": FORM.replace("type: short", "type: shrt", 1).replace(
                "label: Kind", "lable: K"
            )
        },
    )
    found = mistakes(good)
    assert [(Path(problem.file).stem, problem.line) for problem in found] == [("visits", 8), ("visits", 11)]
    with pytest.raises(PackError, match=r"visits\.yaml:8:11: “shrt”"):
        loader.load(good)


@settings(deadline=None, max_examples=150, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_no_file_crashes_the_loader(good: Path, data: st.DataObject) -> None:
    """Cut, double and scatter the lines of good files: they load, or their mistakes are named."""
    for file, text in (("forms/visits.yaml", FORM), ("journeys/brief.yaml", JOURNEY), ("pack.yaml", PACK)):
        lines = text.splitlines()
        for _ in range(data.draw(st.integers(0, 3))):
            place = data.draw(st.integers(0, len(lines) - 1))
            junk = data.draw(
                st.text(st.characters(codec="utf-8"), max_size=12)
                | st.sampled_from(
                    ["- - -", "  fields: 3", "? x", "options: [a]", "sections: x", "stages: {a: 1}"]
                )
                | st.sampled_from(lines)
            )
            lines[place : place + data.draw(st.integers(0, 2))] = [junk]
        put(good, {file: "\n".join(lines)})
    for problem in loader.check([good]):
        assert problem.message and problem.line >= 1 and problem.column >= 1
