"""An office to play with: real keys, real records, and any device as the signer of anything."""

import itertools
import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.directory.approvals import approve
from sync.directory.invitation import Invitation, names_key
from sync.directory.state import Directory
from sync.directory.writing import sign_record
from sync.protocol.changes import to_text
from sync.protocol.public import (
    AddAdmin,
    AddDevice,
    AddPerson,
    AddTeam,
    Found,
    Invite,
    Record,
    RemoveAdmin,
    RevokeDevice,
    Role,
    RotatePrincipal,
    SetTeamMembers,
)
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import directory_commit, seal_name

NOW = 1_763_748_446_000
HOUR = 3_600_000


@dataclass
class Member:
    """A person, his devices and the generations of his keys."""

    keys: list[PrincipalKeys]
    devices: list[DeviceKeys]

    @property
    def id(self) -> bytes:
        return self.keys[-1].principal_id

    @property
    def device(self) -> DeviceKeys:
        return self.devices[0]

    @classmethod
    def new(cls, person_id: bytes | None = None) -> "Member":
        return cls([PrincipalKeys.new(person_id or os.urandom(16))], [DeviceKeys.generate()])


@dataclass
class Office:
    """A directory and everybody's secrets. ``records`` is the chain."""

    directory: Directory
    founder: Member
    directory_key: bytes
    records: list[bytes]
    server_id: bytes
    clock: "itertools.count[int]" = field(default_factory=lambda: itertools.count(NOW + 1))

    @classmethod
    def found(cls, org_id: bytes | None = None, founder: Member | None = None) -> "Office":
        org, founder, key, server = org_id or os.urandom(16), founder or Member.new(), os.urandom(32), os.urandom(16)
        record = genesis(org, server, founder, key)
        directory = Directory.empty()
        signed = sign_record(directory, record, founder.device.sign_key, founder.device.device_id, NOW << 16)
        return cls(directory.extend(signed), founder, key, [signed], server)

    def name(self, text: str = "somebody") -> str:
        return seal_name(self.directory_key, text)

    def sign(self, record: Record, device: DeviceKeys | None = None, time_ms: int | None = None) -> bytes:
        device = device or self.founder.device
        stamp = (next(self.clock) if time_ms is None else time_ms) << 16
        return sign_record(self.directory, record, device.sign_key, device.device_id, stamp)

    def append(self, record: Record, device: DeviceKeys | None = None, time_ms: int | None = None) -> bytes:
        signed = self.sign(record, device, time_ms)
        self.directory = self.directory.extend(signed)
        self.records.append(signed)
        return signed

    def invitation(self, person_id: bytes, role: Role, teams: Iterable[bytes] = (), hours: int = 72) -> Invitation:
        return Invitation(
            server="https://office.example",
            server_id=self.server_id,
            org_id=self.directory.org_id,
            fingerprint=self.directory.fingerprint,
            names_key=names_key(self.directory_key).public_key().public_bytes_raw(),
            secret=Invitation.new_secret(),
            person_id=person_id,
            name="Somebody",
            role=role,
            team_ids=tuple(teams),
            expires=NOW + hours * HOUR,
        )

    def invite_record(self, invitation: Invitation) -> Invite:
        return Invite(
            to_text(invitation.invitation_id),
            to_text(invitation.sign_public),
            to_text(invitation.person_id),
            self.name(),
            invitation.role,
            [to_text(team) for team in invitation.team_ids],
            invitation.expires,
        )

    def person_record(self, member: Member, role: Role, invitation: Invitation) -> AddPerson:
        return AddPerson(
            to_text(member.id), self.name(), role, member.keys[0].public(), to_text(invitation.invitation_id)
        )

    def device_record(self, member: Member, device: DeviceKeys, invitation: Invitation | None = None) -> AddDevice:
        return AddDevice(
            to_text(member.id),
            to_text(device.device_id),
            to_text(device.sign_public),
            to_text(device.receive_public),
            self.name("laptop"),
            to_text(invitation.invitation_id) if invitation else "",
        )

    def team_record(self, keys: PrincipalKeys, members: Iterable[bytes]) -> AddTeam:
        return AddTeam(to_text(keys.principal_id), self.name("team"), keys.public(), [to_text(one) for one in members])

    def join(self, role: Role = Role.COUNSELLOR, member: Member | None = None) -> Member:
        """Invite and enter a new person with one device, all signed by the founder."""
        member = member or Member.new()
        invitation = self.invitation(member.id, role)
        self.append(self.invite_record(invitation))
        entered = Role.SUPERVISOR if role is Role.ADMINISTRATOR else role
        self.append(self.person_record(member, entered, invitation))
        self.append(self.device_record(member, member.device, invitation))
        if role is Role.ADMINISTRATOR:
            self.append(AddAdmin(to_text(member.id)))
        return member

    def approved(self, change: AddAdmin | RemoveAdmin, *devices: DeviceKeys) -> AddAdmin | RemoveAdmin:
        approvals = [approve(self.directory.facts, change, one.sign_key, one.device_id) for one in devices]
        return type(change)(change.person, approvals)


def genesis(org_id: bytes, server_id: bytes, founder: Member, directory_key: bytes) -> Found:
    return Found(
        org=to_text(org_id),
        server=to_text(server_id),
        person=to_text(founder.id),
        name=seal_name(directory_key, "Founder"),
        keys=founder.keys[0].public(),
        device=to_text(founder.device.device_id),
        device_sign=to_text(founder.device.sign_public),
        device_receive=to_text(founder.device.receive_public),
        device_label=seal_name(directory_key, "laptop"),
        directory_commit=to_text(directory_commit(directory_key, org_id)),
    )


def revoke_record(device_id: bytes, last_seq: int = 0) -> RevokeDevice:
    return RevokeDevice(to_text(device_id), last_seq, to_text(bytes([1 if last_seq else 0]) * 32))


def members_record(team_id: bytes, members: Iterable[bytes]) -> SetTeamMembers:
    return SetTeamMembers(to_text(team_id), [to_text(member) for member in members])


def rotate_record(keys: PrincipalKeys, chain: bytes) -> RotatePrincipal:
    return RotatePrincipal(to_text(keys.principal_id), keys.public(), to_text(chain) if chain else "")
