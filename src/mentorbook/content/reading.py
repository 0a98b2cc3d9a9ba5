"""Reading one YAML file of a pack, with the place of every word kept for messages.

Packs are written by hand and may come from strangers, so only plain YAML is read: maps, lists, text, whole
numbers, true, false and nothing. ``yes`` and ``no`` are words here, as are dates. Tags and aliases are
refused, as are files that are too large, too deep or hold too much: the parser's events are walked one by one,
since composing a deeply nested file overflows the C stack. Nor is anything read that is no ordinary file of the
folder itself: a link may lead anywhere, and a pipe may never end.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, Self

import yaml

from mentorbook.messages import say

LARGEST_FILE = 2 * 1024 * 1024
DEEPEST = 24
MOST_INSIDE = 20_000
"""Keys, values and items in one file."""
MOST_TOLD = 200
"""Mistakes named at once: nobody reads more, and a file may have a mistake in every word."""
LONGEST_WORD = 80
"""Characters of a word that a message quotes."""
OURS = Path(__file__).parent
"""What comes with the program; an installer may have made links of it."""
_LONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})", re.ASCII)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Mark = tuple[int, int]
"""Line and column, counted from 1."""


class Problem(NamedTuple):
    """One mistake in a pack: where it is, and what is wrong and what to do."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return _UNSEEN.sub("?", f"{self.file}:{self.line}:{self.column}: {self.message}")


class Enough(Exception):
    """So many mistakes have been found that the rest can wait."""


class Problems(list[Problem]):
    """Mistakes as they are found, their messages fit for a terminal: no control characters, no endless words.

    Raises:
        Enough: By whatever adds one more than `MOST_TOLD`; the last one says that there are more.
    """

    def append(self, problem: Problem) -> None:
        if len(self) >= MOST_TOLD:
            super().append(problem._replace(message=say("pack.enough", count=MOST_TOLD)))
            raise Enough
        message = _UNSEEN.sub("?", problem.message)
        super().append(
            problem._replace(message=_LONG.sub(lambda word: word[0][:LONGEST_WORD] + "…", message))
        )

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.append(problem)

    def __iadd__(self, problems: Iterable[Problem]) -> Self:  # type: ignore[override,misc]
        self.extend(problems)
        return self


class Map(dict[str, Any]):
    """A map that knows where each of its keys and values stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.inline = False
        """Written in braces on one line: {a: b}."""
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}


class Items(list[Any]):
    """A list that knows where each of its items stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.values_at: list[Mark] = []


class Document:
    """One file as it was read: its data, and the place of everything in it."""

    def __init__(self, file: str, data: Any) -> None:
        self.file = file
        self.data = data
        self._at_once = isinstance(data, dict) and "fields" in data

    def section(self, place: int) -> tuple[str | int, ...]:
        """Where a form's section stands; its first one may be the `fields` that it gives at once."""
        if self._at_once:
            return ("sections", place - 1) if place else ()
        return ("sections", place)

    def problem(self, path: tuple[str | int, ...], message: str, *, key: bool = False) -> Problem:
        """A `Problem` at `path` (as far as it leads), at its value or at its key."""
        return Problem(self.file, *_find(self.data, path, key=key), message)


def read(path: Path, problems: list[Problem]) -> Document | None:
    """Read `path`; what is wrong with it is added to `problems`. None where nothing could be read."""
    file = str(path)
    text = _text(path, problems)
    if text is None:
        return None
    found = len(problems)
    try:
        data = _Builder(file, problems).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context_mark and "end of stream" in (error.problem or ""):
            mark = error.context_mark  # what was never closed, rather than the end of the file
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reason = " ".join(filter(None, (error.context, error.problem)))
        problems.append(Problem(file, line, column, say("pack.yaml", reason=reason)))
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        problems.append(Problem(file, line, 1, say("pack.character")))
        return None
    if data is None:
        if len(problems) == found:
            problems.append(Problem(file, 1, 1, say("pack.empty")))
        return None
    if not isinstance(data, Map):
        problems.append(Problem(file, 1, 1, say("pack.map")))
        return None
    return Document(file, data)


def _text(path: Path, problems: list[Problem]) -> str | None:
    """The words of a file, or a problem."""
    try:
        raw = _bytes(path)
    except OSError as error:
        linked = error.errno == errno.ELOOP or path.is_symlink()
        reason = error.strerror or error
        sentence = say("pack.linked") if linked else say("pack.unreadable", reason=reason)
        problems.append(Problem(str(path), 1, 1, sentence))
        return None
    if raw is None:
        problems.append(Problem(str(path), 1, 1, say("pack.no_file")))
        return None
    if len(raw) > LARGEST_FILE:
        problems.append(Problem(str(path), 1, 1, say("pack.large")))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        problems.append(Problem(str(path), line, column, say("pack.utf8")))
        return None


