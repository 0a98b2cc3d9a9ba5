"""A page on a shared server: what its messages open, and what it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbook import library, sharing
from mentorbook.content.loader import builtin
from mentorbook.errors import FileProblem
from mentorbook.widgets.desk import Desk

ADDRESS = "https://mentors.example/voila/render/partnership.ipynb"


class Visitor:
    """Somebody's page: says something, and has what it was told."""

    pages = 0

    def __init__(self, folder: Path, *, shared: bool = True) -> None:
        self.told: list[dict] = []
        self.files: list[bytes] = []
        self.desk = Desk(self._hear, pack=builtin(), folder=folder, shared=shared)
        self.desk.need(["agreement", "reflections"])
        Visitor.pages += 1
        self.say("hello", page=f"{Visitor.pages:032x}")

    def _hear(self, message: dict, buffers: list[bytes]) -> None:
        self.told.append(message)
        self.files += buffers

    def say(self, kind: str, /, *buffers: bytes, **content: object) -> dict:
        """Says something; returns the first answer."""
        before = len(self.told)
        self.desk.hear({"type": kind, **content}, list(buffers))
        self.desk.tell()
        return self.told[before] if len(self.told) > before else {}

    def last(self, kind: str) -> dict:
        return next(message for message in reversed(self.told) if message["type"] == kind)

    def write(self, number: int, path: str, **patch: object) -> None:
        base = self.last("opened")["revision"]
        self.say("patches", patches=[{"number": number, "path": path, "base": base, **patch}])

    def kinds(self) -> list[str]:
        return [message["type"] for message in self.told]


@pytest.fixture
def sam(tmp_path: Path) -> Visitor:
    """The mentor, who has just made a workbook."""
    sam = Visitor(tmp_path)
    sam.say("create", mentor="Sam", mentee="Alex", role="mentor")
    return sam


def join(sam: Visitor, folder: Path) -> tuple[Visitor, str]:
    invitation = sam.say("share", act="invite", address=ADDRESS)
    alex = Visitor(folder)
    link = alex.say("claim", link=invitation["address"])["link"]
    alex.say("open", link=link)
    return alex, link


def test_who_makes_a_workbook_is_given_a_link_and_nothing_is_listed(sam: Visitor, tmp_path: Path) -> None:
    assert sam.kinds() == ["welcome", "opened", "link"]
    assert (sam.told[1]["role"], sam.told[1]["private"], sam.told[1]["shared"]) == ("mentor", "open", True)
    stranger = Visitor(tmp_path)
    assert stranger.told[0]["workbooks"] == []
    again = Visitor(tmp_path)
    opened = again.say("open", link=sam.told[2]["link"])
    assert (opened["type"], opened["role"]) == ("opened", "mentor")


def test_an_invitation_is_shown_claimed_and_opened(sam: Visitor, tmp_path: Path) -> None:
    invitation = sam.say("share", act="invite", address=ADDRESS)
    assert invitation["address"].startswith(f"{ADDRESS}#link=")
    assert invitation["qr"]["size"] > 20
    alex = Visitor(tmp_path)
    shown = alex.say("open", link=invitation["address"])
    assert (shown["type"], shown["person"], shown["names"]["mentor"]) == ("invited", "mentee", "Sam")
    link = alex.say("claim", link=invitation["address"])["link"]
    assert alex.say("open", link=link)["role"] == "mentee"
    assert "used" in alex.say("claim", link=invitation["address"])["message"]
    alex.write(1, "agreement/programme", op="set", to="None")
    sam.desk.tell()
    assert sam.last("changes")["cells"]["agreement/programme"]["answers"]["mentee"]["v"] == "None"


def test_one_link_opens_all_partnerships_of_a_person(sam: Visitor, tmp_path: Path) -> None:
    link = sam.last("link")["link"]
    invitation = sam.say("share", act="invite", address=ADDRESS)["address"]
    again = Visitor(tmp_path)
    details = {"mentor": "Sam", "mentee": "Kim", "role": "mentor"}
    assert "invitation" in again.say("create", **details, link=invitation)["message"]
    assert "opens nothing" in again.say("create", **details, link=str(sharing.Link.new()))["message"]
    again.say("create", **details, link=f"{ADDRESS}#link={link}")
    assert again.last("link")["link"] == link
    chosen = Visitor(tmp_path).say("open", link=link)
    assert [one["names"]["mentee"] for one in chosen["workbooks"]] == ["Alex", "Kim"]
    third = Visitor(tmp_path)
    assert "invitation" in third.say("claim", link=invitation, own=invitation)["message"]


