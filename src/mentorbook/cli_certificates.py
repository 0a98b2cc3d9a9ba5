"""The commands around certificates: `mentorbook certificate key`, `certificate issue` and `verify`."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mentorbook.cli_files import free, write_new
from mentorbook.errors import MentorbookError
from mentorbook.messages import say

if TYPE_CHECKING:
    from mentorbook.certificates.code import Certificate
    from mentorbook.content.specs import Pack
    from mentorbook.reports.habits import Habits

Command = Callable[[argparse.Namespace], int]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `certificate` and `verify`."""
    top = commands.add_parser("certificate", help=say("cli.certificate"), description=say("cli.certificate"))
    inside = top.add_subparsers(dest="certificate_command", required=True, metavar="COMMAND")

    def command(name: str, run: Command) -> argparse.ArgumentParser:
        about = say(f"cli.certificate.{name}")
        made = inside.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    key = command("key", _key)
    key.add_argument("file", metavar="FILE", type=Path)
    key.add_argument("--name", required=True, metavar="NAME", help=say("cli.certificate.key.name"))
    key.add_argument("--pack", metavar="FOLDER", type=Path, help=say("cli.certificate.key.pack"))
    key.add_argument("--passphrase", action="store_true", help=say("cli.certificate.key.passphrase"))

    issue = command("issue", _issue)
    issue.add_argument(
        "--key", required=True, metavar="FILE", type=Path, help=say("cli.certificate.issue.key")
    )
    whom = issue.add_mutually_exclusive_group(required=True)
    whom.add_argument("--name", metavar="NAME", help=say("cli.certificate.issue.name"))
    whom.add_argument("--list", metavar="PEOPLE.csv", type=Path, help=say("cli.certificate.issue.list"))
    whom.add_argument("--workbook", metavar="PRACTICE", type=Path, help=say("cli.certificate.issue.workbook"))
    issue.add_argument("--course", metavar="COURSE", default="", help=say("cli.certificate.issue.course"))
    issue.add_argument("--hours", metavar="HOURS", help=say("cli.certificate.issue.hours"))
    issue.add_argument("--date", metavar="YYYY-MM-DD", default="", help=say("cli.certificate.issue.date"))
    issue.add_argument("--pack", metavar="FOLDER", type=Path, help=say("cli.certificate.issue.pack"))
    issue.add_argument("-o", "--output", metavar="OUT", type=Path, help=say("cli.certificate.issue.output"))
    issue.add_argument("--passphrase", action="store_true", help=say("cli.certificate.issue.passphrase"))

    check = commands.add_parser("verify", help=say("cli.verify"), description=say("cli.verify"))
    check.set_defaults(run=_verify)
    check.add_argument("certificate", metavar="CERTIFICATE")
    check.add_argument("--pack", action="append", metavar="FOLDER", type=Path, help=say("cli.verify.pack"))


def _key(args: argparse.Namespace) -> int:
    from mentorbook.certificates import keys
    from mentorbook.content.loader import load
    from mentorbook.content.trainers import written

    if args.pack is not None:
        load(args.pack)  # before anything is made: what is wrong with it is told
    key = keys.make(args.file, args.name, _passphrase(args, say("cli.certificate.key.ask")))
    print(say("cli.certificate.key.made", file=args.file, name=key.name, fingerprint=key.fingerprint))
    if args.pack is None:
        print(say("cli.certificate.key.add", public=written(key.public)))
    else:
        id_ = keys.publish(key, args.pack)
        print(say("cli.certificate.key.published", id=id_, file=args.pack / "trainers.yaml"))
    return 0


