"""Which sentences of the status line fit, and what may be pressed. No Qt."""

from collections.abc import Sequence

from counsellor_app.desktop.connection import Connection, Reach


def can_try(connection: Connection) -> bool:
    """Whether a round may be started now."""
    return connection.reach is not Reach.SYNCING


def how_many_fit(widths: Sequence[int], room: int, more: int) -> int:
    """Return how many sentences of *widths* (pixels, with their gaps), most important first, fit into *room*.

    When not all do, *more* is kept free for the words that say how many are left out. The first is always shown.
    """
    if sum(widths) <= room:
        return len(widths)
    shown, used = 0, more
    while shown < len(widths) and used + widths[shown] <= room:
        used += widths[shown]
        shown += 1
    return max(1, shown)
