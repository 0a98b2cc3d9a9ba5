"""One file in place of the ninety scripts that Voilà and the widget managers load for every page.

They are webpack chunks: each adds its modules to a list, which the main script reads when it starts. So they
may come earlier than they are asked for, and together; what is missing here is loaded on demand as ever.
``bundle.txt`` names them. It is written from what a browser asked for, by ``make bundle``, after an upgrade.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

NAME = "bundle.js"
LIST = Path(__file__).with_name("bundle.txt")


@cache
def names() -> tuple[str, ...]:
    """The scripts by kind and path: ``voila/9151.voila.js``, ``lab/anywidget/static/2.3dbf81c0.js``."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def made(sets: Mapping[str, Callable[[str], tuple[str, bytes] | None]]) -> bytes:
    """The scripts in one. Each in a function of its own, so that its ``"use strict"`` binds no other.

    Args:
        sets: How to find a file of each kind. One that is not installed is left out.
    """
    parts = []
    for name in names():
        kind, _, path = name.partition("/")
        found = sets[kind](path)
        if found is not None:
            parts.append(b"(function () {\n" + found[1] + b"\n})();\n")
    return b"".join(parts)
