"""The programme's survey: what a person sends of it, by choice, and can take back.

A row of kind `SURVEY` in the database of signals: answers under a number that follows from the key of the person's
own document. So the same page finds its row again, and nothing in the row, nor beside it, says whose it is: no name,
no pair, no time. Words go along only where the person has said that they may be quoted.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from mentorbook.content.specs import FieldSpec, Pack
from mentorbook.errors import ValueProblem
from mentorbook.library import Book
from mentorbook.messages import say
from mentorbook.programme.signals import PROGRAMME, SURVEY
from mentorbook.store.signals import Signals

FORM, SKILLS = "evaluation", "skills"
QUOTE = "may_quote"
TOGETHER = 5
"""How many answers are counted at a time."""
WORDS = ("short", "long")
OWN = "own:"
Facts = dict[str, Any]


def made(book: Book, person: str, *, skills: bool) -> Facts:
    """What would be sent now: ``{answers: {field: value}, skills: {field: [before, after]}}``.

    Args:
        skills: Whether the ratings of one's own skills at the start and at the end go along.
    """
    form = book.pack.forms[FORM]
    found = {spec.id: book.get(f"{FORM}/{person}/{spec.id}", viewer=person) for spec in form.fields()}
    quoted = found.get(QUOTE) is True
    answers = {spec.id: _sent(spec, found[spec.id], quoted=quoted) for spec in form.fields()}
    facts: Facts = {
        "answers": {name: value for name, value in answers.items() if value not in (None, "", [])}
    }
    if skills:
        facts["skills"] = then_now(book, person)
    return facts


def then_now(book: Book, person: str) -> dict[str, list[int]]:
    """A person's own ratings that were given at the start and at the end: ``{field: [first, last]}``."""
    form = book.pack.forms.get(SKILLS)
    if form is None:
        return {}
    mine = [row for row in book.rows(SKILLS, viewer=person) if book.author(f"{SKILLS}/{row['id']}") == person]
    mine.sort(key=lambda row: str(row.get("date") or ""))
    none: dict[str, Any] = {}
    before = next((row for row in mine if row.get("moment") == "before"), none)
    after = next((row for row in reversed(mine) if row.get("moment") == "after"), none)
    return {
        spec.id: [before[spec.id], after[spec.id]]
        for spec in form.fields()
        if spec.type == "scale5"
        and isinstance(before.get(spec.id), int)
        and isinstance(after.get(spec.id), int)
    }


def send(book: Book, signals: Signals, person: str, *, skills: bool) -> None:
    """Give the programme the survey as it stands now, in the place of what it had.

    Raises:
        ValueProblem: Nothing has been answered, or this person has no place of their own here.
    """
    programme, subject = _place(book, person)
    facts = made(book, person, skills=skills)
    if not facts["answers"]:
        raise ValueProblem("survey.empty")
    others = signals.all(programme, SURVEY)
    others.pop(subject, None)

    def edit(old: Facts) -> Facts:
        return facts | {"batch": old["batch"] if "batch" in old else _batch(others)}

    signals.change(programme, SURVEY, subject, "", edit)


def take_back(book: Book, signals: Signals, person: str) -> None:
    """Take away what this person sent; it is gone from the disk."""
    programme, subject = _place(book, person)
    signals.remove(programme, SURVEY, subject)


def sent(book: Book, signals: Signals, person: str) -> Facts | None:
    """What the programme has of this person; None: nothing."""
    programme, subject = _place(book, person)
    return signals.all(programme, SURVEY).get(subject)


def told(facts: Mapping[str, Any], pack: Pack) -> list[dict[str, str]]:
    """A survey in words, as ``{label, value}``: all that is sent."""
    found = [
        {"label": spec.label, "value": _words(spec, facts["answers"][spec.id])}
        for spec in pack.forms[FORM].fields()
        if spec.id in facts.get("answers", {})
    ]
    if SKILLS in pack.forms:
        found += [
            {"label": spec.label, "value": say("survey.then_now", first=value[0], last=value[1])}
            for spec in pack.forms[SKILLS].fields()
            if (value := facts.get("skills", {}).get(spec.id))
        ]
    return found


def holds_back(book: Book, person: str) -> bool:
    """Whether this person wrote words that do not go along, as they have not said that these may be quoted."""
    if book.get(f"{FORM}/{person}/{QUOTE}", viewer=person) is True:
        return False
    for spec in book.pack.forms[FORM].fields():
        value = book.get(f"{FORM}/{person}/{spec.id}", viewer=person)
        if value and (spec.type in WORDS or _own(value)):
            return True
    return False


# -- inside


def _sent(spec: FieldSpec, value: Any, *, quoted: bool) -> Any:
    if quoted:
        return value
    if spec.type in WORDS:
        return None
    if isinstance(value, list):
        return [one for one in value if not _own(one)]
    return None if _own(value) else value


def _own(value: Any) -> bool:
    """Whether it is an answer in words of one's own, or holds one."""
    if isinstance(value, list):
        return any(map(_own, value))
    return isinstance(value, str) and value.startswith(OWN)


def _words(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(spec, one) for one in value)
    if isinstance(value, bool):
        return say("handout.yes") if value else say("handout.no")
    option = spec.option(str(value))
    if option is not None:
        return f"{value}: {option.label}" if spec.type in ("scale5", "scale10") else option.label
    text = str(value).removeprefix(OWN)
    return f"{text} {spec.unit}" if spec.unit else text


def _batch(others: Mapping[str, Facts]) -> int:
    """The first batch that is not full."""
    sizes: dict[Any, int] = {}
    for facts in others.values():
        sizes[facts.get("batch")] = sizes.get(facts.get("batch"), 0) + 1
    return next(number for number in range(len(others) + 1) if sizes.get(number, 0) < TOGETHER)


def _place(book: Book, person: str) -> tuple[str, str]:
    """The programme, and the number under which this person's answers lie there."""
    key = next((book.store.key(one.id) for one in book.readable() if one.audience == person), None)
    if key is None:
        raise ValueProblem("survey.no_place")
    programme = str(book.get(PROGRAMME))
    return programme, hmac.new(key, f"survey {programme}".encode(), sha256).hexdigest()[:32]
