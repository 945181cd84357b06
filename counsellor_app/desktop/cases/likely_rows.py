"""Who may be here already, beneath the form of a new case: an area of a fixed height, so that no field moves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.cases.state.likely import LikelyCard
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.tokens import GAP_SMALL
from sync.wording import _

LEAST, MOST = 96, 236


class LikelyRows(QWidget):
    """``chosen(case id)`` when one of them is opened."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self.heading = RunsLabel(gap=9)
        self.buttons: list[KeyHintButton] = []
        self._shown: list[LikelyCard] = []
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, GAP_SMALL, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.heading)
        self._column.addStretch(1)
        self.hide()

    def show_cards(self, heading: str, cards: Sequence[LikelyCard]) -> None:
        """Show *cards* under *heading*; nothing is shown when there are none."""
        if list(cards) == self._shown:
            return
        self._shown = list(cards)
        for row in self._rows:
            row.hide()
            self._column.removeWidget(row)
            row.deleteLater()
        self.buttons = []
        self._rows = [self._row(card) for card in cards]
        for place, row in enumerate(self._rows, 1):
            self._column.insertWidget(place, row)
        self.heading.set_runs([Run(heading, "section")])
        self.setAccessibleName(heading)
        self.setAccessibleDescription(", ".join(card.name for card in cards))
        self.setVisible(bool(cards))
        if cards:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _row(self, card: LikelyCard) -> QWidget:
        row = QWidget()
        spoken = f"{card.name}, {card.facts}, {card.likely}, {card.reasons}"
        row.setAccessibleName(spoken)
        button = KeyHintButton(_("Open"), card.key, "link", tip=_("Open this case"))
        button.setAccessibleName(_("Open this case"))
        button.setAccessibleDescription(spoken)
        button.clicked.connect(lambda _checked=False, case=card.case: self.chosen.emit(case))
        self.buttons.append(button)
        first = QHBoxLayout()
        first.setSpacing(GAP_SMALL)
        first.addWidget(RunsLabel([Run(card.name, "row"), Run(card.own_name, "row_own", "text2")]), 1)
        first.addWidget(button)
        lines = QVBoxLayout(row)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(Hairline())
        lines.addLayout(first)
        lines.addWidget(ElidedLabel(f"{card.likely} · {card.facts}", font_role="meta", tone="text2"))
        lines.addWidget(ElidedLabel(card.reasons, font_role="meta"))
        return row


class LikelyArea(QScrollArea):
    """Holds the rows; takes what the fields leave of *room* (pixels), and never changes while one types."""

    def __init__(self, rows: LikelyRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        set_surface(holder, "list")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(rows)
        column.addStretch(1)
        self.setWidget(holder)
        self.take(MOST)

    def take(self, room: int) -> None:
        """Become as high as there is room for, within what is sensible."""
        self.setFixedHeight(max(LEAST, min(MOST, room)))
