"""Every way around a gate that anybody thought of, tried at the store's door: none leads through."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counsellor_app.domain.case_links import CaseLink, LinkKind
from counsellor_app.domain.guards import GateClosedError
from counsellor_app.domain.programmes.gates import GateState, passages
from counsellor_app.domain.programmes.records import Enrolment, Evidence, Fact, ProgrammeText, StepMark, Support
from counsellor_app.domain.programmes.shipped import shipped_text
from counsellor_app.domain.records import Case, CaseStatus, Person, Record
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.store.test_gates_at_the_door import CHILD, UAM, evidence, gates, open_all, opened, refused
from tests.offices import Site
from tests.unguarded import unguarded

REAN = Enrolment(programme="REAN", version="2007", started_on="2026-09-01")
OTHERS = ("ind-permission", "travel-document")
TOMORROW = (date.today() + timedelta(days=1)).isoformat()


def done(case: Case, enrolled: Enrolment, step: str, on: str = "2026-09-20") -> StepMark:
    return StepMark(case=case.id, enrolment=enrolled.id, step=step, on=on)


def take_all_back(site: Site, case: Case) -> None:
    for one in site.store.queries.records(case.id, Evidence):
        with site.work() as work:
            work.records.remove(one)


def test_a_programme_nobody_enrolled_in_is_not_let_go_of(team: Team) -> None:
    """An older case is in its programme by that alone: another programme would take its gates away."""
    case = team.one.open_case(records=[CHILD], programme="UAM")[0]
    for programme in ("", "LEARN", "REAN"):
        refused(team.one, replace(case, programme=programme))
        refused(team.one, replace(case, programme=programme, status=CaseStatus.DEPARTED))
    team.one.save(replace(UAM, case=case.id), replace(case, programme="LEARN"))
    refused(team.one, replace(case, programme="LEARN", status=CaseStatus.DEPARTED))


def test_evidence_is_not_taken_back_to_go_on_without_it(team: Team) -> None:
    """Given for the first step and taken back: a breach, and no further step goes through it."""
    case, enrolled = opened(team.one, programme="UAM")
    open_all(team.one, case, enrolled)
    team.one.save(done(case, enrolled, "application"))
    take_all_back(team.one, case)
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BREACHED
    refused(team.one, done(case, enrolled, "family"))
    refused(team.one, done(case, enrolled, "departure"))
    refused(team.one, replace(enrolled, case=case.id, outcome="returned", ended_on="2026-10-01"))
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    open_all(team.one, case, enrolled)
    team.one.save(done(case, enrolled, "departure"))


def test_a_breach_that_came_by_merging_opens_nothing(team: Team) -> None:
    case, enrolled = opened(team.one, team.id, programme="UAM")
    team.house.settle()
    with unguarded(team.two.store):
        team.two.save(done(case, enrolled, "application"))
    team.house.settle()
    for site in (team.one, team.two):
        refused(site, done(case, enrolled, "booking"))
        refused(site, replace(site.case(case.id), status=CaseStatus.DEPARTED))


@pytest.mark.parametrize("changed", [{"kind": "ind_permission"}, {"gate": "consent"}, {"enrolment": "ab" * 16}])
def test_evidence_stays_what_it_was_given_for(team: Team, changed: dict[str, str]) -> None:
    case, enrolled = opened(team.one)
    (given,) = team.one.save(*evidence(case, enrolled, "guardian-agreement", "guardian_agreement"))
    assert isinstance(given, Evidence)
    refused(team.one, replace(given, **changed))  # type: ignore[arg-type]
    team.one.save(replace(given, remark="seen"))


def test_evidence_is_not_moved_behind_the_step_it_let_pass(team: Team) -> None:
    case, enrolled = opened(team.one)
    open_all(team.one, case, enrolled)
    team.one.save(done(case, enrolled, "application"))
    for one in team.one.store.queries.records(case.id, Evidence):
        if one.kind in ("guardian_agreement", "consent_data_exchange"):
            refused(team.one, replace(one, on="2026-09-21"))
    refused(team.one, done(case, enrolled, "application", on="2026-09-09"))


@pytest.mark.parametrize("on", ["", "soon", "2026-13-01", TOMORROW])
def test_evidence_has_a_day_that_has_been(team: Team, on: str) -> None:
    case, enrolled = opened(team.one)
    (given,) = evidence(case, enrolled, "guardian-agreement", "guardian_agreement")
    refused(team.one, replace(given, on=on))
    with unguarded(team.one.store):
        team.one.save(replace(given, on=on))
    assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BLOCKED


@pytest.mark.parametrize("mark", [{"state": "Done"}, {"state": ""}, {"on": TOMORROW}, {"on": "soon"}])
def test_a_mark_says_what_a_mark_can_say(team: Team, mark: dict[str, str]) -> None:
    case, enrolled = opened(team.one)
    refused(team.one, replace(done(case, enrolled, "contact"), **mark))  # type: ignore[arg-type]


def test_an_ended_enrolment_is_not_taken_up_for_its_old_evidence(team: Team) -> None:
    """Evidence counts for programmes that ran together: dates are not drawn out until they do."""
    old = Enrolment(programme="REAN", version="2007", started_on="2019-01-01")
    case, records = team.one.open_case(records=[Person(name="Selam", birth_date="1980", birth_precision="year"), old])
    ended = next(one for one in records if isinstance(one, Enrolment))
    team.one.save(*(replace(one, on="2019-02-01") for one in evidence(case, ended, "consent", "consent_data_exchange")))
    ended = replace(ended, case=case.id, outcome="withdrew", ended_on="2019-06-01")
    team.one.save(ended)
    (again,) = team.one.save(Enrolment(case=case.id, programme="HEALTH", version="2007", started_on="2026-09-01"))
    refused(team.one, StepMark(case=case.id, enrolment=again.id, step="application", on="2026-09-20"))
    refused(team.one, replace(ended, outcome="", ended_on=""))
    refused(team.one, replace(ended, ended_on="2026-09-02"))
    refused(team.one, replace(again, started_on="2019-03-01"))
    team.one.save(replace(ended, remark="moved away", ended_on="2019-06-02"))


@pytest.mark.parametrize("outcome", ["returned", "withdrew"])
def test_who_came_back_does_not_depart_by_what_was_given_years_ago(team: Team, outcome: str) -> None:
    old = Enrolment(programme="REAN", version="2007", started_on="2019-01-01")
    born = Person(name="Selam", birth_date="1980", birth_precision="year")
    case, records = team.one.open_case(records=[born, old], programme="REAN")
    enrolled = next(one for one in records if isinstance(one, Enrolment))
    kinds = {
        "consent": "consent_data_exchange",
        "ind-permission": "ind_permission",
        "travel-document": "travel_document",
    }
    for gate, kind in kinds.items():
        team.one.save(*(replace(one, on="2019-02-01") for one in evidence(case, enrolled, gate, kind)))
    ended = replace(enrolled, case=case.id, outcome=outcome, ended_on="2019-06-01")
    team.one.save(ended)
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    for step in ("booking", "departure"):
        refused(team.one, done(case, enrolled, step))
        refused(team.one, done(case, enrolled, step), replace(case, status=CaseStatus.DEPARTED))
    team.one.save(done(case, enrolled, "booking", on="2019-05-01"))
    if outcome == "returned":
        team.one.save(done(case, enrolled, "support", on="2019-06-02"))
    (again,) = team.one.save(replace(REAN, case=case.id))
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    for gate, kind in kinds.items():
        team.one.save(*evidence(case, again, gate, kind))
    team.one.save(replace(case, status=CaseStatus.DEPARTED))


def test_an_enrolment_does_not_move_to_the_days_of_another_version(team: Team) -> None:
    case, records = team.one.open_case(
        records=[CHILD, Enrolment(programme="HRT", version="hrpt", started_on="2006-05-31")]
    )
    enrolled = next(one for one in records if isinstance(one, Enrolment))
    refused(team.one, replace(enrolled, case=case.id, started_on="2006-06-01"))
    team.one.save(replace(enrolled, case=case.id, started_on="2006-05-30"))


def linked(site: Site, keep: Case, other: Case) -> list[CaseLink]:
    kept = site.save(CaseLink(case=keep.id, other=other.id, kind=LinkKind.MERGED))
    return [*kept, *site.save(CaseLink(case=other.id, other=keep.id, kind=LinkKind.WITHIN))]


def test_a_merged_case_without_programme_does_not_lead_around_the_gates(team: Team) -> None:
    case, enrolled = opened(team.one, programme="UAM")
    other = team.one.open_case(records=[CHILD])[0]
    linked(team.one, other, case)
    refused(team.one, replace(other, status=CaseStatus.DEPARTED))
    open_all(team.one, case, enrolled)
    team.one.save(replace(other, status=CaseStatus.DEPARTED))


def test_evidence_of_a_merged_case_counts_for_departing(team: Team) -> None:
    """Two cases of one person, both in the programme: what was given in the one need not be given again."""
    case, enrolled = opened(team.one, programme="UAM")
    other, theirs = opened(team.one, programme="UAM")
    open_all(team.one, case, enrolled)
    with pytest.raises(GateClosedError):
        team.one.save(replace(other, status=CaseStatus.DEPARTED))
    links = linked(team.one, case, other)
    team.one.save(replace(case, status=CaseStatus.DEPARTED))
    found = gates(team.one, other.id)["guardian-agreement"]
    assert (found.enrolment, found.state) == (theirs.id, GateState.OPEN)
    for link in links:
        team.one.save(replace(link, kind=LinkKind.UNDONE))
    assert gates(team.one, other.id)["guardian-agreement"].state == GateState.BLOCKED


def test_what_ended_long_ago_in_a_merged_case_stops_nobody(team: Team) -> None:
    """He withdrew years ago and that case was closed; his journey of now has all its evidence."""
    case, enrolled = opened(team.one, programme="UAM")
    open_all(team.one, case, enrolled)
    old = replace(REAN, started_on="2019-01-01")
    other, records = team.one.open_case(records=[CHILD, old], programme="REAN")
    theirs = next(one for one in records if isinstance(one, Enrolment))
    team.one.save(replace(theirs, case=other.id, outcome="withdrew", ended_on="2019-06-01"))
    linked(team.one, case, other)
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    team.one.change(other.id, status=CaseStatus.CLOSED)
    team.one.save(replace(case, status=CaseStatus.DEPARTED))
    assert GateState.BREACHED not in {one.state for one in gates(team.one, other.id).values()}


def library(site: Site) -> Shelf:
    with site.work() as work:
        return work.records.open_shelf(Shelf(purpose=ShelfPurpose.LIBRARY), [], [site.person_id.hex()])[0]


def without_gates(version: str, begins: str) -> str:
    text = shipped_text("UAM", "2007").replace('version = "2007"', f'version = "{version}"\nvalid_from = {begins}')
    head, *gates_, rest = text.replace("\n[[rule]]", "\n[[gate]]\n[[rule]]", 1).split("\n[[gate]]\n")
    assert gates_
    return head + "\n" + rest


@pytest.mark.parametrize("version", ["2007", "office"])
def test_a_changed_text_takes_no_gate_from_who_is_enrolled(team: Team, version: str) -> None:
    """Not by a text that claims the version of the enrolment, and not by a later version."""
    case, enrolled = opened(team.founder, programme="UAM")
    shelf = library(team.founder)
    text = without_gates(version, "2020-01-01")
    record = ProgrammeText(shelf=shelf.id, code="UAM", version=version, valid_from="2020-01-01", text=text)
    team.founder.save(record)
    assert gates(team.founder, case.id)["guardian-agreement"].state == GateState.BLOCKED
    refused(team.founder, done(case, enrolled, "application"))
    refused(team.founder, replace(case, status=CaseStatus.DEPARTED))
    refused(team.founder, replace(enrolled, case=case.id, version="office"))


def test_two_texts_that_claim_one_version_change_nothing(team: Team) -> None:
    shelf = library(team.founder)
    good = shipped_text("UAM", "2007").replace('"2007"', '"mine"\nvalid_from = 2020-01-01')
    for text in (good, without_gates("mine", "2021-01-01")):
        team.founder.save(ProgrammeText(shelf=shelf.id, code="UAM", version="mine", text=text))
    found = team.founder.store.queries.gate_files().catalogue().version("UAM", "mine")
    assert found is not None
    assert found.gate("guardian-agreement") is not None


def test_nobody_departs_by_a_programme_whose_text_is_not_here(team: Team) -> None:
    case = team.one.open_case(records=[Person(name="Selam")])[0]
    with unguarded(team.one.store):
        team.one.save(Enrolment(case=case.id, programme="KETI", version="1", started_on="2026-09-01"))
    refused(team.one, replace(case, status=CaseStatus.DEPARTED))
    team.one.save(replace(case, place="Emmen"))


def test_what_is_given_only_under_a_condition_waits_for_it(team: Team) -> None:
    """More than the standard for a victim of trafficking only where it is wished."""
    vot = Enrolment(programme="VOT", version="2007", started_on="2026-09-01")
    case, records = team.one.open_case(records=[Person(name="S", birth_date="1990", birth_precision="year"), vot])
    enrolled = next(one for one in records if isinstance(one, Enrolment))
    given = Support(case=case.id, enrolment=enrolled.id, item="arrival", on="2026-10-01")
    refused(team.one, given)
    team.one.save(Fact(case=case.id, code="extra_support_wished", value="no"))
    refused(team.one, given)
    (fact,) = team.one.store.queries.records(case.id, Fact)
    team.one.save(replace(fact, value="yes"))
    team.one.save(given)


def test_a_fact_said_for_the_moment_shows_what_went_through(team: Team) -> None:
    """Saying that a minor has his parents here opens the gate; taking it back shows the breach."""
    case, records = team.one.open_case(records=[CHILD, REAN])
    enrolled = next(one for one in records if isinstance(one, Enrolment))
    team.one.save(*evidence(case, enrolled, "consent", "consent_data_exchange"))
    refused(team.one, done(case, enrolled, "application"))
    (fact,) = team.one.save(Fact(case=case.id, code="unaccompanied", value="no"))
    team.one.save(done(case, enrolled, "application"))
    assert isinstance(fact, Fact)
    for value, on in (("yes", ""), ("", ""), ("yes", "2026-10-01")):
        team.one.save(replace(fact, value=value, on=on))
        assert gates(team.one, case.id)["guardian-agreement"].state == GateState.BREACHED
        refused(team.one, done(case, enrolled, "booking"))


def test_records_of_another_case_open_nothing_here(team: Team) -> None:
    case, enrolled = opened(team.one)
    other, theirs = opened(team.one)
    foreign: list[Record] = list(evidence(other, theirs, "guardian-agreement", "guardian_agreement"))
    team.one.save(*foreign)
    refused(team.one, *(replace(one, case=case.id) for one in foreign))  # type: ignore[call-arg]
    refused(team.one, done(case, enrolled, "application"))
    with team.one.store.reading() as queries:
        files = queries.gate_files()
        file = files.case_file(queries.case_page(case.id).case, date.today())
        assert not any(one.evidence for one in passages(file, files.catalogue()))


def test_evidence_of_a_later_day_is_no_evidence_for_having_left(team: Team) -> None:
    """One device knew of one programme only, by which he left; the other has the evidence of a second one later."""
    case, records = team.one.open_case(team.id, records=[CHILD, replace(UAM, programme="REAN")], programme="REAN")
    enrolled = next(one for one in records if isinstance(one, Enrolment))
    open_all(team.one, case, enrolled)
    team.house.settle(team.one, team.two)
    (second,) = team.one.save(Enrolment(case=case.id, programme="HRT", version="vw2000", started_on="2026-09-01"))
    mark = StepMark(case=case.id, enrolment=enrolled.id, step="departure", on="2026-09-20")
    team.two.save(mark, replace(team.two.case(case.id), status=CaseStatus.DEPARTED))
    team.house.settle(team.one, team.two)
    late = Evidence(
        case=case.id, enrolment=second.id, gate="scheme-check", kind="scheme_approval", on=date.today().isoformat()
    )
    (given,) = team.one.save(late)
    team.house.settle(team.one, team.two)
    for site in (team.one, team.two):
        found = gates(site, case.id)["scheme-check"]
        assert (found.state, found.passed_on) == (GateState.BREACHED, "2026-09-20")
    team.one.save(replace(given, on="2026-09-19"))
    assert gates(team.one, case.id)["scheme-check"].state == GateState.OPEN
