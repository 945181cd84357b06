"""Time as the product takes it: a machine that runs other tests beside this one has no core free at every moment."""

import os
import time
from collections.abc import Callable

ROUNDS = 5


def _waited_for_a_core() -> float:
    """Return the seconds the threads of this process stood ready and did not run; 0 where the system does not tell."""
    waited = 0
    try:
        for thread in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{thread}/schedstat", encoding="ascii") as file:
                waited += int(file.read().split()[1])
    except (OSError, IndexError, ValueError):
        pass
    return waited / 1e9


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._waited = _waited_for_a_core()
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since then, without those in which a thread of this process waited for a core."""
        return time.monotonic() - self._started - max(0.0, _waited_for_a_core() - self._waited)


def quickest(measure: Callable[[], float], limit: float) -> float:
    """Return the least of a few seconds measured, the first below *limit*: what always takes longer is what is slow."""
    least = measure()
    for _again in range(ROUNDS - 1):
        if least < limit:
            break
        least = min(least, measure())
    return least
