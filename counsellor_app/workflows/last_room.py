"""What was typed is kept on a full disk too, as long as there is a last room for it."""

from collections.abc import Callable
from typing import TypeVar

from counsellor_app.domain.errors import DiskFullError
from counsellor_app.store import last_room
from counsellor_app.store.store import Work
from counsellor_app.workflows.session import Session

T = TypeVar("T")


def hold_last_room(session: Session) -> None:
    """Hold some room on the disk for what will be typed; takes none from a disk that has little."""
    last_room.hold(session.profile)


def keep_typed(session: Session, write: Callable[[Work], T]) -> T:
    """Do *write* in a transaction; on a full disk once more, in the last room.

    Raises :class:`~counsellor_app.domain.errors.DiskFullError` where that is used up, and other
    :class:`~counsellor_app.domain.errors.ActionableError`.
    """
    try:
        with session.store.transaction() as work:
            return write(work)
    except DiskFullError:
        if not last_room.give_up(session.profile):
            raise
    with session.store.transaction() as work:
        return write(work)
