"""Days, times and numbers as the reader's locale writes them, and which way a text runs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mentorbook.content.values import clean_text, time_zones

if TYPE_CHECKING:
    from babel import Locale

_UNPRINTABLE = re.compile("[\ufffe\uffff\u0085]")
_LINES = re.compile("[\u2028\u2029]")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_PLAIN = {"en": "en_GB"}  # the sentences are British
FIRST = 400  # characters in which a text shows which way it runs


@dataclass(frozen=True)
class Habits:
    """How a reader writes.

    Args:
        language: That of the sentences (``en``); dates and numbers are written in it.
        locale: The reader's own (``en-GB``, ``de-AT``). Of another language only its region counts.
        zone: The reader's time zone (``Europe/Paris``), for moments; UTC if it is not known.
    """

    language: str = "en"
    locale: str = ""
    zone: str = "UTC"

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale, UnknownLocaleError

        language = self.language.replace("-", "_")
        tries = [_PLAIN.get(language, language), "en"]
        if _LOCALE.fullmatch(self.locale):
            own = self.locale.replace("-", "_")
            region = own.rpartition("_")[2]
            same = own.split("_")[0].lower() == language.split("_")[0].lower()
            tries.insert(0, own if same else f"{language.split('_')[0]}_{region.upper()}")
        for name in tries:
            try:
                return Locale.parse(name)
            except (UnknownLocaleError, ValueError):
                continue
        raise AssertionError("English is always there")

    @property
    def tag(self) -> str:
        """The language of the document as HTML, Word and PDF name it: ``en-GB``."""
        return str(self._locale).replace("_", "-")

    def day(self, text: str, *, short: bool = False) -> str:
        """“26 March 2026” for ``2026-03-26``; what is no day stays as it is."""
        from babel.dates import format_date

        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            return text
        return str(format_date(day, "medium" if short else "long", locale=self._locale))

    def time(self, text: str) -> str:
        """“16:00”, or “4:00 pm” where the reader writes it so."""
        from babel.dates import format_time

        try:
            return str(format_time(time.fromisoformat(text), "short", locale=self._locale))
        except ValueError:
            return text

    def local(self, moment: datetime) -> datetime:
        """A moment on the reader's clock."""
        return moment.astimezone(ZoneInfo(self.zone) if self.zone in time_zones() else UTC)

    def moment(self, text: str) -> str:
        """The day, on the reader's clock, of a moment in UTC (ISO 8601)."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        try:
            return self.day(self.local(moment).date().isoformat())
        except OverflowError:
            return text

    def number(self, value: float) -> str:
        """“1,250.5” for 1250.5."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, format="#,##0.######", locale=self._locale))


def clean(text: str) -> str:
    """Text that every kind of document takes: no control characters, nothing that XML refuses."""
    return _UNPRINTABLE.sub("", _LINES.sub("\n", clean_text(text)))


def one_line(text: str) -> str:
    """The text on one line, without what stands around it."""
    return " ".join(clean(text).split())


def right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs right to left (as ``dir="auto"`` of HTML decides)."""
    for character in text[:FIRST]:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
    return False
