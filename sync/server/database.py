"""The database: SQLite in the data folder, or PostgreSQL. Reading locks nothing; writing is one transaction."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from sync.server.refusals import OfficeError
from sync.wording import _

SQLITE_NAME = "office.db"
FILE_MODE = 0o600
FOLDER_MODE = 0o700
READERS = 8
"""Connections kept open, and requests answered at the same time."""
_BUSY_MS = 10_000
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={_BUSY_MS}",
    "wal_autocheckpoint=4000",
    "cache_size=-16384",
    "trusted_schema=OFF",
)


def sqlite_url(folder: Path) -> str:
    """Return the database URL of the SQLite file in the data *folder*."""
    return f"sqlite:///{folder / SQLITE_NAME}"


def normal_url(url: str) -> sa.URL:
    """Return *url* with the driver this office ships (psycopg 3); raises :class:`OfficeError` for other databases."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise OfficeError(_("The database URL cannot be read."), _("Write postgresql://user@host/name.")) from None
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return parsed.set(drivername="sqlite")
    raise OfficeError(_("This database is not supported."), _("Use PostgreSQL, or no URL for SQLite."))


def _on_sqlite_connect(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Leave transactions to us (``isolation_level=None``): otherwise DDL is not atomic and locks come late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(connection: sa.Connection) -> None:
    """Take the write lock at once: two writers then wait for each other instead of failing halfway."""
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """Connections to one office's database. Safe to use from several threads; close it when done."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        """Connect to *url*; an SQLite file is made only with *create*. Raises :class:`OfficeError`."""
        parsed = normal_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_ready(Path(parsed.database or ""), create)
            engine = sa.create_engine(parsed, pool_size=READERS, hide_parameters=True)
            sa.event.listen(engine, "connect", _on_sqlite_connect)
            sa.event.listen(engine, "begin", _on_sqlite_begin)
        else:
            engine = sa.create_engine(
                parsed,
                pool_size=READERS,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"connect_timeout": 10, "application_name": "counsellor-office"},
            )
        self.engine = engine
        self._reader = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = engine.execution_options(writing=True)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection whose every statement sees what is committed at its start; takes no locks."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection in one transaction: committed at the end, rolled back on any exception."""
        with self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _make_ready(path: Path, create: bool) -> None:
    """Make the SQLite file for its owner only, before SQLite does it with the process's mask; or see that it is there.

    A file that is missing is not made anew: the office would seem empty where it should be put back.
    """
    try:
        if create:
            path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), FILE_MODE))
    except FileNotFoundError:
        raise OfficeError(
            _("The database file is missing."), _("Put it back from a backup, then start the office again.")
        ) from None
    except OSError as problem:
        raise OfficeError(
            _("The database file cannot be opened: {reason}.").format(reason=problem.strerror),
            _("Check the data folder and who owns it."),
        ) from None
