"""Working days in the Netherlands, at the days around holidays."""

from datetime import date

import pytest
from holidays.countries.netherlands import Netherlands
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.working_days import after_working_days, is_working_day, next_working_day, working_day_from

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 19), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2026, 11, 23)),  # a Friday
        (date(2026, 4, 2), date(2026, 4, 7)),  # before Good Friday and Easter
        (date(2026, 4, 24), date(2026, 4, 28)),  # King's Day is a Monday
        (date(2025, 4, 25), date(2025, 4, 28)),  # King's Day is a Saturday: it was kept on the 26th
        (date(2026, 5, 13), date(2026, 5, 15)),  # Ascension Day
        (date(2026, 5, 22), date(2026, 5, 26)),  # Whit Monday
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_the_next_working_day(day: date, expected: date) -> None:
    assert next_working_day(day) == expected


@given(DAYS)
def test_the_next_working_day_is_one_and_none_lies_between(day: date) -> None:
    following = next_working_day(day)
    assert is_working_day(following)
    assert following > day
    assert working_day_from(following) == following
    assert not any(is_working_day(date.fromordinal(n)) for n in range(day.toordinal() + 1, following.toordinal()))


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up(day: date, some: int, more: int) -> None:
    assert after_working_days(after_working_days(day, some), more) == after_working_days(day, some + more)


def test_the_end_of_the_calendar_is_no_error() -> None:
    assert next_working_day(date.max) == date.max


def test_the_holidays_that_come_with_the_app_are_those_of_the_library() -> None:
    known = set(Netherlands(years=range(2000, 2071)))
    weekdays = {day for day in known if day.weekday() < 5}
    every = (date.fromordinal(n) for n in range(date(2000, 1, 1).toordinal(), date(2070, 12, 31).toordinal() + 1))
    assert {day for day in every if day.weekday() < 5 and not is_working_day(day)} == weekdays
