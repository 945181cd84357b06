"""The first run as one page whose card changes: choosing, filling, working, the recovery key."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from counsellor_app.desktop.card_page import CardPage
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.first_run import state as steps
from counsellor_app.desktop.first_run.choice import ChoicePart
from counsellor_app.desktop.first_run.forms import EnterForm, RestoreForm
from counsellor_app.desktop.first_run.state import FirstRun, Form, Step, Way
from counsellor_app.desktop.first_run.verbs import FirstRunVerbs
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE
from counsellor_app.desktop.recovery_part import RecoveryPart
from counsellor_app.domain.errors import ActionableError
from sync.wording import _

if TYPE_CHECKING:
    from counsellor_app.workflows.enrolment import Founded, Joined
    from counsellor_app.workflows.session import Session

CARD_WIDTH = 560


def _titles() -> dict[Way, tuple[str, str]]:
    """Title, and the words of the button, by way."""
    return {
        Way.JOIN: (_("Join an office"), _("Join")),
        Way.FOUND: (_("Found an office"), _("Found the office")),
        Way.RESTORE: (_("Restore a backup"), _("Restore")),
    }


class FirstRunView(CardPage):
    """``entered(session)`` when there is work to open; ``restored`` when there is a profile to unlock;
    ``opened(session)`` as soon as keys were made, so that locking closes them; ``language_chosen(code)``."""

    entered = Signal(object)
    opened = Signal(object)
    restored = Signal()
    language_chosen = Signal(str)

    def __init__(self, verbs: FirstRunVerbs, now: Callable[[], int] = now_ms) -> None:
        super().__init__(CARD_WIDTH, top=True)
        self._verbs, self._now = verbs, now
        self.state = FirstRun()
        self._session: Session | None = None
        self._title = self.add_title("notebook-pen", _("Welcome"))
        self.banner = BannerBar("", "", "danger")
        self.banner.hide()
        self.choice = ChoicePart()
        self.enter_form = EnterForm(verbs)
        self.restore_form = RestoreForm()
        self.recovery: RecoveryPart | None = None
        self._busy = QWidget()
        self.go_button = KeyHintButton("", "Ctrl+Return", "primary")
        self.back_button = KeyHintButton(_("Back"), "Alt+Left", "quiet", icon="arrow-left")
        self._missing = text_label("", "meta", "text2", wrap=True)
        self._fill()
        self._connect()
        self._show()

    def _fill(self) -> None:
        busy = QVBoxLayout(self._busy)
        busy.setContentsMargins(0, 0, 0, 0)
        busy.setSpacing(GAP)
        self._busy_words = text_label("", "ui", "text2", wrap=True)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(_("Working"))
        busy.addWidget(self._busy_words)
        busy.addWidget(bar)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(GAP_LARGE)
        foot.addWidget(self.go_button)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.back_button)
        for part in (self.banner, self.choice, self.enter_form, self.restore_form, self._busy, self._foot):
            self.column.addWidget(part)

    def _connect(self) -> None:
        self.choice.chosen.connect(lambda way: self._become(steps.chosen(self.state, Way(way))))
        self.choice.language_chosen.connect(self.language_chosen)
        self.enter_form.invitation.given.connect(self._given)
        self.enter_form.invitation.refused.connect(self._say)
        for form in (self.enter_form, self.restore_form):
            form.changed.connect(self._show_foot)
            form.entered.connect(self.go)
        self.go_button.clicked.connect(self.go)
        self.back_button.clicked.connect(lambda: self._become(steps.back(self.state)))

    # --- what happens

    def _given(self, text: str) -> None:
        self._become(steps.invitation_given(self.state, text, self._verbs.read, self._now()))

    def form(self) -> Form:
        """Return what was filled in so far."""
        return self.restore_form.form() if self.state.way is Way.RESTORE else self.enter_form.form()

    def go(self) -> None:
        """Do what was chosen, if nothing is missing."""
        password = self.enter_form.password.password()
        form = self.form()
        before = self.state
        self._become(steps.began(before, form))
        if self.state is before:
            return
        label = self.enter_form.label.text().strip()
        if self.state.way is Way.RESTORE:
            self._verbs.restore(form.file, self.restore_form.password.text(), self._restored, self._failed)
        elif self.state.way is Way.FOUND:
            self._verbs.found(form.invitation, form.name, password, label, self._made, self._failed)
        else:
            self._verbs.join(form.invitation, password, label, self._made, self._failed)

    def _made(self, made: "Founded | Joined") -> None:
        self._session = made.session
        self.enter_form.password.clear()
        self.enter_form.invitation.text.clear()
        self.opened.emit(made.session)
        self.recovery = RecoveryPart(made.recovery_key, made.session.vault.confirm_recovery)
        self.recovery.confirmed.connect(self._kept)
        self.column.addWidget(self.recovery)
        self._become(steps.worked(self.state))
        self.recovery.typed.setFocus()

    def _kept(self) -> None:
        assert self._session is not None
        self._become(steps.kept(self.state, confirmed=True, admitted=self._session.admitted))
        self.entered.emit(self._session)

    def _restored(self, _nothing: object) -> None:
        self.restore_form.password.clear()
        self._become(steps.worked(self.state))
        self.restored.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ActionableError):
            error = ActionableError(_("Something went wrong in the program."), _("Nothing was kept. Try again."))
        self._become(steps.failed(self.state, error))

    def _say(self, error: ActionableError) -> None:
        self.banner.say(error.title, error.advice)
        self.banner.show()

    # --- what is shown

    def _become(self, state: FirstRun) -> None:
        before, self.state = self.state, state
        understood = state.facts is not None and before.facts is None
        self._show()
        if understood and state.step is Step.FILLING:
            (self.enter_form.name if state.way is Way.FOUND else self.enter_form.label).setFocus()
        if before.step is not state.step:
            self.scrolled.verticalScrollBar().setValue(0)
            self._focus()

    def _focus(self) -> None:
        if self.state.step is Step.CHOOSING:
            self.choice.buttons[Way.JOIN].setFocus()
        elif self.state.step is Step.FILLING:
            form = self.restore_form.file if self.state.way is Way.RESTORE else self.enter_form.invitation.text
            form.setFocus()

    def _show(self) -> None:
        step, way = self.state.step, self.state.way
        filling = step is Step.FILLING
        self.choice.setVisible(step is Step.CHOOSING)
        self.enter_form.setVisible(filling and way is not Way.RESTORE)
        self.restore_form.setVisible(filling and way is Way.RESTORE)
        self._busy.setVisible(step is Step.WORKING)
        self._foot.setVisible(filling)
        if way is not None:
            title, button = _titles()[way]
            self._title.setText(_("Your recovery key") if step is Step.RECOVERY else title)
            self.go_button.set_label(button)
            self.enter_form.show_for(way, self.state.facts)
            self._busy_words.setText(_working_words(way))
        else:
            self._title.setText(_("Welcome"))
        if self.state.title:
            self.banner.say(self.state.title, self.state.advice)
        self.banner.setVisible(bool(self.state.title))
        self._show_foot()

    def _show_foot(self) -> None:
        lacking = steps.missing(self.state, self.form()) if self.state.way else ""
        self.go_button.setEnabled(not lacking)
        self._missing.setText(lacking)


def _working_words(way: Way) -> str:
    if way is Way.RESTORE:
        return _("Restoring. Every entry is checked while it is read.")
    if way is Way.FOUND:
        return _("Making the keys of your office. This takes a few seconds, so that guessing passwords takes years.")
    return _("Making the keys of this device. This takes a few seconds, so that guessing passwords takes years.")
