"""The lock screen: one card with a password field, and how many entries wait. It shows no name and no content."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.card_page import CardPage, TallButton, TallField
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from counsellor_app.desktop.moments import count_text
from counsellor_app.desktop.new_password.view import NewPasswordFields
from counsellor_app.desktop.unlock import state as steps
from counsellor_app.desktop.unlock.state import Phase, UnlockState
from counsellor_app.domain.errors import ActionableError
from sync.wording import _, ngettext

if TYPE_CHECKING:
    from counsellor_app.workflows.session import Session

CARD_WIDTH = 420
Done = Callable[["Session"], object]
Failed = Callable[[Exception], object]
OpenByPassword = Callable[[str, Done, Failed], None]
OpenByRecovery = Callable[[str, str, Done, Failed], None]


class UnlockView(CardPage):
    """Asks for the password, off the GUI thread has it checked, and says ``opened(session)``.

    *by_password* and *by_recovery* start a try and answer later; *check* and *generate* are for the new password that
    follows a recovery key. *wait* is what wrong tries of an earlier run still cost, in seconds.
    """

    opened = Signal(object)

    def __init__(
        self,
        by_password: OpenByPassword,
        by_recovery: OpenByRecovery,
        check: Callable[[str], None],
        generate: Callable[[], str],
        unsent: int = 0,
        wait: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(CARD_WIDTH)
        self._by_password, self._by_recovery, self._clock = by_password, by_recovery, clock
        self.state = steps.begin(wait, clock())
        self.setAccessibleName(_("Locked"))
        self.password = TallField()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self.try_password)
        self.recovery_key = QLineEdit()
        self.recovery_key.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.new_password = NewPasswordFields(check, generate)
        self.new_password.entered.connect(self.try_recovery)
        self.open_button = TallButton(_("Open"), "Return", "primary")
        self.open_button.clicked.connect(self.try_password)
        self.recover_button = KeyHintButton(_("Set password and open"), "Return", "primary")
        self.recover_button.clicked.connect(self.try_recovery)
        self.switch_button = KeyHintButton("", "", "link")
        self.switch_button.clicked.connect(self._switch)
        self.banner = BannerBar("", "", "danger")
        self._by_word = self._password_part()
        self._by_key = self._recovery_part()
        self._fill(unsent)
        self._timer = QTimer(self, interval=250)
        self._timer.timeout.connect(self._tick)
        self._show()

    def _fill(self, unsent: int) -> None:
        self.add_title("lock", _("Locked"))
        self.column.addSpacing(4)
        self.column.addWidget(self.banner)
        self.column.addWidget(self._by_word)
        self.column.addWidget(self._by_key)
        line = QHBoxLayout()
        line.addWidget(self.switch_button)
        line.addStretch(1)
        self.column.addLayout(line)
        if unsent:
            self.column.addWidget(Hairline())
            self.column.addLayout(_unsent_part(unsent))

    def _password_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.setSpacing(GAP_SMALL)
        line.addWidget(FieldRow(_("Password"), self.password), 1)
        line.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        return part

    def _recovery_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        hint = _("From the sheet you kept: 9 groups of 4. Dashes and capitals do not matter.")
        column.addWidget(FieldRow(_("Recovery key"), self.recovery_key, hint))
        column.addWidget(self.new_password)
        line = QHBoxLayout()
        line.addWidget(self.recover_button)
        line.addStretch(1)
        column.addLayout(line)
        return part

    def try_password(self) -> None:
        """Try what was typed, unless a try runs or has to wait."""
        typed = self.password.text()
        if self.state.recovering or not typed or not steps.may_try(self.state):
            return
        self._become(steps.tried(self.state))
        self.password.clear()
        self._by_password(typed, self._opened, self._failed)

    def try_recovery(self) -> None:
        """Try the recovery key, and set the new password with it."""
        key, new = self.recovery_key.text(), self.new_password.password()
        if not self.state.recovering or not key or not new or not steps.may_try(self.state):
            return
        self._become(steps.tried(self.state))
        self._by_recovery(key, new, self._opened, self._failed)

    def _opened(self, session: object) -> None:
        self._become(steps.opened(self.state))
        self.recovery_key.clear()
        self.new_password.clear()
        self.opened.emit(session)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            error = ActionableError(_("The work could not be opened."), _("Nothing was changed. Try again."))
        self._become(steps.refused(self.state, error, self._clock()))
        self.focus_field()

    def _switch(self) -> None:
        self._become(steps.switched(self.state, not self.state.recovering))
        self.focus_field()

    def _tick(self) -> None:
        self._become(steps.ticked(self.state, self._clock()))

    def _become(self, state: UnlockState) -> None:
        freed = self.state.phase is Phase.WAITING and state.phase is Phase.READY
        self.state = state
        self._show()
        if freed:
            self.focus_field()

    def focus_field(self) -> None:
        """Put the caret where the next thing is typed."""
        (self.recovery_key if self.state.recovering else self.password).setFocus()

    def _show(self) -> None:
        state, ready = self.state, steps.may_try(self.state)
        self._by_word.setVisible(not state.recovering)
        self._by_key.setVisible(state.recovering)
        for widget in (self.password, self.recovery_key, self.new_password, self.recover_button, self.open_button):
            widget.setEnabled(ready)
        self.switch_button.setEnabled(state.phase is not Phase.CHECKING)
        self.switch_button.set_label(
            _("Back to the password") if state.recovering else _("Password forgotten? Use the recovery key")
        )
        checking = state.phase is Phase.CHECKING
        self.open_button.set_label(_("Opening…") if checking else _("Open"))
        self.recover_button.set_label(_("Opening…") if checking else _("Set password and open"))
        set_style_property(self.password, "wrong", bool(state.title) and ready)
        self._say(state)
        if state.phase is Phase.WAITING:
            self._timer.start()
        else:
            self._timer.stop()

    def _say(self, state: UnlockState) -> None:
        waiting = steps.waiting_text(state, self._clock())
        title = state.title or (_("Too many wrong tries.") if waiting else "")
        if waiting:
            self.banner.say(title, waiting, "waits")
        elif title:
            self.banner.say(title, state.advice, "danger")
        self.banner.setVisible(bool(title))

    def showEvent(self, event: QShowEvent) -> None:
        """Ready to type at once."""
        super().showEvent(event)
        self.focus_field()


def _unsent_part(unsent: int) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(GAP)
    picture = QLabel()
    keep_icon(picture, lambda image: picture.setPixmap(image.pixmap(18)), "arrow-up-from-line", "amber", 18)
    line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    text = ngettext("{n} entry not yet at the office", "{n} entries not yet at the office", unsent)
    words.addWidget(text_label(text.format(n=count_text(unsent)), "ui_medium", "amber"))
    kept = ngettext("It is kept encrypted on this device.", "They are kept encrypted on this device.", unsent)
    words.addWidget(text_label(kept, "meta", "text2"))
    line.addLayout(words, 1)
    return line
