"""Going from page to page of what the office hands out."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

from sync.protocol.api import FeedPage, SyncApi
from sync.protocol.errors import MalformedError

_PAGES_AHEAD = 3


def further(before: int, after: int, more: bool) -> int:
    """Return *after*; raises :class:`MalformedError` where there should be more but the office stands still."""
    if more and after <= before:
        raise MalformedError("no progress")
    return after


class Ahead:
    """Fetches pages of the feed ahead of who takes them; the next request starts when a page came."""

    def __init__(self, api: SyncApi, fetcher: ThreadPoolExecutor, first: FeedPage) -> None:
        self._api = api
        self._fetcher = fetcher
        start: Future[FeedPage] = Future()
        start.set_result(first)
        self._queue: deque[Future[FeedPage]] = deque([start])

    def _ask(self, before: Future[FeedPage]) -> FeedPage:
        page = before.result()
        if not page.more:
            return page
        following = self._api.get_envelopes(page.cursor)
        further(sum(page.cursor.values()), sum(following.cursor.values()), following.more)
        return following

    def take(self) -> FeedPage | None:
        """Return the next page, or None at the end. Raises what fetching it raised."""
        if not self._queue:
            return None
        while len(self._queue) < _PAGES_AHEAD:
            self._queue.append(self._fetcher.submit(self._ask, self._queue[-1]))
        page = self._queue.popleft().result()
        if not page.more:
            self._queue.clear()
        return page
