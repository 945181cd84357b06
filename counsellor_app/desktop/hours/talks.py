"""What happens at an hour: who is chosen, whose note is written, what a key does, who is next.

Between the queue, the page of the talk and the desk the note is written on; decides by :class:`QueueState`.
"""

from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.runner import Finish
from counsellor_app.desktop.hours.hour_acts import HourActs
from counsellor_app.desktop.hours.queue_pane import QueuePane
from counsellor_app.desktop.hours.state.queue import GONE, QueueState, Request
from counsellor_app.desktop.hours.talk_page import TalkPage
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.note_writing.desk import NoteDesk
from counsellor_app.desktop.note_writing.state import CaseDrafts
from counsellor_app.desktop.task_writing.acts import TaskActs
from counsellor_app.desktop.task_writing.form import TaskForm
from counsellor_app.desktop.words.hours import state_word
from counsellor_app.domain.hour_pages import HourPage, QueueRow, TalkBrief
from counsellor_app.domain.hours import SlotState
from counsellor_app.domain.records import Draft
from counsellor_app.workflows import finding, hour_pages, hours
from counsellor_app.workflows.session import Session
from sync.wording import _

_REFRESH_MS = 120


class Talks(QObject):
    """``case_wanted(slot id, name)``: somebody without a case is to be written about; ``add_wanted(time)``."""

    case_wanted = Signal(str, str)
    add_wanted = Signal(str)
    shown = Signal()

    def __init__(
        self, context: DesktopContext, state: QueueState, pane: QueuePane, page: TalkPage, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self.state, self._pane, self._page = context, state, pane, page
        self.drafts = CaseDrafts(now_ms)
        self.desk = NoteDesk(context, self.drafts, page.editor, self, self._finish)
        self._opened = ("", "")
        self._away = False
        self._write = False
        self._places: list[str] = []
        self.acts = HourActs(context, state, pane, self)
        self.task = TaskForm(context, wide=True)
        self.task.added.connect(TaskActs(context, self).added)
        self.task.closed.connect(self._task_closed)
        page.put_in(self.task)
        page.editor.task.show()
        page.editor.task_wanted.connect(self.write_task)
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.setInterval(_REFRESH_MS)
        self._renewal.timeout.connect(self.refresh)
        pane.moved.connect(self._line_chosen)
        pane.entered.connect(self.enter)
        pane.state_wanted.connect(self.say)
        page.next_wanted.connect(self.sign_and_next)
        page.case_wanted.connect(self._ask_case)
        page.outcome_chosen.connect(self._say_outcome)
        self.desk.signed.connect(lambda _record: context.status_message(_("Signed and kept on this device")))

    # --- the hour

    def open(self, hour: str, slot: str = "") -> None:
        """Show an hour, and somebody of it if named."""
        self._away = False
        if hour != self.state.hour:
            self.leave()
        request = self.state.open(hour)
        self._ask(request, slot)

    def refresh(self) -> None:
        """Ask for what is shown anew."""
        self._renewal.stop()
        if self.state.hour and not self._away:
            self._ask(self.state.refresh(), "")

    def refresh_soon(self) -> None:
        """Ask anew when the changes have settled."""
        if not self._renewal.isActive():
            self._renewal.start()

    def leave(self) -> None:
        """Another hour, or none: keep what is being written."""
        self._put_down()
        self._page.clock.stop()

    def _close_task(self) -> None:
        self.task.hide()

    def _put_down(self) -> None:
        """Keep what is written, and show it no longer: it is read anew when it is wanted again."""
        self.desk.leave()
        self._close_task()
        self._page.editor.show_nothing()
        self.drafts.forget_kept()
        self._opened = ("", "")

    def close(self) -> None:
        """Show no hour."""
        self.leave()
        self.state.close()
        self._page.show_nobody()

    def pause(self) -> None:
        """The screen is not looked at: everything written is kept, and read anew when it is looked at again."""
        self._away = True
        self._renewal.stop()
        self._put_down()
        self._page.clock.pause()

    def _ask(self, request: Request, slot: str) -> None:
        session = self._context.session

        def load() -> tuple[HourPage, list[str]]:
            return hour_pages.hour_page(session, request.hour), finding.places(session)

        self._context.run(load, owner=self, done=lambda found: self._arrived(request, slot, *found), latest="hour")

    def _arrived(self, request: Request, slot: str, page: HourPage, places: list[str]) -> None:
        if self._away or not self.state.arrived(request, page):
            return  # a draft opened unseen would go stale while another page goes on with it
        self._places = [page.place.name, *(place for place in places if place != page.place.name)]
        self.drafts.last_place = page.place.name
        if slot:
            self.state.choose(slot)
        self._pane.show_page(page, date.today())
        self._show()
        self.shown.emit()

    # --- who is chosen

    def _line_chosen(self, row: QueueRow) -> None:
        slot = row.line.slot
        if slot is None:
            return
        self._write = False
        if self.state.choose(slot.id):
            self._pane.show_choice()
            self._show()

    def choose(self, slot_id: str, *, write: bool) -> None:
        """Go to somebody; with *write* into the note, when there is one to write."""
        self.state.choose(slot_id)
        self._pane.show_choice()
        self._write = write
        self._show()
        if write and not self._page.talking:
            self._pane.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        row, slot = self.state.row(), self.state.slot()
        if row is None or slot is None:
            self.leave()
            self._page.show_nobody()
            return
        if not slot.case or not row.here:
            self.leave()
            self._page.show_without_case(row)
            return
        self._page.show_talk(row, self.state.following(), date.today())
        if self._opened != (slot.id, slot.case):
            self._opened = (slot.id, slot.case)
            self.desk.leave()
            self._close_task()
            self._page.clock.stop()
            self._page.show_brief(None, now_ms(), date.today())
            self.drafts.case, self.drafts.page = slot.case, None
            self.desk.begin()
        if self._write:
            self._begin_writing()
        session, case = self._context.session, slot.case
        self._context.run(
            partial(hour_pages.talk_brief, session, case),
            owner=self,
            done=lambda brief: self._brief_arrived(case, brief),
            latest="brief",
        )

    def _brief_arrived(self, case: str, brief: TalkBrief) -> None:
        if self._away or case != self._opened[1]:
            return
        self.drafts.page = brief.page
        self._page.editor.head.offer(self._places, brief.page.case.languages)
        self._page.show_brief(brief, now_ms(), date.today())
        self.desk.arrived()
        if self._page.editor.text.hasFocus():
            self._start_clock()

    # --- what a key does

    def enter(self) -> None:
        """Open the note of who is chosen; on a free line add somebody; without a case ask which one."""
        row = self._pane.current()
        if row is None or row.line.slot is None:
            self.add_wanted.emit(row.line.time if row is not None else "")
            return
        self.choose(row.line.slot.id, write=True)
        if not self._page.talking and row.here:
            self._ask_case()

    def to_queue(self) -> None:
        """Go to the queue."""
        self._write = False
        self._pane.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_writing(self) -> None:
        self._write = False
        self._page.editor.focus_start()
        self._start_clock()

    def _start_clock(self) -> None:
        runner, page = self._page.editor.runner, self.state.page
        slot = self.state.slot()
        if runner is None or page is None or slot is None or slot.state == SlotState.DONE:
            return
        if self._page.clock.isHidden():
            draft = runner.state.draft
            self._page.clock.start(draft.started_at if draft.text else now_ms(), page.hour.slot_minutes)

    def _ask_case(self) -> None:
        slot = self.state.slot()
        if slot is not None and not slot.case:
            self.case_wanted.emit(slot.id, slot.slip)

    def say(self, state: str) -> None:
        """Say what became of who is chosen, and go on with the next when he is not coming."""
        slot, row = self.state.slot(), self.state.row()
        if slot is None or row is None or not self.state.may(state):
            return
        if state == SlotState.MOVED:
            self.acts.ask_hour(lambda hour: self._move(slot.id, hour, row.name))
            return
        writing = self._page.editor.text.hasFocus()
        following = self.state.following() if state in GONE else None
        self._set(slot.id, state, row.name, slot.state)
        if following is not None and following.line.slot is not None:
            self.choose(following.line.slot.id, write=writing)

    def _set(self, slot_id: str, state: str, name: str, before: str) -> None:
        session, context = self._context.session, self._context
        undo = partial(context.run, partial(hours.set_state, session, slot_id, before), owner=self)
        words = _("{name}: {state}").format(name=isolate(name), state=state_word(state))
        context.run(
            partial(hours.set_state, session, slot_id, state),
            owner=self,
            done=lambda _slot: context.offer_undo(words, undo),
        )

    def _move(self, slot_id: str, hour: str, name: str) -> None:
        session, context = self._context.session, self._context
        following = self.state.following()
        undo = partial(context.run, partial(hours.set_state, session, slot_id, str(SlotState.WAITING)), owner=self)
        words = _("{name}: {state}").format(name=isolate(name), state=state_word(SlotState.MOVED))
        context.run(
            partial(hours.move_slot, session, slot_id, hour),
            owner=self,
            done=lambda _slot: context.offer_undo(words, undo),
        )
        if following is not None and following.line.slot is not None:
            self.choose(following.line.slot.id, write=False)

    def write_task(self) -> None:
        """Write a task for who is spoken with, beside the note."""
        row = self.state.row()
        if row is not None and self._page.talking and self._opened[1]:
            self.task.begin(self._opened[1], row.name)

    def _task_closed(self) -> None:
        self.refresh_soon()
        if self._page.talking:
            self._page.editor.focus_start()

    def shift(self, step: int) -> None:
        """Let who is chosen change places with his neighbour."""
        slot = self.state.slot()
        if slot is not None:
            self._context.run(partial(hours.shift_slot, self._context.session, slot.id, step), owner=self)

    def _say_outcome(self, outcome: str) -> None:
        slot = self.state.slot()
        if slot is not None:
            call = partial(hours.change_slot, self._context.session, slot.id, {"outcome": outcome})
            self._context.run(call, owner=self)

    # --- signing

    def sign_and_next(self) -> None:
        """Sign the note, mark the talk as held, and go to who comes next, ready to write."""
        following = self.state.following()
        if not self._page.talking or not self.desk.sign():
            return
        self._page.clock.stop()
        if following is not None and following.line.slot is not None:
            self.choose(following.line.slot.id, write=True)
        else:
            self._pane.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self) -> Finish:
        """What signing a draft does that is begun now: the note and the queue change together."""
        slot = self._opened[0]

        def finish(session: Session, draft: Draft) -> object:
            return hours.sign_talk(session, slot, draft)

        return finish
