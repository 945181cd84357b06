"""Founding, inviting, admitting, losing, leaving: records everybody accepts, seeds for those who should hold them."""

import os
from dataclasses import dataclass, field, replace

import pytest

from sync.client import membership, seeds
from sync.client.membership import Holder, MembershipError, MissingSeedError, NotAdministratorError
from sync.directory.invitation import FoundingInvitation, Invitation
from sync.directory.join import (
    ExpiredInvitationError,
    ForeignOfficeError,
    JoinError,
    KnownDeviceError,
    NotVouchedError,
    UnknownInvitationError,
    UsedInvitationError,
    read_join_request,
)
from sync.directory.state import Directory
from sync.protocol.changes import to_text
from sync.protocol.errors import DirectoryError, SealError
from sync.protocol.public import AddAdmin, Role, RotatePrincipal, SetPolicy, SetRole, Wrap
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import open_name

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


@pytest.fixture
def place() -> Place:
    return Place.found()


# --- founding and joining ---


def test_the_founder_is_administrator_and_can_be_restored_from_wraps(place: Place) -> None:
    assert place.directory.is_administrator(place.holder.person_id)
    assert place.directory.server_id == FOUNDING.server_id
    assert open_name(place.holder.directory_key, place.directory.people[place.holder.person_id].name) == "Ada"
    gathered = place.open(place.holder.device)
    assert (gathered.person, gathered.directory_key) == (place.holder.person, place.holder.directory_key)


def test_a_joiner_ends_up_holding_what_he_should_and_no_more(place: Place) -> None:
    north, south = place.add_team("Noord"), place.add_team("Zuid")
    bo = place.join(Role.COUNSELLOR, (north,))
    assert bo.directory_key == place.holder.directory_key
    assert bo.teams == {north: place.holder.teams[north]}
    assert place.directory.teams_of(bo.person_id) == {north}
    assert place.directory.role(bo.person_id) is Role.COUNSELLOR
    generations = seeds.generations(place.directory, bo.person)
    assert seeds.open_team(place.directory, south, generations, place.wraps) is None
    names = (place.directory.people[bo.person_id].name, place.directory.author(bo.device.device_id).label)
    assert [open_name(bo.directory_key, name) for name in names] == ["Bo", "laptop"]


def test_everybody_accepts_what_was_written(place: Place) -> None:
    team = place.add_team()
    place.join(Role.SUPERVISOR, (team,))
    assert Directory.reload(place.records) == place.directory
    fresh = Directory.empty()
    for record in place.records:
        fresh = fresh.extend(record)
    assert fresh == place.directory


def test_an_invited_administrator_is_one_until_a_quorum_is_needed(place: Place) -> None:
    second, third = place.join(Role.ADMINISTRATOR), place.join(Role.ADMINISTRATOR)
    assert place.directory.administrators == {place.holder.person_id, second.person_id, third.person_id}
    fourth = place.join(Role.ADMINISTRATOR)
    assert place.directory.role(fourth.person_id) is Role.SUPERVISOR


def test_a_second_administrator_can_admit_what_the_first_invited(place: Place) -> None:
    second = place.join(Role.ADMINISTRATOR)
    invitation = place.invite()
    device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
    request = membership.request_to_join(invitation, device, person, "laptop of Cy", NOW)
    place.holder = second
    place.admit(request)
    label = place.directory.author(device.device_id).label
    assert open_name(second.directory_key, label) == "laptop of Cy"


def test_used_expired_foreign_and_unknown_invitations_enrol_nobody(place: Place) -> None:
    invitation = place.invite()
    device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
    request = membership.request_to_join(invitation, device, person, "laptop", NOW)
    guessed = replace(invitation, secret=os.urandom(16))
    elsewhere = Place.found()

    def refused(where: Place, data: bytes, error: type[JoinError], now_ms: int = NOW) -> None:
        before = where.directory
        with pytest.raises(error):
            where.admit(data, now_ms)
        with pytest.raises(error):
            membership.admit_device(before, read_join_request(data), holder=where.holder, now_ms=now_ms, hlc=where.hlc)
        assert where.directory is before

    refused(place, request, ExpiredInvitationError, invitation.expires + 1)
    refused(elsewhere, request, ForeignOfficeError)
    other = membership.request_to_join(guessed, DeviceKeys.generate(), person, "laptop", NOW)
    refused(place, other, UnknownInvitationError)
    place.admit(request)
    refused(place, request, UsedInvitationError)
    again = membership.request_to_join(invitation, DeviceKeys.generate(), person, "laptop", NOW)
    refused(place, again, UsedInvitationError)


