"""Waiting to be admitted: what happens now, the office's words, and a round of sync every few seconds by itself."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from counsellor_app.desktop.card_page import CardPage
from counsellor_app.desktop.connection import Connection, Reach
from counsellor_app.desktop.first_run.forms import words_card
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.text_label import text_label
from sync.wording import _

CARD_WIDTH = 560
TRY_EVERY_SECONDS = 10


class WaitingView(CardPage):
    """``try_now`` and ``lock_wanted`` when their buttons are pressed."""

    try_now = Signal()
    lock_wanted = Signal()

    def __init__(self, name: str, words: Sequence[str]) -> None:
        super().__init__(CARD_WIDTH)
        self.add_title("hourglass", _("Almost there"))
        who = (
            _("{name}, this device asked the office to admit it.").format(name=isolate(name))
            if name
            else _("This device asked the office to admit it.")
        )
        how = _(
            "An administrator looks at the request and admits you. This page goes on by itself; you may also lock or "
            "close the app and come back."
        )
        self.column.addWidget(text_label(f"{who} {how}", "ui", "text2", wrap=True))
        self.state_label = StateLabel(State.WAITS, _("Waiting"))
        self.column.addWidget(self.state_label)
        self._advice = text_label("", "meta", "text2", wrap=True)
        self._advice.hide()
        self.column.addWidget(self._advice)
        if words:
            self.column.addWidget(words_card(tuple(words), _("The office’s twelve words, if somebody asks for them:")))
        self.try_button = KeyHintButton(_("Ask now"), "F5", "primary", icon="refresh-cw")
        self.try_button.clicked.connect(self.try_now)
        self.lock_button = KeyHintButton(_("Lock"), "", "secondary", icon="lock")
        self.lock_button.clicked.connect(self.lock_wanted)
        line = QHBoxLayout()
        line.addWidget(self.try_button)
        line.addWidget(self.lock_button)
        line.addStretch(1)
        self.column.addLayout(line)

    def show_connection(self, connection: Connection) -> None:
        """Say how the last question went. Offline is normal: it is asked again."""
        asking = connection.reach is Reach.SYNCING
        self.try_button.setEnabled(not asking)
        advice = ""
        if asking:
            self.state_label.set_state(State.CURRENT, _("Asking the office…"))
        elif connection.reach is Reach.OFFLINE:
            self.state_label.set_state(State.WAITS, _("The office cannot be reached now. It is asked again by itself."))
        elif connection.reach is Reach.TROUBLE:
            self.state_label.set_state(State.DANGER, connection.title)
            advice = connection.advice
        else:
            self.state_label.set_state(State.WAITS, _("Not admitted yet. It is asked again by itself."))
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
