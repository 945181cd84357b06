"""The day pack on real stores: what is put away is nowhere, arrivals stay out, ending brings all back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Case, Draft, Person
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.settings import Profile
from counsellor_app.store.day_pack import DayPacks
from sync.protocol.envelope import peek
from tests.durability.canaries import ARABIC, LATIN, Search
from tests.offices import House, Site

UNTIL, AFTER = "2026-11-22", "2026-11-23"
SECRET = f"Zij zei {LATIN} en {ARABIC}."


class Scene:
    """Anna and Bert in one team: a case for the pack, three others full of canaries, and a shelf."""

    def __init__(self, folder: Path) -> None:
        self.house = House.found(folder)
        team = self.house.add_team()
        self.team = team
        self.anna, self.bert = (self.house.join(name, team) for name in ("anna", "bert"))
        self.round()
        self.packed = self._case(self.anna, "Joseph Mensah", "Hij wil naar Kumasi.")
        self.others = [
            self._case(self.anna, f"Amina {LATIN}", SECRET),
            self._case(self.bert, f"Karim {ARABIC}", SECRET),
            self._case(self.anna, f"Selam {LATIN}", SECRET),
        ]
        with self.anna.work() as work:
            shelf = Shelf(purpose=ShelfPurpose.TEAM, team=team.hex())
            self.shelf = work.records.open_shelf(shelf, [], [team.hex()])[0].id
        self.round()
        self.bert.note(self.others[0], f"Bert: {SECRET}")
        self.anna.note(self.others[1], f"Anna: {SECRET}")
        self.bert.note(self.packed, "Bert sprak hem ook.")
        self.anna.change(self.others[2], place=LATIN, phone="0612345678")
        self.round()

    def _case(self, site: Site, name: str, text: str) -> str:
        case, _records = site.open_case(self.team, records=(Person(name=name, own_name=name),), reference=name[:3])
        site.note(case.id, text)
        return case.id

    def round(self) -> None:
        for site in (self.anna, self.bert, self.house.founder, self.anna, self.bert):
            site.sync()

    def pack(self) -> int:
        return self.anna.store.day_packs.begin([self.packed], ["aa" * 16], UNTIL)

    def everything(self, site: Site) -> dict[str, Any]:
        return {
            case: (site.texts(case), site.case(case), [p.name for p in site.store.queries.case_page(case).persons])
            for case in site.cases()
        }


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    for site in made.house.sites:
        site.close()
    made.house.office.close()


def opened_bytes(site: Site) -> bytes:
    """Everything the open file says, table by table, the search index's own tables too."""
    tables = [row[0] for row in site.sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables += [row[0] for row in site.sql("SELECT name FROM temp.sqlite_master WHERE type = 'table'")]
    dumped = []
    for table in tables:
        for row in site.sql(f'SELECT * FROM "{table}"'):
            dumped += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(dumped)


def newest_own(site: Site) -> int:
    rows = site.sql(
        "SELECT max(device_seq) FROM log JOIN device ON device.id = log.device WHERE device_id = ?",
        site.device.device_id,
    )
    return int(rows[0][0])


def assert_put_away(scene: Scene) -> None:
    """No byte of the other cases in clear, in the files or in the opened file; no entry and no key of them."""
    anna = scene.anna
    search = Search((LATIN, ARABIC, "0612345678"))
    assert list(search.hits("opened", opened_bytes(anna))) == []
    assert search.folder(anna.folder) == []
    assert anna.sql("PRAGMA freelist_count") == [(0,)]
    kept = {row[0] for row in anna.sql("SELECT id FROM case_row UNION SELECT id FROM shelf_row")}
    for table in ("log", "chain", "claim", "stream_key", "reader", "epoch", "wrap_in"):
        assert {row[0] for row in anna.sql(f"SELECT DISTINCT stream FROM {table}")} <= kept, table
    streams = {bytes(row[0]) for row in anna.sql("SELECT stream_id FROM stream WHERE id IN (SELECT stream FROM chain)")}
    for table in ("log", "pending", "quarantine"):
        for (envelope,) in anna.sql(f"SELECT envelope FROM {table}"):
            assert peek(bytes(envelope)).stream_id in streams


def test_only_the_pack_is_left(scene: Scene) -> None:
    assert list(Search((LATIN, ARABIC, "0612345678")).hits("opened", opened_bytes(scene.anna)))
    assert scene.pack() == 3
    assert scene.anna.cases() == {scene.packed}
    assert scene.anna.texts(scene.packed) == ["Bert sprak hem ook.", "Hij wil naar Kumasi."]
    assert [one.id for one in scene.anna.store.queries.all_records(Shelf)] == [scene.shelf]
    assert_put_away(scene)
    assert scene.anna.store.verify().ok
    pack = scene.anna.store.day_packs.pack()
    assert pack is not None
    assert (pack.until, pack.cases, pack.over) == (UNTIL, (scene.packed,), False)


def test_what_arrives_for_other_cases_stays_out_and_what_belongs_comes(scene: Scene) -> None:
    scene.pack()
    scene.bert.note(scene.others[0], SECRET)
    fresh = scene._case(scene.bert, f"Nieuw {LATIN}", SECRET)
    scene.bert.note(scene.packed, "Bert, later.")
    scene.bert.sync()
    scene.anna.note(scene.packed, "Anna, in het veld.")
    own, _records = scene.anna.open_case(scene.team, records=(Person(name="Onderweg"),))
    scene.anna.sync()
    assert scene.anna.cases() == {scene.packed, own.id}
    assert "Bert, later." in scene.anna.texts(scene.packed)
    assert (scene.anna.count("pending"), scene.anna.count("outbox")) == (0, 0)
    scene.bert.sync()
    scene.bert.note(own.id, "Ook door Bert.")
    scene.bert.sync()
    scene.anna.sync()
    assert scene.anna.texts(own.id) == ["Ook door Bert."]
    assert_put_away(scene)
    assert fresh in scene.bert.cases()
    assert scene.anna.store.verify().ok


def test_ending_brings_everything_back_as_if_there_had_been_no_pack(scene: Scene) -> None:
    scene.pack()
    scene.bert.note(scene.others[1], "Intussen.")
    scene._case(scene.bert, "Nieuw", "Eerste gesprek.")
    scene.bert.sync()
    scene.anna.note(scene.packed, "In het veld.")
    scene.anna.sync()
    scene.anna.store.day_packs.end()
    assert scene.anna.cases() == {scene.packed}
    scene.anna.note(scene.packed, "Voor het ophalen.")
    scene.round()
    assert scene.everything(scene.anna) == scene.everything(scene.bert)
    assert len(scene.anna.cases()) == 5
    assert (scene.anna.count("pending"), scene.anna.count("quarantine"), scene.anna.count("outbox")) == (0, 0, 0)
    assert not scene.anna.store.day_packs.to_fetch()
    assert scene.anna.store.verify().ok
    scene.anna.change(scene.others[0], place="Zeist")
    scene.round()
    assert scene.bert.case(scene.others[0]).place == "Zeist"
    assert scene.pack() == 4
    assert_put_away(scene)


def test_no_number_is_used_twice_and_an_old_file_is_still_found_out(scene: Scene, tmp_path: Path) -> None:
    anna = scene.anna
    highest = newest_own(anna)
    copy = tmp_path / "old copy"
    anna.store.snapshot(copy)
    scene.pack()
    anna.close()
    anna.reopen()
    assert anna.store.state.get("rolled_back", False) is False
    anna.note(scene.packed, "Na het inpakken.")
    assert newest_own(anna) == highest + 1
    scene.round()
    assert "Na het inpakken." in scene.bert.texts(scene.packed)
    anna.close()
    database = Profile(anna.folder).database
    copy.replace(database)
    for leftover in database.parent.glob(f"{database.name}-*"):
        leftover.unlink()
    anna.reopen()
    assert anna.store.state.get("rolled_back", False) is True


@pytest.mark.parametrize("form", ["new-task/{case}", "person-add/{case}", "document {0}/{case}"])
def test_a_form_begun_in_a_case_that_leaves_is_neither_lost_nor_left(scene: Scene, form: str) -> None:
    anna = scene.anna
    name = f"unfinished/{form.format('ab' * 16, case=scene.others[0])}"
    with anna.work() as work:
        work.state.put(name, json.dumps({"title": f"Bel {LATIN}"}))
        work.state.put(f"unfinished/new-task/{scene.packed}", json.dumps({"title": "Bel Kumasi"}))
        work.state.put(f"unfinished/new-task/{scene.others[1]}", "{}")
    with pytest.raises(ActionableError, match="1 case that is not in the pack has a form") as refused:
        scene.pack()
    assert "Ami" in refused.value.advice
    assert anna.store.state.text(name)
    assert len(anna.cases()) == 4
    with anna.work() as work:
        work.state.put(name, "{}")
    scene.pack()
    assert_put_away(scene)
    left = {row[0] for row in anna.sql("SELECT name FROM state WHERE name GLOB 'unfinished/*'")}
    assert left == {f"unfinished/new-task/{scene.packed}"}
    assert anna.store.day_packs.pass_over(AFTER) == (scene.packed,)
    with anna.work() as work:
        work.state.put(f"unfinished/new-task/{scene.packed}", "")
    assert anna.store.day_packs.pass_over(AFTER) == ()
    assert not anna.sql("SELECT 1 FROM state WHERE name GLOB 'unfinished/*'")


KNOWN_FACTS = {
    *("alarm_height", "clock_checked", "clock_offset", "cursor", "device_label", "directory_key", "device_seq_floor"),
    *(
        "fingerprint",
        "hlc",
        "invited_name",
        "join_request",
        "joining_seed",
        "keys_handed_on",
        "last_acknowledged",
        "last_heard",
    ),
    *("office_address", "office_alarm", "office_pin", "own_put_away", "projection_shape", "projection_version"),
    *("put_away_seq", "refused_by_office", "restart", "restrictions", "rolled_back", "scrub", "server_id"),
    *("day_pack", "day_pack_over", "wrap_number", "founding_record", "founding_secret"),
}
"""Facts that say nothing of a case beyond ids. A new one is looked at, for it stays on the laptop, and stands here."""


def test_no_fact_of_the_device_tells_of_a_case_that_left(scene: Scene) -> None:
    scene.pack()
    names = {row[0] for row in scene.anna.sql("SELECT name FROM state")}
    assert names <= KNOWN_FACTS
    facts = "".join(str(row[0]) for row in scene.anna.sql("SELECT value FROM state"))
    assert not [case for case in scene.others if case in facts]


@pytest.mark.parametrize("what", ["unsent", "draft", "alarm", "past"])
def test_nothing_is_put_away_while_anything_could_be_lost(scene: Scene, what: str) -> None:
    anna, words = scene.anna, ""
    if what == "unsent":
        anna.note(scene.others[0], "Nog niet bij het kantoor.")
        words = "office does not have"
    elif what == "draft":
        with anna.work() as work:
            work.drafts.save(Draft(case=scene.others[1], text="Half"))
        words = "draft"
    elif what == "alarm":
        with anna.work() as work:
            work.state.put("office_alarm", "restored")
        words = "one mind"
    else:
        scene.pack()
        words = "already"
    before = (anna.cases(), anna.count("log"), anna.count("stream_key"))
    with pytest.raises(ActionableError, match=words):
        scene.pack()
    assert (anna.cases(), anna.count("log"), anna.count("stream_key")) == before


def test_stopped_halfway_nothing_or_everything_is_put_away(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = scene.anna
    before = scene.everything(anna)
    for step in ("_remember_own", "_rebuild"):

        def stop(*_arguments: object) -> None:
            raise RuntimeError("stopped")

        monkeypatch.setattr(anna.store.day_packs, step, stop)
        with pytest.raises(RuntimeError):
            scene.pack()
        monkeypatch.undo()
        assert scene.everything(anna) == before
        assert anna.store.day_packs.pack() is None
    with monkeypatch.context() as patch:
        patch.setattr(DayPacks, "scrub", lambda _self: True)
        scene.pack()
        anna.close()
    anna.reopen()
    assert anna.cases() == {scene.packed}
    assert_put_away(scene)


def test_once_its_day_has_passed_the_pack_goes_too_but_nothing_unsent(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = scene.anna
    with anna.work() as work:
        second, _nothing = work.records.open_case(Case(reference="TWE"), [], [scene.team.hex()])
    scene.round()
    anna.store.day_packs.begin([scene.packed, second.id], [], UNTIL)
    assert anna.store.day_packs.pass_over(UNTIL) == ()
    assert anna.cases() == {scene.packed, second.id}
    anna.note(scene.packed, f"Nog niet verzonden {LATIN}.")
    assert anna.store.day_packs.pass_over(AFTER) == (scene.packed,)
    assert anna.cases() == {scene.packed}
    with monkeypatch.context() as patch:
        patch.setattr(anna.store.day_packs, "_rebuild", lambda: pytest.fail("nothing is left to put away"))
        assert anna.store.day_packs.pass_over(AFTER) == (scene.packed,)
    scene.round()
    assert anna.store.day_packs.pass_over(AFTER) == ()
    assert anna.cases() == set()
    assert_put_away(scene)
    pack = anna.store.day_packs.pack()
    assert pack is not None
    assert pack.over
    anna.store.day_packs.end()
    scene.round()
    assert scene.everything(anna) == scene.everything(scene.bert)


def test_a_full_disk_keeps_nobody_out_and_the_file_is_cleaned_later(scene: Scene) -> None:
    anna = scene.anna
    real = anna.store.day_packs._connection

    class Small:
        """A disk without room for a second copy of the file."""

        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def execute(self, statement: str, *parameters: object) -> object:
            if statement == "VACUUM":
                raise driver.OperationalError("database or disk is full")
            return real.execute(statement, *parameters)

    anna.store.day_packs._connection = Small()  # type: ignore[assignment]
    with pytest.raises(ActionableError, match="no room"):
        scene.pack()
    assert anna.cases() == {scene.packed}
    assert anna.store.day_packs.active
    anna.close()
    anna.reopen()
    assert_put_away(scene)
