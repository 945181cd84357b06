"""Painting one line of text and icons from both ends inwards, for rows and for small widgets.

A line knows which way the layout runs: `lead` paints at the side where reading starts and `trail` at
the other, so that nobody else needs to think of left and right. Runs share one baseline, whatever
script each is in.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.icons import draw_icon

RTL = Qt.LayoutDirection.RightToLeft
_LEAST_ROOM = 12.0
_ROUNDING = 1.0  # size hints are whole pixels, widths are not


def text_width(text: str, font: QFont) -> float:
    """Width of a text on one line."""
    return QFontMetricsF(font).horizontalAdvance(text)


def elided(text: str, font: QFont, width: float) -> str:
    """The text, shortened with an ellipsis at its end if it is wider than `width`."""
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def baseline_for(font: QFont, middle: float) -> float:
    """The baseline that centres this font's line on `middle`."""
    metrics = QFontMetricsF(font)
    return round(middle + (metrics.ascent() - metrics.descent()) / 2)


class Line:
    """One line being painted; `left` and `right` bound the room that is still free."""

    def __init__(
        self,
        painter: QPainter,
        left: float,
        right: float,
        baseline: float,
        direction: Qt.LayoutDirection,
    ) -> None:
        self.painter = painter
        self.left, self.right, self.baseline = left, right, baseline
        self.mirrored = direction == RTL
        self.direction = direction
        painter.setLayoutDirection(direction)

    @property
    def room(self) -> float:
        """How wide the free room still is."""
        return max(0.0, self.right - self.left)

    def _take(self, width: float, gap: float, leading: bool) -> float:
        """Takes a place and returns its left edge."""
        if leading != self.mirrored:
            place = self.left
            self.left += width + gap
        else:
            place = self.right - width
            self.right -= width + gap
        return place

    def _text(self, text: str, font: QFont, colour: str, gap: float, leading: bool) -> bool:
        # To measure a text takes longer than to paint it: once, where it fits as it mostly does.
        shown, width = text, text_width(text, font) if text else 0.0
        if not text or self.room < min(_LEAST_ROOM, width):
            return not text
        if width > self.room + _ROUNDING:
            shown = elided(text, font, self.room + _ROUNDING)
            width = text_width(shown, font)
        x = self._take(width, gap, leading)
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour))
        self.painter.drawText(QPointF(x, self.baseline), shown)
        return shown == text

    def lead(self, text: str, font: QFont, colour: str, gap: float = 0) -> bool:
        """Paints text at the leading end; False if it had to be shortened or left out."""
        return self._text(isolate(text), font, colour, gap, leading=True)

    def trail(self, text: str, font: QFont, colour: str, gap: float = 0) -> bool:
        """Paints text at the trailing end; False if it had to be shortened or left out."""
        return self._text(isolate(text), font, colour, gap, leading=False)

    def lead_facts(self, facts: str, font: QFont, colour: str, gap: float = 0) -> bool:
        """Like `lead`, for facts in a row (*name · language · place*): they run as the layout does."""
        return self._text(facts, font, colour, gap, leading=True)

    def icon(self, name: str, role: str, size: int, middle: float, gap: float = 0, leading: bool = True) -> QRectF:
        """Paints an icon centred on the height `middle` and returns where it stands: nowhere, if too narrow."""
        if size > self.room + _ROUNDING:
            return QRectF()
        x = self._take(size, gap, leading)
        rect = QRectF(x, round(middle - size / 2), size, size)
        draw_icon(self.painter, rect, name, role, self.direction)
        return rect
