"""What a room is asked, and what counts as an answer."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any, Self, cast, get_args

from mentorbook.content import values
from mentorbook.content.specs import SCALES, FieldSpec, FieldType, Option, Response, Segment, Setting
from mentorbook.errors import ValueProblem

LONGEST = 600
"""Characters of a question, and of an answer in sentences: it is to be read from across a room."""
WORDS = 60
"""Characters of an answer in a word or two."""
MOST_OPTIONS = 12
LONGEST_OPTION = 200
_TYPES: dict[str, FieldType] = {
    "words": "short",
    "text": "long",
    "choice": "choice",
    "multi": "multi",
    "scale5": "scale5",
    "scale10": "scale10",
}


@dataclass(frozen=True)
class Question:
    """A prompt as it is put to everybody at once.

    Args:
        text: The question, or the exercise.
        response: How it is answered: none, words, text, choice, multi, scale5 or scale10.
        options: Of a choice, as (id, label); on a scale the words for some of its points, ids "1", "2", …
        setting: plenary, pair, alone or small-group.
        segment: The part of the run sheet it belongs to; "" for one of the facilitator's own.
        minutes: How long it is meant to take, where there is a timer.
        keeps: The form's field into which people may copy their own answer.
        id: Its own name in the session.
    """

    text: str
    response: Response = "text"
    options: tuple[tuple[str, str], ...] = ()
    setting: Setting = "plenary"
    segment: str = ""
    minutes: int | None = None
    keeps: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    @classmethod
    def of(cls, segment: Segment) -> Self:
        """The prompt of a part of a run sheet. Exercises for pairs and groups have a timer."""
        timed = segment.setting in ("pair", "small-group")
        return cls(
            segment.prompt,
            segment.response,
            tuple((option.id, option.label) for option in segment.options),
            segment.setting,
            segment.id,
            segment.minutes if timed else None,
            segment.keeps,
        )

    @classmethod
    def from_json(cls, data: object) -> Self:
        """The question in what a page or a document holds.

        Raises:
            ValueProblem: It is empty, too long, or its options do not fit.
        """
        given = data if isinstance(data, dict) else {}
        text = _line(given.get("text"), LONGEST)
        response, setting, minutes = (
            given.get("response"),
            given.get("setting", "plenary"),
            given.get("minutes"),
        )
        options = given.get("options") or []
        if response not in get_args(Response) or setting not in get_args(Setting):
            raise ValueProblem("patch.shape")
        if not text:
            raise ValueProblem("session.question.empty")
        if not isinstance(options, list | tuple) or len(options) > MOST_OPTIONS:
            raise ValueProblem("session.question.options", most=MOST_OPTIONS)
        if minutes is not None and not (isinstance(minutes, int) and 1 <= minutes <= 240):
            raise ValueProblem("session.minutes")
        pairs = [_option(option) for option in options]
        known = {name for name, _ in pairs}
        if response in ("choice", "multi") and (len(pairs) < 2 or len(known) < len(pairs)):
            raise ValueProblem("session.question.options", most=MOST_OPTIONS)
        names = {name: _line(given.get(name), 80) for name in ("segment", "keeps")}
        own = {"id": str(given["id"])[:32]} if isinstance(given.get("id"), str) else {}
        return cls(text, cast("Response", response), tuple(pairs), setting, minutes=minutes, **names, **own)

    def to_json(self) -> dict[str, Any]:
        """As a document holds it and a page shows it."""
        found = asdict(self)
        found["options"] = [list(option) for option in self.options]
        return found

    @property
    def answered(self) -> bool:
        """Whether there is anything to send."""
        return self.response != "none"

    @property
    def points(self) -> range:
        """The points of a scale; of anything else none."""
        low, high = SCALES.get(self.response, (1, 0))
        return range(low, high + 1)

    def label(self, name: str) -> str:
        """What stands for an option, or for a point."""
        return dict(self.options).get(name, name)

    def check(self, value: Any) -> Any:
        """An answer as it is kept; None takes it away.

        Raises:
            ValueProblem: It does not fit the question.
        """
        if not self.answered:
            raise ValueProblem("session.answer.none")
        if value is None:
            return None
        checked = values.check(self._field, value)
        most = {"words": WORDS, "text": LONGEST}.get(self.response)
        if most is not None and isinstance(checked, str) and len(checked) > most:
            raise ValueProblem("session.answer.long", count=most)
        return checked

    @property
    def _field(self) -> FieldSpec:
        options = tuple(Option(id=name, label=label) for name, label in self.options)
        return FieldSpec(
            id="answer",
            label=self.text,
            type=_TYPES[self.response],
            who="author",
            options=options if self.response in ("choice", "multi") else (),
        )


def _line(value: object, most: int) -> str:
    text = " ".join(values.clean_text(value).split()) if isinstance(value, str) else ""
    if len(text) > most:
        raise ValueProblem("session.question.long", count=most)
    return text


def _option(option: object) -> tuple[str, str]:
    if not isinstance(option, list | tuple) or len(option) != 2:
        raise ValueProblem("patch.shape")
    name, label = (_line(part, LONGEST_OPTION) for part in option)
    if not name or not label:
        raise ValueProblem("session.question.options", most=MOST_OPTIONS)
    return name, label
