"""The records of the work. Frozen; a change is a new value saved through the store's one door.

Ids are 32 lower-case hex digits, given by the store when a record is first saved (``""`` before). Every record
belongs to one case (``case``: the case's id) or to one shelf (``shelf``: its id), which is one stream. Text is as
typed; codes are ASCII. Dates are ISO strings (``YYYY`` or ``YYYY-MM-DD``), moments are milliseconds since 1970 UTC.

Other rooms of this package hold the records of their own work; :mod:`counsellor_app.domain.synced_fields` lists all.
"""

from dataclasses import Field, dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol


class Record(Protocol):
    """What all records have in common: they are dataclasses with an id."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def id(self) -> str:
        """32 hex digits, empty before the record is saved."""
        ...


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    DEPARTED = "departed"
    CLOSED = "closed"


class NoteKind(StrEnum):
    """What kind of contact a note records."""

    TALK = "talk"
    OUTREACH = "outreach"
    SESSION = "session"
    PHONE = "phone"
    INTERNAL = "internal"


class Precision(StrEnum):
    """How well a birth date is known."""

    UNKNOWN = "unknown"
    KNOWN = "known"
    YEAR = "year"
    ESTIMATED = "estimated"


class Sex(StrEnum):
    """As recorded in the case; empty when not asked."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = ""


class FlagCode(StrEnum):
    """Facts that change how a case must be handled. A fact is no alarm."""

    HEALTH = "health"
    MINOR = "minor"
    TRAFFICKING = "trafficking"
    VULNERABLE = "vulnerable"
    SAFETY = "safety"


class ReviewKind(StrEnum):
    """What a supervisor, or who answers him, put down."""

    SEEN = "seen"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dossier: what is being worked on, for whom see :class:`Person`.

    ``nationality`` ISO 3166 alpha-2; ``languages`` BCP 47 codes; ``programme`` a programme code in upper case;
    ``responsible`` a person id and ``team`` a team id of the directory (hex).
    """

    id: str = ""
    reference: str = ""
    status: str = CaseStatus.OPEN
    alien_number: str = ""
    programme: str = ""
    place: str = ""
    languages: tuple[str, ...] = ()
    nationality: str = ""
    phone: str = ""
    responsible: str = ""
    team: str = ""
    opened_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of a case; the first one is the client. ``name`` as used daily, ``own_name`` as in the own script.

    ``birth_span``: years an estimated birth date may be off either way, 0 where nobody said. ``head``: of the family.
    ``aside``: named because related, the case is not worked for this person. ``languages``, ``phone``,
    ``nationality``: of this person where they are not the case's. ``interpreter``: a code of
    :class:`~counsellor_app.domain.families.InterpreterNeed`.
    """

    id: str = ""
    case: str = ""
    name: str = ""
    own_name: str = ""
    birth_date: str = ""
    birth_precision: str = Precision.UNKNOWN
    sex: str = Sex.UNKNOWN
    birth_span: int = 0
    head: bool = False
    aside: bool = False
    languages: tuple[str, ...] = ()
    interpreter: str = ""
    phone: str = ""
    nationality: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name the person goes by; a set member of its own, so two people adding never conflict."""

    id: str = ""
    case: str = ""
    person: str = ""
    name: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One flag of a case; a set member of its own."""

    id: str = ""
    case: str = ""
    code: str = ""
    remark: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A signed note: immutable once saved. ``held_at`` when the contact took place; ``interpreter`` how."""

    id: str = ""
    case: str = ""
    kind: str = NoteKind.TALK
    text: str = ""
    place: str = ""
    language: str = ""
    interpreter: bool = False
    held_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Hangs beneath a signed note, with its reason; the note itself never changes."""

    id: str = ""
    case: str = ""
    note: str = ""
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A supervisor's mark on a case: seen, a question, or somebody's answer (``about``: the question's id)."""

    id: str = ""
    case: str = ""
    kind: str = ReviewKind.SEEN
    text: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A note not yet signed: on this device only, kept within two seconds of the last keystroke.

    ``id`` is random hex given by the store; ``cursor`` is the caret's position in UTF-16 units as Qt counts.
    ``amends`` and ``reason`` are set when the draft amends a signed note.
    """

    id: str = ""
    case: str = ""
    kind: str = NoteKind.TALK
    text: str = ""
    place: str = ""
    language: str = ""
    interpreter: bool = False
    cursor: int = 0
    amends: str = ""
    reason: str = ""
    started_at: int = 0
    saved_at: int = 0
