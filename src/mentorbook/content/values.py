"""One checker a type: what may be stored as an answer, from wherever it comes.

`check` takes anything (a page is a stranger) and returns the JSON value to store, or raises a
`ValueProblem` whose sentence says what is wrong and what to do. Checking what was checked changes nothing.

Values by type: short, long, date ("2026-03-26"), time ("09:30") and choice are strings; number is int or
float; yesno is bool; a scale is int; multi is a list of option ids; link a list of row paths. Where people
may answer in their own words, such an answer is "own:" and the words. Nothing answered is None.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeGuard

from mentorbook.content.specs import OWN, FieldSpec
from mentorbook.errors import ValueProblem
from mentorbook.messages import say

LONGEST = 1_000_000
"""Characters in a long text."""
LONGEST_SHORT = 2_000
"""Characters in a short text, and in an answer of one's own."""
MOST_CHOSEN = 200
"""Answers chosen in one multi-choice or link."""
LARGEST = 10**15
"""Numbers stay below this, where every whole number is exact in a browser too."""
YEARS = (1900, 2199)
QUOTED = 40

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINES = re.compile("[\n\t\u2028\u2029]")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d{1,30}|\d{1,3}(?: \d{3}){1,5})(?:[.,](\d{1,30}))?", re.ASCII)
_EITHER_WAY = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9_-]{1,64}(?:/[A-Za-z0-9_-]{1,64}){0,7}", re.ASCII)
_ROW_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def check(field: FieldSpec, value: Any) -> Any:
    """`value` as it is to be stored for `field`: cleaned, in the field's own JSON type; None if empty.

    Raises:
        ValueProblem: It does not fit; the message is a plain sentence for the person who typed it.
    """
    if field.view_of:
        raise ValueProblem("value.view", label=field.label)
    if field.type == "rows":
        raise ValueProblem("value.rows", label=field.label)
    if value is None or value == "":
        return None
    return _CHECKERS[field.type](field, value)


def clean_text(text: str) -> str:
    """`text` without lone surrogates and control characters; line ends become "\\n", tabs stay."""
    if not _UNWANTED.search(text):
        return text
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def same(field: FieldSpec, a: Any, b: Any) -> bool:
    """Whether two stored answers say the same: the order of a multi-choice does not count, nor does
    which kind of empty it is."""
    a, b = _plain(field, a), _plain(field, b)
    return type(a) is type(b) and bool(a == b)


def differs(field: FieldSpec, a: Any, b: Any) -> bool:
    """Whether two people's answers are a difference to talk about.

    Both must have answered. On a scale it takes two points or more; other options, dates, times and
    numbers count as soon as they are not equal. Free text that each writes for themselves never
    counts: two people's own words always differ.
    """
    a, b = _plain(field, a), _plain(field, b)
    if a is None or b is None:
        return False
    if field.type in ("scale5", "scale10"):
        return _is_number(a) and _is_number(b) and abs(a - b) >= 2
    if field.type in ("short", "long"):
        if field.who == "each":
            return False
        return " ".join(str(a).split()).casefold() != " ".join(str(b).split()).casefold()
    return bool(a != b)


@cache
def time_zones() -> tuple[str, ...]:
    """The names of all time zones ("Europe/Paris"), sorted."""
    import zoneinfo

    return tuple(sorted(zoneinfo.available_timezones() - {"localtime", "Factory"}))


def quote(value: Any) -> str:
    """`value` as a sentence can name it: ‘an hour’, shortened, on one line."""
    if isinstance(value, str):
        words = " ".join(clean_text(value[:1000]).split())
        return f"‘{words if len(words) <= QUOTED else words[: QUOTED - 1].rstrip() + '…'}’"
    if value is None or isinstance(value, bool):
        return say(f"value.quote.{value}".lower())
    if isinstance(value, int | float):
        return f"‘{value}’" if isinstance(value, float) or abs(value) < LARGEST else say("value.quote.huge")
    return say("value.quote.list" if isinstance(value, list | tuple) else "value.quote.thing")


