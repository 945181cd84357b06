"""What went through a closed gate or against a refusal comes to the supervisor by itself, until he has seen it."""

from dataclasses import replace
from datetime import date

import pytest

from counsellor_app.commands.journey_forms import gate_forms
from counsellor_app.domain.programmes.gates import breaches, passages
from counsellor_app.domain.programmes.records import Enrolment, Fact, StepMark, Support
from counsellor_app.domain.records import Case, Flag, Note, Record
from counsellor_app.domain.refusals import Refusal
from counsellor_app.store.queries.breaches import Judged
from counsellor_app.workflows import casework, journey, merging, reviewing, safety
from counsellor_app.workflows.session import Session
from tests.unguarded import unguarded


def save(session: Session, *records: Record) -> list[Record]:
    with session.store.transaction() as work:
        return work.records.save_all(records)


@pytest.fixture
def case(session: Session) -> Case:
    return casework.add_case(session, name="Selam", programme="UAM", birth_date="2010-05-01")


@pytest.fixture
def passed(session: Session, case: Case) -> Case:
    """A case that went on without its guardian."""
    enrolment = session.store.queries.records(case.id, Enrolment)[0]
    with unguarded(session.store):
        save(session, StepMark(case=case.id, enrolment=enrolment.id, step="application", on="2026-09-12"))
    return case


def listed(session: Session) -> list[tuple[str, int, int]]:
    return [(row.case, row.breaches, row.declined_breaches) for row in reviewing.review_list(session) if row.broken]


def test_a_gate_passed_by_one_self_puts_the_case_on_the_list_until_it_is_seen(session: Session, passed: Case) -> None:
    found = listed(session)
    assert [case for case, _gates, _declined in found] == [passed.id]
    assert found[0][1] > 0
    save(session, Note(case=passed.id, text="told nobody"))
    assert listed(session) == found
    reviewing.mark_seen(session, passed.id)
    assert listed(session) == []
    save(session, Note(case=passed.id, text="nothing about gates"))
    assert listed(session) == []
    save(session, Fact(case=passed.id, code="unaccompanied", value="yes"))
    assert [case for case, _gates, _declined in listed(session)] == [passed.id]


def test_an_overridden_gate_leaves_the_list(session: Session, passed: Case) -> None:
    for gate in journey.journey(session, passed.id).breaches:
        journey.add_evidence(session, passed.id, gate.gate, on="2026-09-01")
    assert listed(session) == []


def test_a_refusal_passed_over_puts_the_case_on_the_list(session: Session, case: Case) -> None:
    other = casework.add_case(session, name="Yonas")
    safety.add_refusal(session, case.id, "tracing")
    safety.add_refusal(session, other.id, "tracing")
    assert listed(session) == []
    with unguarded(session.store):
        save(session, Support(case=case.id, item="family-contact"))
        save(session, Flag(case=other.id, code="health"))
    assert listed(session) == [(case.id, 0, 1)]
    reviewing.mark_seen(session, case.id)
    assert listed(session) == []
    refusal = session.store.queries.records(case.id, Refusal)[0]
    with unguarded(session.store):
        save(session, Support(case=case.id, item="family-contact"))
    assert listed(session) == [(case.id, 0, 2)]
    safety.withdraw_refusal(session, refusal.id)
    assert listed(session) == []


def test_what_a_departure_passed_in_a_merged_case_is_told_in_both(session: Session, case: Case) -> None:
    """The other case departed on a device that knew of no merge: nothing in this one was written."""
    other = casework.add_case(session, name="Selam T.", programme="LEARN")
    for one in (case, other):
        reviewing.mark_seen(session, one.id)
    merging.merge_cases(session, other.id, case.id)
    reviewing.mark_seen(session, case.id)
    assert listed(session) == []
    with unguarded(session.store):
        save(session, replace(other, status="departed"))
    found = listed(session)
    assert [one for one, _gates, _declined in found] == [case.id]
    told = journey.journey(session, other.id)
    assert told.breaches == ()
    assert [(one.case, one.reference, len(one.breaches)) for one in told.beside] == [
        (case.id, case.reference, found[0][1])
    ]
    assert {(form["case"], form["reference"], form["state"]) for form in gate_forms(told) if form["reference"]} == {
        (case.id, case.reference, "breached")
    }
    assert {one.gate for one in journey.journey(session, case.id).breaches} >= {"guardian-agreement"}
    reviewing.mark_seen(session, other.id)
    assert listed(session) == []


def test_an_open_question_and_a_breach_are_one_row(session: Session, passed: Case) -> None:
    reviewing.ask(session, passed.id, "Why?")
    (row,) = reviewing.review_list(session)
    assert (row.case, row.waiting, row.questions) == (passed.id, 0, 1)
    assert row.breaches


def test_many_cases_are_judged_as_one_by_one(session: Session, passed: Case) -> None:
    for number in range(6):
        casework.add_case(session, name=f"N{number}", programme="UAM" if number % 2 else "REAN", birth_date="2011")
    with unguarded(session.store):
        for one in session.store.queries.all_records(Enrolment):
            save(session, StepMark(case=one.case, enrolment=one.id, step="departure", on="2026-10-01"))
    today, judged = date.today(), Judged()
    with session.store.reading() as queries:
        files, texts = queries.gate_files(), queries.gate_files().catalogue()
        one_by_one = {
            case.id: count
            for case in queries.all_records(Case)
            if (count := len(breaches(passages(files.case_file(case, today), texts))))
        }
        assert len(one_by_one) > 3
        assert queries.breaches().gates_passed(today, judged) == one_by_one
        assert queries.breaches().gates_passed(today, judged) == one_by_one
    assert passed.id in one_by_one
