"""What the facilitator looks at: a row a pair, what needs looking at and why, and numbers of the whole cohort.

Rows are short lists (`COLUMNS`), so that ten thousand of them are sent and drawn at once. All of it comes from
the programme's own record and from progress signals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from mentorbook.content.specs import Pack
from mentorbook.content.using import used
from mentorbook.messages import say
from mentorbook.programme import sheets, signals
from mentorbook.programme.record import Programme
from mentorbook.store.signals import Signals

COLUMNS = (
    "id", "mentor", "mentee", "stage", "last", "next", "agreement", "goals", "late", "pulse", "active", "standing", "flags",
)  # fmt: skip
SILENT, STUCK, UNSIGNED, UNOPENED = 21, 42, 7, 7
"""Days: without a meeting; in one stage; until the agreement should be signed; until both have opened."""
FEWEST = 5
"""People from whom a number of the cohort is shown."""
RECENT = 14
Row = list[Any]


def rows(programme: Programme, told: Mapping[str, Mapping[str, Any]], today: date) -> list[Row]:
    """Every pair, in the order of `COLUMNS`; those to look at first."""
    found = []
    for id_, pair in programme.pairs().items():
        facts = told.get(pair.get("workbook", ""), {})
        held = facts.get("held", [])
        planned = [day for day in facts.get("planned", []) if day >= today.isoformat()]
        found.append(
            [
                id_,
                pair["names"]["mentor"],
                pair["names"]["mentee"],
                signals.stage_title(programme.pack, facts) if facts.get("stage") else "",
                held[-1] if held else "",
                planned[0] if planned else "",
                facts.get("agreement", "") if facts.get("shares") is not False else "hidden",
                signals.goals(facts, programme.pack) if facts.get("goals") else "",
                signals.overdue(facts, today),
                facts.get("pulse", -1),
                facts.get("active", ""),
                pair["standing"],
                flags(pair, facts, today, programme.pack),
            ]
        )
    found.sort(key=lambda row: (row[11] == "ended", not row[12], row[2].casefold(), row[1].casefold()))
    return found


def flags(pair: Mapping[str, Any], facts: Mapping[str, Any], today: date, pack: Pack) -> list[str]:
    """Why a pair should be looked at, as kinds: see `flag_words`. None of a pair that rests, or of one that does not share."""
    if pair["standing"] in ("paused", "ended"):
        return []
    people = facts.get("people", {})
    found = [f"asked:{person}" for person in ("mentor", "mentee") if people.get(person, {}).get("asked")]
    if pair["standing"] == "matched":
        return [*found, "not-invited"]
    invited = _day(pair.get("invited")) or today
    missing = [p for p in ("mentor", "mentee") if not people.get(p, {}).get("opened")]
    if missing and today - invited >= timedelta(days=UNOPENED):
        found += ["unopened-both"] if len(missing) > 1 else [f"unopened:{missing[0]}"]
    if missing or facts.get("shares") is False:
        return found
    start = max(filter(None, (_day(facts.get("start")), invited)))
    last = _day((facts.get("held") or [""])[-1])
    if today - (last or start) >= timedelta(days=SILENT):
        found.append(f"silent:{(today - (last or start)).days // 7}")
    if facts.get("agreement") != "signed" and today - start >= timedelta(days=UNSIGNED):
        found.append("unsigned")
    since = _day(facts.get("since")) or start
    if today - since >= timedelta(days=STUCK) and not _last_stage(facts, pack):
        found.append(f"stuck:{(today - since).days // 7}")
    return found


def flag_words(flag: str, names: Mapping[str, str]) -> str:
    """A flag as a sentence for people."""
    kind, _, more = flag.partition(":")
    return say(f"console.flag.{kind}", name=names.get(more, ""), weeks=more)


def figures(
    found: Sequence[Row], told: Mapping[str, Mapping[str, Any]], today: date, *, pack: Pack | None = None
) -> dict[str, Any]:
    """Numbers of the whole cohort.

    Counts of pairs by what each row shows anyway; what is told of people together (`charts`) only where there
    are five at least.
    """
    on = [row for row in found if row[11] in ("invited", "matched")]
    recent = (today - timedelta(days=RECENT)).isoformat()
    sharing = [facts for facts in told.values() if facts.get("shares") is not False and facts.get("stage")]
    charts = {}
    if 2 * len(sharing) >= FEWEST:
        goals: Counter[str] = Counter()
        for facts in sharing:
            goals.update(facts.get("goals", {}))
        options = (pack or used()).forms["goals"].field("status").options
        labels = {option.id: option.label for option in options}
        stages = Counter(row[3] for row in on if row[3])
        charts = {
            "stages": stages.most_common(),
            "goals": [(labels.get(status, status), count) for status, count in goals.most_common()],
            "agreement": [
                (word, sum(f.get("agreement") == word for f in sharing))
                for word in ("signed", "half", "draft", "none")
            ],
            "pulse": [(str(n), sum(f.get("pulse", 0) == n for f in sharing)) for n in (2, 1, 0)],
        }
    return {
        "pairs": len(on),
        "signed": sum(row[6] == "signed" for row in on),
        "met": sum(row[4] >= recent for row in on),
        "look": sum(bool(row[12]) for row in on),
        "charts": charts,
    }


def nudge(programme: Programme, pair: Mapping[str, Any], flag: str) -> dict[str, Any]:
    """A short text about a flag, to copy or to send, and to whom."""
    people = {person.id: person for person in programme.people()}
    kind, _, more = flag.partition(":")
    to = [more] if more in ("mentor", "mentee") else ["mentor", "mentee"]
    addresses = [p.email for role in to if (p := people.get(pair[role])) is not None and p.email]
    names = [pair["names"][role] for role in to]
    greeting = names[0] if len(names) == 1 else say("role.both", one=names[0], two=names[1])
    settings = programme.settings
    return {
        "to": addresses,
        "subject": say("console.nudge.subject", programme=settings["name"]),
        "text": say(
            f"console.nudge.{kind}",
            names=greeting,
            weeks=more,
            contact=settings["contact"] or settings["name"],
        ),
    }


def table(programme: Programme, found: Sequence[Row]) -> bytes:
    """The rows as CSV."""
    names = [say(f"console.column.{name}") for name in COLUMNS[1:]]
    cells = [
        [
            *row[1:6],
            say(f"signal.agreement.{row[6]}") if row[6] else "",
            row[7],
            str(row[8]),
            say(f"signal.pulse.{row[9]}") if row[9] >= 0 else "",
            row[10],
            say(f"console.standing.{row[11]}"),
            "; ".join(flag_words(flag, {"mentor": row[1], "mentee": row[2]}) for flag in row[12]),
        ]
        for row in found
    ]
    return sheets.to_csv([names, *cells])


def read(programme: Programme, store: Signals) -> dict[str, dict[str, Any]]:
    """The signals of a programme's pairs, by workbook."""
    return store.all(programme.id, signals.PAIR)


def _last_stage(facts: Mapping[str, Any], pack: Pack) -> bool:
    journey = pack.journeys.get(str(facts.get("journey")))
    return bool(journey and journey.stages and journey.stages[-1].id == facts.get("stage"))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
