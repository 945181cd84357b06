"""Bodies that everybody may read: keyrings, directory records, and the wraps that travel beside them.

Keyrings and directory records are signed but not sealed: a new reader must be able to check them before he holds any
key, and the office must be able to limit access by them. Names in the directory are sealed apart.
Ids, keys, hashes and signatures are base64url text (:func:`sync.protocol.changes.to_text`).
"""

import struct
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import msgspec

from sync.protocol.body import Reader
from sync.protocol.errors import MalformedError


class Role(StrEnum):
    """What a person is in the office. Rights follow from it in :mod:`sync.directory`."""

    COUNSELLOR = "counsellor"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Purpose(IntEnum):
    """What a wrap carries, to whom. The label of each purpose is part of its HPKE info."""

    STREAM_KEY = 1
    PERSON_SEED = 2
    TEAM_SEED = 3
    DIRECTORY_KEY = 4


_WRAP = struct.Struct(">B16sI16sI32sH")
_PURPOSES = frozenset(int(purpose) for purpose in Purpose)
_ID, _COMMIT = 16, 32


@dataclass(frozen=True, slots=True)
class Wrap:
    """A key encrypted to one recipient.

    ``subject``: stream, person, team or org id; ``generation``: its epoch or generation; ``recipient``: a principal's
    id, or a device id for a person's seed; ``commit``: 32 public bytes that pin the key (zeros where the directory
    pins it); ``sealed``: HPKE encapsulation and ciphertext.
    """

    purpose: int
    subject: bytes
    generation: int
    recipient: bytes
    recipient_generation: int
    commit: bytes
    sealed: bytes

    def pack(self) -> bytes:
        """Return the wire form; raises :class:`MalformedError` for an id or commit of another size."""
        if (len(self.subject), len(self.recipient), len(self.commit)) != (_ID, _ID, _COMMIT):
            raise MalformedError("wrap")
        head = _WRAP.pack(
            self.purpose,
            self.subject,
            self.generation,
            self.recipient,
            self.recipient_generation,
            self.commit,
            len(self.sealed),
        )
        return head + self.sealed


def unpack_wrap(data: bytes) -> Wrap:
    """Read one wrap; raises :class:`MalformedError` for any other length or purpose."""
    if len(data) < _WRAP.size:
        raise MalformedError("wrap length")
    purpose, subject, generation, recipient, recipient_generation, commit, length = _WRAP.unpack_from(data)
    if length != len(data) - _WRAP.size or purpose not in _PURPOSES:
        raise MalformedError("wrap")
    return Wrap(purpose, subject, generation, recipient, recipient_generation, commit, data[_WRAP.size :])


class Reading(msgspec.Struct, frozen=True):
    """One reader of an epoch: principal id, its generation, SHA-256 of its wrap."""

    principal: str
    generation: int
    wrap: str


class Keyring(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who may read the epoch in the envelope's header. ``chain`` seals the previous epoch's key under this one."""

    readers: list[Reading]
    commit: str
    chain: str = ""


class PersonKeys(msgspec.Struct, frozen=True):
    """Public keys of one generation of a person or team: X25519 to receive, Ed25519 to vouch for own devices."""

    generation: int
    receive: str
    sign: str


class Found(msgspec.Struct, tag="found", frozen=True):
    """Genesis: the founding device is the first administrator. ``directory_commit`` pins the key that seals names."""

    org: str
    server: str
    person: str
    name: str
    keys: PersonKeys
    device: str
    device_sign: str
    device_receive: str
    device_label: str
    directory_commit: str


class Invite(msgspec.Struct, tag="invite", frozen=True):
    """An invitation's public key, for whom, until when (ms since 1970). The secret stays on paper."""

    invitation: str
    key: str
    person: str
    name: str
    role: Role
    teams: list[str]
    expires: int


class AddPerson(msgspec.Struct, tag="add-person", frozen=True):
    """A person and the keys of his first generation; ``invitation`` is used up by it."""

    person: str
    name: str
    role: Role
    keys: PersonKeys
    invitation: str


class AddDevice(msgspec.Struct, tag="add-device", frozen=True):
    """One more device of a person; ``label`` is sealed. ``invitation`` empty when the person's own key vouched."""

    person: str
    device: str
    sign: str
    receive: str
    label: str
    invitation: str


class RevokeDevice(msgspec.Struct, tag="revoke-device", frozen=True):
    """No envelope of the device above ``last_seq`` (hash ``last_hash``) is accepted any more."""

    device: str
    last_seq: int
    last_hash: str


class RemovePerson(msgspec.Struct, tag="remove-person", frozen=True):
    """The person left: all devices stop, all memberships end."""

    person: str


class RotatePrincipal(msgspec.Struct, tag="rotate-principal", frozen=True):
    """New keys of a person or team; ``chain`` seals the previous seed under the new one."""

    principal: str
    keys: PersonKeys
    chain: str


class AddTeam(msgspec.Struct, tag="add-team", frozen=True):
    """A team and its first members (its maker among them, who holds its seed)."""

    team: str
    name: str
    keys: PersonKeys
    members: list[str]


class SetTeamMembers(msgspec.Struct, tag="set-team-members", frozen=True):
    """The whole list of members from now on."""

    team: str
    members: list[str]


class SetRole(msgspec.Struct, tag="set-role", frozen=True):
    """Counsellor or supervisor; administrators come and go by AddAdmin and RemoveAdmin."""

    person: str
    role: Role


class Approval(msgspec.Struct, frozen=True):
    """A second administrator's device and its Ed25519 signature: see :mod:`sync.directory.approvals`."""

    device: str
    signature: str


class AddAdmin(msgspec.Struct, tag="add-admin", frozen=True, omit_defaults=True):
    """One more administrator; with three or more there must be a second one's approval."""

    person: str
    approvals: list[Approval] = []


class RemoveAdmin(msgspec.Struct, tag="remove-admin", frozen=True, omit_defaults=True):
    """One administrator less (becomes ``supervisor``); never the last one."""

    person: str
    approvals: list[Approval] = []


class SetPolicy(msgspec.Struct, tag="set-policy", frozen=True, omit_defaults=True):
    """Office-wide settings every client obeys. Seconds, days; versions as text."""

    min_app_version: str = ""
    idle_lock: int = 300
    lease_days: int = 0
    retention_days: int = 0


class ServerRestored(msgspec.Struct, tag="server-restored", frozen=True):
    """An administrator's word that the office came back from a backup: silences the alarm, deletes nothing.

    ``note`` is empty or sealed like a name.
    """

    note: str


Record = (
    Found
    | Invite
    | AddPerson
    | AddDevice
    | RevokeDevice
    | RemovePerson
    | RotatePrincipal
    | AddTeam
    | SetTeamMembers
    | SetRole
    | AddAdmin
    | RemoveAdmin
    | SetPolicy
    | ServerRestored
)


class DirectoryBody(msgspec.Struct, frozen=True):
    """The body of a directory envelope: one record."""

    record: Record


read_keyring = Reader(Keyring).read
read_directory_body = Reader(DirectoryBody).read
