"""The short code by which people join: two words and a number, easy to say and to type on a phone.

There are 2.8 million of them, so a code alone would be found by trying. Each try costs some hundredths of a second of
work, wrong ones are counted in the slots of all sessions that can be joined, and after a few in a minute nobody gets
in by code for the rest of it. A code is good until its session ends.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mentorbook.errors import LinkProblem
from mentorbook.store import Store
from mentorbook.store.slots import SECRET, Link
from mentorbook.workbook.book import now

CODE = "code"
"""The kind of slot that a code opens."""
WRONG_A_MINUTE = 40
_MINUTE = timedelta(minutes=1)
_SALT = b"mentorbook live session"  # a code has to be found by itself: there is nothing else to tell sessions apart
_COST = 2**14  # 16 MB, some hundredths of a second

_HOW = """
able airy alpine amber ample apt arctic autumn avid azure balmy bold brave breezy bright brisk bronze calm candid
careful cheerful chief civil clear clever coastal copper coral cosy crisp curious daily dapper daring dear deep deft
eager early earnest easy elder even fair famous fast fine firm first fleet fluent fond frank free fresh frosty full
gentle giant glad golden good grand green hale handy happy hardy hearty honest humble ideal ivory jolly keen kind large
late leafy level light lively local loyal lucid lucky lunar major mellow merry mighty mild modest mossy neat new nimble
noble novel olive open orange paper patient pearl plain polite prime proud pure quick quiet rapid ready regal rich
ripe rosy round royal rural sage scenic shady sharp shiny silent silver simple smart smooth snowy social soft solar
solid sound spare spring stable steady still stout strong subtle summer sunny super sure sweet swift tall teal tender
tidy topaz total tranquil true trusty upper urban velvet vivid vocal warm wide wild winter wise witty young
"""
_WHAT = """
acorn anchor apple arch arrow atlas badge bamboo barley basin bay beach beacon bell birch blossom boat book bough
bridge brook cabin candle canoe canyon cape cedar chalk cherry circle clay cliff cloud clover coast comet compass copse
cove crane creek crown daisy dawn delta desk dove drum dune eagle ember falcon feather fern ferry field finch fjord
flame flute forest fountain fox garden gate glade globe grove gull harbour harp hazel heath hill holly horizon inlet
iris island ivy jetty kestrel kite ladder lagoon lake lamp lantern lark leaf ledge lemon lily linen lotus maple
marble market meadow mill mint mirror moon morning moss mountain nest oak oasis ocean orchard otter owl oyster paddle
palm path pebble pepper petal piano pier pine planet plum pocket pond poplar prairie quarry quartz quill rain raven
reed reef ribbon ridge river robin rock roof rose saddle sail sand shell shore sky snow sparrow spruce stable star
stone stream sunrise swan table thistle thyme tide timber tower trail tree tulip valley village violet walnut water
wave well wheat willow window wing wood yarn
"""
HOW, WHAT = tuple(_HOW.split()), tuple(_WHAT.split())


def make() -> str:
    """A new code: ``quiet river 42``."""
    return f"{secrets.choice(HOW)} {secrets.choice(WHAT)} {secrets.randbelow(90) + 10}"


def plain(typed: str) -> str:
    """What somebody typed, as codes are written: capitals, hyphens and spaces do not matter."""
    text = unicodedata.normalize("NFKC", typed[:100]).casefold()
    return " ".join(re.findall(r"[a-z]+|[0-9]+", text))


@lru_cache(maxsize=64)
def link(code: str) -> Link:
    """What a code opens slots with."""
    scrypt = Scrypt(salt=_SALT, length=SECRET, n=_COST, r=8, p=1)
    return Link(scrypt.derive(plain(code).encode()))


def refuse_if_many(store: Store) -> None:
    """Nobody gets in by code while there have been too many wrong ones.

    Raises:
        LinkProblem: So it is.
    """
    for document in store.documents():
        if document.audience == "room":
            for slot in store.slots(document=document.id):
                if slot.kind == CODE and _wrong(slot.state)[0] >= WRONG_A_MINUTE:
                    raise LinkProblem("session.slow")


def count_wrong(store: Store) -> None:
    """Somebody tried a code that opens nothing."""
    rooms = [document.id for document in store.documents() if document.audience == "room"]
    with store.changing_slots() as slots:
        for room in rooms:
            for slot in slots.find(document=room):
                if slot.kind == CODE:
                    wrong, since = _wrong(slot.state)
                    slots.state(slot.lookup, f"open {since} {wrong + 1}", document=room)


def _wrong(state: str) -> tuple[int, str]:
    """How many wrong codes there have been in the minute that is counted now, and when that began."""
    _, _, rest = state.partition(" ")
    since, _, count = rest.partition(" ")
    try:
        fresh = datetime.now(UTC) - datetime.fromisoformat(since) < _MINUTE
    except ValueError:
        fresh = False
    return (int(count), since) if fresh and count.isdigit() else (0, now())
