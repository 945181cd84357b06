"""The list of hours and sessions by day and place, and which of them is shown. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from babel.dates import format_date

from counsellor_app.domain.hour_pages import HourRow, SessionRow
from counsellor_app.domain.numbers import number_locale
from counsellor_app.domain.places import KnownPlace
from sync.wording import _

DAYS_BACK: Final = 14


@dataclass(frozen=True, slots=True)
class DayHeading:
    """A day above its hours and sessions; ``count``: how many, if several."""

    words: str
    count: int = 0


Entry = HourRow | SessionRow | DayHeading


def iso_days_ago(today: date, days: int) -> str:
    """Return the ISO date so many days before *today*."""
    return (today - timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class Listed:
    """What is shown: entries with headings, and the ids of the hours in their order."""

    entries: tuple[Entry, ...]
    hours: tuple[str, ...]


def day_words(day: str, today: date, *, long: bool = True) -> str:
    """Return an ISO date as a heading or a fact: *Today, Thu 13 November*, *Thu 13 Nov*; a strange one as it is."""
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return day
    locale = number_locale()
    year = " y" if known.year != today.year else ""
    if not long:
        return str(format_date(known, "EEE d MMM" + year, locale=locale))
    words = str(format_date(known, "EEE d MMMM" + year, locale=locale))
    if known == today:
        return _("Today, {date}").format(date=words)
    if known == today + timedelta(days=1):
        return _("Tomorrow, {date}").format(date=words)
    return words[:1].upper() + words[1:]


def place_words(place: KnownPlace) -> tuple[str, str]:
    """Return what stands large and what stands small of a place: its city, and the name without it; else the name."""
    name, city = place.name, place.city
    if not city or city not in name or city == name:
        return name, ""
    return city, " ".join(name.replace(city, " ").split(" ")).strip(" ,-")


def listed(hours: Sequence[HourRow], sessions: Sequence[SessionRow], today: date) -> Listed:
    """Return hours and sessions under headings: today and what comes first, then what was, newest first."""
    by_day: dict[str, list[Entry]] = {}
    for session in sessions:
        by_day.setdefault(session.session.day, []).append(session)
    for hour in hours:
        by_day.setdefault(hour.hour.day, []).append(hour)
    now = today.isoformat()
    days = sorted(day for day in by_day if day >= now) + sorted((day for day in by_day if day < now), reverse=True)
    entries: list[Entry] = []
    for day in days:
        count = len(by_day[day])
        entries.append(DayHeading(day_words(day, today), count if count > 1 else 0))
        entries += sorted(by_day[day], key=_order)
    shown = [entry.hour.id for entry in entries if isinstance(entry, HourRow)]
    return Listed(tuple(entries), tuple(shown))


def _order(entry: Entry) -> tuple[str, str, str]:
    if isinstance(entry, HourRow):
        return entry.hour.starts, entry.place.name, entry.hour.id
    assert isinstance(entry, SessionRow)
    return "", entry.place.name, entry.session.id


def entry_key(entry: Entry) -> str:
    """Return what tells entries apart."""
    if isinstance(entry, HourRow):
        return entry.hour.id
    return entry.session.id if isinstance(entry, SessionRow) else entry.words


def nearest(shown: Listed, hours: Sequence[HourRow], today: date) -> str:
    """Return the id of the hour to begin with: today's first where somebody waits, else the next; ``""`` for none."""
    now = today.isoformat()
    hours = sorted(hours, key=lambda row: (row.hour.day, row.hour.starts, row.hour.id))
    todays = [row for row in hours if row.hour.day == now]
    waiting = [row for row in todays if row.counts.to_come or row.counts.present > row.counts.done]
    coming = [row for row in hours if row.hour.day > now]
    for rows in (waiting, todays, coming):
        if rows:
            return rows[0].hour.id
    return shown.hours[0] if shown.hours else ""
