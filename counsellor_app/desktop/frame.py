"""The one top-level window: whatever page is shown in it, and above that the word of a crash."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.theme import keep_icon
from sync.wording import _

NORMAL_SIZE = (1366, 768)
LEAST_SIZE = (640, 360)


class Frame(QWidget):
    """Holds one page at a time. ``closing`` before it closes; ``restart_wanted`` from the crash bar."""

    closing = Signal()
    restart_wanted = Signal()

    def __init__(self, size: Sequence[int]) -> None:
        super().__init__()
        self.setWindowTitle(QApplication.applicationDisplayName())
        keep_icon(self, self.setWindowIcon, "notebook-pen", "accent", 32)
        self.setMinimumSize(*LEAST_SIZE)
        width, height, maximised = (*size, 0)[:3] if len(size) >= 2 else (*NORMAL_SIZE, 0)
        self.resize(max(width, LEAST_SIZE[0]), max(height, LEAST_SIZE[1]))
        self._maximised = bool(maximised)
        self.crash_bar = BannerBar("", "", "danger", _("Start again"), dismiss_name=_("Dismiss"))
        self.crash_bar.action.connect(self.restart_wanted)
        self.crash_bar.hide()
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.crash_bar)
        column.addWidget(self._pages, 1)

    def show_as_left(self) -> None:
        """Show it in the size it had."""
        if self._maximised:
            self.showMaximized()
        else:
            self.show()

    def size_now(self) -> list[int]:
        """Return width, height and whether it fills the screen, to be kept."""
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        return [size.width(), size.height(), int(self.isMaximized())]

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._pages.currentWidget()

    def show_page(self, page: QWidget) -> None:
        """Show *page* instead of what is there, which is given up."""
        before = self._pages.currentWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self.setWindowTitle(page.windowTitle() or QApplication.applicationDisplayName())
        page.windowTitleChanged.connect(self.setWindowTitle)
        if before is not None:
            self._pages.removeWidget(before)
            before.hide()
            before.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let everything be saved first."""
        self.closing.emit()
        super().closeEvent(event)
