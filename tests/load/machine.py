"""The machine that the figures come from: what matters for them, and nothing that names it."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def describe(browser: str, peers: dict[str, str], load: float) -> str:
    """One sentence: processor, memory, versions.

    Args:
        browser: The browser's version, "" if none was used.
        peers: Version of each peer.
        load: How busy the machine was before; see `busy`.
    """
    parts = [f"{os.cpu_count()} cores ({processor()})", f"{memory():.0f} GB of memory", platform.system()]
    parts.append(f"Python {platform.python_version()}")
    if browser:
        parts.append(f"Chromium {browser}")
    ours = ", ".join(f"{name} {installed(name)}" for name in ("mentorbook", "voila", "pycrdt", "ipykernel"))
    theirs = ", ".join(f"{name} {number}" for name, number in peers.items())
    said = (
        f" **Others used the machine, too**: {load:.1f} processes wanted a core when it began."
        if load > 0.5
        else ""
    )
    return f"{', '.join(parts)}; {ours}{f'; beside {theirs}' if theirs else ''}.{said}"


def busy() -> float:
    """How many processes wanted a core, on average of the last minute."""
    return os.getloadavg()[0]


def processor() -> str:
    """What the processor is called."""
    known = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", known.read_text(), re.M) if known.exists() else None
    return found[1].strip() if found else platform.machine()


def memory() -> float:
    """How much memory there is, in GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def free() -> float:
    """How much memory could be had now, in GB; all of it where that is not told."""
    known = Path("/proc/meminfo")
    found = re.search(r"^MemAvailable:\s+(\d+) kB", known.read_text(), re.M) if known.exists() else None
    return int(found[1]) / 2**20 if found else memory()


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
