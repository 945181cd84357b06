"""Own tasks and appointments as a calendar file, without names unless they are asked for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from counsellor_app.domain.agenda import AppointmentRow, TaskRow
from counsellor_app.domain.exports import Export, ExportKind
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.tasks import read_day
from counsellor_app.reports.calendar_file import CalendarEntry, calendar_file
from counsellor_app.workflows.appointments import list_appointments
from counsellor_app.workflows.exports import write_out
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.tasks import list_tasks
from sync.wording import _


@dataclass(frozen=True, slots=True)
class Exported:
    """How many entries a calendar file holds, and how many tasks stayed out because they have no day."""

    tasks: int
    appointments: int
    undated: int


def export_calendar(
    session: Session, path: Path, reason: str, *, names: bool = False, as_todo: bool = False
) -> Exported:
    """Write the open tasks and planned appointments of this person to *path*, through :func:`write_out`.

    Without *names* an entry says what kind it is and the reference of the case, nothing else: calendars leave the
    encrypted store. With *names* also titles, people, places and remarks. Raises
    :class:`~counsellor_app.domain.errors.ActionableError` (no reason, disk).
    """
    dated, appointments, undated = _found(session)
    cases = {row.case for row, _day in dated} | {row.case for row in appointments}
    leaving = Export(what=ExportKind.CALENDAR, ending="ics", named=names, cases=len(cases - {""}))
    entries = [_task_entry(row, day, names=names) for row, day in dated]
    entries += [_appointment_entry(row, names=names) for row in appointments]
    now = datetime.now(UTC)
    write_out(
        session,
        leaving,
        reason,
        path,
        lambda mark: calendar_file(entries, now, as_todo=as_todo, number=mark.number),
    )
    return Exported(len(dated), len(appointments), undated)


def countable(session: Session) -> Exported:
    """Return what :func:`export_calendar` would write now."""
    dated, appointments, undated = _found(session)
    return Exported(len(dated), len(appointments), undated)


def _found(session: Session) -> tuple[list[tuple[TaskRow, date]], list[AppointmentRow], int]:
    require(session.actor, Act.PLAN)
    tasks = list_tasks(session, mine=True)
    dated = [(row, day) for row in tasks if (day := read_day(row.due_on)) is not None]
    return dated, list_appointments(session, mine=True), len(tasks) - len(dated)


def _task_entry(row: TaskRow, day: date, *, names: bool) -> CalendarEntry:
    # A made task is the same task on every device, so it is the same entry in every calendar.
    key = f"task {row.case} {row.source}" if row.source else f"task {row.id}"
    if not names:
        summary = _("Task {reference}").format(reference=row.reference) if row.case else _("Own task")
        return CalendarEntry(key=key, summary=summary, day=day)
    summary = _("{task} · {name}").format(task=row.title, name=row.name or row.reference)
    return CalendarEntry(key=key, summary=summary if row.case else row.title, day=day, description=row.remark)


def _appointment_entry(row: AppointmentRow, *, names: bool) -> CalendarEntry:
    key = f"appointment {row.id}"
    if not names:
        summary = _("Appointment {reference}").format(reference=row.reference)
        return CalendarEntry(key=key, summary=summary, at=row.at, minutes=row.minutes)
    whom = row.with_whom or row.name or row.reference
    return CalendarEntry(
        key=key,
        summary=_("Appointment with {name}").format(name=whom),
        at=row.at,
        minutes=row.minutes,
        location=row.place,
        description=row.remark,
    )
