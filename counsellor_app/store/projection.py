"""From operations to rows: the one apply that local saves, merges and the rebuild share.

Rows are collected and written table by table, many at once; an operation that changes a field first lets the
collected rows be written, because it may concern one of them. Names that come from the wire are looked up in the
register of synced fields and never reach SQL; what is unknown or of another type stays in the log alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields

import msgspec

from counsellor_app.domain.folding import number_words, words
from counsellor_app.domain.records import ReviewKind
from counsellor_app.domain.synced_fields import FIELDS, IMMUTABLE, KINDS
from counsellor_app.store.aliases import Aliases
from counsellor_app.store.database import Connection
from counsellor_app.store.registers import Registers
from sync.protocol import clock
from sync.protocol.changes import REMOVED, ChangeSet, Create, Op, Remove, Value, change_id, from_text
from sync.protocol.errors import BodyError


@dataclass(frozen=True, slots=True)
class Entry:
    """An opened change set and where it stands: log row, stream alias, author's device (alias and id), stamp."""

    seq: int
    stream: int
    device: int
    device_id: bytes
    device_seq: int
    hlc: int
    person_id: bytes
    changes: ChangeSet


_SEARCHED = {"note": "note_search", "amendment": "amendment_search"}
_MOMENT = frozenset({"case", "alias", "flag", "note", "amendment", "review"})
_REMOVABLE = frozenset({"alias", "flag"})
_NAMED = {"case": ("reference", "alien_number", "phone", "place"), "person": ("name", "own_name"), "alias": ("name",)}
_NUMBERS = frozenset({"reference", "alien_number", "phone"})


