"""What every spec of a pack has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """Frozen, and strict about names: a misspelt key is a mistake, not a silent nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)
