"""The `mentorbook` command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0, 1 for a problem with the input, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="mentorbook")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="the pages, in a browser")
    serve.add_argument("--port", type=int, default=8866)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--data", default="workbooks", help="the folder of workbooks")
    serve.add_argument("--shared", action="store_true", help="for several people: lists no workbooks")
    serve.add_argument("--no-open", action="store_true", help="open no browser")
    serve.add_argument("--certfile")
    serve.add_argument("--keyfile")
    args = parser.parse_args(argv)

    from mentorbook.server.app import serve as run

    return run(args)
