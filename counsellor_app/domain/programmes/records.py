"""What a case holds of its journey through programmes: enrolments, steps, evidence, facts, checks, support.

Same conventions as :mod:`counsellor_app.domain.records`. Dates are ISO strings; money is in minor units (cents).
"""

from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """What became of a step."""

    DONE = "done"
    PLANNED = "planned"
    DROPPED = "dropped"


class Answer(StrEnum):
    """What the rules of a programme answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A case in a programme; several at once. ``version``: of the programme's text, the one in force at the start.

    ``outcome``: a code of the programme, empty while it goes on. ``programme`` and ``version`` never change.
    """

    id: str = ""
    case: str = ""
    programme: str = ""
    version: str = ""
    started_on: str = ""
    ended_on: str = ""
    outcome: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMark:
    """A step done, planned or dropped ``on`` a day. Immutable: the newest mark of a step counts.

    ``period``: which occurrence (a number from 1) of a step that comes again; empty for one that is taken once.
    """

    id: str = ""
    case: str = ""
    enrolment: str = ""
    step: str = ""
    state: str = StepState.DONE
    on: str = ""
    remark: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece of evidence for a gate. ``kind``: a code the gate demands; ``document``: a document's id or number."""

    id: str = ""
    case: str = ""
    enrolment: str = ""
    gate: str = ""
    kind: str = ""
    given_by: str = ""
    on: str = ""
    remark: str = ""
    document: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A supervisor lets a gate pass without its evidence, for a reason. Immutable, visible for ever."""

    id: str = ""
    case: str = ""
    enrolment: str = ""
    gate: str = ""
    reason: str = ""


class Before(StrEnum):
    """How it came to be kept that gates were passed before they were kept."""

    IMPORTED = "imported"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeGates:
    """Who may override gates says that what was passed up to a day was passed before these gates were kept here.

    Immutable, visible for ever. It opens no gate: it tells what is long past apart from what went wrong. ``on``: the
    last day (ISO) it speaks of; ``how``: a :class:`Before`.
    """

    id: str = ""
    case: str = ""
    on: str = ""
    reason: str = ""
    how: str = Before.DECLARED


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityCheck:
    """What the rules of a programme answered on a day. Immutable. ``reasons``: see :mod:`.reasons`."""

    id: str = ""
    case: str = ""
    programme: str = ""
    version: str = ""
    answer: str = Answer.UNKNOWN
    reasons: tuple[str, ...] = ()
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known of a case for the rules: one per code. ``on``: from which day it holds, empty for always."""

    id: str = ""
    case: str = ""
    code: str = ""
    value: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What was given to a person of the case. Immutable. ``amount_cents`` in minor units of ``currency``."""

    id: str = ""
    case: str = ""
    enrolment: str = ""
    item: str = ""
    person: str = ""
    amount_cents: int = 0
    currency: str = ""
    on: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeText:
    """An office's own programme, or its changed version of one: a validated text (TOML). Immutable.

    Lives on the office's library shelf. ``code``, ``version`` and the days repeat what the text says, for lists.
    """

    id: str = ""
    shelf: str = ""
    code: str = ""
    version: str = ""
    valid_from: str = ""
    valid_until: str = ""
    text: str = ""
