"""Who gets what from every endpoint: a table as large as the OpenAPI document. An endpoint without a row fails."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from sync.client.membership import found_office, request_to_join
from sync.client.seeds import Holder
from sync.directory.invitation import FoundingInvitation
from sync.protocol.api import PutStatus, pack_frames, unpack_results
from sync.protocol.changes import to_text
from sync.protocol.clock import stamp
from sync.protocol.public import Purpose, Role, SetPolicy, Wrap
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.server.app import create_app
from tests.sync.server.desk import FRAMES, asking, bearer, login_body, signed_login
from tests.sync.server.staff import SECRET, Member, Staff, Stream, now_ms, random_id

WHO = ("anonymous", "unknown", "revoked", "outsider", "counsellor", "supervisor", "administrator")


@dataclass
class Scene:
    """One office with a stream of the counsellor's team, and one asker of each kind."""

    staff: Staff
    client: TestClient
    stream: Stream
    team: bytes
    members: dict[str, Member]
    headers: dict[str, dict[str, str]]

    def asker(self, who: str) -> Member:
        """Return whose keys write what *who* sends; for nobody's requests the outsider's."""
        return self.members.get(who, self.members["outsider"])


@pytest.fixture
def scene(staff: Staff):
    team = staff.add_team()
    members = {
        "counsellor": staff.join(teams=[team]),
        "outsider": staff.join(),
        "supervisor": staff.join(Role.SUPERVISOR, [team]),
        "revoked": staff.join(teams=[team]),
        "administrator": staff.administrator,
    }
    staff.set_members(team, [members[who].person_id for who in ("counsellor", "supervisor", "revoked")])
    stream = members["counsellor"].open_stream(team)
    with asking(staff.office) as client:
        headers = {who: bearer(client, member) for who, member in members.items()}
        headers["anonymous"] = {}
        headers["unknown"] = {"authorization": "Bearer " + to_text(os.urandom(32))}
        keys = PrincipalKeys.new(random_id())
        members["unknown"] = Member(staff, Holder(DeviceKeys.generate(), keys, bytes(32)))
        staff.revoke(members["revoked"])
        yield Scene(staff, client, stream, team, members, headers)


def get(path: str) -> Callable[[Scene, str], str]:
    """Return a probe that reads *path*."""

    def probe(scene: Scene, who: str) -> str:
        filled = path.replace("{stream}", to_text(scene.stream.stream_id))
        return outcome(scene.client.get(filled, headers=scene.headers[who]))

    return probe


def outcome(answer) -> str:
    return "ok" if answer.status_code < 300 else str(answer.json()["code"])


def put(scene: Scene, who: str, path: str, content: bytes):
    return scene.client.put(path, content=content, headers={**FRAMES, **scene.headers[who]})


def push(scene: Scene, who: str) -> str:
    answer = put(scene, who, "/v1/envelopes", pack_frames([scene.asker(who).note(scene.stream)]))
    if answer.status_code != 200:
        return outcome(answer)
    (result,) = unpack_results(answer.content)
    return PutStatus(result.status).name


def grant(scene: Scene, who: str) -> str:
    item = Wrap(
        Purpose.STREAM_KEY, scene.stream.stream_id, 1, scene.members["outsider"].person_id, 1, bytes(32), os.urandom(80)
    )
    return outcome(put(scene, who, "/v1/wraps", pack_frames([item.pack()])))


def sign_policy(scene: Scene, who: str) -> str:
    from sync.directory.writing import sign_record

    directory, device = scene.staff.directory, scene.asker(who).device
    record = sign_record(directory, SetPolicy(idle_lock=200), device.sign_key, device.device_id, stamp(now_ms()))
    return outcome(put(scene, who, "/v1/directory", pack_frames([record])))


def log_in(scene: Scene, who: str) -> str:
    member = scene.asker(who)
    body = login_body(scene.client, member) if who != "anonymous" else signed_login(member, to_text(os.urandom(32)))
    return outcome(scene.client.post("/v1/login", json=body))


def challenge(scene: Scene, who: str) -> str:
    device = to_text(scene.asker(who).device_id)
    return outcome(scene.client.post("/v1/login/challenge", json={"device": device}, headers=scene.headers[who]))


