"""Guards for every test: what it leaves behind fails it. And which tests run where."""

import gc
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import stuck
from tests.desktop_guards import leaves_no_widgets
from tests.disks import TEMPORARY, keep_folders_in_memory

__all__ = ["leaves_no_widgets", "leaves_nothing_behind"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("COUNSELLOR_PROFILE", None)
keep_folders_in_memory()

SOAK = os.environ.get("COUNSELLOR_SOAK") == "1"
POSTGRES = os.environ.get("COUNSELLOR_TEST_POSTGRES", "")
LONGEST = ("tests/end_to_end/test_demo.py", "tests/bench/", *(("tests/durability/",) if SOAK else ()))
"""What begins first, so that no core works on alone at the end."""
SOAK_TIMES = 8
"""How many times as many examples the soak draws where a test has a number of its own."""
GRACE = 5.0
"""Seconds a thread or process of a test may take to end after it."""

# The same examples at every run, so that a change alone turns the suite red; the soak draws new ones.
hypothesis.settings.register_profile("default", deadline=None, max_examples=60, print_blob=True, derandomize=True)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=3_000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "soak" if SOAK else "default"))


def examples(usual: int) -> int:
    """Return how many examples a test draws that is too slow for as many as the others."""
    return usual * SOAK_TIMES if SOAK else usual


def pytest_configure(config: pytest.Config) -> None:
    """End a run that is stuck."""
    config.pluginmanager.register(stuck)
    stuck.begin(config)


def pytest_report_header() -> str:
    """Say what this run leaves out."""
    left_out = [text for text, out in (("soak", not SOAK), ("PostgreSQL (none given)", not POSTGRES)) if out]
    profile = hypothesis.settings.get_current_profile_name()
    return f"left out: {', '.join(left_out) or 'nothing'}; hypothesis profile: {profile}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long campaigns unless asked for, and PostgreSQL where none is given."""
    asked = config.getoption("markexpr") or ""
    left_out = {"soak": SOAK or "soak" in asked, "postgres": bool(POSTGRES)}
    without = {marker for marker, wanted in left_out.items() if not wanted}
    dropped = [item for item in items if any(item.get_closest_marker(marker) for marker in without)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        gone = set(dropped)
        items[:] = [item for item in items if item not in gone]
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Spare the collector what was imported: it lives as long as the run, and is much to go through."""
    gc.collect()
    gc.freeze()


def _bases() -> tuple[str, ...]:
    """Return the folders that hold whatever tests write."""
    places = {tempfile.gettempdir(), os.environ.get(TEMPORARY, tempfile.gettempdir())}
    return tuple(os.path.realpath(place) + os.sep for place in places)


def _open_files() -> set[str]:
    """Return the paths of open files in temporary folders; nothing where the system does not tell."""
    found, folder, bases = set(), Path("/proc/self/fd"), _bases()
    if not folder.exists():
        return found
    for entry in os.listdir(folder):
        try:
            target = os.readlink(folder / entry)
        except OSError:
            continue
        if target.startswith(bases):
            found.add(target)
    return found


def _captured(path: str) -> bool:
    """Say whether *path* is pytest's own capture file, which has no name in its folder."""
    return path.startswith(os.path.join(os.path.realpath(tempfile.gettempdir()), "#")) or path.endswith("(deleted)")


class _Left:
    """What is around now, to be compared with what was around before."""

    def __init__(self) -> None:
        self.threads = set(threading.enumerate())
        self.processes = {process.pid for process in multiprocessing.active_children()}
        self.files = {path for path in _open_files() if not _captured(path)}

    def beyond(self, before: "_Left") -> dict[str, list[str]]:
        """Return what is here and was not in *before*, by kind."""
        new = {
            "threads": sorted(thread.name for thread in self.threads - before.threads if thread.is_alive()),
            "processes": sorted(str(pid) for pid in self.processes - before.processes),
            "files": sorted(self.files - before.files),
        }
        return {kind: names for kind, names in new.items() if names}


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a thread, a process or an open file; Qt's things are guarded beside this one."""
    marker = request.node.get_closest_marker("leaves_behind")
    allowed = set(marker.args) if marker else set()
    if "tmp_path" in request.fixturenames:
        request.getfixturevalue("tmp_path")  # it is removed only after one has looked for what is open in it
    before = _Left()
    yield
    end = time.monotonic() + GRACE
    left = _Left().beyond(before)
    if left:
        gc.collect()
    while (left := _Left().beyond(before)) and time.monotonic() < end:
        time.sleep(0.02)
    left = {kind: names for kind, names in left.items() if kind not in allowed}
    if left:
        pytest.fail(f"left behind: {left}")
