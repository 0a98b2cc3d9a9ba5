"""The kernel's end of a facilitator's page: nothing without the link, nothing from a page that makes things up."""

from __future__ import annotations

import json

import pytest

from mentorbook.content.loader import builtin
from mentorbook.programme.record import Programme
from mentorbook.widgets.running import Running

TABLE = b"name,role,email\nAda,mentor,a@x.org\nBo,mentee,b@x.org\nCem,boss,\n"


class Page:
    """A page that keeps what it is told."""

    def __init__(self, folder, *, shared=True):
        self.told, self.files = [], []
        self.running = Running(self._hear, pack=builtin(), folder=folder, shared=shared)

    def _hear(self, message, buffers):
        json.dumps(message)  # what goes over the wire is JSON
        self.told.append(message)
        self.files += buffers

    def ask(self, act, buffers=(), **more):
        self.running.hear({"type": "run", "act": act, "ask": 1, **more}, list(buffers))
        return self.told[-1]


@pytest.fixture
def page(tmp_path):
    page = Page(tmp_path)
    yield page
    page.running.close()


def test_nothing_is_taken_over_before_the_facilitator_says_so(page):
    link = page.ask("create", name="Spring", journey="semester")["state"]["link"]
    draft = page.ask("roster", [TABLE], name="people.csv")["draft"]
    assert draft["count"] == 2 and draft["bad"] == 1 and "Line 4" in draft["problems"][0]
    with Programme.open(page.running._folder, page.running._programme.link) as stored:
        assert stored.people() == []
    assert page.ask("take")["state"]["people"] == 2
    assert "problem" in page.ask("take")
    (proposal,) = page.ask("propose")["proposals"]
    wanted = [[proposal["mentor"]["id"], proposal["mentee"]["id"], proposal["fit"]]]
    assert page.ask("pair", pairs=wanted)["state"]["waiting"] == 0
    assert "problem" in page.ask("pair", pairs=wanted)
    state = page.ask("invite")["state"]
    (row,) = state["rows"]
    assert row[11] == "invited"
    page.ask("export", what="invitations", to="csv", address="https://x.org")
    assert page.files[-1].count(b"#link=") == 2
    assert page.ask("stand", pair=row[0], standing="ended")["state"]["waiting"] == 2  # free for another
    again = Page(page.running._folder)
    assert (
        again.ask("open", link=f"https://x.org/facilitator.ipynb#programme={link}")["state"]["id"]
        == state["id"]
    )
    assert again.ask("look") is not None
    page.ask("settings", settings={"name": "Autumn", "nonsense": 1})
    assert again.ask("look")["state"]["settings"]["name"] == "Autumn"
    again.running.close()


def test_without_the_link_there_is_nothing(page):
    for act in (
        "people",
        "propose",
        "take",
        "invite",
        "export",
        "detail",
        "stand",
        "nudge",
        "settings",
        "pair",
        "roster",
    ):
        assert "problem" in page.ask(act, what="roster", to="csv", pair="x", pairs=[], settings={}), act
    assert page.ask("look") == {"type": "run", "ask": 1, "same": True}
    assert "problem" in page.ask("open", link="A" * 32)


@pytest.mark.parametrize(
    "made_up",
    [
        {"act": "stand", "pair": [], "standing": {}},
        {"act": "pair", "pairs": [[1]]},
        {"act": "pair", "pairs": [["a", "b", float("nan")]]},
        {"act": "propose", "rules": {"weights": {"skills": 99}}},
        {"act": "propose", "rules": {"weights": []}},
        {"act": "propose", "locked": [["x"]]},
        {"act": "export", "what": "../../etc", "to": "csv"},
        {"act": "settings", "settings": {"start": "soon"}},
        {"act": "settings", "settings": None},
        {"act": "nudge", "pair": None, "flag": "silent"},
        {"act": "alternatives", "mentee": {}},
    ],
)
def test_what_a_page_makes_up_changes_nothing(page, made_up):
    page.ask("create", name="Spring", journey="semester")
    before = dict(page.running._programme._held)
    assert page.ask(**made_up)["problem"]
    assert page.running._programme._held == before


def test_what_is_no_act_is_not_answered(page):
    for act in ("__init__", "hear", "_state", 7, None, "close"):
        page.running.hear({"type": "run", "act": act}, [])
    assert page.told == []


def test_invitations_need_a_server_that_people_reach(tmp_path):
    page = Page(tmp_path, shared=False)
    page.ask("create", name="Spring", journey="semester")
    assert "--shared" in page.ask("invite")["problem"]
    page.running.close()
