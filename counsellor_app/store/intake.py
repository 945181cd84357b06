"""Merging what arrives: each envelope is checked against its author, chain, directory and readers, then applied.

Nothing that arrives is dropped. What cannot be judged yet (a predecessor, a key, an author is missing) waits as
pending and is tried again; what must not be believed is kept in quarantine with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.journal import Journal, now_ms
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.opening_jobs import job_for, look_into
from counsellor_app.store.prepared import Prepared, prepare
from counsellor_app.store.projection import Entry, Projection
from counsellor_app.store.restrictions import Restrictions
from sync.client.opening import Opened, open_one
from sync.client.replica import Received
from sync.directory.state import Device, Directory
from sync.protocol import clock
from sync.protocol.changes import from_text, read_change_set
from sync.protocol.envelope import (
    COUNTER_MAX,
    ZERO_HASH,
    Header,
    Kind,
    parse_header,
    peek,
    read_header,
    stamp_of,
)
from sync.protocol.errors import BodyError, ForkError, MalformedError, ProtocolError, SealError
from sync.protocol.public import read_keyring
from sync.protocol.versions import BODY_GENERATION
from sync.sealing.streams import check_keyring

WAITING = frozenset({"gap", "key", "author", "directory", "no-right"})
"""Codes that time may cure."""


class _Refusal(Exception):  # noqa: N818 - a judgement, not an error
    """An envelope that is not applied now; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class _Counts:
    applied: int = 0
    known: int = 0
    pending: int = 0
    quarantined: int = 0


