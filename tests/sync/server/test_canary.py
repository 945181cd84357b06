"""The office is blind: nothing a person wrote, no key and no secret is in any of its files, rows or log lines."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.client.http import HttpOffice
from sync.protocol.errors import RefusedError
from tests.sync.server.databases import ENGINES, PostgresServer
from tests.sync.server.house import House, open_house
from tests.sync.server.staff import picture

TEXT = 'Canary said: "إلى متى؟" ጸጥታ – Kanarienvogel 4711'


@pytest.fixture(scope="module", params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    url = ""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.url(server.create(server.template))
    with open_house(tmp_path_factory.mktemp("canary") / "data", url) as found:
        yield found


def spellings(secret: bytes) -> set[bytes]:
    """Return how *secret* could look in a file."""
    found = {
        secret,
        secret.hex().encode(),
        secret.hex().upper().encode(),
        repr(secret)[2:-1].encode(),
    }
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret)
        cut = encoded[4 if shift else 0 : len(encoded) - 4]
        found |= {cut, cut.replace(b"+", b"-").replace(b"/", b"_")}
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        return found
    found |= {text.encode("utf-16-le"), text.encode("utf-16-be"), json.dumps(text)[1:-1].encode()}
    return found


def test_nothing_readable_reaches_the_office(house: House) -> None:
    staff = house.staff
    team = staff.add_team()
    bo = staff.join(teams=[team])
    stream = bo.open_stream(bo.person_id, team)
    with HttpOffice(house.running.address, bo.device, staff.office.server_id) as http:
        http.put_envelopes([bo.note(stream, TEXT) for _ in range(5)])
        http.put_envelopes([bo.note(stream, TEXT, seq=bo.seq)])
        http.get_envelopes({})
        token = http._token
    words = [TEXT.encode(), b"Kanarienvogel", "إلى متى".encode(), b"Ada", b"laptop", b"phone"]
    secrets = [stream.key, bo.holder.person.seed, bo.device.to_bytes()[:32], staff.administrator.holder.directory_key]
    held = base64.urlsafe_b64decode(token + "=")
    files = {path.name: path.read_bytes() for path in house.folder.iterdir()}
    files["log"] = house.running.log.read_bytes()
    files["rows"] = json.dumps(picture(staff.office), ensure_ascii=False).encode()
    assert len(files) >= 3
    assert b"/v1/envelopes" in files["log"]
    for word in [*(word for word in words if len(word) > 5), *secrets, held, token.encode()]:
        for spelling in spellings(word):
            for name, content in files.items():
                assert spelling not in content, name


def test_the_log_holds_routes_and_figures_only(house: House) -> None:
    bo = house.staff.join()
    stream = bo.open_stream()
    with HttpOffice(house.running.address, bo.device, house.staff.office.server_id) as http:
        http.get_stream_envelopes(stream.stream_id, 0)
        with pytest.raises(RefusedError, match="not-found"):
            http._ask("GET", "/v1/streams/" + os.urandom(4).hex(), login=False)
    lines = [json.loads(line) for line in house.running.log.read_text().splitlines()]
    assert lines
    for line in lines:
        assert set(line) == {"id", "method", "route", "status", "ms", "event", "level", "timestamp"}
        assert line["route"] == "none" or not any(len(part) > 12 for part in line["route"].split("/"))


def test_files_are_for_their_owner_only(house: House) -> None:
    folder: Path = house.folder
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in (*folder.iterdir(), folder.parent / "founding.json"):
        assert path.stat().st_mode & 0o777 == 0o600, path
