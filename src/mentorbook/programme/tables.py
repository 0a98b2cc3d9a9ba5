"""The pairs that were found as a table: mentor, mentee, fit, why."""

from __future__ import annotations

from mentorbook.content.specs import Pack
from mentorbook.programme import sheets
from mentorbook.programme.matching import Matching
from mentorbook.programme.rules import Rules
from mentorbook.programme.why import why

COLUMNS = ("mentor", "mentee", "fit", "why")


def pairs(matching: Matching, rules: Rules, *, pack: Pack | None = None) -> list[list[str]]:
    """Rows of text, `COLUMNS` first."""
    found = [
        [pair.mentor.name, pair.mentee.name, str(pair.fit), why(pair, rules, pack=pack)]
        for pair in matching.pairs
    ]
    return [list(COLUMNS), *found]


def pairs_csv(matching: Matching, rules: Rules, *, pack: Pack | None = None) -> bytes:
    """The pairs as CSV. Nothing in it runs as a formula."""
    return sheets.to_csv(pairs(matching, rules, pack=pack))
