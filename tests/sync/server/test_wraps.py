"""Wraps: who may hand out which key to whom."""

import os
from dataclasses import replace

import pytest
import sqlalchemy as sa

from sync.protocol.api import PAGE_ENVELOPES
from sync.protocol.errors import RefusedError
from sync.protocol.public import Purpose, Wrap
from sync.server.tables import wrap
from sync.server.wraps import MAX_SEALED
from tests.sync.server.staff import Member, Staff, Stream, random_id


def made(purpose: Purpose, subject: bytes, recipient: bytes) -> Wrap:
    return Wrap(purpose, subject, 1, recipient, 1, bytes(32), os.urandom(80))


def refused(member: Member, item: Wrap) -> str:
    with pytest.raises(RefusedError) as caught:
        member.relay.put_wraps([item])
    return caught.value.code


def test_wraps_go_to_device_person_and_teams_and_to_nobody_else(staff: Staff) -> None:
    team = staff.add_team()
    bo, cy = staff.join(teams=[team]), staff.join()
    stream = Stream(random_id(), os.urandom(32))
    start = bo.relay.get_wraps(0).after
    items = [made(Purpose.STREAM_KEY, stream.stream_id, who) for who in (bo.person_id, team, cy.person_id)]
    cy.relay.put_wraps(items)
    page = bo.relay.get_wraps(start)
    assert (page.wraps, page.more) == (items[:2], False)
    assert bo.relay.get_wraps(page.after).wraps == []
    assert bo.relay.get_envelopes({}).wrap_head == page.after
    one = bo.relay.get_wraps(start, 1)
    assert (one.wraps, one.more) == (items[:1], True)


def test_repetition_is_success_and_stores_nothing(staff: Staff) -> None:
    bo = staff.join()
    items = [made(Purpose.STREAM_KEY, random_id(), bo.person_id) for _ in range(3)]
    for batch in (items, items, items[::-1], items[:1] * 5):
        bo.relay.put_wraps(batch)
    with staff.office.database.reading() as connection:
        rows = connection.execute(
            sa.select(wrap.c.number).where(wrap.c.purpose == Purpose.STREAM_KEY).order_by(wrap.c.number)
        ).scalars()
        numbers = list(rows)
    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_keys_of_a_stream_are_handed_out_by_its_readers_once_it_is_known(staff: Staff) -> None:
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream()
    item = made(Purpose.STREAM_KEY, stream.stream_id, cy.person_id)
    assert refused(cy, item) == "no-right"
    bo.relay.put_wraps([item])
    cy.relay.put_wraps([item])
    assert refused(bo, made(Purpose.STREAM_KEY, stream.stream_id, random_id())) == "unknown-recipient"


def test_a_persons_seed_is_his_own_to_hand_out_to_his_devices(staff: Staff) -> None:
    bo, ada = staff.join(), staff.administrator
    assert refused(ada, made(Purpose.PERSON_SEED, bo.person_id, bo.device_id)) == "no-right"
    assert refused(bo, made(Purpose.PERSON_SEED, bo.person_id, ada.device_id)) == "unknown-recipient"
    bo.relay.put_wraps([made(Purpose.PERSON_SEED, bo.person_id, who) for who in (bo.device_id, bo.person_id)])


def test_a_teams_seed_is_handed_out_by_members_and_administrators(staff: Staff) -> None:
    team = staff.add_team()
    bo, cy = staff.join(teams=[team]), staff.join()
    assert refused(cy, made(Purpose.TEAM_SEED, team, cy.person_id)) == "no-right"
    assert refused(bo, made(Purpose.TEAM_SEED, random_id(), cy.person_id)) == "no-right"
    assert refused(bo, made(Purpose.TEAM_SEED, team, cy.device_id)) == "unknown-recipient"
    for member in (bo, staff.administrator):
        member.relay.put_wraps([made(Purpose.TEAM_SEED, team, cy.person_id)])


def test_the_directory_key_is_handed_out_by_administrators(staff: Staff) -> None:
    bo, org_id = staff.join(), staff.directory.org_id
    assert refused(bo, made(Purpose.DIRECTORY_KEY, org_id, bo.person_id)) == "no-right"
    assert refused(staff.administrator, made(Purpose.DIRECTORY_KEY, random_id(), bo.person_id)) == "no-right"
    staff.administrator.relay.put_wraps([made(Purpose.DIRECTORY_KEY, org_id, bo.person_id)])


def test_all_or_none(staff: Staff) -> None:
    bo = staff.join()
    head = bo.relay.get_envelopes({}).wrap_head
    good, bad = (made(Purpose.STREAM_KEY, random_id(), who) for who in (bo.person_id, random_id()))
    with pytest.raises(RefusedError, match="unknown-recipient"):
        bo.relay.put_wraps([good, bad])
    assert bo.relay.get_envelopes({}).wrap_head == head


def test_large_ones_are_refused(staff: Staff) -> None:
    bo = staff.join()
    item = made(Purpose.STREAM_KEY, random_id(), bo.person_id)
    assert refused(bo, replace(item, sealed=bytes(MAX_SEALED + 1))) == "too-large"
    with pytest.raises(RefusedError, match="too-large"):
        bo.relay.put_wraps([item] * (PAGE_ENVELOPES + 1))
