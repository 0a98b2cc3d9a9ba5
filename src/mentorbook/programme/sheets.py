"""Tables as they come: CSV in whatever dress, and Excel. Only cells here; what they mean is `roster`'s."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mentorbook.content.values import clean_text
from mentorbook.errors import FileProblem

LARGEST = 40 * 1024 * 1024
"""Bytes of a table."""
LONGEST_CELL = 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""A text that begins so could run as a formula; going out it gets an apostrophe in front."""
_RUNS = re.compile(r"[=＝]|[+\-@＋－＠].*[(!|]", re.DOTALL)
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number as people count (the header is 1), and its cells."""

    number: int
    cells: tuple[str, ...]


def read(data: bytes, name: str) -> list[Line]:
    """The rows of a table that hold anything, header first.

    Args:
        data: The file. name: What it is called; only ever shown.

    Raises:
        FileProblem: It is no table, empty, too large, or in an encoding that cannot be told.
    """
    if len(data) > LARGEST:
        raise FileProblem("roster.large", file=name, most=LARGEST // 1024 // 1024)
    lines = _excel(data, name) if data[:2] == b"PK" else _csv(_decoded(data, name), name)
    found = [line for line in lines if any(cell.strip() for cell in line.cells)]
    if not found:
        raise FileProblem("roster.empty", file=name)
    return found


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run this instead of showing it."""
    return bool(_RUNS.match(cell.lstrip()))


def bare(cell: str) -> str:
    """A cell as it was typed: without the apostrophe that `harmless` puts in front."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell.startswith(FORMULA, 1) else cell


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return "'" + cell if cell.startswith(FORMULA) else cell


def to_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A table for any spreadsheet: UTF-8, marked so that Excel knows it. Nothing in it runs."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_excel(rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """A table as an Excel workbook: every cell is text, and nothing in it runs."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title).strip()[:31] or "1"
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            place = sheet.cell(number, column)
            place.value = ILLEGAL_CHARACTERS_RE.sub("", harmless(cell))[:32_000]
            place.data_type = "s"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _decoded(data: bytes, name: str) -> str:
    encoding = next((found for mark, found in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileProblem("roster.encoding", file=name, line=line) from error
    if "\0" in text:
        raise FileProblem("roster.no_table", file=name)
    return text


def _csv(text: str, name: str) -> Iterator[Line]:
    """Rows parted by commas, semicolons or tabs: by whichever the header has most of, outside quotes."""
    header = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    parted = max(",;\t", key=header.count)
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True)
    try:
        start = 1
        for row in reader:
            yield Line(start, tuple(clean_text(cell).strip() for cell in row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise FileProblem("roster.quotes", file=name, line=reader.line_num) from error
    finally:
        csv.field_size_limit(before)


def _excel(data: bytes, name: str) -> Iterator[Line]:
    """The first sheet. Formulas are read as they are written, so that they can be seen for what they are."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield Line(number, tuple(_told(cell) for cell in row))
        book.close()
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, TypeError, OSError, EOFError) as error:
        raise FileProblem("roster.excel", file=name) from error


def _told(cell: Any) -> str:
    """An Excel cell in words: 2.0 is 2."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_text(str(getattr(cell, "text", cell))).strip()
