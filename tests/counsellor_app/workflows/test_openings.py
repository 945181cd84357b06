"""Whoever opens a case of another one is in a log that he cannot edit; his own cases are his own business."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counsellor_app.settings import Profile
from counsellor_app.workflows import casework, dossiers, lookup, notes, openings
from counsellor_app.workflows.session import Session
from tests.offices import House, Site


def session_of(site: Site) -> Session:
    """The session of the person at *site*; its vault is not needed here."""
    return Session(Profile(site.folder), None, site.store, site.device)  # type: ignore[arg-type]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.found(tmp_path)
    yield made
    made.close()


def seen(session: Session, case_id: str = "") -> list[tuple[str, set[str]]]:
    return [(row.person, {one.case for one in row.cases}) for row in openings.list_openings(session, case_id=case_id)]


def test_a_colleagues_case_that_is_opened_is_put_down_once_a_day_for_who_supervises(house: House) -> None:
    team = house.add_team()
    one, other = house.join("one", team), house.join("other", team)
    house.settle()
    mine, reader, lead = session_of(one), session_of(other), session_of(house.founder)
    case, second = (casework.add_case(mine, name=name).id for name in ("Selam", "Musa"))
    house.settle()
    lookup.case_page(mine, case)
    openings.keep_openings(mine)
    assert seen(mine) == [], "the own case"
    lookup.case_page(reader, case)
    notes.list_notes(reader, case)
    assert seen(reader) == [], "put down with the next sync, or when the app locks"
    openings.keep_openings(reader)
    dossiers.dossier(reader, second)
    lookup.case_page(reader, case)
    openings.keep_openings(reader)
    openings.keep_openings(reader)
    assert all(who == reader.person_id for who, _cases in seen(reader))
    assert sorted(map(sorted, (cases for _who, cases in seen(reader)))) == sorted([[case], [second]])
    house.settle()
    assert {case_id for _who, cases in seen(lead) for case_id in cases} == {case, second}
    assert seen(lead, second) == [(reader.person_id, {second})]
    assert seen(mine) == [], "whoever supervises nobody reads his own log alone"
    (row,) = openings.list_openings(lead, case_id=case)
    assert [(one.name, bool(one.reference)) for one in row.cases] == [("Selam", True)]


def test_what_was_opened_is_put_down_before_the_work_is_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    team = house.add_team()
    one, other = house.join("one", team), house.join("other", team)
    house.settle()
    case = casework.add_case(session_of(one), name="Selam").id
    house.settle()
    reader = session_of(other)
    lookup.case_page(reader, case)
    monkeypatch.setattr(reader.store, "close", lambda: None)
    reader.close()
    assert seen(session_of(other)) == [(other.person_id.hex(), {case})]
