"""Course notebooks out of a pack: what a trainer does to them in JupyterLab stays when they are written again."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mistune
import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbook.cli import main
from mentorbook.content import loader
from mentorbook.content.keeping import merge
from mentorbook.content.notebooks import OURS, Part, notebook, notebooks, text_of
from mentorbook.content.plain_markdown import safe
from mentorbook.content.starting import start
from mentorbook.server.pool.cells import check

COURSE = Path(__file__).parents[2] / "notebooks/course"
MODULE = "01-our-programme.ipynb"


@pytest.fixture
def pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    start(tmp_path / "acme")
    assert main(["pack", "notebook", str(tmp_path / "acme")]) == 0
    assert capsys.readouterr().out.count("Made ") == 4
    return tmp_path / "acme"


def read(pack: Path, name: str = MODULE) -> dict[str, Any]:
    return json.loads((pack / "notebooks" / name).read_text())


def edit(pack: Path, part: str, text: str, name: str = MODULE) -> None:
    found = read(pack, name)
    for cell in found["cells"]:
        if cell["metadata"].get(OURS, {}).get("part") == part:
            cell["source"] = text
    (pack / "notebooks" / name).write_text(json.dumps(found))


def again(pack: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["pack", "notebook", str(pack)]) == 0
    return capsys.readouterr().out


def parts(found: dict[str, Any]) -> list[str]:
    return [cell["metadata"].get(OURS, {}).get("part", "") for cell in found["cells"]]


def said(found: dict[str, Any], part: str) -> str:
    return next(text_of(c) for c in found["cells"] if c["metadata"].get(OURS, {}).get("part") == part)


def test_they_are_notebooks_that_are_served_like_ours(pack: Path) -> None:
    for file in (pack / "notebooks").iterdir():
        found = nbformat.read(file, as_version=4)
        nbformat.validate(found)
        sources = [cell.source for cell in found.cells if cell.cell_type == "code"]
        check(sources)  # may be run ahead
        assert sum(len([*filter(str.strip, source.splitlines())]) for source in sources) <= 15
        assert found.metadata.title.endswith(" · mentorbook")
    assert 'course="acme", module="our-programme"' in said(read(pack), "home")
    assert "**Nobody** in the programme" in said(read(pack), "points")
    whole = (pack / "notebooks" / MODULE).read_text()
    assert (
        "right: true" not in whole
        and "Ask for questions before" not in whole
        and "Yes, and nobody" not in whole
    )


def test_what_was_changed_in_jupyterlab_stays(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(pack, "points", "## Key points\n\nMy own words.")
    found = read(pack)
    talk = parts(found).index("talk")
    found["cells"].insert(
        talk + 1, {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": ["A joke."]}
    )
    found["cells"] = [cell for cell in found["cells"] if cell["metadata"].get(OURS, {}).get("part") != "foot"]
    found["cells"].insert(0, found["cells"].pop(parts(found).index("talk")))
    found["metadata"]["title"] = "My title"
    (pack / "notebooks" / MODULE).write_text(json.dumps(found))
    told = again(pack, capsys)
    assert f"{MODULE} stays as it is" in told
    assert "Changed by you, and left so: points" in told and "Taken out by you, and left out: foot" in told
    assert "One cell of your own stays" in told and "something else by now" not in told
    assert read(pack)["cells"] == found["cells"] and read(pack)["metadata"]["title"] == "My title"


def test_what_was_changed_in_the_pack_comes_where_nobody_has_written(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(pack, "points", "My own words.")
    module = pack / "course/our-programme.yaml"
    words = module.read_text().replace("You meet every two weeks", "You meet every week")
    words = words.replace("What would make this programme", "Why?\n\nWhat would make this programme", 1)
    module.write_text(
        words.replace("talk: Why?\n\nWhat", "talk: What else").replace(
            "title: How our", "title: Just how our"
        )
    )
    told = again(pack, capsys)
    assert f"Brought up to date {pack / 'notebooks' / MODULE}" in told
    assert "the pack says something else by now: points" in told
    found = read(pack)
    assert said(found, "points") == "My own words." and said(found, "title").startswith("# Just how our")
    assert said(found, "talk").endswith("the other only listens.") and "What else would" in said(
        found, "talk"
    )
    assert "stays as it is" in again(pack, capsys)


def test_parts_come_and_go_with_the_pack(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module = pack / "course/our-programme.yaml"
    before = module.read_text()
    found = read(pack)
    own = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": ["Mine."]}
    found["cells"].insert(parts(found).index("points") + 1, own)
    (pack / "notebooks" / MODULE).write_text(json.dumps(found))
    exercise = "exercise: {title: Try, text: Write., fields: [agreement/purpose]}\nforms: [agreement]\n"
    module.write_text(re.sub(r"^talk:.*\n", exercise, before, flags=re.M))
    again(pack, capsys)
    now = parts(read(pack))
    assert now == ["page", "home", "title", "points", "", "exercise-title", "exercise", "questions", "foot"]
    module.write_text(before)
    again(pack, capsys)
    assert parts(read(pack)) == ["page", "home", "title", "points", "", "talk", "questions", "foot"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 3, "metadata": {}}', '{"cells": [1], "metadata": {}}', "[" * 9000]
)
def test_what_is_no_notebook_is_left_alone(pack: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "notebooks" / MODULE).write_text(text)
    (pack / "notebooks" / "index.ipynb").unlink()
    assert main(["pack", "notebook", str(pack)]) == 1
    assert f"{MODULE} is there, and cannot be read" in capsys.readouterr().err
    assert (pack / "notebooks" / MODULE).read_text() == text and not (pack / "notebooks/index.ipynb").exists()
    assert main(["pack", "notebook", str(pack), "--course", "nothing"]) == 1
    assert "no course “nothing”" in capsys.readouterr().err


names = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)


@settings(deadline=None, max_examples=300)
@given(first=names, then=names, data=st.data())
def test_no_word_of_a_trainer_is_ever_lost(first: list[str], then: list[str], data: st.DataObject) -> None:
    """Cells edited, moved, doubled, added and taken out; parts renamed, added and taken out of the pack."""
    old = notebook("T", [Part(name, f"{name} was") for name in first])
    mine = {f"mine {n}" for n in range(data.draw(st.integers(0, 3)))}
    edited = {name for name in first if data.draw(st.booleans())}
    for cell in old["cells"]:
        if cell["id"] in edited:
            cell["source"] = f"my {cell['id']}"
    for text in sorted(mine):
        place = data.draw(st.integers(0, len(old["cells"])))
        old["cells"].insert(place, {"cell_type": "markdown", "metadata": {}, "source": text})
    out = {name for name in first if data.draw(st.integers(0, 4)) == 0}
    cells = [c for c in old["cells"] if c.get("id") not in out]
    old["cells"] = data.draw(st.permutations(cells))
    new = notebook(
        "T", [Part(name, f"{name} {'was' if data.draw(st.booleans()) else 'is'}") for name in then]
    )
    before = deepcopy(old)
    merged, kept = merge(old, new, Path("x"))
    assert old == before
    texts = [text_of(cell) for cell in merged["cells"]]
    assert mine | {f"my {name}" for name in edited - out} <= set(texts)
    assert [text for text in texts if text.startswith("mine")] == [
        text_of(c) for c in before["cells"] if text_of(c).startswith("mine")
    ]
    assert set(kept.yours) == edited - out and set(kept.out) == out & set(then) and kept.added == len(mine)
    wanted = {text_of(cell) for cell in new["cells"] if cell["id"] not in edited | out}
    assert wanted <= set(texts)
    assert merge(merged, new, Path("x"))[0] == merged


class Drawn(HTMLParser):
    """The tags of a text, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.places: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.places += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") for name, _ in attrs)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](java\tscript:x)",
     "[a]( &#106;avascript:alert(1) )", "[a](JaVaScRiPt:alert(1))", "![a](https://elsewhere.org/x.png)", "![a](//elsewhere.org/x.png)",
     "[a](data:text/html,<script>1</script>)", "[a][b]\n\n[b]: javascript:alert(1)", "![a][b]\n\n[b]: https://elsewhere.org/x.png",
     "<https://a.org>", "<a href='javascript:x'>a</a>", "a <!-- b --> c", "<ScRiPt\n>1", "[a](vbscript:x)", "![a](data:image/png;base64,AA)"],
)  # fmt: skip
def test_markdown_of_a_pack_runs_nothing_and_asks_nobody(text: str) -> None:
    drawn = Drawn(mistune.create_markdown(escape=False)(safe(text)))
    assert drawn.tags <= {"p", "a", "em", "strong", "code", "br", "blockquote"}
    assert all(re.match(r"(https?:|mailto:)?//|mailto:|#|$", place) for place in drawn.places), drawn.places


def test_markdown_stays_what_it_is() -> None:
    for text in (
        "**a** *b* `c`",
        "- a\n- b\n\n1. c",
        "a < b and c > d",
        '[a](https://a.org "t")',
        "[a](02-b.ipynb)",
        "![a](pictures/a.png)",
        "# a",
        "5 <6",
    ):
        assert safe(text) == text


def test_our_own_course_is_what_our_pack_says() -> None:
    """After a change in its YAML: ``mentorbook pack notebook src/mentorbook/content/packs/en -o notebooks/course``."""
    ours = loader.builtin()
    made = notebooks(ours, next(iter(ours.courses.values())))
    assert {*made} == {file.name for file in COURSE.glob("*.ipynb")}
    for name, new in made.items():
        old = json.loads((COURSE / name).read_text())
        merged, kept = merge(old, new, COURSE / name)
        assert merged == old, name
        assert (kept.yours, kept.out, kept.added) == ((), (), name == "index.ipynb"), name


def test_every_course_of_ours_makes_notebooks() -> None:
    ours = loader.builtin()
    for course in ours.courses.values():
        for made in notebooks(ours, course).values():
            nbformat.validate(nbformat.from_dict(made))
