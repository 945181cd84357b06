"""Whoever recorded the wire gains nothing: every request of a whole working day, again and again, changes nothing."""

import random
import re
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from sync.client.http import HttpOffice
from sync.client.membership import found_office, request_to_join
from sync.directory.invitation import FoundingInvitation
from sync.directory.state import Directory
from sync.protocol.clock import stamp
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.server.app import router
from sync.server.office import Office
from tests.conftest import SOAK
from tests.sync.server.between import between
from tests.sync.server.databases import ENGINES, PostgresServer
from tests.sync.server.running import Running, serving, set_up
from tests.sync.server.staff import Member, Staff, now_ms, picture

REPLAYS = 10_000 if SOAK else 400


ENDPOINTS = {(method, route.path) for route in router.routes if isinstance(route, APIRoute) for method in route.methods}


def endpoint(recorded: bytes) -> tuple[str, str]:
    """Return method and route of a recorded request."""
    method, target, _ = recorded.split(b"\r\n", 1)[0].decode().split(" ")
    return method, re.sub(r"/streams/[^/]+/", "/streams/{stream}/", target.partition("?")[0])


def send(port: int, requests: list[bytes]) -> set[int]:
    """Send each request on one connection; return the statuses."""
    statuses = set()
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        answers = connection.makefile("rb")
        with answers:
            for request in requests:
                connection.sendall(request)
                statuses.add(int(answers.readline().split()[1]))
                length = 0
                while line := answers.readline().strip():
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                answers.read(length)
    return statuses


def working_day(address: str, founding: FoundingInvitation, office: Office) -> Staff:
    """Found, invite, join, share, write, repeat, equivocate, read, revoke: every endpoint, through the real client."""
    device = DeviceKeys.generate()
    founded = found_office(founding, name="Ada", label="laptop", device=device, hlc=stamp(now_ms()))
    clients: dict[bytes, HttpOffice] = {}

    def client_of(member: Member) -> HttpOffice:
        if member.device_id not in clients:
            clients[member.device_id] = HttpOffice(address, member.device, office.server_id)
        return clients[member.device_id]

    class OverHttp(Staff):
        def __init__(self) -> None:
            self.office, self.genesis = office, founded.genesis
            self.nobody = HttpOffice(address)
            self.nobody.found(founding.secret, founded.genesis)
            self.administrator = Colleague(self, founded.holder)
            self.administrator.relay.put_wraps(founded.wraps)

    class Colleague(Member):
        @property
        def relay(self) -> HttpOffice:
            return client_of(self)

    staff = OverHttp()
    try:
        team = staff.add_team()
        joined = staff.join(teams=[team])
        bo = Colleague(staff, joined.holder)
        stream = bo.open_stream(bo.person_id, team)
        notes = [bo.note(stream) for _ in range(3)]
        bo.put(*notes)
        bo.put(notes[0], bo.note(stream, "twin", seq=bo.seq))
        staff.administrator.pull()
        staff.nobody.office()
        bo.relay.get_own_envelopes(0)
        bo.relay.get_stream_envelopes(stream.stream_id, 0)
        bo.relay.get_wraps(0)
        Directory.reload(bo.relay.get_directory(0))
        invitation = staff.invite()
        person = PrincipalKeys.new(invitation.person_id)
        request = request_to_join(invitation, DeviceKeys.generate(), person, "phone", now_ms())
        staff.nobody.put_join_request(request)
        staff.revoke(bo)
    finally:
        for client in (*clients.values(), staff.nobody):
            client.close()
    return staff


@pytest.mark.parametrize("engine", ENGINES)
def test_replayed_requests_have_no_effect(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = ""
    if engine == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(server.create(server.template))
    folder = tmp_path / "data"
    founding = FoundingInvitation.from_json(set_up(folder, url).read_text())
    with serving(folder) as running:
        office = Office.open(url or f"sqlite:///{folder / 'office.db'}")
        try:
            with between(running.port) as wire:
                working_day(f"http://127.0.0.1:{wire.port}", founding, office)
                requests = wire.requests()
            assert {endpoint(recorded) for recorded in requests} == ENDPOINTS - {("GET", "/healthz")}
            before = picture(office)
            _replay(running, requests)
            assert picture(office) == before
        finally:
            office.close()
    assert '"error"' not in running.log.read_text()


def _replay(running: Running, requests: list[bytes]) -> None:
    generator = random.Random(7)
    left = REPLAYS
    orders: list[Callable[[], list[bytes]]] = [
        lambda: list(requests),
        lambda: requests[::-1],
        lambda: generator.choices(requests, k=len(requests)),
    ]
    turn = 0
    while left > 0:
        chosen = orders[min(turn, 2)]()[:left]
        statuses = send(running.port, chosen)
        assert max(statuses) < 500
        left -= len(chosen)
        turn += 1
