"""A device that uses a number twice: a cloned disk, or an enemy who holds its keys. The second one is kept as proof."""

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from counsellor_app.settings import Profile
from counsellor_app.store.checking import digest
from counsellor_app.store.store import Store
from sync.protocol.api import PutStatus
from sync.protocol.changes import Create
from tests.counsellor_app.store.truth import differences
from tests.offices import House, Site
from tests.sync.client.between import Envelopes, HostileOffice
from tests.sync.client.forging import following, forge


@pytest.fixture
def team(house: House) -> bytes:
    return house.add_team()


def note(text: str) -> list[Create]:
    return [Create("note", {"text": text})]


def shows(*envelopes: bytes) -> Callable[[Envelopes], Envelopes]:
    """An office that adds these to a page."""
    return lambda page: [*page, *((900 + number, one) for number, one in enumerate(envelopes))]


def clone_of(site: Site) -> Site:
    """The same profile on a second disk, opened there."""
    site.close()
    folder = site.folder.with_name("clone")
    shutil.copytree(site.folder, folder)
    site.reopen()
    clone = replace(site, name="clone", store=Store.open(Profile(folder), *site.keys))
    clone.store.identify(clone.identity)
    site.house.sites.append(clone)
    return clone


def test_a_cloned_profile_loses_nothing_and_others_agree(house: House, team: bytes) -> None:
    """Two disks write on from one number. The office takes who comes first; the other keeps his, and it says so."""
    writer, one, two = (house.join(name, team) for name in ("writer", "one", "two"))
    case = house.founder.open_case(team)[0].id
    house.settle()
    clone = clone_of(writer)
    writer.note(case, "on the first disk")
    clone.note(case, "on the second disk")
    writer.sync()
    assert clone.sync().warnings == ["refused"]
    clone.note(case, "after that")
    clone.sync()
    house.settle(one, two, house.founder)
    assert differences([one, two, house.founder]) == {}
    assert one.texts(case) == ["on the first disk"]
    assert set(one.codes()) <= {"fork"}
    assert clone.count("outbox") >= 1
    assert {"after that", "on the second disk"} <= set(clone.texts(case))
    house.founder.change(case, place="Assen")
    house.settle(house.founder, one, two)
    assert differences([one, two, house.founder]) == {}


def test_a_number_used_in_two_cases_is_refused_by_the_office_and_by_readers(house: House, team: bytes) -> None:
    writer, reader = house.join("writer", team), house.join("reader", team)
    first, second = (house.founder.open_case(team)[0].id for _ in range(2))
    house.settle()
    one, two = (forge(writer, case, note("twice")) for case in (first, second))
    results = writer.relay.put_envelopes([one, two])
    assert [result.status for result in results] == [PutStatus.ACCEPTED, PutStatus.EQUIVOCATION]
    reader.sync(HostileOffice(reader.relay, shows(two), ["get_envelopes"]))
    assert (reader.texts(first), reader.texts(second), reader.codes()) == (["twice"], [], ["equivocation"])
    house.settle(house.founder, reader)
    assert differences([house.founder, reader]) == {}


@pytest.mark.parametrize("same_case", [True, False])
def test_an_office_in_league_with_the_device_is_found_out_by_everybody(
    house: House, team: bytes, same_case: bool
) -> None:
    """It shows one entry to some and another to others: each keeps what it had first, and the other one as proof."""
    writer, one, two = (house.join(name, team) for name in ("writer", "one", "two"))
    cases = [house.founder.open_case(team)[0].id for _ in range(2)]
    house.settle()
    left = forge(writer, cases[0], note("shown to one"))
    right = forge(writer, cases[0 if same_case else 1], note("shown to two"))
    one.sync(HostileOffice(one.relay, shows(left, right), ["get_envelopes"]))
    two.sync(HostileOffice(two.relay, shows(right, left), ["get_envelopes"]))
    assert (one.codes(), two.codes()) == (["equivocation"], ["equivocation"])
    for site in (one, two):
        kept = {bytes(row[0]) for row in site.sql("SELECT envelope FROM log UNION SELECT envelope FROM quarantine")}
        assert {left, right} <= kept
        (listed,) = site.store.queries.quarantined()
        assert (listed.code, listed.device) == ("equivocation", writer.device.device_id.hex())
        before = digest(site.store._connection)
        assert site.store.verify().ok
        site.store.rebuild()
        assert digest(site.store._connection) == before


def test_what_follows_on_the_other_branch_stays_apart(house: House, team: bytes) -> None:
    """After a fork of a chain, readers follow the branch they began; the other one is kept, entry by entry."""
    writer, reader = house.join("writer", team), house.join("reader", team)
    case = house.founder.open_case(team)[0].id
    house.settle()
    true, false = forge(writer, case, note("true")), forge(writer, case, note("false"))
    on = forge(writer, case, note("on the false branch"), **following(false))
    reader.sync(HostileOffice(reader.relay, shows(true, false, on), ["get_envelopes"]))
    assert (reader.texts(case), reader.codes()) == (["true"], ["equivocation", "fork"])
    house.founder.note(case, "others go on")
    house.settle(house.founder, reader)
    assert reader.texts(case) == ["others go on", "true"]
