"""An app that asks nobody before it saves: an older one, a broken one, or one that does not know better."""

from collections.abc import Iterator
from contextlib import contextmanager

from counsellor_app.store.store import Store


@contextmanager
def unguarded(store: Store) -> Iterator[None]:
    """Let *store* save what its guards would refuse."""
    doors = store.records._doors
    asked = doors.guard
    object.__setattr__(doors, "guard", lambda _case, _records: None)
    try:
        yield
    finally:
        object.__setattr__(doors, "guard", asked)
