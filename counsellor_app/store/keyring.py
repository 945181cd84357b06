"""Keys that came to this device: of principals, of streams per epoch, of the directory's names; and who may read.

Everything here lies in the encrypted file only. Wraps that this device made wait in ``wrap_outbox`` for the office.
"""

from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.aliases import Aliases
from counsellor_app.store.database import Connection
from counsellor_app.store.state import StateTable
from sync.directory.state import Directory
from sync.protocol.changes import from_text
from sync.protocol.errors import DirectoryError, SealError
from sync.protocol.public import Keyring, Purpose, Wrap
from sync.sealing.keys import PrincipalKeys
from sync.sealing.streams import unchain
from sync.sealing.wraps import unwrap_directory_key, unwrap_principal, unwrap_stream_key
from sync.wording import _


class KeyStore:
    """Keys and readers of one replica."""

    def __init__(self, connection: Connection, streams: Aliases, state: StateTable) -> None:
        self._connection = connection
        self._streams = streams
        self._state = state
        self._principals: dict[tuple[bytes, int], PrincipalKeys] = {}

    def forget(self) -> None:
        """Drop caches: a transaction was undone."""
        self._principals.clear()

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

    def stream_key(self, stream: int, epoch: int) -> bytes | None:
        """Return the key of *epoch*, or None if this device does not hold it."""
        row = self._connection.execute(
            "SELECT key FROM stream_key WHERE stream = ? AND epoch = ?", (stream, epoch)
        ).fetchone()
        return bytes(row[0]) if row else None

    def current_key(self, stream: int) -> tuple[int, bytes]:
        """Return (epoch, key) to write with; raises :class:`ActionableError` when this device holds none."""
        row = self._connection.execute(
            "SELECT epoch, key FROM stream_key WHERE stream = ? ORDER BY epoch DESC LIMIT 1", (stream,)
        ).fetchone()
        if row is None:
            raise ActionableError(
                _("This device holds no key for the case."),
                _("Nothing was saved there. Sync once; if it stays so, ask a colleague of the team to share the case."),
            )
        return row[0], bytes(row[1])

    def put_stream_keys(self, keys: Iterable[tuple[int, int, bytes]]) -> None:
        """Remember (stream alias, epoch, key) rows."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO stream_key (stream, epoch, key) VALUES (?, ?, ?)", list(keys)
        )

    def readers(self, stream: int) -> frozenset[bytes]:
        """Return the principals that may read the newest epoch of *stream*; empty when no keyring arrived."""
        rows = self._connection.execute(
            "SELECT principal FROM reader WHERE stream = ?1"
            " AND epoch = (SELECT max(epoch) FROM reader WHERE stream = ?1)",
            (stream,),
        ).fetchall()
        return frozenset(bytes(row[0]) for row in rows)

    def ever_readers(self, stream: int) -> frozenset[bytes]:
        """Return the principals that could read any epoch of *stream*."""
        rows = self._connection.execute("SELECT DISTINCT principal FROM reader WHERE stream = ?", (stream,)).fetchall()
        return frozenset(bytes(row[0]) for row in rows)

    def add_keyring(self, stream: int, epoch: int, keyring: Keyring) -> None:
        """Remember the readers a keyring names, and read back an epoch through its chain where the key is held."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO reader (stream, epoch, principal) VALUES (?, ?, ?)",
            [(stream, epoch, from_text(reading.principal)) for reading in keyring.readers],
        )
        key = self.stream_key(stream, epoch)
        if keyring.chain and key is not None and self.stream_key(stream, epoch - 1) is None:
            previous = unchain(key, from_text(keyring.chain, 48))
            self.put_stream_keys([(stream, epoch - 1, previous)])

    # -- wraps ---------------------------------------------------------------------------------------------------

    def queue_wraps(self, wraps: Iterable[Wrap]) -> None:
        """Queue wraps made here for the office; they leave before the envelopes of the same transaction."""
        self._connection.executemany("INSERT INTO wrap_outbox (wrap) VALUES (?)", [(wrap.pack(),) for wrap in wraps])

    def receive_wraps(self, wraps: Sequence[Wrap], directory: Directory, device_key: X25519PrivateKey, device_id: bytes) -> int:
        """Open wraps addressed to this device, its person or teams, seeds first; returns how many did not open.

        A wrap that does not fit what the directory or its commit says is left out: it is worth nothing.
        """
        order = {Purpose.PERSON_SEED: 0, Purpose.TEAM_SEED: 1, Purpose.DIRECTORY_KEY: 2, Purpose.STREAM_KEY: 3}
        refused = 0
        opened: list[tuple[int, int, bytes]] = []
        for wrap in sorted(wraps, key=lambda item: order[Purpose(item.purpose)]):
            try:
                receive_key = device_key if wrap.recipient == device_id else self._receive_key(wrap)
                if wrap.purpose == Purpose.STREAM_KEY:
                    key = unwrap_stream_key(wrap, org_id=directory.org_id, receive_key=receive_key)
                    opened.append((self._streams.of(wrap.subject), wrap.generation, key))
                else:
                    self._receive_secret(wrap, directory, receive_key)
            except (SealError, DirectoryError):
                refused += 1
        self.put_stream_keys(opened)
        return refused

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
        self.put_principal(keys)
