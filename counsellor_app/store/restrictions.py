"""Restrictions made here that the office does not know yet, and what becomes of them when a colleague was first.

From the moment a case is closed to all but named persons, what is written in it is sealed under a new key that only
they get. The office takes one key of each epoch. Until it has taken this one, the keyring and whatever this device
wrote after it stay here: in the log and the outbox like everything else, and nowhere else. Is a colleague's key of the
same epoch there first, they are sealed anew on top of his: same numbers, same places, same stamps, same contents, so
nothing made from them changes. Only keyrings get other numbers, for one may have left before it was refused.

Who reads on is whoever both named. Who restricts knows of a danger the other may not know of.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.journal import Journal
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.state import StateTable
from sync.directory.state import Directory
from sync.protocol.body import encode
from sync.protocol.changes import from_text
from sync.protocol.derivation import KEY_SIZE
from sync.protocol.envelope import Kind, parse_header
from sync.protocol.public import Keyring, Purpose, Wrap, read_keyring, unpack_wrap
from sync.protocol.publication import open_public
from sync.sealing.envelopes import open_sealed
from sync.sealing.streams import make_keyring, new_key

_STATE, _ASIDE = "restrictions", "restrictions_aside"


class Waiting(msgspec.Struct, frozen=True, array_like=True):
    """A restriction the office does not have: stream and device alias, log row and epoch of its keyring, who was named
    (hex), and whether the office refused it when it was asked last."""

    stream: int
    device: int
    seq: int
    epoch: int
    readers: list[str]
    refused: bool = False


class Aside(msgspec.Struct, frozen=True, array_like=True):
    """What waited in an older copy that was put back: stream alias, place of the first keyring in the own chain, how
    many keyrings and for whom (hex), and the entries behind them: device_seq, stamp, body."""

    stream: int
    place: int
    keyrings: int
    readers: list[str]
    entries: list[tuple[int, int, bytes]]


class Restrictions:
    """The restrictions of one replica that wait. All methods run inside the caller's transaction."""

    def __init__(
        self, connection: Connection, journal: Journal, keys: KeyStore, directory: DirectoryLog, state: StateTable
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._keys = keys
        self._directory = directory
        self._state = state

    # -- what waits ----------------------------------------------------------------------------------------------

    def all(self) -> list[Waiting]:
        """Return what waits, in the order it was made; nearly always nothing."""
        text = self._state.text(_STATE)
        return msgspec.json.decode(text, type=list[Waiting]) if text else []

    def first(self) -> list[Waiting]:
        """Return the first of each stream: the others wait for it."""
        return list({one.stream: one for one in reversed(self.all())}.values())

    def of(self, stream: int) -> list[Waiting]:
        """Return what waits in *stream*."""
        return [one for one in self.all() if one.stream == stream]

    def _put(self, waiting: Iterable[Waiting]) -> None:
        self._state.put(_STATE, msgspec.json.encode(list(waiting)).decode())

    def add(self, stream: int, device: int, seq: int, epoch: int, readers: Sequence[str]) -> None:
        """Hold back the keyring in log row *seq*, and what this device writes in *stream* from now on."""
        self._put([*self.all(), Waiting(stream, device, seq, epoch, list(readers))])

    def answered(self, taken: Iterable[int], refused: Iterable[int]) -> None:
        """Let go what waited for the keyrings in the log rows *taken*; remember which the office *refused*."""
        before, gone, no = self.all(), frozenset(taken), frozenset(refused)
        after = [
            msgspec.structs.replace(one, refused=one.refused or one.seq in no) for one in before if one.seq not in gone
        ]
        if after != before:
            self._put(after)

    def bounds(self) -> str:
        """Return, as JSON, [stream, device, first log row] of what stays here: rows before it, and others', may go."""
        return msgspec.json.encode([(one.stream, one.device, one.seq) for one in self.first()]).decode()

    def holds(self) -> Callable[[Wrap], bool]:
        """Return a function that says whether a wrap is of a key that waits."""
        floors = {self._journal.streams.identifier(one.stream): one.epoch for one in self.first()}
        return lambda wrap: (
            wrap.purpose == Purpose.STREAM_KEY and wrap.generation >= floors.get(wrap.subject, wrap.generation + 1)
        )

    def to_send(self) -> list[tuple[int, list[Wrap], bytes]]:
        """Return the first of each stream: the log row of its keyring, its wraps, the envelope."""
        waiting = self.first()
        wraps = self._waiting_wraps() if waiting else []
        found = []
        for one in waiting:
            stream_id = self._journal.streams.identifier(one.stream)
            row = self._connection.execute("SELECT envelope FROM log WHERE seq = ?", (one.seq,)).fetchone()
            mine = [wrap for _local, wrap in wraps if _is_of(wrap, stream_id, one.epoch)]
            found.append((one.seq, mine, bytes(row[0])))
        return found

    def _waiting_wraps(self) -> list[tuple[int, Wrap]]:
        rows = self._connection.execute("SELECT id, wrap FROM wrap_waiting JOIN wrap_out USING (id) ORDER BY id")
        return [(local, unpack_wrap(bytes(packed))) for local, packed in rows.fetchall()]

    # -- when a colleague was first ------------------------------------------------------------------------------

    def meets(self, ours: Waiting, epoch: int, commitment: str) -> bool:
        """Say whether a keyring of *epoch* with this commit takes the place of *ours*; raises :class:`BodyError`."""
        other = from_text(commitment, KEY_SIZE)
        return ours.epoch == epoch and self._keys.pinned_commit(ours.stream, epoch) != other

    def may_make_anew(self, one: Waiting) -> bool:
        """Say whether this device can seal its entries again: it wrote them, and may write now."""
        identity = self._journal.identity
        return (
            identity is not None
            and not self._journal.rolled_back
            and self._journal.devices.find(identity.device.device_id) == one.device
        )

    def withdraw(self, stream: int) -> dict[int, bytes]:
        """Forget the epochs that wait in *stream*, with their wraps; return the keys they had, by epoch."""
        stream_id = self._journal.streams.identifier(stream)
        keys: dict[int, bytes] = {}
        for one in self.of(stream):
            key = self._keys.stream_key(stream, one.epoch)
            if key is not None:
                keys[one.epoch] = key
            self._keys.withdraw(stream, one.epoch)
            gone = [(local,) for local, wrap in self._waiting_wraps() if _is_of(wrap, stream_id, one.epoch)]
            self._connection.executemany("DELETE FROM wrap_waiting WHERE id = ?", gone)
            self._connection.executemany("DELETE FROM wrap_out WHERE id = ?", gone)
        return keys

    def make_anew(self, stream: int, old_keys: Mapping[int, bytes]) -> None:
        """Seal what waits in *stream* again on top of the newest epoch the office has; *old_keys* open it."""
        waiting = self.of(stream)
        by_row = {one.seq: one for one in waiting}
        rows = self._connection.execute(
            "SELECT seq, envelope FROM log WHERE stream = ? AND device = ? AND seq >= ? ORDER BY stream_seq",
            (stream, waiting[0].device, waiting[0].seq),
        ).fetchall()
        now = self._keys.readers(stream)
        epoch = self._connection.execute("SELECT max(epoch) FROM epoch WHERE stream = ?", (stream,)).fetchone()[0]
        key = b""
        head = parse_header(bytes(rows[0][1])).stream_prev
        for seq, blob in rows:
            envelope = bytes(blob)
            header = parse_header(envelope)
            if header.kind != Kind.KEYRING:
                old = old_keys.get(header.epoch) or self._keys.stream_key(stream, header.epoch) or b""
                header = header._replace(epoch=epoch, stream_prev=head)
                head = self._journal.seal_again(seq, header, open_sealed(envelope, parse_header(envelope), old), key)
                continue
            if seq in by_row:
                epoch, key = epoch + 1, new_key()
                named = by_row[seq].readers
                by_row[seq] = msgspec.structs.replace(by_row[seq], epoch=epoch, refused=False)
            else:
                named = [from_text(one.principal).hex() for one in read_keyring(open_public(envelope)).readers]
            keyring = self._give(stream, epoch, key, self.both(named, now))
            number = self._journal.next_device_seq()
            header = header._replace(epoch=epoch, stream_prev=head, device_seq=number)
            head = self._journal.seal_again(seq, header, encode(keyring), None)
        self._put(by_row.get(one.seq, one) for one in self.all())

    def both(self, named: Sequence[str], now: frozenset[bytes]) -> list[bytes]:
        """Return who of *named* (hex) may read *now* too, and this person, who writes."""
        directory, me = self._directory.current(), self._journal.require_identity().person_id
        there = [
            one
            for one in map(bytes.fromhex, named)
            if (directory.role(one) or one in directory.teams) and ({one} | directory.teams_of(one)) & now
        ]
        return sorted({*there, me})

    # -- when an older copy was put back -------------------------------------------------------------------------

    def take_aside(self) -> bool:
        """Take what waits out of the log: it may have been sealed anew and sent since. Say whether there was any."""
        aside = [self._take_out(one) for one in self.first()]
        if aside:
            self._state.put(_ASIDE, msgspec.json.encode(aside).decode())
            self._put([])
        return bool(aside)

    def _take_out(self, first: Waiting) -> Aside:
        place = (first.stream, first.device, first.seq)
        rows = self._connection.execute(
            "SELECT envelope FROM log WHERE stream = ? AND device = ? AND seq >= ? ORDER BY stream_seq", place
        ).fetchall()
        waiting = self.of(first.stream)
        entries = []
        for row in rows:
            envelope = bytes(row[0])
            header = parse_header(envelope)
            key = self._keys.stream_key(first.stream, header.epoch)
            if header.kind == Kind.CHANGES and key is not None:
                entries.append((header.device_seq, header.hlc, open_sealed(envelope, header, key)))
        began = parse_header(bytes(rows[0][0]))
        self._journal.outbox.take_out(*place)
        self._connection.execute("DELETE FROM log WHERE stream = ? AND device = ? AND seq >= ?", place)
        self._journal.set_head(first.stream, first.device, began.stream_seq - 1, began.stream_prev)
        self._journal.flush_heads()
        self._connection.execute("DELETE FROM chain WHERE stream_seq = 0")
        self.withdraw(first.stream)
        return Aside(first.stream, began.stream_seq, len(waiting), waiting[-1].readers, entries)

    def aside(self) -> list[Aside]:
        """Return what was taken out of the log and is not back yet; nearly always nothing."""
        text = self._state.text(_ASIDE)
        return msgspec.json.decode(text, type=list[Aside]) if text else []

    def settle_aside(self) -> list[tuple[Aside, bool]]:
        """Return what was taken aside and is not at the office, without what is, and whether its key is; forget it."""
        found: list[tuple[Aside, bool]] = []
        taken_out = self.aside()
        if not taken_out:
            return found
        device = self._journal.devices.of(self._journal.require_identity().device.device_id)
        for one in taken_out:
            numbers = msgspec.json.encode([number for number, _hlc, _body in one.entries]).decode()
            have = self._connection.execute(
                "SELECT device_seq FROM log WHERE device = ? AND device_seq IN (SELECT value FROM json_each(?))",
                (device, numbers),
            ).fetchall()
            later = self._connection.execute(
                "SELECT envelope FROM log WHERE stream = ? AND device = ? AND stream_seq >= ?",
                (one.stream, device, one.place),
            ).fetchall()
            taken = sum(parse_header(bytes(row[0])).kind == Kind.KEYRING for row in later) >= one.keyrings
            left = [entry for entry in one.entries if (entry[0],) not in have]
            if left or not taken:
                found.append((msgspec.structs.replace(one, entries=left), taken))
        self._state.put(_ASIDE, "")
        return found

    def _give(self, stream: int, epoch: int, key: bytes, readers: Sequence[bytes]) -> Keyring:
        return give_key(
            self._directory.current(),
            self._keys,
            stream,
            self._journal.streams.identifier(stream),
            self._journal.require_identity().org_id,
            epoch,
            key,
            readers,
        )


def give_key(
    directory: Directory,
    keys: KeyStore,
    stream: int,
    stream_id: bytes,
    org_id: bytes,
    epoch: int,
    key: bytes,
    readers: Sequence[bytes],
) -> Keyring:
    """Make the keyring of an epoch and its wraps, and remember them here; return the keyring, still to be published.

    Keys that a lost device may hold are left out where others can read too. Raises :class:`DirectoryError` for readers
    the directory does not know.
    """
    safe = [reader for reader in readers if not directory.is_exposed(reader)]
    known: list[Any] = [(reader, *directory.principal_keys(reader)) for reader in safe or readers]
    previous = keys.stream_key(stream, epoch - 1)
    keyring, wraps = make_keyring(
        key, org_id=org_id, stream_id=stream_id, epoch=epoch, readers=known, previous_key=previous
    )
    keys.queue_wraps(wraps)
    keys.put_stream_keys([(stream, epoch, key)])
    keys.add_keyring(stream, stream_id, epoch, keyring, org_id)
    keys.flush()
    return keyring


def _is_of(wrap: Wrap, stream_id: bytes, epoch: int) -> bool:
    return wrap.purpose == Purpose.STREAM_KEY and wrap.subject == stream_id and wrap.generation == epoch
