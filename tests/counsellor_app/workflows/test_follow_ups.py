"""A step that comes again and its tasks are one thing: settled by either, once, on every way one can take."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.programmes.journeys import StepRow
from counsellor_app.domain.programmes.records import StepMark, StepState
from counsellor_app.domain.programmes.repeating import occurrences, settled
from counsellor_app.domain.programmes_list import use_catalogue
from counsellor_app.domain.tasks import Task, TaskState, as_one, read_source
from counsellor_app.workflows import casework, doing, journey, programmes, tasks
from counsellor_app.workflows.session import Session
from tests.conftest import examples
from tests.counsellor_app.workflows.conftest import found

TODAY = date.today()
STARTED = TODAY - timedelta(days=100)
TEXT = """
code = "VISITS"
version = "1"
en = "Visits"
nl = "Bezoeken"
area = "inclusion"
valid_from = 2001-01-01

[[step]]
code = "begin"
by = "counsellor"
en = "Begin"
nl = "Begin"

[[step]]
code = "visit"
by = "counsellor"
en = "A visit"
nl = "Een bezoek"
within_days = 10
every_days = 30
for_days = 3650
"""
ACTS = st.tuples(
    st.sampled_from(["journey done", "journey dropped", "journey planned", "task done", "task dropped", "undo"]),
    st.integers(0, 60),
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = found(tmp_path_factory.mktemp("visits") / "profile")
    programmes.add_programme(made, TEXT)
    yield made
    made.close()
    use_catalogue(None)


def visits(session: Session, case: str) -> tuple[dict[int, StepMark], list[Task]]:
    """Return what is settled by marks, and all tasks of the step, copies as one."""
    with session.store.reading() as queries:
        marks, kept = queries.records(case, StepMark), queries.records(case, Task)
    enrolment = next((mark.enrolment for mark in marks), "")
    mine = [task for task in as_one(kept) if (made := read_source(task.source)) and made.code == "visit"]
    assert len({task.source for task in mine}) == len(
        [one for one in kept if one.source.startswith("step/VISITS/visit")]
    )
    return settled(occurrences(marks, enrolment, "visit")), mine


def act(session: Session, case: str, what: str, days: int, last: list[str]) -> None:
    """Do one act; *last* holds the task that was settled last."""
    day = (TODAY - timedelta(days=days)).isoformat()
    way, _space, state = what.partition(" ")
    if way == "journey":
        journey.mark_step(session, case, "visit", state=state, on=day)
    elif way == "undo":
        if last:
            doing.settle_task(session, last.pop(), TaskState.OPEN)
    else:
        rows = [row for row in tasks.list_tasks(session, case_id=case) if "/visit/" in row.source]
        doing.settle_task(session, rows[0].id, TaskState(state))
        last.append(rows[0].id)


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(ACTS, max_size=6))
def test_marks_and_tasks_always_say_the_same(session: Session, acts: list[tuple[str, int]]) -> None:
    case = casework.add_case(session, name="Selam").id
    journey.enrol(session, case, "VISITS", on=STARTED.isoformat())
    last: list[str] = []
    for what, days in acts:
        act(session, case, what, days, last)
        done, mine = visits(session, case)
        by_number = {int(read_source(task.source).period): task for task in mine}  # type: ignore[union-attr]
        assert {number: str(mark.state) for number, mark in done.items()} == {
            number: str(task.state) for number, task in by_number.items() if task.state != TaskState.OPEN
        }
        still_open = [number for number, task in by_number.items() if task.state == TaskState.OPEN]
        first = next(number for number in range(1, 99) if number not in done)
        assert first in still_open


def row(session: Session, case: str) -> StepRow:
    way = next(one for one in journey.journey(session, case).ways if one.enrolment.programme == "VISITS")
    return next(one for one in way.steps if one.step.code == "visit")


@pytest.fixture
def case(session: Session) -> str:
    made = casework.add_case(session, name="Selam").id
    journey.enrol(session, made, "VISITS", on=STARTED.isoformat())
    return made


def due(session: Session, case: str) -> list[str]:
    return [one.due_on for one in tasks.list_tasks(session, case_id=case) if "/visit/" in one.source]


def test_a_visit_marked_on_the_journey_settles_its_task_and_asks_for_the_next(session: Session, case: str) -> None:
    before = due(session, case)
    journey.mark_step(session, case, "visit")
    (after,) = due(session, case)
    assert before < [after]
    assert (row(session, case).times, row(session, case).state) == (1, "")
    assert row(session, case).due_on == (STARTED + timedelta(days=40)).isoformat()


def test_saying_it_twice_makes_one_visit(session: Session, case: str) -> None:
    first = journey.mark_step(session, case, "visit")
    assert journey.mark_step(session, case, "visit").id == first.id
    assert row(session, case).times == 1
    journey.mark_step(session, case, "visit", on=(TODAY - timedelta(days=1)).isoformat())
    assert row(session, case).times == 2


def test_a_task_that_is_done_marks_its_visit_and_undo_takes_it_back(session: Session, case: str) -> None:
    one = next(one for one in tasks.list_tasks(session, case_id=case) if "/visit/" in one.source)
    doing.settle_task(session, one.id, TaskState.DONE)
    doing.settle_task(session, one.id, TaskState.DONE)
    assert row(session, case).times == 1
    doing.settle_task(session, one.id, TaskState.OPEN)
    assert (row(session, case).times, row(session, case).state) == (0, StepState.PLANNED)
    assert tasks.task_row(session, one.id).state == TaskState.OPEN


def test_marks_from_before_there_were_numbers_count_by_their_days() -> None:
    old = [StepMark(id=str(n), enrolment="e", step="visit", on=day) for n, day in enumerate(["a", "a", "b"])]
    assert sorted(settled(occurrences(old, "e", "visit"))) == [1, 2]
    stopped = [*old, StepMark(id="9", enrolment="e", step="visit", on="c", state="dropped")]
    assert occurrences(stopped, "e", "visit")[0].on == "c"
