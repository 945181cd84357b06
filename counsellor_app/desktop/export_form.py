"""Asked before anything leaves the app as a file: what that means, and why. Stands on the page, not before it.

A room of the window, not a feature: whoever lets something leave says what it is and which workflow writes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.files import ask_save_file
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, HEIGHT_FIELD
from counsellor_app.desktop.words.exports import beforehand
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.exports import read_reason
from sync.wording import _

DONE_KEY = "Ctrl+Return"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is to leave. ``write(path, reason)`` runs on the store thread, ``done(result, path)`` when it is written.

    ``holds``: what is in it; ``name``: of the file, without anything of a case; ``kinds`` as ``Name (*.ext)``.
    """

    title: str
    holds: str
    name: str
    kinds: str
    write: Callable[[Path, str], object]
    done: Callable[[object, Path], object]


class ExportForm(QFrame):
    """Hidden until :meth:`ask`; ``closed`` when it is hidden again, whether or not anything left."""

    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "raised")
        self._context = context
        self._leaving: Leaving | None = None
        self._title = SectionLabel("")
        self._holds = text_label("", "ui", wrap=True)
        self._means = text_label(beforehand(), "meta", "text2", wrap=True)
        self.reason = QLineEdit()
        self.reason.setMinimumHeight(HEIGHT_FIELD)
        self.reason.returnPressed.connect(self.choose)
        self._kept = KeptLines(context, {"reason": self.reason}, self)
        hint = _("For whom, what for; without names.")
        self.row: FieldRow = FieldRow(_("Why this leaves the app"), self.reason, hint)
        self.reason.textEdited.connect(lambda _text: self.row.set_error(""))
        self.trouble = BannerBar("", "", "danger")
        self.go_button = KeyHintButton(_("Choose the file…"), DONE_KEY, "primary", icon="download")
        self.go_button.clicked.connect(self.choose)
        self.leave_button = KeyHintButton(_("Cancel"), "", "quiet")
        self.leave_button.clicked.connect(self.close_form)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_form)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.go_button)
        line.addWidget(self.leave_button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        column.setSpacing(GAP)
        for part in (self._title, self._holds, self._means, self.row, self.trouble):
            column.addWidget(part)
        column.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def ask(self, leaving: Leaving) -> None:
        """Say what *leaving* means, and ask why."""
        self._leaving = leaving
        self._title.set_section(leaving.title)
        self._holds.setText(leaving.holds)
        self.trouble.hide()
        self.row.set_error("")
        self._kept.open(_why(leaving))
        self._set_busy(False)
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Ask no more: nothing was written, nothing is put down."""
        self._leaving = None
        self.hide()
        self.closed.emit()

    def choose(self) -> None:
        """Ask where to, and write it; without a reason say so."""
        leaving = self._leaving
        if leaving is None or not self.go_button.isEnabled():
            return
        try:
            reason = read_reason(self.reason.text())
        except ActionableError as error:
            self.row.set_error(error.title)
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        path = ask_save_file(self, leaving.title, leaving.name, leaving.kinds)
        if path is None:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.trouble.hide()
        self._set_busy(True)
        self._context.run(
            partial(leaving.write, path, reason),
            owner=self,
            done=lambda result: self._written(leaving, result, path),
            failed=self._failed,
        )

    def _written(self, leaving: Leaving, result: object, path: Path) -> None:
        self._set_busy(False)
        self._kept.taken(_why(leaving))
        if self._leaving is leaving:
            self.close_form()
        leaving.done(result, path)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, ActionableError):
            self.trouble.say(error.title, error.advice, "danger")
            self.trouble.show()
            self.go_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, busy: bool) -> None:
        self.go_button.setEnabled(not busy)
        self.go_button.set_label(_("Writing…") if busy else _("Choose the file…"))


def _why(leaving: Leaving) -> str:
    """Return where it is kept why something leaves while that is typed."""
    return f"export-reason/{leaving.name}"
