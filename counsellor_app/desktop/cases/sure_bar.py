"""Asks once before something is done, in a pane too narrow for a banner."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from sync.wording import _


class SureBar(QFrame):
    """``confirmed`` when the person says yes by the button *act*; ``dismissed`` when not."""

    confirmed = Signal()
    dismissed = Signal()

    def __init__(self, act: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_style_property(self, "banner", "amber_surface")
        self._question = text_label("", "row", wrap=True)
        self._advice = text_label("", "meta", "text2", wrap=True)
        self.button = KeyHintButton(act, "")
        self.button.clicked.connect(self.confirmed)
        leave = KeyHintButton(_("Leave it as it is"), "", "quiet")
        leave.clicked.connect(self.dismissed)
        buttons = QHBoxLayout()
        buttons.addWidget(self.button)
        buttons.addWidget(leave)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP_SMALL, GAP, GAP_SMALL)
        column.setSpacing(4)
        column.addWidget(self._question)
        column.addWidget(self._advice)
        column.addLayout(buttons)
        self.hide()

    def ask(self, question: str, advice: str) -> None:
        """Ask *question*, say what follows, and wait at the button."""
        self._question.setText(question)
        self._advice.setText(advice)
        self.setAccessibleName(question)
        self.setAccessibleDescription(advice)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
