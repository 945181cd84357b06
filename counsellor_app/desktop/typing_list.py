"""A list that goes to what is typed, wherever in the row it stands; Enter goes into the page."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtWidgets import QStyledItemDelegate, QWidget

from counsellor_app.desktop.entering_list import EnteringList

_TYPING_SECONDS = 1.2


class TypingList(EnteringList):
    """*find(text, start)* returns the place of the next row that says *text*, -1 if none. ``entered`` by Enter."""

    def __init__(
        self,
        delegate: QStyledItemDelegate,
        accessible_name: str,
        find: Callable[[str, int], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(delegate, accessible_name, parent=parent)
        self._find = find
        self._typed, self._typed_at = "", 0.0

    def keyboardSearch(self, search: str) -> None:
        """Go to the next row that says what is being typed."""
        now = monotonic()
        going_on = now - self._typed_at < _TYPING_SECONDS
        self._typed = self._typed + search if going_on else search
        self._typed_at = now
        start = max(self.currentIndex().row(), 0) + (0 if going_on else 1)
        place = self._find(self._typed, start)
        if place >= 0:
            self.setCurrentIndex(self.model().index(place, 0))
