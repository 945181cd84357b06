"""What leaves the app as a file: of what kind, of how many cases, why, and how it ended. Never what it says.

Both records are immutable: the log they make cannot be edited, by whom it is about least of all.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.validation import read_line
from sync.wording import _

LEAST_LETTERS: Final = 3
"""Of a reason: a full stop, or a letter typed to be rid of the question, is none."""


class ExportKind(StrEnum):
    """What leaves."""

    CALENDAR = "calendar"
    RESULTS = "results"
    ROSTER = "roster"
    TRAFFICKING = "trafficking"
    BACKUP = "backup"


class ExportState(StrEnum):
    """How it ended. ``unknown``: the app was stopped in between, or could not write down how it ended."""

    WRITTEN = "written"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Something is about to leave. Lives on the person's log; who, when and on which device say its envelope.

    ``what``: an :class:`ExportKind`; ``ending``: of the file, without its dot; ``named``: people are named in it;
    ``cases``: of how many cases (of a roster: of how many people) it says anything.
    """

    id: str = ""
    shelf: str = ""
    what: str = ""
    ending: str = ""
    named: bool = False
    cases: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEnd:
    """How an export (id) ended: the file is there as a whole, or nothing of it is."""

    id: str = ""
    shelf: str = ""
    export: str = ""
    written: bool = False


@dataclass(frozen=True, slots=True)
class ExportMark:
    """What a file says of itself, so that a copy that turns up leads to the log. ``on``: ISO day."""

    number: str
    name: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One line of the log: ``at`` in ms, ``number`` as files say it, ``device`` as the office calls it."""

    id: str
    number: str
    at: int
    person: str
    person_name: str
    device: str
    what: str
    ending: str
    named: bool
    cases: int
    reason: str
    state: ExportState
    at_office: bool


def read_reason(text: str) -> str:
    """Return a reason as one line; raises :class:`ActionableError` where there is none."""
    reason = read_line(text)
    if sum(character.isalpha() for character in reason) < LEAST_LETTERS:
        raise ActionableError(
            _("A reason is missing."),
            _("Say in a few words why this leaves the app, without names. Nothing was written."),
        )
    return reason
