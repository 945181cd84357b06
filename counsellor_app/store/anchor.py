"""The anchor file: the newest own sequence number, kept beside the database.

SQLCipher notices neither an old file put back nor a damaged WAL. The anchor is written after each commit and fsynced
before an envelope leaves, so a database older than it is found out, and a sequence number is never used twice: after
a power cut the anchor may lag behind the database (which is harmless), but never behind what others were sent.

Two slots of 96 bytes, written in turn, so that a torn write leaves the other: u64 counter | u64 device_seq |
32 bytes hash of the last own envelope | u64 directory height | 8 zero bytes | 32 bytes HMAC-SHA256.
"""

import errno
import hmac
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import FILE_MODE
from counsellor_app.store.database import disk_explained

_BODY = struct.Struct(">QQ32sQ8x")
_SLOT = _BODY.size + 32
_SLOTS = 2


@dataclass(frozen=True, slots=True)
class Anchored:
    """What the anchor remembers."""

    device_seq: int
    last_hash: bytes
    directory_height: int


class Anchor:
    """The open anchor file of one profile. ``key``: 32 bytes from the vault.

    Raises :class:`ActionableError` when the file cannot be opened or read.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._counter = 0
        self._waiting: Anchored | None = None
        self._dirty = False
        with disk_explained():
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
            try:
                self.found = self._read()
            except BaseException:
                os.close(self._file)
                raise

    def _read(self) -> Anchored | None:
        best: Anchored | None = None
        data = os.pread(self._file, _SLOT * _SLOTS, 0)
        for start in range(0, _SLOT * _SLOTS, _SLOT):
            slot = data[start : start + _SLOT]
            body, mac = slot[: _BODY.size], slot[_BODY.size :]
            if len(slot) != _SLOT or not hmac.compare_digest(mac, hmac.digest(self._key, body, "sha256")):
                continue
            counter, device_seq, last_hash, height = _BODY.unpack(body)
            if best is None or counter > self._counter:
                self._counter = counter
                best = Anchored(device_seq, last_hash, height)
        return best

    def write(self, anchored: Anchored) -> None:
        """Remember *anchored*; :meth:`flush` puts it on the disk.

        Never fails, for what it speaks of is committed already: a disk that refuses is tried again by :meth:`flush`.
        """
        self._waiting = self.found = anchored
        self._dirty = True
        with suppress(OSError):
            self._put()

    def _put(self) -> None:
        """Write what waits into the older slot; the newer one stays until the system took all of it."""
        if self._waiting is None:
            return
        counter, anchored = self._counter + 1, self._waiting
        body = _BODY.pack(counter, anchored.device_seq, anchored.last_hash, anchored.directory_height)
        slot = body + hmac.digest(self._key, body, "sha256")
        if os.pwrite(self._file, slot, (counter % _SLOTS) * _SLOT) != _SLOT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._counter, self._waiting = counter, None

    def flush(self) -> None:
        """Put what was written on the disk; must be called before an own envelope leaves.

        Raises :class:`ActionableError` when the disk refuses; then nothing may leave.
        """
        if not self._dirty:
            return
        with disk_explained():
            self._put()
            try:
                _flush(self._file)
            except OSError:
                # The system may have dropped what it could not write: it must be written again, not only flushed.
                self._waiting = self.found
                raise
        self._dirty = False

    def close(self) -> None:
        """Flush and close the file. What the disk refuses now is harmless: no envelope of it has left."""
        try:
            with suppress(ActionableError):
                self.flush()
        finally:
            os.close(self._file)


def _flush(descriptor: int) -> None:
    """Put the written bytes on the disk; the size never changes after the first two writes, so data is enough."""
    if hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)
