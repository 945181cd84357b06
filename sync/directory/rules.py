"""Who is entitled to sign which record, and what each record changes. See :mod:`sync.directory.state`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sync.directory.approvals import QUORUM_FROM, is_approved
from sync.directory.facts import Device, Facts, Generations, Invited, Person, Team
from sync.directory.publickeys import read_receive_public, read_sign_public
from sync.protocol.changes import from_text
from sync.protocol.derivation import KEY_SIZE, device_id_of, invitation_id_of
from sync.protocol.envelope import ZERO_HASH
from sync.protocol.errors import DirectoryError
from sync.protocol.public import (
    AddAdmin,
    AddDevice,
    AddPerson,
    AddTeam,
    Found,
    Invite,
    PersonKeys,
    Record,
    RemoveAdmin,
    RemovePerson,
    RevokeDevice,
    Role,
    RotatePrincipal,
    ServerRestored,
    SetPolicy,
    SetRole,
    SetTeamMembers,
)

CHAIN_SIZE = 48
_SEALED_SALT_AND_TAG = 32
_SEALED_STEP = 32
_SEALED_STEPS = range(1, 9)
_IDLE_LOCK_SECONDS = range(30, 301)
_DAYS = range(36_501)
_COUNTER_MAX = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Act:
    """The circumstances of one record: who signed, at which height, when by his clock (ms), its SHA-256."""

    signer: Device
    height: int
    time_ms: int
    record_hash: bytes


def found(record: Found, act_hash: bytes) -> Facts:
    """Return the facts of a genesis *record*; raises :class:`DirectoryError`. Its signature is the caller's check."""
    device = _device(record.person, record.device, record.device_sign, record.device_receive, record.device_label, 1)
    person_id = from_text(record.person)
    person = Person(person_id, _sealed(record.name), Role.ADMINISTRATOR, _first(record.keys, 1), administered=True)
    facts = Facts(
        people={person_id: person},
        devices={device.device_id: device},
        org_id=from_text(record.org),
        server_id=from_text(record.server),
        directory_commit=from_text(record.directory_commit, KEY_SIZE),
        administration=act_hash,
    )
    return _with_keys(facts, record.keys.receive, record.keys.sign, record.device_sign, record.device_receive)


def apply(facts: Facts, record: Record, act: Act) -> Facts:
    """Return *facts* after *record*; raises :class:`DirectoryError` for every rule it breaks."""
    rule = _RULES.get(type(record))
    if rule is None:
        raise DirectoryError("a second genesis record")
    if act.signer.revoked is not None:
        raise DirectoryError("signer revoked")
    if not isinstance(record, RotatePrincipal) and act.signer.person_id not in facts.administrators:
        raise DirectoryError("signer not entitled")
    return rule(facts, record, act)


def _invite(facts: Facts, record: Invite, act: Act) -> Facts:
    public = read_sign_public(record.key)
    invitation_id = from_text(record.invitation)
    _require(invitation_id == invitation_id_of(public), "invitation id")
    person_id = from_text(record.person)
    known = facts.people.get(person_id)
    if known is None:
        _require(person_id not in facts.teams and person_id != facts.org_id, "person id")
    else:
        _require(not known.removed and known.role is record.role and not record.teams, "invited person")
    teams = _distinct(record.teams)
    for team_id in teams:
        facts.team(team_id)
    _require(0 <= record.expires <= _COUNTER_MAX, "expiry")
    invited = Invited(
        invitation_id, public, person_id, _sealed(record.name), record.role, teams, record.expires, act.height
    )
    facts = _with_keys(facts, record.key)
    return replace(facts, invitations={**facts.invitations, invitation_id: invited})


def _add_person(facts: Facts, record: AddPerson, act: Act) -> Facts:
    person_id = from_text(record.person)
    _require(person_id not in facts.people and person_id not in facts.teams, "person id")
    invited = _open_invitation(facts, record.invitation, person_id, act)
    _require(record.role is first_role(invited.role), "role differs from the invitation")
    person = Person(person_id, _sealed(record.name), record.role, _first(record.keys, act.height))
    facts = _with_keys(facts, record.keys.receive, record.keys.sign)
    return replace(
        facts,
        people={**facts.people, person_id: person},
        invitations={**facts.invitations, invited.invitation_id: replace(invited, person_added=True)},
    )


