"""Who may write where: the `who` of a field, held against the person who writes."""

from __future__ import annotations

from mentorbook.errors import RoleError
from mentorbook.messages import say
from mentorbook.workbook.paths import Place


def require(place: Place, by: str, *, author: str | None, owner: str | None, inner: str | None) -> None:
    """Let `by` write at `place`, or say whose field it is.

    Args:
        author: Who made the outermost row that the place is in; None outside rows.
        owner: Whose the row is, where its form asks (a goal's owner): mentor, mentee or both.
        inner: Who made the innermost row.

    Raises:
        RoleError: The field is someone else's.
    """
    if by not in ("mentor", "mentee", "facilitator"):
        raise RoleError("role.unknown", by=by)
    allowed = _allowed(place, author=author, owner=owner, inner=inner)
    if by not in allowed:
        label = place.field.label if place.field is not None else place.path
        raise RoleError("role.not_yours", label=label, who=_names(allowed))


def _allowed(place: Place, *, author: str | None, owner: str | None, inner: str | None) -> set[str]:
    pair = {"mentor", "mentee"}
    field = place.field or place.rows
    if place.form is None:
        return pair
    if place.form.by == "person" and place.row and author and not (field and field.who == "together"):
        return {author} & _who(place, author=author, owner=owner, inner=inner)
    return _who(place, author=author, owner=owner, inner=inner)


def _who(place: Place, *, author: str | None, owner: str | None, inner: str | None) -> set[str]:
    pair = {"mentor", "mentee"}
    field = place.field or place.rows
    if field is None:  # a row of its own: made, removed and restored by whoever made it or owns it
        return pair if place.marker == "created" or author is None else {author} | _owners(owner)
    match field.who:
        case "together":
            return pair
        case "each":
            return {place.person} if place.person else pair
        case "author" if field.either:
            return pair
        case "author":
            if place.rows is not None:
                return {inner} if inner else pair
            return ({author} | _owners(owner)) if author else pair
        case "mentee" if owner is not None:  # on a goal, "the mentee" is whoever owns it
            return _owners(owner)
        case "mentor" if owner == "mentor":  # on the mentor's own goal, the mentee is the one who comments
            return {"mentee"}
        case who:
            return {who}


def _owners(owner: str | None) -> set[str]:
    match owner:
        case "both":
            return {"mentor", "mentee"}
        case "mentor" | "mentee":
            return {owner}
    return set()


def _names(people: set[str]) -> str:
    names = [say(f"role.{person}") for person in sorted(people)]
    return say("role.both", one=names[0], two=names[1]) if len(names) == 2 else "".join(names)