def _bytes(path: Path) -> bytes | None:
    """What is in a file, up to what is too much; None if it is no ordinary file."""
    follow = 0 if path.is_relative_to(OURS) else getattr(os, "O_NOFOLLOW", 0)
    if path.is_symlink() and not path.is_relative_to(OURS):  # where the system has no O_NOFOLLOW
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    file = os.open(path, os.O_RDONLY | follow | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(file, "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            return None
        return opened.read(LARGEST_FILE + 1)


def _find(data: Any, path: tuple[str | int, ...], *, key: bool) -> Mark:
    mark: Mark = data.mark if isinstance(data, Map | Items) else (1, 1)
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(data, Map) and isinstance(step, str) and step in data:
            mark = (data.keys_at if key and last else data.values_at)[step]
            data = data[step]
        elif isinstance(data, Map) and isinstance(step, int) and step < len(data):
            mark = list(data.keys_at.values())[step]  # options are written as a map and read as a list
            data = None
        elif isinstance(data, Items) and isinstance(step, int) and step < len(data):
            mark = data.values_at[step]
            data = data[step]
        else:
            break
    return mark


class _Builder:
    """Builds maps, lists and values from the parser's events, without recursion."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._stack: list[Map | Items] = []
        self._keys: list[tuple[str, Mark] | None] = []
        self._root: Any = None
        self._refused = False

    def build(self, text: str) -> Any:
        """The data in `text`; None if there is none, or if it is refused.

        Raises:
            yaml.MarkedYAMLError, yaml.reader.ReaderError: It is not YAML.
        """
        documents = 0
        for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            start: Any = event.start_mark
            mark = (start.line + 1, start.column + 1)
            if number > MOST_INSIDE:
                self._trouble(mark, "pack.much", most=f"{MOST_INSIDE:,}")
                return None
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, mark)
            elif isinstance(event, _STARTS):
                if event.tag:
                    self._trouble(mark, "pack.tag", tag=event.tag)
                if len(self._stack) >= DEEPEST:
                    self._trouble(mark, "pack.deep")
                    return None
                made = Map(mark) if isinstance(event, yaml.MappingStartEvent) else Items(mark)
                if isinstance(made, Map):
                    made.inline = bool(event.flow_style)
                self._open(made, mark)
            elif isinstance(event, _ENDS):
                self._stack.pop()
                self._keys.pop()
            elif isinstance(event, yaml.AliasEvent):
                self._trouble(mark, "pack.alias", name=event.anchor)
                self._put("", mark)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._trouble(mark, "pack.documents")
                    break
        return None if self._refused else self._root

    def _trouble(self, mark: Mark, key: str, **params: object) -> None:
        """Note a mistake after which the rest of the file is not looked at more closely."""
        self._problems.append(Problem(self._file, *mark, say(key, **params)))
        self._refused = True

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        text = event.value
        if event.tag and event.tag != "!":
            self._trouble(mark, "pack.tag", tag=event.tag)
        if self._stack and isinstance(self._stack[-1], Map) and self._keys[-1] is None:
            self._key(text, mark)
        elif event.style:  # quoted or a block: text as it stands
            self._put(text, mark)
        elif text in _WORDS:
            if not text:
                self._empty()
            self._put(_WORDS[text], mark)
        else:
            self._put(int(text) if _WHOLE.fullmatch(text) else text, mark)

    def _empty(self) -> None:
        """Within braces, a comma in a text ends it, and what comes behind looks like a key with nothing to it."""
        inside, key = self._stack[-1] if self._stack else None, self._keys[-1] if self._keys else None
        if isinstance(inside, Map) and inside.inline and key is not None:
            self._trouble(key[1], "pack.comma", word=key[0])

    def _key(self, text: str, mark: Mark) -> None:
        inside = self._stack[-1]
        if isinstance(inside, Map) and text in inside:
            self._trouble(mark, "pack.twice", word=text, line=inside.keys_at[text][0])
        self._keys[-1] = (text, mark)

    def _open(self, container: Map | Items, mark: Mark) -> None:
        if self._stack and isinstance(self._stack[-1], Map) and self._keys[-1] is None:
            self._trouble(mark, "pack.key")
            self._keys[-1] = ("", mark)
        self._put(container, mark)
        self._stack.append(container)
        self._keys.append(None)

    def _put(self, value: Any, mark: Mark) -> None:
        if not self._stack:
            self._root = value
            return
        inside = self._stack[-1]
        if isinstance(inside, Items):
            inside.append(value)
            inside.values_at.append(mark)
            return
        key, key_mark = self._keys[-1] or ("", mark)
        inside[key] = value
        inside.keys_at[key] = key_mark
        inside.values_at[key] = mark
        self._keys[-1] = None
