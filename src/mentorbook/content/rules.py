"""What a form advises about what is written in it: friendly sentences, never refusals.

The rules are data of the form (`specs.Rule`); this reads them against plain values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mentorbook.content.specs import START, FormSpec, Rule

Values = Mapping[str, Any]


class Advice(NamedTuple):
    """One sentence, and the field it stands beside: `target_date`, or in a row `measures/<id>/target`."""

    field: str
    message: str


def advice(
    form: FormSpec, values: Values, *, entries: Iterable[Values] = (), start: str | None = None
) -> list[Advice]:
    """What `form` advises about one entry, in the order of its rules; where a day lies, once a field.

    Args:
        values: Field → value as it is stored; a rows field → a list of dicts, each a row with its "id".
        entries: The other entries of the form, for rules that count.
        start: The first day of the partnership ("2026-03-26").
    """
    others, found, lying = list(entries), [], set()
    for rule in form.rules:
        for one in _rule(rule, {**values, START: start}, others):
            if rule.kind == "between" and one.field in lying:
                continue
            lying |= {one.field} if rule.kind == "between" else set()
            found.append(one)
    return found


def _rule(rule: Rule, values: Values, entries: list[Values]) -> Iterator[Advice]:
    rows, _, column = rule.field.rpartition(".")
    for row in _rows(values, rows):
        field = f"{rows}/{row.get('id', '')}/{column}" if rows else rule.field
        words = _WATCH[rule.kind](rule, values, row, entries)
        if words is not None:
            yield Advice(field, _fill(rule.message, words))


def _differ(rule: Rule, values: Values, row: Values, entries: list[Values]) -> dict[str, Any] | None:
    value, other = _get(rule, rule.field, values, row), _get(rule, rule.than, values, row)
    if _empty(value) or _empty(other) or value != other:
        return None
    return {"value": value, "other": other}


def _between(rule: Rule, values: Values, row: Values, entries: list[Values]) -> dict[str, Any] | None:
    value = _get(rule, rule.field, values, row)
    after = _get(rule, rule.after, values, row) if rule.after else None
    before = _get(rule, rule.before, values, row) if rule.before else None
    if _less(value, after) or _less(before, value):
        return {"value": value, "after": after or "", "before": before or ""}
    return None


def _asks(rule: Rule, values: Values, row: Values, entries: list[Values]) -> dict[str, Any] | None:
    if _holds(rule, values, row) and _empty(_get(rule, rule.field, values, row)):
        return {}
    return None


def _most(rule: Rule, values: Values, row: Values, entries: list[Values]) -> dict[str, Any] | None:
    if rule.most is None or not _holds(rule, values, row):
        return None
    count = 1 + sum(_holds(rule, entry, entry) for entry in entries)
    return {"count": count} if count > rule.most else None


_WATCH = {"differ": _differ, "between": _between, "asks": _asks, "most": _most}


def _rows(values: Values, rows: str) -> list[Values]:
    """The rows to look at one by one; the entry itself where the rule is about a field of the form."""
    if not rows:
        return [values]
    given = values.get(rows)
    return [row for row in given if isinstance(row, Mapping)] if isinstance(given, list | tuple) else []


def _get(rule: Rule, name: str, values: Values, row: Values) -> Any:
    """A field of the form, or a column of the same row as the rule's own field."""
    rows, _, column = name.rpartition(".")
    if not rows:
        return values.get(name)
    return row.get(column) if rows == rule.field.rpartition(".")[0] else None


def _holds(rule: Rule, values: Values, row: Values) -> bool:
    """Whether every field in `when` holds one of its options."""
    for name, options in rule.when.items():
        value = _get(rule, name, values, row)
        chosen = value if isinstance(value, list | tuple) else [value]
        if not any(one in options for one in chosen if isinstance(one, str)):
            return False
    return True


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _less(a: Any, b: Any) -> bool:
    """Whether `a` comes before `b`: two dates or times as they are stored, or two numbers."""
    if _empty(a) or _empty(b):
        return False
    if isinstance(a, str) and isinstance(b, str):
        return a < b
    return isinstance(a, int | float) and isinstance(b, int | float) and a < b


def _fill(message: str, words: Mapping[str, Any]) -> str:
    """`message` with the words put in; what people wrote is put in as it is, braces and all."""
    return re.sub(r"\{(\w+)\}", lambda name: str(words.get(name[1], name[0])), message)