# --- one a type


def _short(field: FieldSpec, value: Any) -> str | None:
    return _line(_text(value, LONGEST_SHORT))


def _long(field: FieldSpec, value: Any) -> str | None:
    text = _text(value, LONGEST)
    return text if text.strip() else None


def _date(field: FieldSpec, value: Any) -> str | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        raise ValueProblem("value.date", typed=quote(value))
    text = clean_text(value[:100]).strip()
    if not text:
        return None
    if not (match := _DATE.fullmatch(text)):
        raise ValueProblem("value.date", typed=quote(value))
    year, month, day = map(int, match.groups())
    if not YEARS[0] <= year <= YEARS[1]:
        raise ValueProblem("value.date.year", typed=quote(value))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueProblem("value.date.none", typed=quote(value)) from None


def _time(field: FieldSpec, value: Any) -> str | None:
    if isinstance(value, time):
        value = value.strftime("%H:%M")
    if not isinstance(value, str):
        raise ValueProblem("value.time", typed=quote(value))
    text = clean_text(value[:100]).strip()
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueProblem("value.time", typed=quote(value))
    return f"{int(match[1]):02d}:{match[2]}"


def _number(field: FieldSpec, value: Any) -> int | float | None:
    number = _from_text(value) if isinstance(value, str) else value
    if number is None:
        return None
    if not _is_number(number):
        raise _not_a_number(field, value)
    if abs(number) >= LARGEST:
        raise ValueProblem("value.number.huge", typed=quote(value))
    number = int(number) if number == int(number) else float(number)
    _in_range(field, number, value)
    return number


def _scale(field: FieldSpec, value: Any) -> int | None:
    number = _from_text(value) if isinstance(value, str) else value
    if number is None:
        return None
    if not _is_number(number) or abs(number) >= LARGEST or number != int(number):
        raise ValueProblem("value.range", low=field.low, high=field.high, typed=quote(value))
    _in_range(field, int(number), value)
    return int(number)


