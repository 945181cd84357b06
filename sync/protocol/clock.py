"""Hybrid logical clock: 48 bits of milliseconds since 1970 and a 16-bit counter, in one u64 below 2^63.

Only breaks ties for display; causality comes from what a change replaces. A remote stamp more than 24 hours ahead
orders but is not adopted, so one wrong clock cannot drag the office into the future.
"""

MAX_AHEAD_MS = 24 * 3600 * 1000
_COUNTER_BITS = 16
_MAX_MS = (1 << 47) - 1
_MAX = (1 << 63) - 1


def stamp(milliseconds: int, counter: int = 0) -> int:
    """Return the u64 stamp of *milliseconds* since 1970 (clamped to the years 1970 to 6429) and *counter*."""
    return max(0, min(milliseconds, _MAX_MS)) << _COUNTER_BITS | counter


def milliseconds(hlc: int) -> int:
    """Return the milliseconds since 1970 in a stamp."""
    return hlc >> _COUNTER_BITS


def tick(last: int, now_ms: int) -> int:
    """Return the stamp of a local event: never at or before *last*, at *now_ms* where that is later."""
    return min(max(last + 1, stamp(now_ms)), _MAX)


def adopt(last: int, remote: int, now_ms: int) -> int:
    """Return the local clock after seeing *remote*; stamps over 24 h ahead of *now_ms* are not adopted."""
    return last if milliseconds(remote) > now_ms + MAX_AHEAD_MS else max(last, remote)