def _defaults(kind: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for field in fields(KINDS[kind]):
        if field.name in FIELDS[kind]:
            assert field.default is not MISSING
            found[field.name] = list(field.default) if isinstance(field.default, tuple) else field.default
    return found


DEFAULTS = {kind: _defaults(kind) for kind in KINDS}


def _plain_type(value: Value) -> type:
    return str if isinstance(value, str) else type(value)


TYPES = {kind: {name: _plain_type(value) for name, value in DEFAULTS[kind].items()} for kind in KINDS}


_PLACES = {kind: {name: at for at, name in enumerate(FIELDS[kind])} for kind in KINDS}


def readable(kind: str, field: str, value: Value) -> bool:
    """Tell whether this version of the app knows *field* of *kind* and *value* has its type."""
    if field == REMOVED:
        return kind in _REMOVABLE and value is True
    return type(value) is TYPES.get(kind, {}).get(field)


def to_column(value: Value) -> str | int | None:
    """Return *value* as a column holds it: lists as JSON."""
    return msgspec.json.encode(value).decode() if isinstance(value, list) else value


_DEFAULT_COLUMNS = {kind: tuple(to_column(DEFAULTS[kind][name]) for name in FIELDS[kind]) for kind in KINDS}


class Projection:
    """Collects rows and writes them. One per transaction that applies something."""

    def __init__(self, connection: Connection, devices: Aliases, *, build_search: bool = True) -> None:
        self._connection = connection
        self._devices = devices
        self._build_search = build_search
        self._rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        self._opened: dict[int, bytes] = {}
        self._names: list[tuple[str, int, bytes]] = []
        self._next: dict[str, int] = {}
        self._activity: dict[int, tuple[int, int]] = {}
        self._seen: list[tuple[int, bytes, int, int]] = []
        self._registers = Registers(connection, devices, self._refresh_names)
        self._orphans = connection.execute("SELECT EXISTS (SELECT 1 FROM orphan_row)").fetchone()[0] == 1
        self.changed: dict[str, set[str]] = defaultdict(set)
        self.conflicts = 0

    def apply(self, entry: Entry) -> None:
        """Apply one change set."""
        for index, op in enumerate(entry.changes.ops):
            self._apply_op(entry, op, change_id(entry.device_id, entry.device_seq, index))
        at = 0 if _only_looked(entry.changes) else clock.milliseconds(entry.hlc)
        before = self._activity.get(entry.stream, (0, 0))
        self._activity[entry.stream] = (max(before[0], at), max(before[1], entry.seq))

    def _apply_op(self, entry: Entry, op: Op, change: bytes) -> None:
        if op.kind not in KINDS:
            return
        if isinstance(op, Create):
            self._create(entry, op, change)
            return
        field, value = (REMOVED, True) if isinstance(op, Remove) else (op.field, op.value)
        if op.kind in IMMUTABLE or not readable(op.kind, field, value):
            return
        try:
            target, replaces = from_text(op.object), [from_text(other) for other in op.replaces]
        except BodyError:
            return
        self.flush()
        self._registers.change(entry, op.kind, target, field, value, change, replaces, op.reason or "")
        self._orphans = self._orphans or self._registers.orphaned
        self.changed[op.kind].add(target.hex())

    # -- creation ------------------------------------------------------------------------------------------------

    def _create(self, entry: Entry, op: Create, oid: bytes) -> None:
        kind = op.kind
        if kind == "case" and not self._is_the_case(entry.stream, oid):
            return
        places, types = _PLACES[kind], TYPES[kind]
        columns: list[object] = list(_DEFAULT_COLUMNS[kind])
        for name, value in op.fields.items():
            if type(value) is types.get(name):
                columns[places[name]] = to_column(value)
        if kind in _REMOVABLE:
            columns.append(False)
        self._rows[kind].append((*self._head(entry, kind, oid), *columns))
        if kind in _NAMED:
            self._add_names(kind, entry.stream, oid, op.fields)
        elif kind == "review" and op.fields.get("kind", ReviewKind.SEEN) == ReviewKind.SEEN:
            self._mark_seen(entry)
        self.changed[kind].add(oid.hex())
        if self._orphans:
            self.flush()
            self._registers.found(entry, kind, oid)

    def _is_the_case(self, stream: int, oid: bytes) -> bool:
        """A stream is one case: should a faulty app open a second one in it, the lower id is the case everywhere."""
        known = self._opened.get(stream)
        if known is None:
            row = self._connection.execute("SELECT oid FROM case_row WHERE id = ?", (stream,)).fetchone()
            known = bytes(row[0]) if row else None
        if known is not None and known <= oid:
            return False
        self._opened[stream] = oid
        if known is not None:
            self.flush()
            self._connection.execute("DELETE FROM case_row WHERE id = ?", (stream,))
            self._connection.execute("DELETE FROM name_row WHERE case_id = ? AND object = ?", (stream, known))
            self._registers.lost(known)
            self._orphans = True
        return True

    def _head(self, entry: Entry, kind: str, oid: bytes) -> tuple[object, ...]:
        """Return the columns before the fields: row id, object id, case, log row, moment."""
        at = clock.milliseconds(entry.hlc)
        if kind == "case":
            return (entry.stream, oid, entry.seq, at)
        row_id = self._next_id(kind)
        if kind in _MOMENT:
            return (row_id, oid, entry.stream, entry.seq, at)
        return (row_id, oid, entry.stream, entry.seq)

    def _next_id(self, kind: str) -> int:
        found = self._next.get(kind)
        if found is None:
            found = self._connection.execute(f"SELECT coalesce(max(id), 0) FROM {kind}_row").fetchone()[0]
        self._next[kind] = found + 1
        return found + 1

    def _mark_seen(self, entry: Entry) -> None:
        for device_text, (stream_seq, _digest) in entry.changes.seen.items():
            try:
                device = self._devices.of(from_text(device_text))
            except BodyError:
                continue
            self._seen.append((entry.stream, entry.person_id, device, stream_seq))

    # -- names ---------------------------------------------------------------------------------------------------

    def _add_names(self, kind: str, case_id: int, oid: bytes, values: Mapping[str, object]) -> None:
        found: set[str] = set()
        for field in _NAMED[kind]:
            text = values.get(field)
            if isinstance(text, str) and text:
                found |= number_words(text) if field in _NUMBERS else set(words(text))
        self._names += [(word, case_id, oid) for word in found]

    def _refresh_names(self, kind: str, case_id: int, oid: bytes) -> None:
        """Index the names of a record again after one of its fields changed."""
        if kind not in _NAMED:
            return
        self._connection.execute("DELETE FROM name_row WHERE case_id = ? AND object = ?", (case_id, oid))
        columns = (*_NAMED[kind], *(("removed",) if kind in _REMOVABLE else ()))
        row = self._connection.execute(f"SELECT {', '.join(columns)} FROM {kind}_row WHERE oid = ?", (oid,)).fetchone()
        if row is not None:
            values = dict(zip(columns, row, strict=True))
            if not values.get("removed"):
                self._add_names(kind, case_id, oid, values)
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
            if self._build_search and kind in _SEARCHED:
                at = _TEXT_AT[kind]
                self._connection.executemany(
                    f"INSERT INTO {_SEARCHED[kind]} (rowid, text) VALUES (?, ?)", [(row[0], row[at]) for row in rows]
                )
            rows.clear()
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


_TEXT_AT = {
    "note": 5 + FIELDS["note"].index("text"),
    "amendment": 5 + FIELDS["amendment"].index("text"),
}
_SEEN = (
    "INSERT INTO seen_row (case_id, person, device, stream_seq) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (case_id, person, device) DO UPDATE SET stream_seq = max(stream_seq, excluded.stream_seq)"
)
_ACTIVITY = (
    "INSERT INTO activity_row (case_id, at, seq) VALUES (?, ?, ?)"
    " ON CONFLICT (case_id) DO UPDATE SET at = max(at, excluded.at), seq = max(seq, excluded.seq)"
)


def _only_looked(changes: ChangeSet) -> bool:
    """Say whether all that happened is that somebody looked: that is no activity of the case."""
    return all(
        type(op) is Create and op.kind == "review" and op.fields.get("kind", ReviewKind.SEEN) == ReviewKind.SEEN
        for op in changes.ops
    )


def apply_all(projection: Projection, entries: Sequence[Entry]) -> None:
    """Apply *entries* in order and write everything."""
    for entry in entries:
        projection.apply(entry)
    projection.finish()
