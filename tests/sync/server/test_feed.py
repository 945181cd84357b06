"""Pulling: pages, cursors, and what a sync costs when nothing is new."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sync.protocol.api import PAGE_BYTES, PAGE_ENVELOPES, PutStatus
from sync.protocol.errors import RefusedError
from sync.server import bulk, feed
from sync.server.bulk import insert_envelopes
from sync.server.database import Database
from sync.server.tables import envelope, shard, stream_reader, wrap
from tests.sync.server.staff import Staff, create_office, random_id


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Note every statement and its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


def test_own_envelopes_are_left_out_and_the_cursor_passes_them(staff: Staff) -> None:
    bo, ada = staff.join(), staff.administrator
    stream = bo.open_stream(bo.person_id, ada.person_id)
    notes = [bo.note(stream) for _ in range(5)]
    last = bo.put(*notes)[-1].number
    page = bo.relay.get_envelopes({})
    assert (page.envelopes, page.cursor, page.more) == ([], {0: last}, False)
    page = ada.relay.get_envelopes({0: last - 5})
    assert [body for _, body in page.envelopes] == notes
    assert page.cursor == {0: last}
    assert page.directory_height == staff.directory.height


def test_pages_end_at_their_count_and_go_on(staff: Staff) -> None:
    bo, ada = staff.join(), staff.administrator
    stream = bo.open_stream(bo.person_id, ada.person_id)
    notes = [bo.note(stream) for _ in range(7)]
    bo.put(*notes)
    for get in (
        ada.relay.get_envelopes,
        lambda after, limit: ada.relay.get_stream_envelopes(stream.stream_id, after.get(0, 0), limit),
    ):
        found, cursor, more, pages = [], {}, True, 0
        while more:
            page = get(cursor, 3)
            assert len(page.envelopes) <= 3
            found += page.envelopes
            cursor, more, pages = page.cursor, page.more, pages + 1
        assert [body for _, body in found][1:] == notes
        assert pages == 3
    own = bo.relay.get_own_envelopes(2, 4)
    assert ([body for _, body in own.envelopes], own.cursor, own.more) == (notes[1:5], {0: 6}, True)
    own = bo.relay.get_own_envelopes(6, 4)
    assert ([body for _, body in own.envelopes], own.cursor, own.more) == (notes[5:], {0: 8}, False)


def test_pages_end_at_their_bytes_and_hold_at_least_one(staff: Staff) -> None:
    bo, ada = staff.join(), staff.administrator
    stream = bo.open_stream(bo.person_id, ada.person_id)
    notes = [bo.note(stream, os.urandom(330_000).hex()) for _ in range(12)]
    for note in notes:
        assert bo.push(note) == [PutStatus.ACCEPTED]
    assert len(notes[0]) > 200_000
    pages, cursor, more = [], {0: 1}, True
    while more:
        page = ada.relay.get_envelopes(cursor)
        pages.append([body for _, body in page.envelopes])
        cursor, more = page.cursor, page.more
    assert [body for page_ in pages for body in page_] == notes
    assert all(0 < sum(map(len, page_[:-1])) < PAGE_BYTES for page_ in pages[:-1])
    assert len(pages) > 1


def test_a_stream_is_given_to_its_readers_only_own_envelopes_included(staff: Staff) -> None:
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream()
    note = bo.note(stream)
    bo.put(note)
    assert bo.relay.get_stream_envelopes(stream.stream_id, 0).envelopes[-1][1] == note
    for member, stream_id in ((cy, stream.stream_id), (cy, random_id()), (staff.administrator, stream.stream_id)):
        with pytest.raises(RefusedError, match="no-right"):
            member.relay.get_stream_envelopes(stream_id, 0)


def test_a_granted_stream_is_fetched_from_its_beginning(staff: Staff) -> None:
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream()
    early = bo.note(stream)
    bo.put(early)
    cursor = cy.relay.get_envelopes({}).cursor
    grant, _ = bo.keyring(stream, [bo.person_id, cy.person_id])
    bo.put(grant)
    page = cy.relay.get_envelopes(cursor)
    assert [body for _, body in page.envelopes] == [grant]
    assert early in [body for _, body in cy.relay.get_stream_envelopes(stream.stream_id, 0).envelopes]


def test_an_office_put_back_shows_in_the_cursor(staff: Staff) -> None:
    bo = staff.administrator
    bo.open_stream()
    assert bo.relay.get_envelopes({0: 500}).cursor == {0: 1}


def test_a_long_stretch_of_others_streams_is_looked_through_in_windows(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "SCAN_WINDOW", 3)
    bo, ada = staff.join(), staff.administrator
    private = bo.open_stream()
    for _ in range(8):
        bo.put(bo.note(private))
    shared = bo.open_stream(bo.person_id, ada.person_id)
    note = bo.note(shared)
    bo.put(note)
    page = ada.relay.get_envelopes({})
    assert (page.envelopes, page.cursor, page.more) == ([], {0: 3}, True)
    assert [body for _, body in ada.pull()][-1] == note


def test_pages_go_from_shard_to_shard(tmp_path: Path) -> None:
    office = create_office(f"sqlite:///{tmp_path / 'office.db'}", shards=3)
    try:
        staff = Staff(office)
        bo, ada = staff.join(), staff.administrator
        streams = [bo.open_stream(bo.person_id, ada.person_id) for _ in range(12)]
        notes = {bo.note(stream) for stream in streams}
        bo.put(*notes)
        found, cursor, more = [], {}, True
        while more:
            page = ada.relay.get_envelopes(cursor, 5)
            assert len(page.envelopes) <= 5
            assert set(page.cursor) == {0, 1, 2}
            found += [body for _, body in page.envelopes]
            cursor, more = page.cursor, page.more
        assert len(found) == len(set(found)) == 24
        assert notes <= set(found)
        assert ada.relay.get_envelopes(cursor).envelopes == []
        own = bo.relay.get_own_envelopes(12, 100)
        assert ({body for _, body in own.envelopes}, own.cursor) == (notes, {0: 24})
    finally:
        office.close()


def _fill(staff: Staff, reader: bytes, device: bytes, streams: int, notes: int) -> None:
    """Write a large log directly: *notes* envelopes of another device in *streams* streams readable by *reader*."""
    ids = [random_id() for _ in range(streams)]
    with staff.office.database.writing() as connection:
        start = connection.execute(sa.select(shard.c.next_number)).scalar_one()
        connection.execute(
            sa.insert(stream_reader),
            [{"shard": 0, "stream": stream, "principal": reader, "epoch": 1} for stream in ids],
        )
        rows = [
            (0, start + place, ids[place % streams], device, 10_000 + place, 1, 300, os.urandom(32), bytes(300))
            for place in range(notes)
        ]
        for begin in range(0, notes, PAGE_ENVELOPES):
            insert_envelopes(connection, rows[begin : begin + PAGE_ENVELOPES])
        connection.execute(sa.update(shard).values(next_number=start + notes))
    if not staff.office.database.is_sqlite:
        with staff.office.database.reading() as connection:
            connection.exec_driver_sql("ANALYZE")


def test_nothing_new_costs_the_same_with_many_streams(staff: Staff) -> None:
    """The same few statements, none of which touches the log, whatever is in the office."""
    ada, bo = staff.administrator, staff.join()
    ada.open_stream(ada.person_id, bo.person_id)

    def cost() -> list[str]:
        cursor = ada.relay.get_envelopes({}).cursor
        while (page := ada.relay.get_envelopes(cursor)).more:
            cursor = page.cursor
        with statements(staff.office.database) as seen:
            page = ada.relay.get_envelopes(page.cursor)
        assert not page.envelopes
        return [statement for statement, _ in seen]

    before = cost()
    _fill(staff, ada.person_id, bo.device_id, streams=500, notes=6_000)
    assert cost() == before
    assert len(before) == 2
    assert not any("FROM envelope" in statement or "stream_reader" in statement for statement in before)


def test_plan_of_the_feed(staff: Staff, engine_name: str) -> None:
    """The log is read by its number range, each stream checked by one key look-up; nothing is scanned or sorted."""
    ada, bo = staff.administrator, staff.join()
    _fill(staff, ada.person_id, bo.device_id, streams=2_000, notes=30_000)
    with statements(staff.office.database) as seen:
        page = ada.relay.get_envelopes({0: 29_000})
    assert len(page.envelopes) > 500
    reads = [(statement, parameters) for statement, parameters in seen if "FROM envelope" in statement]
    if engine_name == "postgresql":
        reads.append((bulk._BODIES, (0, [number for number, _ in page.envelopes])))
    assert len(reads) == 2
    for statement, parameters in reads:
        plan = PLANS[engine_name](staff.office.database, statement, parameters)
        assert "envelope" in plan
        assert "SCAN" not in plan.upper().replace("INDEX SCAN", "").replace("INDEX ONLY SCAN", ""), plan
        assert "SORT" not in plan.upper(), plan
        assert "TEMP B-TREE" not in plan.upper(), plan


def _sqlite_plan(database: Database, statement: str, parameters: Any) -> str:
    with database.reading() as connection:
        rows = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters).fetchall()
    return "\n".join(str(row[3]) for row in rows)


def _postgres_plan(database: Database, statement: str, parameters: Any) -> str:
    with database.reading() as connection:
        rows = connection.exec_driver_sql("EXPLAIN " + statement, parameters).fetchall()
    return "\n".join(str(row[0]) for row in rows)


PLANS: dict[str, Callable[[Database, str, Any], str]] = {"sqlite": _sqlite_plan, "postgresql": _postgres_plan}


def test_every_query_of_a_sharded_table_names_the_shard(staff: Staff) -> None:
    ada, bo = staff.administrator, staff.join()
    with statements(staff.office.database) as seen:
        stream = ada.open_stream(ada.person_id, bo.person_id)
        note = ada.note(stream)
        ada.put(note, note)
        ada.put(ada.note(stream, "twin", seq=ada.seq))
        bo.pull()
        bo.relay.get_stream_envelopes(stream.stream_id, 0)
        ada.relay.get_own_envelopes(0)
        ada.relay.get_wraps(0)
        bo.relay.get_directory(0)
    for table in (envelope, stream_reader, wrap):
        touching = [text for text, _ in seen if f" {table.name} " in text.replace("\n", " ") + " "]
        assert touching
        assert all("shard" in text for text in touching)
