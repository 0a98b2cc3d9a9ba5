"""Serving: our own Voilà (`mentorbook serve`), and an extension for other Jupyter servers."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "mentorbook.server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from mentorbook.server import extension

    extension.load(server)
