"""Who is here, and in which field: two people, each in a browser, and a file that knows nothing of it."""

from __future__ import annotations

import sqlite3

import pytest
from people import Person, make

PURPOSE = "agreement/purpose"
FORMALITY = "agreement/formality"


@pytest.fixture
def pair(server, visit, request):
    book = make(server.data, request.node.name)
    people = [Person.at(visit, server, book, role) for role in ("mentor", "mentee")]
    for person in people:
        person.open_all()
        person.words(PURPOSE).wait_for()
    return book, *people


def presence(person: Person, words: str, *, timeout: int = 15_000) -> None:
    """Until the bar says so."""
    person.page.wait_for_function(
        "words => document.querySelector('.mb-topbar .presence')?.innerText.trim() === words",
        arg=words,
        timeout=timeout,
    )


def flag(person: Person, path: str):
    return person.field(path).locator("> .attends")


def entries(book) -> tuple[bytes, int]:
    with sqlite3.connect(f"file:{book}?mode=ro", uri=True) as base:
        return book.read_bytes(), base.execute("SELECT count(*) FROM entry").fetchone()[0]


def test_each_sees_where_the_other_is_and_the_file_does_not(pair):
    book, grace, ada = pair
    before = entries(book)
    presence(ada, "Grace is here")
    presence(grace, "Ada is here")
    grace.words(PURPOSE).focus()
    presence(ada, "Grace is writing in What for")
    flag(ada, PURPOSE).wait_for()
    assert flag(ada, PURPOSE).get_by_text("Grace is in this field.").count() == 1
    assert flag(ada, PURPOSE).get_attribute("data-voice") == "mentor"
    assert flag(grace, PURPOSE).count() == 0, "nobody is shown themselves"
    grace.field(FORMALITY).locator("input").first.focus()
    presence(ada, "Grace is writing in Who and how long")
    flag(ada, FORMALITY).wait_for()
    flag(ada, PURPOSE).wait_for(state="detached")
    grace.go("About us")
    grace.words("profile/mentor/name").focus()
    presence(ada, "Grace is writing in About us")  # “Who I am” would say nothing to Ada
    assert entries(book) == before


def test_nothing_moves_when_somebody_comes_to_a_field(pair):
    _, grace, ada = pair
    presence(ada, "Grace is here")
    where = "() => [...document.querySelectorAll('.field')].map((one) => one.getBoundingClientRect().top)"
    ada.words(PURPOSE).focus()
    before = ada.page.evaluate(where)
    grace.words(PURPOSE).focus()
    flag(ada, PURPOSE).wait_for()
    assert ada.page.evaluate(where) == before
    ada.page.locator("[data-mb-live]").get_by_text("Grace is in the same field as you.").wait_for(
        state="attached"
    )


def test_whoever_leaves_was_here(pair):
    _, grace, ada = pair
    presence(ada, "Grace is here")
    grace.words(PURPOSE).focus()
    flag(ada, PURPOSE).wait_for()
    grace.page.close()
    flag(ada, PURPOSE).wait_for(state="detached")
    presence(ada, "Grace was here just now")


def test_ones_own_second_device_is_not_the_partner(server, visit, request):
    book = make(server.data, request.node.name)
    desk = Person.at(visit, server, book, "mentor")
    phone = Person.at(visit, server, book, "mentor", width=390)
    phone.open_all()
    phone.words(PURPOSE).focus()
    ada = Person.at(visit, server, book, "mentee")
    presence(ada, "Grace is writing in What for")
    presence(desk, "Ada is here")
    assert flag(desk, PURPOSE).count() == 0
