"""The directory at the office: founding, appending, requests to join."""

import hashlib

import pytest

from sync.client.membership import append, found_office, request_to_join
from sync.directory.invitation import FoundingInvitation
from sync.directory.state import Directory
from sync.protocol.clock import stamp
from sync.protocol.errors import RefusedError
from sync.protocol.public import Role, ServerRestored, SetPolicy
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.server.chain import MAX_WAITING
from sync.server.office import Office
from sync.server.relay import Relay
from tests.sync.server.staff import SECRET, SERVER_ID, Member, Staff, now_ms, random_id


def genesis(server_id: bytes = SERVER_ID) -> bytes:
    founding = FoundingInvitation("http://127.0.0.1:1", server_id, SECRET)
    return found_office(founding, name="A", label="l", device=DeviceKeys.generate(), hlc=stamp(now_ms())).genesis


def code(call: object, *arguments: object) -> str:
    with pytest.raises(RefusedError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.code


def record(member: Member, idle_lock: int = 200) -> bytes:
    return append(member.staff.directory, member.holder, SetPolicy(idle_lock=idle_lock), stamp(now_ms()))


def test_founding_needs_the_secret_and_this_server_and_happens_once(office: Office) -> None:
    nobody, first = Relay(office, None), genesis()
    assert nobody.office().org == ""
    assert code(nobody.found, b"another secret!!", first) == "founding-secret"
    assert code(nobody.found, SECRET, genesis(random_id())) == "foreign-office"
    assert code(nobody.found, SECRET, b"nonsense") == "malformed"
    nobody.found(SECRET, first)
    nobody.found(SECRET, first)
    assert code(nobody.found, SECRET, genesis()) == "conflict"
    with office.database.reading() as connection:
        assert office.directory(connection).fingerprint == hashlib.sha256(first).digest()
    assert nobody.office().org != ""


def test_records_are_appended_in_order_once(staff: Staff) -> None:
    ada = staff.administrator
    height = staff.directory.height
    first = record(ada)
    assert ada.relay.put_directory([first]) == height + 1
    assert ada.relay.put_directory([first]) == height + 1
    second = record(ada, 210)
    assert ada.relay.put_directory([first, second]) == height + 2
    assert ada.relay.get_directory(height) == [first, second]
    assert ada.relay.get_directory(height + 2) == []


def test_a_record_of_another_history_is_a_conflict(staff: Staff) -> None:
    ada = staff.administrator
    one, other = record(ada, 200), record(ada, 250)
    ada.relay.put_directory([one])
    assert code(ada.relay.put_directory, [other]) == "conflict"
    behind = staff.directory
    ada.relay.put_directory([record(ada, 260)])
    stale = append(behind, ada.holder, SetPolicy(idle_lock=270), stamp(now_ms()))
    assert code(ada.relay.put_directory, [stale]) == "conflict"


def test_the_directory_decides_who_may_sign_and_anybody_may_bring(staff: Staff) -> None:
    bo = staff.join()
    ahead = staff.directory
    forbidden = _signed_anyway(bo, ahead)
    assert code(bo.relay.put_directory, [forbidden]) == "directory"
    signed = record(staff.administrator)
    assert bo.relay.put_directory([signed]) == ahead.height + 1
    assert code(bo.relay.put_directory, [b"nonsense"]) == "malformed"


def _signed_anyway(member: Member, directory: Directory) -> bytes:
    from sync.directory.writing import sign_record

    return sign_record(directory, ServerRestored(""), member.device.sign_key, member.device_id, stamp(now_ms()))


def test_all_or_none(staff: Staff) -> None:
    ada, height = staff.administrator, staff.directory.height
    good = record(ada)
    assert code(ada.relay.put_directory, [good, b"nonsense"]) == "malformed"
    assert staff.directory.height == height


def test_two_processes_see_each_others_records(staff: Staff, database_url: str) -> None:
    other = Office.open(database_url)
    try:
        height = staff.directory.height
        signed = record(staff.administrator)
        assert Relay(other, staff.administrator.device_id).put_directory([signed]) == height + 1
        assert staff.directory.height == height + 1
    finally:
        other.close()


def test_a_request_waits_for_an_administrator_until_it_is_admitted(staff: Staff) -> None:
    bo = staff.join()
    invitation = staff.invite(Role.SUPERVISOR)
    device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
    request = request_to_join(invitation, device, person, "phone", now_ms())
    staff.nobody.put_join_request(request)
    staff.nobody.put_join_request(request)
    assert staff.administrator.relay.get_join_requests() == [request]
    assert code(bo.relay.get_join_requests) == "no-right"
    staff.admit_all()
    assert staff.administrator.relay.get_join_requests() == []
    staff.nobody.put_join_request(request)
    assert staff.administrator.relay.get_join_requests() == []
    second = request_to_join(invitation, DeviceKeys.generate(), person, "phone", now_ms())
    assert code(staff.nobody.put_join_request, second) == "invitation-used"


def test_only_open_invitations_of_this_office_may_ask(staff: Staff, office: Office) -> None:
    invitation = staff.invite()
    person = PrincipalKeys.new(invitation.person_id)
    request = request_to_join(invitation, DeviceKeys.generate(), person, "phone", now_ms())
    flipped = bytes([request[0] ^ 1]) + request[1:]
    assert code(staff.nobody.put_join_request, flipped) == "malformed"
    assert code(staff.nobody.put_join_request, request[:-1] + bytes([request[-1] ^ 1])) == "malformed"
    from dataclasses import replace

    for change, expected in (
        ({"secret": random_id()}, "invitation-unknown"),
        ({"org_id": random_id()}, "foreign-office"),
        ({"fingerprint": bytes(32)}, "foreign-office"),
    ):
        asked = request_to_join(replace(invitation, **change), DeviceKeys.generate(), person, "phone", now_ms())
        assert code(staff.nobody.put_join_request, asked) == expected


def test_what_waits_is_bounded(staff: Staff) -> None:
    invitation = staff.invite()
    person = PrincipalKeys.new(invitation.person_id)
    for _ in range(MAX_WAITING):
        staff.nobody.put_join_request(request_to_join(invitation, DeviceKeys.generate(), person, "p", now_ms()))
    one_more = request_to_join(invitation, DeviceKeys.generate(), person, "p", now_ms())
    assert code(staff.nobody.put_join_request, one_more) == "too-many-requests"


def test_nobody_joins_an_office_that_is_not_founded(office: Office, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.sync.server.staff import create_office

    elsewhere = create_office(f"sqlite:///{tmp_path_factory.mktemp('else') / 'office.db'}")
    try:
        invitation = Staff(elsewhere).invite()
        person = PrincipalKeys.new(invitation.person_id)
        request = request_to_join(invitation, DeviceKeys.generate(), person, "p", now_ms())
        assert code(Relay(office, None).put_join_request, request) == "not-founded"
    finally:
        elsewhere.close()


def test_who_is_not_known_or_revoked_is_served_nothing(staff: Staff) -> None:
    bo = staff.join()
    stream = bo.open_stream()
    stranger = Relay(staff.office, random_id())
    staff.revoke(bo)
    for relay, expected in ((stranger, "unknown-device"), (bo.relay, "revoked"), (staff.nobody, "login-needed")):
        assert code(relay.get_envelopes, {}) == expected
        assert code(relay.get_own_envelopes, 0) == expected
        assert code(relay.get_stream_envelopes, stream.stream_id, 0) == expected
        assert code(relay.put_envelopes, [bo.note(stream)]) == expected
        assert code(relay.get_wraps, 0) == expected
        assert code(relay.put_wraps, []) == expected
        assert code(relay.get_directory, 0) == expected
        assert code(relay.put_directory, []) == expected
        assert code(relay.get_join_requests) == expected
