"""Keys that an office made up, or will not take: nothing is written with them, and nothing else stops."""

import os
from dataclasses import replace
from typing import Any

import pytest

from sync.protocol.api import WrapPage
from sync.protocol.envelope import parse_header
from sync.protocol.public import Purpose, Wrap
from sync.sealing.envelopes import open_sealed
from sync.sealing.streams import commit
from sync.sealing.wraps import wrap_secret, wrap_stream_key
from tests.offices import House, Site
from tests.sync.client.between import Instead
from tests.sync.client.forging import stream_of


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


def wraps_besides(site: Site, *invented: Wrap) -> Instead:
    """An office that adds wraps of its own to those it hands out."""

    def answer(call: Any, after: int, *rest: Any) -> WrapPage:
        page: WrapPage = call(after, *rest)
        return replace(page, wraps=[*invented, *page.wraps], after=page.after + 1)

    def pages(call: Any, *after: Any) -> Any:
        page = call(*after)
        return replace(page, wrap_head=page.wrap_head + 1_000)

    return Instead(site.relay, get_wraps=answer, get_envelopes=pages)


def forged_key(site: Site, case: str, epoch: int, key: bytes) -> Wrap:
    person = site.holder.person
    return wrap_stream_key(
        key,
        org_id=site.house.org_id,
        stream_id=site.store.journal.streams.identifier(stream_of(site, case)),
        epoch=epoch,
        recipient_id=person.principal_id,
        recipient_generation=person.generation,
        recipient_public=person.receive_public,
    )


@pytest.mark.parametrize("epoch", [1, 2, 7])
def test_a_stream_key_made_by_the_office_is_never_written_with(
    house: House, team: bytes, reader: Site, epoch: int
) -> None:
    case = opened(house, team)
    key = os.urandom(32)
    reader.sync(wraps_besides(reader, forged_key(reader, case, epoch, key)))
    reader.note(case, "for the team alone")
    row = reader.sql("SELECT envelope FROM log ORDER BY seq DESC LIMIT 1")[0]
    header = parse_header(bytes(row[0]))
    true = house.founder.store.keys.current_key(stream_of(house.founder, case))
    assert (header.epoch, true[0]) == (1, 1)
    assert b"for the team alone" in open_sealed(bytes(row[0]), header, true[1])
    assert not reader.sql("SELECT 1 FROM stream_key WHERE key = ?", key)
    house.settle()
    assert house.founder.texts(case) == ["for the team alone"]


def test_keys_offered_before_the_case_is_known_are_not_taken_either(house: House, team: bytes) -> None:
    """The forged wrap comes first; only the one that the signed keyring names gives a key."""
    case = opened(house, team)
    late = house.join("late", team)
    key = os.urandom(32)
    person = late.store.keys.principal(late.person_id)
    assert person is not None
    stream = house.founder.store.journal.streams.identifier(stream_of(house.founder, case))
    forged = [
        wrap_stream_key(
            key,
            org_id=house.org_id,
            stream_id=stream,
            epoch=epoch,
            recipient_id=person.principal_id,
            recipient_generation=1,
            recipient_public=person.receive_public,
        )
        for epoch in (1, 2)
    ]
    late.sync(wraps_besides(late, *forged))
    assert late.case(case).place == "Emmen"
    assert late.store.keys.current_key(stream_of(late, case))[1] != key
    assert not late.sql("SELECT 1 FROM stream_key WHERE key = ?", key)


def test_a_wrap_exchanged_for_another_gives_no_key_until_the_true_one_comes(house: House, team: bytes) -> None:
    case = opened(house, team)
    late = house.join("late", team)

    def exchanged(call: Any, *after: Any) -> WrapPage:
        page: WrapPage = call(*after)
        wraps = [
            replace(wrap, sealed=os.urandom(len(wrap.sealed))) if wrap.purpose == Purpose.STREAM_KEY else wrap
            for wrap in page.wraps
        ]
        return replace(page, wraps=wraps)

    late.sync(Instead(late.relay, get_wraps=exchanged))
    assert late.cases() == set()
    assert set(late.codes("pending")) == {"key"}
    assert late.codes() == []
    late.store.replica.receive_wraps(late.relay.get_wraps(0).wraps, 0)
    assert late.case(case).place == "Emmen"
    assert late.codes("pending") == []


