"""A question that waits for an answer, with the line to answer it in; above the note, so that nobody overlooks it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.line import DraftLine
from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, ICON
from counsellor_app.desktop.row_times import short_day
from counsellor_app.domain.overviews import CasePage, TimelineEntry
from counsellor_app.domain.records import Draft
from counsellor_app.workflows import reviewing
from counsellor_app.workflows.loose_ends import ANSWER
from counsellor_app.workflows.session import Session
from sync.wording import _, ngettext

ANSWER_KEY = "Alt+R"


class QuestionBar(QFrame):
    """Shows the oldest open question. ``answered`` after an answer was sent; ``closed``: back to the note.

    ``overtaken``: an answer was being written, and its question is no longer open.
    """

    answered = Signal()
    closed = Signal()
    overtaken = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_style_property(self, "banner", "amber_surface")
        self._question: TimelineEntry | None = None
        self._later_on = False
        self._title = IconLabel("", "message-circle-question-mark", tone="amber", font_role="ui_strong", icon_size=ICON)
        self._short = ElidedLabel("", font_role="ui")
        self._text = text_label("", "ui", wrap=True, selectable=True)
        self._text.hide()
        self.line = DraftLine(context, ANSWER, _answer, _("Your answer; Enter sends it"))
        self.line.hide()
        self.line.returnPressed.connect(self.line.send)
        self.line.sent.connect(lambda _record: self._done())
        self.button = KeyHintButton(_("Answer…"), ANSWER_KEY)
        self.button.clicked.connect(self.write)
        self._page: CasePage | None = None
        first = QHBoxLayout()
        first.setSpacing(GAP_SMALL)
        first.addWidget(self._title)
        first.addWidget(self._short, 1)
        words = QVBoxLayout()
        words.setSpacing(GAP_SMALL - 4)
        words.addLayout(first)
        words.addWidget(self._text)
        words.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 4, 4, 4)
        self._row = row
        row.setSpacing(GAP)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        escape = QShortcut(QKeySequence("Escape"), self.line)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self._later)
        self.hide()

    def _later(self) -> None:
        """Fold the line; what is written in it is kept."""
        self._fold()
        self._later_on = True
        self.closed.emit()

    def show_questions(self, page: CasePage | None, questions: Sequence[TimelineEntry], now: int) -> None:
        """Show the first of *questions* (oldest first), or nothing."""
        question = questions[0] if questions and page is not None else None
        overtaken = False
        if question is None or self._question is None or question.id != self._question.id:
            overtaken = page is not None and self._question is not None and bool(self.line.text().strip())
            self._fold()
            self._later_on = False
        self._question, self._page = question, page
        if overtaken:
            self.overtaken.emit()
        self.setVisible(question is not None)
        if question is None or page is None:
            return
        asked = _("{name} asks, {day}").format(name=question.origin.author_name, day=short_day(question.at, now))
        more = len(questions) - 1
        also = ngettext("{n} more question", "{n} more questions", more).format(n=more) if more else ""
        self._title.set_text(" · ".join(part for part in (asked, also) if part))
        self._text.setText(question.text)
        self._short.set_text(" ".join(question.text.split()))
        self.setAccessibleName(asked)
        self.setAccessibleDescription(question.text)
        begun = [draft for draft in page.drafts if (draft.kind, draft.amends) == (ANSWER, question.id)]
        if begun and self.line.isHidden() and not self._later_on:
            self._open()

    def write(self) -> None:
        """Open the line and go there."""
        if self._question is not None:
            self._open()
            self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self) -> None:
        if self._question is not None and self._page is not None:
            self.line.open(self._page, self._question.id)
            for widget, open_now in ((self.line, True), (self._text, True), (self._short, False), (self.button, False)):
                widget.setVisible(open_now)
            self._row.setContentsMargins(GAP, GAP_SMALL, GAP, GAP)

    def _fold(self) -> None:
        self.line.leave()
        for widget, open_now in ((self.line, True), (self._text, True), (self._short, False), (self.button, False)):
            widget.setVisible(not open_now)
        self._row.setContentsMargins(GAP, 4, 4, 4)

    def _done(self) -> None:
        self._fold()
        self.answered.emit()
        self.closed.emit()

    def leave(self) -> None:
        """Keep what is written."""
        self._fold()
        self._question = None


def _answer(session: Session, draft: Draft) -> object:
    return reviewing.answer(session, draft.amends, draft.text, draft.id)
