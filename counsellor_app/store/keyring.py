"""Keys that came to this device: of principals, of streams per epoch, of the directory's names; and who may read.

Everything here lies in the encrypted file only. Wraps that this device made wait for the office, and are kept after it
has them.
"""

from collections.abc import Callable, Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.aliases import Aliases
from counsellor_app.store.database import Connection
from counsellor_app.store.state import StateTable
from sync.client.seeds import generations
from sync.directory.state import Directory
from sync.protocol.changes import from_text
from sync.protocol.derivation import KEY_SIZE
from sync.protocol.errors import DirectoryError, ProtocolError, SealError
from sync.protocol.public import Keyring, Purpose, Wrap, unpack_wrap
from sync.sealing.epochs import CHAIN_SIZE
from sync.sealing.keys import PrincipalKeys
from sync.sealing.streams import commit, key_from_keyring, unchain, wrap_hash
from sync.sealing.wraps import unwrap_directory_key, unwrap_principal, unwrap_stream_key
from sync.wording import _

_CACHED = 20_000
_PUT_EPOCH = "INSERT OR IGNORE INTO epoch (stream, epoch, pinned) VALUES (?, ?, ?)"
_PUT_READER = "INSERT OR IGNORE INTO reader (stream, epoch, principal, wrap) VALUES (?, ?, ?, ?)"
_PUT_KEY = "INSERT OR IGNORE INTO stream_key (stream, epoch, key) VALUES (?, ?, ?)"
_DROP_WRAP = "DELETE FROM wrap_in WHERE digest = ?"
_ORDER = {Purpose.PERSON_SEED: 0, Purpose.TEAM_SEED: 1, Purpose.DIRECTORY_KEY: 2, Purpose.STREAM_KEY: 3}


