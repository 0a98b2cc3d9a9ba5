"""Two people, each in a browser of their own, in one workbook at the same time."""

from __future__ import annotations

import pytest
from people import Person, make, stored

PURPOSE = "agreement/purpose"


@pytest.fixture
def pair(server, visit, request):
    """A workbook, and both people at its agreement with all of it open."""
    book = make(server.data, request.node.name)
    people = [Person.at(visit, server, book, role) for role in ("mentor", "mentee")]
    for person in people:
        person.open_all()
        person.words(PURPOSE).wait_for()
    return book, *people


# Twenty each: the field, how it is filled in, by the mentor, by the mentee.
EDITS = [
    ("programme", "write", "Women in science", "None that I know of"),
    ("meetings_planned", "write", "8", "10"),
    ("formality", "choose", "Part of a programme", "Between the two of us"),
    ("kinds", "choose", 0, 1),
    ("facilitator_contact", "write", "Sam, room 4", "Ask Sam"),
    ("meetings_minimum", "write", "4", "6"),
    ("shared_lead", "choose", "We take turns", "Mentee leads from the start"),
    ("focus_areas", "choose", 0, 3),
    ("meeting_length", "write", "45", "60"),
    ("meeting_place", "choose", "On a walk", "By video"),
    ("beyond_goals", "choose", "Confidence", "How I see myself"),
    ("meeting_place_detail", "write", "At the north gate", "The usual link"),
    ("cancel_notice", "write", "24", "2"),
    ("agenda_ahead", "choose", "One day", "Two days"),
    ("confidentiality_exceptions", "choose", "The law requires it", "Someone may come to harm"),
    ("extra_time", "write", "One call a month", "None"),
    ("quiet_times", "write", "Sundays", "Evenings"),
    ("in_calendars", "choose", "Yes", "No"),
    ("records_kept_by", "choose", 0, 1),
    ("responsibilities", "row", "Notes", "Invitations"),
]


def do(person: Person, id: str, how: str, what: str | int) -> str:
    """One edit; returns what the partner is to see."""
    path = f"agreement/{id}"
    if how == "write":
        person.write(path, str(what))
        return str(what)
    if how == "row":
        row = person.add_row(path)
        person.write(f"{row}/what", str(what))
        return row
    place = person.field(path)
    if isinstance(what, int):
        options = place.locator("option" if place.locator("select").count() else "label")
        what = options.nth(what + (1 if place.locator("select").count() else 0)).text_content().strip()
    person.choose(path, what)
    return what


def test_twenty_edits_each_way(pair):
    """In fields of every kind, in turns and without waiting for each other."""
    book, mentor, mentee = pair
    expected = []
    for id, how, by_mentor, by_mentee in EDITS:
        expected.append((id, how, do(mentor, id, how, by_mentor), do(mentee, id, how, by_mentee)))
    for person, theirs in ((mentor, 3), (mentee, 2)):
        for edit in expected:
            if edit[1] == "row":
                person.page.locator(f"[data-path='{edit[theirs]}']").wait_for()
            else:
                shown = person.theirs(f"agreement/{edit[0]}")
                shown.get_by_text(edit[theirs]).first.wait_for()
        person.saved()
    for person in (mentor, mentee):
        person.reload()
        person.open_all()
        for id, how, by_mentor, by_mentee in expected:
            theirs = by_mentor if person is mentee else by_mentee
            if how != "row":
                person.theirs(f"agreement/{id}").get_by_text(theirs).first.wait_for()
    with stored(book) as opened:
        for id, how, *_ in expected:
            if how != "row":
                answers = opened.answers(f"agreement/{id}")
                assert answers["mentor"] and answers["mentee"], id
                assert answers["mentor"].value != answers["mentee"].value, id
        assert opened.get("agreement/meetings_planned") in (8, 10)
        assert {row["what"] for row in opened.rows("agreement/responsibilities")} == {"Notes", "Invitations"}
        for role in ("mentor", "mentee"):
            times = [opened.answers(f"agreement/{id}")[role].at for id, how, *_ in EDITS if how != "row"]
            assert times == sorted(times)


def test_both_type_in_one_text(pair):
    """One at the beginning, one at the end, key by key; neither caret leaves its words."""
    book, mentor, mentee = pair
    mentor.type(PURPOSE, " and ")
    mentee.reads(PURPOSE, " and ")
    first, last = "We want to find a way into research", "to write the first paper by summer."
    mentor.words(PURPOSE).press("Control+Home")
    mentee.words(PURPOSE).press("Control+End")
    mentor.hold()
    mentee.hold()
    for at in range(max(len(first), len(last))):
        for person, words in ((mentor, first), (mentee, last)):
            if at < len(words):
                person.page.keyboard.type(words[at])
                assert person.before_caret(PURPOSE).endswith(words[: at + 1])
    whole = f"{first} and {last}"
    for person, words in ((mentor, first), (mentee, last)):
        person.reads(PURPOSE, whole)
        assert person.before_caret(PURPOSE).endswith(words)
        assert person.undisturbed()
        person.saved()
    for person in (mentor, mentee):
        person.reload()
        person.open_all()
        person.reads(PURPOSE, whole)
    with stored(book) as opened:
        assert opened.text(PURPOSE) == whole


