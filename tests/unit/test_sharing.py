"""Links on a shared server: who gets in, by which link, and who does not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mentorbook import library, sharing
from mentorbook.errors import LinkProblem
from mentorbook.library import Book
from mentorbook.store.slots import Link

TEXT = "agreement/purpose"


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return sharing.database(tmp_path)


@pytest.fixture
def sam(where: Path):
    """The mentor's own link, and the workbook he made."""
    book, link = sharing.create(where, mentor="Sam", mentee="Alex", role="mentor")
    with book:
        yield book, link


def join(where: Path, book: Book) -> tuple[Book, Link]:
    own = sharing.claim(where, sharing.invite(book))
    return sharing.open(where, own), own


def key(where: Path, link: Link) -> str:
    """What opening by a link says."""
    with pytest.raises(LinkProblem) as problem:
        sharing.open(where, link).close()
    return problem.value.key


def test_both_write_in_one_workbook_and_keep_their_own(where: Path, sam) -> None:
    book, link = sam
    with join(where, book)[0] as other:
        other.set(TEXT, "Lead a small team", by="mentee")
        other.add("reflections", {"worked": "for my eyes only"}, by="mentee")
        assert book.pull()
        assert book.text(TEXT) == "Lead a small team"
        assert book.rows("reflections", viewer="mentee") == []
        assert [row["worked"] for row in other.rows("reflections", viewer="mentee")] == ["for my eyes only"]
    for file in where.parent.iterdir():
        assert not any(words in file.read_bytes() for words in (b"small team", b"my eyes", b"Sam", b"Alex"))
    with sharing.open(where, link) as again:
        assert again.names == {"mentor": "Sam", "mentee": "Alex"}
        assert again.person == "mentor"


def test_a_link_that_is_unknown_says_nothing_about_what_is_there(where: Path, sam) -> None:
    assert key(where, Link.new()) == "link.wrong"
    assert key(where.with_name("nothing.db"), Link.new()) == "link.wrong"


def test_an_invitation_opens_nothing_by_itself_and_is_void_once_its_link_was_used(where: Path, sam) -> None:
    book, _ = sam
    invitation = sharing.invite(book)
    (opening,) = sharing.openings(where, invitation)
    assert (opening.invitation, opening.person, opening.names["mentor"]) == (True, "mentee", "Sam")
    assert key(where, invitation) == "link.wrong"
    lost = sharing.claim(where, invitation)  # the browser crashed here, and the link with it
    own = sharing.claim(where, invitation)
    with sharing.open(where, own) as other:
        assert other.person == "mentee"
    assert key(where, lost) == "link.used"
    for late in (lambda: sharing.claim(where, invitation), lambda: sharing.openings(where, invitation)):
        with pytest.raises(LinkProblem) as problem:
            late()
        assert problem.value.key == "link.used"


