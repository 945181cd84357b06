"""What replicas hold, without what is local to one; and what was ever written, read from the authors' own logs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from counsellor_app.domain.synced_fields import FIELDS, KINDS
from counsellor_app.store.columns import DEFAULTS, FULL_TEXT, quoted, to_column
from counsellor_app.store.projection_tables import PROJECTION
from sync.protocol.changes import REMOVED, ChangeSet, Create, Remove, change_id, from_text, read_change_set
from sync.protocol.envelope import Header, Kind, parse_header
from sync.sealing.envelopes import open_sealed
from tests.offices import Site

_LOCAL = {"activity_row": {"seq"}}
Field = tuple[bytes, str]
Table = list[tuple[str, ...]]


def canonical(site: Site) -> dict[str, Table]:
    """Return every projection table by ids and values: equal on replicas that know the same."""
    streams = dict(site.sql("SELECT id, stream_id FROM stream"))
    devices = dict(site.sql("SELECT id, device_id FROM device"))
    log = site.sql("SELECT seq, device, device_seq FROM log")
    places = {seq: (devices[device], device_seq) for seq, device, device_seq in log}
    known = {"case_id": streams, "device": devices, "seq": places}
    found: dict[str, Table] = {}
    for name, table in PROJECTION.tables.items():
        columns = [column.name for column in table.columns]
        wanted = {column for column in columns if column not in {"id", *_LOCAL.get(name, set())}}
        selected = ", ".join(f'"{column}"' for column in columns)
        rows = site.sql(f"SELECT {selected} FROM {name}")
        found[name] = sorted(
            tuple(
                repr(known[column][value] if column in known else value)
                for column, value in zip(columns, row, strict=True)
                if column in wanted
            )
            for row in rows
        )
    return found


def differences(sites: Sequence[Site]) -> dict[str, Any]:
    """Return what the replicas disagree about, by site and table; empty when they are equal."""
    first = canonical(sites[0])
    found = {}
    for site in sites[1:]:
        other = canonical(site)
        for table, rows in first.items():
            if rows != other[table]:
                found[site.name, table] = sorted(set(rows) ^ set(other[table]))
    return found


@dataclass(frozen=True)
class Written:
    """One value of one field, as its author wrote it; a value given at creation has the object's id."""

    id: bytes
    value: Any
    replaces: frozenset[bytes]
    header: Header
    seen: dict[bytes, int]

    @property
    def rank(self) -> tuple[int, bytes, bytes]:
        return (self.header.hlc, self.header.device_id, self.id)

    def knew(self, other: "Written") -> bool:
        """Whether the author had *other* when writing this."""
        if other.header.device_id == self.header.device_id:
            return other.header.device_seq <= self.header.device_seq
        return self.seen.get(other.header.device_id, 0) >= other.header.stream_seq


def own_change_sets(site: Site) -> Iterator[tuple[Header, ChangeSet]]:
    """Open everything *site* wrote itself, from its log."""
    rows = site.sql(
        "SELECT stream, envelope FROM log JOIN device ON device.id = log.device"
        " WHERE device_id = ? ORDER BY device_seq",
        site.device.device_id,
    )
    for stream, envelope in rows:
        header = parse_header(bytes(envelope))
        if header.kind == Kind.CHANGES:
            key = site.store.keys.stream_key(stream, header.epoch)
            assert key is not None
            yield header, read_change_set(open_sealed(bytes(envelope), header, key))


class Ledger:
    """Everything the *sites* ever wrote: objects with their kind, and the values of each field."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self.kinds: dict[bytes, str] = {}
        self.fields: dict[Field, list[Written]] = defaultdict(list)
        self.sets: set[bytes] = set()
        for site in sites:
            for header, changes in own_change_sets(site):
                self._add(header, changes)

    def _add(self, header: Header, changes: ChangeSet) -> None:
        seen = {from_text(device): seq for device, (seq, _digest) in changes.seen.items()}
        for index, op in enumerate(changes.ops):
            change = change_id(header.device_id, header.device_seq, index)
            if isinstance(op, Create):
                self.kinds[change] = op.kind
                for name in FIELDS[op.kind]:
                    value = op.fields.get(name, DEFAULTS[op.kind][name])
                    self.fields[change, name].append(Written(change, value, frozenset(), header, seen))
                continue
            field, value = (REMOVED, True) if isinstance(op, Remove) else (op.field, op.value)
            replaces = frozenset(from_text(one) for one in op.replaces)
            self.fields[from_text(op.object), field].append(Written(change, value, replaces, header, seen))
            self.sets.add(change)

    def heads(self, field: Field) -> list[Written]:
        """The values nobody replaced, the displayed one first."""
        written = self.fields[field]
        gone = {one for value in written for one in value.replaces}
        left = [value for value in written if value.id not in gone]
        return sorted(left, key=lambda value: value.rank, reverse=True)


def vanished(site: Site, ledger: Ledger) -> list[str]:
    """Return what was written by anybody and is neither displayed here, nor replaced knowingly, nor a conflict."""
    problems = [
        f"{kind} missing"
        for oid, kind in ledger.kinds.items()
        if not site.sql(f"SELECT 1 FROM {kind}_row WHERE oid = ?", oid)
    ]
    here = {bytes(row[0]) for row in site.sql("SELECT change FROM change_row WHERE NOT initial")}
    problems += ["change missing" for change in ledger.sets - here]
    conflicts = {
        (bytes.fromhex(one.object), one.field): {bytes.fromhex(value.change) for value in one.values}
        for one in site.store.queries.conflicts()
    }
    for (oid, name), written in ledger.fields.items():
        heads = ledger.heads((oid, name))
        problems += _unknowing(written, heads)
        problems += _not_shown(site, ledger.kinds[oid], oid, name, heads)
        loud = name not in KINDS[ledger.kinds[oid]].quiet
        differ = loud and any(head.value != heads[0].value for head in heads)
        if conflicts.get((oid, name), set()) != ({head.id for head in heads} if differ else set()):
            problems.append(f"conflict about {name}")
    return problems


def _unknowing(written: Sequence[Written], heads: Sequence[Written]) -> list[str]:
    """Every value that is no head was replaced by somebody who had it."""
    return [
        "replaced unseen"
        for value in written
        if value not in heads and not any(value.id in other.replaces and other.knew(value) for other in written)
    ]


def _shown(site: Site, kind: str, oid: bytes, name: str) -> Any:
    if kind in FULL_TEXT and name == "text":
        return site.store.records.load(KINDS[kind].record, oid.hex()).text  # type: ignore[attr-defined]
    rows = site.sql(f"SELECT {quoted(name)} FROM {kind}_row WHERE oid = ?", oid)
    return rows[0][0] if rows else None


def _not_shown(site: Site, kind: str, oid: bytes, name: str, heads: Sequence[Written]) -> list[str]:
    shown = _shown(site, kind, oid, name)
    value = heads[0].value
    expected = to_column(value)
    return [] if shown == expected else [f"{kind}.{name} shows another value"]