def _add_device(facts: Facts, record: AddDevice, act: Act) -> Facts:
    device = _device(record.person, record.device, record.sign, record.receive, record.label, act.height)
    facts.person(device.person_id)
    _require(device.device_id not in facts.devices, "device known")
    _require(bool(record.invitation) or not facts.is_exposed(device.person_id), "vouched by exposed keys")
    if record.invitation:
        invited = _open_invitation(facts, record.invitation, device.person_id, act)
        used = replace(invited, device_added=device.device_id)
        facts = replace(facts, invitations={**facts.invitations, invited.invitation_id: used})
    facts = _with_keys(facts, record.sign, record.receive)
    return replace(facts, devices={**facts.devices, device.device_id: device})


def _revoke_device(facts: Facts, record: RevokeDevice, act: Act) -> Facts:
    device = facts.devices.get(from_text(record.device))
    if device is None or device.revoked is not None:
        raise DirectoryError("device unknown or revoked before")
    last_hash = from_text(record.last_hash, KEY_SIZE)
    _require(0 <= record.last_seq <= _COUNTER_MAX, "last sequence number")
    _require((record.last_seq == 0) == (last_hash == ZERO_HASH), "last hash")
    left = facts.active_devices(facts.administrators) - {device.device_id}
    _require(bool(left), "last device of the last administrator")
    cut = replace(device, revoked=(record.last_seq, last_hash), revoked_at=act.height)
    return replace(facts, devices={**facts.devices, device.device_id: cut})


def _remove_person(facts: Facts, record: RemovePerson, act: Act) -> Facts:
    person = facts.person(from_text(record.person))
    _require(person.role is not Role.ADMINISTRATOR, "administrators leave by RemoveAdmin first")
    _require(not facts.active_devices([person.person_id]), "devices to be revoked first")
    teams = {
        team_id: _with_members(team, team.members - {person.person_id}, act) for team_id, team in facts.teams.items()
    }
    _require(all(team.members for team in teams.values()), "last member of a team")
    return replace(facts, people={**facts.people, person.person_id: replace(person, removed=True)}, teams=teams)


def _rotate(facts: Facts, record: RotatePrincipal, act: Act) -> Facts:
    principal_id = from_text(record.principal)
    administrator = act.signer.person_id in facts.administrators
    if principal_id in facts.teams:
        concerned = facts.teams[principal_id].members
    else:
        concerned = frozenset({facts.person(principal_id).person_id})
    _require(administrator or act.signer.person_id in concerned, "signer not entitled")
    chain = from_text(record.chain, CHAIN_SIZE) if record.chain else b""
    _require(bool(chain) or administrator, "chain missing")
    old = facts.generations(principal_id)
    _require(record.keys.generation == len(old.keys) + 1, "generation")
    new = Generations((*old.keys, _checked(record.keys)), (*old.chains, chain), (*old.heights, act.height))
    facts = _with_keys(facts, record.keys.receive, record.keys.sign)
    if principal_id in facts.teams:
        team = replace(facts.teams[principal_id], generations=new)
        return replace(facts, teams={**facts.teams, principal_id: team})
    person = replace(facts.people[principal_id], generations=new)
    return replace(facts, people={**facts.people, principal_id: person})


def _add_team(facts: Facts, record: AddTeam, act: Act) -> Facts:
    team_id = from_text(record.team)
    _require(team_id not in facts.teams and team_id not in facts.people and team_id != facts.org_id, "team id")
    members = _members(facts, record.members)
    _require(act.signer.person_id in members, "maker of a team not among its members")
    facts = _with_keys(facts, record.keys.receive, record.keys.sign)
    team = Team(team_id, _sealed(record.name), _first(record.keys, act.height), members, members)
    return replace(facts, teams={**facts.teams, team_id: team})


def _set_team_members(facts: Facts, record: SetTeamMembers, act: Act) -> Facts:
    team = facts.team(from_text(record.team))
    changed = _with_members(team, _members(facts, record.members), act)
    return replace(facts, teams={**facts.teams, team.team_id: changed})


def _set_role(facts: Facts, record: SetRole, act: Act) -> Facts:
    person = facts.person(from_text(record.person))
    _require(Role.ADMINISTRATOR not in (person.role, record.role), "administrators come and go by records of their own")
    return _with_role(facts, person, record.role)


def _add_admin(facts: Facts, record: AddAdmin, act: Act) -> Facts:
    person = facts.person(from_text(record.person))
    _require(person.role is not Role.ADMINISTRATOR, "administrator already")
    _require_quorum(facts, record, act)
    return replace(_with_role(facts, person, Role.ADMINISTRATOR), administration=act.record_hash)


def _remove_admin(facts: Facts, record: RemoveAdmin, act: Act) -> Facts:
    person = facts.person(from_text(record.person))
    _require(person.role is Role.ADMINISTRATOR, "not an administrator")
    _require_quorum(facts, record, act)
    left = facts.active_devices(facts.administrators - {person.person_id})
    _require(bool(left), "last administrator")
    return replace(_with_role(facts, person, Role.SUPERVISOR), administration=act.record_hash)


