"""Many rows in few statements: every row arrives once, whatever their number and width."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counsellor_app.store.database import insert_rows


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for width in range(1, 41):
            connection.execute(f"CREATE TABLE wide{width} ({', '.join(f'c{n}' for n in range(width))})")
        yield connection


@given(count=st.integers(0, 9_000), width=st.integers(1, 40))
@example(count=1, width=1)
@example(count=1, width=40)
@example(count=8_001, width=1)
@example(count=4_003, width=2)
def test_every_row_arrives_once(table: sqlite3.Connection, count: int, width: int) -> None:
    rows = [tuple(number * width + place for place in range(width)) for number in range(count)]
    insert_rows(table, f"INTO wide{width}", rows)
    assert table.execute(f"SELECT * FROM wide{width} ORDER BY rowid").fetchall() == rows
    table.execute(f"DELETE FROM wide{width}")


def test_what_is_there_already_may_be_passed_over(table: sqlite3.Connection) -> None:
    table.execute("CREATE TABLE known (word PRIMARY KEY, times)")
    insert_rows(table, "INTO known (word, times)", [("a", 1)])
    insert_rows(table, "OR IGNORE INTO known (word, times)", [("a", 2), ("b", 2), ("b", 3)])
    assert table.execute("SELECT * FROM known ORDER BY word").fetchall() == [("a", 1), ("b", 2)]
