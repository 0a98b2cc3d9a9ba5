"""Taking turns at what fills a core for a while: reading a workbook, where many open theirs in the same moment.

Side by side all of them would be done at the very end, and pages that are still coming would wait for them, too. One after
the other the first is done at once, and a core is left for those who come.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorbook.store import presence

with suppress(ImportError):  # Windows has none: there everybody goes at once
    import fcntl

AT_ONCE = max(1, (os.cpu_count() or 1) - 1)
PATIENCE = 3.0  # seconds after which one goes ahead in any case: whoever has the turn may stand still
LOOK = 0.005  # seconds


@contextmanager
def turn(folder: Path | None = None) -> Iterator[bool]:
    """Waits until fewer than `AT_ONCE` kernels of this user are at it. Gives whether it is one's turn.

    Args:
        folder: Where the files lie that tell, for tests.
    """
    handle = _take(folder or presence.place())
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)  # and with it the lock is gone, as it would be if this process ended


@contextmanager
def unhurried() -> Iterator[None]:
    """Lets the collector of garbage rest: much is made meanwhile, and next to nothing of it is garbage."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


def _take(folder: Path) -> int | None:
    """A file that is locked; None where none can be had."""
    if "fcntl" not in globals() or (place := presence.ours(folder)) is None:
        return None
    end = time.monotonic() + PATIENCE
    while True:
        for number in range(AT_ONCE):
            try:
                handle = os.open(place / f"turn-{number}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            except OSError:
                return None
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
            else:
                return handle
        if time.monotonic() > end:
            return None
        time.sleep(LOOK)
