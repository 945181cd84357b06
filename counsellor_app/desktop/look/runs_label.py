"""A label of several runs on one baseline: a title and, quieter, what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import Line, baseline_for, text_width
from counsellor_app.desktop.look.theme import tokens


@dataclass(frozen=True, slots=True)
class Run:
    """One run of text in one font and colour."""

    text: str
    font_role: str = "ui"
    tone: str = "text"


class RunsLabel(QLabel):
    """Runs beside each other; the later ones are shortened first."""

    gap = 12

    def __init__(self, runs: Sequence[Run] = (), *, gap: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gap = gap
        self._runs: tuple[Run, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_runs(runs)

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Shows other runs; empty ones are left out."""
        self._runs = tuple(run for run in runs if run.text)
        said = " ".join(run.text for run in self._runs)
        self.setText(said)
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all runs."""
        width = sum(text_width(run.text, font(run.font_role)) for run in self._runs)
        width += self.gap * max(0, len(self._runs) - 1)
        heights = [QFontMetricsF(font(run.font_role)).height() for run in self._runs]
        return QSize(int(width) + 4, int(max(heights, default=18)) + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters of the first run."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), 60), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the runs on the baseline of the largest."""
        if not self._runs:
            return
        painter = QPainter(self)
        largest = max((font(run.font_role) for run in self._runs), key=lambda face: face.pointSizeF())
        baseline = baseline_for(largest, self.height() / 2)
        line = Line(painter, 0, self.width(), baseline, self.layoutDirection())
        colour = tokens().colour
        whole = [line.lead(run.text, font(run.font_role), colour(run.tone), self.gap) for run in self._runs]
        painter.end()
        tip = "" if all(whole) else self.text()
        if tip != self.toolTip():
            self.setToolTip(tip)


def page_title(text: str, second: str = "") -> RunsLabel:
    """The title of a page: a name, and as written in its own script."""
    return RunsLabel([Run(text, "page_title"), Run(second, "page_title_own", "text2")])


def pane_title(text: str, count: str = "") -> RunsLabel:
    """The title of a list, and how many it holds."""
    return RunsLabel([Run(text, "pane_title"), Run(count, "ui", "text3")], gap=9)
