"""Backup and restore of a profile: one encrypted file that the password or the recovery key of the time opens.

In it: the vault file and a snapshot of the database (itself SQLCipher). Not in it, ever: the device's private keys; a
restored profile is a new device to the office, and has no anchor yet. Attachments do not exist yet.
"""

import contextlib
import errno
import glob
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import FILE_MODE, FOLDER_MODE, Profile, write_private
from counsellor_app.vault.backup_stream import (
    BackupHead,
    DamagedBackupError,
    Progress,
    open_stream,
    read_head,
    seal_stream,
)
from counsellor_app.vault.disk import disk_error, disk_errors
from counsellor_app.vault.recovery import RecoveryTypoError, looks_like_recovery, read_recovery
from counsellor_app.vault.tries import Tries, WrongPasswordError, WrongRecoveryKeyError
from counsellor_app.vault.vault import RESTORING, OpenVault, refuse_existing_work, vmk_by_password, vmk_by_recovery
from sync.wording import _

__all__ = ["DamagedBackupError", "Progress", "restore_backup", "write_backup"]

_PLAIN_SQLITE = b"SQLite format 3\0"
_TOKEN_BYTES = 4


def write_backup(
    profile: Profile, vault: OpenVault, database_snapshot: Path, target: Path, progress: Progress | None = None
) -> None:
    """Write *database_snapshot* (a consistent SQLCipher file) and the vault's slots to *target*, sealed.

    Written beside *target*, flushed to the disk, read back whole and compared, and only then given its name, so that
    an earlier backup of that name stays until the new one is known to be good; what a killed backup left is removed.
    *progress* counts writing and reading
    back, in bytes of the database. Raises :class:`ActionableError` (disk, target inside the profile, damaged vault).
    """
    if profile.folder.resolve() in target.resolve().parents:
        raise ActionableError(
            _("A backup inside the profile would be lost together with it."), _("Choose another disk or folder.")
        )
    slots = vault.slots_bytes()
    part = target.with_name(f"{target.name}.{secrets.token_hex(_TOKEN_BYTES)}.part")
    with disk_errors():
        for left in target.parent.glob(f"{glob.escape(target.name)}.{'[0-9a-f]' * 2 * _TOKEN_BYTES}.part"):
            left.unlink(missing_ok=True)
        try:
            total = 2 * database_snapshot.stat().st_size
            moved = _reporter(progress, 0, total)
            with database_snapshot.open("rb") as source, _create(part) as file:
                _refuse_plaintext(source)
                digest = seal_stream(source, file, vault.key("local/backup"), slots, int(time.time() * 1000), moved)
                file.flush()
                os.fsync(file.fileno())
            _verify(part, vault, digest, _reporter(progress, total // 2, total))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(target.parent)


def restore_backup(source: Path, profile: Profile, secret: str, progress: Progress | None = None) -> OpenVault:
    """Put the backup *source* into the empty *profile* and return its vault open; runs the KDF for a password.

    *secret* is the password or the recovery key of the time of the backup. Everything is opened into a folder apart
    and moved only when complete, the vault file last; a restore that was killed is begun again by calling this again.
    The restored profile has no device keys and no anchor. *progress* counts bytes of the backup file. Raises
    :class:`DamagedBackupError`, :class:`WrongPasswordError`, :class:`RecoveryTypoError`, :class:`ActionableError`.
    """
    with disk_errors():
        _clear_unfinished(profile)
    refuse_existing_work(profile)
    with disk_errors(), source.open("rb") as file:
        head = read_head(file)
        vault = OpenVault(profile, head.vault, _open_head(head, secret))
        staging = profile.folder / RESTORING
        try:
            profile.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            staging.mkdir(mode=FOLDER_MODE)
            size = source.stat().st_size
            _refuse_small_disk(profile.folder, size)
            _unpack(file, head, vault, staging / profile.database.name, _reporter(progress, 0, size))
            _move_in(profile, vault, staging)
        except BaseException:
            with contextlib.suppress(OSError):
                _clear_unfinished(profile)
            raise
    return vault


def _open_head(head: BackupHead, secret: str) -> bytes:
    """Return the master key, trying *secret* as what it looks like."""
    try:
        recovery = read_recovery(secret)
    except RecoveryTypoError as typo:
        vmk = vmk_by_password(head.vault, secret)
        if vmk is not None:
            return vmk
        if looks_like_recovery(secret):
            raise typo from None
        raise WrongPasswordError(None) from None
    vmk = vmk_by_recovery(head.vault, recovery)
    if vmk is None:
        raise WrongRecoveryKeyError(None)
    return vmk


def _unpack(file: BinaryIO, head: BackupHead, vault: OpenVault, database: Path, moved: Callable[[int], None]) -> None:
    with _create(database) as target:
        for chunk in open_stream(file, head, vault.key("local/backup")):
            target.write(chunk)
            moved(file.tell())
        target.flush()
        os.fsync(target.fileno())


def _move_in(profile: Profile, vault: OpenVault, staging: Path) -> None:
    """Move what was unpacked to its place; the profile exists once ``vault.json`` does."""
    write_private(staging / profile.vault.name, vault.slots_bytes())
    Tries(profile.tries).clear()
    (staging / profile.database.name).replace(profile.database)
    _sync_folder(profile.folder)
    (staging / profile.vault.name).replace(profile.vault)
    _sync_folder(profile.folder)
    shutil.rmtree(staging, ignore_errors=True)


def _clear_unfinished(profile: Profile) -> None:
    """Remove what a killed restore left. Only a restore puts a database where there is no vault but its folder."""
    staging = profile.folder / RESTORING
    if os.path.lexists(profile.vault) or not staging.is_dir() or os.path.lexists(profile.device):
        return
    profile.database.unlink(missing_ok=True)
    shutil.rmtree(staging)


def _verify(part: Path, vault: OpenVault, digest: bytes, moved: Callable[[int], None]) -> None:
    """Read the written file as a restore would, from the disk where the system allows to say so."""
    found, done = hashlib.sha256(), 0
    with part.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        with contextlib.suppress(DamagedBackupError):
            for chunk in open_stream(file, read_head(file), vault.key("local/backup")):
                found.update(chunk)
                done += len(chunk)
                moved(done)
            if found.digest() == digest:
                return
    raise DamagedBackupError(
        _("The backup could not be read back as it was written."),
        _("The disk or stick may be failing. Nothing was kept; write the backup to another one."),
    )


def _refuse_plaintext(source: BinaryIO) -> None:
    if source.read(len(_PLAIN_SQLITE)) == _PLAIN_SQLITE:
        raise ActionableError(
            _("The database to back up is not encrypted."), _("No backup was made. Tell the office: this must not be.")
        )
    source.seek(0)


def _refuse_small_disk(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size:
        raise disk_error(OSError(errno.ENOSPC, ""))


def _reporter(progress: Progress | None, before: int, total: int) -> Callable[[int], None]:
    """Return a function that reports *before* plus what it is given, out of *total*."""

    def report(done: int) -> None:
        if progress is not None:
            progress(before + done, total)

    return report


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")


def _sync_folder(folder: Path) -> None:
    """Flush the names of *folder*; some memory sticks' formats cannot, and lose nothing by it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
