"""The PROJECTION tables: what is shown. Thrown away and made again from the log whenever their version differs.

A table ``{kind}_row`` for each kind of record is made from the register (:mod:`counsellor_app.store.columns` tells its
columns); the others are declared here. ``seq`` is a row of ``log``: who, when and where follow from it. The row id of a
case or a shelf is its stream's alias, so entries that arrive before it find their place. ``at`` is the author's clock
in ms since 1970.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table
from sqlmodel import Field, SQLModel

from counsellor_app.domain.synced_fields import KINDS, Kind
from counsellor_app.store.columns import STORED, TYPES, column_name

_COMPACT = {"sqlite_with_rowid": False}
PROJECTION = MetaData()


class _ProjectionTable(SQLModel):
    metadata = PROJECTION


def _blob() -> Column[bytes]:
    return Column(LargeBinary, nullable=False)


_COLUMN_TYPES = {str: String, list: String, int: Integer, bool: Boolean}


def _record_table(kind: Kind) -> Table:
    """Add the table of one kind of record to ``PROJECTION``. Lists are JSON."""
    name = f"{kind.name}_row"
    columns: list[Column[Any]] = [Column("id", Integer, primary_key=True), _named_blob("oid")]
    if not kind.root:
        columns.append(Column("case_id", Integer, nullable=False))
    columns += [Column("seq", Integer, nullable=False), Column("at", Integer, nullable=False)]
    for field in STORED[kind.name]:
        columns.append(Column(column_name(field), _COLUMN_TYPES[TYPES[kind.name][field]], nullable=False))
    if kind.removable:
        columns.append(Column("removed", Boolean, nullable=False))
    table = Table(name, PROJECTION, *columns)
    if not kind.root:
        Index(f"{name}_home", table.c.case_id, table.c.at)
    for field in kind.indexed:
        Index(f"{name}_{field}", table.c[column_name(field)])
    return table


def _named_blob(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, unique=True, nullable=False)


for _each in KINDS.values():
    _record_table(_each)

Index("task_row_due", *(PROJECTION.tables["task_row"].c[name] for name in ("state", "due_on")))
Index("task_row_assignee", PROJECTION.tables["task_row"].c.assignee)
Index("task_row_source", *(PROJECTION.tables["task_row"].c[name] for name in ("case_id", "source")))


class ActivityTable(_ProjectionTable, table=True):
    """When a case was last worked on (ms), and the newest log row that concerns it."""

    __tablename__ = "activity_row"
    case_id: int | None = Field(default=None, primary_key=True)
    at: int
    seq: int


class StandingTable(_ProjectionTable, table=True):
    """Where a case stands in its programmes, the same for all that stand alike; none where it is at no step."""

    __tablename__ = "standing_row"
    case_id: int | None = Field(default=None, primary_key=True)
    stand: str = Field(index=True)


class ChangeTable(_ProjectionTable, table=True):
    """Every change of a field after creation, and the value given at creation once it was changed.

    ``value`` is JSON; ``replaces`` ids of 16 bytes one after another. A value given at creation has the object's id.
    """

    __tablename__ = "change_row"
    __table_args__ = (Index("change_field", "object", "field", "change", unique=True), Index("change_case", "case_id"))
    id: int | None = Field(default=None, primary_key=True)
    change: bytes = Field(sa_column=_blob())
    object: bytes = Field(sa_column=_blob())
    case_id: int
    kind: str
    field: str
    value: str
    replaces: bytes = Field(sa_column=_blob())
    hlc: int
    device: int
    seq: int
    reason: str
    initial: bool


class OrphanTable(_ProjectionTable, table=True):
    """An object that changes name but whose creation has not arrived."""

    __tablename__ = "orphan_row"
    object: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))


class ConflictTable(_ProjectionTable, table=True):
    """A field with several heads that differ."""

    __tablename__ = "conflict_row"
    object: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    field: str = Field(primary_key=True)
    kind: str
    case_id: int = Field(index=True)


class SeenTable(_ProjectionTable, table=True):
    """How much of each device's chain in a case a reviewer had seen when he last marked it."""

    __tablename__ = "seen_row"
    __table_args__ = _COMPACT
    case_id: int = Field(primary_key=True)
    person: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    device: int = Field(primary_key=True)
    stream_seq: int


class NameTable(_ProjectionTable, table=True):
    """A folded word of a name, number or reference that finds a case."""

    __tablename__ = "name_row"
    __table_args__ = _COMPACT
    word: str = Field(primary_key=True)
    case_id: int = Field(primary_key=True, index=True)
    object: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
