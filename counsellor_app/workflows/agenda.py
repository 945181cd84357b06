"""The day: what one has to do today, whatever room of the work it comes from."""

from dataclasses import replace
from datetime import date, timedelta

from counsellor_app.domain.agenda import Day, HourRow, NextPerson, TaskRow, at_once
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hour_queue import queue, slots_in_order
from counsellor_app.domain.hours import TO_COME, ConsultationHour, Slot
from counsellor_app.domain.places import KnownPlace
from counsellor_app.domain.records import NoteKind, Person
from counsellor_app.domain.rights import Act, allowed
from counsellor_app.domain.tasks import AppointmentState, OwnTask, TaskState, as_one
from counsellor_app.store.queries.agenda import TaskFilter
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows.appointments import day_begins, day_ends
from counsellor_app.workflows.openings import note_opening
from counsellor_app.workflows.places import place_named, places_in
from counsellor_app.workflows.queues import hours_standing, slots_shown
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import personal_records
from counsellor_app.workflows.task_words import count_shown, titled

MOST_TASKS = 200
_PAPER_DAYS = timedelta(days=30)
_NEWEST = 40


def today(session: Session, day: date) -> Day:
    """Return what this person has to do on *day*: own consultation hours, appointments, tasks, unfinished notes."""
    me = session.person_id
    with session.store.reading() as queries:
        agenda = queries.agenda()
        wanted = TaskFilter(state=TaskState.OPEN, due_by=day.isoformat(), mine=me, ongoing=True)
        late = agenda.tasks(replace(wanted, due_by=(day - timedelta(days=1)).isoformat()), MOST_TASKS)
        due = agenda.tasks(replace(wanted, due_from=day.isoformat()), MOST_TASKS)
        tasks = titled([*late, *due], queries)
        more = count_shown(wanted, queries) - len(tasks) if MOST_TASKS in (len(late), len(due)) else 0
        own = [task for task in as_one(personal_records(session, queries, OwnTask)) if task.state == TaskState.OPEN]
        rows = [agenda.own_row(task, me) for task in own if "" < task.due_on <= day.isoformat()]
        drafts = [draft for draft in session.store.drafts.all() if draft.kind in set(NoteKind)]
        meetings = agenda.appointments(day_begins(day), day_ends(day), mine=me, state=AppointmentState.PLANNED)
        together = at_once(meetings)
        return Day(
            day=day.isoformat(),
            hours=_hours(session, queries, day),
            appointments=tuple(replace(row, overlaps=row.id in together) for row in meetings),
            tasks=tuple(sorted([*tasks, *rows], key=lambda row: row.due_on)),
            drafts=tuple(agenda.draft_row(draft) for draft in drafts),
            papers=tuple(agenda.papers((day - _PAPER_DAYS).isoformat(), (day + _PAPER_DAYS).isoformat(), me)),
            more=more,
        )


def next_person(session: Session, case_id: str, day: date) -> NextPerson:
    """Return what one must know before the person of a case comes in; raises :class:`ActionableError`."""
    with session.store.reading() as queries:
        page = queries.case_page(case_id)
        note_opening(session, page.case)
        entries, _more = queries.timeline(case_id, None, _NEWEST)
        last = next((entry for entry in entries if entry.kind == "note"), None)
        if last is None:
            last = next(iter(queries.notes(case_id)), None)
        agenda, cases = queries.agenda(), (case_id, *queries.groups().shown_with(case_id))
        return NextPerson(
            page=page,
            last_note=last,
            tasks=tuple(titled(agenda.tasks(TaskFilter(cases=cases, state=TaskState.OPEN), _NEWEST), queries)),
            appointments=tuple(
                agenda.appointments(day_begins(day), cases=cases, state=AppointmentState.PLANNED, limit=_NEWEST)
            ),
        )


def overdue(session: Session, day: date, limit: int = MOST_TASKS) -> list[TaskRow]:
    """Return the overdue tasks of all cases this person reads, oldest first; nothing for who does not supervise."""
    if not allowed(session.actor, Act.MARK_SEEN):
        return []
    yesterday = date.fromordinal(day.toordinal() - 1).isoformat()
    with session.store.reading() as queries:
        wanted = TaskFilter(state=TaskState.OPEN, due_by=yesterday, ongoing=True)
        return titled(queries.agenda().tasks(wanted, limit), queries)


def _hours(session: Session, queries: Queries, day: date) -> tuple[HourRow, ...]:
    """Return this person's hours of the day, and those nobody is named for."""
    found = [
        hour
        for hour in hours_standing(session, queries)
        if hour.day == day.isoformat() and hour.counsellor in ("", session.person_id)
    ]
    places = places_in(session, queries) if found else []
    rows = [_hour_row(session, queries, hour, place_named(places, hour.place)) for hour in found]
    return tuple(sorted(rows, key=lambda row: (row.starts, row.id)))


def _hour_row(session: Session, queries: Queries, hour: ConsultationHour, place: KnownPlace) -> HourRow:
    slots = slots_in_order(queue(hour, slots_shown(session, queries, hour=hour.id)))
    to_come = [slot for slot in slots if slot.state in TO_COME]
    following = to_come[0] if to_come else Slot()
    case, name = following.case, following.slip
    try:
        persons = queries.records(case, Person) if case else []
        name = persons[0].name or persons[0].own_name if persons else name
    except ActionableError:
        case = ""  # another team's case, or one that a day pack left out
    return HourRow(
        id=hour.id,
        place=place.name,
        city=place.city,
        starts=hour.starts,
        ends=hour.ends,
        waiting=len(to_come),
        settled=len(slots) - len(to_come),
        next_case=case,
        next_name=name,
        whole=not session.store.day_packs.lacks()(hour.id),
    )
