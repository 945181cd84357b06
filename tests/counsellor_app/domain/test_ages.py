from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.ages import Age, age_on, age_text, may_be_minor
from counsellor_app.domain.records import Precision

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(days, st.integers(0, 110))
def test_a_known_age_grows_by_one_on_the_birthday(born: date, years: int) -> None:
    if (born.month, born.day) == (2, 29):
        born = born.replace(day=28)
    birthday = born.replace(year=born.year + years)
    assert age_on(born.isoformat(), Precision.KNOWN, birthday) == Age(years, False)


@given(days, days)
def test_the_age_of_a_year_alone_differs_by_at_most_one(born: date, day: date) -> None:
    known = age_on(born.isoformat(), Precision.KNOWN, day)
    about = age_on(f"{born.year:04d}", Precision.YEAR, day)
    assert known is not None
    assert about is not None
    assert about.about
    assert 0 <= about.years - known.years <= 1


@given(days, days)
def test_a_doubtful_date_never_hides_a_minor(born: date, day: date) -> None:
    if born <= day and may_be_minor(born.isoformat(), Precision.KNOWN, day):
        assert may_be_minor(f"{born.year:04d}", Precision.YEAR, day)


@pytest.mark.parametrize("birth_date", ["", "19", "1990-13-01", "1990-02-31", "soon", "199x"])
def test_an_unreadable_date_has_no_age(birth_date: str) -> None:
    assert age_on(birth_date, Precision.KNOWN, date(2026, 1, 1)) is None
    assert not may_be_minor(birth_date, Precision.KNOWN, date(2026, 1, 1))


def test_shown() -> None:
    day = date(2026, 3, 1)
    assert age_text(age_on("1990-03-02", Precision.KNOWN, day)) == "35"
    assert age_text(age_on("1990", Precision.YEAR, day)) == "about 36"
    assert age_text(age_on("1990-03-01", Precision.ESTIMATED, day)) == "about 36"
    assert age_text(age_on("", Precision.UNKNOWN, day)) == ""
