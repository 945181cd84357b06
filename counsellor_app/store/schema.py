"""The tables made from their declarations, and the projection dropped. Loaded only when a file needs one of these."""

from functools import cache

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from counsellor_app.store.database import Connection
from counsellor_app.store.migrations import LOG_VERSION, SEARCH_DDL, SEARCH_TABLES
from counsellor_app.store.outbox import VIEW
from counsellor_app.store.projection_tables import PROJECTION
from counsellor_app.store.tables import LOG

_HASH_BYTES = 32 << 20
"""Memory FTS5 may collect of one transaction before it writes a segment: fewer segments, fewer merges."""


def create_log(connection: Connection) -> None:
    """Create the log tables of a fresh file inside the caller's transaction."""
    _create(connection, LOG)
    connection.execute(VIEW)
    connection.execute(f"PRAGMA user_version = {LOG_VERSION}")


def create_projection(connection: Connection) -> None:
    """Create empty projection tables and search indexes inside the caller's transaction."""
    _create(connection, PROJECTION)
    for name in SEARCH_TABLES:
        connection.execute(SEARCH_DDL.format(name=name))
        connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('hashsize', {_HASH_BYTES})")
        # Segments are merged sixteen at a time: merging a little at every save would touch more pages each time.
        connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('automerge', 0)")


def drop_projection(connection: Connection) -> None:
    """Drop whatever projection there is, also an older one with other tables."""
    kept = set(LOG.tables)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in (*SEARCH_TABLES, *names):
        shadow = any(name.startswith(search + "_") for search in SEARCH_TABLES)
        if name not in kept and not shadow and not name.startswith("sqlite_"):
            connection.execute(f'DROP TABLE IF EXISTS "{name}"')


def primary_keys() -> dict[str, tuple[str, ...]]:
    """Return the projection tables with the columns of their primary keys."""
    return {
        name: tuple(column.name for column in table.primary_key.columns) for name, table in PROJECTION.tables.items()
    }


def _create(connection: Connection, tables: MetaData) -> None:
    for statement in _statements(tables):
        connection.execute(statement)


@cache
def _statements(tables: MetaData) -> tuple[str, ...]:
    """Return what makes *tables*: every check of a store makes them once more, and they stay the same."""
    dialect = sqlite.dialect()
    made: list[CreateTable | CreateIndex] = []
    for table in tables.sorted_tables:
        made.append(CreateTable(table))
        made += [CreateIndex(index) for index in sorted(table.indexes, key=lambda item: str(item.name))]
    return tuple(str(one.compile(dialect=dialect)) for one in made)