def test_of_two_who_claim_at_once_one_gets_in(where: Path, sam) -> None:
    book, _ = sam
    for _ in range(5):
        invitation, got = sharing.invite(book), []
        start = threading.Barrier(4)

        def race(invitation: Link = invitation, got: list = got, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                with sharing.open(where, sharing.claim(where, invitation)) as other:
                    got.append(other.person)
            except LinkProblem as problem:
                assert problem.key == "link.used"

        racers = [threading.Thread(target=race) for _ in range(4)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
        assert got == ["mentee"]


def test_a_new_invitation_replaces_the_old_one_and_in_the_end_the_old_link(where: Path, sam) -> None:
    book, _ = sam
    first = sharing.invite(book)
    other, old = join(where, book)
    other.add("reflections", {"worked": "before"}, by="mentee")
    other.close()
    assert key(where, first) == "link.revoked"
    again, new = join(where, book)
    again.close()
    assert key(where, old) == "link.revoked"
    with sharing.open(where, new) as other:
        assert other.names["mentor"] == "Sam"
        assert other.rows("reflections", viewer="mentee") == []
        with sharing.adopt(other, old) as whole:
            assert [row["worked"] for row in whole.rows("reflections", viewer="mentee")] == ["before"]
        with pytest.raises(LinkProblem):
            sharing.adopt(other, Link.new())


def test_either_of_the_two_can_invite_the_other_again(where: Path, sam) -> None:
    book, lost = sam
    other, _ = join(where, book)
    with other, join(where, other)[0] as again:
        assert again.person == "mentor"
    assert key(where, lost) == "link.revoked"


def test_one_link_opens_all_of_ones_partnerships(where: Path, sam) -> None:
    _, link = sam
    second, same = sharing.create(where, mentor="Sam", mentee="Robin", role="mentor", link=link)
    second.close()
    assert same == link
    third, _ = sharing.create(where, mentor="Kim", mentee="Sam", role="mentor")
    with third:
        assert sharing.claim(where, sharing.invite(third), link=link) == link
    sharing.open(where, link).close()
    found = {opening.names["mentee"]: opening for opening in sharing.openings(where, link)}
    assert {name: one.person for name, one in found.items()} == {
        "Alex": "mentor", "Robin": "mentor", "Sam": "mentee",
    }  # fmt: skip
    with sharing.open(where, link, workbook=found["Sam"].workbook) as book:
        assert book.person == "mentee"
        book.add("reflections", {"worked": "mine"}, by="mentee")


def test_links_are_listed_revoked_and_replaced(where: Path, sam) -> None:
    book, link = sam
    invitation = sharing.invite(book)
    (open_,) = [one for one in sharing.links(book) if one["kind"] == "invitation"]
    assert (open_["state"], open_["person"]) == ("open", "mentee")
    sharing.revoke(book, open_["lookup"])
    with pytest.raises(LinkProblem) as problem:
        sharing.claim(where, invitation)
    assert problem.value.key == "link.revoked"
    with pytest.raises(LinkProblem):
        sharing.revoke(book, link.lookup)  # the one in use: replace it
    book.add("reflections", {"worked": "stays mine"}, by="mentor")
    new = sharing.replace(book)
    assert key(where, link) == "link.revoked"
    with sharing.open(where, new) as again:
        assert len(again.rows("reflections", viewer="mentor")) == 1
    other, theirs = join(where, book)
    with other, pytest.raises(LinkProblem):
        sharing.revoke(book, theirs.lookup)  # the partner's


def test_a_download_holds_ones_own_and_comes_back_after_the_server_is_gone(
    where: Path, sam, tmp_path: Path
) -> None:
    book, _ = sam
    other, _ = join(where, book)
    with other:
        other.set(TEXT, "kept", by="mentee")
        other.add("reflections", {"worked": "hers"}, by="mentee")
        book.pull()
        book.add("reflections", {"worked": "his"}, by="mentor")
        plain, sealed = tmp_path / "plain.mentorbook", tmp_path / "sealed.mentorbook"
        other.download(plain, viewer="mentee")
        other.download(sealed, viewer="mentee", passphrase="four words are enough")
    assert b"hers" in plain.read_bytes()
    assert b"his" not in plain.read_bytes()
    assert not any(words in sealed.read_bytes() for words in (b"kept", b"hers"))
    where = where.with_name("new.db")
    with library.open(sealed, passphrase="four words are enough") as copy:
        back, link = sharing.bring(where, copy, person="mentee")
    with back:
        assert back.text(TEXT) == "kept"
        assert [row["worked"] for row in back.rows("reflections", viewer="mentee")] == ["hers"]
        assert back.merge(plain, viewer="mentee").changes == ()
    with sharing.open(where, link) as again:
        assert again.text(TEXT) == "kept"


def test_a_copy_of_what_is_there_begins_anew_beside_it(where: Path, sam, tmp_path: Path) -> None:
    book, link = sam
    book.set(TEXT, "first", by="mentor")
    book.download(tmp_path / "copy.mentorbook", viewer="mentor")
    with library.open(tmp_path / "copy.mentorbook") as copy:
        beside, _ = sharing.bring(where, copy, person="mentor")
    with beside, sharing.open(where, link) as still:
        beside.edit(TEXT, 5, 0, " and second", by="mentor")
        assert (beside.text(TEXT), still.text(TEXT)) == ("first and second", "first")
