"""Refusals, contact rules, safety plans, restricted readers and the trafficking record through their verbs."""

import pytest

from counsellor_app.desktop.journey.state.asking import evidence_form
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.records import StepMark
from counsellor_app.domain.programmes.results import Counted
from counsellor_app.domain.records import Case
from counsellor_app.domain.refusals import is_allowed
from counsellor_app.domain.safety import Waits
from counsellor_app.domain.trafficking import filled
from counsellor_app.workflows import casework, dossiers, families, journey, lookup, programmes, restricting, safety
from counsellor_app.workflows.session import Session
from tests.counsellor_app.domain.test_identity_papers import BARE


@pytest.fixture
def case(session: Session) -> Case:
    return casework.add_case(session, name="Ada Obi", birth_date="1995-02-01", sex="f", team="-", programme="REAN")


def test_a_refusal_takes_away_and_gives_back(session: Session, case: Case) -> None:
    refusal = safety.add_refusal(session, case.id, "beyond REAN", "Just send me home.")
    assert safety.add_refusal(session, case.id, "beyond-rean") == refusal
    declined = dossiers.declined_in(session, case.id)
    assert not is_allowed("arrival", declined)
    assert is_allowed("ticket", declined)
    for change in ({"programme": "VOT"}, {"programme": "HRT"}):
        with pytest.raises(ActionableError):
            casework.set_fields(session, case.id, change)
    with pytest.raises(ActionableError):
        families.add_photo(session, case.id, BARE)
    safety.withdraw_refusal(session, refusal.id)
    assert dossiers.declined_in(session, case.id) == ()
    assert casework.set_fields(session, case.id, {"programme": "HRT"}) == ["programme"]


def test_a_minor_keeps_what_protects_him(session: Session) -> None:
    child = casework.add_case(session, name="Blessing", birth_date="2012", team="-")
    with pytest.raises(ActionableError):
        safety.add_refusal(session, child.id, "trafficking-support")
    assert safety.add_refusal(session, child.id, "photo").offer == "photo"
    unknown = casework.add_case(session, name="Joy", team="-")
    assert safety.add_refusal(session, unknown.id, "trafficking-support")


@pytest.mark.parametrize(("offer", "on"), [("everything", ""), ("arrival", "1-1-2999"), ("arrival", "soon")])
def test_refusals_that_cannot_be(session: Session, case: Case, offer: str, on: str) -> None:
    with pytest.raises(ActionableError):
        safety.add_refusal(session, case.id, offer, on=on)
    assert dossiers.dossier(session, case.id).refusals == ()


def test_contact_rules(session: Session, case: Case) -> None:
    with pytest.raises(ActionableError):
        safety.add_contact_rule(session, case.id, "only_through")
    with pytest.raises(ActionableError):
        safety.add_contact_rule(session, case.id, "never_call", person="Somebody")
    rule = safety.add_contact_rule(session, case.id, "only-through", through="her sister Grace")
    assert safety.add_contact_rule(session, case.id, "only through", through="her sister Grace") == rule
    assert dossiers.contact_rules(session, case.id) == (rule,)
    safety.remove_contact_rule(session, rule.id)
    assert dossiers.contact_rules(session, case.id) == ()


def test_a_safety_plan(session: Session, case: Case) -> None:
    plan = safety.add_measure(session, case.id, "family", "Brother threatened", "Relatives moved", who="STV", until="")
    assert dossiers.dossier(session, case.id).measures == (plan,)
    for arguments in (("everybody", "a", "b"), ("client", "", "b"), ("client", "a", " ")):
        with pytest.raises(ActionableError):
            safety.add_measure(session, case.id, *arguments)
    safety.remove_measure(session, plan.id)
    assert dossiers.dossier(session, case.id).measures == ()


def test_the_trafficking_record_is_one_for_each_person(session: Session, case: Case) -> None:
    families.add_person(session, case.id, {"name": "Grace"})
    first = safety.set_trafficking(session, case.id, {"Consent": "yes", "vic_AgeWhenTrafficked": "17"})
    again = safety.set_trafficking(session, case.id, {"vic_TypeOfExploitation": "SexualExploitation"})
    other = safety.set_trafficking(session, case.id, {"con_Consent": "no"}, person="Grace")
    assert first.id == again.id != other.id
    assert filled(again)["vic_AgeWhenTrafficked"] == "17"
    with pytest.raises(ActionableError):
        safety.set_trafficking(session, case.id, {"vic_AgeWhenTrafficked": "16"}, person="Grace")
    with pytest.raises(ActionableError):
        safety.set_trafficking(session, case.id, {"colour": "red"})
    assert len(dossiers.dossier(session, case.id).trafficking) == 2


