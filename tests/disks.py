"""Where tests keep their files: in memory where there is room; on a real disk where it is the disk that is tested.

A commit waits for the disk, some milliseconds each, a thousand times in every room: the tests of one core then stand
still. Files in memory are written, synced, locked and killed in the same way; only nobody waits.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from counsellor_app.store.anchor import Anchor, Anchored

TEMPORARY = "PYTEST_DEBUG_TEMPROOT"
"""What tells pytest where its folders are."""
_MEMORY = Path("/dev/shm")
_ROOM = 6 << 30
"""Bytes that must be free: a run takes a fifth of it."""


def _free_memory() -> int:
    """Return the bytes of memory that nobody needs; 0 where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), 0)


def _room_in_memory() -> bool:
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK | os.X_OK) or os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:
        return False
    return min(shutil.disk_usage(_MEMORY).free, _free_memory()) >= _ROOM


def keep_folders_in_memory() -> None:
    """Let the folders of the tests be made in memory, unless somebody said where they shall be."""
    if TEMPORARY not in os.environ and _room_in_memory():
        os.environ[TEMPORARY] = str(_MEMORY)
    if os.environ.get(TEMPORARY) == str(_MEMORY):
        Anchor.write = _into_the_next_moment(Anchor.write)  # type: ignore[method-assign]


def _into_the_next_moment(write: Callable[[Anchor, Anchored], None]) -> Callable[[Anchor, Anchored], None]:
    """Let no two acts of one device fall into one millisecond: on a disk they never do, and lists stand in order."""

    def written(anchor: Anchor, anchored: Anchored) -> None:
        write(anchor, anchored)
        now = time.time_ns() // 1_000_000
        while time.time_ns() // 1_000_000 == now:
            time.sleep(0.000_1)

    return written


@contextmanager
def on_disk() -> Iterator[Path]:
    """Give a folder on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="counsellor-disk-")).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder on the disk, for the tests whose module or conftest imports this."""
    with on_disk() as folder:
        yield folder
