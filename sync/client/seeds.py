"""Who holds which seeds: handing them on as wraps, and opening the wraps addressed to this device.

Seeds come from wraps, which anybody could have made; each is therefore compared with the directory before it is used.
Pure functions; nothing is stored or sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.directory.state import Directory
from sync.protocol.errors import DirectoryError, ProtocolError, SealError
from sync.protocol.public import Purpose, Wrap
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.wraps import unwrap_directory_key, unwrap_principal, wrap_secret

DIRECTORY_KEY_GENERATION = 1
"""There is one directory key per office."""
DEVICE_GENERATION = 0
"""A device's keys never change, so as a recipient it has no generations."""


class MembershipError(ProtocolError):
    """A change of membership that this device cannot make."""

    code = "membership"


class NotAdministratorError(MembershipError):
    """Only an administrator may do this."""

    code = "not-administrator"


class MissingSeedError(MembershipError):
    """This device does not hold the newest keys of a team, so it cannot hand them on: let a member do it."""

    code = "team-seed-missing"


@dataclass(frozen=True, slots=True)
class Holder:
    """What the person at this device holds: his newest keys, those of his teams by team id, the directory key."""

    device: DeviceKeys
    person: PrincipalKeys
    directory_key: bytes = field(repr=False)
    teams: Mapping[bytes, PrincipalKeys] = field(default_factory=dict)

    @property
    def person_id(self) -> bytes:
        """Who is at this device."""
        return self.person.principal_id


def team_keys(directory: Directory, holder: Holder, team_id: bytes) -> PrincipalKeys:
    """Return the newest keys of a team; raises :class:`MissingSeedError` if this device does not hold them."""
    keys = holder.teams.get(team_id)
    if keys is None or keys.public() != directory.facts.team(team_id).generations.newest:
        raise MissingSeedError("team")
    return keys


def wrap_person_seed(org_id: bytes, person: PrincipalKeys, device_id: bytes, receive_public: bytes) -> Wrap:
    """Return the own seed wrapped to one own device."""
    return wrap_secret(
        person.seed,
        Purpose.PERSON_SEED,
        org_id=org_id,
        subject=person.principal_id,
        generation=person.generation,
        recipient_id=device_id,
        recipient_generation=DEVICE_GENERATION,
        recipient_public=receive_public,
    )


def share_person_seed(
    directory: Directory, person: PrincipalKeys, device_ids: Iterable[bytes] | None = None
) -> list[Wrap]:
    """Return wraps of the own seed for *device_ids* (None: all) among the own devices in force."""
    active = directory.facts.active_devices([person.principal_id])
    wanted = active if device_ids is None else active.intersection(device_ids)
    return [
        wrap_person_seed(directory.org_id, person, device_id, directory.author(device_id).receive_public)
        for device_id in sorted(wanted)
    ]


def wrap_team_seed(directory: Directory, team: PrincipalKeys, person_ids: Iterable[bytes]) -> list[Wrap]:
    """Return the seed of a *team* wrapped to those of *person_ids* who are members and whose keys are not exposed."""
    members = directory.facts.team(team.principal_id).members
    fit = [person_id for person_id in sorted(members.intersection(person_ids)) if not directory.is_exposed(person_id)]
    return [
        _wrap_to_person(directory, team.seed, Purpose.TEAM_SEED, team.principal_id, team.generation, person_id)
        for person_id in fit
    ]


def wrap_directory_key(directory: Directory, directory_key: bytes, person_id: bytes) -> Wrap:
    """Return the directory key wrapped to a present member's newest keys."""
    return _wrap_to_person(
        directory, directory_key, Purpose.DIRECTORY_KEY, directory.org_id, DIRECTORY_KEY_GENERATION, person_id
    )


def generations(directory: Directory, newest: PrincipalKeys) -> dict[int, PrincipalKeys]:
    """Return the keys of *newest* and of every generation its chains lead back to, by generation.

    Raises :class:`SealError` when a chain gives other keys than the directory says.
    """
    known = directory.facts.generations(newest.principal_id)
    if newest.public() != known.at(newest.generation):
        raise SealError("keys differ from the directory")
    found, keys = {newest.generation: newest}, newest
    while chain := known.chains[keys.generation - 1]:
        keys = keys.previous(chain)
        if keys.public() != known.at(keys.generation):
            raise SealError("chain differs from the directory")
        found[keys.generation] = keys
    return found


def open_person(directory: Directory, device: DeviceKeys, wraps: Iterable[Wrap]) -> PrincipalKeys | None:
    """Return the newest keys of the person of *device* that some of *wraps* gives; None if none does."""
    person_id = directory.author(device.device_id).person_id
    fit = [
        wrap
        for wrap in wraps
        if (wrap.purpose, wrap.subject, wrap.recipient) == (Purpose.PERSON_SEED, person_id, device.device_id)
    ]
    return _open_newest(directory, fit, {DEVICE_GENERATION: device})


def open_team(
    directory: Directory, team_id: bytes, person: Mapping[int, PrincipalKeys], wraps: Iterable[Wrap]
) -> PrincipalKeys | None:
    """Return the newest keys of a team that some of *wraps* gives to *person* (his generations); None if none does."""
    person_ids = {keys.principal_id for keys in person.values()}
    fit = [
        wrap
        for wrap in wraps
        if (wrap.purpose, wrap.subject) == (Purpose.TEAM_SEED, team_id) and wrap.recipient in person_ids
    ]
    return _open_newest(directory, fit, person)


def open_directory_key(
    directory: Directory, person: Mapping[int, PrincipalKeys], wraps: Iterable[Wrap]
) -> bytes | None:
    """Return the directory key that one of *wraps* gives to *person* (his generations); None if none does."""
    for wrap in wraps:
        recipient = person.get(wrap.recipient_generation)
        if wrap.purpose != Purpose.DIRECTORY_KEY or recipient is None or wrap.recipient != recipient.principal_id:
            continue
        try:
            return unwrap_directory_key(
                wrap,
                org_id=directory.org_id,
                receive_key=recipient.receive_key,
                expected_commit=directory.directory_commit,
            )
        except SealError:
            continue
    return None


def _open_newest(
    directory: Directory, wraps: Iterable[Wrap], recipients: Mapping[int, DeviceKeys] | Mapping[int, PrincipalKeys]
) -> PrincipalKeys | None:
    """Return the newest generation that opens and is what the directory says; a false wrap hides no true one."""
    for wrap in sorted(wraps, key=lambda wrap: wrap.generation, reverse=True):
        recipient = recipients.get(wrap.recipient_generation)
        if recipient is None:
            continue
        try:
            expected = directory.facts.generations(wrap.subject).at(wrap.generation)
            return unwrap_principal(wrap, org_id=directory.org_id, receive_key=recipient.receive_key, expected=expected)
        except (SealError, DirectoryError):
            continue
    return None


def _wrap_to_person(
    directory: Directory, secret: bytes, purpose: Purpose, subject: bytes, generation: int, person_id: bytes
) -> Wrap:
    recipient_generation, public = directory.principal_keys(person_id)
    return wrap_secret(
        secret,
        purpose,
        org_id=directory.org_id,
        subject=subject,
        generation=generation,
        recipient_id=person_id,
        recipient_generation=recipient_generation,
        recipient_public=public,
    )
