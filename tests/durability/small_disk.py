"""A real small disk, where the machine lets one be made: it fills up, grows, and can be made read-only."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

MIB = 1 << 20


class SmallDisk:
    """A file system of its own at *folder*."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            pytest.skip("no right to make a small disk here")

    def fill(self, but: int = 0) -> None:
        """Leave *but* bytes free, at most a page more."""
        free = shutil.disk_usage(self.folder).free - but
        with contextlib.suppress(OSError), (self.folder / "filler").open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), max(free, 1))

    def grow(self, size: int) -> None:
        """Make it larger."""
        self._remount(f"size={size}")

    def freeze(self, frozen: bool = True) -> None:
        """Make it read-only, or writable again."""
        self._remount("ro" if frozen else "rw")

    def _remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(self.folder)], check=True)

    def close(self) -> None:
        """Take it away."""
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk]:
    """Give a disk of *size* bytes at *folder*; skips the test where that cannot be."""
    if not shutil.which("mount") or not hasattr(os, "posix_fallocate"):
        pytest.skip("no small disk can be made on this system")
    disk = SmallDisk(folder, size)
    try:
        yield disk
    finally:
        disk.close()
