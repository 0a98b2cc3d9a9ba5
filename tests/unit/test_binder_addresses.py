"""Binder: where a fresh container is had, when this one ends, and the partner's link into it."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from mentorbook.server import together
from mentorbook.widgets import binder

ENV = {
    "BINDER_REPO_URL": "https://github.com/mentorbook/mentorbook",
    "BINDER_LAUNCH_HOST": "https://mybinder.org/",
    "BINDER_PERSISTENT_REQUEST": "v2/gh/mentorbook/mentorbook/0123abcd",
}
FRESH = "https://mybinder.org/v2/gh/mentorbook/mentorbook/0123abcd?urlpath=voila%2Frender%2Fnotebooks%2Findex.ipynb"
BASE = "/user/pair-x1y2/"
PAGE = f"https://hub.example.org{BASE}voila/render/notebooks/agreement.ipynb?token=t&view=goals#open=x"


def test_elsewhere_nothing_is_told():
    assert binder.facts({}) is None
    assert binder.facts({"MENTORBOOK_MODE": "personal"}) is None


@pytest.mark.parametrize("env", [ENV, {"MENTORBOOK_MODE": "binder"}])
def test_a_binder_is_known(env):
    assert binder.here(env)
    ends = binder.facts(env | {binder.STARTED: str(time.time())})["ends"]
    assert 5 * 3600 < ends / 1000 - time.time() <= 6 * 3600 + 1


def test_a_fresh_one_is_launched_at_the_same_version():
    assert binder.launch(ENV) == FRESH
    assert binder.launch(ENV | {"BINDER_PERSISTENT_REQUEST": "gh/mentorbook/mentorbook/0123abcd"}) == FRESH
    assert binder.launch(ENV | {"BINDER_LAUNCH_HOST": "https://mybinder.org"}) == FRESH
    quoted = "v2/git/https%3A%2F%2Fgit.example.org%2Fours/0123abcd"
    assert binder.launch(ENV | {"BINDER_PERSISTENT_REQUEST": quoted}).startswith(
        f"https://mybinder.org/{quoted}?urlpath="
    )
    below = binder.launch(ENV | {"BINDER_LAUNCH_HOST": "https://example.org/services/binder/"})
    assert below.startswith("https://example.org/services/binder/v2/gh/")


@pytest.mark.parametrize(
    "env",
    [
        {"BINDER_LAUNCH_HOST": ""},
        {"BINDER_LAUNCH_HOST": "javascript:alert(1)//"},
        {"BINDER_LAUNCH_HOST": "https://mybinder.org/?x="},
        {"BINDER_PERSISTENT_REQUEST": ""},
    ],
)
def test_where_it_is_not_known_none_is_offered(env):
    assert binder.launch(ENV | env) is None


def test_a_request_cannot_break_out_of_the_path():
    address = binder.launch(ENV | {"BINDER_PERSISTENT_REQUEST": "v2/gh/a/b/c?urlpath=evil#x"})
    assert parse_qs(urlsplit(address).query) == {"urlpath": ["voila/render/notebooks/index.ipynb"]}
    assert not urlsplit(address).fragment


def test_the_container_began_with_its_first_process():
    server = time.time() - 100
    env = {binder.STARTED: str(server)}
    assert binder.started(env, first=server - 60) == server - 60
    assert binder.started(env, first=server - 86_400) == server, (
        "a machine that has been up for days is no container"
    )
    assert binder.started(env, first=server + 60) == server
    assert abs(binder.started({binder.STARTED: "soon"}, first=0.0) - time.time()) < 5


# --- the partner's link


def test_the_link_leads_to_the_page_for_both():
    made = urlsplit(together.link(PAGE, BASE, "a+b/c=&d", "Ada & Grace.mentorbook"))
    assert (made.scheme, made.netloc) == ("https", "hub.example.org")
    assert made.path == f"{BASE}voila/render/notebooks/partnership.ipynb"
    assert parse_qs(made.query) == {"token": ["a+b/c=&d"]}
    assert parse_qs(made.fragment) == {"open": ["Ada & Grace.mentorbook"]}, "and says nothing of who comes"


def test_a_server_without_a_token_needs_none():
    assert urlsplit(together.link(PAGE, BASE, "", "x.mentorbook")).query == ""


@pytest.mark.parametrize(
    "page",
    [
        "",
        "javascript:alert(1)",
        "/user/pair-x1y2/voila/render/x.ipynb",
        "https://hub.example.org/user/another/voila/render/x.ipynb",
        "https://hub.example.org/elsewhere/user/pair-x1y2/voila/render/x.ipynb",
        f"https://hub.example.org{BASE}voila/render/../../api/x.ipynb",
        f"https://name@hub.example.org{BASE}voila/render/x.ipynb",
        f"https://hub.example.org{BASE}voila/renders/x.ipynb",
    ],
)
def test_what_is_no_page_of_this_server_gets_no_link(page):
    with pytest.raises(ValueError, match="no "):
        together.link(page, BASE, "secret", "x.mentorbook")


def test_the_code_has_white_around_it_and_a_finder_in_three_corners():
    size, path = together.code("https://example.org/" + "x" * 200)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)}
    border = together.BORDER
    assert size > 21 + 2 * border
    assert all(border <= x < size - border and border <= y < size - border for x, y in dark)
    for x, y in ((border, border), (size - border - 7, border), (border, size - border - 7)):
        assert {(x + at, y) for at in range(7)} <= dark
