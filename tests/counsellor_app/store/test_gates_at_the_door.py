"""Every way to save something on this device goes through the same gates; what a faulty device did is a breach."""

from dataclasses import replace
from datetime import date

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.gates import GateState, Passage, passages
from counsellor_app.domain.programmes.records import Enrolment, Evidence, Fact, Override, StepMark
from counsellor_app.domain.records import Case, CaseStatus, Flag, FlagCode, Note, Person, Record
from counsellor_app.store.queries.breaches import Judged
from sync.protocol.public import Role
from tests.counsellor_app.store.conftest import Team
from tests.offices import Site
from tests.unguarded import unguarded

UAM = Enrolment(programme="UAM", version="2007", started_on="2026-09-01")
CHILD = Person(name="Selam", birth_date="2010-05-01", birth_precision="known")


def opened(site: Site, *readers: bytes, **fields: str) -> tuple[Case, Enrolment]:
    case, records = site.open_case(*readers, records=[CHILD, UAM], **fields)
    return case, next(one for one in records if isinstance(one, Enrolment))


def gates(site: Site, case_id: str) -> dict[str, Passage]:
    with site.store.reading() as queries:
        files = queries.gate_files()
        file = files.case_file(queries.case_page(case_id).case, date.today())
        return {one.gate: one for one in passages(file, files.catalogue())}


def refused(site: Site, *records: Record) -> None:
    entries = site.count("log")
    with pytest.raises(ActionableError):
        site.save(*records)
    assert site.count("log") == entries


def evidence(case: Case, enrolled: Enrolment, gate: str, *kinds: str) -> list[Evidence]:
    return [Evidence(case=case.id, enrolment=enrolled.id, gate=gate, kind=kind, on="2026-09-10") for kind in kinds]


def open_all(site: Site, case: Case, enrolled: Enrolment) -> None:
    site.save(
        *evidence(case, enrolled, "guardian-agreement", "guardian_agreement"),
        *evidence(case, enrolled, "consent", "consent_data_exchange"),
        *evidence(case, enrolled, "ind-permission", "ind_permission"),
        *evidence(case, enrolled, "travel-document", "travel_document"),
    )


def test_a_step_behind_a_closed_gate_is_refused_whichever_it_is(team: Team) -> None:
    case, enrolled = opened(team.one)
    for step in ("application", "booking", "departure", "reception"):
        refused(team.one, StepMark(case=case.id, enrolment=enrolled.id, step=step))
    team.one.save(StepMark(case=case.id, enrolment=enrolled.id, step="guardian"))
    team.one.save(StepMark(case=case.id, enrolment=enrolled.id, step="departure", state="planned", on="2027-01-01"))
    open_all(team.one, case, enrolled)
    team.one.save(StepMark(case=case.id, enrolment=enrolled.id, step="departure"))


def test_status_and_outcome_are_no_way_around(team: Team) -> None:
    case, enrolled = opened(team.one, programme="UAM")
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    refused(team.one, replace(enrolled, case=case.id, outcome="returned", ended_on="2026-10-01"))
    with pytest.raises(ActionableError):
        opened(team.one, programme="UAM", status=CaseStatus.DEPARTED)
    with pytest.raises(ActionableError):
        team.one.open_case(records=[CHILD], programme="UAM", status=CaseStatus.DEPARTED)
    team.one.save(replace(enrolled, case=case.id, outcome="withdrew", ended_on="2026-10-01"))
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    with pytest.raises(ActionableError):
        team.one.open_case(records=[CHILD, UAM, StepMark(step="application")], programme="UAM")


def test_departing_first_and_enrolling_afterwards_is_no_way_around(team: Team) -> None:
    case = team.one.open_case(records=[CHILD], status=CaseStatus.DEPARTED)[0]
    refused(team.one, replace(case, programme="UAM"))
    refused(team.one, replace(UAM, case=case.id))
    refused(team.one, replace(case, programme="UAM"), replace(UAM, case=case.id))


def test_an_act_may_bring_the_evidence_with_it(team: Team) -> None:
    case, enrolled = opened(team.one)
    mark = StepMark(case=case.id, enrolment=enrolled.id, step="application")
    agreed = evidence(case, enrolled, "guardian-agreement", "guardian_agreement")
    refused(team.one, mark, *agreed)
    team.one.save(mark, *agreed, *evidence(case, enrolled, "consent", "consent_data_exchange"))
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.OPEN


def test_a_conflict_is_not_settled_into_a_departure(team: Team) -> None:
    case, _enrolled = opened(team.one, team.id, programme="UAM")
    team.house.settle()
    team.one.change(case.id, status=CaseStatus.PAUSED)
    with unguarded(team.two.store):
        team.two.change(case.id, status=CaseStatus.DEPARTED)
    team.house.settle()
    conflict = team.one.store.queries.conflicts(case.id)[0]
    if team.one.case(case.id).status != CaseStatus.DEPARTED:
        with pytest.raises(ActionableError), team.one.work() as work:
            work.records.resolve(conflict.id, "departed", "")
    with team.one.work() as work:
        work.records.resolve(conflict.id, "paused", "")
    with team.one.work() as work:
        assert work.records.load(Case, case.id).status == CaseStatus.PAUSED
    refused(team.one, replace(team.one.case(case.id), status=CaseStatus.DEPARTED))


def test_the_programme_of_an_enrolment_is_not_exchanged(team: Team) -> None:
    case, enrolled = opened(team.one)
    refused(team.one, replace(enrolled, case=case.id, programme="TRANSIT"))
    refused(team.one, replace(enrolled, case=case.id, version="hrpt"))


