"""How the browser half of the widgets comes: from the server, else from the kernel, else a sentence."""

from __future__ import annotations

import re

import nbformat
import pytest
from test_template import notebook, serving

MIXED = notebook(
    ("code", "import ipywidgets as widgets\nimport mentorbook\npage = mentorbook.page()\npage"),
    ("markdown", "# Beside stock widgets"),
    ("code", "widgets.VBox([widgets.Label('Stock'), mentorbook.Start(page)])"),
)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    nbformat.write(MIXED, folder / "index.ipynb")
    server = serving(folder, tmp_path_factory.mktemp("data"))
    yield server
    server.stop()


def styles(page, kind: str) -> list[str]:
    return page.locator(f"{kind}[data-mentorbook]").evaluate_all(
        "all => all.map(one => one.dataset.mentorbook)"
    )


def test_a_page_of_ours_takes_two_files_and_nothing_of_jupyters(server, visit):
    asked = []

    def watch(page) -> None:
        page.on("request", lambda request: asked.append(request.url))

    page = visit(server.page("index"), watch=watch)
    page.locator(".mb-start h2").first.wait_for()
    assert sorted(
        re.sub(r".*/mentorbook/static/[0-9a-f]{16}/", "", url) for url in asked if "/static/" in url
    ) == [
        "all.css",
        "all.js",
    ]
    assert not [url for url in asked if "/mentorbook/voila/" in url or "/mentorbook/lab/" in url]
    assert styles(page, "link") == ["all.css"]


def test_beside_stock_widgets_jupyters_manager_draws_ours_too(mixed, visit):
    page = visit(mixed.page("index"))
    page.locator(".mb-start h2").first.wait_for()
    page.get_by_text("Stock", exact=True).wait_for()
    assert styles(page, "link") == ["all.css"]


def without_files(page) -> None:
    """As in a Jupyter server without our extension, or with another version of it."""
    page.route("**/mentorbook/static/**", lambda route: route.fulfill(status=404))


def test_from_the_kernel_where_the_server_has_them_not(mixed, visit):
    page = visit(mixed.page("index"), watch=without_files)
    page.locator(".mb-start h2").first.wait_for()
    assert styles(page, "link") == []
    assert styles(page, "style") == ["all.css"]
    assert page.locator(".mb-topbar").is_visible()


def test_from_nowhere(mixed, visit):
    """A script that is broken on both ways: the place says so, and what to do."""

    def watch(page) -> None:
        without_files(page)
        page.add_init_script(
            "URL.createObjectURL = ((make) => (blob) => {\n"
            "  if (blob.size > 100_000) throw new Error('no room');\n"
            "  return make(blob);\n"
            "})(URL.createObjectURL.bind(URL));"
        )

    page = visit(mixed.page("index"), watch=watch)
    note = page.get_by_role("alert").first
    note.wait_for()
    assert "could not be loaded" in note.inner_text()
    with page.expect_navigation():
        note.get_by_role("button", name="Load the page again").click()


def test_our_own_page_without_its_script_says_so(server, visit):
    page = visit(server.page("index"), watch=without_files)
    page.get_by_role("alert").wait_for()
    assert page.locator(".waiting:visible").count() == 0
    page.faults.clear()
