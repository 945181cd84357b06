"""What is long past is told apart from what went wrong, and never lets anybody pass."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain import guards
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.gates import CaseFile, GateState, breached, breaches, going_on, passages
from counsellor_app.domain.programmes.records import BeforeGates, Enrolment, Evidence, StepMark
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.records import Case, CaseStatus, Person, Record
from counsellor_app.domain.rights import Actor, Role

TODAY = date(2026, 11, 21)
TEXTS = shipped_catalogue()
REAN = Enrolment(id="e1", case="c", programme="REAN", version="2007", started_on="2026-01-01")
STEPS = [step.code for step in TEXTS.newest("REAN", TODAY).steps]  # type: ignore[union-attr]
DAYS = st.sampled_from(["2026-02-01", "2026-06-01", "2026-11-01"])
HEAD = Actor("ab" * 16, str(Role.SUPERVISOR))
PAST = BeforeGates(id="p1", case="c", on="2026-06-01", reason="kept on paper")
GIVEN = [
    Evidence(id=f"v{n}", case="c", enrolment="e1", gate=gate, kind=kind, on="2026-01-02")
    for n, (gate, kind) in enumerate(
        [
            ("consent", "consent_data_exchange"),
            ("ind-permission", "ind_permission"),
            ("travel-document", "travel_document"),
        ]
    )
]


@st.composite
def files(draw: st.DrawFn) -> CaseFile:
    """A case in REAN: some steps done, some evidence there, departed or not."""
    marks = draw(st.lists(st.builds(StepMark, step=st.sampled_from(STEPS), on=DAYS), max_size=3))
    return CaseFile(
        case=Case(id="c", programme="REAN", status=draw(st.sampled_from([CaseStatus.OPEN, CaseStatus.DEPARTED]))),
        today=TODAY,
        persons=[Person(birth_date="1980", birth_precision="year")],
        enrolments=[REAN],
        marks=[replace(mark, id=f"m{n}", case="c", enrolment="e1") for n, mark in enumerate(marks)],
        evidence=draw(st.lists(st.sampled_from(GIVEN), unique=True)),
    )


def acts(file: CaseFile) -> list[Record]:
    return [
        *(StepMark(case="c", enrolment="e1", step=step, on=TODAY.isoformat()) for step in STEPS),
        replace(file.case, status=CaseStatus.DEPARTED),
        replace(REAN, outcome="returned", ended_on=TODAY.isoformat()),
    ]


def refused(file: CaseFile, record: Record) -> bool:
    after = guards.with_records(file, [record], entitled=True)
    try:
        guards.check(file, [record], TEXTS, HEAD, after)
    except ActionableError:
        return True
    return False


@given(files())
def test_what_is_said_of_the_past_lets_nobody_pass(file: CaseFile) -> None:
    """It opens no gate; behind those that were passed by then one goes on, and only behind those."""
    told = replace(file, past=[PAST], entitled=frozenset({"p1"}))
    vouched = {one.gate for one in passages(told, TEXTS) if one.state == GateState.BEFORE}
    for record in acts(file):
        after = guards.with_records(file, [record], entitled=True)
        old = {one.gate for one in breaches(passages(file, TEXTS))}
        new = {one.gate for one in breaches(passages(after, TEXTS))} - old
        closing = new | {one.gate for one in going_on(file, after, TEXTS)}
        assert refused(file, record) is bool(closing)
        assert refused(told, record) is bool(closing - vouched)
        assert not new & vouched


@given(files(), DAYS)
def test_it_changes_no_gate_but_breaches_up_to_its_day(file: CaseFile, on: str) -> None:
    told = replace(file, past=[replace(PAST, on=on)], entitled=frozenset({"p1"}))
    for before, after in zip(passages(file, TEXTS), passages(told, TEXTS), strict=True):
        if before.state == GateState.BREACHED and (before.passed_on or REAN.started_on) <= on:
            assert (after.state, after.past) == (GateState.BEFORE, "p1")
        else:
            assert after.state == before.state
    assert breached(told, TEXTS) == breaches(passages(told, TEXTS))


@given(files())
def test_words_of_somebody_who_may_not_say_so_count_for_nothing(file: CaseFile) -> None:
    told = passages(replace(file, past=[PAST]), TEXTS)
    assert [one.state for one in told] == [one.state for one in passages(file, TEXTS)]


def departed(**parts: object) -> CaseFile:
    case = Case(id="c", programme="REAN", status=CaseStatus.DEPARTED)
    return CaseFile(**{"case": case, "today": TODAY, "enrolments": [REAN], **parts})  # type: ignore[arg-type]


def save(before: CaseFile | None, records: list[Record], actor: Actor, entitled: bool = True) -> None:
    root = next((one for one in records if isinstance(one, Case)), before.case if before is not None else Case())
    after = guards.with_records(before or CaseFile(case=root, today=TODAY), records, entitled)
    guards.check(before, records, TEXTS, actor, after)


def test_it_is_said_by_a_supervisor_with_a_reason_about_a_breach() -> None:
    new = replace(PAST, id="", on=TODAY.isoformat())
    save(departed(), [new], HEAD)
    with pytest.raises(ActionableError):
        save(departed(), [new], Actor("ab" * 16, str(Role.COUNSELLOR)), entitled=False)
    for wrong in (replace(new, reason=" "), replace(new, on=""), replace(new, on="2027-01-01")):
        with pytest.raises(ActionableError):
            save(departed(), [wrong], HEAD)
    with pytest.raises(ActionableError, match="nothing to explain"):
        save(departed(evidence=GIVEN), [new], HEAD)


def test_a_case_that_comes_in_departed_brings_its_past_with_it() -> None:
    case = Case(programme="REAN", status=CaseStatus.DEPARTED)
    enrolled, past = replace(REAN, id=""), replace(PAST, id="", on=TODAY.isoformat())
    save(None, [case, enrolled, past], HEAD)
    with pytest.raises(guards.GateClosedError):
        save(None, [case, enrolled], HEAD)
    with pytest.raises(ActionableError):
        save(None, [replace(case, status=CaseStatus.OPEN), enrolled, past], HEAD)
