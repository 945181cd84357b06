"""The settings page: each choice takes effect at once and is kept; password and recovery key have their own forms."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.look.banner_bar import BannerBar, BannerState
from counsellor_app.desktop.look.dress import set_card, set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import page_title
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, HEIGHT_FIELD, PAGE_PADDING
from counsellor_app.desktop.new_password.view import NewPasswordFields
from counsellor_app.desktop.recovery_part import RecoveryPart
from counsellor_app.desktop.settings import state as choices
from counsellor_app.desktop.settings.state import Choice
from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Settings
from counsellor_app.vault.passwords import check_password, generate_passphrase
from counsellor_app.workflows import keeping
from sync.wording import _

_WIDEST = 560
_SCROLL_AFTER_MS = 50
_LABEL = "device-label"


class SettingsView(QWidget):
    """A feature of the window. *apply* puts changed settings into force (language, colours, locking, syncing)."""

    badge_changed = Signal()

    def __init__(
        self, context: DesktopContext, apply: Callable[[Settings], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self._context, self._apply = context, apply
        self.banner = BannerBar("", "", "done", dismiss_name=_("Dismiss"))
        self.banner.hide()
        self.boxes: dict[str, QComboBox] = {}
        self.rows: dict[str, FieldRow] = {}
        self.label = QLineEdit()
        self.label.setMinimumHeight(HEIGHT_FIELD)
        self.label.setMaxLength(80)
        self.label.editingFinished.connect(self._label_edited)
        self._kept = KeptLines(context, {"label": self.label}, self)
        self.old_password = QLineEdit()
        self.old_password.setMinimumHeight(HEIGHT_FIELD)
        self.old_password.setEchoMode(QLineEdit.EchoMode.Password)
        self.new_password = NewPasswordFields(check_password, generate_passphrase)
        self.new_password.entered.connect(self.change_password)
        self.password_button = KeyHintButton(_("Change password…"), "", "secondary", icon="key-round")
        self.recovery_button = KeyHintButton(_("New recovery key…"), "", "secondary", icon="rotate-ccw")
        self.password_part, self.recovery_part = self._password_form(), QFrame()
        self._recovery: RecoveryPart | None = None
        self._scroll = QTimer(self, singleShot=True, interval=_SCROLL_AFTER_MS)
        self._scroll.timeout.connect(self._show_form)
        self._lay_out()

    # --- laying out

    def _lay_out(self) -> None:
        column = self._page_column()
        column.setSpacing(GAP_LARGE)
        column.addWidget(page_title(_("Settings")))
        column.addWidget(self.banner)
        column.addWidget(SectionLabel(_("This device")))
        system = _("Kept on this device only.")
        for name, text, hint, found in (
            ("language", _("Language"), system, choices.languages()),
            ("scheme", _("Colours"), "", choices.schemes()),
            ("idle_lock", _("Lock when untouched for"), choices.idle_hint(300), choices.idle_choices()),
            ("sync_every", _("Sync by itself every"), _("Whenever the office can be reached."), choices.sync_choices()),
        ):
            self.rows[name] = self._choice_row(name, text, hint, found)
            column.addWidget(self.rows[name])
        hint = _("Colleagues see it beside what you write here; a change shows on devices that join later.")
        column.addWidget(FieldRow(_("Name of this device"), self.label, hint, "beside", label_width=180))
        column.addSpacing(GAP)
        column.addWidget(SectionLabel(_("Password and recovery key")))
        words = _("They open the work on this device, and nothing else.")
        column.addWidget(text_label(words, "ui", "text2", wrap=True))
        self.password_button.clicked.connect(self._open_password)
        self.recovery_button.clicked.connect(self._ask_recovery)
        buttons = QHBoxLayout()
        buttons.addWidget(self.password_button)
        buttons.addWidget(self.recovery_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.password_part)
        set_card(self.recovery_part, "plain")
        self._recovery_column = QVBoxLayout(self.recovery_part)
        self._recovery_column.setContentsMargins(GAP_LARGE, GAP_LARGE, GAP_LARGE, GAP_LARGE)
        column.addWidget(self.recovery_part)
        self.password_part.hide()
        self.recovery_part.hide()
        column.addStretch(1)

    def _page_column(self) -> QVBoxLayout:
        """Return the empty column of the page, where it stays: what is moved with all in it is styled anew."""
        held = QWidget()
        held.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        set_surface(inside, "page")
        line = QHBoxLayout(inside)
        line.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        line.addWidget(held, _WIDEST)
        line.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        set_surface(self._area, "page")
        self._area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        return column

    def _choice_row(self, name: str, text: str, hint: str, found: list[Choice]) -> FieldRow:
        box = QComboBox()
        box.setMinimumHeight(HEIGHT_FIELD)
        for choice in found:
            box.addItem(choice.text, choice.value)
        box.activated.connect(lambda _place: self._chosen(name))
        self.boxes[name] = box
        return FieldRow(text, box, hint, "beside", label_width=180)

    def _password_form(self) -> QFrame:
        part = QFrame()
        set_card(part, "plain")
        column = QVBoxLayout(part)
        column.setContentsMargins(GAP_LARGE, GAP_LARGE, GAP_LARGE, GAP_LARGE)
        column.setSpacing(GAP_LARGE)
        column.addWidget(FieldRow(_("Current password"), self.old_password))
        column.addWidget(self.new_password)
        self.change_button = KeyHintButton(_("Change password"), "Ctrl+Return", "primary")
        self.change_button.clicked.connect(self.change_password)
        cancel = KeyHintButton(_("Leave as it is"), "", "quiet")
        cancel.clicked.connect(self._close_forms)
        line = QHBoxLayout()
        line.addWidget(self.change_button)
        line.addWidget(cancel)
        line.addStretch(1)
        column.addLayout(line)
        return part

    # --- the contract of a feature

    def title(self) -> str:
        """Return the name of the page."""
        return _("Settings")

    def rail_badge(self) -> int | None:
        """Nothing waits here."""
        return None

    def commands(self) -> list[Command]:
        """Return what the palette may offer of this page."""
        other = "nl" if choices.language_in_force(self._context.session.settings) == "en" else "en"
        words = {"nl": "Nederlands", "en": "English"}[other]
        return [
            Command(
                _("Language: {language}").format(language=words), "", partial(self._set, "language", other), "languages"
            ),
            Command(_("Light colours"), "", partial(self._set, "scheme", "light"), "sun"),
            Command(_("Dark colours"), "", partial(self._set, "scheme", "dark"), "moon"),
            Command(_("Change password…"), "", self._go_to_password, "key-round"),
        ]

    def activate(self, **ids: str) -> None:
        """Show the settings in force."""
        self._show(self._context.session.settings)

    def deactivate(self) -> None:
        """Forget passwords that were typed and not used."""
        self._close_forms()

    # --- choosing

    def _show(self, settings: Settings) -> None:
        values = {
            "language": settings.language,
            "scheme": settings.scheme,
            "idle_lock": choices.nearest(settings.idle_lock, choices.idle_choices()),
            "sync_every": choices.nearest(settings.sync_every, choices.sync_choices()),
        }
        for name, value in values.items():
            box = self.boxes[name]
            box.setCurrentIndex(max(0, box.findData(value)))
        self.rows["idle_lock"].set_hint(choices.idle_hint(self._context.session.office_idle_lock))
        if not self.label.hasFocus():
            self._kept.open(_LABEL, {"label": settings.device_label})

    def _chosen(self, name: str) -> None:
        self._set(name, str(self.boxes[name].currentData()))

    def _label_edited(self) -> None:
        if self.label.text().strip() != self._context.session.settings.device_label:
            self._set("device_label", self.label.text().strip())

    def _set(self, name: str, value: str) -> None:
        session = self._context.session
        changed = choices.with_choice(session.settings, name, value)
        change = {name: getattr(changed, name)}
        self._context.run(partial(keeping.change_settings, session, **change), owner=self, done=self._changed)

    def _changed(self, settings: Settings) -> None:
        if settings.device_label == self.label.text().strip():
            keeping_of(self._context).forget(_LABEL)
            self._kept.open(_LABEL, {"label": settings.device_label})
        self._show(settings)
        self._apply(settings)

    # --- password and recovery key

    def _go_to_password(self) -> None:
        self._context.navigate("settings")
        self._open_password()

    def _open_password(self) -> None:
        self._close_forms()
        self.password_part.show()
        self.old_password.setFocus()
        self._scroll.start()

    def change_password(self) -> None:
        """Take the new password, if the old one is right."""
        old, new = self.old_password.text(), self.new_password.password()
        if not old or not new or not self.change_button.isEnabled():
            return
        self._busy(True)
        session = self._context.session
        call = partial(keeping.change_password, session, old, new)
        self._context.run(call, owner=self, done=self._password_changed, failed=self._failed)

    def _password_changed(self, _nothing: object) -> None:
        self._busy(False)
        self._close_forms()
        self._say(_("The password was changed."), _("Backups written before open with the old one."), "done")

    def _ask_recovery(self) -> None:
        """Name once what will happen: the old key opens nothing any more."""
        self._close_forms()
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        words = _("The recovery key you have now will open nothing any more. The new one is shown once.")
        column.addWidget(text_label(words, "ui", wrap=True))
        make = KeyHintButton(_("Make a new recovery key"), "", "primary")
        make.clicked.connect(self._make_recovery)
        cancel = KeyHintButton(_("Leave as it is"), "", "quiet")
        cancel.clicked.connect(self._close_forms)
        line = QHBoxLayout()
        line.addWidget(make)
        line.addWidget(cancel)
        line.addStretch(1)
        column.addLayout(line)
        self._show_recovery(part)
        make.setFocus()

    def _make_recovery(self) -> None:
        call = partial(keeping.replace_recovery, self._context.session)
        self._context.run(call, owner=self, done=self._recovery_made, failed=self._failed)

    def _recovery_made(self, key: str) -> None:
        part = RecoveryPart(key, partial(keeping.confirm_recovery, self._context.session))
        part.confirmed.connect(self._recovery_kept)
        self._recovery = part
        self._show_recovery(part)
        part.typed.setFocus()

    def _recovery_kept(self) -> None:
        self._close_forms()
        self._say(_("The new recovery key is in force."), "", "done")

    def _show_recovery(self, part: QWidget) -> None:
        self._clear_recovery()
        self._recovery_column.addWidget(part)
        self.recovery_part.show()
        self._scroll.start()

    def _show_form(self) -> None:
        """Bring the open form into view once it has its height."""
        for part in (self.password_part, self.recovery_part):
            if part.isVisible():
                self._area.ensureWidgetVisible(part)

    def _clear_recovery(self) -> None:
        while (item := self._recovery_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._recovery = None

    def _close_forms(self) -> None:
        self.old_password.clear()
        self.new_password.clear()
        self.password_part.hide()
        self.recovery_part.hide()
        self._clear_recovery()

    def _busy(self, busy: bool) -> None:
        self.change_button.setEnabled(not busy)
        self.change_button.set_label(_("Changing…") if busy else _("Change password"))

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.old_password.clear()
        if isinstance(error, ActionableError):
            self._say(error.title, error.advice, "danger")

    def _say(self, title: str, advice: str, state: BannerState) -> None:
        self.banner.say(title, advice, state)
        self.banner.show()
        self._area.verticalScrollBar().setValue(0)
