"""Where pictures are drawn and type is set: in a process of its own, which gives its memory back when it is done.

(Typst keeps what it has set: in the process that asks, every report would take a few hundred megabytes more, for
good. matplotlib would take its fifty.) What goes in and comes out is plain data.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorbook.errors import MentorbookError

if TYPE_CHECKING:
    from mentorbook.reports.charts import Chart

PACKAGE = Path(__file__).parents[2]
NO_FONT = "could not be displayed"
"""What Typst says, among other words, where a character has no font."""
LONGEST = 300  # seconds, after which something is wrong


class TypeProblem(MentorbookError):
    """Typst could not set a document; `said` is what it said."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__("report.failed", why=said[:300])


def pictures(charts: Iterable[Chart], kind: str) -> list[bytes]:
    """Each chart as ``svg`` or ``png``."""
    told = [asdict(chart) for chart in charts]
    if not told:
        return []
    drawn = json.loads(_ask({"what": "pictures", "charts": told, "kind": kind}))
    return [base64.b64decode(one) for one in drawn]


def set_type(
    template: Path, data: Mapping[str, Any], *, fonts: Sequence[Path], standards: Sequence[str]
) -> bytes:
    """The PDF that a Typst template makes of the data (``sys.inputs.data``, as JSON).

    Raises:
        TypeProblem: It could not.
    """
    asked = {"what": "type", "template": str(template), "fonts": list(map(str, fonts))}
    given = json.dumps(data, ensure_ascii=False)
    return _ask({**asked, "standards": list(standards), "data": given})


def set_types(
    template: Path, each: Sequence[Mapping[str, Any]], *, fonts: Sequence[Path], standards: Sequence[str]
) -> list[bytes]:
    """A PDF for each of these, in one go; one that has a character in no font is set without the standards.

    Raises:
        TypeProblem: One could not be set.
    """
    asked = {"what": "types", "template": str(template), "fonts": list(map(str, fonts))}
    given = [json.dumps(data, ensure_ascii=False) for data in each]
    made = json.loads(_ask({**asked, "standards": list(standards), "data": given}))
    return [base64.b64decode(one) for one in made]


def _ask(asked: Mapping[str, Any]) -> bytes:
    paths = [str(PACKAGE), *filter(None, [os.environ.get("PYTHONPATH")])]
    with tempfile.TemporaryDirectory() as empty:  # Python looks for modules where it is started
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-m", __name__],
                input=json.dumps(asked, ensure_ascii=False).encode(),
                capture_output=True,
                cwd=empty,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                timeout=LONGEST,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise TypeProblem(str(problem)) from problem
    if done.returncode:
        raise TypeProblem(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return done.stdout


# -- the process that is asked


def main() -> int:
    """Read what is asked from standard input, and write what is made to standard output."""
    asked = json.loads(sys.stdin.buffer.read())
    if asked["what"] == "pictures":
        from mentorbook.reports.drawing import picture

        drawn = [base64.b64encode(picture(chart, asked["kind"])).decode() for chart in asked["charts"]]
        sys.stdout.buffer.write(json.dumps(drawn).encode())
        return 0
    import typst

    def compiled(data: str, standards: Any) -> bytes:
        made: bytes = typst.compile(
            asked["template"], format="pdf", font_paths=asked["fonts"],
            sys_inputs={"data": data}, pdf_standards=standards,
        )  # fmt: skip
        return made

    try:
        if asked["what"] == "type":
            sys.stdout.buffer.write(compiled(asked["data"], asked["standards"]))
            return 0
        pages = []
        for data in asked["data"]:
            try:
                made = compiled(data, asked["standards"])
            except typst.TypstError as problem:
                if NO_FONT not in str(problem):
                    raise
                made = compiled(data, [])
            pages.append(base64.b64encode(made).decode())
        sys.stdout.buffer.write(json.dumps(pages).encode())
    except typst.TypstError as problem:
        print(" ".join(str(problem).split()), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
