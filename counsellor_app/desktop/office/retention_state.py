"""What the administrator's page says of how long closed cases are kept. No Qt."""

from collections.abc import Mapping, Sequence
from typing import Final

from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.retention import ALL, KeptCase
from sync.wording import _, language, ngettext

_OFFERED: Final = (0, 1, 2, 3, 5, 7, 10, 15, 20, 25, 30)
MOST_SHOWN: Final = 50


def programme_choices() -> list[tuple[str, str]]:
    """Return (code, words) of what a rule may be about: all programmes first."""
    found = [(one.code, facts(one.words(language()), one.code)) for one in PROGRAMMES.values()]
    return [(ALL, _("All programmes without a rule of their own")), *sorted(found, key=lambda one: one[1].casefold())]


def year_choices(now: int) -> list[tuple[int, str]]:
    """Return (years, words) to choose from, with what holds *now* among them."""
    return [(years, years_words(years)) for years in sorted({*_OFFERED, now})]


def years_words(years: int) -> str:
    """Return for how long, in words."""
    return ngettext("{n} year", "{n} years", years).format(n=years) if years else _("not decided")


def rule_lines(rules: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return (what, how long) of each rule, that for all programmes first."""
    names = dict(programme_choices())
    return [(names.get(code, code), years_words(years)) for code, years in sorted(rules.items())]


def due_line(one: KeptCase) -> tuple[str, str]:
    """Return what a case past its time is called, and since when."""
    until = _("kept until {day}").format(day=iso_day(one.until.isoformat())) if one.until is not None else ""
    closed = _("closed on {day}").format(day=iso_day(one.closed.closed_on.isoformat()))
    return facts(one.closed.reference, one.closed.name), facts(closed, until)


def due_foot(found: Sequence[KeptCase], rules: Mapping[str, int]) -> str:
    """Return what stands beneath the list: why it is empty, or how many more there are."""
    if not rules:
        return _("Nothing is decided yet, so no case is past its time.")
    if not found:
        return _("No closed case that you can read is past its time.")
    more = len(found) - MOST_SHOWN
    if more <= 0:
        return _("Nothing is erased by itself.")
    return ngettext(
        "{n} more: `counsellor retention due` lists it.", "{n} more: `counsellor retention due` lists them.", more
    ).format(n=more)
