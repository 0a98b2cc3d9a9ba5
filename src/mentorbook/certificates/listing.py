"""A list of people who are to have certificates: a CSV file, every bad row told with its line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from mentorbook.certificates.code import Certificate, CertificateProblem
from mentorbook.messages import say

COLUMNS = ("name", "course", "date", "hours")
LARGEST = 4 * 1024 * 1024  # bytes
MOST = 2000  # people


@dataclass(frozen=True, kw_only=True)
class Given:
    """What holds where a row does not say."""

    course: str = ""
    day: str = ""
    hours: float | None = None


def certificates(file: Path, given: Given, trainer: str) -> list[Certificate]:
    """The certificates of a list: the column `name`, and course, date and hours where they are not the same for all.

    Raises:
        CertificateProblem: Something is wrong with it; the message names every line. OSError: It cannot be read.
    """
    with file.open("rb") as opened:
        raw = opened.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise CertificateProblem("certificate.list.large", file=file.name, most=MOST)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CertificateProblem("certificate.list.utf8", file=file.name) from None
    first = text.partition("\n")[0]
    table = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    try:
        rows = [(table.line_num, row) for row in table if any(cell.strip() for cell in row)]
    except csv.Error as problem:
        raise CertificateProblem(
            "certificate.list.csv", file=file.name, line=table.line_num, reason=problem
        ) from None
    if len(rows) < 2:
        raise CertificateProblem("certificate.list.empty", file=file.name)
    if len(rows) - 1 > MOST:
        raise CertificateProblem("certificate.list.large", file=file.name, most=MOST)
    heads = [cell.strip().casefold() for cell in rows[0][1]]
    wrong = [_unknown(file, head) for head in heads if head and head not in COLUMNS]
    if "name" not in heads:
        wrong.append(f"{file.name}:1: {say('certificate.list.name')}")
    made: list[Certificate] = []
    for line, row in rows[1:] if not wrong else []:
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        try:
            made.append(_certificate(cells, given, trainer))
        except CertificateProblem as problem:
            wrong.append(f"{file.name}:{line}: {problem}")
    if wrong:
        raise CertificateProblem("certificate.list.wrong", count=len(wrong), list="\n".join(wrong))
    return made


def _certificate(cells: dict[str, str], given: Given, trainer: str) -> Certificate:
    hours = number(cells["hours"]) if cells.get("hours") else given.hours
    if hours is None:
        raise CertificateProblem("certificate.list.hours")
    return Certificate.new(
        name=cells.get("name", ""),
        course=cells.get("course") or given.course,
        day=cells.get("date") or given.day,
        hours=hours,
        trainer=trainer,
    )


def number(typed: str) -> float:
    """Hours as people write them: 12, 1.5 or 1,5.

    Raises:
        CertificateProblem: It is no number.
    """
    try:
        return float(typed.strip().replace(",", "."))
    except ValueError:
        raise CertificateProblem("certificate.hours.none", typed=typed[:40]) from None


def _unknown(file: Path, head: str) -> str:
    near = get_close_matches(head, COLUMNS, n=1)
    key = "certificate.list.near" if near else "certificate.list.column"
    return f"{file.name}:1: " + say(
        key, word=head[:40], near=near[0] if near else "", words=", ".join(COLUMNS)
    )
