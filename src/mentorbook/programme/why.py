"""Why two people were put together, or somebody was not, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mentorbook.content.specs import OWN, Pack
from mentorbook.content.using import used
from mentorbook.messages import say
from mentorbook.programme.matching import Left, Matching, Pair
from mentorbook.programme.people import Person, plain
from mentorbook.programme.roster import FORM
from mentorbook.programme.rules import Rules
from mentorbook.programme.scoring import criterion

MOST_NAMED = 3
STRONG, FAIR = 75, 50


def fit_word(fit: int) -> str:
    """``strong``, ``fair`` or ``low``, for a fit from 0 to 100."""
    return "strong" if fit >= STRONG else "fair" if fit >= FAIR else "low"


def reasons(mentor: Person, mentee: Person, rules: Rules, *, pack: Pack | None = None) -> list[str]:
    """What speaks for these two, as short phrases: "can help with leading people", "both speak Spanish"."""
    pack = pack or used()
    found = []
    for name, tell in _TELL.items():
        if rules.weight(name):
            found += list(tell(mentor, mentee, rules, pack))
    return found


def why(pair: Pair, rules: Rules, *, pack: Pack | None = None) -> str:
    """The reasons for a pair in one line."""
    found = reasons(pair.mentor, pair.mentee, rules, pack=pack)
    if pair.locked:
        found.insert(0, say("match.why.locked"))
    return "; ".join(found) or say("match.why.none")


def why_not(left: Left, matching: Matching) -> str:
    """Why somebody has no partner, and what could be done: a sentence or two."""
    name = left.person.name
    if left.why == "hindered":
        parts = [
            say(f"match.left.{reason}", count=count)
            for reason, count in sorted(left.hindrances.items(), key=lambda item: -item[1])
            if reason != "self"
        ]
        return (
            say("match.left.hindered", name=name, why="; ".join(parts))
            if parts
            else say("match.left.nobody", name=name)
        )
    return say(
        f"match.left.{left.why}.{left.role}" if left.why == "taken" else f"match.left.{left.why}", name=name
    )


# -- one a thing that counts


def _skills(mentor: Person, mentee: Person, _rules: Rules, pack: Pack) -> Iterator[str]:
    offered = {plain(topic) for topic in mentor.skills_offered}
    common = [topic for topic in mentee.skills_wanted if plain(topic) in offered]
    if common:
        yield say("match.why.skills", topics=_list(_label(pack, "skills_wanted", one) for one in common))


def _kinds(mentor: Person, mentee: Person, _rules: Rules, pack: Pack) -> Iterator[str]:
    common = [kind for kind in mentee.kinds if kind in mentor.kinds]
    if common:
        yield say(
            "match.why.kinds", kinds=_list(_label(pack, "kinds", one).partition(" –")[0] for one in common)
        )


def _languages(mentor: Person, mentee: Person, _rules: Rules, _pack: Pack) -> Iterator[str]:
    known = {plain(language) for language in mentor.languages}
    common = [language for language in mentee.languages if plain(language) in known]
    if common:
        yield say("match.why.languages", languages=_list(common))


def _times(mentor: Person, mentee: Person, rules: Rules, pack: Pack) -> Iterator[str]:
    same = mentor.time_zone == mentee.time_zone or not (mentor.time_zone and mentee.time_zone)
    common = [part for part in mentee.availability if part in mentor.availability]
    if same and common:
        yield say("match.why.times", times=_list(_label(pack, "availability", one) for one in common))
    elif not same and criterion("times", [mentor], [mentee], rules)[0, 0] >= 1:
        yield say("match.why.hours")


def _prefers(mentor: Person, mentee: Person, _rules: Rules, _pack: Pack) -> Iterator[str]:
    one = bool({plain(name) for name in mentor.prefers} & mentee.known_as)
    other = bool({plain(name) for name in mentee.prefers} & mentor.known_as)
    if one and other:
        yield say("match.why.prefers.both")
    elif one or other:
        yield say("match.why.prefers", name=(mentor if one else mentee).name)


def _background(mentor: Person, mentee: Person, rules: Rules, _pack: Pack) -> Iterator[str]:
    if not mentor.background or not mentee.background:
        return
    alike = plain(mentor.background) == plain(mentee.background)
    wished = criterion("background", [mentor], [mentee], rules)[0, 0]
    if wished > 0.5:
        yield say("match.why.alike" if alike else "match.why.background")


def _experience(mentor: Person, mentee: Person, rules: Rules, _pack: Pack) -> Iterator[str]:
    if criterion("experience", [mentor], [mentee], rules)[0, 0] > 0.5:
        yield say("match.why.experience", years=f"{mentor.experience_years:g}")


_TELL: dict[str, Callable[[Person, Person, Rules, Pack], Iterator[str]]] = {
    "prefers": _prefers,
    "skills": _skills,
    "kinds": _kinds,
    "languages": _languages,
    "times": _times,
    "background": _background,
    "experience": _experience,
}


def _label(pack: Pack, column: str, value: str) -> str:
    field = next(spec for spec in pack.forms[FORM].fields() if spec.id == column)
    option = field.option(value)
    return option.label.lower() if option is not None else value.removeprefix(OWN)


def _list(words: Iterable[str]) -> str:
    return ", ".join(list(words)[:MOST_NAMED])
