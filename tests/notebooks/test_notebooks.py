"""Every notebook runs from top to bottom with a workbook open, while the partner writes in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import mentorbook

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ALL = sorted(path.relative_to(NOTEBOOKS).as_posix() for path in NOTEBOOKS.rglob("*.ipynb"))

# What a browser would do, done by hand after the last cell: say hello, write, and hear the partner.
VISIT = """
import asyncio
import mentorbook
loop, wrong, said = asyncio.get_running_loop(), [], []
loop.set_exception_handler(lambda _loop, context: wrong.append(context["message"]))
page.desk._send = lambda message, buffers: said.append(message)
BREAK
page._on_message(page, {"type": "hello", "page": "0" * 32, "open": {"file": "pair.mentorbook", "role": "mentee"}}, [])
opened = next((message for message in said if message["type"] == "opened"), None)
assert opened is not None, said
patch = {"number": 1, "op": "set", "path": "profile/mentee/story", "base": opened["revision"], "to": "By sea"}
page._on_message(page, {"type": "patches", "page": "0" * 32, "patches": [patch]}, [])
assert any(message.get("reached") == 1 for message in said), said
with mentorbook.open("BOOK") as book:
    book.set("agreement/mentor_hopes", "To listen", by="mentor")
    book.add("reflections", {"worked": "It did", "sharing": "shared"}, by="mentor")
    book.add("goals", {"title": "Rest"}, by="mentee")
async def heard():
    while not wrong and not page._following.done() and page.desk._book.get("agreement/mentor_hopes") is None:
        await asyncio.sleep(0)
await asyncio.wait_for(heard(), 20)
assert not wrong and not page._following.done(), wrong
assert page.desk._book.get("agreement/mentor_hopes") == "To listen"
"""


def visited(tmp_path: Path, name: str, *, broken: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a notebook under nbval with a workbook open and the partner writing in it."""
    data = tmp_path / "data"
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    practice = any("practice=True" in cell.source for cell in notebook.cells)
    books = data / "practice" if practice else data  # where the pages of a course have theirs
    books.mkdir(parents=True)
    mentorbook.create(books / "pair.mentorbook", mentor="Ada", mentee="Grace").close()
    if any("mentorbook.page(" in cell.source for cell in notebook.cells):  # the others are read, not visited
        visit = VISIT.replace("BREAK", broken).replace("BOOK", str(books / "pair.mentorbook"))
        notebook.cells.append(nbformat.v4.new_code_cell(visit))
    copy = tmp_path / Path(name).name
    nbformat.write(notebook, copy)
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--nbval-lax",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(tmp_path),
            str(copy),
        ],
        cwd=tmp_path,
        env={**os.environ, "MENTORBOOK_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_runs_with_a_workbook_open(tmp_path: Path, name: str) -> None:
    run = visited(tmp_path, name)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


def test_an_error_in_a_background_task_fails_a_notebook(tmp_path: Path) -> None:
    run = visited(
        tmp_path, "goals.ipynb", broken="page.desk.tell = lambda: 1 / 0 if page._following else None"
    )
    assert run.returncode == 1
    assert "division by zero" in run.stdout


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_is_thin(name: str) -> None:
    notebook = json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    lines = [line for cell in code for line in "".join(cell["source"]).splitlines() if line.strip()]
    assert len(lines) <= 15
    assert not any(cell["outputs"] for cell in code)
    assert not any(line.lstrip().startswith(("def ", "class ", "async ")) for line in lines)
    assert notebook["metadata"]["title"]
