"""Asks once before a case is handed over: who gets the key of it keeps what was read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.case_page.state.person import Decision
from counsellor_app.desktop.look.banner_bar import BannerBar
from sync.wording import _


class HandOverBar(BannerBar):
    """``confirmed(Decision)`` when the person says yes."""

    confirmed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", "waits", _("Hand over"), dismiss_name=_("Leave it as it is"), parent=parent)
        self._decision: Decision | None = None
        self.action.connect(self._confirm)
        self.hide()

    def ask(self, decision: Decision, name: str) -> None:
        """Say what will happen, to whom."""
        self._decision = decision
        if decision.ask == "team":
            title = _("Hand this case over to the team {name}?").format(name=name)
        else:
            title = _("Make {name} responsible for this case?").format(name=name)
        advice = _("The whole case with all its notes becomes readable there, and that cannot be taken back.")
        self.say(title, advice, "waits")
        self.show()
        self.button.setFocus()

    def _confirm(self) -> None:
        decision, self._decision = self._decision, None
        self.hide()
        if decision is not None:
            self.confirmed.emit(decision)
