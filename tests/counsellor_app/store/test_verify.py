"""What `verify` finds: every changed byte of the log, every row that does not follow from it, a stale search index."""

import random
from pathlib import Path

import pytest

from counsellor_app.store.checking import digest
from counsellor_app.store.migrations import SEARCH_TABLES
from counsellor_app.store.projection_tables import PROJECTION
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.store.histories import History, five_replicas, one_of_each
from tests.offices import House, Site

_PASSING = {"orphan_row"}
"""Tables that hold rows only while something is on its way."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Five replicas after some histories; tests put back what they change."""
    folder: Path = tmp_path_factory.mktemp("verify")
    chance = random.Random(4)
    made, team = five_replicas(folder, chance)
    for _ in range(4):
        History(made, team, chance).run(40)
    one_of_each(made.founder, made.sites[1], team, chance)
    made.settle()
    yield made  # type: ignore[misc]
    made.close()


@pytest.fixture
def site(house: House) -> Site:
    assert house.founder.store.verify().problems == ()
    return house.founder


def problems(site: Site) -> tuple[str, ...]:
    return site.store.verify().problems


def test_a_sound_store_has_no_problems_and_verifying_changes_nothing(site: Site) -> None:
    before = digest(site.store._connection), site.count("log"), site.sql("PRAGMA schema_version")
    report = site.store.verify()
    assert (report.ok, report.envelopes) == (True, site.count("log"))
    assert (digest(site.store._connection), site.count("log"), site.sql("PRAGMA schema_version")) == before


def test_rebuilding_is_told_to_the_end(site: Site) -> None:
    told: list[tuple[int, int]] = []
    site.store.rebuild(lambda done, total: told.append((done, total)))
    assert told[-1] == (site.count("log"), site.count("log"))


@pytest.mark.parametrize("table", sorted(set(PROJECTION.tables) - _PASSING))
def test_a_row_that_was_changed_or_taken_away_is_found_and_rebuilt(site: Site, table: str) -> None:
    before = digest(site.store._connection)
    columns = [column.name for column in PROJECTION.tables[table].columns]
    assert site.count(table), "the histories leave rows in every table"
    last, keys = f'"{columns[-1]}"', [column.name for column in PROJECTION.tables[table].primary_key.columns]
    place = " AND ".join(f"{name} = (SELECT {name} FROM {table} LIMIT 1)" for name in keys)
    changed = f"UPDATE {table} SET {last} = CASE typeof({last}) WHEN 'text' THEN 'x' WHEN 'blob' THEN x'00' ELSE 99 END"
    for statement in (f"{changed} WHERE {place}", f"DELETE FROM {table} WHERE {place}"):
        site.sql(statement)
        assert any("rebuild" in one for one in problems(site)), statement
        site.store.rebuild()
        assert digest(site.store._connection) == before


def test_every_changed_byte_of_an_envelope_is_found(site: Site) -> None:
    chance = random.Random(3)
    rows = site.sql("SELECT seq, envelope FROM log")
    for seq, envelope in chance.sample(rows, 3):
        places = [*chance.sample(range(192), 12), 192, len(envelope) - 65, *range(len(envelope) - 3, len(envelope))]
        for at in places:
            altered = bytearray(envelope)
            altered[at] ^= 1 << chance.randrange(8)
            site.sql("UPDATE log SET envelope = ? WHERE seq = ?", bytes(altered), seq)
            assert problems(site), at
        site.sql("UPDATE log SET envelope = ? WHERE seq = ?", bytes(envelope), seq)


@pytest.mark.parametrize("column", ["device", "device_seq", "stream", "stream_seq"])
def test_an_envelope_filed_in_the_wrong_place_is_found(site: Site, column: str) -> None:
    (seq, right) = site.sql(f"SELECT seq, {column} FROM log ORDER BY seq DESC LIMIT 1")[0]
    site.sql(f"UPDATE log SET {column} = {column} + 1000 WHERE seq = ?", seq)
    assert problems(site)
    site.sql(f"UPDATE log SET {column} = ? WHERE seq = ?", right, seq)


@pytest.mark.parametrize("damage", ["stream = stream + 1000", "envelope = substr(envelope, 2)", "envelope = x'00'"])
def test_a_damaged_text_that_search_keeps_in_memory_is_found_and_work_goes_on(site: Site, damage: str) -> None:
    (seq,) = site.sql("SELECT max(seq) FROM note_row")[0]
    right = site.sql("SELECT stream, envelope FROM log WHERE seq = ?", seq)[0]
    site.sql(f"UPDATE log SET {damage} WHERE seq = ?", seq)
    assert problems(site)
    with site.store.transaction():
        pass
    site.sql("UPDATE log SET stream = ?, envelope = ? WHERE seq = ?", *right, seq)
    site.store.rebuild()


def test_an_entry_taken_out_of_the_log_is_found(site: Site) -> None:
    row = site.sql("SELECT * FROM log WHERE seq = (SELECT max(seq) - 20 FROM log)")[0]
    site.sql("DELETE FROM log WHERE seq = ?", row[0])
    found = problems(site)
    assert len(found) >= 2, "its row follows from nothing, and what came after it follows from something else"
    site.sql("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", *row)


@pytest.mark.parametrize("table", SEARCH_TABLES)
def test_a_stale_search_index_is_found_and_rebuilt(site: Site, table: str) -> None:
    site.store.rebuild()
    (row_id,) = site.sql(f"SELECT min(rowid) FROM {table}")[0]
    site.sql(f"DELETE FROM {table} WHERE rowid = ?", row_id)
    assert any("search" in one for one in problems(site))
    site.store.rebuild()
    assert problems(site) == ()


def test_what_was_saved_merged_and_rebuilt_are_the_same_tables(team: Team) -> None:
    """Entries that came before what they belong to: the rows and their numbers follow from the log all the same."""
    case = team.one.open_case(team.id, place="Emmen")[0].id
    for text in ("one", "two"):
        team.one.note(case, text)
    team.one.change(case, place="Assen")
    team.house.settle()
    for site in team.house.sites:
        before = digest(site.store._connection)
        for _ in range(2):
            site.store.rebuild()
            assert digest(site.store._connection) == before
