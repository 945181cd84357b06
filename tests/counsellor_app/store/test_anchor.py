"""An older file, WAL or page put back: found, nothing is written over the gap, and after a sync work goes on."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft
from counsellor_app.settings import Profile
from counsellor_app.store.store import Store
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.store.truth import canonical, differences
from tests.offices import Site

PAGE = 4_096
Versions = tuple[Site, bytes, bytes, tuple[object, ...]]


def copy_of(site: Site, *names: str) -> dict[str, bytes]:
    """The bytes of the profile's files as they are now (all of the database's when none are named)."""
    paths = [site.folder / name for name in names] or list(site.folder.glob("records.db*"))
    return {path.name: path.read_bytes() for path in paths}


def put(site: Site, files: dict[str, bytes]) -> None:
    """Leave just these files of the database in the folder of a closed profile; the anchor stays."""
    for path in site.folder.glob("records.db*"):
        path.unlink()
    for name, data in files.items():
        (site.folder / name).write_bytes(data)


def used_numbers(team: Team, site: Site) -> list[int]:
    """The numbers of a device's entries at the office."""
    with team.house.office.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT device, device_seq FROM envelope")
        return sorted(seq for device, seq in rows if bytes(device) == site.device.device_id)


def goes_on(team: Team, site: Site, case: str, wanted: list[str]) -> None:
    """Writing is refused and drafts are kept; after one sync everything is here again and writing goes on."""
    with pytest.raises(ActionableError):
        site.note(case, "over the gap")
    assert any("anchor" in one for one in site.store.verify().problems)
    with site.work() as work:
        draft = work.drafts.save(Draft(case=case, text="kept meanwhile"))
    site.close()
    site.reopen()
    with pytest.raises(ActionableError):
        site.note(case, "still over the gap")
    before = used_numbers(team, site)
    site.sync()
    assert site.store.drafts.load(draft.id).text == "kept meanwhile"
    assert site.texts(case) == sorted(wanted)
    site.note(case, "afterwards")
    team.house.settle()
    assert team.two.texts(case) == sorted([*wanted, "afterwards"])
    assert differences(team.house.sites) == {}
    after = used_numbers(team, site)
    assert len(set(after)) == len(after)
    assert set(before) < set(after)
    assert site.store.verify().problems == ()


def opened(team: Team) -> str:
    case: str = team.one.open_case(team.id, place="Emmen")[0].id
    team.one.note(case, "first")
    team.house.settle()
    return case


def test_an_older_file_put_back(team: Team) -> None:
    case = opened(team)
    team.one.close()
    old = copy_of(team.one)
    team.one.reopen()
    team.one.note(case, "second")
    team.one.change(case, place="Assen")
    team.one.sync()
    team.one.close()
    put(team.one, old)
    team.one.reopen()
    goes_on(team, team.one, case, ["first", "second"])


def test_an_older_file_put_back_before_everything_was_sent(team: Team) -> None:
    """What was never sent is gone with the newer file; its numbers are not used again."""
    case = opened(team)
    team.one.close()
    old = copy_of(team.one)
    team.one.reopen()
    team.one.note(case, "sent")
    team.one.sync()
    for _ in range(3):
        team.one.note(case, "not sent")
    lost = team.one.store.journal.next_device_seq()
    team.one.close()
    put(team.one, old)
    team.one.reopen()
    goes_on(team, team.one, case, ["first", "sent"])
    assert max(used_numbers(team, team.one)) == lost


def test_the_wal_dropped(team: Team) -> None:
    """The newest entries were in the WAL only: a file copied without it is older than the anchor."""
    case = opened(team)
    team.one.close()
    team.one.reopen()
    team.one.note(case, "second")
    team.one.sync()
    without = copy_of(team.one, "records.db")
    team.one.close()
    put(team.one, without)
    team.one.reopen()
    goes_on(team, team.one, case, ["first", "second"])


def test_an_older_wal_put_back(team: Team) -> None:
    """Its frames lie over newer pages: the newest entries are gone, or the file is damaged; never silently older."""
    case = opened(team)
    old = copy_of(team.one, "records.db-wal")
    for number in range(5):
        team.one.note(case, f"later {number}")
    team.one.sync()
    team.one.close()
    truth = copy_of(team.one)
    put(team.one, {**truth, **old})
    assert outcome(team.one) in {"older", "unreadable", "verify"}


