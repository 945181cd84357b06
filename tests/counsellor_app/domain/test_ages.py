"""Ages as intervals: what is said is true for every day the person may have been born on, and nothing more is said."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.ages import (
    ESTIMATE_YEARS,
    Birth,
    age_on,
    age_range,
    age_text,
    as_one,
    birth_of,
    born_before,
    has_reached,
    is_adult_on,
    may_be_minor,
)
from counsellor_app.domain.records import Precision

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def births(draw: st.DrawFn) -> Birth:
    earliest = draw(days)
    return Birth(earliest, earliest + timedelta(draw(st.integers(0, 4_000))), draw(st.booleans()))


@st.composite
def births_with_a_day(draw: st.DrawFn) -> tuple[Birth, date]:
    """A birth and one of its days: the true one, which nobody knows."""
    birth = draw(births())
    return birth, birth.earliest + timedelta(draw(st.integers(0, (birth.latest - birth.earliest).days)))


def surely(born: date) -> Birth:
    return Birth(born, born)


@given(days, st.integers(0, 110))
def test_a_known_age_grows_by_one_on_the_birthday(born: date, years: int) -> None:
    if (born.month, born.day) == (2, 29):
        born = born.replace(day=28)
    birthday = born.replace(year=born.year + years)
    found = age_on(born.isoformat(), Precision.KNOWN, birthday)
    assert found is not None
    assert (found.years, found.about, found.youngest, found.oldest) == (years, False, years, years)


@given(births_with_a_day(), days)
def test_the_true_age_lies_in_the_range(birth_and_day: tuple[Birth, date], day: date) -> None:
    birth, truth = birth_and_day
    found, true_age = age_range(birth, day), age_range(surely(truth), day)
    assert found.youngest <= true_age.years <= found.oldest
    assert found.youngest <= found.years <= found.oldest


@given(births_with_a_day(), days, st.integers(0, 60))
def test_what_is_certain_is_true_and_what_varies_is_not_said(
    birth_and_day: tuple[Birth, date], day: date, years: int
) -> None:
    birth, truth = birth_and_day
    said = has_reached(birth, years, day)
    ends = {has_reached(surely(end), years, day) for end in (birth.earliest, birth.latest)}
    assert said is None or said == has_reached(surely(truth), years, day)
    assert said is None if len(ends) == 2 else {said} == ends


@given(births(), days, st.integers(0, 400))
def test_nobody_becomes_a_child_again(birth: Birth, day: date, later: int) -> None:
    order = (False, None, True)
    before, after = is_adult_on(birth, day), is_adult_on(birth, day + timedelta(later))
    assert order.index(before) <= order.index(after)


@given(births_with_a_day(), days)
def test_less_knowledge_never_says_the_contrary(birth_and_day: tuple[Birth, date], day: date) -> None:
    birth, truth = birth_and_day
    wider = Birth(birth.earliest - timedelta(400), birth.latest + timedelta(400))
    for said, known in (
        (is_adult_on(wider, day), is_adult_on(birth, day)),
        (born_before(wider, day), born_before(birth, day)),
        (born_before(birth, day), born_before(surely(truth), day)),
    ):
        assert said is None or said == known


@given(births(), days)
def test_of_age_agrees_with_the_range(birth: Birth, day: date) -> None:
    found = age_range(birth, day)
    expected = True if found.youngest >= 18 else None if found.oldest >= 18 else False
    if birth.latest <= day:
        assert is_adult_on(birth, day) is expected


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
        assert may_be_minor(born.isoformat(), Precision.ESTIMATED, day)


@given(days, st.integers(1, 15))
def test_an_estimate_reaches_as_far_as_was_said(born: date, span: int) -> None:
    found = birth_of(f"{born.year:04d}", Precision.ESTIMATED, span)
    assert found == Birth(date(born.year - span, 1, 1), date(born.year + span, 12, 31), True)


@pytest.mark.parametrize("birth_date", ["", "19", "1990-13-01", "1990-02-31", "soon", "199x", "0000"])
def test_an_unreadable_date_has_no_age(birth_date: str) -> None:
    assert age_on(birth_date, Precision.KNOWN, date(2026, 1, 1)) is None
    assert not may_be_minor(birth_date, Precision.KNOWN, date(2026, 1, 1))
    assert is_adult_on(birth_of(birth_date, Precision.KNOWN), date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("born", "precision", "day", "adult"),
    [
        ("2008-03-10", Precision.KNOWN, date(2026, 3, 9), False),
        ("2008-03-10", Precision.KNOWN, date(2026, 3, 10), True),
        ("2008-02-29", Precision.KNOWN, date(2026, 2, 28), False),
        ("2008-02-29", Precision.KNOWN, date(2026, 3, 1), True),
        ("2008", Precision.YEAR, date(2025, 12, 31), False),
        ("2008", Precision.YEAR, date(2026, 1, 1), None),
        ("2008", Precision.YEAR, date(2026, 12, 30), None),
        ("2008", Precision.YEAR, date(2026, 12, 31), True),
        ("2008", Precision.ESTIMATED, date(2023, 12, 31), False),
        ("2008", Precision.ESTIMATED, date(2024, 1, 1), None),
        ("2008", Precision.ESTIMATED, date(2028, 12, 30), None),
        ("2008", Precision.ESTIMATED, date(2028, 12, 31), True),
        ("2008-03-10", Precision.UNKNOWN, date(2090, 1, 1), None),
    ],
)
def test_of_age_at_the_boundary_days(born: str, precision: str, day: date, adult: bool | None) -> None:
    assert is_adult_on(birth_of(born, precision), day) is adult


def test_born_on_29_february_in_leap_and_other_years() -> None:
    def years(day: date) -> int:
        found = age_on("2004-02-29", Precision.KNOWN, day)
        assert found is not None
        return found.years

    assert years(date(2023, 2, 28)) == 18
    assert years(date(2023, 3, 1)) == 19
    assert years(date(2024, 2, 28)) == 19
    assert years(date(2024, 2, 29)) == 20
    assert ESTIMATE_YEARS == 2
    assert birth_of("2004-02-29", Precision.ESTIMATED) == Birth(date(2002, 2, 28), date(2006, 2, 28), True)


def test_not_yet_born_is_no_adult() -> None:
    assert is_adult_on(surely(date(2026, 5, 1)), date(2026, 1, 1)) is False
    assert born_before(surely(date(2026, 5, 1)), date(2026, 5, 1)) is False
    assert born_before(surely(date(2026, 5, 1)), date(2026, 5, 2)) is True


def test_the_end_of_the_calendar_breaks_nothing() -> None:
    assert birth_of("9999", Precision.ESTIMATED) == Birth(date(9997, 1, 1), date(9999, 12, 31), True)
    assert birth_of("0001", Precision.ESTIMATED) == Birth(date(1, 1, 1), date(3, 12, 31), True)
    assert is_adult_on(birth_of("9999", Precision.KNOWN), date(2026, 1, 1)) is False


def test_shown() -> None:
    day = date(2026, 3, 1)
    assert age_text(age_on("1990-03-02", Precision.KNOWN, day)) == "35"
    assert age_text(age_on("1990", Precision.YEAR, day)) == "about 36"
    assert age_text(age_on("1990-03-01", Precision.ESTIMATED, day)) == "about 36 (34–38)"
    assert age_text(age_on("1990", Precision.ESTIMATED, day)) == "about 36 (33–38)"
    assert age_text(age_on("1990", Precision.ESTIMATED, day, 5)) == "about 36 (30–41)"
    assert age_text(age_on("", Precision.UNKNOWN, day)) == ""


@given(st.lists(st.one_of(st.none(), births()), max_size=4), st.randoms())
def test_what_several_cases_say_of_one_birth_is_one(said: list[Birth | None], chance: Random) -> None:
    """In whatever order; a day all allow stays possible, and where none is, everything anybody said."""
    found = as_one(said)
    shuffled = [*said, *said]
    chance.shuffle(shuffled)
    assert as_one(shuffled) == found
    known = [birth for birth in said if birth is not None]
    assert (found is None) == (not known)
    if found is None:
        return
    common = max(one.earliest for one in known) <= min(one.latest for one in known)
    for one in known:
        inside = one.earliest <= found.earliest and found.latest <= one.latest
        around = found.earliest <= one.earliest and one.latest <= found.latest
        assert inside if common else around
