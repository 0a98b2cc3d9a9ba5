"""The files that pages load: by hash, compressed, for good, and no others."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from tornado import web
from tornado.testing import AsyncHTTPTestCase

from mentorbook.server import static
from mentorbook.widgets import _assets


class TestHandlers(AsyncHTTPTestCase):
    def get_app(self) -> web.Application:
        return web.Application([rule for rule in static.handlers("/user/x/") if "cookie" not in rule[0]])

    def get(self, path: str, **headers: str):
        return self.fetch(f"/user/x/mentorbook/{path}", headers=headers, decompress_response=False)

    def ours(self, path: str, **headers: str):
        return self.get(f"static/{_assets.digest()}/{path}", **headers)

    def test_a_script_comes_compressed_and_is_kept_for_good(self):
        answer = self.ours("all.js", **{"Accept-Encoding": "gzip, br"})
        assert answer.code == 200
        assert gzip.decompress(answer.body).decode() == _assets.script()
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_who_cannot_unpack_gets_it_plain(self):
        for accepted in ("", "identity", "br", "gzip;q=0"):
            answer = self.ours("all.css", **{"Accept-Encoding": accepted})
            assert answer.body.decode() == _assets.sheet()
            assert "Content-Encoding" not in answer.headers

    def test_who_has_it_is_told_so(self):
        tag = self.ours("all.js").headers["Etag"]
        answer = self.ours("all.js", **{"If-None-Match": tag})
        assert (answer.code, answer.body) == (304, b"")

    def test_another_version_is_not_there(self):
        assert self.get("static/0123456789abcdef/all.js").code == 404

    def test_nothing_outside_is_there(self):
        for path in (
            "../pyproject.toml",
            "..%2f..%2fpyproject.toml",
            "common/../../pyproject.toml",
            "/etc/passwd",
            "common",
            "common/",
            "common/dom.js",
            "all.js%00",
        ):
            assert self.ours(path).code in (400, 404), path
            for kind in ("voila", "lab"):
                assert self.get(f"{kind}/{static.platform()}/{path}").code in (400, 404), path

    def test_the_platform_is_there_too(self):
        for path in ("voila/{}/voila.js", "lab/{}/anywidget/package.json"):
            assert self.get(path.format(static.platform())).code == 200


def test_the_hash_changes_with_any_file(monkeypatch):
    before = _assets.digest()
    changed = {**_assets.files(), "common/dom.js": "// other"}
    monkeypatch.setattr(_assets, "files", lambda: changed)
    assert re.fullmatch("[0-9a-f]{16}", before)
    assert _assets.digest.__wrapped__() != before


def test_the_page_is_told_under_one_key_of_its_own():
    config = static.page_config({"fullStaticUrl": "theirs"}, base_url="/b/", notebook_path="x", log=None)
    assert config.pop("mentorbook")["voila"].startswith("/b/mentorbook/voila/")
    assert config == {"fullStaticUrl": "theirs"}


@pytest.mark.parametrize("name", ["page", "goals"])
def test_the_loader_names_its_widget(name):
    text = _assets.loader(name)
    told = json.loads(re.match(r"const HERE = (.*);\n", text)[1])
    assert told["entry"] == f"{name}/widget.js"
    assert told["hash"] == _assets.digest()
    assert (told["script"], told["style"]) == ("all.js", "all.css")
    assert len(text) < 6000  # it is sent with every widget