def test_a_power_cut_before_the_anchor_was_written_is_no_alarm(team: Team) -> None:
    case = opened(team)
    anchor = (team.one.folder / "anchor").read_bytes()
    team.one.note(case, "second")
    team.one.close()
    (team.one.folder / "anchor").write_bytes(anchor)
    team.one.reopen()
    team.one.note(case, "third")
    team.house.settle()
    assert team.two.texts(case) == ["first", "second", "third"]


@pytest.mark.parametrize("slot", [0, 1])
def test_one_torn_slot_of_the_anchor_leaves_the_other(team: Team, slot: int) -> None:
    case = opened(team)
    team.one.close()
    path = team.one.folder / "anchor"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 * slot + 20] ^= 1
    path.write_bytes(bytes(data))
    team.one.reopen()
    team.one.note(case, "second")


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(bytes(192))])
def test_a_lost_anchor_asks_the_office_before_writing_on(team: Team, damage: Callable[[Path], None]) -> None:
    case = opened(team)
    team.one.close()
    damage(team.one.folder / "anchor")
    team.one.reopen()
    with pytest.raises(ActionableError):
        team.one.note(case, "who knows")
    team.one.sync()
    team.one.note(case, "second")
    team.house.settle()
    assert team.two.texts(case) == ["first", "second"]


def outcome(site: Site, truth: tuple[object, ...] = ()) -> str:
    """Open what is in the folder and say what became of it."""
    store = None
    try:
        store = site.store = Store.open(Profile(site.folder), *site.keys)
        store.identify(site.identity)
        if store.journal.rolled_back:
            return "older"
        if not store.verify().ok:
            return "verify"
        return "same" if facts(site) == truth else "unseen"
    except ActionableError:
        return "unreadable"
    finally:
        if store is not None:
            _close(store)


def _close(store: Store) -> None:
    try:
        store.close()
    except ActionableError:
        return  # a damaged file cannot be written back


def facts(site: Site) -> tuple[object, ...]:
    return canonical(site), site.sql("SELECT * FROM log ORDER BY seq")


@pytest.fixture
def two_versions(team: Team) -> Versions:
    """A closed profile with its file as it was, as it is, and what it says now."""
    site, case = team.one, opened(team)
    for number in range(20):
        site.note(case, f"note {number} " + "x" * 300)
    site.sync()
    site.close()
    old = copy_of(site)["records.db"]
    site.reopen()
    for number in range(20):
        site.note(case, f"later {number} " + "x" * 300)
    site.change(case, place="Assen")
    site.sync()
    site.close()
    new = copy_of(site)["records.db"]
    site.reopen()
    truth = facts(site)
    site.close()
    return site, old, new, truth


def test_any_one_page_put_back_is_found_or_of_no_matter(
    two_versions: Versions,
) -> None:
    site, old, new, truth = two_versions
    found: Counter[str] = Counter()
    anchor = (site.folder / "anchor").read_bytes()
    for at in range(0, len(old), PAGE):
        if old[at : at + PAGE] != new[at : at + PAGE]:
            put(site, {"records.db": new[:at] + old[at : at + PAGE] + new[at + PAGE :]})
            (site.folder / "anchor").write_bytes(anchor)
            found[outcome(site, truth)] += 1
    assert found["unseen"] == 0
    assert found["older"] >= 1
    assert found["verify"] + found["unreadable"] >= 5


def test_every_altered_page_is_found(two_versions: Versions) -> None:
    site, _old, new, truth = two_versions
    chance = random.Random(2)
    found: Counter[str] = Counter()
    for page in range(len(new) // PAGE):
        altered = bytearray(new)
        altered[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        put(site, {"records.db": bytes(altered)})
        found[outcome(site, truth)] += 1
    assert set(found) == {"unreadable", "verify"}
    assert found.total() == len(new) // PAGE


def test_an_older_copy_of_the_whole_profile_is_told_by_others(team: Team, tmp_path: Path) -> None:
    """The anchor is as old as the file: only what colleagues had seen betrays it, and the office gives it back."""
    case = opened(team)
    team.one.close()
    shutil.copytree(team.one.folder, tmp_path / "copy")
    team.one.reopen()
    team.one.note(case, "second")
    team.house.settle()
    team.two.note(case, "had seen the second")
    team.two.sync()
    team.one.close()
    shutil.rmtree(team.one.folder)
    shutil.copytree(tmp_path / "copy", team.one.folder)
    team.one.reopen()
    team.one.sync()
    assert team.one.texts(case) == ["first", "had seen the second", "second"]
    team.one.note(case, "third")
    team.house.settle()
    assert differences(team.house.sites) == {}
