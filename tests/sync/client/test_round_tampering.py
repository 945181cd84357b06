"""An office that drops, repeats, delays, swaps, alters and withholds: detected or harmless, and it heals."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from counsellor_app.store.checking import digest
from sync.protocol.api import FeedPage, WrapPage
from sync.protocol.envelope import parse_header
from sync.protocol.errors import MalformedError, RefusedError
from sync.server.database import sqlite_url
from sync.server.office import Office
from sync.server.relay import Relay
from tests.counsellor_app.store.truth import canonical, differences
from tests.offices import SECRET, SERVER_ID, House, Site
from tests.sync.client.between import Envelopes, HostileOffice, Instead


@pytest.fixture
def team(house: House) -> bytes:
    return house.add_team()


@pytest.fixture
def reader(house: House, team: bytes) -> Site:
    return house.join("reader", team)


def written(house: House, team: bytes, *texts: str) -> str:
    """The id of a case with notes by the founder, all at the office."""
    case: str = house.founder.open_case(team)[0].id
    for text in texts:
        house.founder.note(case, text)
    house.founder.sync()
    return case


def without(*places: int) -> Callable[[Envelopes], Envelopes]:
    """Drop the entries with these numbers in their author's chain."""
    return lambda envelopes: [one for one in envelopes if parse_header(one[1]).stream_seq not in places]


def missing(site: Site, case: str) -> int:
    return site.store.queries.case_page(case).missing


def test_a_dropped_entry_is_missed_counted_and_fetched(house: House, team: bytes, reader: Site) -> None:
    case = written(house, team, "one", "two", "three")
    reader.sync(HostileOffice(reader.relay, without(4)))
    assert (reader.codes("pending"), reader.texts(case), missing(reader, case)) == (["gap"], ["one"], 2)
    reader.sync(HostileOffice(reader.relay, without(4)))
    assert missing(reader, case) == 2
    reader.sync()
    assert (reader.codes("pending"), missing(reader, case)) == ([], 0)
    assert differences([house.founder, reader]) == {}


def test_a_case_whose_first_entries_were_dropped(house: House, team: bytes, reader: Site) -> None:
    case = written(house, team, "one", "two")
    reader.sync(HostileOffice(reader.relay, without(1, 2)))
    assert reader.cases() == set()
    assert reader.store.queries.status().pending == 2
    reader.sync()
    assert reader.texts(case) == ["one", "two"]


def test_what_comes_again_changes_nothing(house: House, team: bytes, reader: Site) -> None:
    written(house, team, "one", "two")
    reader.sync()
    before = digest(reader.store._connection), reader.count("log")
    everything = house.founder.sql("SELECT envelope FROM log")
    again = [(number, bytes(row[0])) for number, row in enumerate(everything * 3)]
    random.Random(1).shuffle(again)
    reader.sync(HostileOffice(reader.relay, lambda _page: again))
    assert (digest(reader.store._connection), reader.count("log")) == before
    assert (reader.codes("pending"), reader.codes()) == ([], [])


@pytest.mark.parametrize("seed", range(6))
def test_any_order_gives_the_same(house: House, team: bytes, reader: Site, seed: int) -> None:
    """The office hands out a page in any order, with entries of several authors and cases mixed."""
    other = house.join("other", team)
    cases = [written(house, team, "one", "two") for _ in range(2)]
    other.sync()
    for case in cases:
        other.note(case, "by another")
        other.change(case, place="Assen")
    other.sync()
    chance = random.Random(seed)
    reader.sync(HostileOffice(reader.relay, lambda page: chance.sample(page, len(page))))
    assert (reader.codes("pending"), reader.codes()) == ([], [])
    house.founder.sync()
    assert differences([house.founder, other, reader]) == {}


def test_the_payload_of_one_entry_in_another_isrefused(house: House, team: bytes, reader: Site) -> None:
    case = written(house, team, "one", "two", "three")

    def swap(page: Envelopes) -> Envelopes:
        (number, first), (other, second) = page[2:4]
        mixed = [(number, first[:192] + second[192:]), (other, second[:-64] + first[-64:])]
        return [*page[:2], *mixed, *page[4:]]

    reader.sync(HostileOffice(reader.relay, swap, ["get_envelopes"]))
    assert reader.codes() == ["signature", "signature"]
    assert reader.texts(case) == ["one", "three", "two"], "the true ones were asked for"


def test_an_entry_moved_to_another_case_isrefused(house: House, team: bytes, reader: Site) -> None:
    first, second = written(house, team, "one"), written(house, team, "two")
    streams = [bytes(row[0]) for row in house.founder.sql("SELECT stream_id FROM stream ORDER BY id")]

    def move(page: Envelopes) -> Envelopes:
        return [(number, body.replace(streams[-2], streams[-1])) for number, body in page]

    reader.sync(HostileOffice(reader.relay, move, ["get_envelopes"]))
    assert set(reader.codes()) == {"signature"}
    reader.sync(HostileOffice(reader.relay, lambda page: page[::-1]))
    house.founder.note(first, "three")
    house.settle()
    assert (reader.texts(first), reader.texts(second)) == (["one", "three"], ["two"])