def _yesno(field: FieldSpec, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueProblem("value.yesno", typed=quote(value))
    return value


def _choice(field: FieldSpec, value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueProblem("value.choice", choices=_choices(field), typed=quote(value))
    if field.options_from == "time_zones":
        return _zone(value)
    if value.startswith(OWN):
        return _own(field, value)
    text = clean_text(value[:LONGEST_SHORT]).strip()
    if not text:
        return None
    if field.option(text) is None:
        raise ValueProblem(
            "value.choice.own" if field.own else "value.choice", choices=_choices(field), typed=quote(value)
        )
    return text


def _multi(field: FieldSpec, value: Any) -> list[str] | None:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise ValueProblem("value.multi", choices=_choices(field), typed=quote(value))
    if len(value) > MOST_CHOSEN:
        raise ValueProblem("value.many", most=MOST_CHOSEN)
    chosen = {
        answer: None for one in value if one is not None and (answer := _choice(field, one)) is not None
    }
    order = {option.id: place for place, option in enumerate(field.options)}
    return sorted(chosen, key=lambda answer: order.get(answer, len(order))) or None


def _link(field: FieldSpec, value: Any) -> list[str] | None:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise ValueProblem("value.link", typed=quote(value))
    if len(value) > MOST_CHOSEN:
        raise ValueProblem("value.many", most=MOST_CHOSEN)
    rows: dict[str, None] = {}
    for one in value:
        if one is None or one == "":
            continue
        if not isinstance(one, str) or not _leads(field, one):
            raise ValueProblem("value.link", typed=quote(one))
        rows[one] = None
    return list(rows) or None


_CHECKERS: dict[str, Callable[[FieldSpec, Any], Any]] = {
    "short": _short,
    "long": _long,
    "date": _date,
    "time": _time,
    "number": _number,
    "choice": _choice,
    "multi": _multi,
    "yesno": _yesno,
    "scale5": _scale,
    "scale10": _scale,
    "link": _link,
}


# --- what they share


def _text(value: Any, longest: int) -> str:
    """`value` as clean text of at most `longest` characters. What is too long is refused, never cut."""
    if not isinstance(value, str):
        raise ValueProblem("value.text", typed=quote(value))
    text = clean_text(value)
    if len(text) > longest:
        raise ValueProblem("value.long", length=f"{len(text):,}", longest=f"{longest:,}")
    return text


def _line(text: str) -> str | None:
    """`text` on one line. Spaces at its ends stay: someone may still be typing."""
    line = _LINES.sub(" ", text)
    return line if line.strip() else None


def _own(field: FieldSpec, value: str) -> str | None:
    if not field.own:
        raise ValueProblem("value.choice", choices=_choices(field), typed=quote(value.removeprefix(OWN)))
    words = _line(_text(value.removeprefix(OWN), LONGEST_SHORT))
    return None if words is None else OWN + words


def _zone(value: str) -> str | None:
    text = clean_text(value[:100]).strip()
    if not text or text in time_zones():
        return text or None
    wanted = text.rpartition("/")[2].replace(" ", "_").casefold()
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in time_zones()}
    near = get_close_matches(wanted, cities, n=1, cutoff=0.75)
    raise ValueProblem("value.zone", near=cities[near[0]] if near else "Europe/Paris", typed=quote(value))


def _choices(field: FieldSpec) -> str:
    """The options as a sentence names them: ids, as they are stored, since a page only sends those."""
    ids = [option.id for option in field.options]
    return ", ".join(ids) if len(ids) <= 12 else ", ".join(ids[:11]) + ", …"


def _leads(field: FieldSpec, path: str) -> bool:
    """Whether `path` is a row's path (or, for rows beside the field, its id) that the link may point to."""
    if not _PATH.fullmatch(path):
        return False
    if "/" not in path:
        return bool(_ROW_ID.fullmatch(path))
    return path.split("/")[-2] in field.targets


def _from_text(text: str) -> int | float | str | None:
    """The number someone wrote; None if there is nothing; the text itself if it is not one number.

    A comma may stand for the point.

    Raises:
        ValueProblem: "1,000" is a thousand to some and one to others: asked again rather than guessed.
    """
    text = re.sub("[\u00a0\u202f\u2009]", " ", clean_text(text[:200])).replace("\u2212", "-").strip()
    if not text:
        return None
    if _EITHER_WAY.fullmatch(text):
        raise ValueProblem("value.number.comma", whole=text.replace(",", ""), typed=quote(text))
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    whole = text.replace(" ", "").replace(",", ".")
    return float(whole) if match[2] else int(whole)


def _is_number(value: Any) -> TypeGuard[int | float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _in_range(field: FieldSpec, number: int | float, typed: Any) -> None:
    low, high = field.low, field.high
    if (low is None or number >= low) and (high is None or number <= high):
        return
    if low is None:
        raise ValueProblem("value.range.high", high=high, typed=quote(typed))
    if high is None:
        raise ValueProblem("value.range.low", low=low, typed=quote(typed))
    key = "value.range.number" if field.type == "number" else "value.range"
    raise ValueProblem(key, low=low, high=high, typed=quote(typed))


def _not_a_number(field: FieldSpec, typed: Any) -> ValueProblem:
    example = field.example or str(max(3, field.low or 0))
    if not field.unit:
        return ValueProblem("value.number", example=example, typed=quote(typed))
    key = "value.number.share" if field.unit in ("per cent", "%") else "value.number.unit"
    return ValueProblem(key, unit=field.unit, example=example, typed=quote(typed))


def _plain(field: FieldSpec, value: Any) -> Any:
    """An answer in a form that compares: empty is None, numbers are one kind, chosen options a set."""
    if value is None or value == "" or value == [] or value == ():
        return None
    if field.type in ("multi", "link"):
        chosen = [value] if isinstance(value, str) else value
        return frozenset(map(str, chosen)) if isinstance(chosen, list | tuple) else str(value)
    if _is_number(value) and field.type in ("number", "scale5", "scale10"):
        return float(value) if abs(value) < LARGEST else value
    return value
