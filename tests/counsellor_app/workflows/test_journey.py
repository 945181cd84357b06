"""A case's journey by the workflows: each return programme from the first talk to the departure, and its rules."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.domain.programmes.reading import ProgrammeTextError
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.programmes_list import PROGRAMMES, programme_name, use_catalogue
from counsellor_app.domain.records import CaseStatus
from counsellor_app.workflows import casework, eligibility, importing, journey, lookup, notes, programmes
from counsellor_app.workflows.importing import import_table
from counsellor_app.workflows.session import Session
from tests.counsellor_app.domain.programmes.sheets import REAN_YES

TODAY = date.today()
RETURN = [code for code in PROGRAMMES if any(step.departs for step in PROGRAMMES[code].steps)]


def way(session: Session, case_id: str, programme: str):  # type: ignore[no-untyped-def]
    found = journey.journey(session, case_id)
    return next(one for one in found.ways if one.enrolment.programme == programme)


def test_opening_with_a_programme_enrols(session: Session) -> None:
    case = casework.add_case(session, name="Selam", programme="REAN")
    found = way(session, case.id, "REAN")
    assert (found.enrolment.version, found.enrolment.started_on) == ("2007", TODAY.isoformat())
    assert found.enrolment.id
    casework.set_fields(session, case.id, {"programme": "HRT"})
    assert [one.enrolment.programme for one in journey.journey(session, case.id).ways] == ["HRT", "REAN"]
    casework.set_fields(session, case.id, {"programme": "REAN"})
    assert len(journey.journey(session, case.id).ways) == 2


def test_a_case_is_in_several_programmes_at_once(session: Session) -> None:
    case = casework.add_case(session, name="Selam")
    first = journey.enrol(session, case.id, "uam", on="2026-09-01")
    second = journey.enrol(session, case.id, "REAN")
    assert journey.enrol(session, case.id, "UAM").id == first.id
    assert lookup.case_page(session, case.id).case.programme == "UAM"
    assert {one.enrolment.id for one in journey.journey(session, case.id).ways} == {first.id, second.id}
    with pytest.raises(ActionableError):
        journey.enrol(session, case.id, "MOON")
    with pytest.raises(ActionableError):
        journey.enrol(session, case.id, "HRT", on=(TODAY + timedelta(days=1)).isoformat())


@pytest.mark.parametrize("code", RETURN)
def test_each_programme_is_walked_from_first_talk_to_departure(session: Session, code: str) -> None:
    """Each gate refuses until its evidence is there; then every step can be done in order."""
    case = casework.add_case(session, name="Selam", birth_date="2012", flags=["health"], programme=code)
    note = notes.start_draft(session, case.id)
    notes.sign(session, notes.save_draft(session, note.__class__(**{**_fields(note), "text": "First talk."})))
    for name in ("unaccompanied", "lying_transport", "exit_visa_demanded", "dna_demanded", "travels_alone"):
        if name == "lying_transport" and code != "HEALTH":
            continue
        eligibility.set_fact(session, case.id, name, "yes")
    refused = 0
    for step in PROGRAMMES[code].steps:
        shut = [one for one in way(session, case.id, code).gates if one.state == GateState.BLOCKED]
        before = [one for one in shut if one.before == step.code]
        if before:
            with pytest.raises(ActionableError) as raised:
                journey.mark_step(session, case.id, step.code, programme=code)
            assert "Nothing was saved" in raised.value.title
            refused += 1
            for one in before:
                journey.add_evidence(session, case.id, one.gate, programme=code, given_by="Nidos")
        journey.mark_step(session, case.id, step.code, programme=code)
    assert refused
    found = way(session, case.id, code)
    assert {row.state or str(row.times) for row in found.steps} <= {"done", "1"}
    assert not journey.journey(session, case.id).breaches
    home = PROGRAMMES[code].area in ("return", "logistics")
    assert lookup.case_page(session, case.id).case.status == ("departed" if home else "open")
    casework.set_fields(session, case.id, {"status": "departed"})
    final = next(one.code for one in PROGRAMMES[code].outcomes if one.ends and one.step)
    assert journey.set_outcome(session, case.id, final, programme=code).ended_on == TODAY.isoformat()


def _fields(draft):  # type: ignore[no-untyped-def]
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


def test_a_status_does_not_lead_around_the_gates(session: Session) -> None:
    case = casework.add_case(session, name="Selam", birth_date="2012", programme="UAM")
    with pytest.raises(ActionableError):
        casework.set_fields(session, case.id, {"status": "departed"})
    with pytest.raises(ActionableError):
        casework.set_fields(session, case.id, {"status": "departed", "programme": ""})
    with pytest.raises(ActionableError):
        journey.set_outcome(session, case.id, "returned")
    assert lookup.case_page(session, case.id).case.status == CaseStatus.OPEN


def test_an_import_does_not_lead_around_the_gates(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may not speak for the past is refused such a row; see test_departing for who may."""
    monkeypatch.setattr(importing, "allowed", lambda *_asked: False)
    file = tmp_path / "cases.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(
            [
                ["Naam", "Programma", "Status", "Geboortedatum"],
                ["Selam", "AMV", "vertrokken", "2012"],
                ["Yonas", "AMV", "open", "2012"],
                ["Abebe", "", "vertrokken", "1980"],
            ]
        )
    report = import_table(session, file)
    assert (report.imported, report.refused) == (2, 1)
    assert report.refused_file is not None
    assert "gate" in report.refused_file.read_text(encoding="utf-8")


