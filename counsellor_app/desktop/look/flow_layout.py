"""A layout that sets widgets beside each other and begins a new line when the room ends."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from counsellor_app.desktop.look.painting import RTL

_Line = list[tuple[QLayoutItem, int, QSize]]


class FlowLayout(QLayout):
    """For chips, facts and tags: words in another language may be longer than the line.

    What alone is wider than a line gets the line, and must shorten itself. The last *at_end* of the items stand at the
    end of the last line where they fit there, else on lines of their own. *line_gap*: between lines, if not *gap*.
    """

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = 6, line_gap: int | None = None, at_end: int = 0
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = gap if line_gap is None else line_gap
        self._at_end = at_end
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Takes an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place, or nothing past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Gives an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrower line means more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Everything on one line."""
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt calls it so
        """The widest item."""
        sizes = [item.minimumSize() for item in self._items]
        width = max((size.width() for size in sizes), default=0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def _arrange(self, rect: QRect, move: bool) -> int:
        top, height = rect.top(), 0
        for line in self._lines(rect.width()):
            tallest = max(size.height() for _item, _x, size in line)
            for item, x, size in line if move else ():
                left = rect.right() + 1 - x - size.width() if self._mirrored() else rect.left() + x
                item.setGeometry(QRect(QPoint(left, top + (tallest - size.height()) // 2), size))
            height = top - rect.top() + tallest
            top += tallest + self._line_gap
        return height

    def _lines(self, width: int) -> list[_Line]:
        """Return the items line by line, each with its distance from where reading begins, and its size."""
        first_end = max(0, len(self._items) - self._at_end)
        lines: list[_Line] = []
        for item, size in self._sizes(self._items[:first_end], width):
            self._put(lines, item, size, width)
        ends = self._sizes(self._items[first_end:], width)
        room = sum(size.width() for _item, size in ends) + self._gap * len(ends)
        fits = bool(lines) and self._used(lines[-1]) + room <= width
        x = width - room + self._gap
        for item, size in ends:
            if fits:
                lines[-1].append((item, x, size))
                x += size.width() + self._gap
            else:
                self._put(lines, item, size, width)
        return lines

    def _sizes(self, items: Sequence[QLayoutItem], width: int) -> list[tuple[QLayoutItem, QSize]]:
        return [(item, self._size(item, width)) for item in items if not item.isEmpty()]

    @staticmethod
    def _size(item: QLayoutItem, width: int) -> QSize:
        hint = item.sizeHint()
        if 0 < width < hint.width():
            hint.setWidth(width)
        return QSize(hint.width(), item.heightForWidth(hint.width())) if item.hasHeightForWidth() else hint

    @staticmethod
    def _used(line: _Line) -> int:
        _item, x, size = line[-1]
        return x + size.width()

    def _put(self, lines: list[_Line], item: QLayoutItem, size: QSize, width: int) -> None:
        x = self._used(lines[-1]) + self._gap if lines else 0
        if lines and x + size.width() <= width:
            lines[-1].append((item, x, size))
        else:
            lines.append([(item, 0, size)])

    def _mirrored(self) -> bool:
        owner = self.parentWidget()
        return owner is not None and owner.layoutDirection() == RTL
