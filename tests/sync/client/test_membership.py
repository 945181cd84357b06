"""Founding, inviting, admitting, leaving: records everybody accepts, seeds for those who should hold them."""

import os
from dataclasses import replace

import pytest

from sync.client import membership, seeds
from sync.client.membership import MembershipError, MissingSeedError, NotAdministratorError
from sync.directory.join import (
    ExpiredInvitationError,
    ForeignOfficeError,
    JoinError,
    UnknownInvitationError,
    UsedInvitationError,
    read_join_request,
)
from sync.directory.state import Directory
from sync.protocol.changes import to_text
from sync.protocol.errors import DirectoryError
from sync.protocol.public import AddAdmin, Role, SetPolicy, SetRole
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import open_name
from tests.sync.client.place import FOUNDING, NOW, Place

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
