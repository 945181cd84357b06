"""Join requests: who holds the invitation and his own keys may ask; everything else enrols nobody."""

import os
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.directory.invitation import Invitation
from sync.directory.join import (
    MAX_LABEL_BYTES,
    REQUEST_SIZE,
    ExpiredInvitationError,
    ForeignOfficeError,
    Joiner,
    JoinError,
    KnownDeviceError,
    NotVouchedError,
    UnknownInvitationError,
    UsedInvitationError,
    check_join_request,
    make_join_request,
    make_vouched_request,
    open_label,
    read_join_request,
)
from sync.directory.state import Directory
from sync.protocol.changes import to_text
from sync.protocol.derivation import invitation_id_of
from sync.protocol.errors import DirectoryError, MalformedError, ProtocolError, SignatureError, TooLargeError
from sync.protocol.public import RemovePerson, Role
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from tests.sync.directory.office import HOUR, NOW, Member, Office, revoke_record, rotate_record


def joiner(member: Member, device: DeviceKeys | None = None, label: str = "Latitude · kantoor") -> Joiner:
    device, keys = device or member.device, member.keys[-1]
    return Joiner(device.sign_key, device.receive_public, keys.sign_key, keys.receive_public, label)


def invited(role: Role = Role.COUNSELLOR) -> tuple[Office, Member, Invitation, bytes]:
    office, member = Office.found(), Member.new()
    invitation = office.invitation(member.id, role)
    office.append(office.invite_record(invitation))
    return office, member, invitation, make_join_request(invitation, joiner(member), NOW)


def refused(directory: Directory, data: bytes, error: type[JoinError], now_ms: int = NOW) -> None:
    with pytest.raises(error):
        check_join_request(directory, read_join_request(data), now_ms)


def test_an_invited_device_may_join() -> None:
    office, member, invitation, data = invited()
    request = read_join_request(data)
    check_join_request(office.directory, request, NOW)
    assert len(data) == REQUEST_SIZE == 573
    assert (request.person_id, request.device_id) == (member.id, member.device.device_id)
    assert request.invitation_id == invitation.invitation_id
    assert request.person_keys() == member.keys[0].public()
    assert (request.device_sign, request.device_receive) == (member.device.sign_public, member.device.receive_public)
    assert request.time_ms == NOW


def test_the_label_is_read_by_holders_of_the_directory_key_only() -> None:
    office, _, invitation, data = invited()
    request = read_join_request(data)
    assert open_label(request, office.directory_key) == "Latitude · kantoor"
    assert b"Latitude" not in data
    with pytest.raises(MalformedError):
        open_label(request, os.urandom(32))
    with pytest.raises(MalformedError):
        open_label(replace(request, org_id=b"x" * 16), office.directory_key)
    with pytest.raises(MalformedError):
        open_label(replace(request, device_sign=b"x" * 32), office.directory_key)
    for label in ("", "x" * MAX_LABEL_BYTES, "\0", "é" * 47):
        longer = make_join_request(invitation, joiner(Member.new(), label=label), NOW)
        assert len(longer) == len(data)
        assert open_label(read_join_request(longer), office.directory_key) == label
    with pytest.raises(TooLargeError):
        make_join_request(invitation, joiner(Member.new(), label="x" * (MAX_LABEL_BYTES + 1)), NOW)


def test_no_bit_of_a_request_may_change() -> None:
    *_, data = invited()
    for at in range(len(data)):
        mutant = bytearray(data)
        mutant[at] ^= 1 << (at % 8)
        with pytest.raises(ProtocolError):
            read_join_request(bytes(mutant))
    for wrong in (b"", data[:-1], data + b"\0", data * 2):
        with pytest.raises(MalformedError):
            read_join_request(wrong)


def test_each_of_the_three_signatures_counts() -> None:
    """Parts of two genuine requests never make a third."""
    _, _, invitation, one = invited()
    other = make_join_request(invitation, joiner(Member.new()), NOW)
    for at in (381, 445, 509):
        for signature in (other[at : at + 64], one[381:445] if at != 381 else one[445:509], bytes(64)):
            with pytest.raises(SignatureError):
                read_join_request(one[:at] + signature + one[at + 64 :])
    fields = [(5, 16), (21, 32), (53, 16), (69, 32), (101, 32), (133, 32), (165, 32), (197, 32), (229, 8), (237, 144)]
    later = make_join_request(replace(invitation, secret=b"!" * 16, person_id=b"!" * 16), joiner(Member.new()), NOW + 1)
    for at, size in fields:
        mutant = one[:at] + later[at : at + size] + one[at + size :]
        if mutant != one:
            with pytest.raises(SignatureError):
                read_join_request(mutant)


def test_weak_keys_are_refused_before_a_signature_is_looked_at() -> None:
    *_, data = invited()
    for at in (69, 101, 133, 165, 197):
        with pytest.raises(ProtocolError):
            read_join_request(data[:at] + b"\1" + bytes(31) + data[at + 32 :])
        with pytest.raises(ProtocolError):
            read_join_request(data[:at] + bytes(32) + data[at + 32 :])


def test_a_used_invitation_enrols_nobody() -> None:
    office, member, invitation, data = invited()
    office.append(office.person_record(member, Role.COUNSELLOR, invitation))
    check_join_request(office.directory, read_join_request(data), NOW)
    office.append(office.device_record(member, member.device, invitation))
    refused(office.directory, data, UsedInvitationError)
    refused(office.directory, make_join_request(invitation, joiner(Member.new()), NOW), UsedInvitationError)


