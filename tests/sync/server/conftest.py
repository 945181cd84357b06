"""Offices on SQLite and on PostgreSQL. Servers for the latter are named by COUNSELLOR_TEST_POSTGRES."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.office import Office
from tests.sync.server.databases import ENGINES, POSTGRES, PostgresServer
from tests.sync.server.staff import Staff, create_office


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL server the tests may make databases on."""
    if not POSTGRES:
        pytest.skip("COUNSELLOR_TEST_POSTGRES names no PostgreSQL server")
    server = PostgresServer(POSTGRES)
    yield server
    server.close()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    name: str = request.param
    return name


def _urls(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest, empty: bool) -> Iterator[str]:
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'office' / 'office.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    if empty:
        name = server.create(None)
        yield server.url(name)
        server.drop(name)
    else:
        name = server.lend()
        yield server.url(name)
        server.take_back(name)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database without an office."""
    yield from _urls(engine_name, tmp_path, request, empty=False)


@pytest.fixture
def empty_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database without a table."""
    yield from _urls(engine_name, tmp_path, request, empty=True)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """An office nobody has founded."""
    made = create_office(database_url)
    yield made
    made.close()


@pytest.fixture
def staff(office: Office) -> Staff:
    """A founded office with its administrator."""
    return Staff(office)
