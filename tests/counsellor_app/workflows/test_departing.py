"""Departing, by whichever way: step, outcome, status and import agree; what is long past says so."""

from datetime import date
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.domain.programmes.records import BeforeGates
from counsellor_app.domain.records import Case
from counsellor_app.workflows import casework, importing, journey, lookup
from counsellor_app.workflows.session import Session
from tests.counsellor_app.workflows.tables import csv_file

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
