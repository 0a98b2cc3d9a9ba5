"""The `mentorbook` command. Exit codes: 0; 1 the input has a problem, said on stderr; 2 wrong usage."""

from __future__ import annotations

import argparse
import getpass
import io
import json
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mentorbook import __version__, cli_certificates, cli_packs
from mentorbook.cli_files import free, write_new
from mentorbook.errors import FileProblem, LinkProblem, MentorbookError, ValueProblem
from mentorbook.messages import say

if TYPE_CHECKING:
    from mentorbook.library import Book
    from mentorbook.programme.record import Programme
    from mentorbook.programme.roster import Roster
    from mentorbook.reports.habits import Habits
    from mentorbook.workbook.history import Edit

Command = Callable[[argparse.Namespace], int]
SUFFIX = ".mentorbook"
LONGEST = 100
"""The most characters of an answer that a line of history shows; ``--json`` shows all."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. No traceback reaches a user."""
    _speak_utf8()
    args = parser().parse_args(argv)
    command: Command = args.run
    try:
        code = command(args)
        sys.stdout.flush()  # here, where what goes wrong with it is still told in a sentence
        return code
    except MentorbookError as problem:
        print(f"mentorbook: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader had enough: `mentorbook show … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        print(f"mentorbook: {_system(problem)}", file=sys.stderr)
        return 1


def _speak_utf8() -> None:
    """Print any text whole, whatever the terminal's own encoding: what is exported is UTF-8 everywhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")


def _system(problem: OSError) -> str:
    why = problem.strerror or str(problem)
    if problem.filename is None:
        return say("cli.system", why=why)
    return say("cli.system.file", file=problem.filename, why=why)


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(prog="mentorbook", description=say("cli.about"))
    top.add_argument("--version", action="version", version=f"mentorbook {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Command) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=say(f"cli.{name}"), description=say(f"cli.{name}"))
        made.set_defaults(run=run)
        return made

    serve = add("serve", _serve)
    serve.add_argument("--port", type=int, default=8866, help=say("cli.port"))
    serve.add_argument("--host", default="127.0.0.1", help=say("cli.host"))
    serve.add_argument("--data", default="workbooks", metavar="FOLDER", help=say("cli.data"))
    serve.add_argument("--shared", action="store_true", help=say("cli.shared"))
    serve.add_argument("--pack", action="append", type=Path, metavar="FOLDER", help=say("cli.pack.serve"))
    serve.add_argument("--pool", type=int, default=2, metavar="N", help=say("cli.pool"))
    serve.add_argument("--no-open", action="store_true", help=say("cli.no_open"))
    serve.add_argument("--certfile", metavar="FILE", help=say("cli.certfile"))
    serve.add_argument("--keyfile", metavar="FILE", help=say("cli.keyfile"))

    new = add("new", _new)
    new.add_argument("file", metavar="FILE", type=Path)
    new.add_argument("--mentor", required=True, metavar="NAME", help=say("cli.mentor"))
    new.add_argument("--mentee", required=True, metavar="NAME", help=say("cli.mentee"))
    new.add_argument("--journey", default="four-week", metavar="ID", help=say("cli.journey"))
    new.add_argument("--passphrase", action="store_true", help=say("cli.passphrase.new"))

    show = add("show", _show)
    show.add_argument("file", metavar="FILE", type=Path)
    show.add_argument("--json", action="store_true", help=say("cli.json"))
    show.add_argument("--at", metavar="YYYY-MM-DD", type=_day, help=say("cli.at"))
    _as(show)

    merge = add("merge", _merge)
    merge.add_argument("into", metavar="INTO", type=Path)
    merge.add_argument("copies", metavar="FROM", type=Path, nargs="+")
    merge.add_argument("--rescue", action="store_true", help=say("cli.rescue"))
    _as(merge)

    history = add("history", _history)
    history.add_argument("file", metavar="FILE", type=Path)
    history.add_argument("path", metavar="PATH", nargs="?", help=say("cli.path"))
    history.add_argument("--json", action="store_true", help=say("cli.json"))
    history.add_argument("--by", choices=("mentor", "mentee"), help=say("cli.by"))
    history.add_argument("--day", metavar="YYYY-MM-DD", type=_day, help=say("cli.day"))
    _as(history)

    restore = add("restore", _restore)
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("path", metavar="PATH", nargs="?", help=say("cli.restore.path"))
    then = restore.add_mutually_exclusive_group(required=True)
    then.add_argument("--at", metavar="YYYY-MM-DD", type=_day, help=say("cli.at"))
    then.add_argument("--change", metavar="NUMBER", type=int, help=say("cli.change"))
    restore.add_argument(
        "--as", dest="viewer", choices=("mentor", "mentee"), required=True, help=say("cli.restore.as")
    )
    restore.add_argument("--passphrase", action="store_true", help=say("cli.passphrase"))

    export = add("export", _export)
    export.add_argument("file", metavar="FILE", type=Path)
    export.add_argument(
        "--to", required=True, choices=("pdf", "docx", "md", "html", "ics", "csv", "json"), help=say("cli.to")
    )
    export.add_argument("-o", "--output", metavar="OUT", type=Path, help=say("cli.output"))
    export.add_argument("--sections", metavar="A,B", type=_parts, help=say("cli.export.sections"))
    export.add_argument("--private", action="store_true", help=say("cli.export.private"))
    _as(export)

    match = add("match", _match)
    match.add_argument("roster", metavar="ROSTER", type=Path, help=say("cli.match.roster"))
    match.add_argument("-o", "--output", metavar="PAIRS", type=Path, help=say("cli.match.output"))

    _programme(add("programme", _programme_new))

    demo = add("demo", _demo)
    demo.add_argument("--data", default=Path("workbooks"), metavar="FOLDER", type=Path, help=say("cli.data"))

    check = add("check", _check)
    check.add_argument("packs", metavar="PACK", type=Path, nargs="*")
    cli_packs.add(commands)
    cli_certificates.add(commands)
    return top


def _programme(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(dest="act", required=True, metavar="new|invite|status|report")

    def act(name: str, run: Command) -> argparse.ArgumentParser:
        made = acts.add_parser(
            name, help=say(f"cli.programme.{name}"), description=say(f"cli.programme.{name}")
        )
        made.set_defaults(run=run)
        made.add_argument(
            "--data", default=Path("workbooks"), metavar="FOLDER", type=Path, help=say("cli.data")
        )
        return made

    new = act("new", _programme_new)
    new.add_argument("name", metavar="NAME", help=say("cli.programme.name"))
    new.add_argument("--journey", default="four-week", metavar="ID", help=say("cli.journey"))
    new.add_argument("--start", default="", metavar="YYYY-MM-DD", help=say("cli.programme.start"))
    new.add_argument("--end", default="", metavar="YYYY-MM-DD", help=say("cli.programme.end"))
    new.add_argument("--contact", default="", metavar="TEXT", help=say("cli.programme.contact"))
    new.add_argument("--roster", metavar="FILE", type=Path, help=say("cli.programme.roster"))
    new.add_argument("--pair", action="store_true", help=say("cli.programme.pair"))

    invite = act("invite", _programme_invite)
    invite.add_argument("--address", required=True, metavar="URL", help=say("cli.programme.address"))
    invite.add_argument("--to", choices=("csv", "html", "txt"), default="csv", help=say("cli.programme.to"))
    invite.add_argument("-o", "--output", metavar="OUT", type=Path, help=say("cli.programme.output"))

    status = act("status", _programme_status)
    status.add_argument("--csv", action="store_true", help=say("cli.programme.to"))
    status.add_argument("-o", "--output", metavar="OUT", type=Path, help=say("cli.programme.output"))

    report = act("report", _programme_report)
    report.add_argument(
        "-o", "--output", required=True, metavar="OUT", type=Path, help=say("cli.programme.report.output")
    )
    for one in (invite, status, report):
        one.add_argument("--link", metavar="LINK", help=say("cli.programme.link"))


def _as(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as", dest="viewer", choices=("pair", "mentor", "mentee"), default="pair", help=say("cli.as")
    )
    command.add_argument("--passphrase", action="store_true", help=say("cli.passphrase"))


def _open(args: argparse.Namespace, path: Path, *, readonly: bool = True) -> Book:
    """The workbook, opened with a passphrase where that was asked for; what is wrong with it is told."""
    from mentorbook import library
    from mentorbook.content import using

    book = library.open(path, readonly=readonly, passphrase=_passphrase(args))
    for problem in (*using.mistakes(), *book.problems):
        print(f"mentorbook: {problem}", file=sys.stderr)
    return book


def _passphrase(args: argparse.Namespace) -> str | None:
    """Asked for, never an argument: those are seen by everybody on the machine."""
    if not args.passphrase:
        return None
    if sys.stdin.isatty():
        return getpass.getpass(say("cli.passphrase.ask") + " ")
    return sys.stdin.readline().rstrip("\n")


def _serve(args: argparse.Namespace) -> int:
    from mentorbook.server.app import serve

    return serve(args)


def _new(args: argparse.Namespace) -> int:
    from mentorbook import library

    path = _named(args.file)
    with library.create(
        path, mentor=args.mentor, mentee=args.mentee, journey=args.journey, passphrase=_passphrase(args)
    ) as book:
        print(say("cli.made", file=path, mentor=book.names["mentor"], mentee=book.names["mentee"]))
    return 0


def _show(args: argparse.Namespace) -> int:
    from mentorbook.reports import tables

    with _open(args, args.file) as book:
        shown = book.at(when=_end(args.at)) if args.at else book
        print((tables.to_json if args.json else tables.to_text)(shown, viewer=args.viewer), end="")
    return 0


def _merge(args: argparse.Namespace) -> int:
    from mentorbook import library

    words = _passphrase(args)
    try:
        book = library.open(args.into, passphrase=words)
    except LinkProblem:
        book = library.open(args.into)  # it may be one of the copies alone that is sealed
    with book:
        for problem in book.problems:
            print(f"mentorbook: {problem}", file=sys.stderr)
        merged = book.merge(*args.copies, rescued=args.rescue, viewer=args.viewer, passphrase=words)
        print(merged.summary)
    return 0


def _history(args: argparse.Namespace) -> int:
    with _open(args, args.file) as book:
        edits = book.history(args.path, viewer=args.viewer)
        if args.by:
            edits = [edit for edit in edits if edit.by == args.by]
        if args.day:
            start, end = _moment(args.day), _end(args.day)
            edits = [edit for edit in edits if start <= edit.at <= end]
        if args.json:
            print(json.dumps([asdict(edit) for edit in edits], ensure_ascii=False, indent=2))
            return 0
        for edit in edits:
            print(_told(book, edit, args.viewer))
    return 0


def _restore(args: argparse.Namespace) -> int:
    with _open(args, args.file, readonly=False) as book:
        before, by = book.seq, args.viewer
        when = _end(args.at) if args.at else None
        done = book.restore_as_of(change=args.change, when=when, path=args.path, by=by)
        partner = book.names["mentee" if by == "mentor" else "mentor"]
        print(say("cli.restore.done", count=len(done.steps)) if done.steps else say("cli.restore.none"))
        if done.kept:
            print(say("cli.restore.kept", count=len(done.kept), name=partner))
        if done.steps:
            what = shlex.join(map(str, filter(None, (args.file, args.path))))
            print(say("cli.restore.undo", what=what, number=before, by=by))
    return 0


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
        _end(day)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(say("cli.at.wrong", typed=typed)) from None
    return day


def _moment(day: date) -> str:
    """The first moment of a day by this machine's clock, in UTC."""
    start = datetime.combine(day, datetime.min.time()).astimezone(UTC)
    return start.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _end(day: date) -> str:
    """The last moment of a day by this machine's clock, in UTC."""
    end = datetime.combine(day + timedelta(days=1), datetime.min.time()).astimezone(UTC)
    return (end - timedelta(milliseconds=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _told(book: Book, edit: Edit, viewer: str) -> str:
    """One change in one line: its number, when (by the reader's clock), who, where and what."""
    from mentorbook.content.values import clean_text
    from mentorbook.reports import tables

    place = book.place(edit.path)
    both = say("role.both", one=book.names["mentor"], two=book.names["mentee"])
    who = both if edit.by == "pair" else book.names.get(edit.by, edit.by)

    def short(value: object) -> str:
        if value is None:
            return "–"
        line = " ".join(tables.words(book, place.field, value, viewer=viewer).split())
        return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"

    if place.marker == "created":
        label, what = edit.label.removesuffix(": created"), say("cli.history.added")
    elif place.marker == "removed":
        label = edit.label.removesuffix(": removed")
        what = say("cli.history.removed" if edit.after else "cli.history.restored")
    else:
        label = edit.label if place.form is not None else edit.path.rpartition("/")[2]
        what = f"{short(edit.before)} → {short(edit.after)}"
    return clean_text(f"{edit.number:>6}  {_local(edit.at)}  {who}  {label}: {what}").replace("\n", " ")


def _local(at: str) -> str:
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):  # a copy may say anything
        return at[:16]


def _export(args: argparse.Namespace) -> int:
    from mentorbook.content.values import clean_text
    from mentorbook.reports import tables
    from mentorbook.reports.make import prepare

    if args.private and args.viewer == "pair":
        raise MentorbookError("report.private.who")
    with _open(args, args.file) as book:
        viewer = args.viewer if args.private else "pair"
        if args.private and book.private(viewer) == "locked":
            raise LinkProblem("report.private.locked", name=clean_text(book.names[viewer]))
        whole = args.output is not None and args.output.suffix == ".zip"
        if args.to in ("json", "csv") and not whole:  # one list of every answer
            text = (tables.to_json if args.to == "json" else tables.to_csv)(book, viewer=viewer)
            made = text.encode()
        else:
            job = prepare(
                book,
                args.to,
                viewer=viewer,
                private=args.private,
                sections=args.sections,
                habits=_habits(book.pack.language),
            )
            made = job.run(lambda stage: None)
    if args.output is not None:
        return _write(args.output, made)
    if args.to not in ("pdf", "docx"):
        print(made.decode(), end="")
        return 0
    path = Path(job.name)
    _write(path, made)
    print(say("cli.export.made", file=path))
    return 0


def _habits(language: str) -> Habits:
    """As the environment of the command asks for (LC_ALL, LC_TIME, LANG)."""
    from mentorbook.reports.habits import Habits

    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LANG"))
    return Habits(language=language, locale=next(filter(None, names), "").partition(".")[0])


def _parts(typed: str) -> list[str]:
    return [part.strip() for part in typed.split(",") if part.strip()]


def _write(path: Path, made: bytes) -> int:
    """Write a new file, whole or not at all; nobody's file is written over."""
    free(path)
    write_new(path, made)
    return 0


def _match(args: argparse.Namespace) -> int:
    from mentorbook.programme import tables
    from mentorbook.programme.matching import match
    from mentorbook.programme.rules import Rules
    from mentorbook.programme.why import why_not

    read = _roster(args.roster)
    rules = Rules()
    found = match(read.people, rules)
    for left in found.left:
        print(f"mentorbook: {why_not(left, found)}", file=sys.stderr)
    if not found.pairs:
        raise FileProblem("match.none")
    if not found.exact:
        print(f"mentorbook: {say('cli.match.inexact')}", file=sys.stderr)
    made = tables.pairs_csv(found, rules)
    if args.output is None:
        print(made.decode("utf-8-sig"), end="")
        return 0
    _write(args.output, made)
    print(say("cli.match.made", pairs=len(found.pairs), file=args.output))
    return 0


def _programme_new(args: argparse.Namespace) -> int:
    from mentorbook.programme.matching import match
    from mentorbook.programme.record import Programme

    people = _roster(args.roster).people if args.roster else ()
    args.data.mkdir(parents=True, exist_ok=True)
    with Programme.create(
        args.data, name=args.name, journey=args.journey, start=args.start, end=args.end, contact=args.contact
    ) as made:
        made.take_on(people)
        pairs = match(people, made.rules).pairs if args.pair else ()
        made.pair_all((pair.mentor.id, pair.mentee.id, pair.fit) for pair in pairs)
        print(say("cli.programme.made", name=made.settings["name"], people=len(people), pairs=len(pairs)))
        print(say("cli.programme.opens"))
        print(f"facilitator.ipynb#programme={made.link}")
    return 0


def _programme_invite(args: argparse.Namespace) -> int:
    from mentorbook.programme import invitations

    with _programme_of(args) as opened:
        invitations.page_address(args.address)  # before anything is made
        made = invitations.invite(opened)
        write = {"csv": invitations.table_csv, "html": invitations.cards, "txt": invitations.letters}[args.to]
        table = write(opened, args.address)
        count = len(invitations.table(opened, args.address)) - 1
    if args.output is None:
        print(table.decode("utf-8-sig"), end="")
    else:
        _write(args.output, table)
    print(say("cli.programme.invited", made=len(made), count=count), file=sys.stderr)
    return 0


def _programme_status(args: argparse.Namespace) -> int:
    from mentorbook.programme import console
    from mentorbook.store.signals import Signals

    with _programme_of(args) as opened, Signals(args.data) as signals:
        rows = console.rows(opened, console.read(opened, signals), date.today())
        if args.csv or args.output:
            table = console.table(opened, rows)
            if args.output:
                return _write(args.output, table)
            print(table.decode("utf-8-sig"), end="")
            return 0
        print(opened.settings["name"])
        for row in rows:
            names = {"mentor": row[1], "mentee": row[2]}
            why = "; ".join(console.flag_words(flag, names) for flag in row[12])
            agreement = say(f"signal.agreement.{row[6]}") if row[6] else "–"
            print(
                f"{row[1]} + {row[2]}: {row[3] or '–'}, {row[4] or '–'}, {agreement}{', ' + why if why else ''}"
            )
        if not rows:
            print(say("cli.programme.nobody"))
    return 0


def _programme_report(args: argparse.Namespace) -> int:
    from mentorbook.programme import evaluation, impact, sheets
    from mentorbook.reports.habits import Habits
    from mentorbook.reports.pdf import to_pdf
    from mentorbook.store.signals import Signals

    ending = args.output.suffix.lower()
    if ending not in (".pdf", ".csv"):
        raise ValueProblem("cli.programme.report.ending")
    with _programme_of(args) as opened, Signals(args.data) as signals:
        found = evaluation.read(opened, signals)
        if ending == ".csv":
            lines = [list(map(str, line)) for line in found.lines()]
            made = sheets.to_csv([list(evaluation.COLUMNS), *lines])
        else:
            made = to_pdf(impact.to_outline(opened, found, Habits(language=opened.pack.language)))
    _write(args.output, made)
    print(say("cli.programme.reported", file=args.output, counted=found.counted, came=found.came))
    return 0


def _programme_of(args: argparse.Namespace) -> Programme:
    from mentorbook.programme.record import Programme
    from mentorbook.store.slots import Link

    link = args.link or os.environ.get("MENTORBOOK_PROGRAMME", "")
    if not link:
        raise LinkProblem("cli.programme.no_link")
    return Programme.open(args.data, Link.parse(link.rpartition("programme=")[2]))


def _roster(path: Path) -> Roster:
    """The people in a table; what is wrong with it is told line by line, and then nothing is taken over."""
    from mentorbook.programme import roster

    read = roster.read(path.read_bytes(), path.name)
    for note in read.notes:
        print(f"mentorbook: {note}", file=sys.stderr)
    if read.problems:
        for problem in read.problems:
            print(f"{path.name}: {problem}", file=sys.stderr)
        raise FileProblem("roster.problems", count=len(read.problems))
    return read


def _demo(args: argparse.Namespace) -> int:
    from mentorbook.demo import PASSPHRASE, demo
    from mentorbook.programme.sample import sample

    args.data.mkdir(parents=True, exist_ok=True)
    path = demo(args.data / "demo.mentorbook")
    _, link = sample(args.data)
    print(say("cli.demo.made", file=path, folder=args.data, passphrase=PASSPHRASE))
    print(say("cli.demo.programme", address=f"facilitator.ipynb#programme={link}", folder=args.data))
    return 0


def _check(args: argparse.Namespace) -> int:
    from mentorbook.content import using
    from mentorbook.content.loader import BUILTIN, check

    problems = check(args.packs or [BUILTIN, *using.folders()])
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(say("cli.check.good"))
    return 1 if problems else 0


def _named(path: Path) -> Path:
    """The file with the ending that workbooks have."""
    if path.suffix == SUFFIX:
        return path
    if path.name in ("", ".."):
        raise FileProblem("cli.file", file=path)
    return path.with_name(path.name + SUFFIX)


if __name__ == "__main__":
    sys.exit(main())
