"""Offices in process for the tests of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.offices import House, Site


@dataclass
class Team:
    """An office with one team: its founder and two members."""

    house: House
    id: bytes
    one: Site
    two: Site

    @property
    def founder(self) -> Site:
        return self.house.founder


def _team(folder: Path) -> Team:
    house = House.found(folder)
    team = house.add_team()
    made = Team(house, team, house.join("one", team), house.join("two", team))
    house.settle()
    return made


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Team:
    """A closed office, to be copied."""
    made = _team(tmp_path_factory.mktemp("pattern"))
    made.house.close()
    return made


@pytest.fixture
def team(pattern: Team, tmp_path: Path) -> Iterator[Team]:
    """An office with a team of three, all up to date."""
    house = House.copy_of(pattern.house, tmp_path)
    _founder, one, two = house.sites
    yield Team(house, pattern.id, one, two)
    house.close()


@pytest.fixture(scope="module")
def lasting_team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The same, one for a whole module: for laws that are tried on many examples."""
    made = _team(tmp_path_factory.mktemp("office"))
    yield made
    made.house.close()


@pytest.fixture(scope="session")
def pattern_of_four(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A closed office with a team of four and a case they all have, to be copied."""
    house = House.found(tmp_path_factory.mktemp("pattern"))
    team = house.add_team()
    for name in ("b", "c", "d"):
        house.join(name, team)
    house.founder.open_case(team, place="Emmen")
    house.settle()
    house.close()
    return house


@pytest.fixture
def four(pattern_of_four: House, tmp_path: Path) -> Iterator[tuple[House, str]]:
    """The same office, and the id of the case."""
    house = House.copy_of(pattern_of_four, tmp_path)
    yield house, next(iter(house.founder.cases()))
    house.close()
