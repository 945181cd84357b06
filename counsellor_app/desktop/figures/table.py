"""The yearly table on the screen: projects in strong letters, their figures beneath, the total last."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.row_table import RowTable
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.reports.yearly_results import Line
from sync.wording import _

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
WHAT, FUNDERS, BEFORE, FIGURE, BARS, PRINTED, SPENT, GIVEN, REMARK = range(9)
_ROW_HEIGHT: Final = 31
_INDENT: Final = "\u2003\u2002"
_WIDTHS: Final = {
    FUNDERS: 132,
    BEFORE: 52,
    FIGURE: 56,
    BARS: 36,
    PRINTED: 98,
    SPENT: 112,
    GIVEN: 140,
    REMARK: 200,
}
_NUMBERS: Final = (BEFORE, FIGURE, PRINTED, SPENT, GIVEN)
_VALUES: Final = int(_Role.UserRole)
_BAR, _HIGHEST, _BETWEEN = 8, 20, 3


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
        """Project or result, funders, the year before, counted, both as bars, printed, expenditure, given, remark."""
        return 0 if parent.isValid() else REMARK + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """The words above the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return _alignment(section)
        return self._heads()[section] if role in (_Role.DisplayRole, _Role.ToolTipRole) else None

    def _heads(self) -> tuple[str, ...]:
        before, counted = (str(self._year - 1), str(self._year)) if self._year else ("", "")
        texts = (_("Project and result"), _("Funders"), before, counted, "", _("Printed"))
        return (*texts, _("Expenditure"), _("Given to people"), _("Remark"))

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Words, weights and tones of a cell."""
        line = self.line(index.row())
        if line is None:
            return None
        column = index.column()
        if role == _VALUES:
            return line.values
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
            if column == FIGURE and line.counted:
                return QColor(tokens().accent)
            return QColor(tokens().text if column in (WHAT, FIGURE, SPENT, GIVEN) else tokens().text2)
        return None


class TwoBars(QStyledItemDelegate):
    """The year before and this one, side by side, the higher one as high as the row allows."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell and its bars; their figures stand beside them."""
        super().paint(painter, option, index)
        values: tuple[int, int] = index.data(_VALUES) or (0, 0)
        most = max(values)
        rect: QRect = option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        left = rect.center().x() - _BAR - _BETWEEN // 2
        for place, (value, colour) in enumerate(zip(values, (tokens().chart_grey, tokens().accent), strict=True)):
            if value:
                at = left + (1 - place if mirrored else place) * (_BAR + _BETWEEN)
                height = max(_HIGHEST * value // most, 2)
                painter.fillRect(QRect(at, rect.bottom() - 4 - height, _BAR, height), QColor(colour))


class FiguresTable(RowTable):
    """The table; one line is current, nothing is edited here. ``opened``: to see what is behind the current line."""

    opened = Signal()

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        figures = FiguresModel()
        super().__init__(figures, accessible_name, _ROW_HEIGHT, _WIDTHS, parent)
        self.figures = figures
        self.horizontalHeader().setAccessibleName(accessible_name)

        self.setItemDelegateForColumn(BARS, TwoBars(self))
        self.clicked.connect(lambda _index: self.opened.emit())

    def show_lines(self, lines: Sequence[Line], year: int) -> None:
        """Show exactly these lines; the one that was current stays so, else the first is."""
        before = self.current()
        self.figures.show(lines, year)
        places = [at for at, line in enumerate(lines) if before is not None and same_line(line, before)]
        if lines:
            self.setCurrentIndex(self.figures.index(next(iter(places), 0), 0))

    def current(self) -> Line | None:
        """Return the line one is on."""
        return self.figures.line(self.currentIndex().row())

    def project(self) -> str:
        """Return the project the current line belongs to."""
        found = [self.figures.line(row) for row in range(self.currentIndex().row() + 1)]
        return next((line.words for line in reversed(found) if line is not None and line.kind == "project"), "")

    def narrow(self, narrow: bool) -> None:
        """Leave out what the pane beside the table says, or what it takes the room of."""
        for column in (FUNDERS, GIVEN, REMARK):
            self.setColumnHidden(column, narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens what is behind a figure."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)


def same_line(one: Line, other: Line) -> bool:
    """Say whether two lines are about the same, whatever they say of it."""
    return (one.kind, one.programme, one.words) == (other.kind, other.programme, other.words)


def _cells(line: Line) -> tuple[str, ...]:
    return (line.words, line.funders, line.before, line.figure, "", line.printed, line.spent, line.given, line.remark)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignTrailing if column in _NUMBERS else Qt.AlignmentFlag.AlignLeading
    return side | Qt.AlignmentFlag.AlignVCenter
