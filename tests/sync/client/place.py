"""The administrator's place: what the office's server keeps, and what each person can gather from it."""

from dataclasses import dataclass, field, replace

from sync.client import membership, seeds
from sync.client.membership import Holder
from sync.directory.invitation import FoundingInvitation, Invitation
from sync.directory.join import read_join_request
from sync.directory.state import Directory
from sync.protocol.public import Role, Wrap
from sync.sealing.keys import DeviceKeys, PrincipalKeys

NOW = 1_763_748_446_000
FOUNDING = FoundingInvitation("https://office.example", b"server".ljust(16), b"secret".ljust(16))


@dataclass
class Place:
    """What the office's server keeps: records and wraps; and the administrator's holdings."""

    directory: Directory
    holder: Holder
    wraps: list[Wrap]
    clock: int = NOW << 16
    records: list[bytes] = field(default_factory=list)

    @classmethod
    def found(cls) -> "Place":
        founded = membership.found_office(
            FOUNDING, name="Ada", label="desk", device=DeviceKeys.generate(), hlc=NOW << 16
        )
        directory = Directory.empty().extend(founded.genesis)
        return cls(directory, founded.holder, founded.wraps, records=[founded.genesis])

    @property
    def hlc(self) -> int:
        self.clock += 1 << 16
        return self.clock

    def take(self, records: list[bytes], wraps: list[Wrap] = []) -> None:  # noqa: B006
        for record in records:
            self.directory = self.directory.extend(record)
        self.records += records
        self.wraps += wraps

    def add_team(self, name: str = "Noord", members: tuple[bytes, ...] = ()) -> bytes:
        rotated = membership.add_team(self.directory, self.holder, name=name, hlc=self.hlc, members=members)
        self.take(rotated.records, rotated.wraps)
        team_id = rotated.keys.principal_id
        self.holder = replace(self.holder, teams={**self.holder.teams, team_id: rotated.keys})
        return team_id

    def invite(self, role: Role = Role.COUNSELLOR, teams: tuple[bytes, ...] = (), **options: object) -> Invitation:
        record, invitation = membership.invite(
            self.directory,
            self.holder,
            server=FOUNDING.server,
            name="Bo",
            role=role,
            now_ms=NOW,
            hlc=self.hlc,
            team_ids=teams,
            **options,  # type: ignore[arg-type]
        )
        self.take([record])
        return invitation

    def admit(self, request: bytes, now_ms: int = NOW) -> None:
        outcome = membership.admit(
            self.directory, read_join_request(request), holder=self.holder, now_ms=now_ms, hlc=self.hlc
        )
        self.take(*outcome)

    def join(self, role: Role = Role.COUNSELLOR, teams: tuple[bytes, ...] = ()) -> Holder:
        """Invite, ask, admit, and open what was wrapped: what a new person holds in the end."""
        invitation = self.invite(role, teams)
        device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
        self.admit(membership.request_to_join(invitation, device, person, "laptop", NOW))
        self.wraps.append(
            seeds.wrap_person_seed(self.directory.org_id, person, device.device_id, device.receive_public)
        )
        return self.open(device)

    def open(self, device: DeviceKeys) -> Holder:
        """What a device can gather from the directory and the wraps alone."""
        person = seeds.open_person(self.directory, device, self.wraps)
        assert person is not None
        generations = seeds.generations(self.directory, person)
        directory_key = seeds.open_directory_key(self.directory, generations, self.wraps)
        assert directory_key is not None
        teams = {
            team_id: keys
            for team_id in self.directory.teams_of(person.principal_id)
            if (keys := seeds.open_team(self.directory, team_id, generations, self.wraps))
        }
        return Holder(device, person, directory_key, teams)
