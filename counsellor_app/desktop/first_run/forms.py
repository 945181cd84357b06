"""The three forms of the first run: invitation with name and password, and the backup file."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.files import ask_open_file
from counsellor_app.desktop.first_run.state import Form, InvitationFacts, Way
from counsellor_app.desktop.first_run.verbs import FirstRunVerbs
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.field_row import FieldRow, field_label
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GRID, HEIGHT_FIELD
from counsellor_app.desktop.new_password.view import NewPasswordFields
from counsellor_app.desktop.office_words import words_in_rows
from counsellor_app.domain.errors import ActionableError
from sync.directory.invitation import MAX_TEXT
from sync.wording import _


class InvitationField(QWidget):
    """Where an invitation is pasted or chosen as a file; ``given(text)`` for each."""

    given = Signal(str)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(_("Paste the text of the invitation or of its QR code here"))
        self.text.setFixedHeight(66)
        self.text.textChanged.connect(lambda: self.given.emit(self.text.toPlainText()))
        self.choose_button = KeyHintButton(_("Choose file…"), "Ctrl+O", "secondary", icon="folder-open")
        self.choose_button.clicked.connect(self._choose)
        self.other_button = KeyHintButton(_("Another invitation"), "", "link")
        self.other_button.clicked.connect(self._other)
        self.other_button.hide()
        head = QHBoxLayout()
        head.addWidget(field_label(_("Invitation"), self.text), 1)
        head.addWidget(self.choose_button)
        head.addWidget(self.other_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID + 2)
        column.addLayout(head)
        column.addWidget(self.text)

    def set_given(self, given: bool) -> None:
        """Fold the text away once it was understood: it holds a secret, and what it says stands beneath."""
        self.text.setVisible(not given)
        self.choose_button.setVisible(not given)
        self.other_button.setVisible(given)

    def _other(self) -> None:
        self.text.clear()
        self.text.setFocus()

    def _choose(self) -> None:
        path = ask_open_file(self, _("Choose the invitation"), _("Invitations") + " (*.json)")
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read the invitation from *path*."""
        try:
            with path.open("rb") as file:
                found = file.read(MAX_TEXT * 4).decode("utf-8", "replace")
        except OSError:
            self.refused.emit(
                ActionableError(_("The file could not be read."), _("Check that it is still there, or paste its text."))
            )
            return
        self.text.setPlainText(found)


class FactsCard(QFrame):
    """What the invitation says, to be compared with the sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "raised")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        self._inside: QWidget | None = None

    def show_facts(self, facts: InvitationFacts | None) -> None:
        """Show these; hide for None."""
        if self._inside is not None:
            self._column.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None
        if facts is not None:
            self._inside = self._made(facts)
            self._column.addWidget(self._inside)
        self.setVisible(facts is not None)

    def _made(self, facts: InvitationFacts) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        if facts.name:
            column.addWidget(text_label(isolate(facts.name), "section"))
        second = " · ".join(part for part in (facts.role, facts.office) if part)
        column.addWidget(text_label(second, "ui", "text2", wrap=True))
        if facts.until:
            column.addWidget(text_label(_("Valid until {moment}").format(moment=facts.until), "meta", "text2"))
        if facts.words:
            column.addSpacing(GRID)
            column.addWidget(words_card(facts.words, _("Compare these twelve words with the sheet:")))
        return inside


def words_card(words: tuple[str, ...], heading: str) -> QWidget:
    """Return the office's twelve words as a grid under *heading*, readable in order by a screen reader."""
    card = QWidget()
    card.setAccessibleName(heading + " " + " ".join(words))
    column = QVBoxLayout(card)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    column.addWidget(text_label(heading, "meta", "text2", wrap=True))
    grid = QGridLayout()
    grid.setHorizontalSpacing(GAP_LARGE)
    grid.setVerticalSpacing(2)
    for row, cells in enumerate(words_in_rows(words)):
        for place, cell in enumerate(cells):
            grid.addWidget(text_label(cell, "ui_medium", selectable=False), row, place)
    column.addLayout(grid)
    return card


class EnterForm(QWidget):
    """Joining or founding: the invitation, what it says, a name where it has none, this device's name, a password."""

    changed = Signal()
    entered = Signal()

    def __init__(self, verbs: FirstRunVerbs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.invitation = InvitationField()
        self.facts = FactsCard()
        self.name, self.label = QLineEdit(), QLineEdit()
        for field in (self.name, self.label):
            field.setMinimumHeight(HEIGHT_FIELD)
            field.setMaxLength(80)
            field.textChanged.connect(self.changed)
        self._name_row = FieldRow(_("Your name, as colleagues know you"), self.name)
        hint = _("Colleagues see it beside what you write here. Leave it empty for the computer’s own name.")
        self._label_row = FieldRow(_("Name of this device"), self.label, hint)
        self.password = NewPasswordFields(verbs.check, verbs.generate, _("Choose a password"))
        self.password.changed.connect(self.changed)
        self.password.entered.connect(self.entered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_LARGE)
        for part in (self.invitation, self.facts, self._name_row, self._label_row, self.password):
            column.addWidget(part)
        self.show_for(Way.JOIN, None)

    def show_for(self, way: Way, facts: InvitationFacts | None) -> None:
        """Show what this way needs."""
        self._name_row.setVisible(way is Way.FOUND)
        self.facts.show_facts(facts)
        self.invitation.set_given(facts is not None)

    def form(self) -> Form:
        """Return what was filled in."""
        return Form(
            invitation=self.invitation.text.toPlainText(),
            name=self.name.text(),
            password_good=self.password.verdict().good,
        )


class RestoreForm(QWidget):
    """A backup file and the password of its time."""

    changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file, self.password = QLineEdit(), QLineEdit()
        self.file.setMinimumHeight(HEIGHT_FIELD)
        self.password.setMinimumHeight(HEIGHT_FIELD)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.choose_button = KeyHintButton(_("Choose file…"), "Ctrl+O", "secondary", icon="folder-open")
        self.choose_button.clicked.connect(self._choose)
        self.file.textChanged.connect(self.changed)
        self.password.textChanged.connect(self.changed)
        self.password.returnPressed.connect(self.entered)
        line = QHBoxLayout()
        line.addWidget(field_label(_("Backup file"), self.file), 1)
        line.addWidget(self.choose_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_LARGE)
        top = QVBoxLayout()
        top.setSpacing(GRID + 2)
        top.addLayout(line)
        top.addWidget(self.file)
        column.addLayout(top)
        hint = _("The password, or the recovery key, that was in force when the backup was made.")
        column.addWidget(FieldRow(_("Password"), self.password, hint))

    def _choose(self) -> None:
        path = ask_open_file(self, _("Choose the backup"), "")
        if path is not None:
            self.file.setText(str(path))

    def form(self) -> Form:
        """Return what was filled in."""
        return Form(file=self.file.text().strip(), password_given=bool(self.password.text()))
