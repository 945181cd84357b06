"""The office's HTTP interface in process, asked by real clients' bytes."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient

from sync.protocol.api import MEDIA_TYPE
from sync.protocol.changes import to_text
from sync.protocol.login import login_message
from sync.server.app import create_app
from sync.server.gate import Limits
from sync.server.office import Office
from tests.sync.server.staff import Member, now_ms

FRAMES = {"content-type": MEDIA_TYPE}


@contextmanager
def asking(
    office: Office, limits: Limits | None = None, behind_proxy: bool = False, address: str = "127.0.0.1"
) -> Iterator[TestClient]:
    """Give a client of *office*'s application that asks from *address*."""
    app = create_app(office, limits, behind_proxy)
    with TestClient(app, base_url="http://office.test", client=(address, 40_000)) as client:
        yield client


def login_body(client: TestClient, member: Member) -> dict[str, object]:
    """Return a signed login for a fresh challenge."""
    device = to_text(member.device_id)
    answer = client.post("/v1/login/challenge", json={"device": device})
    assert answer.status_code == 200, answer.text
    nonce = answer.json()["nonce"]
    return signed_login(member, nonce)


def signed_login(member: Member, nonce: str) -> dict[str, object]:
    """Return a login that signs *nonce*."""
    from sync.protocol.changes import from_text

    moment = now_ms()
    message = login_message(member.staff.office.server_id, from_text(nonce, 32), member.device_id, moment)
    return {
        "device": to_text(member.device_id),
        "nonce": nonce,
        "time": moment,
        "signature": to_text(member.device.sign_key.sign(message)),
    }


def bearer(client: TestClient, member: Member) -> dict[str, str]:
    """Log in; return the header of a logged-in request."""
    answer = client.post("/v1/login", json=login_body(client, member))
    assert answer.status_code == 200, answer.text
    return {"authorization": "Bearer " + answer.json()["token"]}
