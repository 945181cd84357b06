"""Gates as pure functions of what a case holds."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.programmes.gates import CaseFile, GateState, Passage, breached, breaches, going_on, passages
from counsellor_app.domain.programmes.journeys import journey_of
from counsellor_app.domain.programmes.records import Enrolment, Evidence, Fact, Override, StepMark
from counsellor_app.domain.programmes.schema import Gate
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.records import Case, CaseStatus, Flag, Person, Precision

TODAY = date(2026, 11, 21)
UAM = Enrolment(id="e1", case="c", programme="UAM", version="2007", started_on="2026-09-01")
CHILD = Person(birth_date="2010-05-01", birth_precision=Precision.KNOWN)


def file(**parts: Any) -> CaseFile:
    return CaseFile(**{"case": Case(id="c"), "today": TODAY, "persons": [CHILD], "enrolments": [UAM], **parts})


def gate(found: tuple[Passage, ...], code: str, programme: str = "UAM") -> Passage:
    return next(one for one in found if (one.gate, one.programme) == (code, programme))


def state(known: CaseFile, code: str = "guardian-agreement", programme: str = "UAM") -> str:
    return str(gate(passages(known, shipped_catalogue()), code, programme).state)


AGREED = Evidence(id="v1", enrolment="e1", gate="guardian-agreement", kind="guardian_agreement", on="2026-09-10")


def test_a_guardian_agrees_before_the_application_is_handled() -> None:
    assert state(file()) == "blocked"
    assert state(file(evidence=[AGREED])) == "open"
    handled = StepMark(id="m", enrolment="e1", step="application", on="2026-09-12")
    assert state(file(marks=[handled])) == "breached"
    assert state(file(marks=[handled], evidence=[AGREED])) == "open"


@pytest.mark.parametrize("step", ["application", "family", "plan", "documents", "booking", "departure", "reception"])
def test_every_later_step_is_behind_the_gate(step: str) -> None:
    marked = StepMark(id="m", enrolment="e1", step=step, on="2026-09-12")
    found = gate(passages(file(marks=[marked]), shipped_catalogue()), "guardian-agreement")
    assert (found.state, found.passed_by, found.passed_on) == (GateState.BREACHED, step, "2026-09-12")
    assert found.missing == ("guardian_agreement",)


@pytest.mark.parametrize("step", ["contact", "guardian"])
def test_steps_before_the_gate_are_free(step: str) -> None:
    assert state(file(marks=[StepMark(id="m", enrolment="e1", step=step)])) == "blocked"


def test_evidence_given_after_the_step_does_not_mend_it() -> None:
    handled = StepMark(id="m", enrolment="e1", step="application", on="2026-09-12")
    assert state(file(marks=[handled], evidence=[replace(AGREED, on="2026-09-12")])) == "open"
    assert state(file(marks=[handled], evidence=[replace(AGREED, on="2026-09-13")])) == "breached"
    assert state(file(evidence=[replace(AGREED, on="2026-11-22")])) == "blocked"
    assert state(file(evidence=[replace(AGREED, removed=True)])) == "blocked"


def test_only_somebody_entitled_overrides_and_it_stays_visible() -> None:
    override = Override(id="o", enrolment="e1", gate="guardian-agreement", reason="court")
    assert state(file(overrides=[override])) == "blocked"
    let = file(overrides=[override], entitled=frozenset({"o"}))
    assert state(let) == "overridden"
    handled = StepMark(id="m", enrolment="e1", step="application", on="2026-09-12")
    assert state(replace(let, marks=[handled])) == "overridden"
    assert state(file(overrides=[override], marks=[handled])) == "breached"
    found = gate(passages(replace(let, evidence=[AGREED]), shipped_catalogue()), "guardian-agreement")
    assert (found.state, found.override) == (GateState.OPEN, "o")


def test_a_gate_that_cannot_be_overridden_is_not() -> None:
    vot = Enrolment(id="e2", case="c", programme="VOT", version="2007", started_on="2026-09-01")
    grown = Person(birth_date="1990-05-01", birth_precision=Precision.KNOWN)
    override = Override(id="o", enrolment="e2", gate="wish", reason="quick")
    known = file(enrolments=[vot], persons=[grown], overrides=[override], entitled=frozenset({"o"}))
    assert state(known, "wish", "VOT") == "blocked"
    assert state(replace(known, persons=[CHILD]), "wish", "VOT") == "not_needed"


def test_departure_by_status_or_outcome_passes_the_gates_too() -> None:
    departed = Case(id="c", programme="UAM", status=CaseStatus.DEPARTED)
    assert state(file(case=departed)) == "breached"
    assert state(file(enrolments=[replace(UAM, outcome="returned", ended_on="2026-10-01")])) == "breached"
    assert state(file(enrolments=[replace(UAM, outcome="withdrew", ended_on="2026-10-01")])) == "blocked"


def test_a_programme_nobody_enrolled_in_has_its_gates_all_the_same() -> None:
    assert state(file(case=Case(id="c", programme="UAM"), enrolments=[])) == "blocked"
    departed = Case(id="c", programme="UAM", status=CaseStatus.DEPARTED)
    assert state(file(case=departed, enrolments=[])) == "breached"


def test_rean_does_not_lead_around_the_guardian() -> None:
    rean = Enrolment(id="e3", case="c", programme="REAN", version="2007", started_on="2026-09-01")
    alone = [Fact(code="unaccompanied", value="yes")]
    assert state(file(enrolments=[rean]), programme="REAN") == "blocked"
    assert state(file(enrolments=[rean], facts=alone), programme="REAN") == "blocked"
    with_parents = [Fact(code="unaccompanied", value="no")]
    assert state(file(enrolments=[rean], facts=with_parents), programme="REAN") == "not_needed"
    grown = [Person(birth_date="1980", birth_precision=Precision.YEAR)]
    assert state(file(enrolments=[rean], persons=grown), programme="REAN") == "not_needed"
    assert state(file(enrolments=[rean], persons=[Person()]), programme="REAN") == "not_needed"
    flagged = file(enrolments=[rean], persons=[Person()], flags=[Flag(code="minor")])
    assert state(flagged, programme="REAN") == "blocked"
    year = [Person(birth_date="2008", birth_precision=Precision.YEAR)]
    assert state(file(enrolments=[rean], persons=year), programme="REAN") == "blocked"


def test_a_medical_departure_needs_advice_and_decision() -> None:
    health = Enrolment(id="e4", case="c", programme="HEALTH", version="2007", started_on="2026-09-01")
    known = file(enrolments=[health], persons=[])
    found = gate(passages(known, shipped_catalogue()), "medical", "HEALTH")
    assert found.missing == ("doctor_advice", "escort_decision")
    advice = Evidence(id="a", enrolment="e4", gate="medical", kind="doctor_advice", on="2026-09-10")
    found = gate(passages(replace(known, evidence=[advice]), shipped_catalogue()), "medical", "HEALTH")
    assert (found.state, found.missing) == (GateState.BLOCKED, ("escort_decision",))
    rean = replace(health, id="e5", programme="REAN")
    assert state(file(enrolments=[rean], persons=[]), "medical", "REAN") == "not_needed"
    ill = file(enrolments=[rean], persons=[], flags=[Flag(code="health")])
    assert state(ill, "medical", "REAN") == "blocked"


def test_evidence_counts_for_programmes_that_run_together() -> None:
    rean = Enrolment(id="e3", case="c", programme="REAN", version="2007", started_on="2026-09-20")
    known = file(enrolments=[UAM, rean], evidence=[AGREED])
    assert state(known, programme="REAN") == "open"
    ended = file(enrolments=[replace(UAM, ended_on="2026-09-15"), rean], evidence=[AGREED])
    assert state(ended, programme="REAN") == "blocked"


def test_family_reunification_gates() -> None:
    family = Enrolment(id="e6", case="c", programme="FAMILY", version="2007", started_on="2026-09-01")
    known = file(enrolments=[family])
    states = {one.gate: str(one.state) for one in passages(known, shipped_catalogue())}
    assert states == {
        "ind-permission": "blocked",
        "dna": "not_needed",
        "travel-document": "blocked",
        "exit-visa": "blocked",
        "minor-escort": "not_needed",
    }
    no_visa = [Fact(code="exit_visa_demanded", value="no"), Fact(code="dna_demanded", value="yes")]
    states = {one.gate: str(one.state) for one in passages(replace(known, facts=no_visa), shipped_catalogue())}
    assert (states["exit-visa"], states["dna"]) == ("not_needed", "blocked")


def in_the_way(known: CaseFile, step: str, on: str) -> set[str]:
    mark = StepMark(enrolment="e1", step=step, on=on)
    return {one.gate for one in going_on(known, replace(known, marks=[*known.marks, mark]), shipped_catalogue())}


def test_what_stands_in_the_way_of_a_step() -> None:
    assert in_the_way(file(), "guardian", "2026-09-05") == set()
    assert in_the_way(file(), "booking", "2026-09-05") == {"guardian-agreement", "consent", "ind-permission"}


def test_who_passed_once_without_evidence_does_not_go_on_without_it() -> None:
    handled = StepMark(id="m", enrolment="e1", step="application", on="2026-09-12")
    known = file(marks=[handled])
    assert "guardian-agreement" in in_the_way(known, "family", "2026-09-20")
    late = replace(known, evidence=[replace(AGREED, on="2026-09-15")])
    assert "guardian-agreement" not in in_the_way(late, "family", "2026-09-20")
    assert "guardian-agreement" in in_the_way(late, "family", "2026-09-14")
    assert in_the_way(known, "application", "2026-09-12") == set()


STEPS = [step.code for step in shipped_catalogue().newest("UAM", TODAY).steps]  # type: ignore[union-attr]
GATES = shipped_catalogue().newest("UAM", TODAY).gates  # type: ignore[union-attr]
DAYS = st.dates(date(2026, 9, 1), TODAY).map(str)
MARKS = st.lists(
    st.builds(
        StepMark,
        enrolment=st.just("e1"),
        step=st.sampled_from(STEPS),
        state=st.sampled_from(["done", "done", "planned", "dropped"]),
        on=DAYS,
    ),
    max_size=6,
)
EVIDENCE = st.lists(
    st.sampled_from([(one.code, kind) for one in GATES for kind in one.evidence]).flatmap(
        lambda pair: DAYS.map(lambda day: Evidence(id=day, enrolment="e1", gate=pair[0], kind=pair[1], on=day))
    ),
    max_size=8,
)


@given(MARKS, EVIDENCE)
def test_a_gate_is_open_exactly_when_its_evidence_was_there_in_time(
    marks: list[StepMark], evidence: list[Evidence]
) -> None:
    """Against a plain reading: the first step taken behind the gate, and what had been given by that day."""
    known = file(marks=marks, evidence=evidence)
    newest = {mark.step: mark for mark in marks}
    for found in passages(known, shipped_catalogue()):
        wanted = next(one for one in GATES if one.code == found.gate)
        behind = STEPS[STEPS.index(wanted.before) :]
        days = [mark.on for step, mark in newest.items() if step in behind and mark.state == "done"]
        last = min(days, default=str(TODAY))
        given_kinds = {one.kind for one in evidence if one.on <= last}
        complete = set(wanted.evidence) <= given_kinds
        if found.state == GateState.NOT_NEEDED:
            continue
        assert (found.state == GateState.OPEN) == complete
        assert (found.state == GateState.BREACHED) == (not complete and bool(days))


@given(MARKS, EVIDENCE)
def test_nothing_that_stands_in_the_way_means_no_new_breach(marks: list[StepMark], evidence: list[Evidence]) -> None:
    """What stands in the way of a step is each new breach, and each old one whose evidence has not come since."""
    known = file(marks=marks, evidence=evidence)
    taken = {mark.step for mark in {one.step: one for one in marks}.values() if mark.state == "done"}
    before = {one.gate for one in breaches(passages(known, shipped_catalogue()))}
    for step in STEPS:
        mark = StepMark(enrolment="e1", step=step, on=str(TODAY))
        after = {one.gate for one in breaches(passages(replace(known, marks=[*marks, mark]), shipped_catalogue()))}
        found = in_the_way(known, step, str(TODAY))
        if step in taken:
            assert not found
            continue
        assert after - before <= found <= after
        behind = {one.code for one in GATES if STEPS.index(one.before) <= STEPS.index(step)}
        assert found == {one.code for one in GATES if one.code in behind & after and lacking(one, evidence)}


def lacking(gate: Gate, evidence: list[Evidence]) -> bool:
    return not set(gate.evidence) <= {one.kind for one in evidence}


@given(MARKS, EVIDENCE)
def test_breaches_alone_are_the_same_as_among_all_gates(marks: list[StepMark], evidence: list[Evidence]) -> None:
    for outcome in ("", "returned"):
        known = file(marks=marks, evidence=evidence, enrolments=[replace(UAM, outcome=outcome)])
        assert breached(known, shipped_catalogue()) == breaches(passages(known, shipped_catalogue()))


def test_a_mark_of_a_newer_app_is_no_step_taken_and_breaks_no_page() -> None:
    odd = StepMark(id="m", enrolment="e1", step="application", state="halfway", on="2026-09-12")
    (way,) = journey_of(file(marks=[odd]), shipped_catalogue()).ways
    assert {row.step.code: row.state for row in way.steps}["application"] == ""
    assert state(file(marks=[odd])) == "blocked"
