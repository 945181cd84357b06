"""Inviting somebody: name, role, team and hours; then the file and the sheet to hand over."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.files import ask_save_file
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, HEIGHT_FIELD
from counsellor_app.desktop.office import state as say
from counsellor_app.desktop.office_words import role_word
from counsellor_app.desktop.sheet import write_invitation_sheet
from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import write_private
from sync.directory.invitation import Invitation
from sync.wording import _, ngettext


class InviteForm(QFrame):
    """``wanted(InviteForm values)`` when it is filled in; afterwards :meth:`show_made` offers file and sheet."""

    wanted = Signal(object)

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "raised")
        self._invitation: Invitation | None = None
        self.name, self.team = QLineEdit(), QComboBox()
        self.role, self.hours = QComboBox(), QComboBox()
        self.team.setEditable(True)
        line = self.team.lineEdit()
        assert line is not None
        line.setAccessibleName(_("Team"))
        self._kept = KeptLines(context, {"name": self.name, "team": line}, self)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._escape)
        for role in say.ROLES:
            self.role.addItem(role_word(role), role)
        for hours in say.HOURS:
            self.hours.addItem(ngettext("{n} hour", "{n} hours", hours).format(n=hours), hours)
        self.hours.setCurrentIndex(self.hours.findData(say.DEFAULT_HOURS))
        for field in (self.name, self.team, self.role, self.hours):
            field.setMinimumHeight(HEIGHT_FIELD)
        self.name.textChanged.connect(self._show)
        self.team.editTextChanged.connect(self._show)
        self.role.activated.connect(self._show)
        self.hours.activated.connect(self._show)
        self.name.returnPressed.connect(self._want)
        self._words = text_label("", "meta", "text2", wrap=True)
        self.make_button = KeyHintButton(_("Make the invitation"), "Ctrl+Return", "primary")
        self.make_button.clicked.connect(self._want)
        self.cancel_button = KeyHintButton(_("Cancel"), "", "quiet")
        self.cancel_button.clicked.connect(self.hide)
        self.file_button = KeyHintButton(_("Save file…"), "Ctrl+S", "primary", icon="save")
        self.file_button.clicked.connect(self._save_file)
        self.sheet_button = KeyHintButton(_("Save sheet with QR code…"), "", "secondary", icon="qr-code")
        self.sheet_button.clicked.connect(self._save_sheet)
        self.done_button = KeyHintButton(_("Done"), "", "quiet")
        self.done_button.clicked.connect(self.hide)
        self._said = StateLabel(State.DONE, "")
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self._fields = QWidget()
        fields = QHBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(GAP_LARGE)
        for text, field, stretch in (
            (_("Name"), self.name, 3),
            (_("Role"), self.role, 2),
            (_("Team"), self.team, 2),
            (_("Valid for"), self.hours, 1),
        ):
            fields.addWidget(FieldRow(text, field), stretch)
        self._asking, self._made = QWidget(), QWidget()
        for part, buttons in (
            (self._asking, (self.make_button, self.cancel_button)),
            (self._made, (self.file_button, self.sheet_button, self.done_button)),
        ):
            line = QHBoxLayout(part)
            line.setContentsMargins(0, 0, 0, 0)
            for button in buttons:
                line.addWidget(button)
            line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        column.setSpacing(GAP)
        column.addWidget(SectionLabel(_("Invite somebody")))
        for part in (self._fields, self._words, self._said, self._asking, self._made):
            column.addWidget(part)

    def set_teams(self, teams: Sequence[tuple[str, str]]) -> None:
        """Offer these teams, ``(id, name)``; another name makes a new one."""
        typed = self.team.currentText()
        self.team.blockSignals(True)
        self.team.clear()
        self.team.addItems([name for _id, name in teams])
        self.team.setEditText(typed or (teams[0][1] if teams else ""))
        self.team.blockSignals(False)
        self._show()

    def values(self) -> say.InviteForm:
        """Return what was filled in."""
        return say.InviteForm(
            self.name.text(), str(self.role.currentData()), self.team.currentText(), int(self.hours.currentData())
        )

    def open(self, role: str = "") -> None:
        """Ask for a new invitation, for *role* if given."""
        self._invitation = None
        if role:
            self.role.setCurrentIndex(self.role.findData(role))
        self._kept.open("invite", {"team": self.team.currentText()})
        self._said.hide()
        self._show()
        self.show()
        self.name.setFocus()

    def show_made(self, invitation: Invitation) -> None:
        """The invitation was made: it can be saved as a file and as a sheet until this is closed."""
        self._invitation = invitation
        self._kept.taken()
        self._show()
        self.file_button.setFocus()

    def _show(self) -> None:
        made = self._invitation is not None
        form = self.values()
        lacking = say.lacking(form)
        self._fields.setVisible(not made)
        self._asking.setVisible(not made)
        self._made.setVisible(made)
        self.make_button.setEnabled(not lacking)
        if made:
            self._words.setText(
                _("The invitation is made. Hand it over in person: whoever holds it can join in this person’s place.")
            )
        else:
            self._words.setText(lacking or say.what_invites(form))

    def _escape(self) -> None:
        """Leave the form; an invitation that was made stays until it is handed over."""
        if self._invitation is None:
            self.hide()

    def _want(self) -> None:
        if not say.lacking(self.values()):
            self.wanted.emit(self.values())

    def _save_file(self) -> None:
        if self._invitation is None:
            return
        name = say.file_name(self._invitation.name) + ".json"
        path = ask_save_file(self, _("Save the invitation"), name, _("Invitations") + " (*.json)")
        if path is None:
            return
        try:
            write_private(path, self._invitation.to_json().encode("utf-8"))
        except OSError:
            self._say(State.DANGER, _("The file could not be written. Choose another folder."))
            return
        self._say(State.DONE, _("The file was saved."))

    def _save_sheet(self) -> None:
        if self._invitation is None:
            return
        name = say.file_name(self._invitation.name) + ".pdf"
        path = ask_save_file(self, _("Save the sheet"), name, "PDF (*.pdf)")
        if path is None:
            return
        try:
            write_invitation_sheet(self._invitation, path)
        except ActionableError as error:
            self._say(State.DANGER, str(error))
            return
        self._say(State.DONE, _("The sheet was saved."))

    def _say(self, state: State, text: str) -> None:
        self._said.set_state(state, text)
        self._said.show()
