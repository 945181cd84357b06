"""An older copy of a profile is put back in which a restriction waits: it may have gone since, or been made anew."""

import shutil
from pathlib import Path

import pytest

from counsellor_app.domain.safety import Waits
from sync.protocol.errors import UnreachableError
from tests.counsellor_app.store.restricting import at_office, close_to, openable
from tests.offices import House, Site
from tests.sync.client.between import BreakingLine, SmallPages


def copied(site: Site, target: Path) -> None:
    """Copy the profile as it is now."""
    site.close()
    shutil.copytree(site.folder, target)
    site.reopen()


def put_back(site: Site, copy: Path) -> None:
    """Put the copy's database back; the anchor stays."""
    site.close()
    for path in site.folder.glob("records.db*"):
        path.unlink()
    shutil.copy(copy / "records.db", site.folder / "records.db")
    site.reopen()
    assert site.store.journal.rolled_back


@pytest.mark.parametrize("calls", [*range(10), 1_000])
@pytest.mark.parametrize("lost", [False, True])
def test_what_waited_in_the_copy_and_went_since(
    four: tuple[House, str], tmp_path: Path, lost: bool, calls: int
) -> None:
    """The round in which it went may have stopped anywhere."""
    house, case = four
    a, b = house.sites[:2]
    close_to(a, case, {"founder", "b"})
    a.note(case, "in the copy")
    copied(a, tmp_path / "copy")
    expected = ["in the copy"]
    if lost:
        close_to(b, case, {"founder", "b", "c"})
        expected.append(b.note(case, "by a colleague").text)
        b.sync()
    a.note(case, "only in the newer file")
    try:
        a.sync(BreakingLine(SmallPages(a.relay), calls, heard=bool(calls % 2)))
    except UnreachableError:
        pass
    _may, entries = at_office(house, a, case)
    expected += openable(a, case, entries) - set(expected)
    put_back(a, tmp_path / "copy")
    house.settle(rounds=3)
    expected.append(a.note(case, "afterwards").text)
    house.settle(rounds=3)
    for site in (a, b):
        assert site.texts(case) == sorted(expected)
        assert (site.codes(), site.codes("pending"), site.count("outbox")) == ([], [], 0)
        assert site.store.verify().problems == ()
    assert a.store.records.restriction_waits(case) is Waits.NO
    _may, entries = at_office(house, a, case)
    assert not {"in the copy", "afterwards"} & openable(house.sites[3], case, entries)
