"""Where pictures are drawn and type is set: in a process of its own, which gives its memory back when it is done.

(Typst keeps what it has set: in the process that asks, every report would take a few hundred megabytes more, for
good. matplotlib would take its fifty.) What goes in and comes out is plain data. That process is `pressing`.
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
PRESSING = Path(__file__).with_name("pressing.py")
LONGEST = 300  # seconds, after which something is wrong
SPARING = {
    "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_TOP_PAD_": "0",
}  # fmt: skip
"""Typst in one thread, which takes its memory from one place (where that is glibc's to say) and gives back what it does
not need: some 20 MB less for a long report, and a tenth of a second more."""


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
    with tempfile.TemporaryDirectory() as empty:
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-P", str(PRESSING)],  # beside it lies a module called calendar
                input=json.dumps(asked, ensure_ascii=False).encode(),
                capture_output=True,
                cwd=empty,
                env={**os.environ, **SPARING, "PYTHONPATH": os.pathsep.join(paths)},
                timeout=LONGEST,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise TypeProblem(str(problem)) from problem
    if done.returncode:
        raise TypeProblem(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return done.stdout