def test_keys_that_come_after_the_entries_open_them(house: House, team: bytes) -> None:
    """The office hides wraps (also the team's seed), then records of the directory, and shows them a round later."""

    def hiding(**heads: int) -> Instead:
        calls = ("get_envelopes", "get_stream_envelopes")
        return Instead(late.relay, **{name: lambda call, *after: replace(call(*after), **heads) for name in calls})

    case = opened(house, team)
    late = house.join("late", team)
    late.sync(hiding(wrap_head=0))
    assert late.cases() == set()
    assert set(late.codes("pending")) == {"key"}
    late.sync()
    assert late.case(case).place == "Emmen"
    newcomer = house.join("newcomer", team)
    newcomer.sync()
    newcomer.note(case, "by somebody unknown as yet")
    newcomer.sync()
    late.sync(hiding(directory_height=late.store.directory.current().height))
    assert (late.texts(case), set(late.codes("pending"))) == ([], {"author"})
    late.sync()
    assert late.texts(case) == ["by somebody unknown as yet"]
    assert (late.codes("pending"), late.codes()) == ([], [])


def test_seeds_and_directory_keys_made_by_the_office_are_worth_nothing(house: House, team: bytes, reader: Site) -> None:
    opened(house, team)
    person = reader.holder.person
    receive = {"recipient_id": reader.device.device_id, "recipient_generation": 0}
    forged = [
        wrap_secret(
            os.urandom(32),
            purpose,
            org_id=house.org_id,
            subject=subject,
            generation=generation,
            recipient_public=reader.device.receive_public,
            **receive,  # type: ignore[arg-type]
        )
        for purpose, subject, generation in (
            (Purpose.PERSON_SEED, person.principal_id, 1),
            (Purpose.PERSON_SEED, person.principal_id, 2),
            (Purpose.TEAM_SEED, team, 1),
            (Purpose.TEAM_SEED, os.urandom(16), 1),
            (Purpose.DIRECTORY_KEY, house.org_id, 1),
        )
    ]
    before = reader.store.keys.all_principals(), reader.store.keys.directory_key()
    report = reader.sync(wraps_besides(reader, *forged))
    assert report.warnings == ["wraps"]
    assert (reader.store.keys.all_principals(), reader.store.keys.directory_key()) == before


def test_keys_are_wrapped_for_keys_of_the_directory_alone(house: House, team: bytes, reader: Site) -> None:
    """Every wrap that leaves a device goes to a principal or device of the directory, in its newest generation."""
    sent: list[Wrap] = []

    def watched(call: Any, wraps: list[Wrap]) -> Any:
        sent.extend(wraps)
        return call(wraps)

    house.founder.sync()
    outsider = house.join("outsider")
    reader.sync()
    case = reader.open_case(team, reader.person_id)[0].id
    with reader.work() as work:
        work.records.share(case, [outsider.person_id.hex()])
    reader.sync(Instead(reader.relay, put_wraps=watched))
    directory = reader.store.directory.current()
    assert len(sent) == 5
    for wrap in sent:
        generation, public = directory.principal_keys(wrap.recipient)
        assert wrap.recipient_generation == generation
        keys = next(
            keys
            for site in house.sites
            for keys in site.store.keys.all_principals()
            if keys.principal_id == wrap.recipient
        )
        assert keys.receive_public == public
        assert wrap.commit == commit(reader.store.keys.current_key(stream_of(reader, case))[1], wrap.subject, 1)


def test_one_key_the_office_refuses_stops_nothing_else(house: House, team: bytes, reader: Site) -> None:
    """Somebody who left a team shared a case of it before he knew: that waits, the rest of his work arrives."""
    case = opened(house, team)
    outsider = house.join("outsider")
    reader.sync()
    own = reader.open_case(reader.person_id, house.founder.person_id)[0].id
    with reader.work() as work:
        work.records.share(case, [outsider.person_id.hex()])
    reader.note(own, "his own")
    house.set_members(team)
    report = reader.sync()
    assert report.warnings == ["refused"]
    assert reader.sync().warnings == ["refused"]
    house.founder.sync()
    assert house.founder.texts(own) == ["his own"]
    assert reader.count("wrap_waiting") == 2
