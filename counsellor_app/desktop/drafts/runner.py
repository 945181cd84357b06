"""Carries out what the note editor's brain decides: asks the store, waits for the time, reports back.

One runner for one draft. It outlives the page it was typed on: a runner that was left goes on until its text is safe.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.state import Decision, NoteEditorState
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft
from counsellor_app.workflows import notes
from counsellor_app.workflows.session import Session
from sync.wording import _

T = TypeVar("T")
Finish = Callable[[Session, Draft], object]


class NoteRunner(QObject):
    """``changed``: status or text changed. ``signed(record)``, ``unsigned``: how signing ended. ``settled``: safe.

    *finish* makes of the draft what it is to become, and forgets the draft: a signed note, a question, an answer.
    """

    changed = Signal()
    signed = Signal(object)
    unsigned = Signal(object)
    saving_failed = Signal(object)
    settled = Signal()

    def __init__(
        self, context: DesktopContext, state: NoteEditorState, parent: QObject, finish: Finish = notes.sign
    ) -> None:
        super().__init__(parent)
        self.state = state
        self._finish = finish
        self._context = context
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_passed)

    def typed(self, text: str, cursor: int) -> bool:
        """Take what the editor holds; False when it may not change any more."""
        return self._carry_out(self.state.text_typed(text, cursor, _now()))

    def choose(self, **details: Any) -> bool:
        """Take another kind, place, language, interpreter or reason."""
        return self._carry_out(self.state.details_chosen(_now(), **details))

    def adopt(self, stored: Draft) -> None:
        """Go on with the stored draft."""
        self._carry_out(self.state.adopt(stored, _now()))

    def flush(self) -> None:
        """Save what is unsaved now."""
        self._carry_out(self.state.flush(_now()))

    def leave(self) -> None:
        """Save what is unsaved, forget what is blank."""
        self._carry_out(self.state.leave(_now()))

    def sign(self) -> bool:
        """Sign; False when it is refused, which is shown."""
        return self._carry_out(self.state.sign(_now()))

    def discard(self) -> None:
        """Throw the draft away."""
        self._carry_out(self.state.discard(_now()))

    def _time_passed(self) -> None:
        self._carry_out(self.state.time_passed(_now()))

    def _carry_out(self, decision: Decision) -> bool:
        session = self._context.session
        if decision.save is not None:
            self._ask(partial(notes.save_draft, session, decision.save), self._saved, self._save_failed)
        elif decision.sign is not None:
            self._ask(partial(self._finish, session, decision.sign), self._signed, self._sign_failed)
        elif decision.discard:
            self._ask(partial(notes.discard_draft, session, decision.discard), self._discarded, self._discard_failed)
        if decision.due_in is not None:
            self._timer.start(int(decision.due_in * 1000) + 1)
        if decision.refused is not None:
            self._context.show_error(decision.refused)
        self.changed.emit()
        if self.state.settled:
            self.settled.emit()
        return decision.accepted and decision.refused is None

    def _ask(self, call: Callable[[], T], done: Callable[[T], object], failed: Callable[[Exception], object]) -> None:
        self._context.run(call, owner=self, done=done, failed=failed)

    def _saved(self, kept: Draft) -> None:
        self._carry_out(self.state.saved(kept, _now()))

    def _save_failed(self, error: Exception) -> None:
        shown = _actionable(error)
        self.saving_failed.emit(shown)
        self._carry_out(self.state.save_failed(shown, _now()))

    def _signed(self, record: object) -> None:
        self.state.signed()
        self._carry_out(Decision())
        self.signed.emit(record)

    def _sign_failed(self, error: Exception) -> None:
        decision = self.state.sign_failed(_now())
        self.unsigned.emit(_actionable(error))
        self._carry_out(decision)

    def _discarded(self, _nothing: None) -> None:
        self.state.discarded()
        self._carry_out(Decision())

    def _discard_failed(self, error: Exception) -> None:
        decision = self.state.discard_failed(_now())
        self._context.show_error(_actionable(error))
        self._carry_out(decision)


def _actionable(error: Exception) -> ActionableError:
    """Say of any error at least what is safe; the crash handler has heard of it already."""
    if isinstance(error, ActionableError):
        return error
    return ActionableError(
        _("The note could not be kept just now."), _("Your text is still in the window; it is tried again by itself.")
    )


def _now() -> float:
    return time.monotonic()
