"""Departing, by whichever way: step, outcome, status and import agree; what is long past says so."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.domain.programmes.records import BeforeGates, StepMark
from counsellor_app.domain.records import Case
from counsellor_app.workflows import casework, importing, journey, lookup
from counsellor_app.workflows.session import Session
from tests.counsellor_app.workflows.tables import csv_file
from tests.unguarded import unguarded

HEADINGS = ("Dossiernr", "Naam", "Programma", "Status")


def status(session: Session, case: str) -> str:
    return lookup.case_page(session, case).case.status


def states(session: Session, case: str) -> set[str]:
    return {str(one.state) for way in journey.journey(session, case).ways for one in way.gates}


@pytest.fixture
def case(session: Session) -> Case:
    made = casework.add_case(session, name="Selam", programme="REAN", birth_date="1980")
    for gate in ("consent", "ind-permission", "travel-document"):
        journey.add_evidence(session, made.id, gate)
    return made


def test_the_step_of_departure_makes_the_case_departed_and_back(session: Session, case: Case) -> None:
    journey.mark_step(session, case.id, "booking")
    assert status(session, case.id) == "open"
    journey.mark_step(session, case.id, "departure")
    assert status(session, case.id) == "departed"
    journey.mark_step(session, case.id, "departure", state="planned", on="2030-01-01")
    assert status(session, case.id) == "open"
    rows = {row.step.code: row.state for row in journey.journey(session, case.id).ways[0].steps}
    assert rows["departure"] == "planned"


def test_an_outcome_that_says_so_makes_it_departed_too(session: Session, case: Case) -> None:
    journey.set_outcome(session, case.id, "returned")
    assert status(session, case.id) == "departed"


def test_an_outcome_taken_back_makes_it_open_again(session: Session, case: Case) -> None:
    journey.set_outcome(session, case.id, "returned")
    made = journey.set_outcome(session, case.id, "", programme="REAN")
    assert (made.outcome, made.ended_on, status(session, case.id)) == ("", "", "open")
    journey.set_outcome(session, case.id, "third-country")
    assert status(session, case.id) == "departed"
    journey.set_outcome(session, case.id, "withdrew", programme="REAN")
    assert status(session, case.id) == "open"


def test_it_stays_departed_while_another_programme_says_so(session: Session, case: Case) -> None:
    journey.enrol(session, case.id, "RRI")
    journey.mark_step(session, case.id, "departure", programme="REAN")
    journey.mark_step(session, case.id, "departure", programme="RRI")
    journey.mark_step(session, case.id, "departure", programme="RRI", state="dropped")
    assert status(session, case.id) == "departed"
    journey.mark_step(session, case.id, "departure", programme="REAN", state="dropped")
    assert status(session, case.id) == "open"


def test_a_return_of_years_ago_says_nothing_of_today(session: Session) -> None:
    case = casework.add_case(session, name="Selam", birth_date="1980").id
    journey.enrol(session, case, "REAN", on="2019-01-01")
    for gate in ("consent", "ind-permission", "travel-document"):
        journey.add_evidence(session, case, gate, on="2019-02-01")
    journey.set_outcome(session, case, "returned", on="2019-03-01")
    casework.set_fields(session, case, {"status": "open"})
    assert journey.journey(session, case).ways[0].enrolment.outcome == "returned"
    journey.enrol(session, case, "REAN", on="2026-01-01")
    with pytest.raises(ActionableError, match="closed"):
        journey.mark_step(session, case, "departure")
    for gate in ("consent", "ind-permission", "travel-document"):
        journey.add_evidence(session, case, gate)
    journey.mark_step(session, case, "departure")
    journey.mark_step(session, case, "departure", state="planned", on="2030-01-01")
    assert status(session, case) == "open"


def leaving_marks(session: Session, case: str) -> dict[str, str]:
    ways = journey.journey(session, case).ways
    return {way.label: row.state for way in ways for row in way.steps if row.step.departs}


def test_a_status_given_by_hand_is_said_in_the_journey_too(session: Session, case: Case) -> None:
    journey.enrol(session, case.id, "RRI")
    journey.enrol(session, case.id, "IRRICO")
    assert casework.set_fields(session, case.id, {"status": "departed"}) == ["status", "journey"]
    assert leaving_marks(session, case.id) == {"REAN": "done", "RRI": "done"}
    days = {one.on for one in session.store.queries.records(case.id, StepMark)}
    assert days == {date.today().isoformat()}
    assert casework.set_fields(session, case.id, {"status": "paused"}) == ["status", "journey"]
    assert leaving_marks(session, case.id) == {"REAN": "planned", "RRI": "planned"}
    assert casework.set_fields(session, case.id, {"status": "open"}) == ["status"]


def test_closing_does_not_make_a_breach_invisible(session: Session) -> None:
    """Another device made it departed by its status alone; closing the case keeps what that passed."""
    case = casework.add_case(session, name="Selam", programme="REAN").id
    with unguarded(session.store), session.store.transaction() as work:
        work.records.save(replace(work.records.load(Case, case), status="departed"))
    broken = {one.gate for one in journey.journey(session, case).breaches}
    assert broken
    casework.close_case(session, case)
    assert {one.gate for one in journey.journey(session, case).breaches} == broken


def test_a_closed_gate_stops_step_and_status_together(session: Session) -> None:
    case = casework.add_case(session, name="Selam", programme="REAN").id
    with pytest.raises(ActionableError, match="closed"):
        journey.mark_step(session, case, "departure")
    assert status(session, case) == "open"
    assert not journey.journey(session, case).ways[0].steps[-2].state


def test_a_closed_case_stays_closed(session: Session, case: Case) -> None:
    casework.close_case(session, case.id)
    journey.mark_step(session, case.id, "departure")
    assert status(session, case.id) == "closed"


def imported(session: Session, folder: Path, *rows: tuple[str, ...]) -> importing.ImportReport:
    return importing.import_table(session, csv_file(folder / "oud.csv", [HEADINGS, *rows]))


def test_who_departed_long_ago_is_imported_as_such_and_says_so(session: Session, tmp_path: Path) -> None:
    report = imported(
        session,
        tmp_path,
        ("D-1", "Selam", "REAN", "vertrokken"),
        ("D-2", "Abel", "REAN", "open"),
        ("D-3", "Ada", "", "vertrokken"),
    )
    assert (report.imported, report.refused, report.past) == (3, 0, 1)
    case = lookup.resolve_case_id(session, "D-1")
    assert status(session, case) == "departed"
    assert not journey.journey(session, case).breaches
    assert GateState.BEFORE in states(session, case)
    other = lookup.resolve_case_id(session, "D-2")
    with session.store.reading() as queries:
        (said,) = queries.records(case, BeforeGates)
        assert (said.how, said.on) == ("imported", date.today().isoformat())
        assert not queries.records(other, BeforeGates)
    casework.set_fields(session, case, {"status": "open"})
    with pytest.raises(ActionableError, match="closed"):
        casework.set_fields(session, case, {"status": "departed"})
    assert imported(session, tmp_path, ("D-1", "Selam", "REAN", "vertrokken")).known == 1


def test_a_departure_is_vouched_for_up_to_its_day_only(session: Session, tmp_path: Path) -> None:
    heads = (*HEADINGS, "Datum aanmelding", "Vertrekdatum")
    rows = [
        ("D-1", "Selam", "REAN", "vertrokken", "1-2-2015", "1-3-2015"),
        ("D-2", "Abel", "HRT", "", "", "1-5-2006"),
        ("D-3", "Ada", "", "", "", "1-5-2006"),
    ]
    file = csv_file(tmp_path / "oud.csv", [heads, *rows])
    report = importing.import_table(session, file)
    assert (report.imported, report.refused, report.past) == (3, 0, 2)
    case, early = (lookup.resolve_case_id(session, one) for one in ("D-1", "D-2"))
    for one, start, day, version in ((case, "2015-02-01", "2015-03-01", "2007"), (early, *["2006-05-01"] * 2, "hrpt")):
        (way,) = journey.journey(session, one).ways
        enrolled = way.enrolment
        assert (enrolled.started_on, enrolled.ended_on, enrolled.version) == (start, day, version)
        assert {row.on for row in way.steps if row.step.departs} == {day}
        assert [said.on for said in session.store.queries.records(one, BeforeGates)] == [day]
        assert not journey.journey(session, one).breaches
    enrolled = journey.journey(session, case).ways[0].enrolment
    with unguarded(session.store), session.store.transaction() as work:
        work.records.save(replace(enrolled, case=case, ended_on="2015-03-02"))
    assert journey.journey(session, case).breaches
    assert importing.import_table(session, file).known == 3


def test_others_are_told_whom_to_ask(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "allowed", lambda *_asked: False)
    report = imported(session, tmp_path, ("D-1", "Selam", "REAN", "vertrokken"), ("D-2", "Abel", "REAN", "open"))
    assert (report.imported, report.refused, report.past) == (1, 1, 0)
    assert report.refused_file is not None
    assert "supervisor" in report.refused_file.read_text(encoding="utf-8-sig")


def test_a_breach_of_before_gates_is_told_apart(session: Session, case: Case) -> None:
    journey.mark_step(session, case.id, "departure")
    given = [one for way in journey.journey(session, case.id).ways for one in way.evidence]
    for evidence in given:
        journey.remove_evidence(session, evidence.id)
    assert len(journey.journey(session, case.id).breaches) == 3
    with pytest.raises(ActionableError):
        journey.departed_before_gates(session, case.id, "  ")
    journey.departed_before_gates(session, case.id, "kept on paper in 2006")
    assert not journey.journey(session, case.id).breaches
    assert GateState.BEFORE in states(session, case.id)
    with pytest.raises(ActionableError):
        journey.departed_before_gates(session, case.id, "again")


def test_an_older_case_is_enrolled_when_it_goes_to_another_programme(session: Session) -> None:
    case = casework.add_case(session, name="Selam", birth_date="2012").id
    with unguarded(session.store), session.store.transaction() as work:
        work.records.save(replace(work.records.load(Case, case), programme="UAM"))
    casework.set_fields(session, case, {"programme": "LEARN"})
    assert {way.enrolment.programme for way in journey.journey(session, case).ways} == {"UAM", "LEARN"}
    with pytest.raises(ActionableError, match="closed"):
        casework.set_fields(session, case, {"status": "departed"})


def test_who_arrived_may_be_called_departed_afterwards(session: Session) -> None:
    """Coming here is no journey home: the word on the case follows when somebody gives it."""
    case = casework.add_case(session, name="Selam", programme="RESETTLEMENT", birth_date="1980").id
    for gate in ("nomination", "selection", "medical", "papers"):
        journey.add_evidence(session, case, gate)
    journey.set_outcome(session, case, "arrived")
    assert status(session, case) == "open"
    assert casework.set_fields(session, case, {"status": "departed"}) == ["status"]