def _issue(args: argparse.Namespace) -> int:
    from mentorbook.certificates import keys, paper
    from mentorbook.certificates.code import Certificate
    from mentorbook.certificates.listing import Given, certificates, number
    from mentorbook.content import using

    pack = using.used() if args.pack is None else using.on_top(args.pack)
    key = keys.read(args.key, _passphrase(args, say("cli.passphrase.ask")))
    if args.workbook is not None:
        args.name, args.course, passed = _learner(pack, args.workbook, args.course)
        args.date = args.date or passed
    hours = number(args.hours) if args.hours is not None else _hours(pack, args.course)
    course = pack.courses[args.course].title if args.course in pack.courses else args.course
    given = Given(course=course, day=args.date or date.today().isoformat(), hours=hours)
    if args.list is not None:
        people = certificates(args.list, given, key.name)
    elif hours is None:
        raise MentorbookError("cli.certificate.issue.no_hours")
    else:
        one = Certificate.new(
            name=args.name, course=given.course, day=given.day, hours=hours, trainer=key.name
        )
        people = [one]
    places = _places(args, people)
    for place, (page, _) in zip(places, paper.issue(people, key, _habits(pack.language)), strict=True):
        write_new(place, page)
        print(say("cli.export.made", file=place))
    if not any(trainer.raw == key.public for trainer in pack.trainers.values()):
        print(say("cli.certificate.issue.unknown", file=args.key), file=sys.stderr)
    return 0


def _verify(args: argparse.Namespace) -> int:
    from mentorbook.certificates import paper
    from mentorbook.certificates.code import plain, verify
    from mentorbook.certificates.telling import told
    from mentorbook.content import using

    packs = [using.on_top(folder) for folder in args.pack or ()] + [using.used()]
    path = Path(args.certificate)
    if plain(args.certificate).startswith("MBC1") and not (len(args.certificate) < 200 and path.exists()):
        verdict = verify(args.certificate, packs)
    else:
        with path.open("rb") as file:
            verdict = paper.check(file.read(paper.LARGEST + 1), packs)
    print("\n".join(told(verdict, using.used().language, _locale())))
    return 0 if verdict.trainer is not None else 1


def _learner(pack: Pack, file: Path, course: str) -> tuple[str, str, str]:
    """Who has passed a course in a practice workbook, which course, and on which day they did.

    Raises:
        MentorbookError: Nobody has, or the pack has no such course.
    """
    from mentorbook import library
    from mentorbook.workbook.learning import learned, passed_on
    from mentorbook.workbook.paths import PEOPLE

    course = course or next(iter(pack.courses), "")
    if course not in pack.courses:
        raise MentorbookError("path.course.none", name=course, courses=", ".join(pack.courses))
    spec = pack.courses[course]
    with library.open(file, readonly=True, pack=pack) as book:
        for person in PEOPLE:
            if when := passed_on(book, spec, person):
                return book.names[person], course, when[:10]
        modules = [pack.modules[name] for name in spec.modules]
        done = max(sum(learned(book, module, person).passed for module in modules) for person in PEOPLE)
    raise MentorbookError(
        "cli.certificate.issue.not_passed", file=file.name, course=spec.title, done=done, of=len(modules)
    )


def _hours(pack: Pack, course: str) -> float | None:
    """How long a course of the pack takes: its modules' minutes, in quarters of an hour."""
    found = pack.courses.get(course)
    minutes = sum(pack.modules[name].minutes for name in found.modules) if found else 0
    return round(minutes / 15) / 4 or None


def _places(args: argparse.Namespace, people: list[Certificate]) -> list[Path]:
    """Where each goes. Nobody's file is written over: that is looked at before the first is made."""
    from mentorbook.content.building import slug

    names = [f"certificate-{slug(one.name) or 'of'}-{one.serial[:6]}.pdf" for one in people]
    if args.list is None:
        places = [args.output or Path(names[0])]
    else:
        folder = args.output or Path("certificates")
        folder.mkdir(parents=False, exist_ok=True)
        places = [folder / name for name in names]
    for place in places:
        free(place)
    return places


def _passphrase(args: argparse.Namespace, ask: str) -> str | None:
    """Asked for, never an argument; or from MENTORBOOK_PASSPHRASE, or the first line of the input."""
    if not args.passphrase:
        return None
    if words := os.environ.get("MENTORBOOK_PASSPHRASE"):
        return words
    if sys.stdin.isatty():
        return getpass.getpass(ask + " ")
    return sys.stdin.readline().rstrip("\n")


def _habits(language: str) -> Habits:
    from mentorbook.reports.habits import Habits

    return Habits(language=language, locale=_locale())


def _locale() -> str:
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LANG"))
    return next(filter(None, names), "").partition(".")[0]
