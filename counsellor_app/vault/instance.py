"""One instance works on a profile at a time; its folders are 0700 and its files 0600, repaired where they are not."""

import contextlib
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import FILE_MODE, FOLDER_MODE, Profile
from counsellor_app.vault.disk import DiskError, disk_error, disk_errors
from counsellor_app.vault.making import remove_unfinished
from counsellor_app.vault.vault import RESTORING
from sync.wording import _

_PROBE_SIZE = 64 * 1024


class InUseError(ActionableError):
    """Another window or command works on this profile."""

    def __init__(self) -> None:
        super().__init__(
            _("The app is already working on this profile."),
            _("Use the window that is open, or close it and try again."),
        )


class ProfileHold:
    """The profile held by this process until :meth:`release`, the end of the ``with`` block, or the process's end."""

    def __init__(self, profile: Profile, lock: FileLock) -> None:
        self.profile = profile
        self._lock = lock

    def release(self) -> None:
        """Let others work on the profile; repetition does nothing."""
        self._lock.release(force=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold_profile(profile: Profile) -> ProfileHold:
    """Hold *profile* for this process: make its folder, take its lock, repair permissions, try the disk.

    Raises :class:`InUseError` at once when another process holds it, :class:`ActionableError` when the folder cannot
    be written (read-only, full, somebody else's).
    """
    with disk_errors():
        profile.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    lock = FileLock(profile.lock, timeout=0, mode=FILE_MODE)
    try:
        lock.acquire()
    except Timeout:
        raise InUseError from None
    except OSError as error:
        raise _unusable(error) from error
    try:
        repair_modes(profile.folder)
        _remove_leftovers(profile)
        _try_disk(profile.folder)
    except OSError as error:
        lock.release(force=True)
        raise _unusable(error) from error
    return ProfileHold(profile, lock)


def repair_modes(folder: Path) -> int:
    """Give *folder* and everything in it private modes; returns how many were wrong. Links are not followed.

    Raises ``OSError`` where something belongs to somebody else.
    """
    if os.name != "posix":
        return 0
    repaired = int(_repair(folder, FOLDER_MODE))
    for parent, folders, files in os.walk(folder):
        repaired += sum(_repair(Path(parent, name), FOLDER_MODE) for name in folders)
        repaired += sum(_repair(Path(parent, name), FILE_MODE) for name in files)
    return repaired


def _repair(path: Path, mode: int) -> bool:
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISLNK(found) or stat.S_IMODE(found) == mode:
        return False
    path.chmod(mode)
    return True


def _remove_leftovers(profile: Profile) -> None:
    """Remove what a killed write, a killed making or a finished restore left: it was never in force."""
    remove_unfinished(profile)
    for path in profile.folder.glob("*.new"):
        if not path.is_dir():
            path.unlink(missing_ok=True)
    if profile.vault.exists():
        with contextlib.suppress(OSError):
            (profile.folder / RESTORING).rmdir()


def _try_disk(folder: Path) -> None:
    """Write and remove a small file, so that a full disk shows before work begins, not in the middle of a note."""
    probe = folder / "disk-probe"
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(_PROBE_SIZE))
            file.flush()
            os.fsync(file.fileno())
    finally:
        probe.unlink(missing_ok=True)


def _unusable(error: OSError) -> DiskError:
    """Return the error for a profile folder, with advice that fits a start rather than a save."""
    cause = disk_error(error)
    if cause.full:
        return DiskError(
            cause.title, _("The app cannot save anything now. Make room on the disk of this profile."), full=True
        )
    if cause.read_only:
        return DiskError(
            _("The profile folder cannot be written to."),
            _("The disk is read-only or the folder is somebody else's. Nothing could be saved, so nothing is opened."),
            read_only=True,
        )
    return cause
