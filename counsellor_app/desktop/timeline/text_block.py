"""A piece of text laid out once for a width, then only drawn: paragraphs, each in the direction of its own text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from counsellor_app.desktop.look.bidi import Direction, text_direction

_MOST_LETTERS_A_LINE = 400
"""Letters of a paragraph that can matter when only its first lines are shown."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Letters from ``start`` for ``length`` (UTF-16 units) in a face of their own."""

    start: int
    length: int
    face: QFont


class TextBlock:
    """Lines of text ready to be drawn. ``hidden``: lines were left out because of ``most_lines``."""

    def __init__(
        self,
        text: str,
        face: QFont,
        width: float,
        step: float,
        default: Direction = "ltr",
        most_lines: int = 0,
        emphasis: Sequence[Emphasis] = (),
    ) -> None:
        self.height = 0.0
        self.hidden = False
        self.used_width = 0.0
        self._layouts: list[QTextLayout] = []
        self._lines = 0
        for number, paragraph in enumerate(text.split("\n")):
            if most_lines and self._lines >= most_lines:
                self.hidden = self.hidden or bool(paragraph.strip())
                break
            room = most_lines - self._lines if most_lines else 0
            self._add(paragraph, face, width, step, default, room, emphasis if number == 0 else ())

    def _add(
        self,
        paragraph: str,
        face: QFont,
        width: float,
        step: float,
        default: Direction,
        room: int,
        emphasis: Sequence[Emphasis],
    ) -> None:
        shown = paragraph[: room * _MOST_LETTERS_A_LINE] if room else paragraph
        self.hidden = self.hidden or len(shown) < len(paragraph)
        layout = QTextLayout(shown, face)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        mirrored = text_direction(shown, default) == "rtl"
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
        layout.setTextOption(option)
        layout.setFormats([_range(part) for part in emphasis])
        layout.setCacheEnabled(True)
        layout.beginLayout()
        self._break(layout, width, step, room)
        layout.endLayout()
        self._layouts.append(layout)

    def _break(self, layout: QTextLayout, width: float, step: float, room: int) -> None:
        count = 0
        while (line := layout.createLine()).isValid():
            if room and count >= room:
                self.hidden = True
                line.setNumColumns(0)
                line.setPosition(QPointF(0, -10_000))
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, self.height + (step - line.height()) / 2))
            self.used_width = max(self.used_width, line.naturalTextWidth())
            self.height += step
            count += 1
        self._lines += max(count, 1)
        if not count:
            self.height += step

    def draw(self, painter: QPainter, x: float, y: float, colour: str) -> None:
        """Draw the lines with their upper left corner at *x*, *y*."""
        painter.setPen(QColor(colour))
        for layout in self._layouts:
            layout.draw(painter, QPointF(x, y))


def _range(part: Emphasis) -> QTextLayout.FormatRange:
    result = QTextLayout.FormatRange()
    result.start, result.length = part.start, part.length
    look = QTextCharFormat()
    look.setFont(part.face)
    result.format = look
    return result
