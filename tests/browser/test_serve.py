"""The pages as a browser gets them: text first, nothing from anyone else, errors in plain words."""

from __future__ import annotations

import http.client
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

NOTEBOOKS = ("index", "partnership", "agreement", "goals", "reflection", "pulse", "closure")


def fetch(address: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    connection.request(method, where.path + (f"?{where.query}" if where.query else ""), headers=headers)
    return connection.getresponse()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_text_is_there_before_the_kernel(server, name):
    """The first piece that is sent holds all the page's text, and no kernel's id yet."""
    answer = fetch(server.page(name))
    first = b""
    while b"const mentorbook" not in first:
        piece = answer.read1(65536)
        assert piece, "the page ended before its text did"
        first += piece
    notebook = json.loads((Path(__file__).parents[2] / "notebooks" / f"{name}.ipynb").read_text())
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            assert source.splitlines()[0].lstrip("# ").encode() in first
        else:
            assert source.splitlines()[0].encode() not in first
    assert b"kernelId" not in first
    rest = answer.read()
    assert b"kernelId" in rest
    assert rest.rstrip().endswith(b"</html>")


def test_the_bare_address_leads_to_the_index(server):
    answer = fetch(server.url)
    assert (answer.status, answer.headers["Location"]) == (302, "/voila/render/index.ipynb")


def test_asking_whether_a_page_is_there(server):
    """As link checkers do."""
    assert fetch(server.page("goals"), "HEAD").status == 200
    assert fetch(server.page("nothing"), "HEAD").status == 404
    assert fetch(server.url, "HEAD").status == 302


def test_a_page_that_is_not_there(server, visit):
    page = visit(f"{server.url}voila/render/nothing.ipynb")
    assert page.locator("h1").inner_text() == "There is no such page"
    page.get_by_role("link", name="Go to the first page").click()
    page.wait_for_url("**/index.ipynb")


@pytest.mark.parametrize(
    "path",
    [
        "voila/tree",
        "voila/files/goals.ipynb",
        "voila/api/contents/goals.ipynb",
        "voila/labextensions/nothing.js",
        "voila/render/../../pyproject.toml",
        "voila/render/%2e%2e/%2e%2e/pyproject.toml",
        "mentorbook/static/0000000000000000/all.js",
        "mentorbook/voila/0000000000000000/voila.js",
        "api/contents",
        "nothing/at/all",
    ],
)
def test_nothing_else_is_served(server, path):
    answer = fetch(server.url + path)
    assert answer.status in (403, 404)
    assert b"ipynb" not in answer.read()


def test_a_name_of_someone_elses_is_refused(server):
    """A page elsewhere that points its own name at 127.0.0.1 must not be able to read this server."""
    assert fetch(server.page("index"), Host="evil.example").status == 403


def test_a_second_visit_loads_next_to_nothing(server, visit):
    page = visit(server.page("index"))
    page.locator(".cell.widget .mb").first.wait_for()
    sizes = []
    page.on("response", lambda answer: sizes.append(answer.request.sizes()["responseBodySize"]))
    page.reload()
    page.locator(".cell.widget .mb").first.wait_for()
    assert sum(sizes) < 60_000


def test_the_stylesheet_holds_in_the_dark(server, visit):
    page = visit(server.page("goals"), scheme="dark", width=390)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(25, 24, 21)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_scripts_come_in_one(server, visit):
    """What is not in the bundle is loaded one by one: after an upgrade, `make bundle` lists it anew."""
    asked = []

    def watch(page) -> None:
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))

    page = visit(server.page("partnership"), watch=watch)
    page.locator(".mb-topbar").wait_for()
    page.wait_for_load_state("networkidle")
    alone = [path for path in asked if re.search(r"/mentorbook/(voila|lab)/", path)]
    assert len(alone) <= 6, alone
