"""The process that `press` asks: draws pictures or sets type, and ends. Run as a file, with as little loaded as can be.

It imports nothing of mentorbook before it draws, and never Typst and matplotlib both.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

NO_FONT = "could not be displayed"
"""What Typst says, among other words, where a character has no font."""


def main() -> int:
    """Read what is asked from standard input, and write what is made to standard output."""
    asked = json.loads(sys.stdin.buffer.read())
    match asked["what"]:
        case "pictures":
            return _pictures(asked)
        case "type":
            return _type(asked)
        case _:
            return _types(asked)


def _pictures(asked: dict[str, Any]) -> int:
    from mentorbook.reports.drawing import picture

    drawn = [base64.b64encode(picture(chart, asked["kind"])).decode() for chart in asked["charts"]]
    sys.stdout.buffer.write(json.dumps(drawn).encode())
    return 0


def _type(asked: dict[str, Any]) -> int:
    import typst

    try:
        sys.stdout.buffer.write(_compiled(asked, asked.pop("data"), asked["standards"]))
    except typst.TypstError as problem:
        return _said(problem)
    return 0


def _types(asked: dict[str, Any]) -> int:
    import typst

    pages = []
    try:
        for data in asked["data"]:
            try:
                made = _compiled(asked, data, asked["standards"])
            except typst.TypstError as problem:
                if NO_FONT not in str(problem):
                    raise
                made = _compiled(asked, data, [])
            pages.append(base64.b64encode(made).decode())
    except typst.TypstError as problem:
        return _said(problem)
    sys.stdout.buffer.write(json.dumps(pages).encode())
    return 0


def _compiled(asked: dict[str, Any], data: str, standards: Any) -> bytes:
    import typst

    made: bytes = typst.compile(
        asked["template"], format="pdf", font_paths=asked["fonts"],
        sys_inputs={"data": data}, pdf_standards=standards,
    )  # fmt: skip
    return made


def _said(problem: Exception) -> int:
    print(" ".join(str(problem).split()), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
