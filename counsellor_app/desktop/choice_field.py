"""A field whose value is chosen, not written: looks like a field, opens a chooser by Enter, Space or any letter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from counsellor_app.desktop.chooser import Option, chooser_of
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import Line, baseline_for
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, HEIGHT_FIELD, ICON_SMALL, RADIUS_CONTROL

_PADDING = 11


class ChoiceField(QAbstractButton):
    """``chosen(key)`` when the person chose something else. *options* is asked each time the chooser opens."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Callable[[], Sequence[Option]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._options = name, options
        self._key = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.open())
        self.show_choice("", "")

    def show_choice(self, key: str, words: str) -> None:
        """Show what is chosen, without telling anybody."""
        self._key = key
        self.setText(words)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def choice(self) -> str:
        """Return the key of what is chosen."""
        return self._key

    def open(self, typed: str = "") -> None:
        """Open the chooser, with *typed* already in its field."""
        if self.isEnabled():
            chooser_of(self).ask(
                self, self._name, self._options(), self._taken, chosen=self._key, typed=typed, back=self
            )

    def _taken(self, key: str) -> None:
        if key != self._key:
            self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Down and letters open the chooser."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Space):
            self.open()
        elif plain and event.text() and event.text().isprintable():
            self.open(event.text())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """The height of a field."""
        return QSize(160, HEIGHT_FIELD)

    def minimumSizeHint(self) -> QSize:
        """The height of a field, and a few letters."""
        return QSize(80, HEIGHT_FIELD)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a field with a chevron."""
        painter, colours = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused, enabled = self.hasFocus(), self.isEnabled()
        width = FOCUS_FRAME if focused else 1
        edge = colours.accent if focused else colours.border if enabled else colours.hairline
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(colours.hover if self.underMouse() and enabled else colours.page))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS_CONTROL, RADIUS_CONTROL)
        face, middle = font("ui"), self.height() / 2
        line = Line(painter, _PADDING, self.width() - _PADDING, baseline_for(face, middle), self.layoutDirection())
        if enabled:
            line.icon("chevron-down", "text2", ICON_SMALL, middle, 6, leading=False)
        line.lead(self.text(), face, colours.text if enabled else colours.text2)
        painter.end()