def _set_policy(facts: Facts, record: SetPolicy, act: Act) -> Facts:
    _require(record.idle_lock in _IDLE_LOCK_SECONDS, "idle lock")
    _require(record.lease_days in _DAYS and record.retention_days in _DAYS, "days")
    _require(len(record.min_app_version) <= 32 and record.min_app_version.isascii(), "version")
    return replace(facts, policy=record)


def _server_restored(facts: Facts, record: ServerRestored, act: Act) -> Facts:
    if record.note:
        _sealed(record.note)
    return replace(facts, restored_at=(*facts.restored_at, act.height))


_RULES: Final[Mapping[type[Any], Callable[[Facts, Any, Act], Facts]]] = {
    Invite: _invite,
    AddPerson: _add_person,
    AddDevice: _add_device,
    RevokeDevice: _revoke_device,
    RemovePerson: _remove_person,
    RotatePrincipal: _rotate,
    AddTeam: _add_team,
    SetTeamMembers: _set_team_members,
    SetRole: _set_role,
    AddAdmin: _add_admin,
    RemoveAdmin: _remove_admin,
    SetPolicy: _set_policy,
    ServerRestored: _server_restored,
}


def first_role(invited: Role) -> Role:
    """Return the role a person enters with: who was invited as an administrator enters as supervisor, then AddAdmin."""
    return Role.SUPERVISOR if invited is Role.ADMINISTRATOR else invited


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise DirectoryError(what)


def _require_quorum(facts: Facts, record: AddAdmin | RemoveAdmin, act: Act) -> None:
    if len(facts.administrators) >= QUORUM_FROM:
        _require(is_approved(facts, record, record.approvals, act.signer.person_id), "second administrator's approval")


def _open_invitation(facts: Facts, text: str, person_id: bytes, act: Act) -> Invited:
    """Return the invitation if it may still be used for *person_id*: one person and one device, once, in time."""
    invited = facts.invitations.get(from_text(text))
    if invited is None:
        raise DirectoryError("invitation unknown")
    _require(invited.person_id == person_id, "invitation of somebody else")
    _require(invited.device_added is None, "invitation used")
    _require(act.time_ms <= invited.expires, "invitation expired")
    return invited


def _device(person: str, device: str, sign: str, receive: str, label: str, height: int) -> Device:
    sign_public, receive_public = read_sign_public(sign), read_receive_public(receive)
    device_id = from_text(device)
    _require(device_id == device_id_of(sign_public, receive_public), "device id")
    return Device(device_id, from_text(person), sign_public, receive_public, _sealed(label), height)


def _members(facts: Facts, texts: Sequence[str]) -> frozenset[bytes]:
    members = _distinct(texts)
    _require(bool(members), "a team without members")
    for person_id in members:
        facts.person(person_id)
    return frozenset(members)


def _with_members(team: Team, members: frozenset[bytes], act: Act) -> Team:
    left_at = team.left_at if team.members <= members else act.height
    return replace(team, members=members, ever=team.ever | members, left_at=left_at)


def _distinct(texts: Sequence[str]) -> tuple[bytes, ...]:
    ids = tuple(from_text(text) for text in texts)
    _require(len(set(ids)) == len(ids), "an id twice")
    return ids


def _checked(keys: PersonKeys) -> PersonKeys:
    read_receive_public(keys.receive)
    read_sign_public(keys.sign)
    return keys


def _first(keys: PersonKeys, height: int) -> Generations:
    _require(keys.generation == 1, "generation")
    return Generations((_checked(keys),), (b"",), (height,))


def _with_role(facts: Facts, person: Person, role: Role) -> Facts:
    administered = person.administered or role is Role.ADMINISTRATOR
    changed = replace(person, role=role, administered=administered)
    return replace(facts, people={**facts.people, person.person_id: changed})


def _with_keys(facts: Facts, *keys: str) -> Facts:
    """Return *facts* knowing *keys*, each of them new: nobody enters another's key as his own."""
    _require(len(set(keys)) == len(keys) and facts.known_keys.isdisjoint(keys), "key known")
    return replace(facts, known_keys=facts.known_keys.union(keys))


def _sealed(text: str) -> str:
    """Return *text* if it has the shape of a sealed name, so that no name enters the public record in the clear."""
    steps, rest = divmod(len(text) * 3 // 4 - _SEALED_SALT_AND_TAG, _SEALED_STEP)
    _require(rest == 0 and steps in _SEALED_STEPS, "name not sealed")
    from_text(text, _SEALED_SALT_AND_TAG + steps * _SEALED_STEP)
    return text
