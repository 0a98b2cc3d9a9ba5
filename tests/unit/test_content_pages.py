"""A page is sent the forms that its widgets show, and no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentorbook.content.loader import builtin
from mentorbook.widgets.agreement import AgreementForm
from mentorbook.widgets.form import Form
from mentorbook.widgets.goals import GoalTracker
from mentorbook.widgets.history import HistoryPanel
from mentorbook.widgets.page import Page


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setenv("MENTORBOOK_DATA", str(tmp_path))
    return Page()


def test_each_widget_brings_its_forms(page: Page) -> None:
    assert page.forms == {}
    GoalTracker(page)
    assert list(page.forms) == ["goals", "actions"]
    AgreementForm(page)
    Form(page, form="pulses")
    assert list(page.forms) == ["goals", "actions", "agreement", "pulses"]
    assert page.forms == builtin().forms_json(page.forms)
    assert len(json.dumps(page.forms)) < 0.4 * len(json.dumps(builtin().forms_json()))


def test_what_a_page_has_is_not_sent_again(page: Page) -> None:
    sent = []
    page.observe(sent.append, names="forms")
    GoalTracker(page)
    GoalTracker(page)
    Form(page, form="actions")
    assert len(sent) == 1


def test_the_roster_is_on_no_page_of_a_pair(page: Page) -> None:
    HistoryPanel(page)
    assert set(builtin().forms) - set(page.forms) == {"roster"}
