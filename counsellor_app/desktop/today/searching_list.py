"""The list of the day: Enter goes into the page, and a letter typed on it begins a search over all people."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from counsellor_app.desktop.look.row_list import RowList

_WITH = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class SearchingList(RowList):
    """``entered`` by Enter; ``asked(letter)`` when somebody is looked for who does not stand in the list."""

    entered = Signal()
    asked = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and letters; everything else moves in the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        text = event.text()
        if text.strip() and text.isprintable() and not event.modifiers() & ~_WITH:
            self.asked.emit(text)
            return
        super().keyPressEvent(event)
