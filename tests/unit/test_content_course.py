"""A course in a pack: what can be written in it, and that every mistake is named where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbook.cli import main
from mentorbook.content import loader
from mentorbook.content.course import Module
from mentorbook.content.loader import PackMistakes
from mentorbook.content.notes import notes
from mentorbook.content.writing import same_words, spoken

PACK = "id: ours\ntitle: Ours\nlanguage: en\nextends: en\n"
MODULE = """\
id: hello
title: Saying hello
timing: {welcome: 2, questions: 5}
forms: [profile]
objectives:
  o1: say hello
points:
  k1: One says hello.
exercise:
  title: Write it down
  text: Open `profile`, and fill in `profile/kinds`.
  fields: [profile/kinds]
talk: Who said hello to you?
questions:
  - id: q1
    kind: single
    objective: o1
    text: What does one say?
    options:
      - {id: a, text: Hello, right: true, explanation: So it is.}
      - {id: b, text: Goodbye}
  - id: q2
    kind: ordering
    objective: o1
    text: In which order?
    options:
      - {id: a, text: Hello}
      - {id: b, text: Goodbye}
  - id: q3
    kind: matching
    objective: o1
    text: What belongs together?
    options:
      - {id: a, text: Hello, match: coming}
      - {id: b, text: Goodbye, match: going}
  - id: q4
    kind: short
    objective: o1
    text: What is the word?
    otherwise: No, that is not the word.
    options:
      - {id: a, text: Hello, right: true, also: [Hi]}
      - {id: b, text: Goodbye}
play:
  title: At the door
  scenes:
    - id: start
      text: Somebody comes in.
      choices:
        - {id: a, text: Hello, consequence: They smile., rating: strong, next: end}
        - {id: b, text: Look away, consequence: They wait., rating: weak, next: again}
    - id: again
      text: They say hello.
      choices:
        - {id: a, text: Hello, consequence: They smile., rating: fair, next: end}
    - id: end
      text: You talk.
notes:
  t1: Say hello yourself.
