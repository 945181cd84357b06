"""Commands about what is to be done: tasks, appointments, the day, the calendar file."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from counsellor_app.commands.agenda_forms import appointment_form, day_form, task_form
from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.leaving import Reason, before_leaving
from counsellor_app.commands.output import (
    Json,
    command_group,
    local_time,
    marked,
    print_json,
    print_line,
    print_table,
)
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.desktop.words.people import document_kind
from counsellor_app.desktop.words.tasks import appointment_state, task_state
from counsellor_app.domain.agenda import AppointmentRow, TaskRow
from counsellor_app.domain.exports import ExportKind
from counsellor_app.domain.tasks import AppointmentState, TaskState
from counsellor_app.workflows import agenda, appointments, calendar_export, doing, lookup, tasks
from sync.wording import _

_SHORT = 8
_TaskArgument = Annotated[str, typer.Argument(metavar="TASK", help=marked("The task's id, or its beginning."))]
_Due = Annotated[str, typer.Option("--due", help=marked("A date, today, tomorrow (the next working day), or +7."))]
_CaseOption = Annotated[str, typer.Option("--case", help=marked("Of this case; without it the task is your own."))]

task_group = command_group(marked("Tasks: add, list, done, drop, reopen, move."))
appointment_group = command_group(marked("Appointments: add, list, cancel."))
calendar_group = command_group(marked("Your tasks and appointments as a calendar file."))


@task_group.command("add", help=marked("Write a task; prints its id."))
def add_task(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help=marked("What is to be done."))],
    case: _CaseOption = "",
    due: _Due = "",
    assignee: Annotated[str, typer.Option("--for", help=marked("Who does it, if not who has the case."))] = "",
    every: Annotated[str, typer.Option("--every", help=marked("Again every so many days."))] = "",
    until: Annotated[str, typer.Option("--until", help=marked("The last day of what comes again."))] = "",
    remark: Annotated[str, typer.Option("--remark")] = "",
    json: Json = False,
) -> None:
    """Write a task."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case) if case else ""
        task = tasks.add_task(
            session, title, case_id=case_id, due=due, assignee=assignee, every=every, until=until, remark=remark
        )
        row = tasks.task_row(session, task.id)
    if json:
        print_json(task_form(row, date.today()))
    else:
        print_line(f"{task.id[:_SHORT]}  {task.due_on}  {task.title}")


@task_group.command("list", help=marked("List open tasks by their day."))
def list_tasks(
    context: typer.Context,
    case: _CaseOption = "",
    mine: Annotated[bool, typer.Option("--mine", help=marked("Only those that are yours to do."))] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help=marked("Only those that should have been done."))] = False,
    every_state: Annotated[bool, typer.Option("--all", help=marked("Also those that are done or dropped."))] = False,
    json: Json = False,
) -> None:
    """List tasks."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case) if case else ""
        state = "" if every_state else TaskState.OPEN
        rows = tasks.list_tasks(session, case_id=case_id, mine=mine, state=state, overdue=overdue)
    if json:
        print_json([task_form(row, date.today()) for row in rows])
        return
    print_table([*_task_cells(row), task_state(row.state), row.assignee_name] for row in rows)


@task_group.command("done", help=marked("A task is done; of a step of a programme, the step is."))
def done(context: typer.Context, task: _TaskArgument, json: Json = False) -> None:
    """Mark a task done."""
    _settle(context, task, TaskState.DONE, json=json)


@task_group.command("drop", help=marked("A task need not be done any more."))
def drop(context: typer.Context, task: _TaskArgument, json: Json = False) -> None:
    """Drop a task."""
    _settle(context, task, TaskState.DROPPED, json=json)


@task_group.command("reopen", help=marked("A task is to be done again."))
def reopen(context: typer.Context, task: _TaskArgument, json: Json = False) -> None:
    """Open a task again."""
    _settle(context, task, TaskState.OPEN, json=json)


@task_group.command("move", help=marked("Give a task another day."))
def move(
    context: typer.Context,
    task: _TaskArgument,
    due: Annotated[str, typer.Argument(help=marked("A date, today, tomorrow (the next working day), or +7."))],
    json: Json = False,
) -> None:
    """Move a task."""
    with desk_of(context).session() as session:
        moved = tasks.move_task(session, tasks.find_task(session, task), due)
        row = tasks.task_row(session, moved.id)
    _print_task(row, json=json)


def _settle(context: typer.Context, task: str, state: TaskState, *, json: bool) -> None:
    with desk_of(context).session() as session:
        task_id = tasks.find_task(session, task)
        doing.settle_task(session, task_id, state)
        row = tasks.task_row(session, task_id)
    _print_task(row, json=json)


def _print_task(row: TaskRow, *, json: bool) -> None:
    if json:
        print_json(task_form(row, date.today()))
    else:
        print_line("  ".join([*_task_cells(row), task_state(row.state)]))


def _task_cells(row: TaskRow) -> list[str]:
    return [row.id[:_SHORT], row.due_on, row.reference, row.name or row.own_name, row.title]


@appointment_group.command("add", help=marked("Make an appointment about a case; prints its id."))
def add_appointment(
    context: typer.Context,
    case: CaseArgument,
    day: Annotated[str, typer.Option("--day", help=marked("A date, today, tomorrow (the next working day), or +7."))],
    clock: Annotated[str, typer.Option("--time", help=marked("Hours and minutes, 9:30."))],
    minutes: Annotated[str, typer.Option("--minutes")] = "",
    place: Annotated[str, typer.Option("--place")] = "",
    with_whom: Annotated[str, typer.Option("--with", help=marked("With whom, if not with the client alone."))] = "",
    remark: Annotated[str, typer.Option("--remark")] = "",
    json: Json = False,
) -> None:
    """Make an appointment."""
    with desk_of(context).session() as session:
        made = appointments.add_appointment(
            session,
            lookup.resolve_case_id(session, case),
            day=day,
            clock=clock,
            minutes=minutes,
            place=place,
            with_whom=with_whom,
            remark=remark,
        )
        row = appointments.appointment_row(session, made.id)
    if json:
        print_json(appointment_form(row))
    else:
        print_line(f"{row.id[:_SHORT]}  {local_time(row.at)}")


@appointment_group.command("list", help=marked("List planned appointments from today on."))
def list_appointments(
    context: typer.Context,
    case: Annotated[str, typer.Option("--case", help=marked("Only those of this case."))] = "",
    mine: Annotated[bool, typer.Option("--mine", help=marked("Only those of your cases."))] = False,
    everything: Annotated[bool, typer.Option("--all", help=marked("Also past and cancelled ones."))] = False,
    json: Json = False,
) -> None:
    """List appointments."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case) if case else ""
        rows = appointments.list_appointments(
            session, case_id=case_id, mine=mine, past=everything, everything=everything
        )
    if json:
        print_json([appointment_form(row) for row in rows])
        return
    print_table([*_appointment_cells(row), appointment_state(row.state)] for row in rows)


