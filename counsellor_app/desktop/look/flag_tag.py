"""A tag: a fact about a person in grey, or a state on its own tint."""

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import ICON_SMALL, RADIUS_TAG

TagTone = Literal["grey", "tint", "green", "amber", "red"]
_TONES: dict[str, tuple[str, str]] = {
    "grey": ("hover", "text2"),
    "tint": ("tint", "on_tint"),
    "green": ("green_surface", "green"),
    "amber": ("amber_surface", "amber"),
    "red": ("red_surface", "red"),
}


_ALARMS: dict[str, TagTone] = {"phone": "red", "lock": "amber"}


def tag_tone(icon: str) -> TagTone:
    """Return the tone of a tag about a person by its icon.

    A rule that forbids a call is an alarm, and so is a case closed to others; a flag is a fact.
    """
    return _ALARMS.get(icon, "grey")


class FlagTag(IconLabel):
    """Grey by default: a flag such as health is a fact and no alarm."""

    padding = 7
    least_height = 22

    def __init__(self, text: str, icon: str = "", tone: TagTone = "grey", *, parent: QWidget | None = None) -> None:
        self._ground, word = _TONES[tone]
        super().__init__(text, icon, tone=word, font_role="meta_medium", icon_size=ICON_SMALL, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """A tag's word is never cut."""
        return self.sizeHint()

    def paint_ground(self, painter: QPainter, rect: QRect) -> None:
        """Paints the tint of the tag."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().colour(self._ground)))
        painter.drawRoundedRect(rect, RADIUS_TAG, RADIUS_TAG)
