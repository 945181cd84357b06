"""A list whose Enter goes into what is chosen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from counsellor_app.desktop.look.row_list import RowList


class EnteringList(RowList):
    """``entered`` by Enter."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes in; everything else moves in the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)