@appointment_group.command("cancel", help=marked("An appointment does not take place."))
def cancel(
    context: typer.Context,
    appointment: Annotated[str, typer.Argument(help=marked("The appointment's id, or its beginning."))],
    json: Json = False,
) -> None:
    """Cancel an appointment."""
    with desk_of(context).session() as session:
        found = appointments.find_appointment(session, appointment)
        appointments.settle_appointment(session, found, AppointmentState.CANCELLED)
        row = appointments.appointment_row(session, found)
    if json:
        print_json(appointment_form(row))
    else:
        print_line("  ".join([*_appointment_cells(row), appointment_state(row.state)]))


def _appointment_cells(row: AppointmentRow) -> list[str]:
    whom = row.with_whom or row.name or row.own_name
    return [row.id[:_SHORT], local_time(row.at), str(row.minutes), row.reference, whom, row.place]


def today(context: typer.Context, json: Json = False) -> None:
    """Show what there is to do today."""
    with desk_of(context).session() as session:
        day = agenda.today(session, date.today())
    if json:
        print_json(day_form(day))
        return
    print_table(["", f"{row.starts}–{row.ends}", row.place, str(row.waiting), row.next_name] for row in day.hours)
    print_table(_appointment_cells(row) for row in day.appointments)
    print_table(_task_cells(row) for row in day.tasks)
    print_table(
        [_("paper"), row.expires_on, row.reference, row.name, facts(document_kind(row.kind), row.whose)]
        for row in day.papers
    )
    print_table([_("draft"), local_time(row.saved_at), row.reference, row.name, row.beginning] for row in day.drafts)
    if day.more:
        print_line(_("… and {n} more tasks").format(n=day.more))


@calendar_group.callback()
def calendar() -> None:
    """Keep *export* a command of its own: a group of one would swallow its name."""


@calendar_group.command("export", help=marked("Write your open tasks and appointments to a calendar file (.ics)."))
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.ics")],
    names: Annotated[
        bool, typer.Option("--names", help=marked("With titles, people and places; readable there."))
    ] = False,
    as_todo: Annotated[bool, typer.Option("--as-todo", help=marked("Tasks as things to do, not as days."))] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Write a calendar file."""
    before_leaving(ExportKind.CALENDAR, reason, named=names)
    with desk_of(context).session() as session:
        written = calendar_export.export_calendar(session, file, reason, names=names, as_todo=as_todo)
    if json:
        print_json({"tasks": written.tasks, "appointments": written.appointments, "undated": written.undated})
        return
    print_line(
        _("Written: {tasks} tasks, {appointments} appointments; without a day, left out: {undated}").format(
            tasks=written.tasks, appointments=written.appointments, undated=written.undated
        )
    )
