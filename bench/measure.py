"""One figure and its mark; and the small instruments: a clock, percentiles, memory, bytes on the wire."""

import ctypes
import fcntl
import json
import os
import socket
import statistics
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_NEW_NETWORK = 0x40000000
_SET_FLAGS, _UP = 0x8914, 0x1


@dataclass(slots=True)
class Result:
    """What a step measured. ``mark`` in words; ``met`` is None where there was nothing to compare with.

    ``ratio`` is what the mark is about: ours over raw for times, ours over the peer's for speeds.
    """

    step: str
    n: int
    seconds: float
    mark: str
    met: bool | None
    ops: int = 0
    p50_ms: float | None = None
    ratio: float | None = None
    raw: float | None = None
    more: dict[str, object] = field(default_factory=dict)

    def line(self) -> str:
        """Return the result as one line of JSON."""
        found: dict[str, object] = {"step": self.step, "n": self.n, "seconds": round(self.seconds, 4)}
        if self.ops and self.seconds:
            found["ops_per_s"] = round(self.ops / self.seconds, 1)
        for name in ("p50_ms", "ratio", "raw"):
            value = getattr(self, name)
            if value is not None:
                found[name] = round(value, 4)
        return json.dumps(found | self.more | {"mark": self.mark, "met": self.met}, ensure_ascii=False)


class Watch:
    """How long something took, in seconds."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the watch was made."""
        return time.perf_counter() - self._started


def median_ms(seconds: Sequence[float]) -> float:
    """Return the median of *seconds* in milliseconds."""
    return statistics.median(seconds) * 1e3


def resident_mb(process: int | str = "self") -> float:
    """Return the resident memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def folder_bytes(folder: Path, pattern: str = "*") -> int:
    """Return the bytes of the files of *folder* that match *pattern*."""
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file())


def own_network() -> bool:
    """Give this process a loopback of its own, so that bytes on the wire are only its own; needs root on Linux."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SET_FLAGS, struct.pack("16sh", b"lo", _UP))
    return True


def wire_bytes() -> int:
    """Return bytes that passed this process's loopback, headers of TCP and IP included (each packet once)."""
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _colon, rest = line.partition(":")
        if name.strip() == "lo":
            return int(rest.split()[0])
    return 0


@contextmanager
def said(text: str) -> Iterator[None]:
    """Say on the error stream what goes on and how long it took."""
    watch = Watch()
    print(f"… {text}", file=sys.stderr, flush=True)
    yield
    print(f"  {text}: {watch.seconds:.1f} s", file=sys.stderr, flush=True)
