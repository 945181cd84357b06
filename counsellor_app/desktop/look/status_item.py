"""One truth on the status line: a shape and a sentence."""

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.tokens import HEIGHT_STATUS, ICON_SMALL


class StatusItem(IconLabel):
    """A sentence of the status line, with an icon if it has a state; links there are buttons."""

    least_height = HEIGHT_STATUS - 1

    def __init__(self, text: str, icon: str = "", tone: str = "text2", *, parent: QWidget | None = None) -> None:
        super().__init__(
            text,
            icon,
            tone=tone,
            font_role="meta_medium" if icon else "meta",
            icon_size=ICON_SMALL,
            parent=parent,
        )

    def say(self, text: str, icon: str = "", tone: str = "text2") -> None:
        """Says something else."""
        self.set_icon(icon)
        self.set_tone(tone)
        self.set_text(text)
