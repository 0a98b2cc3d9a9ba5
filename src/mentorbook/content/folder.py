"""The files of a pack's folder: which are read, and which are there although nothing reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from mentorbook.content.building import nearest
from mentorbook.content.reading import OURS, Document, Problem, read
from mentorbook.messages import say

FILES = (
    *("pack.yaml", "options.yaml", "prompts.yaml", "activities.yaml", "glossary.yaml"),
    *("courses.yaml", "messages.yaml", "trainers.yaml"),
)
FOLDERS = ("forms", "journeys", "sessions", "course")
NOTEBOOKS = "notebooks"
"""Beside them: the pages of a pack's own."""
MOST_FILES = 500
"""In one folder."""
Stamp = tuple[tuple[str, int, int], ...]
SECRET = b"PRIVATE KEY-----"
LOOK = 4096  # bytes of a file in which a private key begins


def parts(folder: Path) -> list[Path]:
    """The files of a pack that are read, as far as they are there: ordinary files of its own folder."""
    found = [folder / name for name in FILES]
    for name in FOLDERS:
        inside = folder / name
        if not inside.is_symlink():
            found += _inside(inside, [])
    return [path for path in found if path.suffix == ".yaml" and path.is_file() and not path.is_symlink()]


def stamp(folder: Path) -> Stamp:
    """Changes when a file of the pack does."""
    found = []
    for path in parts(folder):
        try:
            told = path.stat()
        except OSError:
            continue
        found.append((str(path), told.st_mtime_ns, told.st_size))
    return tuple(found)


def documents(folder: Path, problems: list[Problem], unread: set[str]) -> Iterator[Document]:
    """The YAML files of a folder, in order of their names.

    Args:
        unread: Where something in it could not be read, the folder's name is put in: nobody knows all that it holds.
    """
    found = len(problems)
    files = _inside(folder, problems)
    if len(problems) > found:
        unread.add(folder.name)
    for file in files:
        document = None
        if file.suffix == ".yaml":
            document = read(file, problems)
        elif file.suffix in (".yml", ".json"):
            problems.append(Problem(str(file), 1, 1, say("pack.suffix")))
        else:
            continue
        if document is None:
            unread.add(folder.name)
        else:
            yield document


def strays(folder: Path, problems: list[Problem], unread: set[str]) -> None:
    """Whatever lies in a pack as if it were a part of it, and is none; and what must not lie there.

    Args:
        unread: Whatever may have been meant by it is put in.
    """
    for path in _inside(folder, problems):
        if path.is_dir() and not path.is_symlink():
            stray = path.name not in FOLDERS and _like_part(path)
            names: Sequence[str] = FOLDERS
        elif path.suffix in (".yaml", ".yml", ".json"):
            stray, names = path.name not in FILES, FILES
        else:
            stray, names = False, ()
            if _secret(path):
                problems.append(Problem(str(path), 1, 1, say("pack.secret")))
        if stray:
            problems.append(Problem(str(path), 1, 1, _stray(path.name, names)))
            unread.update(Path(name).stem for name in names)


def _inside(folder: Path, problems: list[Problem]) -> list[Path]:
    """What lies in a folder, by name, without what is hidden."""
    if folder.is_symlink() and folder.name in FOLDERS and not folder.is_relative_to(OURS):
        problems.append(Problem(str(folder), 1, 1, say("pack.linked")))
        return []
    try:
        found = list(islice(folder.iterdir(), MOST_FILES + 1))
    except NotADirectoryError:
        problems.append(Problem(str(folder), 1, 1, say("pack.folder")))
        return []
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(Problem(str(folder), 1, 1, say("pack.unreadable", reason=error.strerror or error)))
        return []
    if len(found) > MOST_FILES:
        problems.append(Problem(str(folder), 1, 1, say("pack.many", most=MOST_FILES)))
        return []
    return sorted(path for path in found if not path.name.startswith("."))


def _like_part(folder: Path) -> bool:
    """Whether a folder was meant to be read: it holds YAML."""
    try:
        return any(path.suffix == ".yaml" for path in islice(folder.iterdir(), MOST_FILES))
    except OSError:
        return False


def _stray(name: str, names: Sequence[str]) -> str:
    return say("pack.stray", near=nearest(name, names))


def _secret(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return SECRET in file.read(LOOK)
    except OSError:
        return False
