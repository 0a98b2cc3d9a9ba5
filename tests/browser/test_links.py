"""Two people on a shared server: nothing is listed, links open workbooks, and every link that does not says so."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Person

PURPOSE = "agreement/purpose"
SECRETS = """() => JSON.stringify([
  location.href, document.title, navigation.entries().map((one) => one.url), {...localStorage}, document.cookie,
])"""


@pytest.fixture(scope="module")
def shared(serve):
    server = serve("--shared")
    yield server
    server.stop()


def start(
    visit, server, *, own: str = "", mentor: str = "Sam Okafor", mentee: str = "Alex Rivera", **options
):
    """The mentor makes a workbook on the front page; their page, and their link."""
    page = visit(server.page("index"), **options)
    page.get_by_label("Your name").fill(mentor)
    page.get_by_label("Their name").fill(mentee)
    page.get_by_label("Mentor", exact=True).check(force=True)
    if own:
        page.get_by_text("I already have a link of my own here").click()
        page.get_by_label("Your own link").fill(own)
    page.get_by_role("button", name="Start our workbook").click()
    page.wait_for_url("**/partnership.ipynb")
    person = Person(page, "mentor")
    person.arrive()
    return person


def own_link(person: Person) -> str:
    """The link that the page asks to keep."""
    box = person.page.get_by_role("region", name="Keep your own link")
    link = box.get_by_label("Your own link").first.input_value()
    box.get_by_role("img").wait_for()
    return link


def keep(person: Person) -> str:
    link = own_link(person)
    person.press("I have kept it")
    person.page.get_by_role("region", name="Keep your own link").wait_for(state="detached")
    return link


def share(person: Person):
    person.menu("Share and links")
    return person.page.get_by_role("dialog", name="Share and links")


def invite(person: Person) -> str:
    """A new invitation, from the dialog."""
    dialog = share(person)
    dialog.get_by_role("button", name="Make an invitation").click()
    field = dialog.get_by_label("Send this to")
    field.wait_for()
    link = field.input_value()
    dialog.get_by_role("button", name="Close").click()
    return link


def claim(visit, link: str, **options) -> Person:
    """Somebody opens an invitation in a browser of their own, and takes it up."""
    page = visit(link, **options)
    page.get_by_role("button", name="Open our workbook").click()
    person = Person(page, "mentee")
    person.arrive()
    return person


def refused(visit, link: str, words: str) -> None:
    """A link that opens nothing says why, beside the box to paste another."""
    page = visit(link)
    page.get_by_text(words).wait_for(timeout=30_000)
    page.get_by_label("Your link or invitation").wait_for()
    assert "link=" not in page.evaluate(SECRETS)


def test_a_partnership_by_links(shared, visit):
    sam = start(visit, shared)
    sam.see("Invite Alex")  # on Home
    sams = keep(sam)
    sam.page.get_by_role("button", name="Invite Alex").click()
    dialog = sam.page.get_by_role("dialog", name="Share and links")
    dialog.get_by_role("button", name="Make an invitation").click()
    dialog.get_by_role("img", name="The invitation for Alex as a QR code").wait_for()
    invitation = dialog.get_by_label("Send this to Alex").input_value()
    assert invitation.startswith(shared.page("partnership") + "#link=")
    dialog.get_by_text(
        "Only this computer can open this link"
    ).wait_for()  # or Alex waits for a page that never comes
    dialog.get_by_role("button", name="Close").click()

    page = visit(invitation)
    page.get_by_role("heading", name="Sam invites you to your shared workbook").wait_for(timeout=30_000)
    assert "link=" not in page.evaluate(SECRETS)
    page.reload()  # a claim that broke off half-way is made again
    page.get_by_role("button", name="Open our workbook").click()
    alex = Person(page, "mentee")
    alex.arrive()
    alexs = keep(alex)
    assert alexs not in (invitation, sams)
    secret = alexs.partition("link=")[2]
    assert secret not in page.evaluate(SECRETS)
    sam.page.get_by_role("heading", name="Invite Alex").wait_for(state="hidden")  # has been here

    for person in (sam, alex):
        person.go("Agreement")
        person.open_all()
    alex.type(PURPOSE, "Lead a small team")
    sam.reads(PURPOSE, "Lead a small team")
    sam.type(PURPOSE, ", well")
    alex.reads(PURPOSE, "Lead a small team, well")
    for person in (sam, alex):
        person.saved()
        person.reload()
        person.open_all()
        person.reads(PURPOSE, "Lead a small team, well")
        assert person.page.get_by_role("region", name="Keep your own link").count() == 0

    refused(visit, invitation, "This invitation has been used")
    again = claim(visit, invite(sam))  # Alex has lost theirs
    again.go("Agreement")
    again.open_all()
    again.reads(PURPOSE, "Lead a small team, well")
    refused(visit, alexs, "This link was replaced by a newer one")
    refused(visit, sams[:-4] + "AAAA", "This is not a whole link")
    refused(visit, f"{shared.page('partnership')}#link=nonsense", "This is not a whole link")
    Person(visit(sams), "mentor").arrive()
    for file in shared.data.iterdir():
        assert b"small team" not in file.read_bytes()


def test_one_link_for_several_partnerships(shared, visit):
    sam = start(visit, shared, mentee="Kim Li")
    sams = keep(sam)
    other = start(visit, shared, mentee="Noor Haddad", own=sams)
    assert other.page.get_by_role("region", name="Keep your own link").count() == 0
    page = visit(shared.page("index"))
    page.get_by_label("Your link or invitation").fill(sams)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("heading", name="Which workbook?").wait_for(timeout=30_000)
    page.get_by_role("button", name="Open the workbook with Noor Haddad").click()
    sam = Person(page, "mentor")
    sam.arrive()
    sam.see("Noor")
    sam.reload()
    sam.menu("Your other workbooks")
    page.get_by_role("button", name="Open the workbook with Kim Li").click()
    sam.arrive()
    sam.see("Kim")

    # And by invitation: Kim is a mentee twice, by one link.
    kim = claim(visit, invite(sam))
    kims = keep(kim)
    page = visit(invite(other))
    page.get_by_text("I already have a link of my own here").click()
    page.get_by_label("Your own link").fill(sams[:-3])
    page.get_by_role("button", name="Open our workbook").click()
    page.get_by_text("This is not a whole link").first.wait_for()
    # The invitation is still good.
    page.get_by_label("Your own link").fill(kims)
    page.get_by_role("button", name="Open our workbook").click()
    both = Person(page, "mentee")
    both.arrive()
    assert page.get_by_role("region", name="Keep your own link").count() == 0
    both.menu("Your other workbooks")
    page.get_by_text("You are the mentee").nth(1).wait_for()


def test_two_people_race_for_an_invitation(shared, visit):
    invitation = invite(start(visit, shared))
    first, second = (visit(invitation) for _ in range(2))
    for page in (first, second):
        page.get_by_role("button", name="Open our workbook").wait_for(timeout=30_000)
    first.get_by_role("button", name="Open our workbook").click()
    Person(first, "mentee").arrive()
    second.get_by_role("button", name="Open our workbook").click()
    second.get_by_text("This invitation has been used").wait_for()
    second.get_by_label("Your link or invitation").wait_for()


def test_an_invitation_is_withdrawn_and_a_link_replaced(shared, visit):
    sam = start(visit, shared)
    sams = keep(sam)
    invitation = invite(sam)
    dialog = share(sam)
    dialog.get_by_role("button", name="Withdraw the invitation for Alex").click()
    dialog.get_by_text("Earlier ones").click()
    dialog.get_by_text("Invitation, withdrawn").wait_for()
    dialog.get_by_role("button", name="Replace my link").click()
    sam.page.get_by_role("button", name="Replace it").click()
    dialog.get_by_text("Your link has been replaced").wait_for()
    newer = dialog.locator("input[readonly]").last.input_value()
    dialog.get_by_text("I have an earlier link of mine").click()
    dialog.get_by_label("Your earlier link").fill("nonsense")
    dialog.get_by_role("button", name="Bring it back").click()
    dialog.get_by_text("This is not a whole link").wait_for()
    dialog.get_by_role("button", name="Close").click()
    sam.reload()  # what failed in the dialog has not closed the workbook
    refused(visit, sams, "This link was replaced by a newer one")
    refused(visit, invitation, "opens nothing any more")
    Person(visit(newer), "mentor").arrive()


def test_another_link_in_the_address_of_an_open_page(shared, visit):
    sam = start(visit, shared)
    sams = keep(sam)
    page = visit(shared.page("partnership"))
    page.get_by_label("Your link or invitation").wait_for(timeout=30_000)
    page.evaluate("(link) => { location.href = link; }", sams)
    Person(page, "mentor").arrive()
    assert "link=" not in page.evaluate(SECRETS)
    sam.menu("Leave this workbook")
    sam.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    sam.page.get_by_label("Your link or invitation").fill(sams)
    sam.page.keyboard.press("Enter")
    sam.arrive()


def test_a_file_is_brought_to_a_shared_server(shared, visit, tmp_path):
    sam = start(visit, shared)
    with sam.page.expect_download() as download:
        sam.menu("Download our workbook")
        if sam.page.get_by_role("dialog").count():
            sam.page.get_by_role("dialog").get_by_role("button", name="Download").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page = visit(shared.page("index"))
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="I am Sam, the mentor").click()
    page.wait_for_url("**/partnership.ipynb")
    again = Person(page, "mentor")
    again.arrive()
    assert "#link=" in own_link(again)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_how_it_looks(shared, visit, width, scheme):
    """axe finds nothing, and nothing is wider than the window, where links are made and taken up."""
    wrong: list[str] = []
    folder = Path(__file__).parents[1] / ".output"
    folder.mkdir(exist_ok=True)

    def look(page, name: str) -> None:
        page.emulate_media(reduced_motion="reduce")  # no colours on their way to others
        found = Axe().run(page).response["violations"]
        wrong.extend(f"{name}: {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"])
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{name} is too wide")
        page.screenshot(path=folder / f"links-{name}-{width}-{scheme}.png", full_page=True)

    options = {"width": width, "scheme": scheme}
    page = visit(shared.page("index"), **options)
    page.get_by_label("Your link or invitation").wait_for(timeout=30_000)
    look(page, "start")
    sam = start(visit, shared, **options)
    own_link(sam)
    look(sam.page, "keep")
    keep(sam)
    dialog = share(sam)
    dialog.get_by_role("button", name="Make an invitation").click()
    dialog.get_by_role("img").wait_for()
    invitation = dialog.get_by_label("Send this to").input_value()
    look(sam.page, "share")
    page = visit(invitation, **options)
    page.get_by_role("button", name="Open our workbook").wait_for(timeout=30_000)
    look(page, "invited")
    page = visit(f"{shared.page('partnership')}#link=nonsense", **options)
    page.get_by_text("This is not a whole link").first.wait_for(timeout=30_000)
    look(page, "wrong")
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def certificate(tmp_path):
    """A certificate that this machine made for itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return tmp_path / "cert.pem", tmp_path / "key.pem"


def test_over_tls(serve, visit, certificate):
    cert, key = certificate
    server = serve("--shared", "--certfile", str(cert), "--keyfile", str(key))
    assert server.url.startswith("https://")
    assert "plain HTTP" not in server.log
    sam = start(visit, server, ignore_https_errors=True)
    assert own_link(sam).startswith("https://")
    server.stop()


def test_plain_http_is_warned_of(serve, visit):
    here = serve("--shared")
    here.stop()
    assert "plain HTTP" not in here.log  # nobody else reaches it
    server = serve("--shared", "--host", "0.0.0.0")
    visit(server.page("index")).get_by_text("This page is not encrypted on its way").wait_for(timeout=30_000)
    server.stop()
    assert "plain HTTP" in server.log
