"""A round that stops after call N, for every N, and is run again: all converge, nothing comes twice or is lost."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from counsellor_app.domain.records import Case
from sync.client import membership
from sync.client import round as round_module
from sync.protocol.api import PAGE_ENVELOPES
from sync.protocol.errors import UnreachableError
from tests.counsellor_app.store.truth import differences
from tests.offices import House, Site
from tests.sync.client.between import BreakingLine, SmallPages

Prepare = Callable[[int], Site]
Check = Callable[[Site], None]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a round take many calls: few envelopes and wraps a page, few envelopes a merge."""
    monkeypatch.setattr(round_module, "PAGE_ENVELOPES", 3)
    monkeypatch.setattr(round_module, "BATCH_ENVELOPES", 4)
    monkeypatch.setattr(round_module, "_WRAPS_PAGE", 2)


def stop_everywhere(prepare: Prepare, check: Check, limit: int = 2) -> int:
    """Stop a round after every number of calls, before and after the office heard the last; return the calls it has."""
    calls = 0
    for heard in (False, True):
        stopped, number = True, 0
        while stopped:
            site = prepare(number)
            line = BreakingLine(SmallPages(site.relay, limit), number, heard=heard)
            stopped = False
            try:
                site.sync(line)
            except UnreachableError:
                stopped = True
            site.sync()
            check(site)
            number += 1
        calls = number - 1
    return calls


def envelopes_at(house: House) -> list[tuple[bytes, int]]:
    """(device, device_seq) of everything the office has."""
    with house.office.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT device, device_seq FROM envelope ORDER BY device, device_seq")
        return [(bytes(device), seq) for device, seq in rows]


def everything_arrived(house: House, *sites: Site) -> None:
    """What the sites wrote is at the office, once each."""
    for site in sites:
        assert (site.count("outbox"), site.count("wrap_waiting"), site.codes("pending"), site.codes()) == (0, 0, [], [])
    written = [
        (bytes(device), seq)
        for site in sites
        for device, seq in site.sql(
            "SELECT device_id, device_seq FROM log JOIN device ON device.id = log.device WHERE device_id = ?",
            site.device.device_id,
        )
    ]
    assert sorted(written) == envelopes_at(house)


@pytest.mark.usefixtures("small_pages")
def test_sending_and_fetching(house_on: House) -> None:
    house = house_on
    team = house.add_team()
    other = house.join("b", team)
    shared = house.founder.open_case(team)[0].id
    house.settle()
    wanted: list[str] = []

    def prepare(number: int) -> Site:
        founder = house.founder
        house.write(lambda known, holder, hlc: membership.add_team(known, holder, name=f"T{number}", hlc=hlc))
        for text in ("one", "two"):
            case = founder.open_case(team, place=text)[0]
            founder.note(case.id, text)
        for text in ("three", "four", "five"):
            other.note(shared, text)
            wanted.append(text)
        other.change(shared, place=f"Assen {number}")
        founder.change(shared, place=f"Emmen {number}")
        other.sync()
        return founder

    def check(founder: Site) -> None:
        other.sync()
        assert founder.texts(shared) == sorted(wanted)
        assert differences([founder, other]) == {}
        everything_arrived(house, founder, other)
        assert other.store.directory.current().height == founder.store.directory.current().height
        with founder.work() as work:
            work.records.resolve(work.queries.conflicts(shared)[0].id, "Hoogeveen", "asked")
        house.settle()

    assert stop_everywhere(prepare, check) >= 10


@pytest.mark.usefixtures("small_pages")
def test_a_first_pull_after_joining_a_team(house: House) -> None:
    """The seed of the team arrives: everything is asked for again, from the beginning."""
    team = house.add_team()
    cases = [house.founder.open_case(team)[0].id for _ in range(3)]
    for case in cases:
        house.founder.note(case, "long ago")
    house.founder.sync()
    joined = [house.founder]

    def prepare(number: int) -> Site:
        site = house.join(f"p{len(joined)}")
        site.sync()
        own = site.open_case(place="his own")[0]
        site.note(own.id, "his own")
        assert site.cases() == {own.id}
        joined.append(site)
        house.set_members(team, *joined[1:])
        return site

    def check(site: Site) -> None:
        assert {case for case in cases if site.texts(case) == ["long ago"]} == set(cases)
        everything_arrived(house, *joined)

    assert stop_everywhere(prepare, check) >= 8


