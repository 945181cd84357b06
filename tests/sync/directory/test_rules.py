"""What even an administrator may not write."""

import msgspec
import pytest

from sync.protocol.changes import to_text
from sync.protocol.errors import DirectoryError
from sync.protocol.public import (
    AddAdmin,
    AddDevice,
    PersonKeys,
    Record,
    RemoveAdmin,
    RemovePerson,
    RevokeDevice,
    Role,
    RotatePrincipal,
    ServerRestored,
    SetPolicy,
    SetRole,
)
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from tests.sync.directory.office import HOUR, NOW, Member, Office, members_record, revoke_record, rotate_record

change = msgspec.structs.replace


def refuse(office: Office, *records: Record, time_ms: int | None = None) -> None:
    for record in records:
        with pytest.raises(DirectoryError):
            office.append(record, time_ms=time_ms)


@pytest.fixture
def office() -> Office:
    return Office.found()


# --- invitations ---


def test_an_invitation_enrols_one_person_with_one_device_once(office: Office) -> None:
    member, other = Member.new(), Member.new()
    invitation = office.invitation(member.id, Role.COUNSELLOR)
    refuse(office, office.person_record(member, Role.COUNSELLOR, invitation))
    office.append(office.invite_record(invitation))
    refuse(office, office.device_record(member, member.device, invitation))
    refuse(office, office.person_record(other, Role.COUNSELLOR, invitation))
    refuse(office, office.person_record(member, Role.SUPERVISOR, invitation))
    refuse(office, office.person_record(member, Role.ADMINISTRATOR, invitation))
    office.append(office.person_record(member, Role.COUNSELLOR, invitation))
    refuse(office, office.person_record(member, Role.COUNSELLOR, invitation))
    refuse(office, office.device_record(office.founder, DeviceKeys.generate(), invitation))
    office.append(office.device_record(member, member.device, invitation))
    refuse(office, office.device_record(member, DeviceKeys.generate(), invitation))
    used = office.directory.invitations[invitation.invitation_id]
    assert used.person_added
    assert used.device_added == member.device.device_id


def test_an_expired_invitation_enrols_nobody(office: Office) -> None:
    member = Member.new()
    invitation = office.invitation(member.id, Role.COUNSELLOR, hours=1)
    office.append(office.invite_record(invitation))
    person = office.person_record(member, Role.COUNSELLOR, invitation)
    refuse(office, person, time_ms=NOW + HOUR + 1)
    office.append(person, time_ms=NOW + HOUR)
    refuse(office, office.device_record(member, member.device, invitation), time_ms=NOW + HOUR + 1)
    office.append(office.device_record(member, member.device, invitation), time_ms=NOW + HOUR)


def test_an_invited_administrator_enters_as_supervisor(office: Office) -> None:
    member = Member.new()
    invitation = office.invitation(member.id, Role.ADMINISTRATOR)
    office.append(office.invite_record(invitation))
    refuse(office, office.person_record(member, Role.ADMINISTRATOR, invitation))
    office.append(office.person_record(member, Role.SUPERVISOR, invitation))
    assert office.directory.role(member.id) is Role.SUPERVISOR


def test_invitations_are_well_formed(office: Office) -> None:
    member = office.join(Role.SUPERVISOR)
    good = office.invite_record(office.invitation(Member.new().id, Role.COUNSELLOR))
    refuse(
        office,
        change(good, invitation=to_text(b"x" * 16)),
        change(good, key=to_text(b"\1" + bytes(31))),
        change(good, key="short"),
        change(good, person="short"),
        change(good, person=to_text(office.directory.org_id)),
        change(good, name="Fatima Ahmed"),
        change(good, name=""),
        change(good, teams=[to_text(b"no team".ljust(16))]),
        change(good, expires=-1),
        change(good, expires=2**63),
    )
    office.append(good)
    refuse(office, change(good, expires=good.expires + 1))
    again = office.invite_record(office.invitation(member.id, Role.SUPERVISOR))
    refuse(office, change(again, role=Role.COUNSELLOR), change(again, role=Role.ADMINISTRATOR))
    office.append(again)


