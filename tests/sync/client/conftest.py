"""Offices in process for the tests of rounds, on SQLite and on PostgreSQL; and an administrator's place alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.offices import House
from tests.sync.client.place import Place
from tests.sync.server.databases import ENGINES, POSTGRES, PostgresServer


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A founded office with nobody but its founder."""
    made = House.found(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL server the tests may make databases on."""
    server = PostgresServer(POSTGRES)
    yield server
    server.close()


@pytest.fixture(params=ENGINES)
def house_on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A founded office on each database there is."""
    if request.param == "sqlite":
        made = House.found(tmp_path)
        yield made
        made.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.lend()
    made = House.found(tmp_path, server.url(name))
    yield made
    made.close()
    server.take_back(name)


@pytest.fixture
def place() -> Place:
    """The place of an administrator who has just founded an office."""
    return Place.found()