def test_the_administrators_own_clock_does_not_let_an_old_invitation_in(place: Place) -> None:
    """His client checks its clock; and a record stamped after the expiry is refused by everybody."""
    invitation = place.invite(valid_ms=1_000)
    device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
    request = read_join_request(membership.request_to_join(invitation, device, person, "laptop", NOW))
    late = (invitation.expires + 1) << 16
    with pytest.raises(DirectoryError):
        membership.admit(place.directory, request, holder=place.holder, now_ms=NOW, hlc=late)


def test_only_administrators_change_membership(place: Place) -> None:
    team = place.add_team()
    bo = place.join(Role.SUPERVISOR, (team,))
    invitation = place.invite()
    request = read_join_request(
        membership.request_to_join(
            invitation, DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id), "laptop", NOW
        )
    )
    directory, hlc, device = place.directory, place.hlc, bo.device.device_id
    attempts = [
        lambda: membership.add_team(directory, bo, name="Zuid", hlc=hlc),
        lambda: membership.invite(directory, bo, server="https://x", name="x", role=Role.COUNSELLOR, now_ms=1, hlc=hlc),
        lambda: membership.admit(directory, request, holder=bo, now_ms=NOW, hlc=hlc),
        lambda: membership.revoke_device(directory, bo, device, last_seq=0, last_hash=bytes(32), hlc=hlc),
        lambda: membership.remove_person(directory, bo, place.holder.person_id, cuts={}, hlc=hlc),
    ]
    for attempt in attempts:
        with pytest.raises(NotAdministratorError):
            attempt()
    with pytest.raises(DirectoryError):
        membership.append(directory, bo, SetRole(to_text(bo.person_id), Role.COUNSELLOR), hlc)


def test_only_who_holds_a_teams_seed_can_hand_it_on(place: Place) -> None:
    second = place.join(Role.ADMINISTRATOR)
    team = place.add_team()
    invitation = place.invite(teams=(team,))
    request = membership.request_to_join(
        invitation, DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id), "laptop", NOW
    )
    first, place.holder = place.holder, second
    before = place.directory
    with pytest.raises(MissingSeedError):
        place.admit(request)
    with pytest.raises(MissingSeedError):
        place.invite(teams=(team,))
    with pytest.raises(MissingSeedError):
        membership.rotate_team(place.directory, second, team, hlc=place.hlc)
    assert place.directory is before
    stale = first.teams[team]
    rotated = membership.rotate_team(place.directory, first, team, hlc=place.hlc)
    place.take(rotated.records, rotated.wraps)
    with pytest.raises(MissingSeedError):
        seeds.team_keys(place.directory, replace(first, teams={team: stale}), team)


# --- devices ---


def test_a_further_device_gets_the_seed_from_the_first(place: Place) -> None:
    team = place.add_team()
    bo = place.join(teams=(team,))
    invitation = place.invite(person_id=bo.person_id)
    device = DeviceKeys.generate()
    unused = PrincipalKeys.new(bo.person_id)
    place.admit(membership.request_to_join(invitation, device, unused, "tablet", NOW))
    assert place.directory.author(device.device_id).person_id == bo.person_id
    assert seeds.open_person(place.directory, device, place.wraps) is None
    place.wraps += seeds.share_person_seed(place.directory, bo.person, [device.device_id])
    gathered = place.open(device)
    assert (gathered.person, gathered.teams) == (bo.person, bo.teams)


def test_a_label_nobody_can_read_is_left_empty_and_a_stranger_is_no_further_device(place: Place) -> None:
    invitation = replace(place.invite(), names_key=DeviceKeys.generate().receive_public)
    device, person = DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id)
    request = membership.request_to_join(invitation, device, person, "laptop", NOW)
    with pytest.raises(NotVouchedError):
        membership.admit_device(
            place.directory, read_join_request(request), holder=place.holder, now_ms=NOW, hlc=place.hlc
        )
    place.admit(request)
    assert open_name(place.holder.directory_key, place.directory.author(device.device_id).label) == ""


