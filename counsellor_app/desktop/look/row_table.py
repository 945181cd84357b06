"""A table to read: one row is current, nothing is edited, heads stay, columns with a width keep it."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QRect, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from counsellor_app.desktop.look.focus_frame import paint_focus_frame
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.theme import theme


class RowTable(QTableView):
    """Shows *rows*, and keeps them. *widths*: column to pixels; the others share what is left. *row_height*: pixels."""

    def __init__(
        self,
        rows: QAbstractTableModel,
        accessible_name: str,
        row_height: int,
        widths: Mapping[int, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        rows.setParent(self)
        self.setModel(rows)
        self.setAccessibleName(accessible_name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(font("meta_medium"))
        for column in range(rows.columnCount()):
            fixed = column in widths
            mode = QHeaderView.ResizeMode.Interactive if fixed else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            if fixed:
                header.resizeSection(column, widths[column])
        theme().theme_changed.connect(self._repaint_all)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The current row shows the focus; where none is, an empty frame does."""
        super().paintEvent(event)
        row = self.currentIndex().row()
        if row < 0:
            paint_focus_frame(self)
            return
        top, height = self.rowViewportPosition(row), self.rowHeight(row)
        paint_focus_frame(self, QRect(0, top, self.viewport().width(), height))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Paint the frame across the whole row."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _repaint_all(self) -> None:
        """The colours are others now."""
        rows = self.model()
        if rows.rowCount():
            rows.dataChanged.emit(rows.index(0, 0), rows.index(rows.rowCount() - 1, rows.columnCount() - 1))
