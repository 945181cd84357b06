"""The LOG tables: the truth. They climb a ladder; the tables made from them are in ``projection_tables.py``.

Streams, devices and persons get small integer aliases, for a searchable replica keeps the log beside the rows and
every byte is encrypted twice on its way to the disk. ``seq`` is a row of ``log``: who, when and where follow from it.
A case's row id is its stream's alias, so entries that arrive before the case itself find their place.
"""

from sqlalchemy import Column, Index, LargeBinary, MetaData
from sqlmodel import Field, SQLModel

_COMPACT = {"sqlite_with_rowid": False}
LOG = MetaData()


class _LogTable(SQLModel):
    metadata = LOG


def _blob(*, unique: bool = False, nullable: bool = False) -> Column[bytes]:
    return Column(LargeBinary, unique=unique, nullable=nullable)


class StreamRow(_LogTable, table=True):
    """A stream and its alias."""

    __tablename__ = "stream"
    id: int | None = Field(default=None, primary_key=True)
    stream_id: bytes = Field(sa_column=_blob(unique=True))


class BackfillRow(_LogTable, table=True):
    """A stream granted later, whose beginning must still be fetched; ``after`` is how far it was."""

    __tablename__ = "backfill"
    stream: int = Field(primary_key=True)
    after: int


class DeviceAlias(_LogTable, table=True):
    """A device and its alias."""

    __tablename__ = "device"
    id: int | None = Field(default=None, primary_key=True)
    device_id: bytes = Field(sa_column=_blob(unique=True))


class LogRow(_LogTable, table=True):
    """One envelope, verbatim, in the order it was applied here."""

    __tablename__ = "log"
    __table_args__ = (Index("log_device", "device", "device_seq", "stream", unique=True),)
    seq: int | None = Field(default=None, primary_key=True)
    device: int
    device_seq: int
    stream: int
    stream_seq: int
    envelope: bytes = Field(sa_column=_blob())


class SentRow(_LogTable, table=True):
    """Up to which of its numbers the office has what was written here, as this device; see ``outbox.py``."""

    __tablename__ = "sent"
    device: int | None = Field(default=None, primary_key=True)
    device_seq: int


class OverdueRow(_LogTable, table=True):
    """An envelope that waits for the office though ``sent`` does not tell; ``at`` ms, when it waited at the latest."""

    __tablename__ = "overdue"
    __table_args__ = _COMPACT
    stream: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: int


class ChainRow(_LogTable, table=True):
    """How far a device's chain in a stream was followed, and the SHA-256 of its last envelope."""

    __tablename__ = "chain"
    __table_args__ = _COMPACT
    stream: int = Field(primary_key=True)
    device: int = Field(primary_key=True)
    stream_seq: int
    head: bytes = Field(sa_column=_blob())


class PendingRow(_LogTable, table=True):
    """An envelope whose predecessor, key or author has not arrived yet."""

    __tablename__ = "pending"
    id: int | None = Field(default=None, primary_key=True)
    envelope_id: bytes = Field(sa_column=_blob(unique=True))
    stream_id: bytes = Field(sa_column=_blob())
    code: str
    received_at: int
    envelope: bytes = Field(sa_column=_blob())


class ClaimRow(_LogTable, table=True):
    """How far others had followed a device's chain in a stream, where that is further than it is here."""

    __tablename__ = "claim"
    __table_args__ = _COMPACT
    stream: int = Field(primary_key=True)
    device: int = Field(primary_key=True)
    stream_seq: int


class QuarantineRow(_LogTable, table=True):
    """An envelope that was refused, kept with the reason."""

    __tablename__ = "quarantine"
    id: int | None = Field(default=None, primary_key=True)
    envelope_id: bytes = Field(sa_column=_blob(unique=True))
    device_id: bytes = Field(sa_column=_blob())
    code: str
    received_at: int
    envelope: bytes = Field(sa_column=_blob())


class DirectoryRow(_LogTable, table=True):
    """One record of the office's directory; ``sent`` once the office has it."""

    __tablename__ = "directory"
    height: int | None = Field(default=None, primary_key=True)
    envelope: bytes = Field(sa_column=_blob())
    sent: bool


class StreamKeyRow(_LogTable, table=True):
    """The key of one epoch of a stream."""

    __tablename__ = "stream_key"
    __table_args__ = _COMPACT
    stream: int = Field(primary_key=True)
    epoch: int = Field(primary_key=True)
    key: bytes = Field(sa_column=_blob())


class ReaderRow(_LogTable, table=True):
    """A principal that may read an epoch of a stream, as a keyring says, and the SHA-256 of his wrap."""

    __tablename__ = "reader"
    __table_args__ = _COMPACT
    stream: int = Field(primary_key=True)
    epoch: int = Field(primary_key=True)
    principal: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    wrap: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))


class EpochRow(_LogTable, table=True):
    """An epoch with a verified keyring, and the commit of its first one: only such epochs are written in."""

    __tablename__ = "epoch"
    __table_args__ = _COMPACT
    stream: int = Field(primary_key=True)
    epoch: int = Field(primary_key=True)
    pinned: bytes = Field(sa_column=_blob())


class WrapInRow(_LogTable, table=True):
    """A stream key wrapped to this device's principals that waits for the keyring that names it (by its SHA-256)."""

    __tablename__ = "wrap_in"
    __table_args__ = _COMPACT
    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    stream: int = Field(index=True)
    wrap: bytes = Field(sa_column=_blob())


class PrincipalKeyRow(_LogTable, table=True):
    """The seed of one generation of a person or team."""

    __tablename__ = "principal_key"
    __table_args__ = _COMPACT
    principal: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    generation: int = Field(primary_key=True)
    seed: bytes = Field(sa_column=_blob())


class WrapOutboxRow(_LogTable, table=True):
    """A wrap made here. It is kept when the office has it: nobody can make the same one again."""

    __tablename__ = "wrap_out"
    id: int | None = Field(default=None, primary_key=True)
    wrap: bytes = Field(sa_column=_blob())


class WrapWaitingRow(_LogTable, table=True):
    """A wrap made here that the office has not acknowledged."""

    __tablename__ = "wrap_waiting"
    id: int | None = Field(default=None, primary_key=True)


class StateRow(_LogTable, table=True):
    """Small facts of this replica as JSON: cursors, clock, own sequence, office."""

    __tablename__ = "state"
    name: str = Field(primary_key=True)
    value: str


class DraftRow(_LogTable, table=True):
    """A note not yet signed; on this device only."""

    __tablename__ = "draft"
    id: str = Field(primary_key=True)
    case_id: int = Field(index=True)
    kind: str
    text: str
    place: str
    language: str
    interpreter: bool
    cursor: int
    amends: str
    reason: str
    started_at: int
    saved_at: int
