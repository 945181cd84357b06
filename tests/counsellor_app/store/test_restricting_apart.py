"""The law of restricting apart: whoever closes a case, in whatever order the office hears of it, nothing is lost, those
who may read converge, and nobody else opens what was written after the restriction he was not named in.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.safety import Restriction, Waits
from sync.protocol.errors import UnreachableError
from tests.conftest import SOAK
from tests.counsellor_app.store.restricting import at_office, close_to, named_by, openable
from tests.counsellor_app.store.truth import differences
from tests.offices import House, Site
from tests.sync.client.between import BreakingLine, Instead, SmallPages

_SITES = 4
_SITE = st.integers(0, _SITES - 1)
_STEP = st.one_of(
    st.tuples(st.just("note"), _SITE, st.just(0), st.just(False)),
    st.tuples(st.just("place"), _SITE, st.just(0), st.just(False)),
    st.tuples(st.just("restrict"), _SITE, st.integers(0, 2**_SITES - 1), st.just(False)),
    st.tuples(st.just("sync"), _SITE, st.integers(0, 14), st.booleans()),
    st.tuples(st.just("reopen"), _SITE, st.just(0), st.just(False)),
)
_APART = st.lists(
    st.tuples(_SITE, st.sampled_from([mask for mask in range(2**_SITES) if mask.bit_count() >= _SITES - 2])),
    min_size=1,
    max_size=_SITES,
    unique_by=lambda one: one[0],
)
"""Who closes the case before anybody hears of it, and to whom."""
_WHOLE = 12
"""A line that bears so many calls is taken for one that does not break."""


@dataclass
class Story:
    """One case of a team, and what was written in it: by whom, and whom he thought he wrote it for."""

    house: House
    case: str
    written: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def play(self, steps: Sequence[tuple[str, int, int, bool]]) -> None:
        """Let everybody do as the steps say."""
        for act, who, number, heard in steps:
            site = self.house.sites[who]
            if act == "note":
                self.note(site)
            elif act == "place":
                site.change(self.case, place=f"{site.name} {len(self.written)}")
            elif act == "restrict":
                close_to(site, self.case, {one.name for at, one in enumerate(self.house.sites) if number >> at & 1})
            elif act == "sync":
                self.sync(site, number, heard)
            else:
                site.close()
                site.reopen()

    def settle(self, chance: random.Random) -> None:
        """Let everybody sync, in any order, until nothing moves."""
        for _ in range(5):
            for site in chance.sample(self.house.sites, _SITES):
                site.sync()

    def note(self, site: Site) -> None:
        text = f"{self.case[:8]} {len(self.written)}"
        self.written[text] = (site.name, named_by(site, self.case))
        site.note(self.case, text)

    @staticmethod
    def sync(site: Site, calls: int, heard: bool) -> None:
        try:
            site.sync(BreakingLine(SmallPages(site.relay), calls if calls < _WHOLE else 10_000, heard=heard))
        except UnreachableError:
            return

    def holds(self) -> None:
        """The law."""
        sites = self.house.sites
        may, entries = at_office(self.house, sites[0], self.case)
        inside = [site for site in sites if site.name in may]
        assert inside
        for site in sites:
            here = set(site.texts(self.case))
            mine = {text for text, (author, _named) in self.written.items() if author == site.name}
            secret = {text for text, (_author, named) in self.written.items() if site.name not in named}
            assert mine <= here, "nothing typed is lost"
            assert not secret & here, "nobody reads what was closed to him"
            assert not secret & openable(site, self.case, entries), "nor could he with what the office has"
            assert site.codes() == []
            assert site.store.verify().problems == ()
        for site in inside:
            assert site.codes("pending") == []
            assert site.store.records.restriction_waits(self.case) is Waits.NO
            assert not site.sql("SELECT 1 FROM outbox WHERE stream = ?", site.store.records.stream_of(self.case)), (
                "all of it is at the office"
            )
            assert named_by(site, self.case) == may
            assert self.state(site) == self.state(inside[0])
            assert openable(site, self.case, entries) == set(site.texts(self.case))

    def state(self, site: Site) -> object:
        queries = site.store.queries
        return (
            site.texts(self.case),
            site.case(self.case),
            sorted((one.id, one.readers, one.left_out) for one in queries.records(self.case, Restriction)),
            sorted((one.id, len(one.values)) for one in queries.conflicts(self.case)),
        )


@settings(max_examples=2_000 if SOAK else 25)
@given(apart=st.lists(_APART, min_size=1, max_size=2), between=st.lists(_STEP, max_size=12), seed=st.integers(0, 9))
def test_whoever_closes_a_case_apart(
    pattern_of_four: House,
    tmp_path_factory: pytest.TempPathFactory,
    apart: list[list[tuple[int, int]]],
    between: list[tuple[str, int, int, bool]],
    seed: int,
) -> None:
    house = House.copy_of(pattern_of_four, tmp_path_factory.mktemp("office"))
    try:
        story = Story(house, next(iter(house.founder.cases())))
        for closing in apart:
            steps = [(act, who, mask, False) for who, mask in closing for act in ("restrict", "note")]
            story.play([*steps, *between])
        story.settle(random.Random(seed))
        story.holds()
    finally:
        house.close()


# --- one by one ---


def test_two_close_it_apart_and_those_whom_both_named_read_on(four: tuple[House, str]) -> None:
    house, case = four
    a, b, c, d = house.sites
    close_to(a, case, {"founder", "b", "c"})
    a.note(case, "by the first")
    close_to(b, case, {"founder", "b", "d"})
    written = b.note(case, "by the other")
    b.change(case, place="Secret Shelter")
    assert b.store.records.restriction_waits(case) is Waits.UNSENT
    house.settle(a, c)
    b.sync()
    house.settle()
    for site in (a, b):
        assert site.texts(case) == ["by the first", "by the other"]
        assert site.case(case).place == "Secret Shelter"
        told = site.store.queries.records(case, Restriction)[-1]
        assert set(told.readers) == {a.person_id.hex(), b.person_id.hex()}
        assert set(told.left_out) == {c.person_id.hex(), d.person_id.hex()}
        assert told.reason == "by b"
        assert written.id in {one.id for one in site.store.queries.notes(case)}, "the note it always was"
    assert c.texts(case) == ["by the first"]
    assert d.texts(case) == []
    assert differences([a, b]) == {}


def test_nothing_leaves_before_the_office_has_the_key(four: tuple[House, str]) -> None:
    """What was written before it goes; the keyring alone next, and what is behind it in its wake."""
    house, case = four
    a, b = house.sites[:2]
    a.note(case, "for all")
    close_to(a, case, {"founder", "b"})
    a.note(case, "for two")
    line = Instead(a.relay, put_wraps=_break)
    with pytest.raises(UnreachableError):
        a.sync(line)
    _may, entries = at_office(house, a, case)
    assert openable(a, case, entries) == {"for all"}
    assert a.store.records.restriction_waits(case) is Waits.UNSENT
    b.sync()
    assert b.texts(case) == ["for all"]
    a.sync()
    assert a.store.records.restriction_waits(case) is Waits.NO
    assert a.count("outbox") == a.count("wrap_waiting") == 0
    b.sync()
    assert b.texts(case) == ["for all", "for two"]


def _break(_call: Any, *_arguments: Any) -> None:
    raise UnreachableError("the line broke")


@pytest.mark.parametrize("by_sharing", [True, False])
def test_who_was_shut_out_is_named_later_and_his_entries_arrive(four: tuple[House, str], by_sharing: bool) -> None:
    house, case = four
    a, b, c, _d = house.sites
    close_to(a, case, {"founder", "c"})
    a.note(case, "without b")
    a.sync()
    close_to(b, case, {"founder", "b", "c"})
    b.note(case, "in the street")
    assert "refused" in b.sync().warnings
    assert b.store.records.restriction_waits(case) is Waits.REFUSED
    assert b.texts(case) == ["in the street"]
    b.note(case, "and later")
    with a.work() as work:
        if by_sharing:
            work.records.share(case, [b.person_id.hex()])
        else:
            work.records.restrict(case, [one.person_id.hex() for one in (a, b, c)])
    house.settle(rounds=3)
    for site in (a, b, c):
        assert site.texts(case) == ["and later", "in the street", "without b"]
        assert (site.codes(), site.codes("pending"), site.count("outbox")) == ([], [], 0)
    assert b.store.records.restriction_waits(case) is Waits.NO
    assert differences([a, b, c]) == {}


def test_closed_and_opened_again_before_the_office_heard_of_it(four: tuple[House, str]) -> None:
    house, case = four
    a, b, c, _d = house.sites
    team = next(iter(a.store.directory.current().teams))
    close_to(a, case, set())
    a.note(case, "alone")
    with a.work() as work:
        work.records.share(case, [team.hex()])
    a.note(case, "for all again")
    house.settle(rounds=3)
    assert b.texts(case) == c.texts(case) == ["alone", "for all again"]
    assert differences(house.sites) == {}


def test_opening_it_again_opens_no_colleagues_restriction(four: tuple[House, str]) -> None:
    house, case = four
    a, b, c, d = house.sites
    team = next(iter(a.store.directory.current().teams))
    close_to(b, case, {"founder", "b"})
    b.note(case, "for two")
    close_to(a, case, {"founder", "b", "c"})
    with a.work() as work:
        work.records.share(case, [team.hex()])
    a.note(case, "for all, as a thinks")
    house.settle(b)
    house.settle(rounds=3)
    assert a.texts(case) == b.texts(case) == ["for all, as a thinks", "for two"]
    assert c.texts(case) == d.texts(case) == []
    assert named_by(a, case) == named_by(b, case) == {"founder", "b"}
    assert differences([a, b]) == {}


@pytest.mark.parametrize("heard", [False, True])
def test_a_lost_race_stopped_at_every_call(four: tuple[House, str], heard: bool) -> None:
    house, case = four
    a, b = house.sites[:2]
    expected: list[str] = []
    number, stopped = 0, True
    while stopped:
        for site, other in ((a, b), (b, a)):
            close_to(site, case, {site.name, other.name})
            expected.append(site.note(case, f"{number} by {site.name}").text)
        house.settle(a)
        stopped = False
        try:
            b.sync(BreakingLine(SmallPages(b.relay), number, heard=heard))
        except UnreachableError:
            stopped = True
        b.close()
        b.reopen()
        house.settle(b, a)
        assert a.texts(case) == b.texts(case) == sorted(expected)
        assert (b.codes(), b.codes("pending"), b.count("outbox"), b.count("wrap_waiting")) == ([], [], 0, 0)
        number += 1
    assert number >= 8
    assert differences([a, b]) == {}
    for site in (a, b):
        assert site.store.verify().problems == ()
