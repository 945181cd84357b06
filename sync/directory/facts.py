"""What the records add up to: people, devices, teams, invitations, policy. Immutable; replaced as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sync.protocol.changes import from_text
from sync.protocol.derivation import KEY_SIZE
from sync.protocol.envelope import ZERO_HASH
from sync.protocol.errors import DirectoryError
from sync.protocol.public import PersonKeys, Role, SetPolicy


@dataclass(frozen=True, slots=True)
class Generations:
    """Public keys of a principal, the first generation first, and the chain of each back to the one before.

    ``chains[g - 1]`` is 48 bytes, or empty where nothing leads back (the first generation, or keys that were lost);
    ``heights[g - 1]`` is the record that entered the generation.
    """

    keys: tuple[PersonKeys, ...]
    chains: tuple[bytes, ...]
    heights: tuple[int, ...]

    @property
    def newest(self) -> PersonKeys:
        """The keys to wrap to."""
        return self.keys[-1]

    def at(self, generation: int) -> PersonKeys:
        """Return the keys of *generation* (from 1); raises :class:`DirectoryError` if there is none."""
        if not 1 <= generation <= len(self.keys):
            raise DirectoryError("generation")
        return self.keys[generation - 1]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the office. ``name`` is sealed; ``removed`` people stay known, for what they wrote stays.

    ``administered``: an administrator at this height or any before. What somebody wrote as one is judged by this.
    """

    person_id: bytes
    name: str
    role: Role
    generations: Generations
    removed: bool = False
    administered: bool = False

    @property
    def keys(self) -> tuple[PersonKeys, ...]:
        """Public keys per generation, the first first."""
        return self.generations.keys


@dataclass(frozen=True, slots=True)
class Device:
    """A device of a person. ``height``: record that added it.

    ``revoked``: (last accepted device_seq, its hash), by the record at height ``revoked_at``.
    """

    device_id: bytes
    person_id: bytes
    sign_public: bytes
    receive_public: bytes
    label: str
    height: int
    revoked: tuple[int, bytes] | None = None
    revoked_at: int = 0

    def accepts(self, device_seq: int, envelope_id: bytes) -> bool:
        """Say whether the envelope *device_seq* with this SHA-256 lies before the cut of a revocation, if any."""
        if self.revoked is None:
            return True
        last_seq, last_hash = self.revoked
        return device_seq < last_seq or (device_seq == last_seq and envelope_id == last_hash)


@dataclass(frozen=True, slots=True)
class Team:
    """A team; its members hold its seed. ``name`` is sealed.

    ``ever``: everybody who was a member at any height; ``left_at``: newest height at which one left, or 0.
    """

    team_id: bytes
    name: str
    generations: Generations
    members: frozenset[bytes]
    ever: frozenset[bytes]
    left_at: int = 0

    @property
    def keys(self) -> tuple[PersonKeys, ...]:
        """Public keys per generation, the first first."""
        return self.generations.keys


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation in the directory: its public key, for whom, until when (ms since 1970), and what became of it."""

    invitation_id: bytes
    public: bytes
    person_id: bytes
    name: str
    role: Role
    teams: tuple[bytes, ...]
    expires: int
    height: int
    person_added: bool = False
    device_added: bytes | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the directory says at one height."""

    people: Mapping[bytes, Person] = field(default_factory=dict)
    devices: Mapping[bytes, Device] = field(default_factory=dict)
    teams: Mapping[bytes, Team] = field(default_factory=dict)
    invitations: Mapping[bytes, Invited] = field(default_factory=dict)
    policy: SetPolicy = field(default_factory=SetPolicy)
    org_id: bytes = b""
    server_id: bytes = b""
    directory_commit: bytes = b""
    restored_at: tuple[int, ...] = ()
    administration: bytes = ZERO_HASH
    """SHA-256 of the record that last changed who is an administrator: approvals are bound to it."""
    known_keys: frozenset[str] = frozenset()
    """Every public key ever entered: none is entered twice."""

    def person(self, person_id: bytes) -> Person:
        """Return a present member; raises :class:`DirectoryError` for unknown and removed people."""
        person = self.people.get(person_id)
        if person is None or person.removed:
            raise DirectoryError("person")
        return person

    def team(self, team_id: bytes) -> Team:
        """Return a team; raises :class:`DirectoryError` if unknown."""
        team = self.teams.get(team_id)
        if team is None:
            raise DirectoryError("team")
        return team

    def generations(self, principal_id: bytes) -> Generations:
        """Return the keys of a person (removed ones too) or team; raises :class:`DirectoryError` if unknown."""
        principal = self.people.get(principal_id) or self.teams.get(principal_id)
        if principal is None:
            raise DirectoryError("principal")
        return principal.generations

    @cached_property
    def administrators(self) -> frozenset[bytes]:
        """The people who are administrators."""
        return frozenset(
            person.person_id
            for person in self.people.values()
            if person.role is Role.ADMINISTRATOR and not person.removed
        )

    @cached_property
    def memberships(self) -> Mapping[bytes, frozenset[bytes]]:
        """The teams of each person who is in any."""
        return _by_person((team.team_id, team.members) for team in self.teams.values())

    @cached_property
    def memberships_ever(self) -> Mapping[bytes, frozenset[bytes]]:
        """The teams of each person who was in any at any height."""
        return _by_person((team.team_id, team.ever) for team in self.teams.values())

    @cached_property
    def newest_revocations(self) -> Mapping[bytes, int]:
        """The height of the newest revocation of a device of each person who lost one."""
        newest: dict[bytes, int] = {}
        for device in self.devices.values():
            newest[device.person_id] = max(newest.get(device.person_id, 0), device.revoked_at)
        return newest

    def is_exposed(self, principal_id: bytes) -> bool:
        """Say whether somebody who has no right any more may hold the newest keys of a person or team.

        So it is after a device of the person or of a member was revoked, or a member left, until keys of a newer
        generation are entered. Raises :class:`DirectoryError` if unknown.
        """
        since = self.generations(principal_id).heights[-1]
        team = self.teams.get(principal_id)
        if team is None:
            return self.newest_revocations.get(principal_id, 0) > since
        lost = (self.newest_revocations.get(member, 0) for member in team.members)
        return max(team.left_at, *lost) > since

    def active_devices(self, person_ids: Iterable[bytes]) -> frozenset[bytes]:
        """Return the devices of *person_ids* that are not revoked."""
        wanted = frozenset(person_ids)
        return frozenset(
            device.device_id
            for device in self.devices.values()
            if device.revoked is None and device.person_id in wanted
        )


def _by_person(teams: Iterable[tuple[bytes, frozenset[bytes]]]) -> dict[bytes, frozenset[bytes]]:
    found: dict[bytes, set[bytes]] = {}
    for team_id, people in teams:
        for person_id in people:
            found.setdefault(person_id, set()).add(team_id)
    return {person_id: frozenset(team_ids) for person_id, team_ids in found.items()}


def read_key(text: str) -> bytes:
    """Return the 32 raw bytes of a key that entered the directory; raises :class:`BodyError`."""
    return from_text(text, KEY_SIZE)