class Intake:
    """Takes in one page inside one transaction. Not reused."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        keys: KeyStore,
        directory: DirectoryLog,
        projection: Projection,
        restrictions: Restrictions,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._keys = keys
        self._directory: Directory = directory.current()
        self._settled = directory.settled()[0]
        self._projection = projection
        self._restrictions = restrictions
        self._held = {one.stream: one for one in restrictions.first()}
        self.made_anew: set[int] = set()
        self._counts = _Counts()
        self._now = now_ms()
        self._newest_hlc = 0
        self._next_seq = connection.execute("SELECT coalesce(max(seq), 0) FROM log").fetchone()[0] + 1
        self._log: list[tuple[int, int, int, int, int, bytes]] = []
        self._principals: dict[bytes, frozenset[bytes]] = {}
        self._grew: set[bytes] = set()
        self._begun: set[int] = set()
        self._claims: dict[tuple[int, int], int] = {}
        self._claimed = connection.execute("SELECT EXISTS (SELECT 1 FROM claim)").fetchone()[0] == 1
        self._used: set[tuple[int, int]] = set()
        self._last_known = (0, ZERO_HASH)
        projection.look_up_unwritten(self._unwritten)
        self._waiting = {bytes(row[0]) for row in connection.execute("SELECT DISTINCT stream_id FROM pending")}

    def take(self, envelopes: Sequence[bytes], opened: Sequence[Opened]) -> Received:
        """Apply *envelopes* with what opening them gave; then whatever had waited for them."""
        self._load_used(envelopes)
        for envelope, result in zip(envelopes, opened, strict=True):
            self._take_one(envelope, result)
        self._retry()
        self._write_log()
        self._keys.flush()
        self._projection.finish()
        self._journal.flush_heads()
        self._ask_for_beginnings()
        self._write_claims()
        if self._newest_hlc:
            self._journal.adopt_clock(self._newest_hlc, self._now)
        counts = self._counts
        return Received(counts.applied, counts.known, counts.pending, counts.quarantined, self._projection.conflicts)

    def retry_waiting(self, codes: Sequence[str]) -> Received:
        """Try again what waits for one of *codes* (new keys or directory records arrived)."""
        marks = ", ".join("?" * len(codes))
        rows = self._connection.execute(
            f"SELECT DISTINCT stream_id FROM pending WHERE code IN ({marks})", list(codes)
        ).fetchall()
        self._grew.update(bytes(row[0]) for row in rows)
        return self.take([], [])

    def _take_one(self, envelope: bytes, result: Opened) -> bool:
        code, digest, body, found = result
        if code == MalformedError.code:
            self._quarantine(envelope, digest, bytes(16), code)
            return False
        header = read_header(envelope)
        if self._held and self._has_to_wait(header, code):
            code = "key"
        try:
            if code and code not in WAITING:
                raise _Refusal(code)
            if self._accept(envelope, header, digest, code, body, found):
                self._counts.applied += 1
            else:
                self._counts.known += 1
            return True
        except _Refusal as refusal:
            if refusal.code in WAITING:
                self._wait(envelope, header, digest, refusal.code)
            else:
                self._quarantine(envelope, digest, header.device_id, refusal.code)
            return False

    # -- judging -------------------------------------------------------------------------------------------------

    def _accept(
        self, envelope: bytes, header: Header, digest: bytes, code: str, body: bytes, found: Prepared | None
    ) -> bool:
        """Apply the envelope; False if it is known already. Raises :class:`_Refusal`."""
        journal = self._journal
        stream, device = journal.streams.of(header.stream_id), journal.devices.of(header.device_id)
        last, head = journal.head(stream, device)
        if header.stream_seq <= last:
            self._compare(device, header, envelope)
            return False
        author = self._author(header, digest)
        if header.stream_seq != last + 1:
            raise _Refusal("gap")
        if header.stream_prev != head:
            raise _Refusal("fork")
        self._check_directory(header)
        self._check_sequence(device, header.device_seq)
        if header.kind == Kind.KEYRING:
            self._take_keyring(stream, header, author.person_id, body)
        elif code:
            raise _Refusal(code)
        else:
            self._check_right(stream, author.person_id)
            self._keys.keep_offered(stream, header.stream_id, header.epoch)
            if header.kind == Kind.CHANGES:
                self._take_changes(stream, device, header, found or _read(header, body))
        self._append(envelope, header, stream, device, digest)
        return True

    def _author(self, header: Header, digest: bytes) -> Device:
        if header.org_id != self._directory.org_id:
            raise _Refusal("other-office")
        author = self._directory.devices.get(header.device_id)
        if author is None:
            raise _Refusal("author")
        if not author.accepts(header.device_seq, digest):
            raise _Refusal("revoked")
        return author

    def _compare(self, device: int, header: Header, envelope: bytes) -> None:
        row = self._connection.execute(
            "SELECT envelope FROM log WHERE device = ? AND device_seq = ?", (device, header.device_seq)
        ).fetchone()
        if row is None:
            row = next(((item[5],) for item in self._log if item[1:3] == (device, header.device_seq)), None)
        if row is None or bytes(row[0]) != envelope:
            raise _Refusal("equivocation")

    def _load_used(self, envelopes: Sequence[bytes]) -> None:
        """Look up, at once, which of the numbers in these envelopes their devices used before."""
        numbers: dict[bytes, list[int]] = {}
        for envelope in envelopes:
            place = peek(envelope)
            numbers.setdefault(place.device_id, []).append(place.device_seq)
        for device_id, wanted in numbers.items():
            device = self._journal.devices.find(device_id)
            if device is not None:
                rows = self._connection.execute(
                    "SELECT device_seq FROM log WHERE device = ? AND device_seq IN (SELECT value FROM json_each(?))",
                    (device, msgspec.json.encode([number for number in wanted if number <= COUNTER_MAX]).decode()),
                )
                self._used.update((device, row[0]) for row in rows.fetchall())

    def _check_sequence(self, device: int, device_seq: int) -> None:
        """A device uses a number once over all its streams."""
        if (device, device_seq) in self._used:
            raise _Refusal("equivocation")

    def _check_directory(self, header: Header) -> None:
        known = (header.directory_height, header.directory_head)
        if known == self._last_known:
            return
        try:
            if not self._directory.knows(*known):
                raise _Refusal("directory")
        except ForkError:
            # Own records that the office does not have may yet lose against what this author knew.
            raise _Refusal("directory-fork" if known[0] <= self._settled else "directory") from None
        self._last_known = known

    def _check_right(self, stream: int, person_id: bytes) -> None:
        """Only readers write. The keyring that makes the author one may still be on its way."""
        mine = self._principals.get(person_id)
        if mine is None:
            mine = self._principals[person_id] = self._directory.principals_ever(person_id)
        readers = self._keys.ever_readers(stream)
        if mine.isdisjoint(readers):
            raise _Refusal("no-right" if readers else "key")

    def _take_keyring(self, stream: int, header: Header, person_id: bytes, body: bytes) -> None:
        try:
            keyring = read_keyring(body)
            readers = {from_text(reading.principal) for reading in keyring.readers}
            met = self._met(stream, header.epoch, keyring.commit)
        except BodyError:
            raise _Refusal("keyring") from None
        if not self._keys.ever_readers(stream):
            self._begun.add(stream)
        before = self._keys.readers(stream, header.epoch - 1 if met else header.epoch)
        if not ((before or readers) & self._directory.principals_ever(person_id)):
            raise _Refusal("no-right")
        try:
            if met:
                check_keyring(keyring, (), stream_id=header.stream_id, epoch=header.epoch)
                old_keys = self._restrictions.withdraw(stream)
            self._keys.add_keyring(stream, header.stream_id, header.epoch, keyring, header.org_id)
        except ProtocolError:
            raise _Refusal("keyring") from None
        if met:
            self._restrictions.make_anew(stream, old_keys)
            self._held = {one.stream: one for one in self._restrictions.first()}
            self.made_anew.add(stream)

    def _met(self, stream: int, epoch: int, commitment: str) -> bool:
        """Say whether a keyring takes the place of one made here; raises :class:`_Refusal` where that must wait."""
        ours = self._held.get(stream)
        if ours is None or not self._restrictions.meets(ours, epoch, commitment):
            return False
        if not self._restrictions.may_make_anew(ours):
            raise _Refusal("key")
        return True

    def _has_to_wait(self, header: Header, code: str) -> bool:
        """Say whether an entry is under another's key of an epoch of which this device made one the office lacks."""
        stream = self._journal.streams.find(header.stream_id)
        ours = self._held.get(stream) if stream is not None else None
        if ours is None or header.kind == Kind.KEYRING:
            return False
        if header.epoch < ours.epoch:
            return code == SealError.code and stream in self.made_anew  # it was opened by the key given up since
        offered = self._keys.offered(header.stream_id, header.epoch)
        return code == SealError.code or offered not in (None, self._keys.stream_key(ours.stream, header.epoch))

    def _take_changes(self, stream: int, device: int, header: Header, prepared: Prepared | None) -> None:
        if prepared is None:
            return
        seen = prepared[2]
        self._projection.apply(Entry(self._next_seq, stream, device, header.hlc), prepared)
        for seen_device, stream_seq in seen.items():
            self._compare_seen(stream, seen_device, stream_seq)
        if header.hlc > self._newest_hlc and clock.milliseconds(header.hlc) <= self._now + clock.MAX_AHEAD_MS:
            self._newest_hlc = header.hlc

    def _compare_seen(self, stream: int, device_id: bytes, stream_seq: int) -> None:
        """Note what the author had of another chain and this replica does not: somebody may be withholding it."""
        device = self._journal.devices.of(device_id)
        if stream_seq > self._journal.head(stream, device)[0]:
            self._claims[stream, device] = max(stream_seq, self._claims.get((stream, device), 0))

    def _write_claims(self) -> None:
        """Keep what others had seen and is still not here; forget what came meanwhile."""
        still = [(*place, seq) for place, seq in self._claims.items() if seq > self._journal.head(*place)[0]]
        self._connection.executemany(
            "INSERT INTO claim (stream, device, stream_seq) VALUES (?, ?, ?)"
            " ON CONFLICT (stream, device) DO UPDATE SET stream_seq = max(stream_seq, excluded.stream_seq)",
            still,
        )
        if self._claimed:
            self._connection.execute(
                "DELETE FROM claim WHERE stream_seq <= (SELECT stream_seq FROM chain"
                " WHERE chain.stream = claim.stream AND chain.device = claim.device)"
            )

    # -- what waited ---------------------------------------------------------------------------------------------

    def _retry(self) -> None:
        """Try again what waited in streams that grew, until nothing moves any more."""
        while self._grew:
            stream_id = self._grew.pop()
            rows = self._connection.execute(
                "SELECT id, envelope FROM pending WHERE stream_id = ?", (stream_id,)
            ).fetchall()
            waiting = [(row_id, bytes(blob)) for row_id, blob in rows]
            look_into([envelope for _id, envelope in waiting], self._directory.org_id, self._keys)
            for row_id, envelope in sorted(waiting, key=lambda item: parse_header(item[1]).stream_seq):
                self._connection.execute("DELETE FROM pending WHERE id = ?", (row_id,))
                self._load_used([envelope])
                result = open_one(job_for(envelope, self._directory, self._journal, self._keys))
                before = self._counts.pending
                self._take_one(envelope, result)
                self._counts.pending = before

    # -- writing -------------------------------------------------------------------------------------------------

    def _append(self, envelope: bytes, header: Header, stream: int, device: int, digest: bytes) -> None:
        self._log.append((self._next_seq, device, header.device_seq, stream, header.stream_seq, envelope))
        self._used.add((device, header.device_seq))
        self._next_seq += 1
        self._journal.set_head(stream, device, header.stream_seq, digest)
        if header.stream_id in self._waiting:
            self._grew.add(header.stream_id)

    def _unwritten(self, seq: int) -> tuple[int, int] | None:
        """Return stamp and device of the row *seq* where it was not written to the log yet."""
        if not self._log or seq < self._log[0][0]:
            return None
        _seq, device, _device_seq, _stream, _stream_seq, envelope = self._log[seq - self._log[0][0]]
        return stamp_of(envelope), device

    def _write_log(self) -> None:
        if self._log:
            devices = frozenset(row[1] for row in self._log)
            self._journal.outbox.receiving(devices)
            self._connection.executemany(
                "INSERT INTO log (seq, device, device_seq, stream, stream_seq, envelope) VALUES (?, ?, ?, ?, ?, ?)",
                self._log,
            )
            self._journal.outbox.received(devices)
            self._log.clear()

    def _ask_for_beginnings(self) -> None:
        """Note streams of which a keyring came but no case: somebody shared them, so they began long ago."""
        if self._begun:
            self._connection.execute(
                "INSERT OR IGNORE INTO backfill (stream, after) SELECT value, 0 FROM json_each(?)"
                " WHERE value NOT IN (SELECT id FROM case_row UNION ALL SELECT id FROM shelf_row)",
                (msgspec.json.encode(sorted(self._begun)).decode(),),
            )

    def _wait(self, envelope: bytes, header: Header, digest: bytes, code: str) -> None:
        added = self._connection.execute(
            "INSERT INTO pending (envelope_id, stream_id, code, received_at, envelope) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (envelope_id) DO UPDATE SET code = excluded.code",
            (digest, header.stream_id, code, self._now, envelope),
        )
        self._counts.pending += added.rowcount
        self._waiting.add(header.stream_id)

    def _quarantine(self, envelope: bytes, digest: bytes, device_id: bytes, code: str) -> None:
        added = self._connection.execute(
            "INSERT OR IGNORE INTO quarantine (envelope_id, device_id, code, received_at, envelope)"
            " VALUES (?, ?, ?, ?, ?)",
            (digest, device_id, code, self._now, envelope),
        )
        self._counts.quarantined += max(added.rowcount, 0)


def _read(header: Header, body: bytes) -> Prepared | None:
    """Return the change set in *body*; None where a newer app wrote it: it stays in the log until an update.

    Raises :class:`_Refusal` for a body that is none.
    """
    try:
        return prepare(read_change_set(body), header.device_id, header.device_seq)
    except BodyError:
        if header.generation > BODY_GENERATION:
            return None
        raise _Refusal("body") from None
