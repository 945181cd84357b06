"""One sync round: send what waits, fetch what is new. It may stop after any call and be run again.

Order matters only for speed, never for safety: directory before wraps before envelopes on the way up, so that the
office can judge each; the same on the way down, so that each page can be opened when it arrives. With nothing to
send and nothing new, a round is one request.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from sync.client.opening import INLINE, Opener, Opening
from sync.client.pages import Ahead, further
from sync.client.replica import FIRST, Known, LocalId, Outgoing, Received, Replica
from sync.protocol.api import PAGE_BYTES, PAGE_ENVELOPES, FeedPage, PutResult, PutStatus, SyncApi
from sync.protocol.errors import DirectoryError, ForkError, RefusedError
from sync.protocol.public import Wrap

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Ready = tuple[FeedPage, Opening]
BATCH_ENVELOPES = 10_000
"""Envelopes of one merge transaction of a long pull: large, for every commit writes each touched index page again."""
_WRAPS_PAGE = 2_000
_BACKFILL_STREAMS = 10_000
_ONE_WRAP = frozenset({"no-right", "unknown-recipient", "too-large"})
"""Refusals that may concern one wrap of many."""
_MOST_REFUSED = 50


class CancelledRound(Exception):  # noqa: N818 - not an error
    """The person stopped the round; what was sent and merged stays."""


@dataclass(slots=True)
class RoundReport:
    """What one round did. ``warnings`` are codes: ``directory-dropped``, ``fork``, ``refused``, ``restored``,
    ``wraps`` (some that came fit nothing)."""

    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    warnings: list[str] = field(default_factory=list)

    def warn(self, code: str) -> None:
        """Note a warning once."""
        if code not in self.warnings:
            self.warnings.append(code)


def _direct(call: Callable[[], T]) -> T:
    return call()


class Round:
    """One round between an office and a replica.

    ``in_store`` runs a call where the replica may be used (the store thread of a window; directly in a command).
    """

    def __init__(
        self,
        api: SyncApi,
        replica: Replica,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        in_store: Callable[[Callable[[], object]], object] | None = None,
    ) -> None:
        self._api = api
        self._replica = replica
        self._progress = progress or (lambda _done, _total, _what: None)
        self._cancelled = cancelled or (lambda: False)
        self._in_store = in_store or _direct
        self.report = RoundReport()
        self._fetched = 0

    def _store(self, call: Callable[[], T]) -> T:
        return self._in_store(call)  # type: ignore[return-value]

    def _check(self) -> None:
        if self._cancelled():
            raise CancelledRound

    def run(self) -> RoundReport:
        """Send, then fetch. Raises ``UnreachableError`` or ``RefusedError``; everything done so far stays done."""
        outgoing = self._store(self._replica.outgoing)
        if outgoing.directory:
            self._send_directory()
        own = self._store(self._replica.own_sequence)
        with Opener(self._replica.read_ahead) as opener:
            if own is not None:
                self._fetch_own(opener, own)
            self._send(outgoing)
            self._fetch_all(opener)
            self._send_restrictions(opener)
        self._note_heard()
        return self.report

    def _send(self, outgoing: Outgoing) -> None:
        if outgoing.wraps:
            self._send_wraps()
        if outgoing.envelopes:
            self._send_envelopes(outgoing.envelopes)

    def _fetch_all(self, opener: Opener) -> None:
        self._fetch(opener)
        if self._store(self._replica.restart):
            self._fetch(opener)
        self._fetch_backfills(opener)

    def _note_heard(self) -> None:
        """Remember that the office answered; once an hour also how far the clocks are apart."""
        time_ms = self._api.office().time_ms if self._store(self._replica.clock_unchecked) else 0
        self._store(lambda: self._replica.heard(time_ms))

    # -- up ------------------------------------------------------------------------------------------------------

    def _send_directory(self) -> None:
        records = self._store(self._replica.unsent_directory)
        try:
            height = self._api.put_directory(records)
        except RefusedError as error:
            if error.code != "conflict":
                raise
            self._store(self._replica.drop_unsent_directory)
            self.report.warn("directory-dropped")
            return
        self._store(lambda: self._replica.directory_sent(height))

    def _send_wraps(self) -> None:
        """Send wraps; one the office does not take stays and stops nothing else."""
        refused: set[int] = set()
        while True:
            self._check()
            found = self._store(partial(self._replica.unsent_wraps, _WRAPS_PAGE + len(refused)))
            waiting = [item for item in found if item[0] not in refused]
            if not waiting:
                return
            sent = self._put_wraps(waiting, refused)
            self._store(partial(self._replica.wraps_sent, sent))

    def _put_wraps(self, waiting: list[tuple[int, Wrap]], refused: set[int]) -> list[int]:
        """Send *waiting*, in ever smaller parts where one of them is refused; return what the office has."""
        try:
            self._api.put_wraps([wrap for _local, wrap in waiting])
        except RefusedError as error:
            if error.code not in _ONE_WRAP or len(refused) >= _MOST_REFUSED:
                raise
            if len(waiting) == 1:
                refused.add(waiting[0][0])
                self.report.warn("refused")
                return []
            half = len(waiting) // 2
            return self._put_wraps(waiting[:half], refused) + self._put_wraps(waiting[half:], refused)
        return [local for local, _wrap in waiting]

    def _send_envelopes(self, total: int) -> None:
        sent = 0
        with ThreadPoolExecutor(1, thread_name_prefix="sync-send") as sender:
            after = FIRST
            flying: tuple[list[tuple[LocalId, bytes]], Future[list[PutResult]]] | None = None
            while True:
                self._check()
                waiting = self._store(partial(self._replica.unsent_after, after, PAGE_ENVELOPES, PAGE_BYTES))
                if flying is not None:
                    sent += self._take_results(*flying)
                    self._progress(sent, total, "push")
                    flying = None
                if not waiting:
                    return
                after = waiting[-1][0]
                flying = (waiting, sender.submit(self._api.put_envelopes, [envelope for _seq, envelope in waiting]))

    def _take_results(self, waiting: list[tuple[LocalId, bytes]], answer: "Future[list[PutResult]]") -> int:
        results = answer.result()
        pairs = list(zip((seq for seq, _envelope in waiting), results, strict=True))
        self._store(lambda: self._replica.delivered(pairs))
        taken = sum(result.status in (PutStatus.ACCEPTED, PutStatus.KNOWN) for _seq, result in pairs)
        self.report.pushed += taken
        if taken != len(pairs):
            self.report.warn("refused")
        return taken

    def _send_restrictions(self, opener: Opener) -> None:
        """Send keyrings that others race for, after all that is known was fetched, and then what waited for them.

        Where another was first, his is fetched, and the replica makes its own anew on top of it.
        """
        tried: set[bytes] = set()
        while waiting := [one for one in self._store(self._replica.restrictions) if one[2] not in tried]:
            self._check()
            tried.update(envelope for _local, _wraps, envelope in waiting)
            taken = [self._restrict(*one) for one in waiting]
            if any(taken):
                self._send(self._store(self._replica.outgoing))
            if not all(taken):
                self._fetch_all(opener)
        if self._store(self._replica.restrictions):
            self.report.warn("refused")

    def _restrict(self, local: LocalId, wraps: list[Wrap], envelope: bytes) -> bool:
        """Send a keyring, its wraps first, so that nobody is named without a key; say whether the office has it."""
        try:
            self._api.put_wraps(wraps)
            result = self._api.put_envelopes([envelope])[0]
        except RefusedError as error:
            if error.code not in _ONE_WRAP:
                raise
            result = PutResult(PutStatus.NO_RIGHT, 0)
        self._store(lambda: self._replica.delivered([(local, result)]))
        taken = result.status in (PutStatus.ACCEPTED, PutStatus.KNOWN)
        self.report.pushed += taken
        return taken

    # -- down ----------------------------------------------------------------------------------------------------

    def _fetch(self, opener: Opener) -> None:
        """Fetch page after page; while one batch is merged the next is opened, and the one after that fetched."""
        known = self._store(self._replica.known)
        page = self._api.get_envelopes(known.cursor)
        if _went_back(page, known):
            self._give_back(page)
            page = self._api.get_envelopes(self._store(self._replica.known).cursor)
        page = self._wanted(page)
        if not page.more:
            self._merge([(page, future)] if (future := self._open(page, opener)) is not None else [])
            return
        if len(page.envelopes) >= INLINE:
            opener.start()
        with ThreadPoolExecutor(1, thread_name_prefix="sync-fetch") as fetcher:
            pages = Ahead(self._api, fetcher, page)
            ready = self._open_batch(pages, opener, 1)  # merging begins with the first page
            while ready:
                coming = self._open_batch(pages, opener, BATCH_ENVELOPES)
                self._merge(ready)
                ready = coming

    def _give_back(self, page: FeedPage) -> None:
        """The office was restored from an old backup: give it what it lost, keyrings of each stream first."""
        self.report.warn("restored")
        self._store(partial(self._replica.office_went_back, page))
        outgoing = self._store(self._replica.outgoing)
        if outgoing.directory:
            self._send_directory()
        self._send_wraps()
        self._send_envelopes(outgoing.envelopes)

    def _open_batch(self, pages: Ahead, opener: Opener, most: int) -> "list[Ready]":
        """Take pages until there are *most* envelopes or no more, and have them opened."""
        batch: list[Ready] = []
        size = 0
        while size < most and (page := pages.take()) is not None:
            self._check()
            page = self._wanted(page)
            opened = self._open(page, opener)
            if opened is not None:
                batch.append((page, opened))
            size += max(len(page.envelopes), 1)
        return batch

    def _open(self, page: FeedPage, opener: Opener) -> Opening | None:
        """Fetch what the page needs, then have it opened. None: nothing new at all."""
        known = self._prepare(page)
        if not page.envelopes and page.cursor == known.cursor:
            return None
        return opener.submit(self._store(lambda: self._replica.jobs(page)))

    def _wanted(self, page: FeedPage) -> FeedPage:
        """Leave out what the replica has no place for now; where to go on stays as the office said."""
        return self._store(partial(self._replica.wanted, page))

    def _prepare(self, page: FeedPage) -> Known:
        """Fetch the directory and the wraps that were at the office when it made *page*; return what was known."""
        known = self._store(self._replica.known)
        self._fetch_directory(page.directory_height, known.settled_height)
        if page.wrap_head > known.wrap_number:
            self._fetch_wraps(known.wrap_number)
        return known

    def _fetch_directory(self, theirs: int, ours: int) -> None:
        if theirs <= ours:
            return
        try:
            records = self._api.get_directory(ours)
            self._store(lambda: self._replica.receive_directory(records))
        except ForkError:
            if not self._lost_the_race():
                self.report.warn("fork")
                raise
            self._fetch_directory(theirs, self._store(self._replica.known).settled_height)
        except DirectoryError:
            self.report.warn("directory")
            raise

    def _lost_the_race(self) -> bool:
        """Say whether it was no fork: own records, made during this round, that the office refuses for another's."""
        if not self._store(self._replica.outgoing).directory:
            return False
        self._send_directory()
        return not self._store(self._replica.outgoing).directory

    def _fetch_wraps(self, after: int) -> None:
        more = True
        while more:
            self._check()
            page = self._api.get_wraps(after)
            refused = self._store(partial(self._replica.receive_wraps, page.wraps, page.after))
            if refused:
                self.report.warn("wraps")
            more = page.more
            after = further(after, page.after, more)

    def _merge(self, batch: "list[Ready]") -> None:
        if batch:
            pages = [(page, opened.result()) for page, opened in batch]
            self._fetched += self._count(self._store(lambda: self._replica.receive(pages)))
            self._progress(self._fetched, 0, "pull")

    def _count(self, received: Received) -> int:
        self.report.pulled += received.applied
        self.report.conflicts += received.conflicts
        return received.applied + received.known + received.pending + received.quarantined

    def _fetch_backfills(self, opener: Opener) -> None:
        for stream_id, start in self._store(self._replica.backfills)[:_BACKFILL_STREAMS]:
            after, more = start, True
            while more:
                self._check()
                try:
                    page = self._api.get_stream_envelopes(stream_id, after)
                except RefusedError as error:
                    if error.code != "no-right":
                        raise
                    break  # not shared with this person any more: what is here stays
                self._prepare(page)
                jobs = self._store(partial(self._replica.jobs, page))
                opened = opener.submit(jobs).result()
                merge = partial(self._replica.receive_backfill, stream_id, page, opened)
                self._count(self._store(merge))
                more = page.more
                after = further(after, max(page.cursor.values(), default=after), more)

    def _fetch_own(self, opener: Opener, after: int) -> None:
        more = True
        while more:
            self._check()
            page = self._wanted(self._api.get_own_envelopes(after))
            self._prepare(page)
            jobs = self._store(partial(self._replica.jobs, page))
            opened = opener.submit(jobs).result()
            more = page.more
            self._count(self._store(partial(self._replica.receive_own, page, opened, not page.more)))
            after = further(after, max(page.cursor.values(), default=after), more)


def _went_back(page: FeedPage, known: Known) -> bool:
    """Say whether the office now knows less than it once told this replica.

    The newest wrap says nothing: it is that of fewer recipients when this person leaves a team.
    """
    lower = any(page.cursor.get(shard, 0) < number for shard, number in known.cursor.items())
    return lower or page.directory_height < known.settled_height
