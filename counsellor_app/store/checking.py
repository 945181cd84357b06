"""Rebuilding the projection from the log, and verifying the whole log. The log is the truth; this is the proof."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver

from counsellor_app.store import migrations
from counsellor_app.store.anchor import Anchored
from counsellor_app.store.database import Connection, bulk_cache
from counsellor_app.store.opening_jobs import job_for
from counsellor_app.store.prepared import read_ahead
from counsellor_app.store.projection import Entry, Projection
from sync.client.opening import Opened, Opener, Opening, OpenJob
from sync.protocol.envelope import ZERO_HASH, Suite, peek, read_header, stamp_of
from sync.protocol.errors import MalformedError
from sync.wording import _, ngettext

if TYPE_CHECKING:
    from counsellor_app.store.store import Store

_PAGE = 4_000
_AHEAD = 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """``ok`` when nothing is wrong; ``problems`` are translated sentences."""

    envelopes: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


_Row = tuple[int, int, int, int, bytes, int]


def _pages(connection: Connection) -> Iterator[list[_Row]]:
    after = 0
    while True:
        rows = connection.execute(
            "SELECT seq, device, stream, stream_seq, coalesce(envelope, x''), device_seq"  # damaged, it may be missing
            " FROM log WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, _PAGE),
        ).fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield rows


def _opened(
    store: "Store", connection: Connection, opener: Opener, verify: bool
) -> Iterator[tuple[list[_Row], list[Opened]]]:
    """Yield pages of the log with their bodies; a few pages are being opened on other cores ahead of the reader."""
    make_jobs = _verify_jobs if verify else _open_jobs
    flying: list[tuple[list[_Row], Opening]] = []
    for rows in _pages(connection):
        flying.append((rows, opener.submit(make_jobs(store, rows))))
        if len(flying) > _AHEAD:
            first, opening = flying.pop(0)
            yield first, opening.result()
    for first, opening in flying:
        yield first, opening.result()


def _verify_jobs(store: "Store", rows: list[_Row]) -> list[OpenJob]:
    directory = store.directory.current()
    return [job_for(row[4], directory, store.journal, store.keys) for row in rows]


def _open_jobs(store: "Store", rows: list[_Row]) -> list[OpenJob]:
    """Return jobs without signatures to check: what is in the log was verified when it came."""
    jobs: list[OpenJob] = []
    for row in rows:
        place = peek(row[4])
        sealed = place.suite == Suite.SEALED
        jobs.append((row[4], b"", store.keys.stream_key(row[2], place.epoch) if sealed else None))
    return jobs


def rebuild(store: "Store", connection: Connection, progress: Progress | None) -> None:
    """Drop the projection and apply the whole log again, in one transaction."""
    total = connection.execute("SELECT count(*) FROM log").fetchone()[0]
    with bulk_cache(connection), Opener(read_ahead) as opener, store.transaction():
        schema = migrations.schema()
        schema.drop_projection(connection)
        schema.create_projection(connection)
        store.index.clear()
        projection = Projection(connection, store.journal.devices, store.index, store.directory.person_of)
        done = 0
        for rows, opened in _opened(store, connection, opener, verify=False):
            for (seq, device, stream, _, envelope, _), (*_, prepared) in zip(rows, opened, strict=True):
                if prepared is not None:
                    projection.apply(Entry(seq, stream, device, stamp_of(envelope)), prepared)
            projection.flush()
            done += len(rows)
            if progress is not None:
                progress(done, total)
        projection.finish()
        store.index.settle()
        migrations.note_projection(store.state)


def digest(connection: Connection) -> str:
    """Return SHA-256 over every projection table, row by row: equal tables, equal digest."""
    found = hashlib.sha256()
    for table, columns in sorted(migrations.schema().primary_keys().items()):
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY {', '.join(columns)}"):
            found.update(repr(row).encode())
    return found.hexdigest()


def search_digest(connection: Connection) -> str:
    """Return SHA-256 over what the search indexes hold: how often each word in how many texts, and each text's length.

    The indexes keep no text that could be compared with the log; equal texts give equal words and lengths.
    """
    found = hashlib.sha256()
    for table in migrations.SEARCH_TABLES:
        connection.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, {table}, row)")
        try:
            for row in connection.execute("SELECT term, doc, cnt FROM temp.words"):
                found.update(repr(row).encode())
        finally:
            connection.execute("DROP TABLE temp.words")
        for row in connection.execute(f"SELECT id, sz FROM {table}_docsize ORDER BY id"):
            found.update(repr(row).encode())
    return found.hexdigest()


def verify(
    store: "Store", connection: Connection, anchored: Anchored | None, progress: Progress | None
) -> VerifyReport:
    """Check every page, every envelope, every chain, the anchor and the projection. Changes nothing."""
    damaged = _("The store cannot be read: it is damaged, or it belongs to another profile.")
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        return VerifyReport(0, (damaged,))
    problems: list[str] = []
    total = connection.execute("SELECT count(*) FROM log").fetchone()[0]
    broken, gaps = _read_log(store, connection, lambda done: progress(done, 2 * total) if progress else None)
    if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        problems.append(damaged)
    if broken:
        problems.append(
            ngettext(
                "{n} entry does not verify or does not open.", "{n} entries do not verify or do not open.", broken
            ).format(n=broken)
        )
    if gaps:
        problems.append(
            ngettext(
                "{n} entry does not follow from the one before.", "{n} entries do not follow from the one before.", gaps
            ).format(n=gaps)
        )
    if store.state.get("rolled_back", False) or not _anchor_fits(store, connection, anchored):
        problems.append(_("The store is older than its anchor: an old copy was put back."))
    told = (lambda done, _total: progress(total + done, 2 * total)) if progress else None
    tables, index = _projection_follows(store, connection, told)
    if not tables:
        problems.append(_("The tables differ from the log. Run “rebuild”."))
    if not index or not all(_index_is_sound(connection, table) for table in migrations.SEARCH_TABLES):
        problems.append(_("The search index differs from the notes. Run “rebuild”."))
    return VerifyReport(total, tuple(problems))


def _read_log(store: "Store", connection: Connection, read: Callable[[int], None]) -> tuple[int, int]:
    """Return how many entries do not verify or open, and how many do not follow; tells *read* how many it has read."""
    chains: dict[tuple[int, int], tuple[int, bytes]] = {}
    done = broken = gaps = 0
    with Opener() as opener:
        for rows, opened in _opened(store, connection, opener, verify=True):
            for row, (code, digest_, _body, _ahead) in zip(rows, opened, strict=True):
                broken += bool(code)
                gaps += code != MalformedError.code and not _follows(store, chains, row, digest_)
            done += len(rows)
            read(done)
    heads = connection.execute("SELECT stream, device, stream_seq, head FROM chain").fetchall()
    gaps += sum(chains.get((stream, device)) != (seq, bytes(head)) for stream, device, seq, head in heads)
    return broken, gaps


def _index_is_sound(connection: Connection, table: str) -> bool:
    try:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    except driver.DatabaseError as error:
        if "malformed" not in str(error) and "corrupt" not in str(error):
            raise
        return False
    return True


def _follows(store: "Store", chains: dict[tuple[int, int], tuple[int, bytes]], row: _Row, digest_: bytes) -> bool:
    header = read_header(row[4])
    place = (row[2], row[1])
    last, head = chains.get(place, (0, ZERO_HASH))
    chains[place] = (header.stream_seq, digest_)
    filed = (header.stream_seq, header.device_seq) == (row[3], row[5]) and _filed_under(store, row) == (
        header.stream_id,
        header.device_id,
    )
    return filed and header.stream_seq == last + 1 and header.stream_prev == head


def _filed_under(store: "Store", row: _Row) -> tuple[bytes, bytes]:
    """Return the stream and the device that the columns beside an envelope say; empty for aliases nobody has."""
    try:
        return store.journal.streams.identifier(row[2]), store.journal.devices.identifier(row[1])
    except KeyError:
        return b"", b""


def _anchor_fits(store: "Store", connection: Connection, anchored: Anchored | None) -> bool:
    if store.identity is None or anchored is None:
        return True
    alias = store.journal.devices.find(store.identity.device.device_id)
    newest = connection.execute("SELECT max(device_seq) FROM log WHERE device = ?", (alias,)).fetchone()[0] or 0
    newest = max(newest, store.state.number("put_away_seq"))
    return newest >= anchored.device_seq and store.directory.current().height >= anchored.directory_height


class _Undone(Exception):  # noqa: N818 - not an error
    """Ends the transaction in which the projection was only made again to be compared."""


def _projection_follows(store: "Store", connection: Connection, progress: Progress | None) -> tuple[bool, bool]:
    """Say whether the tables, and the search indexes, are what the log gives."""
    try:
        with store.transaction():
            store.index.settle()
            before = digest(connection), search_digest(connection)
            rebuild(store, connection, progress)
            after = digest(connection), search_digest(connection)
            raise _Undone
    except _Undone:
        return after[0] == before[0], after[1] == before[1]
