"""Pulling: pages of the log by number. Nothing new costs a look at the heads, whatever the number of streams."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from sync.protocol.api import PAGE_BYTES, PAGE_ENVELOPES, FeedPage
from sync.server.access import Asker, load_readers, readable_streams
from sync.server.bulk import read_bodies
from sync.server.office import Office
from sync.server.refusals import refuse
from sync.server.tables import OFFICE_SHARD, directory_record, envelope, shard, shard_of, wrap

SCAN_WINDOW = 50_000
"""Numbers one request looks through at most, so that a long stretch of others' streams cannot hold a page up."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Newest numbers: of each shard, of the directory, and of the wraps for one asker (0 where there is none)."""

    shards: dict[int, int]
    directory: int
    wraps: int


def read_heads(connection: sa.Connection, asker: Asker) -> Heads:
    """Return the newest numbers in one small statement, each found at the end of an index."""
    recipients = {f"recipient_{place}": recipient for place, recipient in enumerate(asker.recipients)}
    rows = connection.execute(_heads_for(tuple(recipients)), recipients).fetchall()
    first = rows[0]
    return Heads(
        {row[0]: row[1] - 1 for row in rows},
        first[2] or 0,
        max(number or 0 for number in first[3:]),
    )


@lru_cache
def _heads_for(recipients: tuple[str, ...]) -> sa.Select[Any]:
    """Return the statement for so many parameters: every round of every device asks it, to build it takes longest."""
    height = sa.select(sa.func.max(directory_record.c.height)).where(directory_record.c.shard == OFFICE_SHARD)
    newest_wraps = [
        sa.select(sa.func.max(wrap.c.number))
        .where(wrap.c.shard == OFFICE_SHARD, wrap.c.recipient == sa.bindparam(recipient))
        .scalar_subquery()
        for recipient in recipients
    ]
    return sa.select(shard.c.id, shard.c.next_number, height.scalar_subquery(), *newest_wraps)


def feed(office: Office, device: bytes, after: dict[int, int], limit: int = PAGE_ENVELOPES) -> FeedPage:
    """Return what other devices wrote in the asker's streams after the cursor *after*, at most a page.

    A cursor beyond the office's head comes back as the head, lower than it was: the client sees that the office was
    put back.
    """
    with office.database.reading() as connection:
        asker = office.asker(office.directory(connection), device)
        heads = read_heads(connection, asker)
        page = _Page(heads, limit)
        for number, head in sorted(heads.shards.items()):
            start = after.get(number, 0)
            condition = sa.and_(
                envelope.c.device != asker.device,
                readable_streams(envelope.c.shard, envelope.c.stream, asker.principals),
            )
            page.read(connection, number, start, head, condition)
    return page.result()


def stream_feed(office: Office, device: bytes, stream: bytes, after: int, limit: int = PAGE_ENVELOPES) -> FeedPage:
    """Return one readable stream after a number, own envelopes included; refuses ``no-right`` for any other."""
    number = shard_of(stream, office.shards)
    with office.database.reading() as connection:
        asker = office.asker(office.directory(connection), device)
        readers = load_readers(connection, number, [stream]).get(stream)
        if readers is None or readers.principals.isdisjoint(asker.principals):
            raise refuse("no-right")
        heads = read_heads(connection, asker)
        page = _Page(heads, limit)
        page.read(connection, number, after, heads.shards[number], envelope.c.stream == stream, windowed=False)
    return page.result()


def own_feed(office: Office, device: bytes, after_seq: int, limit: int = PAGE_ENVELOPES) -> FeedPage:
    """Return what the asker's device wrote above a device_seq, in that order, each with its shard number.

    The cursor of the page is not a cursor of the feed: it is ``{0: device_seq}`` of the last one.
    """
    with office.database.reading() as connection:
        asker = office.asker(office.directory(connection), device)
        heads = read_heads(connection, asker)
        condition = sa.and_(
            envelope.c.shard.in_(sorted(heads.shards)),
            envelope.c.device == device,
            envelope.c.device_seq > after_seq,
        )
        rows, more = _bounded(connection, condition, envelope.c.device_seq, limit, PAGE_BYTES)
    last = rows[-1][0] if rows else after_seq
    return FeedPage([(row[1], row[2]) for row in rows], {OFFICE_SHARD: last}, more, heads.directory, heads.wraps)


def _bounded(
    connection: sa.Connection, condition: sa.ColumnElement[bool], order: sa.Column[int], limit: int, most_bytes: int
) -> tuple[list[tuple[int, int, bytes]], bool]:
    """Return (order column, number, body) of envelopes in ascending order, and whether the page ends before they do.

    At most *limit*, and none after *most_bytes* are reached. Sizes come first and bodies second, so that no body
    beyond the page is read.
    """
    sizes = connection.execute(
        sa.select(order, envelope.c.shard, envelope.c.number, envelope.c.size)
        .where(condition)
        .order_by(order)
        .limit(limit)
    ).fetchall()
    starts = accumulate((row[3] for row in sizes), initial=0)
    fitting = [row for row, start in zip(sizes, starts, strict=False) if start < most_bytes]
    by_shard: dict[int, list[int]] = {}
    for row in fitting:
        by_shard.setdefault(row[1], []).append(row[2])
    bodies: dict[tuple[int, int], bytes] = {}
    for number, numbers in by_shard.items():
        found = read_bodies(connection, number, numbers)
        bodies.update({(number, place): body for place, body in found.items()})
    page = [(row[0], row[2], bodies[row[1], row[2]]) for row in fitting]
    return page, len(fitting) < len(sizes) or len(sizes) == limit


class _Page:
    """A page being filled shard by shard."""

    def __init__(self, heads: Heads, limit: int) -> None:
        self.heads = heads
        self.left = limit
        self.bytes_left = PAGE_BYTES
        self.envelopes: list[tuple[int, bytes]] = []
        self.cursor: dict[int, int] = {}
        self.more = False

    def read(
        self,
        connection: sa.Connection,
        number: int,
        start: int,
        head: int,
        condition: sa.ColumnElement[bool],
        windowed: bool = True,
    ) -> None:
        """Add what *condition* finds in shard *number* after *start*, and say where to go on there."""
        if start >= head:
            self.cursor[number] = head
            return
        if self.left <= 0 or self.bytes_left <= 0:
            self.cursor[number], self.more = start, True
            return
        end = min(head, start + SCAN_WINDOW) if windowed else head
        place = sa.and_(envelope.c.shard == number, envelope.c.number > start, envelope.c.number <= end)
        condition = sa.and_(place, condition)
        rows, cut = _bounded(connection, condition, envelope.c.number, self.left, self.bytes_left)
        self.left -= len(rows)
        self.bytes_left -= sum(len(row[2]) for row in rows)
        self.envelopes.extend((row[1], row[2]) for row in rows)
        self.cursor[number] = rows[-1][1] if cut else end
        self.more = self.more or self.cursor[number] < head

    def result(self) -> FeedPage:
        """Return the page."""
        return FeedPage(self.envelopes, self.cursor, self.more, self.heads.directory, self.heads.wraps)
