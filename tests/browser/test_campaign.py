"""Kernel, server and browser are killed at random moments while two people type. By the hundred: `make faults`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.load.faults import campaign


@pytest.mark.skipif(not Path("/proc/net/unix").exists(), reason="finds a kernel's process as Linux tells it")
def test_not_a_letter_is_lost_or_doubled():
    said: list[str] = []
    failed = campaign(2, 3, said.append, first=2)  # on a shared server, both at one spot
    assert failed == 0, "\n".join(said)
    assert "killed: kernel 2, server 2, browser 2" in said[-3]
