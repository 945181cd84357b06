"""The yearly table on the screen: projects in strong letters, their figures beneath, the total last."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.row_table import RowTable
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.reports.yearly_results import Line
from sync.wording import _

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
WHAT, FUNDERS, FIGURE, PRINTED, SPENT, GIVEN, REMARK = range(7)
_ROW_HEIGHT: Final = 31
_INDENT: Final = "\u2003\u2002"
_WIDTHS: Final = {FUNDERS: 136, FIGURE: 60, PRINTED: 108, SPENT: 116, GIVEN: 142}
_NUMBERS: Final = (FIGURE, PRINTED, SPENT, GIVEN)


class FiguresModel(QAbstractTableModel):
    """Rows of :class:`Line`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Line] = ()
        self._year = 0

    def show(self, lines: Sequence[Line], year: int) -> None:
        """Show exactly these lines of a year."""
        self.beginResetModel()
        self._lines, self._year = tuple(lines), year
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """Return the line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Project or result, funders, counted, printed, expenditure, given, remark."""
        return 0 if parent.isValid() else REMARK + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """The words above the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return _alignment(section)
        return self._heads()[section] if role in (_Role.DisplayRole, _Role.ToolTipRole) else None

    def _heads(self) -> tuple[str, ...]:
        counted = str(self._year) if self._year else ""
        texts = (_("Project and result"), _("Funders"), counted, _("Printed"))
        return (*texts, _("Expenditure"), _("Given to people"), _("Remark"))

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Words, weights and tones of a cell."""
        line = self.line(index.row())
        if line is None:
            return None
        column = index.column()
        if role in (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole):
            text = _cells(line)[column]
            if role == _Role.DisplayRole and column == WHAT and line.kind == "figure":
                return _INDENT + text
            return f"{self._heads()[column]}: {text}" if role == _Role.AccessibleTextRole and text else text
        if role == _Role.TextAlignmentRole:
            return _alignment(column)
        if role == _Role.FontRole:
            strong = column == FIGURE or (line.kind != "figure" and column in (WHAT, SPENT, GIVEN))
            return font("ui_strong") if strong else font("ui")
        if role == _Role.ForegroundRole:
            return QColor(tokens().text if column in (WHAT, FIGURE, SPENT, GIVEN) else tokens().text2)
        return None


class FiguresTable(RowTable):
    """The table; one line is current, nothing is edited here."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        figures = FiguresModel()
        super().__init__(figures, accessible_name, _ROW_HEIGHT, _WIDTHS, parent)
        self.figures = figures
        self.horizontalHeader().setAccessibleName(accessible_name)

    def show_lines(self, lines: Sequence[Line], year: int) -> None:
        """Show exactly these lines; the first is current."""
        self.figures.show(lines, year)
        if lines:
            self.setCurrentIndex(self.figures.index(0, 0))


def _cells(line: Line) -> tuple[str, ...]:
    return (line.words, line.funders, line.figure, line.printed, line.spent, line.given, line.remark)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignTrailing if column in _NUMBERS else Qt.AlignmentFlag.AlignLeading
    return side | Qt.AlignmentFlag.AlignVCenter
