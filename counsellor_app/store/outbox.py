"""What the office has not acknowledged.

Most of it needs no list: own entries go to the office by their numbers, so one number says how far it has them (table
``sent``), and what this device wrote after that waits. Only what the number cannot tell is listed (``overdue``): what
was refused or held back while later entries went, and what must be given again. So a save writes nothing but the log.
The view ``outbox`` is both together. Entries go in the order in which they lie in the log, so a push of very many reads
each of its pages once.
"""

from collections.abc import Collection, Mapping, Sequence

from counsellor_app.store.database import Connection
from sync.protocol import clock
from sync.protocol.envelope import HEADER_SIZE, stamp_of

Place = tuple[int, int]
"""Where an entry waits: what is listed comes first, as (stream alias, log row), then (minus device alias, number)."""
VIEW = (
    "CREATE VIEW outbox AS SELECT seq, stream FROM overdue UNION ALL SELECT l.seq, l.stream FROM sent s"
    " CROSS JOIN log l ON l.device = s.device AND l.device_seq > s.device_seq"
)
_LIST = "INSERT OR IGNORE INTO overdue (stream, seq, at) VALUES (?, ?, ?)"
_ROWS_LISTED = (
    "SELECT o.stream, o.seq, l.envelope FROM overdue o JOIN log l ON l.seq = o.seq"
    " WHERE (o.stream, o.seq) > (?, ?) {free} ORDER BY o.stream, o.seq LIMIT ?"
)
_ROWS_BEHIND = (
    "SELECT -l.device, l.device_seq, l.envelope FROM log l WHERE l.device = ? AND l.device_seq > ? {free}"
    " ORDER BY l.device_seq LIMIT ?"
)


