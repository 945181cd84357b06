"""Turning one list of rows into another with one cut: what stays at both ends stays on the screen. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Splice:
    """At ``start`` so many rows go and so many come."""

    start: int
    removed: int
    inserted: int

    @property
    def empty(self) -> bool:
        """Nothing changes."""
        return not self.removed and not self.inserted


def splice(old: Sequence[object], new: Sequence[object]) -> Splice:
    """Return the smallest single cut that makes *old* into *new*."""
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Splice(head, len(old) - head - tail, len(new) - head - tail)
