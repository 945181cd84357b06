"""Tasks and appointments: what is to be done for somebody, by whom and by when; pure rules about one and about several.

A task of a case is readable by all who read the case. Its ``source`` says where it comes from and which period it is
for: two devices that make the same task offline give it the same source, and both records are shown as one task.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar

LONGEST_EVERY: Final = 3660
"""Days between two follow-ups, at most."""
LONGEST_MINUTES: Final = 24 * 60
_SOURCE_PARTS: Final = 5


class TaskState(StrEnum):
    """Where a task stands. ``declined``: the client declined what it is about; shown nowhere until he wants it."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    DECLINED = "declined"


UNSETTLED: Final = frozenset({TaskState.OPEN, TaskState.DECLINED})
"""States nobody brought about who did the task or dropped it."""


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """How a task stands to a day."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    UNDATED = "undated"


class Origin(StrEnum):
    """What made a task: a person once, a person as a series, a step of a programme, a gate that asks for evidence."""

    SERIES = "series"
    STEP = "step"
    GATE = "gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of a case.

    ``due_on`` ISO date or empty; ``assignee`` a person id, empty for whoever is responsible for the case; ``source`` as
    :class:`Source` writes it, empty for a task somebody wrote once; a made task has no ``title``: the programme has its
    words. ``every_days`` 0 for once; ``until`` the last day of a series, empty for no end. ``meant_on`` is the day the
    programme gave a made task; ``due_on`` differs from it when somebody moved the task by hand.
    """

    id: str = ""
    case: str = ""
    title: str = ""
    due_on: str = ""
    meant_on: str = ""
    assignee: str = ""
    state: str = TaskState.OPEN
    done_on: str = ""
    source: str = ""
    every_days: int = 0
    until: str = ""
    remark: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTask:
    """A task without a case, on the own shelf of the person who wrote it; fields as in :class:`Task`."""

    id: str = ""
    shelf: str = ""
    title: str = ""
    due_on: str = ""
    state: str = TaskState.OPEN
    done_on: str = ""
    source: str = ""
    every_days: int = 0
    until: str = ""
    remark: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A meeting about a case: ``at`` in ms since 1970 UTC, ``minutes`` long; ``with_whom`` and ``place`` as typed."""

    id: str = ""
    case: str = ""
    at: int = 0
    minutes: int = 30
    place: str = ""
    with_whom: str = ""
    remark: str = ""
    state: str = AppointmentState.PLANNED
    removed: bool = False


AnyTask = TypeVar("AnyTask", bound=Task | OwnTask)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a task comes from, so that devices that do not know of each other make the same one.

    Written ``origin/programme/code/series/period``: a step or gate of a programme in one enrolment (``series``: its
    id), or a series somebody began (a random ``series``, no programme). ``period`` is the day it is meant for (ISO) in
    a series somebody began, the number of the follow-up (from 1) in one a step demands, empty for once.
    """

    origin: str
    programme: str
    code: str
    series: str
    period: str

    def __str__(self) -> str:
        return f"{self.origin}/{self.programme}/{self.code}/{self.series}/{self.period}"


def read_source(text: str) -> Source | None:
    """Return the source a task carries; None for a task somebody wrote once, or a source of a newer app."""
    parts = text.split("/")
    if len(parts) != _SOURCE_PARTS or parts[0] not in set(Origin):
        return None
    return Source(*parts)


def begin_series(token: str, due_on: str) -> str:
    """Return the source of the first task of a series; *token* makes the series unlike every other."""
    return str(Source(Origin.SERIES, "", "", token, due_on))


def standing(due_on: str, today: date) -> Standing:
    """Return how an open task due on *due_on* (ISO or empty) stands today."""
    due = read_day(due_on)
    if due is None:
        return Standing.UNDATED
    if due < today:
        return Standing.OVERDUE
    return Standing.TODAY if due == today else Standing.LATER


def read_day(text: str) -> date | None:
    """Return the day of an ISO date; None for nothing and for what an app that erred may have sent."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def finish(task: AnyTask, state: TaskState, on: date) -> AnyTask:
    """Return *task* done or dropped on a day, or open again or declined (then *on* does not matter)."""
    return replace(task, state=str(state), done_on="" if state in UNSETTLED else on.isoformat())


def follow_up(task: AnyTask, on: date) -> AnyTask | None:
    """Return the task that follows when *task*, of a series somebody began, is done or dropped *on* a day.

    The series keeps its days whatever happened to one of them (postponed, done late): the next is the first of them
    after *on* and after the one that is done. None at the end, and for a task that is of no such series.
    """
    source = read_source(task.source)
    meant = read_day(source.period) if source is not None and source.origin == Origin.SERIES else None
    if source is None or meant is None or not 0 < task.every_days <= LONGEST_EVERY:
        return None
    steps = max(1, (max(on, meant) - meant).days // task.every_days + 1)
    due = _later(meant, steps * task.every_days)
    last = read_day(task.until)
    if due is None or (last is not None and due > last):
        return None
    follows = replace(source, period=due.isoformat())
    return replace(task, id="", due_on=due.isoformat(), state=str(TaskState.OPEN), done_on="", source=str(follows))


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def copies(task: AnyTask, others: Iterable[AnyTask]) -> list[AnyTask]:
    """Return those of *others* that are the same task as *task*: itself, and what another device made of its source."""
    return [other for other in others if _identity(other) == _identity(task)]


def as_one(tasks: Iterable[AnyTask]) -> list[AnyTask]:
    """Return *tasks* with copies of one task shown as one, ordered by due day, undated ones last.

    The copy with the lowest id is shown; it is done if any copy is done, else dropped if any is, else declined. Two
    devices that did the same follow-up weeks apart each made another next one: only the first of them is asked for.
    Whatever the order and however often a copy is named, the answer is the same.
    """
    groups: dict[tuple[str, str], list[AnyTask]] = {}
    for task in tasks:
        groups.setdefault(_identity(task), []).append(task)
    found = [_joined(group) for group in groups.values()]
    first: dict[tuple[str, str], str] = {}
    for task in found:
        if waits_in(task)[1]:
            first[waits_in(task)] = min(first.get(waits_in(task), task.source), task.source)
    return sorted((task for task in found if first.get(waits_in(task), task.source) == task.source), key=_by_due)


def waits_in(task: Task | OwnTask) -> tuple[str, str]:
    """Return home and token of the series in which *task* waits to be done; empty for any other task."""
    source = read_source(task.source) if task.state == TaskState.OPEN else None
    if source is None or source.origin != Origin.SERIES:
        return ("", "")
    return (_identity(task)[0], source.series)


def _identity(task: Task | OwnTask) -> tuple[str, str]:
    home = task.case if isinstance(task, Task) else task.shelf
    return (home, task.source) if task.source else (home, f"#{task.id}")


def _joined(group: Sequence[AnyTask]) -> AnyTask:
    shown = min(group, key=lambda task: task.id)
    for state in (TaskState.DONE, TaskState.DROPPED, TaskState.DECLINED):
        days = [task.done_on for task in group if task.state == state]
        if days:
            return replace(shown, state=str(state), done_on=min(days))
    return shown


def _by_due(task: Task | OwnTask) -> tuple[bool, str, str]:
    return not task.due_on, task.due_on, task.id
