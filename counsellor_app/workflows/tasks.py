"""Tasks: writing, doing, dropping, moving, listing; and keeping those of a case in step with its programmes.

What is done to a task is done to every copy of it that another device made (same source, same case or shelf).
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from counsellor_app.domain.agenda import TaskRow, read_due, read_every
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import Member
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.task_plan import Demand, due_tasks, is_made
from counsellor_app.domain.tasks import (
    OwnTask,
    Task,
    TaskState,
    as_one,
    begin_series,
    copies,
    finish,
    follow_up,
    waits_in,
)
from counsellor_app.domain.validation import LONGEST_LINE, read_line, read_long_text
from counsellor_app.domain.working_days import next_working_day
from counsellor_app.store.queries.agenda import TaskFilter
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.records import Records
from counsellor_app.store.store import Work
from counsellor_app.workflows.lookup import SHORTEST_ID, find_principal
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import personal_records, personal_shelf
from counsellor_app.workflows.task_words import titled
from sync.wording import _

_SERIES_BYTES, _ID_DIGITS = 8, 32
_MOST = 1000


def add_task(
    session: Session,
    title: str,
    *,
    case_id: str = "",
    due: str = "",
    assignee: str = "",
    every: str = "",
    until: str = "",
    remark: str = "",
) -> Task | OwnTask:
    """Write a task, of a case or (without *case_id*) one's own, and return it. All arguments are text as typed.

    *due* as :func:`~counsellor_app.domain.agenda.read_due`; *assignee* the name or id of somebody who reads the case,
    empty for whoever is responsible for it; *every* so many days it comes again, from *due* (today when that is empty)
    until *until*. Raises :class:`ActionableError`.
    """
    require(session.actor, Act.PLAN)
    today = date.today()
    days = read_every(every)
    due_on = read_due(due, today) or (today.isoformat() if days else "")
    source = begin_series(secrets.token_hex(_SERIES_BYTES), due_on) if days else ""
    written = OwnTask(
        title=_title(title),
        due_on=due_on,
        source=source,
        every_days=days,
        until=read_due(until, today) if days else "",
        remark=read_long_text(remark),
    )
    with session.store.transaction() as work:
        if not case_id:
            if assignee.strip():
                raise ActionableError(
                    _("A task without a case is your own."), _("Say of which case it is, to give it to a colleague.")
                )
            return work.records.save(replace(written, shelf=personal_shelf(session, work)))
        return work.records.save(
            Task(
                case=case_id,
                title=written.title,
                due_on=written.due_on,
                assignee=_assignee(work, case_id, assignee),
                source=written.source,
                every_days=written.every_days,
                until=written.until,
                remark=written.remark,
            )
        )


def may_do(session: Session, case_id: str) -> list[Member]:
    """Return who may be given tasks of a case: the present members who read it, by name."""
    with session.store.reading() as queries:
        return _readers(session.store.records, queries, case_id)


def _readers(records: Records, queries: Queries, case_id: str) -> list[Member]:
    readers = records.readers(case_id)
    present = [member for member in queries.members() if not member.removed]
    return [member for member in present if not readers.isdisjoint({member.id, *member.teams})]


def _assignee(work: Work, case_id: str, text: str) -> str:
    """Return the id of who is to do a task; who cannot read the case would never see it."""
    if not text.strip():
        return ""
    wanted = " ".join(text.split()).casefold()
    readers = _readers(work.records, work.queries, case_id)
    named = [member for member in readers if wanted in (member.id, member.name.casefold())]
    found = named or [member for member in readers if member.name.casefold().startswith(wanted)]
    if len(found) == 1:
        return found[0].id
    if not found:
        find_principal(work, text)
    raise ActionableError(
        _("A task of a case is given to one person who reads the case."),
        _("These do: {names}.").format(names=", ".join(member.name for member in readers)),
    )


def finish_task(
    session: Session,
    task_id: str,
    state: TaskState = TaskState.DONE,
    then: Callable[[Work, Task | OwnTask], None] | None = None,
) -> Task | OwnTask:
    """Mark a task done, dropped or open again, and return it as it is now.

    The next of a series is written with it, in the same act; opening it again takes that one away if nobody touched it.
    *then* is done in the same transaction. Raises :class:`ActionableError` when there is no such task here.
    """
    require(session.actor, Act.PLAN)
    today = date.today()
    with session.store.transaction() as work:
        task = _load(work, task_id)
        same = copies(task, _beside(work, task))
        changed = [finish(one, state, today) for one in same]
        following = follow_up(task, today)
        if following is not None:
            beside = _beside(work, task)
            there = copies(following, beside)
            if state is TaskState.OPEN:
                for one in there:
                    if one == replace(following, id=one.id):
                        work.records.remove(one)
            elif not there and not any(waits_in(one) == waits_in(following) for one in beside if one not in same):
                changed.append(following)
        saved = next(one for one in work.records.save_all(changed) if one.id == task.id)
        if then is not None:
            then(work, saved)
        return saved


def move_task(session: Session, task_id: str, due: str) -> Task | OwnTask:
    """Give a task another due day (as typed; empty for none) and return it; raises :class:`ActionableError`."""
    require(session.actor, Act.PLAN)
    due_on = read_due(due, date.today())
    with session.store.transaction() as work:
        task = _load(work, task_id)
        same = copies(task, _beside(work, task))
        saved = work.records.save_all([replace(one, due_on=due_on) for one in same])
        return next(one for one in saved if one.id == task.id)


def tomorrow() -> str:
    """Return the next working day (ISO), where *tomorrow* puts a task."""
    return next_working_day(date.today()).isoformat()


def remove_task(session: Session, task_id: str) -> None:
    """Take back a task that was written by mistake; raises :class:`ActionableError` for one a programme asks for."""
    require(session.actor, Act.PLAN)
    with session.store.transaction() as work:
        task = _load(work, task_id)
        if isinstance(task, Task) and is_made(task):
            raise ActionableError(
                _("A programme asks for this task."), _("Do it, or drop it; it cannot be taken back.")
            )
        for one in copies(task, _beside(work, task)):
            work.records.remove(one)


def list_tasks(
    session: Session, *, case_id: str = "", mine: bool = False, state: str = TaskState.OPEN, overdue: bool = False
) -> list[TaskRow]:
    """Return tasks by due day: of a case and those shown within it, or all that are read here; *state* empty for all.

    Own ones come along where no case is asked for. *overdue*: only those due before today.
    """
    today = date.today()
    due_by = date.fromordinal(today.toordinal() - 1).isoformat() if overdue else ""
    with session.store.reading() as queries:
        wanted = TaskFilter(
            cases=(case_id, *queries.groups().shown_with(case_id)) if case_id else (),
            state=state,
            due_by=due_by,
            mine=session.person_id if mine else "",
            ongoing=not case_id and state == TaskState.OPEN,
        )
        agenda = queries.agenda()
        rows = titled(agenda.tasks(wanted, _MOST), queries)
        if not case_id:
            own = as_one(personal_records(session, queries, OwnTask))
            rows += [
                agenda.own_row(task, session.person_id)
                for task in own
                if state in ("", task.state) and (not due_by or "" < task.due_on <= due_by)
            ]
    return sorted(rows, key=lambda row: (not row.due_on, row.due_on))


def task_row(session: Session, task_id: str) -> TaskRow:
    """Return a task as lists show it; raises :class:`ActionableError` when there is no such one here."""
    with session.store.reading() as queries:
        agenda = queries.agenda()
        rows = titled(agenda.tasks(TaskFilter(beginning=task_id), 1), queries)
        own = [task for task in personal_records(session, queries, OwnTask) if task.id == task_id]
        rows += [agenda.own_row(task, session.person_id) for task in own]
    if not rows:
        raise _no_such_task()
    return rows[0]


def find_task(session: Session, text: str) -> str:
    """Return the id of the task whose id begins with *text*; raises :class:`ActionableError` for none or several."""
    wanted = text.strip().casefold()
    if SHORTEST_ID <= len(wanted) <= _ID_DIGITS and all(digit in "0123456789abcdef" for digit in wanted):
        with session.store.reading() as queries:
            found = [row.id for row in queries.agenda().tasks(TaskFilter(beginning=wanted), 2)]
            found += [task.id for task in personal_records(session, queries, OwnTask) if task.id.startswith(wanted)]
        if len(found) == 1:
            return found[0]
    raise _no_such_task()


def follow_demands(work: Work, case_id: str, demands: Iterable[Demand]) -> None:
    """Bring the tasks of a case in step with what its programmes ask for, within *work*."""
    changed = due_tasks(demands, work.queries.records(case_id, Task), date.today())
    if changed:
        work.records.save_all(changed)


def _no_such_task() -> ActionableError:
    return ActionableError(
        _("There is no such task here."), _("Give the beginning of its id; `counsellor task list` shows them.")
    )


def _title(text: str) -> str:
    title = read_line(text, LONGEST_LINE)
    if not title:
        raise ActionableError(_("This task says nothing yet."), _("Write in a few words what is to be done."))
    return title


def _load(work: Work, task_id: str) -> Task | OwnTask:
    try:
        return work.records.load(Task, task_id)
    except ActionableError:
        return work.records.load(OwnTask, task_id)


def _beside(work: Work, task: Task | OwnTask) -> Sequence[Task | OwnTask]:
    """Return the tasks of the case, or on the shelf, that *task* stands in."""
    if isinstance(task, Task):
        return work.queries.records(task.case, Task)
    return work.queries.records(task.shelf, OwnTask)
