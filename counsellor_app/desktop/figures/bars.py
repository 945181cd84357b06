"""Two small charts: a figure by month, and people by age. Each says in words what it paints."""

from collections.abc import Sequence
from typing import Final, Literal

from babel.dates import get_month_names
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import RTL
from counsellor_app.desktop.look.theme import theme, tokens
from counsellor_app.desktop.look.tokens import GAP_SMALL
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.numbers import count_text
from sync.wording import _, language

_BARS, _LETTERS, _FIGURES = 72, 22, 20
_BAR, _LEAST = 21, 2
_STRIP: Final = 13


class MonthBars(QWidget):
    """A bar a month, with its figure above. ``chosen(month)`` by a click, or by Enter on the month the arrows show."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[int, ...] = (0,) * 12
        self._shown, self._at = 0, 1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        theme().theme_changed.connect(self.update)

    def show_counts(self, counts: Sequence[int], shown: int) -> None:
        """Show twelve figures; *shown*: the month that is chosen, 0 for none."""
        self._counts, self._shown = tuple(counts), shown
        self._at = shown or self._at
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        """Twelve bars with a figure above and a letter beneath."""
        return QSize(300, _FIGURES + _BARS + _LETTERS)

    def _say(self) -> None:
        names = month_names("wide")
        said = facts(*(f"{names[at]} {count_text(count)}" for at, count in enumerate(self._counts) if count))
        here = f"{names[self._at - 1]} {count_text(self._counts[self._at - 1])}"
        self.setAccessibleDescription(f"{here}. {said}" if self.hasFocus() else said)

    def _column(self, place: int) -> QRectF:
        """Return where the month at *place* (0 to 11) stands: where reading starts comes January."""
        width = self.width() / 12
        at = 11 - place if self.layoutDirection() == RTL else place
        return QRectF(at * width, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, figures and letters."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("meta"))
        letters, most = month_names("narrow"), max(*self._counts, 1)
        for place, count in enumerate(self._counts):
            column = self._column(place)
            mine = self._shown == place + 1
            height = max(_BARS * count / most, _LEAST if count else 0)
            bar = QRectF(column.center().x() - _BAR / 2, _FIGURES + _BARS - height, _BAR, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().accent if mine else tokens().chart_grey))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(QColor(tokens().text2))
            if count:
                above = QRectF(column.left() - 8, bar.top() - _FIGURES, column.width() + 16, _FIGURES)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, count_text(count))
            below = QRectF(column.left(), _FIGURES + _BARS, column.width(), _LETTERS)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, letters[place])
            if self.hasFocus() and self._at == place + 1:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(tokens().accent), 2))
                painter.drawRoundedRect(column.adjusted(1, 1, -1, -1), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the month beneath the pointer."""
        place = next((at for at in range(12) if self._column(at).contains(QPointF(event.position()))), -1)
        if place >= 0 and self._counts[place]:
            self._at = place + 1
            self.chosen.emit(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from month to month, Enter and the space bar choose."""
        forward = Qt.Key.Key_Left if self.layoutDirection() == RTL else Qt.Key.Key_Right
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._at = min(max(self._at + (1 if event.key() == forward else -1), 1), 12)
            self._say()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._counts[self._at - 1]:
                self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)


class AgeStrip(QWidget):
    """Adults, children and people of unknown age, one strip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: tuple[int, int, int] = (0, 0, 0)
        self.setAccessibleName(_("People by age"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().theme_changed.connect(self.update)

    def show_people(self, people: tuple[int, int, int], said: str) -> None:
        """Show how many of each; *said*: the same in words."""
        self._people = people
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a bar, as wide as there is room."""
        return QSize(300, _STRIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts from where reading starts."""
        painter = QPainter(self)
        total, done = sum(self._people), 0.0
        colours = tokens()
        for count, colour in zip(self._people, (colours.accent, colours.chart_second, colours.chart_grey), strict=True):
            width = self.width() * count / total if total else 0
            left = self.width() - done - width if self.layoutDirection() == RTL else done
            painter.fillRect(QRectF(left, 0, max(width - 1, 0), _STRIP), QColor(colour))
            done += width


class ColourKey(QWidget):
    """What the colours of the strip say: a square and a word each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().theme_changed.connect(self.update)

    def show_parts(self, parts: Sequence[tuple[str, str]]) -> None:
        """Show pairs of a colour's role and its word."""
        self._parts = tuple(parts)
        self.setAccessibleName(facts(*(word for _role, word in parts)))
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(300, _LETTERS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint squares and words from where reading starts."""
        painter = QPainter(self)
        painter.setFont(font("meta"))
        done = 0.0
        for role, word in self._parts:
            width = painter.fontMetrics().horizontalAdvance(word)
            whole = 10 + 6 + width
            left = self.width() - done - whole if self.layoutDirection() == RTL else done
            square = left + whole - 10 if self.layoutDirection() == RTL else left
            text = left if self.layoutDirection() == RTL else left + 16
            painter.fillRect(QRectF(square, (_LETTERS - 10) / 2, 10, 10), QColor(tokens().colour(role)))
            painter.setPen(QColor(tokens().text2))
            painter.drawText(QRectF(text, 0, width + 2, _LETTERS), Qt.AlignmentFlag.AlignVCenter, word)
            done += whole + GAP_SMALL * 2


def month_names(width: Literal["wide", "narrow"]) -> list[str]:
    """Return the names of the months, January first; *width*: ``wide`` or ``narrow``."""
    names = get_month_names(width, context="stand-alone", locale=language())
    return [str(names[month]) for month in range(1, 13)]
