"""In JupyterLab: widgets in cells write into the workbook, the saved notebook holds none of the words, and a course is changed."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import Server, start
from people import Person, make, stored
from test_course import PACK, Learner

from mentorbook.content import keeping
from mentorbook.content.notebooks import notebooks, text_of

TOKEN = "not-a-secret-0123456789"
PHRASE = "Twenty-two purple otters"
OURS = notebooks(PACK, next(iter(PACK.courses.values())))
CELL = """import mentorbook

book = mentorbook.open("us.mentorbook")
mentorbook.AgreementForm(book)"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on a folder with a workbook and a notebook, with nobody's settings but these."""
    home = tmp_path_factory.mktemp("lab")
    folder = home / "notebooks"
    folder.mkdir()
    make(folder, "us")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(CELL)],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
        },
    )
    nbformat.write(notebook, folder / "us.ipynb")
    keeping.write(folder / "course", OURS)
    # What widgets hold is saved with the notebook, which JupyterLab does only where one has asked for it.
    for plugin, settings in {
        "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
        "@jupyterlab/apputils-extension/notification": {"fetchNews": "false"},
    }.items():
        file = home / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(settings))
    command = [
        str(Path(sys.executable).with_name("jupyter-lab")),
        *("--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", f"--IdentityProvider.token={TOKEN}"),
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    own = {
        name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    own |= {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "spaces"),
    }
    server = start(command, ready=r"(http://127\.0\.0\.1:\d+/)lab", data=folder, env=own, cwd=folder)
    yield server
    server.stop(signal.SIGTERM)  # on Ctrl-C it asks first


def test_words_stay_out_of_the_notebook(lab: Server, visit):
    """Also where the state of the widgets is saved with it."""
    page = visit(f"{lab.url}lab/tree/us.ipynb?token={TOKEN}")
    page.set_default_timeout(30_000)
    # The notebook's own sign says idle before it has a kernel.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.locator(".jp-CodeCell .cm-content").click()
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="I am Ada").click()
    ada = Person(page, "mentee")
    ada.arrive()
    ada.section("What for")
    ada.type("agreement/purpose", PHRASE)
    ada.reads("agreement/purpose", PHRASE)
    ada.saved()

    notebook = lab.data / "us.ipynb"
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "us.ipynb" in answer.url):
        page.keyboard.press("Control+s")
    text = notebook.read_text(encoding="utf-8")
    saved = nbformat.reads(text, as_version=4)
    nbformat.validate(saved)
    assert "application/vnd.jupyter.widget-view+json" in str(saved.cells[0].outputs)
    assert saved.metadata["widgets"], "the state of the widgets was not saved, so this test shows nothing"
    for word in (PHRASE, "otters", "Lovelace"):
        assert word not in text
    with stored(lab.data / "us.mentorbook") as opened:
        assert opened.text("agreement/purpose") == PHRASE


def test_a_course_is_worked_through_and_changed(lab: Server, visit):
    """Quiz, role-play and form stand in the cells; what a trainer writes there stays when the pack is written again."""
    page = visit(f"{lab.url}lab/workspaces/course/tree/course/01-what-mentoring-is.ipynb?token={TOKEN}")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.set_viewport_size({"width": 1280, "height": 3600})  # it draws only what is in sight
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    ada, module = Learner(page, "mentee"), PACK.modules["what-mentoring-is"]
    page.set_default_timeout(30_000)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.keyboard.press("Enter")
    ada.arrive()

    ada.answer(module.questions[0])
    ada.walk("strong")
    page.get_by_role("button", name="Begin the exercise").press("Enter")
    hope = "profile/mentee/hope_to_gain"
    ada.type(hope, "To hold a room")
    page.keyboard.press("Enter")
    page.keyboard.type("and to ask.x")
    page.keyboard.press("Backspace")
    ada.saved()

    points = page.locator(".jp-MarkdownCell", has_text="Key points")
    points.locator(".jp-RenderedMarkdown p").first.dblclick()
    points.locator(".cm-content").press("Control+End")
    page.keyboard.type(f"\n\n{PHRASE}.")
    file = lab.data / "course/01-what-mentoring-is.ipynb"
    with page.expect_response(lambda answer: answer.request.method == "PUT" and file.name in answer.url):
        page.keyboard.press("Control+s")
    again = keeping.write(file.parent, OURS)
    assert [(kept.yours, kept.added) for kept in again if kept.file == file] == [(("points",), 0)]
    saved = nbformat.read(file, as_version=4)
    nbformat.validate(saved)
    pairs = [
        (now.source, text_of(was)) for now, was in zip(saved.cells, OURS[file.name]["cells"], strict=True)
    ]
    assert [pair for pair in pairs if pair[0] != pair[1]] == [
        (f"{was}\n\n{PHRASE}.", was) for _, was in pairs if was.startswith("## Key points")
    ]
    assert not [word for word in ("hold a room", "Lovelace") if word in file.read_text(encoding="utf-8")]
    (book,) = (file.parent / "workbooks/practice").glob("*.mentorbook")
    with stored(book) as opened:
        assert opened.get(hope) == "To hold a room\nand to ask."
