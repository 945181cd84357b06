"""What a client declined on another device counts no more from the moment it is here: in lists, badges and Review."""

from datetime import date, timedelta

import pytest

from counsellor_app.domain.programmes.records import Enrolment
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.tasks import Task, TaskState
from counsellor_app.store.queries.agenda import TaskFilter
from counsellor_app.workflows import agenda, casework, journey, reviewing, safety, tasks
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.task_words import count_shown

TODAY = date.today()
LATE = (TODAY - timedelta(days=3)).isoformat()


def arrive(session: Session, refusal: Refusal) -> Refusal:
    """A refusal is here, as one that came by sync: nobody looked at the tasks of the case since."""
    with session.store.transaction() as work:
        return work.records.save(refusal)


def counts(session: Session) -> tuple[int, int, int, dict[str, int]]:
    """How many tasks the day shows and counts, the list shows, and Review counts by case."""
    day = agenda.today(session, TODAY)
    late = {row.case: row.overdue for row in reviewing.review_list(session) if row.overdue}
    return len(day.tasks), len(day.tasks) + day.more, len(tasks.list_tasks(session, overdue=True)), late


@pytest.mark.parametrize("most", [200, 1])
def test_counts_follow_a_refusal_at_once(session: Session, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "MOST_TASKS", most)
    case = casework.add_case(session, name="Blessing", programme="REAN", birth_date="1990").id
    other = casework.add_case(session, name="Ada", programme="REAN", birth_date="1990").id
    journey.enrol(session, case, "HRT")
    (hrt,) = [one for one in session.store.queries.records(case, Enrolment) if one.programme == "HRT"]
    with session.store.transaction() as work:
        made = [one for one in work.queries.records(case, Task) if one.source.split("/")[3] == hrt.id]
        assert made
        for one in [*work.queries.records(case, Task), *work.queries.records(other, Task)]:
            work.records.remove(one)
        source = f"step/HRT/check/{hrt.id}/"
        work.records.save_all(
            [Task(case=case, due_on=LATE, source=source), Task(case=case, title="Call Nidos", due_on=LATE)]
        )
        work.records.save(Task(case=other, title="Book", due_on=TODAY.isoformat()))
    assert counts(session)[1:] == (3, 2, {case: 2})
    refusal = arrive(session, Refusal(case=case, offer="beyond-rean", on=LATE))
    assert counts(session)[1:] == (2, 1, {case: 1})
    assert count_shown(TaskFilter(state=TaskState.OPEN), session.store.queries) == 2
    with session.store.transaction() as work:
        work.records.remove(refusal)
    assert counts(session)[1:] == (3, 2, {case: 2})
    safety.add_refusal(session, case, "beyond-rean")
    assert counts(session)[1:] == (2, 1, {case: 1})
    titles = {row.title: row for row in tasks.list_tasks(session, case_id=case)}
    tasks.remove_task(session, titles["Call Nidos"].id)
    assert counts(session)[1:] == (1, 0, {})