@pytest.mark.usefixtures("small_pages")
def test_a_case_shared_by_somebody_who_had_not_written_in_it(house: House) -> None:
    """Nothing of the case's beginning comes by the feed: it is asked for on its own."""
    team = house.add_team()
    colleague, outsider = house.join("b", team), house.join("c")
    house.settle()
    shared: list[str] = []

    def prepare(number: int) -> Site:
        case = house.founder.open_case(team, place="Ter Apel")[0].id
        for text in ("one", "two", "three"):
            house.founder.note(case, text)
        house.settle(house.founder, colleague)
        with colleague.work() as work:
            work.records.share(case, [outsider.person_id.hex()])
        colleague.sync()
        shared.append(case)
        return outsider

    def check(site: Site) -> None:
        assert site.cases() == set(shared)
        assert site.texts(shared[-1]) == ["one", "three", "two"]
        assert site.count("backfill") == 0
        everything_arrived(house, *house.sites)

    assert stop_everywhere(prepare, check) >= 5


def put_back(site: Site, copy: Path) -> None:
    """Put an older copy of the closed store's database back; the anchor stays."""
    for path in site.folder.glob("records.db*"):
        path.unlink()
    shutil.copy(copy / "records.db", site.folder / "records.db")


@pytest.mark.usefixtures("small_pages")
def test_own_entries_after_an_old_file_was_put_back(house: House, tmp_path: Path) -> None:
    team = house.add_team()
    site = house.join("b", team)
    house.settle()
    case = site.open_case(team)[0].id
    site.sync()
    wanted: list[str] = []

    def prepare(number: int) -> Site:
        copy = tmp_path / "copies" / os.urandom(4).hex()
        site.close()
        shutil.copytree(site.folder, copy)
        site.reopen()
        house.add_team(f"T{number}")
        site.sync()
        for text in ("one", "two", "three"):
            site.note(case, f"{text} {number}")
            wanted.append(f"{text} {number}")
        second = site.open_case(team)[0].id
        site.note(second, "in a case the copy has not")
        site.sync()
        site.close()
        put_back(site, copy)
        site.reopen()
        assert site.store.journal.rolled_back
        return site

    def check(site: Site) -> None:
        assert not site.store.journal.rolled_back
        wanted.append(site.note(case, "afterwards").text)
        house.settle()
        assert site.texts(case) == house.founder.texts(case) == sorted(wanted)
        assert differences(house.sites) == {}
        everything_arrived(house, *house.sites)

    assert stop_everywhere(prepare, check) >= 6


def test_an_office_put_back_from_an_old_backup(house: House, tmp_path: Path) -> None:
    """Everything goes up again, whoever wrote it, also when that is interrupted anywhere."""
    team = house.add_team()
    site = house.join("b", team)
    case = house.founder.open_case(team)[0].id
    house.settle()

    def prepare(number: int) -> Site:
        backup = tmp_path / f"backup {os.urandom(4).hex()}"
        house.office.close()
        shutil.copytree(tmp_path / "office", backup)
        house.reopen_office()
        house.add_team(f"T{number}")
        for text in ("one", "two"):
            house.founder.note(case, f"{text} {number}")
        opened: Case = site.open_case(team)[0]
        site.note(opened.id, "soon lost at the office")
        house.settle()
        house.office.close()
        shutil.rmtree(tmp_path / "office")
        shutil.copytree(backup, tmp_path / "office")
        house.reopen_office()
        return site

    def check(site: Site) -> None:
        assert site.store.queries.status().office_alarm
        house.settle()
        everything_arrived(house, *house.sites)
        assert differences(house.sites) == {}
        fresh = house.join(os.urandom(4).hex(), team)
        fresh.sync()
        assert differences([site, fresh]) == {}

    assert stop_everywhere(prepare, check, PAGE_ENVELOPES) >= 6
