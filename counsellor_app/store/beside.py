"""The whole store from beside: checked and copied over connections of their own, while the work goes on.

What these functions read is the store as it was at one moment; nothing that is saved meanwhile waits for them.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import sqlcipher3.dbapi2 as driver

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import FILE_MODE, Profile
from counsellor_app.store.checking import VerifyReport
from counsellor_app.store.database import Connection, connect, disk_explained, explained
from counsellor_app.store.store import Store

T = TypeVar("T")
Progress = Callable[[int, int], None]
_COPY = "verify.new"
_BESIDE = ("", "-wal", "-shm")
_PIECE = 4 << 20
_STEPS = 50_000
"""Steps of the database's machine between two looks at whether to stop."""
_LOOK_EVERY = 0.1


class InStore(Protocol):
    """Runs a function where the store may be used, waits for it and returns its result."""

    def __call__(self, call: Callable[[], T], /) -> T:
        """Run *call*."""
        ...


def verify_beside(profile: Profile, store: Store, key: bytes, in_store: InStore, progress: Progress) -> VerifyReport:
    """Check a copy of *store* as :meth:`Store.verify` does, byte for byte the file of now; *key* opens it.

    The store itself is held for the moment in which the copy begins. *progress* may end it by raising an
    :class:`ActionableError`. Raises that, too, for a disk without room for the copy, which is removed in any case.
    """
    copy = profile.folder / _COPY
    sweep(profile)
    try:
        held = in_store(partial(_hold_still, profile, store, key))
        try:
            for end in _BESIDE[:2]:
                _copy_file(Path(f"{profile.database}{end}"), Path(f"{copy}{end}"), progress)
        finally:
            held.close()
        connection = connect(copy, key)
        try:
            with _watched(connection, progress) as told:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return store.on(connection).verify(told)
        finally:
            connection.close()
    finally:
        sweep(profile)


def snapshot_beside(profile: Profile, key: bytes, target: Path, progress: Progress) -> None:
    """Write a consistent copy of the encrypted file to *target* (mode 0600), which must not exist.

    *progress* counts bytes, and may end it by raising an :class:`ActionableError`.
    """
    connection = connect(profile.database, key)
    try:
        total = profile.database.stat().st_size

        def count() -> None:
            progress(min(target.stat().st_size if target.exists() else 0, total), total)

        with explained(), _interrupted_by(connection, count):
            connection.execute("VACUUM INTO ?", (str(target),))
        target.chmod(FILE_MODE)
    finally:
        connection.close()


def sweep(profile: Profile) -> None:
    """Remove what a check that was killed may have left."""
    with disk_explained():
        for end in _BESIDE:
            Path(f"{profile.folder / _COPY}{end}").unlink(missing_ok=True)


def _hold_still(profile: Profile, store: Store, key: bytes) -> Connection:
    """Return a reader of the file as it is now: while it reads, nobody writes over what it sees."""
    store.write_back()
    connection = connect(profile.database, key)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return connection


def _copy_file(source: Path, target: Path, progress: Progress) -> None:
    if not source.exists():
        return
    with disk_explained():
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
            while piece := read.read(_PIECE):
                progress(0, 0)
                written.write(piece)


@contextmanager
def _watched(connection: Connection, progress: Progress) -> Iterator[Progress]:
    """Give a *progress* whose last figure is told again during long statements, so that these can be ended, too."""
    last = [(0, 0)]

    def tell(done: int, total: int) -> None:
        last[0] = (done, total)
        progress(done, total)

    with _interrupted_by(connection, lambda: progress(*last[0])):
        yield tell


@contextmanager
def _interrupted_by(connection: Connection, look: Callable[[], None]) -> Iterator[None]:
    """Call *look* several times a second during statements; the :class:`ActionableError` it raises ends them."""
    raised: list[ActionableError] = []
    looked = [0.0]

    def handler() -> bool:
        if time.monotonic() - looked[0] < _LOOK_EVERY:
            return False
        looked[0] = time.monotonic()
        try:
            look()
        except ActionableError as error:
            raised.append(error)
        return bool(raised)

    connection.set_progress_handler(handler, _STEPS)
    try:
        yield
    except driver.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
