"""Words of a course as people read and write them: places spoken as their labels, answers compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from mentorbook.content.specs import FormSpec
from mentorbook.messages import say

PLACE = re.compile(r"`([a-z][a-z0-9_]*(?:/[a-z0-9_.=-]+)?)`")
"""A form, a field or an option, named in a text: `goals`, `goals/title`, `skills/moment=after`."""
_BESIDE = re.compile(r"[^\w\s]|_")


def spoken(text: str, forms: Mapping[str, FormSpec]) -> str:
    """`text` with the places named in it as people know them: by the label of the field, in quotation marks."""
    return PLACE.sub(lambda place: say("course.place", label=_label(place[1], forms)), text)


def _label(place: str, forms: Mapping[str, FormSpec]) -> str:
    name, _, rest = place.partition("/")
    form = forms.get(name)
    field, _, option = rest.partition("=")
    if form is None or (field and not form.has(field)):
        return place
    if not field:
        return form.title
    chosen = form.field(field).option(option)
    return chosen.label if chosen is not None else form.field(field).label


def same_words(text: str) -> str:
    """`text` as it is compared with what was expected: capitals, punctuation and double spaces do not count."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_BESIDE.sub(" ", plain).split())
