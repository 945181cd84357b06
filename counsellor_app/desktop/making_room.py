"""On a narrow screen a list makes room for its page once one works in the page; a wide window has room for both."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from counsellor_app.desktop.areas import BOTH_FIT


class MakingRoom(QObject):
    """For a feature with panes of its own: *rows* and *page* stand in *splitter*."""

    def __init__(self, splitter: QSplitter, rows: QWidget, page: QWidget) -> None:
        super().__init__(splitter)
        self._splitter, self._rows, self._page = splitter, rows, page
        self._narrow = False
        splitter.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def show_rows(self) -> None:
        """Show the list if it had made room."""
        self._rows.show()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._splitter.isVisible():
            return
        if self._page.isAncestorOf(now) and self._room() < BOTH_FIT:
            self._rows.hide()

    def _room(self) -> int:
        """Return what can be seen of the splitter: where it does not fit, its area scrolls."""
        return self._splitter.visibleRegion().boundingRect().width()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another width, perhaps room for both."""
        if event.type() == QEvent.Type.Resize:
            narrow = self._room() < BOTH_FIT
            if self._narrow and not narrow:
                self.show_rows()
            self._narrow = narrow
        return False
