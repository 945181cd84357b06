"""The calendar file, read again by the library that others use: times, days, escaping, identifiers, nothing said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from counsellor_app.reports.calendar_file import ZONE, CalendarEntry, calendar_file, uid_of

NOW = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
TEXTS = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), min_size=1, max_size=200
)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def read(data: bytes) -> Calendar:
    calendar = Calendar.from_ical(data)
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    return calendar


def test_lines_are_as_the_standard_wants_them() -> None:
    entry = CalendarEntry(key="1", summary="é" * 200, at=0, minutes=10)
    data = calendar_file([entry], NOW)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


@given(TEXTS, TEXTS)
def test_any_text_comes_back_as_it_was(summary: str, description: str) -> None:
    data = calendar_file([CalendarEntry(key="1", summary=summary, day=date(2026, 1, 1), description=description)], NOW)
    (event,) = read(data).walk("VEVENT")
    assert str(event["summary"]) == summary
    assert str(event["description"]) == description


@given(st.integers(0, 3_000_000_000), st.integers(1, 600))
def test_a_moment_is_the_same_moment(at: int, minutes: int) -> None:
    data = calendar_file([CalendarEntry(key="1", summary="x", at=at * 1000, minutes=minutes)], NOW)
    (event,) = read(data).walk("VEVENT")
    start = event["dtstart"].dt
    assert event["dtstart"].params["TZID"] == "Europe/Amsterdam"
    assert start.replace(tzinfo=None) == datetime.fromtimestamp(at, ZONE).replace(tzinfo=None)
    assert event["duration"].dt == timedelta(minutes=minutes)
    assert event["dtstamp"].dt == NOW


@pytest.mark.parametrize(
    ("moment", "clock", "offset"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "01:59", 1),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03:00", 2),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "01:30", 2),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30", 1),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "14:00", 2),
    ],
)
def test_the_rules_that_travel_with_the_file_say_the_same(moment: datetime, clock: str, offset: int) -> None:
    data = calendar_file([CalendarEntry(key="1", summary="x", at=int(moment.timestamp() * 1000), minutes=5)], NOW)
    calendar = read(data)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Amsterdam"
    local = moment.astimezone(zone.to_tz())
    assert f"{local:%H:%M}" == clock
    assert local.utcoffset() == timedelta(hours=offset)
    (event,) = calendar.walk("VEVENT")
    assert f"{event['dtstart'].dt:%H:%M}" == clock


@given(DAYS)
def test_a_day_is_a_whole_day(day: date) -> None:
    entry = CalendarEntry(key="1", summary="x", day=day)
    (event,) = read(calendar_file([entry], NOW)).walk("VEVENT")
    assert event["dtstart"].dt == day
    assert event["dtend"].dt == day + timedelta(days=1)
    (todo,) = read(calendar_file([entry], NOW, as_todo=True)).walk("VTODO")
    assert todo["due"].dt == day
    assert not read(calendar_file([entry], NOW)).walk("VTIMEZONE")


@example(["@counsell"])
@given(st.lists(st.text(max_size=40), unique=True, max_size=20))
def test_identifiers_are_stable_and_say_nothing(keys: list[str]) -> None:
    assert len({uid_of(key) for key in keys}) == len(keys)
    assert [uid_of(key) for key in keys] == [uid_of(key) for key in keys]
    assert all(key not in uid_of(key).removesuffix("@counsellor") for key in keys if len(key) > 8)


def test_an_empty_calendar_is_one_too() -> None:
    assert read(calendar_file([], NOW)).subcomponents == []


@given(st.integers(-(1 << 63), (1 << 63) - 1), st.integers(-(1 << 63), (1 << 63) - 1), st.dates())
def test_what_an_app_that_erred_gave_is_no_reason_not_to_write(at: int, minutes: int, day: date) -> None:
    whole_day = CalendarEntry(key="2", summary="b", day=day)
    found = read(calendar_file([CalendarEntry(key="1", summary="a", at=at, minutes=minutes), whole_day], NOW))
    assert len(found.walk("VEVENT")) == 2
