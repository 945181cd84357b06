"""Old files open and become like new ones; files that are not ours, or newer than we are, are left as they were."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.programmes.records import Enrolment, StepMark
from counsellor_app.settings import Profile
from counsellor_app.store.migrations import LOG_VERSION, PROJECTION_VERSION
from counsellor_app.store.store import Identity, Store
from sync.client.replica import FIRST
from sync.protocol.api import PutResult, PutStatus
from sync.sealing.keys import DeviceKeys

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@dataclass
class Old:
    """A copy of a frozen store."""

    profile: Profile
    facts: dict[str, Any]

    @property
    def keys(self) -> tuple[bytes, bytes]:
        return bytes.fromhex(self.facts["database_key"]), bytes.fromhex(self.facts["anchor_key"])

    def open(self) -> Store:
        store = Store.open(self.profile, *self.keys)
        device = DeviceKeys.from_bytes(bytes.fromhex(self.facts["device"]))
        store.identify(Identity(bytes.fromhex(self.facts["org"]), bytes.fromhex(self.facts["person"]), device))
        return store

    def change(self, statement: str) -> None:
        """Change the closed file itself."""
        store = self.open()
        store._connection.execute(statement)
        store.close()


@pytest.fixture(params=range(1, LOG_VERSION + 1))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Old:
    """A copy of the frozen store of each version there ever was."""
    source = FIXTURES / f"store_v{request.param}"
    shutil.copytree(source, tmp_path / "old")
    return Old(Profile(tmp_path / "old"), json.loads((source / "facts.json").read_text(encoding="utf-8")))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(Profile(tmp_path / "fresh"), os.urandom(32), os.urandom(32))
    yield store
    store.close()


def schema(store: Store) -> set[tuple[str, str, str]]:
    rows = store._connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in rows}


def test_an_old_store_opens_and_everything_in_it_reads(old: Old) -> None:
    facts, store = old.facts, old.open()
    case = facts["case"]
    assert sorted(entry.text for entry in store.queries.notes(case)) == facts["notes"]
    page = store.queries.case_page(case)
    assert (page.case.place, page.case.languages, page.persons[0].birth_date) == (facts["place"], ("am", "ti"), "1992")
    assert sorted(value.value for value in page.conflicts[0].values) == facts["values"]
    assert [draft.text for draft in page.drafts] == ["een begin"]
    assert {hit.case for hit in store.queries.search("genna")} == {case}
    assert [hit.name for hit in store.queries.search("ሰላማዊ", only="person")] == ["Selamawit Tesfaye"]
    assert (store.queries.status().unsent, store.queries.members()[0].name) == (facts["unsent"], "Hanna")
    report = store.verify()
    assert (report.problems, report.envelopes) == ((), facts["entries"])
    store.close()


def test_work_goes_on_in_an_old_store(old: Old) -> None:
    store = old.open()
    with store.transaction() as work:
        case = store.queries.case_page(old.facts["case"]).conflicts[0]
        work.records.resolve(case.id, "Hoogeveen", "asked")
    assert store.queries.case_page(old.facts["case"]).case.place == "Hoogeveen"
    assert store.queries.status().unsent == old.facts["unsent"] + 1
    waiting = store.replica.unsent_after(FIRST, old.facts["unsent"], 1 << 20)
    store.replica.delivered([(place, PutResult(PutStatus.ACCEPTED, 1)) for place, _envelope in waiting])
    assert store.queries.status().unsent == 1
    assert store.verify().ok
    store.close()


def test_an_old_store_gets_the_schema_of_a_fresh_one(old: Old, fresh: Store) -> None:
    store = old.open()
    assert schema(store) == schema(fresh)
    assert store._connection.execute("PRAGMA user_version").fetchone() == (LOG_VERSION,)
    store.close()


def test_an_older_projection_is_rebuilt(old: Old) -> None:
    old.change("UPDATE case_row SET place = 'from an older register'")
    old.change("CREATE TABLE gone_row (id INTEGER PRIMARY KEY)")
    old.change("UPDATE state SET value = '0' WHERE name = 'projection_version'")
    store = old.open()
    assert store.queries.case_page(old.facts["case"]).case.place == old.facts["place"]
    assert store.state.number("projection_version") == PROJECTION_VERSION
    assert "gone_row" not in {name for _kind, name, _sql in schema(store)}
    assert store.verify().ok
    store.close()


def test_a_store_from_before_steps_were_listed_lists_them(old: Old) -> None:
    """What an app of version 4 left knows no table of where cases stand; opening makes it from the log."""
    store = old.open()
    enrolment = Enrolment(case=old.facts["case"], programme="REAN", version="2007", started_on="2026-09-01")
    with store.transaction() as work:
        enrolled = work.records.save(enrolment)
        work.records.save(StepMark(case=old.facts["case"], enrolment=enrolled.id, step="contact", on="2026-09-01"))
    store.close()
    old.change("DROP TABLE standing_row")
    old.change("UPDATE state SET value = '4' WHERE name = 'projection_version'")
    store = old.open()
    (row,), _ = store.queries.cases(CaseFilter(step="intake"))
    assert [(one.programme, one.step) for one in row.steps] == [("REAN", "intake")]
    assert store.verify().ok
    store.close()


def test_where_cases_stand_is_verified(old: Old) -> None:
    store = old.open()
    with store.transaction() as work:
        work.records.save(Enrolment(case=old.facts["case"], programme="REAN", version="2007", started_on="2026-09-01"))
    assert store.verify().ok
    store._connection.execute("UPDATE standing_row SET stand = replace(stand, 'REAN', 'HRT')")
    assert not store.verify().ok
    store.close()


def test_a_projection_of_a_newer_app_is_rebuilt_too(old: Old) -> None:
    old.change("UPDATE state SET value = '99' WHERE name = 'projection_version'")
    store = old.open()
    assert store.verify().ok
    store.close()


def refused(profile: Profile, keys: tuple[bytes, bytes]) -> ActionableError:
    """Opening is refused in words, and every file in the folder stays as it was."""
    before = {path.name: path.read_bytes() for path in profile.folder.iterdir() if path.is_file()}
    with pytest.raises(ActionableError) as caught:
        Store.open(profile, *keys)
    after = {path.name: path.read_bytes() for path in profile.folder.iterdir() if path.is_file()}
    left = {name: data for name, data in after.items() if not (name.endswith(("-wal", "-shm")) and name not in before)}
    assert left == before
    assert caught.value.title
    assert caught.value.advice
    return caught.value


@pytest.mark.parametrize("version", [LOG_VERSION + 1, 2_000_000_000])
def test_a_newer_store_is_refused(old: Old, version: int) -> None:
    old.change(f"PRAGMA user_version = {version}")
    assert "newer" in refused(old.profile, old.keys).title


def test_another_key_opens_nothing(old: Old) -> None:
    refused(old.profile, (os.urandom(32), old.keys[1]))


@pytest.mark.parametrize("keep", [1, 15, 16, 100, 4_095, 4_096, 8_192, -4_096])
def test_a_truncated_store_is_refused(old: Old, keep: int) -> None:
    data = old.profile.database.read_bytes()
    old.profile.database.write_bytes(data[:keep])
    refused(old.profile, old.keys)


def test_a_store_that_lost_its_last_bytes_is_found_out(old: Old) -> None:
    """After a power cut the WAL may still bring that page: so it opens, and verifying tells."""
    old.open().close()  # its projection is of today
    old.profile.database.write_bytes(old.profile.database.read_bytes()[:-1])
    store = old.open()
    assert not store.verify().ok
    store._connection.close()
    store._anchor.close()


def _plain(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY)")
    connection.close()


@pytest.mark.parametrize(
    "make",
    [
        _plain,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(os.urandom(40_960)),
        lambda path: path.write_bytes(bytes(40_960)),
        lambda path: path.write_text("not a database\n" * 400),
        lambda path: path.unlink(),
    ],
    ids=["plaintext", "empty", "garbage", "zeros", "text", "missing"],
)
def test_what_is_no_store_is_refused_and_left_alone(old: Old, make: Callable[[Path], object]) -> None:
    make(old.profile.database)
    existed = old.profile.database.exists()
    refused(old.profile, old.keys)
    assert old.profile.database.exists() == existed


def test_a_new_store_is_never_made_over_another(old: Old) -> None:
    before = old.profile.database.read_bytes()
    with pytest.raises(ActionableError):
        Store.create(old.profile, os.urandom(32), os.urandom(32))
    assert old.profile.database.read_bytes() == before


def test_the_frozen_files_are_not_touched_by_tests() -> None:
    assert {path.name for path in FIXTURES.glob("store_v*/*")} == {"records.db", "anchor", "facts.json"}
