"""People who may be the same, each as a card with the reasons and what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counsellor_app.desktop.cases.state.likely import LikelyCard
from counsellor_app.desktop.look.dress import set_card, set_tone
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL


class LikelyCards(QWidget):
    """``chosen(case id)`` when the button of a card is pressed."""

    chosen = Signal(str)

    def __init__(self, act: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act = act
        self.heading = RunsLabel(gap=9)
        self.buttons: list[KeyHintButton] = []
        self._shown: list[LikelyCard] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP_SMALL)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, GAP, 0, 0)
        whole.setSpacing(GAP_SMALL)
        whole.addWidget(self.heading)
        whole.addLayout(self._column)
        self.hide()

    def show_cards(self, heading: str, cards: Sequence[LikelyCard]) -> None:
        """Show *cards* under *heading*; nothing is shown when there are none."""
        if list(cards) == self._shown:
            return
        self._shown = list(cards)
        self.buttons = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for card in cards:
            self._column.addWidget(self._card(card))
        self.heading.set_runs([Run(heading, "section")])
        self.setVisible(bool(cards))

    def _card(self, card: LikelyCard) -> QFrame:
        frame = QFrame()
        set_card(frame, "plain")
        frame.setAccessibleName(f"{card.name}, {card.likely}, {card.reasons}")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(GAP, GAP_SMALL, GAP, GAP_SMALL)
        rows.setSpacing(2)
        rows.addWidget(RunsLabel([Run(card.name, "row"), Run(card.own_name, "row_own", "text2")]))
        for text, tone in ((card.facts, "text2"), (card.reasons, "text")):
            rows.addWidget(small_text(text, tone))
        foot = QHBoxLayout()
        foot.addWidget(RunsLabel([Run(card.likely, "meta", "text2")]), 1)
        button = KeyHintButton(self._act, card.key, "secondary")
        button.clicked.connect(lambda _checked=False, case=card.case: self.chosen.emit(case))
        self.buttons.append(button)
        foot.addWidget(button)
        rows.addLayout(foot)
        return frame


def small_text(text: str, tone: str = "text2") -> QLabel:
    """Return small text of several lines that stands on the side the window begins on, in whatever script it is."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(font("meta"))
    label.setWordWrap(True)
    mirrored = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop)
    set_tone(label, tone)
    return label
