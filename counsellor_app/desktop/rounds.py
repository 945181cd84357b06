"""Rounds of sync while the window is open: by themselves every so often, soon after something was written, on demand.

Being offline is normal: a round that finds no office is noted and tried again later; nothing pops up.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.connection import Connection, Reach, RoundRecord
from counsellor_app.desktop.store_thread import Cancelled, NetworkThread, Progress, Running, StoreThread
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import SyncReport, SyncStatus
from sync.wording import _

KEPT_ROUNDS = 20
_FIRST_AFTER_MS = 1_000
_SOON_MS = 3_000
_STATUS_AFTER_MS = 150
SyncVerb = Callable[[Progress, Cancelled], SyncReport]
StatusVerb = Callable[[], SyncStatus]


class Rounds(QObject):
    """``connection``, ``status`` and the last ``records`` of this run; ``changed`` when any of them did.

    *sync* is called on the network thread with ``(progress, cancelled)``, *status* on the store thread. *reach_of*
    says of an error what it means for the connection. *every* is in seconds; 0 for never by itself. ``ended(report)``
    after each round that reached the office.
    """

    changed = Signal()
    ended = Signal(object)

    def __init__(
        self,
        store_thread: StoreThread,
        network_thread: NetworkThread,
        sync: SyncVerb,
        status: StatusVerb,
        reach_of: Callable[[ActionableError], Reach],
        every: int,
        now: Callable[[], int] = now_ms,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store_thread, self._network_thread = store_thread, network_thread
        self._sync, self._status_verb, self._reach_of, self._now = sync, status, reach_of, now
        self.connection = Connection()
        self.status: SyncStatus | None = None
        self.records: deque[RoundRecord] = deque(maxlen=KEPT_ROUNDS)
        self._running: Running | None = None
        self._left = 0
        self._regular = QTimer(self)
        self._regular.timeout.connect(self.sync_now)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.sync_now)
        self._first = QTimer(self, singleShot=True, interval=_FIRST_AFTER_MS)
        self._first.timeout.connect(self.sync_now)
        self._refresh = QTimer(self, singleShot=True, interval=_STATUS_AFTER_MS)
        self._refresh.timeout.connect(self.read_status)
        store_thread.records_changed.connect(self._records_changed)
        self.set_every(every)

    def start(self) -> None:
        """Read the state at once, and begin the first round when the window has been painted."""
        self.read_status()
        if self._regular.isActive():
            self._first.start()

    def set_every(self, seconds: int) -> None:
        """Begin a round every *seconds* from now on; 0 for only on demand."""
        if seconds > 0:
            self._regular.start(seconds * 1000)
        else:
            self._regular.stop()

    @property
    def syncing(self) -> bool:
        """Whether a round is under way."""
        return self._running is not None

    def sync_now(self) -> None:
        """Begin a round, unless one is under way."""
        if self.syncing or self._network_thread.stopped:
            return
        self._soon.stop()
        before = self.connection
        self._become(replace(before, reach=Reach.SYNCING, done=0, total=0, what="", title="", advice=""))
        self._running = self._network_thread.run_long(
            self._sync,
            owner=self,
            done=self._done,
            failed=partial(self._failed, before),
            progress=self._progress,
        )

    def cancel(self) -> None:
        """Ask the round under way to stop after its page; what arrived is kept."""
        if self._running is not None:
            self._running.cancel()

    def stop(self) -> None:
        """Begin nothing more."""
        for timer in (self._regular, self._first, self._soon, self._refresh):
            timer.stop()
        self.cancel()

    def read_status(self) -> None:
        """Count again what waits."""
        self._store_thread.run(self._status_verb, owner=self, done=self._counted, latest="status")

    def _counted(self, status: SyncStatus) -> None:
        self.status = status
        new = status.unsent > self._left
        if new and self.connection.reach is Reach.CONNECTED and self._regular.isActive() and not self._soon.isActive():
            self._soon.start()
        self.changed.emit()

    def _records_changed(self, _changes: object) -> None:
        self._refresh.start()

    def _progress(self, done: int, total: int, what: str) -> None:
        self._become(replace(self.connection, done=done, total=total, what=what))

    def _done(self, report: SyncReport) -> None:
        self._running = None
        self.records.appendleft(RoundRecord(at=self._now(), report=report))
        self._become(Connection(reach=Reach.CONNECTED))
        self._left = report.unsent
        self.read_status()
        self.ended.emit(report)

    def _failed(self, before: Connection, error: Exception) -> None:
        self._running = None
        if not isinstance(error, ActionableError):
            advice = _("What you wrote is safe on this device. It is tried again by itself.")
            self._become(replace(before, reach=Reach.TROUBLE, title=_("Syncing failed"), advice=advice))
            return
        reach = self._reach_of(error)
        self.records.appendleft(RoundRecord(at=self._now(), reach=reach, title=error.title))
        self._become(Connection(reach=reach, since=self._since(before), title=error.title, advice=error.advice))
        self.read_status()

    def _since(self, before: Connection) -> int:
        """When the office stopped answering, as far as this run saw it answer."""
        return self._now() if before.reach is Reach.CONNECTED else before.since

    def _become(self, connection: Connection) -> None:
        self.connection = connection
        self.changed.emit()
