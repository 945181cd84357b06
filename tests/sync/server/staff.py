"""A real staff for tests of the office: real keys, directory records, keyrings, wraps and sealed envelopes."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from sync.client.membership import add_team, admit, found_office, invite, request_to_join, revoke_device, rotate_team
from sync.client.seeds import Holder, share_person_seed
from sync.directory.invitation import FoundingInvitation
from sync.directory.join import read_join_request
from sync.directory.state import Directory
from sync.protocol.api import PutResult, PutStatus
from sync.protocol.body import encode
from sync.protocol.changes import ChangeSet, Create
from sync.protocol.clock import stamp
from sync.protocol.envelope import ZERO_HASH, Header, Kind, Suite, envelope_id
from sync.protocol.public import Role, Wrap
from sync.protocol.publication import publish
from sync.sealing.envelopes import new_salt, seal
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.streams import make_keyring, new_key, new_stream_id
from sync.server.office import Office
from sync.server.relay import Relay

SECRET = b"founding secret!"
SERVER_ID = b"a server of sixt"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Stream:
    """A stream as its readers know it: the newest key."""

    stream_id: bytes
    key: bytes
    epoch: int = 1


@dataclass
class Member:
    """One person at one device, with the chain of what it wrote."""

    staff: "Staff"
    holder: Holder
    seq: int = 0
    stream_seqs: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    @property
    def device(self) -> DeviceKeys:
        return self.holder.device

    @property
    def device_id(self) -> bytes:
        return self.holder.device.device_id

    @property
    def person_id(self) -> bytes:
        return self.holder.person_id

    @property
    def relay(self) -> Relay:
        return Relay(self.staff.office, self.device_id)

    def header(self, kind: Kind, stream: Stream, seq: int | None = None, epoch: int | None = None) -> Header:
        """Return the header of the next envelope (or of an old number again)."""
        if seq is None:
            self.seq += 1
        stream_seq, previous = self.stream_seqs.get(stream.stream_id, (0, ZERO_HASH))
        directory = self.staff.directory
        return Header(
            suite=Suite.SEALED,
            kind=kind,
            generation=1,
            org_id=directory.org_id,
            stream_id=stream.stream_id,
            epoch=epoch or stream.epoch,
            device_id=self.device_id,
            device_seq=seq or self.seq,
            stream_seq=stream_seq + 1,
            stream_prev=previous,
            directory_height=directory.height,
            directory_head=directory.head,
            hlc=stamp(now_ms()),
            salt=new_salt(),
        )

    def _written(self, stream: Stream, envelope: bytes) -> bytes:
        stream_seq, _ = self.stream_seqs.get(stream.stream_id, (0, ZERO_HASH))
        self.stream_seqs[stream.stream_id] = (stream_seq + 1, envelope_id(envelope))
        return envelope

    def note(self, stream: Stream, text: str = "a note", seq: int | None = None) -> bytes:
        """Return a sealed change set; *seq*: use an old number again."""
        body = encode(ChangeSet([Create("note", {"text": text})]))
        envelope = seal(self.header(Kind.CHANGES, stream, seq), body, stream.key, self.device.sign_key)
        return self._written(stream, envelope)

    def keyring(
        self, stream: Stream, readers: Sequence[bytes], epoch: int | None = None, key: bytes | None = None
    ) -> tuple[bytes, list[Wrap]]:
        """Return the keyring envelope for *readers* (principal ids) and its wraps."""
        directory = self.staff.directory
        keyring, wraps = make_keyring(
            key or stream.key,
            org_id=directory.org_id,
            stream_id=stream.stream_id,
            epoch=epoch or stream.epoch,
            readers=[(reader, *directory.principal_keys(reader)) for reader in readers],
            previous_key=None,
        )
        header = self.header(Kind.KEYRING, stream, epoch=epoch)
        return self._written(stream, publish(header, encode(keyring), self.device.sign_key)), wraps

    def open_stream(self, *readers: bytes) -> Stream:
        """Make a stream for *readers* (this person alone if none is named) and push its keyring and wraps."""
        stream = Stream(new_stream_id(), new_key())
        keyring, wraps = self.keyring(stream, readers or [self.person_id])
        self.relay.put_wraps(wraps)
        assert self.push(keyring) == [PutStatus.ACCEPTED]
        return stream

    def push(self, *envelopes: bytes) -> list[PutStatus]:
        """Push and return the statuses."""
        return [result.status for result in self.put(*envelopes)]

    def put(self, *envelopes: bytes) -> list[PutResult]:
        return self.relay.put_envelopes(envelopes)

    def pull(self, after: int = 0) -> list[tuple[int, bytes]]:
        """Return everything the feed gives after a number."""
        found, cursor, more = [], {0: after}, True
        while more:
            page = self.relay.get_envelopes(cursor)
            found += page.envelopes
            cursor, more = page.cursor, page.more
        return found


class Staff:
    """An office with its people, made through the office's own interface."""

    def __init__(self, office: Office, secret: bytes = SECRET) -> None:
        self.office = office
        device = DeviceKeys.generate()
        founding = FoundingInvitation("http://127.0.0.1:1", office.server_id, secret)
        founded = found_office(founding, name="Ada", label="laptop", device=device, hlc=stamp(now_ms()))
        self.genesis = founded.genesis
        self.nobody = Relay(office, None)
        self.nobody.found(secret, founded.genesis)
        self.administrator = Member(self, founded.holder)
        self.administrator.relay.put_wraps(founded.wraps)

    @property
    def directory(self) -> Directory:
        with self.office.database.reading() as connection:
            return self.office.directory(connection)

    def add_team(self) -> bytes:
        """Make a team of the administrator alone; return its id."""
        made = add_team(self.directory, self.administrator.holder, name="Team", hlc=stamp(now_ms()))
        self.administrator.relay.put_directory(made.records)
        self.administrator.relay.put_wraps(made.wraps)
        holder = self.administrator.holder
        teams = {**holder.teams, made.keys.principal_id: made.keys}
        self.administrator.holder = replace(holder, teams=teams)
        return made.keys.principal_id

    def set_members(self, team: bytes, people: Sequence[bytes]) -> None:
        """Say who is in a team from now on."""
        changed = rotate_team(self.directory, self.administrator.holder, team, hlc=stamp(now_ms()), members=people)
        self.administrator.relay.put_directory(changed.records)
        self.administrator.relay.put_wraps(changed.wraps)

    def invite(self, role: Role = Role.COUNSELLOR, teams: Sequence[bytes] = (), person: PrincipalKeys | None = None):
        """Return an invitation that is in the directory."""
        record, invitation = invite(
            self.directory,
            self.administrator.holder,
            server="http://127.0.0.1:1",
            name="Bo",
            role=role,
            now_ms=now_ms(),
            hlc=stamp(now_ms()),
            team_ids=teams,
            person_id=person.principal_id if person else None,
        )
        self.administrator.relay.put_directory([record])
        return invitation

    def join(self, role: Role = Role.COUNSELLOR, teams: Sequence[bytes] = ()) -> Member:
        """Invite, ask, admit: a new member with one device."""
        invitation = self.invite(role, teams)
        device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
        self.nobody.put_join_request(request_to_join(invitation, device, person, "phone", now_ms()))
        self.admit_all()
        member = Member(self, Holder(device, person, bytes(32)))
        member.relay.put_wraps(share_person_seed(self.directory, person))
        return member

    def admit_all(self) -> None:
        """Admit everybody who waits."""
        for request in self.administrator.relay.get_join_requests():
            outcome = admit(
                self.directory,
                read_join_request(request),
                holder=self.administrator.holder,
                now_ms=now_ms(),
                hlc=stamp(now_ms()),
            )
            self.administrator.relay.put_directory(outcome.records)
            self.administrator.relay.put_wraps(outcome.wraps)

    def revoke(self, member: Member, last_seq: int = 0, last_hash: bytes = ZERO_HASH) -> None:
        """Revoke a member's device."""
        outcome = revoke_device(
            self.directory,
            self.administrator.holder,
            member.device_id,
            last_seq=last_seq,
            last_hash=last_hash,
            hlc=stamp(now_ms()),
        )
        self.administrator.relay.put_directory(outcome.records)


def create_office(url: str, shards: int = 1) -> Office:
    """Make an office nobody has founded."""
    return Office.create(url, SERVER_ID, SECRET, shards)


def random_id() -> bytes:
    return os.urandom(16)


def picture(office: Office) -> dict[str, list[str]]:
    """Return every row of every table, to see that something had no effect."""
    metadata = sa.MetaData()
    with office.database.reading() as connection:
        metadata.reflect(connection)
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
            for table in metadata.sorted_tables
        }
