"""The peers, in an environment of their own, which is made when it is first needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENT = HERE.parents[2] / ".venv-peers"
REQUIREMENTS = HERE / "requirements.txt"
NAMES = {"Voilà": "voila", "Streamlit": "streamlit", "Panel": "panel", "Solara": "solara"}


def program(name: str) -> str:
    """The path of one of their commands."""
    return str(ENVIRONMENT / "bin" / name)


def install() -> tuple[dict[str, str], list[str]]:
    """Makes the environment, unless it is there for these very requirements.

    Returns:
        The version of each peer that can be run, and a sentence for each that cannot.
    """
    stamp = ENVIRONMENT / "requirements.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing the peers (once)", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        if _pip("--requirement", str(REQUIREMENTS)) is None:
            stamp.write_text(wanted)
        else:  # then each for itself, so that one does not keep the others away
            for line in re.findall(r"^[a-z][^ #]*", wanted, re.M):
                _pip("--constraint", str(REQUIREMENTS), line)
    found = _versions()
    missing = [f"{who} could not be installed here." for who, name in NAMES.items() if name not in found]
    return {who: found[name] for who, name in NAMES.items() if name in found}, missing


def _pip(*arguments: str) -> str | None:
    """Installs something; returns what went wrong, or None."""
    command = [
        program("python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    return None if done.returncode == 0 else done.stderr


def _versions() -> dict[str, str]:
    command = [program("python"), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {one["name"]: one["version"] for one in json.loads(listed)}