def test_ones_own_link_as_an_address_and_a_picture(sam: Visitor) -> None:
    own = sam.say("share", act="own", address=ADDRESS)
    assert (own["type"], own["address"]) == ("own", f"{ADDRESS}#link={sam.last('link')['link']}")
    assert own["qr"]["path"].startswith("M")


def test_wrong_links_say_so_and_are_slowed_down(sam: Visitor, tmp_path: Path) -> None:
    from mentorbook.store.slots import Link

    stranger = Visitor(tmp_path)
    assert "whole link" in stranger.say("open", link="nonsense")["message"]
    for _ in range(4):
        assert "opens nothing here" in stranger.say("open", link=str(Link.new()))["message"]
    slow = stranger.say("open", link=sam.last("link")["link"])
    assert "Too many tries" in slow["message"]
    assert Visitor(tmp_path).say("open", link=sam.last("link")["link"])["type"] == "opened"


def test_what_is_prepared_is_there_when_it_is_asked_for_and_let_go_where_it_is_not(
    sam: Visitor, tmp_path: Path
) -> None:
    opened = []
    open_ = sharing.open

    def counted(*args: object, **options: object) -> object:
        opened.append(open_(*args, **options))
        return opened[-1]

    alex = Visitor(tmp_path)
    link = sam.last("link")["link"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "open", counted)
        assert alex.say("prepare", open={"link": link}) == {}
        assert alex.say("hello", page="c" * 32, open={"link": link})["type"] == "opened"
        assert len(opened) == 1
        other = Visitor(tmp_path)
        other.say("prepare", open={"link": link})
        other.say("prepare", open={"link": link})  # once is enough
        other.desk.close()
        assert len(opened) == 2
        with pytest.raises(FileProblem, match="has been closed"):
            opened[1].set("agreement/purpose", "x", by="mentor")


def test_what_is_written_between_preparing_and_asking_is_told(sam: Visitor, tmp_path: Path) -> None:
    alex, link = join(sam, tmp_path)
    page = Visitor(tmp_path)
    page.say("prepare", open={"link": link})
    sam.write(1, "agreement/purpose", op="text", at=0, to="to learn")
    sam.write(2, "agreement/programme", op="set", to="None")
    page.say("hello", page="e" * 32, open={"link": link})
    page.desk.tell()
    opened = page.last("opened")
    assert opened["cells"]["agreement/programme"]["answers"]["mentor"]["v"] == "None"
    assert opened["texts"]["agreement/purpose"]["text"] == "to learn"
    base = opened["revision"]
    page.say(
        "patches",
        patches=[
            {"number": 1, "path": "agreement/purpose", "op": "text", "at": 0, "to": "We want ", "base": base}
        ],
    )
    assert page.last("changes")["reached"] == 1
    alex.desk.tell()
    book, _ = alex.desk.workbook
    assert book is not None
    assert book.text("agreement/purpose") == "We want to learn"


def test_what_a_page_shows_first_is_told_first_whatever_it_calls_it(sam: Visitor, tmp_path: Path) -> None:
    sam.write(1, "agreement/purpose", op="text", at=0, to="to learn")
    sam.write(2, f"goals/{'1' * 32}", op="add", fields={"title": "Lead"})
    link = sam.last("link")["link"]
    title = f"goals/{'1' * 32}/title"
    for first, partly in [
        (["goals", "\ud800", 7, ["x"], "no form"] * 100, True),
        (["\ud800", "no form", None], False),
        ([], False),
        ("goals", False),
        (["x"] * 5000 + ["goals"], False),
    ]:
        page = Visitor(tmp_path)
        page.desk.need(["goals", "agreement"])
        assert page.say("rest") == {}  # of nothing
        assert page.say("prepare", open={"link": link}, first=first) == {}
        assert page.say("rest") == {}
        page.say("hello", page="e" * 32, open={"link": link})
        opened = page.last("opened")
        assert opened["cells"][title]["v"] == "Lead"
        assert ("agreement/purpose" in opened["texts"]) is not partly
        told = ["goals", "journey", "partnership", "signatures"]
        assert opened.get("first") == (told if partly else None)
        rest = page.say("rest")
        assert rest["rest"]
        assert ("agreement/purpose" in rest["texts"]) is partly
        page.desk.close()


