"""Founding an office and changing who is in it: pure functions from a directory to records and wraps.

Nothing is stored or sent here: the caller stores and pushes the records (in order) and the wraps. Every record made
here was checked against the directory's rules as everybody else will check it. Times are ms since 1970; ``hlc`` is a
fresh stamp of the local clock, of which a run of records takes consecutive ones.

A record is not part of the directory before the office has taken it: keep it apart until then, and where another one
was first, make it anew on top of that one. Never extend the stored directory by what may still be refused, or the
other's record looks like a fork.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sync.client.seeds import (
    Holder,
    MembershipError,
    MissingSeedError,
    NotAdministratorError,
    share_person_seed,
    team_keys,
    wrap_directory_key,
    wrap_person_seed,
    wrap_team_seed,
)
from sync.directory.approvals import QUORUM_FROM
from sync.directory.invitation import FoundingInvitation, Invitation, names_key
from sync.directory.join import (
    VOUCHED_BY_INVITATION,
    Joiner,
    JoinRequest,
    NotVouchedError,
    check_join_request,
    make_join_request,
    make_vouched_request,
    open_label,
)
from sync.directory.rules import first_role
from sync.directory.state import Directory, Invited
from sync.directory.writing import sign_record
from sync.protocol.changes import to_text
from sync.protocol.derivation import ID_SIZE, KEY_SIZE
from sync.protocol.errors import MalformedError
from sync.protocol.public import (
    AddAdmin,
    AddDevice,
    AddPerson,
    AddTeam,
    Found,
    Invite,
    PersonKeys,
    Record,
    RemovePerson,
    RevokeDevice,
    Role,
    RotatePrincipal,
    SetTeamMembers,
    Wrap,
)
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import directory_commit, seal_name

__all__ = [
    "Founded",
    "Holder",
    "MembershipError",
    "MissingSeedError",
    "NotAdministratorError",
    "Outcome",
    "Rotated",
    "add_team",
    "admit",
    "admit_device",
    "append",
    "found_office",
    "invite",
    "remove_person",
    "request_for_restored",
    "request_to_join",
    "revoke_device",
    "rotate_person",
    "rotate_team",
]

INVITATION_MS = 72 * 3600 * 1000
"""How long an invitation is open unless asked otherwise."""


class Outcome(NamedTuple):
    """Records to append, in order, and wraps to store beside them."""

    records: list[bytes]
    wraps: list[Wrap]


class Founded(NamedTuple):
    """A new office: the genesis record, the wraps, and what the founder holds."""

    genesis: bytes
    wraps: list[Wrap]
    holder: Holder


class Rotated(NamedTuple):
    """Records, wraps and the new generation of a team or of the own person, which the holder keeps from now on."""

    records: list[bytes]
    wraps: list[Wrap]
    keys: PrincipalKeys


class _Pen:
    """Writes consecutive records, each judged by the directory before it is kept."""

    def __init__(self, directory: Directory, device: DeviceKeys, hlc: int) -> None:
        self.directory = directory
        self.records: list[bytes] = []
        self._device = device
        self._hlc = hlc

    def write(self, record: Record) -> None:
        """Append *record*; raises :class:`DirectoryError` when the rules forbid it."""
        stamp = self._hlc + len(self.records)
        signed = sign_record(self.directory, record, self._device.sign_key, self._device.device_id, stamp)
        self.directory = self.directory.extend(signed)
        self.records.append(signed)


def found_office(founding: FoundingInvitation, *, name: str, label: str, device: DeviceKeys, hlc: int) -> Founded:
    """Found an office on the server of *founding*: org id, first administrator, first device, directory key."""
    org_id, person = os.urandom(ID_SIZE), PrincipalKeys.new(os.urandom(ID_SIZE))
    directory_key = os.urandom(KEY_SIZE)
    pen = _Pen(Directory.empty(), device, hlc)
    pen.write(
        Found(
            org=to_text(org_id),
            server=to_text(founding.server_id),
            person=to_text(person.principal_id),
            name=seal_name(directory_key, name),
            keys=person.public(),
            device=to_text(device.device_id),
            device_sign=to_text(device.sign_public),
            device_receive=to_text(device.receive_public),
            device_label=seal_name(directory_key, label),
            directory_commit=to_text(directory_commit(directory_key, org_id)),
        )
    )
    wraps = [
        wrap_person_seed(org_id, person, device.device_id, device.receive_public),
        wrap_directory_key(pen.directory, directory_key, person.principal_id),
    ]
    return Founded(pen.records[0], wraps, Holder(device, person, directory_key))


def append(directory: Directory, holder: Holder, record: Record, hlc: int) -> bytes:
    """Return *record* signed by this device as the next one; raises :class:`DirectoryError` when it is not allowed.

    For records that concern nobody's keys: SetRole, SetPolicy, AddAdmin, RemoveAdmin, ServerRestored.
    """
    pen = _Pen(directory, holder.device, hlc)
    pen.write(record)
    return pen.records[0]


def add_team(directory: Directory, holder: Holder, *, name: str, hlc: int, members: Sequence[bytes] = ()) -> Rotated:
    """Make a team of the maker and *members* (person ids)."""
    _require_administrator(directory, holder)
    keys = PrincipalKeys.new(os.urandom(ID_SIZE))
    everybody = list(dict.fromkeys([holder.person_id, *members]))
    pen = _Pen(directory, holder.device, hlc)
    texts = [to_text(member) for member in everybody]
    pen.write(AddTeam(to_text(keys.principal_id), seal_name(holder.directory_key, name), keys.public(), texts))
    return Rotated(pen.records, wrap_team_seed(pen.directory, keys, everybody), keys)


def invite(
    directory: Directory,
    holder: Holder,
    *,
    server: str,
    name: str,
    role: Role,
    now_ms: int,
    hlc: int,
    team_ids: Sequence[bytes] = (),
    person_id: bytes | None = None,
    pin: str = "",
    valid_ms: int = INVITATION_MS,
) -> tuple[bytes, Invitation]:
    """Return the record that opens an invitation, and the invitation to hand over.

    *person_id* of a present member invites one more device of his (his role, no teams); None makes a new person.
    Raises :class:`MissingSeedError` for a team whose keys this device could not hand on.
    """
    _require_administrator(directory, holder)
    for team_id in team_ids:
        team_keys(directory, holder, team_id)
    secret = Invitation.new_secret()
    public_label_key = names_key(holder.directory_key).public_key().public_bytes_raw()
    invitation = Invitation(
        server=server,
        server_id=directory.server_id,
        org_id=directory.org_id,
        fingerprint=directory.fingerprint,
        names_key=public_label_key,
        secret=secret,
        person_id=person_id or os.urandom(ID_SIZE),
        name=name,
        role=role,
        team_ids=tuple(team_ids),
        expires=now_ms + valid_ms,
        pin=pin,
    )
    record = Invite(
        invitation=to_text(invitation.invitation_id),
        key=to_text(invitation.sign_public),
        person=to_text(invitation.person_id),
        name=seal_name(holder.directory_key, name),
        role=role,
        teams=[to_text(team_id) for team_id in team_ids],
        expires=invitation.expires,
    )
    return append(directory, holder, record, hlc), invitation


def request_to_join(
    invitation: Invitation, device: DeviceKeys, person: PrincipalKeys, label: str, now_ms: int
) -> bytes:
    """Return the join request of a new *device* with freshly made *person* keys (generation 1)."""
    return make_join_request(invitation, _joiner(device, person, label), now_ms)


def request_for_restored(
    directory: Directory, device: DeviceKeys, person: PrincipalKeys, directory_key: bytes, label: str, now_ms: int
) -> bytes:
    """Return the join request of a new *device* on which a backup of the person's profile was restored."""
    return make_vouched_request(directory, person.principal_id, directory_key, _joiner(device, person, label), now_ms)


