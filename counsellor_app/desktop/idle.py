"""When an unattended window must lock: too long untouched, or the machine slept. No Qt.

Times are seconds: ``monotonic`` as this process counts them, ``wall`` of the device's clock. A clock put back never
lengthens the wait, for the monotonic one goes on; one put forward locks too early rather than too late.
"""

SLEPT_AFTER = 15.0
"""A gap between two ticks longer than this means the machine slept or the process was stopped."""
TICK = 1.0
"""How often :meth:`IdleWatch.due` is to be asked, in seconds."""


class IdleWatch:
    """Says when to lock; *limit* in seconds."""

    def __init__(self, limit: float, monotonic: float, wall: float) -> None:
        self.limit = limit
        self._touched = monotonic
        self._asked = (monotonic, wall)

    def touched(self, monotonic: float) -> None:
        """The person did something."""
        self._touched = max(self._touched, monotonic)

    def due(self, monotonic: float, wall: float) -> bool:
        """Whether to lock now; to be asked every ``TICK`` seconds."""
        before_monotonic, before_wall = self._asked
        self._asked = (monotonic, wall)
        slept = max(monotonic - before_monotonic, wall - before_wall) >= SLEPT_AFTER
        return slept or monotonic - self._touched >= self.limit