"""
COURSES = "greeting:\n  title: Greeting\n  modules: [hello, goals]\n"


def put(folder: Path, module: str = MODULE, courses: str = COURSES) -> Path:
    (folder / "course").mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "course/hello.yaml").write_text(module)
    (folder / "courses.yaml").write_text(courses)
    return folder


def test_a_course_of_ones_own_may_use_modules_of_the_pack_below(tmp_path: Path) -> None:
    pack = loader.load(put(tmp_path))
    assert pack.courses["greeting"].modules == ("hello", "goals")
    assert "mentoring-that-works" in pack.courses and pack.modules["goals"].minutes == 45
    hello = pack.modules["hello"]
    assert hello.minutes == 7 and hello.needed == 4
    assert [item.id for item in hello.notes] == ["t1"]


def test_a_module_of_the_same_id_replaces_the_one_below(tmp_path: Path) -> None:
    pack = loader.load(put(tmp_path, MODULE.replace("id: hello", "id: goals"), "{}\n"))
    assert pack.modules["goals"].title == "Saying hello"
    assert list(pack.courses) == ["mentoring-that-works"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("title: Saying", "titel: Saying", 2, "Did you mean “title”?"),
        ("welcome: 2", "welcom: 2", 3, "welcom"),
        ("welcome: 2", "welcome: soon", 3, "whole number"),
        ("welcome: 2", "welcome: -2", 3, "whole number"),
        ("forms: [profile]", "forms: [profiel]", 4, "Did you mean “profile”?"),
        ("forms: [profile]", "forms: [goals]", 12, "the module's “forms” do not name"),
        ("fields: [profile/kinds]", "fields: [profile/kind]", 12, "Did you mean “kinds”?"),
        ("fields: [profile/kinds]", "fields: [profile/kinds=life]", 12, "names a part of one"),
        ("fill in `profile/kinds`", "fill in `profile/kind`", 11, "Did you mean “kinds”?"),
        ("kind: single", "kind: singel", 16, "Did you mean “single”?"),
        ("objective: o1\n    text: What does", "objective: o2\n    text: What does", 17, "no objective “o2”"),
        ("right: true, explanation", "explanation", 20, "No answer is right here"),
        ("{id: b, text: Goodbye}\n  - id: q2", "{id: b, text: By, right: true}\n  - id: q2", 20, "2 answers"),
        (
            "{id: b, text: Goodbye}\n  - id: q2",
            "{id: a, text: Goodbye}\n  - id: q2",
            21,
            "“a” is there already",
        ),
        ("{id: b, text: Goodbye}\n  - id: q2", "{id: b, text: hello!}\n  - id: q2", 21, "reads like “a”"),
        ("{id: b, text: Goodbye}\n  - id: q2", "{id: b, txt: Goodbye}\n  - id: q2", 21, "mean “text”?"),
        (
            "{id: b, text: Goodbye}\n  - id: q3",
            "{id: b, text: By, right: true}\n  - id: q3",
            28,
            "“ordering”",
        ),
        ("match: going", "match: going, right: true", 35, "“right” means nothing"),
        ("match: going", "explanation: no", 35, "“match” is missing"),
        ("match: going", "match: coming", 34, "belongs to the same"),
        ("Hello, right: true, also", "Hello, also", 42, "No answer is right here"),
        ("also: [Hi]", "also: [Goodbye]", 43, "reads like “a”"),
        ("kind: short", "kind: single", 40, "“otherwise” means nothing"),
        ("id: q2", "id: q1", 22, "“q1” is there already"),
        ("timing:", "pass_mark: 5\ntiming:", 3, "than there are (4)"),
        ("rating: strong", "rating: good", 50, "You can use: strong, fair, weak"),
        ("next: again", "next: agian", 51, "Did you mean “again”?"),
        ("next: again", "next: end", 52, "No way leads to the scene “again”"),
        ("fair, next: end", "fair, next: start", 55, "leads back to “start”"),
        ("{id: b, text: Look", "{id: a, text: Look", 51, "“a” is there already"),
        ("  t1: Say", "  T1: Say", 59, "plain word"),
        ("  t1: Say hello yourself.", "  t1:", 59, "should be text"),
        ("id: hello", "id: Hello there", 1, "plain word"),
    ],
)
def test_a_mistake_in_a_module_is_named_where_it_stands(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    assert old in MODULE
    courses = COURSES.replace("hello, ", "")
    with pytest.raises(PackMistakes) as caught:
        loader.load(put(tmp_path, MODULE.replace(old, new, 1), courses))
    first = caught.value.problems[0]
    assert Path(first.file).name == "hello.yaml" and first.line == line, first
    assert says in first.message


@pytest.mark.parametrize(
    ("courses", "line", "says"),
    [
        ("greeting:\n  title: Greeting\n  modules: [helo]\n", 3, "Did you mean “hello”?"),
        ("greeting:\n  title: Greeting\n  modules: [hello, hello]\n", 3, "in this course already"),
        ("greeting:\n  title: Greeting\n  modules: []\n", 3, "no modules here"),
        ("greeting:\n  titel: Greeting\n  modules: [hello]\n", 2, "Did you mean “title”?"),
        ("greeting: [hello]\n", 1, "should hold keys"),
    ],
)
def test_a_mistake_in_a_course_is_named_where_it_stands(
    tmp_path: Path, courses: str, line: int, says: str
) -> None:
    with pytest.raises(PackMistakes) as caught:
        loader.load(put(tmp_path, courses=courses))
    first = caught.value.problems[0]
    assert Path(first.file).name == "courses.yaml" and first.line == line and says in first.message


def test_a_play_that_begins_with_its_end_is_a_mistake(tmp_path: Path) -> None:
    before, _, after = MODULE.partition("    - id: start")
    _, _, notes = after.partition("notes:")
    with pytest.raises(PackMistakes, match="The first scene has no choices"):
        loader.load(put(tmp_path, f"{before}    - id: start\n      text: Nobody comes.\nnotes:{notes}"))


def test_the_course_that_comes_along_is_whole() -> None:
    pack = loader.builtin()
    modules = [pack.modules[name] for name in pack.courses["mentoring-that-works"].modules]
    assert len(modules) == len(pack.modules) == 8
    for module in modules:
        assert 35 <= module.minutes <= 45 and module.needed == 4
        assert len(module.questions) == 5 and module.talk and module.notes
        assert {question.objective for question in module.questions} <= {one.id for one in module.objectives}
        assert all(option.explanation for question in module.questions for option in question.options)
        assert module.play and ways(module) >= 3
        assert {scene.id.startswith("end") for scene in module.play.scenes if scene.ending} == {True}
    assert sum(len(module.points) for module in modules) == 63


def ways(module: Module) -> int:
    """How many decisions the way takes on which every choice is a strong one."""
    assert module.play is not None
    scene, taken = module.play.scenes[0], 0
    while not scene.ending:
        choice = next(choice for choice in scene.choices if choice.rating == "strong")
        scene, taken = module.play.scene(choice.next), taken + 1
    return taken


def test_places_in_a_text_are_spoken_as_their_labels() -> None:
    forms = loader.builtin().forms
    label = forms["goals"].field("title").label
    assert spoken("Write `goals/title` in `goals`.", forms) == f"Write “{label}” in “{forms['goals'].title}”."
    assert "skills" not in spoken("`skills/moment=after`", forms)
    for module in loader.builtin().modules.values():
        assert module.exercise and "`" not in spoken(module.exercise.text, forms)


def test_what_is_the_same_answer() -> None:
    assert same_words("  Open  question! ") == same_words("open question") == "open question"
    assert same_words("café") == same_words("cafe\u0301".upper())
    assert same_words("a_b") != same_words("ab")


def test_a_trainers_notes_are_printed_for_the_trainer(capsys: pytest.CaptureFixture[str]) -> None:
    goals = loader.builtin().modules["goals"]
    assert main(["pack", "notes", "goals"]) == 0
    told = capsys.readouterr().out
    assert all(note.text in told for note in goals.notes) and "45 minutes: 4 welcome" in told
    assert goals.questions[0].options[0].text in told and goals.questions[0].options[1].text not in told
    assert main(["pack", "notes"]) == 0
    assert len(capsys.readouterr().out) > 5 * len(told)
    assert main(["pack", "notes", "gaols"]) == 1
    assert "goals" in capsys.readouterr().err


def test_the_notes_name_the_right_answers_of_every_kind(tmp_path: Path) -> None:
    told = notes(loader.load(put(tmp_path)), "hello")
    assert "   - Hello: coming" in told and "3. What belongs together?" in told


def test_the_module_in_the_guide_is_one(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs/course.md").read_text(encoding="utf-8")
    _, _, rest = guide.partition("```yaml\n")
    pack = loader.load(put(tmp_path, rest.partition("```")[0]))
    assert pack.modules["hello"].needed == 1
