"""strace around a child: every call that changes the disk is seen, killed at, or made to fail.

A child whose deed waits for ``go`` is attached to first, so that only the deed is counted and not what came before.
"""

import os
import random
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.durability.nursery import Child, Nursery

WRITING = (
    "pwrite64", "write", "writev", "pwritev", "ftruncate", "fallocate", "rename", "renameat", "renameat2", "link",
    "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "fchmod", "chmod",
)  # fmt: skip
FLUSHING = ("fdatasync", "fsync", "sync_file_range")
DISK = (*WRITING, *FLUSHING)
_CALL = re.compile(r"^(?:(\d+) +)?(\w+)\(")
_ATTACHED = "attached"


@dataclass(frozen=True)
class Boundary:
    """The *count*-th call of *name* in a deed (from 1)."""

    name: str
    count: int

    def __str__(self) -> str:
        return f"{self.name}#{self.count}"


@cache
def works() -> str:
    """Return why strace cannot be used here; empty when it can."""
    program = shutil.which("strace")
    if program is None:
        return "no strace here (apt-get install strace): no kills and faults at each single write"
    killed = [program, "-qq", "-e", "trace=write", "-e", "inject=write:signal=KILL:when=1", "echo", "x"]
    done = subprocess.run(killed, capture_output=True, check=False)
    return "" if done.returncode in (-signal.SIGKILL, 137) else "strace may not trace here: no kills at each write"


needs_strace = pytest.mark.skipif(bool(works()), reason=works() or "strace works")


class Traced:
    """A child under strace. *inject* says what shall happen, for example ``write:error=EIO:when=3``, once or more.

    *only* limits what is seen, and happens, to these paths.
    """

    def __init__(self, child: Child, log: Path, inject: Sequence[str] = (), only: Sequence[Path] = ()) -> None:
        self.child = child
        self._log = log
        command = ["strace", "-f", "-p", str(child.pid), "-o", str(log), "-e", f"trace={','.join(DISK)}"]
        for one in inject:
            command += ["-e", f"inject={one}"]
        for path in only:
            command += ["-P", str(path)]
        self._strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self._strace.stderr is not None
        line = self._strace.stderr.readline()
        while line and _ATTACHED not in line:
            line = self._strace.stderr.readline()
        assert line, "strace did not attach"

    def go(self) -> list[Any]:
        """Let the deed happen; return what the child said until its end."""
        self.child.line.say("go")
        return self.child.line.hear_all()

    def end(self) -> int:
        """Return the child's exit code."""
        code = self.child.end()
        assert self._strace.stderr is not None
        self._strace.wait(30)
        self._strace.stderr.close()
        return code

    def calls(self) -> list[Boundary]:
        """Return the disk calls of the child's first thread, in order."""
        counted: Counter[str] = Counter()
        found = []
        for line in self._log.read_text(errors="replace").splitlines():
            match = _CALL.match(line)
            if match and match[1] in (None, str(self.child.pid)) and match[2] in DISK:
                counted[match[2]] += 1
                found.append(Boundary(match[2], counted[match[2]]))
        return found


def most_telling(calls: Sequence[Boundary], most: int) -> list[Boundary]:
    """Return at most so many of *calls*: first those at and right after a flush, between one commit and the next."""
    chance = random.Random(1)
    after = [True, *(call.name in FLUSHING for call in calls)]
    telling = [call for call, follows in zip(calls, after, strict=False) if follows or call.name in FLUSHING]
    others = [call for call in calls if call not in set(telling)]
    chosen = chance.sample(telling, min(most, len(telling)))
    chosen += chance.sample(others, min(most - len(chosen), len(others)))
    return sorted(chosen, key=calls.index)


def watched(
    nursery: Nursery, folder: Path, only: Sequence[Path], deed: str, /, **given: Any
) -> tuple[list[Boundary], list[Any]]:
    """Do a deed whole; return its disk calls in order (to *only* these paths, if any), and what it said."""
    traced = _attached(nursery, folder, (), only, deed, given)
    said = traced.go()
    assert traced.end() == 0, said
    return traced.calls(), said


def killed_at(nursery: Nursery, folder: Path, boundary: Boundary, deed: str, /, **given: Any) -> tuple[list[Any], bool]:
    """Do a deed and kill it as it enters *boundary*, which then does not happen; return what it said, if it died."""
    inject = f"{boundary.name}:signal=KILL:when={boundary.count}"
    traced = _attached(nursery, folder, [inject], (), deed, given)
    said = traced.go()
    code = traced.end()
    assert code in (0, -signal.SIGKILL), (code, said)
    return said, code != 0


def failing_at(
    nursery: Nursery, folder: Path, inject: Sequence[str], only: Sequence[Path], deed: str, /, **given: Any
) -> list[Any]:
    """Do a deed while the disk fails as *inject* says for *only* these files; return what it said."""
    traced = _attached(nursery, folder, inject, only, deed, given)
    said = traced.go()
    code = traced.end()
    assert code == 0, (code, said)
    return said


def _attached(
    nursery: Nursery, folder: Path, inject: Sequence[str], only: Sequence[Path], deed: str, given: dict[str, Any]
) -> Traced:
    child = nursery.child(deed, **given, wait=True)
    first = child.line.hear()
    assert first == "begin", first
    return Traced(child, folder / f"strace-{os.urandom(4).hex()}", inject, only)
