"""A list of rows whose thin scroll bar lies over the rows, so that rows reach the edge of the pane."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QWidget

from counsellor_app.desktop.look.delegates import prepare_list
from counsellor_app.desktop.look.focus_frame import paint_focus_frame
from counsellor_app.desktop.look.painting import RTL


class RowList(QListView):
    """A QListView prepared for a row delegate."""

    def __init__(self, delegate: QStyledItemDelegate, accessible_name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        prepare_list(self, delegate, accessible_name)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._make_room()

    def _make_room(self) -> None:
        bar = self.verticalScrollBar()
        beneath = -bar.sizeHint().width() if bar.maximum() > bar.minimum() else 0
        if self.layoutDirection() == RTL:
            self.setViewportMargins(beneath, 0, 0, 0)
        else:
            self.setViewportMargins(0, 0, beneath, 0)
        holder = bar.parentWidget()
        if holder is not None:
            holder.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The row that is current shows the focus; where none is, an empty frame does."""
        super().paintEvent(event)
        if not self.currentIndex().isValid():
            paint_focus_frame(self)

    def changeEvent(self, event: QEvent) -> None:
        """Mirrors with the layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._make_room()
