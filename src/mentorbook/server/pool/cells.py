"""Runs a notebook once, for all who will open it: what may be run so, and what its cells show.

Only what says the same to everybody is run ahead. A notebook that imports anything but mentorbook and ipywidgets, or
that leaves a thread, an open file or a document behind, is refused; it then runs in each visitor's kernel, as ever.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

PACKAGES = ("mentorbook", "ipywidgets", "IPython.display")
BUILTINS = {
    "bool",
    "dict",
    "enumerate",
    "float",
    "int",
    "len",
    "list",
    "max",
    "min",
    "print",
    "range",
    "reversed",
}
BUILTINS |= {"round", "set", "sorted", "str", "sum", "tuple", "zip"}

Output = dict[str, Any]


class Refused(Exception):
    """This notebook is not to be run ahead; the message says why."""


def check(sources: Sequence[str]) -> None:
    """Whether these cells may be run ahead, as far as can be seen without running them.

    Raises:
        Refused: They use what may be different for each visitor.
    """
    known = set(BUILTINS)
    asked = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError) as problem:  # ValueError: a null character
            raise Refused("not plain Python") from problem
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=names):
                    _check_imports(name.name for name in names)
                    known |= {name.asname or name.name.partition(".")[0] for name in names}
                case ast.ImportFrom(module=module, names=names):
                    _check_imports([module or ""])
                    known |= {name.asname or name.name for name in names}
                case ast.Name(id=name, ctx=ast.Load()):
                    asked.add(name)
                case ast.Name(id=name) | ast.arg(arg=name):
                    known.add(name)
                case ast.Attribute(attr=name) if name.startswith("_"):
                    raise Refused(f"uses {name}")
    if asked - known:
        raise Refused(f"uses {', '.join(sorted(asked - known))}")


def _check_imports(modules: Any) -> None:
    for module in modules:
        if not any(module == package or module.startswith(f"{package}.") for package in PACKAGES):
            raise Refused(f"imports {module}")


def run(sources: Sequence[str]) -> list[list[Output]]:
    """Runs cells in this process's shell, and returns the outputs of each in the notebook's format.

    Raises:
        Refused: A cell failed, or left something that must not be shared.
    """
    from IPython.core.getipython import get_ipython

    check(sources)
    files = _files()
    shell = get_ipython()
    with _documents() as documents:
        outputs = [_run(shell, source) for source in sources]
    if documents:
        raise Refused("opens a workbook")
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise Refused("starts a thread")
    if _files() != files:
        raise Refused("opens a file")
    return outputs


def _run(shell: Any, source: str) -> list[Output]:
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher

    publisher = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]
    hook = CapturingDisplayHook(shell, publisher.outputs)  # type: ignore[no-untyped-call]
    ordinary = shell.display_pub, shell.display_trap.hook
    shell.display_pub, shell.display_trap.hook = publisher, hook
    shell._showtraceback = lambda *_: None  # there is nobody yet to show it to
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(io.StringIO()):
            result = shell.run_cell(source, store_history=False)
    finally:
        shell.display_pub, shell.display_trap.hook = ordinary
        del shell._showtraceback
    if not result.success:
        raise Refused(f"a cell fails: {result.error_before_exec or result.error_in_exec!r}")
    text = said.getvalue()
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    for shown in publisher.outputs:
        if shown.get("update"):
            raise Refused("changes what it has shown")
        kept = {"data": shown["data"], "metadata": shown["metadata"] or {}}
        outputs.append({"output_type": "display_data", **kept})
    return outputs


def _files() -> dict[str, str]:
    """The open files of this process, by number."""
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found[entry.name] = str(entry.readlink())
        except OSError:  # the folder itself, open for reading it
            continue
    return found


@contextmanager
def _documents() -> Iterator[list[object]]:
    """Counts the CRDT documents that are made meanwhile: those made before forking share what must differ."""
    import pycrdt

    made: list[object] = []
    ordinary = pycrdt.Doc.__init__

    def counted(self: Any, *args: Any, **kwargs: Any) -> None:
        made.append(type(self))
        ordinary(self, *args, **kwargs)

    pycrdt.Doc.__init__ = counted  # type: ignore[method-assign]
    try:
        yield made
    finally:
        pycrdt.Doc.__init__ = ordinary  # type: ignore[method-assign]
