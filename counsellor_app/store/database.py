"""The SQLCipher file: opening it, asserting what was opened, and saying in plain words what is wrong with it."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from counsellor_app.domain.errors import ActionableError, DiskFullError
from counsellor_app.settings import FILE_MODE, FOLDER_MODE
from sync.wording import _

DRIVER_MINIMUM = (3, 51, 3)
CIPHER_MAJOR = "4."
_PLAIN_MAGIC = b"SQLite format 3\0"
_WORKING_CACHE_KIB = 32 * 1024
_BULK_CACHE_KIB = 96 * 1024
_WORKING_WAL_PAGES = 2_000
_BULK_WAL_PAGES = 50_000
_FULL, _READ_ONLY, _NOT_A_DATABASE, _CORRUPT, _IO = 13, 8, 26, 11, 10

Connection = Any
"""A sqlcipher3 connection; the driver ships no types."""


def check_driver() -> None:
    """Assert the linked libraries; raises :class:`ActionableError` for an SQLite with the WAL-reset defect."""
    version = tuple(int(part) for part in driver.sqlite_version.split("."))
    if version < DRIVER_MINIMUM:
        raise ActionableError(
            _("This installation has an unsafe database library."),
            _("Nothing was opened or changed. Install the app again from your office's package."),
        )


def connect(path: Path, key: bytes, *, create: bool = False) -> Connection:
    """Open the file at *path* with the raw 32-byte *key*; a new one only if *create*.

    Raises :class:`ActionableError` when the file is missing, plaintext, foreign, truncated or unreadable.
    """
    check_driver()
    if not create:
        _check_file(path)
    else:
        _create_file(path)
    with explained():
        connection = driver.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
        try:
            _prepare(connection, key)
        except BaseException:
            connection.close()
            raise
    return connection


def _create_file(path: Path) -> None:
    if path.exists():
        raise ActionableError(
            _("There is already a store in this profile."),
            _("It was left as it is. Choose another profile folder, or open this one with its password."),
        )
    with disk_explained():
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError:
        raise ActionableError(
            _("The store of this profile is missing."),
            _("Nothing was created in its place. Restore a backup, or ask your office administrator."),
        ) from None
    except OSError as error:
        raise explain_disk(error) from error
    if len(head) < len(_PLAIN_MAGIC):
        raise ActionableError(
            _("The store of this profile is empty."),
            _("Nothing was created in its place. Restore a backup, or ask your office administrator."),
        )
    if head == _PLAIN_MAGIC:
        raise ActionableError(
            _("The store of this profile is not encrypted."),
            _("It was not opened. It does not come from this app: keep the file and ask your office administrator."),
        )


def _prepare(connection: Connection, key: bytes) -> None:
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")
    # What VACUUM INTO writes for a backup follows the defaults, not this connection's own setting.
    connection.execute("PRAGMA cipher_default_hmac_algorithm = HMAC_SHA256")
    connection.execute("PRAGMA cipher_log_level = NONE")
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    if not cipher or not str(cipher[0]).startswith(CIPHER_MAJOR):
        raise ActionableError(
            _("The database library does not encrypt."),
            _("Nothing was written. Install the app again from your office's package."),
        )
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = OFF",
        "temp_store = MEMORY",
        "cipher_memory_security = OFF",
        f"cache_size = -{_WORKING_CACHE_KIB}",
        f"wal_autocheckpoint = {_WORKING_WAL_PAGES}",
        "journal_size_limit = 8388608",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def explained() -> Iterator[None]:
    """Turn the driver's errors a person can act on into :class:`ActionableError`; others pass."""
    try:
        yield
    except driver.Error as error:
        found = explain(error)
        if found is None:
            raise
        raise found from None


def explain(error: Exception) -> ActionableError | None:
    """Return what a person can do about a driver's *error*, or None where it is a bug."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    message = str(error)
    if code == _FULL or "full" in message:
        return _disk_full()
    if code == _READ_ONLY or "readonly" in message:
        return _not_writable()
    if code in (_NOT_A_DATABASE, _CORRUPT) or "not a database" in message or "malformed" in message:
        return ActionableError(
            _("The store cannot be read: it is damaged, or it belongs to another profile."),
            _("Nothing was changed. Restore a backup into a new profile; what the office has comes back by itself."),
        )
    if code == _IO or "disk I/O" in message or "unable to open" in message:
        return _disk_failed()
    if "locked" in message or "busy" in message:
        return ActionableError(
            _("Another program has the store open."),
            _("Nothing was changed. Close the other window of this app and try again."),
        )
    return None


def explain_disk(error: OSError) -> ActionableError:
    """Return what a person can do about what the system says of a file beside the database."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full()
    return _not_writable() if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM) else _disk_failed()


@contextmanager
def disk_explained() -> Iterator[None]:
    """Turn an ``OSError`` of the block into :class:`ActionableError`."""
    try:
        yield
    except OSError as error:
        raise explain_disk(error) from error


def _disk_full() -> DiskFullError:
    return DiskFullError(
        _("The disk is full."),
        _("Nothing was half saved; what you typed is still on the screen. Free some space and try again."),
    )


def _not_writable() -> ActionableError:
    return ActionableError(
        _("The profile cannot be written."),
        _("What was saved is safe. Check that the disk is not write-protected, then try again."),
    )


def _disk_failed() -> ActionableError:
    return ActionableError(
        _("The disk reported an error."),
        _("Nothing was half saved. Check the disk, and make a backup as soon as you can."),
    )


@contextmanager
def bulk_cache(connection: Connection) -> Iterator[None]:
    """Give a long write (first pull, rebuild) a larger page cache and WAL, and take them back afterwards."""
    connection.execute(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_BULK_WAL_PAGES}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA cache_size = -{_WORKING_CACHE_KIB}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_WORKING_WAL_PAGES}")
        connection.execute("PRAGMA shrink_memory")
        _give_back()


def _give_back() -> None:
    """Let the system have the memory that was freed: glibc keeps it (120 MB after a rebuild), others do not."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


@contextmanager
def repeatable(connection: Connection) -> Iterator[None]:
    """Commit without waiting for the disk: only for what can be fetched again, with the cursor in the same commit.

    A power cut may then undo whole commits, never parts of one. Must be entered outside a transaction.
    """
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")
