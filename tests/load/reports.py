"""How long reports of a half-year partnership take, and how much memory: ``python -m tests.load.reports``.

Each is made in a process of its own, which has the workbook open as a page's kernel has. Memory is the highest that
the process took above what it took before, and beside it what the processes took that it started.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import mentorbook
from mentorbook.content.specs import FieldSpec, FormSpec
from mentorbook.library import Book

GOALS, MEETINGS, REFLECTIONS, ACTIONS = 12, 24, 60, 300
START = date(2026, 1, 5)
WORDS = (
    "we",
    "said",
    "that",
    "a",
    "small",
    "step",
    "this",
    "week",
    "is",
    "worth",
    "more",
    "than",
    "a",
    "plan",
)


def half_year(path: Path) -> Path:
    """A workbook with something in every form, and as much in it as half a year brings."""
    dice = random.Random(7)
    book = mentorbook.create(path, mentor="Sam Okafor", mentee="Alex Rivera", journey="semester")
    with book, book.at_once():
        book.start(start=START.isoformat())
        for person in ("mentor", "mentee"):
            book.keep_private(person, "words that only one knows")
        counts = {"goals": GOALS, "meetings": MEETINGS, "reflections": REFLECTIONS, "actions": ACTIONS}
        for form in book.pack.forms.values():
            if form.by != "facilitator":
                _fill(book, form, counts.get(form.id, 6), dice)
    return path


def _fill(book: Book, form: FormSpec, count: int, dice: random.Random) -> None:
    if form.per != "many":
        for person in ("mentor", "mentee"):
            for field in form.fields():
                _set(book, form.id if form.per == "pair" else f"{form.id}/{person}", field, person, 0, dice)
                if form.per == "person" and field.who == "together":
                    _set(book, form.id, field, person, 0, dice)
        return
    for number in range(count):
        by = "mentor" if number % 3 == 0 else "mentee"
        given = {"sharing": "shared", "variant": "three"}
        given = {name: value for name, value in given.items() if form.has(name)}
        prefix = f"{form.id}/{book.add(form.id, given, by=by)}"
        for section in form.sections:
            if section.when and section.when.get("variant") != "three":
                continue  # one way of looking back is chosen, and three questions it is mostly
            for field in section.fields:
                for person in ("mentor", "mentee") if field.id not in ("sharing", "variant") else ():
                    _set(book, prefix, field, person, number, dice)


def _set(book: Book, prefix: str, field: FieldSpec, by: str, number: int, dice: random.Random) -> None:
    path = f"{prefix}/{field.id}"
    if not book.known(path) and not book.known(f"{path}/x/created"):
        return
    if field.type == "rows":
        if field.becomes or field.one_for or not book.may_write(f"{path}/x/created", by):
            return
        for row in range(4):
            inner = f"{path}/{book.add(path, by=by)}"
            for column in field.fields:
                _set(book, inner, column, by, number + row, dice)
    elif field.required == "no" and dice.random() < 0.5:  # people leave out about half of what they may
        return
    elif book.may_write(path, by) and (value := _value(book, prefix, field, number, dice)) is not None:
        book.set(path, value, by=by)


def _value(book: Book, prefix: str, field: FieldSpec, number: int, dice: random.Random) -> Any:
    some = " ".join(dice.choices(WORDS, k=10))
    match field.type:
        case "short":
            return f"{some[:40]} {number}"
        case "long":
            return f"{some}. " * 3
        case "date":
            return (START + timedelta(days=7 * number % 182)).isoformat()
        case "time":
            return "16:00"
        case "number":
            return max(field.low or 0, min(number % 50, field.high or 50))
        case "yesno":
            return number % 2 == 0
        case "scale5" | "scale10":
            return dice.randint(field.low or 1, field.high or 5)
        case "choice" if field.options_from == "time_zones":
            return "Europe/London"
        case "choice":
            return dice.choice(field.options).id if field.options else None
        case "multi":
            return [option.id for option in field.options[:2]] or None
        case "link" if field.targets == ("measures",):
            return [f"{prefix.rpartition('/readings')[0]}/measures/{row}"
                    for row in book.row_ids(f"{prefix.rpartition('/readings')[0]}/measures")[:1]]  # fmt: skip
    return None


def measure(path: Path, to: str) -> None:
    """Make one report of the workbook at `path`, and print seconds, megabytes and bytes."""
    from mentorbook.reports.make import prepare

    with mentorbook.open(path) as book:
        book.all_paths()
        before = _memory("VmRSS")
        start, worked = time.perf_counter(), _worked()
        job = prepare(book, to)
        read = time.perf_counter() - start
        made = job.run(lambda stage: None)
        whole, work = time.perf_counter() - start, _worked() - worked
    beside = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"| {to} | {read:.2f} | {whole:.2f} | {work:.2f} | {_memory('VmHWM') - before:.0f} | {beside:.0f} | {len(made) / 1e6:.2f} |"
    )


def _worked() -> float:
    """Seconds that this process and those it started were at work."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _memory(what: str) -> float:
    """Megabytes of this process, from Linux."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


def main() -> None:
    """Print a table: seconds to read the workbook, in all, and at work; megabytes above before and beside; size."""
    with tempfile.TemporaryDirectory() as folder:
        path = half_year(Path(folder) / "half-year.mentorbook")
        print(
            "| what | read | in all | of it work | MB more | MB beside | size |\n|---|" + "---:|" * 6,
            flush=True,
        )
        for to in ("pdf", "docx", "html", "md", "ics", "csv", "json"):
            code = f"from pathlib import Path; from tests.load.reports import measure; measure(Path({str(path)!r}), {to!r})"
            subprocess.run([sys.executable, "-c", code], check=True)


if __name__ == "__main__":
    main()
