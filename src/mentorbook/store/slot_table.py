"""The table of slots, read and changed within the store's own transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from mentorbook.store.records import Document
from mentorbook.store.schema import HEAD, OWN
from mentorbook.store.schema import documents as document_table
from mentorbook.store.schema import slots as table

if TYPE_CHECKING:
    from mentorbook.store.slots import Slot

Read = Callable[[Select[Any]], Sequence[Any]]


class Slots:
    """The slots of a store.

    Args:
        read: Runs a query.
        damaged: Makes the error that says that the file is damaged.
        connection: Where changes are to be made; None for reading only.
    """

    def __init__(
        self, read: Read, damaged: Callable[[], Exception], connection: Connection | None = None
    ) -> None:
        self._read, self._damaged, self._connection = read, damaged, connection

    def find(self, *, lookup: str | None = None, document: str | None = None) -> list[Slot]:
        """The slots that a link finds, or those of a document; the store's own left out."""
        from mentorbook.store.slots import Slot

        query = select(table).where(table.c.kind.not_in(OWN)).order_by(table.c.document, table.c.lookup)
        if lookup is not None:
            query = query.where(table.c.lookup == lookup)
        if document is not None:
            query = query.where(table.c.document == document)
        rows = self._read(query)
        if not all(_sound(row) for row in rows):
            raise self._damaged()
        return [Slot(row.document, row.kind, row.lookup, row.wrapped, row.state) for row in rows]

    def heads(self, documents: Sequence[str]) -> dict[str, bytes]:
        """What is kept, sealed, of each document as a whole."""
        query = select(table.c.document, table.c.wrapped).where(
            table.c.lookup == HEAD, table.c.document.in_(documents)
        )
        return {row.document: row.wrapped for row in self._read(query) if type(row.wrapped) is bytes}

    def put(self, slot: Slot) -> None:
        """Add a slot, or put it in the place of the one with its document and lookup."""
        self._put(slot.document, slot.kind, slot.lookup, slot.wrapped, slot.state)

    def state(self, lookup: str, state: str, *, document: str | None = None) -> None:
        """Change how it stands with a link."""
        change = update(table).where(table.c.lookup == lookup, table.c.kind.not_in(OWN))
        if document is not None:
            change = change.where(table.c.document == document)
        self._change(change.values(state=state))

    def remove(self, document: str, lookup: str) -> None:
        """Take a slot away."""
        self._change(delete(table).where(table.c.document == document, table.c.lookup == lookup))

    def add_document(self, document: Document) -> None:
        """Add a document, unless there is one of its id."""
        known = select(document_table.c.id).where(document_table.c.id == document.id)
        if not self._read(known):
            self._change(
                insert(document_table).values(
                    id=document.id,
                    workbook=document.workbook,
                    audience=document.audience,
                    created=document.created,
                )
            )

    def _put(self, document: str, kind: str, lookup: str, wrapped: bytes, state: str) -> None:
        where = (table.c.document == document, table.c.lookup == lookup)
        values = {"kind": kind, "wrapped": wrapped, "state": state}
        if self._change(update(table).where(*where).values(**values)) == 0:
            self._change(insert(table).values(document=document, lookup=lookup, **values))

    def _change(self, statement: Any) -> int:
        if self._connection is None:
            raise ValueError("slots that were opened for reading")
        return self._connection.execute(statement).rowcount


def _sound(row: Any) -> bool:
    texts = (row.document, row.kind, row.lookup, row.state)
    return all(type(text) is str for text in texts) and type(row.wrapped) is bytes
