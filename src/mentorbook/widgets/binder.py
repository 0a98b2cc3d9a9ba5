"""What a page in a Binder has to know: when its container ends, and where a fresh one is to be had.

A Binder's container lives for six hours at most, and earlier where nobody uses it. What is in it is gone then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

HOURS = 6
STARTED = "MENTORBOOK_STARTED"
"""The variable in which the server tells its kernels when it was started, in seconds since 1970."""
INDEX = "voila/render/notebooks/index.ipynb"
SOON = 3600.0  # a server is started within so many seconds after its container, if that is what process 1 is


def here(env: Mapping[str, str] = os.environ) -> bool:
    """Whether this is a Binder."""
    return env.get("MENTORBOOK_MODE") == "binder" or bool(env.get("BINDER_REPO_URL"))


def facts(env: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """What the page is told: ``ends`` (milliseconds since 1970) and ``launch`` (an address or None); None elsewhere."""
    if not here(env):
        return None
    return {"ends": round(1000 * (started(env) + HOURS * 3600)), "launch": launch(env)}


def launch(env: Mapping[str, str] = os.environ) -> str | None:
    """Where a fresh container of the same version is launched, opening the front page; None where that is not known."""
    host, request = env.get("BINDER_LAUNCH_HOST", ""), env.get("BINDER_PERSISTENT_REQUEST", "").strip("/")
    parts = urlsplit(host)
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.query
        or parts.fragment
        or not request
    ):
        return None
    request = request if request.startswith("v2/") else f"v2/{request}"
    # The request is quoted already (a repository elsewhere is named by its quoted address).
    return f"{host.rstrip('/')}/{quote(request, safe='/%:@!+,~')}?urlpath={quote(INDEX, safe='')}"


def started(env: Mapping[str, str] = os.environ, *, first: float | None = None) -> float:
    """When the container was started, in seconds since 1970.

    That is when its first process was, unless that is much older than our server: then it is no container's own.

    Args:
        first: When process 1 was started, for tests.
    """
    try:
        server = float(env.get(STARTED, ""))
    except ValueError:
        server = time.time()
    first = first if first is not None else _first_process()
    return first if first is not None and 0 <= server - first < SOON else server


def _first_process() -> float | None:
    """When process 1 was started, where the system says so (Linux)."""
    try:
        boot = next(
            int(line.split()[1])
            for line in Path("/proc/stat").read_text().splitlines()
            if line.startswith("btime ")
        )
        # What comes before the bracket may hold anything; field 22 of all is 20 after it.
        ticks = int(Path("/proc/1/stat").read_text().rpartition(")")[2].split()[19])
        return boot + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration, AttributeError):
        return None
