"""What waits for the office: by one number and a short list, the same as by a list of everything."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from counsellor_app.store import schema
from counsellor_app.store.database import Connection
from counsellor_app.store.outbox import Outbox
from sync.client.replica import FIRST
from tests.offices import House

_OURS, _THEIRS, _STREAMS = 2, 1, 3
_HEADER = 148


def _envelope(at: int) -> bytes:
    return bytes(_HEADER) + (at << 16).to_bytes(8, "big") + bytes(100)


class Waiting(RuleBasedStateMachine):
    """Two devices write; this one's entries, and at times all, wait for the office. ``model``: log rows that wait."""

    @initialize()
    def begin(self) -> None:
        self.connection: Connection = sqlite3.connect(":memory:", isolation_level=None)
        schema.create_log(self.connection)
        self.outbox = Outbox(self.connection)
        self.model: dict[int, int] = {}
        self.numbers = {_OURS: 0, _THEIRS: 0}
        self.free: list[int] = []

    def teardown(self) -> None:
        self.connection.close()

    def _enter(self, device: int, number: int, stream: int) -> int:
        seq: int = self.connection.execute(
            "INSERT INTO log (device, device_seq, stream, stream_seq, envelope) VALUES (?, ?, ?, 1, ?)",
            (device, number, stream, _envelope(1_000 + number)),
        ).lastrowid
        return seq

    @rule(stream=st.integers(1, _STREAMS))
    def save(self, stream: int) -> None:
        newest = self.numbers[_OURS]
        seq = self._enter(_OURS, newest + 1, stream)
        self.outbox.add(seq, stream, 1_000 + newest + 1, _OURS, newest + 1, newest)
        self.numbers[_OURS] += 1
        self.model[seq] = stream

    @rule(stream=st.integers(1, _STREAMS), gap=st.integers(1, 3), device=st.sampled_from([_OURS, _THEIRS]))
    def receive(self, stream: int, gap: int, device: int) -> None:
        """Also own entries come from the office, after an older copy of the file was put back."""
        self.outbox.receiving(frozenset({device}))
        self.free += range(self.numbers[device] + 1, self.numbers[device] + gap) if device == _OURS else []
        self.numbers[device] += gap
        self._enter(device, self.numbers[device], stream)
        self.outbox.received(frozenset({device}))

    @precondition(lambda self: self.free)
    @rule(stream=st.integers(1, _STREAMS))
    def put_back(self, stream: int) -> None:
        """An entry that was taken out of the log comes back under its old number."""
        number = self.free.pop()
        seq = self._enter(_OURS, number, stream)
        self.outbox.add(seq, stream, 1_000 + number, _OURS, number, self.numbers[_OURS])
        self.model[seq] = stream

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def renumber(self, data: st.DataObject) -> None:
        seq = data.draw(st.sampled_from(sorted(self.model)))
        if self.connection.execute("SELECT device FROM log WHERE seq = ?", (seq,)).fetchone() == (_OURS,):
            self.numbers[_OURS] += 1
            self.connection.execute("UPDATE log SET device_seq = ? WHERE seq = ?", (self.numbers[_OURS], seq))
            self.outbox.renumbered(seq, self.model[seq], _OURS, self.numbers[_OURS])

    @rule(stream=st.integers(1, _STREAMS), first=st.integers(1, 20))
    def take_out(self, stream: int, first: int) -> None:
        self.outbox.take_out(stream, _OURS, first)
        where = "stream = ? AND device = ? AND seq >= ?"
        gone = self.connection.execute(f"SELECT seq FROM log WHERE {where}", (stream, _OURS, first)).fetchall()
        self.connection.execute(f"DELETE FROM log WHERE {where}", (stream, _OURS, first))
        self.model = {seq: stream for seq, stream in self.model.items() if (seq,) not in gone}

    @rule()
    def give_again(self) -> None:
        self.outbox.give_again(7)
        self.model |= dict(self.connection.execute("SELECT seq, stream FROM log").fetchall())

    @rule(limit=st.integers(1, 9), data=st.data())
    def push(self, limit: int, data: st.DataObject) -> None:
        """One page goes; the office refuses some of it."""
        page = self.outbox.after(FIRST, limit, "")
        places = [(kind, number) for kind, number, _envelope in page]
        have = [place for place in places if data.draw(st.booleans())]
        rows = [self.outbox.row(place) for place in have]
        assert [self.outbox.place(row) for row in rows] == have
        self.outbox.delivered(have, whole=have == places)
        for row in rows:
            del self.model[row]

    @rule(stream=st.integers(1, _STREAMS))
    def push_but_for(self, stream: int) -> None:
        """All goes but what is held back of one stream."""
        place = FIRST
        while page := self.outbox.after(place, 4, "AND l.stream != ?", stream):
            place = page[-1][:2]
            self.outbox.delivered([(kind, number) for kind, number, _envelope in page], whole=False)
        self.model = {seq: one for seq, one in self.model.items() if one == stream}

    @rule()
    def open_again(self) -> None:
        self.outbox = Outbox(self.connection)

    @invariant()
    def the_same_waits(self) -> None:
        rows = self.connection.execute("SELECT seq, stream FROM outbox ORDER BY seq").fetchall()
        assert rows == sorted(self.model.items())
        counted = {stream: list(self.model.values()).count(stream) for stream in self.model.values()}
        assert self.outbox.waiting() == counted
        assert (self.outbox.oldest() > 0) == bool(self.model)

    @invariant()
    def all_that_waits_is_sent_in_pages_once(self) -> None:
        place, seen = FIRST, []
        while page := self.outbox.after(place, 3, ""):
            place = page[-1][:2]
            seen += [self.outbox.row((kind, number)) for kind, number, _envelope in page]
        assert sorted(seen) == sorted(self.model)
        assert len(seen) == len(set(seen))


TestWaiting = Waiting.TestCase


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House.found(tmp_path)
    yield found
    found.close()


def test_a_save_lists_nothing(house: House) -> None:
    team = house.add_team("Noord")
    site = house.founder
    case, _ = site.open_case(team)
    house.settle()
    assert (site.count("outbox"), site.count("overdue")) == (0, 0)
    for number in range(3):
        site.note(case.id, f"note {number}")
    assert (site.count("outbox"), site.count("overdue")) == (3, 0)
    assert site.store.queries.case_page(case.id).unsent == 3
    house.settle()
    assert (site.count("outbox"), site.count("overdue")) == (0, 0)
    assert site.store.queries.case_page(case.id).unsent == 0
