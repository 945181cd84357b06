"""How long a case is kept after it closed: what the office decided for each programme, and which cases are past it.

Pure. Nothing is erased here: this says what somebody has to look at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from counsellor_app.domain.programmes.conditions import months_later
from counsellor_app.domain.programmes.gates import Texts

MOST_YEARS: Final = 110
"""More than a life."""
ALL: Final = ""
"""The programme (code) of the rule for every programme without one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """The office keeps cases of ``programme`` (code, :data:`ALL`) for ``years`` after they closed; 0: not decided.

    Lives in the office's library, one for each programme.
    """

    id: str = ""
    shelf: str = ""
    programme: str = ALL
    years: int = 0


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A closed case. ``programmes``: (code, version) of all it was in; ``closed_on``: the day it was closed last."""

    case: str
    reference: str
    name: str
    programmes: tuple[tuple[str, str], ...]
    closed_on: date


@dataclass(frozen=True, slots=True)
class KeptCase:
    """How long a closed case is kept. ``years`` and ``until`` (its last day) are None while nobody decided."""

    closed: ClosedCase
    years: int | None
    until: date | None

    def past(self, today: date) -> bool:
        """Say whether the time is over on *today*."""
        return self.until is not None and self.until < today


def decided(rules: Iterable[RetentionRule]) -> dict[str, int]:
    """Return the years by programme that stand: of several rules of one programme the last; undecided ones are not."""
    found = {rule.programme: rule.years for rule in rules}
    return {programme: years for programme, years in found.items() if 0 < years <= MOST_YEARS}


def kept(closed: ClosedCase, years: Mapping[str, int], texts: Texts) -> KeptCase:
    """Return how long a closed case is kept by the office's *years* and the texts of its programmes.

    The office's word goes before the text's, its word on one programme before that on all. Of several programmes the
    longest time counts, and none while one of them is not decided.
    """
    found = [_years_of(code, version, years, texts) for code, version in closed.programmes] or [years.get(ALL)]
    if any(one is None for one in found):
        return KeptCase(closed, None, None)
    longest = max(one for one in found if one is not None)
    return KeptCase(closed, longest, months_later(closed.closed_on, 12 * longest))


def _years_of(code: str, version: str, years: Mapping[str, int], texts: Texts) -> int | None:
    if code in years:
        return years[code]
    text = texts.version(code, version)
    if text is not None and text.retention.years is not None:
        return text.retention.years
    return years.get(ALL)
