"""Versions of the file: the LOG tables climb a ladder, the PROJECTION is rebuilt when its version differs.

``user_version`` holds the rung of the log tables. Each rung tells why it exists; an old file climbs rung by rung in
one transaction, and its schema then equals a fresh one.
"""

from collections.abc import Callable

from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.database import Connection
from counsellor_app.store.projection_tables import PROJECTION
from counsellor_app.store.tables import LOG
from sync.wording import _

LOG_VERSION = 1
"""1: first version."""

PROJECTION_VERSION = 1
"""1: first version. Raise it whenever a projection table, the search index, or the way rows follow from ops changes."""

SEARCH_TABLES = ("note_search", "amendment_search")
_SEARCH_DDL = (
    "CREATE VIRTUAL TABLE {name} USING fts5(text, content='{content}', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2')"
)
_HASH_BYTES = 32 << 20
"""Memory FTS5 may collect of one transaction before it writes a segment: fewer segments, fewer merges."""
_RUNGS: dict[int, Callable[[Connection], None]] = {}
"""From version n to n+1. Empty while there is one version."""


def _create(connection: Connection, tables: MetaData) -> None:
    dialect = sqlite.dialect()
    for table in tables.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda item: str(item.name)):
            connection.execute(str(CreateIndex(index).compile(dialect=dialect)))


def create_log(connection: Connection) -> None:
    """Create the log tables of a fresh file inside the caller's transaction."""
    _create(connection, LOG)
    connection.execute(f"PRAGMA user_version = {LOG_VERSION}")


def create_projection(connection: Connection) -> None:
    """Create empty projection tables and search indexes inside the caller's transaction."""
    _create(connection, PROJECTION)
    for name in SEARCH_TABLES:
        connection.execute(_SEARCH_DDL.format(name=name, content=name.replace("_search", "_row")))
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


def climb(connection: Connection) -> None:
    """Bring the log tables to ``LOG_VERSION``; raises :class:`ActionableError` for a newer or a foreign file."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > LOG_VERSION:
        raise ActionableError(
            _("This profile was last used by a newer version of the app."),
            _("It was not changed. Install the newer version on this computer and open it again."),
        )
    if version < 1:
        raise ActionableError(
            _("The store cannot be read: it is damaged, or it belongs to another profile."),
            _("Nothing was changed. Restore a backup into a new profile; what the office has comes back by itself."),
        )
    if version == LOG_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for rung in range(version, LOG_VERSION):
            _RUNGS[rung](connection)
        connection.execute(f"PRAGMA user_version = {LOG_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
