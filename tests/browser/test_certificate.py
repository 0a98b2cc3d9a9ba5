"""Checking a certificate on a page: the file that was issued, one that was painted over, and the code by hand."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mentorbook.cli import main
from mentorbook.content.starting import start


def test_a_certificate_is_checked_by_file_and_by_code(serve, visit, tmp_path: Path) -> None:
    pack, pdf = tmp_path / "acme", tmp_path / "grace.pdf"
    start(pack)
    key = str(tmp_path / "ada.key")
    assert main(["certificate", "key", key, "--name", "Ada Lovelace", "--pack", str(pack)]) == 0
    course = ["--course", "Listening", "--hours", "6", "--date", "2026-03-26"]
    assert (
        main(["certificate", "issue", "--key", key, "--name", "Grace <b>Hopper</b>", *course, "-o", str(pdf)])
        == 0
    )
    painted = tmp_path / "painted.pdf"
    painted.write_bytes(pdf.read_bytes().replace(b"%%EOF", b"%%EOf", 1))
    code = pdf.read_bytes().split(b"%mentorbook-certificate ")[1].split()[0].decode()

    server = serve("--pack", str(pack))
    page = visit(server.page("certificate"), width=390)
    said = page.get_by_role("region", name="Check a certificate").get_by_role("status")
    page.get_by_label("The certificate as a file").set_input_files(pdf)
    expect(said).to_contain_text("Genuine: nothing has been changed")
    expect(said).to_contain_text("Grace <b>Hopper</b> has completed “Listening” (6 hours), on 26 March 2026")
    expect(said).to_contain_text("the key of Ada Lovelace, as the pack “Acme” says")
    page.emulate_media(reduced_motion="reduce")  # no colours on their way to others
    found = Axe().run(page)
    assert found.response["violations"] == []
    page.get_by_label("The certificate as a file").set_input_files(painted)
    expect(said).to_contain_text("This file has been changed since it was issued")
    box = page.get_by_label("Or its verification code")
    box.fill(code[:50].lower() + "\n" + code[50:])
    box.press("Tab")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Genuine")
    box.fill(code.replace("A", "B", 1))
    page.get_by_role("button", name="Check the code").click()
    expect(said).to_contain_text("This is not genuine")
    page.get_by_role("link", name="The course").click()
    page.wait_for_url("**/course/index.ipynb")
    page.go_back()
    page.get_by_role("link", name="The front page").click()
    page.wait_for_url("**/render/index.ipynb")
    page.get_by_role("button", name="Start our workbook").wait_for()
    server.stop()