def test_evidence_and_override(session: Session) -> None:
    case = casework.add_case(session, name="Selam", birth_date="2012", programme="UAM")
    made = journey.add_evidence(session, case.id, "guardian_agreement", given_by="Nidos", on="2026-11-01")
    assert [(one.gate, one.kind, one.on) for one in made] == [
        ("guardian-agreement", "guardian_agreement", "2026-11-01")
    ]
    with pytest.raises(ActionableError):
        journey.add_evidence(session, case.id, "consent", on=(TODAY + timedelta(days=1)).isoformat())
    with pytest.raises(ActionableError):
        journey.override_gate(session, case.id, "consent", " ")
    override = journey.override_gate(session, case.id, "consent", "The form is in the post")
    gates = {one.gate: one for one in way(session, case.id, "UAM").gates}
    assert (gates["consent"].state, gates["consent"].override) == (GateState.OVERRIDDEN, override.id)
    journey.mark_step(session, case.id, "application")
    journey.remove_evidence(session, made[0].id)
    assert [one.gate for one in journey.journey(session, case.id).breaches] == ["guardian-agreement"]


def test_steps_know_when_they_are_due(session: Session) -> None:
    case = casework.add_case(session, name="Selam")
    journey.enrol(session, case.id, "REAN", on="2026-09-01")
    journey.mark_step(session, case.id, "contact", on="2026-09-02")
    rows = {row.step.code: row for row in way(session, case.id, "REAN").steps}
    assert (rows["contact"].state, rows["contact"].on) == ("done", "2026-09-02")
    assert (rows["intake"].due_on, rows["intake"].overdue, rows["needs"].due_on) == ("2026-09-09", True, "")
    journey.mark_step(session, case.id, "departure", state="planned", on="2027-01-15")
    found = way(session, case.id, "REAN")
    assert {row.step.code: row.due_on for row in found.steps}["departure"] == "2027-01-15"
    assert found.next_step.step.code == "intake"
    with pytest.raises(ActionableError):
        journey.mark_step(session, case.id, "intake", on=(TODAY + timedelta(days=1)).isoformat())
    with pytest.raises(ActionableError):
        journey.mark_step(session, case.id, "moon")


def test_facts_and_checks_are_kept_on_the_case(session: Session) -> None:
    case = casework.add_case(session, name="Selam")
    assert eligibility.check(session, case.id, "HRT", on="2007-06-01").answer == "unknown"
    for code, value in REAN_YES.items():
        eligibility.set_fact(session, case.id, code, value)
    eligibility.set_fact(session, case.id, "asylum_claim_on", "14-6-2006")
    found = eligibility.check(session, case.id, "HRT", on="2007-06-01")
    assert (found.answer, found.version) == ("yes", "vw2000")
    eligibility.set_fact(session, case.id, "asylum_claim_on", "2006-06-15")
    assert eligibility.check(session, case.id, "HRT", on="2007-06-01", keep=False).answer == "no"
    assert [one.value for one in eligibility.facts(session, case.id) if one.code == "asylum_claim_on"] == ["2006-06-15"]
    checks = journey.journey(session, case.id).checks
    assert [(one.answer, one.version, one.on) for one in checks] == [
        ("yes", "vw2000", "2007-06-01"),
        ("unknown", "vw2000", "2007-06-01"),
    ]
    for code, value in (("nationality", "NG"), ("moon", "yes"), ("own_means", "perhaps"), ("permit_on", "31-02-2007")):
        with pytest.raises(ActionableError):
            eligibility.set_fact(session, case.id, code, value)
    assert {one.programme for one in eligibility.outlook(session, case.id)} == set(PROGRAMMES)


