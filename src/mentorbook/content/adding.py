"""What a programme adds to the agreement of its pairs, as a section of its own."""

from __future__ import annotations

from collections.abc import Sequence

from mentorbook.content.specs import FieldSpec, FormSection, Pack
from mentorbook.messages import say

FORM = "agreement"
SECTION = "programme-additions"
MOST = 20
LONGEST = 300


def lines_of(value: object) -> tuple[str, ...]:
    """The additions in a workbook: lines of text; what is not of that shape is left out."""
    if not isinstance(value, list):
        return ()
    return tuple(line.strip()[:LONGEST] for line in value[:MOST] if isinstance(line, str) and line.strip())


def extended(pack: Pack, lines: Sequence[str]) -> Pack:
    """`pack` with a section of the agreement for `lines`: a question is answered together in words, anything
    else is said yes to."""
    form = pack.forms.get(FORM)
    if form is None or not lines:
        return pack
    fields = tuple(
        FieldSpec(
            id=f"programme_{number}",
            label=line,
            type="long" if line.endswith("?") else "yesno",
            who="together",
            help=say("programme.addition.question" if line.endswith("?") else "programme.addition.clause"),
        )
        for number, line in enumerate(lines, start=1)
    )
    section = FormSection(id=SECTION, title=say("programme.addition.title"), fields=fields)
    # Before the acceptance, which is the last.
    longer = form.model_copy(update={"sections": (*form.sections[:-1], section, form.sections[-1])})
    longer.__dict__.pop("_index", None)  # what the copy remembers of the old sections
    return pack.model_copy(update={"forms": {**pack.forms, FORM: longer}})
