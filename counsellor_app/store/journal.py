"""The log: appending envelopes, the authors' chains. Envelopes are kept verbatim and never changed.

Own envelopes are sealed here, once, when saved; a push only reads and sends them. Only what no push could have sent,
for it waited behind a key the office did not take, is sealed again. Numbers never run backwards: the next
``device_seq`` follows from the log and the anchor, whichever is ahead.
"""

import hashlib
import time
from dataclasses import dataclass

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.aliases import Aliases
from counsellor_app.store.anchor import Anchored
from counsellor_app.store.database import Connection
from counsellor_app.store.outbox import Outbox
from counsellor_app.store.state import StateTable
from sync.protocol import clock
from sync.protocol.changes import to_text
from sync.protocol.envelope import ZERO_HASH, Header, Kind, Suite, parse_header
from sync.protocol.versions import BODY_GENERATION
from sync.sealing.envelopes import NO_SALT, new_salt, publish, seal
from sync.sealing.keys import DeviceKeys
from sync.wording import _

_CACHED = 20_000
SEEN_HASH = 16
"""Bytes of a chain head that a ``seen`` vector carries."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes on this device: 16-byte ids and the device's private keys."""

    org_id: bytes
    person_id: bytes
    device: DeviceKeys


@dataclass(frozen=True, slots=True)
class Appended:
    """An own envelope just appended: its log row, place in the chain, stamp."""

    seq: int
    device: int
    device_seq: int
    stream_seq: int
    hlc: int


@dataclass(slots=True)
class _Writer:
    """What this device wrote last."""

    alias: int
    device_seq: int
    last_hash: bytes
    hlc: int


