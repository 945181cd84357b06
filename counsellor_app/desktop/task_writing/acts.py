"""Settling and moving tasks and appointments, each with undo instead of a question."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.row_times import day_and_clock, iso_day
from counsellor_app.domain.agenda import AppointmentRow, TaskRow
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.tasks import Appointment, AppointmentState, Origin, OwnTask, Task, TaskState, read_source
from counsellor_app.workflows import appointments, doing, tasks
from sync.wording import _


class TaskActs(QObject):
    """Acts on one task or appointment at a time, carried out on the store thread."""

    def __init__(self, context: DesktopContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def settle(self, row: TaskRow, state: TaskState) -> None:
        """Mark a task done or dropped. What a gate asks for is done where its evidence is given: go there."""
        source = read_source(row.source)
        if source is not None and source.origin == Origin.GATE and state is TaskState.DONE:
            self._context.navigate("case", case_id=row.case, tab="journey")
            self._context.status_message(_("Record the evidence here; the task is then done by itself."))
            return
        said = {
            TaskState.DONE: _("Done: {task}"),
            TaskState.DROPPED: _("Dropped: {task}"),
            TaskState.OPEN: _("To do again: {task}"),
        }
        self._do(
            partial(doing.settle_task, self._context.session, row.id, state),
            said[state].format(task=isolate(row.title)),
            partial(self._reopen, row),
        )

    def _reopen(self, row: TaskRow) -> None:
        self._ask(partial(doing.settle_task, self._context.session, row.id, TaskState.OPEN))

    def to_tomorrow(self, row: TaskRow) -> None:
        """Give a task the next working day."""
        day = tasks.tomorrow()
        self._do(
            partial(tasks.move_task, self._context.session, row.id, day),
            _("Moved to {day}: {task}").format(day=iso_day(day), task=isolate(row.title)),
            lambda: self._ask(partial(tasks.move_task, self._context.session, row.id, row.due_on)),
        )

    def settle_appointment(self, row: AppointmentRow, state: AppointmentState) -> None:
        """Say what became of an appointment."""
        name = isolate(row.name or row.own_name or row.reference)
        said = {
            AppointmentState.HELD: _("Appointment held: {name}"),
            AppointmentState.MISSED: _("Did not come: {name}"),
            AppointmentState.CANCELLED: _("Appointment cancelled: {name}"),
            AppointmentState.PLANNED: _("Appointment planned again: {name}"),
        }
        session = self._context.session
        back = partial(appointments.settle_appointment, session, row.id, AppointmentState.PLANNED)
        self._do(
            partial(appointments.settle_appointment, session, row.id, state),
            said[state].format(name=name),
            lambda: self._ask(back),
        )

    def added(self, task: Task | OwnTask | Appointment) -> None:
        """Say that a task or appointment was written, and offer to take it back."""
        session = self._context.session
        if isinstance(task, Appointment):
            self._context.offer_undo(
                _("Appointment made: {moment}").format(moment=day_and_clock(task.at)),
                lambda: self._ask(partial(appointments.remove_appointment, session, task.id)),
            )
            return
        self._context.offer_undo(
            _("Task written: {task}").format(task=isolate(task.title)),
            lambda: self._ask(partial(tasks.remove_task, session, task.id)),
        )

    def _do(self, call: Callable[[], object], said: str, undo: Callable[[], object]) -> None:
        self._context.run(call, owner=self, done=lambda _found: self._context.offer_undo(said, undo), failed=self._say)

    def _ask(self, call: Callable[[], object]) -> None:
        self._context.run(call, owner=self, failed=self._say)

    def _say(self, error: Exception) -> None:
        if isinstance(error, ActionableError):
            self._context.show_error(error)
