"""A page with one card in its middle: what is shown before there is work to show. Scrolls where the screen is small."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_card, set_surface
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE

CARD_PADDING = 32
_TALL = 40


class TallField(QLineEdit):
    """The one field of a lock card, taller than those of a form."""

    def sizeHint(self) -> QSize:
        """As wide as any field, and taller."""
        return QSize(super().sizeHint().width(), _TALL)


class TallButton(KeyHintButton):
    """The button beside a :class:`TallField`."""

    def sizeHint(self) -> QSize:
        """As wide as its words, and as tall as the field."""
        return QSize(super().sizeHint().width() + 8, _TALL)


class CardPage(QWidget):
    """Fill ``column``, a vertical layout inside the card. *width* is the card's, in pixels; *top* pins it up."""

    def __init__(self, width: int, parent: QWidget | None = None, *, top: bool = False) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self.card = QFrame()
        set_card(self.card, "lock")
        self.card.setMinimumWidth(min(width, 320))
        self.card.setMaximumWidth(width)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(CARD_PADDING, CARD_PADDING, CARD_PADDING, CARD_PADDING - 4)
        self.column.setSpacing(GAP_LARGE)
        self.scrolled = QScrollArea()
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        set_surface(self.scrolled, "list")
        self.scrolled.setWidget(self._centred(width, top))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scrolled)

    def _centred(self, width: int, top: bool) -> QWidget:
        # Stretches, not an alignment: an aligned item is given the height its text would need at full width.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card, width)
        row.addStretch(1)
        centred = QWidget()
        set_surface(centred, "list")
        middle = QVBoxLayout(centred)
        middle.setContentsMargins(GAP_LARGE, GAP_LARGE, GAP_LARGE, GAP_LARGE)
        middle.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(5 if top else 1)
        return centred

    def add_title(self, icon: str, title: str) -> QLabel:
        """Add the title with its icon; returns the label with the words."""
        line = QHBoxLayout()
        line.setSpacing(GAP)
        picture = QLabel()
        keep_icon(picture, lambda image: picture.setPixmap(image.pixmap(24)), icon, "text2", 24)
        words = text_label(title, "page_title")
        line.addWidget(picture)
        line.addWidget(words, 1)
        self.column.addLayout(line)
        return words
