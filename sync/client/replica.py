"""What a sync round needs of the local store. The app's store fulfils it; nothing here knows the app.

Every method is one short transaction: it either happened as a whole or not at all, and may be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.client.opening import Opened, OpenJob, ReadAhead
from sync.protocol.api import FeedPage, PutResult
from sync.protocol.public import Wrap

LocalId = tuple[int, int]
"""Names a waiting envelope to its own replica."""
FIRST: LocalId = (-1, -1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What waits for the office: directory records, wraps and envelopes not acknowledged."""

    directory: int
    wraps: int
    envelopes: int


@dataclass(frozen=True, slots=True)
class Known:
    """How far this replica is: cursor per shard, directory height (here, and as the office has it), newest wrap."""

    cursor: dict[int, int]
    directory_height: int
    settled_height: int
    wrap_number: int


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one page."""

    applied: int
    known: int
    pending: int
    quarantined: int
    conflicts: int


class Replica(Protocol):
    """The local side of a round."""

    @property
    def read_ahead(self) -> ReadAhead | None:
        """What workers make of an opened body before :meth:`receive` gets it; None: nothing."""
        ...

    def outgoing(self) -> Outgoing:
        """Count what may go to the office now."""
        ...

    def known(self) -> Known:
        """Say how far this replica is."""
        ...

    def unsent_directory(self) -> list[bytes]:
        """Return own directory records the office does not have."""
        ...

    def directory_sent(self, height: int) -> None:
        """The office has the directory up to *height*."""
        ...

    def drop_unsent_directory(self) -> None:
        """Forget own records that lost against another administrator's."""
        ...

    def receive_directory(self, records: Sequence[bytes]) -> None:
        """Verify and append; raises ``DirectoryError`` or ``ForkError`` and keeps nothing."""
        ...

    def unsent_wraps(self, limit: int) -> list[tuple[int, Wrap]]:
        """Return wraps that may go, with their local ids."""
        ...

    def wraps_sent(self, ids: Sequence[int]) -> None:
        """The office has these wraps."""
        ...

    def receive_wraps(self, wraps: Sequence[Wrap], after: int) -> int:
        """Open what is addressed to this device; returns how many did not open."""
        ...

    def unsent_after(self, after: LocalId, limit: int, most_bytes: int) -> list[tuple[LocalId, bytes]]:
        """Return envelopes that may go, above *after*, by ascending local id; each chain as it was written."""
        ...

    def restrictions(self) -> list[tuple[LocalId, list[Wrap], bytes]]:
        """Return what must be accepted before anything behind it may go: a keyring's local id, its wraps, itself.

        One of each stream at most; the next one, and what waited, is there when the office has this one. Nearly always
        nothing.
        """
        ...

    def delivered(self, results: Sequence[tuple[LocalId, PutResult]]) -> None:
        """Take what the office has off the list; keep and note what it refused. A whole page, as it was given."""
        ...

    def wanted(self, page: FeedPage) -> FeedPage:
        """Return *page* without envelopes this replica has no place for now; they are skipped unopened."""
        ...

    def jobs(self, page: FeedPage) -> list[OpenJob]:
        """Return, for each envelope of *page*, what is needed to verify and open it."""
        ...

    def receive(self, pages: Sequence[tuple[FeedPage, Sequence[Opened]]]) -> Received:
        """Merge pages in order and move the cursor, in one transaction. Repetition changes nothing."""
        ...

    def office_went_back(self, page: FeedPage) -> None:
        """The office is older than it was: queue everything it may lack, and raise the alarm."""
        ...

    def restart(self) -> bool:
        """Begin the feed again if a new seed opened what was skipped before; say whether."""
        ...

    def backfills(self) -> list[tuple[bytes, int]]:
        """Return streams whose beginning is still to be fetched, and after which number."""
        ...

    def receive_backfill(self, stream_id: bytes, page: FeedPage, opened: Sequence[Opened]) -> Received:
        """Merge a page of one stream from its beginning."""
        ...

    def own_sequence(self) -> int | None:
        """Return the own device_seq after which own envelopes must be fetched again, or None (the usual case)."""
        ...

    def receive_own(self, page: FeedPage, opened: Sequence[Opened], complete: bool) -> Received:
        """Take back own envelopes after an old local file was put back."""
        ...

    def clock_unchecked(self) -> bool:
        """Say whether the office's time should be asked again."""
        ...

    def heard(self, office_time_ms: int) -> None:
        """The office answered a whole round; ``office_time_ms`` is 0 when its time was not asked."""
        ...
