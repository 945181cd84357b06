"""Tabs as words with a line beneath the open one; a tab may carry a quiet figure."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import Line, baseline_for, text_width
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, PAGE_PADDING, RADIUS_TAG

_HEIGHT = 36
_COUNT_GAP = 7
_BETWEEN, _LEAST_BETWEEN = PAGE_PADDING - 8, 2


class TabStrip(QTabBar):
    """A QTabBar painted by itself; add tabs with `add`, listen to `currentChanged`.

    Words stand `inset` pixels inside, for the focus frame: place the strip that much further out.
    """

    inset = 4

    def __init__(self, accessible_name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def add(self, text: str, count: str = "") -> int:
        """Adds a tab and returns its place."""
        place = self.addTab(text.replace("&", "&&"))
        self.set_count(place, count)
        return place

    def set_count(self, place: int, count: str) -> None:
        """Shows a figure beside the words of a tab, or none."""
        self.setTabData(place, count)
        name = self._words(place)
        self.setAccessibleTabName(place, f"{name} {count}".rstrip())
        self.update()
        self.updateGeometry()

    def _words(self, place: int) -> str:
        return self.tabText(place).replace("&&", "&")

    def _count(self, place: int) -> str:
        return str(self.tabData(place) or "")

    def _width(self, place: int) -> int:
        """The words of a tab in the weight of the open one, its figure, and the room for the focus frame."""
        width = text_width(self._words(place), font("ui_strong")) + 2 * self.inset
        if self._count(place):
            width += _COUNT_GAP + text_width(self._count(place), font("meta"))
        return int(width) + 1

    def _between(self) -> int:
        """The room after each tab: less on a narrow page, so that all stay in sight."""
        spare = self.width() - sum(self._width(place) for place in range(self.count()))
        return min(_BETWEEN, max(_LEAST_BETWEEN, spare // max(1, self.count())))

    def tabSizeHint(self, place: int) -> QSize:  # noqa: N802 - Qt calls it so
        """Room for the words in the weight of the open tab, so that opening moves nothing."""
        return QSize(self._width(place) + self._between(), _HEIGHT)

    def minimumTabSizeHint(self, place: int) -> QSize:  # noqa: N802 - Qt calls it so
        """A tab is never narrower than its words."""
        return self.tabSizeHint(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints every tab, and the line beneath the open one."""
        painter = QPainter(self)
        for place in range(self.count()):
            self._paint_tab(painter, place)
        painter.end()

    def _words_rect(self, place: int) -> QRect:
        rect, after = self.tabRect(place), self._between()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return rect.adjusted(after, 0, 0, 0)
        return rect.adjusted(0, 0, -after, 0)

    def _paint_tab(self, painter: QPainter, place: int) -> None:
        colours = tokens()
        rect, is_open = self._words_rect(place), place == self.currentIndex()
        face = font("ui_strong" if is_open else "ui")
        tone = colours.text if is_open else colours.text2
        if not self.isTabEnabled(place):
            tone = colours.disabled
        baseline = baseline_for(face, rect.center().y())
        left, right = rect.left() + self.inset, rect.left() + rect.width() - self.inset
        line = Line(painter, left, right, baseline, self.layoutDirection())
        line.lead(self._words(place), face, tone, _COUNT_GAP)
        line.lead(self._count(place), font("meta"), colours.text2)
        if is_open:
            painter.fillRect(left, self.height() - 2, right - left, 2, QColor(colours.accent))
        if is_open and self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), FOCUS_FRAME))
            frame = QRectF(rect).adjusted(1, 3, -1, -6)
            painter.drawRoundedRect(frame, RADIUS_TAG, RADIUS_TAG)
