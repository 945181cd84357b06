"""The first page: three ways to begin, each a large button with a sentence, and the language."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counsellor_app.desktop.first_run.state import Way
from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import Line, baseline_for
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, GAP, GAP_LARGE, GAP_SMALL, RADIUS_CARD
from sync.wording import _, language

_HEIGHT, _PADDING, _ICON = 64, 18, 22


class ChoiceButton(QAbstractButton):
    """A card that can be pressed: an icon, what it does, and for whom."""

    def __init__(self, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._title, self._text = icon, title, text
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for two lines."""
        return QSize(400, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, frame, icon, and the two lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, focused = tokens(), self.hasFocus()
        painter.setBrush(QColor(colours.hover if self.underMouse() or self.isDown() else colours.page))
        width = FOCUS_FRAME if focused else 1
        painter.setPen(QPen(QColor(colours.accent if focused else colours.border), width))
        rect = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(rect, RADIUS_CARD, RADIUS_CARD)
        middle, face = self.height() / 2, font("section")
        first = Line(
            painter, _PADDING, self.width() - _PADDING, baseline_for(face, middle - 11), self.layoutDirection()
        )
        first.icon(self._icon, "accent", _ICON, middle, 14)
        first.icon("chevron-right", "text2", 16, middle, 12, leading=False)
        second = Line(painter, first.left, first.right, baseline_for(font("ui"), middle + 11), self.layoutDirection())
        first.lead(self._title, face, colours.text)
        second.lead(self._text, font("ui"), colours.text2)
        painter.end()


class ChoicePart(QWidget):
    """``chosen(way)``; ``language_chosen(code)`` turns the whole first run into that language at once."""

    chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(
            text_label(
                _("Case notes that work without a connection, encrypted on this device. How do you want to begin?"),
                "ui",
                "text2",
                wrap=True,
            )
        )
        column.addSpacing(GAP_SMALL)
        self.buttons: dict[Way, ChoiceButton] = {}
        for way, icon, title, text in (
            (Way.JOIN, "user-plus", _("Join an office"), _("You were given an invitation, as a file or on paper.")),
            (Way.FOUND, "building-2", _("Found an office"), _("You run its server and have the founding invitation.")),
            (Way.RESTORE, "history", _("Restore a backup"), _("You have a backup file of this app, and its password.")),
        ):
            button = ChoiceButton(icon, title, text)
            button.clicked.connect(lambda _checked=False, w=way: self.chosen.emit(w.value))
            self.buttons[way] = button
            column.addWidget(button)
        column.addSpacing(GAP_LARGE)
        line = QHBoxLayout()
        self.languages = ChipRow(_("Language"), [("en", "English"), ("nl", "Nederlands")])
        self.languages.set_choice(language())
        self.languages.chosen.connect(self.language_chosen)
        line.addWidget(self.languages)
        line.addStretch(1)
        column.addLayout(line)
