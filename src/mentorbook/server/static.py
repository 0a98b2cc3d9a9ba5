"""Hands out what the page loads, by addresses that name a version, to be kept by browsers for good.

``<base URL>mentorbook/static/<hash>/<path>`` is the browser half of our widgets. Under
``mentorbook/voila/<hash>/`` and ``mentorbook/lab/<hash>/`` lie the scripts of Voilà and of the widget
managers, which Voilà itself serves uncompressed and to be asked for anew on every visit.

An address never changes its meaning: another hash than ours is answered with 404, and the widgets' loader
then asks the kernel.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import voila
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web
from voila.paths import collect_static_paths
from voila.utils import get_voila_labextensions_path

from mentorbook.messages import say
from mentorbook.server import bundle
from mentorbook.widgets import _assets

FOR_GOOD = "public, max-age=31536000, immutable"
TEXT = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
# The labextensions that a page needs: the stock widgets, Voilà's manager for them, and ours.
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
WORDS = ("skip", "slow", "failed", "script", "foot")  # sentences of the template, by their key
LARGEST_MESSAGE = 64 * 1024 * 1024  # bytes: a workbook that is uploaded travels as one message
VERSION = r"([0-9a-f]{16})"

Found = Callable[[str], "tuple[str, bytes] | None"]


def takes_gzip(accepted: str) -> bool:
    """Whether a request's ``Accept-Encoding`` names gzip without refusing it (``;q=0``)."""
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class CookieHandler(JupyterHandler):
    """Hands out the cookie without which Voilà refuses a page's last message, which ends its kernel."""

    @web.authenticated
    async def get(self) -> None:
        assert self.xsrf_token  # reading it sets it
        self.set_header("Cache-Control", "no-store")
        self.set_status(204)


class VersionedHandler(web.RequestHandler):
    """Answers GET and HEAD for one file out of a set that is known by its version."""

    def initialize(self, version: str, find: Found) -> None:
        self.version = version
        self.find = find

    async def get(self, version: str, path: str) -> None:
        found = self.find(path) if version == self.version else None
        if found is None:
            raise web.HTTPError(404)
        name, content = found
        suffix = Path(name).suffix
        kind = TEXT.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if suffix in TEXT else kind)
        self.set_header("Cache-Control", FOR_GOOD)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("Etag", f'"{version}"')
        if self.check_etag_header():
            self.set_status(304)
        elif suffix in TEXT and takes_gzip(self.request.headers.get("Accept-Encoding", "")):
            self.set_header("Content-Encoding", "gzip")
            self.write(packed(content))
        else:
            self.write(content)

    head = get

    def compute_etag(self) -> str | None:
        """None: it is set above, from the version in the address."""
        return None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(str(status_code))


@lru_cache(maxsize=1024)
def packed(content: bytes) -> bytes:
    """`content`, compressed once and kept."""
    return gzip.compress(content, 9, mtime=0)


def below(roots: list[str]) -> Found:
    """Finds the files that lie below `roots` now, the first root first. Nothing else can be named."""
    known: dict[str, Path] = {}
    for root in roots:
        for folder, _, names in os.walk(root, followlinks=True):
            for name in names:
                file = Path(folder, name)
                known.setdefault(file.relative_to(root).as_posix(), file)

    @cache
    def read(path: str) -> bytes:
        return known[path].read_bytes()

    return lambda path: (path, read(path)) if path in known else None


@cache
def ours(path: str) -> tuple[str, bytes] | None:
    """What our widgets need: nothing else can be named."""
    made = {_assets.SCRIPT: _assets.script, _assets.SHEET: _assets.sheet}.get(path)
    return None if made is None else (path, made().encode())


@cache
def platform() -> str:
    """A name for the installed versions of what the page is built on: 16 hex digits."""
    versions = f"{voila.__version__} {ipywidgets.__version__} {anywidget.__version__} {_assets.digest()}"
    versions += bundle.LIST.read_text(encoding="utf-8")
    return hashlib.sha256(versions.encode()).hexdigest()[:16]


def handlers(base_url: str) -> list[tuple[Any, ...]]:
    """The tornado handlers, for our own server as for the extension of another."""
    static = below(collect_static_paths(["voila", "nbconvert"], "base", prune=True))
    labextensions = below(get_voila_labextensions_path())

    @cache
    def bundled() -> bytes:
        return bundle.made({"voila": static, "lab": labextensions})

    def voila_or_bundle(path: str) -> tuple[str, bytes] | None:
        return (path, bundled()) if path == bundle.NAME else static(path)

    sets = (
        ("static", _assets.digest(), ours),
        ("voila", platform(), voila_or_bundle),
        ("lab", platform(), labextensions),
    )
    return [
        (url_path_join(base_url, "mentorbook/cookie"), CookieHandler),
        *(
            (
                url_path_join(base_url, "mentorbook", kind, VERSION, "(.+)"),
                VersionedHandler,
                {"version": version, "find": find},
            )
            for kind, version, find in sets
        ),
    ]


def page_config(config: dict[str, Any], *, base_url: str, **_: object) -> dict[str, Any]:
    """Voilà's ``page_config_hook``: what our template needs to know, under one key of its own.

    It is called for every page of a server, and so changes nothing that other templates read.

    Args:
        config: What Voilà tells its page; added to in place.
        base_url: Where the server's addresses begin.
    """
    config["mentorbook"] = {
        "language": "en",
        "words": {name: say(f"server.{name}") for name in WORDS},
        "extensions": EXTENSIONS,
        "static": url_path_join(base_url, "mentorbook/static", _assets.digest()),
        "script": _assets.SCRIPT,
        "sheet": _assets.SHEET,
        "voila": url_path_join(base_url, "mentorbook/voila", platform()),
        "bundle": bundle.NAME,
        "lab": url_path_join(base_url, "mentorbook/lab", platform()),
    }
    return config
