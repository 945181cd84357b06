"""The words of what leaves the app: before it does, and in the log afterwards. No Qt."""

from collections.abc import Callable

from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.exports import ExportKind, ExportRow, ExportState
from counsellor_app.domain.numbers import count_text
from sync.wording import _, ngettext


def kind_word(what: str) -> str:
    """Return what left, in a word or two; of a newer version's kind its code."""
    words: dict[str, Callable[[], str]] = {
        ExportKind.CALENDAR: lambda: _("Calendar file"),
        ExportKind.RESULTS: lambda: _("Yearly results"),
        ExportKind.ROSTER: lambda: _("Roster of an hour"),
        ExportKind.TRAFFICKING: lambda: _("Trafficking record"),
        ExportKind.BACKUP: lambda: _("Backup"),
    }
    found = words.get(what)
    return found() if found else what


def holds(what: str, *, named: bool = False) -> str:
    """Return what a file of this kind holds, to be read before it is written."""
    words: dict[tuple[str, bool], Callable[[], str]] = {
        (ExportKind.CALENDAR, False): lambda: _(
            "It holds days, times and references of cases; no names, nothing that is said."
        ),
        (ExportKind.CALENDAR, True): lambda: _("It holds days and times with titles, people, places and remarks."),
        (ExportKind.RESULTS, False): lambda: _("It holds figures and names nobody."),
        (ExportKind.ROSTER, True): lambda: _("It holds times, names and languages of who comes to the hour."),
        (ExportKind.TRAFFICKING, True): lambda: _(
            "It holds the trafficking records of the case, with names, of those who agreed."
        ),
    }
    found = words.get((what, named))
    return found() if found else ""


def beforehand() -> str:
    """Return what leaving the app means, whatever it is."""
    return _(
        "The file is not encrypted: whoever has it can read it, and the app can neither lock nor erase it. Keep it out "
        "of shared and synced folders. What kind it is, of how many cases and why is put down, and whoever supervises "
        "you reads that."
    )


def how_many(row: ExportRow) -> str:
    """Return of how many cases, or people, it said anything."""
    count = count_text(row.cases)
    if row.what == ExportKind.ROSTER:
        return ngettext("{n} person", "{n} people", row.cases).format(n=count)
    return ngettext("{n} case", "{n} cases", row.cases).format(n=count)


def state_word(state: ExportState) -> str:
    """Return how it ended."""
    words = {
        ExportState.WRITTEN: _("written"),
        ExportState.FAILED: _("failed, nothing was written"),
        ExportState.UNKNOWN: _("not known whether it was written"),
    }
    return words[state]


def row_title(row: ExportRow) -> str:
    """Return what left, with the ending of the file."""
    return facts(kind_word(row.what), row.ending.upper() if row.what != ExportKind.BACKUP else "")


def sort_word(row: ExportRow) -> str:
    """Return how much of people was in it: sealed, with names, without."""
    if row.what == ExportKind.BACKUP:
        return _("encrypted")
    return _("with names") if row.named else _("without names")
