"""From operations to rows: the one apply that local saves, merges and the rebuild share.

Rows are collected and written table by table, many at once; an operation that changes a field first lets the
collected rows be written, because it may concern one of them. Names that come from the wire are looked up in the
register of synced fields and never reach SQL; what is unknown or of another type stays in the log alone.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from counsellor_app.domain.synced_fields import REMOVABLE, ROOTS
from counsellor_app.store.aliases import Aliases
from counsellor_app.store.columns import FULL_TEXT, quoted
from counsellor_app.store.database import Connection
from counsellor_app.store.prepared import NAMED, NewRow, NewValue, Prepared, name_words
from counsellor_app.store.registers import Registers
from counsellor_app.store.search_index import SearchIndex
from counsellor_app.store.standing import MOVING, project_standing
from sync.protocol import clock
from sync.protocol.changes import REMOVED


class Entry(NamedTuple):
    """Where a change set stands: log row, alias of its stream, alias of its author's device, stamp."""

    seq: int
    stream: int
    device: int
    hlc: int


_NAMING = {kind: (*fields, *((REMOVED,) if kind in REMOVABLE else ())) for kind, fields in NAMED.items()}
_NAMES_OF = {
    kind: f"SELECT {', '.join(quoted(field) for field in fields)} FROM {kind}_row WHERE oid = ?"
    for kind, fields in _NAMING.items()
}
_WORDS_OF = "SELECT word FROM name_row WHERE case_id = ? AND object = ?"
_HIGHEST_ROOT = f"SELECT max({', '.join(f'(SELECT coalesce(max(id), 0) FROM {name}_row)' for name in sorted(ROOTS))})"
_ROOT = " UNION ALL ".join(f"SELECT '{name}', oid FROM {name}_row WHERE id = ?1" for name in sorted(ROOTS))


