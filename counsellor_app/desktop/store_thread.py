"""The two threads beside the window: one worker for the store, one for the network.

Each is an executor with a single worker. What is asked of it names its owner; the answer is delivered on the GUI
thread, and dropped if the owner is gone by then. The worker never holds a widget: owner and callbacks stay on the GUI
side, so that no widget is ever destroyed on another thread.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from counsellor_app.domain.errors import ActionableError

T = TypeVar("T")
Changes = Mapping[str, frozenset[str]]
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


class ObservableStore(Protocol):
    """What the store thread needs to know of a store."""

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call *listener* on the store thread after each commit; the result ends it."""
        ...

    def interrupt(self) -> None:
        """Stop the query that runs now."""
        ...


@dataclass(eq=False)
class _Job:
    """What the GUI side keeps of one call; never touched by the worker but for ``cancelled``."""

    owner: QObject
    done: Callable[..., object] | None
    failed: Callable[[Exception], object] | None
    latest: str
    long: bool = False
    progress: Progress | None = None
    future: "Future[None] | None" = None
    cancelled: threading.Event = field(default_factory=threading.Event)


class Running:
    """A call under way that its owner may cancel."""

    def __init__(self, worker: "Worker", number: int, cancelled: threading.Event) -> None:
        self._worker, self._number, self._cancelled = worker, number, cancelled

    def cancel(self) -> None:
        """Ask it to stop at its next step; it still reports back, usually with an error or half a result."""
        self._cancelled.set()

    @property
    def busy(self) -> bool:
        """Whether its answer is still to come."""
        return self._worker.is_waiting(self._number)


