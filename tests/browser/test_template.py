"""The page template with notebooks made for the purpose: what fails, what others write in theirs."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from conftest import start

SERVE = """
import pathlib, sys
from mentorbook.server import app, pages
app.notebooks = lambda: pathlib.Path(sys.argv[1])
pages.UNSEEN = 10
app.run(app.Options(port=0, data=pathlib.Path(sys.argv[2]), browser=False, idle=int(sys.argv[3])))
"""
MARKUP = "<img src=x onerror=alert(1)>"


def notebook(*cells: tuple[str, str] | tuple[str, str, str], title: str = "A trial") -> nbformat.NotebookNode:
    """Cells are ("markdown" or "code", source) and a tag if wanted."""
    made = nbformat.v4.new_notebook(
        metadata={
            "title": title,
            "kernelspec": {"name": "python3", "display_name": "x", "language": "python"},
        }
    )
    for kind, source, *tags in cells:
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        made.cells.append(new(source, metadata={"tags": tags} if tags else {}))
    return made


BOOKS = {
    "stock": notebook(
        ("code", "import ipywidgets as widgets"),
        ("markdown", "# Stock widgets\n\nOnes that ipywidgets brings."),
        ("code", "slider = widgets.IntSlider(description='How sure', value=3)\nwidgets.VBox([slider])"),
        ("code", f"print({MARKUP!r})"),
        ("code", "from IPython.display import HTML\nHTML('<p id=shown>As HTML</p>')"),
        title=f"Marked {MARKUP}",
    ),
    "failing": notebook(
        ("markdown", "# Failing"),
        ("code", "import ipywidgets as widgets\nwidgets.Label('before')"),
        ("code", "open('/secret/place')"),
        ("markdown", "After it"),
        ("code", "widgets.Label('never made')"),
    ),
    "views": notebook(
        ("markdown", "# Always"),
        ("markdown", "# First", "view-first"),
        ("code", "1 + 1", "view-first"),
        ("markdown", "# Second", "view-second"),
    ),
    "dying": notebook(("markdown", "# Dying"), ("code", "import os\nos._exit(1)"), ("code", "1")),
}


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("notebooks")
    for name, book in BOOKS.items():
        nbformat.write(book, folder / f"{name}.ipynb")
    return folder


def serving(notebooks: Path, data: Path, *, idle: int = 600):
    command = [sys.executable, "-c", SERVE, str(notebooks), str(data), str(idle)]
    return start(command, ready=r"mentorbook is at (http://\S+)", data=data)


@pytest.fixture(scope="module")
def server(notebooks, tmp_path_factory):
    server = serving(notebooks, tmp_path_factory.mktemp("data"))
    yield server
    server.stop()


def kernel_of(page) -> str:
    """The id of the kernel behind a page."""
    return page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")


def test_stock_widgets_and_other_output(server, visit):
    page = visit(server.page("stock"))
    assert page.title() == f"Marked {MARKUP}"
    slider = page.locator(".widget-slider")
    slider.wait_for()
    assert slider.locator(".widget-readout").inner_text() == "3"
    slider.locator(".noUi-handle").press("ArrowRight")
    assert slider.locator(".widget-readout").inner_text() == "4"
    assert page.locator(".said").inner_text().strip() == MARKUP
    assert page.locator("#shown").inner_text() == "As HTML"
    assert page.locator(".waiting:visible").count() == 0
    assert page.locator("img").count() == 0


def test_a_cell_that_fails_says_so_in_plain_words(server, visit):
    page = visit(server.page("failing"))
    page.get_by_text("before").wait_for()
    note = page.get_by_role("alert")
    assert "could not be made" in note.inner_text()
    for word in ("Traceback", "secret", "FileNotFound", "Errno"):
        assert word not in page.content()
    assert page.get_by_text("After it").is_visible()
    assert page.locator(".waiting:visible").count() == 0


def test_a_kernel_that_dies_leaves_a_page_that_ends(server, visit):
    page = visit(server.page("dying"))
    page.get_by_role("alert").wait_for()
    assert page.locator("h1").inner_text() == "Dying"
    assert page.locator(".waiting:visible").count() == 0


def test_one_view_is_shown_at_once(server, visit):
    page = visit(server.page("views"))
    assert page.locator("h1:visible").all_inner_texts() == ["Always", "First"]
    page = visit(server.page("views") + "?view=second")
    assert page.locator("h1:visible").all_inner_texts() == ["Always", "Second"]
    page = visit(server.page("views") + "?view=third", java_script_enabled=False)
    assert page.locator("h1:visible").all_inner_texts() == ["Always", "First", "Second"]


def test_the_keyboard_finds_the_way_past_the_bar(server, visit):
    page = visit(server.page("views"))
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.locator("main:focus").count() == 1
    assert "#" not in page.url


def test_leaving_ends_the_kernel(server, visit):
    page = visit(server.page("stock"))
    page.locator(".widget-slider").wait_for()
    with page.expect_request("**/voila/api/shutdown/*") as left:
        page.goto(server.page("views"))
    kernel = left.value.url.rsplit("/", 1)[1]
    wait_until_gone(page, server, kernel)


def test_a_kernel_that_no_browser_speaks_to_is_ended(server, visit):
    """What scans links fetches the page, and runs nothing on it."""
    page = visit(server.page("views"))
    answer = page.request.get(server.page("stock")).text()
    kernel = answer.split('"kernelId": "')[1].split('"')[0]
    assert page.request.get(f"{server.url}api/kernels/{kernel}").ok
    wait_until_gone(page, server, kernel)


def test_kernels_are_ended_when_nothing_is_heard_from_their_page(notebooks, tmp_path, visit):
    """Also where a browser still shows the page. Ours keep saying that they are there."""
    ours = Path(__file__).parents[2] / "notebooks" / "index.ipynb"
    (notebooks / "index.ipynb").write_bytes(ours.read_bytes())
    server = serving(notebooks, tmp_path, idle=5)
    try:
        spoken = visit(server.page("index"))
        spoken.locator(".mb-topbar").wait_for()
        silent = visit(server.page("stock"))
        silent.locator(".widget-slider").wait_for()
        wait_until_gone(spoken, server, kernel_of(silent))
        assert spoken.request.get(f"{server.url}api/kernels/{kernel_of(spoken)}").ok
    finally:
        server.stop()


def wait_until_gone(page, server, kernel: str) -> None:
    page.wait_for_function(
        "address => fetch(address).then((answer) => answer.status === 404)",
        arg=f"{server.url}api/kernels/{kernel}",
        polling=200,
    )


def test_printed(server, visit):
    """Paper shows the text, in dark ink, and none of what only screens need."""
    page = visit(server.page("failing"), scheme="dark")
    page.get_by_text("before").wait_for()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(36, 33, 27)"
    assert not page.locator(".foot").is_visible()


def test_the_source_is_nowhere_to_be_seen(server, visit):
    page = visit(server.page("stock"))
    page.locator(".widget-slider").wait_for()
    assert "ipywidgets as widgets" not in page.content()
    assert not Path(server.data, "stock.ipynb").exists()
