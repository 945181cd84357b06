"""The desk the notes are written on: which draft is in the editor, and which left ones are not safe yet.

The editor is there before the case is: what is typed in the meantime goes into the draft that then arrives.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.runner import Finish, NoteRunner
from counsellor_app.desktop.drafts.state import NoteEditorState, SaveStatus
from counsellor_app.desktop.note_writing.note_editor import NoteEditor
from counsellor_app.desktop.note_writing.state import CaseDrafts, amendment_title
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import TimelineEntry
from counsellor_app.domain.records import Amendment, Draft, Note, NoteKind
from counsellor_app.workflows import notes
from sync.wording import _


def _sign() -> Finish:
    return notes.sign


class NoteDesk(QObject):
    """``signed(record)`` after a note or amendment was signed.

    *finish* is asked, when a draft comes into the editor, what signing it is to do; by default it is signed.
    """

    signed = Signal(object)

    def __init__(
        self,
        context: DesktopContext,
        state: CaseDrafts,
        editor: NoteEditor,
        parent: QObject,
        finish: Callable[[], Finish] = _sign,
    ) -> None:
        super().__init__(parent)
        self._context, self._state, self._editor, self._finish = context, state, editor, finish
        self._left: list[NoteRunner] = []
        self._current: NoteRunner | None = None
        self._fresh = False
        self._amended: dict[str, TimelineEntry] = {}
        editor.sign_wanted.connect(self.sign)
        editor.discard_wanted.connect(self.discard)
        editor.other_wanted.connect(self.next_draft)
        editor.refused.connect(context.show_error)

    # --- coming and going

    def begin(self) -> None:
        """The page goes to another case: an empty note at once, its kept draft when the case arrives."""
        self.leave()
        waiting = self._unsaved_of(self._state.case)
        self._show(waiting or self._runner(self._state.new_draft(NoteKind.TALK)))
        self._fresh = waiting is None

    def arrived(self) -> None:
        """The case is here: go on with its newest draft, or offer an empty note."""
        if self._current is None:
            return
        if self._fresh:
            self._fresh = False
            stored = self._state.stored_draft(besides=self._held())
            if stored is not None:
                self._current.adopt(stored)
            else:
                known = self._state.with_defaults(self._current.state.draft)
                self._current.choose(place=known.place, language=known.language)
            if self._current.state.draft.amends or self._current.state.text:
                self._show(self._current)
        self.show_others()

    def leave(self) -> None:
        """Keep what is in the editor; it is no longer shown."""
        if self._current is not None:
            runner, self._current = self._current, None
            self._put_aside(runner)
            runner.leave()
            self._settled(runner)

    def pause(self) -> None:
        """The page is not shown for a while, perhaps never again: keep what is in the editor, and forget a blank."""
        for runner in list(self._left):
            runner.flush()
        if self._current is None:
            return
        if self._current.state.blank and self._current.state.stored:
            self.leave()
            self._empty()
        else:
            self._current.flush()

    def resume(self) -> None:
        """The page is shown again, and another page may have gone on with the draft, or signed it: ask anew."""
        self._state.forget_kept()
        self.begin()

    def show_others(self) -> None:
        """Say how many other drafts wait."""
        self._editor.set_others(len(self._state.other_drafts(self._held())))

    # --- what is done with the draft

    def sign(self) -> bool:
        """Sign what is in the editor and offer an empty note at once; False when it cannot be, which is shown."""
        runner = self._current
        if runner is None or runner.state.status is SaveStatus.SIGNING or not runner.sign():
            return False
        self._state.note_written_at(runner.state.draft.place)
        self._put_aside(runner)
        self._current = None
        self._empty()
        return True

    def amend(self, entry: TimelineEntry) -> None:
        """Go on with the amendment of a note, or begin one; the note in the editor is kept."""
        self._amended[entry.id] = entry
        if self._current is not None and self._current.state.draft.amends == entry.id:
            self._editor.focus_start()
            return
        self.leave()
        waiting = self._unsaved_of(self._state.case, entry.id)
        stored = self._state.stored_draft(entry.id, self._held())
        self._show(waiting or self._runner(stored or self._state.new_draft(NoteKind.TALK, entry.id)))
        self._editor.focus_start()

    def end_amendment(self) -> bool:
        """Go back from an amendment to the note; False if there was none in the editor."""
        if self._current is None or not self._current.state.draft.amends:
            return False
        self.leave()
        self._empty()
        return True

    def next_draft(self) -> None:
        """Go on with the case's next unfinished draft."""
        others = self._state.other_drafts(self._held())
        if others:
            self.leave()
            self._show(self._runner(others[0]))
            self.show_others()
            self._editor.focus_start()

    def discard(self) -> None:
        """Throw the draft away, and offer to undo that."""
        runner = self._current
        if runner is None or runner.state.blank:
            return
        draft = runner.state.draft
        self._put_aside(runner)
        self._current = None
        runner.discard()
        self._settled(runner)
        self._empty()
        self._context.offer_undo(_("Draft thrown away"), lambda: self.restore(draft))

    def restore(self, draft: Draft) -> None:
        """Write a thrown-away draft again, in its case, wherever one is now."""
        runner = self._runner(replace(draft, id="", saved_at=0, text="", cursor=0, reason=""))
        runner.choose(reason=draft.reason)
        runner.typed(draft.text, draft.cursor)
        if draft.case == self._state.case:
            self.leave()
            self._show(runner)
        else:
            self._put_aside(runner)
            runner.leave()

    # --- inside

    def _runner(self, draft: Draft) -> NoteRunner:
        runner = NoteRunner(self._context, NoteEditorState(draft), self, self._finish())
        runner.signed.connect(lambda record: self._signed(runner, record))
        runner.unsigned.connect(lambda error: self._unsigned(runner, error))
        runner.saving_failed.connect(self._context.show_error)
        runner.settled.connect(lambda: self._settled(runner))
        return runner

    def _show(self, runner: NoteRunner) -> None:
        if runner in self._left:
            self._left.remove(runner)
        self._current, self._fresh = runner, False
        amends = runner.state.draft.amends
        self._editor.show_runner(runner, amendment_title(self._amended.get(amends)) if amends else "")

    def _empty(self) -> None:
        """Show the case's unfinished note if there is one, else an empty one."""
        waiting = self._unsaved_of(self._state.case, "")
        if waiting is not None:
            self._show(waiting)
            return
        stored = self._state.stored_draft("", self._held())
        self._show(self._runner(stored or self._state.new_draft(NoteKind.TALK)))
        self.show_others()

    def _put_aside(self, runner: NoteRunner) -> None:
        if runner not in self._left:
            self._left.append(runner)

    def _settled(self, runner: NoteRunner) -> None:
        """A left runner whose text is safe is not needed any more."""
        if runner in self._left and runner.state.settled:
            self._left.remove(runner)
            if runner.state.over:
                self._state.draft_gone(runner.state.draft.id)
            else:
                self._state.draft_kept(runner.state.draft)
            runner.deleteLater()
            self.show_others()

    def _held(self) -> set[str]:
        """Ids of the drafts that are in the editor or on their way into the store."""
        runners = [*self._left, *([self._current] if self._current else [])]
        return {runner.state.draft.id for runner in runners}

    def _unsaved_of(self, case: str, amends: str | None = None) -> NoteRunner | None:
        """A left draft of this case (and amended note) that is not safe yet, newest first."""
        for runner in reversed(self._left):
            draft = runner.state.draft
            if draft.case == case and amends in (None, draft.amends) and not runner.state.leaving:
                return runner
        return None

    def _signed(self, runner: NoteRunner, record: Note | Amendment) -> None:
        self._settled(runner)
        self.signed.emit(record)

    def _unsigned(self, runner: NoteRunner, error: ActionableError) -> None:
        """The signature failed: the text goes back into the editor if that is free, else it is a draft beside it."""
        self._context.show_error(error)
        current = self._current
        same_case = runner.state.draft.case == self._state.case
        if same_case and (current is None or (current.state.blank and not current.state.stored)):
            self.leave()
            self._show(runner)
        else:
            runner.flush()
            self.show_others()
