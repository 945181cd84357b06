"""Reading the review list in small parts: of ten thousand cases too, whoever saves or searches meanwhile gets through.

Each part is a consistent read of its own. What is written between two of them is told of by the change notice, and
read the next time: no case is judged again unless something of it was written since.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeVar

from counsellor_app.domain.overviews import ReviewRow
from counsellor_app.domain.rights import Act, allowed
from counsellor_app.store.queries.breaches import Watched
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.task_words import late_shown

T = TypeVar("T")
_PAGE: Final = 200
"""Cases that are looked at together; most of them were judged before."""
_FEW: Final = 15
"""Cases of which much is read, together."""
_MOST_NEW: Final = 500
_MOST_OVERDUE: Final = 200


class ReviewReading:
    """The review list as it is read, as of *today*.

    ``total`` and ``looked``: cases to look through for breaches, and how many were. ``passed``: gates passed without
    evidence, by case (id); ``declined``: what was saved although it was declined. ``known``: everything but breaches
    is in ``rows()``; ``whole``: those too.
    """

    def __init__(self, session: Session, today: date | None = None) -> None:
        self._session = session
        self._reviewer = bytes.fromhex(session.person_id)
        self._today = today or date.today()
        self._news: dict[str, ReviewRow] = {}
        self._late: dict[str, ReviewRow] = {}
        self._unseen: list[ReviewRow] = []
        self.passed: dict[str, int] = {}
        self.declined: dict[str, int] = {}
        self._parts = self._read()
        self.total = self.looked = 0
        self.known = self.whole = False

    def go_on(self, seconds: float) -> bool:
        """Read on for about *seconds*; says whether everything was read."""
        until = time.monotonic() + seconds
        for _part in self._parts:
            if time.monotonic() >= until:
                break
        return self.whole

    def finish(self) -> list[ReviewRow]:
        """Read on to the end and return the list: for who waits for nothing else."""
        for _part in self._parts:
            pass
        return self.rows()

    def rows(self) -> list[ReviewRow]:
        """Return the cases found until now, most urgent first: those with a breach, new ones, overdue ones."""
        late = dict(self._late)
        unseen = sorted(self._unseen, key=lambda row: row.newest_at, reverse=True)
        found = [*unseen, *self._news.values()]
        if not self.supervises:
            return found
        known = [self._with_urgency(row, late.pop(row.case, None)) for row in found]
        return [*sorted(known, key=lambda row: not row.broken), *late.values()]

    @property
    def supervises(self) -> bool:
        """Whether breaches and what is overdue are shown to this person."""
        return allowed(self._session.actor, Act.MARK_SEEN)

    def _with_urgency(self, row: ReviewRow, late: ReviewRow | None) -> ReviewRow:
        passed, declined = self.passed.get(row.case, 0), self.declined.get(row.case, 0)
        if late is None and not passed and not declined:
            return row
        return replace(
            row,
            overdue=late.overdue if late is not None else 0,
            overdue_since=late.overdue_since if late is not None else "",
            breaches=passed,
            declined_breaches=declined,
            waiting=0,
        )

    # -- the parts: each ends where another may have its turn ------------------------------------------------------

    def _read(self) -> Iterator[None]:
        yield from self._read_news()
        if self.supervises:
            yield from self._read_overdue()
            self.known = True
            yield from self._read_breaches()
        self.known = self.whole = True

    def _read_news(self) -> Iterator[None]:
        with self._session.store.reading() as queries:
            waiting = queries.reviews().waiting(self._reviewer)
        yield
        for some in _in_parts(waiting, _FEW):
            with self._session.store.reading() as queries:
                for row in queries.reviews().rows_of(some, self._reviewer):
                    self._news.setdefault(row.case, row)
            if len(self._news) >= _MOST_NEW:
                break
            yield

    def _read_overdue(self) -> Iterator[None]:
        yesterday = (self._today - timedelta(days=1)).isoformat()
        with self._session.store.reading() as queries:
            late = queries.agenda().overdue_cases(yesterday, _MOST_OVERDUE)
            self._late = {row.case: row for row in late_shown(late, yesterday, queries)}
        yield

    def _read_breaches(self) -> Iterator[None]:
        with self._session.store.reading() as queries:
            self.total = queries.status().cases
            refusing = queries.breaches().declined.refusing()
        yield
        for some in _in_parts(refusing, _FEW):
            with self._session.store.reading() as queries:
                broken = queries.breaches().declined.breaches_among(some)
            self.declined |= {case: len(found) for case, found in broken.items()}
            yield
        yield from self._list_unseen(list(self.declined))
        after = 0
        while cases := self._watched(after):
            after = cases[-1].alias
            yield
            yield from self._judge(cases)
            passed = self._session.store.judged.passed(cases)
            self.passed |= passed
            yield from self._list_unseen([case for case in passed if case not in self.declined])
            self.looked += len(cases)

    def _watched(self, after: int) -> list[Watched]:
        with self._session.store.reading() as queries:
            return queries.breaches().watched(after, _PAGE)

    def _judge(self, cases: Sequence[Watched]) -> Iterator[None]:
        judged = self._session.store.judged
        with self._session.store.reading() as queries:
            new = queries.breaches().unjudged(cases, self._today, judged)
        for some in _in_parts(new, _FEW):
            with self._session.store.reading() as queries:
                queries.breaches().judge(some, self._today, judged)
            yield

    def _list_unseen(self, cases: Sequence[str]) -> Iterator[None]:
        """List those of *cases* of which something a breach is judged by is new to the reviewer."""
        for some in _in_parts([case for case in cases if case not in self._news], _PAGE):
            with self._session.store.reading() as queries:
                self._unseen += queries.breaches().unseen(some, self._reviewer)
            yield


def _in_parts(found: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(found), size):
        yield found[start : start + size]
