"""Progress, never content: what a programme is told of a pair, made from its workbook, and told to the pair itself.

A pair's row holds what `facts` returns, and of each person whether they have opened the workbook and asked
for the facilitator. While the pair does not share, it holds that alone. The same sentences (`told`) stand on
the pair's own page, so that both see what is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from mentorbook.content.specs import Pack
from mentorbook.library import Book
from mentorbook.messages import say
from mentorbook.store.signals import Signals as Signals
from mentorbook.workbook import journeys
from mentorbook.workbook.book import now
from mentorbook.workbook.paths import PEOPLE
from mentorbook.workbook.signatures import latest

PROGRAMME = "partnership/programme"
"""Which programme a workbook belongs to."""
SHARES = "partnership/programme_shares"
"""False once the pair has stopped sharing progress."""
PAIR = "pair"
SURVEY = "survey"
MOST_DATES = 60
OPEN_ACTIONS = ("open", "started", "doing")
Facts = dict[str, Any]


def facts(book: Book) -> Facts:
    """All that is told of what both may see: ids, dates, counts, and yes or no. No word that somebody wrote."""
    standing = journeys.standing(book)
    started = journeys.start(book)
    meetings = book.rows("meetings")
    held = sorted(m["date"] for m in meetings if m.get("status") == "held" and _is_day(m.get("date")))
    planned = sorted(
        m["date"] for m in meetings if m.get("status") in (None, "planned") and _is_day(m.get("date"))
    )
    actions = [a for a in book.rows("actions") if a.get("status") not in ("done", "dropped", "cancelled")]
    return {
        "journey": book.journey.id if book.journey else "",
        "stage": standing.stage if standing else "",
        "since": (standing.since[:10] if standing and standing.since else "")
        or (str(started) if started else ""),
        "start": str(started) if started else "",
        "held": held[-MOST_DATES:],
        "planned": planned[-MOST_DATES:],
        "agreement": _agreement(book),
        "goals": dict(Counter(str(g.get("status") or "open") for g in book.rows("goals"))),
        "due": sorted(a["due"] for a in actions if _is_day(a.get("due")))[:MOST_DATES],
        "pulse": _pulse(book),
        "active": now()[:10],
    }


def write(book: Book, signals: Signals, person: str) -> Facts | None:
    """Tell the programme how the pair at `book` stands, as seen from the page of `person`.

    Returns:
        What the row holds now; None where the workbook belongs to no programme.
    """
    programme = book.get(PROGRAMME)
    if not isinstance(programme, str) or not programme:
        return None
    written: Facts = {}

    def edit(old: Facts) -> Facts | None:
        people = {p: dict(old.get("people", {}).get(p, {})) for p in PEOPLE}
        if person in PEOPLE:
            people[person].setdefault("opened", now()[:10])
            people[person]["asked"] = asked(book, person)
        shares = book.get(SHARES) is not False
        written.update(
            {"shares": True, "people": people, **facts(book)}
            if shares
            else {"shares": False, "people": people}
        )
        return None if written == old else written

    signals.change(programme, PAIR, book.id, now(), edit)
    return written


def asked(book: Book, person: str) -> bool:
    """Whether somebody has asked for a word with the facilitator."""
    return (
        book.get(
            f"fit/{person}/wants_facilitator" if _per_person(book) else "fit/wants_facilitator", viewer=person
        )
        is True
    )


def told(
    row: Mapping[str, Any], pack: Pack, today: date, *, names: Mapping[str, str]
) -> list[dict[str, str]]:
    """A pair's row in words, as ``{label, value}``: on the console, and on the pair's own page."""
    people = row.get("people", {})
    opened = [names.get(p, p) for p in PEOPLE if people.get(p, {}).get("opened")]
    wants = [names.get(p, p) for p in PEOPLE if people.get(p, {}).get("asked")]
    found = [
        ("opened", ", ".join(opened) or say("signal.nobody")),
        ("asked", ", ".join(wants) or say("signal.nobody")),
    ]
    if row.get("shares") is not False:
        late = overdue(row, today)
        found[:0] = [
            ("stage", stage_title(pack, row)),
            ("since", str(row.get("since") or "–")),
            ("meetings", ", ".join(row.get("held", [])) or say("signal.none")),
            ("planned", ", ".join(row.get("planned", [])) or say("signal.none")),
            ("agreement", say(f"signal.agreement.{row.get('agreement', 'none')}")),
            ("goals", goals(row, pack) or say("signal.none")),
            ("late", say("signal.late", count=late, of=len(row.get("due", [])))),
            ("pulse", say(f"signal.pulse.{row.get('pulse', 0)}")),
            ("active", str(row.get("active") or "–")),
        ]
    return [{"label": say(f"signal.{name}"), "value": value} for name, value in found]


def stage_title(pack: Pack, row: Mapping[str, Any]) -> str:
    """The name of the stage that a pair is in."""
    journey = pack.journeys.get(str(row.get("journey")))
    return next((s.title for s in journey.stages if s.id == row.get("stage")), "–") if journey else "–"


def goals(row: Mapping[str, Any], pack: Pack) -> str:
    """Goals by status: "2 open, 1 reached"."""
    labels = {o.id: o.label.lower() for o in pack.forms["goals"].field("status").options}
    counts = row.get("goals", {})
    return ", ".join(
        f"{counts[s]} {labels.get(s, s)}" for s in [*labels, *(set(counts) - set(labels))] if counts.get(s)
    )


def overdue(row: Mapping[str, Any], today: date) -> int:
    """How many open actions should have been done."""
    return sum(day < today.isoformat() for day in row.get("due", []))


# -- inside


def _agreement(book: Book) -> str:
    signed = [person for person in PEOPLE if latest(book, "agreement", person) is not None]
    if len(signed) == len(PEOPLE):
        return "signed"
    if signed:
        return "half"
    return "draft" if book.all_paths(sections=["agreement"]) else "none"


def _pulse(book: Book) -> int:
    """How many of the two have answered the last check: 0, 1 or 2; never what."""
    rows = book.row_ids("pulses")
    if not rows:
        return 0
    fields = [spec for spec in book.pack.forms["pulses"].fields() if spec.type in ("scale5", "scale10")]
    return sum(
        any(book.answered(book.place(f"{_row('pulses', rows[-1])}/{spec.id}"), person) for spec in fields)
        for person in PEOPLE
    )


def _row(section: str, row: str) -> str:
    return row if row.startswith(f"{section}/") else f"{section}/{row}"


def _per_person(book: Book) -> bool:
    return book.pack.forms["fit"].per == "person"


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == 10
