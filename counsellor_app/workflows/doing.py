"""Settling a task, wherever it came from: what a programme asks for is settled by what it asks for."""

from counsellor_app.domain.agenda import TaskRow
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.records import StepState
from counsellor_app.domain.tasks import Origin, OwnTask, Source, Task, TaskState, read_source
from counsellor_app.store.store import Work
from counsellor_app.workflows import enrolling, journey, tasks
from counsellor_app.workflows.session import Session
from sync.wording import _

_STEP_STATES = {TaskState.DONE: StepState.DONE, TaskState.DROPPED: StepState.DROPPED, TaskState.OPEN: StepState.PLANNED}


def settle_task(session: Session, task_id: str, state: TaskState) -> Task | OwnTask:
    """Mark a task done, dropped or open and return it as it is now.

    The task of a step is done when the step is: the step is marked (of one that comes again, this occurrence), and a
    gate may refuse that. What a gate asks for is
    done when the evidence is there: marking its task done is refused, and the advice says where the evidence is given.
    Raises :class:`ActionableError`.
    """
    row = tasks.task_row(session, task_id)
    source = read_source(row.source)
    if source is not None and source.origin == Origin.GATE and state is TaskState.DONE:
        raise ActionableError(
            _("This is done when the evidence is there."),
            _("Record the evidence under Journey in the case; the task is then done by itself."),
        )
    if source is not None and source.origin == Origin.STEP and (not source.period or source.period.isdecimal()):
        _mark_step(session, row, source, state)
    return tasks.finish_task(session, task_id, state, _follow)


def _mark_step(session: Session, row: TaskRow, source: Source, state: TaskState) -> None:
    on = row.due_on if state is TaskState.OPEN else ""
    journey.mark_step(
        session,
        row.case,
        source.code,
        state=_STEP_STATES[state],
        programme=source.programme,
        on=on,
        enrolment=source.series,
        period=source.period,
    )


def _follow(work: Work, task: Task | OwnTask) -> None:
    """Write what the programme asks for next, once this is settled."""
    if isinstance(task, Task) and task.source:
        enrolling.follow(work, task.case)
