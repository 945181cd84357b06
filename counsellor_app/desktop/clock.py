"""The moment it is, as every screen reads it."""

import time

SLOW_MS = 150
"""After so long a page whose case is still being read says so, and names nobody who was there before."""


def now_ms() -> int:
    """Return now in ms since 1970 UTC."""
    return time.time_ns() // 1_000_000