def test_a_closed_case_is_not_opened_in_passing(session: Session, case: Case) -> None:
    for readers in ([], [" "], ["Nobody Here"]):
        with pytest.raises(ActionableError):
            restricting.restrict_case(session, case.id, readers, "threats")
    with pytest.raises(ActionableError):
        restricting.lift_restriction(session, case.id, "not closed at all")
    kept = restricting.restrict_case(session, case.id, ["Anna Bos"], "threats")
    assert kept.readers == kept.before == (session.person_id,)
    shown = dossiers.dossier(session, case.id)
    assert shown.restriction == kept
    assert shown.waits is Waits.UNSENT
    assert [(reader.name, reader.now) for reader in restricting.case_readers(session, case.id)] == [("Anna Bos", True)]
    assert casework.set_fields(session, case.id, {"place": "Zeist"}) == ["place"]
    restricting.lift_restriction(session, case.id, "the danger is over")
    assert dossiers.dossier(session, case.id).restriction is None


def test_a_figure_counts_who_may_not_be_called_by_it_and_names_nobody(session: Session) -> None:
    named, unnamed = (casework.add_case(session, name=name, programme="VOT") for name in ("Ada Obi", "Joy Obi"))
    safety.add_refusal(session, unnamed.id, "beyond-rean")
    counted = [Counted(one.id, "2026-11-01", 1) for one in (named, unnamed)]
    for programme, told in (("VOT", ["Ada Obi", "not named here"]), ("REAN", ["Ada Obi", "Joy Obi"])):
        behind = programmes.cases_behind(session, counted, programme)
        assert [(one.counted.count, one.name) for one in behind] == [(1, name) for name in told]
        assert [one.named for one in behind] == [name != "not named here" for name in told]


def test_one_way_home_is_left_of_several_and_nothing_of_them_is_lost(session: Session) -> None:
    """Beyond REAN everything is declined: no scheme is checked any more; that a journey is safe still is."""
    case = casework.add_case(session, name="Blessing", programme="REAN", birth_date="1990").id
    enrolled = {code: journey.enrol(session, case, code) for code in ("HRT", "VOT")}
    marked = journey.mark_step(session, case, "check", programme="HRT")
    refusal = safety.add_refusal(session, case, "beyond-rean")
    for gate in ("consent", "ind-permission", "travel-document"):
        journey.add_evidence(session, case, gate)
    (way,) = journey.journey(session, case).ways
    assert way.label == "REAN"
    assert {one.gate: one.state for one in way.gates if one.gate in ("safety", "scheme-check")} == {"safety": "blocked"}
    assert {row.step.code: row.closed for row in way.steps}["departure"] == ("safety",)
    for departing in (
        lambda: journey.mark_step(session, case, "departure"),
        lambda: casework.set_fields(session, case, {"status": "departed"}),
    ):
        with pytest.raises(ActionableError, match="closed"):
            departing()
    form = evidence_form(way, "safety")
    assert form.record == f"{enrolled['VOT'].id}/safety"
    journey.add_evidence(session, case, "safety", enrolment=enrolled["VOT"].id)
    casework.set_fields(session, case, {"status": "departed"})
    assert lookup.case_page(session, case).case.status == "departed"
    left = {one.enrolment for one in session.store.queries.records(case, StepMark) if one.step == "departure"}
    assert enrolled["HRT"].id not in left
    assert len(left) == 2
    (way,) = journey.journey(session, case).ways
    assert [one.kind for one in way.evidence if one.gate == "safety"] == ["safety_plan"]
    safety.withdraw_refusal(session, refusal.id)
    ways = {way.label: way for way in journey.journey(session, case).ways}
    assert set(ways) == {"REAN", "HRT", "VOT"}
    assert marked.id in {row.mark for row in ways["HRT"].steps}
    assert [one.gate for way in ways.values() for one in way.gates if one.state == "breached"] == ["scheme-check"]
