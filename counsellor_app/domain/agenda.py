"""What a day is made of, as screens and commands are shown it; and how a due day is typed. Read-only rows, pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CasePage, TimelineEntry
from counsellor_app.domain.tasks import LONGEST_EVERY, LONGEST_MINUTES
from counsellor_app.domain.validation import read_date
from counsellor_app.domain.working_days import next_working_day
from sync.wording import _

_MINUTE_MS: Final = 60_000
_LIFETIME: Final = timedelta(days=36_525)
_IN_DAYS: Final = re.compile(r"^\+\s*(\d{1,4})\s*d?$", re.IGNORECASE)
_TODAY: Final = frozenset({"today", "vandaag"})
_TOMORROW: Final = frozenset({"tomorrow", "morgen"})
_CLOCK: Final = re.compile(r"^(\d{1,2})[:.](\d{2})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as lists show it. ``case`` empty for an own task; ``assignee`` who is to do it, settled, with his name.

    ``called``: the programme (code) by whose words the step or gate goes that made it, where something was declined.
    ``rules``: how the client may not be reached (codes).
    """

    id: str
    case: str
    title: str
    due_on: str
    state: str
    done_on: str
    source: str
    every_days: int
    until: str
    remark: str
    assignee: str
    assignee_name: str
    reference: str = ""
    name: str = ""
    own_name: str = ""
    programme: str = ""
    called: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """An appointment as lists show it; ``at`` ms since 1970, ``rules`` how the client may not be reached (codes).

    ``overlaps``: with another one of the same day, where a day is shown.
    """

    id: str
    case: str
    at: int
    minutes: int
    place: str
    with_whom: str
    remark: str
    state: str
    responsible: str
    reference: str
    name: str
    own_name: str
    rules: tuple[str, ...] = ()
    overlaps: bool = False

    @property
    def ends(self) -> int:
        """When it is over, ms since 1970."""
        return self.at + self.minutes * _MINUTE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A note begun and not signed on this device."""

    id: str
    case: str
    kind: str
    beginning: str
    saved_at: int
    reference: str
    name: str
    own_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper of somebody that expires soon, or did lately. ``kind`` a code; ``expires_on`` ISO.

    ``whose``: who holds the name on it, where that is not the client.
    """

    id: str
    case: str
    kind: str
    expires_on: str
    reference: str
    name: str
    own_name: str
    whose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """A consultation hour of the day, and how its queue stands; ``next_case``: whose turn it is, if known here.

    ``whole``: all who come are on this device; a day pack may leave them out.
    """

    id: str
    place: str
    city: str
    starts: str
    ends: str
    waiting: int
    settled: int
    next_case: str = ""
    next_name: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What there is to do on ``day`` (ISO): tasks are due or overdue, oldest first. ``more``: tasks beyond the list.

    ``papers``: what expires within a month or did so in the last, in cases that are worked on.
    """

    day: str
    hours: tuple[HourRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    drafts: tuple[DraftRow, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPerson:
    """Who is next: his case, the newest signed note (what was agreed), tasks that stand open, planned appointments."""

    page: CasePage
    last_note: TimelineEntry | None = None
    tasks: tuple[TaskRow, ...] = ()
    appointments: tuple[AppointmentRow, ...] = ()


def at_once(rows: Iterable[AppointmentRow]) -> frozenset[str]:
    """Return the ids of those appointments of one person that another one of his falls into."""
    found: set[str] = set()
    last: AppointmentRow | None = None
    for row in sorted(rows, key=lambda one: (one.at, one.ends, one.id)):
        if last is not None and row.at < last.ends:
            found |= {last.id, row.id}
        if last is None or row.ends > last.ends:
            last = row
    return frozenset(found)


def read_due(text: str, today: date) -> str:
    """Return the ISO day that *text* names: a date, ``today``, ``tomorrow`` (the next working day), ``+7``; or nothing.

    Raises :class:`ActionableError` for anything else.
    """
    plain = text.strip().casefold()
    if not plain:
        return ""
    if plain in _TODAY:
        return today.isoformat()
    if plain in _TOMORROW:
        return next_working_day(today).isoformat()
    found = _IN_DAYS.match(plain)
    if found:
        return (today + timedelta(days=int(found.group(1)))).isoformat()
    day = read_date(text)
    if abs(day - today) > _LIFETIME:
        raise ActionableError(_("This day is more than a hundred years away."), _("Check the year."))
    return day.isoformat()


def read_every(text: str) -> int:
    """Return the days between two follow-ups; 0 for nothing. Raises :class:`ActionableError`."""
    return _number(text, LONGEST_EVERY, _("This is not a number of days."))


def read_minutes(text: str) -> int:
    """Return how long an appointment is, 30 minutes for nothing. Raises :class:`ActionableError`."""
    return _number(text, LONGEST_MINUTES, _("This is not a number of minutes.")) or 30


def _number(text: str, most: int, problem: str) -> int:
    plain = text.strip()
    if not plain:
        return 0
    if not plain.isdecimal() or not 1 <= int(plain[:6]) <= most:
        raise ActionableError(problem, _("Write a whole number from 1 to {most}.").format(most=most))
    return int(plain)


def read_clock(text: str) -> tuple[int, int]:
    """Return (hour, minute) of a time of day written ``9:30`` or ``09.30``. Raises :class:`ActionableError`."""
    found = _CLOCK.match(text.strip())
    if found:
        hour, minute = int(found.group(1)), int(found.group(2))
        if hour < 24 and minute < 60:
            return hour, minute
    raise ActionableError(_("This time cannot be read."), _("Write hours and minutes, 9:30 or 14:00."))
