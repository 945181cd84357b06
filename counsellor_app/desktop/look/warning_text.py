"""A warning in a line or several: its shape says what its colour says, so that no meaning hangs on colour alone."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import ICON_SMALL

_ICON_GAP = 6


class WarningText(QWidget):
    """A warning sign before wrapped words; hidden while there are none."""

    def __init__(
        self,
        text: str = "",
        font_role: str = "meta",
        tone: Literal["red", "amber"] = "red",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = text_label(text, font_role, tone, wrap=True)
        self.picture = QLabel()
        self.picture.setFixedHeight(int(QFontMetricsF(font(font_role)).height()) + 1)
        put = self.picture.setPixmap
        shape = f"{tone}_shape"
        keep_icon(self.picture, lambda icon: put(icon.pixmap(ICON_SMALL)), "triangle-alert", shape, ICON_SMALL)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_ICON_GAP)
        line.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.setAccessibleName(text)
        if not text:
            self.hide()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Say *text*, also to a screen reader; nothing for nothing."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
