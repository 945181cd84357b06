"""Reads the review list through the store thread, a part at a time: who writes or searches meanwhile gets through."""

import time
from functools import partial

from PySide6.QtCore import QObject, Signal

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.review_reading import ReviewReading
from sync.wording import _

_AT_ONCE, _TELL_EVERY = 0.012, 0.5
"""Seconds: how long the store is held at a time, about; how often it is told how far the first reading came."""


class ReviewReader(QObject):
    """One reading at a time; one that is asked for meanwhile follows it.

    ``arrived(rows, left)``: the list, and in words what is still to be looked through (empty: nothing). The first
    time the list comes as soon as there is something to show.
    """

    arrived = Signal(list, str)

    def __init__(self, context: DesktopContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._reading: ReviewReading | None = None
        self._again = False
        self._shown = False
        self._told = 0.0

    @property
    def busy(self) -> bool:
        """Whether the list is being read."""
        return self._reading is not None

    def begin(self) -> None:
        """Read the list, or read it again after the reading under way."""
        if self._reading is not None:
            self._again = True
            return
        self._reading = ReviewReading(self._context.session)
        self._go_on(self._reading)

    def _go_on(self, reading: ReviewReading) -> None:
        call = partial(reading.go_on, _AT_ONCE)
        self._context.run(call, owner=self, done=lambda _whole: self._read(reading), failed=self._failed)

    def _read(self, reading: ReviewReading) -> None:
        if reading.whole:
            self._reading = None
            self._shown = True
            self.arrived.emit(reading.rows(), "")
            if self._again:
                self._again = False
                self.begin()
            return
        if reading.known and not self._shown and time.monotonic() >= self._told + _TELL_EVERY:
            self._told = time.monotonic()
            words = _("{n} of {total} cases looked through")
            self.arrived.emit(reading.rows(), words.format(n=f"{reading.looked:n}", total=f"{reading.total:n}"))
        self._go_on(reading)

    def _failed(self, error: Exception) -> None:
        """Let the next reading begin anew."""
        self._reading, self._again = None, False
        if isinstance(error, ActionableError):
            self._context.show_error(error)