class Outbox:
    """The entries of one store that wait for the office. All methods run inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._marks: dict[int, int] = {}
        self._waiting: dict[int, int] = {}
        self._counted_at = -1

    def forget(self) -> None:
        """Drop what is cached: a transaction was undone."""
        self._marks.clear()
        self._counted_at = -1

    # -- asking --------------------------------------------------------------------------------------------------

    def waiting(self) -> Mapping[int, int]:
        """Return how many entries wait, by stream alias."""
        changes = self._connection.total_changes
        if changes != self._counted_at:
            rows = self._connection.execute("SELECT stream, count(*) FROM outbox GROUP BY stream").fetchall()
            self._waiting, self._counted_at = dict(rows), changes
        return self._waiting

    def oldest(self) -> int:
        """Return when the oldest of what waits was written, or began to wait again, in ms since 1970; 0 for none."""
        found = [row[0] for row in self._connection.execute("SELECT min(at) FROM overdue").fetchall()]
        for device, mark in self._sent():
            found.append(self._written(device, mark))
        return min((at for at in found if at), default=0)

    def after(self, place: Place, limit: int, free: str, *bounds: object) -> Sequence[tuple[int, int, bytes]]:
        """Return at most *limit* entries behind *place*, each its place and the envelope; none at the end.

        *free* is SQL that leaves out rows of the log ``l``, *bounds* its parameters.
        """
        behind = _is_behind(place)
        if not behind:
            asked = _ROWS_LISTED.format(free=free)
            if rows := self._connection.execute(asked, (*place, *bounds, limit)).fetchall():
                return list(rows)
        asked = _ROWS_BEHIND.format(free=free)
        for device, mark in self._sent():
            if not behind or device >= -place[0]:
                first = max(mark, place[1]) if behind and device == -place[0] else mark
                if rows := self._connection.execute(asked, (device, first, *bounds, limit)).fetchall():
                    return list(rows)
        return []

    def place(self, seq: int) -> Place:
        """Return where the entry in log row *seq* waits."""
        stream, device, number, listed = self._connection.execute(
            "SELECT stream, device, device_seq, EXISTS (SELECT 1 FROM overdue o WHERE o.stream = l.stream"
            " AND o.seq = l.seq) FROM log l WHERE seq = ?",
            (seq,),
        ).fetchone()
        return (stream, seq) if listed else (-device, number)

    def row(self, place: Place) -> int:
        """Return the log row of the entry that waits, or waited, at *place*."""
        if not _is_behind(place):
            return place[1]
        asked = "SELECT seq FROM log WHERE device = ? AND device_seq = ?"
        return int(self._connection.execute(asked, (-place[0], place[1])).fetchone()[0])

    def _written(self, device: int, mark: int) -> int:
        """Return when the first entry of *device* behind the number *mark* was written, in ms; 0 for none."""
        row = self._connection.execute(_ROWS_BEHIND.format(free=""), (device, mark, 1)).fetchone()
        return _written_at(row[2]) if row is not None else 0

    def _sent(self) -> Sequence[Place]:
        rows = self._connection.execute("SELECT device, device_seq FROM sent ORDER BY device").fetchall()
        return [(device, mark) for device, mark in rows]

    # -- changing ------------------------------------------------------------------------------------------------

    def add(self, seq: int, stream: int, at: int, device: int, number: int, newest: int) -> None:
        """Let the own entry in log row *seq*, with the *number* of its *device*, wait; *at*: ms when it was written.

        *newest* is the number of the device's newest entry before it.
        """
        if number <= self._mark(device, newest):
            self._connection.execute(_LIST, (stream, seq, at))

    def renumbered(self, seq: int, stream: int, device: int, number: int) -> None:
        """The entry in log row *seq* of *stream*, which waits, has another *number* now: it must not wait twice."""
        if number > self._mark(device, number):
            self._connection.execute("DELETE FROM overdue WHERE stream = ? AND seq = ?", (stream, seq))

    def delivered(self, places: Sequence[Place], *, whole: bool) -> None:
        """Let the office have what waited at *places*; *whole*: all that was listed between the first and the last."""
        listed = [place for place in places if not _is_behind(place)]
        if whole and listed:
            # What came meanwhile may lie between, but has a higher log row than all that was read before.
            newest = max(seq for _stream, seq in listed)
            self._connection.execute(
                "DELETE FROM overdue WHERE (stream, seq) BETWEEN (?, ?) AND (?, ?) AND seq <= ?",
                (*listed[0], *listed[-1], newest),
            )
        else:
            self._connection.executemany("DELETE FROM overdue WHERE stream = ? AND seq = ?", listed)
        for device, mark in self._sent():
            numbers = {number for one, number in places if one == -device}
            if numbers and (newest := max(numbers)) > mark:
                if newest - mark != len(numbers):
                    self._list_between(device, mark, newest, numbers)
                self._move(device, newest)

    def _list_between(self, device: int, mark: int, newest: int, gone: Collection[int]) -> None:
        """List the entries of *device* with numbers above *mark* up to *newest*, apart from those that are *gone*."""
        rows = self._connection.execute(
            "SELECT stream, seq, device_seq FROM log WHERE device = ? AND device_seq > ? AND device_seq <= ?",
            (device, mark, newest),
        ).fetchall()
        since = self._written(device, mark)
        left = sorted((stream, seq, since) for stream, seq, number in rows if number not in gone)
        self._connection.executemany(_LIST, left)

    def take_out(self, stream: int, device: int, first: int) -> None:
        """Let nothing wait of what *device* wrote in *stream* from log row *first* on: it leaves the log."""
        self._connection.execute(
            "DELETE FROM overdue WHERE stream = ?1 AND seq IN"
            " (SELECT seq FROM log WHERE stream = ?1 AND device = ?2 AND seq >= ?3)",
            (stream, device, first),
        )

    def give_again(self, at: int) -> None:
        """Let the whole log wait, whoever wrote it: the office may have lost it. *at*: ms, now."""
        self._connection.execute(
            "INSERT OR IGNORE INTO overdue (stream, seq, at) SELECT stream, seq, ? FROM log ORDER BY 1, 2", (at,)
        )
        for device, mark in self._sent():
            self._move(device, max(mark, self._newest(device)))

    def receiving(self, devices: frozenset[int]) -> None:
        """Entries of *devices* are about to come from the office.

        If one of them wrote here, its number tells no longer what waits: that is listed, and the number moved by
        :meth:`received`.
        """
        for device, mark in self._sent():
            if device in devices and (newest := self._newest(device)) > mark:
                self._list_between(device, mark, newest, ())
                self._move(device, newest)

    def received(self, devices: frozenset[int]) -> None:
        """Entries of *devices* came from the office, so they do not wait."""
        for device, mark in self._sent():
            if device in devices and (newest := self._newest(device)) > mark:
                self._move(device, newest)

    def _newest(self, device: int) -> int:
        row = self._connection.execute("SELECT max(device_seq) FROM log WHERE device = ?", (device,)).fetchone()
        return int(row[0] or 0)

    def _mark(self, device: int, newest: int) -> int:
        """Return up to which number the office has the entries of *device*, apart from those that are listed."""
        found = self._marks.get(device)
        if found is None:
            row = self._connection.execute("SELECT device_seq FROM sent WHERE device = ?", (device,)).fetchone()
            if row is None:
                self._connection.execute("INSERT INTO sent (device, device_seq) VALUES (?, ?)", (device, newest))
            found = self._marks[device] = row[0] if row is not None else newest
        return found

    def _move(self, device: int, number: int) -> None:
        self._connection.execute("UPDATE sent SET device_seq = ? WHERE device = ?", (number, device))
        self._marks[device] = number


def _is_behind(place: Place) -> bool:
    return place[0] < 0 < place[1]


def _written_at(envelope: bytes | None) -> int:
    return clock.milliseconds(stamp_of(envelope)) if envelope is not None and len(envelope) >= HEADER_SIZE else 0
