"""A quiet line above a journey, with what can be done about what it says."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP


class LineWithAct(QWidget):
    """``wanted()`` when somebody wants what the button says. Hidden at first."""

    wanted = Signal()

    def __init__(self, words: str, act: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = text_label(words, "meta", "text2", wrap=True)
        self.button = KeyHintButton(act, "", "quiet", icon=icon)
        self.button.clicked.connect(self.wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self.words, 1)
        line.addWidget(self.button)
        self.hide()