def test_both_type_at_the_same_place(pair):
    """Where both write at one place, each one's words stay together, in order, and before their caret."""
    book, mentor, mentee = pair
    mentor.type(PURPOSE, "[]")
    mentee.reads(PURPOSE, "[]")
    words = {mentor: "abcdefghijklmnopqrstuvwxyz" * 2, mentee: "0123456789" * 5}
    for person in words:
        person.words(PURPOSE).press("Control+Home")
        person.page.keyboard.press("ArrowRight")
    for at in range(60):
        for person, own in words.items():
            if at < len(own):
                person.page.keyboard.type(own[at])
                assert person.before_caret(PURPOSE).endswith(own[at])
    one, other = words[mentor], words[mentee]
    for person in words:
        person.page.wait_for_function(
            "([path, length]) => document.querySelector(`[data-path='${path}'] textarea`).value.length === length",
            arg=[PURPOSE, len(one) + len(other) + 2],
        )
        person.saved()
    with stored(book) as opened:
        assert opened.text(PURPOSE) in (f"[{one}{other}]", f"[{other}{one}]")
        whole = opened.text(PURPOSE)
    for person, own in words.items():
        person.reads(PURPOSE, whole)
        assert person.before_caret(PURPOSE).endswith(own)


def test_selection_survives(pair):
    """Selected words stay selected, and the same words, while the partner writes before them."""
    _, mentor, mentee = pair
    mentee.type(PURPOSE, "one two three")
    mentor.reads(PURPOSE, "one two three")
    mentee.words(PURPOSE).evaluate("el => el.setSelectionRange(4, 7)")
    mentor.words(PURPOSE).press("Control+Home")
    mentor.page.keyboard.type("zero ")
    mentee.reads(PURPOSE, "zero one two three")
    chosen = "el => el.value.slice(el.selectionStart, el.selectionEnd)"
    assert mentee.words(PURPOSE).evaluate(chosen) == "two"
    mentee.page.keyboard.type("2")
    mentor.reads(PURPOSE, "zero one 2 three")


def test_a_composition_is_not_disturbed(pair):
    """An input method composes while the partner's words arrive in the same text."""
    book, mentor, mentee = pair
    mentee.type(PURPOSE, "Goal: ")
    mentor.reads(PURPOSE, "Goal: ")
    words = mentee.words(PURPOSE)
    words.evaluate(
        "el => { window.ends = 0; el.addEventListener('compositionend', () => (window.ends += 1)); }"
    )
    cdp = mentee.page.context.new_cdp_session(mentee.page)
    for text in ("に", "にほ", "にほん"):
        cdp.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    mentor.words(PURPOSE).press("Control+Home")
    mentor.page.keyboard.type("Our ")
    mentee.see("Grace is writing")
    assert mentee.page.evaluate("window.ends") == 0
    assert words.input_value() == "Goal: にほん"
    cdp.send("Input.imeSetComposition", {"text": "にほんご", "selectionStart": 4, "selectionEnd": 4})
    cdp.send("Input.insertText", {"text": "日本語"})
    for person in (mentee, mentor):
        person.reads(PURPOSE, "Our Goal: 日本語")
        person.saved()
    assert mentee.before_caret(PURPOSE) == "Our Goal: 日本語"
    with stored(book) as opened:
        assert opened.text(PURPOSE) == "Our Goal: 日本語"


def test_focus_stays_while_others_fields_change(pair):
    """Whoever writes keeps field, focus and caret, also where the partner answers the very same question."""
    _, mentor, mentee = pair
    path = "agreement/programme"
    mentee.type(path, "A programme")
    mentee.page.keyboard.press("ArrowLeft")
    mentee.hold()
    mentor.write("agreement/facilitator_contact", "Sam")
    mentor.write(path, "Quite another")
    mentor.choose("agreement/formality", "Part of a programme")
    row = mentor.add_row("agreement/responsibilities")
    mentor.write(f"{row}/what", "Notes")
    mentor.type(PURPOSE, "Together")
    mentee.reads(PURPOSE, "Together")
    mentee.page.locator(f"[data-path='{row}']").wait_for()
    mentee.reads_theirs("agreement/facilitator_contact", "Sam")
    mentee.theirs(path).get_by_text("Quite another").wait_for()
    assert mentee.undisturbed()
    assert mentee.before_caret(path) == "A programm"
    mentee.page.keyboard.type("atic matter of tast")
    mentee.reads(path, "A programmatic matter of taste")
