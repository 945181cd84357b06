"""A stream's readers: the keyring of an epoch, and the wraps beside it that give each reader the key.

The keyring is public and signed; it names each wrap by its SHA-256, so that the office can neither swap nor add one.
The wraps live in a store of their own, so that they can be destroyed.
"""

import hashlib
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.protocol.changes import from_text, to_text
from sync.protocol.derivation import KEY_SIZE
from sync.protocol.errors import SealError
from sync.protocol.public import Keyring, Purpose, Reading, Wrap
from sync.sealing.epochs import CHAIN_SIZE, chain, commit, new_key, new_stream_id, unchain
from sync.sealing.wraps import unwrap_stream_key, wrap_stream_key

__all__ = [
    "chain",
    "check_keyring",
    "commit",
    "key_from_keyring",
    "make_keyring",
    "new_key",
    "new_stream_id",
    "unchain",
    "wrap_hash",
]


def wrap_hash(wrap: Wrap) -> bytes:
    """Return the SHA-256 by which a keyring names *wrap*."""
    return hashlib.sha256(wrap.pack()).digest()


def make_keyring(
    key: bytes,
    *,
    org_id: bytes,
    stream_id: bytes,
    epoch: int,
    readers: Sequence[tuple[bytes, int, bytes]],
    previous_key: bytes | None,
) -> tuple[Keyring, list[Wrap]]:
    """Return the keyring of *epoch* (from 1) and a wrap of *key* for each reader, in one order.

    *readers* are (principal id, generation, raw X25519 public key), taken from the directory and from nowhere else.
    *previous_key* is the key of ``epoch - 1``, or None for readers who shall not read back (always in epoch 1).
    Raises :class:`SealError` when there is no reader, one twice, or one who cannot receive.
    """
    if epoch < 1 or (epoch == 1 and previous_key is not None):
        raise SealError("epoch")
    if not readers or len({principal for principal, _, _ in readers}) != len(readers):
        raise SealError("readers")
    wraps = [
        wrap_stream_key(
            key,
            org_id=org_id,
            stream_id=stream_id,
            epoch=epoch,
            recipient_id=principal,
            recipient_generation=generation,
            recipient_public=public,
        )
        for principal, generation, public in readers
    ]
    readings = [Reading(to_text(wrap.recipient), wrap.recipient_generation, to_text(wrap_hash(wrap))) for wrap in wraps]
    sealed_chain = to_text(chain(key, previous_key)) if previous_key is not None else ""
    return Keyring(readings, to_text(commit(key, stream_id, epoch)), sealed_chain), wraps


def check_keyring(keyring: Keyring, wraps: Iterable[Wrap], *, stream_id: bytes, epoch: int) -> None:
    """Check that *keyring* is well formed for *epoch* and that each of *wraps* is one it names.

    *wraps* may be any part of them: a reader is handed his own only, and destroyed ones never come back. Raises
    :class:`SealError` for a wrap the keyring does not name, and :class:`BodyError` for ids that are not ids.
    """
    named = {
        from_text(reading.principal): (reading.generation, from_text(reading.wrap, KEY_SIZE))
        for reading in keyring.readers
    }
    if not named or len(named) != len(keyring.readers):
        raise SealError("readers")
    pinned = from_text(keyring.commit, KEY_SIZE)
    if keyring.chain:
        if epoch <= 1:
            raise SealError("chain of a first epoch")
        from_text(keyring.chain, CHAIN_SIZE)
    for wrap in wraps:
        if (wrap.purpose, wrap.subject, wrap.generation, wrap.commit) != (Purpose.STREAM_KEY, stream_id, epoch, pinned):
            raise SealError("wrap of another epoch")
        if named.get(wrap.recipient) != (wrap.recipient_generation, wrap_hash(wrap)):
            raise SealError("wrap not in the keyring")


def key_from_keyring(
    keyring: Keyring, wrap: Wrap, *, org_id: bytes, stream_id: bytes, epoch: int, receive_key: X25519PrivateKey
) -> bytes:
    """Return the epoch's key in *wrap*, which a signed *keyring* names; raises :class:`SealError`, :class:`BodyError`.

    The only safe way from a wrap to a key that is written with: a wrap alone proves nothing, for anybody, the office
    too, can wrap a key of his own to a public key.
    """
    check_keyring(keyring, [wrap], stream_id=stream_id, epoch=epoch)
    return unwrap_stream_key(wrap, org_id=org_id, receive_key=receive_key)