def test_who_left_is_not_invited_again(office: Office) -> None:
    member = office.join()
    invitation = office.invitation(member.id, Role.COUNSELLOR)
    office.append(office.invite_record(invitation))
    office.append(revoke_record(member.device.device_id))
    office.append(RemovePerson(to_text(member.id)))
    new = DeviceKeys.generate()
    refuse(
        office,
        office.invite_record(office.invitation(member.id, Role.COUNSELLOR)),
        office.device_record(member, new, invitation),
        office.device_record(member, new),
        office.person_record(member, Role.COUNSELLOR, invitation),
        RemovePerson(to_text(member.id)),
        SetRole(to_text(member.id), Role.SUPERVISOR),
        AddAdmin(to_text(member.id)),
        rotate_record(*member.keys[0].next_generation()),
    )
    with pytest.raises(DirectoryError):
        office.directory.principal_keys(member.id)


# --- keys and ids ---


def test_no_key_is_entered_twice(office: Office) -> None:
    one, two = office.join(), office.join()
    newer, chain = one.keys[0].next_generation()
    public = newer.public()
    taken = one.keys[0].public()
    rotate = RotatePrincipal(to_text(one.id), public, to_text(chain))
    device = office.device_record(one, DeviceKeys.generate())
    refuse(
        office,
        change(rotate, keys=PersonKeys(2, taken.receive, taken.sign)),
        change(rotate, keys=PersonKeys(2, two.keys[0].public().receive, public.sign)),
        change(rotate, keys=PersonKeys(2, public.receive, to_text(one.device.sign_public))),
        change(rotate, keys=PersonKeys(2, public.receive, public.receive)),
        office.device_record(one, one.device),
        office.device_record(one, two.device),
        change(device, device=to_text(b"x" * 16)),
        change(device, sign=device.receive),
    )
    stolen = DeviceKeys(DeviceKeys.generate().sign_key, two.device.receive_key)
    refuse(office, office.device_record(one, stolen))


