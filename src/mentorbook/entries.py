"""What lies in the log of a workbook: each entry a header and an update of one document, and entries put together."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from pycrdt import merge_updates
from pydantic_core import from_json

from mentorbook.store import Entry, NewEntry
from mentorbook.workbook.book import Change
from mentorbook.workbook.document import Document
from mentorbook.workbook.history import SITTING

MARK = 16
MOST = 2**28  # bytes of a document


def packed(change: Change) -> bytes:
    """What is kept of a change, beside who made it and when."""
    header: dict[str, Any] = {"paths": change.paths}
    if change.page:
        header["page"] = change.page
    return json.dumps(header, ensure_ascii=False).encode() + b"\n" + change.update


def summed_up(document: Document, wrote: Mapping[str, tuple[str, str]]) -> bytes:
    """What is put by of a document, so that opening need not play its log; `wrote`: who wrote last in a text, and when."""
    header = json.dumps({"wrote": wrote}, ensure_ascii=False).encode()
    return header + b"\n" + zlib.compress(document.update(), 1)


def summed_parts(data: bytes) -> tuple[bytes, dict[str, tuple[str, str]]]:
    """The update in what was put by, and who wrote last in its texts. A ValueError says that it is none."""
    head, _, pressed = data.partition(b"\n")
    opener = zlib.decompressobj()
    try:
        update = opener.decompress(pressed, MOST)
        wrote = {str(path): (str(by), str(at)) for path, (by, at) in from_json(head)["wrote"].items()}
    except (KeyError, TypeError, AttributeError, zlib.error) as error:
        raise ValueError("not what was put by") from error
    if not opener.eof:
        raise ValueError("cut short, or made to fill the memory")
    return update, wrote


def squash(entries: Sequence[Entry]) -> list[NewEntry]:
    """The entries of one document, with those of one person within one sitting put together."""
    groups: list[list[Entry]] = []
    for entry in entries:
        group = groups[-1] if groups else []
        together = group and group[0].by == entry.by and _near(group[0].at, entry.at)
        if together and unpacked(group[0], "") is not None and unpacked(entry, "") is not None:
            group.append(entry)
        else:
            groups.append([entry])
    return [_squashed(group) for group in groups]


def _squashed(group: Sequence[Entry]) -> NewEntry:
    changes = [change for entry in group if (change := unpacked(entry, "")) is not None]
    parts = sorted({part for entry in group for part in (parts_of(entry) or [_mark(entry.id)])})
    # The same on every copy that puts the same entries together, and not that of any of them.
    id_ = hashlib.sha256("\n".join(entry.id for entry in group).encode()).hexdigest()[:32]
    last = group[-1]
    if len(changes) != len(group):  # something that this version cannot read: kept as it is, by itself
        return NewEntry(id_, last.document, last.at, last.by, last.previous, last.data)
    pages = {change.page for change in changes}
    header: dict[str, Any] = {"paths": sorted({path for change in changes for path in change.paths})}
    if len(pages) == 1 and None not in pages:
        header["page"] = changes[0].page
    header["parts"] = "".join(parts)
    update = merge_updates(*(change.update for change in changes))
    data = json.dumps(header, ensure_ascii=False).encode() + b"\n" + update
    return NewEntry(id_, last.document, last.at, last.by, None, data)


def say_the_same(old: Sequence[Entry], new: Sequence[Entry]) -> bool:
    """Whether two logs of a document lead to the same."""

    def played(entries: Sequence[Entry]) -> Document:
        changes = [unpacked(entry, "") for entry in entries]
        return Document(*(change.update for change in changes if change is not None))

    return played(old).whole() == played(new).whole()


def fresh_of(log: Sequence[Entry], copies: Iterable[Entry]) -> dict[str, Entry]:
    """What the copies hold that the log does not, also where either has been compacted."""
    ids = {entry.id for entry in log}
    fresh = {entry.id: entry for entry in copies if entry.id not in ids}
    inside = {part for entry in log for part in parts_of(entry)}
    known = inside
    if any(parts_of(entry) for entry in fresh.values()):
        known = inside | {_mark(id_) for id_ in ids}
    if not known:
        return fresh
    return {
        id_: entry for id_, entry in fresh.items() if not known.issuperset(parts_of(entry) or [_mark(id_)])
    }


def _mark(id_: str) -> str:
    """A short name for an entry: 16 hex digits."""
    return hashlib.sha256(id_.encode()).hexdigest()[:MARK]


def parts_of(entry: Entry) -> list[str]:
    """The marks of the entries that have been put together in this one; none if it is as it was written."""
    head, _, _ = entry.data.partition(b"\n")
    if b'"parts"' not in head:
        return []
    try:
        parts = json.loads(head)["parts"]
    except (ValueError, KeyError, TypeError):
        return []
    return re.findall(f"[0-9a-f]{{{MARK}}}", parts) if isinstance(parts, str) else []


def _near(earlier: str, later: str) -> bool:
    try:
        return abs(datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) <= SITTING
    except (ValueError, TypeError):
        return False


def unpacked(entry: Entry, audience: str) -> Change | None:
    """The change in an entry; None if the entry holds something else."""
    header, update = parted(entry)
    if header is None:
        return None
    paths, page = header
    return Change(audience, entry.by, entry.at, paths, update, entry.id, page)


def parted(entry: Entry) -> tuple[tuple[tuple[str, ...], str | None] | None, bytes]:
    """The header of an entry (the paths it touches, the page it came from; None if it is none), and its update."""
    head, _, update = entry.data.partition(b"\n")
    return _header(head), update


@lru_cache(maxsize=4096)  # many entries begin with the same words, and a log is read more than once
def _header(head: bytes) -> tuple[tuple[str, ...], str | None] | None:
    """The paths that an entry touches and the page it came from; None if that is not what it begins with."""
    try:
        header = from_json(head)
        page = header.get("page")
        return tuple(str(path) for path in header["paths"]), str(page) if page else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def sound(entries: dict[str, Entry]) -> dict[str, Entry]:
    """Those entries from elsewhere that can be applied at all."""

    def applies(some: Iterable[Entry]) -> bool:
        changes = [unpacked(entry, "") for entry in some]
        try:
            Document(*(change.update for change in changes if change is not None))
        except (ValueError, RuntimeError):
            return False
        return None not in changes

    if applies(entries.values()):  # as nearly always
        return entries
    return {id_: entry for id_, entry in entries.items() if applies([entry])}
