"""Dates as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.written_dates import (
    WrittenDate,
    read_written_birth_date,
    read_written_day,
    says_nothing,
)

TODAY = date(2026, 11, 21)
DUTCH = "januari februari maart april mei juni juli augustus september oktober november december".split()
ENGLISH = "January February March April May June July August September October November December".split()
births = st.dates(TODAY - timedelta(days=124 * 365), TODAY)


@given(births, st.sampled_from(["", "ca. ", "±", "circa ", "~ ", "geschat "]), st.booleans())
def test_every_way_of_writing_a_day_means_that_day(born: date, about: str, behind: bool) -> None:
    d, m, y = born.day, born.month, born.year
    writings = [
        born.isoformat(),
        f"{d}-{m}-{y}",
        f"{d:02d}/{m:02d}/{y}",
        f"{d}.{m}.{y}",
        f"{d} {m} {y}",
        f"{d} {DUTCH[m - 1]} {y}",
        f"{d}-{DUTCH[m - 1][:3]}-{y}",
        f"{d} {ENGLISH[m - 1]} {y}",
        f"{ENGLISH[m - 1]} {d}, {y}",
        f"{ENGLISH[m - 1][:3].upper()} {d} {y}",
        f"{born.isoformat()}T00:00:00",
        f"{born.isoformat()} 00:00",
        f"  {d}  -  {m}  -  {y} ",
    ]
    for writing in writings:
        text = f"{about}{writing}" + (" (geschat)" if behind else "")
        assert read_written_birth_date(text, TODAY) == WrittenDate(born.isoformat(), bool(about) or behind)
    assert read_written_birth_date(f"{m}/{d}/{y}", TODAY, day_first=False).text == born.isoformat()
    assert read_written_day(f"{d}-{m}-{y}", TODAY) == born.isoformat()


@given(st.integers(1902, 2026))
def test_years_alone_and_months_without_a_day(year: int) -> None:
    for writing in (str(year), f"00-00-{year}", f"xx-xx-{year}", f"{year}-00-00"):
        assert read_written_birth_date(writing, TODAY) == WrittenDate(str(year))
    for writing in (f"05-{year}", f"mei {year}", f"May {year}", f"00-05-{year}", f"{year}-05-00"):
        assert read_written_birth_date(writing, TODAY) == WrittenDate(str(year), remark=True)
    for writing in (f"ca {year}", f"±{year}", f"{year}?", f"omstreeks {year}", f"about {year}", f"{year} ca."):
        assert read_written_birth_date(writing, TODAY) == WrittenDate(str(year), estimated=True)


@pytest.mark.parametrize(
    "text",
    [
        "31-02-1985",
        "29-02-1985",
        "32-01-1985",
        "03/25/1985",
        "31-04-1990",
        "5 foo 1985",
        "13-1985",
        "31170",
        "1885",
        "2030",
        "01-01-2027",
        "gisteren",
        "3-5-12",
        "0-0-0",
        "1985-13-01",
        "12345",
        "x" * 100,
        "1985-05",
        "5-00-1985",
        "\x00",
    ],
)
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(ActionableError) as caught:
        read_written_birth_date(text, TODAY)
    assert caught.value.advice


def test_two_digits_of_a_year_only_where_they_can_mean_one_thing() -> None:
    assert read_written_birth_date("3-5-85", TODAY).text == "1985-05-03"
    assert read_written_birth_date("3 mei '85", TODAY).text == "1985-05-03"
    with pytest.raises(ActionableError, match="two digits"):
        read_written_birth_date("3-5-26", TODAY)


@pytest.mark.parametrize("text", ["", " ", "-", "?", "onbekend", "n.v.t.", "Unknown", "ca."])
def test_nothing_is_nothing(text: str) -> None:
    assert read_written_birth_date(text, TODAY) == WrittenDate("")
    assert says_nothing(text) or text.strip() in ("", "ca.")


@given(st.text(max_size=70))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        found = read_written_birth_date(text, TODAY).text
    except ActionableError:
        return
    assert found == "" or len(found) in (4, 10)
