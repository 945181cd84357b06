"""Generated histories: at every height, every record by a device that is not entitled is refused.

The oracle is a plain model of who is what, kept beside the directory and written without looking at it.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sync.protocol.changes import to_text
from sync.protocol.errors import DirectoryError
from sync.protocol.public import (
    AddAdmin,
    Record,
    RemoveAdmin,
    RemovePerson,
    Role,
    ServerRestored,
    SetPolicy,
    SetRole,
)
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from tests.sync.directory.office import Member, Office, members_record, revoke_record, rotate_record

PICK = st.integers(0, 2**32)


class Histories(RuleBasedStateMachine):
    """Everything an office does, in any order, each act first tried by everybody who may not."""

    @initialize(others=st.lists(st.sampled_from(Role), min_size=1, max_size=4))
    def found(self, others: list[Role]) -> None:
        self.office = Office.found()
        founder = self.office.founder
        self.members = {founder.id: founder}
        self.roles = {founder.id: Role.ADMINISTRATOR}
        self.gone: dict[bytes, Member] = {}
        self.revoked: set[bytes] = set()
        self.teams: dict[bytes, tuple[list[PrincipalKeys], set[bytes]]] = {}
        self.invited: list[tuple[Member, object]] = []
        self.restored: list[int] = []
        self.ever: dict[bytes, set[bytes]] = {}
        self.lost_at: dict[bytes, int] = {}
        self.left_at: dict[bytes, int] = {}
        self.renewed_at: dict[bytes, int] = {}
        self.stranger = DeviceKeys.generate()
        for role in others:
            if role is Role.ADMINISTRATOR and len(self.admins()) >= 3:
                role = Role.SUPERVISOR
            member = self.office.join(role)
            self.members[member.id], self.roles[member.id] = member, role

    # --- the model ---

    def devices(self) -> list[tuple[bytes, DeviceKeys]]:
        everybody = list(self.members.values()) + list(self.gone.values())
        return [(member.id, device) for member in everybody for device in member.devices]

    def admins(self) -> list[bytes]:
        return [person for person, role in self.roles.items() if role is Role.ADMINISTRATOR]

    def in_force(self, people: list[bytes]) -> list[DeviceKeys]:
        return [
            device for person, device in self.devices() if person in people and device.device_id not in self.revoked
        ]

    def pick(self, choice: int, items: list[bytes]) -> Member:
        return self.members[items[choice % len(items)]]

    @property
    def height(self) -> int:
        return self.office.directory.height

    def revoked_now(self, device: DeviceKeys) -> None:
        self.revoked.add(device.device_id)
        owner = next(person for person, one in self.devices() if one.device_id == device.device_id)
        self.lost_at[owner] = self.height

    def exposed(self, principal: bytes) -> bool:
        since = self.renewed_at.get(principal, 0)
        if principal not in self.teams:
            return self.lost_at.get(principal, 0) > since
        losses = [self.lost_at.get(person, 0) for person in self.teams[principal][1]]
        return max(self.left_at.get(principal, 0), *losses) > since

    def act(self, record: Record, choice: int, also: list[bytes] | None = None) -> DeviceKeys:
        """Try *record* by everybody; only who is entitled gets it in. *also*: people entitled beside administrators."""
        entitled = self.in_force(list(dict.fromkeys(self.admins() + (also or []))))
        ids = {device.device_id for device in entitled}
        others = [device for _, device in self.devices() if device.device_id not in ids]
        before = self.office.directory
        for device in [*others, self.stranger]:
            with pytest.raises(DirectoryError):
                before.extend(self.office.sign(record, device))
        signer = entitled[choice % len(entitled)]
        self.office.append(record, signer)
        return signer

    # --- what offices do ---

    @rule(choice=PICK, role=st.sampled_from([Role.COUNSELLOR, Role.SUPERVISOR]))
    def invite(self, choice: int, role: Role) -> None:
        if len(self.members) + len(self.invited) > 7:
            return
        member = Member.new()
        invitation = self.office.invitation(member.id, role)
        self.act(self.office.invite_record(invitation), choice)
        self.invited.append((member, invitation))

    @precondition(lambda self: self.invited)
    @rule(choice=PICK)
    def join(self, choice: int) -> None:
        member, invitation = self.invited.pop(choice % len(self.invited))
        self.act(self.office.person_record(member, invitation.role, invitation), choice)
        self.members[member.id], self.roles[member.id] = member, invitation.role
        device, member.devices = member.device, []
        self.act(self.office.device_record(member, device, invitation), choice)
        member.devices = [device]

    @rule(choice=PICK)
    def one_more_device(self, choice: int) -> None:
        member = self.pick(choice, list(self.members))
        if len(member.devices) < 3:
            device = DeviceKeys.generate()
            record = self.office.device_record(member, device)
            if self.exposed(member.id):
                with pytest.raises(DirectoryError):
                    self.act(record, choice)
                return
            self.act(record, choice)
            member.devices.append(device)

    @rule(choice=PICK)
    def revoke(self, choice: int) -> None:
        force = self.in_force(list(self.members))
        device = force[choice % len(force)]
        record = revoke_record(device.device_id, choice % 3)
        admins = {one.device_id for one in self.in_force(self.admins())}
        if admins == {device.device_id}:
            with pytest.raises(DirectoryError):
                self.office.append(record, device)
            return
        self.act(record, choice)
        self.revoked_now(device)
        with pytest.raises(DirectoryError):
            self.act(record, choice)

    @rule(choice=PICK)
    def remove(self, choice: int) -> None:
        people = [person for person, role in self.roles.items() if role is not Role.ADMINISTRATOR]
        people = [
            person for person in people if all(len(who) > 1 or person not in who for _, who in self.teams.values())
        ]
        if not people:
            return
        member = self.pick(choice, people)
        for device in self.in_force([member.id]):
            with pytest.raises(DirectoryError):
                self.office.append(RemovePerson(to_text(member.id)), self.in_force(self.admins())[0])
            self.act(revoke_record(device.device_id), choice)
            self.revoked_now(device)
        self.act(RemovePerson(to_text(member.id)), choice)
        self.gone[member.id] = self.members.pop(member.id)
        del self.roles[member.id]
        for team, (_, who) in self.teams.items():
            if member.id in who:
                who.discard(member.id)
                self.left_at[team] = self.height

    @rule(choice=PICK)
    def add_team(self, choice: int) -> None:
        if len(self.teams) >= 3:
            return
        keys = PrincipalKeys.new(bytes([len(self.teams) + 1]) * 16)
        signers = self.in_force(self.admins())
        signer = signers[choice % len(signers)]
        maker = next(person for person, device in self.devices() if device is signer)
        who = {maker, self.pick(choice, list(self.members)).id}
        record = self.office.team_record(keys, sorted(who))
        assert self.act(record, choice) is signer
        self.teams[keys.principal_id] = ([keys], who)
        self.ever[keys.principal_id] = set(who)
        self.renewed_at[keys.principal_id] = self.height

    @precondition(lambda self: self.teams)
    @rule(choice=PICK, mask=st.integers(1, 127))
    def set_members(self, choice: int, mask: int) -> None:
        team = list(self.teams)[choice % len(self.teams)]
        who = {person for number, person in enumerate(self.members) if mask >> number & 1} or {next(iter(self.members))}
        self.act(members_record(team, sorted(who)), choice)
        if self.teams[team][1] - who:
            self.left_at[team] = self.height
        self.teams[team] = (self.teams[team][0], who)
        self.ever[team] |= who

    @precondition(lambda self: self.teams)
    @rule(choice=PICK)
    def rotate_team(self, choice: int) -> None:
        team = list(self.teams)[choice % len(self.teams)]
        generations, who = self.teams[team]
        keys, chain = generations[-1].next_generation()
        self.act(rotate_record(keys, chain), choice, also=sorted(who))
        generations.append(keys)
        self.renewed_at[team] = self.height

    @rule(choice=PICK, lost=st.booleans())
    def rotate_person(self, choice: int, lost: bool) -> None:
        member = self.pick(choice, list(self.members))
        keys, chain = member.keys[-1].next_generation()
        also = [] if lost else [member.id]
        self.act(rotate_record(keys, b"" if lost else chain), choice, also=also)
        member.keys.append(keys)
        self.renewed_at[member.id] = self.height

    @rule(choice=PICK, role=st.sampled_from([Role.COUNSELLOR, Role.SUPERVISOR]))
    def set_role(self, choice: int, role: Role) -> None:
        member = self.pick(choice, list(self.members))
        record = SetRole(to_text(member.id), role)
        if self.roles[member.id] is Role.ADMINISTRATOR:
            with pytest.raises(DirectoryError):
                self.act(record, choice)
        else:
            self.act(record, choice)
            self.roles[member.id] = role

    @rule(choice=PICK)
    def change_administrators(self, choice: int) -> None:
        member = self.pick(choice, list(self.members))
        adding = self.roles[member.id] is not Role.ADMINISTRATOR
        change = AddAdmin(to_text(member.id)) if adding else RemoveAdmin(to_text(member.id))
        if not adding and not self.in_force([one for one in self.admins() if one != member.id]):
            with pytest.raises(DirectoryError):
                self.act(change, choice)
            return
        if len(self.admins()) >= 3:
            with pytest.raises(DirectoryError):
                self.act(change, choice)
            change = self.with_approval(change, choice)
            if change is None:
                return
        self.act(change, choice)
        self.roles[member.id] = Role.ADMINISTRATOR if adding else Role.SUPERVISOR

    def with_approval(self, change: AddAdmin | RemoveAdmin, choice: int) -> AddAdmin | RemoveAdmin | None:
        """Approvals that count for nothing are refused; return the change with one that counts, if there can be."""
        signers = self.in_force(self.admins())
        signer = signers[choice % len(signers)]
        person = next(person for person, device in self.devices() if device is signer)
        others = self.in_force([one for one in self.admins() if one != person])
        worthless = [device for _, device in self.devices() if device not in others]
        with pytest.raises(DirectoryError):
            self.office.append(self.office.approved(change, *worthless), signer)
        return self.office.approved(change, others[0]) if others else None

    @rule(choice=PICK, seconds=st.integers(30, 300))
    def set_policy(self, choice: int, seconds: int) -> None:
        self.act(SetPolicy(idle_lock=seconds), choice)
        assert self.office.directory.policy.idle_lock == seconds

    @rule(choice=PICK)
    def server_restored(self, choice: int) -> None:
        self.act(ServerRestored(""), choice)
        self.restored.append(self.office.directory.height)

    # --- what must hold ---

    @invariant()
    def the_directory_says_what_the_model_says(self) -> None:
        directory = self.office.directory
        assert {person: directory.role(person) for person in self.members} == self.roles
        assert all(directory.role(person) is None for person in self.gone)
        assert directory.administrators == set(self.admins()) != set()
        assert {team: directory.teams[team].members for team in self.teams} == {
            team: who for team, (_, who) in self.teams.items()
        }
        assert {device for device in directory.devices if directory.devices[device].revoked} == self.revoked
        for person, member in self.members.items():
            mine = {team for team, (_, who) in self.teams.items() if person in who}
            assert directory.teams_of(person) == mine
            assert directory.principals_of(person) == mine | {person}
            assert directory.is_reader(person, {person, b"x" * 16})
            assert directory.is_reader(person, set(self.teams)) == bool(mine)
            newest = member.keys[-1]
            assert directory.principal_keys(person) == (newest.generation, newest.receive_public)
        for person in [*self.members, *self.gone]:
            once = {team for team, who in self.ever.items() if person in who}
            assert directory.principals_ever(person) == once | {person}
        for person in self.gone:
            assert directory.principals_of(person) == frozenset()
        for team, (generations, _) in self.teams.items():
            assert directory.principal_keys(team) == (len(generations), generations[-1].receive_public)
        for principal in [*self.members, *self.gone, *self.teams]:
            assert directory.is_exposed(principal) == self.exposed(principal)
        assert directory.restored_at == tuple(self.restored)
        assert directory.height == len(self.office.records)

    def teardown(self) -> None:
        if hasattr(self, "office"):
            directory = self.office.directory
            assert type(directory).reload(self.office.records) == directory
            assert directory.extend(self.office.records[len(self.office.records) // 2]) is directory


Histories.TestCase.settings = settings(stateful_step_count=40)
TestHistories = Histories.TestCase
