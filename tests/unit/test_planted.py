"""Two hundred phrases are written in every way there is on a shared server; what it leaves behind says none."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from test_desk_shared import ADDRESS, Visitor, join

from mentorbook import sharing
from mentorbook.content.loader import builtin
from mentorbook.content.specs import FieldSpec


def phrases() -> Iterator[str]:
    """Words that stand nowhere else, some beyond ASCII."""
    number = 0
    while True:
        number += 1
        yield f"planted-phrase-{number:03d} {'żółw ☂ 亀'[number % 3 :]} end{number:03d}"


def texts(spec: FieldSpec) -> bool:
    return spec.type in ("short", "long", "text") and not spec.view_of and not spec.options


def strings(data: bytes) -> set[str]:
    """What the command of that name would find, in UTF-8 and UTF-16."""
    found = re.findall(rb"[\x20-\x7e]{6,}", data)
    wide = re.findall(rb"(?:[\x20-\x7e]\x00){6,}", data)
    return {s.decode("ascii") for s in found} | {s.decode("utf-16-le") for s in wide}


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], Path]:
    """A whole journey of two people, with everything that their pages do."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / "data"
    folder.mkdir()
    source, used = phrases(), set()

    def phrase() -> str:
        used.add(next_ := next(source))
        return next_

    sam = Visitor(folder)
    sam.say("create", mentor=phrase()[:40], mentee=phrase()[:40], role="mentor")
    alex, _ = join(sam, folder)
    number = {sam: 0, alex: 0}

    def write(who: Visitor, path: str, **patch: Any) -> None:
        number[who] += 1
        refused = len([m for m in who.told if m["type"] == "refused"])
        who.write(number[who], path, **patch)
        assert len([m for m in who.told if m["type"] == "refused"]) == refused, who.told[-1]

    people = {"mentor": sam, "mentee": alex}
    for form in builtin().forms.values():
        for spec in form.fields():
            if not texts(spec) or form.per == "many":
                continue
            for role, who in people.items():
                if spec.who in ("mentor", "mentee") and spec.who != role:
                    continue
                path = (
                    f"{form.id}/{role}/{spec.id}"
                    if form.per == "person" and spec.who != "together"
                    else f"{form.id}/{spec.id}"
                )
                shared = spec.type == "long" and spec.who == "together"
                write(
                    who,
                    path,
                    **({"op": "text", "at": 0, "to": phrase()} if shared else {"op": "set", "to": phrase()}),
                )
    for turn in range(16):
        for role, who in people.items():
            row = f"{turn:016x}{number[who]:016x}"
            write(who, f"goals/{row}", op="add", fields={"title": phrase(), "why": phrase(), "owner": role})
            row = f"{turn + 100:016x}{number[who]:016x}"
            sharing_ = "shared" if turn % 2 else "private"
            fields = {"worked": phrase(), "did_not": phrase(), "next": phrase(), "sharing": sharing_}
            write(who, f"reflections/{row}", op="add", fields=fields)
    assert len(used) >= 200
    for who in people.values():
        who.say("ping", place="agreement/purpose")
        who.say("history")
        who.say("download")
        who.say("download", passphrase="four words are enough")
        who.say("upload", who.files[-2], name="copy.mentorbook", into=True)
        who.say("upload", b"no workbook, but " + phrase().encode(), name="wrong.mentorbook", into=True)
        who.say("open", link=phrase())
    words = "".join(map(str, sam.told)) + "".join(map(str, alex.told))
    assert sum(one in words for one in used) >= 200  # they did arrive
    with sharing.open(sharing.database(folder), sharing.Link.parse(sam.last("link")["link"])) as book:
        book.compact()
    for who in people.values():
        who.say("leave")
    return used, tmp_path


def test_a_shared_server_leaves_no_word_behind(planted: tuple[set[str], Path]) -> None:
    used, place = planted
    left = files(place)
    assert any(path.suffix == ".db" for path in left)
    for path in left:
        data = path.read_bytes()
        readable = "\n".join(strings(data))
        for one in used:
            bare = one.split(" ")[0]
            assert bare not in readable, f"{bare} in {path.name}"
            assert one.encode() not in data, f"{bare} in {path.name}"


def test_nor_do_the_paths_of_what_they_wrote_stand_there(planted: tuple[set[str], Path]) -> None:
    _, place = planted
    (database,) = place.rglob("*.db")
    assert b"agreement/" not in database.read_bytes()
    with closing(sqlite3.connect(database)) as connection:
        assert {row[0] for row in connection.execute('SELECT DISTINCT "by" FROM entry')} <= {
            "mentor", "mentee", "pair", "facilitator",
        }  # fmt: skip
    assert ADDRESS.encode() not in database.read_bytes()
