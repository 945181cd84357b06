"""Invented devices, forked histories, records that come second: of the directory only what is signed, and once."""

import os
from dataclasses import replace
from typing import Any

import pytest

from sync.client import membership
from sync.directory.join import read_join_request
from sync.directory.writing import sign_record
from sync.protocol.changes import Create, to_text
from sync.protocol.errors import DirectoryError, ForkError
from sync.protocol.public import AddDevice, Role, SetPolicy
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import seal_name
from tests.counsellor_app.store.truth import canonical, differences
from tests.offices import House, Site, now_ms
from tests.sync.client.between import HostileOffice, Instead
from tests.sync.client.forging import forge


@pytest.fixture
def team(house: House) -> bytes:
    return house.add_team()


@pytest.fixture
def reader(house: House, team: bytes) -> Site:
    return house.join("reader", team)


def opened(house: House, team: bytes) -> str:
    case: str = house.founder.open_case(team, place="Emmen")[0].id
    house.settle()
    return case


def test_an_invented_device_is_not_believed(house: House, team: bytes, reader: Site) -> None:
    """The office knows a reader's key (say, of a stolen laptop) and signs with a device of its own making."""
    case = opened(house, team)
    reader.sync()
    device = DeviceKeys.generate()
    impostor = replace(house.founder, device=device)
    envelope = forge(
        impostor, case, [Create("note", {"text": "never said"})], device_seq=1, stream_seq=1, stream_prev=bytes(32)
    )
    reader.sync(HostileOffice(reader.relay, lambda page: [*page, (999, envelope)], ["get_envelopes"]))
    assert (reader.texts(case), reader.codes("pending"), reader.codes()) == ([], ["author"], [])
    directory = reader.store.directory.current()
    record = AddDevice(
        person=to_text(house.founder.person_id),
        device=to_text(device.device_id),
        sign=to_text(device.sign_public),
        receive=to_text(device.receive_public),
        label=seal_name(os.urandom(32), "impostor"),
        invitation="",
    )
    for signer in (device, reader.device):
        forged = sign_record(directory, record, signer.sign_key, signer.device_id, now_ms() << 16)
        lying = Instead(
            reader.relay,
            get_envelopes=lambda call, *after: replace(call(*after), directory_height=directory.height + 1),
            get_directory=lambda _call, _height, forged=forged: [forged],
        )
        with pytest.raises(DirectoryError):
            reader.sync(lying)
    assert reader.store.directory.current() == directory
    assert reader.texts(case) == []


def test_two_histories_of_the_directory_stop_the_syncing(house: House, team: bytes, reader: Site) -> None:
    case = opened(house, team)
    reader.sync()
    founder, directory = house.founder, house.founder.store.directory.current()
    shown = membership.append(directory, founder.holder, SetPolicy(idle_lock=60), now_ms() << 16)
    house.write(_policy(300))
    founder.sync()
    forked = Instead(reader.relay, get_directory=lambda _call, _height: [shown])
    reader.sync(forked)
    assert reader.store.directory.current().policy.idle_lock == 60
    founder.note(case, "knows the other history")
    founder.sync()
    house.write(_policy(200))
    founder.sync()
    before = canonical(reader)
    with pytest.raises(ForkError):
        reader.sync()
    assert canonical(reader) == before
    reader.sync(HostileOffice(hidden(reader), lambda page: page))
    assert reader.codes() == ["directory-fork"], "every entry says which history its author knew"
    assert reader.texts(case) == []


def hidden(site: Site) -> Instead:
    """An office that does not let on that its directory grew."""
    height = site.store.directory.current().height
    return Instead(site.relay, get_envelopes=lambda call, *after: replace(call(*after), directory_height=height))


def test_own_records_that_lost_a_race_are_no_fork(house: House, team: bytes) -> None:
    """Another administrator's record comes while this device makes one of its own, in the middle of a round."""
    second = house.join("second", team, role=Role.ADMINISTRATOR)
    second.sync()
    case = opened(house, team)

    def meanwhile(call: Any, *after: Any) -> Any:
        if not second.store.replica.outgoing().directory:
            house.write(_policy(200), second)
        return call(*after)

    house.write(_policy(100))
    house.founder.sync()
    house.founder.note(case, "knows the other record")
    house.founder.sync()
    report = second.sync(Instead(second.relay, get_envelopes=meanwhile))
    assert report.warnings == ["directory-dropped"]
    assert (second.texts(case), second.codes()) == (["knows the other record"], [])
    assert second.store.directory.current() == house.founder.store.directory.current()
    assert second.case(case).place == "Emmen"


def _policy(seconds: int) -> Any:
    return lambda known, holder, hlc: membership.Outcome(
        [membership.append(known, holder, SetPolicy(idle_lock=seconds), hlc)], []
    )


def test_what_an_administrator_lost_with_his_records_stops_nothing(house: House, team: bytes) -> None:
    """Two admit somebody at once, without network: the later one's records, seeds and wraps go; all else is sent."""
    second = house.join("second", team, role=Role.ADMINISTRATOR)
    second.sync()
    case = opened(house, team)
    second.sync()
    request = _asked(house, second, team)
    house.write(_policy(100))
    house.founder.sync()
    rotated = house.write(lambda known, holder, hlc: membership.rotate_person(known, holder, hlc=hlc), second)
    house.write(request, second)
    second.note(case, "written meanwhile")
    assert second.sync().warnings == ["directory-dropped"]
    assert second.store.keys.principal(second.person_id) != rotated.keys
    assert second.sync().warnings == []
    assert (second.count("wrap_waiting"), second.count("outbox")) == (0, 0)
    held = {(keys.principal_id, keys.generation) for keys in second.store.keys.all_principals()}
    assert held == {(second.person_id, 1), (team, 1)}
    house.founder.sync()
    assert house.founder.texts(case) == ["written meanwhile"]
    assert differences([house.founder, second]) == {}


def _asked(house: House, second: Site, team: bytes) -> Any:
    """Somebody asks to join; return how an administrator admits him."""
    record, invitation = membership.invite(
        house.founder.store.directory.current(),
        house.founder.holder,
        server="http://127.0.0.1:9",
        name="newcomer",
        role=Role.COUNSELLOR,
        now_ms=now_ms(),
        hlc=now_ms() << 16,
        team_ids=[team],
    )
    with house.founder.work() as work:
        work.directory.append([record], mine=True)
    house.founder.sync()
    second.sync()
    asked = membership.request_to_join(
        invitation, DeviceKeys.generate(), PrincipalKeys.new(invitation.person_id), "pc", now_ms()
    )
    return lambda known, holder, hlc: membership.admit(
        known, read_join_request(asked), holder=holder, now_ms=now_ms(), hlc=hlc
    )


def test_a_case_opened_for_keys_that_lost_is_readable_all_the_same(house: House, team: bytes) -> None:
    """The team's new keys never came to be: the case opened for them is given to the keys the team has."""
    second = house.join("second", team, role=Role.ADMINISTRATOR)
    second.sync()
    reader = house.join("reader", team)
    house.settle()
    house.write(_policy(100))
    house.founder.sync()
    house.write(lambda known, holder, hlc: membership.rotate_team(known, holder, team, hlc=hlc), second)
    case = second.open_case(team)[0].id
    second.note(case, "for the team")
    assert second.sync().warnings == ["directory-dropped"]
    house.settle()
    assert reader.texts(case) == house.founder.texts(case) == ["for the team"]
    assert (reader.codes("pending"), reader.codes()) == ([], [])
    assert second.count("outbox") == 0
    assert differences(house.sites) == {}