def test_what_does_not_belong_is_refused(team: Team) -> None:
    case, enrolled = opened(team.one)
    refused(team.one, StepMark(case=case.id, enrolment=enrolled.id, step="moon"))
    refused(team.one, StepMark(case=case.id, enrolment="ab" * 16, step="contact"))
    refused(team.one, *evidence(case, enrolled, "guardian-agreement", "exit_visa"))
    refused(team.one, *evidence(case, enrolled, "moon", "guardian_agreement"))
    refused(team.one, replace(enrolled, case=case.id, outcome="moon"))
    refused(team.one, replace(UAM, case=case.id, version="next"))
    refused(team.one, Enrolment(case=case.id, programme="HRT", version="hrpt", started_on="2006-06-01"))
    team.one.save(Enrolment(case=case.id, programme="HRT", version="hrpt", started_on="2006-05-31"))


def test_only_a_supervisor_overrides_and_says_why(team: Team) -> None:
    head = team.house.join("head", team.id, role=Role.SUPERVISOR)
    team.house.settle()
    case, enrolled = opened(team.one, team.id)
    team.house.settle()
    override = Override(case=case.id, enrolment=enrolled.id, gate="guardian-agreement", reason="the court decided")
    refused(team.one, override)
    refused(head, replace(override, reason="  "))
    head.save(override, *evidence(case, enrolled, "consent", "consent_data_exchange"))
    team.house.settle()
    found = gates(team.one, case.id)["guardian-agreement"]
    assert (found.state, bool(found.override)) == (GateState.OVERRIDDEN, True)
    team.one.save(StepMark(case=case.id, enrolment=enrolled.id, step="application"))


def test_what_a_faulty_device_did_is_kept_and_shown_as_a_breach(team: Team) -> None:
    case, enrolled = opened(team.one, team.id, programme="UAM")
    team.house.settle()
    with unguarded(team.two.store):
        team.two.save(StepMark(case=case.id, enrolment=enrolled.id, step="application", on="2026-09-12"))
        team.two.note(case.id, "went on without the guardian")
    team.house.settle()
    for site in (team.one, team.two, team.founder):
        found = gates(site, case.id)["guardian-agreement"]
        assert (found.state, found.passed_by, found.passed_on) == (GateState.BREACHED, "application", "2026-09-12")
        assert site.texts(case.id) == ["went on without the guardian"]
        assert not site.codes()
        with site.store.reading() as queries:
            assert queries.breaches().gates_passed(date.today(), Judged()) == {case.id: 2}
    team.one.save(*evidence(case, enrolled, "travel-document", "travel_document"))
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BREACHED
    team.one.change(case.id, place="Emmen")
    team.founder.save(Override(case=case.id, enrolment=enrolled.id, gate="guardian-agreement", reason="known"))
    assert gates(team.founder, case.id)["guardian-agreement"].state == GateState.OVERRIDDEN


def test_an_override_by_somebody_who_may_not_lets_nobody_pass(team: Team) -> None:
    case, enrolled = opened(team.one, team.id)
    with unguarded(team.one.store):
        team.one.save(Override(case=case.id, enrolment=enrolled.id, gate="guardian-agreement", reason="I say so"))
    team.house.settle()
    for site in (team.one, team.two):
        found = gates(site, case.id)["guardian-agreement"]
        assert (found.state, found.override, len(found.unentitled)) == (GateState.BLOCKED, "", 1)
        refused(site, StepMark(case=case.id, enrolment=enrolled.id, step="application"))


def test_two_devices_that_do_not_know_of_each_other_come_to_the_same_gates(team: Team) -> None:
    case, enrolled = opened(team.one, team.id)
    team.house.settle()
    agreed = team.one.save(*evidence(case, enrolled, "guardian-agreement", "guardian_agreement"))[0]
    team.two.save(*evidence(case, enrolled, "consent", "consent_data_exchange"))
    refused(team.one, StepMark(case=case.id, enrolment=enrolled.id, step="application"))
    team.house.settle()
    team.one.save(StepMark(case=case.id, enrolment=enrolled.id, step="application"))
    with team.two.work() as work:
        work.records.remove(agreed)
    team.house.settle()
    assert gates(team.one, case.id) == gates(team.two, case.id)
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BREACHED


def test_what_becomes_known_later_is_always_taken_and_shown(team: Team) -> None:
    """The truth may be written down even if it shows that a gate should have stood."""
    rean = Enrolment(programme="REAN", version="2007", started_on="2026-09-01")
    case, records = team.one.open_case(records=[Person(name="Selam"), rean])
    enrolled = next(one for one in records if isinstance(one, Enrolment))
    team.one.save(*evidence(case, enrolled, "consent", "consent_data_exchange"))
    team.one.save(StepMark(case=case.id, enrolment=enrolled.id, step="application"))
    team.one.save(Fact(case=case.id, code="unaccompanied", value="yes"))
    team.one.save(Flag(case=case.id, code=FlagCode.MINOR))
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BREACHED
    team.one.save(Note(case=case.id, text="told the supervisor"))


def test_an_older_case_without_enrolments_keeps_its_gates(team: Team) -> None:
    case = team.one.open_case(records=[CHILD], programme="UAM")[0]
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BLOCKED
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    with unguarded(team.one.store):
        team.one.change(case.id, status=CaseStatus.DEPARTED)
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BREACHED
    team.one.save(replace(UAM, case=case.id))
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BREACHED
