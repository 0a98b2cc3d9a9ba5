"""The fault campaign: kernel, server and browser are killed while two people type, and not a letter is lost or doubled.

Run by ``make faults ARGS="--each 100 --seed 7"``. In each round one thing, or one after the other, is killed at a random
moment. At once afterwards another process reads what is on disk: all that a page called saved is there, once. Then what
was killed comes back, pages are loaded again, and everything that was typed is there, once, in order; and both pages
show what is stored. A browser is killed in two ways: its page's process alone (the tab “crashes” and is loaded again),
or all of it (it starts again with the tabs it had; of what was not yet saved, a browser remembers what it had itself
put on its disk, which is some seconds old).
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.load.chromium import Browser, Down, until
from tests.load.house import Reader, Server, kill_kernel, make
from tests.load.typist import HELD, KERNEL, LOOK, OPEN, SHARED, SHUT, Place, Typist, Wrong, apart

OWN = {"mentor": "agreement/mentor_hopes", "mentee": "agreement/mentee_hopes"}
ROUNDS = 10  # with one workbook
BANNER = 5  # seconds until a page has to say that it is on its own
PATIENCE = 60
MOST = 20  # rounds in which something is wrong: then it is not worth going on
KINDS = ("kernel", "server", "browser")

Say = Callable[[str], None]


class House:
    """A server, a workbook, and two people at it, each in a browser of their own."""

    def __init__(self, folder: Path, name: str, browsers: dict[str, Browser], reader: Reader, *,
                 shared: bool, one_spot: bool, seed: str, options: list[str]) -> None:  # fmt: skip
        self.data = folder / name
        self.data.mkdir()
        self.random = random.Random(seed)
        self.browsers, self.reader = browsers, reader
        opens, self.where = make(self.data, shared=shared, name=name, text="" if one_spot else "#\n#")
        self.server = Server(self.data, *(["--shared"] if shared else []), *options)
        self.address = {role: self.server.page("agreement") + end for role, end in opens.items()}
        self.people = {}
        for number, (role, browser) in enumerate(browsers.items()):
            line = None if one_spot else number
            self.people[role] = Typist(role, OWN[role], browser.page, f"{seed} {role}", line=line)
        self.left: list[tuple[str, str]] = []  # kernels behind pages that crashed: nobody ended them
        self.forgot: set[str] = set()  # whose browser was killed
        self.done: list[str] = []  # in this round
        self.stuck = 0  # pages that did not come and were loaded once more

    def begin(self, say: Say) -> bool:
        """Opens both pages. Returns whether they came."""
        try:
            for role, person in self.people.items():
                person.start()
                person.tab.go(self.address[role])
            for role, person in self.people.items():
                person.arrive(self.address[role])
        except (AssertionError, Down, OSError, Wrong) as wrong:
            say(f"FAILED before the first round: {wrong!r}")
            say(self.evidence())
            return False
        return True

    def end(self) -> None:
        for person in self.people.values():
            person.end()
        self.server.stop()

    # -- one round

    def round(self, kinds: list[str]) -> str:
        """Kills what `kinds` say, and sees that nothing is lost. Returns what was done, as a sentence."""
        self.forgot.clear()
        for person in self.people.values():
            person.resume()
        time.sleep(self.random.uniform(0.2, 1.5))
        done, awaiting = self.done, set[str]()
        done.clear()
        for number, kind in enumerate(kinds):
            said, struck = self.strike(kind)
            since = time.monotonic()
            done.append(said)
            awaiting |= struck
            self.check()
            if number == 0 and kind != "browser" and self.random.random() < 0.34:
                done.append(self.banner(struck, since))
            time.sleep(self.random.uniform(0, 0.8))
            self.come_back(awaiting)
            if number + 1 < len(kinds):  # the next comes while pages load
                time.sleep(self.random.uniform(0, 1.5))
        for role in awaiting:
            self.people[role].arrive(self.address[role], forgot=role in self.forgot)
            self.people[role].resume()
        time.sleep(self.random.uniform(0, 0.4))
        self.calm()
        for person in self.people.values():
            done += [f"{stuck} (it was loaded once more)" for stuck in person.stuck]
            self.stuck += len(person.stuck)
            person.stuck.clear()
        return ", then ".join(done)

    def strike(self, kind: str) -> tuple[str, set[str]]:
        """Kills a kernel, the server or a browser. Returns what it was, and whose pages have to be loaded again."""
        role = self.random.choice(list(self.people))
        person, browser = self.people[role], self.browsers[role]
        if kind == "kernel":
            kill_kernel(person.kernel())
            return f"{role}'s kernel", {role}
        if kind == "server":
            self.server.kill()
            return "server", set(self.people)
        with suppress(Down, OSError):
            self.left.append((role, str(person.tab.evaluate(KERNEL))))
        whole = self.random.random() < 0.5
        if whole:
            # Killed sooner, it would come back without a tab, as if nobody had been there.
            until(
                lambda: browser.knows(self.server.page("agreement")), "the browser has not noted its tab", 20
            )
            browser.kill()
            self.forgot.add(role)
        else:
            browser.kill_tab()
        until(lambda: not person.going.is_set() or person.down or dead(person), "the page lives on", 20)
        return f"{role}'s {'browser' if whole else 'tab'}", {role}

    def banner(self, struck: set[str], since: float) -> str:
        """People go on typing until their page says that it is on its own."""
        for role in struck:
            person = self.people[role]
            until(
                lambda person=person: person.tab.evaluate(LOOK, [])["lost"],
                lambda person=person: (
                    f"{person.role}'s page does not say that the connection is lost: {person.shown()}"
                ),
                BANNER - (time.monotonic() - since),
            )
        return f"banner after {time.monotonic() - since:.1f} s"

    def come_back(self, awaiting: set[str]) -> None:
        """Starts again what was killed, and loads the pages that need it."""
        if not self.server.up:
            self.server.start()
        for role in awaiting:
            person, browser = self.people[role], self.browsers[role]
            person.pause()
            if browser.process.poll() is not None:
                browser.again(self.server.page("agreement"))
                person.tab = browser.page
            else:
                with suppress(Down, OSError):
                    person.kept = person.tab.evaluate(HELD)
                person.tab.reload()

    # -- what must be so

    def check(self) -> None:
        """All that a page has called saved is on disk at this moment, once, and nothing that was not typed."""
        saved = {place.path + role: place.saved for role, place in self.places()}
        stored = self.reader.read(self.where, [SHARED, *OWN.values()])
        for role, place in self.places():
            typed = [*place.states, *([place.pressed] if place.pressed is not None else [])]
            own = place.own(stored[place.path])
            if own not in typed[saved[place.path + role] :]:
                raise Wrong(f"on disk at once after it, of {role}: {apart(place, stored[place.path])}")

    def calm(self) -> None:
        """Both put their pens down: everything is saved, once, in order, and both pages show what is stored."""
        people = self.people.values()
        for person in people:
            person.pause()
            if person.wrong is not None:
                raise Wrong(str(person.wrong)) from person.wrong
            until(lambda person=person: said_saved(person), lambda person=person: f"{person.role}'s page does not come to save all: {person.shown()}", PATIENCE)  # fmt: skip
        stored = self.reader.read(self.where, [SHARED, *OWN.values()])
        for role, place in self.places():
            if place.own(stored[place.path]) != place.states[-1]:
                raise Wrong(f"on disk after the reload, of {role}: {apart(place, stored[place.path])}")
        for person in people:
            until(lambda person=person: shows(person, stored), lambda person=person: f"{person.role}'s page does not show what is stored: {person.tab.evaluate(LOOK, list(stored))}", PATIENCE)  # fmt: skip
        for role, kernel in self.left:
            with suppress(Down, OSError):
                self.people[role].tab.evaluate(SHUT, kernel)
        self.left.clear()

    def places(self) -> Iterator[tuple[str, Place]]:
        return ((role, place) for role, person in self.people.items() for place in person.places)

    def evidence(self) -> str:
        """What there is to look at after something went wrong."""
        lines = [f"  server: {self.server.said[-600:]}"]
        for role, person in self.people.items():
            lines.append(f"  {role}'s tab kept before it was loaded again {person.kept}"[:3000])
            lines.append(
                f"  {role}'s browser: {self.browsers[role].process.poll()}, {list(person.tab.complaints)}"
            )
            with suppress(Down, OSError, RuntimeError):
                lines.append(
                    f"  {role} shows {person.tab.evaluate(LOOK, [place.path for place in person.places])}"
                )
                lines.append(f"  {role}'s tab keeps {person.tab.evaluate(HELD)}"[:3000])
        with suppress(AssertionError):
            lines.append(f"  stored: {self.reader.read(self.where, [SHARED, *OWN.values()])}")
        return "\n".join(lines)


def dead(person: Typist) -> bool:
    """Whether the page is gone, also where nobody typed in it."""
    try:
        person.tab.evaluate("() => 1")
    except Down:
        return True
    except OSError:
        return False
    return False


def said_saved(person: Typist) -> bool:
    """Whether the page says that nothing waits."""
    seen = person.look()
    return seen["saved"] == "" or str(seen["saved"]).startswith("Saved")


def shows(person: Typist, stored: dict[str, str]) -> bool:
    """Whether a page shows what is stored: the shared text, one's own words, and the other's."""
    person.tab.evaluate(OPEN, [])
    seen = person.tab.evaluate(LOOK, list(stored))
    for path, texts in zip(stored, zip(seen["texts"], seen["read"], strict=True), strict=True):
        if stored[path] and stored[path] not in texts:
            return False
    return True


@contextmanager
def household(folder: Path) -> Iterator[tuple[dict[str, Browser], Reader]]:
    """Two browsers, and a process that reads."""
    reader = Reader()
    browsers: dict[str, Browser] = {}
    try:
        for role in OWN:
            (folder / role).mkdir()
            browsers[role] = Browser(folder / role)
        yield browsers, reader
    finally:
        for browser in browsers.values():
            browser.kill()
        reader.end()


def campaign(
    each: int, seed: int, say: Say, *, options: list[str] | None = None, rounds: int = ROUNDS, first: int = 1
) -> int:
    """Kills each of the three `each` times. Returns in how many rounds something was lost, doubled or out of order.

    Args:
        rounds: With one workbook. first: The number of the first one; odd ones are in personal mode, even ones on a
            shared server, and of each every other has both people write at one spot of the text.
    """
    order = random.Random(seed)
    faults = [kind for kind in KINDS for _ in range(each)]
    order.shuffle(faults)
    count, failed, number, keys, forgotten, stuck = Counter[str](), 0, 0, 0, 0, 0
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
        household(Path(place)) as (browsers, reader),
    ):
        for block in itertools.count(first):
            if not faults or failed > MOST:
                break
            shared, one_spot = block % 2 == 0, block % 4 > 1
            house = House(
                Path(place), f"pair-{block}", browsers, reader,
                shared=shared, one_spot=one_spot, seed=f"{seed} {block}", options=options or [],
            )  # fmt: skip
            how = f"{'shared' if shared else 'personal'}, {'at one spot' if one_spot else 'each a line'}"
            try:
                if not house.begin(say):
                    failed += 1
                    continue
                for _ in range(rounds):
                    if not faults:
                        break
                    kinds = [
                        faults.pop() for _ in range(2 if order.random() < 0.25 and len(faults) > 1 else 1)
                    ]
                    count.update(kinds)
                    number += 1
                    began = time.monotonic()
                    try:
                        done = house.round(kinds)
                    except Exception as wrong:  # noqa: BLE001 - whatever it is, it is reported, and the campaign goes on
                        failed += 1
                        say(
                            f"round {number} FAILED (seed {seed}, {how}: {', then '.join(house.done)} of {kinds}): {wrong!r}"
                        )
                        say(house.evidence())
                        break  # goes on with another workbook
                    say(f"round {number} ok ({how}): {done}; {time.monotonic() - began:.1f} s")
            finally:
                keys += sum(person.keys for person in house.people.values())
                forgotten += sum(person.forgotten for person in house.people.values())
                stuck += house.stuck
                house.end()
    killed = ", ".join(f"{kind} {count[kind]}" for kind in KINDS)
    say(f"{number} rounds, {keys} keys; killed: {killed}; rounds in which something was wrong: {failed}")
    say(f"keys not saved yet that browsers killed whole did not remember: {forgotten}")
    say(f"pages that did not come within {PATIENCE} s and were loaded once more: {stuck}")
    return failed


def main() -> int:
    """Run the campaign and say how each round went."""
    parser = argparse.ArgumentParser(prog="make faults", description=main.__doc__)
    parser.add_argument(
        "--each", type=int, default=100, help="how often kernel, server and browser are killed"
    )
    parser.add_argument("--seed", type=int, default=7, help="what is killed, and after how long")
    parser.add_argument("--pool", type=int, help="passed on to `mentorbook serve`")
    options = parser.parse_args()
    serve = [] if options.pool is None else ["--pool", str(options.pool)]
    failed = campaign(options.each, options.seed, lambda line: print(line, flush=True), options=serve)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
