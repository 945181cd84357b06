"""A calendar file (iCalendar, RFC 5545) of tasks and appointments, for the calendar of a phone or an office.

Such a file leaves the encrypted store: it names nobody unless that is asked for. Times are in Europe/Amsterdam, whose
rules travel with the file; identifiers say nothing by themselves, and stay the same each time the file is written.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, Todo

from counsellor_app.domain.tasks import LONGEST_MINUTES

ZONE_NAME: Final = "Europe/Amsterdam"
ZONE: Final = ZoneInfo(ZONE_NAME)
_PRODUCT: Final = "-//counsellor//case notes//EN"
_LONGEST_UID: Final = 32
_LATEST: Final = 253_402_128_000_000
"""9999-12-30 UTC in ms: what an app that erred gives as a later moment becomes this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One line of a calendar: on a ``day``, or ``at`` a moment (ms since 1970) for ``minutes``.

    ``key``: what it is, the same on every device and each time; ``summary`` and the rest as they shall be read there.
    """

    key: str
    summary: str
    day: date | None = None
    at: int = 0
    minutes: int = 0
    location: str = ""
    description: str = ""


def calendar_file(
    entries: Sequence[CalendarEntry], written_at: datetime, *, as_todo: bool = False, number: str = ""
) -> bytes:
    """Return the file; *written_at* with its zone. Days become all-day entries, or with *as_todo* things to do.

    *number*: of the line of the log by which the file left.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if number:
        calendar.add("x-export-number", number)
    if any(entry.day is None for entry in entries):
        calendar.add_component(_amsterdam())
    stamp = written_at.astimezone(UTC).replace(microsecond=0)
    for entry in entries:
        calendar.add_component(_component(entry, stamp, as_todo=as_todo))
    return bytes(calendar.to_ical())


def uid_of(key: str) -> str:
    """Return the identifier of an entry in calendars: nothing can be read from it."""
    return hashlib.sha256(b"calendar entry\0" + key.encode()).hexdigest()[:_LONGEST_UID] + "@counsellor"


def _component(entry: CalendarEntry, stamp: datetime, *, as_todo: bool) -> Event | Todo:
    component: Event | Todo = Todo() if as_todo and entry.day is not None else Event()
    component.add("uid", uid_of(entry.key))
    component.add("dtstamp", stamp)
    component.add("summary", entry.summary)
    component.add("class", "PRIVATE")
    if isinstance(component, Todo):
        component.add("due", entry.day)
        component.add("status", "NEEDS-ACTION")
    elif entry.day is not None:
        component.add("dtstart", entry.day)
        if entry.day < date.max:  # a day alone is a whole day too
            component.add("dtend", entry.day + timedelta(days=1))
        component.add("transp", "TRANSPARENT")
    else:
        begins = datetime.fromtimestamp(min(max(entry.at, 0), _LATEST) / 1000, UTC).astimezone(ZONE)
        component.add("dtstart", begins)
        component.add("duration", timedelta(minutes=min(max(entry.minutes, 1), LONGEST_MINUTES)))
    for name, text in (("location", entry.location), ("description", entry.description)):
        if text:
            component.add(name, text)
    return component


def _amsterdam() -> Timezone:
    """Return the rules of the zone as they are since 1996: last Sundays of March and October, one hour UTC."""
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    for part, name, month, hour, before, after in (
        (TimezoneDaylight(), "CEST", 3, 2, 1, 2),
        (TimezoneStandard(), "CET", 10, 3, 2, 1),
    ):
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
