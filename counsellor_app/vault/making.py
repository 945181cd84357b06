"""A profile while it is made: marked from before its first file until it holds what the office may hear of.

A process that is killed in between leaves a vault that opens nothing and would bar every further try. What bears the
mark was never used by anybody, so whoever holds the profile next removes it and begins from nothing.
"""

import contextlib
import os

from counsellor_app.settings import Profile, write_private
from counsellor_app.vault.disk import disk_errors

MAKING = "making"


def begin_making(profile: Profile) -> None:
    """Mark *profile*, which must be known to be empty, as being made. Raises :class:`DiskError`."""
    with disk_errors():
        write_private(profile.folder / MAKING, b"")


def finish_making(profile: Profile) -> None:
    """Take the mark off: from now on the profile is kept. Raises :class:`DiskError`."""
    with disk_errors():
        (profile.folder / MAKING).unlink()
        if os.name == "posix":
            folder = os.open(profile.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def remove_made(profile: Profile) -> None:
    """Remove the files a profile is made of, the mark last; settings, lock and logs stay."""
    database = profile.database
    companions = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]
    made = (*companions, profile.anchor, profile.device, profile.outside, profile.tries, profile.vault)
    for path in (*made, profile.folder / MAKING):
        with contextlib.suppress(OSError):
            path.unlink()


def remove_unfinished(profile: Profile) -> None:
    """Remove what a killed making left, if there is its mark. Only for who holds the profile."""
    if os.path.lexists(profile.folder / MAKING):
        remove_made(profile)
