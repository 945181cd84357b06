"""What an empty screen says: what belongs here, and how to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, PAGE_PADDING

_ICON_SIZE = 28
_WIDEST = 420


class EmptyState(QWidget):
    """Title, a sentence or two, and the action that makes the screen less empty."""

    action = Signal()

    def __init__(
        self,
        title: str,
        text: str,
        action_text: str = "",
        key: QKeySequence | str = "",
        icon: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._text = text_label(title, "pane_title", wrap=True), text_label(text, "ui", "text2", wrap=True)
        self.say(title, text)
        self.button: KeyHintButton | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_PADDING, PAGE_PADDING, PAGE_PADDING, PAGE_PADDING)
        column.setSpacing(GAP)
        column.addStretch(2)
        if icon:
            column.addWidget(self._picture(icon), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMaximumWidth(_WIDEST)
            line = QHBoxLayout()  # an alignment instead would lose the height of wrapped words
            line.addStretch(1)
            line.addWidget(label, 100)
            line.addStretch(1)
            column.addLayout(line)
        if action_text:
            self.button = KeyHintButton(action_text, key, "secondary")
            self.button.clicked.connect(self.action)
            column.addSpacing(GAP_LARGE - GAP)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, title: str, text: str) -> None:
        """Say why it is empty, and how to begin."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def _picture(self, icon: str) -> QLabel:
        picture = QLabel(self)
        keep_icon(picture, lambda image: picture.setPixmap(image.pixmap(_ICON_SIZE)), icon, "text3", _ICON_SIZE)
        return picture
