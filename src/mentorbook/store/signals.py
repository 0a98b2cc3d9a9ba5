"""What programmes are told of their pairs: one plain row each, in a database beside that of the workbooks.

It holds no keys, and no words that people wrote but those of a survey that may be quoted: whoever reads it learns what
`mentorbook.programme.signals` lists, what was sent of surveys (`mentorbook.programme.survey`), and nothing more. Rows are
written by the kernel of a pair's own page; a facilitator's only reads them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from mentorbook.errors import StoreError

NAME = "programme.db"
PATIENCE = 5.0  # seconds to wait for another writer
SCHEMA = """
CREATE TABLE IF NOT EXISTS signal (
  programme TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, at TEXT NOT NULL, facts TEXT NOT NULL,
  PRIMARY KEY (programme, kind, subject)
) WITHOUT ROWID
"""
Facts = dict[str, Any]


class Signals:
    """The rows of all programmes of a server. `folder`: where the workbooks' database lies."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        try:
            self._base = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA trusted_schema = OFF")
            self._base.execute("PRAGMA secure_delete = ON")
            self._base.execute(SCHEMA)
        except sqlite3.Error as problem:
            raise StoreError("programme.disk", file=NAME) from problem
        self._version = -1

    def change(
        self, programme: str, kind: str, subject: str, at: str, edit: Callable[[Facts], Facts | None]
    ) -> None:
        """Change one row: `edit` gets what stood there ({} if nothing did), and returns what is to; None: as it was."""
        with self._explained():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                where = (programme, kind, subject)
                row = self._base.execute(
                    "SELECT facts FROM signal WHERE programme = ? AND kind = ? AND subject = ?", where
                ).fetchone()
                facts = edit(_read(row[0]) if row else {})
                if facts is not None:
                    told = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
                    self._base.execute(
                        "INSERT OR REPLACE INTO signal VALUES (?, ?, ?, ?, ?)", (*where, at, told)
                    )
                self._base.execute("COMMIT")
            finally:
                if self._base.in_transaction:
                    self._base.rollback()

    def put_many(self, programme: str, kind: str, rows: dict[str, Facts], at: str) -> None:
        """Write many rows at once."""
        with self._explained():
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany(
                "INSERT OR REPLACE INTO signal VALUES (?, ?, ?, ?, ?)",
                [(programme, kind, s, at, json.dumps(f, ensure_ascii=False)) for s, f in rows.items()],
            )
            self._base.execute("COMMIT")

    def remove(self, programme: str, kind: str, subject: str) -> None:
        """Take one row away. What it held is overwritten, also in the journal, once nobody else reads there."""
        with self._explained():
            self._base.execute(
                "DELETE FROM signal WHERE programme = ? AND kind = ? AND subject = ?",
                (programme, kind, subject),
            )
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def all(self, programme: str, kind: str) -> dict[str, Facts]:
        """All rows of a kind, by subject."""
        with self._explained():
            rows = self._base.execute(
                "SELECT subject, facts FROM signal WHERE programme = ? AND kind = ?", (programme, kind)
            ).fetchall()
        return {str(subject): _read(facts) for subject, facts in rows}

    def changed(self) -> bool:
        """Whether somebody else has written since this was last asked."""
        with self._explained():
            version = int(self._base.execute("PRAGMA data_version").fetchone()[0])
        changed, self._version = version != self._version, version
        return changed

    def close(self) -> None:
        """Let go of the database."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise StoreError("programme.disk", file=NAME) from problem


def _read(told: str) -> Facts:
    try:
        facts = json.loads(told)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
