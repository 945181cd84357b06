"""The day pack on real stores: what is put away is nowhere, arrivals stay out, ending brings all back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import ConsultationHour, Slot
from counsellor_app.domain.records import Case, Draft, Person
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.settings import Profile
from counsellor_app.store.day_pack import DayPacks
from tests.counsellor_app.store.packed import AFTER, SECRET, UNTIL, Scene, assert_put_away, newest_own, opened_bytes
from tests.durability.canaries import ARABIC, LATIN, Search


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    for site in made.house.sites:
        site.close()
    made.house.office.close()


def test_only_the_pack_is_left(scene: Scene) -> None:
    assert list(Search((LATIN, ARABIC, "0612345678")).hits("opened", opened_bytes(scene.anna)))
    assert scene.pack() == 3
    assert scene.anna.cases() == {scene.packed}
    assert scene.anna.texts(scene.packed) == ["Bert sprak hem ook.", "Hij wil naar Kumasi."]
    assert {one.id for one in scene.shelves(scene.anna)} == {scene.shelf, scene.queues[0]}
    assert scene.slips(scene.anna, 0) == ["Ion op een briefje", "Liu, ook op een briefje"]
    assert scene.slips(scene.anna, 1) == scene.slips(scene.anna, 2) == []
    assert len(scene.anna.store.queries.all_records(ConsultationHour)) == 3, "the list of hours stays"
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


def test_who_comes_to_other_hours_stays_out_too(scene: Scene) -> None:
    scene.pack()
    scene._slip(scene.bert, 0, "Minh, nog een briefje")
    scene._slip(scene.bert, 1, f"Nog een {LATIN}")
    scene._hour(scene.bert, f"Nieuw uur {ARABIC}")
    scene.bert.sync()
    scene.anna.sync()
    assert "Minh, nog een briefje" in scene.slips(scene.anna, 0)
    assert [scene.slips(scene.anna, hour) for hour in (1, 2, 3)] == [[], [], []]
    assert len(scene.anna.store.queries.all_records(ConsultationHour)) == 4
    assert (scene.anna.count("pending"), scene.anna.count("outbox")) == (0, 0)
    assert_put_away(scene)
    with scene.anna.work() as work:
        queue = Shelf(purpose=ShelfPurpose.HOUR, team=scene.team.hex(), hour=scene.hours[1])
        second = work.records.open_shelf(queue, [], [scene.team.hex()])[0].id
        work.records.save(Slot(shelf=second, hour=scene.hours[1], slip="Anna, tijdens het pakket"))
    assert scene.slips(scene.anna, 1) == ["Anna, tijdens het pakket"]
    scene.round()
    scene.anna.store.day_packs.end()
    scene.round()
    assert scene.everything(scene.anna) == scene.everything(scene.bert)
    assert scene.slips(scene.anna, 1) == sorted(
        [f"Yonas {LATIN}", f"Anna schreef {ARABIC}", f"Nog een {LATIN}", "Anna, tijdens het pakket"]
    )


@given(st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_packed_exactly_that_is_here_and_all_comes_back(scene: Scene, data: st.DataObject) -> None:
    """For any hours and cases chosen: a case, or a queue, is here whole or not at all."""
    cases = data.draw(st.sets(st.sampled_from([scene.packed, *scene.others]), min_size=1))
    hours = data.draw(st.sets(st.integers(0, len(scene.hours) - 1)))
    scene.anna.store.day_packs.begin(sorted(cases), [scene.hours[hour] for hour in sorted(hours)], UNTIL)
    try:
        assert scene.anna.cases() == cases
        there = {scene.shelf, *(scene.queues[hour] for hour in hours)}
        assert {shelf.id for shelf in scene.shelves(scene.anna)} == there
        known = {row[0] for row in scene.anna.sql("SELECT id FROM case_row UNION SELECT id FROM shelf_row")}
        assert len(known) == len(cases) + len(there)
        for table in ("log", "chain", "stream_key", "reader", "epoch", "wrap_in"):
            assert {row[0] for row in scene.anna.sql(f"SELECT DISTINCT stream FROM {table}")} <= known, table
        lacks = scene.anna.store.day_packs.lacks()
        assert [lacks(hour) for hour in scene.hours] == [at not in hours for at in range(len(scene.hours))]
    finally:
        scene.anna.store.day_packs.end()
    assert [lacks(hour) for hour in scene.hours] == [at not in hours for at in range(len(scene.hours))]
    scene.round()
    assert not any(map(scene.anna.store.day_packs.lacks(), scene.hours))
    assert scene.everything(scene.anna) == scene.everything(scene.bert)


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
    *("day_pack", "day_pack_before", "day_pack_over", "wrap_number", "founding_record", "founding_secret"),
}
"""Facts that say nothing of a case beyond ids. A new one is looked at, for it stays on the laptop, and stands here."""


def test_no_fact_of_the_device_tells_of_a_case_that_left(scene: Scene) -> None:
    scene.pack()
    names = {row[0] for row in scene.anna.sql("SELECT name FROM state")}
    assert names <= KNOWN_FACTS
    facts = "".join(str(row[0]) for row in scene.anna.sql("SELECT value FROM state"))
    assert not [case for case in scene.others if case in facts]


@pytest.mark.parametrize("what", ["unsent", "queue", "draft", "alarm", "past"])
def test_nothing_is_put_away_while_anything_could_be_lost(scene: Scene, what: str) -> None:
    anna, words = scene.anna, ""
    if what == "unsent":
        anna.note(scene.others[0], "Nog niet bij het kantoor.")
        words = "office does not have"
    elif what == "queue":
        scene._slip(anna, 1, "Nog niet bij het kantoor.")
        words = "queue of another hour"
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
    anna.store.day_packs.begin([scene.packed, second.id], scene.hours[:1], UNTIL)
    assert anna.store.day_packs.pass_over(UNTIL) == ()
    assert len(scene.slips(anna, 0)) == 2
    assert anna.cases() == {scene.packed, second.id}
    anna.note(scene.packed, f"Nog niet verzonden {LATIN}.")
    assert anna.store.day_packs.pass_over(AFTER) == (scene.packed,)
    assert anna.cases() == {scene.packed}
    assert scene.slips(anna, 0) == []
    assert anna.store.day_packs.lacks()(scene.hours[0])
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