WEAK_SIGN = [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f", b"\xee" + b"\xff" * 31]
WEAK_RECEIVE = [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"]


def test_weak_keys_are_not_entered(office: Office) -> None:
    newer, chain = office.founder.keys[0].next_generation()
    good = RotatePrincipal(to_text(newer.principal_id), newer.public(), to_text(chain))
    device = office.device_record(office.founder, DeviceKeys.generate())
    for raw in WEAK_SIGN:
        weak = PersonKeys(2, good.keys.receive, to_text(raw))
        refuse(office, change(good, keys=weak), change(device, sign=to_text(raw)))
    for raw in WEAK_RECEIVE:
        weak = PersonKeys(2, to_text(raw), good.keys.sign)
        refuse(office, change(good, keys=weak), change(device, receive=to_text(raw)))
    office.append(good)


def test_generations_follow_each_other(office: Office) -> None:
    member = office.join()
    newer, chain = member.keys[0].next_generation()
    good = rotate_record(newer, chain)
    for generation in (0, 1, 3):
        refuse(office, change(good, keys=PersonKeys(generation, good.keys.receive, good.keys.sign)))
    refuse(office, change(good, chain=to_text(chain[:-1])), change(good, principal=to_text(b"nobody".ljust(16))))
    refuse(office, change(good, chain="!" * 64))
    with pytest.raises(DirectoryError):
        office.append(change(good, chain=""), member.device)
    office.append(good, member.device)
    assert office.directory.people[member.id].keys == (member.keys[0].public(), newer.public())
    generations = office.directory.people[member.id].generations
    assert (generations.at(1), generations.at(2)) == generations.keys
    assert generations.chains == (b"", chain)
    for generation in (0, 3):
        with pytest.raises(DirectoryError):
            generations.at(generation)


# --- teams ---


def test_teams_are_well_formed(office: Office) -> None:
    member, founder = office.join(), office.founder.id
    keys = PrincipalKeys.new(b"t" * 16)
    good = office.team_record(keys, [founder, member.id])
    refuse(
        office,
        change(good, members=[]),
        change(good, members=[to_text(member.id)]),
        change(good, members=[to_text(founder)] * 2),
        change(good, members=[to_text(founder), to_text(b"nobody".ljust(16))]),
        change(good, name="Team Noord"),
        change(good, team=to_text(founder)),
        change(good, team=to_text(office.directory.org_id)),
        change(good, keys=PersonKeys(2, good.keys.receive, good.keys.sign)),
    )
    office.append(good)
    refuse(office, good, members_record(b"t" * 16, []), members_record(b"u" * 16, [founder]))
    refuse(office, members_record(b"t" * 16, [founder, founder]), members_record(b"t" * 16, [b"nobody".ljust(16)]))
    refuse(office, office.invite_record(office.invitation(b"t" * 16, Role.COUNSELLOR)))


def test_the_last_member_of_a_team_stays(office: Office) -> None:
    member = office.join()
    office.append(office.team_record(PrincipalKeys.new(b"t" * 16), [office.founder.id, member.id]))
    office.append(members_record(b"t" * 16, [member.id]))
    office.append(revoke_record(member.device.device_id))
    refuse(office, RemovePerson(to_text(member.id)))
    office.append(members_record(b"t" * 16, [member.id, office.founder.id]))
    office.append(RemovePerson(to_text(member.id)))
    assert office.directory.teams[b"t" * 16].members == {office.founder.id}


def test_keys_are_exposed_from_a_loss_until_they_are_changed(office: Office) -> None:
    member, team = office.join(), PrincipalKeys.new(b"t" * 16)
    second = DeviceKeys.generate()
    office.append(office.device_record(member, second))
    office.append(office.team_record(team, [office.founder.id, member.id]))

    def exposed() -> tuple[bool, bool, bool]:
        is_exposed = office.directory.is_exposed
        return is_exposed(member.id), is_exposed(team.principal_id), is_exposed(office.founder.id)

    assert exposed() == (False, False, False)
    office.append(revoke_record(second.device_id))
    assert exposed() == (True, True, False)
    office.append(rotate_record(*member.keys[0].next_generation()), member.device)
    assert exposed() == (False, True, False)
    team, chain = team.next_generation()
    office.append(rotate_record(team, chain), member.device)
    assert exposed() == (False, False, False)
    office.append(members_record(team.principal_id, [office.founder.id]))
    assert exposed() == (False, True, False)
    office.append(members_record(team.principal_id, [office.founder.id, member.id]))
    assert exposed() == (False, True, False)
    office.append(rotate_record(*team.next_generation()))
    assert exposed() == (False, False, False)
    with pytest.raises(DirectoryError):
        office.directory.is_exposed(b"nobody".ljust(16))


# --- administrators ---


def test_the_last_administrator_stays(office: Office) -> None:
    founder = to_text(office.founder.id)
    refuse(
        office,
        RemoveAdmin(founder),
        AddAdmin(founder),
        RemovePerson(founder),
        SetRole(founder, Role.COUNSELLOR),
        revoke_record(office.founder.device.device_id),
    )
    other = office.join()
    refuse(office, SetRole(to_text(other.id), Role.ADMINISTRATOR), RemoveAdmin(to_text(other.id)))
    office.append(AddAdmin(to_text(other.id)))
    office.append(revoke_record(other.device.device_id))
    refuse(office, RemoveAdmin(founder), revoke_record(office.founder.device.device_id))
    office.append(RemoveAdmin(to_text(other.id)))
    assert office.directory.role(other.id) is Role.SUPERVISOR


def three() -> tuple[Office, Member, Member, Member]:
    office = Office.found()
    second, third, newcomer = office.join(Role.ADMINISTRATOR), office.join(Role.ADMINISTRATOR), office.join()
    assert len(office.directory.administrators) == 3
    return office, second, third, newcomer


def test_from_three_administrators_on_a_second_one_must_agree() -> None:
    office, second, third, newcomer = three()
    for kind, who in ((AddAdmin, newcomer), (RemoveAdmin, third)):
        bare = kind(to_text(who.id))
        refuse(office, bare, office.approved(bare, office.founder.device), office.approved(bare, newcomer.device))
    office.append(office.approved(AddAdmin(to_text(newcomer.id)), second.device))
    office.append(office.approved(RemoveAdmin(to_text(third.id)), newcomer.device, third.device))
    assert office.directory.administrators == {office.founder.id, second.id, newcomer.id}


def test_an_approval_is_for_one_change_of_one_administration() -> None:
    office, second, third, newcomer = three()
    add = office.approved(AddAdmin(to_text(newcomer.id)), second.device)
    remove = office.approved(RemoveAdmin(to_text(newcomer.id)), second.device)
    refuse(office, RemoveAdmin(to_text(third.id), add.approvals), AddAdmin(to_text(newcomer.id), remove.approvals))
    office.append(SetPolicy(idle_lock=77))
    office.append(add)
    office.append(office.approved(RemoveAdmin(to_text(newcomer.id)), third.device))
    refuse(office, add)
    elsewhere, *_ = three()
    refuse(elsewhere, add)


def test_an_approval_by_a_revoked_device_or_a_damaged_one_counts_for_nothing() -> None:
    office, second, _, newcomer = three()
    good = office.approved(AddAdmin(to_text(newcomer.id)), second.device)
    approval = good.approvals[0]
    refuse(
        office,
        AddAdmin(good.person, [change(approval, signature=to_text(bytes(64)))]),
        AddAdmin(good.person, [change(approval, signature="short")]),
        AddAdmin(good.person, [change(approval, device=to_text(office.founder.device.device_id))]),
        AddAdmin(good.person, [change(approval, device=to_text(b"x" * 16))]),
    )
    office.append(revoke_record(second.device.device_id))
    refuse(office, good)


# --- the rest ---


def test_revocations_are_well_formed(office: Office) -> None:
    member = office.join()
    device = to_text(member.device.device_id)
    refuse(
        office,
        RevokeDevice(device, 0, to_text(b"x" * 32)),
        RevokeDevice(device, 1, to_text(bytes(32))),
        RevokeDevice(device, -1, to_text(b"x" * 32)),
        RevokeDevice(device, 2**63, to_text(b"x" * 32)),
        RevokeDevice(device, 1, "short"),
        RevokeDevice(to_text(b"x" * 16), 0, to_text(bytes(32))),
    )
    office.append(RevokeDevice(device, 5, to_text(b"x" * 32)))
    refuse(office, RevokeDevice(device, 9, to_text(b"y" * 32)))


@pytest.mark.parametrize(
    "policy",
    [
        SetPolicy(idle_lock=29),
        SetPolicy(idle_lock=301),
        SetPolicy(lease_days=-1),
        SetPolicy(retention_days=36_501),
        SetPolicy(min_app_version="9" * 33),
        SetPolicy(min_app_version="é"),
    ],
    ids=str,
)
def test_a_policy_stays_within_the_protocol(office: Office, policy: SetPolicy) -> None:
    refuse(office, policy)
    office.append(SetPolicy("1.2", 300, 30, 3650))
    assert office.directory.policy == SetPolicy("1.2", 300, 30, 3650)


def test_no_name_enters_in_the_clear(office: Office) -> None:
    member = office.join()
    device = office.device_record(member, DeviceKeys.generate())
    for text in ("", "Laptop of Amina", "A" * 85, "A" * 86 + "=", "A" * 84 + "é", "A" * 2000):
        refuse(office, change(device, label=text))
        if text:
            refuse(office, ServerRestored(text))
    office.append(ServerRestored(office.name("restored from tape")))
    office.append(device)
    assert office.directory.restored_at == (office.directory.height - 1,)


def test_unknown_ids_are_refused(office: Office) -> None:
    nobody = to_text(b"nobody".ljust(16))
    refuse(
        office,
        RemovePerson(nobody),
        SetRole(nobody, Role.SUPERVISOR),
        AddAdmin(nobody),
        RemoveAdmin(nobody),
        AddDevice(nobody, nobody, nobody, nobody, "", ""),
    )
    directory = office.directory
    assert directory.role(b"nobody".ljust(16)) is None
    assert not directory.is_administrator(b"nobody".ljust(16))
    assert directory.principals_of(b"nobody".ljust(16)) == directory.principals_ever(b"nobody".ljust(16)) == frozenset()
    assert not directory.is_reader(b"nobody".ljust(16), {b"nobody".ljust(16)})
    for principal in (b"nobody".ljust(16), directory.org_id):
        with pytest.raises(DirectoryError):
            directory.principal_keys(principal)
