"""Tasks and appointments on a real store: written, done, moved, copied by two devices, shown as one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.agenda import AppointmentRow, at_once
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Case
from counsellor_app.domain.task_plan import Demand
from counsellor_app.domain.tasks import AppointmentState, OwnTask, Source, Task, TaskState
from counsellor_app.domain.working_days import next_working_day
from counsellor_app.workflows import agenda, appointments, casework, hours, merging, notes, tasks
from counsellor_app.workflows.session import Session

TODAY = date.today()


def day(offset: int) -> str:
    """Return the day *offset* days from today, as typed."""
    return (TODAY + timedelta(days=offset)).isoformat()


@pytest.fixture
def case(session: Session) -> Case:
    return casework.add_case(session, name="Selamawit Tesfaye")


def stored(session: Session, case: Case) -> list[Task]:
    with session.store.reading() as queries:
        return queries.records(case.id, Task)


def test_a_task_is_written_done_and_opened_again(session: Session, case: Case) -> None:
    task = tasks.add_task(session, "  Call the  embassy ", case_id=case.id, due="+3", remark="ask for Ms. X")
    assert isinstance(task, Task)
    assert (task.title, task.due_on, task.state) == ("Call the embassy", day(3), "open")
    (row,) = tasks.list_tasks(session, case_id=case.id)
    assert (row.name, row.reference, row.assignee) == ("Selamawit Tesfaye", case.reference, session.person_id)
    done = tasks.finish_task(session, task.id)
    assert (done.state, done.done_on) == ("done", day(0))
    assert tasks.list_tasks(session, case_id=case.id) == []
    assert tasks.finish_task(session, task.id, TaskState.OPEN) == task


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"title": " "}, "nothing"),
        ({"due": "soon"}, "date"),
        ({"due": "9999-12-31"}, "hundred"),
        ({"due": "0207-11-20"}, "hundred"),
        ({"every": "0"}, "days"),
        ({"assignee": "Nobody"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    session: Session, case: Case, more: dict[str, str], part: str
) -> None:
    given = {"title": "Call", "case_id": case.id} | more
    with pytest.raises(ActionableError, match=part):
        tasks.add_task(session, **given)
    assert stored(session, case) == []


def test_a_series_goes_on_and_undo_takes_the_next_away(session: Session, case: Case) -> None:
    first = tasks.add_task(session, "Call after return", case_id=case.id, due=day(-10), every="7", until=day(40))
    tasks.finish_task(session, first.id)
    (following,) = tasks.list_tasks(session, case_id=case.id)
    assert following.due_on == day(4)
    tasks.finish_task(session, first.id, TaskState.OPEN)
    (again,) = tasks.list_tasks(session, case_id=case.id)
    assert again.id == first.id
    tasks.finish_task(session, first.id)
    (following,) = tasks.list_tasks(session, case_id=case.id)
    tasks.move_task(session, following.id, day(6))
    tasks.finish_task(session, first.id, TaskState.OPEN)
    # Somebody moved the next one meanwhile: it stays, waits for this one, and is not made twice.
    assert [row.due_on for row in tasks.list_tasks(session, case_id=case.id)] == [day(-10)]
    tasks.finish_task(session, first.id)
    assert [row.due_on for row in tasks.list_tasks(session, case_id=case.id)] == [day(6)]


def test_copies_of_one_task_are_one_whatever_is_done(session: Session, case: Case) -> None:
    source = str(Source("step", "REAN", "intake", "e" * 32, ""))
    with session.store.transaction() as work:
        work.records.save(Task(case=case.id, source=source, due_on=day(-1)))
    with session.store.transaction() as work:
        work.records.save(Task(case=case.id, source=source, due_on=day(-1)))
    (row,) = tasks.list_tasks(session)
    assert row.id == min(task.id for task in stored(session, case))
    assert [found.id for found in agenda.overdue(session, TODAY)] == [row.id]
    tasks.move_task(session, row.id, day(2))
    assert {task.due_on for task in stored(session, case)} == {day(2)}
    # Done at one device only: it is done.
    other = max(stored(session, case), key=lambda task: task.id)
    with session.store.transaction() as work:
        work.records.save(replace(other, state="done", done_on=day(0)))
    assert tasks.list_tasks(session) == []
    (shown,) = tasks.list_tasks(session, state="done")
    assert shown.id == other.id
    tasks.finish_task(session, row.id, TaskState.OPEN)
    assert {task.state for task in stored(session, case)} == {"open"}


def test_own_tasks_need_no_case(session: Session, case: Case) -> None:
    own = tasks.add_task(session, "Order paper slips", due=day(0))
    assert isinstance(own, OwnTask)
    tasks.add_task(session, "Somewhen")
    today = agenda.today(session, TODAY)
    assert [(row.title, row.case) for row in today.tasks] == [("Order paper slips", "")]
    assert tasks.find_task(session, own.id[:10]) == own.id
    tasks.finish_task(session, own.id)
    assert agenda.today(session, TODAY).tasks == ()
    tasks.remove_task(session, own.id)
    assert [row.title for row in tasks.list_tasks(session, state="")] == ["Somewhen"]


def test_whose_task_it_is(session: Session, case: Case) -> None:
    tasks.add_task(session, "Mine by the case", case_id=case.id, due=day(0))
    tasks.add_task(session, "Mine by name", case_id=case.id, due=day(0), assignee="Anna Bos")
    with session.store.transaction() as work:
        work.records.save(Task(case=case.id, title="Of somebody who left", due_on=day(-1), assignee="a" * 32))
    mine = ["Of somebody who left", "Mine by the case", "Mine by name"]
    assert [row.title for row in agenda.today(session, TODAY).tasks] == mine
    assert [row.title for row in agenda.overdue(session, TODAY)] == ["Of somebody who left"]
    assert len(tasks.list_tasks(session)) == len(tasks.list_tasks(session, mine=True)) == 3


def test_a_case_that_is_closed_asks_for_nothing(session: Session, case: Case) -> None:
    tasks.add_task(session, "Call", case_id=case.id, due=day(-1))
    casework.close_case(session, case.id)
    assert agenda.today(session, TODAY).tasks == ()
    assert agenda.overdue(session, TODAY) == []
    assert len(tasks.list_tasks(session, case_id=case.id)) == 1


def test_tomorrow_is_a_working_day(session: Session, case: Case) -> None:
    task = tasks.add_task(session, "Call", case_id=case.id, due=day(0))
    assert tasks.move_task(session, task.id, "tomorrow").due_on == next_working_day(TODAY).isoformat()
    assert tasks.tomorrow() == next_working_day(TODAY).isoformat()


def test_demands_become_tasks_once(session: Session, case: Case) -> None:
    asked = Demand(case=case.id, enrolment="e" * 32, programme="REAN", origin="step", code="intake", due_on=day(5))
    for _each in range(2):
        with session.store.transaction() as work:
            tasks.follow_demands(work, case.id, [asked])
    (task,) = stored(session, case)
    (row,) = tasks.list_tasks(session, case_id=case.id)
    assert row.title
    with pytest.raises(ActionableError):
        tasks.remove_task(session, task.id)
    with session.store.transaction() as work:
        tasks.follow_demands(work, case.id, [replace(asked, state="done", on=day(0))])
    assert [task.state for task in stored(session, case)] == ["done"]


def test_the_day_is_put_together(session: Session, case: Case) -> None:
    clock = datetime.now().replace(hour=23, minute=45)
    made = appointments.add_appointment(
        session, case.id, day="today", clock=f"{clock:%H:%M}", minutes="45", place="azc Ter Apel", with_whom="GZA"
    )
    later = appointments.add_appointment(session, case.id, day="+1", clock="9.30")
    assert datetime.fromtimestamp(later.at / 1000) == datetime.fromisoformat(day(1)).replace(hour=9, minute=30)
    notes.save_draft(session, notes.make_draft(session, case.id, "Half a note\nmore", "talk"))
    found = agenda.today(session, TODAY)
    assert [(row.id, row.minutes, row.place, row.name) for row in found.appointments] == [
        (made.id, 45, "azc Ter Apel", "Selamawit Tesfaye")
    ]
    assert [(row.case, row.beginning, row.name) for row in found.drafts] == [
        (case.id, "Half a note more", "Selamawit Tesfaye")
    ]
    assert found.hours == ()
    assert [row.id for row in appointments.list_appointments(session)] == [made.id, later.id]
    appointments.settle_appointment(session, made.id, AppointmentState.CANCELLED)
    assert agenda.today(session, TODAY).appointments == ()
    assert appointments.find_appointment(session, made.id[:8]) == made.id


@pytest.mark.parametrize("clock", ["25:00", "9", "9:60", "", "noon"])
def test_a_time_that_cannot_be(session: Session, case: Case, clock: str) -> None:
    with pytest.raises(ActionableError):
        appointments.add_appointment(session, case.id, day="today", clock=clock)


@pytest.mark.parametrize("text", ["", "abc", "zzzzzzzz", "0" * 32])
def test_there_is_no_such_task(session: Session, text: str) -> None:
    with pytest.raises(ActionableError):
        tasks.find_task(session, text)
    with pytest.raises(ActionableError):
        appointments.find_appointment(session, text)


def test_the_hours_of_the_day_say_whose_turn_it_is(session: Session, case: Case) -> None:
    hour = hours.add_hour(session, "Alphen", day(0), "13:00", "15:00")
    hours.add_hour(session, "Alphen", day(1), "13:00", "15:00")
    slip = hours.add_slot(session, hour.id, slip="Joseph M.")
    hours.add_slot(session, hour.id, case=case.id)
    (row,) = agenda.today(session, TODAY).hours
    assert (row.id, row.starts, row.waiting, row.settled) == (hour.id, "13:00", 2, 0)
    assert "Alphen" in row.place
    assert (row.next_case, row.next_name) == ("", "Joseph M.")
    hours.set_state(session, slip.id, "absent")
    (row,) = agenda.today(session, TODAY).hours
    assert (row.waiting, row.settled, row.next_case, row.next_name) == (1, 1, case.id, "Selamawit Tesfaye")


def test_while_a_case_is_paused_its_programme_waits(session: Session, case: Case) -> None:
    tasks.add_task(session, "Ask how the court decided", case_id=case.id, due=day(0))
    tasks.add_task(session, "Call", case_id=case.id, due=day(0), every="7")
    with session.store.transaction() as work:
        work.records.save(Task(case=case.id, source="step/REAN/intake/e/", due_on=day(-1)))
    assert len(agenda.today(session, TODAY).tasks) == 3
    casework.set_fields(session, case.id, {"status": "paused"})
    assert [row.title for row in agenda.today(session, TODAY).tasks] == ["Ask how the court decided", "Call"]
    assert agenda.overdue(session, TODAY) == []
    assert len(tasks.list_tasks(session, case_id=case.id)) == 3


def test_a_case_shows_the_tasks_of_those_merged_into_it(session: Session, case: Case) -> None:
    other = casework.add_case(session, name="Selamawit T.")
    tasks.add_task(session, "Call", case_id=other.id, due=day(0))
    appointments.add_appointment(session, other.id, day="+1", clock="9:00")
    merging.merge_cases(session, case.id, other.id)
    assert [row.title for row in tasks.list_tasks(session, case_id=case.id)] == ["Call"]
    found = agenda.next_person(session, case.id, TODAY)
    assert ([row.title for row in found.tasks], len(found.appointments)) == (["Call"], 1)
    assert len(appointments.list_appointments(session, case_id=case.id)) == 1


def test_a_task_goes_to_a_colleague_who_reads_the_case(session: Session, case: Case) -> None:
    assert [member.name for member in tasks.may_do(session, case.id)] == ["Anna Bos"]
    given = tasks.add_task(session, "Call", case_id=case.id, assignee="anna")
    assert isinstance(given, Task)
    assert given.assignee == session.person_id
    with pytest.raises(ActionableError):
        tasks.add_task(session, "Call", case_id=case.id, assignee="Nobody Here")
    with pytest.raises(ActionableError):
        tasks.add_task(session, "Call", assignee="Anna Bos")


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 120)), max_size=12))
def test_appointments_at_once_are_those_that_share_a_minute(found: list[tuple[int, int]]) -> None:
    rows = [
        AppointmentRow(
            id=f"{number}",
            case="c",
            at=begins * 60_000,
            minutes=minutes,
            place="",
            with_whom="",
            remark="",
            state="planned",
            responsible="",
            reference="",
            name="",
            own_name="",
        )
        for number, (begins, minutes) in enumerate(found)
    ]
    shared = {
        one.id
        for one in rows
        for other in rows
        if one.id != other.id and max(one.at, other.at) < min(one.ends, other.ends)
    }
    assert at_once(rows) == shared
    assert at_once(reversed(rows)) == shared


def test_two_appointments_at_once_are_told(session: Session, case: Case) -> None:
    for clock in ("9:00", "9:20", "11:00"):
        appointments.add_appointment(session, case.id, day=day(0), clock=clock)
    assert [row.overlaps for row in agenda.today(session, TODAY).appointments] == [True, True, False]


def test_what_is_overdue_leaves_room_for_what_is_due(
    session: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "MOST_TASKS", 3)
    for number in range(5):
        tasks.add_task(session, f"Late {number}", case_id=case.id, due=day(-9))
    tasks.add_task(session, "Now", case_id=case.id, due=day(0))
    found = agenda.today(session, TODAY)
    assert [row.due_on for row in found.tasks] == [day(-9)] * 3 + [day(0)]
    assert found.more == 2
