"""One line that is kept as it is typed: a question, an answer, a reason. Enter sends it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.runner import Finish, NoteRunner
from counsellor_app.desktop.drafts.state import NoteEditorState
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.records import Draft


class DraftLine(QLineEdit):
    """``sent(record)`` when what was written has become what it is to become. Blank lines are not kept."""

    sent = Signal(object)
    written = Signal()

    def __init__(
        self, context: DesktopContext, kind: str, finish: Finish, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._kind, self._finish = context, kind, finish
        self._runner: NoteRunner | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.textEdited.connect(self._typed)

    def open(self, page: CasePage, about: str) -> None:
        """Write about *about* in the case of *page*: go on with what was begun, or begin."""
        if self._runner is not None and not self._runner.state.over:
            draft = self._runner.state.draft
            if (draft.case, draft.amends) == (page.case.id, about):
                return
        self.leave()
        kept = [draft for draft in page.drafts if (draft.kind, draft.amends) == (self._kind, about)]
        fresh = Draft(case=page.case.id, kind=self._kind, amends=about, started_at=now_ms())
        self._show(max(kept, key=lambda draft: draft.saved_at) if kept else fresh)

    def _show(self, draft: Draft) -> None:
        runner = NoteRunner(self._context, NoteEditorState(draft, needs_reason=False), self, self._finish)
        runner.signed.connect(lambda record: self._sent(runner, record))
        runner.unsigned.connect(self._context.show_error)
        runner.saving_failed.connect(self._context.show_error)
        runner.settled.connect(lambda: self._settled(runner))
        self._runner = runner
        self.setText(draft.text)
        self.setCursorPosition(len(draft.text))
        self.written.emit()

    def send(self) -> bool:
        """Send what is written; False when there is nothing, or it is on its way already."""
        return self._runner is not None and not self._runner.state.blank and self._runner.sign()

    def taken(self, about: str) -> None:
        """What was written about *about* has been used otherwise: forget it, also on this device."""
        if self._runner is not None and self._runner.state.draft.amends == about:
            runner, self._runner = self._runner, None
            runner.discard()
            self._settled(runner)
            self.clear()

    def leave(self) -> None:
        """Stop showing it: it is kept, unless it is blank."""
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.leave()
            self._settled(runner)
        self.clear()

    def flush(self) -> None:
        """Keep it now."""
        if self._runner is not None:
            self._runner.flush()

    def _typed(self, text: str) -> None:
        if self._runner is not None and not self._runner.typed(text, self.cursorPosition()):
            self.setText(self._runner.state.text)
        self.written.emit()

    def _sent(self, runner: NoteRunner, record: object) -> None:
        if runner is self._runner:
            draft = runner.state.draft
            self._show(Draft(case=draft.case, kind=self._kind, amends=draft.amends, started_at=draft.started_at))
        self.sent.emit(record)
        self._settled(runner)

    def _settled(self, runner: NoteRunner) -> None:
        if runner is not self._runner and runner.state.settled:
            runner.deleteLater()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep it when one goes on elsewhere."""
        super().focusOutEvent(event)
        self.flush()
