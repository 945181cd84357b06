"""A label with an icon before its text; the ground on which state, status and flag labels stand."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import Line, baseline_for, text_width
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import ICON


class IconLabel(QLabel):
    """Icon and text on one line; the text is shortened rather than cut, and then shown as tooltip."""

    icon_gap = 6
    padding = 0
    least_height = 20

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        *,
        tone: str = "text2",
        icon_role: str = "",
        font_role: str = "ui",
        icon_size: int = ICON,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._icon_role, self._icon_size = icon, icon_role, icon_size
        self._tone, self._font_role = tone, font_role
        self._tip = ""
        self.setFont(font(font_role))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Shows another text and says it to a screen reader."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self._renew_tip()

    def set_icon(self, icon: str, role: str = "") -> None:
        """Shows another icon, or none."""
        self._icon, self._icon_role = icon, role
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Writes in another colour of the table."""
        self._tone = tone
        self.update()

    def set_tip(self, tip: str) -> None:
        """A tooltip that says more than the text does."""
        self._tip = tip
        self._renew_tip()

    def _before_text(self) -> int:
        return self._icon_size + self.icon_gap if self._icon else 0

    def _wanted_width(self) -> int:
        return self._before_text() + int(text_width(self.text(), font(self._font_role)) + 2) + 2 * self.padding

    def _renew_tip(self) -> None:
        shortened = self.width() < self._wanted_width() and self.isVisible()
        self.setToolTip(self._tip or (self.text() if shortened else ""))

    def sizeHint(self) -> QSize:
        """Room for the icon and the whole text."""
        height = int(QFontMetricsF(font(self._font_role)).height()) + 2
        return QSize(self._wanted_width(), max(self.least_height, height, self._icon_size))

    def minimumSizeHint(self) -> QSize:
        """Room for the icon and a few letters."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._before_text() + 40), hint.height())

    def resizeEvent(self, event: object) -> None:
        """Keeps the tooltip in step with what is legible."""
        self._renew_tip()

    def paint_ground(self, painter: QPainter, rect: QRect) -> None:
        """What lies beneath the text; nothing here, a tint in a tag."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints icon and text on one line."""
        painter = QPainter(self)
        rect = self.rect()
        self.paint_ground(painter, rect)
        colours = tokens()
        tone = self._tone if self.isEnabled() else "disabled"
        face, middle = font(self._font_role), rect.height() / 2
        left, right = rect.left() + self.padding, rect.width() - self.padding
        line = Line(painter, left, right, baseline_for(face, middle), self.layoutDirection())
        if self._icon:
            line.icon(self._icon, self._icon_role or tone, self._icon_size, middle, self.icon_gap)
        line.lead(self.text(), face, colours.colour(tone))
        painter.end()
