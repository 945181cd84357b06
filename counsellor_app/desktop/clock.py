"""The moment it is, as every screen reads it."""

import time


def now_ms() -> int:
    """Return now in ms since 1970 UTC."""
    return time.time_ns() // 1_000_000
