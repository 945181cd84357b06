"""Versions of the file: the LOG tables climb a ladder, the PROJECTION is rebuilt when its version differs.

``user_version`` holds the rung of the log tables. Each rung tells why it exists; an old file climbs rung by rung in
one transaction, and its schema then equals a fresh one.
"""

import hashlib
import importlib
from collections.abc import Callable
from typing import Protocol, cast

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.synced_fields import KINDS
from counsellor_app.store.columns import TYPES
from counsellor_app.store.database import Connection
from counsellor_app.store.state import StateTable
from sync.wording import _

LOG_VERSION = 2
"""1: first version. 2: what waits for the office is no list any more (:mod:`counsellor_app.store.outbox`)."""

PROJECTION_VERSION = 5
"""1: first version. 2: tables made from the register of kinds; shelves. 3: names are found by their sound too.
4: more readings of a name. 5: where each case stands in its programmes; more names known.

Raise it whenever another table, the search index or the way rows follow from ops changes. What the register says of the
kinds need not be counted: :data:`PROJECTION_SHAPE` changes with it, so a new kind or field is rebuilt by itself."""

SEARCH_TABLES = tuple(f"{name}_search" for name, kind in KINDS.items() if kind.full_text)
SEARCH_DDL = (
    "CREATE VIRTUAL TABLE {name} USING fts5(text, content='', contentless_delete=1,"
    " tokenize='unicode61 remove_diacritics 2')"
)


def _list_to_number(connection: Connection) -> None:
    """A list of all that waits cost a page of every save. What an old file lists stays listed until it is sent."""
    connection.execute(
        "CREATE TABLE sent ( device INTEGER NOT NULL, device_seq INTEGER NOT NULL, PRIMARY KEY (device) )"
    )
    connection.execute(
        "CREATE TABLE overdue ( stream INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,"
        " PRIMARY KEY (stream, seq) ) WITHOUT ROWID"
    )
    connection.execute("INSERT INTO overdue SELECT stream, seq, at FROM outbox")
    connection.execute("DROP TABLE outbox")
    connection.execute(
        "CREATE VIEW outbox AS SELECT seq, stream FROM overdue UNION ALL SELECT l.seq, l.stream FROM sent s"
        " CROSS JOIN log l ON l.device = s.device AND l.device_seq > s.device_seq"
    )
    connection.execute("DROP INDEX log_device")
    connection.execute("CREATE UNIQUE INDEX log_device ON log (device, device_seq, stream)")


_RUNGS: dict[int, Callable[[Connection], None]] = {1: _list_to_number}
"""From version n to n+1."""


class Schema(Protocol):
    """What :mod:`counsellor_app.store.schema` does."""

    def create_log(self, connection: Connection) -> None:
        """Create the log tables of a fresh file."""

    def create_projection(self, connection: Connection) -> None:
        """Create empty projection tables and search indexes."""

    def drop_projection(self, connection: Connection) -> None:
        """Drop whatever projection there is."""

    def primary_keys(self) -> dict[str, tuple[str, ...]]:
        """Return the projection tables with the columns of their primary keys."""


def _shape() -> str:
    told = [
        (
            name,
            TYPES[name].items(),
            kind.home,
            kind.root,
            kind.removable,
            kind.names,
            kind.numbers,
            kind.indexed,
            kind.quiet,
        )
        for name, kind in KINDS.items()
    ]
    return hashlib.sha256(repr((PROJECTION_VERSION, told)).encode()).hexdigest()


PROJECTION_SHAPE = _shape()
"""Changes with the version and with what the register says of any kind: a store made under another is rebuilt."""


def schema() -> "Schema":
    """Return the module that makes and drops tables.

    It is loaded when asked for: the libraries behind it take 26 MB and a quarter of a second, and a store that is
    merely opened needs none of them.
    """
    return cast("Schema", importlib.import_module("counsellor_app.store.schema"))


def note_projection(state: StateTable) -> None:
    """Remember under which version and register the projection is made, inside the caller's transaction."""
    state.put("projection_version", PROJECTION_VERSION)
    state.put("projection_shape", PROJECTION_SHAPE)


def projection_fits(state: StateTable) -> bool:
    """Say whether the projection in the file is the one this app makes."""
    known = (state.number("projection_version"), state.text("projection_shape"))
    return known == (PROJECTION_VERSION, PROJECTION_SHAPE)


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