def test_every_altered_byte_isrefused_and_the_true_entry_fetched(house: House, team: bytes, reader: Site) -> None:
    """Each byte of header and signature, and some of the payload, has one bit flipped."""

    def refused(_call: Any, *_arguments: Any) -> Any:
        raise RefusedError("no-right")

    case = written(house, team, "one")
    reader.sync()
    chance = random.Random(7)
    true = house.founder.note(case, "two")
    house.founder.sync()
    length = len(house.founder.sql("SELECT envelope FROM log ORDER BY seq DESC LIMIT 1")[0][0])
    known = reader.store.replica.known().cursor
    page = reader.relay.get_envelopes(known)
    for at in [*range(192), *chance.sample(range(192, length - 64), 30), *range(length - 64, length)]:
        altered = bytearray(page.envelopes[0][1])
        altered[at] ^= 1 << chance.randrange(8)
        tampered = replace(page, envelopes=[(page.envelopes[0][0], bytes(altered))], cursor=known)
        answers = {"get_envelopes": lambda _call, *_after, answer=tampered: answer, "get_stream_envelopes": refused}
        reader.sync(Instead(reader.relay, **answers))
        assert reader.texts(case) == ["one"], at
    assert {"malformed", "signature"} <= set(reader.codes())
    assert set(reader.codes("pending")) <= {"author"}, "an altered author nobody knows"
    reader.sync()
    assert reader.texts(case) == ["one", true.text]


def test_a_withheld_tail_is_betrayed_by_others(house: House, team: bytes, reader: Site) -> None:
    """What somebody else had seen, this replica knows to be missing, though nothing of that chain comes after it."""
    other = house.join("other", team)
    case = written(house, team, "one")
    house.settle()
    house.founder.note(case, "withheld")
    house.settle(house.founder, other)
    other.note(case, "had seen it")
    other.sync()
    lying = HostileOffice(reader.relay, without(4))
    reader.sync(lying)
    assert reader.texts(case) == ["had seen it", "one"]
    assert missing(reader, case) == 1
    assert reader.store.queries.status().pending == 1
    reader.sync(lying)
    assert missing(reader, case) == 1
    reader.sync()
    assert reader.texts(case) == ["had seen it", "one", "withheld"]
    assert (missing(reader, case), reader.store.queries.status().pending, reader.count("claim")) == (0, 0, 0)


def test_an_office_that_shows_an_old_state_raises_the_alarm(house: House, team: bytes, reader: Site) -> None:
    case = written(house, team, "one")
    old = reader.relay.get_envelopes({0: 0})
    reader.sync()
    house.founder.note(case, "two")
    house.settle()
    before = canonical(reader)
    for answer in (replace(old, cursor={0: 1}), replace(old, directory_height=1), FeedPage([], {0: 0}, False, 0, 0)):
        reader.store.state.put("office_alarm", "")
        reader.sync(Instead(reader.relay, get_envelopes=lambda _call, *_after, answer=answer: answer))
        assert reader.store.queries.status().office_alarm
        assert canonical(reader) == before
    reader.sync()
    assert canonical(reader) == before


def test_absence_deletes_nothing(house: House, team: bytes, reader: Site) -> None:
    """An office that answers as if there was nothing at all."""
    written(house, team, "one", "two")
    reader.sync()
    before = canonical(reader), reader.count("log"), reader.count("directory"), reader.count("stream_key")
    empty = Instead(
        reader.relay,
        get_envelopes=lambda _call, *_after: FeedPage([], {0: 0}, False, 0, 0),
        get_stream_envelopes=lambda _call, *_after: FeedPage([], {0: 0}, False, 0, 0),
        get_wraps=lambda _call, after: WrapPage([], after, False),
        get_directory=lambda _call, _height: [],
    )
    for _ in range(2):
        reader.sync(empty)
    assert (canonical(reader), reader.count("log"), reader.count("directory"), reader.count("stream_key")) == before


def test_a_wiped_office_refuses_and_everything_stays(house: House, team: bytes, reader: Site) -> None:
    case = written(house, team, "one")
    reader.sync()
    reader.note(case, "unsent")
    before = canonical(reader)
    wiped = Office.create(sqlite_url(house.folder / "wiped"), SERVER_ID, SECRET)
    with pytest.raises(RefusedError):
        reader.sync(Relay(wiped, reader.device.device_id))
    wiped.close()
    assert (canonical(reader), reader.count("outbox")) == (before, 1)
    house.settle()
    assert house.founder.texts(case) == ["one", "unsent"]


@pytest.mark.parametrize("call", ["get_envelopes", "get_wraps"])
def test_an_office_that_never_comes_to_an_end_is_left(house: House, team: bytes, reader: Site, call: str) -> None:
    written(house, team, "one")

    def endless(true: Any, *arguments: Any) -> Any:
        return replace(true(*arguments), more=True)

    with pytest.raises(MalformedError):
        reader.sync(Instead(reader.relay, **{call: endless}))
    reader.sync()
    assert reader.count("note_row") == 1
