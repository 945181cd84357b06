"""One office: its database, who it is, and its copy of the directory."""

import hashlib
import secrets
import threading
import time
from typing import Self

import sqlalchemy as sa

from sync.directory.state import Directory
from sync.server.access import Asker
from sync.server.database import Database
from sync.server.refusals import OfficeError, refuse
from sync.server.schema import upgrade
from sync.server.tables import OFFICE_SHARD, directory_record, shard
from sync.server.tables import office as office_table
from sync.wording import _

SERVER_ID_SIZE = 16
SECRET_SIZE = 32
FOUNDING_SECRET_SIZE = 16
# Every request asks this: statements that stand here are built once, which takes ten times as long as to run them.
_HEIGHT = sa.select(sa.func.coalesce(sa.func.max(directory_record.c.height), 0)).where(
    directory_record.c.shard == OFFICE_SHARD
)
_AFTER_HEIGHT = (
    sa.select(directory_record.c.body)
    .where(directory_record.c.shard == OFFICE_SHARD, directory_record.c.height > sa.bindparam("height"))
    .order_by(directory_record.c.height)
)


class Office:
    """The office in one database; safe to use from several threads. Close it when done."""

    def __init__(self, database: Database) -> None:
        """Read who the office is; raises :class:`OfficeError` when the database holds none."""
        with database.reading() as connection:
            row = connection.execute(sa.select(office_table).where(office_table.c.shard == OFFICE_SHARD)).first()
        if row is None:
            raise OfficeError(_("The database holds no office."), _("Run counsellor-office init first."))
        self.database = database
        self.server_id: bytes = row.server_id
        self.shards: int = row.shards
        self.founding_hash: bytes = row.founding_hash
        self.login_secret: bytes = row.login_secret
        self._directory = Directory.empty()
        self._lock = threading.Lock()

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the office at a database *url*, bringing its tables up to date; raises :class:`OfficeError`."""
        database = Database(url)
        try:
            upgrade(database)
            return cls(database)
        except BaseException:
            database.close()
            raise

    @classmethod
    def create(cls, url: str, server_id: bytes, founding_secret: bytes, shards: int = 1) -> Self:
        """Make a new office at *url*; raises :class:`OfficeError` when there is one already.

        *server_id* is 16 random bytes; *founding_secret* is kept hashed. *shards* is fixed for the life of the office.
        """
        database = Database(url, create=True)
        try:
            upgrade(database)
            _write_identity(database, server_id, founding_secret, shards)
            return cls(database)
        except BaseException:
            database.close()
            raise

    def directory(self, connection: sa.Connection) -> Directory:
        """Return the directory as the database has it now (another process may have appended)."""
        height = connection.execute(_HEIGHT).scalar_one()
        with self._lock:
            known = self._directory
        if known.height == height:
            return known
        directory = self._read_on(connection, known)
        with self._lock:
            if directory.height > self._directory.height:
                self._directory = directory
        return directory

    def _read_on(self, connection: sa.Connection, known: Directory) -> Directory:
        """Return *known* with what the database has after it."""
        records = connection.execute(_AFTER_HEIGHT, {"height": known.height}).scalars()
        if not known.height:
            return Directory.reload(records)
        for record in records:
            known = known.extend(record)
        return known

    def asker(self, directory: Directory, device_id: bytes) -> Asker:
        """Return what *device_id* may act for; raises :class:`RefusedError` ``unknown-device`` or ``revoked``."""
        device = directory.devices.get(device_id)
        if device is None:
            raise refuse("unknown-device")
        principals = directory.principals_of(device.person_id)
        if device.revoked is not None or not principals:
            raise refuse("revoked")
        return Asker(device_id, device.person_id, principals, directory.is_administrator(device.person_id))

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def hash_secret(secret: bytes) -> bytes:
    """Return how secrets of founding and login are kept at rest: SHA-256 (they are random, so no salt is needed)."""
    return hashlib.sha256(secret).digest()


def now_ms() -> int:
    """Return the office's time in ms since 1970."""
    return time.time_ns() // 1_000_000


def _write_identity(database: Database, server_id: bytes, founding_secret: bytes, shards: int) -> None:
    """Write the office's row and its shards in one transaction."""
    with database.writing() as connection:
        if connection.execute(sa.select(office_table.c.shard)).first() is not None:
            raise OfficeError(
                _("The database holds an office already."), _("Choose another database. Nothing was changed.")
            )
        connection.execute(
            sa.insert(office_table).values(
                shard=OFFICE_SHARD,
                server_id=server_id,
                founding_hash=hash_secret(founding_secret),
                login_secret=secrets.token_bytes(SECRET_SIZE),
                shards=shards,
                created_ms=now_ms(),
            )
        )
        connection.execute(
            sa.insert(shard), [{"id": number, "next_number": 1, "next_wrap": 1} for number in range(shards)]
        )
