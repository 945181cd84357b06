"""Processes that open pages beside the app hold keys and notes: none of them outlives it, however it ends."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.durability.conftest import Scene
from tests.durability.nursery import Child, Nursery
from tests.durability.world import Keys

PATIENCE = 10.0
SYSTEM = Path("/proc")

pytestmark = pytest.mark.skipif(not SYSTEM.exists(), reason="this system does not list its processes in /proc")


def workers_of(pid: int) -> set[int]:
    """Return the processes that *pid* started."""
    found: set[int] = set()
    for listed in SYSTEM.glob(f"{pid}/task/*/children"):
        found |= {int(child) for child in listed.read_text().split()}
    return found


def alive(pid: int) -> bool:
    try:
        return (SYSTEM / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def busy_with_workers(nursery: Nursery, deed: str, keys: Keys) -> Iterator[tuple[Child, set[int]]]:
    """Give a child that opens a large page, once others work for it, and those others."""
    child = nursery.child(deed, **keys.given)
    workers: set[int] = set()
    try:
        end = time.monotonic() + PATIENCE
        while len(workers) < 2 and time.monotonic() < end:
            workers = workers_of(child.pid)
            time.sleep(0.005)
        assert len(workers) >= 2, "the page was opened without help"
        yield child, workers
    finally:
        child.kill()
        child.end()
        for worker in filter(alive, workers):
            os.kill(worker, signal.SIGKILL)


def gone(workers: set[int]) -> bool:
    end = time.monotonic() + PATIENCE
    while any(alive(worker) for worker in workers) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(alive(worker) for worker in workers)


@pytest.mark.parametrize("wait", [0.0, 0.1, 0.5, 1.5])
def test_none_outlives_a_kill(scene: Scene, crew: list[Nursery], tmp_path: Path, wait: float) -> None:
    with busy_with_workers(crew[0], "open_forever", scene.bert.copy_to(tmp_path / "profile")) as (child, workers):
        time.sleep(wait)
        child.kill()
        assert gone(workers), "processes with keys and notes in their memory stay behind"


def test_none_outlives_the_lock(scene: Scene, crew: list[Nursery], tmp_path: Path) -> None:
    """Locking replaces the process's image by a fresh one: its number stays, what it had must not."""
    with busy_with_workers(crew[0], "open_and_lock", scene.bert.copy_to(tmp_path / "profile")) as (child, workers):
        assert gone(workers), "processes with keys and notes in their memory stay behind the lock screen"
        assert alive(child.pid)