def test_an_expired_invitation_enrols_nobody() -> None:
    office, _, invitation, data = invited()
    assert invitation.expires == NOW + 72 * HOUR
    check_join_request(office.directory, read_join_request(data), invitation.expires)
    refused(office.directory, data, ExpiredInvitationError, invitation.expires + 1)


def test_a_foreign_invitation_enrols_nobody() -> None:
    office, member, invitation, data = invited()
    elsewhere = Office.found()
    refused(elsewhere.directory, data, ForeignOfficeError)
    twin = Office.found(office.directory.org_id)
    refused(twin.directory, data, ForeignOfficeError)
    other = make_join_request(replace(invitation, fingerprint=b"f" * 32), joiner(member), NOW)
    refused(office.directory, other, ForeignOfficeError)


def test_an_unknown_invitation_enrols_nobody() -> None:
    office, member, invitation, _ = invited()
    guessed = replace(invitation, secret=os.urandom(16))
    refused(office.directory, make_join_request(guessed, joiner(member), NOW), UnknownInvitationError)
    somebody_else = replace(invitation, person_id=office.founder.id)
    refused(office.directory, make_join_request(somebody_else, joiner(member), NOW), UnknownInvitationError)


def test_an_invitation_of_who_left_enrols_nobody() -> None:
    office = Office.found()
    member = office.join()
    invitation = office.invitation(member.id, Role.COUNSELLOR)
    office.append(office.invite_record(invitation))
    data = make_join_request(invitation, joiner(member, DeviceKeys.generate()), NOW)
    check_join_request(office.directory, read_join_request(data), NOW)
    office.append(revoke_record(member.device.device_id))
    office.append(RemovePerson(to_text(member.id)))
    refused(office.directory, data, UnknownInvitationError)


def vouched(office: Office, member: Member, device: DeviceKeys, keys: PrincipalKeys | None = None) -> bytes:
    keys = keys or member.keys[-1]
    who = Joiner(device.sign_key, device.receive_public, keys.sign_key, keys.receive_public, "restored")
    return make_vouched_request(office.directory, member.id, office.directory_key, who, NOW)


def test_a_restored_profile_vouches_for_its_new_device() -> None:
    office = Office.found()
    member, device = office.join(), DeviceKeys.generate()
    data = vouched(office, member, device)
    request = read_join_request(data)
    check_join_request(office.directory, request, NOW)
    assert request.invitation_id is None
    assert open_label(request, office.directory_key) == "restored"
    office.append(office.device_record(member, device))
    refused(office.directory, data, KnownDeviceError)
    office.append(revoke_record(device.device_id))
    refused(office.directory, data, KnownDeviceError)


def test_only_the_newest_keys_of_a_member_vouch() -> None:
    office = Office.found()
    member, device = office.join(), DeviceKeys.generate()
    stolen = vouched(office, member, device)
    newer, chain = member.keys[0].next_generation()
    office.append(rotate_record(newer, chain), member.device)
    refused(office.directory, stolen, NotVouchedError)
    check_join_request(office.directory, read_join_request(vouched(office, member, device, newer)), NOW)
    refused(office.directory, vouched(office, Member.new(), device), NotVouchedError)
    refused(office.directory, vouched(office, office.founder, device, newer), NotVouchedError)
    office.append(revoke_record(member.device.device_id))
    office.append(RemovePerson(to_text(member.id)))
    refused(office.directory, vouched(office, member, device, newer), NotVouchedError)


def test_after_a_loss_nobody_is_vouched_for_until_the_keys_are_changed() -> None:
    """Whoever found the laptop could vouch as well as its owner."""
    office = Office.found()
    member, device = office.join(), DeviceKeys.generate()
    office.append(revoke_record(member.device.device_id))
    refused(office.directory, vouched(office, member, device), NotVouchedError)
    with pytest.raises(DirectoryError):
        office.append(office.device_record(member, device))
    invitation = office.invitation(member.id, Role.COUNSELLOR)
    office.append(office.invite_record(invitation))
    data = make_join_request(invitation, joiner(member, device), NOW)
    check_join_request(office.directory, read_join_request(data), NOW)
    office.append(office.device_record(member, device, invitation))
    newer, chain = member.keys[0].next_generation()
    office.append(rotate_record(newer, chain), device)
    check_join_request(office.directory, read_join_request(vouched(office, member, DeviceKeys.generate(), newer)), NOW)


def test_a_voucher_is_one_of_two_kinds() -> None:
    office, member, _, data = invited()
    for kind in (0, 2, 3, 255):
        with pytest.raises(MalformedError):
            read_join_request(data[:4] + bytes([kind]) + data[5:])
    own = vouched(office, member, member.device)
    with pytest.raises(MalformedError):
        read_join_request(own[:4] + b"\1" + own[5:])
    with pytest.raises(MalformedError):
        read_join_request(b"CWJ2" + data[4:])


def test_the_invitation_is_known_by_its_key() -> None:
    office, _, invitation, data = invited()
    public = Ed25519PrivateKey.from_private_bytes(invitation.sign_key.private_bytes_raw()).public_key()
    assert data[69:101] == public.public_bytes_raw()
    assert office.directory.invitations[invitation_id_of(data[69:101])].public == data[69:101]


def test_every_reason_has_a_code_of_its_own() -> None:
    errors = JoinError.__subclasses__()
    assert len({error.code for error in errors}) == len(errors) == 6
