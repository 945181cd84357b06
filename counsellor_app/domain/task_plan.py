"""Tasks that steps and gates of a programme make: which are missing, which are settled, which moved. Pure.

What a programme asks for is given as :class:`Demand`; the programmes themselves are not known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from counsellor_app.domain.programmes.repeating import first_open
from counsellor_app.domain.tasks import (
    LONGEST_EVERY,
    UNSETTLED,
    Origin,
    Source,
    Task,
    TaskState,
    as_one,
    finish,
    read_day,
    read_source,
)
from counsellor_app.domain.working_days import working_day_from


@dataclass(frozen=True, slots=True)
class Settled:
    """One follow-up by its ``number`` (from 1): done or dropped ``on`` a day (ISO), or open and planned then."""

    number: int
    state: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a step or a gate of one enrolment asks for.

    ``origin`` step or gate; ``due_on`` ISO date, empty while it cannot be known; ``assignee`` a person id or empty.
    ``state`` open, declined, or done or dropped ``on`` a day. With ``every_days`` it is asked for again and again:
    first on ``due_on``, then every so many days, until ``until`` (empty: for as long as it stands open). ``exact``:
    somebody planned that very day, be it a Sunday; other days are moved to a working day. ``marks``: what became of
    follow-ups by their number, as far as the step itself says so.
    """

    case: str
    enrolment: str
    programme: str
    origin: str
    code: str
    due_on: str = ""
    assignee: str = ""
    state: str = TaskState.OPEN
    on: str = ""
    every_days: int = 0
    until: str = ""
    exact: bool = False
    marks: tuple[Settled, ...] = ()


def due_tasks(demands: Iterable[Demand], existing: Sequence[Task], today: date) -> list[Task]:
    """Return what must be saved so that the tasks of a case follow its *demands*: new tasks (no id), and changed ones.

    *existing* are all tasks of the case, copies included. Saving what is returned and asking again returns nothing.
    A demand that is settled settles its open tasks; a task that is done is left alone, whatever its demand says. What
    was declined is asked for again once it is not, unless somebody did or dropped it. A task moved by hand keeps its
    day until its demand gives another one.
    """
    found: list[Task] = []
    for demand in demands:
        mine = [task for task in existing if _is_of(task, demand)]
        if demand.state == TaskState.OPEN:
            marked = _marked(demand, mine, today)
            now = {task.id: task for task in marked}
            found += _merged(marked, _wanted(demand, [now.get(task.id, task) for task in mine]))
        else:
            found += _settled(demand, mine, today)
    return found


def occurrence(demand: Demand, number: int) -> str:
    """Return the day (ISO) of follow-up *number* (from 1): counted from the first, a working day; empty at the end.

    No follow-up drifts because one before it fell on a holiday: the days are counted before they are moved to a
    working day.
    """
    first = read_day(demand.due_on)
    if first is None or number < 1:
        return ""
    try:
        day = first + timedelta(days=(number - 1) * min(demand.every_days, LONGEST_EVERY))
    except OverflowError:
        return ""
    last = read_day(demand.until)
    return "" if last is not None and day > last else working_day_from(day).isoformat()


def _is_of(task: Task, demand: Demand) -> bool:
    source = read_source(task.source)
    return (
        source is not None
        and task.case == demand.case
        and (source.origin, source.code, source.series) == (demand.origin, demand.code, demand.enrolment)
    )


def _wanted(demand: Demand, mine: Sequence[Task]) -> list[Task]:
    if demand.every_days <= 0:
        return _made_or_moved(demand, mine, "", demand.due_on if demand.exact else occurrence(demand, 1))
    number = first_open({*settled_numbers(mine), *(one.number for one in demand.marks if one.state != TaskState.OPEN)})
    planned = next((one.on for one in demand.marks if (one.number, one.state) == (number, TaskState.OPEN)), "")
    due = occurrence(demand, number)
    return _made_or_moved(demand, mine, str(number), planned or due) if due else []


def settled_numbers(tasks: Iterable[Task]) -> set[int]:
    """Return the numbers of the follow-ups among *tasks* that are done or dropped."""
    found = set()
    for task in as_one(tasks):
        source = read_source(task.source)
        if task.state not in UNSETTLED and source is not None and source.period.isdecimal():
            found.add(int(source.period))
    return found


def _marked(demand: Demand, mine: Sequence[Task], today: date) -> list[Task]:
    """Return the open tasks of follow-ups that the step itself says are settled, settled."""
    by_period = {str(one.number): one for one in demand.marks if one.state != TaskState.OPEN}
    done = {task.source for task in mine if task.state not in UNSETTLED}
    found = []
    for task in mine:
        source = read_source(task.source)
        mark = by_period.get(source.period) if source is not None else None
        if mark is not None and task.state in UNSETTLED and task.source not in done:
            found.append(finish(task, TaskState(mark.state), read_day(mark.on) or today))
    return found


def _merged(first: Sequence[Task], then: Sequence[Task]) -> list[Task]:
    changed = {task.id for task in then if task.id}
    return [*(task for task in first if task.id not in changed), *then]


def _made_or_moved(demand: Demand, mine: Sequence[Task], period: str, due: str) -> list[Task]:
    source = str(Source(demand.origin, demand.programme, demand.code, demand.enrolment, period))
    there = [task for task in mine if task.source == source]
    if not there:
        return [Task(case=demand.case, due_on=due, meant_on=due, assignee=demand.assignee, source=source)]
    if any(task.state not in UNSETTLED for task in there):
        return []
    again = [finish(task, TaskState.OPEN, date.min) for task in there]
    moved = [replace(task, due_on=due, meant_on=due) if due and task.meant_on != due else task for task in again]
    return [task for task, before in zip(moved, there, strict=True) if task != before]


def _settled(demand: Demand, mine: Sequence[Task], today: date) -> list[Task]:
    state = TaskState(demand.state) if demand.state in set(TaskState) else TaskState.DROPPED
    on = read_day(demand.on) or today
    settled = {task.source for task in mine if task.state not in UNSETTLED}
    open_yet = {TaskState.OPEN} if state is TaskState.DECLINED else UNSETTLED
    return [finish(task, state, on) for task in mine if task.state in open_yet and task.source not in settled]


def is_made(task: Task) -> bool:
    """Say whether a step or a gate made *task*."""
    source = read_source(task.source)
    return source is not None and source.origin in (Origin.STEP, Origin.GATE)
