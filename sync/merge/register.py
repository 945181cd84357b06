"""The multi-value register: every change names the changes it replaces; what nobody replaced are the heads.

Because the value is computed from the *set* of changes, order, repetition and delay cannot matter. A later change
that knew an earlier one always wins, whatever the clocks say; two that did not know each other both stay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sync.protocol.changes import Value


@dataclass(frozen=True, slots=True)
class Change:
    """One write of one field. ``id`` 16 bytes, ``replaces`` ids, ``hlc`` u64 and ``device`` only break ties."""

    id: bytes
    value: Value
    replaces: frozenset[bytes]
    hlc: int
    device: bytes

    @property
    def rank(self) -> tuple[int, bytes, bytes]:
        """The order in which heads are displayed; total, and the same on every replica."""
        return (self.hlc, self.device, self.id)


def survivors(changes: Iterable[Change]) -> list[Change]:
    """Return the heads of a field: the changes no other change replaces, highest rank first.

    A change cannot replace itself, and ids of changes of other fields in ``replaces`` mean nothing here. If a hostile
    author makes changes replace each other in a ring, nothing would be left; then all of them are heads.
    """
    unique = {change.id: change for change in changes}
    replaced = {other for change in unique.values() for other in change.replaces if other != change.id}
    heads = [change for change in unique.values() if change.id not in replaced]
    return sorted(heads or unique.values(), key=lambda change: change.rank, reverse=True)


def is_conflict(heads: Sequence[Change]) -> bool:
    """Tell whether *heads* need a person: several heads that do not all say the same."""
    return len(heads) > 1 and any(head.value != heads[0].value for head in heads[1:])