def test_what_somebody_likes_to_be_called_is_told_to_both_at_once(sam: Visitor, tmp_path: Path) -> None:
    alex, _ = join(sam, tmp_path)
    called = alex.last("opened")["names"] | {"mentee": "Lex"}
    alex.write(1, "profile/mentee/name", op="set", to="Lex")
    sam.desk.tell()
    for page in (alex, sam):  # neither page shows the profile
        assert page.last("names")["names"] == called
    told = len(sam.told)
    sam.desk.tell()
    assert len(sam.told) == told


def test_a_wrong_link_that_was_prepared_counts_as_one_try(sam: Visitor, tmp_path: Path) -> None:
    from mentorbook.store.slots import Link

    stranger = Visitor(tmp_path)
    for _ in range(3):
        wrong = {"link": str(Link.new())}
        assert stranger.say("prepare", open=wrong) == {}
        told = stranger.say("hello", page="d" * 32, open=wrong)
        assert "opens nothing here" in told["message"]
    for nonsense in (None, 7, {}, {"link": 3}, {"file": "../x"}):
        stranger.say("prepare", open=nonsense)
    assert stranger.say("open", link=sam.last("link")["link"])["type"] == "opened"


def test_what_one_keeps_private_is_never_sent_to_the_other(sam: Visitor, tmp_path: Path) -> None:
    alex, _ = join(sam, tmp_path)
    row = "f" * 32
    sam.write(1, f"reflections/{row}", op="add", fields={"worked": "a mentor's secret"})
    assert library  # the words are on disk, sealed
    assert "a mentor's secret" in str(sam.told)
    alex.say("download")
    alex.say("share", act="list")
    assert "a mentor's secret" not in str(alex.told)
    assert not any(b"secret" in file for file in alex.files)
    for file in tmp_path.iterdir():
        assert b"secret" not in file.read_bytes()


def test_a_file_with_a_passphrase_comes_and_goes(sam: Visitor, tmp_path: Path) -> None:
    sam.write(1, "agreement/purpose", op="text", at=0, to="Lead a team")
    sam.say("download", passphrase="four words are enough")
    (file,) = sam.files
    assert b"Lead" not in file
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    new = Visitor(elsewhere)
    locked = new.say("upload", file, name="us.mentorbook")
    assert (locked["type"], locked["kind"]) == ("trouble", "locked")
    who = new.say("upload", file, name="us.mentorbook", passphrase="four words are enough")
    assert (who["type"], who["names"]["mentee"]) == ("who", "Alex")
    opened = new.say("upload", file, name="us.mentorbook", passphrase="four words are enough", role="mentor")
    assert opened["texts"]["agreement/purpose"]["text"] == "Lead a team"
    assert new.told[-1]["type"] == "link" or "link" in new.kinds()


def test_in_a_folder_private_notes_have_a_passphrase_of_their_own(tmp_path: Path) -> None:
    alex = Visitor(tmp_path, shared=False)
    opened = alex.say("create", mentor="Sam", mentee="Alex", role="mentee")
    assert opened["private"] == "none"
    row = "a" * 32
    alex.write(1, f"reflections/{row}", op="add", fields={"worked": "mine"})
    assert "no private place" in alex.last("refused")["message"]
    assert "at least" in alex.say("private", act="keep", passphrase="short")["message"]
    assert alex.say("private", act="keep", passphrase="four words are enough")["private"] == "open"
    alex.write(2, f"reflections/{row}", op="add", fields={"worked": "mine"})
    file = opened["file"]
    again = Visitor(tmp_path, shared=False)
    assert again.say("open", file=file, role="mentee")["private"] == "locked"
    assert "does not open" in again.say("private", act="unlock", passphrase="something else")["message"]
    unlocked = again.say("private", act="unlock", passphrase="four words are enough")
    assert unlocked["private"] == "open"
    assert "mine" in str(unlocked["cells"])
    as_sam = again.say("open", file=file, role="mentor")  # at the same page: hers are closed again
    assert as_sam["private"] == "none"
    assert again.say("open", file=file, role="mentee")["private"] == "locked"
