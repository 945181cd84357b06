"""Merged cells of a sheet, filled row by row from their first cell while the sheet streams by."""

from dataclasses import dataclass

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.table import MAX_COLUMNS, Cell
from sync.wording import _

MAX_MERGED = 50_000
_MAX_AT_ONCE = 500


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """A merged range, rows and columns from 1, ``written`` as the sheet names it."""

    top: int
    left: int
    bottom: int
    right: int
    written: str


class MergedCells:
    """The merged ranges of one pass over the rows, which must come in order."""

    def __init__(self, merges: tuple[Merge, ...]) -> None:
        """*merges* ordered by their top row."""
        self._waiting = list(reversed(merges))
        self._open: list[tuple[Merge, Cell]] = []

    def fill(self, number: int, cells: list[Cell]) -> None:
        """Fill the empty cells of row *number* that lie in a merged range; *cells* may grow.

        Raises :class:`ActionableError` when absurdly many ranges lie across one row.
        """
        while self._waiting and self._waiting[-1].top <= number:
            merge = self._waiting.pop()
            first = cells[merge.left - 1] if merge.top == number and merge.left <= len(cells) else ""
            if first:
                self._open.append((merge, first))
        if len(self._open) > _MAX_AT_ONCE:
            raise ActionableError(
                _("Too many merged cells lie across row {n}.").format(n=number),
                _("Unmerge them in the spreadsheet program, or save the sheet as CSV, and import that."),
            )
        for merge, value in self._open:
            _spread(cells, merge, value)
        self._open = [(merge, value) for merge, value in self._open if merge.bottom > number]


def _spread(cells: list[Cell], merge: Merge, value: Cell) -> None:
    right = min(merge.right, MAX_COLUMNS)
    cells.extend([""] * (right - len(cells)))
    for at in range(merge.left - 1, right):
        if not cells[at]:
            cells[at] = value
