"""A plain editor with line numbers; lines on which something is wrong carry a mark in words and colour."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import GAP_SMALL
from counsellor_app.domain.programmes.reading import Problem


class _Numbers(QWidget):
    """The numbers beside the lines."""

    def __init__(self, editor: "TextEditor") -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        """As wide as the longest number."""
        return QSize(self._editor.number_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines that are seen."""
        self._editor.paint_numbers(event)


class TextEditor(QPlainTextEdit):
    """Left to right whatever the window's direction: it holds code."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFont(font("ui"))
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._wrong: dict[int, str] = {}
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(lambda _count: self._make_room())
        self.updateRequest.connect(self._scrolled)
        self._make_room()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark these lines; each says what is wrong when it is pointed at."""
        self._wrong = {problem.line: problem.text for problem in problems}
        marks = []
        for line in self._wrong:
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(QColor(tokens().colour("red_surface")))
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                mark.cursor = QTextCursor(block)
                marks.append(mark)
        self.setExtraSelections(marks)
        self._numbers.update()

    def go_to(self, line: int) -> None:
        """Go to a line (from 1)."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            self.setTextCursor(QTextCursor(block))
            self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def number_width(self) -> int:
        """Return the width of the numbers in pixels."""
        digits = len(str(max(self.blockCount(), 100)))
        return self.fontMetrics().horizontalAdvance("0") * digits + 2 * GAP_SMALL

    def _make_room(self) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)

    def _scrolled(self, rect: QRect, by: int) -> None:
        if by:
            self._numbers.scroll(0, by)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers beside the text."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.number_width(), inside.height()))

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines that are seen, those of wrong lines in the colour of danger."""
        painter, colours = QPainter(self._numbers), tokens()
        painter.fillRect(event.rect(), QColor(colours.colour("list")))
        painter.setFont(font("meta"))
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        height = self.fontMetrics().height()
        while block.isValid() and top <= event.rect().bottom():
            number = block.blockNumber() + 1
            painter.setPen(QColor(colours.colour("red" if number in self._wrong else "text3")))
            width = self._numbers.width() - GAP_SMALL
            painter.drawText(0, int(top), width, height, Qt.AlignmentFlag.AlignRight, str(number))
            top += self.blockBoundingRect(block).height()
            block = block.next()
        painter.end()
