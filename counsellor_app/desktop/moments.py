"""Moments, spans and counts in words, for screens: always floor, never round up. No Qt.

Moments are milliseconds since 1970 UTC as the device told them; they are shown in this device's time zone.
"""

from datetime import datetime, timedelta

from babel.dates import format_datetime

from counsellor_app.domain import numbers
from counsellor_app.domain.numbers import number_locale
from sync.wording import _, ngettext

_LATEST = 253_402_214_400_000  # 9999-12-31: a broken clock must not break a screen
_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000


def count_text(count: int) -> str:
    """Return a whole number as the language writes it: ``1,204``."""
    return numbers.count_text(count)


def local_time(moment: int) -> datetime:
    """Return *moment* (ms) in local time; what no calendar holds becomes its nearest end."""
    return datetime.fromtimestamp(min(max(moment, _DAY), _LATEST) / 1000)


def clock_text(moment: int) -> str:
    """Return the time of day: ``14:20``."""
    return format_datetime(local_time(moment), "HH:mm", locale=number_locale())


def day_text(moment: int, now: int) -> str:
    """Return the day: ``today``, ``yesterday``, ``Mon 10 Nov``, or with its year when that is another one."""
    day, today = local_time(moment), local_time(now)
    if day.date() == today.date():
        return _("today")
    if day.date() == (today - timedelta(days=1)).date():
        return _("yesterday")
    return format_datetime(day, "EEE d MMM" if day.year == today.year else "d MMM y", locale=number_locale())


def moment_text(moment: int, now: int) -> str:
    """Return day and time of day: ``today 12:41``, ``Mon 10 Nov 16:48``; the same in every list and line."""
    return _("{day} {time}").format(day=day_text(moment, now), time=clock_text(moment))


def full_text(moment: int) -> str:
    """Return day, date and time in full, for paper: ``Monday 10 November 2025, 16:48``."""
    return format_datetime(local_time(moment), "EEEE d MMMM y, HH:mm", locale=number_locale())


def span_text(span: int) -> str:
    """Return a span (ms) in its largest whole unit, rounded down: ``3 days``, ``1 hour``, ``5 minutes``."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if span >= unit:
            return _units(name, span // unit)
    return _("less than a minute")


def lock_time(seconds: int) -> str:
    """Return the time after which a device locks: ``2 minutes``, ``90 seconds``."""
    if seconds % 60 == 0:
        return _units("minute", seconds // 60)
    return ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)


def seconds_text(span: float) -> str:
    """Return a waiting time (seconds) rounded up, so that nobody is told to try too early: ``1:05``, ``12 s``."""
    whole = max(0, -int(-span // 1))
    if whole < 60:
        return _("{n} s").format(n=whole)
    return _("{minutes}:{seconds:02d} min").format(minutes=whole // 60, seconds=whole % 60)


def _units(name: str, count: int) -> str:
    if name == "day":
        text = ngettext("{n} day", "{n} days", count)
    elif name == "hour":
        text = ngettext("{n} hour", "{n} hours", count)
    else:
        text = ngettext("{n} minute", "{n} minutes", count)
    return text.format(n=count)
