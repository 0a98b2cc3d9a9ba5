"""The workbook: a flat map from path to answer, for two people, with every rule of the forms applied.

A workbook has three documents: what both may see (`shared`) and one for each person alone. This class
keeps them in memory and hands on every change; `mentorbook.library` puts the changes on disk.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorbook.content import values
from mentorbook.content.specs import FormSpec, Journey, Pack
from mentorbook.content.using import used
from mentorbook.errors import MentorbookError, PathError, RoleError, ValueProblem
from mentorbook.messages import say
from mentorbook.workbook import rights
from mentorbook.workbook.document import Document
from mentorbook.workbook.paths import (
    CREATED,
    JOURNEY,
    PEOPLE,
    REMOVED,
    Place,
    locate,
    today,
    whole_at,
    whole_of,
)
from mentorbook.workbook.registers import Register, newest_first
from mentorbook.workbook.text import splice

if TYPE_CHECKING:
    from pandas import DataFrame

    from mentorbook.workbook.restoring import Restored
    from mentorbook.workbook.signatures import Signature

AUDIENCES = ("shared", "mentor", "mentee")
BETWEEN = "\n\n"  # stands between the parts of a shared text
MOST_KNOWN = 50_000
BOTH = "both"  # stands in the writer's place where the pair has settled on one answer


class Version(NamedTuple):
    """One of the standing answers at a path."""

    value: Any
    by: str
    at: str


@dataclass(slots=True, unsafe_hash=True)  # not frozen: opening a workbook makes thousands
class Change:
    """One update of one document, as it goes to the store and to whoever follows."""

    audience: str
    by: str
    at: str
    paths: tuple[str, ...]
    update: bytes
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    page: str | None = None


Listener = Callable[[list[Change], object], None]


def now() -> str:
    """This moment, UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Workbook:
    """Everything a pair has written down together.

    Every read names its viewer: ``mentor`` or ``mentee`` see what both see and what is theirs alone;
    ``pair`` (the default) sees only what both may see.

    Args:
        pack: The forms; the built-in ones if left out.
        documents: The documents by audience; empty ones if left out.
    """

    readonly: str | None = None
    blind = False  # whether it is not known what the writer had seen: then nothing of the other's is replaced

    def __init__(self, pack: Pack | None = None, documents: Mapping[str, Document] | None = None) -> None:
        self.pack = pack or used()
        self.documents = {audience: (documents or {}).get(audience) or Document() for audience in AUDIENCES}
        self.listeners: list[Listener] = []
        self.watchers: list[Callable[[object], None]] = []  # told by whom something is about to be changed
        self.written: dict[str, tuple[str, str]] = {}
        self.seq = 0
        self.clock: Callable[[], str] = lambda: now()  # what acts are dated by
        for document in self.documents.values():
            document.touched()
        self._places: dict[str, Place] = {}
        self._today: dict[str, str | None] = {}
        self.memo: dict[str, tuple[int, Any]] = {}
        self._page: tuple[str, int] | None = None
        self._source: object = None
        self.closed: dict[
            str, str
        ] = {}  # who has no place of their own to write in, and the sentence that says why

    # -- reading

    def place(self, path: str) -> Place:
        """What the forms say about `path`. Raises PathError where there is no such place."""
        if path not in self._places:
            if len(self._places) > MOST_KNOWN:  # paths come from strangers too: do not grow without end
                self._places.clear()
            self._places[path] = locate(self.pack, path)
        return self._places[path]

    def get(self, path: str, *, viewer: str = "pair") -> Any:
        """The newest answer at `path` that `viewer` may see; None where there is none."""
        place = self.place(path)
        if place.kind == "text":
            return self.text(path, viewer=viewer) or None
        if place.field is not None and place.field.view_of:
            return self._acceptance(place)
        seen = self.seen(place, viewer)
        return seen[0].value if seen else None

    def versions(self, path: str, *, viewer: str = "pair") -> list[Version]:
        """All standing answers at `path`, newest first: what was written without seeing the other."""
        place = self.place(path)
        if place.kind == "text":
            text = self.text(path, viewer=viewer)
            return [Version(text, "together", "")] if text else []
        return [Version(r.value, r.by, r.at) for r in self.seen(place, viewer)]

    def answers(self, path: str, *, viewer: str = "pair") -> dict[str, Version | None]:
        """Each person's own answer at a path where both answer apart."""
        seen = self.seen(self.place(path), viewer)
        found: dict[str, Version | None] = {}
        for person in PEOPLE:
            own = next((r for r in seen if r.person in (person, BOTH)), None)
            found[person] = Version(own.value, own.by, own.at) if own else None
        return found

    def text(self, path: str, *, viewer: str = "pair") -> str:
        """The shared text at `path`, empty where there is none."""
        place, visible = self.place(path), self._visible(viewer)
        audience = self._text_home(place, viewer)
        if audience not in visible or not self._there(place, viewer):
            return ""
        return BETWEEN.join(self.documents[audience].text(part) for part in self._text_paths(place, audience))

    def rows(self, prefix: str, *, viewer: str = "pair", removed: bool = False) -> list[dict[str, Any]]:
        """The rows under `prefix` (``goals``, ``goals/<id>/measures``), oldest first, or as their form puts them in
        order.

        Returns:
            A dict a row: "id", then the answers that there are by field id; rows inside as lists.
        """
        ids = self.row_ids(prefix, viewer=viewer, removed=removed)
        return [{"id": row, **self._row(f"{prefix}/{row}", viewer)} for row in ids]

    def row_ids(self, prefix: str, *, viewer: str = "pair", removed: bool = False) -> list[str]:
        """The ids of the rows under `prefix`, oldest first, or as their form puts them in order; with `removed`, of
        the removed ones."""
        self._row_fields(prefix)
        rows = {row for audience in self._visible(viewer) for row in self.documents[audience].row_ids(prefix)}
        found: dict[str, str] = {}
        for row in rows:
            if bool(self._single(f"{prefix}/{row}/{REMOVED}", viewer)) == removed:
                found[row] = min(r.at for r in self._seen_raw(f"{prefix}/{row}/{CREATED}", viewer))
        ids = sorted(found, key=lambda row: (found[row], row))
        spec = self.place(f"{prefix}/{ids[0]}/{CREATED}").rows if ids else None
        if spec is not None and spec.order:
            places = {row: self.get(f"{prefix}/{row}/{spec.order}", viewer=viewer) for row in ids}
            ids.sort(key=lambda row: places[row] if isinstance(places[row], int | float) else inf)
        return ids

    def frame(self, prefix: str, *, viewer: str = "pair") -> DataFrame:
        """The rows under `prefix` as a pandas DataFrame: a line a row, a column a field."""
        import pandas as pd

        columns = [f.id for f in self._row_fields(prefix) if f.type != "rows"]
        return pd.DataFrame(self.rows(prefix, viewer=viewer), columns=["id", *columns])

    def export(self, *, viewer: str = "pair") -> dict[str, Any]:
        """Every answer that `viewer` may see, by path; each person's own as ``path@person``."""
        found: dict[str, Any] = {}
        for path in sorted(self.all_paths(viewer)):
            section = path.partition("/")[0]
            if section not in self.pack.forms and section not in ("partnership", JOURNEY):
                continue
            place = self.place(path)
            if place.marker or self.gone(place, viewer):
                continue
            if place.kind == "apart" and place.field is not None and place.field.who == "each":
                for person, answer in self.answers(path, viewer=viewer).items():
                    if answer is not None and answer.value is not None:
                        found[f"{path}@{person}"] = answer.value
            elif (value := self.get(path, viewer=viewer)) is not None:
                found[path] = value
        return found

    def all_paths(self, viewer: str = "pair", *, sections: Collection[str] | None = None) -> set[str]:
        """Every path known to the forms (or to some of them) at which `viewer` could see something."""
        paths: set[str] = set()
        for audience in self._visible(viewer):
            paths.update(self.documents[audience].paths(), self.documents[audience].text_paths())
        if sections is not None:
            paths = {path for path in paths if path.partition("/")[0] in sections}
        return {now for path in paths if (now := self.today(path)) is not None}

    def today(self, path: str) -> str | None:
        """Where the forms in use keep what lies at `path`, which an older pack may have named otherwise."""
        if path not in self._today:
            if len(self._today) > MOST_KNOWN:
                self._today.clear()
            self._today[path] = path if self.known(path) else today(self.pack, path)
        return self._today[path]

    def known(self, path: str) -> bool:
        """Whether the forms in use know `path` (a file may hold answers to a form that is not here)."""
        try:
            self.place(path)
        except PathError:
            return False
        return True

    def may_see(self, path: str, viewer: str) -> bool:
        """Whether `path` is not in a row that is someone else's alone."""
        return self._there(self.place(path), viewer)

    def may_write(self, path: str, by: str) -> bool:
        """Whether `by` may write at `path`, as things stand."""
        try:
            self._writable(path, by)
        except MentorbookError:
            return False
        return True

    def gone(self, place: Place, viewer: str = "pair") -> bool:
        """Whether the row that the place is in has been removed, or is not there for this viewer."""
        return any(
            bool(self._single(f"{row}/{REMOVED}", viewer)) or not self._seen_raw(f"{row}/{CREATED}", viewer)
            for row in {place.row, place.inner}
            if row is not None
        )

    def author(self, row: str) -> str | None:
        """Who made the row at this path: the first, where two did."""
        made = self._registers(f"{row}/{CREATED}")
        return min(made, key=lambda register: (register.at, register.key)).by if made else None

    def owner(self, row: str) -> str | None:
        """Whose row it is, where the form asks for an owner: mentor, mentee or both (else its author)."""
        form = self.pack.forms.get(row.partition("/")[0])
        if form is None or "owner" not in {f.id for f in form.fields()}:
            return None
        named = [str(register.value) for register in self._registers(f"{row}/owner") if register.value]
        return named[0] if named else self.author(row)

    def reached(self, page: str) -> int:
        """The number of the last patch of `page` that is in this workbook."""
        return max(document.reached(page) for document in self.documents.values())

    @property
    def names(self) -> dict[str, str]:
        """What the two are called, by role."""
        return {
            person: str(
                self.get(f"profile/{person}/name")
                or self.get(f"partnership/{person}_name")
                or say(f"role.{person}")
            )
            for person in PEOPLE
        }

    @property
    def journey(self) -> Journey | None:
        """The journey the pair has chosen."""
        return self.pack.journeys.get(str(self.get("partnership/journey") or ""))

    # -- writing

    def set(self, path: str, value: Any, *, by: str) -> None:
        """Answer `path`. None takes the answer away.

        Raises:
            PathError: No such field. ValueProblem: It does not fit the field. RoleError: Not `by`'s field.
        """
        place = self._writable(path, by)
        if place.kind == "text":
            self.edit(path, *splice(self.text(path, viewer=by), _text_of(place, value)), by=by)
            return
        if place.field is None:
            raise PathError("path.program", path=path)
        checked = values.check(place.field, value)
        home = None
        with self._writing(by) as at:
            if place.field.id == "sharing" and place.row and place.seen == "author":
                home = "shared" if checked == "shared" else self._alone(by)
                self._move(place.row, home, by=by)
            self._put(place, checked, by=by, at=at, home=home)

    def edit(self, path: str, at: int, cut: int, put: str, *, by: str) -> None:
        """Change a shared text: at code point `at`, cut `cut` code points and put `put` in."""
        place = self._writable(path, by)
        if place.kind != "text" or place.field is None:
            raise PathError("path.not_text", path=path)
        audience = self._text_home(place, by)
        text = self.text(path, viewer=by)
        at = max(0, min(at, len(text)))
        cut = max(0, min(cut, len(text) - at))
        put = values.clean_text(put)
        values.check(place.field, text[:at] + put + text[at + cut :])
        if cut or put:
            with self._writing(by):
                self._splice(self._text_paths(place, audience), self.documents[audience], at, cut, put)

    def add(
        self, prefix: str, fields: Mapping[str, Any] | None = None, *, by: str, row: str | None = None
    ) -> str:
        """Add a row under `prefix` with the given `fields`; returns its id.

        A row made again under an id that is there already (two pages making one action from the same
        reflection) is that row: its fields are written, nothing is doubled.
        """
        row = row or uuid.uuid4().hex
        path = f"{prefix}/{row}"
        mark = self._writable(f"{path}/{CREATED}", by, new=True)
        if mark.marker != CREATED:
            raise PathError("path.program", path=path)
        if self._single(f"{path}/{REMOVED}", by):
            self._writable(f"{path}/{REMOVED}", by)
        checked, given = self._checked_fields(mark, fields or {}, by)
        with self._writing(by) as at:
            home = self._new_home(mark, given, by)
            if not self._registers(mark.path):
                self._write(home, mark.path, at, person=by, by=by, at=at)
            elif self._single(f"{path}/{REMOVED}", by):
                self._write(home, f"{path}/{REMOVED}", False, person=by, by=by, at=at)
            for place, value in checked:
                if place.kind == "text":
                    document = self.documents["shared" if place.seen == "author" else home]
                    document.edit(place.path, *splice(document.text(place.path), value or ""))
                else:
                    self._put(place, value, by=by, at=at, home=home)
        return row

    def remove(self, row: str, *, by: str) -> None:
        """Remove a row (``goals/<id>``); it can be restored."""
        self._mark(row, removed=True, by=by)

    def restore(self, row: str, *, by: str) -> None:
        """Bring a removed row back as it was."""
        self._mark(row, removed=False, by=by)

    def settle(self, path: str, value: Any, *, by: str) -> None:
        """Settle on one answer for both, in the place of all that stand at `path` now."""
        place = self._writable(path, by)
        if place.field is None or place.kind == "text" or place.field.who == "each":
            raise PathError("path.no_settling", path=path)
        if self.apart_until_in(place) and not self.both_in(place):
            raise PathError("path.no_settling", path=path)  # nobody settles what they have not seen
        checked = values.check(place.field, value)
        with self._writing(by) as at:
            person = BOTH if place.kind == "apart" else by
            home = self._home(place, by)
            self._write(home, path, checked, person=person, by=by, at=at, all_people=True)

    def talked(self, path: str, *, by: str) -> None:
        """Note that the pair has talked about their two answers at `path` and keeps both."""
        place = self._writable(path, by)
        if place.kind != "apart" or place.field is None:
            raise PathError("path.no_settling", path=path)
        with self._writing(by) as at:
            digest = self.differing(place, viewer=by)
            self._write("shared", f"talked/{path}", digest, person=by, by=by, at=at)

    def reveal(self, path: str, *, by: str) -> None:
        """Say that one's own answer at `path` is in; both answers appear when both are.

        In a form whose answers are shown only then (a pulse check, a review halfway) `path` may also be the
        whole: a row, a form, or one's own part of a form. Then all that one answered there is in at once.
        """
        if whole_at(self.pack, path):
            self._reveal_whole(path, by)
            return
        place = self._writable(path, by)
        if not self.apart_until_in(place):
            raise PathError("path.no_settling", path=path)
        if not any(r.person == by and r.value is not None for r in self.seen(place, by)):
            raise ValueProblem("fields.reveal.first")  # else a look at the other's would be had for nothing
        with self._writing(by) as at:
            self._write("shared", f"revealed/{path}", True, person=by, by=by, at=at)

    def _reveal_whole(self, path: str, by: str) -> None:
        """All that `by` answered under `path` is in, once everything that is asked for there is answered."""
        if self.readonly:
            raise MentorbookError("workbook.readonly", why=self.readonly)
        section, _, rest = path.partition("/")
        form = self.pack.forms[section]
        if by not in PEOPLE or (form.per == "person" and rest != by):
            raise RoleError("role.not_yours", label=form.title, who=say(f"role.{rest or 'mentor'}"))
        if form.per == "many" and rest not in self.row_ids(section, viewer=by):
            raise PathError("path.no_row", path=path)
        own = [spec for spec in form.fields() if spec.who in ("each", by) and spec.type != "rows"]
        own = [spec for spec in own if form.seen_of(spec.id) == "reveal"]
        answered = {spec.id for spec in own if self.answered(self.place(f"{path}/{spec.id}"), by)}
        if not answered or any(spec.required == "yes" and spec.id not in answered for spec in own):
            raise ValueProblem("reveal.first")  # else a look at the other's would be had for nothing
        with self._writing(by) as at:
            self._write("shared", f"revealed/{path}", True, person=by, by=by, at=at)

    def put_signature(self, path: str, signed: Mapping[str, Any], *, by: str) -> None:
        """Keep a signature (see `mentorbook.workbook.signatures.sign`, which makes it)."""
        if self.readonly:
            raise MentorbookError("workbook.readonly", why=self.readonly)
        with self._writing(by) as at:
            self._write("shared", path, dict(signed), person=by, by=by, at=at)

    @contextmanager
    def one_act(self, by: str) -> Iterator[None]:
        """What `by` writes inside is one act: one transaction, one entry a document.

        Answers written inside are read as before until it is over.
        """
        with self._writing(by):
            yield

    @contextmanager
    def patch(self, page: str, number: int, *, source: object = None) -> Iterator[None]:
        """What is written inside is patch `number` of `page`: noted in the same transaction as the edit.

        Args:
            source: Who is told to listeners as the one that it comes from.
        """
        self._page, self._source = (page, number), source
        try:
            yield
        finally:
            self._page = self._source = None

    def start(self, **facts: Any) -> None:
        """Write the facts of the partnership itself: mentor_name, mentee_name, journey, start, layout."""
        with self._writing("pair") as at:
            for name, value in facts.items():
                cleaned = values.clean_text(value) if isinstance(value, str) else value
                self._write("shared", f"partnership/{name}", cleaned, person="pair", by="pair", at=at)

    # -- what differs, what is signed

    def differing(self, place: Place, *, viewer: str) -> str | None:
        """A digest of two answers that differ; None where they do not (or are not both there)."""
        if place.field is None or place.kind != "apart":
            return None
        mentor, mentee = (self.answers(place.path, viewer=viewer)[person] for person in PEOPLE)
        if mentor is None or mentee is None or mentor.value is None or mentee.value is None:
            return None
        if not values.differs(place.field, mentor.value, mentee.value):
            return None
        return digest([mentor.value, mentee.value])

    def mine_in(self, path: str, person: str) -> bool:
        """Whether `person` has said that their answer at `path` is in, or all of theirs where it lies."""
        whole = whole_of(self.place(path))
        return self._said(path, person) or (whole is not None and self._said(whole, person))

    def both_in(self, place: Place) -> bool:
        """Whether both have said that their answer is in, at a place where it is hidden until then."""
        if (whole := whole_of(place)) is not None:
            wholes = {one: whole.replace(f"/{place.person}", f"/{one}", 1) for one in PEOPLE}
            if all(self._said(path, person) for person, path in wholes.items()):
                return True
        if place.person is None:
            who = place.field.who if place.field is not None else "each"
            if who in PEOPLE:  # one answers: that they say of this very answer
                return self._said(place.path, who)
            return all(self.mine_in(place.path, one) for one in PEOPLE)
        parts = {person: place.path.replace(f"/{place.person}/", f"/{person}/", 1) for person in PEOPLE}
        there = {person: path for person, path in parts.items() if self.known(path)}
        if len(there) == 1:
            return all(self._said(path, person) for person, path in there.items())
        return all(self.mine_in(path, person) for person, path in there.items())

    def answered(self, place: Place, person: str) -> bool:
        """Whether `person` has an answer at `place`, whoever may see it by now."""
        return any(r.person == person and r.value is not None for r in self._registers(place.path))

    def _said(self, path: str, person: str) -> bool:
        return any(r.person == person and r.value for r in self._registers(f"revealed/{path}"))

    # -- changes from elsewhere

    def absorb(self, changes: list[Change], *, source: object = None) -> None:
        """Take in changes made by a replica of this workbook, and hand them on as one's own."""
        self._before(source)
        self._apply(changes)
        self._changed(changes, source)

    def take_in(self, changes: list[Change]) -> None:
        """Take in changes that are on disk already."""
        self._before(None)
        self._apply(changes)
        for listener in self.listeners:
            listener(changes, None)

    @property
    def unsaved(self) -> bool:
        """Whether there is anything that the disk has not taken yet."""
        return False

    def flush(self) -> None:
        """See to it that everything is on disk (a workbook in memory has none)."""

    def before(self, seq: int, page: str, role: str) -> dict[str, Document] | None:
        """The documents as a page knew them at `seq` (a workbook in memory does not remember)."""
        return None

    # -- looking back, in `mentorbook.workbook.restoring`

    def as_private_as(self, today: Workbook) -> None:
        """What its writer keeps alone by `today` is theirs alone here too, though it was shared then."""
        now = today.documents["shared"]
        for form in (form.id for form in self.pack.forms.values() if form.per == "many"):
            for row in list(self.documents["shared"].row_ids(form)):
                path = f"{form}/{row}"
                author = self.author(path)
                # Not by looking into a private document: it may be locked.
                if author in PEOPLE and not now.has(f"{path}/{CREATED}"):
                    self._move(path, author, by=author)

    def at(self, change: int | None = None, when: str | None = None) -> Workbook:
        """The workbook as it was after a change, or at a moment (one in memory does not remember)."""
        raise MentorbookError("workbook.no_past")

    def restore_as_of(
        self, *, by: str, path: str | None = None, change: int | None = None, when: str | None = None
    ) -> Restored:
        """Write again what stood after a `change`, or at a moment (`when`, ISO 8601, UTC), in the name of `by`.

        It is a new edit like any other: one act, one entry, seen in the history, and `take_back` undoes it.
        Rows removed since come back, rows added since are removed (they can be restored), and a shared text
        is changed only where it reads otherwise. Left as they are: what only the other person may write
        (see `Restored.kept`), private words of the other, who may read a reflection, signatures (they show
        what changed since they were given), who has revealed what, and the facts of the partnership.

        Args:
            path: A field, a row (``goals/<id>``) or a form; None for everything.

        Raises:
            PathError: There is no such place. RoleError: `by` is not one of the pair.
        """
        from mentorbook.workbook.restoring import carry_out, plan

        return carry_out(self, plan(self, self.at(change, when), by=by, path=path), by=by)

    def take_back(self, restored: Restored, *, by: str) -> Restored:
        """Undo a restoring, but for what has been written there since."""
        from mentorbook.workbook.restoring import take_back

        return take_back(self, restored, by=by)

    # -- signing, in `mentorbook.workbook.signatures`

    def sign(self, form: str, *, by: str, name: str | None = None) -> str:
        """Sign a form as it reads now, in a person's name; returns the id of the signature."""
        from mentorbook.workbook.signatures import sign

        return sign(self, form, by=by, name=name)

    def signatures(self, form: str) -> list[Signature]:
        """All signatures under a form, oldest first, each with what has changed since."""
        from mentorbook.workbook.signatures import signatures

        return signatures(self, form)

    # -- what a subclass adds

    def _changed(self, changes: list[Change], source: object = None) -> None:
        """Called with the changes of each act of writing: first to the disk, then to all who listen."""
        for listener in self.listeners:
            listener(changes, source)

    # -- inside: reading

    def seen(self, place: Place, viewer: str) -> list[Register]:
        """The standing registers at `place` that `viewer` may see, newest first."""
        registers = self._seen_raw(place.path, viewer)
        for old in self._old_paths(place) if place.field is not None and place.field.was else ():
            registers = newest_first([*registers, *self._seen_raw(old, viewer)])
        if registers and not self._there(place, viewer):
            return []
        if self.apart_until_in(place) and not self.both_in(place):
            registers = [r for r in registers if viewer in (r.person, place.person)]
        return registers

    @staticmethod
    def apart_until_in(place: Place) -> bool:
        """Whether each sees only their own answer here until both are in (or the one who has one here)."""
        if place.seen != "reveal":
            return False
        one = place.field is not None and place.field.who in PEOPLE
        return place.kind == "apart" or place.person is not None or one

    def _seen_raw(self, path: str, viewer: str) -> list[Register]:
        found: list[Register] = []
        for audience in self._visible(viewer):
            if more := self.documents[audience].registers(path):
                found = newest_first([*found, *more]) if found else more
        return found

    def _there(self, place: Place, viewer: str) -> bool:
        """Whether the row that the place is in is one that `viewer` may see, removed or not.

        Where one takes a row back and the other writes in it meanwhile, words are left outside of it.
        """
        if place.row is None:
            return True
        mark = f"{place.row}/{CREATED}"
        return any(self.documents[audience].has(mark) for audience in self._visible(viewer))

    def _single(self, path: str, viewer: str) -> Any:
        registers = self._seen_raw(path, viewer)
        return registers[0].value if registers else None

    def _registers(self, path: str) -> list[Register]:
        """All registers at `path`, in every document: for rules, never for readers."""
        return newest_first(r for a in AUDIENCES for r in self.documents[a].registers(path))

    def _visible(self, viewer: str) -> tuple[str, ...]:
        match viewer:
            case "mentor" | "mentee":
                return ("shared", viewer)
            case "pair":
                return ("shared",)
        raise RoleError("role.unknown", by=viewer)

    def _row(self, path: str, viewer: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for spec in self._row_fields(path.rpartition("/")[0]):
            if spec.type == "rows":
                rows = self.rows(f"{path}/{spec.id}", viewer=viewer)
                if rows:
                    found[spec.id] = rows
            elif (value := self.get(f"{path}/{spec.id}", viewer=viewer)) is not None:
                found[spec.id] = value
        return found

    def _row_fields(self, prefix: str) -> list[Any]:
        """The fields that a row under `prefix` has."""
        form = self.pack.forms.get(prefix)
        if isinstance(form, FormSpec) and form.per == "many":
            return list(form.fields())
        place = self.place(f"{prefix}/x/{CREATED}")
        assert place.rows is not None
        return list(place.rows.fields)

    def _acceptance(self, place: Place) -> Any:
        from mentorbook.workbook.signatures import acceptance

        return acceptance(self, place)

    def _old_paths(self, place: Place) -> list[str]:
        """The paths that older layouts used for this field."""
        was = place.field.was if place.field is not None else ()
        return [f"{place.path.rpartition('/')[0]}/{old}" for old in was]

    def _text_paths(self, place: Place, audience: str) -> list[str]:
        """Where a shared text is kept: under its old name if that is where it was begun. Never copied.

        There are several parts if a copy with the older forms has gone on writing under the old name.
        """
        document = self.documents[audience]
        return [p for p in (*self._old_paths(place), place.path) if document.text(p)] or [place.path]

    def _text_home(self, place: Place, viewer: str) -> str:
        """The audience of a shared text: both, unless the form is for one person alone.

        Never that of a row not shared yet: a text cannot move, as two copies moving it would double it.
        """
        return self._alone(viewer) if place.seen in ("private", "facilitator") else "shared"

    # -- inside: writing

    @staticmethod
    def _splice(parts: list[str], document: Document, at: int, cut: int, put: str) -> None:
        """Edit a text that lies in several parts: each loses what is cut of it, one takes what is put in."""
        start = 0
        for number, part in enumerate(parts):
            length = len(document.text(part))
            last = number == len(parts) - 1
            left, right = max(at - start, 0), min(at + cut - start, length)
            here = put if at - start <= length or last else ""
            if here or left < right:
                document.edit(part, min(left, length), max(0, right - left), here)
                put = "" if here else put
            start += length + len(BETWEEN)

    def _writable(self, path: str, by: str, *, new: bool = False) -> Place:
        if self.readonly:
            raise MentorbookError("workbook.readonly", why=self.readonly)
        place = self.place(path)
        if place.field is not None and place.field.view_of:
            raise PathError("path.signature", path=path)
        author = self.author(place.row) if place.row else None
        owner = self.owner(place.row) if place.row else None
        inner = self.author(place.inner) if place.inner else None
        first = new and place.inner == place.row  # the row itself is being made
        if place.row is not None and not first and (author is None or (inner is None and not new)):
            raise PathError("path.no_row", path=path)
        if author and by in PEOPLE and not self._there(place, by):
            raise PathError("path.no_row", path=path)  # the partner's private row: not even that it exists
        rights.require(place, by, author=author, owner=owner, inner=inner)
        if place.kind == "text" and place.seen == "author" and self._home(place, by) != "shared":
            raise RoleError("role.share_first", label=place.field.label if place.field else path)
        return place

    def _checked_fields(
        self, mark: Place, fields: Mapping[str, Any], by: str
    ) -> tuple[list[tuple[Place, Any]], dict[str, Any]]:
        """The fields that a row is to be added with, checked; for a row that is there, by its own rights."""
        row = mark.path.removesuffix("/" + CREATED)
        assert mark.row is not None
        author, inner = self.author(mark.row) or by, self.author(row) or by
        owned = mark.form is not None and mark.form.has("owner")
        owner = (
            self.owner(mark.row) if self.author(mark.row) else (fields.get("owner") or by) if owned else None
        )
        checked: list[tuple[Place, Any]] = []
        for name, value in fields.items():
            place = self.place(f"{row}/{name}")
            if place.field is None:
                raise PathError("path.program", path=place.path)
            if value is None:
                continue
            rights.require(place, by, author=author, owner=owner, inner=inner)
            checked.append((place, values.check(place.field, value)))
        given = {place.field.id: value for place, value in checked if place.field is not None}
        for place, _ in checked:
            shared = self._home(mark, by) if self.author(mark.row) else self._new_home(mark, given, by)
            if place.kind == "text" and place.seen == "author" and shared != "shared":
                raise RoleError("role.share_first", label=place.field.label if place.field else row)
        return checked, given

    @contextmanager
    def _writing(self, by: str) -> Iterator[str]:
        """One act: all writes inside are one update a document, handed on together."""
        at = self.clock()
        self._before(self._source)
        with ExitStack() as stack:
            for document in self.documents.values():
                stack.enter_context(document.transaction())
            yield at
            if self._page is not None:
                self._reach(*self._page, at)
        changes = []
        for audience, document in self.documents.items():
            updates, document.outbox = document.outbox, []
            paths = tuple(sorted(document.touched())) if updates else ()
            page = self._page[0] if self._page else None
            changes += [Change(audience, by, at, paths, update, page=page) for update in updates]
        self._remember(changes)
        self._changed(changes, self._source)

    def _before(self, source: object) -> None:
        for watcher in self.watchers:
            watcher(source)

    def _apply(self, changes: list[Change]) -> None:
        for audience in AUDIENCES:
            mine = [change for change in changes if change.audience == audience]
            if mine:
                document = self.documents[audience]
                document.receive([c.update for c in mine], {p for c in mine for p in c.paths})
                document.touched()
        self._remember(changes)

    def _remember(self, changes: list[Change]) -> None:
        """Who last wrote in a shared text, and when: the text itself does not say."""
        for change in changes:
            for path in change.paths:
                if self.documents["shared"].has_text(path):
                    self.written[path] = (change.by, change.at)

    def _reach(self, page: str, number: int, at: str) -> None:
        """In every document that this act touched, so that each knows by itself what it holds."""
        self.documents["shared"].reach(page, number, at[:10])

    def _put(self, place: Place, value: Any, *, by: str, at: str, home: str | None = None) -> None:
        self._write(home or self._home(place, by), place.path, value, person=by, by=by, at=at, place=place)

    def _write(
        self,
        audience: str,
        path: str,
        value: Any,
        *,
        person: str,
        by: str,
        at: str,
        all_people: bool = False,
        place: Place | None = None,
    ) -> None:
        """Write a register in the place of those its writer can see: one's own where people answer apart."""
        place = place or self.place(path)
        own = (place.kind == "apart" and not all_people) or self.blind
        document = self.documents[audience]
        seen = [r for old in (path, *self._old_paths(place)) for r in document.registers(old)]
        replaced = [r for r in seen if not own or r.person == person]
        document.write(path, value, person=person, by=by, at=at, replaces=replaced)
        if audience == "shared" and by in PEOPLE:  # what one kept alone and now says to both
            private = self.documents[by]
            for old in (path, *self._old_paths(place)):
                private.drop(private.registers(old))

    def _home(self, place: Place, by: str) -> str:
        """The audience that a write at `place` belongs to."""
        alone = by if by in PEOPLE else "shared"
        if place.seen in ("private", "facilitator"):
            return self._alone(by)
        # One's own document first: a row shared in one copy and taken back in the other is not shared.
        if place.row is not None and self.documents[alone].has(f"{place.row}/{CREATED}"):
            return alone
        return "shared"

    def _alone(self, by: str) -> str:
        """The audience of what `by` keeps to themselves.

        Raises:
            MentorbookError: This workbook has no place for it, or it is locked.
        """
        if by in self.closed:
            raise MentorbookError(self.closed[by])
        return by if by in PEOPLE else "shared"

    def _new_home(self, mark: Place, fields: Mapping[str, Any], by: str) -> str:
        """Where a new row lives: a reflection with its writer until shared, and its action with it."""
        assert mark.form is not None
        if mark.inner != mark.row or self._registers(f"{mark.row}/{CREATED}"):
            return self._home(mark, by)
        if mark.form.seen in ("author", "private"):
            return "shared" if fields.get("sharing") == "shared" else self._alone(by)
        source = fields.get("came_from")
        for path in [source] if isinstance(source, str) else source or []:
            private = self.documents[by] if by in PEOPLE else None
            if private is not None and isinstance(path, str) and private.has(f"{path}/{CREATED}"):
                return by
        return "shared"

    def _move(self, row: str, to: str, *, by: str) -> None:
        """Let both see a row, or take it back: its answers move with writer and time as they were.

        Only answers move, never shared text: the same register written by two copies is one register.
        What came from the row (its action) goes with it.
        """
        source, target = self.documents[by if to == "shared" else "shared"], self.documents[to]
        actions = {f"actions/{row.rpartition('/')[2]}/"}
        for path in source.paths():
            if path.startswith("actions/") and path.endswith("/came_from"):
                came = [r.value for r in source.registers(path) if isinstance(r.value, list)]
                actions |= {path.removesuffix("came_from") for value in came if row in value}
        start = (row + "/", *actions)
        for path in [p for p in source.paths() if p.startswith(start)]:
            now = self.today(path)
            if now is not None and self.place(now).seen in ("private", "facilitator"):
                continue
            registers = source.registers(path)
            for register in registers if path != f"{row}/sharing" else ():  # that is being written anew
                target.take(register)
            source.drop(registers)

    def _mark(self, row: str, *, removed: bool, by: str) -> None:
        place = self._writable(f"{row}/{REMOVED}", by)
        if not self._registers(f"{place.inner}/{CREATED}"):
            raise PathError("path.no_row", path=row)
        with self._writing(by) as at:
            self._write(self._home(place, by), place.path, removed, person=by, by=by, at=at)


def digest(value: Any) -> str:
    """A short, stable fingerprint of answers (SHA-256 over canonical JSON, 32 hex digits)."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def _text_of(place: Place, value: Any) -> str:
    assert place.field is not None
    checked = values.check(place.field, value)
    return checked if isinstance(checked, str) else ""
