"""What a sync round sees of the store: the :class:`sync.client.replica.Replica` over the log.

Every method is one transaction of the store; the cursor moves in the same commit as the rows it stands for.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from counsellor_app.store.database import Connection, bulk_cache, repeatable
from counsellor_app.store.day_pack import DayPacks
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.intake import Intake
from counsellor_app.store.journal import Journal, now_ms
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.opening_jobs import job_for, look_into
from counsellor_app.store.prepared import read_ahead
from counsellor_app.store.projection import Projection
from counsellor_app.store.records import Records
from counsellor_app.store.restrictions import Restrictions
from counsellor_app.store.state import StateTable
from sync.client.opening import INLINE, Opened, OpenJob
from sync.client.replica import Known, LocalId, Outgoing, Received
from sync.protocol.api import FeedPage, PutResult, PutStatus
from sync.protocol.public import Purpose, Wrap, unpack_wrap
from sync.wording import _

_HOUR_MS = 3_600_000
RESTORED = "restored"
_FREE = (
    "NOT EXISTS (SELECT 1 FROM json_each(?) h WHERE l.stream = json_extract(h.value, '$[0]')"
    " AND l.device = json_extract(h.value, '$[1]') AND l.seq >= json_extract(h.value, '$[2]'))"
)
"""Leaves out what a restriction holds back."""


class StoreReplica:
    """The replica side of one store. ``transaction`` opens one and gives notice of what changed after it."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        keys: KeyStore,
        directory: DirectoryLog,
        state: StateTable,
        transaction: Callable[[], AbstractContextManager[object]],
        projection: Callable[[], Projection],
        flush_anchor: Callable[[], None],
        records: Records,
        restrictions: Restrictions,
        day_packs: DayPacks,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._keys = keys
        self._directory = directory
        self._state = state
        self._transaction = transaction
        self._projection = projection
        self._flush_anchor = flush_anchor
        self._records = records
        self._restrictions = restrictions
        self._day_packs = day_packs

    read_ahead = staticmethod(read_ahead)

    def _count(self, table: str, where: str = "") -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table} {where}").fetchone()[0])

    def outgoing(self) -> Outgoing:
        """Count what may go to the office now."""
        directory, wraps = self._count("directory", "WHERE NOT sent"), self._count("wrap_waiting")
        if not self._restrictions.all():
            return Outgoing(directory, wraps, self._count("outbox"))
        rows = self._connection.execute(
            f"SELECT count(*) FROM outbox o JOIN log l ON l.seq = o.seq WHERE {_FREE}", (self._restrictions.bounds(),)
        )
        return Outgoing(directory, wraps, rows.fetchone()[0])

    def known(self) -> Known:
        """Say how far this replica is."""
        found = self._state.get("cursor", {})
        cursor = {int(shard): number for shard, number in found.items()} if isinstance(found, dict) else {}
        directory = self._directory
        return Known(
            cursor or {0: 0}, directory.current().height, directory.settled()[0], self._state.number("wrap_number")
        )

    # -- directory -----------------------------------------------------------------------------------------------

    def unsent_directory(self) -> list[bytes]:
        """Return own directory records the office does not have."""
        return self._directory.unsent()

    def directory_sent(self, height: int) -> None:
        """The office has the directory up to *height*."""
        with self._transaction():
            self._directory.mark_sent(height)

    def drop_unsent_directory(self) -> None:
        """Forget own records that lost against another's; keys given to what only they knew are given out again."""
        with self._transaction():
            if self._state.get("office_alarm", "") == RESTORED:
                return  # what others signed is not ours to drop: the office's own history has forked
            for stream_id in self._directory.drop_unsent():
                self._records.renew(stream_id)

    def receive_directory(self, records: Sequence[bytes]) -> None:
        """Verify and append; what waited for an author or for more directory is tried again."""
        with self._transaction():
            directory = self._directory.append(records, mine=False)
            if any(height > self._state.number("alarm_height") for height in directory.restored_at):
                self._state.put("office_alarm", "")
            self._merge(lambda intake: intake.retry_waiting(("author", "directory")))

    # -- wraps ---------------------------------------------------------------------------------------------------

    def unsent_wraps(self, limit: int) -> list[tuple[int, Wrap]]:
        """Return wraps that may go, with their local ids; those of a restriction go with it."""
        held = self._restrictions.holds()
        rows = self._connection.execute("SELECT id, wrap FROM wrap_waiting JOIN wrap_out USING (id) ORDER BY id")
        found: list[tuple[int, Wrap]] = []
        for local, packed in rows:
            wrap = unpack_wrap(bytes(packed))
            if not held(wrap):
                found.append((local, wrap))
            if len(found) == limit:
                break
        return found

    def wraps_sent(self, ids: Sequence[int]) -> None:
        """The office has these wraps."""
        with self._transaction():
            self._connection.executemany("DELETE FROM wrap_waiting WHERE id = ?", [(local,) for local in ids])

    def receive_wraps(self, wraps: Sequence[Wrap], after: int) -> int:
        """Open wraps. A seed that is new here opens streams of long ago: then everything is asked for again."""
        identity = self._journal.identity
        if identity is None:
            return len(wraps)
        with self._transaction():
            begun = self._state.number("wrap_number") > 0
            self._state.put("wrap_number", after)
            seeds = {
                (wrap.subject, wrap.generation)
                for wrap in wraps
                if wrap.purpose in (Purpose.TEAM_SEED, Purpose.PERSON_SEED)
            }
            fresh = [place for place in seeds if self._keys.principal(*place) is None]
            refused = self._keys.receive_wraps(
                self._day_packs.wanted_wraps(wraps),
                self._directory.current(),
                identity.device.receive_key,
                identity.device.device_id,
            )
            if fresh and (begun or self._count("log")):
                self._state.put("restart", True)
            self._merge(lambda intake: intake.retry_waiting(("key",)))
        return refused

    # -- envelopes out -------------------------------------------------------------------------------------------

    def unsent_after(self, after: LocalId, limit: int, most_bytes: int) -> list[tuple[LocalId, bytes]]:
        """Return envelopes that may go behind *after*, as many as fit (at least one), as they were written."""
        self._flush_anchor()
        held = (f"AND {_FREE}", self._restrictions.bounds()) if self._restrictions.all() else ("",)
        found: list[tuple[LocalId, bytes]] = []
        size = 0
        for kind, number, envelope in self._journal.outbox.after(after, limit, *held):
            size += len(envelope)
            if found and size > most_bytes:
                break
            found.append(((kind, number), bytes(envelope)))
        return found

    def delivered(self, results: Sequence[tuple[LocalId, PutResult]]) -> None:
        """Take what the office has off the list; keep and note what it refused."""
        have = [place for place, result in results if result.status in (PutStatus.ACCEPTED, PutStatus.KNOWN)]
        no = [(place, result.status.name) for place, result in results if result.status > PutStatus.KNOWN]
        with self._transaction():
            outbox = self._journal.outbox
            held = bool(self._restrictions.all())
            if held:
                self._restrictions.answered(map(outbox.row, have), [outbox.row(place) for place, _name in no])
            outbox.delivered(have, whole=not held and not no)
            self._state.put("refused_by_office", sorted({name for _place, name in no}))

    def restrictions(self) -> list[tuple[LocalId, list[Wrap], bytes]]:
        """Return keyrings that nothing behind them goes without: where they wait, wraps, envelope."""
        self._flush_anchor()
        place = self._journal.outbox.place
        return [(place(seq), wraps, envelope) for seq, wraps, envelope in self._restrictions.to_send()]

    # -- envelopes in --------------------------------------------------------------------------------------------

    def _merge(self, work: Callable[[Intake], Received]) -> Received:
        """Let an intake do *work*; say in each case whose restriction it had to make anew what came of it."""
        intake = Intake(
            self._connection, self._journal, self._keys, self._directory, self._projection(), self._restrictions
        )
        received = work(intake)
        for stream in sorted(intake.made_anew):
            self._records.tell_of_meeting(stream)
        return received

    def wanted(self, page: FeedPage) -> FeedPage:
        """Return *page* without what a day pack keeps away; the page itself when there is none."""
        return self._day_packs.wanted(page)

    def jobs(self, page: FeedPage) -> list[OpenJob]:
        """Return, for each envelope, the author's key and the epoch's key."""
        directory = self._directory.current()
        look_into([envelope for _number, envelope in page.envelopes], directory.org_id, self._keys)
        return [job_for(envelope, directory, self._journal, self._keys) for _number, envelope in page.envelopes]

    def receive(self, pages: Sequence[tuple[FeedPage, Sequence[Opened]]]) -> Received:
        """Merge pages and move the cursor, in one transaction."""
        if sum(len(page.envelopes) for page, _opened in pages) < INLINE:
            return self._receive(pages)
        with bulk_cache(self._connection), repeatable(self._connection):
            return self._receive(pages)

    def _receive(self, pages: Sequence[tuple[FeedPage, Sequence[Opened]]]) -> Received:
        envelopes = [envelope for page, _opened in pages for _number, envelope in page.envelopes]
        opened = [result for _page, results in pages for result in results]
        with self._transaction():
            received = self._merge(lambda intake: intake.take(envelopes, opened))
            if not self._state.get("restart", False):
                self._state.put("cursor", {str(shard): number for shard, number in pages[-1][0].cursor.items()})
        return received

    def office_went_back(self, page: FeedPage) -> None:
        """The office is older than what it said before: everything here goes up again, and the alarm is raised.

        Absence deletes nothing. The alarm stays until an administrator's ServerRestored record arrives.
        """
        with self._transaction():
            self._state.put("office_alarm", RESTORED)
            self._state.put("alarm_height", self._directory.current().height)
            self._state.put("cursor", {str(shard): number for shard, number in page.cursor.items()})
            self._state.put("wrap_number", min(page.wrap_head, self._state.number("wrap_number")))
            self._directory.send_again(page.directory_height)
            self._connection.execute("INSERT OR IGNORE INTO wrap_waiting (id) SELECT id FROM wrap_out")
            self._journal.outbox.give_again(now_ms())

    def restart(self) -> bool:
        """Begin the feed and the wraps again if a new seed opened what was skipped before; say whether."""
        if not self._state.get("restart", False):
            return False
        with self._transaction():
            self._state.put("restart", False)
            self._state.put("cursor", {"0": 0})
            self._state.put("wrap_number", 0)
        return True

    def backfills(self) -> list[tuple[bytes, int]]:
        """Return streams of which something is missing here, and after which number it must be asked for."""
        rows = self._connection.execute(
            "SELECT stream_id, min(after) FROM ("
            "SELECT stream_id, after FROM backfill JOIN stream ON stream.id = backfill.stream"
            " UNION ALL SELECT stream_id, 0 FROM pending WHERE code IN ('gap', 'key')"
            " UNION ALL SELECT stream_id, 0 FROM claim JOIN stream ON stream.id = claim.stream"
            "  JOIN device ON device.id = claim.device"
            "  WHERE device_id NOT IN (SELECT device_id FROM quarantine)) GROUP BY stream_id"
        ).fetchall()
        return [(bytes(stream_id), after) for stream_id, after in rows if self._day_packs.here(bytes(stream_id))]

    def receive_backfill(self, stream_id: bytes, page: FeedPage, opened: Sequence[Opened]) -> Received:
        """Merge a page of one stream from its beginning; the feed's cursor stays."""
        envelopes = [envelope for _number, envelope in page.envelopes]
        with self._transaction():
            received = self._merge(lambda intake: intake.take(envelopes, opened))
            stream = self._journal.streams.of(stream_id)
            if page.more:
                after = max(page.cursor.values(), default=0)
                self._connection.execute("UPDATE backfill SET after = ? WHERE stream = ?", (after, stream))
            else:
                self._connection.execute("DELETE FROM backfill WHERE stream = ?", (stream,))
            return received

    def own_sequence(self) -> int | None:
        """Return the own device_seq after which own envelopes must be fetched again, or None."""
        identity = self._journal.identity
        if self._day_packs.to_fetch():
            return 0
        if identity is None or not self._journal.rolled_back:
            return None
        alias = self._journal.devices.of(identity.device.device_id)
        row = self._connection.execute("SELECT max(device_seq) FROM log WHERE device = ?", (alias,)).fetchone()
        aside = [number - 1 for one in self._restrictions.aside() for number, _hlc, _body in one.entries]
        return min([int(row[0] or 0), *aside])

    def receive_own(self, page: FeedPage, opened: Sequence[Opened], complete: bool) -> Received:
        """Take back own envelopes; when that is complete this device may write again, above the anchor's number."""
        envelopes = [envelope for _number, envelope in page.envelopes]
        with self._transaction():
            received = self._merge(lambda intake: intake.take(envelopes, opened))
            if complete and not self._own_waiting():
                self._state.put("rolled_back", False)
                self._state.put("own_put_away", False)
                self._journal.forget()
                for aside, key_is_there in self._restrictions.settle_aside():
                    if not key_is_there:
                        self._records.restrict_again(aside.stream, aside.readers)
                    for number, hlc, body in aside.entries:
                        self._records.put_back(aside.stream, body, (number, hlc))
        return received

    def _own_waiting(self) -> bool:
        """Say whether own envelopes wait for a directory that did not come: writing on would fork their chains."""
        identity = self._journal.identity
        rows = self._connection.execute(
            "SELECT DISTINCT substr(envelope, 45, 16) FROM pending WHERE code IN ('author', 'directory')"
        ).fetchall()
        return identity is not None and identity.device.device_id in {bytes(row[0]) for row in rows}

    def clock_unchecked(self) -> bool:
        """Say whether the office's time should be asked again: once an hour."""
        return abs(now_ms() - self._state.number("clock_checked")) > _HOUR_MS

    def heard(self, office_time_ms: int) -> None:
        """The office answered; remember when, and how far this clock is from the office's."""
        now = now_ms()
        with self._transaction():
            self._state.put("last_heard", now)
            if not self._count("outbox"):
                self._state.put("last_acknowledged", now)
            if office_time_ms:
                self._state.put("clock_offset", office_time_ms - now)
                self._state.put("clock_checked", now)


def alarm_words(code: str) -> str:
    """Return what an alarm about the office says to a person; empty for none."""
    if code != RESTORED:
        return ""
    return _(
        "The office was put back from an old backup. Nothing is lost here, and this device gave back what it has."
        " An administrator confirms it with “restored”."
    )
