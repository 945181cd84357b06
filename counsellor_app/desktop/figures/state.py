"""What the page of yearly results shows: a year, its lines, and the cases behind one of them. No Qt."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from counsellor_app.desktop.moments import moment_text
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.numbers import count_text
from counsellor_app.reports.yearly_results import Line, happened, lines
from counsellor_app.workflows.programmes import CaseBehind, YearResults, counted_from
from sync.wording import _, ngettext

FIRST_YEAR: Final = 2000
FILLED, EVERY = "filled", "every"


class FiguresState:
    """One year at a time; an answer about a year that is no longer asked for is dropped."""

    def __init__(self, today: date) -> None:
        self.last_year = today.year
        self.year = today.year
        self.shown = FILLED
        self.found: YearResults | None = None
        self.before: YearResults | None = None
        self.counted_at = 0

    def choose(self, year: int) -> bool:
        """Ask for *year*; says whether it is another one that can be shown."""
        if year == self.year or not FIRST_YEAR <= year <= self.last_year:
            return False
        self.year, self.found, self.before = year, None, None
        return True

    def arrived(self, found: YearResults, before: YearResults | None, now: int) -> bool:
        """Take the table of a year and of the one *before*, counted at *now* (ms); False when another is asked for."""
        if found.year != self.year:
            return False
        self.found, self.before, self.counted_at = found, before, now
        return True

    def years(self) -> Sequence[int]:
        """Return the years to choose from, newest first."""
        return range(self.last_year, FIRST_YEAR - 1, -1)

    def lines(self) -> list[Line]:
        """Return the lines to show."""
        if self.found is None:
            return []
        before = self.before.rows if self.before is not None else ()
        return lines(self.found.rows, every=self.shown == EVERY, before=before)

    def about(self, now: int) -> str:
        """Return from how many cases it was counted, and when; while it is being counted, that."""
        if self.found is None:
            return _("Counting…")
        return facts(counted_from(self.found), _("counted {when}").format(when=moment_text(self.counted_at, now)))

    def empty(self) -> tuple[str, str]:
        """Return title and text of the empty page; nothing where there is something to show."""
        if self.found is None or self.shown == EVERY or happened(self.found.rows):
            return "", ""
        if not self.found.cases:
            return (
                _("No cases to count yet"),
                _("Results are counted from cases: their programmes, steps, outcomes and what was given."),
            )
        return (
            _("Nothing to count in {year}").format(year=self.year),
            _("None of the cases you can read began, ended or was given anything in this year. Choose another one."),
        )


class BehindState:
    """The cases behind one figure, of the whole year or of one month. Nothing is open without a ``line``."""

    def __init__(self) -> None:
        self.line: Line | None = None
        self.year = 0
        self.project = ""
        self.month = 0
        self.cases: Sequence[CaseBehind] = ()
        self.loaded = False

    def open(self, line: Line, project: str, year: int) -> bool:
        """Ask for what is behind *line* of a *project*; False where no cases are."""
        if not line.counted:
            return False
        self.line, self.project, self.year, self.month = line, project, year, 0
        self.cases, self.loaded = (), False
        return True

    def close(self) -> None:
        """Show nothing."""
        self.line, self.cases, self.loaded = None, (), False

    def arrived(self, line: Line, cases: Sequence[CaseBehind]) -> bool:
        """Take the cases behind *line*; False when something else is shown by now."""
        if line is not self.line:
            return False
        self.cases, self.loaded = cases, True
        return True

    def choose(self, month: int) -> None:
        """Show one month (1 to 12), or the year again when it was that month."""
        self.month = 0 if month == self.month else month

    def path(self) -> str:
        """Return where the figure stands: year, project, result."""
        words = (str(self.year), self.project, self.line.words if self.line is not None else "")
        return " › ".join(words)

    def people(self) -> tuple[int, int, int]:
        """Return adults, children, and people of whom neither can be said; noughts where no people are counted."""
        counted = self.line.counted if self.line is not None else ()
        return (
            sum(one.adults for one in counted),
            sum(one.children for one in counted),
            sum(one.unsaid for one in counted),
        )

    def months(self) -> tuple[int, ...]:
        """Return what was counted in each month, January first."""
        found = [0] * 12
        for one in self.line.counted if self.line is not None else ():
            month = _month(one.day)
            if month:
                found[month - 1] += one.count
        return tuple(found)

    def shown(self) -> list[CaseBehind]:
        """Return the cases of the month that is shown, or of the year."""
        return [one for one in self.cases if not self.month or _month(one.counted.day) == self.month]

    def heading(self) -> tuple[str, str]:
        """Return how many cases are shown, and what they add to the figure."""
        rows = self.shown()
        cases = len({one.counted.case for one in rows})
        added = sum(one.counted.count for one in rows)
        words = ngettext("{n} case", "{n} cases", cases).format(n=count_text(cases))
        return words, _("{n} in the figure").format(n=count_text(added)) if added != cases else ""


def people_words(adults: int, children: int, unsaid: int) -> str:
    """Return people by age: *2 adults · 1 child*."""
    parts = [
        ngettext("{n} adult", "{n} adults", adults).format(n=count_text(adults)) if adults else "",
        ngettext("{n} child", "{n} children", children).format(n=count_text(children)) if children else "",
        ngettext("{n} of unknown age", "{n} of unknown age", unsaid).format(n=count_text(unsaid)) if unsaid else "",
    ]
    return facts(*parts)


def _month(day: str) -> int:
    return int(day[5:7]) if len(day) >= 7 and day[5:7].isdigit() and 1 <= int(day[5:7]) <= 12 else 0
