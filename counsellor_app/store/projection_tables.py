"""The PROJECTION tables: what is shown. Thrown away and made again from the log whenever their version differs.

``seq`` is a row of ``log``: who, when and where follow from it. A case's row id is its stream's alias, so entries that
arrive before the case itself find their place. ``at`` is the author's clock in ms since 1970.
"""

from sqlalchemy import Column, Index, LargeBinary, MetaData
from sqlmodel import Field, SQLModel

_COMPACT = {"sqlite_with_rowid": False}
PROJECTION = MetaData()


class _ProjectionTable(SQLModel):
    metadata = PROJECTION


def _blob(*, unique: bool = False, nullable: bool = False) -> Column[bytes]:
    return Column(LargeBinary, unique=unique, nullable=nullable)


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
