"""A recovery key, shown once, printed, and typed back once: a room of the window for first run and settings."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, HEIGHT_FIELD
from counsellor_app.desktop.sheet import document_of, recovery_html
from sync.wording import _

_ACROSS = 3


class RecoveryPart(QWidget):
    """``confirmed`` when the key was typed back; *confirm* says whether a text is the key. The key is not selectable:
    it belongs on paper, not on a clipboard."""

    confirmed = Signal()

    def __init__(self, key: str, confirm: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._confirm = key, confirm
        self.typed = QLineEdit()
        self.typed.setMinimumHeight(HEIGHT_FIELD)
        self.typed.textEdited.connect(self._edited)
        self.typed.returnPressed.connect(self.check)
        hint = _("Dashes and capitals do not matter.")
        self.row = FieldRow(_("Type it back, from your paper"), self.typed, hint)
        self.print_button = KeyHintButton(_("Print…"), "Ctrl+P", "secondary", icon="printer")
        self.print_button.clicked.connect(self._print)
        self.go_button = KeyHintButton(_("I keep it safe"), "Ctrl+Return", "primary")
        self.go_button.clicked.connect(self.check)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_LARGE)
        words = _(
            "It opens your work if you forget the password. It is shown only now: print it or write it down, and keep "
            "it away from this device. Without it and without the password nobody can open your work."
        )
        column.addWidget(text_label(words, "ui", "text2", wrap=True))
        column.addWidget(self._key_card())
        line = QHBoxLayout()
        line.addWidget(self.print_button)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.row)
        foot = QHBoxLayout()
        foot.addWidget(self.go_button)
        foot.addStretch(1)
        column.addLayout(foot)

    def _key_card(self) -> QFrame:
        card = QFrame()
        set_card(card, "raised")
        card.setAccessibleName(_("Recovery key") + ": " + ", ".join(" ".join(group) for group in self._key.split("-")))
        grid = QGridLayout(card)
        grid.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(4)
        for place, group in enumerate(self._key.split("-")):
            grid.addWidget(text_label(group, "page_title"), place // _ACROSS, place % _ACROSS)
        grid.setColumnStretch(_ACROSS, 1)
        return card

    def check(self) -> None:
        """Say ``confirmed`` if what was typed is the key; say what is wrong otherwise."""
        if self._confirm(self.typed.text()):
            self.confirmed.emit()
        elif self.typed.text().strip():
            self.row.set_error(_("This is not the same. Compare it with your paper, group by group."))
            self.typed.setFocus()
        else:
            self.typed.setFocus()

    def _edited(self) -> None:
        if self.row.error():
            self.row.set_error("")

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(_("Print the recovery key"))
        if dialog.exec():
            document_of(recovery_html(self._key)).print_(printer)
        self.typed.setFocus()
