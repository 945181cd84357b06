"""Physical limits of the machine for the same notes: SQLCipher without anything of ours, WAL and FULL as ours."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from bench.workload import QUERIES, Sample

_TABLE = """
CREATE TABLE note(id TEXT PRIMARY KEY, case_id TEXT, created_at TEXT, author TEXT, title TEXT, body TEXT, status TEXT);
CREATE INDEX note_case ON note(case_id);
"""
_SEARCH = (
    "CREATE VIRTUAL TABLE found USING fts5(title, body, content='note', content_rowid='rowid',"
    " tokenize='unicode61 remove_diacritics 2')"
)
_INSERT = "INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, ?)"
_BEST = (
    "SELECT n.id, snippet(found, 1, '[', ']', '…', 12) FROM found JOIN note n ON n.rowid = found.rowid"
    " WHERE found MATCH ? ORDER BY rank LIMIT 50"
)


class RawStore:
    """A bare SQLCipher file of notes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: Any = driver.connect(str(path), isolation_level=None)
        self._connection.execute(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cipher_memory_security = OFF"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_TABLE)
        self._rows = 0

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _row(self, note: Sample) -> tuple[str, ...]:
        self._rows += 1
        name = f"{self._rows:032x}"
        return (name, f"case-{note.case:05d}", "2026-11-21T14:05:00Z", "Hanna Girma", note.title, note.body, "signed")

    def fill(self, notes: Sequence[Sample]) -> None:
        """Insert all *notes* in one transaction."""
        rows = [self._row(note) for note in notes]
        self._connection.execute("BEGIN")
        self._connection.executemany(_INSERT, rows)
        self._connection.execute("COMMIT")

    def insert_one(self, note: Sample) -> float:
        """Insert one note durably; return the seconds of BEGIN to COMMIT."""
        row = self._row(note)
        started = time.perf_counter()
        self._connection.execute("BEGIN")
        self._connection.execute(_INSERT, row)
        self._connection.execute("COMMIT")
        return time.perf_counter() - started

    def fill_and_index(self, notes: Sequence[Sample]) -> float:
        """Insert all *notes* and build the search index, in one transaction; return the seconds."""
        self._connection.execute(_SEARCH)
        rows = [self._row(note) for note in notes]
        started = time.perf_counter()
        self._connection.execute("BEGIN")
        self._connection.executemany(_INSERT, rows)
        self._connection.execute("INSERT INTO found(found) VALUES ('rebuild')")
        self._connection.execute("COMMIT")
        return time.perf_counter() - started

    def search(self, text: str) -> float:
        """Ask for the 50 best notes with excerpts; return the seconds."""
        words = " ".join(f'"{word}"' for word in text.split())
        started = time.perf_counter()
        self._connection.execute(_BEST, (words,)).fetchall()
        return time.perf_counter() - started


def warm(store: RawStore) -> None:
    """Ask every question once, so that none is cold when measured."""
    for query in QUERIES:
        store.search(query)
