"""From operations to rows: the one apply that local saves, merges and the rebuild share.

Rows are collected and written table by table, many at once; an operation that changes a field first lets the
collected rows be written, because it may concern one of them. Names that come from the wire are looked up in the
register of synced fields and never reach SQL; what is unknown or of another type stays in the log alone.
"""

from collections import defaultdict
from dataclasses import dataclass

from counsellor_app.domain.synced_fields import REMOVABLE, ROOTS
from counsellor_app.store.aliases import Aliases
from counsellor_app.store.columns import FULL_TEXT, quoted
from counsellor_app.store.database import Connection
from counsellor_app.store.prepared import NAMED, NewRow, NewValue, Prepared, name_words
from counsellor_app.store.registers import Registers
from counsellor_app.store.search_index import SearchIndex
from sync.protocol import clock
from sync.protocol.changes import REMOVED


@dataclass(slots=True)
class Entry:
    """A change set ready for the tables and where it stands: log row, stream alias, author's device, stamp."""

    seq: int
    stream: int
    device: int
    hlc: int
    person_id: bytes
    prepared: Prepared


_ROOT = " UNION ALL ".join(f"SELECT '{name}', oid FROM {name}_row WHERE id = ?1" for name in sorted(ROOTS))


class Projection:
    """Collects rows and writes them. One per transaction that applies something."""

    def __init__(self, connection: Connection, devices: Aliases, index: SearchIndex) -> None:
        self._connection = connection
        self._index = index
        self._devices = devices
        self._rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        self._texts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._roots: dict[int, tuple[str, bytes]] = {}
        self._names: list[tuple[str, int, bytes]] = []
        self._next: dict[str, int] = {}
        self._activity: dict[int, tuple[int, int]] = {}
        self._seen: list[tuple[int, bytes, int, int]] = []
        self._registers = Registers(connection, devices, self._refresh_names)
        self._orphans = connection.execute("SELECT EXISTS (SELECT 1 FROM orphan_row)").fetchone()[0] == 1
        self._made: dict[str, list[bytes]] = defaultdict(list)
        self._touched: dict[str, set[bytes]] = defaultdict(set)
        self.conflicts = 0

    @property
    def changed(self) -> dict[str, set[str]]:
        """What was applied, as change notices name it: ids by kind."""
        kinds = {*self._made, *self._touched}
        return {kind: {oid.hex() for oid in (*self._made[kind], *self._touched[kind])} for kind in kinds}

    def apply(self, entry: Entry) -> None:
        """Apply one change set."""
        made, changed, seen, looked, active = entry.prepared
        moment = clock.milliseconds(entry.hlc)
        for row in made:
            self._create(entry, row, moment)
        for change in changed:
            self._change(entry, change)
        if looked:
            self._mark_seen(entry, seen)
        at = moment if active else 0
        before = self._activity.get(entry.stream)
        if before is not None:
            self._activity[entry.stream] = (max(before[0], at), max(before[1], entry.seq))
        else:
            self._activity[entry.stream] = (at, entry.seq)

    def _change(self, entry: Entry, change: NewValue) -> None:
        self.flush()
        self._registers.change(entry, change)
        self._orphans = self._orphans or self._registers.orphaned
        self._touched[change[0]].add(change[2])

    # -- creation ------------------------------------------------------------------------------------------------

    def _create(self, entry: Entry, row: NewRow, at: int) -> None:
        kind, oid, columns, words, text = row
        stream = entry.stream
        if kind in ROOTS:
            if not self._is_the_root(stream, kind, oid):
                return
            self._rows[kind].append((stream, oid, entry.seq, at, *columns))
        else:
            row_id = self._next_id(kind)
            self._rows[kind].append((row_id, oid, stream, entry.seq, at, *columns))
            if kind in FULL_TEXT:
                self._texts[kind].append((row_id, text))
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
        if known is None:
            row = self._connection.execute(_ROOT, (stream,)).fetchone()
            known = (row[0], bytes(row[1])) if row else None
        if known is not None and known[1] <= oid:
            return False
        self._roots[stream] = (kind, oid)
        if known is not None:
            other, lost = known
            self.flush()
            self._connection.execute(f"DELETE FROM {other}_row WHERE id = ?", (stream,))
            self._connection.execute("DELETE FROM name_row WHERE case_id = ? AND object = ?", (stream, lost))
            self._registers.lost(lost)
            self._orphans = True
        return True

    def _next_id(self, kind: str) -> int:
        found = self._next.get(kind)
        if found is None:
            found = self._connection.execute(f"SELECT coalesce(max(id), 0) FROM {kind}_row").fetchone()[0]
        self._next[kind] = found + 1
        return found + 1

    def _mark_seen(self, entry: Entry, seen: dict[bytes, int]) -> None:
        for device_id, stream_seq in seen.items():
            self._seen.append((entry.stream, entry.person_id, self._devices.of(device_id), stream_seq))

    # -- names ---------------------------------------------------------------------------------------------------

    def _refresh_names(self, kind: str, case_id: int, oid: bytes) -> None:
        """Index the names of a record again after one of its fields changed."""
        if kind not in NAMED:
            return
        self._connection.execute("DELETE FROM name_row WHERE case_id = ? AND object = ?", (case_id, oid))
        columns = (*NAMED[kind], *((REMOVED,) if kind in REMOVABLE else ()))
        selected = ", ".join(quoted(column) for column in columns)
        row = self._connection.execute(f"SELECT {selected} FROM {kind}_row WHERE oid = ?", (oid,)).fetchone()
        if row is not None:
            values = dict(zip(columns, row, strict=True))
            if not values.get("removed"):
                self._names += [(word, case_id, oid) for word in name_words(kind, values)]
                self._flush_names()

    def _flush_names(self) -> None:
        if self._names:
            self._connection.executemany(
                "INSERT OR IGNORE INTO name_row (word, case_id, object) VALUES (?, ?, ?)", self._names
            )
            self._names.clear()

    # -- writing -------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write what was collected; rows, search index, names, marks and the activity of cases."""
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
        self._flush_names()
        if self._seen:
            self._connection.executemany(_SEEN, self._seen)
            self._seen.clear()

    def finish(self) -> None:
        """Write everything, the activity of the cases included; call once at the end of the transaction's applying."""
        self.flush()
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
