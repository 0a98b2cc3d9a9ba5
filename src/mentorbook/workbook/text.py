"""Text as code points: what changed between two texts, and where an edit belongs."""

from __future__ import annotations


def splice(old: str, new: str) -> tuple[int, int, str]:
    """The one change that turns `old` into `new`: at which code point, how many cut, what put in."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return start, len(old) - start - end, new[start : len(new) - end]


def find(text: str, at: int, cut: str, before: str, after: str) -> tuple[int, int]:
    """Where an edit belongs in a text that may have changed since it was made.

    Args:
        at: The code point where it was made; cut: what it removed; before, after: what stood around it.

    Returns:
        The code point, and how many code points to cut there: 0 where the words to remove are not found
        (then nothing is removed, and what was typed still goes in).
    """
    whole = before + cut + after
    for around, offset in ((whole, len(before)), (before + cut, len(before)), (cut + after, 0)):
        if around and (around != after or not cut):
            places = _places(text, around)
            if places:
                nearest = min(places, key=lambda place: abs(place + offset - at))
                return nearest + offset, len(cut)
    return max(0, min(at, len(text))), 0


def _places(text: str, part: str) -> list[int]:
    places: list[int] = []
    start = text.find(part)
    while start >= 0 and len(places) < 1000:
        places.append(start)
        start = text.find(part, start + 1)
    return places


def _common(a: str, b: str) -> int:
    """The length of the beginning that `a` and `b` share, by halving (slices compare at C speed)."""
    low, high = 0, min(len(a), len(b))
    if a[:high] == b[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
