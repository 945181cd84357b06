"""Which cases somebody opened that are another one's: for the log that he cannot edit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Cases (ids) that were opened since the last one of these. Lives on the person's log; immutable."""

    id: str = ""
    shelf: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case that was opened: its id, and how it is called for who may read it; else nothing."""

    case: str
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One line of the log: ``at`` in ms, when it was put down: within minutes of the first of its cases."""

    id: str
    at: int
    person: str
    person_name: str
    device: str
    cases: tuple[OpenedCase, ...]
    at_office: bool
