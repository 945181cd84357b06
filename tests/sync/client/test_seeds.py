"""Seeds in wraps: what the directory does not know is passed over or refused."""

import os
from dataclasses import replace

import pytest

from sync.client import membership, seeds
from sync.protocol.changes import to_text
from sync.protocol.errors import SealError
from sync.protocol.public import RotatePrincipal
from sync.sealing.keys import PrincipalKeys
from tests.sync.client.place import Place


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
