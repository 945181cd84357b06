"""A quiet button in the head of the note: an icon, a word, and a key in its tooltip."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.painting import Line, baseline_for, text_width
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, ICON_SMALL, RADIUS_CONTROL

_PADDING, _GAP, _HEIGHT, _LEAST_TEXT = 6, 6, 26, 36


class DetailButton(QAbstractButton):
    """Looks like text until it is pointed at or has the focus; may be narrower than its words."""

    def __init__(
        self, name: str, key: str, icon: str = "", *, strong: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._key, self._icon = name, key, icon
        self._role = "ui_strong" if strong else "meta"
        self._tone = "text" if strong else "text2"
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if key:
            QShortcut(QKeySequence(key), self).activated.connect(self.click)
        self.show_value("")

    def show_value(self, words: str) -> None:
        """Show what is chosen now."""
        self.setText(words)
        self.setAccessibleName(f"{self._name}: {words}")
        self.setToolTip(f"{self._name}: {words}  {key_text(self._key)}".rstrip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon and words."""
        before = ICON_SMALL + _GAP if self._icon else 0
        return QSize(int(text_width(self.text(), font(self._role))) + before + 2 * _PADDING + 3, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Room for the icon and a few letters."""
        hint = self.sizeHint()
        before = ICON_SMALL + _GAP if self._icon else 0
        return QSize(min(hint.width(), before + _LEAST_TEXT + 2 * _PADDING), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, focus frame, icon and words."""
        painter, colours = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(self.rect(), RADIUS_CONTROL, RADIUS_CONTROL)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), FOCUS_FRAME))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_CONTROL, RADIUS_CONTROL)
        face, middle = font(self._role), self.height() / 2
        line = Line(painter, _PADDING, self.width() - _PADDING + 1, baseline_for(face, middle), self.layoutDirection())
        if self._icon:
            line.icon(self._icon, "text2", ICON_SMALL, middle, _GAP)
        line.lead(self.text(), face, colours.colour(self._tone))
        painter.end()
