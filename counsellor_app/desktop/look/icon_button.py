"""A button that is only an icon; its name is its tooltip and what a screen reader says."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from counsellor_app.desktop.look.dress import set_kind
from counsellor_app.desktop.look.key_words import key_text, with_keypad
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import HEIGHT_BUTTON, ICON_LARGE


class IconButton(QToolButton):
    """Quiet until pointed at; its key works anywhere in its window."""

    def __init__(
        self,
        icon: str,
        name: str,
        key: QKeySequence | str = "",
        *,
        size: int = ICON_LARGE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_kind(self, "icon")
        self.setIconSize(QSize(size, size))
        self.setFixedSize(HEIGHT_BUTTON, HEIGHT_BUTTON)
        keep_icon(self, self.setIcon, icon, "text2", size)
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {key_text(key)}".rstrip())
        for sequence in with_keypad(key):
            QShortcut(sequence, self).activated.connect(self.click)
