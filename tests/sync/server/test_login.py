"""Logging in: one signature, one nonce, one token; nothing serves twice."""

import os
import time

import pytest
import sqlalchemy as sa

from sync.protocol.errors import RefusedError
from sync.protocol.login import login_message
from sync.sealing.keys import DeviceKeys
from sync.server import login
from sync.server.login import NONCE_LIFE_NS, TOKEN_LIFE_MS, TRIES, Door
from sync.server.office import hash_secret
from sync.server.tables import login_token
from tests.sync.server.staff import Member, Staff, now_ms

HERE = "127.0.0.1"


@pytest.fixture
def door(staff: Staff) -> Door:
    return Door(staff.office)


def enter(door: Door, member: Member, nonce: bytes, time_ms: int | None = None, address: str = HERE) -> login.Grant:
    moment = now_ms() if time_ms is None else time_ms
    signed = login_message(door.office.server_id, nonce, member.device_id, moment)
    return door.login(member.device_id, nonce, moment, member.device.sign_key.sign(signed), address)


def refused(call: object, *arguments: object) -> str:
    with pytest.raises(RefusedError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.code


def test_challenge_login_token(staff: Staff, door: Door) -> None:
    ada = staff.administrator
    grant = enter(door, ada, door.challenge(ada.device_id))
    assert door.device_of(grant.token) == ada.device_id
    assert now_ms() + TOKEN_LIFE_MS - 5_000 < grant.expires_ms <= now_ms() + TOKEN_LIFE_MS


def test_the_answer_to_a_login_is_enough_for_the_next(staff: Staff, door: Door) -> None:
    ada = staff.administrator
    nonce = door.challenge(ada.device_id)
    tokens = set()
    for _ in range(5):
        grant = enter(door, ada, nonce)
        tokens.add(grant.token)
        nonce = grant.nonce
    assert len(tokens) == 5


def test_no_nonce_serves_twice_nor_after_a_newer_one(staff: Staff, door: Door) -> None:
    ada = staff.administrator
    first, second = door.challenge(ada.device_id), door.challenge(ada.device_id)
    enter(door, ada, second)
    assert refused(enter, door, ada, second) == "login-nonce"
    assert refused(enter, door, ada, first) == "login-nonce"
    enter(door, ada, door.challenge(ada.device_id))


def test_a_nonce_is_for_one_device_and_a_day(staff: Staff, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bo = staff.administrator, staff.join()
    assert refused(enter, door, ada, door.challenge(bo.device_id)) == "login-nonce"
    assert refused(enter, door, ada, os.urandom(32)) == "login-nonce"
    nonce = door.challenge(ada.device_id)
    later = time.time_ns() + NONCE_LIFE_NS + 1
    monkeypatch.setattr(login.time, "time_ns", lambda: later)
    assert refused(enter, door, ada, nonce) == "login-nonce"


def test_the_offices_clock_may_jump_back(staff: Staff, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = staff.administrator
    enter(door, ada, door.challenge(ada.device_id))
    early = time.time_ns() - 10 * 365 * 24 * 3600 * 10**9
    monkeypatch.setattr(login.time, "time_ns", lambda: early)
    grant = enter(door, ada, door.challenge(ada.device_id))
    enter(door, ada, grant.nonce)


@pytest.mark.parametrize("years", [-50, 50])
def test_the_devices_clock_does_not_matter(staff: Staff, door: Door, years: int) -> None:
    ada = staff.administrator
    moment = max(now_ms() + years * 365 * 24 * 3600 * 1000, 0)
    enter(door, ada, door.challenge(ada.device_id), moment)


def test_a_login_is_signed_by_the_device_for_this_server(staff: Staff, door: Door) -> None:
    ada = staff.administrator
    device, nonce = ada.device_id, door.challenge(ada.device_id)
    moment = now_ms()
    for message in (
        login_message(bytes(16), nonce, device, moment),
        login_message(door.office.server_id, nonce, device, moment + 1),
        login_message(door.office.server_id, nonce, bytes(16), moment),
    ):
        assert refused(door.login, device, nonce, moment, ada.device.sign_key.sign(message), HERE) == "login-signature"
    assert refused(door.login, device, nonce, moment, bytes(64), HERE) == "login-signature"
    enter(door, ada, nonce)


def test_unknown_and_revoked_devices_stay_out(staff: Staff, door: Door) -> None:
    bo = staff.join()
    stranger = Member(staff, bo.holder)
    stranger.holder = type(bo.holder)(DeviceKeys.generate(), bo.holder.person, bo.holder.directory_key)
    assert refused(enter, door, stranger, door.challenge(stranger.device_id)) == "unknown-device"
    grant = enter(door, bo, door.challenge(bo.device_id))
    staff.revoke(bo)
    assert refused(enter, door, bo, grant.nonce) == "revoked"
    assert refused(bo.relay.get_envelopes, {}) == "revoked"


def test_tokens_end_and_are_kept_hashed(staff: Staff, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = staff.administrator
    grant = enter(door, ada, door.challenge(ada.device_id))
    with staff.office.database.reading() as connection:
        rows = connection.execute(sa.select(login_token.c.digest)).scalars().all()
    assert rows == [hash_secret(grant.token)]
    assert refused(door.device_of, os.urandom(32)) == "login-needed"
    later = grant.expires_ms
    monkeypatch.setattr(login, "now_ms", lambda: later)
    assert refused(door.device_of, grant.token) == "token-expired"
    monkeypatch.setattr(login, "now_ms", lambda: later + TOKEN_LIFE_MS + 1)
    enter(door, ada, door.challenge(ada.device_id))
    assert refused(door.device_of, grant.token) == "login-needed"


def test_failed_logins_have_to_wait_by_address_and_device(
    staff: Staff, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bo = staff.administrator, staff.join()
    nonce = door.challenge(ada.device_id)
    for _ in range(TRIES):
        assert refused(door.login, ada.device_id, nonce, 0, bytes(64), HERE) == "login-signature"
    assert refused(enter, door, ada, nonce) == "too-many-tries"
    enter(door, bo, door.challenge(bo.device_id))
    enter(door, ada, nonce, address="192.0.2.1")
    later = time.monotonic() + login.TRIES_SECONDS + 1
    monkeypatch.setattr(login.time, "monotonic", lambda: later)
    enter(door, ada, door.challenge(ada.device_id))


def test_what_is_remembered_of_failures_is_bounded(staff: Staff, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "_MAX_REMEMBERED", 5)
    for place in range(20):
        refused(door.login, os.urandom(16), bytes(32), 0, bytes(64), str(place))
    assert len(door.tries._failed) == 5
