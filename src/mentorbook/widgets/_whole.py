"""All modules of the browser half in one, and all stylesheets: two requests instead of a hundred and sixty.

Each module becomes a function that runs when it is first asked for, and returns what the module exports. It is a
reading of our own manner of writing modules, and of no other: every import and export begins a line, imports name
what they take, exports are declared where they stand, and no two modules import each other in a circle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)";', re.MULTILINE)
PASSED_ON = re.compile(r'^export\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)";', re.MULTILINE)
DECLARED = re.compile(
    r"^export\s+((?:async\s+)?(?:function\*?|class|const)\s+([A-Za-z_$][\w$]*))", re.MULTILINE
)
DEFAULT = re.compile(r"^export\s+default\s+", re.MULTILINE)
LEFT = re.compile(r"^(?:import\b[^(]|export\b).*", re.MULTILINE)


def script(files: Mapping[str, str]) -> str:
    """One ES module; its default export takes a path and gives what the module there exports.

    Args:
        files: The texts of all files by path; those that are no modules are left out.

    Raises:
        ValueError: A module is written in a manner that this does not read.
    """
    parts = [function(path, text) for path, text in files.items() if path.endswith(".js")]
    head = "const made = {};\nconst parts = {\n"
    tail = "};\nexport default function $(path) {\n  return (made[path] ??= parts[path]($));\n}\n"
    return head + "\n".join(parts) + tail


def function(path: str, text: str) -> str:
    """The module at `path` as a method of that name."""
    given: list[str] = []

    def at(target: str) -> str:
        return normpath(join(dirname(path), target))

    def taken(found: re.Match[str]) -> str:
        names = ", ".join(": ".join(name.split(" as ")) for name in _names(found[1]))
        # As many lines as before, so that a mistake is found where it stands.
        return f'const {{ {names} }} = $("{at(found[2])}");' + "\n" * found[0].count("\n")

    def passed_on(found: re.Match[str]) -> str:
        for name in _names(found[1]):
            theirs, _, ours = name.partition(" as ")
            given.append(f'{ours or theirs}: $("{at(found[2])}").{theirs}')
        return "\n" * found[0].count("\n")

    def declared(found: re.Match[str]) -> str:
        given.append(found[2])
        return found[1]

    def default(_found: re.Match[str]) -> str:
        given.append("default: $default")
        return "const $default = "

    body = IMPORT.sub(taken, text)
    body = PASSED_ON.sub(passed_on, body)
    body = DEFAULT.sub(default, body)
    body = DECLARED.sub(declared, body)
    if left := LEFT.search(body):
        raise ValueError(f"{path}: cannot read {left[0]!r}")
    return f'"{path}"($) {{\n{body}\nreturn {{ {", ".join(given)} }};\n}},'


def sheet(files: Mapping[str, str]) -> str:
    """One stylesheet: the tokens, what all share, then each widget's own."""

    def order(path: str) -> tuple[bool, bool, bool, str]:
        return not path.startswith("common/"), path != "common/tokens.css", path != "common/parts.css", path

    return "\n".join(files[path] for path in sorted(files, key=order) if path.endswith(".css"))


def _names(listed: str) -> list[str]:
    return [" ".join(name.split()) for name in listed.split(",") if name.strip()]
