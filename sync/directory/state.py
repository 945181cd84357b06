"""The directory: a chain of signed records, read into who may do what. Immutable: ``extend`` returns a new one.

A record is a public envelope of kind DIRECTORY whose ``stream_id`` is the org id, whose ``stream_seq`` is its height
(genesis 1), and whose ``stream_prev`` and known head are the SHA-256 of the record before. ``device_seq`` and epoch
are 0: a directory record uses up no number of the device's log.

Who is entitled to sign, judged by what the directory said before the record:

=================  ==========================================================================================
Found              the founding device itself, at height 1; its person is the first administrator
Invite             an administrator; the id is a hash of the invitation's public key; teams must exist; for a
                   person already in the office it is an invitation for one more device (same role, no teams)
AddPerson          an administrator, with an open invitation for that person, in its role (who was invited as an
                   administrator enters as supervisor and is raised by AddAdmin, so that the quorum holds)
AddDevice          an administrator, with an open invitation for that person, which it closes; or with none, when
                   the person's own key vouched for the device in the join request (a restored profile): never
                   while that key is exposed by a lost device, for the thief could vouch too
RevokeDevice       an administrator, once a device; never the last device in force of the last administrator
RemovePerson       an administrator, for people who are no administrators and whose devices are all revoked (each
                   with its cut); memberships end; never the last member of a team
RotatePrincipal    the person himself, a member of the team, or an administrator; only an administrator may leave
                   the chain out (keys that were lost)
AddTeam            an administrator, who is among its first members and holds its seed
SetTeamMembers     an administrator; present members only, at least one
SetRole            an administrator; neither from nor to administrator
AddAdmin,          an administrator; from three administrators on with the approval of another one, bound to the
RemoveAdmin        present administration; never the last administrator with a device in force
SetPolicy          an administrator; within the limits of the protocol (idle lock of 30 to 300 s)
ServerRestored     an administrator
=================  ==========================================================================================

A revoked device signs nothing. An invitation enrols one person and one device, once, in time: time is the HLC of the
record's header, in ms; the administrator's client checks its own clock too. The evidence for a join (signatures by
invitation, person and device) is in the join request, which the administrator's client verifies; for everybody else
the administrator's signature stands for it. Administrators are therefore trusted not to enrol devices of their own
under another's name; that they did is in everybody's copy for ever. No public key is entered twice.

An office with a single administrator on a single device cannot be administered any more once that device is lost:
apps should ask for a second one.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Self

from sync.directory import rules
from sync.directory.facts import Device, Facts, Invited, Person, Team, read_key
from sync.directory.rules import Act
from sync.protocol.changes import from_text
from sync.protocol.clock import milliseconds
from sync.protocol.envelope import ZERO_HASH, Header, Kind, parse_header, verify
from sync.protocol.errors import BodyError, DirectoryError, ForkError, MalformedError, SignatureError
from sync.protocol.public import Found, Record, Role, SetPolicy, read_directory_body
from sync.protocol.publication import open_public
from sync.protocol.versions import BODY_GENERATION

__all__ = ["Device", "Directory", "Invited", "Person", "Team"]


@dataclass(frozen=True)
class Directory:
    """The directory at one height. ``heads[n - 1]`` is the SHA-256 of record n."""

    heads: Sequence[bytes] = ()
    facts: Facts = field(default_factory=Facts)

    @classmethod
    def empty(cls) -> Self:
        """Return the directory of an office not founded yet: height 0."""
        return cls()

    @classmethod
    def reload(cls, records: Iterable[bytes]) -> "Directory":
        """Return the directory of *records* that this device verified before and kept in its own sealed store.

        Chain and rules are checked again, signatures are not (they are nine tenths of the time).
        """
        directory: Directory = cls.empty()
        for record in records:
            directory = directory._extend(record, trusted=True)
        return directory

    def extend(self, record: bytes) -> "Directory":
        """Return the directory with *record* appended; itself where the record is known.

        Raises :class:`ForkError` when somebody in the directory signed another history, and :class:`DirectoryError`
        for everything else that does not follow.
        """
        return self._extend(record, trusted=False)

    @property
    def height(self) -> int:
        """Number of records; 0 before the founding."""
        return len(self.heads)

    @property
    def head(self) -> bytes:
        """SHA-256 of the newest record; zeros at height 0."""
        return self.heads[-1] if self.heads else ZERO_HASH

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the genesis record, shown as twelve words; raises :class:`DirectoryError` at height 0."""
        return self.head_at(1)

    def head_at(self, height: int) -> bytes:
        """Return the SHA-256 of record *height* (zeros for 0); raises :class:`DirectoryError` above the newest."""
        if not 0 <= height <= self.height:
            raise DirectoryError("height")
        return self.heads[height - 1] if height else ZERO_HASH

    def knows(self, height: int, head: bytes) -> bool:
        """Say whether what another one knew lies within this history; False: he knows more, ask for it.

        Raises :class:`ForkError` when the same height has another head.
        """
        if height > self.height:
            return False
        if self.head_at(height) != head:
            raise ForkError("another history")
        return True

    @property
    def org_id(self) -> bytes:
        """The office; empty at height 0."""
        return self.facts.org_id

    @property
    def server_id(self) -> bytes:
        """The server the office was founded on; empty at height 0."""
        return self.facts.server_id

    @property
    def directory_commit(self) -> bytes:
        """The public commit of the key that seals names."""
        return self.facts.directory_commit

    @property
    def people(self) -> Mapping[bytes, Person]:
        """Everybody ever added, by id; removed ones are marked."""
        return self.facts.people

    @property
    def devices(self) -> Mapping[bytes, Device]:
        """Every device ever added, by id; revoked ones are marked."""
        return self.facts.devices

    @property
    def teams(self) -> Mapping[bytes, Team]:
        """The teams, by id."""
        return self.facts.teams

    @property
    def invitations(self) -> Mapping[bytes, Invited]:
        """Every invitation, by id, with what became of it."""
        return self.facts.invitations

    @property
    def policy(self) -> SetPolicy:
        """The office-wide settings in force."""
        return self.facts.policy

    @property
    def restored_at(self) -> tuple[int, ...]:
        """Heights at which an administrator said that the server came back from a backup."""
        return self.facts.restored_at

    @property
    def administrators(self) -> frozenset[bytes]:
        """The people who are administrators."""
        return self.facts.administrators

    def author(self, device_id: bytes) -> Device:
        """Return a device, revoked or not; raises :class:`DirectoryError` if nobody ever added it."""
        device = self.devices.get(device_id)
        if device is None:
            raise DirectoryError("device unknown")
        return device

    def role(self, person_id: bytes) -> Role | None:
        """Return the role of a present member; None for unknown and removed people."""
        person = self.people.get(person_id)
        return None if person is None or person.removed else person.role

    def is_administrator(self, person_id: bytes) -> bool:
        """Say whether *person_id* is a present administrator."""
        return person_id in self.facts.administrators

    def teams_of(self, person_id: bytes) -> frozenset[bytes]:
        """Return the teams *person_id* is a member of."""
        return self.facts.memberships.get(person_id, frozenset())

    def principals_of(self, person_id: bytes) -> frozenset[bytes]:
        """Return the principals whose wraps *person_id* can open: himself and his teams; none if not present."""
        return self.teams_of(person_id) | {person_id} if self.role(person_id) else frozenset()

    def principals_ever(self, person_id: bytes) -> frozenset[bytes]:
        """Return the principals *person_id* ever was or was in, whether present or not.

        What somebody wrote is judged by this: a replica that reads it years later, after he left, must come to the
        same answer as one that read it the same day.
        """
        if person_id not in self.people:
            return frozenset()
        return self.facts.memberships_ever.get(person_id, frozenset()) | {person_id}

    def principal_keys(self, principal_id: bytes) -> tuple[int, bytes]:
        """Return newest generation and raw X25519 key of a present person or team; raises :class:`DirectoryError`."""
        if principal_id in self.teams:
            newest = self.teams[principal_id].generations.newest
        else:
            newest = self.facts.person(principal_id).generations.newest
        return newest.generation, read_key(newest.receive)

    def is_reader(self, person_id: bytes, principals: Set[bytes]) -> bool:
        """Say whether *person_id* is, or is in, one of *principals*."""
        return not self.principals_of(person_id).isdisjoint(principals)

    def is_exposed(self, principal_id: bytes) -> bool:
        """Say whether the newest keys of a person or team may be in hands that have no right to them any more.

        After a device of a person or member was revoked, or a member left, nothing new is wrapped to those keys until
        a newer generation is entered. Raises :class:`DirectoryError` if unknown.
        """
        return self.facts.is_exposed(principal_id)

    def _extend(self, record: bytes, *, trusted: bool) -> "Directory":
        try:
            header = parse_header(record)
            record_hash = hashlib.sha256(record).digest()
            if header.stream_seq <= self.height and self.heads[header.stream_seq - 1] == record_hash:
                return self
            self._check_place(header, record)
            if self.height == 0:
                facts = self._genesis(header, record, record_hash)
            else:
                facts = self._next(header, record, record_hash, trusted=trusted)
        except (BodyError, MalformedError, SignatureError) as error:
            raise DirectoryError(error.code) from error
        return Directory((*self.heads, record_hash), facts)

    def _check_place(self, header: Header, record: bytes) -> None:
        """Check that *record* is the next one of this chain; tell a fork from nonsense by who signed it."""
        if header.kind != Kind.DIRECTORY or header.stream_id != header.org_id or header.epoch or header.device_seq:
            raise DirectoryError("not a directory record")
        if self.height and header.org_id != self.org_id:
            raise DirectoryError("another office")
        if header.stream_seq > self.height + 1:
            raise DirectoryError("records missing before this one")
        follows = header.stream_seq == self.height + 1 and header.stream_prev == self.head
        if not follows:
            if header.stream_seq < 1 or header.device_id not in self.devices:
                raise DirectoryError("does not follow")
            verify(record, self.devices[header.device_id].sign_public)
            raise ForkError("another history")
        if header.directory_height != self.height or header.directory_head != self.head:
            raise DirectoryError("directory known to the signer")
        if header.generation != BODY_GENERATION:
            raise DirectoryError("body generation")

    def _genesis(self, header: Header, record: bytes, record_hash: bytes) -> Facts:
        """Read the founding record; its key is inside, so the body is read before the signature can be checked."""
        body = _read(record)
        if not isinstance(body, Found) or from_text(body.org) != header.org_id:
            raise DirectoryError("not a genesis record")
        facts = rules.found(body, record_hash)
        if header.device_id not in facts.devices:
            raise DirectoryError("founding device")
        verify(record, facts.devices[header.device_id].sign_public)
        return facts

    def _next(self, header: Header, record: bytes, record_hash: bytes, *, trusted: bool) -> Facts:
        signer = self.author(header.device_id)
        if not trusted:
            verify(record, signer.sign_public)
        act = Act(signer, header.stream_seq, milliseconds(header.hlc), record_hash)
        return rules.apply(self.facts, _read(record), act)


def _read(record: bytes) -> Record:
    return read_directory_body(open_public(record)).record
