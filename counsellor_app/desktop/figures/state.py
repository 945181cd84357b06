"""What the page of yearly results shows: which year, which lines, from how many cases, counted when. No Qt."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from counsellor_app.desktop.moments import moment_text
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.reports.yearly_results import Line, happened, lines
from counsellor_app.workflows.programmes import YearResults, counted_from
from sync.wording import _

FIRST_YEAR: Final = 2000
FILLED, EVERY = "filled", "every"


class FiguresState:
    """One year at a time; an answer about a year that is no longer asked for is dropped."""

    def __init__(self, today: date) -> None:
        self.last_year = today.year
        self.year = today.year
        self.shown = FILLED
        self.found: YearResults | None = None
        self.counted_at = 0

    def choose(self, year: int) -> bool:
        """Ask for *year*; says whether it is another one that can be shown."""
        if year == self.year or not FIRST_YEAR <= year <= self.last_year:
            return False
        self.year, self.found = year, None
        return True

    def arrived(self, found: YearResults, now: int) -> bool:
        """Take the table of a year, counted at *now* (ms); False when another year is asked for by now."""
        if found.year != self.year:
            return False
        self.found, self.counted_at = found, now
        return True

    def years(self) -> Sequence[int]:
        """Return the years to choose from, newest first."""
        return range(self.last_year, FIRST_YEAR - 1, -1)

    def lines(self) -> list[Line]:
        """Return the lines to show."""
        return lines(self.found.rows, every=self.shown == EVERY) if self.found is not None else []

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
