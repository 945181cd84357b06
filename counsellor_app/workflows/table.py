"""A table out of a spreadsheet file: headings, rows as they stand there, and what had to be assumed to read it."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.column_names import recognised
from sync.wording import _

HEADING_ROWS = 20
"""How many filled rows from the top are looked at for the row of headings; offices put titles above it."""
MAX_COLUMNS = 2_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose value cannot be known; ``text`` is what stands there, ``reason`` why it cannot be taken."""

    text: str
    reason: str


Cell = str | date | Unreadable


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` as the spreadsheet program counts, from 1. May be shorter or longer than the headings."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """True when nothing stands in it."""
        return not any(isinstance(cell, date | Unreadable) or cell.strip() for cell in self.cells)

    def texts(self) -> list[str]:
        """Return the cells as text, dates in ISO form."""
        return [cell_text(cell) for cell in self.cells]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and a way to go through the rows beneath them, as often as wanted, in bounded memory.

    ``estimate``: rows to come, for progress; never too low by more than blank rows make it too high. ``remarks``:
    what a person should know before believing it (encoding, sheet chosen, merged cells filled).
    """

    source: Path
    headings: tuple[str, ...]
    heading_row: int
    estimate: int
    remarks: tuple[str, ...]
    open_rows: Callable[[], Iterator[Row]] = field(repr=False, compare=False)

    def rows(self) -> Iterator[Row]:
        """Yield every row beneath the headings that is not blank; raises :class:`ActionableError` (disk, damage)."""
        rows = self.open_rows()
        try:
            for row in rows:
                if row.number > self.heading_row and not row.blank:
                    yield row
        finally:
            close = getattr(rows, "close", None)
            if close is not None:
                close()


def cell_text(cell: Cell) -> str:
    """Return *cell* as text: dates in ISO form, unreadable ones as they stand there."""
    if isinstance(cell, Unreadable):
        return cell.text
    return cell.isoformat() if isinstance(cell, date) else cell


def find_headings(rows: Iterable[Row]) -> Row:
    """Return the row of headings: of the first filled rows the one with most known column names, else the first.

    Raises :class:`ActionableError` when there is none, or a row is absurdly wide.
    """
    first: Row | None = None
    best, most, seen = first, 0, 0
    for row in rows:
        if row.blank:
            continue
        first = first or row
        known = known_headings(row.texts())
        if known > most:
            best, most = row, known
        seen += 1
        if seen == HEADING_ROWS:
            break
    found = best or first
    if found is None:
        raise ActionableError(_("There is nothing in this file."), _("Choose a file with headings and rows."))
    if len(found.cells) > MAX_COLUMNS:
        raise ActionableError(
            _("This table has more than {most} columns.").format(most=MAX_COLUMNS),
            _("Remove the columns that are not needed and try again."),
        )
    return found


def known_headings(texts: Sequence[str]) -> int:
    """Return how many different fields are recognised among *texts* as headings."""
    return len({found for text in texts if len(text) <= 100 and (found := recognised(text)) is not None})


def tidy_headings(row: Row) -> tuple[str, ...]:
    """Return the headings of *row* as shown: one line, spaces tidied, no empty columns at the end."""
    headings = [" ".join(unicodedata.normalize("NFC", text).split())[:200] for text in row.texts()]
    while headings and not headings[-1]:
        headings.pop()
    return tuple(headings)
