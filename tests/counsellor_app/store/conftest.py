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


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """An office with a team of three, all up to date."""
    made = _team(tmp_path)
    yield made
    made.house.close()


@pytest.fixture(scope="module")
def lasting_team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The same, one for a whole module: for laws that are tried on many examples."""
    made = _team(tmp_path_factory.mktemp("office"))
    yield made
    made.house.close()