def admit(directory: Directory, request: JoinRequest, *, holder: Holder, now_ms: int, hlc: int) -> Outcome:
    """Admit a new person with his first device, or the further device of a member.

    Writes AddPerson, AddDevice, SetTeamMembers and, for who was invited as an administrator, AddAdmin; from three
    administrators on that last step is left out and needs another administrator's approval. Wraps the seed of each
    team and the directory key to the person. His own seed he wraps to his device himself.
    Raises a :class:`JoinError` (used, expired, foreign, unknown …), :class:`MissingSeedError`,
    :class:`NotAdministratorError`.
    """
    check_join_request(directory, request, now_ms)
    if request.person_id in directory.people:
        return admit_device(directory, request, holder=holder, now_ms=now_ms, hlc=hlc)
    _require_administrator(directory, holder)
    invited = _invited(directory, request)
    teams = [team_keys(directory, holder, team_id) for team_id in invited.teams]
    pen = _Pen(directory, holder.device, hlc)
    person_text, invitation_text = to_text(request.person_id), to_text(invited.invitation_id)
    pen.write(AddPerson(person_text, invited.name, first_role(invited.role), request.person_keys(), invitation_text))
    pen.write(_device_record(request, holder, invitation_text))
    for team in teams:
        members = pen.directory.teams[team.principal_id].members | {request.person_id}
        pen.write(_members_record(team.principal_id, members))
    if invited.role is Role.ADMINISTRATOR and len(directory.administrators) < QUORUM_FROM:
        pen.write(AddAdmin(person_text))
    wraps = [wrap for team in teams for wrap in wrap_team_seed(pen.directory, team, [request.person_id])]
    return Outcome(pen.records, [*wraps, wrap_directory_key(pen.directory, holder.directory_key, request.person_id)])


