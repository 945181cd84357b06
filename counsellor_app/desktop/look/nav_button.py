"""A place in the rail: icon, name and, if something waits there, how much."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.painting import Line, baseline_for
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, HEIGHT_NAV, ICON_LARGE, RADIUS_CONTROL, WIDTH_RAIL


class NavButton(QAbstractButton):
    """Checked while its place is open; put several into one exclusive QButtonGroup."""

    def __init__(self, text: str, icon: str, key: QKeySequence | str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._icon, self._count = text, icon, ""
        self.setCheckable(True)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setToolTip(f"{text}  {key_text(key)}".rstrip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if key:
            QShortcut(QKeySequence(key), self).activated.connect(self.click)

    def set_count(self, count: str, meaning: str = "") -> None:
        """Shows a figure at the end; `meaning` says it to a screen reader ("4 tasks due")."""
        self._count = count
        self.setAccessibleDescription(meaning)
        self.update()

    def sizeHint(self) -> QSize:
        """The height of a place in the rail."""
        return QSize(WIDTH_RAIL - 16, HEIGHT_NAV)

    def minimumSizeHint(self) -> QSize:
        """Room for the icon alone, in a rail that is folded, and so low that it has a scroll bar too."""
        return QSize(ICON_LARGE + 8, HEIGHT_NAV)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the ground, the focus frame and the line."""
        painter = QPainter(self)
        colours = tokens()
        self._paint_ground(painter)
        face = font("ui_strong" if self.isChecked() else "ui_medium")
        middle = self.height() / 2
        edge = min(10.0, (self.width() - ICON_LARGE) / 2)
        line = Line(painter, edge, self.width() - edge, baseline_for(face, middle), self.layoutDirection())
        line.icon(self._icon, "accent" if self.isChecked() else "text2", ICON_LARGE, middle, 10)
        line.trail(self._count, font("meta"), colours.text2, 8)
        line.lead(self._label, face, colours.text if self.isChecked() else colours.text2)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        colours = tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.isDown():
            painter.setBrush(QColor(colours.pressed))
            painter.drawRoundedRect(self.rect(), RADIUS_CONTROL, RADIUS_CONTROL)
        elif self.underMouse():
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(self.rect(), RADIUS_CONTROL, RADIUS_CONTROL)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), FOCUS_FRAME))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_CONTROL, RADIUS_CONTROL)
