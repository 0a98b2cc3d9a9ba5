"""Certificates: what was signed is told, whose key it was as far as a pack says, and anything changed fails."""

from __future__ import annotations

import io
import json
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mentorbook.certificates import code as codes
from mentorbook.certificates import keys, paper
from mentorbook.certificates.code import Certificate, CertificateProblem, sign, verify
from mentorbook.cli import main
from mentorbook.content import loader
from mentorbook.content.starting import start
from mentorbook.errors import FileProblem

ADA = "Ada Lovelace"
WORDS = {
    "name": "Grace Hopper",
    "course": "Mentoring that works",
    "day": "2026-03-26",
    "hours": 5.5,
    "trainer": ADA,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that knows Ada's key; her key; a certificate of Grace's; a key that nobody knows."""
    folder = tmp_path_factory.mktemp("made")
    start(folder / "acme")
    assert (
        main(["certificate", "key", str(folder / "ada.key"), "--name", ADA, "--pack", str(folder / "acme")])
        == 0
    )
    issue = ["certificate", "issue", "--key", str(folder / "ada.key"), "--pack", str(folder / "acme")]
    named = ["--name", "Grace Hopper", "--course", "mentoring-that-works", "--date", "2026-03-26"]
    assert main([*issue, *named, "-o", str(folder / "grace.pdf")]) == 0
    keys.make(folder / "eve.key", ADA)
    return folder


def code_of(pdf: Path) -> str:
    found = re.search(rb"%mentorbook-certificate (\S+)", pdf.read_bytes())
    assert found is not None
    return found[1].decode()


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(list(words))
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return code, told.out + told.err


def test_a_certificate_is_genuine_and_told_whose(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pdf, pack = str(made / "grace.pdf"), str(made / "acme")
    code, told = said(capsys, "verify", pdf, "--pack", pack)
    assert code == 0 and told.startswith("Genuine: nothing has been changed")
    assert "Grace Hopper has completed “Mentoring that works” (5.5 hours), on 26 March 2026" in told
    key = keys.read(made / "ada.key")
    assert f"the key of {ADA}, as the pack “Acme” says (fingerprint {key.fingerprint})" in told
    assert said(capsys, "verify", code_of(made / "grace.pdf"), "--pack", pack) == (code, told)
    spread = " ".join(re.findall(".{1,5}", code_of(made / "grace.pdf").lower())).replace(" ", "\n-", 3)
    assert said(capsys, "verify", spread, "--pack", pack) == (code, told)
    (made / "code.txt").write_text(f"My certificate:\n{spread}\n")
    assert said(capsys, "verify", str(made / "code.txt"), "--pack", pack) == (code, told)


def test_a_key_that_no_pack_knows_is_nobodys(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "verify", str(made / "grace.pdf"))
    assert code == 1 and "cannot be said by whom" in told and "Genuine" not in told
    assert keys.read(made / "ada.key").fingerprint in told
    forged = sign(Certificate.new(**WORDS), keys.read(made / "eve.key").secret)
    code, told = said(capsys, "verify", forged, "--pack", str(made / "acme"))
    assert code == 1 and "anybody can make one and write any name" in told and "Genuine" not in told


def test_what_the_paper_shows_is_what_was_signed(made: Path) -> None:
    reader = PdfReader(made / "grace.pdf")
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    for words in ("Grace Hopper", "Mentoring that works", "26 March 2026", "5.5 hours", ADA):
        assert words in " ".join(text.split())
    assert code_of(made / "grace.pdf") in re.sub(r"\s", "", text)
    assert reader.metadata is not None and "Grace Hopper" in str(reader.metadata.title)


def test_one_byte_of_the_paper_is_enough(made: Path) -> None:
    data, packs = (made / "grace.pdf").read_bytes(), [loader.load(made / "acme")]
    assert paper.check(data, packs).trainer is not None
    for place in range(10, len(data), max(1, len(data) // 150)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(CertificateProblem):
            paper.check(changed, packs)
    for changed in (
        data + b"\n",
        data + data,
        data[:-1],
        b"%PDF-1.7\n" + data,
        data.replace(b"%%EOF", b"%%EOF "),
    ):
        with pytest.raises(CertificateProblem):
            paper.check(changed, packs)
    other = paper.issue(
        [Certificate.new(**{**WORDS, "name": "Eve"})],
        keys.read(made / "eve.key"),
        paper.Habits(language="en"),
    )[0][0]
    tail = data[data.index(b"%mentorbook-certificate") :]
    with pytest.raises(CertificateProblem, match="has been changed since it was issued"):
        paper.check(other[: other.index(b"%mentorbook-certificate")] + tail, packs)
    with pytest.raises(CertificateProblem, match="saved anew by another program"):
        paper.check(other[: other.index(b"%mentorbook-certificate")], packs)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_changed_code_is_never_genuine(made: Path, data: st.DataObject) -> None:
    code, packs = code_of(made / "grace.pdf"), list[loader.Pack]()
    place = data.draw(st.integers(0, len(code) - 1))
    change = data.draw(st.sampled_from(["", "A", "7", "Z", "Q2", "=", "é", "\x00"]) | st.text(max_size=3))
    changed = code[:place] + change + code[place + data.draw(st.integers(0, 3)) :]
    if codes.plain(changed) != code:
        with pytest.raises(CertificateProblem):
            verify(changed, packs)


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=600)
    | st.text(max_size=200).map(str.encode)
    | st.binary(max_size=300).map(lambda b: b"%PDF-" + b)
)
def test_anything_else_is_no_certificate(data: bytes) -> None:
    with pytest.raises(CertificateProblem):
        paper.check(data)
    with pytest.raises(CertificateProblem):
        verify(data.decode("utf-8", errors="replace"))


@pytest.mark.parametrize(
    "words",
    ["[]", "{}", "[" * 2000, '["x"]', "not json", json.dumps(["0" * 16, "A", "B", "2026-13-01", 1, "C"]),
     json.dumps(["0" * 16, "A" * 500, "B", "2026-03-26", 1, "C"]), json.dumps(["0" * 16, "A", "B", "2026-03-26", 1e9, "C"])],
)  # fmt: skip
def test_a_signature_under_anything_else_is_told(
    made: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_words", lambda certificate: words.encode())
    code = sign(Certificate.new(**WORDS), keys.read(made / "ada.key").secret)
    with pytest.raises(CertificateProblem, match="not as a certificate"):
        verify(code)


def test_words_that_unpack_without_end_are_refused(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "_words", lambda certificate: b" " * 3_000_000)
    with pytest.raises(CertificateProblem):
        verify(sign(Certificate.new(**WORDS), keys.read(made / "ada.key").secret))


@pytest.mark.parametrize(
    "name", ["<b>Bold</b> #strong[x] $x$ \\ \"q\" @a", "שלום ﷺ", "山田 太郎", "A" * 120, "👩🏽‍🚀 Grace", "a\x00\x1b[31mb\u202ec"]
)  # fmt: skip
def test_any_name_can_be_written(made: Path, name: str) -> None:
    one = Certificate.new(**{**WORDS, "name": name})
    ((page, code),) = paper.issue([one], keys.read(made / "ada.key"), paper.Habits(language="en"))
    assert paper.check(page).certificate == one == verify(code).certificate
    assert len(PdfReader(io.BytesIO(page)).pages) == 1
    assert "\x1b" not in one.name


def test_a_list_is_issued_whole_or_not_at_all(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    people = tmp_path / "people.csv"
    issue = [
        "certificate",
        "issue",
        "--key",
        str(made / "ada.key"),
        "--list",
        str(people),
        "--course",
        "Listening",
    ]
    people.write_text(
        "Name;Hours;Date\nGrace Hopper;1,5;2026-03-26\nGrace Hopper;2;\n=Mary;;2026-03-27\n", "utf-8-sig"
    )
    assert said(capsys, *issue, "--hours", "3", "-o", "out")[0] == 0
    found = [paper.check(path.read_bytes()).certificate for path in sorted(Path("out").iterdir())]
    assert sorted((one.name, one.hours, one.course) for one in found) == [
        *(("=Mary", 3.0, "Listening"), ("Grace Hopper", 1.5, "Listening"), ("Grace Hopper", 2.0, "Listening"))
    ]
    people.write_text(
        "name,hours,date\nGrace,2,2026-03-26\n,2,2026-03-26\nMary,lots,2026-03-26\nAnn,1,26.3.\n"
    )
    code, told = said(capsys, *issue, "-o", "more")
    assert code == 1 and not Path("more").exists()
    assert [line.split(": ")[0] for line in told.splitlines()[1:]] == [f"people.csv:{n}" for n in (3, 4, 5)]
    for text, words in (
        ("nmae\nGrace\n", "Did you mean “name”?"),
        ("name,zz\nGrace,red\n", "You can use: name, course, date, hours"),
        ("", "nobody on the list"),
        ("name\n", "nobody on the list"),
        ("name\nGrace\n", "How many hours?"),
        ("name\n" + "G\n" * 2001, "too long"),
    ):
        people.write_text(text)
        code, told = said(capsys, *issue)
        assert code == 1 and words in told
    people.write_bytes(b"name\ncaf\xe9\n")
    assert "not UTF-8" in said(capsys, *issue)[1]


def test_a_key_stays_with_its_owner(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    assert stat.S_IMODE((made / "ada.key").stat().st_mode) == 0o600
    assert "PRIVATE" not in (made / "acme/trainers.yaml").read_text()
    with pytest.raises(FileProblem, match="packs are handed on"):
        keys.make(made / "acme/forms/my.key", ADA)
    before = (made / "ada.key").read_bytes()
    with pytest.raises(FileProblem, match="already"):
        keys.make(made / "ada.key", "Eve")
    assert (made / "ada.key").read_bytes() == before
    monkeypatch.setenv("MENTORBOOK_PASSPHRASE", "four words are enough")
    sealed = tmp_path / "sealed.key"
    assert said(capsys, "certificate", "key", str(sealed), "--name", ADA, "--passphrase")[0] == 0
    issue = ["certificate", "issue", "--key", str(sealed), "--name", "G", "--course", "C", "--hours", "1"]
    out = ["-o", str(tmp_path / "g.pdf")]
    assert "Say --passphrase" in said(capsys, *issue, *out)[1]
    assert said(capsys, *issue, *out, "--passphrase")[0] == 0
    monkeypatch.setenv("MENTORBOOK_PASSPHRASE", "something else")
    assert "not the passphrase" in said(capsys, *issue, "-o", str(tmp_path / "h.pdf"), "--passphrase")[1]
    for text in (
        "",
        "Trainer: Ada\n",
        "Trainer: Ada\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ):
        (tmp_path / "bad.key").write_text(text)
        with pytest.raises((FileProblem, CertificateProblem), match="no key of a trainer"):
            keys.read(tmp_path / "bad.key")


def test_the_public_half_is_added_to_what_the_pack_has(made: Path, tmp_path: Path) -> None:
    start(tmp_path / "ours")
    (tmp_path / "ours/trainers.yaml").write_text(
        "# Ours.\nada-lovelace:\n  name: Another Ada\n  key: " + _key() + ""
    )
    first, second = (keys.make(tmp_path / f"{n}.key", name) for n, name in ((1, ADA), (2, '"Odd": #name')))
    assert [keys.publish(first, tmp_path / "ours"), keys.publish(second, tmp_path / "ours")] == [
        "ada-lovelace-2",
        "odd-name",
    ]
    assert keys.publish(first, tmp_path / "ours") == "ada-lovelace-2"
    assert (
        (tmp_path / "ours/trainers.yaml")
        .read_text()
        .startswith("# Ours.\nada-lovelace:\n  name: Another Ada\n")
    )
    trainers = loader.load(tmp_path / "ours").trainers
    assert [one.name for one in trainers.values()] == ["Another Ada", ADA, '"Odd": #name']
    assert trainers["ada-lovelace-2"].raw == first.public


def _key() -> str:
    return "ed25519:" + "A" * 43 + "="


def test_what_is_missing_is_said_before_anything_is_made(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issue = ["certificate", "issue", "--key", str(made / "ada.key"), "-o", str(tmp_path / "x.pdf"), "--name"]
    for more, words in (
        (["G", "--course", "Mine"], "How many hours"),
        (["G", "--course", "Mine", "--hours", "many"], "not a number of hours"),
        (["G", "--course", "Mine", "--hours", "0"], "more than none"),
        (["G", "--course", "Mine", "--hours", "nan"], "more than none"),
        (["G", "--course", "Mine", "--hours", "1", "--date", "today"], "not a day"),
        ([" ", "--course", "Mine", "--hours", "1"], "needs the name"),
        (["G", "--hours", "1"], "needs the course"),
        (["G" * 121, "--course", "Mine", "--hours", "1"], "too long for the name"),
    ):
        code, told = said(capsys, *issue, *more)
        assert code == 1 and words in told, told
    assert [*tmp_path.iterdir()] == []
    assert said(capsys, "verify", str(tmp_path / "none.pdf"))[0] == 1
    assert said(capsys, "verify", str(tmp_path))[0] == 1
    (tmp_path / "large.pdf").write_bytes(b"%PDF-" + bytes(paper.LARGEST))
    assert "too large" in said(capsys, "verify", str(tmp_path / "large.pdf"))[1]
