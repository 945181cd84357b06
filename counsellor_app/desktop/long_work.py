"""Long work of the store with a figure and a way to stop it: checking, rebuilding, backup."""

from collections.abc import Callable
from typing import TypeVar

from counsellor_app.desktop.store_thread import Cancelled, Progress
from counsellor_app.domain.errors import ActionableError
from sync.wording import _

T = TypeVar("T")


class StoppedError(ActionableError):
    """The person stopped it."""

    def __init__(self) -> None:
        super().__init__(_("Stopped."), _("Nothing was changed."))


def stoppable(work: Callable[[Callable[[int, int], None]], T], what: str) -> Callable[[Progress, Cancelled], T]:
    """Return *work*, which counts by ``(done, total)``, as a call for ``run_long``; it ends by StoppedError at its
    next count once it was cancelled."""

    def run(progress: Progress, cancelled: Cancelled) -> T:
        def count(done: int, total: int) -> None:
            if cancelled():
                raise StoppedError
            progress(done, total, what)

        return work(count)

    return run
