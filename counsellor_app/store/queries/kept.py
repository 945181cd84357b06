"""Records of any kind: those of a case or shelf, those of all, and who wrote one. Made from the register."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from counsellor_app.domain.records import Record
from counsellor_app.domain.synced_fields import KINDS
from counsellor_app.store.columns import HOME_COLUMN, SHAPES, STORED, Shape, quoted, to_column
from counsellor_app.store.database import Connection
from counsellor_app.store.records import Records
from counsellor_app.store.texts import Texts
from counsellor_app.store.values import missing, read_id, to_wire

AnyRecord = TypeVar("AnyRecord", bound=Record)
_ORDER = "ORDER BY r.at, d.device_id, l.device_seq, r.id"
"""The same everywhere: by the authors' clocks; what one act made stands as it was made."""
_WRITTEN = " UNION ALL ".join(f"SELECT '{name}', seq FROM {name}_row WHERE oid = ?1" for name in KINDS)


class Kept:
    """Reads records of all kinds."""

    def __init__(self, connection: Connection, records: Records, texts: Texts) -> None:
        self.connection = connection
        self._texts = texts
        self._records = records

    def of_home(self, home_id: str, cls: type[AnyRecord], *, removed: bool) -> list[AnyRecord]:
        """Return the records of *cls* of one case or shelf; raises :class:`ActionableError` when it is not here."""
        shape = SHAPES[cls]
        stream = self._records.stream_of(home_id, shape.kind.home)
        conditions = [f"r.{HOME_COLUMN[shape.kind.name]} = ?", *_present(shape, removed)]
        return [self._record(shape, row) for row in self._rows(shape, conditions, [stream])]

    def of_homes(self, streams: str, cls: type[AnyRecord]) -> dict[str, list[AnyRecord]]:
        """Return the records of *cls* of several cases or shelves by their ids; *streams*: their aliases, as JSON."""
        shape = SHAPES[cls]
        found: dict[str, list[AnyRecord]] = {}
        conditions = ["h.id IN (SELECT value FROM json_each(?))", *_present(shape, removed=False)]
        for row in self._rows(shape, conditions, [streams]):
            found.setdefault(bytes(row[0]).hex(), []).append(self._record(shape, row))
        return found

    def of_all(self, cls: type[AnyRecord], equal: dict[str, Any], *, removed: bool) -> list[AnyRecord]:
        """Return the records of *cls* whose fields equal what is wanted, of all cases or shelves that are here.

        Raises :class:`KeyError` for a field the kind does not have.
        """
        shape = SHAPES[cls]
        conditions = _present(shape, removed)
        parameters: list[object] = []
        for name, value in equal.items():
            if name == shape.kind.home and not shape.kind.root:
                conditions.append("h.oid = ?")
                parameters.append(read_id(value))
            else:
                conditions.append(f"r.{_column(shape, name)} = ?")
                parameters.append(to_column(to_wire(value)))
        return [self._record(shape, row) for row in self._rows(shape, conditions, parameters)]

    def of_many(
        self, homes: Sequence[int], cls: type[AnyRecord], condition: str = "", parameters: Sequence[object] = ()
    ) -> list[AnyRecord]:
        """Return the records of *cls* of the cases or shelves with these row ids that hold an SQL *condition* on ``r``.

        None that was taken away.
        """
        shape = SHAPES[cls]
        within = f"r.{HOME_COLUMN[shape.kind.name]} IN (SELECT value FROM json_each(?))"
        conditions = [within, *([condition] if condition else []), *_present(shape, removed=False)]
        given = [msgspec.json.encode(homes).decode(), *parameters]
        return [self._record(shape, row) for row in self._rows(shape, conditions, given)]

    def _record(self, shape: Shape, row: tuple[Any, ...]) -> Any:
        home, oid, seq = bytes(row[0]).hex(), bytes(row[1]), row[3]
        return shape.record(row[1:], home, self._texts.of(seq, oid) if shape.kind.full_text else "")

    def _rows(self, shape: Shape, conditions: Sequence[str], parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return home's id and columns of the records wanted; what lies in a stream of the other kind is none."""
        kind = shape.kind
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        rows: list[tuple[Any, ...]] = self.connection.execute(
            f"SELECT h.oid, {shape.columns} FROM {kind.name}_row r"
            f" JOIN {kind.home}_row h ON h.id = r.{HOME_COLUMN[kind.name]}"
            f" JOIN log l ON l.seq = r.seq JOIN device d ON d.id = l.device{where} {_ORDER}",
            parameters,
        ).fetchall()
        return rows

    def load(self, cls: type[AnyRecord], record_id: str) -> AnyRecord:
        """Return one record; raises :class:`ActionableError` when it is not here."""
        return self._records.load(cls, record_id)

    def stream_of(self, case_id: str) -> int:
        """Return the row id of a case; raises :class:`ActionableError` when it is not here."""
        return self._records.stream_of(case_id)

    def written(self, record_id: str) -> tuple[str, int]:
        """Return kind and log row of a record; raises :class:`ActionableError` when it is not here."""
        row = self.connection.execute(_WRITTEN, (read_id(record_id),)).fetchone()
        if row is None:
            raise missing()
        return row[0], row[1]


def _present(shape: Shape, removed: bool) -> list[str]:
    return ["NOT r.removed"] if shape.kind.removable and not removed else []


def _column(shape: Shape, name: str) -> str:
    if name not in STORED[shape.kind.name]:
        raise KeyError(name)
    return quoted(name)
