"""A trainer writes a pack while the server runs: each load of a page shows it as it is, or as it last was right."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

import mentorbook

PACK = "id: acme\ntitle: Acme\nlanguage: en\nextends: en\n"
AGREEMENT = """\
id: agreement
sections:
  - {id: confidentiality, title: What Acme hopes for}
  - title: At Acme
    fields: [{id: sponsor, label: Who sponsors us, type: short, who: together}]
"""


def test_a_change_of_a_pack_shows_at_the_next_load(serve, visit, tmp_path: Path) -> None:
    pack, data = tmp_path / "acme", tmp_path / "data"
    data.mkdir()
    (pack / "forms").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK)
    form = pack / "forms" / "agreement.yaml"
    form.write_text(AGREEMENT)
    mentorbook.create(data / "us.mentorbook", mentor="Ada", mentee="Grace").close()
    server = serve("--pack", str(pack), data=data)
    page = visit(server.page("agreement") + "#open=us.mentorbook&as=mentor")
    expect(page.get_by_role("heading", name="What Acme hopes for")).to_be_attached()
    expect(page.get_by_role("heading", name="At Acme", exact=True)).to_be_attached()

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
    assert "The pack has changed, and has mistakes" in server.log
    server.stop()
    assert "Traceback" not in server.log
