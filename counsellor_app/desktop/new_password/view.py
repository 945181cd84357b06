"""Two fields for a new password, how good it is in words and shape, and a passphrase made by the app."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.look.field_row import FieldRow, field_label
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, HEIGHT_FIELD
from counsellor_app.desktop.new_password.state import Grade, Verdict, judge
from sync.wording import _

_JUDGE_AFTER_MS = 200
_SHAPES = {Grade.WEAK: State.WAITS, Grade.UNEQUAL: State.PREPARED, Grade.GOOD: State.DONE, Grade.EMPTY: State.OPEN}


class NewPasswordFields(QWidget):
    """``changed`` when the verdict changes; ``entered`` when Enter is pressed in a good second field."""

    changed = Signal()
    entered = Signal()

    def __init__(
        self,
        check: Callable[[str], None],
        generate: Callable[[], str],
        label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._check, self._generate = check, generate
        self._verdict = Verdict(Grade.EMPTY)
        self.first, self.second = QLineEdit(), QLineEdit()
        for field in (self.first, self.second):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMinimumHeight(HEIGHT_FIELD)
            field.textChanged.connect(self._typed)
            field.returnPressed.connect(self._enter)
        self._shown = False
        self.show_button = KeyHintButton("", "", "link")
        self.show_button.clicked.connect(lambda: self._reveal(not self._shown))
        self.make_button = KeyHintButton(_("Make a passphrase"), "", "link", tip=_("Six random words, easy to type"))
        self.make_button.clicked.connect(self.make)
        self._made = text_label("", "ui", "text", wrap=True, selectable=True)
        self._made.hide()
        self._state = StateLabel(State.OPEN, "", font_role="meta_medium")
        self._advice = text_label("", "meta", "text2", wrap=True)
        self._timer = QTimer(self, singleShot=True, interval=_JUDGE_AFTER_MS)
        self._timer.timeout.connect(self._judge)
        self._lay_out(label or _("New password"))
        self._show()

    def _lay_out(self, label: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        head = QHBoxLayout()
        head.addWidget(field_label(label, self.first), 1)
        head.addWidget(self.show_button)
        head.addWidget(self.make_button)
        top = QVBoxLayout()
        top.setSpacing(0)
        top.addLayout(head)
        top.addWidget(self.first)
        column.addLayout(top)
        column.addWidget(FieldRow(_("The same again"), self.second))
        column.addWidget(self._made)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._state)
        said.addWidget(self._advice)
        column.addLayout(said)
        QWidget.setTabOrder(self.first, self.second)
        QWidget.setTabOrder(self.second, self.show_button)
        QWidget.setTabOrder(self.show_button, self.make_button)
        self._reveal(False)

    def password(self) -> str:
        """Return the password if it is good, else ``""``."""
        self._judge()
        return self.first.text() if self._verdict.good else ""

    def verdict(self) -> Verdict:
        """Return what is known of it now."""
        return self._verdict

    def make(self) -> None:
        """Fill in a passphrase made by the app, and show it so that it can be learned or written down."""
        words = self._generate()
        self._reveal(True)
        self._made.setText(_("Your passphrase: {words}").format(words=words))
        self._made.show()
        self.first.setText(words)
        self.second.setText(words)
        self._judge()
        self.second.setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        self._reveal(False)
        self._made.clear()
        self._made.hide()
        self.first.clear()
        self.second.clear()
        self._judge()

    def focus_first(self) -> None:
        """Put the caret into the first field."""
        self.first.setFocus()

    def _typed(self) -> None:
        if self._made.isVisible() and self.first.text() not in self._made.text():
            self._made.hide()
        self._timer.start()

    def _reveal(self, shown: bool) -> None:
        self._shown = shown
        self.show_button.set_label(_("Hide") if shown else _("Show"))
        self.show_button.setAccessibleName(_("Hide the password") if shown else _("Show the password"))
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.first.setEchoMode(mode)
        self.second.setEchoMode(mode)

    def _enter(self) -> None:
        self._judge()
        if self._verdict.good:
            self.entered.emit()
        elif self.sender() is self.first:
            self.second.setFocus()

    def _judge(self) -> None:
        self._timer.stop()
        found = judge(self.first.text(), self.second.text(), self._check)
        if found != self._verdict:
            self._verdict = found
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        words = {
            Grade.EMPTY: _("At least 15 characters: a sentence only you would think of."),
            Grade.WEAK: _("Not strong enough yet"),
            Grade.UNEQUAL: self._verdict.text,
            Grade.GOOD: self._verdict.text,
        }
        self._state.set_state(_SHAPES[self._verdict.grade], words[self._verdict.grade])
        self._advice.setText(self._verdict.text if self._verdict.grade is Grade.WEAK else "")
        self._advice.setVisible(bool(self._advice.text()))
