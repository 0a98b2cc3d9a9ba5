"""The link by which the partner comes into this very container. It holds the server's token, and so is made on asking.

``POST <base URL>mentorbook/together`` with ``{"page": the address of the page, "file": the open workbook}`` answers
``{"link": …, "size": …, "path": …}``: the link, and its QR code as the data of an SVG path. With ``"join"``, the secret
of a live session, in place of the file it is the link for its participants. Whoever may ask has the token already. It is in no log, in no page before somebody asks, and in no answer that is kept.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

PAGE, SESSION = "partnership.ipynb", "session.ipynb"
LONGEST = 2000
BORDER = 4  # modules of white around a QR code, as readers want it


def link(page: str, base_url: str, token: str, file: str, *, join: str = "") -> str:
    """The partner's link: the page for both, beside the one that asks. It names no role; the partner says who they are.

    Args:
        page: The address of the page that asks, as its browser has it: the server does not know its own origin.
        base_url: Where the server's addresses begin.
        file: The workbook, by its plain name. join: What opens a live session to its participants, in its place.

    Raises:
        ValueError: That is no page of this server.
    """
    parts = urlsplit(page)
    folder = parts.path.rpartition("/")[0]
    root = url_path_join(base_url, "voila/render")
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        raise ValueError("no address of a page")
    if f"{folder}/".find(f"{root}/") != 0 or ".." in folder:
        raise ValueError("no page of this server")
    query = f"token={quote(token, safe='')}" if token else ""
    name, fragment = (
        (SESSION, f"join={quote(join, safe='')}") if join else (PAGE, f"open={quote(file, safe='')}")
    )
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{name}", query, fragment))


def code(words: str) -> tuple[int, str]:
    """`words` as a QR code: how wide it is, and the data of an SVG path in which every dark module is a square."""
    import segno

    rows = list(segno.make(words, error="m", micro=False).matrix_iter(border=BORDER))
    squares = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return len(rows), "".join(squares)


class TogetherHandler(JupyterHandler):
    """POST ``mentorbook/together``; that it is not GET keeps other sites from asking."""

    @web.authenticated
    async def post(self) -> None:
        self.set_header("Cache-Control", "no-store")
        try:
            asked: Any = json.loads(self.request.body)
            page, join = asked["page"], asked.get("join", "")
            file = "" if join else asked["file"]
            given = (page, file, join)
            if not all(isinstance(one, str) for one in given) or sum(map(len, given)) > LONGEST:
                raise ValueError("too long")
            address = link(page, self.base_url, str(self.identity_provider.token or ""), file, join=join)
        except (ValueError, KeyError, TypeError) as problem:
            raise web.HTTPError(400) from problem
        size, path = code(address)
        self.finish({"link": address, "size": size, "path": path})


def handlers(base_url: str) -> list[tuple[Any, ...]]:
    """The tornado handlers."""
    return [(url_path_join(base_url, "mentorbook/together"), TogetherHandler)]
