"""A plain label in a step of the type scale and a colour of the table."""

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from counsellor_app.desktop.look.dress import set_tone
from counsellor_app.desktop.look.fonts import font

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
Tone = Literal["text", "text2", "text3", "accent", "green", "amber", "red", "on_tint"]


class TextLabel(QLabel):
    """Stands at the side where reading of the interface starts, whatever script its words are in."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._align()

    def _align(self) -> None:
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            return
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        vertical = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        self.setAlignment((_RIGHT if mirrored else _LEFT) | vertical)

    def changeEvent(self, event: QEvent) -> None:
        """Mirrors with the layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()


def text_label(
    text: str,
    font_role: str = "ui",
    tone: Tone = "text",
    *,
    wrap: bool = False,
    selectable: bool = False,
) -> TextLabel:
    """A label for a sentence; `wrap` for prose, `selectable` for what somebody may want to copy."""
    label = TextLabel(text)
    label.setFont(font(font_role))
    label.setWordWrap(wrap)
    set_tone(label, tone)
    if selectable:
        flags = Qt.TextInteractionFlag
        label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return label
