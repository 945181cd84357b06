"""Today: the list of the day and the page of whoever is next. Composes; decides nothing."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.change_notice import Changes
from counsellor_app.desktop.clock import SLOW_MS, now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.making_room import MakingRoom
from counsellor_app.desktop.note_writing.desk import NoteDesk
from counsellor_app.desktop.note_writing.note_editor import TASK_KEY
from counsellor_app.desktop.note_writing.state import CaseDrafts
from counsellor_app.desktop.task_writing.acts import TaskActs
from counsellor_app.desktop.today.calendar_bar import CalendarBar
from counsellor_app.desktop.today.list_pane import DONE_KEY, TOMORROW_KEY, ListPane
from counsellor_app.desktop.today.own_page import OwnPage
from counsellor_app.desktop.today.page import NEXT_KEY, OPEN_KEY, PREVIOUS_KEY, TodayPage
from counsellor_app.desktop.today.state.listing import TodayState, case_of
from counsellor_app.desktop.today.state.person import awaited, briefing, following_words
from counsellor_app.desktop.two_panes import fill_with_two_panes
from counsellor_app.domain.agenda import AppointmentRow, Day, HourRow, NextPerson, TaskRow
from counsellor_app.domain.tasks import AppointmentState, TaskState
from counsellor_app.workflows import agenda, finding
from sync.wording import _

OWN_TASK_KEY = "Ctrl+Shift+N"
_LIST_WIDTH, _REFRESH_MS, _HIDDEN_MS = 348, 150, 3_000
_NOTHING, _PERSON, _OWN = range(3)
_SHOWN = (
    "task", "own_task", "appointment", "case", "person", "note", "draft", "hour", "slot", "document", "refusal",
    "contact_rule", "case_link",
)  # fmt: skip


class TodayView(QWidget):
    """Feature: what there is to do today, and the next person with a note ready to type."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.state = TodayState(now_ms)
        self.drafts = CaseDrafts(now_ms)
        self.acts = TaskActs(context, self)
        self.pane = ListPane(context, self.state)
        self.page = TodayPage()
        self.own = OwnPage()
        self.desk = NoteDesk(context, self.drafts, self.page.editor, self)
        self.whole = QStackedWidget()
        self.calendar = CalendarBar(context)
        self._found: NextPerson | None = None
        self._stale, self._write_wanted = True, False
        self._renewal, self._midnight, self._patience = QTimer(self), QTimer(self), QTimer(self)
        for timer, act in (
            (self._renewal, self.refresh),
            (self._midnight, self.refresh),
            (self._patience, self._show_awaited),
        ):
            timer.setSingleShot(True)
            timer.timeout.connect(act)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        nothing = EmptyState(
            _("Nothing is due today"),
            _("Consultation hours, appointments, tasks and unfinished notes of the day stand here."),
            _("New task"),
            TASK_KEY,
            icon="sun",
        )
        nothing.action.connect(self.write_task)
        for widget in (nothing, self.page, self.own):
            set_surface(widget, "page")
            self.whole.addWidget(widget)
        right = self._page_pane()
        self.splitter = fill_with_two_panes(self, self.context, "today", self.pane, right, _LIST_WIDTH)
        self.room = MakingRoom(self.splitter, self.pane, right)

    def _page_pane(self) -> QWidget:
        pane = QWidget()
        set_surface(pane, "page")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.calendar)
        column.addWidget(self.whole, 1)
        return pane

    def _connect(self) -> None:
        pane = self.pane
        pane.moved.connect(self._show_item)
        pane.done_wanted.connect(self.mark_done)
        pane.tomorrow_wanted.connect(self.postpone)
        pane.drop_wanted.connect(self.mark_dropped)
        pane.task_wanted.connect(self.write_task)
        pane.form.added.connect(self.acts.added)
        pane.list.entered.connect(self.write)
        pane.list.asked.connect(lambda text: self.context.navigate("cases", query=text, typed="yes"))
        self.page.open_wanted.connect(self.open_case)
        self.page.next_wanted.connect(partial(self.step, 1))
        self.own.done_wanted.connect(self.mark_done)
        self.own.task_wanted.connect(self.write_own_task)
        self.page.editor.task_wanted.connect(self.write_task)
        self.page.editor.task.show()
        self.own.hour_wanted.connect(self.open_case)
        self.desk.signed.connect(lambda _record: self.context.status_message(_("Signed and kept on this device")))
        self.context.records_changed.connect(self._records_changed)
        for key, act in (
            (OWN_TASK_KEY, self.write_own_task),
            (PREVIOUS_KEY, partial(self.step, -1)),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        escape = QShortcut(QKeySequence("Escape"), self.whole)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._escape)

    # --- feature

    def title(self) -> str:
        """The name of the area."""
        return _("Today")

    def rail_badge(self) -> int | None:
        """How many things wait to be done."""
        return self.state.badge()

    def commands(self) -> list[Command]:
        """What can be done today."""
        if not self.isVisible():
            return [Command(_("New own task"), "", self._task_from_elsewhere, "plus")]
        found = [Command(_("New own task"), OWN_TASK_KEY, self.write_own_task, "plus")]
        item = self.state.item()
        if isinstance(item, TaskRow | AppointmentRow):
            found.append(Command(_("Mark as done"), DONE_KEY, self.mark_done, "circle-check"))
        if isinstance(item, TaskRow):
            found.append(Command(_("Move to the next working day"), TOMORROW_KEY, self.postpone, "arrow-right"))
        if item is not None and case_of(item):
            found += [
                Command(_("New task for this person"), TASK_KEY, self.write_task, "list-checks"),
                Command(_("Open the case"), OPEN_KEY, self.open_case, "folder-open"),
                Command(_("Write the note"), "Return", self.write, "notebook-pen"),
            ]
        return [
            *found,
            Command(_("Write a calendar file…"), "", self.calendar.offer, "calendar"),
            Command(_("Next line of today"), NEXT_KEY, partial(self.step, 1), "arrow-down"),
            Command(_("Previous line of today"), PREVIOUS_KEY, partial(self.step, -1), "arrow-up"),
        ]

    def activate(self, **ids: str) -> None:
        """Show the day as it is now."""
        if self.drafts.case:
            # Always: what another page was just handed to keep has not been told yet.
            self._found, self._stale = None, True
            self.desk.resume()
        if self._stale or self.state.is_past():
            self.refresh()
        focus = QApplication.focusWidget()
        if focus is None or not self.page.isAncestorOf(focus):
            self._to_list()

    def deactivate(self) -> None:
        """Keep what is being written."""
        self.desk.pause()

    # --- asking

    def refresh(self) -> None:
        """Ask for the day, and for the person that is shown; at midnight the day is another one."""
        self._stale = False
        number, day = self.state.refresh()
        self.context.run(
            partial(agenda.today, self.context.session, day),
            owner=self,
            done=partial(self._arrived, number),
            latest="day",
        )
        if self.drafts.case:
            self._ask_person(self.drafts.case)

    def _arrived(self, number: int, day: Day) -> None:
        if not self.state.arrived(number, day):
            return
        self._midnight.start(self.state.until_midnight())
        self.pane.show_day()
        self.badge_changed.emit()
        self._show_item()

    def _records_changed(self, changes: Changes) -> None:
        if not any(changes.get(kind) for kind in _SHOWN):
            return
        self._stale = True
        only_drafts = set(changes) <= {"draft", "sync"}
        self._renewal.start(_REFRESH_MS if self.isVisible() and not only_drafts else _HIDDEN_MS)

    # --- the page

    def step(self, by: int) -> None:
        """Go to the next or previous line."""
        if self.state.step(by):
            self.pane.show_chosen()
            self._show_item()

    def _show_item(self) -> None:
        item = self.state.item()
        case = case_of(item) if item is not None else ""
        if case != self.drafts.case:
            self.desk.leave()
            self.drafts.case, self.drafts.page, self._found = case, None, None
            self._write_wanted = False
            if case:
                self.desk.begin()
                self._ask_person(case)
                self._patience.start(SLOW_MS)
            else:
                self.page.editor.show_nothing()
        if item is None:
            self.whole.setCurrentIndex(_NOTHING)
        elif not case:
            self.own.show_item(item)
            self.whole.setCurrentIndex(_OWN)
        else:
            self._show_person()

    def _ask_person(self, case: str) -> None:
        session, day = self.context.session, self.state.today()

        def load() -> tuple[NextPerson, list[str]]:
            return agenda.next_person(session, case, day), finding.places(session)

        self.context.run(load, owner=self, done=lambda found: self._person_arrived(case, *found), latest="person")

    def _person_arrived(self, case: str, found: NextPerson, places: list[str]) -> None:
        if case != self.drafts.case:
            return
        fresh = self._found is None
        self._found, self.drafts.page = found, found.page
        self.page.editor.head.offer(places, found.page.case.languages)
        if fresh:
            self.desk.arrived()
        else:
            self.desk.show_others()
        self._show_person()
        if self._write_wanted:
            self.write()

    def _show_awaited(self) -> None:
        """The person is slow to come: nobody else's name stands above the note meanwhile."""
        item = self.state.item()
        if self._found is None and item is not None and case_of(item):
            self.page.show_briefing(awaited(item))
            self.whole.setCurrentIndex(_PERSON)

    def _show_person(self) -> None:
        if self._found is None:
            return
        self.page.show_briefing(briefing(self._found, self.state.item(), now_ms()))
        self.page.show_following(*following_words(self.state.following()))
        self.whole.setCurrentIndex(_PERSON)

    def _escape(self) -> None:
        if not self.desk.end_amendment():
            self._to_list()

    def _to_list(self) -> None:
        self.room.show_rows()
        self.pane.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- acting

    def write(self) -> None:
        """Go into the note of the person, or to what can be done about the line."""
        item = self.state.item()
        if isinstance(item, HourRow):
            self.open_case()
        elif item is not None and not case_of(item):
            self.own.focus_first()
        elif item is not None:
            self._write_wanted = self._found is None
            if self._found is not None:
                self.page.editor.focus_start()

    def open_case(self) -> None:
        """Open the case of the line, or the queue of the hour."""
        item = self.state.item()
        if isinstance(item, HourRow):
            self.context.navigate("hours", hour_id=item.id)
        elif item is not None and case_of(item):
            self.context.navigate("case", case_id=case_of(item))

    def mark_done(self) -> None:
        """The task is done, the appointment held."""
        self._settle(TaskState.DONE, AppointmentState.HELD)

    def mark_dropped(self) -> None:
        """The task need not be done; the client did not come."""
        self._settle(TaskState.DROPPED, AppointmentState.MISSED)

    def _settle(self, task: TaskState, appointment: AppointmentState) -> None:
        item = self.state.item()
        if isinstance(item, TaskRow):
            self.acts.settle(item, task)
        elif isinstance(item, AppointmentRow):
            self.acts.settle_appointment(item, appointment)

    def postpone(self) -> None:
        """The task can wait until the next working day."""
        item = self.state.item()
        if isinstance(item, TaskRow):
            self.acts.to_tomorrow(item)

    def write_task(self) -> None:
        """Write a task for the person that is shown, or an own one."""
        self.room.show_rows()
        if self._found is not None:
            self.pane.form.begin(self.drafts.case, briefing(self._found, None, now_ms()).title)
        else:
            self.write_own_task()

    def write_own_task(self) -> None:
        """Write a task without a case."""
        self.room.show_rows()
        self.pane.form.begin("", "")

    def _task_from_elsewhere(self) -> None:
        self.context.navigate("today")
        self.write_own_task()
