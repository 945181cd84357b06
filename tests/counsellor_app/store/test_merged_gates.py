"""Two cases merged by one person while another goes on in one of them: the gates of both hold, or a breach says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.case_links import LinkKind
from counsellor_app.domain.programmes.gates import GateState, Passage, breaches, passages
from counsellor_app.domain.programmes.records import Enrolment, Evidence, Fact, Override, StepMark
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.records import Case, CaseStatus, Flag, FlagCode, Person, Record
from counsellor_app.store.queries.breaches import Judged
from tests.conftest import examples
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.store.test_routes_around_gates import linked
from tests.offices import Site

STARTED, GIVEN, LEFT = "2026-09-01", "2026-09-10", "2026-09-20"
TEXTS = shipped_catalogue()
CHILD = Person(name="Selam", birth_date="2010-05-01", birth_precision="known")
UNKNOWN = Person(name="Selam")
REAN_GATES = {
    "consent": "consent_data_exchange",
    "ind-permission": "ind_permission",
    "travel-document": "travel_document",
}
codes = st.sampled_from(["REAN", "UAM", "HRT", "VOT", "RMH"])


@dataclass
class Two:
    """A case that may depart by all that is known in it, and another of the same person, in another programme."""

    going: Case
    enrolled: Enrolment
    other: Case
    theirs: Enrolment


def given_in(case: str, enrolment: Enrolment, gates: Sequence[str]) -> list[Evidence]:
    text = TEXTS.version(enrolment.programme, enrolment.version)
    assert text is not None
    return [
        Evidence(case=case, enrolment=enrolment.id, gate=gate.code, kind=kind, on=GIVEN)
        for gate in text.gates
        if gate.code in gates
        for kind in gate.evidence
    ]


def enrolment_in(code: str) -> Enrolment:
    text = TEXTS.newest(code, date(2026, 9, 1))
    assert text is not None
    return Enrolment(programme=code, version=text.version, started_on=STARTED)


def opened(team: Team, code: str, child: bool, given: Sequence[str], other_given: Sequence[str]) -> Two:
    """The first case has all that REAN asks of an adult, and the gates of *given* besides."""
    going, records = team.one.open_case(team.id, records=[UNKNOWN, enrolment_in("REAN")], programme="REAN")
    enrolled = next(one for one in records if isinstance(one, Enrolment))
    team.one.save(*given_in(going.id, enrolled, [*REAN_GATES, *given]))
    person = CHILD if child else UNKNOWN
    other, records = team.one.open_case(team.id, records=[person, enrolment_in(code)], programme=code)
    theirs = next(one for one in records if isinstance(one, Enrolment))
    if found := given_in(other.id, theirs, other_given):
        team.one.save(*found)
    team.house.settle(team.one, team.two, rounds=1)
    return Two(going, enrolled, other, theirs)


def gates(site: Site, case: Case) -> tuple[Passage, ...]:
    with site.store.reading() as queries:
        files = queries.gate_files()
        return passages(files.case_file(queries.case_page(case.id).case, date.today()), files.catalogue())


def broken(site: Site, *cases: Case) -> dict[str, set[str]]:
    found = {case.id: {one.gate for one in breaches(gates(site, case))} for case in cases}
    with site.store.reading() as queries:
        passed = queries.breaches().gates_passed(date.today(), Judged())
        seen = {row.case for row in queries.breaches().unseen(sorted(passed), team_head(site))}
    assert {case: passed.get(case, 0) for case in found} == {case: len(one) for case, one in found.items()}
    assert {case for case, one in found.items() if one} <= seen
    return found


def team_head(site: Site) -> bytes:
    return site.house.founder.person_id


def leave(site: Site, two: Two, by_hand: bool) -> None:
    """Depart as far as this device knows: through the one door."""
    gone = replace(site.case(two.going.id), status=CaseStatus.DEPARTED)
    mark = StepMark(case=two.going.id, enrolment=two.enrolled.id, step="departure", on=LEFT)
    site.save(gone) if by_hand else site.save(mark, gone)


def meet(first: Site, second: Site) -> None:
    """Both know what the other wrote, whoever syncs first."""
    for site in (first, second, first):
        site.sync()


def lacking(enrolment: Enrolment, child: bool, given: Sequence[Evidence], steps: Sequence[str] = ()) -> set[str]:
    """The gates of a programme that these pieces of evidence do not open, before *steps* (without any: all)."""
    text = TEXTS.version(enrolment.programme, enrolment.version)
    assert text is not None
    kinds = {one.kind for one in given}
    last = text.place_of(steps[-1] if steps else "departure")
    return {
        one.code
        for one in text.gates
        if (one.when is None or (child and one.code == "guardian-agreement"))
        and text.place_of(one.before) <= last
        and not set(one.evidence) <= kinds
    }


some_gates = st.lists(
    st.sampled_from([*REAN_GATES, "guardian-agreement", "scheme-check", "safety", "individual-check"]),
    max_size=6,
    unique=True,
)


@settings(max_examples=examples(5))
@given(codes, st.booleans(), some_gates, some_gates, st.booleans(), st.booleans(), st.booleans())
def test_who_leaves_by_one_case_leaves_by_all_that_are_merged_with_it(
    lasting_team: Team,
    code: str,
    child: bool,
    given: list[str],
    theirs: list[str],
    turned: bool,
    by_hand: bool,
    merger_first: bool,
) -> None:
    team = lasting_team
    two = opened(team, code, child, given, theirs)
    pair = (two.other, two.going) if turned else (two.going, two.other)
    links = linked(team.one, *pair)
    leave(team.two, two, by_hand)
    order = (team.one, team.two) if merger_first else (team.two, team.one)
    meet(*order)
    known = [
        *given_in("", two.enrolled, [*REAN_GATES, *given]),
        *given_in("", two.theirs, theirs),
    ]
    wanted = {
        two.going.id: lacking(two.enrolled, child, known),
        two.other.id: lacking(two.theirs, child, known),
    }
    for site in order:
        assert broken(site, two.going, two.other) == wanted
    for link in links:
        team.one.save(replace(link, kind=LinkKind.UNDONE))
    meet(*order)
    for site in order:
        assert broken(site, two.going, two.other) == {two.going.id: set(), two.other.id: set()}


@settings(max_examples=examples(5))
@given(st.booleans(), st.booleans(), st.sampled_from(["birth", "flag", "fact"]))
def test_what_is_known_of_the_client_in_either_case_closes_gates_in_both(
    lasting_team: Team, agreed: bool, merger_first: bool, known_by: str
) -> None:
    """A step taken by somebody who did not know of the other case, which says that the client is a child."""
    team = lasting_team
    two = opened(team, "UAM", known_by == "birth", ["guardian-agreement"] if agreed else [], [])
    if known_by != "birth":
        team.one.save(Flag(case=two.other.id, code=FlagCode.MINOR))
    if known_by == "fact":
        team.one.save(Fact(case=two.other.id, code="unaccompanied", value="yes"))
    linked(team.one, two.other, two.going)
    team.two.save(StepMark(case=two.going.id, enrolment=two.enrolled.id, step="application", on=LEFT))
    order = (team.one, team.two) if merger_first else (team.two, team.one)
    meet(*order)
    for site in order:
        found = {one.gate: one for one in gates(site, two.going)}["guardian-agreement"]
        assert found.state == (GateState.OPEN if agreed else GateState.BREACHED)
        assert (found.passed_by, found.passed_on) == ("application", LEFT)
        assert not breaches(gates(site, two.other))
        if not agreed:
            with pytest.raises(Exception, match="gate is closed"):
                site.save(StepMark(case=two.going.id, enrolment=two.enrolled.id, step="booking", on=LEFT))


def later_given(two: Two, on: str) -> list[Record]:
    return [replace(one, on=on) for one in given_in(two.other.id, two.theirs, ["guardian-agreement", *REAN_GATES])]


def test_evidence_given_after_he_left_does_not_undo_the_breach_and_a_supervisor_may(team: Team) -> None:
    two = opened(team, "UAM", True, [], [])
    linked(team.one, two.going, two.other)
    leave(team.two, two, by_hand=False)
    team.house.settle()
    team.one.save(*later_given(two, "2026-09-21"))
    team.house.settle()
    assert broken(team.two, two.other)[two.other.id] == {"guardian-agreement"}
    for case, enrolled in ((two.going, two.enrolled), (two.other, two.theirs)):
        told = Override(case=case.id, enrolment=enrolled.id, gate="guardian-agreement", reason="known")
        with pytest.raises(Exception, match="supervisor"):
            team.two.save(told)
        team.founder.save(told)
    team.house.settle()
    for site in team.house.sites:
        assert broken(site, two.going, two.other) == {two.going.id: set(), two.other.id: set()}


def test_who_left_years_ago_and_came_back_is_in_no_breach(team: Team) -> None:
    """The old case stays departed; what began afterwards is another journey, with gates of its own."""
    two = opened(team, "UAM", True, ["guardian-agreement"], [])
    leave(team.one, two, by_hand=False)
    team.one.save(replace(two.enrolled, case=two.going.id, outcome="returned", ended_on=LEFT))
    team.one.save(replace(two.theirs, case=two.other.id, started_on="2026-10-01"))
    linked(team.one, two.other, two.going)
    assert broken(team.one, two.going, two.other) == {two.going.id: set(), two.other.id: set()}
    states = {one.gate: one.state for one in gates(team.one, two.other)}
    assert states["guardian-agreement"] == GateState.BLOCKED
