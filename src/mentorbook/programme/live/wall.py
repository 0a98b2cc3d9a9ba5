"""What a room has answered, put together: counts, sizes of words, cards. Nobody's name is in it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mentorbook.programme.live.asking import Question

FEWEST = 5
"""From so many answers on, an average is told."""
ORDERS = ("", "alphabet", "length", "most")
"""In which order answers stand: as they are (options as asked, words by how many, cards mixed), by the alphabet, the
shortest first, or what most said first."""


@dataclass(frozen=True)
class Card:
    """An answer in the writer's own words; or a word that several wrote, with how many.

    Args:
        key: What it is called, to hide it or to put it under a heading. count: How many wrote it.
        group: Its heading; "" for none. hidden: Whether the facilitator keeps it off the screens.
    """

    key: str
    text: str
    count: int = 1
    group: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Results:
    """All answers to one question.

    Args:
        answers: How many people have answered.
        bars: (id, label, count) of each option, or point of a scale; () where people wrote words.
        cards: What people wrote.
        mean: Of a scale, to one decimal; None below `FEWEST` answers.
    """

    answers: int
    bars: tuple[tuple[str, str, int], ...] = ()
    cards: tuple[Card, ...] = ()
    mean: float | None = None

    def to_json(self, *, lead: bool) -> dict[str, Any]:
        """For a page; what is hidden goes to the facilitator alone."""
        cards = [
            {"key": c.key, "text": c.text, "count": c.count, "group": c.group, "hidden": c.hidden}
            for c in self.cards
            if lead or not c.hidden
        ]
        return {
            "answers": self.answers,
            "bars": [list(b) for b in self.bars],
            "cards": cards,
            "mean": self.mean,
        }


def results(
    question: Question,
    given: Mapping[str, Any],
    *,
    hidden: Mapping[str, Any],
    group: Mapping[str, Any],
    order: str = "",
) -> Results:
    """Put answers together.

    Args:
        given: Each answer, by the name that it has on the wall.
        hidden, group: What is kept off the screens, and the headings; by the names of cards.
        order: One of `ORDERS`.
    """
    return _sorted(_counted(question, given, hidden, group), order)


def _sorted(found: Results, order: str) -> Results:
    match order:
        case "alphabet":
            bars = sorted(found.bars, key=lambda bar: bar[1].casefold())
            cards = sorted(found.cards, key=lambda card: card.text.casefold())
        case "length":
            bars, cards = list(found.bars), sorted(found.cards, key=lambda card: len(card.text))
        case "most":
            bars = sorted(found.bars, key=lambda bar: -bar[2])
            cards = sorted(found.cards, key=lambda card: -card.count)
        case _:
            return found
    return replace(found, bars=tuple(bars), cards=tuple(cards))


def _counted(
    question: Question, given: Mapping[str, Any], hidden: Mapping[str, Any], group: Mapping[str, Any]
) -> Results:

    def card(key: str, text: str, count: int = 1) -> Card:
        return Card(key, text, count, str(group.get(key) or ""), bool(hidden.get(key)))

    match question.response:
        case "choice" | "multi":
            chosen = Counter(
                one for value in given.values() for one in (value if isinstance(value, list) else [value])
            )
            return Results(len(given), tuple((id_, label, chosen[id_]) for id_, label in question.options))
        case "scale5" | "scale10":
            points = Counter(int(value) for value in given.values())
            bars = tuple((str(p), question.label(str(p)), points[p]) for p in question.points)
            mean = round(sum(map(int, given.values())) / len(given), 1) if len(given) >= FEWEST else None
            return Results(len(given), bars, mean=mean)
        case "words":
            alike: dict[str, list[str]] = {}
            for key in sorted(given):
                alike.setdefault(_alike(str(given[key])), []).append(str(given[key]))
            counted = [card(_name(word), _best(said), len(said)) for word, said in alike.items()]
            counted.sort(key=lambda one: (-one.count, one.text.casefold()))
            return Results(len(given), cards=tuple(counted))
    # In an order that says nothing of who was quicker: by the names, which are random.
    return Results(len(given), cards=tuple(card(key, str(given[key])) for key in sorted(given)))


def _alike(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) or text.strip()


def _name(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]


def _best(said: list[str]) -> str:
    """Of several ways to write a word, the one most wrote."""
    return Counter(said).most_common(1)[0][0].strip()
