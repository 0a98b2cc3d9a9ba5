"""Files that appear whole or not at all, and stay after a power cut."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def unfinished(folder: Path) -> Path:
    """A name in `folder` for a file being made. Short, since a long name beside a long name might not fit."""
    return folder / f".mentorbook-{uuid.uuid4().hex[:12]}.part"


def put_new(part: Path, path: Path) -> bool:
    """Give the finished file `part` the name `path`, if nobody else has put a file there: else False."""
    sync(part)
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:  # a disk that knows no links, such as a memory stick: hold the name, then replace it
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        part.replace(path)
    sync_folder(path.parent)
    return True


def put(part: Path, path: Path) -> None:
    """Give the finished file `part` the name `path`, in place of what was there."""
    sync(part)
    part.replace(path)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk."""
    if os.name == "nt":  # Windows opens no folders, and keeps their names by itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
