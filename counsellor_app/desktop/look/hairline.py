"""A line of one pixel that separates, and does nothing else."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from counsellor_app.desktop.look.theme import tokens


class Hairline(QWidget):
    """Horizontal by default; decoration, so a screen reader passes it by."""

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        fixed, wide = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if orientation == Qt.Orientation.Horizontal:
            self.setSizePolicy(wide, fixed)
        else:
            self.setSizePolicy(fixed, wide)

    def sizeHint(self) -> QSize:
        """One pixel."""
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fills itself with the colour of hairlines."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens().hairline))
        painter.end()
