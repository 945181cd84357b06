"""Moments as they stand at the end of a row and above a day. No Qt.

Shorter than :mod:`counsellor_app.desktop.moments`: a row says *now*, *11:40*, *yesterday*, *Tue*, *7 Nov*, or the year.
"""

from datetime import date, timedelta

from babel.dates import format_date

from counsellor_app.desktop.moments import clock_text, local_time
from counsellor_app.domain.numbers import number_locale
from sync.wording import _

_MINUTE = 60_000


def row_time(moment: int, now: int) -> str:
    """Return *moment* (ms) as shortly as it is still understood; nothing for 0."""
    if not moment:
        return ""
    if 0 <= now - moment < _MINUTE:
        return _("now")
    day, today = local_time(moment).date(), local_time(now).date()
    if day == today:
        return clock_text(moment)
    if day == today - timedelta(days=1):
        return _("yesterday")
    if timedelta(0) < today - day < timedelta(days=7):
        return str(format_date(day, "EEE", locale=number_locale()))
    return str(format_date(day, "d MMM" if day.year == today.year else "d MMM y", locale=number_locale()))


def short_day(moment: int, now: int) -> str:
    """Return the day of *moment*: *11 Nov*, with its year when that is another one."""
    day, today = local_time(moment).date(), local_time(now).date()
    return str(format_date(day, "d MMM" if day.year == today.year else "d MMM y", locale=number_locale()))


def day_heading(moment: int, now: int) -> str:
    """Return the day that stands above its entries: *Yesterday, Wed 12 November*, *Monday 10 November*."""
    day, today = local_time(moment).date(), local_time(now).date()
    if day.year != today.year:
        return _capital(format_date(day, "EEEE d MMMM y", locale=number_locale()))
    if day == today:
        return _("Today, {date}").format(date=format_date(day, "EEE d MMMM", locale=number_locale()))
    if day == today - timedelta(days=1):
        return _("Yesterday, {date}").format(date=format_date(day, "EEE d MMMM", locale=number_locale()))
    return _capital(format_date(day, "EEEE d MMMM", locale=number_locale()))


def long_day(moment: int) -> str:
    """Return a day in full: *Saturday 21 November*."""
    return _capital(format_date(local_time(moment).date(), "EEEE d MMMM", locale=number_locale()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def precise_clock(moment: int) -> str:
    """Return the time of day to the second: *14:21:08*."""
    return f"{local_time(moment):%H:%M:%S}"


def day_and_clock(moment: int) -> str:
    """Return day and time of day of something written now: *Thu 13 Nov, 14:05*."""
    day = format_date(local_time(moment).date(), "EEE d MMM", locale=number_locale())
    return _("{day}, {time}").format(day=day, time=clock_text(moment))


def short_iso_day(text: str, now: int) -> str:
    """Return an ISO date as shortly as it is still understood: *9 Nov*; what is none stays as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    pattern = "d MMM" if day.year == local_time(now).year else "d MMM y"
    return str(format_date(day, pattern, locale=number_locale()))


def iso_day(text: str) -> str:
    """Return an ISO date as one writes it: *21 November 2026*; what is none stays as it is."""
    try:
        return str(format_date(date.fromisoformat(text), "d MMMM y", locale=number_locale()))
    except ValueError:
        return text
