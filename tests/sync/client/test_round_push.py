"""A round beside the work: what is saved meanwhile, on which thread, cancelled when; and what the office refuses."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from sync.client import round as round_module
from sync.client.round import CancelledRound, Round
from sync.protocol.api import PutResult, PutStatus
from tests.counsellor_app.store.truth import differences
from tests.offices import House, Site
from tests.sync.client.between import Instead, SmallPages, Through


@pytest.fixture
def team(house: House) -> bytes:
    return house.add_team()


def test_what_is_saved_while_a_page_travels_is_sent_later(house: House, team: bytes) -> None:
    """In the same round or the next one: it must not be taken for delivered with the page."""
    first, second, third = (house.founder.open_case(team)[0].id for _ in range(3))
    house.founder.sync()
    reader = house.join("reader", team)
    house.founder.note(first, "one")
    house.founder.note(third, "three")

    saved: list[str] = []

    def meanwhile(call: Any, envelopes: list[bytes]) -> Any:
        if not saved:
            saved.append(house.founder.note(second, "while it travels").id)
        return call(envelopes)

    assert house.founder.sync(Instead(house.founder.relay, put_envelopes=meanwhile)).pushed in (2, 3)
    house.settle()
    assert house.founder.count("outbox") == 0
    assert [reader.texts(case) for case in (first, second, third)] == [["one"], ["while it travels"], ["three"]]


class Busy(Through):
    """An office during whose every answer the person at the device goes on working."""

    def __init__(self, site: Site, work: Callable[[int], None]) -> None:
        super().__init__(SmallPages(site.relay))
        self.work = work

    def pass_on(self, _name: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self.work(len(self.calls))
        answer = call(*arguments, **named)
        self.work(-len(self.calls))
        return answer


def test_work_goes_on_during_a_round(house: House, team: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases opened, notes written, fields changed between any two calls: all of it arrives, in whatever round."""
    monkeypatch.setattr(round_module, "PAGE_ENVELOPES", 3)
    monkeypatch.setattr(round_module, "BATCH_ENVELOPES", 4)
    busy, other = house.join("busy", team), house.join("other", team)
    shared = house.founder.open_case(team, place="Emmen")[0].id
    house.settle()
    written: list[str] = []

    def work(number: int) -> None:
        if len(written) >= 14:
            return  # somebody who writes faster than the line carries would never be done
        written.append(f"during call {number}")
        busy.note(shared, written[-1])
        busy.change(shared, phone=str(number))
        opened = busy.open_case(team)[0].id
        busy.note(opened, "in a new case")

    for number in range(8):
        other.note(shared, f"by another {number}")
        other.change(shared, phone=f"0{number}")
    other.sync()
    busy.note(shared, "before")
    line = Busy(busy, work)
    busy.sync(line)
    assert len(line.calls) >= 5
    house.settle()
    assert busy.texts(shared) == sorted([*written, "before", *(f"by another {number}" for number in range(8))])
    assert differences(house.sites) == {}
    assert [site.codes() + site.codes("pending") for site in house.sites] == [[]] * 3
    assert busy.count("outbox") == 0


def test_a_cancelled_round_keeps_what_it_did_and_goes_on_later(
    house: House, team: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_module, "PAGE_ENVELOPES", 2)
    monkeypatch.setattr(round_module, "BATCH_ENVELOPES", 2)
    site = house.join("site", team)
    site.sync()
    case = house.founder.open_case(team)[0].id
    house.settle()
    wanted: list[str] = []
    stopped, after = True, 0
    while stopped:
        for number in range(5):
            house.founder.note(case, f"to fetch {after}.{number}")
            site.note(case, f"to send {after}.{number}")
            wanted += [f"to fetch {after}.{number}", f"to send {after}.{number}"]
        house.founder.sync()
        answers = iter([False] * after + [True] * 1_000)
        stopped = False
        try:
            site.sync(SmallPages(site.relay), cancelled=answers.__next__)
        except CancelledRound:
            stopped = True
        assert site.codes() + site.codes("pending") == []
        after += 1
    site.sync()
    house.settle()
    assert after >= 8
    assert site.texts(case) == house.founder.texts(case) == sorted(wanted)
    assert differences(house.sites) == {}


class OneThread:
    """A replica that is used on one thread alone."""

    def __init__(self, replica: Any) -> None:
        self.replica = replica
        self.thread = threading.get_ident()
        self.read_ahead = replica.read_ahead  # pure, and made to run elsewhere

    def __getattr__(self, name: str) -> Any:
        def called(*arguments: Any) -> Any:
            assert threading.get_ident() == self.thread, f"{name} on another thread"
            return getattr(self.replica, name)(*arguments)

        return called


def test_the_replica_is_used_on_the_stores_thread_alone(house: House, team: bytes) -> None:
    site = house.join("site", team)
    case = house.founder.open_case(team)[0].id
    house.founder.note(case, "one")
    house.founder.sync()
    calls: queue.Queue[tuple[Callable[[], object], Future[object]] | None] = queue.Queue()

    def in_store(call: Callable[[], object]) -> object:
        done: Future[object] = Future()
        calls.put((call, done))
        return done.result(timeout=30)

    replica: Any = OneThread(site.store.replica)
    told: list[str] = []

    def run() -> None:
        made = Round(site.relay, replica, in_store=in_store, progress=lambda _done, _total, what: told.append(what))
        reports.append(made.run())
        calls.put(None)

    site.note(site.open_case(team)[0].id, "to send")
    reports: list[Any] = []
    network = threading.Thread(target=run)
    network.start()
    while (item := calls.get(timeout=30)) is not None:
        call, done = item
        done.set_result(call())
    network.join()
    assert (reports[0].pushed, reports[0].pulled, set(told)) == (3, 3, {"push", "pull"})
    assert site.texts(case) == ["one"]


@pytest.mark.parametrize("status", [PutStatus.NO_RIGHT, PutStatus.REVOKED, PutStatus.MALFORMED])
def test_what_the_office_refuses_is_kept_and_told(house: House, team: bytes, status: PutStatus) -> None:
    case = house.founder.open_case(team)[0].id
    house.founder.sync()
    reader = house.join("reader", team)
    house.founder.note(case, "refused")
    house.founder.note(case, "taken")

    def refuse_the_first(call: Any, envelopes: list[bytes]) -> Any:
        return [PutResult(status, 0), *call(envelopes[1:])]

    report = house.founder.sync(Instead(house.founder.relay, put_envelopes=refuse_the_first))
    assert (report.pushed, report.warnings, house.founder.count("outbox")) == (1, ["refused"], 1)
    assert house.founder.store.queries.status().unsent == 1
    reader.sync()
    assert reader.codes("pending") == ["gap"]
    house.founder.sync()
    reader.sync()
    assert reader.texts(case) == ["refused", "taken"]
    assert house.founder.count("outbox") == 0


def test_a_round_with_nothing_new_is_one_call(house: House, team: bytes) -> None:
    """Whatever is here: many cases, many entries."""
    for number in range(20):
        house.founder.note(house.founder.open_case(team)[0].id, str(number))
    reader = house.join("reader", team)
    house.settle()
    line = Through(reader.relay)
    reader.sync(line)
    assert line.calls == ["get_envelopes"]
