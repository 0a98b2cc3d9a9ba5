"""The message catalogue: every sentence the program says, kept as data beside the forms.

The built-in catalogue is ``content/packs/en/messages.yaml``: a flat map from key to sentence, with
``{name}`` where a word is put in. A sentence that counts has two keys, ``key.one`` and ``key.other``. A pack may say
any of them in its own way; `speak` has this process say it so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_ELSEWHERE = re.compile(
    r"(cli|store|server|library|path|match|roster|impact|notebook|handout|tables|desk|patch)\."
    r"|(pack|certificate)\.(?!page\b)"
)
FACILITATOR = ("running", "matching", "console", "programme", "evaluation")
ROOM = ("session", "runsheet", "participant")
"""Groups of sentences that only few pages say: their widgets ask for them."""
_PLACE = re.compile(r"\{(\w+)\}")
CATALOGUE = Path(__file__).parent / "content" / "packs" / "en" / "messages.yaml"


_spoken: dict[str, str] = {}


@cache
def catalogue() -> dict[str, str]:
    """All sentences by key: those of the built-in language, and over them what `speak` was given."""
    return {**_builtin(), **_spoken}


def of_pages(*asked: str) -> dict[str, str]:
    """Those that a page may say by itself, without the ones that only the kernel or the command line says.

    Args:
        asked: Of the groups in `FACILITATOR` and `ROOM`, those that the page has widgets for.
    """
    left = {*FACILITATOR, *ROOM}.difference(asked)
    return {
        key: text
        for key, text in catalogue().items()
        if not _ELSEWHERE.match(key) and key.partition(".")[0] not in left
    }


def speak(sentences: Mapping[str, str]) -> None:
    """From now on, say these in place of the built-in ones. {}: say those again."""
    _spoken.clear()
    _spoken.update(sentences)
    catalogue.cache_clear()


@cache
def _builtin() -> dict[str, str]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with CATALOGUE.open(encoding="utf-8") as file:
        entries = yaml.load(file, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one
    return {str(key): str(text) for key, text in entries.items()}


def say(key: str, **params: object) -> str:
    """The sentence for `key`, with `params` put in. With `count`, picks ``.one`` or ``.other``.

    Raises:
        KeyError: There is no such sentence (a mistake in the program, found by a test).
    """
    sentences = catalogue()
    if "count" in params and key not in sentences:
        key = f"{key}.one" if params["count"] == 1 else f"{key}.other"
    # In one go: what is put in may hold braces of its own.
    return _PLACE.sub(lambda place: str(params.get(place[1], place[0])), sentences[key])
