"""Tasks on two devices that were apart: made twice, shown once; done on both; SQL and the pure rule say the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.identity_papers import Document
from counsellor_app.domain.records import Person
from counsellor_app.domain.task_plan import Demand, due_tasks
from counsellor_app.domain.tasks import Task, TaskState, as_one, finish
from counsellor_app.store.queries.agenda import TaskFilter
from counsellor_app.workflows import tasks
from tests.conftest import examples
from tests.counsellor_app.workflows.test_shelves import session_of
from tests.offices import House, Site

TODAY = date(2026, 11, 20)
SERIES = ("series///t/2026-11-01", "series///t/2026-11-08", "series///t/2026-11-15", "series///u/2026-11-08")
SOURCES = ("", "step/REAN/intake/e/", "step/REAN/monitoring/e/1", "gate/UAM/guardian/e/", *SERIES)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House.found(tmp_path_factory.mktemp("house"))
    team = made.add_team()
    made.join("bert", team)
    made.settle(*made.sites)
    yield made
    made.close()


def shown(site: Site, case: str, state: str = "") -> list[tuple[str, str, str]]:
    rows = site.store.queries.agenda().tasks(TaskFilter(cases=(case,), state=state))
    return sorted((row.id, row.source, row.state) for row in rows)


def test_two_devices_that_made_the_same_tasks_show_one_each(house: House) -> None:
    anna, bert = house.sites
    case, _records = anna.open_case(anna.person_id, bert.person_id, reference="26-1")
    house.settle(anna, bert)
    asked = [
        Demand(case=case.id, enrolment="e", programme="REAN", origin="step", code="intake", due_on="2026-11-25"),
        Demand(case=case.id, enrolment="e", programme="UAM", origin="gate", code="guardian", due_on="2026-11-25"),
    ]
    for site, day in ((anna, TODAY), (bert, TODAY + timedelta(days=1))):
        made = site.save(*due_tasks(asked, [], TODAY))
        site.save(finish(next(task for task in made if "intake" in task.source), TaskState.DONE, day))
    house.settle(anna, bert, rounds=3)
    for site in (anna, bert):
        known = site.store.queries.records(case.id, Task)
        assert len(known) == 4
        assert {state for _id, _source, state in shown(site, case.id)} == {"open", "done"}
        assert len(shown(site, case.id)) == 2
        assert due_tasks(asked, known, TODAY) == []
        assert site.store.queries.conflicts() == []
    assert shown(anna, case.id) == shown(bert, case.id)


def test_one_task_done_by_two_people_on_different_days_needs_nobody(house: House) -> None:
    anna, bert = house.sites
    case, _records = anna.open_case(anna.person_id, bert.person_id)
    (task,) = anna.save(Task(case=case.id, title="call"))
    house.settle(anna, bert)
    anna.save(finish(task, TaskState.DONE, TODAY))
    bert.save(finish(task, TaskState.DONE, TODAY + timedelta(days=1)))
    house.settle(anna, bert)
    for site in (anna, bert):
        assert site.store.queries.conflicts() == []
        entries, _more = site.store.queries.timeline(case.id)
        assert {entry.field for entry in entries if entry.kind == "change"} == {"state"}
    days = {site.store.records.load(Task, task.id).done_on for site in (anna, bert)}
    assert len(days) == 1


def test_done_and_dropped_at_once_is_a_question_for_people(house: House) -> None:
    anna, bert = house.sites
    case, _records = anna.open_case(anna.person_id, bert.person_id)
    (task,) = anna.save(Task(case=case.id, title="call"))
    house.settle(anna, bert)
    anna.save(finish(task, TaskState.DONE, TODAY))
    bert.save(finish(task, TaskState.DROPPED, TODAY))
    house.settle(anna, bert)
    assert [(one.object, one.field) for one in anna.store.queries.conflicts(case.id)] == [(task.id, "state")]


@settings(max_examples=examples(20))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SOURCES),
            st.sampled_from(list(TaskState)),
            st.sampled_from(["", "2026-11-19", "2026-11-20", "2026-11-21"]),
        ),
        max_size=8,
    )
)
def test_what_sql_shows_is_what_the_rule_says(house: House, made: list[tuple[str, TaskState, str]]) -> None:
    site = house.sites[0]
    case, _records = site.open_case()
    if made:
        site.save(
            *(
                Task(case=case.id, title=f"{n}", source=source, state=str(state), due_on=due, done_on="2026-11-01")
                for n, (source, state, due) in enumerate(made)
            )
        )
    rule = as_one(site.store.queries.records(case.id, Task))
    rows = shown(site, case.id)
    told = [task for task in rule if task.state != TaskState.DECLINED]
    assert sorted((task.source, task.state) for task in told) == sorted((source, state) for _id, source, state in rows)
    due = [task for task in rule if task.state == TaskState.OPEN and "" < task.due_on <= "2026-11-20"]
    agenda = site.store.queries.agenda()
    wanted = TaskFilter(cases=(case.id,), state="open", due_by="2026-11-20")
    assert {row.id for row in agenda.tasks(wanted)} == {task.id for task in due}
    assert agenda.count_tasks(wanted) == len(due)


@settings(max_examples=examples(10), deadline=None)
@given(acts=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 25), st.booleans()), min_size=1, max_size=8))
def test_a_series_is_never_asked_for_twice(house: House, acts: list[tuple[int, int, bool]]) -> None:
    """Whoever does a follow-up, and however long the devices were apart: one is open, the next by its days."""
    anna, bert = house.sites
    case, _records = anna.open_case(anna.person_id, bert.person_id)
    anna.save(Task(case=case.id, title="Call", due_on="2026-11-02", source="series///t/2026-11-02", every_days=7))
    house.settle(anna, bert)
    for at, days, together in acts:
        site, session = house.sites[at], session_of(house.sites[at])
        waiting = site.store.queries.agenda().tasks(TaskFilter(cases=(case.id,), state="open"))
        assert len(waiting) == 1
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tasks, "date", day_of(date(2026, 11, 2) + timedelta(days=days)))
            tasks.finish_task(session, waiting[0].id)
        if together:
            house.settle(anna, bert)
    house.settle(anna, bert)
    assert len({shown(site, case.id, "open")[0][1:] for site in (anna, bert)}) == 1
    for site in (anna, bert):
        assert len(shown(site, case.id, "open")) == 1


def day_of(today: date) -> type[date]:
    """A calendar in which it is *today*."""
    return type("Day", (date,), {"today": classmethod(lambda _cls: today)})


def test_papers_that_expire_are_told_by_their_day(house: House) -> None:
    site = house.sites[0]
    mine = site.person_id.hex()
    case, made = site.open_case(
        records=[Person(name="Selam"), Person(name="Dawit")], responsible=mine, status="open", reference="26-9"
    )
    closed, _records = site.open_case(responsible=mine, status="closed")
    other, _records = site.open_case(responsible="f" * 32, status="open")
    days = {"2026-11-19": made[0].id, "2026-12-01": made[1].id, "2026-12-24": "", "": made[0].id}
    site.save(*(Document(case=case.id, person=whose, kind="passport", expires_on=day) for day, whose in days.items()))
    for elsewhere in (closed, other):
        site.save(Document(case=elsewhere.id, kind="passport", expires_on="2026-12-01"))
    found = site.store.queries.agenda().papers("2026-11-19", "2026-12-23", mine)
    assert [(row.case, row.expires_on, row.name, row.whose) for row in found] == [
        (case.id, "2026-11-19", "Selam", ""),
        (case.id, "2026-12-01", "Selam", "Dawit"),
    ]
    with site.work() as work:
        work.records.remove(site.store.queries.records(case.id, Document)[0])
    assert len(site.store.queries.agenda().papers("2026-11-19", "2026-12-23", mine)) == 1


def test_a_task_is_of_its_colleague_until_he_leaves(house: House) -> None:
    anna, bert = house.sites
    case, _records = anna.open_case(anna.person_id, bert.person_id, responsible=anna.person_id.hex())
    (task,) = anna.save(Task(case=case.id, title="call", assignee=bert.person_id.hex()))
    agenda = anna.store.queries.agenda()

    def mine(site: Site) -> list[str]:
        return [row.id for row in agenda.tasks(TaskFilter(cases=(case.id,), mine=site.person_id.hex()))]

    assert (mine(anna), mine(bert)) == ([], [task.id])
    people = anna.store.directory.current().people
    left = {key: replace(one, removed=True) if key == bert.person_id else one for key, one in people.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anna.store.directory, "current", lambda: SimpleNamespace(people=left))
        assert mine(anna) == [task.id]