def found(scene: Scene, who: str) -> str:
    founding = FoundingInvitation("http://127.0.0.1:1", scene.staff.office.server_id, SECRET)
    genesis = found_office(founding, name="A", label="l", device=DeviceKeys.generate(), hlc=stamp(now_ms())).genesis
    body = {"secret": to_text(os.urandom(16)), "genesis": to_text(genesis)}
    return outcome(scene.client.post("/v1/found", json=body, headers=scene.headers[who]))


def join(scene: Scene, who: str) -> str:
    invitation = scene.staff.invite()
    person = PrincipalKeys.new(invitation.person_id)
    request = request_to_join(invitation, DeviceKeys.generate(), person, "phone", now_ms())
    return outcome(scene.client.post("/v1/join", content=request, headers={**FRAMES, **scene.headers[who]}))


def row(*outcomes: str) -> dict[str, str]:
    return dict(zip(WHO, outcomes, strict=True))


PUBLIC = row(*["ok"] * 7)
KNOWN = row("login-needed", "login-needed", "revoked", "ok", "ok", "ok", "ok")
READER = row("login-needed", "login-needed", "revoked", "no-right", "ok", "ok", "no-right")

MATRIX: dict[tuple[str, str], tuple[Callable[[Scene, str], str], dict[str, str]]] = {
    ("get", "/healthz"): (get("/healthz"), PUBLIC),
    ("get", "/v1/office"): (get("/v1/office"), PUBLIC),
    ("post", "/v1/login/challenge"): (challenge, PUBLIC),
    ("post", "/v1/login"): (log_in, row("login-nonce", "unknown-device", "revoked", "ok", "ok", "ok", "ok")),
    ("get", "/v1/envelopes"): (get("/v1/envelopes"), KNOWN),
    ("get", "/v1/envelopes/own"): (get("/v1/envelopes/own"), KNOWN),
    ("get", "/v1/streams/{stream}/envelopes"): (get("/v1/streams/{stream}/envelopes"), READER),
    ("put", "/v1/envelopes"): (
        push,
        row("login-needed", "login-needed", "revoked", "NO_RIGHT", "ACCEPTED", "ACCEPTED", "NO_RIGHT"),
    ),
    ("get", "/v1/wraps"): (get("/v1/wraps"), KNOWN),
    ("put", "/v1/wraps"): (grant, READER),
    ("get", "/v1/directory"): (get("/v1/directory"), KNOWN),
    ("put", "/v1/directory"): (
        sign_policy,
        row("login-needed", "login-needed", "revoked", "directory", "directory", "directory", "ok"),
    ),
    ("post", "/v1/found"): (found, row(*["founding-secret"] * 7)),
    ("post", "/v1/join"): (join, PUBLIC),
    ("get", "/v1/join"): (
        get("/v1/join"),
        row("login-needed", "login-needed", "revoked", "no-right", "no-right", "no-right", "ok"),
    ),
}


def endpoints(staff: Staff) -> set[tuple[str, str]]:
    paths = create_app(staff.office).openapi()["paths"]
    return {(method, path) for path, methods in paths.items() for method in methods}


def test_every_endpoint_has_a_row(staff: Staff) -> None:
    assert endpoints(staff) == set(MATRIX)


def test_every_endpoint_behind_a_login_says_so(staff: Staff) -> None:
    paths = create_app(staff.office).openapi()["paths"]
    for (method, path), (_, outcomes) in MATRIX.items():
        assert bool(paths[path][method].get("security")) == (outcomes["anonymous"] == "login-needed"), path


def test_the_matrix_holds(scene: Scene) -> None:
    found_outcomes = {
        (method, path, who): probe(scene, who) for (method, path), (probe, _) in MATRIX.items() for who in WHO
    }
    expected = {(method, path, who): outcomes[who] for (method, path), (_, outcomes) in MATRIX.items() for who in WHO}
    assert found_outcomes == expected


def test_what_each_may_read_is_in_his_feed_and_in_no_other(scene: Scene) -> None:
    note = scene.members["counsellor"].note(scene.stream)
    assert scene.members["counsellor"].push(note) == [PutStatus.ACCEPTED]
    readers = {
        who
        for who in ("outsider", "supervisor", "administrator")
        if note in scene.client.get("/v1/envelopes", headers=scene.headers[who]).content
    }
    assert readers == {"supervisor"}
