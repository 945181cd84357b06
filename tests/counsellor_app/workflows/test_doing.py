"""Tasks that programmes made, on real cases: settled by what they ask for, by any way, once."""

from datetime import date

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Case
from counsellor_app.domain.tasks import Origin, Task, TaskState, read_source
from counsellor_app.workflows import casework, doing, journey, merging, safety, tasks
from counsellor_app.workflows.session import Session


def asked(session: Session, case: Case) -> dict[str, str]:
    """Return code and id of the open tasks that programmes made."""
    rows = tasks.list_tasks(session, case_id=case.id)
    sources = {row.id: read_source(row.source) for row in rows}
    assert all(row.title and "/" not in row.title for row in rows)
    return {source.code: identifier for identifier, source in sources.items() if source is not None}


@pytest.fixture
def case(session: Session) -> Case:
    return casework.add_case(session, name="Selamawit Tesfaye", programme="rean")


def test_a_case_in_a_programme_has_its_next_step_to_do(session: Session, case: Case) -> None:
    before = asked(session, case)
    assert len(before) == 1
    (step,) = before
    doing.settle_task(session, before[step], TaskState.DONE)
    marks = journey.journey(session, case.id)
    after = asked(session, case)
    assert step not in after
    assert after
    assert marks is not None
    with session.store.reading() as queries:
        assert [task.state for task in queries.records(case.id, Task) if task.id == before[step]] == ["done"]


def test_undo_brings_the_step_back(session: Session, case: Case) -> None:
    ((step, identifier),) = asked(session, case).items()
    doing.settle_task(session, identifier, TaskState.DONE)
    doing.settle_task(session, identifier, TaskState.OPEN)
    assert step in asked(session, case)
    doing.settle_task(session, identifier, TaskState.DROPPED)
    assert step not in asked(session, case)


def test_a_step_marked_elsewhere_settles_its_task(session: Session, case: Case) -> None:
    ((step, identifier),) = asked(session, case).items()
    journey.mark_step(session, case.id, step)
    assert step not in asked(session, case)
    assert tasks.task_row(session, identifier).state == "done"


def test_what_a_gate_asks_for_is_done_by_its_evidence_alone(session: Session) -> None:
    case = casework.add_case(session, name="Amina Warsame", programme="uam", birth_date="2011")
    gates = {}
    for _each in range(6):
        rows = {row.id: read_source(row.source) for row in tasks.list_tasks(session, case_id=case.id)}
        gates = {one.code: key for key, one in rows.items() if one is not None and one.origin == Origin.GATE}
        if gates:
            break
        for key, one in rows.items():
            if one is not None and one.origin == Origin.STEP:
                doing.settle_task(session, key, TaskState.DONE)
    assert gates
    code, identifier = next(iter(gates.items()))
    with pytest.raises(ActionableError, match="evidence"):
        doing.settle_task(session, identifier, TaskState.DONE)
    journey.add_evidence(session, case.id, code)
    assert tasks.task_row(session, identifier).state == "done"


def test_a_step_behind_a_closed_gate_is_not_done_by_its_task(session: Session) -> None:
    case = casework.add_case(session, name="Amina Warsame", programme="uam", birth_date="2011")
    refused = False
    for _each in range(8):
        for row in tasks.list_tasks(session, case_id=case.id):
            source = read_source(row.source)
            if source is None or source.origin != Origin.STEP:
                continue
            try:
                doing.settle_task(session, row.id, TaskState.DONE)
            except ActionableError:
                refused = True
                assert tasks.task_row(session, row.id).state == "open"
    assert refused


def test_withdrawing_drops_what_was_asked(session: Session, case: Case) -> None:
    assert asked(session, case)
    text = journey.case_file(session.store.queries, case.id)[1].newest("REAN", date.today())
    assert text is not None
    outcome = next(one.code for one in text.outcomes if one.ends and not one.step)
    journey.set_outcome(session, case.id, outcome)
    assert asked(session, case) == {}


def test_declining_drops_what_was_asked_and_withdrawing_asks_again(session: Session) -> None:
    """Nobody is reminded of an offer that was declined; the way home is still asked for."""
    case = casework.add_case(session, name="Blessing Okafor", programme="vot")
    for step in ("contact", "intake", "safety"):
        journey.mark_step(session, case.id, step)
    assert "wish" in asked(session, case)
    refusal = safety.add_refusal(session, case.id, "beyond-rean")
    assert "wish" not in asked(session, case)
    assert "needs" in asked(session, case)
    assert not [row for row in tasks.list_tasks(session, case_id=case.id, state="") if "/wish/" in row.source]
    safety.withdraw_refusal(session, refusal.id)
    assert "wish" in asked(session, case)
    journey.mark_step(session, case.id, "needs")
    assert "application" in asked(session, case)


def test_what_somebody_dropped_does_not_come_back_with_the_offer(session: Session) -> None:
    case = casework.add_case(session, name="Blessing Okafor", programme="vot")
    for step in ("contact", "intake", "safety"):
        journey.mark_step(session, case.id, step)
    doing.settle_task(session, asked(session, case)["wish"], TaskState.DROPPED)
    refusal = safety.add_refusal(session, case.id, "beyond-rean")
    safety.withdraw_refusal(session, refusal.id)
    assert "wish" not in asked(session, case)


def test_what_is_declined_in_one_of_two_merged_cases_is_asked_for_in_neither(session: Session) -> None:
    case, other = (casework.add_case(session, name=name, programme="vot") for name in ("Blessing Okafor", "B. Okafor"))
    for step in ("contact", "intake", "safety"):
        journey.mark_step(session, case.id, step)
    refusal = safety.add_refusal(session, other.id, "beyond-rean")
    assert "wish" in asked(session, case)
    merging.merge_cases(session, case.id, other.id)
    assert "wish" not in asked(session, case)
    merging.unmerge_cases(session, case.id)
    assert "wish" in asked(session, case)
    merging.merge_cases(session, other.id, case.id)
    assert "wish" not in asked(session, case)
    safety.withdraw_refusal(session, refusal.id)
    assert "wish" in asked(session, case)
