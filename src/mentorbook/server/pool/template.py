"""The process that kernels are forked from: loads what pages need, then waits for orders. Started by `warm.py`.

Orders come over the line whose number is the first argument, each with the child's lifeline:

- ``{"kernel": <connection file>, "env": {…}, "cwd": "…"}``: a kernel.
- ``{"cells": [<source>, …], "cwd": "…"}``: a template whose children have run these cells.

A child says ``{"pid": …}`` on its lifeline, then ``{"ready": …}`` or ``{"failed": "why"}``.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from mentorbook.server.pool import wire

# What a page needs, and what ipykernel loads only when it starts.
MODULES = (
    "IPython.core.completer",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.extensions.storemagic",
    "anyio._backends._asyncio",  # pycrdt's, when a document is watched
    "asyncio",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.kdf.hkdf",
    "cryptography.hazmat.primitives.kdf.scrypt",
    "ipykernel.displayhook",
    "ipykernel.ipkernel",
    "ipykernel.iostream",
    "ipykernel.subshell_manager",
    "mentorbook.company",
    "mentorbook.library",
    "mentorbook.sharing",
    "mentorbook.widgets",
    "pycrdt",
    "segno",
    "sqlalchemy.dialects.sqlite",
    "sqlite3",
    "stack_data",
    "tornado.platform.asyncio",
    "zmq.eventloop.zmqstream",
)
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Loads, freezes, and forks until the server is gone."""
    end = socket.socket(fileno=int(sys.argv[1]))
    end.set_inheritable(False)
    ends_with_parent()
    # Whoever ends is not waited for: the server watches its kernels by itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.disable()
    warm()
    serve(end)


def warm() -> None:
    """Loads all that a page needs, and what a kernel makes in the same way every time."""
    from mentorbook.server.pool import kernel

    kernel.prepare()
    for name in MODULES:
        import_module(name)
    from mentorbook.content.using import used
    from mentorbook.messages import catalogue
    from mentorbook.widgets import _assets

    used().forms_json()
    catalogue()
    _assets.files()
    kernel.register_widgets()
    # In a thread, which ends with it: a CRDT document draws its id from random numbers that each thread has of its own,
    # and a kernel must begin with none of them drawn.
    rehearsal = Thread(target=rehearse)
    rehearsal.start()
    rehearsal.join()


def rehearse() -> None:
    """Opens a workbook once as a page does, and closes it: what is compiled and laid out then is there for all kernels."""
    from mentorbook import library
    from mentorbook.content.using import used
    from mentorbook.errors import MentorbookError
    from mentorbook.widgets.desk import Desk

    ordinary = tempfile.tempdir
    # Where there is no room for it, kernels only take a little longer and more.
    with suppress(OSError, MentorbookError), TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # also what else is opened lies there, and goes with it
        try:
            file = f"rehearsal{library.SUFFIX}"
            library.create(Path(folder) / file, mentor="Ada", mentee="Grace").close()
            desk = Desk(_speak, pack=used(), folder=Path(folder))
            desk.hear({"type": "hello", "page": "0" * 32, "open": {"file": file, "role": "mentor"}}, [])
            desk.hear({"type": "ping", "place": ""}, [])
            desk.close()
        finally:
            tempfile.tempdir = ordinary


def _speak(message: dict[str, Any], _buffers: list[bytes]) -> None:
    json.dumps(message)


def serve(line: socket.socket) -> None:
    """Forks a child for each order. Never returns: ends with the line, and each child with its work."""
    while True:
        gc.collect()
        gc.freeze()  # so that a child's collector writes to none of the memory that it shares
        try:
            wire.send(line, {"ready": os.getpid()})
        except BrokenPipeError:  # the server ended while this loaded
            os._exit(0)
        line = _fork_until_page(line)


def _fork_until_page(line: socket.socket) -> socket.socket:
    """Forks kernels; returns in the child that is to be a template itself, with the line that it is to hear."""
    while True:
        try:
            order, fds = wire.receive(line)
        except KeyboardInterrupt:
            continue  # meant for the server
        if order is None:
            os._exit(0)
        parent = os.getpid()
        if os.fork():
            for fd in fds:
                os.close(fd)
            continue
        line.close()
        lifeline = socket.socket(fileno=fds[0])
        try:
            wire.send(lifeline, {"pid": os.getpid()})
            if "kernel" in order:
                from mentorbook.server.pool import kernel

                kernel.run(order, lifeline)
                os._exit(0)
            ends_with_parent(parent)
            from mentorbook.server.pool import cells

            os.chdir(order["cwd"])
            wire.send(lifeline, {"outputs": cells.run(order["cells"])})
        except SystemExit as end:
            os._exit(end.code if isinstance(end.code, int) else 1)
        except BaseException as problem:  # noqa: BLE001 - whatever it is, the server is told
            _tell(lifeline, problem)
            os._exit(1)
        return lifeline


def _tell(lifeline: socket.socket, problem: BaseException) -> None:
    from mentorbook.server.pool.cells import Refused

    told = isinstance(problem, Refused)
    why = str(problem) if told else "".join(traceback.format_exception(problem))
    try:
        wire.send(lifeline, {"failed": why[-10_000:]})
    except OSError:  # the server is gone, too
        os._exit(1)


def ends_with_parent(parent: int | None = None) -> None:
    """Has the system end this process when the one that started it ends, whichever way."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os._exit(0)


if __name__ == "__main__":
    main()
