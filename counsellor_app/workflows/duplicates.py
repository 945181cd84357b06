"""Likely duplicates: people already here who may be the one a case is being opened for, with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.names.people import LIKELY, Known, Likeness, reason_text
from counsellor_app.domain.overviews import CaseRow
from counsellor_app.domain.validation import LONGEST_NAME, read_alien_number, read_birth_date
from counsellor_app.store.store import Work
from counsellor_app.workflows.session import Session

MOST: int = 10
_SPARE = 5
"""More are asked for than are shown: some are merged with each other."""
_OF_IMPORT: int = 15
"""Cases each row of a spreadsheet is compared with: those that share most words with it."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A case whose person may be the one asked for: its row as lists show it, how likely (0 to 1), and why."""

    row: CaseRow
    likeness: Likeness

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the reasons in words, the strongest first, those against it last."""
        return tuple(reason_text(reason) for reason in self.likeness.reasons)

    @property
    def percent(self) -> int:
        """Return how likely it is as a whole number of hundred."""
        return round(self.likeness.score * 100)


def asked_about(
    *,
    name: str,
    own_name: str = "",
    aliases: Iterable[str] = (),
    birth_date: str = "",
    birth_precision: str = "",
    sex: str = "",
    nationality: str = "",
    alien_number: str = "",
    phone: str = "",
) -> Known:
    """Return what is known of the person asked about, all text as typed. What cannot be read counts as not known."""
    born, precision = _readable_birth(birth_date)
    try:
        number = read_alien_number(alien_number)
    except ActionableError:
        number = ""
    names = (text[:LONGEST_NAME].strip() for text in (name, own_name))
    also = (text[:LONGEST_NAME].strip() for text in aliases)
    return Known(
        names=tuple(text for text in names if text),
        also=tuple(text for text in also if text),
        birth_date=born,
        birth_precision=birth_precision or precision,
        sex=sex,
        nationality=nationality,
        alien_number=number,
        phone=phone[:LONGEST_NAME],
    )


def _readable_birth(birth_date: str) -> tuple[str, str]:
    try:
        born, precision = read_birth_date(birth_date, date.today())
    except ActionableError:
        return "", ""
    return born, str(precision)


def likely_duplicates(
    session: Session, wanted: Known, *, least: float = LIKELY, limit: int = MOST, without: str = ""
) -> list[Duplicate]:
    """Return cases here whose person may be *wanted*, likeliest first; *without* leaves one case (id) out.

    Of cases that are merged only the likeliest is named; ``row.within`` says which case it is shown in.
    """
    with session.store.reading() as queries:
        found = queries.likely(wanted, least, limit + _SPARE)
        within = queries.groups().within
    shown: dict[str, Duplicate] = {}
    for row, likeness in found:
        first = within.get(row.id, row.id)
        if first != within.get(without, without):
            shown.setdefault(first, Duplicate(replace(row, within=within.get(row.id, "")), likeness))
    return list(shown.values())[:limit]


@dataclass(frozen=True, slots=True)
class LikelyRow:
    """A row of a spreadsheet whose person may be here already: its number, and the case (id, reference, percent)."""

    number: int
    case: str
    reference: str
    percent: int


def likely_row(work: Work, number: int, wanted: Known) -> LikelyRow | None:
    """Return the likeliest case for the person in row *number* before it is imported; None when nobody is likely."""
    for row, likeness in work.queries.likely(wanted, LIKELY, 1, proposed=_OF_IMPORT):
        return LikelyRow(number, row.id, row.reference, Duplicate(row, likeness).percent)
    return None
