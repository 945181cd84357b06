"""Sheets of facts for rules."""

from datetime import date

from counsellor_app.domain.programmes.facts import Sheet, sheet_of
from counsellor_app.domain.programmes.records import Fact
from counsellor_app.domain.records import Case, Flag, Person, Precision

REAN_YES = {
    "wishes_return": "yes",
    "own_means": "no",
    "last_assisted_return_on": "none",
    "travel_document": "held",
}


def on(
    day: str, facts: dict[str, str] | None = None, *, born: str = "", nationality: str = "", flag: str = ""
) -> Sheet:
    """What is known on *day*: facts by code, a birth date, a nationality, a flag."""
    precision = Precision.YEAR if len(born) == 4 else Precision.KNOWN if born else Precision.UNKNOWN
    return sheet_of(
        date.fromisoformat(day),
        [Fact(code=code, value=value) for code, value in (facts or {}).items()],
        Case(nationality=nationality),
        [Person(birth_date=born, birth_precision=precision)],
        [Flag(code=flag)] if flag else [],
    )
