"""What unit tests share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def _quick_passphrases():
    """What makes passphrases slow to guess would make these tests slow."""
    from mentorbook.store import slots

    usual, slots._COST = slots._COST, 2
    yield
    slots._COST = usual
