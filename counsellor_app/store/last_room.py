"""Room on the disk held for what is typed: given up when the disk is full, so that words can be kept all the same.

Who writes in a full office goes on typing, locks, closes the window: the last words must not depend on somebody finding
space first. The file is as good as empty, and stands only where there is room to spare.
"""

import os
import shutil
from contextlib import suppress
from typing import Final

from counsellor_app.settings import FILE_MODE, Profile

SIZE: Final = 1 << 20
"""Bytes: some dozens of saves of what is typed, however long."""
_TO_SPARE: Final = 32
"""How many times its size must be free before the room is taken."""


def hold(profile: Profile) -> None:
    """Take the room, unless it is held or the disk has none to spare; never fails."""
    with suppress(OSError):
        if profile.last_room.exists() and profile.last_room.stat().st_size >= SIZE:
            return
        if shutil.disk_usage(profile.folder).free < SIZE * _TO_SPARE:
            return
        descriptor = os.open(profile.last_room, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            # Written, not only asked for: a file system that packs zeros would hold nothing.
            file.write(os.urandom(SIZE))
            file.flush()
            os.fsync(file.fileno())


def give_up(profile: Profile) -> bool:
    """Let the room go; says whether there was any."""
    try:
        profile.last_room.unlink()
    except OSError:
        return False
    return True
