"""The tables, once for SQLAlchemy and once as they stand in a file.

In a file they are written out by hand, to the letter: a stranger's file is known by these very
statements, and they must not change with the version of a library.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table

VERSION = 1
"""Of the tables; kept in the file's ``user_version``."""

APPLICATION_ID = 0x6D62_6F6B
"""Marks a file as a workbook (``mbok``); kept in the file's ``application_id``."""

HEAD = "head"
"""The kind and the lookup of the slot that says what a sealed document holds altogether."""

SNAPSHOT = "snapshot"
"""The kind and the lookup of the slot that says what a document came to after some of its entries."""

OWN = (HEAD, SNAPSHOT)
"""The kinds of slots that open nothing: the store's own."""

metadata = MetaData()

documents = Table(
    "document",
    metadata,
    Column("id", String, primary_key=True),
    Column("workbook", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("created", String, nullable=False),
)

entries = Table(
    "entry",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("document", String, ForeignKey("document.id"), nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("previous", String),
    Column("data", LargeBinary, nullable=False),
)

slots = Table(
    "slot",
    metadata,
    Column("document", String, ForeignKey("document.id"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("lookup", String, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
)

# AUTOINCREMENT: without it the entry after a compaction can get a number that readers have passed.
STATEMENTS = (
    """CREATE TABLE document (
        id TEXT NOT NULL PRIMARY KEY,
        workbook TEXT NOT NULL,
        audience TEXT NOT NULL,
        created TEXT NOT NULL
    )""",
    """CREATE TABLE entry (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        document TEXT NOT NULL REFERENCES document (id),
        at TEXT NOT NULL,
        "by" TEXT NOT NULL,
        previous TEXT,
        data BLOB NOT NULL
    )""",
    "CREATE INDEX entry_of_document ON entry (document, seq)",
    """CREATE TABLE slot (
        document TEXT NOT NULL REFERENCES document (id),
        kind TEXT NOT NULL,
        lookup TEXT NOT NULL,
        wrapped BLOB NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (document, lookup)
    )""",
)

Shape = frozenset[tuple[str, str, str, str]]
"""Everything a file declares: (type, name, table, statement) of each."""


def lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database, and mark it as a workbook."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        for statement in STATEMENTS:
            connection.execute(statement)


def shape_of(connection: sqlite3.Connection) -> Shape:
    """What a database declares, spaces evened out. Reading it runs nothing."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return frozenset((str(a), str(b), str(c), " ".join(str(sql or "").split())) for a, b, c, sql in rows)


@cache
def expected() -> Shape:
    """What a workbook of this version declares."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        lay_out(connection)
        return shape_of(connection)
