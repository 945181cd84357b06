"""Ages from birth dates of which often only the year is known, or less."""

from dataclasses import dataclass
from datetime import date

from counsellor_app.domain.records import Precision
from sync.wording import _

OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Age:
    """Years of age. ``about``: the date is not known to the day or is an estimate, so it may be off by years."""

    years: int
    about: bool


def age_on(birth_date: str, precision: str, day: date) -> Age | None:
    """Return the age on *day* of somebody born on *birth_date* (``YYYY`` or ``YYYY-MM-DD``); ``None`` if unknown.

    Of a year alone the age reached at the end of the year is taken, and it is ``about``.
    """
    parts = _parts(birth_date)
    if parts is None or precision == Precision.UNKNOWN:
        return None
    year, month_day = parts
    if month_day is None:
        return Age(max(day.year - year, 0), True)
    before_birthday = (day.month, day.day) < month_day
    return Age(max(day.year - year - before_birthday, 0), precision != Precision.KNOWN)


def age_text(age: Age | None) -> str:
    """Return the age as shown beside a name: ``34``, ``about 34``, or nothing."""
    if age is None:
        return ""
    return _("about {years}").format(years=age.years) if age.about else str(age.years)


def may_be_minor(birth_date: str, precision: str, day: date) -> bool:
    """Say whether the person may still be under eighteen on *day*: with a doubtful date, doubt counts for the child."""
    age = age_on(birth_date, precision, day)
    return age is not None and age.years - age.about < OF_AGE


def _parts(birth_date: str) -> tuple[int, tuple[int, int] | None] | None:
    try:
        if len(birth_date) == 4:
            return int(birth_date), None
        known = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return known.year, (known.month, known.day)
