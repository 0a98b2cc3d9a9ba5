"""A trainer writes a pack while the server runs: each load of a page shows it as it is, or as it last was right."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

import mentorbook
from mentorbook.cli import main

PACK = "id: acme\ntitle: Acme\nlanguage: en\nextends: en\n"
AGREEMENT = """\
id: agreement
sections:
  - {id: confidentiality, title: What Acme hopes for}
  - title: At Acme
    fields: [{id: sponsor, label: Who sponsors us, type: short, who: together}]
"""


MODULE = """\
id: welcome
title: Welcome to Acme
objectives: {o1: find your desk}
points: {p1: 'Desks are <img src=x onerror=alert(1)> **upstairs**.'}
questions:
  - id: q1
    kind: single
    objective: o1
    text: Where are the desks?
    options:
      - {id: a, text: Upstairs, right: true}
      - {id: b, text: Downstairs}
"""


def test_a_change_of_a_pack_shows_at_the_next_load(serve, visit, tmp_path: Path) -> None:
    pack, data = tmp_path / "acme", tmp_path / "data"
    data.mkdir()
    (pack / "forms").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK)
    form = pack / "forms" / "agreement.yaml"
    form.write_text(AGREEMENT)
    (pack / "course").mkdir()
    (pack / "course" / "welcome.yaml").write_text(MODULE)
    (pack / "courses.yaml").write_text("acme: {title: The Acme way, modules: [welcome]}\n")
    assert main(["pack", "notebook", str(pack)]) == 0
    mentorbook.create(data / "us.mentorbook", mentor="Ada", mentee="Grace").close()
    server = serve("--pack", str(pack), data=data)
    page = visit(server.page("agreement") + "#open=us.mentorbook&as=mentor")
    expect(page.get_by_role("heading", name="What Acme hopes for")).to_be_attached()
    expect(page.get_by_role("heading", name="At Acme", exact=True)).to_be_attached()

    course = visit(server.page("acme/index"))
    expect(course.get_by_role("heading", name="The Acme way")).to_be_visible()
    course.get_by_label("Your name").fill("Grace")
    course.get_by_label("Your name").press("Enter")
    expect(course.get_by_text("0 of 1 mod")).to_be_visible()
    course.get_by_role("link", name="Welcome to Acme").first.click()
    expect(course.get_by_text("Desks are <img src=x onerror=alert(1)> upstairs.")).to_be_visible()
    expect(course.get_by_label("Downstairs")).to_be_visible()
    course.close()

    form.write_text(AGREEMENT.replace("What Acme hopes for", "What we are here for"))
    page.reload()
    expect(page.get_by_role("heading", name="What we are here for")).to_be_attached()

    form.write_text(AGREEMENT.replace("title: What Acme hopes for", "titel: Gone"))
    page.reload()
    expect(page.get_by_role("heading", name="What we are here for")).to_be_attached()
    said = page.locator(".notices .mistakes")
    expect(said).to_contain_text("agreement.yaml:3:27: “titel” is not known here. Did you mean “title”?")

    form.write_text(AGREEMENT.replace("What Acme hopes for", "What it is for"))
    page.reload()
    expect(page.get_by_role("heading", name="What it is for")).to_be_attached()
    expect(said).to_have_count(0)
    assert f"Showing the pack Acme ({pack})" in server.log
    assert f"Its own pages begin at {server.page('acme/index')}" in server.log
    assert "The pack has changed, and has mistakes" in server.log
    server.stop()
    assert "Traceback" not in server.log
