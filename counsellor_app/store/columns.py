"""How records lie in columns. All of it is made from the register once, at import: nothing here asks per record.

A table ``{kind}_row`` has ``id`` (a root's is its stream's alias), ``oid``, ``case_id`` (the stream's alias; not for
roots), ``seq``, ``at``, the fields in the register's order, and ``removed`` for what can be removed. A field that is
called like one of the first five gets a column with an underscore after its name; names are always quoted, for some
are words of SQL.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import msgspec

from counsellor_app.domain.records import Record
from counsellor_app.domain.synced_fields import FIELDS, KINDS, REMOVABLE, ROOTS, Kind
from sync.protocol.changes import REMOVED, Value

HEAD: Final = ("id", "oid", "case_id", "seq", "at")
"""Columns before the fields; a root has no ``case_id``."""


def column_name(field: str) -> str:
    """Return the name of the column that holds *field* of a record."""
    return f"{field}_" if field in HEAD else field


def quoted(field: str) -> str:
    """Return the column of a *field* of the register for an SQL statement."""
    return f'"{column_name(field)}"'


def _plain(value: object) -> Value:
    if isinstance(value, tuple):
        return [str(item) for item in value]
    assert isinstance(value, str | int)
    return str(value) if isinstance(value, str) else value


DEFAULTS: Final[dict[str, dict[str, Value]]] = {
    name: {field: _plain(default) for field, default in kind.defaults.items()} for name, kind in KINDS.items()
}
"""What a field holds when its creation does not say, as it travels."""
TYPES: Final[dict[str, dict[str, type]]] = {
    name: {field: type(value) for field, value in found.items()} for name, found in DEFAULTS.items()
}
FULL_TEXT: Final = frozenset(name for name, kind in KINDS.items() if kind.full_text)
"""Kinds whose field ``text`` is no column: it is searched by its index and read from the envelope that holds it."""
STORED: Final = {
    name: tuple(field for field in found if name not in FULL_TEXT or field != "text") for name, found in FIELDS.items()
}
"""The fields of each kind that are columns, in order."""
PLACES: Final = {name: {field: at for at, field in enumerate(found)} for name, found in STORED.items()}


def readable(kind: str, field: str, value: Value) -> bool:
    """Tell whether this version of the app knows *field* of *kind* and *value* has its type."""
    if field == REMOVED:
        return kind in REMOVABLE and value is True
    return type(value) is TYPES.get(kind, {}).get(field)


def to_column(value: Value) -> str | int | None:
    """Return *value* as a column holds it: lists as JSON."""
    return msgspec.json.encode(value).decode() if isinstance(value, list) else value


DEFAULT_COLUMNS: Final = {
    name: tuple(to_column(DEFAULTS[name][field]) for field in found) for name, found in STORED.items()
}
HOME_COLUMN: Final = MappingProxyType({name: "id" if name in ROOTS else "case_id" for name in KINDS})
"""The column that holds the stream's alias."""


def value_of(kind: str, field: str, column: object) -> Value:
    """Return what a column holds as it travels: lists out of their JSON, truth as truth."""
    expected = bool if field == REMOVED else TYPES[kind][field]
    if expected is list:
        return msgspec.json.decode(str(column), type=list[str])
    if expected is bool:
        return bool(column)
    assert column is None or isinstance(column, str | int)
    return column


def _as_is(value: Any) -> Any:
    return value


def _as_tuple(value: Any) -> tuple[str, ...]:
    return tuple(msgspec.json.decode(value, type=list[str])) if value != "[]" else ()


_READERS: Final[Mapping[type, Callable[[Any], Any]]] = {str: _as_is, int: _as_is, bool: bool, list: _as_tuple}


@dataclass(frozen=True, slots=True)
class Shape:
    """How records of one kind are read: ``columns`` for a SELECT (of a table called ``r``) and how to make one.

    The columns are the object's id, the stream's alias, its log row, then the fields that are columns.
    """

    kind: Kind
    columns: str
    readers: tuple[tuple[str, Callable[[Any], Any]], ...]

    def record(self, row: Sequence[Any], home: str, text: str = "") -> Any:
        """Return the record in *row*, which belongs to the case or shelf with the id *home*.

        *text* is what its envelope holds, for kinds whose text is no column.
        """
        values = {name: read(value) for (name, read), value in zip(self.readers, row[3:], strict=True)}
        if self.kind.full_text:
            values["text"] = text
        if not self.kind.root:
            values[self.kind.home] = home
        return self.kind.record(id=bytes(row[0]).hex(), **values)  # type: ignore[call-arg]


def _shape(kind: Kind) -> Shape:
    names = [*STORED[kind.name], *([REMOVED] if kind.removable else [])]
    readers = [(name, bool if name == REMOVED else _READERS[TYPES[kind.name][name]]) for name in names]
    columns = ["oid", HOME_COLUMN[kind.name], "seq", *(quoted(name) for name in names)]
    return Shape(kind, ", ".join(f"r.{column}" for column in columns), tuple(readers))


SHAPES: Final[Mapping[type[Record], Shape]] = MappingProxyType({kind.record: _shape(kind) for kind in KINDS.values()})