class KeyStore:
    """Keys and readers of one replica."""

    def __init__(self, connection: Connection, streams: Aliases, state: StateTable) -> None:
        self._connection = connection
        self._streams = streams
        self._state = state
        self._principals: dict[tuple[bytes, int], PrincipalKeys] = {}
        self._stream_keys: dict[tuple[int, int], bytes] = {}
        self._ever_readers: dict[int, frozenset[bytes]] = {}
        self._pinned: dict[tuple[int, int], bytes] = {}
        self._offered: dict[tuple[bytes, int], bytes] = {}
        statements = (_PUT_EPOCH, _PUT_READER, _PUT_KEY, _DROP_WRAP)
        self._later: dict[str, list[tuple[object, ...]]] = {statement: [] for statement in statements}

    def forget(self) -> None:
        """Drop caches: a transaction was undone."""
        self._principals.clear()
        self._stream_keys.clear()
        self._ever_readers.clear()
        self._offered.clear()
        self._pinned.clear()
        self._streams.fresh.clear()
        for rows in self._later.values():
            rows.clear()

    # -- directory key and principals ----------------------------------------------------------------------------

    def directory_key(self) -> bytes | None:
        """Return the key that seals names in the directory, or None before it arrived."""
        found = self._state.text("directory_key")
        return bytes.fromhex(found) if found else None

    def put_directory_key(self, key: bytes) -> None:
        """Remember the 32-byte directory key."""
        self._state.put("directory_key", key.hex())

    def put_principal(self, keys: PrincipalKeys) -> None:
        """Remember one generation of a person's or team's keys."""
        self._connection.execute(
            "INSERT OR REPLACE INTO principal_key (principal, generation, seed) VALUES (?, ?, ?)",
            (keys.principal_id, keys.generation, keys.seed),
        )
        self._principals[keys.principal_id, keys.generation] = keys

    def principal(self, principal_id: bytes, generation: int | None = None) -> PrincipalKeys | None:
        """Return the keys of *generation* (the newest held when None), or None if this device holds none."""
        if generation is not None and (principal_id, generation) in self._principals:
            return self._principals[principal_id, generation]
        row = self._connection.execute(
            "SELECT generation, seed FROM principal_key WHERE principal = ? AND generation = coalesce(?, generation)"
            " ORDER BY generation DESC LIMIT 1",
            (principal_id, generation),
        ).fetchone()
        if row is None:
            return None
        keys = PrincipalKeys(principal_id, row[0], bytes(row[1]))
        self._principals[principal_id, row[0]] = keys
        return keys

    def all_principals(self) -> list[PrincipalKeys]:
        """Return every generation of every principal held."""
        rows = self._connection.execute("SELECT principal, generation, seed FROM principal_key").fetchall()
        return [PrincipalKeys(bytes(principal), generation, bytes(seed)) for principal, generation, seed in rows]

    # -- streams -------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write what keyrings brought; until then it is in the caches alone."""
        for statement, rows in self._later.items():
            if rows:
                self._connection.executemany(statement, rows)
                rows.clear()

    def _make_room(self) -> None:
        """Keep the caches bounded; what was skipped for fresh streams is looked up again from then on."""
        if max(len(self._stream_keys), len(self._ever_readers), len(self._pinned)) >= _CACHED:
            self.flush()
            self._stream_keys.clear()
            self._ever_readers.clear()
            self._pinned.clear()
            self._streams.fresh.clear()

    def stream_key(self, stream: int, epoch: int) -> bytes | None:
        """Return the key of *epoch*, or None if this device does not hold it."""
        key = self._stream_keys.get((stream, epoch))
        if key is None and stream not in self._streams.fresh:
            row = self._connection.execute(
                "SELECT key FROM stream_key WHERE stream = ? AND epoch = ?", (stream, epoch)
            ).fetchone()
            if row is not None:
                self._make_room()
                key = self._stream_keys[stream, epoch] = bytes(row[0])
        return key

    def current_key(self, stream: int) -> tuple[int, bytes]:
        """Return (epoch, key) to write with; raises :class:`ActionableError` when this device holds none.

        Only an epoch with a verified keyring counts: a key alone proves nothing.
        """
        self.flush()
        row = self._connection.execute(
            "SELECT k.epoch, k.key FROM stream_key k JOIN epoch e ON e.stream = k.stream AND e.epoch = k.epoch"
            " WHERE k.stream = ? ORDER BY k.epoch DESC LIMIT 1",
            (stream,),
        ).fetchone()
        if row is None:
            raise ActionableError(
                _("This device holds no key for the case."),
                _("Nothing was saved there. Sync once; if it stays so, ask a colleague of the team to share the case."),
            )
        return row[0], bytes(row[1])

    def put_stream_keys(self, keys: Iterable[tuple[int, int, bytes]]) -> None:
        """Remember (stream alias, epoch, key) rows that follow from a keyring."""
        for stream, epoch, key in keys:
            if self.stream_key(stream, epoch) is None:
                self._stream_keys[stream, epoch] = key
                self._later[_PUT_KEY].append((stream, epoch, key))

    def readers(self, stream: int, upto: int = 2**32) -> frozenset[bytes]:
        """Return who may read the newest epoch of *stream* (not above *upto*); empty when no keyring arrived."""
        if stream in self._streams.fresh and stream not in self._ever_readers:
            return frozenset()
        self.flush()
        rows = self._connection.execute(
            "SELECT principal FROM reader WHERE stream = ?1"
            " AND epoch = (SELECT max(epoch) FROM reader WHERE stream = ?1 AND epoch <= ?2)",
            (stream, upto),
        ).fetchall()
        return frozenset(bytes(row[0]) for row in rows)

    def ever_readers(self, stream: int) -> frozenset[bytes]:
        """Return the principals that could read any epoch of *stream*."""
        found = self._ever_readers.get(stream)
        if found is None:
            if stream in self._streams.fresh:
                return frozenset()
            rows = self._connection.execute("SELECT DISTINCT principal FROM reader WHERE stream = ?", (stream,))
            found = frozenset(bytes(row[0]) for row in rows.fetchall())
            self._make_room()
            self._ever_readers[stream] = found
        return found

    def pinned_commit(self, stream: int, epoch: int) -> bytes | None:
        """Return the commit of the first keyring of *epoch*, None when none arrived."""
        found = self._pinned.get((stream, epoch))
        if found is None and stream not in self._streams.fresh:
            row = self._connection.execute(
                "SELECT pinned FROM epoch WHERE stream = ? AND epoch = ?", (stream, epoch)
            ).fetchone()
            found = bytes(row[0]) if row else None
        return found

    def add_keyring(self, stream: int, stream_id: bytes, epoch: int, keyring: Keyring, org_id: bytes) -> None:
        """Remember a verified keyring: its readers, its commit, and the key if a wrap for this device came with it.

        The first keyring of an epoch pins its commit; raises :class:`SealError` for another one, and for one that is
        not well formed: what is refused does not depend on the keys held here. Written by :meth:`flush`.
        """
        commitment = from_text(keyring.commit, KEY_SIZE)
        before = self.pinned_commit(stream, epoch)
        if before is not None and before != commitment:
            raise SealError("another key for the same epoch")
        named = [(from_text(reading.principal), from_text(reading.wrap, KEY_SIZE)) for reading in keyring.readers]
        if not named or len({principal for principal, _wrap in named}) != len(named):
            raise SealError("readers")
        if epoch < 1 or (epoch == 1 and keyring.chain):
            raise SealError("epoch or chain")
        if keyring.chain:
            from_text(keyring.chain, CHAIN_SIZE)
        key = self.stream_key(stream, epoch)
        if key is not None and before is None and commit(key, stream_id, epoch) != commitment:
            self._drop_key(stream, epoch)
            key = None
        if key is None:
            key = self.offered_key(stream_id, epoch, keyring, org_id)
        known = self.ever_readers(stream)
        if before is None:
            self._later[_PUT_EPOCH].append((stream, epoch, commitment))
            self._pinned[stream, epoch] = commitment
        self._later[_PUT_READER] += [(stream, epoch, principal, wrap) for principal, wrap in named]
        self._ever_readers[stream] = known | {principal for principal, _wrap in named}
        if key is not None:
            self.put_stream_keys([(stream, epoch, key)])
            self._read_back(stream, stream_id, epoch, key, keyring)
            self._later[_DROP_WRAP] += [(wrap,) for _principal, wrap in named]
        self._offered.pop((stream_id, epoch), None)

    def withdraw(self, stream: int, epoch: int) -> None:
        """Forget an epoch made here that the office never had."""
        self._drop_key(stream, epoch)
        self._connection.execute("DELETE FROM epoch WHERE stream = ? AND epoch = ?", (stream, epoch))
        self._connection.execute("DELETE FROM reader WHERE stream = ? AND epoch = ?", (stream, epoch))
        self._pinned.pop((stream, epoch), None)
        self._ever_readers.pop(stream, None)
        self._streams.fresh.discard(stream)

    def _drop_key(self, stream: int, epoch: int) -> None:
        """Forget a key that a later epoch's chain gave before the keyring of its own epoch said otherwise."""
        self.flush()
        self._connection.execute("DELETE FROM stream_key WHERE stream = ? AND epoch = ?", (stream, epoch))
        self._stream_keys.pop((stream, epoch), None)

    def _read_back(self, stream: int, stream_id: bytes, epoch: int, key: bytes, keyring: Keyring) -> None:
        """Take the key of the epoch before out of the keyring's chain, if its commit is known and fits."""
        if not keyring.chain or self.stream_key(stream, epoch - 1) is not None:
            return
        try:
            previous = unchain(key, from_text(keyring.chain, CHAIN_SIZE))
        except SealError:
            return  # its maker's fault: nobody reads back through it
        if self.pinned_commit(stream, epoch - 1) in (None, commit(previous, stream_id, epoch - 1)):
            self.put_stream_keys([(stream, epoch - 1, previous)])

    def offered_key(self, stream_id: bytes, epoch: int, keyring: Keyring, org_id: bytes) -> bytes | None:
        """Return the key a *keyring* gives this device through a wrap it names; None if it gives none.

        Before the keyring's signature and author were judged the key may only be used to open, never to write.
        """
        found = self._offered.get((stream_id, epoch))
        if found is not None and commit(found, stream_id, epoch) == from_text(keyring.commit, KEY_SIZE):
            self._offer_previous(stream_id, epoch, found, keyring)
            return found
        for reading in keyring.readers:
            row = self._connection.execute(
                "SELECT wrap FROM wrap_in WHERE digest = ?", (from_text(reading.wrap, KEY_SIZE),)
            ).fetchone()
            if row is None:
                continue
            wrap = unpack_wrap(bytes(row[0]))
            keys = self.principal(wrap.recipient, wrap.recipient_generation)
            if keys is None:
                continue
            try:
                key = key_from_keyring(
                    keyring, wrap, org_id=org_id, stream_id=stream_id, epoch=epoch, receive_key=keys.receive_key
                )
            except SealError:
                continue  # it gives this device nothing; others may read it
            self._offered[stream_id, epoch] = key
            self._offer_previous(stream_id, epoch, key, keyring)
            return key
        return None

    def _offer_previous(self, stream_id: bytes, epoch: int, key: bytes, keyring: Keyring) -> None:
        """Offer the key of the epoch before, which the keyring's author may have written under before this one."""
        stream = self._streams.find(stream_id)
        if not keyring.chain or (stream is not None and self.stream_key(stream, epoch - 1) is not None):
            return
        try:
            previous = unchain(key, from_text(keyring.chain, CHAIN_SIZE))
        except ProtocolError:
            return
        pinned = self.pinned_commit(stream, epoch - 1) if stream is not None else None
        if pinned in (None, commit(previous, stream_id, epoch - 1)):
            self._offered.setdefault((stream_id, epoch - 1), previous)

    def keep_offered(self, stream: int, stream_id: bytes, epoch: int) -> None:
        """Keep the offered key that opened an entry of a reader: without it the log could not be read again."""
        key = self._offered.get((stream_id, epoch))
        if key is not None:
            self.put_stream_keys([(stream, epoch, key)])

    def offered(self, stream_id: bytes, epoch: int) -> bytes | None:
        """Return a key a keyring just offered that is still being judged."""
        return self._offered.get((stream_id, epoch))

    # -- wraps ---------------------------------------------------------------------------------------------------

    def drop_unknown(self, known: Callable[[bytes, int], bool]) -> frozenset[bytes]:
        """Drop seeds, and wraps made here of or for them, of generations not *known* (principal or device id, it).

        Returns the streams whose keys such wraps held.
        """
        streams: set[bytes] = set()
        for keys in self.all_principals():
            if not known(keys.principal_id, keys.generation):
                self._connection.execute(
                    "DELETE FROM principal_key WHERE principal = ? AND generation = ?",
                    (keys.principal_id, keys.generation),
                )
        for local, packed in self._connection.execute("SELECT id, wrap FROM wrap_out").fetchall():
            wrap = unpack_wrap(bytes(packed))
            seed = wrap.purpose in (Purpose.PERSON_SEED, Purpose.TEAM_SEED)
            lost = seed and not known(wrap.subject, wrap.generation)
            if lost or not known(wrap.recipient, wrap.recipient_generation):
                streams.update([wrap.subject] if wrap.purpose == Purpose.STREAM_KEY else [])
                self._connection.execute("DELETE FROM wrap_out WHERE id = ?", (local,))
                self._connection.execute("DELETE FROM wrap_waiting WHERE id = ?", (local,))
        self._principals.clear()
        return frozenset(streams)

    def queue_wraps(self, wraps: Iterable[Wrap]) -> None:
        """Queue wraps made here for the office; they leave before the envelopes of the same transaction."""
        for wrap in wraps:
            local = self._connection.execute("INSERT INTO wrap_out (wrap) VALUES (?)", (wrap.pack(),)).lastrowid
            self._connection.execute("INSERT INTO wrap_waiting (id) VALUES (?)", (local,))

    def receive_wraps(
        self, wraps: Sequence[Wrap], directory: Directory, device_key: X25519PrivateKey, device_id: bytes
    ) -> int:
        """Take wraps addressed to this device, its person or teams, seeds first; returns how many were worth nothing.

        Seeds are compared with the directory. Keys of streams wait for the signed keyring that names their wrap: by
        itself a wrap could be anybody's.
        """
        refused = 0
        held: list[tuple[bytes, int, bytes]] = []
        for wrap in sorted(wraps, key=lambda item: _ORDER[Purpose(item.purpose)]):
            if wrap.purpose == Purpose.STREAM_KEY:
                held.append((wrap_hash(wrap), self._streams.of(wrap.subject), wrap.pack()))
                continue
            try:
                receive_key = device_key if wrap.recipient == device_id else self._receive_key(wrap)
                self._receive_secret(wrap, directory, receive_key)
            except (SealError, DirectoryError):
                refused += 1
        self._connection.executemany("INSERT OR IGNORE INTO wrap_in (digest, stream, wrap) VALUES (?, ?, ?)", held)
        self._open_named(directory.org_id)
        return refused

    def _open_named(self, org_id: bytes) -> None:
        """Open wraps whose keyring came before them."""
        self.flush()
        rows = self._connection.execute(
            "SELECT r.stream, r.epoch, e.pinned, w.wrap FROM wrap_in w JOIN reader r ON r.stream = w.stream"
            " AND r.wrap = w.digest JOIN epoch e ON e.stream = r.stream AND e.epoch = r.epoch"
            " WHERE NOT EXISTS (SELECT 1 FROM stream_key k WHERE k.stream = r.stream AND k.epoch = r.epoch)"
        ).fetchall()
        opened = []
        for stream, epoch, pinned, packed in rows:
            wrap = unpack_wrap(bytes(packed))
            keys = self.principal(wrap.recipient, wrap.recipient_generation)
            if keys is None or wrap.generation != epoch or wrap.commit != bytes(pinned):
                continue
            try:
                opened.append((stream, epoch, unwrap_stream_key(wrap, org_id=org_id, receive_key=keys.receive_key)))
            except SealError:
                continue  # the keyring named a wrap that does not open: its maker's fault, and no key for anybody
        self.put_stream_keys(opened)
        self.flush()

    def _receive_key(self, wrap: Wrap) -> X25519PrivateKey:
        keys = self.principal(wrap.recipient, wrap.recipient_generation)
        if keys is None:
            raise SealError("not for this device")
        return keys.receive_key

    def _receive_secret(self, wrap: Wrap, directory: Directory, receive_key: X25519PrivateKey) -> None:
        if wrap.purpose == Purpose.DIRECTORY_KEY:
            self.put_directory_key(
                unwrap_directory_key(
                    wrap,
                    org_id=directory.org_id,
                    receive_key=receive_key,
                    expected_commit=directory.directory_commit,
                )
            )
            return
        expected = directory.facts.generations(wrap.subject).at(wrap.generation)
        keys = unwrap_principal(wrap, org_id=directory.org_id, receive_key=receive_key, expected=expected)
        for generation in generations(directory, keys).values():
            self.put_principal(generation)
