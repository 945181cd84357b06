"""The bytes of a backup: what opens it, then the database in sealed chunks. No decisions, no profile.

::

    0   8    magic "CWBACKUP"
    8   2    version (1)
    10  8    when it was made, ms since 1970
    18  24   secretstream header
    42  4    length n of the vault file
    46  n    vault.json of the time: its password and its recovery key open the backup
    ..  ..   messages: 64 KiB of the database each (the last one 0 to 64 KiB, tag FINAL), 17 bytes longer when sealed

Messages are XChaCha20-Poly1305 secretstream (libsodium) under ``derive(key "local/backup", "backup/stream")``; the
AAD of each is SHA-256 of everything before the first. Cut, swapped, repeated and altered messages do not open.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError

from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.vault_file import MAX_VAULT_FILE, VaultFile, read_vault_file
from sync.protocol.derivation import derive
from sync.protocol.versions import LABEL
from sync.wording import _

MAGIC = b"CWBACKUP"
BACKUP_VERSION = 1
CHUNK = 64 * 1024
_FIXED = struct.Struct(f">8sHQ{crypto_secretstream_xchacha20poly1305_HEADERBYTES}sI")
_SEALED_CHUNK = CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES
_LABEL = LABEL + b"backup\0"
_FINAL = crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all; may raise to cancel."""


class DamagedBackupError(ActionableError):
    """The file is no backup, or not as it was written."""


@dataclass(frozen=True, slots=True)
class BackupHead:
    """What stands before the messages. ``made_at`` in ms since 1970, believed only once the messages opened."""

    made_at: int
    vault: VaultFile
    stream_header: bytes
    raw: bytes

    @property
    def aad(self) -> bytes:
        """The 32 bytes that bind every message to this head."""
        return hashlib.sha256(_LABEL + self.raw).digest()


def seal_stream(
    source: BinaryIO, target: BinaryIO, key: bytes, vault_bytes: bytes, made_at: int, moved: Callable[[int], None]
) -> bytes:
    """Write head and sealed *source* to *target*; returns SHA-256 of the source. *moved* gets bytes read so far."""
    state = crypto_secretstream_xchacha20poly1305_state()
    header = crypto_secretstream_xchacha20poly1305_init_push(state, _stream_key(key))
    head = _FIXED.pack(MAGIC, BACKUP_VERSION, made_at, header, len(vault_bytes)) + vault_bytes
    aad = hashlib.sha256(_LABEL + head).digest()
    target.write(head)
    digest, done, chunk = hashlib.sha256(), 0, _read_full(source, CHUNK)
    while True:
        following = _read_full(source, CHUNK)
        tag = _MESSAGE if following else _FINAL
        target.write(crypto_secretstream_xchacha20poly1305_push(state, chunk, aad, tag))
        digest.update(chunk)
        done += len(chunk)
        moved(done)
        if not following:
            return digest.digest()
        chunk = following


def read_head(source: BinaryIO) -> BackupHead:
    """Read what stands before the messages.

    Raises :class:`DamagedBackupError`, or :class:`ActionableError` for a backup of a newer app.
    """
    fixed = _read_full(source, _FIXED.size)
    if not fixed.startswith(MAGIC):
        raise DamagedBackupError(
            _("This file is not a backup of this app."), _("Nothing was changed. Choose another file.")
        )
    if len(fixed) != _FIXED.size:
        raise damaged_backup()
    _magic, version, made_at, header, length = _FIXED.unpack(fixed)
    if version > BACKUP_VERSION:
        raise ActionableError(
            _("This backup was made by a newer version of the app."),
            _("Nothing was changed. Update the app on this device."),
        )
    if version != BACKUP_VERSION or length > MAX_VAULT_FILE:
        raise damaged_backup()
    vault_bytes = _read_full(source, length)
    if len(vault_bytes) != length:
        raise damaged_backup()
    try:
        vault = read_vault_file(vault_bytes)
    except ActionableError:
        raise damaged_backup() from None
    if vault.password is None or vault.recovery is None:
        raise damaged_backup()
    return BackupHead(made_at, vault, header, fixed + vault_bytes)


def open_stream(source: BinaryIO, head: BackupHead, key: bytes) -> Iterator[bytes]:
    """Yield the database in chunks, each one authenticated; raises :class:`DamagedBackupError` at the first fault.

    Only when the iterator is exhausted without an error is the whole of it known to be complete.
    """
    state = crypto_secretstream_xchacha20poly1305_state()
    crypto_secretstream_xchacha20poly1305_init_pull(state, head.stream_header, _stream_key(key))
    tag = _MESSAGE
    while tag != _FINAL:
        sealed = _read_full(source, _SEALED_CHUNK)
        try:
            chunk, tag = crypto_secretstream_xchacha20poly1305_pull(state, sealed, head.aad)
        except CryptoError:
            raise damaged_backup() from None
        if tag not in (_MESSAGE, _FINAL) or (tag == _MESSAGE and len(chunk) != CHUNK):
            raise damaged_backup()
        yield chunk
    if source.read(1):
        raise damaged_backup()


def damaged_backup() -> DamagedBackupError:
    """Return the error for a backup that is not as it was written."""
    return DamagedBackupError(
        _("This backup is damaged or incomplete."),
        _("Nothing was changed. Copy it again from where it came, or use another backup."),
    )


def _stream_key(key: bytes) -> bytes:
    return derive(key, "backup/stream")


def _read_full(source: BinaryIO, size: int) -> bytes:
    """Read *size* bytes, fewer only at the end of the file."""
    parts, missing = [], size
    while missing:
        part = source.read(missing)
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
