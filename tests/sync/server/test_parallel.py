"""Several pushers at once, and somebody reading all the while: no number is ever missed."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from sync.client.http import HttpOffice
from sync.protocol.api import PutStatus, SyncApi
from sync.server.office import Office
from sync.server.relay import Relay
from tests.conftest import SOAK
from tests.sync.server.databases import ENGINES, POSTGRES, PostgresServer
from tests.sync.server.house import open_house
from tests.sync.server.running import serving
from tests.sync.server.staff import Member, Staff, Stream

BATCHES = 400 if SOAK else 40
BATCH = 7


def _play(
    pushers: Sequence[tuple[SyncApi, list[list[bytes]]]], reader: SyncApi, start: dict[int, int]
) -> tuple[list[tuple[int, bytes]], dict[bytes, int]]:
    """Push each list of batches in a thread while *reader* polls; return what it saw and the numbers given."""
    numbers: dict[bytes, int] = {}
    problems: list[BaseException] = []

    def push(api: SyncApi, batches: list[list[bytes]]) -> None:
        try:
            for batch in batches:
                for envelope, result in zip(batch, api.put_envelopes(batch), strict=True):
                    assert result.status == PutStatus.ACCEPTED
                    numbers[envelope] = result.number
        except BaseException as problem:  # noqa: BLE001 - raised again in the test's own thread
            problems.append(problem)

    threads = [threading.Thread(target=push, args=pair) for pair in pushers]
    for thread in threads:
        thread.start()
    seen: list[tuple[int, bytes]] = []
    cursor, last_round = start, False
    end = time.monotonic() + 120
    while time.monotonic() < end:
        page = reader.get_envelopes(cursor, 50)
        seen += page.envelopes
        cursor = page.cursor
        if page.more:
            continue
        if last_round:
            break
        last_round = not any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()
    assert not problems, problems
    return seen, numbers


def _batches(member: Member, stream: Stream) -> list[list[bytes]]:
    return [[member.note(stream) for _ in range(BATCH)] for _ in range(BATCHES)]


def _check(seen: list[tuple[int, bytes]], numbers: dict[bytes, int]) -> None:
    assert [number for number, _ in seen] == sorted({number for number, _ in seen})
    assert {envelope: number for number, envelope in seen} == numbers
    given = sorted(numbers.values())
    assert given == list(range(given[0], given[0] + len(given)))


def _pushers(staff: Staff) -> tuple[list[Member], Stream, dict[int, int]]:
    members = [staff.join(), staff.join()]
    ada = staff.administrator
    stream = ada.open_stream(ada.person_id, *(member.person_id for member in members))
    return members, stream, ada.relay.get_envelopes({}).cursor


def test_threads(staff: Staff) -> None:
    members, stream, start = _pushers(staff)
    work = [(member.relay, _batches(member, stream)) for member in members]
    _check(*_play(work, staff.administrator.relay, start))


@pytest.mark.parametrize("engine", ENGINES)
def test_processes(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Two real office processes on one database, a pusher at each, and a reader at the second."""
    url = ""
    if engine == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(server.create(server.template))
    with ExitStack() as stack:
        house = stack.enter_context(open_house(tmp_path / "data", url))
        second = stack.enter_context(serving(house.folder, "--port", "0", log=tmp_path / "second.log"))
        members, stream, start = _pushers(house.staff)

        def api(address: str, member: Member) -> HttpOffice:
            return stack.enter_context(HttpOffice(address, member.device, house.staff.office.server_id))

        work = [
            (api(address, member), _batches(member, stream))
            for address, member in zip((house.running.address, second.address), members, strict=True)
        ]
        _check(*_play(work, api(second.address, house.staff.administrator), start))


def test_the_same_batch_from_both_sides_is_stored_once(staff: Staff, database_url: str) -> None:
    """A client that gave up on one process sends the same again to another."""
    bo = staff.join()
    stream = bo.open_stream()
    notes = [bo.note(stream) for _ in range(200)]
    other = Office.open(database_url)
    results: list[list[int]] = []

    def push(relay: Relay) -> None:
        results.append([result.number for result in relay.put_envelopes(notes)])

    try:
        threads = [
            threading.Thread(target=push, args=(Relay(office, bo.device_id),)) for office in (staff.office, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        other.close()
    assert results[0] == results[1]
    assert len(bo.relay.get_own_envelopes(0).envelopes) == 201


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_the_office_survives_a_restart_of_its_database(staff: Staff) -> None:
    bo = staff.join()
    stream = bo.open_stream()
    for _ in range(2):
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [staff.office.database.engine.url.database],
            )
        assert bo.push(bo.note(stream)) == [PutStatus.ACCEPTED]
        assert len(bo.relay.get_own_envelopes(0).envelopes) > 1


def test_directory_records_from_both_sides_make_one_chain(staff: Staff, database_url: str) -> None:
    from tests.sync.server.test_chain import record

    other = Office.open(database_url)
    ada = staff.administrator
    records = [record(ada, idle_lock) for idle_lock in range(100, 110)]
    outcomes: list[str] = []

    def put(relay: Relay, signed: bytes) -> None:
        try:
            relay.put_directory([signed])
            outcomes.append("ok")
        except Exception as problem:  # noqa: BLE001 - counted below
            outcomes.append(str(problem))

    work: list[tuple[Callable[..., None], tuple[Relay, bytes]]] = [
        (put, (Relay(office, ada.device_id), signed))
        for office, signed in zip([staff.office, other] * 5, records, strict=True)
    ]
    try:
        threads = [threading.Thread(target=target, args=arguments) for target, arguments in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        other.close()
    assert sorted(outcomes) == ["conflict"] * 9 + ["ok"]