class Projection:
    """Collects rows and writes them. One per transaction that applies something."""

    def __init__(
        self, connection: Connection, devices: Aliases, index: SearchIndex, person_of: Callable[[bytes], bytes]
    ) -> None:
        self._connection = connection
        self._index = index
        self._devices = devices
        self._person_of = person_of
        self._rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        self._texts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._roots: dict[int, tuple[str, bytes]] = {}
        self._newest_root: int | None = None
        self._names: list[tuple[str, int, bytes]] = []
        self._stale: dict[bytes, tuple[str, int]] = {}
        self._moved: set[int] = set()
        self._next: dict[str, int] = {}
        self._activity: dict[int, tuple[int, int]] = {}
        self._seen: list[tuple[int, bytes, int, int]] = []
        self._registers = Registers(connection, devices, self._forget)
        self._orphans = connection.execute("SELECT EXISTS (SELECT 1 FROM orphan_row)").fetchone()[0] == 1
        self._made: dict[str, list[bytes]] = defaultdict(list)
        self._touched: dict[str, set[bytes]] = defaultdict(set)
        self.conflicts = 0

    @property
    def changed(self) -> dict[str, set[str]]:
        """What was applied, as change notices name it: ids by kind."""
        kinds = {*self._made, *self._touched}
        return {kind: {oid.hex() for oid in (*self._made[kind], *self._touched[kind])} for kind in kinds}

    def look_up_unwritten(self, found: Callable[[int], tuple[int, int] | None]) -> None:
        """Ask *found* for stamp and device of entries applied here that are not in the log yet."""
        self._registers.unwritten = found

    def apply(self, entry: Entry, prepared: Prepared) -> None:
        """Apply one change set, made ready for the tables, that stands at *entry*."""
        made, changed, seen, looked, active = prepared
        seq, stream, _device, hlc = entry
        moment = clock.milliseconds(hlc)
        for row in made:
            self._create(entry, row, moment)
        for change in changed:
            self._change(entry, change)
        if looked:
            self._mark_seen(entry, seen)
        at = moment if active else 0
        before = self._activity.get(stream)
        if before is not None:
            self._activity[stream] = (max(before[0], at), max(before[1], seq))
        else:
            self._activity[stream] = (at, seq)

    def _change(self, entry: Entry, change: NewValue) -> None:
        self.flush()
        self._registers.change(entry, change)
        self._orphans = self._orphans or self._registers.orphaned
        self._touched[change[0]].add(change[2])

    # -- creation ------------------------------------------------------------------------------------------------

    def _create(self, entry: Entry, row: NewRow, at: int) -> None:
        kind, oid, columns, words, text = row
        seq, stream, _device, _hlc = entry
        if kind in ROOTS:
            if not self._is_the_root(stream, kind, oid):
                return
            self._rows[kind].append((stream, oid, seq, at, *columns))
        else:
            row_id = self._next.get(kind) or self._first_free(kind)
            self._next[kind] = row_id + 1
            self._rows[kind].append((row_id, oid, stream, seq, at, *columns))
            if kind in FULL_TEXT:
                self._texts[kind].append((row_id, text))
        if kind in MOVING:
            self._moved.add(stream)
        if words:
            self._names += [(word, stream, oid) for word in words]
        self._made[kind].append(oid)
        if self._orphans:
            self.flush()
            self._registers.found(entry, kind, oid)

    def _is_the_root(self, stream: int, kind: str, oid: bytes) -> bool:
        """A stream is one case or one shelf.

        Should a faulty app open a second one in it, of either kind, the one with the lower id counts everywhere, and
        what belongs to the other kind stands in no list.
        """
        known = self._roots.get(stream)
        if known is None and stream <= self._highest_root():
            row = self._connection.execute(_ROOT, (stream,)).fetchone()
            known = (row[0], bytes(row[1])) if row else None
        if known is not None and known[1] <= oid:
            return False
        self._roots[stream] = (kind, oid)
        if known is not None:
            other, lost = known
            self._moved.add(stream)
            self.flush()
            self._flush_names()
            self._connection.execute(f"DELETE FROM {other}_row WHERE id = ?", (stream,))
            self._connection.execute("DELETE FROM name_row WHERE case_id = ? AND object = ?", (stream, lost))
            self._registers.lost(lost)
            self._orphans = True
        return True

    def _highest_root(self) -> int:
        """Return the highest row id a case or shelf had before; streams seen since are in ``_roots``."""
        if self._newest_root is None:
            self._newest_root = self._connection.execute(_HIGHEST_ROOT).fetchone()[0]
        return self._newest_root

    def _first_free(self, kind: str) -> int:
        return int(self._connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {kind}_row").fetchone()[0])

    def _mark_seen(self, entry: Entry, seen: dict[bytes, int]) -> None:
        try:
            person_id = self._person_of(self._devices.identifier(entry.device))
        except KeyError:
            return  # a damaged log that is being checked: nobody's marks
        for device_id, stream_seq in seen.items():
            self._seen.append((entry.stream, person_id, self._devices.of(device_id), stream_seq))

    # -- names and standing --------------------------------------------------------------------------------------

    def _forget(self, kind: str, field: str, case_id: int, oid: bytes) -> None:
        """Remember that a *field* of a record changed: its names, and where its case stands, are read again."""
        if field in _NAMING.get(kind, ()):
            self._stale[oid] = (kind, case_id)
        if field in MOVING.get(kind, ()):
            self._moved.add(case_id)

    def _refresh_names(self) -> None:
        """Index the names of new records, and again those of changed ones."""
        self._flush_names()
        stale, self._stale = self._stale, {}
        gone: list[tuple[str, int, bytes]] = []
        for oid, (kind, case_id) in stale.items():
            rows = self._connection.execute(_WORDS_OF, (case_id, oid)).fetchall()
            before, after = {word for (word,) in rows}, self._words_now(kind, oid)
            gone += [(word, case_id, oid) for word in before - after]
            self._names += [(word, case_id, oid) for word in after - before]
        if gone:
            gone.sort()
            self._connection.executemany("DELETE FROM name_row WHERE word = ? AND case_id = ? AND object = ?", gone)
        self._flush_names()

    def _words_now(self, kind: str, oid: bytes) -> set[str]:
        """Return the words that find a record as its row is now."""
        row = self._connection.execute(_NAMES_OF[kind], (oid,)).fetchone()
        if row is None:
            return set()
        values = dict(zip(_NAMING[kind], row, strict=True))
        return set() if values.get(REMOVED) else set(name_words(kind, values))

    def _flush_names(self) -> None:
        if self._names:
            self._names.sort()  # neighbours in the index are written together
            self._connection.executemany(
                "INSERT OR IGNORE INTO name_row (word, case_id, object) VALUES (?, ?, ?)", self._names
            )
            self._names.clear()

    # -- writing -------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write the rows that were collected, their texts and marks."""
        for kind, rows in self._rows.items():
            if not rows:
                continue
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {kind}_row VALUES ({marks})", rows)
            rows.clear()
        for kind, texts in self._texts.items():
            if texts:
                self._index.add(kind, texts)
                texts.clear()
        if self._seen:
            self._connection.executemany(_SEEN, self._seen)
            self._seen.clear()

    def finish(self) -> None:
        """Write everything, what follows from the rows too; call once at the end of the transaction's applying."""
        self.flush()
        self._refresh_names()
        if self._moved:
            project_standing(self._connection, self._moved)
            self._moved.clear()
        if self._activity:
            self._connection.executemany(_ACTIVITY, [(case, *found) for case, found in self._activity.items()])
            self._activity.clear()
        self.conflicts = self._registers.conflicts


_SEEN = (
    "INSERT INTO seen_row (case_id, person, device, stream_seq) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (case_id, person, device) DO UPDATE SET stream_seq = max(stream_seq, excluded.stream_seq)"
)
_ACTIVITY = (
    "INSERT INTO activity_row (case_id, at, seq) VALUES (?, ?, ?)"
    " ON CONFLICT (case_id) DO UPDATE SET at = max(at, excluded.at), seq = max(seq, excluded.seq)"
)
