"""A workbook for each pair, and two invitations to it: made once, handed out as a table, cards or letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mentorbook import sharing
from mentorbook.errors import ValueProblem
from mentorbook.messages import say
from mentorbook.programme import sheets
from mentorbook.programme.record import Programme
from mentorbook.workbook.paths import PEOPLE

COLUMNS = ("name", "email", "role", "partner", "programme", "start", "link")
CHUNK = 200
PAGE = "partnership.ipynb"


def invite(programme: Programme, pairs: Iterable[str] | None = None) -> list[str]:
    """Make the workbooks of pairs that have none yet; returns their ids.

    Args:
        pairs: Ids; all that wait for it if left out.
    """
    held = programme.pairs()
    wanted = [p for p in (held if pairs is None else pairs) if p in held and held[p]["standing"] == "matched"]
    settings = programme.settings
    facts = {
        "programme": programme.id,
        "programme_name": settings["name"],
        "programme_contact": settings["contact"],
        "programme_end": settings["end"],
        "additions": settings["additions"],
    }
    for first in range(0, len(wanted), CHUNK):
        part = wanted[first : first + CHUNK]
        made = sharing.prepare(
            sharing.database(programme.folder),
            [held[id_]["names"] for id_ in part],
            journey=settings["journey"],
            start=settings["start"] or None,
            facts={name: value for name, value in facts.items() if value},
            pack=programme.pack,
        )
        programme.set(
            {
                f"pairs/{id_}": held[id_]
                | {
                    "standing": "invited",
                    "workbook": one.workbook,
                    "document": one.document,
                    "links": {person: str(link) for person, link in one.invitations.items()},
                    "invited": one.at[:10],
                }
                for id_, one in zip(part, made, strict=True)
            }
        )
    return wanted


def table(programme: Programme, address: str, pairs: Iterable[str] | None = None) -> list[list[str]]:
    """One row an invitation that is still good: `COLUMNS`, for a table or a mail merge.

    Args:
        address: Where the server is reached, such as ``https://mentoring.example.org/``.
    """
    base = page_address(address)
    people = {person.id: person for person in programme.people()}
    settings = programme.settings
    rows = [list(COLUMNS)]
    held = programme.pairs()
    wanted = [held[id_] for id_ in (held if pairs is None else pairs) if id_ in held]
    wanted = [pair for pair in wanted if pair["standing"] == "invited"]
    links = [sharing.Link.parse(link) for pair in wanted for link in pair.get("links", {}).values()]
    states = sharing.states(sharing.database(programme.folder), links)
    for pair in wanted:
        for person, other in zip(PEOPLE, reversed(PEOPLE), strict=True):
            link = pair.get("links", {}).get(person, "")
            if not link or states.get(sharing.Link.parse(link).lookup) != "open":
                continue
            somebody = people.get(pair[person])
            rows.append(
                [
                    pair["names"][person],
                    somebody.email if somebody is not None else "",
                    say(f"role.{person}"),
                    pair["names"][other],
                    settings["name"],
                    settings["start"],
                    f"{base}#link={link}",
                ]
            )
    return rows


def table_csv(programme: Programme, address: str, pairs: Iterable[str] | None = None) -> bytes:
    """The invitations as CSV, also for a mail merge: one row is one letter."""
    return sheets.to_csv(table(programme, address, pairs))


def cards(programme: Programme, address: str, pairs: Iterable[str] | None = None) -> bytes:
    """The invitations as cards to print and cut, each with its QR code: one page of HTML that needs nothing else."""
    from html import escape

    import segno

    found = []
    for name, _, role, partner, title, _, link in table(programme, address, pairs)[1:]:
        picture = segno.make(link, error="m").svg_inline(scale=3, border=2, light="#fff")
        found.append(
            f"<article><div><p class=programme>{escape(title)}</p><h2>{escape(name)}</h2>"
            f"<p>{escape(say('programme.card', role=role, partner=partner))}</p>"
            f"<p class=small>{escape(say('programme.card.how'))}</p></div>{picture}</article>"
        )
    lang, title = escape(programme.pack.language), escape(programme.settings["name"])
    page = f"<!doctype html><html lang={lang}><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style><h1>{title}</h1><main>{''.join(found)}</main></html>"
    return page.encode()


def letters(programme: Programme, address: str, pairs: Iterable[str] | None = None) -> bytes:
    """The invitations as letters in one text file, to copy or to send: each begins with whom it is for."""
    parts = []
    for name, email, role, partner, title, _, link in table(programme, address, pairs)[1:]:
        parts.append(
            say(
                "programme.letter",
                name=name,
                email=email,
                role=role.lower(),
                partner=partner,
                programme=title,
                link=link,
            )
        )
    return ("\n\n— — —\n\n".join(parts) + "\n").encode()


def page_address(address: str) -> str:
    """The address of the page that pairs open.

    Raises:
        ValueProblem: It is no web address.
    """
    bare = address.strip().partition("#")[0].partition("?")[0]
    if not re.fullmatch(r"https?://[^\s<>\"']{1,900}", bare):
        raise ValueProblem("programme.address", typed=address[:80])
    if bare.endswith(".ipynb"):
        return bare.rpartition("/")[0] + "/" + PAGE
    return bare.rstrip("/") + ("/" if "/voila/render" in bare else "/voila/render/") + PAGE


_STYLE = """
body { font: 11pt/1.4 system-ui, sans-serif; margin: 12mm; color: #1d1b17 } h1 { font: 400 18pt Georgia, serif }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(88mm, 1fr)); gap: 6mm }
article { display: flex; gap: 5mm; justify-content: space-between; border: 0.3mm dashed #8a857a; padding: 5mm; break-inside: avoid }
h2 { font: 400 15pt Georgia, serif; margin: 1mm 0 2mm } p { margin: 0 0 2mm } .programme, .small { font-size: 9pt; color: #57524a }
svg { width: 34mm; height: 34mm; flex: none }
@media print { body { margin: 0 } h1 { display: none } }
"""