def admit_device(
    directory: Directory,
    request: JoinRequest,
    *,
    holder: Holder,
    now_ms: int,
    hlc: int,
    keys_lost: bool = False,
) -> Outcome:
    """Admit one more device of a member.

    The member's seed reaches it from another device of his (:func:`sync.client.seeds.share_person_seed`), or is in
    the restored profile. With *keys_lost* (he has no other device and no backup) the keys in the request become his
    newest generation, without a way back to the older ones, and he is given the seeds of the teams this device holds;
    what only he could read stays closed until another reader grants it.
    """
    check_join_request(directory, request, now_ms)
    _require_administrator(directory, holder)
    person = directory.people.get(request.person_id)
    if person is None:
        raise NotVouchedError("person")
    invitation_id = request.invitation_id
    pen = _Pen(directory, holder.device, hlc)
    pen.write(_device_record(request, holder, to_text(invitation_id) if invitation_id else ""))
    if not keys_lost or request.voucher != VOUCHED_BY_INVITATION:
        return Outcome(pen.records, [])
    keys: PersonKeys = request.person_keys(len(person.keys) + 1)
    pen.write(RotatePrincipal(to_text(person.person_id), keys, ""))
    held = [holder.teams[team_id] for team_id in sorted(directory.teams_of(person.person_id) & holder.teams.keys())]
    wraps = [wrap for team in held for wrap in wrap_team_seed(pen.directory, team, [person.person_id])]
    return Outcome(pen.records, [*wraps, wrap_directory_key(pen.directory, holder.directory_key, person.person_id)])


def revoke_device(
    directory: Directory, holder: Holder, device_id: bytes, *, last_seq: int, last_hash: bytes, hlc: int
) -> Outcome:
    """Stop a device: nothing it wrote above *last_seq* (SHA-256 *last_hash*; 0 and zeros for nothing) is accepted.

    Then rotate its person (:func:`rotate_person`, on another device of his) and his teams (:func:`rotate_team`).
    """
    _require_administrator(directory, holder)
    record = RevokeDevice(to_text(device_id), last_seq, to_text(last_hash))
    return Outcome([append(directory, holder, record, hlc)], [])