def test_a_restored_profile_admits_its_new_device(place: Place) -> None:
    bo, device = place.join(), DeviceKeys.generate()
    request = membership.request_for_restored(place.directory, device, bo.person, bo.directory_key, "new laptop", NOW)
    place.admit(request)
    added = place.directory.author(device.device_id)
    assert (added.person_id, open_name(bo.directory_key, added.label)) == (bo.person_id, "new laptop")
    with pytest.raises(KnownDeviceError):
        place.admit(request)
    rotated = membership.rotate_person(place.directory, bo, hlc=place.hlc)
    place.take(rotated.records, rotated.wraps)
    old = membership.request_for_restored(
        place.directory, DeviceKeys.generate(), bo.person, bo.directory_key, "thief", NOW
    )
    with pytest.raises(NotVouchedError):
        place.admit(old)


def test_a_person_who_lost_everything_comes_back_with_new_keys(place: Place) -> None:
    team = place.add_team()
    bo = place.join(teams=(team,))
    place.take(
        *membership.revoke_device(
            place.directory, place.holder, bo.device.device_id, last_seq=3, last_hash=b"h" * 32, hlc=place.hlc
        )
    )
    rotated = membership.rotate_team(place.directory, place.holder, team, hlc=place.hlc)
    place.take(rotated.records, rotated.wraps)
    place.holder = replace(place.holder, teams={team: rotated.keys})
    invitation = place.invite(person_id=bo.person_id)
    device, fresh = DeviceKeys.generate(), PrincipalKeys.new(bo.person_id)
    request = read_join_request(membership.request_to_join(invitation, device, fresh, "second laptop", NOW))
    outcome = membership.admit_device(
        place.directory, request, holder=place.holder, now_ms=NOW, hlc=place.hlc, keys_lost=True
    )
    place.take(*outcome)
    fresh = PrincipalKeys(bo.person_id, 2, fresh.seed)
    place.wraps += seeds.share_person_seed(place.directory, fresh)
    gathered = place.open(device)
    assert gathered.person == fresh
    assert gathered.teams == {team: rotated.keys}
    assert set(seeds.generations(place.directory, fresh)) == {2}
    assert not place.directory.is_exposed(bo.person_id)


def test_a_lost_laptop_learns_nothing_newer(place: Place) -> None:
    """Its keys open no wrap made after the revocation, though the person and the team go on."""
    team = place.add_team()
    bo = place.join(teams=(team,))
    tablet = DeviceKeys.generate()
    place.admit(membership.request_for_restored(place.directory, tablet, bo.person, bo.directory_key, "tablet", NOW))
    place.wraps += seeds.share_person_seed(place.directory, bo.person)
    place.take(
        *membership.revoke_device(
            place.directory, place.holder, bo.device.device_id, last_seq=3, last_hash=b"h" * 32, hlc=place.hlc
        )
    )
    rotated = membership.rotate_team(place.directory, place.holder, team, hlc=place.hlc)
    assert bo.person_id not in {wrap.recipient for wrap in rotated.wraps}
    place.take(rotated.records, rotated.wraps)
    again = place.open(tablet)
    assert again.teams[team].generation == 1
    renewed = membership.rotate_person(place.directory, again, hlc=place.hlc)
    place.take(renewed.records, renewed.wraps)
    place.wraps += seeds.wrap_team_seed(place.directory, rotated.keys, [bo.person_id])
    after = place.open(tablet)
    assert after.person == renewed.keys
    assert after.teams == {team: rotated.keys}
    assert set(seeds.generations(place.directory, after.teams[team])) == {1, 2}
    assert set(seeds.generations(place.directory, after.person)) == {1, 2}
    lost = seeds.open_person(place.directory, bo.device, place.wraps)
    assert lost == bo.person
    held = seeds.generations(place.directory, bo.person)
    newest = seeds.open_team(place.directory, team, held, place.wraps)
    assert newest is not None
    assert newest.generation == 1


# --- teams and leaving ---


