"""The commands around packs: `mentorbook pack …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mentorbook.messages import say

if TYPE_CHECKING:
    from mentorbook.content.specs import Pack
    from mentorbook.reports.habits import Habits
    from mentorbook.reports.outline import Outline

Command = Callable[[argparse.Namespace], int]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `pack` and what it can do."""
    top = commands.add_parser("pack", help=say("cli.pack"), description=say("cli.pack"))
    inside = top.add_subparsers(dest="pack_command", required=True, metavar="COMMAND")

    def command(name: str, run: Command) -> argparse.ArgumentParser:
        about = say(f"cli.pack.{name}")
        made = inside.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    new = command("new", _new)
    new.add_argument("folder", metavar="FOLDER", type=Path)
    new.add_argument("--title", metavar="TITLE", help=say("cli.pack.title"))
    new.add_argument("--language", metavar="CODE", default="en", help=say("cli.pack.language"))

    schema = command("schema", _schema)
    schema.add_argument("folder", metavar="FOLDER", type=Path)

    show = command("show", _show)
    show.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", help=say("cli.pack.show.folder"))
    show.add_argument("name", metavar="NAME", nargs="?", help=say("cli.pack.show.name"))

    notes = command("notes", _notes)
    notes.add_argument("module", metavar="MODULE", nargs="?", help=say("cli.pack.notes.module"))
    notes.add_argument("--pack", metavar="FOLDER", type=Path, help=say("cli.pack.show.folder"))
    notebook = command("notebook", _notebook)
    notebook.add_argument("folder", metavar="FOLDER", type=Path)
    notebook.add_argument("--course", metavar="ID", help=say("cli.pack.notebook.course"))
    notebook.add_argument("-o", "--output", metavar="OUT", type=Path, help=say("cli.pack.notebook.output"))

    handout = command("handout", _handout)
    handout.add_argument(
        "kind", choices=("module", "form", "session", "slides"), help=say("cli.pack.handout.kind")
    )
    handout.add_argument("id", metavar="ID", help=say("cli.pack.handout.id"))
    handout.add_argument("--pack", metavar="FOLDER", type=Path, help=say("cli.pack.show.folder"))
    handout.add_argument("--to", choices=("pdf", "docx"), default="pdf", help=say("cli.to"))
    handout.add_argument("--file", metavar="WORKBOOK", type=Path, help=say("cli.pack.handout.file"))
    handout.add_argument("-o", "--output", metavar="OUT", type=Path, help=say("cli.pack.handout.output"))


def _new(args: argparse.Namespace) -> int:
    from mentorbook.content.starting import start

    pack = start(args.folder, title=args.title, language=args.language)
    print(say("cli.pack.made", title=pack.title, folder=args.folder))
    return 0


def _schema(args: argparse.Namespace) -> int:
    from mentorbook.content import schema
    from mentorbook.errors import FileProblem

    if not (args.folder / "pack.yaml").is_file():
        raise FileProblem("cli.pack.none", folder=args.folder)
    written = schema.write(args.folder)
    print(say("cli.pack.schema.made", count=len(written), folder=args.folder / schema.FOLDER))
    return 0


def _show(args: argparse.Namespace) -> int:
    from mentorbook.content.starting import contents

    print(contents(_pack(args.folder), args.name))
    return 0


def _notes(args: argparse.Namespace) -> int:
    from mentorbook.content.notes import notes

    print(notes(_pack(args.pack), args.module))
    return 0


def _notebook(args: argparse.Namespace) -> int:
    from mentorbook.content import keeping
    from mentorbook.content.folder import NOTEBOOKS
    from mentorbook.content.notebooks import notebooks
    from mentorbook.errors import FileProblem

    pack = _pack(args.folder)
    course = pack.courses.get(args.course or next(reversed(pack.courses), ""))
    if course is None:
        raise FileProblem("notebook.course", word=args.course or "", words=", ".join(pack.courses))
    for kept in keeping.write(args.output or args.folder / NOTEBOOKS, notebooks(pack, course)):
        state = "made" if kept.made else "renewed" if kept.renewed else "same"
        print(say(f"notebook.{state}", file=kept.file))
        for key, parts in (("yours", kept.yours), ("behind", kept.behind), ("out", kept.out)):
            if parts:
                print("  " + say(f"notebook.{key}", parts=", ".join(parts)))
        if kept.added:
            print("  " + say("notebook.added", count=kept.added))
    return 0


def _handout(args: argparse.Namespace) -> int:
    from mentorbook.cli_files import free, write_new
    from mentorbook.errors import ValueProblem
    from mentorbook.reports import handout
    from mentorbook.reports.habits import Habits

    pack = _pack(args.pack)
    habits = Habits(language=pack.language)
    kind = "pdf" if args.kind == "slides" else args.to
    path = args.output or Path(
        f"{args.id}-{args.kind}.{kind}" if args.kind == "slides" else f"{args.id}.{kind}"
    )
    free(path)
    if args.file is not None and args.kind != "form":
        raise ValueProblem("handout.file")
    if args.kind == "slides":
        made = handout.slides(pack, args.id, habits)
    else:
        made = _printed(_outline(args, pack, habits), kind)
    write_new(path, made)
    print(say("cli.export.made", file=path))
    return 0


def _outline(args: argparse.Namespace, pack: Pack, habits: Habits) -> Outline:
    from mentorbook import library
    from mentorbook.reports import handout
    from mentorbook.reports.outline import outline

    if args.file is None:
        return getattr(handout, args.kind)(pack, args.id, habits)  # type: ignore[no-any-return]
    handout.form(pack, args.id, habits)  # whether there is such a form
    with library.open(args.file, readonly=True, pack=pack) as book:
        return outline(book, sections=[args.id], habits=habits)


def _printed(report: Outline, kind: str) -> bytes:
    if kind == "docx":
        from mentorbook.reports.word import to_word

        return to_word(report)
    from mentorbook.reports.pdf import to_pdf

    return to_pdf(report)


def _pack(folder: Path | None) -> Pack:
    """The pack in a folder; without one, what is used here."""
    from mentorbook.content import using

    return using.used() if folder is None else using.on_top(folder)
