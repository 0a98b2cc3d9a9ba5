"""An address as a picture that a phone can read."""

from __future__ import annotations

LONGEST = 1500
"""The most characters that are drawn: beyond, no phone would read it from a screen."""


def qr(text: str) -> dict[str, object] | None:
    """A QR code: ``{size, path}``, an SVG path of unit squares with a quiet zone; None where it is too long."""
    if not text or len(text) > LONGEST:
        return None
    import segno

    code = segno.make(text, error="m", micro=False)
    border = 4
    rows = [bytes(row) for row in code.matrix]
    path = "".join(
        f"M{x + border} {y + border}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return {"size": len(rows) + 2 * border, "path": path}
