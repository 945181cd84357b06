"""One nameless talk of which two people make a case, each without a network: one talk, and merged again one person."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counsellor_app.settings import Profile
from counsellor_app.workflows import merging, outreach, reviewing
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shared_conflicts import shared_conflicts
from tests.offices import House, Site


def session_of(site: Site) -> Session:
    """The session of the person at *site*; its vault is not needed here."""
    return Session(Profile(site.folder), None, site.store, site.device)  # type: ignore[arg-type]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.found(tmp_path)
    yield made
    made.close()


def figures(site: Site) -> tuple[int, int, int]:
    (row,) = outreach.counts(session_of(site), whole=True)
    return row.talks, row.people, row.became


def test_a_talk_made_a_case_of_twice_is_one_talk(house: House) -> None:
    team = house.add_team("Noord")
    one, two = house.join("one", team), house.join("two", team)
    house.settle()
    talk = outreach.add_talk(session_of(one), "Den Haag", day="31-12-2025", remark="Wil naar huis.")
    house.settle()
    made = [outreach.become_new(session_of(site), talk.id, name).case for site, name in ((one, "Osei"), (two, "Ossei"))]
    house.settle()
    assert figures(one) == figures(two) == (1, 1, 1)
    for shared in shared_conflicts(session_of(one)):
        assert shared.conflict.field == "case"
        assert shared.about == ("Den Haag", "31 Dec 2025")
        other = next(side for side in shared.conflict.values if not side.displayed)
        reviewing.resolve(session_of(one), shared.conflict.id, take=other.change)
    house.settle()
    assert figures(one) == figures(two) == (1, 1, 1)
    merging.merge_cases(session_of(house.founder), made[0], made[1])
    house.settle()
    assert figures(one) == figures(two) == (1, 1, 1)
    assert {row.period for row in outreach.counts(session_of(one), by="year")} == {"2025"}
