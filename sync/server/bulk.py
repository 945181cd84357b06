"""The few statements where a page of rows makes the general way too slow, in each database's own fast way."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from sync.server.tables import envelope

EnvelopeRow = tuple[int, int, bytes, bytes, int, int, int, bytes, bytes]
"""A row of the log in the order of its columns: shard, number, stream, device, device_seq, kind, size, digest, body."""

_NAMES = ", ".join(column.name for column in envelope.columns)
_INSERT = f"INSERT INTO envelope ({_NAMES}) VALUES ({', '.join('?' * len(envelope.columns))})"
_COPY = f"COPY envelope ({_NAMES}) FROM STDIN (FORMAT BINARY)"
_BODIES = "SELECT number, body FROM envelope WHERE shard = %s AND number = ANY(%s)"
_COPY_TYPES = ["int4", "int8", "bytea", "bytea", "int8", "int4", "int4", "bytea", "bytea"]


def insert_envelopes(connection: sa.Connection, rows: Sequence[EnvelopeRow]) -> None:
    """Add *rows* to the log within the transaction of *connection*. The caller holds the shard's lock."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_INSERT, list(rows))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_COPY_TYPES)
        for row in rows:
            copy.write_row(row)


def read_bodies(connection: sa.Connection, shard: int, numbers: Sequence[int]) -> dict[int, bytes]:
    """Return the envelopes of *shard* under *numbers* (at most a page of them) by number."""
    if connection.dialect.name == "sqlite":
        query = sa.select(envelope.c.number, envelope.c.body).where(
            envelope.c.shard == shard, envelope.c.number.in_(numbers)
        )
        return {row[0]: row[1] for row in connection.execute(query)}
    driver: Any = connection.connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        return dict(cursor.execute(_BODIES, (shard, list(numbers))).fetchall())


def among(connection: sa.Connection, column: sa.Column[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that *column* is one of *values* (at most a page of them)."""
    if connection.dialect.name == "sqlite":
        return column.in_(values)
    return column == sa.any_(sa.cast(list(values), postgresql.ARRAY(column.type)))
