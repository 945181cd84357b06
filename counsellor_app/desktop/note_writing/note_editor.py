"""The note editor: head, text, and a line that always says truthfully what is saved."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from counsellor_app.desktop.drafts.runner import NoteRunner
from counsellor_app.desktop.drafts.state import NoteEditorState, SaveStatus
from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, ICON
from counsellor_app.desktop.note_writing.note_head import NoteHead
from counsellor_app.desktop.note_writing.note_text import NoteText, clean
from counsellor_app.desktop.row_times import precise_clock
from counsellor_app.domain.errors import ActionableError
from sync.wording import _

SIGN_KEY, OTHER_KEY, DISCARD_KEY, TASK_KEY = "Ctrl+Return", "Alt+D", "Ctrl+Shift+Backspace", "Ctrl+T"
_SIDE, _TOP = 20, 12


class NoteEditor(QFrame):
    """Shows one :class:`NoteRunner` at a time; ``other_wanted``: the next unfinished draft of the case.

    ``task_wanted``: a task for the person; its button is shown where a page can take one.
    """

    sign_wanted = Signal()
    discard_wanted = Signal()
    other_wanted = Signal()
    task_wanted = Signal()
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_style_property(self, "editor", True)
        set_style_property(self, "focused", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._runner: NoteRunner | None = None
        self._showing = False
        self.text = NoteText(self)
        self.text.setAccessibleName(_("Note"))
        self.text.setPlaceholderText(_("What was said, what was agreed. Kept on this device as you type."))
        self.head = NoteHead(self.text, self)
        self.head.refused.connect(self.refused)
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(_("In a few words, for whoever reads the note later"))
        self._reason_row = FieldRow(_("Reason"), self.reason, place="beside", label_width=72, parent=self)
        self.line = IconLabel("", font_role="meta", icon_size=ICON)
        self.warning = IconLabel("", "triangle-alert", tone="amber", icon_role="amber_shape", font_role="meta")
        self.other = KeyHintButton("", OTHER_KEY, "quiet")
        self.other.clicked.connect(self.other_wanted)
        self.task = KeyHintButton(_("Task…"), TASK_KEY, "quiet", tip=_("Write a task for this person"))
        self.task.clicked.connect(self.task_wanted)
        self.task.hide()
        self.discard = IconButton("trash-2", _("Throw this draft away"), DISCARD_KEY, size=ICON)
        self.discard.clicked.connect(self.discard_wanted)
        tip = _("Sign: the note can never be changed after that")
        self.sign = KeyHintButton(_("Sign"), SIGN_KEY, "primary", tip=tip)
        self.sign.clicked.connect(self.sign_wanted)
        self._lay_out()
        self._connect()
        self.set_others(0)
        self.show_state()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Hairline())
        self._reason_row.setContentsMargins(_SIDE, GAP_SMALL, _SIDE, 0)
        column.addWidget(self._reason_row)
        writing = QHBoxLayout()
        writing.setContentsMargins(_SIDE, _TOP, GAP_SMALL, 0)
        writing.addWidget(self.text)
        column.addLayout(writing, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, GAP_SMALL, GAP_SMALL, GAP_SMALL)
        foot.setSpacing(GAP)
        foot.addWidget(self.line, 1)
        foot.addWidget(self.warning)
        foot.addWidget(self.other)
        foot.addWidget(self.task)
        foot.addWidget(self.discard)
        foot.addWidget(self.sign)
        column.addLayout(foot)
        self.setTabOrder(self.reason, self.text)

    def _connect(self) -> None:
        self.text.typed.connect(self._typed)
        self.text.cursorPositionChanged.connect(self._caret_moved)
        self.text.entered.connect(lambda: set_style_property(self, "focused", True))
        self.text.left.connect(self._text_left)
        self.reason.textEdited.connect(self._reason_typed)
        self.reason.returnPressed.connect(self.text.setFocus)
        self.head.chosen.connect(self._detail_chosen)

    # --- what is shown

    def show_runner(self, runner: NoteRunner, amends: str = "") -> None:
        """Show the draft of *runner* with the caret where it was; *amends* says what it amends."""
        if self._runner is not None:
            self._runner.changed.disconnect(self.show_state)
        self._runner = runner
        runner.changed.connect(self.show_state)
        draft = runner.state.draft
        self._showing = True
        self.text.show_text(draft.text, draft.cursor)
        self.reason.setText(draft.reason)
        self._showing = False
        self._reason_row.setVisible(bool(draft.amends))
        self.text.setAccessibleName(amends or _("Note"))
        self.head.show_draft(draft, amends)
        self.show_state()

    def show_nothing(self) -> None:
        """Show no draft: what was here is kept by whoever put it here, and nothing can be typed over it."""
        if self._runner is not None:
            self._runner.changed.disconnect(self.show_state)
            self._runner = None
        self._showing = True
        self.text.show_text("", 0)
        self._showing = False

    def reload(self) -> None:
        """Show again what the state holds: it changed by itself."""
        if self._runner is not None:
            self.show_runner(self._runner, self.head.amends.text())

    @property
    def runner(self) -> NoteRunner | None:
        """The draft that is shown."""
        return self._runner

    def set_others(self, count: int) -> None:
        """Say how many other unfinished drafts the case has."""
        self.other.setVisible(count > 0)
        if count:
            self.other.set_label(_("Other draft ({n})").format(n=count))

    def focus_start(self) -> None:
        """Put the caret where writing begins: the reason of an amendment first."""
        wants_reason = not self._reason_row.isHidden() and not self.reason.text()
        (self.reason if wants_reason else self.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self) -> None:
        """Say what is true of the text now."""
        state = self._runner.state if self._runner else None
        if state is None:
            return
        icon, role, tone, words = line_of(state)
        self.line.set_icon(icon, role)
        self.line.set_tone(tone)
        if self.line.text() != words:
            self.line.set_text(words)
        self.warning.set_text(state.size_warning)
        self.warning.setVisible(bool(state.size_warning))
        self.head.show_words(state.words)
        self.discard.setEnabled(not state.blank)
        self.sign.setEnabled(not state.blank and not state.over)
        self.head.show_details(state.draft)

    # --- what is typed

    def _typed(self) -> None:
        if self._runner is None or self._showing:
            return
        text = self.text.toPlainText()
        tidy = clean(text)
        if not self._runner.typed(tidy, self.text.caret()):
            state = self._runner.state
            self.text.show_text(state.text, state.draft.cursor)

    def _caret_moved(self) -> None:
        if self._runner is not None and not self._showing:
            self._runner.state.cursor_moved(self.text.caret())

    def _text_left(self) -> None:
        set_style_property(self, "focused", False)
        if self._runner is not None:
            self._runner.flush()

    def _reason_typed(self, text: str) -> None:
        if self._runner is not None:
            self._runner.choose(reason=clean(text))

    def _detail_chosen(self, detail: dict[str, Any]) -> None:
        if self._runner is not None:
            self._runner.choose(**detail)


def line_of(state: NoteEditorState) -> tuple[str, str, str, str]:
    """Return (icon, colour of the icon, colour of the words, words) that are true of the text."""
    saved = precise_clock(state.saved_at) if state.saved_at else ""
    if state.status is SaveStatus.SAVED:
        return "check", "green_shape", "text2", _("Draft saved at {time} on this device").format(time=saved)
    if state.status is SaveStatus.PENDING:
        words = _("Saved up to {time}, the last words not yet").format(time=saved) if saved else _("Not saved yet")
        return "pen-line", "text3", "text2", words
    if state.status is SaveStatus.FAILED:
        title = state.error.title if isinstance(state.error, ActionableError) else ""
        return "triangle-alert", "red_shape", "red", _("Not saved, trying again. {reason}").format(reason=title)
    if state.status is SaveStatus.SIGNING:
        return "pen-line", "text3", "text2", _("Signing…")
    return "", "", "text3", _("Nothing written yet")
