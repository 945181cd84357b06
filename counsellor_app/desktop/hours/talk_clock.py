"""How much of a talk's time is left: a bar of steps, and the minutes. It counts down quietly and never interrupts."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import GAP
from sync.wording import _

_STEPS, _STEP_WIDTH, _STEP_HEIGHT, _STEP_GAP = 10, 13, 6, 2
_EVERY_MS = 1_000


def left_words(left_ms: int, minutes: int) -> str:
    """Return *3:40 left of 10:00*; past the time how much it is over."""
    whole = f"{minutes}:00"
    seconds = abs(left_ms) // 1000
    clock = f"{seconds // 60}:{seconds % 60:02d}"
    if left_ms >= 0:
        return _("{left} left of {whole}").format(left=clock, whole=whole)
    return _("{over} over the {whole}").format(over=clock, whole=whole)


class _Steps(QWidget):
    """Ten steps, filled as the time passes."""

    def __init__(self) -> None:
        super().__init__()
        self._passed = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for the steps."""
        return QSize(_STEPS * (_STEP_WIDTH + _STEP_GAP), 20)

    def show_passed(self, passed: float) -> None:
        """Fill so much (0 to 1) of the bar."""
        if passed != self._passed:
            self._passed = passed
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps, from the side where reading begins."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours, filled = tokens(), round(min(max(self._passed, 0.0), 1.0) * _STEPS)
        over = self._passed > 1
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for step in range(_STEPS):
            place = _STEPS - 1 - step if mirrored else step
            colour = colours.hairline if step >= filled else colours.amber_shape if over else colours.accent
            painter.setBrush(QColor(colour))
            top = (self.height() - _STEP_HEIGHT) / 2
            painter.drawRoundedRect(QRectF(place * (_STEP_WIDTH + _STEP_GAP), top, _STEP_WIDTH, _STEP_HEIGHT), 2, 2)
        painter.end()


class TalkClock(QWidget):
    """Shown while a talk is held; stopped when it is not looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._began, self._minutes = 0, 0
        self._steps = _Steps()
        self.words = IconLabel("", font_role="ui")
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._renew)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._steps)
        line.addWidget(self.words)
        self.stop()

    def start(self, began: int, minutes: int) -> None:
        """Count from *began* (ms) on, a talk of *minutes*."""
        self._began, self._minutes = began, max(minutes, 1)
        self._renew()
        self.show()
        self._timer.start()

    def stop(self) -> None:
        """Count no longer, and show nothing."""
        self._timer.stop()
        self.hide()

    def pause(self) -> None:
        """Not looked at for a while; the time goes on."""
        self._timer.stop()

    def go_on(self) -> None:
        """Looked at again."""
        if not self.isHidden():
            self.start(self._began, self._minutes)

    def _renew(self) -> None:
        whole = self._minutes * 60_000
        passed = max(now_ms() - self._began, 0)
        self._steps.show_passed(passed / whole)
        self.words.set_text(left_words(whole - passed, self._minutes))
        self.words.set_tone("amber" if passed > whole else "text2")
