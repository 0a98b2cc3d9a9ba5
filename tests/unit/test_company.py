"""Whether the partner is here: what two pages tell each other, and what they never do."""

from __future__ import annotations

import hashlib

import pytest
from private import make

from mentorbook.company import Company, Partner
from mentorbook.content.loader import builtin
from mentorbook.store import presence
from mentorbook.widgets.desk import Desk

PLACE = "agreement/purpose"
PAGES = {"mentor": "1" * 32, "mentee": "2" * 32}


@pytest.fixture(autouse=True)
def runtime(tmp_path, monkeypatch):
    """A folder of its own for who is here."""
    monkeypatch.setattr(presence, "place", lambda: tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def book(tmp_path):
    with make(tmp_path / "pair.mentorbook", mentor="Sam", mentee="Alex") as made:
        yield made


@pytest.fixture
def both(book):
    found = [Company(book, book.id, page=page, role=role) for role, page in PAGES.items()]
    yield found
    for one in found:
        one.close()


def test_each_sees_the_other(both):
    sam, alex = both
    assert sam.here("") == Partner(False)
    assert alex.here(PLACE) == Partner(True)
    assert sam.news() == Partner(True, PLACE)
    assert sam.news() is None
    alex.leave()
    assert sam.news() == Partner(False)


def test_ones_own_second_device_is_not_the_partner(both, book):
    sam, _ = both
    phone = Company(book, book.id, page="3" * 32, role="mentor")
    phone.here(PLACE)
    assert sam.here("") == Partner(False)
    phone.close()


def test_of_two_devices_the_one_in_a_field_counts(both, book):
    sam, alex = both
    phone = Company(book, book.id, page="3" * 32, role="mentee")
    alex.here(PLACE)
    phone.here("")
    assert sam.here("") == Partner(True, PLACE)
    phone.close()


def test_whoever_has_not_said_who_they_are_is_not_announced(both, book):
    sam, _ = both
    stranger = Company(book, book.id, page="3" * 32, role="")
    assert stranger.here(PLACE) == Partner()
    assert stranger.news() is None
    assert sam.here("") == Partner(False)


def x(both, book):
    sam, alex = both
    row = book.add("reflections", {"worked": "I asked more than I told"}, by="mentee")
    field = f"reflections/{row}/worked"
    alex.here(field)
    assert sam.here("") == Partner(True, "")
    assert sam.here(field) == Partner(True, "")
    assert alex.here("") == Partner(True, "")


def test_shared_it_may_be_told(both, book):
    sam, alex = both
    row = book.add("reflections", {"worked": "I asked more than I told"}, by="mentee")
    book.set(f"reflections/{row}/sharing", "shared", by="mentee")
    alex.here(f"reflections/{row}/worked")
    assert sam.here("").place == f"reflections/{row}/worked"
    book.set(f"reflections/{row}/sharing", "private", by="mentee")
    alex.here(f"reflections/{row}/worked")
    assert sam.here("").place == ""


@pytest.mark.parametrize(
    "place", [None, 7, [], "", "x", "nowhere/at/all", "reflections/unknown/worked", "a" * 9999, "\0"]
)
def test_what_is_no_field_is_not_told(both, place):
    sam, alex = both
    assert alex.here(place).here is False
    assert sam.here("") == Partner(True, "")


def test_a_goal_is_a_field_like_any(both, book):
    sam, alex = both
    goal = book.add("goals", {"title": "Lead the Monday stand-up"}, by="mentee")
    alex.here(f"goals/{goal}/title")
    assert sam.here("").place == f"goals/{goal}/title"


def test_two_copies_of_a_workbook_are_two_places(both, book):
    sam, _ = both
    copy = Company(book, f"{book.id} /elsewhere/pair.mentorbook", page="3" * 32, role="mentee")
    copy.here(PLACE)
    assert sam.here("") == Partner(False)
    copy.close()


def test_where_it_cannot_be_kept_it_is_not_known(book, runtime):
    runtime.write_text("in the way")
    sam = Company(book, book.id, page="1" * 32, role="mentor")
    assert sam.here(PLACE) == Partner(None)
    assert sam.news() is None


# --- over the wire


class Page:
    def __init__(self, folder, role):
        self.told = []
        self.desk = Desk(lambda message, _: self.told.append(message), pack=builtin(), folder=folder)
        self.say("hello", page=PAGES[role], open={"file": "pair.mentorbook", "role": role})

    def say(self, kind, **content):
        self.desk.hear({"type": kind, **content}, [])

    def heard(self):
        """What was told of the partner since the last time."""
        told, self.told[:] = [(m["here"], m["place"]) for m in self.told if m["type"] == "here"], []
        return told


@pytest.fixture
def pages(book):
    book.close()
    found = [Page(book.path.parent, role) for role in PAGES]
    yield found
    for page in found:
        page.desk.close()


def test_a_ping_says_where_one_is_and_brings_where_the_other_is(pages):
    sam, alex = pages
    sam.say("ping", place="")
    assert sam.heard() == [(False, "")]
    sam.say("ping", place="")
    assert sam.heard() == []
    alex.say("ping", place=PLACE)
    sam.desk.look()
    assert sam.heard() == [(True, PLACE)]
    alex.say("away")
    sam.desk.look()
    assert sam.heard() == [(False, "")]


def test_opened_again_the_page_is_told_again(pages):
    sam, alex = pages
    alex.say("ping")
    for _ in range(2):
        sam.say("ping")
        assert sam.heard() == [(True, "")]
        sam.say("open", file="pair.mentorbook", role="mentor")


def test_leaving_the_workbook_is_leaving(pages):
    sam, alex = pages
    alex.say("ping", place=PLACE)
    alex.say("leave")
    alex.say("ping", place=PLACE)
    sam.say("ping")
    assert sam.heard() == [(False, "")]


def test_the_workbook_does_not_change_by_it(pages, book):
    before = hashlib.sha256(book.path.read_bytes()).hexdigest(), book.path.stat().st_mtime_ns
    for page in pages * 3:
        page.say("ping", place=PLACE)
        page.desk.look()
        page.desk.tell()
    assert (hashlib.sha256(book.path.read_bytes()).hexdigest(), book.path.stat().st_mtime_ns) == before
