"""The real client against a real office process says the same as the relay in process, and a quiet sync is small."""

from collections.abc import Iterator

import pytest

from sync.client.http import HttpOffice
from sync.protocol.api import PutStatus, SyncApi
from sync.protocol.errors import RefusedError
from sync.server.relay import Relay
from tests.disks import tmp_path as tmp_path
from tests.stopwatch import Stopwatch, quickest
from tests.sync.server.between import between
from tests.sync.server.databases import ENGINES, PostgresServer
from tests.sync.server.house import House, open_house
from tests.sync.server.running import Running
from tests.sync.server.staff import Staff


@pytest.fixture(scope="module", params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    url = ""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(server.create(server.template))
    with open_house(tmp_path_factory.mktemp("http") / "data", url) as found:
        yield found


@pytest.fixture
def running(house: House) -> Running:
    return house.running


@pytest.fixture
def staff(house: House) -> Staff:
    return house.staff


def test_both_ends_say_the_same(staff: Staff, running: Running) -> None:
    team = staff.add_team()
    bo = staff.join(teams=[team])
    stream = bo.open_stream(bo.person_id, staff.administrator.person_id)
    with HttpOffice(running.address, bo.device, staff.office.server_id) as http:
        relay: SyncApi = bo.relay
        notes = [bo.note(stream) for _ in range(3)]
        assert [result.status for result in http.put_envelopes(notes)] == [PutStatus.ACCEPTED] * 3
        assert http.put_envelopes(notes) == relay.put_envelopes(notes)
        assert http.get_own_envelopes(0) == relay.get_own_envelopes(0)
        assert http.get_own_envelopes(2, 1) == relay.get_own_envelopes(2, 1)
        assert http.get_envelopes({}) == relay.get_envelopes({})
        assert http.get_stream_envelopes(stream.stream_id, 1, 2) == relay.get_stream_envelopes(stream.stream_id, 1, 2)
        assert http.get_wraps(0) == relay.get_wraps(0)
        assert http.get_wraps(0, 1) == relay.get_wraps(0, 1)
        assert http.get_directory(0) == relay.get_directory(0)
        said, meant = http.office(), relay.office()
        assert (said.server, said.org, said.protocol) == (meant.server, meant.org, meant.protocol)
        with pytest.raises(RefusedError) as caught:
            http.get_join_requests()
        assert (caught.value.code, caught.value.status) == ("no-right", 403)
    ada = staff.administrator
    with HttpOffice(running.address, ada.device, staff.office.server_id) as http:
        assert http.get_envelopes({}) == ada.relay.get_envelopes({})
        assert http.get_join_requests() == ada.relay.get_join_requests()
        height = staff.directory.height
        assert http.put_directory(http.get_directory(height - 1)) == height


def test_a_sync_with_nothing_new_is_one_small_request(staff: Staff, running: Running) -> None:
    """Both ways together, without the about 40 bytes of each of some five packets that a network adds."""
    bo = staff.join()
    stream = bo.open_stream(bo.person_id, staff.administrator.person_id)
    bo.put(*(bo.note(stream) for _ in range(50)))
    with between(running.port) as wire:
        address = f"http://127.0.0.1:{wire.port}"
        with HttpOffice(address, staff.administrator.device, staff.office.server_id) as http:
            cursor = http.get_envelopes({}).cursor
            before = wire.passed
            page = http.get_envelopes(cursor)
            assert (page.envelopes, page.cursor, page.more) == ([], cursor, False)
            total = wire.passed - before
    assert 0 < total <= 500, total


def test_many_requests_on_one_connection_do_not_wait_for_acknowledgements(staff: Staff, running: Running) -> None:
    bo = staff.join()
    stream = bo.open_stream()
    with HttpOffice(running.address, bo.device, staff.office.server_id) as http:
        http.put_envelopes([bo.note(stream) for _ in range(10)])

        def median() -> float:
            times = []
            for _ in range(15):
                watch = Stopwatch()
                http.get_own_envelopes(0)
                times.append(watch.seconds)
            return sorted(times)[len(times) // 2]

        assert quickest(median, 0.035) < 0.035


def test_a_relay_for_nobody_is_a_sync_api(staff: Staff) -> None:
    relay: SyncApi = Relay(staff.office, None)
    assert relay.office().org
