"""Every table of the file. LOG tables are the truth and climb a ladder; PROJECTION tables are thrown away and rebuilt.

Streams, devices and persons get small integer aliases, for a searchable replica keeps the log beside the rows and
every byte is encrypted twice on its way to the disk. ``seq`` is a row of ``log``: who, when and where follow from it.
A case's row id is its stream's alias, so entries that arrive before the case itself find their place.
"""

from sqlalchemy import Column, Index, LargeBinary, MetaData
from sqlmodel import Field, SQLModel

_COMPACT = {"sqlite_with_rowid": False}
LOG = MetaData()
PROJECTION = MetaData()


class _LogTable(SQLModel):
    metadata = LOG


class _ProjectionTable(SQLModel):
    metadata = PROJECTION


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
    __table_args__ = (Index("log_device", "device", "device_seq", unique=True),)
    seq: int | None = Field(default=None, primary_key=True)
    device: int
    device_seq: int
    stream: int
    stream_seq: int
    envelope: bytes = Field(sa_column=_blob())


class OutboxRow(_LogTable, table=True):
    """An envelope the office has not acknowledged; ``at`` ms when it was saved here."""

    __tablename__ = "outbox"
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


class CaseTable(_ProjectionTable, table=True):
    """A case; ``id`` is the alias of its stream. ``languages`` is a JSON list."""

    __tablename__ = "case_row"
    __table_args__ = (
        Index("case_alien_number", "alien_number"),
        Index("case_reference", "reference"),
    )
    id: int | None = Field(default=None, primary_key=True)
    oid: bytes = Field(sa_column=_blob(unique=True))
    seq: int
    at: int
    reference: str
    status: str
    alien_number: str
    programme: str
    place: str
    languages: str
    nationality: str
    phone: str
    responsible: str
    team: str
    opened_on: str


class ActivityTable(_ProjectionTable, table=True):
    """When a case was last worked on (ms), and the newest log row that concerns it."""

    __tablename__ = "activity_row"
    case_id: int | None = Field(default=None, primary_key=True)
    at: int
    seq: int


class PersonTable(_ProjectionTable, table=True):
    """A person of a case."""

    __tablename__ = "person_row"
    id: int | None = Field(default=None, primary_key=True)
    oid: bytes = Field(sa_column=_blob(unique=True))
    case_id: int = Field(index=True)
    seq: int
    name: str
    own_name: str
    birth_date: str
    birth_precision: str
    sex: str


class AliasTable(_ProjectionTable, table=True):
    """Another name of a person."""

    __tablename__ = "alias_row"
    id: int | None = Field(default=None, primary_key=True)
    oid: bytes = Field(sa_column=_blob(unique=True))
    case_id: int = Field(index=True)
    seq: int
    at: int
    person: str
    name: str
    removed: bool


class FlagTable(_ProjectionTable, table=True):
    """A flag of a case."""

    __tablename__ = "flag_row"
    id: int | None = Field(default=None, primary_key=True)
    oid: bytes = Field(sa_column=_blob(unique=True))
    case_id: int = Field(index=True)
    seq: int
    at: int
    code: str
    remark: str
    removed: bool


class NoteTable(_ProjectionTable, table=True):
    """A signed note. ``at`` ms of signing (the author's clock)."""

    __tablename__ = "note_row"
    __table_args__ = (Index("note_case", "case_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    oid: bytes = Field(sa_column=_blob(unique=True))
    case_id: int
    seq: int
    at: int
    kind: str
    text: str
    place: str
    language: str
    interpreter: bool
    held_at: int


class AmendmentTable(_ProjectionTable, table=True):
    """An amendment beneath a note (``note``: its id in hex)."""

    __tablename__ = "amendment_row"
    id: int | None = Field(default=None, primary_key=True)
    oid: bytes = Field(sa_column=_blob(unique=True))
    case_id: int = Field(index=True)
    seq: int
    at: int
    note: str
    text: str
    reason: str


class ReviewTable(_ProjectionTable, table=True):
    """A reviewer's mark, question, or an answer to one."""

    __tablename__ = "review_row"
    id: int | None = Field(default=None, primary_key=True)
    oid: bytes = Field(sa_column=_blob(unique=True))
    case_id: int = Field(index=True)
    seq: int
    at: int
    kind: str
    text: str
    about: str


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
