"""The steps of a programme on one line: which are done, which is now, which are to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import RTL, Line, baseline_for, text_width
from counsellor_app.desktop.look.states import State, look_of
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import ICON

_AFTER_ICON = 6
_GAP = 10
_SHORTEST_LINE = 16
_SQUEEZED_LINE = 2
"""Between the shapes of many steps on a narrow page."""
_SHORTEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Step:
    """A step and how it stands: done, current, open, or any other state."""

    text: str
    state: State = State.OPEN


def _step_font(step: Step) -> QFont:
    return font("meta_strong" if step.state == State.CURRENT else "meta")


def _step_tone(step: Step) -> str:
    tones = {State.CURRENT: "text", State.OPEN: "text3", State.DONE: "text2"}
    return tones.get(step.state, look_of(step.state).word)


def _names(steps: Sequence[Step]) -> dict[Step, str]:
    return {step: step.text for step in steps}


class ProgressStepper(QLabel):
    """Words give way before shapes do: on a narrow page only the current step is named, as far as it fits."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = ""
        self._steps: tuple[Step, ...] = ()
        self._places: list[tuple[QRectF, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_steps(self, heading: str, steps: Sequence[Step], summary: str) -> None:
        """Shows the steps; `summary` says them to a screen reader ("step 3 of 5: …")."""
        self._heading, self._steps = heading, tuple(steps)
        self.setText(summary)
        self.setAccessibleName(summary)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for all names."""
        return QSize(int(self._wanted(_names(self._steps))), 24)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the shapes and the beginning of the current name."""
        shapes = self._wanted({}, _SQUEEZED_LINE)
        current = self._wanted(_names(self._current()), _SQUEEZED_LINE)
        return QSize(int(min(current, shapes + _SHORTEST_NAME)), 24)

    def _current(self) -> list[Step]:
        return [step for step in self._steps if step.state == State.CURRENT]

    def _wanted(self, names: Mapping[Step, str], between: float = _SHORTEST_LINE) -> float:
        """Width with only these steps named, and lines of the width *between* the shapes."""
        heading = text_width(self._heading, font("meta_medium")) + _GAP + 4 if self._heading else 0
        words = sum(text_width(text, _step_font(step)) + _AFTER_ICON for step, text in names.items())
        lines = max(0, len(self._steps) - 1)
        return heading + words + len(self._steps) * ICON + lines * (between + 2 * _GAP) + 2

    def _fitting(self) -> Mapping[Step, str]:
        """Return the names there is room for: all, or that of the current step, as much of it as fits."""
        names = _names(self._steps)
        if self._wanted(names) <= self.width():
            return names
        names = _names(self._current())
        over = self._wanted(names, _SQUEEZED_LINE) - self.width()
        if over <= 0:
            return names
        return {
            step: QFontMetricsF(face).elidedText(
                text, Qt.TextElideMode.ElideRight, max(0.0, text_width(text, face) - over)
            )
            for step, text in names.items()
            for face in (_step_font(step),)
        }

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints heading, shapes, names and the lines between them."""
        painter = QPainter(self)
        middle = self.height() / 2
        names = self._fitting()
        spare = self.width() - self._wanted(names)
        length = max(_SQUEEZED_LINE, _SHORTEST_LINE + spare / max(1, len(self._steps) - 1))
        baseline = baseline_for(font("meta"), middle)
        line = Line(painter, 0, self.width(), baseline, self.layoutDirection())
        line.lead(self._heading, font("meta_medium"), tokens().text2, _GAP + 4)
        self._places = []
        for place, step in enumerate(self._steps):
            if place:
                self._paint_between(line, length, middle, self._steps[place - 1].state == State.DONE)
            self._paint_step(line, step, names.get(step, ""), middle)
        painter.end()

    def _paint_step(self, line: Line, step: Step, name: str, middle: float) -> None:
        look = look_of(step.state)
        rect = line.icon(look.icon, look.shape, ICON, middle, _AFTER_ICON if name else _GAP)
        if name:
            before = (line.left, line.right)
            line.lead(name, _step_font(step), tokens().colour(_step_tone(step)), _GAP)
            moved = QRectF(before[0], rect.y(), line.left - before[0], ICON)
            if line.mirrored:
                moved = QRectF(line.right, rect.y(), before[1] - line.right, ICON)
            rect = rect.united(moved)
        self._places.append((rect, step.text))

    def _paint_between(self, line: Line, length: float, middle: float, done: bool) -> None:
        start = line.right if line.mirrored else line.left
        end = start - length if line.mirrored else start + length
        pen = QPen(QColor(tokens().colour("green_shape" if done else "hairline")), 2)
        line.painter.setPen(pen)
        line.painter.drawLine(QPointF(start, middle), QPointF(end, middle))
        if self.layoutDirection() == RTL:
            line.right = end - _GAP
        else:
            line.left = end + _GAP

    def event(self, event: QEvent) -> bool:
        """Names the step beneath the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = QPointF(event.pos())
            name = next((text for rect, text in self._places if rect.contains(position)), "")
            QToolTip.showText(event.globalPos(), name, self)
            return True
        return super().event(event)
