"""kill -9 in the middle of pushes: what was acknowledged is there under its number, and no number is used twice."""

import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from sync.client.http import HttpOffice
from sync.protocol.api import PutStatus
from sync.protocol.errors import ProtocolError
from sync.server.office import Office
from sync.server.tables import envelope
from tests.conftest import SOAK
from tests.disks import tmp_path as tmp_path
from tests.sync.server.databases import ENGINES, PostgresServer
from tests.sync.server.running import Running, serving, set_up
from tests.sync.server.staff import Member, Staff, Stream

KILLS = 60 if SOAK else 3


def _push_until_killed(running: Running, member: Member, stream: Stream, acknowledged: dict[bytes, int]) -> list[bytes]:
    """Push pages until the office dies; return the page nobody answered for."""
    with HttpOffice(running.address, member.device, member.staff.office.server_id) as http:
        while True:
            page = [member.note(stream) for _ in range(40)]
            try:
                results = http.put_envelopes(page)
            except (ProtocolError, OSError):
                return page
            for item, result in zip(page, results, strict=True):
                assert result.status in (PutStatus.ACCEPTED, PutStatus.KNOWN)
                acknowledged[item] = result.number


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_acknowledged_is_lost(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = ""
    if engine == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(server.create(server.template))
    folder = tmp_path / "data"
    from sync.directory.invitation import FoundingInvitation

    secret = FoundingInvitation.from_json(set_up(folder, url).read_text()).secret
    office = Office.open(url or f"sqlite:///{folder / 'office.db'}")
    try:
        bo = Staff(office, secret).join()
        stream = bo.open_stream()
        acknowledged: dict[bytes, int] = {}
        open_pages: list[list[bytes]] = []
        for turn in range(KILLS):
            with serving(folder) as running:
                if open_pages:
                    with HttpOffice(running.address, bo.device, office.server_id) as http:
                        for item, result in zip(open_pages[-1], http.put_envelopes(open_pages[-1]), strict=True):
                            acknowledged[item] = result.number
                killer = threading.Timer(0.25 + 0.07 * (turn % 5), running.kill)
                killer.start()
                open_pages.append(_push_until_killed(running, bo, stream, acknowledged))
                killer.join()
            time.sleep(0.05)
        with office.database.reading() as connection:
            rows = connection.execute(sa.select(envelope.c.number, envelope.c.body).order_by(envelope.c.number))
            stored = {row[1]: row[0] for row in rows}
        assert len(acknowledged) > 40
        assert {item: stored.get(item) for item in acknowledged} == acknowledged
        assert sorted(stored.values()) == list(range(1, len(stored) + 1))
        assert set(stored) - set(acknowledged) <= {*open_pages[-1], next(iter(stored))}
    finally:
        office.close()