def test_who_comes_reads_back_and_who_leaves_reads_no_further(place: Place) -> None:
    team = place.add_team()
    bo, cy = place.join(teams=(team,)), place.join()
    founder = place.holder.person_id
    came = membership.rotate_team(
        place.directory, place.holder, team, hlc=place.hlc, members=[founder, bo.person_id, cy.person_id]
    )
    place.take(came.records, came.wraps)
    assert came.keys.generation == 1
    assert place.open(cy.device).teams == {team: came.keys}
    left = membership.rotate_team(place.directory, place.holder, team, hlc=place.hlc, members=[founder, cy.person_id])
    place.take(left.records, left.wraps)
    assert left.keys.generation == 2
    assert {wrap.recipient for wrap in left.wraps} == {founder, cy.person_id}
    assert place.open(cy.device).teams == {team: left.keys}
    assert place.open(bo.device).teams == {}
    assert set(seeds.generations(place.directory, left.keys)) == {1, 2}


def test_a_person_leaves_with_a_cut_for_each_device(place: Place) -> None:
    team = place.add_team()
    bo = place.join(teams=(team,))
    cuts = {bo.device.device_id: (9, b"h" * 32)}
    with pytest.raises(MembershipError):
        membership.remove_person(place.directory, place.holder, bo.person_id, cuts={}, hlc=place.hlc)
    place.take(*membership.remove_person(place.directory, place.holder, bo.person_id, cuts=cuts, hlc=place.hlc))
    assert place.directory.role(bo.person_id) is None
    assert place.directory.author(bo.device.device_id).revoked == (9, b"h" * 32)
    assert place.directory.is_exposed(team)
    rotated = membership.rotate_team(place.directory, place.holder, team, hlc=place.hlc)
    assert [wrap.recipient for wrap in rotated.wraps] == [place.holder.person_id]
    place.take(rotated.records, rotated.wraps)
    assert not place.directory.is_exposed(team)


def test_other_records_are_appended_and_judged(place: Place) -> None:
    place.take([membership.append(place.directory, place.holder, SetPolicy(idle_lock=120), place.hlc)])
    assert place.directory.policy.idle_lock == 120
    with pytest.raises(DirectoryError):
        membership.append(place.directory, place.holder, AddAdmin(to_text(place.holder.person_id)), place.hlc)


# --- false wraps ---


def test_false_wraps_hide_no_true_one(place: Place) -> None:
    """Anybody can wrap anything to a public key; what the directory does not know is passed over."""
    team = place.add_team()
    bo = place.join(teams=(team,))
    org_id = place.directory.org_id
    enemy_person = PrincipalKeys(bo.person_id, 1, os.urandom(32))
    later_person = PrincipalKeys(bo.person_id, 7, os.urandom(32))
    enemy_team = PrincipalKeys(team, 1, os.urandom(32))
    false = [
        seeds.wrap_person_seed(org_id, person, bo.device.device_id, bo.device.receive_public)
        for person in (enemy_person, later_person)
    ]
    false += seeds.wrap_team_seed(place.directory, enemy_team, [bo.person_id])
    false.append(seeds.wrap_directory_key(place.directory, os.urandom(32), bo.person_id))
    damaged = [replace(wrap, sealed=bytes(80)) for wrap in place.wraps]
    relabelled = [replace(wrap, purpose=wrap.purpose % 4 + 1) for wrap in place.wraps]
    elsewhere = [replace(wrap, recipient_generation=5) for wrap in place.wraps]
    truth = place.wraps
    place.wraps = [*false, *damaged, *relabelled, *elsewhere, *truth]
    assert place.open(bo.device) == bo
    place.wraps = [*false, *damaged, *relabelled, *elsewhere]
    assert seeds.open_person(place.directory, bo.device, place.wraps) is None
    generations = {1: bo.person}
    assert seeds.open_team(place.directory, team, generations, place.wraps) is None
    assert seeds.open_directory_key(place.directory, generations, place.wraps) is None


def test_generations_that_are_not_the_directorys_are_refused(place: Place) -> None:
    bo = place.join()
    with pytest.raises(SealError):
        seeds.generations(place.directory, PrincipalKeys(bo.person_id, 1, os.urandom(32)))
    newer, chain = PrincipalKeys(bo.person_id, 1, os.urandom(32)).next_generation()
    lie = RotatePrincipal(to_text(bo.person_id), newer.public(), to_text(chain))
    place.take([membership.append(place.directory, bo, lie, place.hlc)])
    with pytest.raises(SealError):
        seeds.generations(place.directory, newer)