def test_support_by_the_programmes_own_amounts(session: Session) -> None:
    grown = casework.add_case(session, name="Abebe", birth_date="1980", programme="HRT")
    child = casework.add_case(session, name="Selam", birth_date="2015", programme="HRT")
    unknown = casework.add_case(session, name="Yonas", programme="HRT")
    amounts = [journey.give_support(session, one.id, "contribution").amount_cents for one in (grown, child, unknown)]
    assert amounts == [175_000, 87_500, 175_000]
    given = journey.give_support(session, grown.id, "contribution", amount="87,50", currency="usd")
    assert (given.amount_cents, given.currency) == (8_750, "USD")
    for wrong in ("1.750", "-5", "a", "12345678901"):
        with pytest.raises(ActionableError):
            journey.give_support(session, grown.id, "contribution", amount=wrong)
    with pytest.raises(ActionableError):
        journey.give_support(session, grown.id, "moon")


def changed_rean() -> str:
    text = programmes.shipped_text("REAN", "2007")
    return text.replace('version = "2007"', f'version = "office-1"\nvalid_from = {TODAY.isoformat()}')


def test_an_office_changes_and_adds_programmes(session: Session) -> None:
    try:
        case = casework.add_case(session, name="Selam", programme="REAN")
        added = programmes.add_programme(session, changed_rean().replace("Terugkeer", "Thuisreis"))
        assert added.version == "office-1"
        assert way(session, case.id, "REAN").enrolment.version == "2007"
        newer = casework.add_case(session, name="Abebe", programme="REAN")
        assert way(session, newer.id, "REAN").enrolment.version == "office-1"
        own = changed_rean().replace('code = "REAN"', 'code = "KETI"', 1).replace('en = "Return and', 'en = "Keti', 1)
        own = own.replace('nl = "REAN: terugkeer', 'nl = "Keti: terugkeer', 1).replace(
            'written = ["AVR", "TERUGKEER"]\n', ""
        )
        programmes.add_programme(session, own)
        assert programme_name("KETI", "en").startswith("Keti")
        third = casework.add_case(session, name="Yonas", programme="keti")
        assert way(session, third.id, "KETI").text is not None
        assert programmes.programme_text(session, "KETI") == own
        assert {row.programme.version for row in programmes.list_programmes(session, every=True) if row.own} == {
            "office-1"
        }
        with pytest.raises(ProgrammeTextError):
            programmes.add_programme(session, own)
        assert programmes.problems_of(session, own.replace('by = "client"', 'by = "robot"') + "x = 1\n")
    finally:
        use_catalogue(None)


def test_every_shipped_text_can_be_exported(session: Session) -> None:
    for code in shipped_catalogue().codes():
        assert f'code = "{code}"' in programmes.programme_text(session, code)
    assert 'version = "hrpt"' in programmes.programme_text(session, "HRT", "hrpt")
    with pytest.raises(ActionableError):
        programmes.programme_text(session, "HRT", "moon")


def test_the_yearly_table_of_2007_from_cases(session: Session) -> None:
    """Two cohorts of HRT, adults and children, a check that was rejected, talks of RRI and RIIM."""
    people = [("1970", "2000-05-01"), ("1975", "2003-05-01"), ("2000", "2003-05-01")]
    for born, claim in people:
        case = casework.add_case(session, name="Abebe", birth_date=born)
        journey.enrol(session, case.id, "HRT", on="2007-02-01")
        eligibility.set_fact(session, case.id, "asylum_claim_on", claim)
        for code, value in REAN_YES.items():
            eligibility.set_fact(session, case.id, code, value)
        if born == "2000":
            eligibility.set_fact(session, case.id, "unaccompanied", "no")
        eligibility.check(session, case.id, "HRT", on="2007-02-02")
        for gate in ("scheme-check", "consent", "ind-permission", "travel-document"):
            journey.add_evidence(session, case.id, gate, on="2007-03-01")
        journey.give_support(session, case.id, "contribution", on="2007-04-01")
        journey.set_outcome(session, case.id, "returned", on="2007-04-01")
    rows = {(row.programme, row.row): row for row in programmes.results(session, 2007).rows}
    assert sum((row.expenditure[0].cents or 0) for row in rows.values() if row.expenditure) == 934_407_200
    early = {one.code: one for one in rows["HRT", "hrpt"].results}
    late = {one.code: one for one in rows["HRT", "vw2000"].results}
    assert (early["hrpt-departed"].value, early["hrpt-adults"].value) == (1, 1)
    assert [one.value for one in early["hrpt-departed"].printed] == [63]
    assert [late[f"vw2000-{one}"].value for one in ("departed", "adults", "children")] == [2, 1, 1]
    assert rows["HRT", "hrpt"].given == (("EUR", 437_500),)
    checks = {one.code: one.value for one in rows["HRT", ""].results}
    assert (checks["checks-approved"], checks["checks-rejected"]) == (3, 0)
    contacts = {row.programme: one for row in rows.values() for one in row.results if one.code == "contacts"}
    assert contacts["RRI"].shared_with == ("RIIM",)
    assert contacts["RIIM"].shared_with == ("RRI",)
    assert all(
        one.value == 0 for row in programmes.results(session, 2005).rows for one in row.results if one.value is not None
    )
