"""Where a page's workbooks come from: a folder that is one's own, or a server that many share."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mentorbook import library, sharing
from mentorbook.content.specs import Pack
from mentorbook.errors import FileProblem, LinkProblem, ValueProblem
from mentorbook.messages import say
from mentorbook.widgets.qr import qr
from mentorbook.workbook.paths import PEOPLE

Message = dict[str, Any]
MEMORY = Path("/dev/shm")  # noqa: S108 - a disk that is not one: what passes through it is never written down
LONGEST_ADDRESS = 1000
FREE_TRIES = 3


@dataclass
class Came:
    """What came of a request: a workbook to show, as whom; and what else the page is told."""

    book: library.Book | None = None
    role: str = ""
    said: list[Message] = field(default_factory=list)


class Folder:
    """Workbooks as files in a folder, for those who have the machine to themselves."""

    shared = False

    def __init__(self, pack: Pack, folder: Path) -> None:
        self._pack, self._folder = pack, folder

    @property
    def scratch(self) -> Path:
        """Where a file that comes may lie for a moment."""
        return self._folder

    def welcome(self) -> Message:
        """What a page shows before a workbook is open."""
        return {"folder": True, "workbooks": library.listing(self._folder, pack=self._pack)}

    def is_open(self, book: library.Book, content: Mapping[str, Any]) -> bool:
        """Whether this is the workbook that is asked for."""
        return book.path == self._file(content.get("file"))

    def open(self, content: Mapping[str, Any]) -> Came:
        """Open ``file`` for ``role``."""
        if content.get("link"):
            raise LinkProblem("link.none_here")
        path, role = self._file(content.get("file")), content.get("role")
        book = library.open(path, pack=self._pack, passphrase=_words(content, "passphrase"), quick=True)
        return Came(book, role if role in PEOPLE else "")

    def create(self, details: Mapping[str, Any], role: str, _own: object = None) -> Came:
        """Make a workbook."""
        path = self._free(f"{details['mentor']}-{details['mentee']}")
        return Came(library.create(path, **details, pack=self._pack), role)

    def bring(self, came: Path, content: Mapping[str, Any]) -> Came:
        """Put a file that came into the folder, or merge it with the copy that is there."""
        passphrase = _words(content, "passphrase")
        with library.open(came, readonly=True, pack=self._pack, passphrase=passphrase) as copy:
            known = self._same(copy.id)
        if known is None:
            known = self._free(came.stem)
            library.own(came)
            came.replace(known)
            return Came(library.open(known, pack=self._pack, passphrase=passphrase))
        book = library.open(known, pack=self._pack)
        summary = book.merge(came, passphrase=passphrase).summary
        return Came(book, said=[{"type": "merged", "summary": summary}])

    def _file(self, name: object) -> Path:
        """A workbook in the folder, by its plain name: nothing outside is ever reached."""
        if not isinstance(name, str) or Path(name).name != name or not name.endswith(library.SUFFIX):
            raise FileProblem("desk.name", file=str(name)[:80])
        return self._folder / name

    def _free(self, stem: str) -> Path:
        """A name in the folder that no file has yet."""
        bare, number = plain(stem), 1
        while (path := self._folder / f"{bare}{f'-{number}' if number > 1 else ''}{library.SUFFIX}").exists():
            number += 1
        return path

    def _same(self, workbook: str) -> Path | None:
        """The file in the folder that holds this workbook."""
        for path in sorted(self._folder.glob(f"*{library.SUFFIX}")):
            try:
                with library.open(path, readonly=True, pack=self._pack, quick=True) as book:
                    if book.id == workbook:
                        return path
            except FileProblem:
                continue
        return None


class Shared:
    """Workbooks in a server's database, opened by links and by nothing else."""

    shared = True

    def __init__(self, pack: Pack, folder: Path) -> None:
        self._pack, self._where = pack, sharing.database(folder)
        self._failed, self._wait_until = 0, 0.0

    @property
    def scratch(self) -> Path | None:
        """Where a file that comes may lie for a moment: in memory, where there is such a place."""
        return MEMORY if MEMORY.is_dir() else None

    def welcome(self) -> Message:
        """What a page shows before a workbook is open: nothing of what is there."""
        return {"folder": False, "workbooks": []}

    def is_open(self, book: library.Book, content: Mapping[str, Any]) -> bool:
        """Whether this is the workbook that is asked for."""
        wanted = content.get("workbook") or book.id
        return book.link is not None and str(book.link) == content.get("link") and book.id == wanted

    def open(self, content: Mapping[str, Any]) -> Came:
        """Open by ``link``; an invitation is only shown, and of several workbooks one is chosen first."""
        link = self._link(content.get("link"))
        wanted = _words(content, "workbook")
        found = self._counted(lambda: sharing.openings(self._where, link, pack=self._pack))
        if all(opening.invitation for opening in found):
            first = found[0]
            told = {"workbook": first.workbook, "person": first.person, "names": first.names}
            return Came(said=[{"type": "invited", **told}])
        own = [opening for opening in found if not opening.invitation]
        if wanted is None and len(own) > 1:
            own.sort(key=lambda opening: (sorted(opening.names.values()), opening.workbook))
            several = [{"workbook": o.workbook, "person": o.person, "names": o.names} for o in own]
            return Came(said=[{"type": "choose", "workbooks": several}])
        book = self._counted(
            lambda: sharing.open(self._where, link, workbook=wanted, pack=self._pack, quick=True)
        )
        return Came(book, book.person or "")

    def claim(self, content: Mapping[str, Any]) -> Message:
        """Take up the invitation ``link``; ``own`` is a link that this person has already."""
        invitation, own = self._link(content.get("link")), content.get("own")
        mine = self._own(own) if own else None
        link = self._counted(lambda: sharing.claim(self._where, invitation, link=mine))
        return {"type": "claimed", "link": str(link)}

    def create(self, details: Mapping[str, Any], role: str, own: object = None) -> Came:
        """Make a workbook; the page is given the link that opens it: ``own``, where this person has one that
        opens something here."""
        mine = self._own(own) if own else None
        book, link = sharing.create(self._where, **details, role=role, link=mine, pack=self._pack)
        return Came(book, role, [{"type": "link", "link": str(link)}])

    def bring(self, came: Path, content: Mapping[str, Any]) -> Came:
        """Put a workbook from a file on the server, as ``role``'s; without one, the page asks whose it is."""
        passphrase, role = _words(content, "passphrase"), content.get("role")
        with library.open(came, readonly=True, pack=self._pack, passphrase=passphrase) as copy:
            if role not in PEOPLE:
                return Came(said=[{"type": "who", "names": copy.names}])
            book, link = sharing.bring(self._where, copy, person=str(role))
        return Came(book, str(role), [{"type": "link", "link": str(link)}])

    def share(self, book: library.Book, content: Mapping[str, Any]) -> tuple[library.Book, list[Message]]:
        """Links: ``act`` is list, own, invite, revoke (``lookup``), replace or adopt (``link``).

        ``address`` is that of the page, without a fragment: links are made for it.
        """
        said: list[Message] = []
        match content.get("act"):
            case "list":
                pass
            case "own":
                return book, [_address("own", content.get("address"), str(book.link))]
            case "invite":
                said.append(_address("invitation", content.get("address"), str(sharing.invite(book))))
            case "revoke":
                sharing.revoke(book, str(content.get("lookup")))
            case "replace":
                said.append({"type": "link", "link": str(sharing.replace(book))})
            case "adopt":
                old = self._link(content.get("link"))
                book = self._counted(lambda: sharing.adopt(book, old))
            case _:
                raise ValueProblem("patch.shape")
        return book, [*said, {"type": "links", "links": sharing.links(book)}]

    def _own(self, text: object) -> sharing.Link:
        """A link of one's own that opens something here. An invitation is known to another person as well."""
        link = self._link(text)
        found = self._counted(lambda: sharing.openings(self._where, link, pack=self._pack))
        if any(opening.invitation for opening in found):
            raise LinkProblem("link.not_own")
        return link

    def _link(self, text: object) -> sharing.Link:
        if not isinstance(text, str) or len(text) > LONGEST_ADDRESS:
            raise LinkProblem("link.mistyped")
        return sharing.Link.parse(text)

    def _counted(self, attempt: Any) -> Any:
        """Try what a link may open. After a failure the next try waits, ever longer."""
        if time.monotonic() < self._wait_until:
            raise LinkProblem("link.slow")
        try:
            found = attempt()
        except LinkProblem:
            self._failed += 1
            if self._failed > FREE_TRIES:
                self._wait_until = time.monotonic() + min(2.0 ** (self._failed - FREE_TRIES), 60.0)
            raise
        self._failed = 0
        return found


def _address(kind: str, address: object, link: str) -> Message:
    """The address that opens or invites, and its picture."""
    if not isinstance(address, str) or not re.fullmatch(r"https?://[^\s#]{1,900}", address):
        raise ValueProblem("patch.shape")
    whole = f"{address}#link={link}"
    return {"type": kind, "address": whole, "qr": qr(whole)}


def _words(content: Mapping[str, Any], name: str) -> str | None:
    """Something typed, where it is there."""
    value = content.get(name)
    return value if isinstance(value, str) and value else None


def plain(stem: str) -> str:
    """A file name that every system takes: letters, digits and hyphens."""
    return re.sub(r"[^\w]+", "-", stem, flags=re.UNICODE).strip("-_").lower()[:60] or say("desk.stem")
