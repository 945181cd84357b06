"""One vault for the whole run (the KDF is slow on purpose), copied fresh for each test; and faults of a real disk."""

import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from counsellor_app.settings import Profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import OpenVault, create_vault, open_with_recovery
from tests.disks import tmp_path as tmp_path

PASSWORD = "Zeven vale vossen éten kersen"


@dataclass(frozen=True)
class Made:
    """A vault as made: its profile and the recovery key that was shown."""

    profile: Profile
    recovery: str

    def open(self) -> OpenVault:
        """Open it without the KDF."""
        return open_with_recovery(self.profile, self.recovery)


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The vault every test copies; not to be changed."""
    profile = Profile(tmp_path_factory.mktemp("pattern") / "profile")
    _vault, recovery = create_vault(profile, PASSWORD, FLOOR_COST)
    return Made(profile, recovery)


@pytest.fixture
def made(pattern: Made, tmp_path: Path) -> Made:
    """A vault of this test's own, opened by ``PASSWORD`` at the KDF's floor."""
    shutil.copytree(pattern.profile.folder, tmp_path / "profile")
    return Made(Profile(tmp_path / "profile"), pattern.recovery)


@contextmanager
def file_size_limit(limit: int) -> Iterator[None]:
    """Let the system refuse every byte of a file after *limit* bytes: a disk that fills up in the middle of a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


DISK_CALLS = ("open", "write", "fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir")


def killed_at_call(number: int, action: Callable[[], object]) -> bool:
    """Run *action* in a forked process that dies without a word before its disk call *number* (from 1).

    Returns False when *action* ended before that call was reached.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _die_at_call(number)
            action()
            status = 0
        finally:
            os._exit(status)
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9), f"the action failed by itself: {code}"
    return code == 9


def _die_at_call(number: int) -> None:
    left = [number]

    def dying(call: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            return call(*args, **named)

        return run

    for name in DISK_CALLS:
        setattr(os, name, dying(getattr(os, name)))


@contextmanager
def failing_at_call(number: int, error: int) -> Iterator[list[bool]]:
    """Let the disk call *number* (from 1) fail with *error*; the list given says afterwards whether it was reached."""
    left, reached = [number], [False]

    def failing(call: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                reached[0] = True
                raise OSError(error, os.strerror(error))
            return call(*args, **named)

        return run

    with pytest.MonkeyPatch.context() as patch:
        for name in DISK_CALLS:
            patch.setattr(os, name, failing(getattr(os, name)))
        yield reached
