"""The browser half of the widgets: its files, the hash that names this version of them, and the loader.

Every widget's ``_esm`` is the same small loader, which imports all modules, in one file, from where the server
hands it out (``<base URL>mentorbook/static/<hash>/``; see `mentorbook.server.static`). Where the server does
not, as a plain JupyterLab without our extension, the loader asks the kernel.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from mentorbook.messages import say
from mentorbook.widgets import _whole

KINDS = (".js", ".css", ".svg")
SCRIPT, SHEET = "all.js", "all.css"

_LOADER = Path(__file__).with_name("loader.js")


def folder() -> Path:
    """Where the files lie: in the installed package, or in the checkout that it was installed from."""
    packed = Path(__file__).parents[1] / "_widgets"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "widgets"


@cache
def files() -> dict[str, str]:
    """Every file by its path below `folder`, with forward slashes: ``{"common/dom.js": "…"}``."""
    root = folder()
    found = sorted(path for path in root.rglob("*") if path.suffix in KINDS)
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


@cache
def digest() -> str:
    """A name for exactly these files: 16 hex digits. Changes when any of them does."""
    whole = hashlib.sha256()
    for path, text in files().items():
        whole.update(f"{path}\0{len(text)}\0{text}\0".encode())
    return whole.hexdigest()[:16]


@cache
def script() -> str:
    """All modules in one: what is handed out as `SCRIPT`."""
    return _whole.script(files())


@cache
def sheet() -> str:
    """All stylesheets in one: what is handed out as `SHEET`."""
    return _whole.sheet(files())


@cache
def loader(name: str) -> str:
    """The ES module that stands for widget `name` on the wire.

    Args:
        name: The widget's folder in ``widgets/``.
    """
    parts = {
        "hash": digest(),
        "entry": f"{name}/widget.js",
        "script": SCRIPT,
        "style": SHEET,
        "failed": say("server.widget.failed"),
        "reload": say("server.reload"),
    }
    # "<" is escaped so that the text stays harmless wherever a page embeds it.
    told = json.dumps(parts, ensure_ascii=False).replace("<", "\\u003c")
    return f"const HERE = {told};\n{_LOADER.read_text(encoding='utf-8')}"
