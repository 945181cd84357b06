"""Lies over the window while the store makes itself anew: a figure and a way to stop, and nothing to be typed into."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from counsellor_app.desktop.look.dress import set_card, set_surface
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE
from sync.wording import _

_WIDTH = 480


class Cover(QWidget):
    """Made over the window of *beneath* and shown at once; what it covers takes no keys until :meth:`lift`.

    ``stop_wanted`` when the button or Escape was pressed. The lock key goes on working.
    """

    stop_wanted = Signal()

    def __init__(self, beneath: QWidget, title: str, words: str) -> None:
        window = beneath.window()
        self._back_to = QApplication.focusWidget()
        self._covered = [
            child
            for child in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if child.isEnabled() and not child.isWindow()
        ]
        for child in self._covered:
            child.setEnabled(False)
        super().__init__(window)
        set_surface(self, "page")
        self.setAccessibleName(title)
        self.figure = text_label("", "meta", "text2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.button = KeyHintButton(_("Stop"), "Escape", "secondary", icon="x")
        self.button.clicked.connect(self.stop_wanted)
        self._lay_out(title, words)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.button.setFocus()

    def _lay_out(self, title: str, words: str) -> None:
        card = QFrame()
        set_card(card, "raised")
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(GAP_LARGE, GAP_LARGE, GAP_LARGE, GAP_LARGE)
        column.setSpacing(GAP)
        column.addWidget(text_label(title, "section", wrap=True))
        column.addWidget(text_label(words, "ui", "text2", wrap=True))
        column.addWidget(self.figure)
        column.addWidget(self.bar)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.button)
        column.addLayout(line)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def show_figure(self, done: int, total: int, words: str) -> None:
        """Show how far it is; *words* say it for people."""
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total))
        self.bar.setAccessibleName(words)
        self.figure.setText(words)

    def lift(self) -> None:
        """Give the window back, with the caret where it was."""
        self.window().removeEventFilter(self)
        for child in filter(isValid, self._covered):
            child.setEnabled(True)
        self.hide()
        if self._back_to is not None and isValid(self._back_to) and self._back_to.isVisible():
            self._back_to.setFocus()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self.window().rect())
        return False