def rotate_person(directory: Directory, holder: Holder, *, hlc: int) -> Rotated:
    """Give the own person new keys and wrap the new seed to each of his devices in force."""
    keys, chain = holder.person.next_generation()
    pen = _Pen(directory, holder.device, hlc)
    pen.write(RotatePrincipal(to_text(holder.person_id), keys.public(), to_text(chain)))
    return Rotated(pen.records, share_person_seed(pen.directory, keys), keys)


def rotate_team(
    directory: Directory, holder: Holder, team_id: bytes, *, hlc: int, members: Iterable[bytes] | None = None
) -> Rotated:
    """Give a team new keys; with *members*, set who is in it: where people only came, its keys stay as they are.

    The newest seed is wrapped to every member whose own keys are not exposed; the others get it by
    :func:`sync.client.seeds.wrap_team_seed` once they have new ones. Raises :class:`MissingSeedError`.
    """
    keys = team_keys(directory, holder, team_id)
    pen = _Pen(directory, holder.device, hlc)
    before = directory.teams[team_id].members
    after = before if members is None else frozenset(members)
    if after != before:
        pen.write(_members_record(team_id, after))
    if before <= after and not pen.directory.is_exposed(team_id) and after != before:
        return Rotated(pen.records, wrap_team_seed(pen.directory, keys, after - before), keys)
    newer, chain = keys.next_generation()
    pen.write(RotatePrincipal(to_text(team_id), newer.public(), to_text(chain)))
    return Rotated(pen.records, wrap_team_seed(pen.directory, newer, after), newer)


def remove_person(
    directory: Directory,
    holder: Holder,
    person_id: bytes,
    *,
    cuts: Mapping[bytes, tuple[int, bytes]],
    hlc: int,
) -> Outcome:
    """End a membership: revoke each device in force at its cut (last accepted device_seq, its hash), then the person.

    His teams are to be rotated next, each by a member (:func:`rotate_team`). Raises :class:`MembershipError` when a
    device has no cut.
    """
    _require_administrator(directory, holder)
    pen = _Pen(directory, holder.device, hlc)
    for device_id in sorted(directory.facts.active_devices([person_id])):
        if device_id not in cuts:
            raise MembershipError("a device without a cut")
        last_seq, last_hash = cuts[device_id]
        pen.write(RevokeDevice(to_text(device_id), last_seq, to_text(last_hash)))
    pen.write(RemovePerson(to_text(person_id)))
    return Outcome(pen.records, [])


def _require_administrator(directory: Directory, holder: Holder) -> None:
    if not directory.is_administrator(holder.person_id):
        raise NotAdministratorError("signer")


def _invited(directory: Directory, request: JoinRequest) -> Invited:
    if request.invitation_id is None:
        raise NotVouchedError("person")
    return directory.invitations[request.invitation_id]


def _device_record(request: JoinRequest, holder: Holder, invitation: str) -> AddDevice:
    try:
        label = open_label(request, holder.directory_key)
    except MalformedError:
        label = ""
    return AddDevice(
        person=to_text(request.person_id),
        device=to_text(request.device_id),
        sign=to_text(request.device_sign),
        receive=to_text(request.device_receive),
        label=seal_name(holder.directory_key, label),
        invitation=invitation,
    )


def _members_record(team_id: bytes, members: Iterable[bytes]) -> SetTeamMembers:
    return SetTeamMembers(to_text(team_id), [to_text(member) for member in sorted(members)])


def _joiner(device: DeviceKeys, person: PrincipalKeys, label: str) -> Joiner:
    return Joiner(device.sign_key, device.receive_public, person.sign_key, person.receive_public, label)