class Worker(QObject):
    """One background thread with a queue. ``crashed(exception)`` is emitted for whatever is not actionable.

    ``refused(ActionableError)`` is emitted for actionable errors of calls without a ``failed``.
    """

    crashed = Signal(object)
    refused = Signal(object)
    _woken = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._jobs: dict[int, _Job] = {}
        self._next = 1
        self._answers: deque[tuple[int, str, object]] = deque()
        self._guard = threading.Lock()
        self._running = 0
        self._stopped = False
        self._ended: bool | None = None
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        call: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        latest: str = "",
    ) -> None:
        """Run *call* on the worker and deliver its result to *done* on the GUI thread.

        Dropped if *owner* was destroyed meanwhile. *call* must hold no widget. An ActionableError goes to *failed* or,
        without one, to ``refused``; any other exception always to ``crashed`` (and to *failed*, so that a busy state
        can end). With *latest*, an older call of the same owner and key is forgotten: not started, or interrupted.
        """
        if latest:
            self._forget(owner, latest)
        self._submit(_Job(owner, done, failed, latest), lambda _progress, _cancelled: call())

    def run_long(
        self,
        call: Callable[[Progress, Cancelled], T],
        *,
        owner: QObject,
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        progress: Progress | None = None,
    ) -> Running:
        """Like :meth:`run` for work with a progress figure: *progress(done, total, what)* comes on the GUI thread."""
        job = _Job(owner, done, failed, "", True, progress)
        return Running(self, self._submit(job, call), job.cancelled)

    def call(self, function: Callable[[], T]) -> T:
        """Run *function* on the worker and wait for it: for the other worker, never for the GUI thread."""
        return self._executor.submit(function).result()

    def is_waiting(self, number: int) -> bool:
        """Whether the answer to call *number* is still to come."""
        return number in self._jobs

    def stop(self, last: Callable[[], None] | None = None, seconds: float = 5.0) -> bool:
        """Take no more calls, finish those queued, then *last*; True when all ended within *seconds*.

        Long work is cancelled and interrupted, searches are dropped; what saves is done. Answers that come now are
        dropped. Blocks the caller, who is leaving anyway.
        """
        if self._ended is not None:
            return self._ended
        self.leave()
        final = self._executor.submit(last or _nothing)
        self._executor.shutdown(wait=False)
        try:
            final.result(timeout=seconds)
        except TimeoutError:
            self._ended = False
            return False
        self._executor.shutdown(wait=True)
        self._ended = True
        return True

    def leave(self) -> None:
        """Take no more calls and deliver no more answers; long work is asked to stop. Returns at once."""
        self._stopped = True
        self._stop_long_work()
        self._jobs.clear()

    @property
    def stopped(self) -> bool:
        """Whether no more calls are taken."""
        return self._stopped

    @property
    def stopped_cleanly(self) -> bool:
        """Whether :meth:`stop` was called and everything had ended in time."""
        return self._ended is True

    def _submit(self, job: _Job, call: Callable[[Progress, Cancelled], object]) -> int:
        if self._stopped:
            return 0
        number, self._next = self._next, self._next + 1
        self._jobs[number] = job
        job.future = self._executor.submit(self._work, number, call, job.cancelled)
        return number

    def _work(self, number: int, call: Callable[[Progress, Cancelled], object], cancelled: threading.Event) -> None:
        with self._guard:
            self._running = number
        try:
            answer: tuple[int, str, object] = (number, "done", call(self._reporter(number), cancelled.is_set))
        except Exception as error:  # noqa: BLE001 - whatever it is goes to the crash handler on the GUI thread
            answer = (number, "failed", error)
        finally:
            with self._guard:
                self._running = 0
        self._answer(answer)

    def _reporter(self, number: int) -> Progress:
        return lambda done, total, what: self._answer((number, "progress", (done, total, what)))

    def _answer(self, answer: tuple[int, str, object]) -> None:
        if not self._stopped:
            self._answers.append(answer)
            self._woken.emit()

    def _deliver(self) -> None:
        while self._answers:
            number, what, value = self._answers.popleft()
            job = self._jobs.get(number)
            if job is None:
                continue
            if what == "progress":
                if job.progress is not None and isValid(job.owner):
                    job.progress(*value)  # type: ignore[misc]
                continue
            del self._jobs[number]
            self._finish(job, what, value)

    def _finish(self, job: _Job, what: str, value: object) -> None:
        alive = isValid(job.owner)
        if what == "done":
            if alive and job.done is not None:
                job.done(value)
            return
        assert isinstance(value, Exception)
        if alive and job.failed is not None:
            job.failed(value)
        elif alive and isinstance(value, ActionableError):
            self.refused.emit(value)
        if not isinstance(value, ActionableError):
            self.crashed.emit(value)

    def _forget(self, owner: QObject, latest: str) -> None:
        for number, job in list(self._jobs.items()):
            if job.owner is owner and job.latest == latest:
                del self._jobs[number]
                job.cancelled.set()
                if job.future is not None and not job.future.cancel():
                    with self._guard:
                        if self._running == number:
                            self._interrupt()

    def _stop_long_work(self) -> None:
        for number, job in self._jobs.items():
            if not (job.long or job.latest):
                continue
            job.cancelled.set()
            if job.future is not None and not job.future.cancel():
                with self._guard:
                    if self._running == number:
                        self._interrupt()

    def _interrupt(self) -> None:
        """Stop what runs now, if that is possible; called only while the running call is known."""


class StoreThread(Worker):
    """The thread that owns the store. ``records_changed({kind: ids})`` comes on the GUI thread after each commit."""

    records_changed = Signal(dict)
    _committed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("store", parent)
        self._store: ObservableStore | None = None
        self._end_subscription: Callable[[], None] | None = None
        self._changes: deque[Changes] = deque()
        self._committed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def attach(self, store: ObservableStore) -> None:
        """From now on tell of the commits of *store*, and interrupt its queries when they are superseded."""
        self.detach()
        self._store = store
        self._end_subscription = store.subscribe(self._note)

    def detach(self) -> None:
        """Stop telling of commits."""
        if self._end_subscription is not None:
            self._end_subscription()
        self._store = self._end_subscription = None

    def _note(self, changes: Changes) -> None:
        self._changes.append(changes)
        self._committed.emit()

    def _tell(self) -> None:
        together: dict[str, frozenset[str]] = {}
        while self._changes:
            for kind, ids in self._changes.popleft().items():
                together[kind] = together.get(kind, frozenset()) | ids
        if together and not self.stopped:
            self.records_changed.emit(together)

    def _interrupt(self) -> None:
        if self._store is not None:
            self._store.interrupt()


class NetworkThread(Worker):
    """The thread that talks to the office; it reaches the store only by ``store_thread.call``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("network", parent)


def _nothing() -> None:
    """The last call of a worker that has nothing to close."""
