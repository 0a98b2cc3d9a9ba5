"""Markdown of a pack, made safe to be put into a notebook: emphasis, lists and links stay, and nothing runs or calls home.

A notebook's Markdown may hold HTML and scripts, and Voilà shows them as they are. What a pack says is words: tags become
text, pictures from elsewhere become links, and links that are none (``javascript:``) become their own words.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_INLINE = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^)\s>]*)>?([^)]*)\)")
_PICTURE = re.compile(r"!(?=\[(?:[^\[\]\\]|\\.)*\](?!\())")  # one whose address stands elsewhere in the text
_NAMED = re.compile(r"^( {0,3}\[[^\]]+\]:)\s*<?(\S+?)>?(\s.*)?$", re.M)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_GAPS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+")
LINKS = ("http", "https", "mailto")


def safe(text: str) -> str:
    """`text`, in which nothing is left but words, and links to where one may want to go."""
    return _NAMED.sub(_named, _INLINE.sub(_inline, _PICTURE.sub("", _TAG.sub("&lt;", text))))


def _inline(found: re.Match[str]) -> str:
    picture, words, target, rest = found.groups()
    kind = _kind(target)
    if kind == "wrong":
        return words
    if picture and kind == "away":
        return f"[{words or target}]({target})"
    return f"{picture}[{words}]({target}{rest})"


def _named(found: re.Match[str]) -> str:
    return found[0] if _kind(found[2]) != "wrong" else f"{found[1]} #"


def _kind(target: str) -> str:
    """ "here": beside the page; "away": elsewhere; "wrong": no place to go to."""
    plain = _GAPS.sub("", html.unescape(html.unescape(target)))
    if plain.startswith(("//", "\\")):
        return "away"
    scheme = _SCHEME.match(plain)
    if scheme is None:
        return "here"
    return "away" if scheme[1].lower() in LINKS else "wrong"
