"""Further, restored, lost and replaced devices: each ends up holding what it should, and a lost one nothing newer."""

from dataclasses import replace

import pytest

from sync.client import membership, seeds
from sync.directory.join import KnownDeviceError, NotVouchedError, read_join_request
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import open_name
from tests.sync.client.place import NOW, Place


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
