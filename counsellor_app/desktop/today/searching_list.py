"""The list of the day: Enter goes into the page, and a letter typed on it begins a search over all people."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from counsellor_app.desktop.entering_list import EnteringList

_WITH = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class SearchingList(EnteringList):
    """``entered`` by Enter; ``asked(letter)`` when somebody is looked for who does not stand in the list."""

    asked = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters ask; everything else is the list's."""
        text = event.text()
        if text.strip() and text.isprintable() and not event.modifiers() & ~_WITH:
            self.asked.emit(text)
            return
        super().keyPressEvent(event)
