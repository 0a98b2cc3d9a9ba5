"""What the server answers besides the pages: the way to the index, errors in plain words, headers."""

from __future__ import annotations

from http.client import responses
from typing import Any
from urllib.parse import urljoin

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from mentorbook.messages import say

POLICY = "; ".join(
    [
        "default-src 'self'",
        # Scripts stand in the page that Voilà renders, and anywidget links modules as Blob addresses.
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline' blob:",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class IndexHandler(JupyterHandler):
    """The bare address leads to the index page."""

    @web.authenticated
    async def get(self) -> None:
        self.redirect(urljoin(self.base_url, "voila/render/index.ipynb"))

    head = get


class NotFoundHandler(web.RequestHandler):
    """Whatever is not served."""

    async def prepare(self) -> None:
        raise web.HTTPError(404)

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        write_error(self, status_code)


def explain(status: int) -> dict[str, str]:
    """What the page for an error says: what happened and where to go, nothing of how the server is made."""
    known = status if status in (403, 404) else 500
    return {
        "title": say(f"server.error.{known}.title"),
        "words": say(f"server.error.{known}"),
        "home": say("server.error.home"),
    }


def write_error(handler: web.RequestHandler, status: int) -> None:
    """Answers with the page for an error."""
    settings = handler.settings
    template = settings["voila_jinja2_env"].get_template("error.html")
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    handler.finish(
        template.render(
            status_code=status,
            status_message=responses.get(status, ""),
            base_url=settings["base_url"],
        )
    )
