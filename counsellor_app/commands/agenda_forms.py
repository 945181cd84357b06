"""What commands about tasks, appointments and the day print with ``--json``. Names are only ever added to.

task           id, case, title, due_on, state (open, done, dropped), done_on, every_days, until, remark, assignee,
               assignee_name, reference, name, own_name, programme, standing (overdue, today, later, undated), rules
               (codes: how the client may not be reached), made_by (null, or origin, programme, code, enrolment, period)
appointment    id, case, at, minutes, place, with_whom, remark, state, responsible, reference, name, own_name, rules
today          day, hours [id, place, city, starts, ends, waiting, settled, next_case, next_name, whole],
               appointments, tasks, drafts [id, case, kind, beginning, saved_at, reference, name, own_name],
               papers [id, case, kind, expires_on, reference, name, own_name, whose], more
tasks export   tasks, appointments, undated (left out: no day)
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from counsellor_app.commands.json_forms import moment
from counsellor_app.domain.agenda import AppointmentRow, Day, TaskRow
from counsellor_app.domain.tasks import Origin, TaskState, read_source, standing

Form = dict[str, Any]


def task_form(row: TaskRow, today: date) -> Form:
    """Return a task."""
    form = asdict(row)
    source, called = read_source(form.pop("source")), form.pop("called")
    form["standing"] = str(standing(row.due_on, today)) if row.state == TaskState.OPEN else None
    form["made_by"] = None
    if source is not None and source.origin != Origin.SERIES:
        form["made_by"] = {
            "origin": source.origin,
            "programme": called or source.programme,
            "code": source.code,
            "enrolment": source.series,
            "period": source.period,
        }
    return form


def appointment_form(row: AppointmentRow) -> Form:
    """Return an appointment."""
    return {**asdict(row), "at": moment(row.at)}


def day_form(day: Day) -> Form:
    """Return a day."""
    today = date.fromisoformat(day.day)
    return {
        "day": day.day,
        "hours": [asdict(row) for row in day.hours],
        "appointments": [appointment_form(row) for row in day.appointments],
        "tasks": [task_form(row, today) for row in day.tasks],
        "papers": [asdict(row) for row in day.papers],
        "drafts": [{**asdict(row), "saved_at": moment(row.saved_at)} for row in day.drafts],
        "more": day.more,
    }
