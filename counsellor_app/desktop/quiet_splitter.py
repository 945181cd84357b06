"""A splitter whose handle is only the gap between its panes: it can be dragged, and shows when it is pointed at."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from counsellor_app.desktop.look.theme import tokens

_GRIP = 48


class _Gap(QSplitterHandle):
    """Nothing but a short line while the pointer is on it."""

    def __init__(self, orientation: Qt.Orientation, splitter: QSplitter) -> None:
        super().__init__(orientation, splitter)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grip under the pointer."""
        if not self.underMouse():
            return
        painter = QPainter(self)
        middle = self.rect().center()
        if self.orientation() == Qt.Orientation.Vertical:
            painter.fillRect(middle.x() - _GRIP // 2, middle.y(), _GRIP, 2, QColor(tokens().border))
        else:
            painter.fillRect(middle.x(), middle.y() - _GRIP // 2, 2, _GRIP, QColor(tokens().border))
        painter.end()


class QuietSplitter(QSplitter):
    """A QSplitter without a drawn line."""

    def createHandle(self) -> QSplitterHandle:  # noqa: N802 - Qt calls it so
        """Make a gap."""
        return _Gap(self.orientation(), self)