class Journal:
    """The log of one replica. All methods run inside the caller's transaction on the store thread."""

    def __init__(self, connection: Connection, state: StateTable) -> None:
        self._connection = connection
        self._state = state
        self.streams = Aliases(connection, "stream", "stream_id")
        self.devices = Aliases(connection, "device", "device_id")
        self.outbox = Outbox(connection)
        self.identity: Identity | None = None
        self._writer: _Writer | None = None
        self._heads: dict[tuple[int, int], tuple[int, bytes]] = {}
        self._touched: set[tuple[int, int]] = set()
        self.own_written = False
        self.rolled_back = state.get("rolled_back", False) is True

    def forget(self) -> None:
        """Drop everything cached: a transaction was undone."""
        self.streams.forget()
        self.devices.forget()
        self.outbox.forget()
        self._heads.clear()
        self._touched.clear()
        self._writer = None
        self.own_written = False
        self.rolled_back = self._state.get("rolled_back", False) is True

    # -- writing own envelopes -----------------------------------------------------------------------------------

    def require_identity(self) -> Identity:
        """Return who writes; raises :class:`ActionableError` before admission or after an old file was put back."""
        if self.identity is None:
            raise ActionableError(
                _("This device has not been admitted to the office yet."),
                _("Drafts are kept. Connect once after an administrator admitted you, then sign."),
            )
        if self.rolled_back:
            raise ActionableError(
                _("An older copy of this profile was put back."),
                _("Nothing was lost at the office. Sync once with the office, then go on; drafts are kept meanwhile."),
            )
        return self.identity

    def _own(self) -> tuple[Identity, _Writer]:
        identity = self.require_identity()
        if self._writer is None:
            self._writer = self._load_writer(identity)
        return identity, self._writer

    def _load_writer(self, identity: Identity) -> _Writer:
        alias = self.devices.of(identity.device.device_id)
        row = self._connection.execute(
            "SELECT device_seq, envelope FROM log WHERE device = ? ORDER BY device_seq DESC LIMIT 1", (alias,)
        ).fetchone()
        hlc = self._state.number("hlc")
        floor = max(self._state.number("device_seq_floor"), self._state.number("put_away_seq"))
        if row is None:
            return _Writer(alias, floor, ZERO_HASH, hlc)
        last = bytes(row[1])
        return _Writer(alias, max(row[0], floor), hashlib.sha256(last).digest(), max(hlc, parse_header(last).hlc))

    def anchored(self, directory_height: int) -> Anchored | None:
        """Return what the anchor must remember after this transaction, or None if nothing own was written.

        *directory_height* is how far the office has the directory: own records beyond may still lose there.
        """
        if not self.own_written or self._writer is None:
            return None
        self.own_written = False
        return Anchored(self._writer.device_seq, self._writer.last_hash, directory_height)

    def append_own(
        self,
        stream_id: bytes,
        epoch: int,
        key: bytes | None,
        body: bytes,
        known: tuple[int, bytes],
        kind: Kind,
        as_before: tuple[int, int] | None = None,
    ) -> Appended:
        """Seal (or, without *key*, publish) *body* as this device's next envelope of the stream and queue it.

        *known* is height and head of the directory as the office has it. *as_before*: device_seq and stamp of an own
        entry that was taken out of the log and never left. Raises :class:`TooLargeError` above 1 MiB,
        :class:`ActionableError` when this device may not write.
        """
        identity, writer = self._own()
        stream = self.streams.of(stream_id)
        stream_seq, head = self.head(stream, writer.alias)
        number, hlc = as_before or (writer.device_seq + 1, clock.tick(writer.hlc, now_ms()))
        header = Header(
            suite=Suite.SEALED if key is not None else Suite.PUBLIC,
            kind=kind,
            generation=BODY_GENERATION,
            org_id=identity.org_id,
            stream_id=stream_id,
            epoch=epoch,
            device_id=identity.device.device_id,
            device_seq=number,
            stream_seq=stream_seq + 1,
            stream_prev=head,
            directory_height=known[0],
            directory_head=known[1],
            hlc=hlc,
            salt=new_salt() if key is not None else NO_SALT,
        )
        envelope = _made(header, body, key, identity)
        digest = hashlib.sha256(envelope).digest()
        seq = self._connection.execute(
            "INSERT INTO log (device, device_seq, stream, stream_seq, envelope) VALUES (?, ?, ?, ?, ?)",
            (writer.alias, header.device_seq, stream, header.stream_seq, envelope),
        ).lastrowid
        self.outbox.add(seq, stream, clock.milliseconds(hlc), writer.alias, number, writer.device_seq)
        self.set_head(stream, writer.alias, header.stream_seq, digest)
        self.flush_heads()
        if number > writer.device_seq:
            writer.device_seq, writer.last_hash, writer.hlc = number, digest, hlc
        self.own_written = True
        return Appended(seq, writer.alias, header.device_seq, header.stream_seq, hlc)

    def seal_again(self, seq: int, header: Header, body: bytes, key: bytes | None) -> bytes:
        """Put a new envelope in the place of an own one that never left, in log row *seq*; return its SHA-256.

        Numbers, stamp and place are *header*'s, the salt is new.
        """
        identity, writer = self._own()
        envelope = _made(header._replace(salt=new_salt() if key is not None else NO_SALT), body, key, identity)
        digest = hashlib.sha256(envelope).digest()
        self._connection.execute(
            "UPDATE log SET device_seq = ?, envelope = ? WHERE seq = ?", (header.device_seq, envelope, seq)
        )
        self.outbox.renumbered(seq, self.streams.of(header.stream_id), writer.alias, header.device_seq)
        self.set_head(self.streams.of(header.stream_id), writer.alias, header.stream_seq, digest)
        self.flush_heads()
        if header.device_seq >= writer.device_seq:
            writer.device_seq, writer.last_hash = header.device_seq, digest
        self.own_written = True
        return digest

    def next_device_seq(self) -> int:
        """Return the ``device_seq`` the next own envelope will have: ids of new records follow from it."""
        return self._own()[1].device_seq + 1

    def seen(self, stream: int) -> dict[str, tuple[int, str]]:
        """Return what this replica has of other devices' chains in *stream*, as a change set carries it."""
        _identity, writer = self._own()
        rows = self._connection.execute("SELECT device, stream_seq, head FROM chain WHERE stream = ?", (stream,))
        found: dict[str, tuple[int, str]] = {}
        for device, stream_seq, head in rows.fetchall():
            if device == writer.alias:
                self._heads.setdefault((stream, device), (stream_seq, bytes(head)))  # the next entry follows it
            else:
                found[to_text(self.devices.identifier(device))] = (stream_seq, to_text(bytes(head)[:SEEN_HASH]))
        return found

    # -- chains --------------------------------------------------------------------------------------------------

    def head(self, stream: int, device: int) -> tuple[int, bytes]:
        """Return (stream_seq, SHA-256) of the device's newest envelope of the stream here; (0, zeros) for none."""
        found = self._heads.get((stream, device))
        if found is None:
            row = None
            if stream not in self.streams.fresh:
                row = self._connection.execute(
                    "SELECT stream_seq, head FROM chain WHERE stream = ? AND device = ?", (stream, device)
                ).fetchone()
            found = (row[0], bytes(row[1])) if row else (0, ZERO_HASH)
            self._heads[stream, device] = found
        return found

    def set_head(self, stream: int, device: int, stream_seq: int, digest: bytes) -> None:
        """Follow a chain one envelope further; written by :meth:`flush_heads`."""
        self._heads[stream, device] = (stream_seq, digest)
        self._touched.add((stream, device))

    def flush_heads(self) -> None:
        """Write the chain heads that moved in this transaction."""
        touched = self._touched
        if touched:
            self._connection.executemany(
                "INSERT INTO chain (stream, device, stream_seq, head) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (stream, device) DO UPDATE SET stream_seq = excluded.stream_seq, head = excluded.head",
                [(*place, *self._heads[place]) for place in touched],
            )
            touched.clear()
        if len(self._heads) > _CACHED:
            self._heads.clear()
            self.streams.fresh.clear()

    def adopt_clock(self, hlc: int, now: int) -> None:
        """Let the local clock follow a remote stamp, unless it is more than 24 hours ahead."""
        last = self._state.number("hlc")
        adopted = clock.adopt(last, hlc, now)
        if adopted != last:
            self._state.put("hlc", adopted)
            if self._writer is not None:
                self._writer.hlc = max(self._writer.hlc, adopted)


def _made(header: Header, body: bytes, key: bytes | None, identity: Identity) -> bytes:
    if key is not None:
        return seal(header, body, key, identity.device.sign_key)
    return publish(header, body, identity.device.sign_key)


def now_ms() -> int:
    """Return this device's clock in milliseconds since 1970."""
    return time.time_ns() // 1_000_000
