"""What the tests of the store share, and the programs they run beside themselves.

As a program: ``python store_tools.py <name> <path> …`` runs one of the functions in PROGRAMS.
"""

from __future__ import annotations

import os
import random
import sys
import uuid
from pathlib import Path

from mentorbook.store import Document, NewEntry, Store

SHARED = Document("shared-1", "ada-grace", "shared", "2026-03-02T09:00:00Z")
MINE = Document("mentor-1", "ada-grace", "mentor", "2026-03-02T09:00:01Z")


def an_entry(data: bytes = b"a word", *, document: str = SHARED.id, by: str = "mentor") -> NewEntry:
    """An entry with an id of its own."""
    return NewEntry(uuid.uuid4().hex, document, "2026-03-02T10:00:00Z", by, None, data)


def a_store(path: Path, *, count: int = 0, size: int = 20) -> Store:
    """A new file with two documents, and `count` entries of `size` bytes in the first."""
    store = Store.open(path, create=True)
    store.add_document(SHARED)
    store.add_document(MINE)
    store.append([an_entry(random.randbytes(size)) for _ in range(count)])
    return store


def all_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file in a folder, with its bytes and when they were last written: to see that nothing changed."""
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(folder.rglob("*")) if p.is_file()}


def write(path: str, by: str, count: str, kind: str = "file") -> None:
    """Append `count` entries, one at a time, and say each once it is on disk."""
    with Store.open(path, kind="server" if kind == "server" else "file") as store:
        for number in range(int(count)):
            store.append([an_entry(str(number).encode(), by=by)])
            os.write(1, f"{number}\n".encode())


def follow(path: str, count: str) -> None:
    """Say the number of every entry as it comes, until there are `count`."""
    with Store.open(path, readonly=True) as store:
        seen = [entry.seq for entry in store.follow([SHARED.id], 0)]
        os.write(1, b"watching\n")
        while len(seen) < int(count):
            if store.changed():
                seen += [entry.seq for entry in store.follow([SHARED.id], seen[-1] if seen else 0)]
        os.write(1, " ".join(map(str, seen)).encode())


def write_until_killed(path: str) -> None:
    """For every line read, start a writer that says its process and then each entry on disk, until it dies.

    The writers are forked from here, as starting Python anew two hundred times would take minutes.
    """
    for _ in sys.stdin:
        writer = os.fork()
        if writer == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            random.seed()
            with Store.open(path) as store:
                while True:
                    entries = [an_entry(random.randbytes(random.choice([10, 200, 20_000]))) for _ in range(2)]
                    store.append(entries)
                    os.write(1, f"{entries[0].id} {entries[1].id}\n".encode())
        os.waitpid(writer, 0)
        os.write(1, b"gone\n")


def fill_the_disk(path: str) -> None:
    """Append until files may not grow any more; then let them, and append once more."""
    import resource

    from mentorbook.errors import StoreError

    with Store.open(path) as store:
        before = store.last(SHARED.id)
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (Path(path).stat().st_size + 50_000, hard))
        appended, problem = 0, None
        while problem is None and appended < 1000:
            try:
                store.append([an_entry(random.randbytes(3000)), an_entry(random.randbytes(3000))])
                appended += 2
            except StoreError as error:
                problem = error.key
        kept = len(store.load(SHARED.id, after=before))
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        store.append([an_entry()])
        print(problem, appended, kept, len(store.load(SHARED.id, after=before)))


PROGRAMS = {program.__name__: program for program in (write, follow, write_until_killed, fill_the_disk)}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
