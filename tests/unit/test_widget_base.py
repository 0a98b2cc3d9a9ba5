"""What every widget shares."""

from __future__ import annotations

import pytest

from mentorbook.widgets import _assets
from mentorbook.widgets._base import Widget


class Trial(Widget):
    name = "goals"


def test_a_misspelt_keyword_is_met_with_the_right_word():
    with pytest.raises(TypeError, match=r"Trial takes no “pages”[.] Did you mean “page”[?]"):
        Trial(pages=None)
    with pytest.raises(TypeError, match="Trial takes no “xyzzy”"):
        Trial(xyzzy=1)


def test_the_page_goes_by_its_name_over_the_wire():
    page = Trial()
    assert Trial(page).get_state("page") == {"page": f"IPY_MODEL_{page.model_id}"}
    assert page.get_state("page") == {"page": None}


def test_every_widget_of_a_kind_sends_the_same_module():
    assert Trial().get_state("_esm") == Trial().get_state("_esm") == {"_esm": _assets.loader("goals")}


def test_the_browser_half_is_handed_out_on_asking(monkeypatch):
    sent = []
    widget = Trial()
    monkeypatch.setattr(widget, "send", lambda content, buffers=None: sent.append(content))
    widget._handle_custom_msg({"type": "source"}, [])
    widget._handle_custom_msg({"type": "other"}, [])
    widget._handle_custom_msg("no message at all", [])
    assert sent == [{"type": "source", "script": _assets.script(), "style": _assets.sheet()}]


def test_what_it_shows_names_its_folder_so_that_pages_know_it_for_ours():
    view = Trial()._repr_mimebundle_()[0]["application/vnd.jupyter.widget-view+json"]
    assert view["mentorbook"] == "goals"
