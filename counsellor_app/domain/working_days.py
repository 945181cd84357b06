"""Working days in the Netherlands: no weekend, no public holiday of those in ``resources/holidays`` (2000 to 2070).

The file is made with the library ``holidays``, which knows all countries and would cost every start of the app time
and memory; a test compares the two.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

from sync.wording import resources_folder

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@cache
def _holidays() -> frozenset[date]:
    text = (resources_folder() / "holidays" / "nl.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(date.fromisoformat(day) for line in lines for day in line.split())


def is_working_day(day: date) -> bool:
    """Say whether offices work on *day*."""
    return day.weekday() < _SATURDAY and day not in _holidays()


def working_day_from(day: date) -> date:
    """Return *day*, or the first working day after it; the last day a calendar holds stays as it is."""
    while not is_working_day(day) and day < date.max:
        day += _DAY
    return day


def next_working_day(day: date) -> date:
    """Return the first working day after *day*."""
    return day if day == date.max else working_day_from(day + _DAY)


def after_working_days(day: date, days: int) -> date:
    """Return the working day that is *days* working days after *day*; *day* itself for none."""
    for _each in range(days):
        day = next_working_day(day)
    return day
