"""The search index: what is in the file, and beside it in memory the newest texts that are not.

Writing an index entry into the file touches more pages than all the rest of a save. A saved text is therefore kept in
memory, and enters an index there when something is searched; when some hundreds have gathered, or many come at once,
they move into the file together. What the file's index does not have follows from the tables (row ids above its
highest), and the texts themselves are in the log: a crash loses nothing, and opening the store fills the memory again.
"""

from collections import defaultdict
from collections.abc import Sequence

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.columns import FULL_TEXT
from counsellor_app.store.database import Connection
from counsellor_app.store.migrations import SEARCH_DDL
from counsellor_app.store.texts import Texts

MOST_RECENT = 256
"""Texts of a kind that gather in memory. At open they are read again: about 12 ms."""
Match = tuple[int, float]
"""Row id and score; lower scores are better."""


class SearchIndex:
    """The indexes of all kinds with searched text, of one store."""

    def __init__(self, connection: Connection, texts: Texts) -> None:
        self._connection = connection
        self._texts = texts
        self._recent: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._indexed: dict[str, int] = defaultdict(int)
        self._known = False
        for kind in sorted(FULL_TEXT):
            connection.execute(SEARCH_DDL.format(name=f"temp.{kind}_recent"))

    def forget(self) -> None:
        """A transaction was undone: what is in memory must be read again."""
        self._known = False

    def ready(self) -> None:
        """Fill the memory with what the file's indexes do not have, where that was not done since the last change.

        Called when a transaction begins, before it makes rows of its own.
        """
        if self._known:
            return
        for kind in FULL_TEXT:
            self._wipe(kind)
            rows = self._connection.execute(
                f"SELECT id, seq, oid FROM {kind}_row"
                f" WHERE id > (SELECT coalesce(max(id), 0) FROM {kind}_search_docsize) ORDER BY id"
            ).fetchall()
            read = [(row_id, self._read(seq, bytes(oid))) for row_id, seq, oid in rows]
            self._recent[kind] += [(row_id, text) for row_id, text in read if text is not None]
        self._known = True

    def _read(self, seq: int, oid: bytes) -> str | None:
        """Return a text out of the log; None for a damaged one: it cannot be found, but work goes on and verify tells.

        Raised here, it would end every transaction to come.
        """
        try:
            return self._texts.of(seq, oid)
        except ActionableError:
            return None

    def add(self, kind: str, texts: Sequence[tuple[int, str]]) -> None:
        """Index *texts* (row id, text) whose row ids are higher than all before them."""
        if len(self._recent[kind]) + len(texts) <= MOST_RECENT:
            self._recent[kind] += texts
            return
        self._settle(kind)
        self._write(kind, texts)

    def settle(self) -> None:
        """Move everything into the file, inside the caller's transaction."""
        for kind in FULL_TEXT:
            self._settle(kind)

    def clear(self) -> None:
        """Forget what is in memory: the tables it was made from are dropped."""
        for kind in FULL_TEXT:
            self._wipe(kind)
        self._known = True

    def matches(self, kind: str, expression: str, limit: int) -> list[Match]:
        """Return the *limit* best matches of an FTS5 *expression*, best first."""
        self.ready()
        # Sorted by "rank", the index would sort all its matches; by the function itself only the best are kept.
        query = "SELECT rowid, bm25({table}) AS score FROM {table} WHERE {table} MATCH ? ORDER BY score LIMIT ?"
        found: list[Match] = self._connection.execute(
            query.format(table=f"{kind}_search"), (expression, limit)
        ).fetchall()
        if self._recent[kind]:
            self._catch_up(kind)
            found += self._connection.execute(query.format(table=f"{kind}_recent"), (expression, limit)).fetchall()
            found.sort(key=lambda match: match[1])
        return found[:limit]

    def _settle(self, kind: str) -> None:
        if self._recent[kind]:
            self._write(kind, self._recent[kind])
            self._wipe(kind)

    def _write(self, kind: str, texts: Sequence[tuple[int, str]]) -> None:
        self._connection.executemany(f"INSERT INTO {kind}_search (rowid, text) VALUES (?, ?)", texts)

    def _catch_up(self, kind: str) -> None:
        """Index what was kept since the last search."""
        texts = self._recent[kind][self._indexed[kind] :]
        if texts:
            self._known = False  # should it be interrupted, the memory is filled anew
            self._connection.executemany(f"INSERT INTO temp.{kind}_recent (rowid, text) VALUES (?, ?)", texts)
            self._known = True
            self._indexed[kind] += len(texts)

    def _wipe(self, kind: str) -> None:
        if self._indexed[kind] or not self._known:
            self._connection.execute(f"INSERT INTO temp.{kind}_recent ({kind}_recent) VALUES ('delete-all')")
        self._recent[kind], self._indexed[kind] = [], 0
