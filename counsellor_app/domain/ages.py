"""Ages and coming of age from birth dates of which often only the year is known, or less.

A birth date is an interval of days. What holds for every day of it is certain; what holds for some of them cannot be
said. Somebody born on 29 February grows a year older on 1 March in years that have no such day: nobody is taken for an
adult a day early.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from counsellor_app.domain.records import Precision
from sync.wording import _

OF_AGE: Final = 18
"""Years of age from which a person is an adult."""
ESTIMATE_YEARS: Final = 2
"""How many years an estimate may be off either way where the counsellor did not say how many."""
WIDEST_ESTIMATE: Final = 30


@dataclass(frozen=True, slots=True)
class Birth:
    """The days on which somebody may have been born, both ends included. ``estimated``: somebody's guess."""

    earliest: date
    latest: date
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Age:
    """Years of age: from ``youngest`` to ``oldest``. ``about``: the date is not known to the day or is an estimate.

    ``years`` is the one figure shown: the age reached that year where only the year is known, the middle of an
    estimate.
    """

    years: int
    about: bool
    youngest: int
    oldest: int


def birth_of(birth_date: str, precision: str, span: int = 0) -> Birth | None:
    """Return when somebody may have been born; ``None`` where nothing is known or the date cannot be read.

    *birth_date* is ``YYYY`` or ``YYYY-MM-DD``, *precision* a :class:`~counsellor_app.domain.records.Precision`,
    *span* the years an estimate may be off either way (0: :data:`ESTIMATE_YEARS`).
    """
    found = None if precision == Precision.UNKNOWN else _days(birth_date)
    if found is None or precision != Precision.ESTIMATED:
        return found
    years = min(span, WIDEST_ESTIMATE) if span > 0 else ESTIMATE_YEARS
    return Birth(_years_later(found.earliest, -years), _years_later(found.latest, years), True)


def as_one(births: Iterable[Birth | None]) -> Birth | None:
    """Return when one person may have been born of whom several cases say so; ``None`` where none of them does.

    The days all of them allow; where they contradict each other, whatever any of them allows.
    """
    known = [birth for birth in births if birth is not None]
    if not known:
        return None
    estimated = all(birth.estimated for birth in known)
    earliest, latest = max(birth.earliest for birth in known), min(birth.latest for birth in known)
    if earliest <= latest:
        return Birth(earliest, latest, estimated)
    return Birth(min(birth.earliest for birth in known), max(birth.latest for birth in known), estimated)


def age_range(birth: Birth, day: date) -> Age:
    """Return the age on *day* of somebody born within *birth*; nobody is younger than nought."""
    youngest, oldest = _age(birth.latest, day), _age(birth.earliest, day)
    if birth.estimated:
        return Age((youngest + oldest + 1) // 2, True, youngest, oldest)
    return Age(oldest, birth.earliest != birth.latest, youngest, oldest)


def age_on(birth_date: str, precision: str, day: date, span: int = 0) -> Age | None:
    """Return the age on *day* of somebody born on *birth_date* (as in :func:`birth_of`); ``None`` if unknown.

    Of a year alone the age reached at the end of the year is the one shown, and it is ``about``.
    """
    birth = birth_of(birth_date, precision, span)
    return None if birth is None else age_range(birth, day)


def age_text(age: Age | None) -> str:
    """Return the age as shown beside a name: ``34``, ``about 34``, of an estimate ``about 34 (29–39)``, or nothing."""
    if age is None:
        return ""
    if age.oldest - age.youngest > 1:
        return _("about {years} ({youngest}–{oldest})").format(
            years=age.years, youngest=age.youngest, oldest=age.oldest
        )
    return _("about {years}").format(years=age.years) if age.about else str(age.years)


def has_reached(birth: Birth | None, years: int, day: date) -> bool | None:
    """Say whether somebody born within *birth* is at least *years* old on *day*; ``None``: it cannot be said."""
    if birth is None:
        return None
    if _birthday(birth.latest, years) <= day:
        return True
    return None if _birthday(birth.earliest, years) <= day else False


def is_adult_on(birth: Birth | None, day: date) -> bool | None:
    """Say whether somebody born within *birth* is an adult on *day*; ``None``: it cannot be said."""
    return has_reached(birth, OF_AGE, day)


def born_before(birth: Birth | None, day: date) -> bool | None:
    """Say whether somebody was born before *day*; ``None``: it cannot be said."""
    if birth is None:
        return None
    if birth.latest < day:
        return True
    return None if birth.earliest < day else False


def may_be_minor(birth_date: str, precision: str, day: date, span: int = 0) -> bool:
    """Say whether the person may still be under eighteen on *day*: with a doubtful date, doubt counts for the child.

    Of whom nothing is known nothing is said: ``False``.
    """
    birth = birth_of(birth_date, precision, span)
    return birth is not None and is_adult_on(birth, day) is not True


def _days(birth_date: str) -> Birth | None:
    try:
        if len(birth_date) == 4:
            year = int(birth_date)
            return Birth(date(year, 1, 1), date(year, 12, 31))
        known = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return Birth(known, known)


def _age(born: date, day: date) -> int:
    return max(day.year - born.year - ((day.month, day.day) < (born.month, born.day)), 0)


def _birthday(born: date, years: int) -> date:
    """Return the first day on which somebody born on *born* is *years* old."""
    year = born.year + years
    if year > date.max.year:
        return date.max
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _years_later(day: date, years: int) -> date:
    """Return *day* so many years later or earlier, within the calendar; 29 February becomes the 28th, never later."""
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
