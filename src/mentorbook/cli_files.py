"""The files that commands write: new ones, whole or not at all. Nobody's file is written over."""

from __future__ import annotations

from pathlib import Path

from mentorbook.errors import FileProblem
from mentorbook.store.disk import put_new, unfinished


def free(path: Path) -> None:
    """Looks whether a file may be written here, before any work is done for it.

    Raises:
        FileProblem: There is one already, or no folder for it.
    """
    if path.exists():
        raise FileProblem("library.exists", file=path.name)
    if not path.parent.is_dir():
        raise FileProblem("library.no_folder", folder=path.parent)


def write_new(path: Path, made: bytes) -> None:
    """Writes a new file.

    Raises:
        FileProblem: Somebody has made one there meanwhile.
    """
    part = unfinished(path.parent)
    try:
        part.write_bytes(made)
        if not put_new(part, path):
            raise FileProblem("library.exists", file=path.name)
    except OSError as problem:  # people know the name they gave, not that of the part
        raise OSError(problem.errno, problem.strerror or str(problem), str(path)) from problem
    finally:
        part.unlink(missing_ok=True)
